// Package profile writes application inference profiles of Amazon Bedrock: the names under which applications call models, so that what they
// use can carry tags. It writes them as a template of CloudFormation, as Terraform, as commands of the AWS CLI and as a program with boto3,
// one profile for each model and Region. It knows no lake and asks nothing. It promises that all four say the same, that each is read back by
// the language that it is for, and that no name or tag, however odd, is read as anything but a text.
//
//	text, err := profile.Write(profile.Ask{Name: "sales-mails", Models: []string{"amazon.nova-pro-v1:0"}, Tags: []profile.Tag{{"Department", "Sales"}}}, profile.Terraform)
package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/fault"
)

// Format is the language that profiles are written in.
type Format string

// The formats.
const (
	CloudFormation Format = "cloudformation"
	Terraform      Format = "terraform"
	CLI            Format = "cli"
	Boto3          Format = "boto3"
)

// Formats returns the formats, the first being what is written when none is asked for.
func Formats() []Format { return []Format{CloudFormation, Terraform, CLI, Boto3} }

// Tag is a tag of a profile.
type Tag struct{ Key, Value string }

// Ask is what profiles are wanted.
type Ask struct {
	// Name is that of the profile, 1 to 64 letters, digits, and single spaces, underscores and hyphens between them. Where there are several
	// models, that of each follows it.
	Name string
	// Description says what it is for, at most 200 characters; empty for none.
	Description string
	// Models are the models: ids such as amazon.nova-pro-v1:0, ids of cross-region profiles such as us.amazon.nova-pro-v1:0, or ARNs of either.
	Models []string
	// Regions are those to make profiles in; us-east-1 when there are none.
	Regions []string
	// Account is the account that cross-region profiles named by their id are looked up in.
	Account string
	// Tags are the tags of each profile.
	Tags []Tag
}

// Profile is one profile to be made.
type Profile struct {
	Name, Description, Region string
	// CopyFrom is the ARN of the model, or of the cross-region profile.
	CopyFrom string
	Tags     []Tag
}

// Limits of CreateInferenceProfile.
const (
	longestName        = 64
	longestDescription = 200
	longestSource      = 2048
	mostTags           = 200
	longestKey         = 128
	longestValue       = 256
	mostProfiles       = 500
)

var (
	nameForm    = regexp.MustCompile(`^(?:[0-9a-zA-Z][ _-]?)+$`)
	saidForm    = regexp.MustCompile(`^(?:[0-9a-zA-Z:.][ _-]?)+$`)
	tagForm     = regexp.MustCompile(`^[\p{L}\p{N} _.:/=+@-]*$`)
	regionForm  = regexp.MustCompile(`^[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}$`)
	accountForm = regexp.MustCompile(`^[0-9]{12}$`)
	modelForm   = regexp.MustCompile(`^[a-z0-9-]{1,63}\.[a-zA-Z0-9._:-]{1,200}$`)
	crossForm   = regexp.MustCompile(`^(?:us|eu|apac|jp|au|ca|global|us-gov)\.[a-z0-9-]+\.`)
	arnForm     = regexp.MustCompile(`^arn:aws(?:-[a-z]+)*:bedrock:([a-z0-9-]+):([0-9]{12})?:(?:foundation-model|inference-profile)/[a-zA-Z0-9._:-]+$`)
	// loose is what makes no part of a name.
	loose = regexp.MustCompile(`[^0-9a-zA-Z]+`)
)

// Profiles returns the profiles that are wanted, by Region and model. A fault says what AWS would refuse.
func Profiles(a Ask) ([]Profile, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	regions := a.Regions
	if len(regions) == 0 {
		regions = []string{"us-east-1"}
	}
	var list []Profile
	for _, region := range regions {
		for _, model := range a.Models {
			source, err := a.source(model, region)
			if err != nil {
				return nil, err
			}
			name := a.Name
			if len(a.Models) > 1 {
				name += "-" + wordOf(model)
			}
			if err := checkName(name); err != nil {
				return nil, err
			}
			if slices.ContainsFunc(list, func(p Profile) bool { return p.Name == name && p.Region == region }) {
				return nil, wrong("two profiles in %s would have the name %q: name each model once", region, name)
			}
			list = append(list, Profile{Name: name, Description: a.Description, Region: region, CopyFrom: source, Tags: a.Tags})
		}
	}
	return list, nil
}

