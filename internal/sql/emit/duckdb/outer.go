package duckdb

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// bringIn makes the columns of outer queries that xs use columns of the relation from, whose own ones are given. DuckDB does not
// find a column of an outer query inside of a lambda, and much is written with one; what is but compared stays where
// it is. Until undo is called, the columns are written by their new names.
func (e *emitter) bringIn(from string, own []typed.Column, xs []typed.Expr) (wider string, undo func()) {
	known := map[typed.ColumnID]bool{}
	for _, c := range own {
		known[c.ID] = true
	}
	var list []string
	before := map[typed.ColumnID]emit.Expr{}
	for _, x := range xs {
		for _, c := range outerIn(x, known) {
			if known[c.ID] {
				continue
			}
			known[c.ID] = true
			e.hoisted++
			name := "o" + strconv.Itoa(e.hoisted)
			before[c.ID] = e.column(c.ID)
			list = append(list, before[c.ID].Text+" AS "+name)
			e.subst[c.ID] = emit.Atom(name)
		}
	}
	if len(list) == 0 {
		return from, func() {}
	}
	undo = func() {
		for id, x := range before {
			e.subst[id] = x
		}
	}
	if from == "" {
		return e.nested("SELECT " + strings.Join(list, ", ")), undo
	}
	return e.nested(emit.Lines("SELECT *, "+strings.Join(list, ", "), "FROM "+from)), undo
}

// outerIn returns the columns that x uses inside of what may be written with a lambda, other than known ones. Queries in x are not
// looked into: they bring in what they need themselves.
func outerIn(x typed.Expr, known map[typed.ColumnID]bool) []typed.Column {
	var found []typed.Column
	params := map[typed.ColumnID]bool{}
	// Negative ids are the subqueries that queriesFirst made columns of.
	var look func(x typed.Expr, inside bool)
	look = func(x typed.Expr, inside bool) {
		switch x := x.(type) {
		case *typed.Ref:
			if inside && x.Column.ID >= 0 && !known[x.Column.ID] && !params[x.Column.ID] {
				found = append(found, x.Column)
			}
			return
		case *typed.Lambda:
			for _, p := range x.Params {
				params[p.ID] = true
			}
		case *typed.Compare:
			inside = inside || len(x.L.Type().Elems) > 0
		case *typed.Logic, *typed.Not, *typed.IsNull, *typed.Literal:
		default:
			inside = true
		}
		if typed.Subquery(x) != nil {
			return
		}
		for _, child := range children(x) {
			look(child, inside)
		}
	}
	if x != nil {
		look(x, false)
	}
	return found
}

// sourceExprs are the expressions of a block that its FROM must serve.
func sourceExprs(s *typed.Select) []typed.Expr {
	xs := []typed.Expr{s.Where}
	add := func(a *typed.Agg) {
		xs = append(append(xs, a.Args...), a.Filter)
		for _, k := range a.OrderBy {
			xs = append(xs, k.X)
		}
	}
	if s.Group == nil {
		for _, w := range s.Windows {
			add(&w.Call.Agg)
			xs = append(xs, w.Call.PartitionBy...)
		}
		return xs
	}
	for _, k := range s.Group.Keys {
		xs = append(xs, k.X)
	}
	for _, a := range s.Group.Aggs {
		add(a.Call)
	}
	return xs
}

// outputExprs are the expressions of a block that are evaluated last.
func outputExprs(s *typed.Select, b *typed.Block) []typed.Expr {
	xs := []typed.Expr{s.Having}
	for _, item := range s.Items {
		xs = append(xs, item.X)
	}
	for _, k := range b.OrderBy {
		xs = append(xs, k.X)
	}
	return xs
}
