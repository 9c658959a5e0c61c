package playbook

import (
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/token"
)

// formation writes the resources as a template. What exists, and what is to go, has a deletion policy, without which CloudFormation does not
// import it.
func (d *draft) formation() (string, error) {
	var resources yaml.MapSlice
	for _, r := range d.resources {
		if r.cfn == "" {
			continue
		}
		one := yaml.MapSlice{{Key: "Type", Value: r.cfn}}
		switch {
		case r.gone:
			one = append(one, yaml.MapItem{Key: "DeletionPolicy", Value: "Delete"}, yaml.MapItem{Key: "UpdateReplacePolicy", Value: "Delete"})
		case r.taken != "":
			one = append(one, yaml.MapItem{Key: "DeletionPolicy", Value: "Retain"}, yaml.MapItem{Key: "UpdateReplacePolicy", Value: "Retain"})
		}
		if properties := propertiesOf(r.fields); len(properties) > 0 {
			one = append(one, yaml.MapItem{Key: "Properties", Value: properties})
		}
		resources = append(resources, yaml.MapItem{Key: camel(r.name), Value: one})
	}
	if len(resources) == 0 {
		return "", nil
	}
	text, err := yaml.MarshalWithOptions(yaml.MapSlice{
		{Key: "AWSTemplateFormatVersion", Value: "2010-09-09"},
		{Key: "Description", Value: scalar(d.title.EN)},
		{Key: "Resources", Value: resources},
	}, yaml.IndentSequence(true))
	if err != nil {
		return "", fmt.Errorf("template of CloudFormation: %w", err)
	}
	return string(text), nil
}

// propertiesOf are the properties that fields stand for.
func propertiesOf(fields []field) yaml.MapSlice {
	var list yaml.MapSlice
	for _, f := range fields {
		if f.cfn != "" {
			list = append(list, yaml.MapItem{Key: f.cfn, Value: property(f.value)})
		}
	}
	return list
}

// property is a value of a template.
func property(v any) any {
	switch v := v.(type) {
	case reference:
		return v.function()
	case references:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = one.function()
		}
		return list
	case object:
		return propertiesOf(v)
	case []object:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = propertiesOf(one)
		}
		return list
	case names:
		var list []any
		for _, pair := range v {
			list = append(list, yaml.MapSlice{{Key: "Key", Value: scalar(pair[0])}, {Key: "Value", Value: scalar(pair[1])}})
		}
		return list
	}
	return scalar(v)
}

// scalar writes a text in quotes where any reader of YAML could take it for something else.
func scalar(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" || token.IsNeedQuoted(v) || !letter(v[0]) {
			return quoted(v)
		}
	case []string:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = scalar(one)
		}
		return list
	}
	return v
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

// quoted is a text that stands in quotes.
type quoted string

// MarshalYAML writes it as JSON does, which YAML reads.
func (q quoted) MarshalYAML() ([]byte, error) { return json.Marshal(string(q)) }

// function is the reference as a function of CloudFormation.
func (r reference) function() any {
	if r.cfn == "" {
		return yaml.MapSlice{{Key: "Ref", Value: camel(r.to.name)}}
	}
	return yaml.MapSlice{{Key: "Fn::GetAtt", Value: []string{camel(r.to.name), r.cfn}}}
}
