package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// arrayRules are the functions of arrays. What is not here is written in Go.
//
//nolint:gochecknoglobals // a table that nobody changes
var arrayRules = map[string]rule{
	"cardinality":    cardinalityRule,
	"contains":       containsRule,
	"array_position": positionRule,
	"array_sort":     sortRule,
	"array_first":    firstRule,
	"array_max":      arrayExtreme("list_max"), "array_min": arrayExtreme("list_min"),
	"array_join": joinRule,
	"flatten":    same("flatten"),
	"reverse":    reverseRule,
	"element_at": elementAtRule,
}

// ownElements tells whether DuckDB compares the elements of the array as Trino does.
func ownElements(t types.Type) bool { return ownOrder(t.Elem()) && !isFloat(t.Elem()) }

// allSet tells whether no element of an array is NULL.
func allSet(x emit.Expr) emit.Expr {
	return emit.Compare("=", emit.Call("list_count", x), emit.Call("len", x))
}

func cardinalityRule(c *call) emit.Expr {
	if t := c.argType(0); t.Kind == types.Array || t.Kind == types.Map {
		return length(c.arg(0), t)
	}
	return c.inGo()
}

func containsRule(c *call) emit.Expr {
	if c.argType(0).Kind != types.Array || !ownElements(c.argType(0)) {
		return c.inGo()
	}
	return c.let(c.args(), func(xs []emit.Expr) emit.Expr {
		return emit.Case(
			emit.And(emit.Call("list_contains", xs...), emit.IsNotNull(xs[1])), emit.Atom("true"),
			emit.And(allSet(xs[0]), emit.IsNotNull(xs[1])), emit.Atom("false"))
	})
}

func positionRule(c *call) emit.Expr {
	if c.count() != 2 || !ownElements(c.argType(0)) {
		return c.inGo()
	}
	return c.let(c.args(), func(xs []emit.Expr) emit.Expr {
		found := emit.Cast(emit.Call("coalesce", emit.Call("list_position", xs...), integer(0)), "BIGINT")
		return emit.Case(emit.And(emit.IsNotNull(xs[0]), emit.IsNotNull(xs[1])), found)
	})
}

func sortRule(c *call) emit.Expr {
	if c.count() == 2 {
		return lambdaSort(c)
	}
	if c.count() == 1 && ownOrder(c.argType(0).Elem()) {
		return emit.Call("list_sort", c.arg(0), emit.Atom("'ASC'"), emit.Atom("'NULLS LAST'"))
	}
	return c.inGo()
}

// arrayExtreme is array_max or array_min, which are NULL when an element is.
func arrayExtreme(name string) rule {
	return func(c *call) emit.Expr {
		if !ownElements(c.argType(0)) {
			return c.inGo()
		}
		return c.let1(c.arg(0), func(x emit.Expr) emit.Expr { return emit.Case(allSet(x), emit.Call(name, x)) })
	}
}

func joinRule(c *call) emit.Expr {
	if el := c.argType(0).Elem(); el.Kind != types.Varchar || c.count() != 2 {
		return c.inGo()
	}
	if _, ok := constantText(c.node.Args[1]); !ok { // DuckDB's separator is constant
		return c.inGo()
	}
	return emit.Call("array_to_string", c.args()...)
}

func reverseRule(c *call) emit.Expr {
	if c.argType(0).Kind == types.Array {
		return emit.Call("list_reverse", c.arg(0))
	}
	return c.inGo()
}

// elementAtRule is element_at: NULL where there is no such element.
func elementAtRule(c *call) emit.Expr {
	if c.argType(0).Kind == types.Map {
		if !ownOrder(c.argType(0).Key()) || isFloat(c.argType(0).Key()) {
			return c.inGo()
		}
		return emit.Call("map_extract_value", c.args()...)
	}
	fail := c.raiseText(diag.InvalidFunctionArgument, c.at(), c.node.Result, "SQL array indices start at 1")
	if n, ok := intLiteral(c.node.Args[1]); ok {
		if n == 0 {
			return fail
		}
		return emit.Call("list_extract", c.args()...)
	}
	return c.letSome([]emit.Expr{c.arg(1)}, []emit.Expr{c.arg(0)}, func(xs []emit.Expr) emit.Expr {
		return emit.Case(emit.Compare("=", xs[0], integer(0)), fail, emit.Call("list_extract", xs[1], xs[0]))
	})
}

// subscript writes x[i], which fails where there is no such element.
func (e *emitter) subscript(x *typed.Subscript) emit.Expr {
	if x.X.Type().Kind == types.Map {
		return e.mapSubscript(x)
	}
	at := x.Span.Start
	n, constant := intLiteral(x.Index)
	whole, index := e.expr(x.X), e.expr(x.Index)
	return e.let([]emit.Expr{whole, index}, func(xs []emit.Expr) emit.Expr {
		var parts []emit.Expr
		if !constant || n <= 0 {
			parts = append(parts,
				emit.Compare("=", xs[1], integer(0)), e.raiseText(diag.InvalidFunctionArgument, at, x.Result, "SQL array indices start at 1"),
				emit.Compare("<", xs[1], integer(0)), e.raise(at, x.Result,
					emit.String("Array subscript is negative: "), emit.Cast(xs[1], "VARCHAR")))
		}
		size := emit.Call("len", xs[0])
		parts = append(parts, emit.Compare(">", xs[1], size), e.raise(at, x.Result,
			emit.String("Array subscript must be less than or equal to array length: "), emit.Cast(xs[1], "VARCHAR"),
			emit.String(" > "), emit.Cast(size, "VARCHAR")), emit.Call("list_extract", xs[0], xs[1]))
		return emit.Case(parts...)
	})
}

// mapSubscript looks a key up; a map that has no such key fails unless x says otherwise. A value that is not NULL costs one look.
func (e *emitter) mapSubscript(x *typed.Subscript) emit.Expr {
	key := x.X.Type().Key()
	if !ownOrder(key) || isFloat(key) {
		name := "$subscript"
		if x.Null {
			name = "element_at"
		}
		return e.goCall(name, x.Result, x.Span.Start, typesOf([]typed.Expr{x.X, x.Index}), e.exprs([]typed.Expr{x.X, x.Index}))
	}
	if x.Null {
		return emit.Call("map_extract_value", e.expr(x.X), e.expr(x.Index))
	}
	return e.let([]emit.Expr{e.expr(x.X), e.expr(x.Index)}, func(xs []emit.Expr) emit.Expr {
		missing := emit.Not(emit.Call("map_contains", xs...))
		fail := e.raise(x.Span.Start, x.Result,
			emit.String("Key not present in map: "), e.keyText(xs[1], key, x.Span.Start))
		return emit.Call("coalesce", emit.Call("map_extract_value", xs...), emit.Case(missing, fail))
	})
}

// keyText is a key as a message shows it.
func (e *emitter) keyText(x emit.Expr, t types.Type, at token.Pos) emit.Expr {
	if t.Kind == types.Varchar || t.IsInteger() {
		return emit.Cast(x, "VARCHAR")
	}
	return e.goCall("$text", types.Text(), at, []types.Type{t}, []emit.Expr{x})
}
