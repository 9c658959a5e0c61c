package formation

import (
	"fmt"
	"strings"
)

// CloudFormation returns the plan as a template in JSON.
func (p *Plan) CloudFormation() string {
	resources := object{}
	var before []string // what grants need
	last := map[string]string{}
	for _, c := range p.calls() {
		kind, properties := properties(c)
		name := fmt.Sprintf("%s%d", kind, len(resources)+1)
		body := object{{"Type", "AWS::LakeFormation::" + kind}, {"Properties", properties}}
		switch c.operation {
		case "grant-permissions", "add-lf-tags-to-resource":
			needs := before
			if other := last[kind]; other != "" { // one after the other: the service refuses two at once
				needs = []string{other}
			}
			if len(needs) > 0 {
				body = append(body, member{"DependsOn", append([]string{}, needs...)})
			}
		}
		last[kind] = name
		if kind != "PrincipalPermissions" {
			before = append(before, name)
		}
		resources = append(resources, member{name, body})
	}
	w := writer{text: substituted}
	template := object{{"AWSTemplateFormatVersion", "2010-09-09"}, {"Description", "What Glaux shares, for AWS Lake Formation"}}
	if len(p.Gaps) > 0 {
		var gaps []string
		for line := range strings.Lines(p.comment("")) {
			gaps = append(gaps, strings.TrimSpace(line))
		}
		template = append(template, member{"Metadata", object{{"NotExpressed", gaps[1:]}}})
	}
	w.value(append(template, member{"Resources", resources}), "")
	return w.b.String() + "\n"
}

// substituted writes a text, with the number of the account put in by CloudFormation where it belongs.
func substituted(s string) string {
	if !strings.Contains(s, account) {
		return quoted(s)
	}
	s = strings.ReplaceAll(s, "${", "${!")
	return `{"Fn::Sub": ` + quoted(strings.ReplaceAll(s, account, "${AWS::AccountId}")) + `}`
}

// properties returns the kind of resource that a call makes, and its properties.
func properties(c call) (string, object) {
	switch c.operation {
	case "register-resource":
		return "Resource", c.input
	case "create-lf-tag":
		return "Tag", append(object{{"CatalogId", account}}, c.input...)
	case "add-lf-tags-to-resource":
		tags, _ := c.input[1].value.([]object)
		on, _ := c.input[0].value.(object)
		return "TagAssociation", object{
			{"Resource", catalogued(on)}, {"LFTags", []object{append(object{{"CatalogId", account}}, tags[0]...)}},
		}
	case "create-data-cells-filter":
		data, _ := c.input[0].value.(object)
		return "DataCellsFilter", data
	}
	out := object{}
	for _, m := range c.input {
		if on, ok := m.value.(object); ok && m.name == "Resource" {
			m.value = catalogued(on)
		}
		out = append(out, m)
	}
	if out[len(out)-1].name != "PermissionsWithGrantOption" { // it must be there
		out = append(out, member{"PermissionsWithGrantOption", []string{}})
	}
	return "PrincipalPermissions", out
}

// catalogued adds the account to a resource, which a template must name.
func catalogued(on object) object {
	out := object{}
	for _, m := range on {
		if inner, ok := m.value.(object); ok && m.name != "DataCellsFilter" && m.name != "Catalog" {
			m.value = append(object{{"CatalogId", account}}, inner...)
		}
		out = append(out, m)
	}
	return out
}
