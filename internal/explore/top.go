package explore

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// What the queries of costs and of comparisons have in common: cells, groups ranked by an amount, and one row for all below the top.

// assembled is the query over lines, their cells, the groups ranked by an amount, and what is selected of them.
func (q *question) assembled(lines, cells *ast.Select, amount ast.Expr, body *ast.Select) *ast.Query {
	with := []ast.CTE{build.CTE("lines", lines), build.CTE("cells", cells)}
	if q.cut() {
		with = append(with, build.CTE("ranked", q.ranked(amount)))
	}
	return &ast.Query{With: &ast.With{Tables: with}, Body: body, OrderBy: build.OrderBy(len(body.GroupBy.Elements))}
}

// ranked is the groups with their places: the largest amount first, whatever its sign.
func (q *question) ranked(amount ast.Expr) *ast.Select {
	s := &ast.Select{From: []ast.Rel{build.Table("", "cells")}, Filter: build.Op(build.Column("charge"), "=", build.Text(""))}
	order := []ast.SortItem{{X: build.Call("abs", amount), Desc: true}}
	for _, k := range q.keys {
		s.Items = append(s.Items, ast.SelectItem{X: build.Column(k)})
		order = append(order, ast.SortItem{X: build.Column(k)})
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	s.Items = append(s.Items,
		build.Item(over(build.Call("row_number"), &ast.Window{OrderBy: order}), "place"),
		build.Item(over(&ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: "count"}}}, Star: true}, &ast.Window{}), "groups"))
	return s
}

// charged tells of a cell that it is a charge and no usage.
func charged() ast.Expr { return build.Op(build.Column("c", "charge"), "<>", build.Text("")) }

// topmost selects kind and charge of the cells, more of their columns, and their keys: those of groups below the top are empty.
func (q *question) topmost(more ...string) *ast.Select {
	choose := func(charge, group, other ast.Expr) ast.Expr {
		one := &ast.Case{Whens: []ast.When{{Cond: charged(), Result: charge}}, Else: group}
		if q.cut() {
			one.Whens = append(one.Whens, ast.When{Cond: build.Op(build.Column("r", "place"), "<=", build.Number(q.Top)), Result: group})
			one.Else = other
		}
		return one
	}
	s := &ast.Select{
		Items: []ast.SelectItem{build.Item(choose(build.Text(kindCharge), build.Text(kindGroup), build.Text(kindOther)), "kind"), {X: build.Column("c", "charge")}},
		From:  []ast.Rel{build.Table("c", "cells")},
	}
	for _, name := range more {
		s.Items = append(s.Items, ast.SelectItem{X: build.Column("c", name)})
	}
	var on []ast.Expr
	for _, k := range q.keys {
		s.Items = append(s.Items, build.Item(choose(build.Text(""), build.Column("c", k), build.Text("")), k))
		on = append(on, build.Op(build.Column("r", k), "=", build.Column("c", k)))
	}
	if q.cut() {
		s.From = []ast.Rel{&ast.Join{Kind: ast.LeftJoin, Left: build.Table("c", "cells"), Right: build.Table("r", "ranked"), On: build.Join("AND", on...)}}
	}
	return s
}

// counted adds how many groups there are.
func (q *question) counted(s *ast.Select) *ast.Select {
	if q.cut() {
		s.Items = append(s.Items, build.Item(build.Call("max", build.Column("r", "groups")), "groups"))
	}
	return s
}
