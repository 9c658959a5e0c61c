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
	if len(unsafe) == 0 {
		return emit.Expr{}, false
	}
	e.lets++
	v := typed.Column{ID: -typed.ColumnID(e.lets) - aggColumns, Type: x.X.Type()}
	member := &typed.Ref{Column: v}
	return e.let1(e.expr(x.X), func(bound emit.Expr) emit.Expr {
		e.subst[v.ID] = bound
		defer delete(e.subst, v.ID)
		whole := e.oneOf(member, unsafe)
		if len(safe) > 0 {
			whole = e.orElse(e.in(&typed.In{X: member, List: safe}), whole)
		}
		return emit.Case(emit.IsNotNull(bound), whole)
	}), true
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

// oneOf tells whether x is one of the members, which it takes in turn.
func (e *emitter) oneOf(x typed.Expr, members []typed.Expr) emit.Expr {
	first := e.compareNodes(typed.Equal, x, members[0])
	if len(members) == 1 {
		return first
	}
	return e.orElse(first, e.oneOf(x, members[1:]))
}

// orElse is OR that evaluates its right side only where the left one is not true.
func (e *emitter) orElse(l, r emit.Expr) emit.Expr {
	return e.let1(l, func(l emit.Expr) emit.Expr {
		return emit.Case(emit.Call("coalesce", l, emit.Atom("false")), emit.Atom("true"), emit.Or(emit.Cast(l, e.typeName(types.Of(types.Boolean))), r))
	})
}
