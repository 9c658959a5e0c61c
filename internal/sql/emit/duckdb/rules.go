package duckdb

import (
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// rules returns the rule of a scalar function. A function without one is called in Go (package scalar).
func rules(name string) (rule, bool) {
	for _, table := range []map[string]rule{operatorRules, mathRules, stringRules, dateRules, arrayRules, mapRules, lambdaRules, regexpRules, systemRules} {
		if r, ok := table[name]; ok {
			return r, true
		}
	}
	return refused(name)
}

// aggregateRules returns the rule of an aggregate, or over a window of a window function.
func aggregateRules(name string, window bool) (aggRule, bool) {
	for _, table := range []map[string]aggRule{aggRules, sketchRules} {
		if r, ok := table[name]; ok {
			return r, true
		}
	}
	if r, ok := windowRules[name]; ok && window {
		return r, true
	}
	why, ok := refusals[name]
	return func(a *aggCall) emit.Expr { return a.refuse(why) }, ok
}

// same calls the DuckDB function of the given name, which has the same meaning and the same types.
func same(name string) rule {
	return func(c *call) emit.Expr { return emit.Call(name, c.args()...) }
}

// integer is a whole number as an expression.
func integer(n int64) emit.Expr { return emit.Atom(strconv.FormatInt(n, 10)) }

// intLiteral returns the value of a constant integer argument.
func intLiteral(x typed.Expr) (int64, bool) {
	switch x := x.(type) {
	case *typed.Literal:
		v, ok := x.Value.(int64)
		return v, ok
	case *typed.Cast:
		if x.To.IsInteger() {
			return intLiteral(x.X)
		}
	case *typed.Call:
		if x.Func.Name == "negate" && len(x.Args) == 1 && x.Result.IsInteger() {
			v, ok := intLiteral(x.Args[0])
			return -v, ok && -v != v || v == 0 && ok
		}
	}
	return 0, false
}
