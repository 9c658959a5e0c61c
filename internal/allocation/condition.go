package allocation

import (
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Condition says what a line must be, in the words of AWS's cost categories: exactly one of its fields is given.
type Condition struct {
	And            []Condition `yaml:"And"`
	Or             []Condition `yaml:"Or"`
	Not            *Condition  `yaml:"Not"`
	Dimensions     *Match      `yaml:"Dimensions"`
	Tags           *Match      `yaml:"Tags"`
	CostCategories *Match      `yaml:"CostCategories"`
}

// Match compares a dimension, a tag or a cost category with values; one of them is enough.
type Match struct {
	// Key is LINKED_ACCOUNT, SERVICE_CODE and so on, or the key of a tag or category. A category of the same file is meant before one of the bill.
	Key string `yaml:"Key"`
	// Values are compared as MatchOptions say: EQUALS where there is none, STARTS_WITH, ENDS_WITH, CONTAINS, each with CASE_SENSITIVE, which is
	// meant where nothing is said, or CASE_INSENSITIVE; ABSENT needs no values.
	Values       []string `yaml:"Values"`
	MatchOptions []string `yaml:"MatchOptions"`

	// category is the one of the same file.
	category *Key
}

// The options of matches.
const (
	absentOption      = "ABSENT"
	insensitiveOption = "CASE_INSENSITIVE"
	startsOption      = "STARTS_WITH"
	endsOption        = "ENDS_WITH"
	containsOption    = "CONTAINS"
)

func matchOptions() []string {
	return []string{"EQUALS", absentOption, startsOption, endsOption, containsOption, "CASE_SENSITIVE", insensitiveOption}
}

// dimensionColumns are the columns of dimensions: those of cost categories in AWS, and below them our own.
func dimensionColumns() map[string]string {
	return map[string]string{
		"LINKED_ACCOUNT": "line_item_usage_account_id", accountName: "line_item_usage_account_name", "SERVICE_CODE": "line_item_product_code",
		"REGION": "product_region_code", "USAGE_TYPE": "line_item_usage_type", "RECORD_TYPE": "line_item_line_item_type", "BILLING_ENTITY": "bill_billing_entity",
		"PAYER_ACCOUNT": "bill_payer_account_id", "OPERATION": "line_item_operation", "RESOURCE_ID": "line_item_resource_id", "PRODUCT_FAMILY": "product_product_family",
		"INSTANCE_TYPE": "product_instance_type", "AZ": "line_item_availability_zone", "IAM_PRINCIPAL": "line_item_iam_principal", "LEGAL_ENTITY": "line_item_legal_entity",
		"DESCRIPTION": "line_item_line_item_description",
	}
}

// dimensionColumn is the column of a dimension, "" where there is none.
func dimensionColumn(name string) string { return dimensionColumns()[name] }

// dimensionNames are all dimensions, sorted.
func dimensionNames() []string { return slices.Sorted(maps.Keys(dimensionColumns())) }

// expr is true or false for a line, never NULL.
func (c *Condition) expr() ast.Expr {
	switch {
	case c == nil:
		return &ast.Bool{Value: true}
	case c.And != nil:
		return joined("AND", c.And)
	case c.Or != nil:
		return joined("OR", c.Or)
	case c.Not != nil:
		return build.Not(c.Not.expr())
	case c.Dimensions != nil:
		return c.Dimensions.of(build.Column(dimensionColumn(c.Dimensions.Key)))
	case c.Tags != nil:
		return c.Tags.of(anyTag(c.Tags.Key))
	case c.CostCategories.category != nil:
		return c.CostCategories.of(c.CostCategories.category.known())
	}
	return c.CostCategories.of(categoryOf(c.CostCategories.Key))
}

// joined are conditions with a word between them.
func joined(word string, list []Condition) ast.Expr {
	parts := make([]ast.Expr, len(list))
	for i := range list {
		parts[i] = list[i].expr()
	}
	return build.Join(word, parts...)
}

// of compares a value, which may be NULL.
func (m *Match) of(x ast.Expr) ast.Expr {
	x = build.Call("coalesce", x, build.Text(""))
	if slices.Contains(m.MatchOptions, absentOption) {
		return build.Op(x, "=", build.Text(""))
	}
	values := slices.Clone(m.Values)
	if slices.Contains(m.MatchOptions, insensitiveOption) {
		x = build.Call("lower", x)
		for i, v := range values {
			values[i] = strings.ToLower(v)
		}
	}
	var fits []ast.Expr
	for _, v := range values {
		switch {
		case slices.Contains(m.MatchOptions, startsOption):
			fits = append(fits, like(x, escaped(v)+"%"))
		case slices.Contains(m.MatchOptions, endsOption):
			fits = append(fits, like(x, "%"+escaped(v)))
		case slices.Contains(m.MatchOptions, containsOption):
			fits = append(fits, like(x, "%"+escaped(v)+"%"))
		default:
			return build.In(x, values)
		}
	}
	return build.Join("OR", fits...)
}

// like is x LIKE pattern, where a backslash takes the next character as it is.
func like(x ast.Expr, pattern string) ast.Expr {
	l := &ast.Like{X: x, Pattern: build.Text(pattern)}
	if strings.Contains(pattern, `\`) {
		l.Escape = build.Text(`\`)
	}
	return l
}

// escaped is a text as a part of a pattern of LIKE.
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
