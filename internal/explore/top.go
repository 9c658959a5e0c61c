package explore

import "github.com/glauxhq/glaux/internal/sql/ast"

// What the queries of costs and of comparisons have in common: cells, groups ranked by an amount, and one row for all below the top.

// assembled is the query over lines, their cells, the groups ranked by an amount, and what is selected of them.
func (q *question) assembled(lines, cells *ast.Select, amount ast.Expr, body *ast.Select) *ast.Query {
	with := []ast.CTE{cte("lines", lines), cte("cells", cells)}
	if q.cut() {
		with = append(with, cte("ranked", q.ranked(amount)))
	}
	return &ast.Query{With: &ast.With{Tables: with}, Body: body, OrderBy: orderBy(len(body.GroupBy.Elements))}
}

// ranked is the groups with their places: the largest amount first, whatever its sign.
func (q *question) ranked(amount ast.Expr) *ast.Select {
	s := &ast.Select{From: []ast.Rel{table("", "cells")}, Filter: op(column("charge"), "=", text(""))}
	order := []ast.SortItem{{X: call("abs", amount), Desc: true}}
	for _, k := range q.keys {
		s.Items = append(s.Items, ast.SelectItem{X: column(k)})
		order = append(order, ast.SortItem{X: column(k)})
	}
	s.GroupBy = groupBy(len(s.Items))
	s.Items = append(s.Items,
		item(over(call("row_number"), &ast.Window{OrderBy: order}), "place"),
		item(over(&ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: "count"}}}, Star: true}, &ast.Window{}), "groups"))
	return s
}

// charged tells of a cell that it is a charge and no usage.
func charged() ast.Expr { return op(column("c", "charge"), "<>", text("")) }

// topmost selects kind and charge of the cells, more of their columns, and their keys: those of groups below the top are empty.
func (q *question) topmost(more ...string) *ast.Select {
	choose := func(charge, group, other ast.Expr) ast.Expr {
		one := &ast.Case{Whens: []ast.When{{Cond: charged(), Result: charge}}, Else: group}
		if q.cut() {
			one.Whens = append(one.Whens, ast.When{Cond: op(column("r", "place"), "<=", number(q.Top)), Result: group})
			one.Else = other
		}
		return one
	}
	s := &ast.Select{
		Items: []ast.SelectItem{item(choose(text(kindCharge), text(kindGroup), text(kindOther)), "kind"), {X: column("c", "charge")}},
		From:  []ast.Rel{table("c", "cells")},
	}
	for _, name := range more {
		s.Items = append(s.Items, ast.SelectItem{X: column("c", name)})
	}
	var on []ast.Expr
	for _, k := range q.keys {
		s.Items = append(s.Items, item(choose(text(""), column("c", k), text("")), k))
		on = append(on, op(column("r", k), "=", column("c", k)))
	}
	if q.cut() {
		s.From = []ast.Rel{&ast.Join{Kind: ast.LeftJoin, Left: table("c", "cells"), Right: table("r", "ranked"), On: join("AND", on...)}}
	}
	return s
}

// counted adds how many groups there are.
func (q *question) counted(s *ast.Select) *ast.Select {
	if q.cut() {
		s.Items = append(s.Items, item(call("max", column("r", "groups")), "groups"))
	}
	return s
}
