package genai

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// tagPrefix begins a dimension that is a tag.
const tagPrefix = "tag:"

// Dimensions are those with a name of their own, in the order of menus.
func Dimensions() []Dimension {
	return []Dimension{Department, Application, Profile, Principal, Model, Provider, Class, Feature, Kind, Tier, Scope, Account, Region}
}

// profiled is a resource that is an application inference profile.
const profiled = "%:application-inference-profile/%"

// columns are the dimensions that are an expression over glaux.genai without further knowledge. Their values are texts, never NULL.
func columns() map[Dimension]string {
	return map[Dimension]string{
		Profile:   `IF(line_item_resource_id LIKE '` + profiled + `', line_item_resource_id, '')`,
		Principal: `coalesce(line_item_iam_principal, '')`,
		Model:     `coalesce(model, '')`,
		Provider:  `coalesce(provider, '')`,
		Class:     `coalesce(class, '')`,
		Feature:   `coalesce(feature, '')`,
		Kind:      `coalesce(token_kind, '')`,
		Tier:      `coalesce(tier, '')`,
		Scope:     `coalesce(scope, '')`,
		Account:   `coalesce(line_item_usage_account_id, '')`,
		Region:    `coalesce(product_region_code, '')`,
	}
}

// applicationTags are the keys of tags that name an application, as bills write them; the first that has a value counts.
func applicationTags() []string {
	return []string{"application", "app", "app_name", "application_name", "service", "project", "workload", "product"}
}

// expression returns a dimension as SQL over glaux.genai.
func (t Tools) expression(d Dimension) (ast.Expr, error) {
	if key, ok := strings.CutPrefix(string(d), tagPrefix); ok && key != "" {
		return tag(key), nil
	}
	if d == Department {
		return t.key()
	}
	if d == Application {
		return application(), nil
	}
	if text, ok := columns()[d]; ok {
		return build.Expression(text)
	}
	names := make([]string, 0, len(Dimensions()))
	for _, one := range Dimensions() {
		names = append(names, string(one))
	}
	return nil, fault.New(fault.Invalid, "INVALID_ARGUMENT", fmt.Sprintf("%q is none of %s, tag:KEY", d, strings.Join(names, ", ")))
}

// tag is the value of a tag of a line, by the key that either map of tags has; ” where there is none.
func tag(key string) ast.Expr {
	return build.Call("coalesce", element("resource_tags", key), element("tags", key), build.Text(""))
}

// element is the value of a key of a map.
func element(column, key string) ast.Expr {
	return build.Call("nullif", build.Call("element_at", build.Column(column), build.Text(key)), build.Text(""))
}

// application is the first tag that names one, ” where there is none.
func application() ast.Expr {
	x := build.Call("coalesce")
	for _, key := range applicationTags() {
		x.Args = append(x.Args, element("resource_tags", "user_"+key))
	}
	for _, key := range applicationTags() {
		x.Args = append(x.Args, element("tags", "resourceTags/"+key), element("tags", "resourceTags/"+strings.ToUpper(key[:1])+key[1:]))
	}
	x.Args = append(x.Args, build.Text(""))
	return x
}

// checked refuses dimensions that are there twice, or too many of them.
func checked(by []Dimension) error {
	const most = 3
	if len(by) > most {
		return fault.New(fault.Invalid, "INVALID_ARGUMENT", "group by three dimensions at most")
	}
	for i, d := range by {
		if slices.Contains(by[:i], d) {
			return fault.New(fault.Invalid, "INVALID_ARGUMENT", fmt.Sprintf("%q is there twice", d))
		}
	}
	return nil
}
