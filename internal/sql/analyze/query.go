package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// query analyzes a query with everything that belongs to it, and returns the names of its columns beside it.
func (a *analyzer) query(q *ast.Query, p place) (*typed.Block, []field, error) {
	if a.depth++; a.depth > maxQueries {
		return nil, nil, errTooDeep(q)
	}
	defer func() { a.depth-- }()
	b := &typed.Block{}
	var err error
	if b.CTEs, p, err = a.with(q.With, p); err != nil {
		return nil, nil, err
	}
	rel, keys, err := a.orderedBody(q, p)
	if err != nil {
		return nil, nil, err
	}
	b.Body, b.OrderBy = rel.rel, keys
	if err := a.limits(q, b, p); err != nil {
		return nil, nil, err
	}
	return b, rel.fields, nil
}

// maxQueries is how deep queries may stand in each other, those in views included.
const maxQueries = 500

// orderedBody analyzes the body of a query and its ORDER BY.
func (a *analyzer) orderedBody(q *ast.Query, p place) (relation, []typed.SortKey, error) {
	if s, ok := q.Body.(*ast.Select); ok {
		return a.selectBlock(s, q.OrderBy, p)
	}
	rel, err := a.body(q.Body, p)
	if err != nil {
		return relation{}, nil, err
	}
	keys, err := a.outputOrder(q, rel, p)
	return rel, keys, err
}

// outputOrder analyzes an ORDER BY that sees the output columns only.
func (a *analyzer) outputOrder(q *ast.Query, rel relation, p place) ([]typed.SortKey, error) {
	e := env{place: p, names: &scope{fields: rel.fields, parent: p.outer, query: true}, clause: inOrderBy}
	e.clause.aggregates, e.clause.windows = false, false
	cols := rel.rel.Columns()
	var keys []typed.SortKey
	var bad problems
	for i := range q.OrderBy {
		key, err := a.sortKey(&q.OrderBy[i], e, cols)
		if !bad.add(err) {
			keys = append(keys, key)
		}
	}
	return keys, bad.result()
}

// body analyzes what a query consists of, without an ORDER BY.
func (a *analyzer) body(b ast.Body, p place) (relation, error) {
	switch b := b.(type) {
	case *ast.Select:
		rel, _, err := a.selectBlock(b, nil, p)
		return rel, err
	case *ast.SetOp:
		return a.setOp(b, p)
	case *ast.Values:
		return a.values(b, p)
	case *ast.TableBody:
		all := &ast.Select{Span: b.Span, Items: []ast.SelectItem{{Span: b.Span, Star: true}}}
		all.From = []ast.Rel{&ast.Table{Span: b.Name.Span, Name: b.Name}}
		rel, _, err := a.selectBlock(all, nil, p)
		return rel, err
	case *ast.Query:
		block, fields, err := a.query(b, p)
		return relation{rel: block, fields: fields}, err
	}
	return relation{}, errUnknownNode(b)
}

// limits reads OFFSET, LIMIT and FETCH FIRST.
func (a *analyzer) limits(q *ast.Query, b *typed.Block, p place) error {
	if q.Offset != nil {
		n, err := a.rowCount(q.Offset, "OFFSET", p)
		if err != nil {
			return err
		}
		if n < 0 {
			return errRowCount(q.Offset, "OFFSET", "greater or equal to 0", n)
		}
		b.Offset = &n
	}
	if q.Limit == nil || q.Limit.All {
		return nil
	}
	l := q.Limit
	if l.WithTies && len(q.OrderBy) == 0 {
		return errTiesWithoutOrder(l)
	}
	n, word := int64(1), "LIMIT"
	if l.Fetch {
		word = "FETCH FIRST"
	}
	if l.Count != nil {
		var err error
		if n, err = a.rowCount(l.Count, word, p); err != nil {
			return err
		}
	}
	if l.Fetch && n <= 0 {
		return errRowCount(l, word, "positive", n)
	}
	if n < 0 {
		return errRowCount(l, word, "greater or equal to 0", n)
	}
	b.Limit, b.WithTies = &n, l.WithTies
	return nil
}

// rowCount reads a number of rows: an integer literal or a parameter.
func (a *analyzer) rowCount(x ast.Expr, word string, p place) (int64, error) {
	if n, ok := ordinal(x); ok {
		return n, nil
	}
	if _, ok := unparen(x).(*ast.Param); !ok {
		return 0, errRowCountInvalid(x, word)
	}
	v, err := a.expr(x, env{place: place{cat: p.cat, db: p.db}, names: &scope{}, clause: inLimit})
	if err != nil {
		return 0, err
	}
	if lit, ok := v.(*typed.Literal); ok && lit.T.IsInteger() {
		if n, ok := lit.Value.(int64); ok {
			return n, nil
		}
	}
	return 0, errRowCountType(x, word, v.Type())
}

// values analyzes VALUES: the rows have one number of columns, and each column the common type of its values.
func (a *analyzer) values(v *ast.Values, p place) (relation, error) {
	e := env{place: p, names: &scope{parent: p.outer, query: true}, clause: inValues}
	rows := make([][]typed.Expr, len(v.Rows))
	var ts []types.Type
	var bad problems
	for i, row := range v.Rows {
		xs, err := a.valuesRow(row, e)
		if bad.add(err) {
			continue
		}
		if ts == nil {
			ts = typesOf(xs)
		}
		if len(xs) != len(ts) {
			return relation{}, errValuesCount(row, len(ts), len(xs))
		}
		for j, x := range xs {
			t, ok := types.CommonSuper(ts[j], x.Type())
			if !ok {
				return relation{}, errValuesType(row, ts, typesOf(xs))
			}
			ts[j] = t
		}
		rows[i] = xs
	}
	if err := bad.result(); err != nil {
		return relation{}, err
	}
	for _, row := range rows {
		for j := range row {
			row[j] = coerce(row[j], ts[j])
		}
	}
	out := &typed.Values{Rows: rows}
	rel := relation{rel: out}
	for i, t := range ts {
		out.Cols = append(out.Cols, typed.Column{ID: a.newID(), Name: unnamed(i), Type: t})
		rel.fields = append(rel.fields, field{x: &typed.Ref{Column: out.Cols[i]}})
	}
	return rel, nil
}

// valuesRow analyzes one row of VALUES. A row expression gives its fields as columns, anything else is one column.
func (a *analyzer) valuesRow(row ast.Expr, e env) ([]typed.Expr, error) {
	if r, ok := row.(*ast.Row); ok {
		return a.exprs(r.Elems, e)
	}
	x, err := a.expr(row, e)
	if err != nil {
		return nil, err
	}
	if t := x.Type(); t.Kind == types.Row {
		xs := make([]typed.Expr, len(t.Elems))
		for i, elem := range t.Elems {
			xs[i] = &typed.Field{X: x, Index: i, Result: elem}
		}
		return xs, nil
	}
	return []typed.Expr{x}, nil
}

// typesOf returns the types of xs.
func typesOf(xs []typed.Expr) []types.Type {
	ts := make([]types.Type, len(xs))
	for i, x := range xs {
		ts[i] = x.Type()
	}
	return ts
}
