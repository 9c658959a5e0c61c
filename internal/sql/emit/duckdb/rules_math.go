package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// mathRules are the functions of numbers. What is not here is written in Go.
//
//nolint:gochecknoglobals // a table that nobody changes
var mathRules = map[string]rule{
	"abs":   absRule,
	"sign":  signRule,
	"ceil":  wholeRule("ceil"),
	"floor": wholeRule("floor"), "ceiling": wholeRule("ceil"),
	"round":    roundRule,
	"truncate": truncateRule,
	"sqrt":     within("sqrt", func(x string) string { return x + " >= 0" }),
	"ln":       within("ln", func(x string) string { return x + " > 0" }),
	"log2":     within("log2", func(x string) string { return x + " > 0" }),
	"log10":    within("log10", func(x string) string { return x + " > 0" }),
	"asin":     within("asin", func(x string) string { return x + " BETWEEN -1 AND 1" }),
	"acos":     within("acos", func(x string) string { return x + " BETWEEN -1 AND 1" }),
	"sin":      finite("sin"), "cos": finite("cos"), "tan": finite("tan"),
	"atan": same("atan"), "atan2": same("atan2"), "exp": same("exp"),
	"sinh": same("sinh"), "cosh": same("cosh"), "tanh": same("tanh"), "power": powerRule, "pow": powerRule, "log": logRule,
	"degrees": same("degrees"), "radians": same("radians"),
	"e":           func(*call) emit.Expr { return emit.Atom("2.718281828459045e0") },
	"pi":          same("pi"),
	"nan":         func(*call) emit.Expr { return emit.Atom("CAST('NaN' AS DOUBLE)") },
	"infinity":    func(*call) emit.Expr { return emit.Atom("CAST('Infinity' AS DOUBLE)") },
	"is_nan":      same("isnan"),
	"is_finite":   same("isfinite"),
	"is_infinite": same("isinf"),
	"greatest":    extremeRule("greatest"), "least": extremeRule("least"),
	"bitwise_and": bitwise("&"), "bitwise_or": bitwise("|"),
	"bitwise_xor": same("xor"),
	"bitwise_not": func(c *call) emit.Expr {
		return emit.Expr{Text: "~" + c.arg(0).At(emit.PrecPostfix), Prec: emit.PrecCompare} // ~ binds less than *
	},
}

// absRule is abs, which fails for the least integer.
func absRule(c *call) emit.Expr {
	if c.node.Result.IsInteger() {
		c.fallible(emit.PlaceAbs+emit.PlaceKind(c.node.Result.String()), "")
	}
	return c.decimalResult(emit.Call("abs", c.arg(0)))
}

func bitwise(op string) rule {
	return func(c *call) emit.Expr { return emit.Binary(op, emit.PrecOther, c.arg(0), c.arg(1)) }
}

// within calls DuckDB's function where its condition holds and Go's elsewhere, since DuckDB fails outside the domain.
func within(name string, domain func(x string) string) rule {
	return func(c *call) emit.Expr {
		return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
			in := emit.Atom(domain(x.At(emit.PrecOther)))
			goes := c.goCall(c.node.Func.Name, c.node.Result, c.at(), typesOf(c.node.Args), []emit.Expr{x})
			return emit.Call("coalesce", emit.Case(in, emit.Call(name, x)), goes)
		})
	}
}

func finite(name string) rule {
	return within(name, func(x string) string { return "isfinite(" + x + ")" })
}

func signRule(c *call) emit.Expr {
	switch t := c.argType(0); {
	case t.IsInteger():
		return emit.Cast(emit.Call("sign", c.arg(0)), c.result())
	case t.Kind == types.Decimal:
		return emit.Cast(emit.Call("sign", c.arg(0)), c.result())
	}
	return c.inGo()
}

// wholeRule is ceil or floor: nothing to do for an integer, and a decimal without digits after the point.
func wholeRule(name string) rule {
	return func(c *call) emit.Expr {
		switch t := c.argType(0); {
		case t.IsInteger():
			return c.arg(0)
		case t.Kind == types.Decimal:
			if t.S == 0 {
				return emit.Cast(c.arg(0), c.result())
			}
			return c.inGo()
		}
		return emit.Call(name, c.arg(0))
	}
}

// roundRule rounds halves away from zero, as both systems do for what is finite.
func roundRule(c *call) emit.Expr {
	t := c.argType(0)
	switch {
	case t.IsInteger() && c.count() == 1:
		return c.arg(0)
	case t.Kind == types.Decimal && c.count() == 1:
		return emit.Cast(c.arg(0), c.result())
	case t.Kind == types.Decimal:
		if n, ok := intLiteral(c.node.Args[1]); ok && n >= 0 {
			if int(n) >= t.S {
				return emit.Cast(c.arg(0), c.result())
			}
			rounded := emit.Call("round", emit.Cast(c.arg(0), c.result()), integer(n))
			return emit.Cast(rounded, c.result())
		}
		return c.inGo()
	case isFloat(t) && c.count() == 1:
		return emit.Call("round", c.arg(0))
	case t.Kind == types.Double:
		if n, ok := intLiteral(c.node.Args[1]); ok && n >= 0 && n <= 15 {
			return emit.Call("round", c.arg(0), integer(n))
		}
	}
	return c.inGo()
}

func truncateRule(c *call) emit.Expr {
	if isFloat(c.argType(0)) {
		return emit.Call("trunc", c.arg(0))
	}
	return c.inGo()
}

// extremeRule is greatest or least, which are NULL when an argument is; DuckDB's skip NULLs.
func extremeRule(name string) rule {
	return func(c *call) emit.Expr {
		t := c.node.Result
		if !ownOrder(t) || isFloat(t) {
			return c.inGo()
		}
		return c.let(c.args(), func(xs []emit.Expr) emit.Expr {
			if len(xs) == 1 {
				return xs[0]
			}
			var nulls []emit.Expr
			for i, x := range xs {
				if !known(c.node.Args[i]) {
					nulls = append(nulls, emit.IsNull(x))
				}
			}
			best := emit.Call(name, xs...)
			if len(nulls) == 0 {
				return best
			}
			return emit.Case(emit.Not(emit.Or(nulls...)), best)
		})
	}
}

// powerRule is power; of what C and Java see differently, it takes Java's view.
func powerRule(c *call) emit.Expr {
	return c.let(c.args(), func(xs []emit.Expr) emit.Expr {
		x, y := xs[0], xs[1]
		odd := emit.And(emit.Call("isinf", y), emit.Compare("=", emit.Call("abs", x), integer(1)))
		noNumber := emit.And(emit.Call("isnan", y), emit.IsNotNull(x))
		return emit.Case(emit.Or(odd, noNumber), emit.Atom("CAST('NaN' AS DOUBLE)"), emit.Call("pow", x, y))
	})
}

// logRule is the logarithm of the second argument to the base of the first.
func logRule(c *call) emit.Expr {
	return emit.Binary("/", emit.PrecMul, c.logarithm(c.arg(1)), c.logarithm(c.arg(0)))
}
