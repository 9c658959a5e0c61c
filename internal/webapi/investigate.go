package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/investigate"
)

// InvestigationExportInput asks for an investigation as a file.
type InvestigationExportInput struct {
	investigate.Question
	Format string `query:"format" enum:"md,html" default:"html" doc:"Markdown, or a page that needs nothing else"`
	Lang   string `query:"lang" enum:"en,ja" default:"en"`
}

// Investigations answer why something costs more than it did.
type Investigations interface {
	Investigate(ctx context.Context, who access.Principal, q investigate.Question) (investigate.Report, error)
}

func (s *Server) investigations(api huma.API) {
	route(api, http.MethodGet, "/api/investigations", "investigate", "Why a case, or a usage type, costs more: causes, traffic, changes, fixes", s.investigate)
	file(api, http.MethodGet, "/api/investigations/export", "exportInvestigation", "An investigation as Markdown or as a page",
		[]string{investigate.Markdown.Media(), investigate.HTML.Media()}, s.exportInvestigation)
}

func (s *Server) investigate(ctx context.Context, in *investigate.Question) (*Body[investigate.Report], error) {
	if s.parts.Investigations == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to look into")
	}
	return bodyOf(s.parts.Investigations.Investigate(ctx, s.who(ctx), *in))
}

func (s *Server) exportInvestigation(ctx context.Context, in *InvestigationExportInput) (*File, error) {
	made, err := s.investigate(ctx, &in.Question)
	if err != nil {
		return nil, err
	}
	left := noteOf(audit.Export, s.who(ctx), requestOf(ctx))
	left.Kind, left.Text = in.Format, "investigation of "+made.Body.Question.String()
	if err := s.note(left); err != nil {
		return nil, err
	}
	form := investigate.Form(in.Format)
	return &File{Name: made.Body.FileName() + "." + in.Format, Type: form.Media(), Write: func(_ context.Context, w Stream) error {
		return form.Write(w, &made.Body, investigate.Writing{Language: investigate.Language(in.Lang), Explain: true})
	}}, nil
}
