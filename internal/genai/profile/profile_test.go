package profile_test

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai/profile"
)

// asks are what is written and read back: a plain one, several models and Regions, and one whose words are odd.
func asks() map[string]profile.Ask {
	return map[string]profile.Ask{
		"one model": {Name: "sales-mails", Models: []string{"anthropic.claude-3-5-haiku-20241022-v1:0"}, Tags: []profile.Tag{{"Department", "Sales"}}},
		"several models and Regions": {
			Name: "support bot", Description: "Chat of the support", Models: []string{"amazon.nova-pro-v1:0", "us.anthropic.claude-sonnet-4-20250514-v1:0"}, Regions: []string{"us-east-1", "us-west-2"},
			Account: "111122223333", Tags: []profile.Tag{{"Department", "Support"}, {"env", "prod"}},
		},
		"odd words": {
			Name: "7 odd_name", Models: []string{"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"},
			Tags: []profile.Tag{{"yes", "no"}, {"Kosten stelle/ä", "=- 08:00"}, {"@x", ""}, {"n", "1e3"}, {"営業 部", "+1 . _"}},
		},
		"without tags, in China": {Name: "p", Models: []string{"amazon.nova-lite-v1:0"}, Regions: []string{"cn-north-1"}},
	}
}

// made is what one profile is read back as.
type made struct {
	region, name, description, source string
	tags                              map[string]string
}

