package duckdb

import (
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// sketchRules are the aggregates that estimate, and listagg, whose values Go puts together in part.
//
//nolint:gochecknoglobals // a table that nobody changes
var sketchRules = map[string]aggRule{
	"approx_percentile": percentileRule, "approx_set": approxSetRule, "merge": mergeRule,
	"tdigest_agg": tdigestRule, "qdigest_agg": qdigestRule,
	"approx_most_frequent": mostFrequentRule, "numeric_histogram": numericHistogramRule, "checksum": checksumRule,
	"listagg": listaggRule,
}

// double is a constant double.
func double(text string) emit.Expr { return emit.Atom(text + "::DOUBLE") }

// rows collects rows of the given values in a list, of which a function in Go makes the result, with more arguments after it.
func (a *aggCall) rows(name string, ts []types.Type, fields []emit.Expr, more []types.Type, args ...emit.Expr) emit.Expr {
	list := a.core("list", structPack(fields))
	params := append([]types.Type{types.ArrayOf(types.RowOf(nil, ts...))}, more...)
	return a.goCall(name, a.node.Result, a.node.Span.Start, params, append([]emit.Expr{list}, args...))
}

// exactValues is up to how many values a percentile is that of the values themselves, as it is in Trino's digest of few.
const exactValues = 128

// percentileRule is approx_percentile(x, p) or (x, weight, p). Of few values Go finds it as Trino does; of many DuckDB does. With weights, or
// a percentage that is not the same for all rows, Go has all values.
func percentileRule(a *aggCall) emit.Expr {
	if len(a.node.Args) == 3 {
		ts := []types.Type{a.argType(0), a.argType(1)}
		at := a.core("any_value", a.arg(2))
		return a.rows("$percentile_weighted", ts, []emit.Expr{a.arg(0), a.arg(1)}, []types.Type{a.argType(2)}, at)
	}
	of := func(list, at emit.Expr) emit.Expr {
		params := []types.Type{types.ArrayOf(a.argType(0)), a.argType(1)}
		return a.goCall("$percentile", a.node.Result, a.node.Span.Start, params, []emit.Expr{list, at})
	}
	if !constantNumbers(a.node.Args[1]) || a.node.Distinct {
		a.where = append(a.where, emit.IsNotNull(a.arg(0)))
		return of(a.core("list", a.arg(0)), a.core("any_value", a.arg(1)))
	}
	// DuckDB wants the percentage as a float, and does not make one of a double.
	percentage := "FLOAT"
	if a.argType(1).Kind == types.Array {
		percentage = "FLOAT[]"
	}
	few := of(a.core("min", a.arg(0), integer(exactValues)), a.arg(1))
	if !fractions(a.node.Args[1]) {
		return few // an error
	}
	many := a.result(a.core("approx_quantile", a.arg(0), emit.Cast(a.arg(1), percentage)))
	return emit.Case(emit.Compare("<=", a.core("count", a.arg(0)), integer(exactValues)), few, many)
}

// constantNumbers tells whether x is a number, or a list of numbers, that the query says.
func constantNumbers(x typed.Expr) bool {
	constant := true
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		switch x.(type) {
		case *typed.Literal, *typed.ArrayCtor, *typed.Cast:
			return true
		}
		constant = false
		return false
	}})
	return constant
}

// fractions tells whether all numbers in x lie between 0 and 1.
func fractions(x typed.Expr) bool {
	if list, ok := x.(*typed.ArrayCtor); ok {
		for _, el := range list.Elems {
			if !fractions(el) {
				return false
			}
		}
		return len(list.Elems) > 0
	}
	at, ok := constantNumber(x)
	return ok && at >= 0 && at <= 1
}

// approxSetRule is approx_set(x): what each value leaves in the set, each once, of which Go makes the set.
func approxSetRule(a *aggCall) emit.Expr {
	whole := types.Of(types.BigInt)
	entry := a.goCall("$set_entry", whole, a.node.Span.Start, []types.Type{a.argType(0)}, []emit.Expr{a.arg(0)})
	entries := &aggCall{emitter: a.emitter, node: distinctNode(a.node), over: a.over, where: []emit.Expr{emit.IsNotNull(a.arg(0))}}
	list := entries.core("list", entry)
	return a.goCall("$approx_set", a.node.Result, a.node.Span.Start, []types.Type{types.ArrayOf(whole)}, []emit.Expr{list})
}

