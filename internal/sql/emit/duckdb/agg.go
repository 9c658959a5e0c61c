package duckdb

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/scalar"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// aggCall is a call of an aggregate, over groups or over a window.
type aggCall struct {
	*emitter
	node *typed.Agg
	over string // " OVER (…)", or nothing
	// ignoreNulls is IGNORE NULLS of a window function.
	ignoreNulls bool
	where       []emit.Expr // what the rule itself filters by
}

type aggRule func(a *aggCall) emit.Expr

// aggregate writes an aggregate of a group.
func (e *emitter) aggregate(a *typed.Agg) emit.Expr { return e.aggCall(&aggCall{emitter: e, node: a}) }

func (e *emitter) aggCall(a *aggCall) emit.Expr {
	name := a.node.Func.Name
	if a.node.Func.Unsupported != "" {
		return e.unsupported(a.node.Span, "function %s is not supported: %s", name, a.node.Func.Unsupported)
	}
	if r, ok := e.aggregates(name, a.over != ""); ok {
		e.grouping++
		defer func() { e.grouping-- }()
		return r(a)
	}
	return a.refuse("yet")
}

func (a *aggCall) refuse(reason string) emit.Expr {
	return a.unsupported(a.node.Span, "function %s is not supported %s", a.node.Func.Name, reason)
}

func (a *aggCall) argType(i int) types.Type     { return a.node.Args[i].Type() }
func (a *aggCall) result(x emit.Expr) emit.Expr { return emit.Cast(x, a.typeName(a.node.Result)) }

// arg writes argument i, in which columns of rows can be named.
func (a *aggCall) arg(i int) emit.Expr { return a.ofRows(a.node.Args[i]) }

// ofRows writes what is computed row by row for an aggregate.
func (a *aggCall) ofRows(x typed.Expr) emit.Expr {
	around := a.grouping
	a.grouping = 0
	defer func() { a.grouping = around }()
	return a.expr(x)
}

// core is the call of a DuckDB aggregate with DISTINCT, ORDER BY, FILTER and OVER as written.
func (a *aggCall) core(name string, args ...emit.Expr) emit.Expr {
	parts := make([]string, len(args))
	for i, x := range args {
		parts[i] = x.Text
	}
	inner := strings.Join(parts, ", ")
	if a.node.Distinct {
		inner = "DISTINCT " + inner
	}
	if len(a.node.OrderBy) > 0 {
		if keys := a.orderBy(a.node.OrderBy, nil); len(keys) > 0 {
			inner += " ORDER BY " + joinKeys(keys)
		}
	}
	if a.ignoreNulls {
		inner += " IGNORE NULLS"
	}
	text := name + "(" + inner + ")"
	where := a.where
	if a.node.Filter != nil {
		where = append(where[:len(where):len(where)], a.ofRows(a.node.Filter))
	}
	if len(where) > 0 {
		text += " FILTER (WHERE " + emit.And(where...).Text + ")"
	}
	return emit.Atom(text + a.over)
}

// comparable is argument i in the form in which DuckDB compares it as Trino does.
func (a *aggCall) comparable(i int) emit.Expr { return a.plain(a.arg(i), a.argType(i)) }

// aggRules are the aggregates.
//
//nolint:gochecknoglobals // a table that nobody changes
var aggRules = map[string]aggRule{
	"count": countRule, "count_if": countIfRule, "sum": sumRule, "avg": avgRule,
	"min": extremeAgg("min", "arg_min"), "max": extremeAgg("max", "arg_max"),
	"min_by": byAgg("arg_min"), "max_by": byAgg("arg_max"),
	"arbitrary": aggSame("any_value"), "any_value": aggSame("any_value"),
	"array_agg": arrayAggRule, "listagg": listaggRule,
	"bool_and": aggSame("bool_and"), "every": aggSame("bool_and"), "bool_or": aggSame("bool_or"),
	"approx_distinct": approxDistinctRule,
	"stddev":          aggCast("stddev_samp"), "stddev_samp": aggCast("stddev_samp"), "stddev_pop": aggCast("stddev_pop"),
	"variance": aggCast("var_samp"), "var_samp": aggCast("var_samp"), "var_pop": aggCast("var_pop"),
	"covar_samp": aggCast("covar_samp"), "covar_pop": aggCast("covar_pop"), "corr": aggFinite("corr"),
	"regr_slope": aggFinite("regr_slope"), "regr_intercept": aggFinite("regr_intercept"),
	"kurtosis": aggSame("kurtosis"), "skewness": skewnessRule,
	"geometric_mean":  geometricMeanRule,
	"bitwise_and_agg": aggSame("bit_and"), "bitwise_or_agg": aggSame("bit_or"), "bitwise_xor_agg": aggSame("bit_xor"),
	"map_agg": mapAgg("$map_agg"), "multimap_agg": mapAgg("$multimap_agg"),
	"histogram": histogramRule, "set_agg": setAggRule,
	"reduce_agg": reduceAggRule,
	"map_union":  listThen("$map_union"), "set_union": listThen("$set_union"),
}

