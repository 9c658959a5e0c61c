package analyze

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// join analyzes a join. ON is analyzed in the names of both sides; USING and NATURAL make one column of two.
func (a *analyzer) join(j *ast.Join, p place) (relation, error) {
	left, err := a.rel(j.Left, p, nil)
	if err != nil {
		return relation{}, err
	}
	right, err := a.rel(j.Right, p, &left)
	if err != nil {
		return relation{}, err
	}
	out := &typed.Join{Kind: joinKind(j.Kind), Left: left.rel, Right: right.rel}
	rel := relation{rel: out, fields: slices.Concat(left.fields, right.fields)}
	if lateral(j.Right) {
		out.Lateral = unnests(j.Right) || uses(right.rel, left.rel)
		if err := lateralJoin(j, uses(right.rel, left.rel)); err != nil {
			return relation{}, err
		}
		if j.Kind == ast.RightJoin || j.Kind == ast.FullJoin {
			return a.outerLateral(j, out, left, right, p)
		}
	}
	switch {
	case j.Kind == ast.CrossJoin:
		return rel, nil
	case j.Natural:
		return a.using(j, out, left, right, commonNames(left, right))
	case len(j.Using) > 0:
		return a.using(j, out, left, right, j.Using)
	}
	e := env{place: p, names: &scope{fields: rel.fields, parent: p.outer, query: true}, clause: inJoin}
	if out.On, err = a.condition(j.On, e, errNotBooleanJoin); err != nil {
		return relation{}, err
	}
	if j.Kind == ast.InnerJoin {
		return rel, nil
	}
	if err := uncorrelated(j.On, out); err != nil {
		return relation{}, err
	}
	a.hoist(out, rel.fields)
	return rel, nil
}

// uncorrelated checks that the subqueries in the condition of an outer join do not use the columns that are joined.
func uncorrelated(on ast.Expr, join *typed.Join) error {
	local := map[typed.ColumnID]bool{}
	for _, c := range join.Columns() {
		local[c.ID] = true
	}
	var wrong *typed.Ref
	inner := typed.Visitor{Expr: func(x typed.Expr) bool {
		if ref, ok := x.(*typed.Ref); ok && wrong == nil && local[ref.Column.ID] {
			wrong = ref
		}
		return wrong == nil
	}}
	typed.WalkExpr(join.On, typed.Visitor{Expr: func(x typed.Expr) bool {
		if q := typed.Subquery(x); q != nil {
			typed.Walk(q, inner)
		}
		return wrong == nil
	}})
	if wrong == nil {
		return nil
	}
	name := wrong.Column.Name
	ast.Walk(on, func(n ast.Node) bool {
		if ref, ok := n.(*ast.ColumnRef); ok && ref.Span == wrong.Span {
			name = dotted(ref.Parts)
		}
		return true
	})
	return errOuterReference(wrong.Span, name)
}

func joinKind(k ast.JoinKind) typed.JoinKind {
	switch k {
	case ast.LeftJoin:
		return typed.LeftJoin
	case ast.RightJoin:
		return typed.RightJoin
	case ast.FullJoin:
		return typed.FullJoin
	case ast.CrossJoin:
		return typed.CrossJoin
	case ast.InnerJoin:
	}
	return typed.InnerJoin
}

// uses tells whether r uses a column of left.
func uses(r, left typed.Rel) bool {
	used := typed.Used(r)
	return slices.ContainsFunc(left.Columns(), func(c typed.Column) bool { return used[c.ID] })
}

// lateralJoin checks a join with LATERAL or UNNEST on its right side. Where the right side is made anew for each row of the left
// one, outer joins take no condition but TRUE; RIGHT JOIN LATERAL alone takes any.
func lateralJoin(j *ast.Join, correlated bool) error {
	if j.Kind == ast.CrossJoin {
		return nil
	}
	word := lateralWord(j.Right)
	b, ok := unparen(j.On).(*ast.Bool)
	if ok && b.Value {
		return nil
	}
	switch {
	case j.Kind == ast.FullJoin, j.Kind == ast.RightJoin && (word != "LATERAL" || j.On == nil):
		return errLateralKind(j, word)
	case j.Kind == ast.LeftJoin && correlated:
		return errLateralOn(j, word)
	}
	return nil
}