// mergeRule is merge of sets or digests.
func mergeRule(a *aggCall) emit.Expr {
	switch a.argType(0).Kind { //nolint:exhaustive // the rest is what follows
	case types.TDigest:
		return a.listed("$merge_tdigest")
	case types.QDigest:
		return a.listed("$merge_qdigest")
	}
	return a.listed("$merge_hll")
}

// tdigestRule is tdigest_agg(x, weight, compression).
func tdigestRule(a *aggCall) emit.Expr {
	fields := []emit.Expr{a.arg(0), double("1"), double("100")}
	ts := []types.Type{types.Of(types.Double), types.Of(types.Double), types.Of(types.Double)}
	for i := 1; i < len(a.node.Args); i++ {
		fields[i] = a.arg(i)
	}
	return a.rows("$tdigest_agg", ts, fields, nil)
}

// qdigestRule is qdigest_agg(x, weight, accuracy).
func qdigestRule(a *aggCall) emit.Expr {
	fields := []emit.Expr{a.arg(0), emit.Atom("1::BIGINT"), double("0.01")}
	ts := []types.Type{a.argType(0), types.Of(types.BigInt), types.Of(types.Double)}
	for i := 1; i < len(a.node.Args); i++ {
		fields[i] = a.arg(i)
	}
	return a.rows("$qdigest_agg", ts, fields, nil)
}

// mostFrequentRule is approx_most_frequent(n, x, capacity).
func mostFrequentRule(a *aggCall) emit.Expr {
	whole := types.Of(types.BigInt)
	params := []types.Type{whole, types.ArrayOf(a.argType(1)), whole}
	list := a.core("list", a.arg(1))
	return a.goCall("$approx_most_frequent", a.node.Result, a.node.Span.Start, params,
		[]emit.Expr{a.core("any_value", a.arg(0)), list, a.core("any_value", a.arg(2))})
}

// checksumRule collects the values, NULLs too, and has Go add up their hashes.
func checksumRule(a *aggCall) emit.Expr { return a.listed("$checksum") }

// numericHistogramRule is numeric_histogram(n, x, weight).
func numericHistogramRule(a *aggCall) emit.Expr {
	weight, t := double("1"), types.Of(types.Double)
	if len(a.node.Args) == 3 {
		weight = a.arg(2)
	}
	return a.rows("$numeric_histogram", []types.Type{a.argType(1), t}, []emit.Expr{a.arg(1), weight},
		[]types.Type{types.Of(types.BigInt)}, a.core("max", a.arg(0)))
}

// maxListagg is how many bytes listagg may make.
const maxListagg = 1 << 20

// listaggRule is listagg. A text that gets too long is an error, or with ON OVERFLOW TRUNCATE cut by Go.
func listaggRule(a *aggCall) emit.Expr {
	sep := emit.Atom("''")
	if len(a.node.Args) > 1 {
		sep = a.arg(1)
	}
	text := types.Text()
	if o := a.node.Overflow; o != nil {
		a.where = append(a.where, emit.IsNotNull(a.arg(0)))
		count := "false"
		if o.Count {
			count = "true"
		}
		params := []types.Type{types.ArrayOf(text), text, text, types.Of(types.Boolean)}
		return a.goCall("$listagg", a.node.Result, a.node.Span.Start, params,
			[]emit.Expr{a.core("list", a.arg(0)), sep, emit.String(o.Filler), emit.Atom(count)})
	}
	joined := a.core("string_agg", a.arg(0), sep)
	return a.let1(joined, func(x emit.Expr) emit.Expr {
		long := a.raiseText(diag.ExceededFunctionMemoryLimit, a.node.Span.Start, a.node.Result,
			"Concatenated string has the length in bytes larger than the maximum output length "+strconv.Itoa(maxListagg))
		return emit.Case(emit.Compare(">", emit.Call("strlen", x), integer(maxListagg)), long, x)
	})
}
