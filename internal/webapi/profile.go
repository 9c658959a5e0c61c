package webapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai/profile"
)

// GenAIProfileInput asks for application inference profiles, so that what models cost carries tags.
type GenAIProfileInput struct {
	Name        string   `query:"name" required:"true" maxLength:"64" doc:"the name of the profile: letters and digits, with single spaces, underscores or hyphens between them" example:"sales-mails"`
	Models      []string `query:"model,explode" required:"true" maxItems:"50" doc:"ids of models or of cross-region profiles, or ARNs of either" example:"amazon.nova-pro-v1:0"`
	Regions     []string `query:"region,explode" maxItems:"50" doc:"us-east-1 when there is none"`
	Account     string   `query:"account" maxLength:"12" doc:"for cross-region profiles that are named by their id"`
	Description string   `query:"description" maxLength:"200"`
	Tags        []string `query:"tag,explode" maxItems:"200" doc:"KEY=VALUE" example:"Department=Sales"`
	Format      string   `query:"format" enum:"cloudformation,terraform,cli,boto3" default:"cloudformation"`
}

// GenAIProfile is a text that makes the profiles.
type GenAIProfile struct {
	File string `json:"file" doc:"a name for it"`
	Text string `json:"text"`
}

func (s *Server) genAIProfiles(api huma.API) {
	route(api, http.MethodGet, "/api/genai/profile", "genaiProfile", "Application inference profiles as a template, as Terraform, as commands or as a program", s.genAIProfile)
}

// genAIProfile writes profiles. It looks into no lake: what is asked for is all that it knows.
func (s *Server) genAIProfile(_ context.Context, in *GenAIProfileInput) (*Body[GenAIProfile], error) {
	ask := profile.Ask{Name: in.Name, Description: in.Description, Models: in.Models, Regions: in.Regions, Account: in.Account}
	for _, tag := range in.Tags {
		key, value, ok := strings.Cut(tag, "=")
		if !ok {
			return nil, fault.New(fault.Invalid, codeInvalid, "a tag is KEY=VALUE, such as Department=Sales")
		}
		ask.Tags = append(ask.Tags, profile.Tag{Key: key, Value: value})
	}
	text, err := profile.Write(ask, profile.Format(in.Format))
	if err != nil {
		return nil, err
	}
	ending := map[profile.Format]string{profile.CloudFormation: ".yaml", profile.Terraform: ".tf", profile.CLI: ".sh", profile.Boto3: ".py"}[profile.Format(in.Format)]
	name := strings.ReplaceAll(in.Name, " ", "-") // letters, digits, underscores and hyphens remain: Write refuses others
	return bodyOf(GenAIProfile{File: name + ending, Text: text}, nil)
}
