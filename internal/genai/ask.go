package genai

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
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
}

// Keep adds a value of a dimension to filters.
func Keep(list []Filter, d Dimension, value string) []Filter {
	if i := slices.IndexFunc(list, func(f Filter) bool { return f.Dimension == d }); i >= 0 {
		list[i].Values = append(list[i].Values, value)
		return list
	}
	return append(list, Filter{Dimension: d, Values: []string{value}})
}

// Costs answers a question for costs.
func Costs(context.Context, Tools, access.Principal, Ask) (Answer, error) {
	return Answer{}, fault.New(fault.Unavailable, "NO_LAKE", "not yet")
}

// ModelsOf tells which models were used at which prices.
func ModelsOf(context.Context, Tools, access.Principal, Ask) (Models, error) {
	return Models{}, fault.New(fault.Unavailable, "NO_LAKE", "not yet")
}

// Suppose tells what the same tokens would cost otherwise.
func Suppose(context.Context, Tools, access.Principal, If) (WhatIf, error) {
	return WhatIf{}, fault.New(fault.Unavailable, "NO_LAKE", "not yet")
}

// Find finds what is dear.
func Find(context.Context, Tools, access.Principal, Ask) (Findings, error) {
	return Findings{}, fault.New(fault.Unavailable, "NO_LAKE", "not yet")
}
