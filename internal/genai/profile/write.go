package profile

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"mvdan.cc/sh/v3/syntax"
)

// What stands above each text. Nothing that was given is in it.
const head = `# Application inference profiles of Amazon Bedrock. Callers name a profile's ARN as modelId with InvokeModel or Converse; calls that name the
# model itself stay without tags. Activate the tags' keys as cost allocation tags: a key can be activated up to 24 hours after its first use,
# and the bill shows it from then on.
`

// regionsOf are the Regions of profiles, each once.
func regionsOf(list []Profile) []string {
	var regions []string
	for _, p := range list {
		if !slices.Contains(regions, p.Region) {
			regions = append(regions, p.Region)
		}
	}
	return regions
}

// camel makes a logical name of CloudFormation: letters and digits alone.
func camel(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		for word := range strings.FieldsSeq(loose.ReplaceAllString(p, " ")) {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// label makes names of Terraform and of CloudFormation that are told apart: the profile's, the Region's where there are several, and a
// number where that is not enough.
type label struct {
	several bool
	taken   map[string]bool
}

func labels(list []Profile) *label {
	return &label{several: len(regionsOf(list)) > 1, taken: map[string]bool{}}
}

func (l *label) of(p Profile, form func(parts ...string) string) string {
	parts := []string{p.Name}
	if l.several {
		parts = append(parts, p.Region)
	}
	name := form(parts...)
	for n := 2; l.taken[name]; n++ {
		name = form(append(slices.Clone(parts), fmt.Sprint(n))...)
	}
	l.taken[name] = true
	return name
}

// snake makes a name of Terraform.
func snake(parts ...string) string {
	name := strings.Trim(strings.ToLower(loose.ReplaceAllString(strings.Join(parts, "_"), "_")), "_")
	if name[0] >= '0' && name[0] <= '9' {
		name = "profile_" + name
	}
	return name
}

// formation writes a template. Where there are several Regions each profile is made in its own alone, so that one template serves as a stack
// in each of them.
func formation(list []Profile) (string, error) {
	regions := regionsOf(list)
	var resources, conditions, outputs yaml.MapSlice
	names := labels(list)
	for _, p := range list {
		name := names.of(p, func(parts ...string) string { return camel(append([]string{"profile"}, parts...)...) })
		properties := yaml.MapSlice{{Key: "InferenceProfileName", Value: quoted(p.Name)}}
		if p.Description != "" {
			properties = append(properties, yaml.MapItem{Key: "Description", Value: quoted(p.Description)})
		}
		properties = append(properties, yaml.MapItem{Key: "ModelSource", Value: yaml.MapSlice{{Key: "CopyFrom", Value: quoted(p.CopyFrom)}}})
		var tags []any
		for _, t := range p.Tags {
			tags = append(tags, yaml.MapSlice{{Key: "Key", Value: quoted(t.Key)}, {Key: "Value", Value: quoted(t.Value)}})
		}
		if len(tags) > 0 {
			properties = append(properties, yaml.MapItem{Key: "Tags", Value: tags})
		}
		one := yaml.MapSlice{{Key: "Type", Value: "AWS::Bedrock::ApplicationInferenceProfile"}}
		out := yaml.MapSlice{}
		if len(regions) > 1 {
			one = append(one, yaml.MapItem{Key: "Condition", Value: camel("in", p.Region)})
			out = append(out, yaml.MapItem{Key: "Condition", Value: camel("in", p.Region)})
		}
		resources = append(resources, yaml.MapItem{Key: name, Value: append(one, yaml.MapItem{Key: "Properties", Value: properties})})
		arn := yaml.MapSlice{{Key: "Fn::GetAtt", Value: []string{name, "InferenceProfileArn"}}}
		outputs = append(outputs, yaml.MapItem{Key: name + "Arn", Value: append(out, yaml.MapItem{Key: "Value", Value: arn})})
	}
	template := yaml.MapSlice{{Key: "AWSTemplateFormatVersion", Value: quoted("2010-09-09")}, {Key: "Description", Value: "Application inference profiles of Amazon Bedrock"}}
	if len(regions) > 1 {
		for _, r := range regions {
			same := yaml.MapSlice{{Key: "Fn::Equals", Value: []any{yaml.MapSlice{{Key: "Ref", Value: quoted("AWS::Region")}}, quoted(r)}}}
			conditions = append(conditions, yaml.MapItem{Key: camel("in", r), Value: same})
		}
		template = append(template, yaml.MapItem{Key: "Conditions", Value: conditions})
	}
	template = append(template, yaml.MapItem{Key: "Resources", Value: resources}, yaml.MapItem{Key: "Outputs", Value: outputs})
	text, err := yaml.MarshalWithOptions(template, yaml.IndentSequence(true))
	if err != nil {
		return "", fmt.Errorf("template of CloudFormation: %w", err)
	}
	return head + string(text), nil
}

// quoted is a text of YAML that stands in quotes.
type quoted string

// MarshalYAML writes it as JSON does, which YAML reads.
func (q quoted) MarshalYAML() ([]byte, error) {
	text, err := literal(string(q))
	return []byte(text), err
}

// terraform writes resources of the AWS provider, version 6 or later, which has a Region for each.
func terraform(list []Profile) string {
	f := hclwrite.NewEmptyFile()
	body := f.Body()
	names := labels(list)
	for i, p := range list {
		if i > 0 {
			body.AppendNewline()
		}
		r := body.AppendNewBlock("resource", []string{"aws_bedrock_inference_profile", names.of(p, snake)}).Body()
		r.SetAttributeValue("region", cty.StringVal(p.Region))
		r.SetAttributeValue("name", cty.StringVal(p.Name))
		if p.Description != "" {
			r.SetAttributeValue("description", cty.StringVal(p.Description))
		}
		if len(p.Tags) > 0 {
			tags := map[string]cty.Value{}
			for _, t := range p.Tags {
				tags[t.Key] = cty.StringVal(t.Value)
			}
			r.SetAttributeValue("tags", cty.MapVal(tags))
		}
		r.AppendNewline()
		r.AppendNewBlock("model_source", nil).Body().SetAttributeValue("copy_from", cty.StringVal(p.CopyFrom))
	}
	return head + "# The AWS provider has region from version 6 on.\n" + string(hclwrite.Format(f.Bytes()))
}

// request is what CreateInferenceProfile takes beside the Region, by the names that the API has.
type request struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

func requests(tags []Tag) []request {
	list := make([]request, len(tags))
	for i, t := range tags {
		list[i] = request(t)
	}
	return list
}

// commands writes a command of the AWS CLI for each profile.
func commands(list []Profile) (string, error) {
	var b strings.Builder
	b.WriteString(head)
	for _, p := range list {
		source, err := literal(map[string]string{"copyFrom": p.CopyFrom})
		if err != nil {
			return "", err
		}
		args := []string{"--region", p.Region, "--inference-profile-name", p.Name}
		if p.Description != "" {
			args = append(args, "--description", p.Description)
		}
		args = append(args, "--model-source", source)
		if len(p.Tags) > 0 {
			tags, err := literal(requests(p.Tags))
			if err != nil {
				return "", err
			}
			args = append(args, "--tags", tags)
		}
		args = append(args, "--query", "inferenceProfileArn", "--output", "text")
		b.WriteString("aws bedrock create-inference-profile")
		for i := 0; i < len(args); i += 2 {
			value, err := syntax.Quote(args[i+1], syntax.LangBash)
			if err != nil {
				return "", fmt.Errorf("an argument of a command: %w", err)
			}
			fmt.Fprintf(&b, " \\\n    %s %s", args[i], value)
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// program writes Python. Texts and lists of JSON are literals of Python too.
func program(list []Profile) (string, error) {
	var b strings.Builder
	b.WriteString(head + "import boto3\n\nPROFILES = [\n")
	for _, p := range list {
		fields := [][2]any{{"inferenceProfileName", p.Name}}
		if p.Description != "" {
			fields = append(fields, [2]any{"description", p.Description})
		}
		fields = append(fields, [2]any{"modelSource", map[string]string{"copyFrom": p.CopyFrom}})
		if len(p.Tags) > 0 {
			fields = append(fields, [2]any{"tags", requests(p.Tags)})
		}
		region, err := literal(p.Region)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "    (%s, {\n", region)
		for _, f := range fields {
			value, err := literal(f[1])
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "        %q: %s,\n", f[0], value)
		}
		b.WriteString("    }),\n")
	}
	b.WriteString(`]

for region, request in PROFILES:
    answer = boto3.client("bedrock", region_name=region).create_inference_profile(**request)
    print(region, request["inferenceProfileName"], answer["inferenceProfileArn"])
`)
	return b.String(), nil
}

// literal is a value as JSON, with every character as it is.
func literal(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("a value: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
