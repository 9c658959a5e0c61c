package duckdb

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
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
	return unit + " BETWEEN " + e.bound(w.Frame.Start) + " AND " + e.bound(w.Frame.End)
}

// bound writes an end of a frame; an interval becomes one of DuckDB's.
func (e *emitter) bound(b typed.Bound) string {
	switch b.Kind { //nolint:exhaustive // the rest is what follows
	case typed.UnboundedPreceding:
		return "UNBOUNDED PRECEDING"
	case typed.UnboundedFollowing:
		return "UNBOUNDED FOLLOWING"
	case typed.CurrentRow:
		return "CURRENT ROW"
	}
	x := e.expr(b.X)
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

// windowRules are the functions that only stand over a window.
//
//nolint:gochecknoglobals // a table that nobody changes
var windowRules = map[string]aggRule{
	"row_number": aggSame("row_number"), "rank": aggSame("rank"), "dense_rank": aggSame("dense_rank"),
	"percent_rank": aggSame("percent_rank"), "cume_dist": aggSame("cume_dist"), "ntile": aggSame("ntile"),
	"lag": aggSame("lag"), "lead": aggSame("lead"),
	"first_value": aggSame("first_value"), "last_value": aggSame("last_value"), "nth_value": aggSame("nth_value"),
}