func aggSame(name string) aggRule {
	return func(a *aggCall) emit.Expr {
		args := make([]emit.Expr, len(a.node.Args))
		for i := range args {
			args[i] = a.arg(i)
		}
		return a.core(name, args...)
	}
}

// arrayAggRule is array_agg. Of values that may be equal and look different Go makes them DISTINCT, with the first of each.
func arrayAggRule(a *aggCall) emit.Expr {
	if !a.node.Distinct || !varied(a.argType(0)) {
		return aggSame("list")(a)
	}
	node := *a.node
	node.Distinct = false
	all := &aggCall{emitter: a.emitter, node: &node, over: a.over}
	return a.goCall("array_distinct", a.node.Result, a.node.Span.Start, []types.Type{a.node.Result}, []emit.Expr{all.core("list", a.arg(0))})
}

// aggCast is aggSame with a cast to the result's type, real or double.
func aggCast(name string) aggRule {
	return func(a *aggCall) emit.Expr { return a.result(aggSame(name)(a)) }
}

// aggFinite is aggCast with NULL for what is no finite number.
func aggFinite(name string) aggRule {
	return func(a *aggCall) emit.Expr {
		return a.let1(aggCast(name)(a), func(x emit.Expr) emit.Expr { return emit.Case(emit.Call("isfinite", x), x) })
	}
}

func countRule(a *aggCall) emit.Expr {
	if a.node.Star || len(a.node.Args) == 0 {
		return a.core("count", emit.Atom("*"))
	}
	if !a.node.Distinct {
		return a.core("count", a.arg(0))
	}
	return a.core("count", a.comparable(0))
}

func countIfRule(a *aggCall) emit.Expr {
	a.where = append(a.where, a.arg(0))
	if a.node.Distinct {
		return a.core("count", a.arg(0))
	}
	return a.core("count", emit.Atom("*"))
}

// sumRule is sum. DuckDB adds integers up in 128 bits, and the cast fails where Trino's 64 bits overflow.
func sumRule(a *aggCall) emit.Expr {
	t := a.argType(0)
	x := a.core("sum", a.arg(0))
	switch {
	case t.Kind == types.Double:
		return x
	case t.Kind == types.Real:
		return a.cast(castCall{from: types.Of(types.Double), to: t, at: a.node.Span.Start}, x)
	case t.Kind == types.Decimal && t.P > types.MaxDecimal-18: // fewer digits would need 10^18 rows
		a.place(emit.PlaceDecimal, a.node.Span, "Decimal overflow")
		return a.let1(x, func(x emit.Expr) emit.Expr {
			most := emit.Cast(emit.Atom("'"+strings.Repeat("9", types.MaxDecimal-t.S)+"."+strings.Repeat("9", t.S)+"'"), a.typeName(types.DecimalOf(types.MaxDecimal, t.S)))
			over := emit.Or(emit.Compare(">", x, most), emit.Compare("<", x, emit.Expr{Text: "-" + most.At(emit.PrecPostfix), Prec: emit.PrecUnary}))
			return emit.Case(over, a.raiseText(diag.NumericValueOutOfRange, a.node.Span.Start, a.node.Result, "Decimal overflow"), x)
		})
	}
	a.place(emit.PlaceCast, a.node.Span, a.node.Result.String()+" addition overflow in sum")
	return a.result(x)
}

// avgRule is avg; of decimals it is the exact quotient, rounded to the scale.
func avgRule(a *aggCall) emit.Expr {
	t := a.argType(0)
	switch {
	case t.Kind == types.Decimal:
		sum := types.DecimalOf(38, t.S)
		params := []types.Type{sum, types.Of(types.BigInt)}
		return a.goCall("$avg", a.node.Result, a.node.Span.Start, params,
			[]emit.Expr{a.core("sum", a.arg(0)), a.core("count", a.arg(0))})
	case isInterval(t):
		return a.result(emit.Call("round", a.core("avg", a.arg(0))))
	case t.Kind == types.Real:
		return a.cast(castCall{from: types.Of(types.Double), to: t, at: a.node.Span.Start}, a.core("avg", a.arg(0)))
	case t.Kind == types.Double || t.IsInteger():
		return a.core("avg", a.arg(0))
	}
	return a.result(a.core("avg", a.arg(0)))
}

