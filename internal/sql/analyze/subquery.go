package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// subquery analyzes a query inside an expression. It sees the columns that the expression sees.
func (a *analyzer) subquery(q *ast.Query, e env) (*typed.Block, error) {
	if !e.clause.subqueries {
		return nil, errSubqueryHere(q, e.clause)
	}
	p := e.place
	p.outer = e.names
	block, _, err := a.query(q, p)
	return block, err
}

// oneColumn returns a block with one column: the block itself, or one that makes a row of its columns.
func (a *analyzer) oneColumn(b *typed.Block) *typed.Block {
	if len(b.Columns()) == 1 {
		return b
	}
	return a.asRow(b)
}

// asRow returns a block whose one column is a row of the columns of b.
func (a *analyzer) asRow(b *typed.Block) *typed.Block {
	cols := b.Columns()
	row := &typed.RowCtor{}
	var names []string
	var ts []types.Type
	for _, c := range cols {
		row.Elems = append(row.Elems, &typed.Ref{Column: c})
		ts = append(ts, c.Type)
		names = append(names, "")
	}
	row.T = types.RowOf(names, ts...)
	return a.wrap(b, "_col0", row)
}

// wrap returns a block that selects x from b.
func (a *analyzer) wrap(b *typed.Block, name string, x typed.Expr) *typed.Block {
	col := typed.Column{ID: a.newID(), Name: name, Type: x.Type()}
	a.passOn(col.ID, x)
	return &typed.Block{Body: &typed.Select{From: b, Items: []typed.Item{{Column: col, X: x}}}}
}

// castColumn returns a block of one column with that column cast to t.
func (a *analyzer) castColumn(b *typed.Block, t types.Type) *typed.Block {
	col := b.Columns()[0]
	if col.Type.Equal(t) {
		return b
	}
	return a.wrap(b, col.Name, coerce(&typed.Ref{Column: col}, t))
}

func (a *analyzer) exists(x *ast.Exists, e env) (typed.Expr, error) {
	block, err := a.subquery(x.Query, e)
	if err != nil {
		return nil, err
	}
	return &typed.Exists{Query: block}, nil
}

func (a *analyzer) scalarQuery(x *ast.SubqueryExpr, e env) (typed.Expr, error) {
	first := a.next
	block, err := a.subquery(x.Query, e)
	if err != nil {
		return nil, err
	}
	if err := decorrelates(x.Query, block, first, asValue); err != nil {
		return nil, err
	}
	return &typed.ScalarQuery{Query: a.oneColumn(block), Span: x.Span}, nil
}

// inQuery analyzes x IN (query).
func (a *analyzer) inQuery(x *ast.In, e env) (typed.Expr, error) {
	v, block, err := a.withQuery(x.X, x.Query, e)
	if err != nil {
		return nil, err
	}
	have := block.Columns()[0].Type
	t, ok := types.CommonSuper(v.Type(), have)
	if !ok || !t.Comparable() {
		return nil, errSubqueryTypes(x.X, v.Type(), have)
	}
	return not(&typed.InQuery{X: coerce(v, t), Query: a.castColumn(block, t)}, x.Not), nil
}

// withQuery analyzes a value and the query that it is compared with, which gets one column.
func (a *analyzer) withQuery(x ast.Expr, q *ast.Query, e env) (typed.Expr, *typed.Block, error) {
	v, verr := a.expr(x, e)
	first := a.next
	block, qerr := a.subquery(q, e)
	if qerr == nil {
		qerr = decorrelates(q, block, first, asSet)
	}
	var bad problems
	bad.add(verr)
	bad.add(qerr)
	if err := bad.result(); err != nil {
		return nil, nil, err
	}
	cols := block.Columns()
	if v.Type().Kind == types.Row && len(cols) == 1 && cols[0].Type.Kind != types.Row {
		return v, a.asRow(block), nil
	}
	return v, a.oneColumn(block), nil
}

// quantified analyzes `x op ALL|ANY (query)`.
func (a *analyzer) quantified(x *ast.Quantified, e env) (typed.Expr, error) {
	v, block, err := a.withQuery(x.X, x.Query, e)
	if err != nil {
		return nil, err
	}
	have := block.Columns()[0].Type
	t, ok := types.CommonSuper(v.Type(), have)
	if !ok {
		return nil, errSubqueryTypes(x.X, v.Type(), have)
	}
	if equality := x.Op == "=" || x.Op == "<>"; equality && !t.Comparable() || !equality && !t.Orderable() {
		return nil, errQuantifiedType(x, t, equality)
	}
	return &typed.Quantified{Op: comparisons[x.Op], All: x.Quantifier == "ALL", X: coerce(v, t), Query: a.castColumn(block, t)}, nil
}
