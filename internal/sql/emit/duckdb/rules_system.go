package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// systemRules are the functions about the session, of chance, and those whose answer is known before the query runs.
//
//nolint:gochecknoglobals // a table that nobody changes
var systemRules = map[string]rule{
	"typeof":           func(c *call) emit.Expr { return emit.String(c.argType(0).String()) },
	"current_catalog":  constant("awsdatacatalog"),
	"current_timezone": constant("UTC"),
	"version":          constant("<unknown>"), // Trino's word where it knows no version of itself
	"to_milliseconds":  func(c *call) emit.Expr { return c.arg(0) },
	"random":           randomRule, "rand": randomRule,
	"uuid":    func(*call) emit.Expr { return emit.Call("gen_random_uuid") },
	"shuffle": shuffleRule,
}

// constant is a function whose value is a text that never changes.
func constant(text string) rule {
	return func(*call) emit.Expr { return emit.String(text) }
}

// randomRule is a double from 0 up to 1, or a whole number from 0, or the first argument, up to the last one, not included.
func randomRule(c *call) emit.Expr {
	if c.count() == 0 {
		return emit.Call("random")
	}
	below := func(n emit.Expr) emit.Expr {
		return emit.Cast(emit.Call("floor", emit.Binary("*", emit.PrecMul, emit.Call("random"), n)), "BIGINT")
	}
	if c.count() == 1 {
		return c.let1(c.arg(0), func(n emit.Expr) emit.Expr {
			fail := c.raiseText(diag.InvalidFunctionArgument, c.at(), c.node.Result, "bound must be positive")
			return emit.Case(emit.Compare("<=", n, integer(0)), fail, emit.Cast(below(n), c.result()))
		})
	}
	return c.let(c.args(), func(xs []emit.Expr) emit.Expr {
		fail := c.raiseText(diag.InvalidFunctionArgument, c.at(), c.node.Result, "start value must be less than stop value")
		wide := func(x emit.Expr) emit.Expr { return emit.Cast(x, "HUGEINT") }
		width := emit.Cast(emit.Binary("-", emit.PrecAdd, wide(xs[1]), wide(xs[0])), "DOUBLE")
		within := emit.Call("floor", emit.Binary("*", emit.PrecMul, emit.Call("random"), width))
		n := emit.Binary("+", emit.PrecAdd, wide(xs[0]), wide(within))
		return emit.Case(emit.Compare(">=", xs[0], xs[1]), fail, emit.Cast(n, c.result()))
	})
}

// shuffleRule puts the elements in the order of random numbers.
func shuffleRule(c *call) emit.Expr {
	numbered := c.mapList(c.arg(0), func(x emit.Expr) emit.Expr { return structPack([]emit.Expr{emit.Call("random"), x}) })
	return c.mapList(emit.Call("list_sort", numbered), func(x emit.Expr) emit.Expr { return emit.Member(x, "f2") })
}

// refusals are the functions that are understood and not run, and why.
//
//nolint:gochecknoglobals // a table that nobody changes
var refusals = map[string]string{
	"from_iso8601_timestamp_nanos": "because values have no more than microseconds", "from_unixtime_nanos": "because values have no more than microseconds",
	"current_user": "outside a session", "current_schema": "outside a session", "session_tag": "outside a session",
}

// refused returns the rule of a function that is refused.
func refused(name string) (rule, bool) {
	why, ok := refusals[name]
	return func(c *call) emit.Expr { return c.refuse(why) }, ok
}

// logarithm is a natural logarithm as Trino has it: negative infinity of zero, NaN below.
func (c *call) logarithm(x emit.Expr) emit.Expr {
	return c.let1(x, func(x emit.Expr) emit.Expr {
		double := types.Of(types.Double)
		exact := c.goCall("ln", double, c.at(), []types.Type{double}, []emit.Expr{x})
		return emit.Call("coalesce", emit.Case(emit.Compare(">", x, integer(0)), emit.Call("ln", x)), exact)
	})
}