func wanted(t *testing.T, a profile.Ask) (list []made) {
	t.Helper()
	profiles, err := profile.Profiles(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profiles {
		one := made{p.Region, p.Name, p.Description, p.CopyFrom, map[string]string{}}
		for _, tag := range p.Tags {
			one.tags[tag.Key] = tag.Value
		}
		list = append(list, one)
	}
	return list
}

func TestEachLanguageReadsBackWhatWasAskedFor(t *testing.T) {
	readers := map[profile.Format]func(*testing.T, string) []made{profile.CloudFormation: template, profile.Terraform: resources, profile.CLI: commands, profile.Boto3: program}
	for what, ask := range asks() {
		want := wanted(t, ask)
		for _, format := range profile.Formats() {
			t.Run(what+" as "+string(format), func(t *testing.T) {
				text, err := profile.Write(ask, format)
				if err != nil {
					t.Fatal(err)
				}
				got := readers[format](t, text)
				if !slices.EqualFunc(got, want, func(a, b made) bool {
					return a.region == b.region && a.name == b.name && a.description == b.description && a.source == b.source && maps.Equal(a.tags, b.tags)
				}) {
					t.Errorf("%s\nis read as\n%v\nwant\n%v", text, got, want)
				}
			})
		}
	}
}

// template reads CloudFormation; with one Region there is no condition, and it is told by the ARN.
func template(t *testing.T, text string) (list []made) {
	t.Helper()
	var read struct {
		Version     string                      `yaml:"AWSTemplateFormatVersion"`
		Description string                      `yaml:"Description"`
		Conditions  map[string]map[string][]any `yaml:"Conditions"`
		Resources   yaml.MapSlice               `yaml:"Resources"`
		Outputs     map[string]map[string]any   `yaml:"Outputs"`
	}
	if err := yaml.UnmarshalWithOptions([]byte(text), &read, yaml.Strict(), yaml.UseOrderedMap()); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for _, item := range read.Resources {
		raw, err := yaml.Marshal(item.Value)
		if err != nil {
			t.Fatal(err)
		}
		var one struct {
			Type       string `yaml:"Type"`
			Condition  string `yaml:"Condition"`
			Properties struct {
				InferenceProfileName, Description string
				ModelSource                       struct {
					CopyFrom string `yaml:"CopyFrom"`
				} `yaml:"ModelSource"`
				Tags []struct {
					Key   string `yaml:"Key"`
					Value string `yaml:"Value"`
				} `yaml:"Tags"`
			} `yaml:"Properties"`
		}
		raw = []byte(strings.NewReplacer("InferenceProfileName:", "inferenceprofilename:", "  Description:", "  description:").Replace(string(raw)))
		if err := yaml.UnmarshalWithOptions(raw, &one, yaml.Strict()); err != nil {
			t.Fatalf("%v in\n%s", err, raw)
		}
		if one.Type != "AWS::Bedrock::ApplicationInferenceProfile" {
			t.Errorf("type %s", one.Type)
		}
		p := one.Properties
		m := made{strings.Split(p.ModelSource.CopyFrom, ":")[3], p.InferenceProfileName, p.Description, p.ModelSource.CopyFrom, map[string]string{}}
		if one.Condition != "" {
			if same := read.Conditions[one.Condition]["Fn::Equals"]; len(same) != 2 || same[1] != m.region {
				t.Errorf("condition %s is %v, want %s", one.Condition, same, m.region)
			}
		}
		for _, tag := range p.Tags {
			m.tags[tag.Key] = tag.Value
		}
		list = append(list, m)
	}
	if len(read.Outputs) != len(list) {
		t.Errorf("%d outputs for %d profiles", len(read.Outputs), len(list))
	}
	return list
}

// resources reads HCL.
func resources(t *testing.T, text string) (list []made) {
	t.Helper()
	file, bad := hclsyntax.ParseConfig([]byte(text), "profiles.tf", hcl.InitialPos)
	if bad.HasErrors() {
		t.Fatalf("%v in\n%s", bad, text)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("%T", file.Body)
	}
	there := map[string]bool{}
	for _, b := range body.Blocks {
		if b.Type != "resource" || b.Labels[0] != "aws_bedrock_inference_profile" || there[b.Labels[1]] || !hclsyntax.ValidIdentifier(b.Labels[1]) {
			t.Errorf("block %s %q", b.Type, b.Labels)
		}
		there[b.Labels[1]] = true
		m := made{tags: map[string]string{}}
		for name, a := range b.Body.Attributes {
			v, bad := a.Expr.Value(nil)
			if bad.HasErrors() {
				t.Fatal(bad)
			}
			switch name {
			case "region":
				m.region = v.AsString()
			case "name":
				m.name = v.AsString()
			case "description":
				m.description = v.AsString()
			case "tags":
				for key, value := range v.AsValueMap() {
					m.tags[key] = value.AsString()
				}
			default:
				t.Errorf("argument %s", name)
			}
		}
		for _, inner := range b.Body.Blocks {
			v, bad := inner.Body.Attributes["copy_from"].Expr.Value(nil)
			if bad.HasErrors() || inner.Type != "model_source" || v.Type() != cty.String {
				t.Fatalf("%v %s", bad, inner.Type)
			}
			m.source = v.AsString()
		}
		list = append(list, m)
	}
	return list
}

// commands reads the words that a shell makes of the text.
func commands(t *testing.T, text string) (list []made) {
	t.Helper()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "profiles.sh")
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for _, s := range file.Stmts {
		call, ok := s.Cmd.(*syntax.CallExpr)
		if !ok {
			t.Fatalf("%T", s.Cmd)
		}
		words, err := expand.Fields(&expand.Config{CmdSubst: nil}, call.Args...)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(words[:3], []string{"aws", "bedrock", "create-inference-profile"}) {
			t.Errorf("command %q", words[:3])
		}
		m := made{tags: map[string]string{}}
		for i := 3; i < len(words); i += 2 {
			m.option(t, words[i], words[i+1])
		}
		list = append(list, m)
	}
	return list
}

func (m *made) option(t *testing.T, name, value string) {
	t.Helper()
	switch name {
	case "--region":
		m.region = value
	case "--inference-profile-name":
		m.name = value
	case "--description":
		m.description = value
	case "--model-source":
		m.source = sourceOf(t, value)
	case "--tags":
		m.tags = tagsOf(t, value)
	case "--query", "--output":
	default:
		t.Errorf("option %s", name)
	}
}

func sourceOf(t *testing.T, text string) string {
	t.Helper()
	var source map[string]string
	if err := json.Unmarshal([]byte(text), &source); err != nil || len(source) != 1 {
		t.Fatalf("%s: %v", text, err)
	}
	return source["copyFrom"]
}