// check refuses what AWS would refuse.
func (a Ask) check() error {
	switch {
	case len(a.Models) == 0:
		return wrong("no model: name at least one")
	case len(a.Models)*max(1, len(a.Regions)) > mostProfiles:
		return wrong("more than %d profiles at once", mostProfiles)
	case a.Account != "" && !accountForm.MatchString(a.Account):
		return wrong("%q is no account: it has twelve digits", a.Account)
	case utf8.RuneCountInString(a.Description) > longestDescription:
		return wrong("the description has more than %d characters", longestDescription)
	case a.Description != "" && !saidForm.MatchString(a.Description):
		return wrong("the description %q has other characters than letters, digits, colons, points, and single spaces, underscores or hyphens between them", a.Description)
	case len(a.Tags) > mostTags:
		return wrong("more than %d tags", mostTags)
	}
	for _, r := range a.Regions {
		if !regionForm.MatchString(r) {
			return wrong("%q is no Region", r)
		}
	}
	if err := checkName(a.Name); err != nil {
		return err
	}
	return checkTags(a.Tags)
}

func checkName(name string) error {
	if len(name) > longestName || !nameForm.MatchString(name) {
		return wrong("%q is no name of a profile: 1 to %d letters and digits, with single spaces, underscores or hyphens between them", name, longestName)
	}
	return nil
}

func checkTags(tags []Tag) error {
	there := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.Key == "" || utf8.RuneCountInString(t.Key) > longestKey || utf8.RuneCountInString(t.Value) > longestValue:
			return wrong("the tag %q has no key, or one of more than %d characters, or a value of more than %d", t.Key, longestKey, longestValue)
		case !tagForm.MatchString(t.Key) || !tagForm.MatchString(t.Value):
			return wrong("the tag %q has characters that tags cannot have", t.Key)
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return wrong("the tag %q begins with aws:, which only AWS may write", t.Key)
		case there[t.Key]:
			return wrong("the tag %q occurs twice", t.Key)
		}
		there[t.Key] = true
	}
	return nil
}

// source returns the ARN of a model in a Region.
func (a Ask) source(model, region string) (string, error) {
	if len(model) > longestSource {
		return "", wrong("the model has more than %d characters", longestSource)
	}
	if strings.HasPrefix(model, "arn:") {
		parts := arnForm.FindStringSubmatch(model)
		if parts == nil {
			return "", wrong("%q is no ARN of a foundation model or of a cross-region inference profile", model)
		}
		if parts[1] != region {
			return "", wrong("%q is of %s, and the profile would be in %s: name the model by its id, or the Region of the ARN", model, parts[1], region)
		}
		return model, nil
	}
	if !modelForm.MatchString(model) {
		return "", wrong("%q is no id of a model, such as amazon.nova-pro-v1:0", model)
	}
	if !crossForm.MatchString(model) {
		return fmt.Sprintf("arn:%s:bedrock:%s::foundation-model/%s", partition(region), region, model), nil
	}
	if a.Account == "" {
		return "", wrong("%q is a cross-region inference profile, whose ARN has the account in it: name the account", model)
	}
	return fmt.Sprintf("arn:%s:bedrock:%s:%s:inference-profile/%s", partition(region), region, a.Account, model), nil
}

// partition is the part of AWS that a Region is in.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// wordOf is the part of a name that tells a model from others: its id without the vendor and what is no letter or digit.
func wordOf(model string) string {
	id := model[strings.LastIndexByte(model, '/')+1:]
	id, _, _ = strings.Cut(id, ":")
	if crossForm.MatchString(id) {
		_, id, _ = strings.Cut(id, ".")
	}
	if _, rest, ok := strings.Cut(id, "."); ok {
		id = rest
	}
	return strings.Trim(loose.ReplaceAllString(id, "-"), "-")
}

// Write writes the profiles in a language.
func Write(a Ask, in Format) (string, error) {
	list, err := Profiles(a)
	if err != nil {
		return "", err
	}
	switch in {
	case CloudFormation:
		return formation(list)
	case Terraform:
		return terraform(list), nil
	case CLI:
		return commands(list)
	case Boto3:
		return program(list)
	}
	return "", wrong("no format %q: %s", string(in), strings.Join(words(Formats()), ", "))
}

func words(list []Format) []string {
	all := make([]string, len(list))
	for i, f := range list {
		all[i] = string(f)
	}
	return all
}

// wrong is a fault of the asker.
func wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, "PROFILE_INVALID", fmt.Sprintf(format, args...))
}
