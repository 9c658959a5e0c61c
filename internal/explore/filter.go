package explore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// The ways in which a filter compares. Contains and starts do not mind the case.
const (
	matchIs       = "is"
	matchContains = "contains"
	matchStarts   = "starts"
)

// check refuses what is no filter.
func (f Filter) check() error {
	if len(f.Values) == 0 {
		return fault.New(fault.Invalid, "EMPTY_FILTER", fmt.Sprintf("the filter of %s has no values", f.Dimension))
	}
	if !slices.Contains([]string{"", matchIs, matchContains, matchStarts}, f.Match) {
		return fault.New(fault.Invalid, "UNKNOWN_MATCH", fmt.Sprintf("a filter matches by is, contains or starts, not by %q", f.Match))
	}
	_, err := dimensionOf(f.Dimension)
	return err
}

// condition keeps the lines that a filter keeps.
func (f Filter) condition(n *names) (ast.Expr, error) {
	d, err := dimensionOf(f.Dimension)
	if err != nil {
		return nil, err
	}
	kept, err := f.kept(d, n)
	if err != nil || !f.Exclude {
		return kept, err
	}
	return build.Not(build.Call("coalesce", kept, &ast.Bool{})), nil
}

// kept tells whether a line has one of the values.
func (f Filter) kept(d dimension, n *names) (ast.Expr, error) {
	if d.Name == serviceName {
		return n.condition(f)
	}
	x, err := d.value()
	if err != nil {
		return nil, err
	}
	if d.also == "" {
		return f.matches(x), nil
	}
	return build.Join("OR", f.matches(x), f.matches(build.Column(d.also))), nil
}

// matches tells whether a value fits.
func (f Filter) matches(x ast.Expr) ast.Expr {
	values := slices.Clone(f.Values)
	var fits []ast.Expr
	if slices.Contains(values, "") {
		fits = append(fits, build.Op(build.Call("coalesce", x, build.Text("")), "=", build.Text("")))
		values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	}
	switch f.Match {
	case matchContains:
		for _, v := range values {
			fits = append(fits, build.Op(build.Call("strpos", build.Call("lower", x), build.Text(strings.ToLower(v))), ">", build.Number(0)))
		}
	case matchStarts:
		for _, v := range values {
			fits = append(fits, build.Call("starts_with", build.Call("lower", x), build.Text(strings.ToLower(v))))
		}
	default:
		if len(values) > 0 {
			fits = append(fits, build.In(x, values))
		}
	}
	return build.Join("OR", fits...)
}

// fits tells the same of a value that is known.
func (f Filter) fits(value string) bool {
	return slices.ContainsFunc(f.Values, func(v string) bool {
		switch {
		case v == "" || f.Match == "" || f.Match == matchIs:
			return v == value
		case f.Match == matchContains:
			return strings.Contains(strings.ToLower(value), strings.ToLower(v))
		}
		return strings.HasPrefix(strings.ToLower(value), strings.ToLower(v))
	})
}