func tagsOf(t *testing.T, text string) map[string]string {
	t.Helper()
	var list []map[string]string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	tags := map[string]string{}
	for _, one := range list {
		if len(one) != 2 {
			t.Errorf("tag %v", one)
		}
		tags[one["key"]] = one["value"]
	}
	return tags
}

// program reads the literals of the list in Python: those that are written are of JSON too.
func program(t *testing.T, text string) (list []made) {
	t.Helper()
	var m made
	begin, field := regexp.MustCompile(`^    \((".*"), \{$`), regexp.MustCompile(`^        "(\w+)": (.*),$`)
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if parts := begin.FindStringSubmatch(line); parts != nil {
			m = made{region: word(t, parts[1]), tags: map[string]string{}}
		}
		if line == "    })," {
			list = append(list, m)
		}
		parts := field.FindStringSubmatch(line)
		if parts == nil {
			continue
		}
		switch parts[1] {
		case "inferenceProfileName":
			m.name = word(t, parts[2])
		case "description":
			m.description = word(t, parts[2])
		case "modelSource":
			m.source = sourceOf(t, parts[2])
		case "tags":
			m.tags = tagsOf(t, parts[2])
		default:
			t.Errorf("argument %s", parts[1])
		}
	}
	return list
}

func word(t *testing.T, text string) (w string) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return w
}

func TestWhatAWSWouldRefuseIsRefused(t *testing.T) {
	good := asks()["one model"]
	for _, c := range []struct {
		what string
		with func(*profile.Ask)
		says string
	}{
		{"no model", func(a *profile.Ask) { a.Models = nil }, "no model"},
		{"a name with two hyphens", func(a *profile.Ask) { a.Name = "a--b" }, "no name"},
		{"a long name", func(a *profile.Ask) { a.Name = strings.Repeat("a", 65) }, "no name"},
		{"a name that grows too long with the model", func(a *profile.Ask) {
			a.Name, a.Models = strings.Repeat("a", 50), []string{"amazon.nova-pro-v1:0", "anthropic.claude-3-5-haiku-20241022-v1:0"}
		}, "no name"},
		{"a model twice", func(a *profile.Ask) { a.Models = append(a.Models, a.Models[0]) }, "name each model once"},
		{"a model that is a command", func(a *profile.Ask) { a.Models = []string{"amazon.$(reboot)"} }, "no id of a model"},
		{"an ARN of a bucket", func(a *profile.Ask) { a.Models = []string{"arn:aws:s3:::x"} }, "no ARN"},
		{"an ARN of another Region", func(a *profile.Ask) {
			a.Models = []string{"arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0"}
		}, "is of eu-west-1"},
		{"a cross-region profile without an account", func(a *profile.Ask) { a.Models = []string{"us.amazon.nova-pro-v1:0"} }, "name the account"},
		{"an account", func(a *profile.Ask) { a.Account = "1" }, "twelve digits"},
		{"a Region", func(a *profile.Ask) { a.Regions = []string{"moon"} }, "no Region"},
		{"a tag of AWS", func(a *profile.Ask) { a.Tags = []profile.Tag{{"aws:x", "y"}} }, "only AWS"},
		{"a tag twice", func(a *profile.Ask) { a.Tags = append(a.Tags, a.Tags[0]) }, "twice"},
		{"a tag of two lines", func(a *profile.Ask) { a.Tags = []profile.Tag{{"a\nb", "y"}} }, "characters"},
		{"a tag without a key", func(a *profile.Ask) { a.Tags = []profile.Tag{{"", "y"}} }, "no key"},
		{"a description of two lines", func(a *profile.Ask) { a.Description = "a\nb" }, "description"},
	} {
		t.Run(c.what, func(t *testing.T) {
			ask := good
			ask.Tags = slices.Clone(good.Tags)
			c.with(&ask)
			_, err := profile.Write(ask, profile.CLI)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
	if _, err := profile.Write(good, "cobol"); err == nil || !strings.Contains(err.Error(), "cloudformation, terraform, cli, boto3") {
		t.Errorf("got %v", err)
	}
}