// lateralWord returns how messages call an item of FROM that sees those to its left.
func lateralWord(r ast.Rel) string {
	switch r := r.(type) {
	case *ast.Aliased:
		return lateralWord(r.Rel)
	case *ast.Unnest:
		return "UNNEST"
	case *ast.JSONTable:
		return "JSON_TABLE"
	}
	return "LATERAL"
}

// unnests tells whether an item of FROM is UNNEST or, which is made of it, JSON_TABLE.
func unnests(r ast.Rel) bool { return lateral(r) && lateralWord(r) != "LATERAL" }

// commonNames returns the names that both sides of a NATURAL JOIN have, in the order of the left side.
func commonNames(left, right relation) []ast.Ident {
	var out []ast.Ident
	for _, f := range shownFields(left.fields) {
		if f.name == "" {
			continue
		}
		if slices.ContainsFunc(right.fields, func(g field) bool { return g.name == f.name && !g.hidden }) {
			out = append(out, ast.Ident{Name: f.shown})
		}
	}
	return out
}

// using joins on equal columns. Each name then means one value, comes first in *, and has no table before it: the left
// value in inner and left joins, the right one in right joins, whichever there is in full ones.
func (a *analyzer) using(j *ast.Join, out *typed.Join, left, right relation, names []ast.Ident) (relation, error) {
	var merged []field
	var conds []typed.Expr
	seen := map[string]bool{}
	for _, id := range names {
		if seen[id.Lower()] {
			return relation{}, errUsingTwice(id)
		}
		seen[id.Lower()] = true
		l, err := side(j, left, id, "left")
		if err != nil {
			return relation{}, err
		}
		r, err := side(j, right, id, "right")
		if err != nil {
			return relation{}, err
		}
		t, ok := types.CommonSuper(l.x.Type(), r.x.Type())
		if !ok || !t.Comparable() {
			return relation{}, errUsingType(j, id, l.x.Type(), r.x.Type())
		}
		lx, rx := coerce(l.x, t), coerce(r.x, t)
		conds = append(conds, &typed.Compare{Op: typed.Equal, L: lx, R: rx, Span: id.Span})
		merged = append(merged, field{name: l.name, shown: l.shown, x: pick(out.Kind, lx, rx)})
	}
	out.On = conjunction(conds)
	if len(conds) == 0 {
		out.Kind = typed.CrossJoin
		if j.Kind != ast.InnerJoin {
			out.Kind, out.On = joinKind(j.Kind), trueLiteral()
		}
	}
	rel := relation{rel: out, fields: merged}
	for _, f := range slices.Concat(left.fields, right.fields) {
		if !seen[f.name] || f.hidden {
			rel.fields = append(rel.fields, f)
		}
	}
	return rel, nil
}

// side finds the one column of a side that a name of USING means.
func side(j *ast.Join, r relation, id ast.Ident, which string) (field, error) {
	s := scope{fields: r.fields}
	hits := s.hits([]string{id.Lower()})
	switch len(hits) {
	case 0:
		at := id.Span
		if at.End == 0 {
			at = j.Span
		}
		return field{}, errUsingMissing(at, id, which)
	case 1:
		return r.fields[hits[0]], nil
	}
	at := id.Span
	if at.End == 0 {
		at = j.Span
	}
	return field{}, errAmbiguous(at, []ast.Ident{id})
}

// pick returns the value of a column that a join merged.
func pick(kind typed.JoinKind, l, r typed.Expr) typed.Expr {
	switch kind {
	case typed.RightJoin:
		return r
	case typed.FullJoin:
		return &typed.Coalesce{Args: []typed.Expr{l, r}}
	case typed.InnerJoin, typed.LeftJoin, typed.CrossJoin:
	}
	return l
}
