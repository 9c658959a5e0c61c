package duckdb

import (
	"math"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// symbol returns the operator of a comparison.
func symbol(op typed.CompareOp) string {
	return [...]string{
		typed.Equal: "=", typed.NotEqual: "<>", typed.Less: "<", typed.LessEqual: "<=", typed.Greater: ">",
		typed.GreaterEqual: ">=", typed.DistinctFrom: "IS DISTINCT FROM", typed.NotDistinctFrom: "IS NOT DISTINCT FROM",
	}[op]
}

// known tells whether x is surely neither NaN nor NULL: for DuckDB NaN is equal to itself and greater than all else, so a
// comparison of others needs a guard.
func known(x typed.Expr) bool {
	switch x := x.(type) {
	case *typed.Literal:
		switch v := x.Value.(type) {
		case nil:
			return false
		case float64:
			return !math.IsNaN(v)
		case float32:
			return !math.IsNaN(float64(v))
		}
		return true
	case *typed.Cast:
		return x.X.Type().Kind != types.Varchar && !x.Try && known(x.X)
	}
	return false
}

// compare writes l op r of values of type t. A known side is one that is never NaN.
func (e *emitter) compare(op typed.CompareOp, l, r emit.Expr, t types.Type, lKnown, rKnown bool) emit.Expr {
	distinct := op == typed.DistinctFrom || op == typed.NotDistinctFrom
	switch {
	case t.Kind == types.Row && (op == typed.Equal || op == typed.NotEqual):
		return e.compareRows(op, l, r, t)
	case holds(t, types.Map) || !distinct && (t.Kind == types.Array || t.Kind == types.Row):
		return e.compareInGo(op, l, r, t)
	case (t.Kind == types.Double || t.Kind == types.Real) && !distinct:
		return e.compareFloats(op, l, r, lKnown, rKnown)
	}
	return emit.Compare(symbol(op), e.plain(l, t), e.plain(r, t))
}

// compareNodes writes l op r; rows that are written out are compared member by member.
func (e *emitter) compareNodes(op typed.CompareOp, l, r typed.Expr) emit.Expr {
	a, ok1 := l.(*typed.RowCtor)
	b, ok2 := r.(*typed.RowCtor)
	if ok1 && ok2 && len(a.Elems) == len(b.Elems) && (op == typed.Equal || op == typed.NotEqual) {
		parts := make([]emit.Expr, len(a.Elems))
		for i := range parts {
			parts[i] = e.compareNodes(op, a.Elems[i], b.Elems[i])
		}
		if op == typed.NotEqual {
			return emit.Or(parts...)
		}
		return emit.And(parts...)
	}
	return e.compare(op, e.expr(l), e.expr(r), l.Type(), known(l), known(r))
}

// compareRows writes (in)equality of rows field by field, which gives SQL's answer where fields are NULL.
func (e *emitter) compareRows(op typed.CompareOp, l, r emit.Expr, t types.Type) emit.Expr {
	return e.let([]emit.Expr{l, r}, func(xs []emit.Expr) emit.Expr {
		var parts []emit.Expr
		for i, f := range t.Elems {
			name := fieldName(i)
			parts = append(parts, e.compare(op, emit.Member(xs[0], name), emit.Member(xs[1], name), f, false, false))
		}
		whole := emit.And(parts...)
		if op == typed.NotEqual {
			whole = emit.Or(parts...)
		}
		null := emit.Or(emit.IsNull(xs[0]), emit.IsNull(xs[1]))
		return emit.Case(emit.Not(null), whole)
	})
}

// compareInGo leaves a comparison of arrays or maps to a function.
func (e *emitter) compareInGo(op typed.CompareOp, l, r emit.Expr, t types.Type) emit.Expr {
	name := map[typed.CompareOp]string{
		typed.Equal: "$equal", typed.NotEqual: "$not_equal", typed.Less: "$less", typed.LessEqual: "$less_equal",
		typed.Greater: "$greater", typed.GreaterEqual: "$greater_equal", typed.DistinctFrom: "$distinct", typed.NotDistinctFrom: "$not_distinct",
	}[op]
	return e.goCall(name, types.Of(types.Boolean), 0, []types.Type{t, t}, []emit.Expr{l, r})
}

// compareFloats adds what makes a comparison false where NaN is on a side (true for <>) and leaves it NULL where NULL is.
func (e *emitter) compareFloats(op typed.CompareOp, l, r emit.Expr, lKnown, rKnown bool) emit.Expr {
	guardLeft := !lKnown && (op == typed.Greater || op == typed.GreaterEqual)
	guardRight := !rKnown && (op == typed.Less || op == typed.LessEqual)
	if (op == typed.Equal || op == typed.NotEqual) && !lKnown && !rKnown {
		guardLeft = true
	}
	plain := emit.Compare(symbol(op), l, r)
	if !guardLeft && !guardRight {
		return plain
	}
	return e.let([]emit.Expr{l, r}, func(xs []emit.Expr) emit.Expr {
		plain := emit.Compare(symbol(op), xs[0], xs[1])
		suspect, other, otherKnown := xs[0], xs[1], rKnown
		if guardRight {
			suspect, other, otherKnown = xs[1], xs[0], lKnown
		}
		nan := emit.Call("isnan", suspect)
		switch {
		case op == typed.NotEqual:
			return emit.Or(plain, emit.And(nan, emit.IsNotNull(other)))
		case otherKnown:
			return emit.And(plain, emit.Not(nan))
		}
		return emit.And(plain, emit.Or(emit.Not(nan), emit.IsNull(other)))
	})
}

// ownOrder tells whether DuckDB's comparison operators are right for the type as it is.
func ownOrder(t types.Type) bool {
	return !varied(t) && len(t.Elems) == 0
}

func isFloat(t types.Type) bool { return t.Kind == types.Double || t.Kind == types.Real }

func (e *emitter) between(x *typed.Between) emit.Expr {
	t := x.X.Type()
	v, low, high := e.expr(x.X), e.expr(x.Low), e.expr(x.High)
	if varied(t) && len(t.Elems) == 0 {
		v, low, high = e.plain(v, t), e.plain(low, t), e.plain(high, t)
		t = types.Of(types.BigInt)
	}
	if e.trying > 0 && foldsToFailure(x.X) && !isVolatile(v.Text) {
		at := e.compare(typed.GreaterEqual, v, low, t, known(x.X), known(x.Low))
		to := e.compare(typed.LessEqual, v, high, t, known(x.X), known(x.High))
		return emit.And(e.caught(at, x.X, x.Low), e.caught(to, x.X, x.High))
	}
	if ownOrder(t) && (!isFloat(t) || known(x.High)) {
		text := v.At(emit.PrecOther) + " BETWEEN " + low.At(emit.PrecOther) + " AND " + high.At(emit.PrecOther)
		return emit.Expr{Text: text, Prec: emit.PrecCompare}
	}
	return e.let([]emit.Expr{v, low, high}, func(xs []emit.Expr) emit.Expr {
		return emit.And(e.compare(typed.GreaterEqual, xs[0], xs[1], t, known(x.X), known(x.Low)),
			e.compare(typed.LessEqual, xs[0], xs[2], t, known(x.X), known(x.High)))
	})
}

func (e *emitter) in(x *typed.In) emit.Expr {
	if lazy, ok := e.lazyIn(x); ok {
		return lazy
	}
	t := x.X.Type()
	v := e.expr(x.X)
	native := ownOrder(t) || t.Kind == types.TimestampTZ || t.Kind == types.TimeTZ
	if isFloat(t) && !known(x.X) {
		for _, el := range x.List {
			native = native && (known(el) || isNullLiteral(el))
		}
	}
	if _, ok := x.X.(*typed.RowCtor); ok {
		parts := make([]emit.Expr, len(x.List))
		for i, el := range x.List {
			parts[i] = e.compareNodes(typed.Equal, x.X, el)
		}
		return emit.Or(parts...)
	}
	list := e.exprs(x.List)
	if native {
		parts := make([]string, len(list))
		for i, el := range list {
			parts[i] = e.plain(el, t).Text
		}
		text := e.plain(v, t).At(emit.PrecOther) + " IN (" + strings.Join(parts, ", ") + ")"
		return emit.Expr{Text: text, Prec: emit.PrecCompare}
	}
	return e.let(append([]emit.Expr{v}, list...), func(xs []emit.Expr) emit.Expr {
		var parts []emit.Expr
		for i, el := range xs[1:] {
			parts = append(parts, e.compare(typed.Equal, xs[0], el, t, known(x.X), known(x.List[i])))
		}
		return emit.Or(parts...)
	})
}

func isNullLiteral(x typed.Expr) bool {
	l, ok := x.(*typed.Literal)
	return ok && l.Value == nil
}

// inQuery writes x IN (query), natively where DuckDB's equality is right.
func (e *emitter) inQuery(x *typed.InQuery) emit.Expr {
	t := x.X.Type()
	v := e.expr(x.X)
	if !ownOrder(t) && t.Kind != types.TimestampTZ {
		return e.anyRow(typed.Equal, v, x.X, x.Query)
	}
	query := e.block(x.Query)
	if varied(t) {
		query = emit.Lines("SELECT "+e.plain(emit.Atom(columnName(x.Query.Columns()[0].ID)), t).Text, "FROM "+e.nested(query))
	}
	return emit.Expr{Text: e.plain(v, t).At(emit.PrecOther) + " IN (\n" + emit.Indent(query) + "\n)", Prec: emit.PrecCompare}
}

// quantified writes x op ANY|ALL (query): ALL is the negation of ANY with the negated operator.
func (e *emitter) quantified(x *typed.Quantified) emit.Expr {
	t := x.X.Type()
	v := e.expr(x.X)
	if ownOrder(t) && !isFloat(t) {
		word := " ANY "
		if x.All {
			word = " ALL "
		}
		text := v.At(emit.PrecOther) + " " + symbol(x.Op) + word + "(\n" + emit.Indent(e.block(x.Query)) + "\n)"
		return emit.Expr{Text: text, Prec: emit.PrecCompare}
	}
	if x.All {
		return emit.Not(e.anyRow(x.Op, v, x.X, x.Query, true))
	}
	return e.anyRow(x.Op, v, x.X, x.Query)
}

// anyRow writes `x op ANY (query)` with SQL's three answers by counting them; negate asks for a row where NOT x op row.
func (e *emitter) anyRow(op typed.CompareOp, v emit.Expr, x typed.Expr, q *typed.Block, negate ...bool) emit.Expr {
	if hasQuery(x) {
		return e.unsupported(token.Span{}, "a subquery on the left of IN, ANY or ALL with values of type %s is not supported", x.Type())
	}
	col := emit.Atom(columnName(q.Columns()[0].ID))
	cond := e.compare(op, v, col, x.Type(), known(x), false)
	if len(negate) > 0 {
		cond = emit.Not(cond)
	}
	inner := emit.Lines("SELECT "+cond.Text+" AS n0", "FROM "+e.nested(e.block(q)))
	answer := "CASE WHEN bool_or(n0) THEN true WHEN count(*) > count(n0) THEN NULL ELSE false END"
	return emit.Atom("(\n" + emit.Indent(emit.Lines("SELECT "+answer, "FROM "+e.nested(inner))) + "\n)")
}
