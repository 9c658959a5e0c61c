package analyze

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// outerLateral analyzes RIGHT and FULL JOIN of a side that is made for each row of the left one. For each of those rows, RIGHT
// gives every row of the right side, and the left columns only where the condition holds; FULL, with the condition TRUE,
// gives the left row also where the right side has none.
func (a *analyzer) outerLateral(j *ast.Join, out *typed.Join, left, right relation, p place) (relation, error) {
	rel := relation{rel: out, fields: slices.Concat(left.fields, right.fields)}
	if j.Kind == ast.FullJoin {
		out.Kind, out.On = typed.LeftJoin, trueLiteral()
		return rel, nil
	}
	e := env{place: p, names: &scope{fields: rel.fields, parent: p.outer, query: true}, clause: inJoin}
	on, err := a.condition(j.On, e, errNotBooleanJoin)
	if err != nil {
		return relation{}, err
	}
	out.Kind = typed.CrossJoin
	if l, ok := on.(*typed.Literal); ok && l.Value == true {
		return rel, nil
	}
	for i, f := range left.fields {
		f.x = &typed.Case{Whens: []typed.When{{Cond: on, Result: f.x}}, Result: f.x.Type()}
		rel.fields[i] = f
	}
	return rel, nil
}

// hoist takes subqueries out of the condition of an outer join, in which engines do not allow them: what compares a value of one
// side with a subquery becomes a column of that side, and a subquery that is a value a column of the left side. The columns of
// a side that is so put into a SELECT get new ids, which fields follow.
func (a *analyzer) hoist(j *typed.Join, fields []field) {
	h := &hoister{a: a, join: j}
	j.On = h.condition(j.On)
	moved := map[typed.ColumnID]typed.Column{}
	for i, side := range []*typed.Rel{&j.Left, &j.Right} {
		if len(h.items[i]) == 0 {
			continue
		}
		s := &typed.Select{From: *side}
		for _, c := range (*side).Columns() {
			again := typed.Column{ID: a.newID(), Name: c.Name, Type: c.Type}
			a.passOnColumn(again.ID, c)
			moved[c.ID] = again
			s.Items = append(s.Items, typed.Item{Column: again, X: &typed.Ref{Column: c}})
		}
		s.Items = append(s.Items, h.items[i]...)
		*side = s
	}
	if len(moved) == 0 {
		return
	}
	follow := typed.Rewriter{Expr: func(x typed.Expr) typed.Expr {
		if ref, ok := x.(*typed.Ref); ok {
			if again, ok := moved[ref.Column.ID]; ok {
				return &typed.Ref{Column: again, Span: ref.Span}
			}
		}
		return x
	}}
	j.On = typed.RewriteExpr(j.On, follow)
	for i := range fields {
		fields[i].x = typed.RewriteExpr(fields[i].x, follow)
	}
}

// hoister gathers the columns that the sides of a join get.
type hoister struct {
	a     *analyzer
	join  *typed.Join
	items [2][]typed.Item
}

func (h *hoister) condition(on typed.Expr) typed.Expr {
	return typed.RewriteExpr(on, typed.Rewriter{Before: func(x typed.Expr) typed.Expr {
		if typed.Subquery(x) == nil {
			return nil
		}
		side, used := 0, typed.UsedBy(x)
		has := func(r typed.Rel) bool {
			return slices.ContainsFunc(r.Columns(), func(c typed.Column) bool { return used[c.ID] })
		}
		if has(h.join.Right) {
			if side = 1; has(h.join.Left) {
				return x
			}
		}
		col := typed.Column{ID: h.a.newID(), Name: "_hoisted", Type: x.Type()}
		h.items[side] = append(h.items[side], typed.Item{Column: col, X: x})
		return &typed.Ref{Column: col}
	}})
}