// extremeAgg is min or max, or the n least or greatest.
func extremeAgg(name, by string) aggRule {
	return func(a *aggCall) emit.Expr {
		if len(a.node.Args) == 2 {
			if varied(a.argType(0)) {
				return a.core(by, a.arg(0), a.comparable(0), a.atMost(1, "second argument of max_n/min_n", "positive"))
			}
			if isFloat(a.argType(0)) && name == "max" {
				return a.core("arg_max", a.arg(0), a.numbersFirst(0), a.atMost(1, "second argument of max_n/min_n", "positive"))
			}
			return a.core(name, a.arg(0), a.atMost(1, "second argument of max_n/min_n", "positive"))
		}
		if holds(a.argType(0), types.Map) {
			return a.refuse("for maps")
		}
		if varied(a.argType(0)) {
			return a.core(by, a.arg(0), a.comparable(0))
		}
		if isFloat(a.argType(0)) && name == "max" {
			// The greatest is NaN only when all are.
			numbers := emit.Call("nullif", a.arg(0), emit.Atom("'NaN'::"+a.typeName(a.argType(0))))
			return emit.Call("coalesce", a.core("max", numbers), a.core("max", a.arg(0)))
		}
		return a.core(name, a.arg(0))
	}
}

// atMost is argument i, which says how many values are wanted. DuckDB has limits of its own words.
func (a *aggCall) atMost(i int, what, positive string) emit.Expr {
	t, at := a.argType(i), a.node.Span.Start
	if x := a.node.Args[i]; !rowFree(x) || constantNull(x) {
		a.where = append(a.where, emit.IsNotNull(a.arg(i))) // DuckDB fails where Trino leaves out the row
	}
	return a.let1(a.arg(i), func(n emit.Expr) emit.Expr {
		few := a.raiseText(diag.InvalidFunctionArgument, at, t, what+" must be "+positive)
		many := a.raise(at, t, emit.String(what+" must be less than or equal to 10000; found "), emit.Cast(n, "VARCHAR"))
		return emit.Case(emit.Compare("<=", n, emit.Atom("0")), few, emit.Compare(">", n, emit.Atom("10000")), many, n)
	})
}

// byAgg is max_by or min_by: the value may be NULL, the key not. The value goes in a struct, which is never NULL.
func byAgg(name string) aggRule {
	return func(a *aggCall) emit.Expr {
		boxed := structPack([]emit.Expr{a.arg(0)})
		if len(a.node.Args) == 3 {
			list := a.core(name, boxed, a.key(name), a.atMost(2, "third argument of max_by/min_by", "a positive integer"))
			return a.mapList(list, func(x emit.Expr) emit.Expr { return emit.Member(x, "f1") })
		}
		return a.core(name+"_null", a.arg(0), a.key(name))
	}
}

// key is what max_by or min_by compare.
func (a *aggCall) key(name string) emit.Expr {
	if isFloat(a.argType(1)) && name == "arg_max" {
		return a.numbersFirst(1)
	}
	return a.comparable(1)
}

// numbersFirst is a number of which NaN is no more the greatest but the least.
func (a *aggCall) numbersFirst(i int) emit.Expr {
	return a.let1(a.arg(i), func(x emit.Expr) emit.Expr {
		return emit.Case(emit.Call("isnan", x), emit.Atom("'-Infinity'::"+a.typeName(a.argType(i))), x)
	})
}

// approxDistinctRule is approx_distinct(x, error): Trino's estimate for its default error, for which Go says what each value adds to it
// and makes the estimate of all of that; with other errors, and for types that Go does not hash, it is the exact number.
func approxDistinctRule(a *aggCall) emit.Expr {
	count := &aggCall{emitter: a.emitter, node: distinctNode(a.node), over: a.over}
	exact := count.core("count", a.comparable(0))
	t := a.argType(0)
	if _, ok := scalar.Find("$distinct_code", []types.Type{t}, types.Of(types.Integer)); !ok || !defaultError(a.node.Args) {
		return exact
	}
	code := a.goCall("$distinct_code", types.Of(types.Integer), a.node.Span.Start, []types.Type{t}, []emit.Expr{a.arg(0)})
	count.where = []emit.Expr{emit.IsNotNull(a.arg(0))}
	params := []types.Type{types.ArrayOf(types.Of(types.Integer)), types.Of(types.BigInt)}
	return a.goCall("$distinct_estimate", types.Of(types.BigInt), a.node.Span.Start, params, []emit.Expr{count.core("list", code), exact})
}

