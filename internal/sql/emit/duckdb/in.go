package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// lazyIn writes IN over a list with members that can fail, in the order in which Trino's compiled code takes it: nothing where x is NULL, then the
// members that cannot fail, then the others one by one until one is equal. DuckDB would evaluate all of them. It has nothing to
// say about other lists, nor where a member has a subquery, which cannot stand where it is needed.
func (e *emitter) lazyIn(x *typed.In) (emit.Expr, bool) {
	var safe, unsafe []typed.Expr
	for _, el := range x.List {
		switch {
		case hasQuery(el):
			return emit.Expr{}, false
		case typed.MayThrow(el) && !constantTime(el):
			unsafe = append(unsafe, el)
		default:
			safe = append(safe, el)
		}
	}
	if len(unsafe) == 0 || e.lazy == maxLazy {
		return emit.Expr{}, false
	}
	e.lazy++
	defer func() { e.lazy-- }()
	e.lets++
	v := typed.Column{ID: -typed.ColumnID(e.lets) - aggColumns, Type: x.X.Type()}
	return e.let1(e.expr(x.X), func(bound emit.Expr) emit.Expr {
		e.subst[v.ID] = bound
		defer delete(e.subst, v.ID)
		return e.inTurn(&typed.Ref{Column: v}, safe, unsafe)
	}), true
}

// maxLazy is how deep lists that are taken in turn may stand in each other: each is written twice.
const maxLazy = 3

// inTurn takes the safe members and then the others one by one. Where none is equal all have been evaluated, and a second look tells
// whether one is NULL.
func (e *emitter) inTurn(x *typed.Ref, safe, unsafe []typed.Expr) emit.Expr {
	parts := []emit.Expr{emit.IsNull(e.expr(x)), emit.Cast(emit.Atom("NULL"), e.typeName(types.Of(types.Boolean)))}
	yes := func(is emit.Expr) {
		parts = append(parts, emit.Call("coalesce", is, emit.Atom("false")), emit.Atom("true"))
	}
	if len(safe) > 0 {
		yes(e.in(&typed.In{X: x, List: safe}))
	}
	isNull := make([]emit.Expr, 0, len(unsafe)+1)
	for _, el := range unsafe {
		is := e.compareNodes(typed.Equal, x, el)
		yes(is)
		isNull = append(isNull, emit.IsNull(is))
	}
	if len(safe) > 0 {
		isNull = append(isNull, emit.IsNull(e.in(&typed.In{X: x, List: safe})))
	}
	parts = append(parts, emit.Or(isNull...), emit.Cast(emit.Atom("NULL"), e.typeName(types.Of(types.Boolean))), emit.Atom("false"))
	return emit.Case(parts...)
}

// constantTime tells whether x is a date or a timestamp that depends on no row: `day IN (current_date - INTERVAL '1' DAY)` is to skip files by
// their statistics, for which DuckDB must see the list, and it fails for all rows or none.
func constantTime(x typed.Expr) bool {
	switch x.Type().Kind { //nolint:exhaustive // the others are no times
	case types.Date, types.Timestamp, types.TimestampTZ:
		return rowFree(x)
	}
	return false
}
