package analyze

import (
	"context"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Rows types expressions over the rows of one table that stand in no query: the filters and masks of a policy. What they make shares
// no column id, so that all of it may stand in one tree. It is for one goroutine.
type Rows struct {
	a *analyzer
	e env
}

// Over returns what types expressions over the rows of table. Cols are the columns of the scan that stand for the columns of the table,
// by name; an expression may use no others. C holds the tables that queries inside of conditions may read, by their full names; nil is none.
func Over(ctx context.Context, table *catalog.Table, cols []typed.Column, c catalog.Catalog, o Options) *Rows {
	if c == nil {
		c = nothing{}
	}
	a := newAnalyzer(ctx, o)
	names := &scope{}
	for _, col := range cols {
		a.next = max(a.next, col.ID+1)
		a.stored[col.ID] = hasParts(col.Type) && !o.DecimalLiterals
		names.fields = append(names.fields, columnField(col, tableQualifier(table.Name)))
	}
	return &Rows{a: a, e: env{place: place{cat: c, db: table.Name.Database}, names: names, clause: inRowFilter}}
}

// Condition types x, which must be a boolean.
func (r *Rows) Condition(x ast.Expr) (typed.Expr, error) {
	cond, err := r.a.condition(x, r.e, errNotBooleanFilter)
	if err != nil {
		return nil, tidy(err)
	}
	return cond, nil
}

// Mask types x, which stands in for a column of type want and holds no query.
func (r *Rows) Mask(x ast.Expr, want types.Type) (typed.Expr, error) {
	e := r.e.in(inMask)
	e.top = x
	mask, err := r.a.expr(x, e)
	if err != nil {
		return nil, tidy(err)
	}
	if have := mask.Type(); !types.CanCoerce(have, want) && (have.Kind != types.Varchar || want.Kind != types.Varchar) {
		return nil, tidy(errMaskType(x, want, have))
	}
	return coerce(mask, want), nil
}

// Next is greater than every column id that was used.
func (r *Rows) Next() typed.ColumnID { return r.a.next }

// Clocked tells whether anything asked for the time.
func (r *Rows) Clocked() bool { return r.a.clocked }