// distinctNode is a call with DISTINCT.
func distinctNode(node *typed.Agg) *typed.Agg {
	distinct := *node
	distinct.Distinct = true
	return &distinct
}

// constantNumber returns the value of a constant number.
func constantNumber(x typed.Expr) (float64, bool) {
	if cast, ok := x.(*typed.Cast); ok {
		x = cast.X
	}
	l, ok := x.(*typed.Literal)
	if !ok {
		return 0, false
	}
	switch v := l.Value.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case value.Decimal:
		return v.Float64(), true
	}
	return 0, false
}

// defaultError tells whether approx_distinct has no other standard error than 0.023, which 2,048 buckets give.
func defaultError(args []typed.Expr) bool {
	if len(args) == 1 {
		return true
	}
	e, ok := constantNumber(args[1])
	return ok && e > 0.02298 && e < 0.0324
}

func geometricMeanRule(a *aggCall) emit.Expr {
	logs := a.let1(a.arg(0), func(x emit.Expr) emit.Expr {
		return emit.Case(emit.Compare(">", x, integer(0)), emit.Call("ln", x),
			emit.Compare("=", x, integer(0)), emit.Atom("CAST('-Infinity' AS DOUBLE)"),
			emit.Compare("<", x, integer(0)), emit.Atom("CAST('NaN' AS DOUBLE)"))
	})
	return a.result(emit.Call("exp", a.core("avg", logs)))
}

// skewnessRule is skewness; DuckDB corrects it for samples, Trino does not.
func skewnessRule(a *aggCall) emit.Expr {
	n := a.core("count", a.arg(0)).Text
	x := a.core("skewness", a.arg(0)).Text
	return emit.Expr{Text: x + " * (" + n + " - 2) / sqrt(" + n + " * (" + n + " - 1))", Prec: emit.PrecMul}
}

// mapAgg collects the keys that are not NULL and their values, and has Go make the map.
func mapAgg(name string) aggRule {
	return func(a *aggCall) emit.Expr {
		a.where = append(a.where, emit.IsNotNull(a.arg(0)))
		pairs := a.core("list", structPack([]emit.Expr{a.arg(0), a.arg(1)}))
		pair := types.RowOf(nil, a.argType(0), a.argType(1))
		return a.goCall(name, a.node.Result, a.node.Span.Start, []types.Type{types.ArrayOf(pair)}, []emit.Expr{pairs})
	}
}

func histogramRule(a *aggCall) emit.Expr {
	if varied(a.argType(0)) || len(a.argType(0).Elems) > 0 {
		return a.listed("$histogram")
	}
	return a.result(a.core("histogram", a.arg(0)))
}

func setAggRule(a *aggCall) emit.Expr { return a.listed("$set_agg") }

func listThen(name string) aggRule {
	return func(a *aggCall) emit.Expr { return a.listed(name) }
}

// listed collects the values in a list, of which Go makes the result.
func (a *aggCall) listed(name string) emit.Expr {
	list := a.core("list", a.arg(0))
	return a.goCall(name, a.node.Result, a.node.Span.Start, []types.Type{types.ArrayOf(a.argType(0))}, []emit.Expr{list})
}

// aggColumns is how many columns the emitter makes for reduce_agg; their ids are below those of any query.
const aggColumns = 2

// reduceAggRule is reduce_agg(x, start, step, join): reduce over the values that are not NULL. There is nothing to join, since all
// values of a group are in one list.
func reduceAggRule(a *aggCall) emit.Expr {
	x, start, state := a.node.Args[0], a.node.Args[1], a.node.Result
	if a.over != "" {
		return a.refuse("over a window")
	}
	a.where = append(a.where, emit.IsNotNull(a.arg(0)))
	values := typed.Column{ID: -aggColumns + 1, Type: types.ArrayOf(x.Type())}
	last := typed.Column{ID: -aggColumns, Type: state}
	a.subst[values.ID] = a.core("list", a.arg(0))
	same := &typed.Lambda{Params: []typed.Column{last}, Body: &typed.Ref{Column: last}}
	return reduceRule(&call{a.emitter, &typed.Call{
		Func: a.node.Func, Args: []typed.Expr{&typed.Ref{Column: values}, start, a.node.Args[2], same}, Result: state, Span: a.node.Span,
	}})
}
