package duckdb

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// window writes a call over a window.
func (e *emitter) window(w *typed.WindowCall) emit.Expr {
	var parts []string
	if len(w.PartitionBy) > 0 {
		keys := make([]string, len(w.PartitionBy))
		for i, x := range w.PartitionBy {
			keys[i] = e.apart(e.expr(x), x.Type()).Text
		}
		parts = append(parts, "PARTITION BY "+strings.Join(keys, ", "))
	}
	keys := make([]string, 0, len(w.Order))
	for _, k := range w.Order {
		key := e.sortKey(e.expr(k.X), k)
		keys = append(keys, key.x+key.how)
	}
	if len(keys) > 0 {
		parts = append(parts, "ORDER BY "+strings.Join(keys, ", "))
	}
	if w.Frame != nil {
		parts = append(parts, e.frame(w))
	}
	a := &aggCall{emitter: e, node: &w.Agg, over: " OVER (" + strings.Join(parts, " ") + ")", ignoreNulls: w.IgnoreNulls}
	return e.aggCall(a)
}

func (e *emitter) frame(w *typed.WindowCall) string {
	unit := [...]string{typed.Rows: "ROWS", typed.Range: "RANGE", typed.Groups: "GROUPS"}[w.Frame.Unit]
	return unit + " BETWEEN " + e.bound(w.Frame.Start, w) + " AND " + e.bound(w.Frame.End, w)
}

// bound writes an end of a frame; an interval becomes one of DuckDB's.
func (e *emitter) bound(b typed.Bound, w *typed.WindowCall) string {
	switch b.Kind { //nolint:exhaustive // the rest is what follows
	case typed.UnboundedPreceding:
		return "UNBOUNDED PRECEDING"
	case typed.UnboundedFollowing:
		return "UNBOUNDED FOLLOWING"
	case typed.CurrentRow:
		return "CURRENT ROW"
	}
	x := e.offset(b.X, w)
	switch b.X.Type().Kind { //nolint:exhaustive // the rest is what follows
	case types.IntervalDaySecond:
		x = millisInterval(x)
	case types.IntervalYearMonth:
		x = emit.Call("to_months", x)
	}
	if b.Kind == typed.Preceding {
		return x.At(emit.PrecAtom) + " PRECEDING"
	}
	return x.At(emit.PrecAtom) + " FOLLOWING"
}

// offset writes how far an end of a frame is from the row, which must be known and not negative.
func (e *emitter) offset(x typed.Expr, w *typed.WindowCall) emit.Expr {
	if notNegative(x) {
		return e.expr(x)
	}
	message := "Window frame offset value must not be negative or null"
	return e.let1(e.expr(x), func(n emit.Expr) emit.Expr {
		fail := e.raiseText(diag.InvalidWindowFrame, w.Span.Start, x.Type(), message)
		zero := emit.Cast(integer(0), e.typeName(x.Type()))
		return emit.Case(emit.Compare(">=", n, zero), n, fail)
	})
}

// notNegative tells whether x is a constant that is surely not negative.
func notNegative(x typed.Expr) bool {
	if cast, ok := x.(*typed.Cast); ok {
		x = cast.X
	}
	l, ok := x.(*typed.Literal)
	if !ok {
		return false
	}
	switch v := l.Value.(type) {
	case int64:
		return v >= 0
	case value.DaySecond:
		return v >= 0
	case value.YearMonth:
		return v >= 0
	}
	return false
}

// windowRules are the functions that only stand over a window.
//
//nolint:gochecknoglobals // a table that nobody changes
var windowRules = map[string]aggRule{
	"row_number": aggSame("row_number"), "rank": aggSame("rank"), "dense_rank": aggSame("dense_rank"),
	"percent_rank": aggSame("percent_rank"), "cume_dist": aggSame("cume_dist"),
	"ntile": atLeast("ntile", 0, 1, "Buckets must be greater than 0"),
	"lag":   atLeast("lag", 1, 0, "Offset must be at least 0"), "lead": atLeast("lead", 1, 0, "Offset must be at least 0"),
	"first_value": aggSame("first_value"), "last_value": aggSame("last_value"),
	"nth_value": atLeast("nth_value", 1, 1, "Offset must be at least 1"),
}

// atLeast is aggSame with an argument that must not be less than a number.
func atLeast(name string, i int, least int64, message string) aggRule {
	return func(a *aggCall) emit.Expr {
		args := make([]emit.Expr, len(a.node.Args))
		for j := range args {
			args[j] = a.arg(j)
		}
		if i < len(args) {
			if n, ok := intLiteral(a.node.Args[i]); !ok || n < least {
				args[i] = a.let1(args[i], func(n emit.Expr) emit.Expr {
					fail := a.raiseText(diag.InvalidFunctionArgument, a.node.Span.Start, a.argType(i), message)
					return emit.Case(emit.Compare("<", n, integer(least)), fail, n)
				})
			}
		}
		return a.core(name, args...)
	}
}
