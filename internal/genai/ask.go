package genai

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// Tools are what questions are answered with.
type Tools struct {
	Runner Runner
	// Rules say who pays; the zero value knows nobody, and every line is of nobody.
	Rules allocation.Rules
}

// Keep adds a value of a dimension to filters.
func Keep(list []Filter, d Dimension, value string) []Filter {
	if i := slices.IndexFunc(list, func(f Filter) bool { return f.Dimension == d }); i >= 0 {
		list[i].Values = append(list[i].Values, value)
		return list
	}
	return append(list, Filter{Dimension: d, Values: []string{value}})
}
