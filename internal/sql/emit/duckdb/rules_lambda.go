package duckdb

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// mapRules are the functions of maps. What is not here is written in Go.
//
//nolint:gochecknoglobals // a table that nobody changes
var mapRules = map[string]rule{
	"map_keys": same("map_keys"), "map_values": same("map_values"),
	"map": mapRule,
}

// mapRule is map(keys, values). Go makes the map, because keys may be NULL or twice the same and the lists of different
// lengths; where all of this can be seen not to be so, DuckDB does.
func mapRule(c *call) emit.Expr {
	if c.count() == 2 && distinctKeys(c.node.Args[0], c.node.Args[1]) {
		return emit.Call("map", c.args()...)
	}
	return c.inGo()
}

// distinctKeys tells whether keys is a list of different constants, one for each member of values.
func distinctKeys(keys, values typed.Expr) bool {
	list, ok := keys.(*typed.ArrayCtor)
	held, ok2 := values.(*typed.ArrayCtor)
	if !ok || !ok2 || len(list.Elems) == 0 || len(list.Elems) != len(held.Elems) {
		return false
	}
	seen := map[string]bool{}
	for _, x := range list.Elems {
		for {
			cast, ok := x.(*typed.Cast)
			if !ok || cast.To.Kind != types.Varchar || cast.To.P != types.Unbounded {
				break
			}
			x = cast.X
		}
		key, ok := x.(*typed.Literal)
		if !ok {
			return false
		}
		text, ok := key.Value.(string)
		if !ok || key.T.Kind != types.Varchar || seen[text] {
			return false
		}
		seen[text] = true
	}
	return true
}

// lambdaRules are the functions that take a lambda. Go cannot call back, so all of them are here.
//
//nolint:gochecknoglobals // a table that nobody changes
var lambdaRules = map[string]rule{
	"transform": listLambda("list_transform"), "filter": listLambda("list_filter"),
	"apply": applyRule, "invoke": func(c *call) emit.Expr { return c.body(c.lambda(0)) },
	"any_match": matchRule("true"), "all_match": matchRule("false"), "none_match": noneRule,
	"reduce":           reduceRule,
	"zip_with":         zipWithRule,
	"map_filter":       mapFilterRule,
	"transform_values": transformValuesRule,
	"transform_keys":   transformKeysRule,
	"map_zip_with":     mapZipWithRule,
}

// lambda returns the lambda that argument i is, or nil.
func (c *call) lambda(i int) *typed.Lambda {
	l, ok := c.node.Args[i].(*typed.Lambda)
	if !ok {
		c.refuse("with a function that is not a lambda")
		return &typed.Lambda{Params: make([]typed.Column, 4), Body: &typed.Literal{T: types.Of(types.Boolean), Value: true}}
	}
	return l
}

// body writes a lambda's body with the given values for its parameters.
func (c *call) body(l *typed.Lambda, params ...emit.Expr) emit.Expr {
	for i, p := range l.Params {
		if i < len(params) {
			c.subst[p.ID] = params[i]
		}
	}
	var lists []emit.Expr
	for _, x := range c.node.Args {
		if _, ok := x.(*typed.Lambda); !ok {
			for _, id := range ownColumns(x) {
				lists = append(lists, c.column(id))
			}
		}
	}
	return c.over(columnIn(lists), func() emit.Expr { return c.expr(l.Body) })
}

// ownColumns returns the columns that x names outside of queries and lambdas: those within have columns of their own.
func ownColumns(x typed.Expr) []typed.ColumnID {
	var ids []typed.ColumnID
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		if ref, ok := x.(*typed.Ref); ok {
			ids = append(ids, ref.Column.ID)
		}
		_, lambda := x.(*typed.Lambda)
		return !lambda && typed.Subquery(x) == nil
	}})
	return ids
}

func listLambda(name string) rule {
	return func(c *call) emit.Expr {
		p := c.param()
		return emit.Call(name, c.arg(0), emit.Lambda(c.body(c.lambda(1), p), p.Text))
	}
}

// applyRule is apply.
func applyRule(c *call) emit.Expr {
	p := c.param()
	list := emit.Atom("[" + c.arg(0).Text + "]")
	return emit.Subscript(emit.Call("list_transform", list, emit.Lambda(c.body(c.lambda(1), p), p.Text)), integer(1))
}

// firstRule is array_first.
func firstRule(c *call) emit.Expr {
	if c.count() == 1 {
		return emit.Call("list_extract", c.arg(0), integer(1))
	}
	return emit.Call("list_extract", listLambda("list_filter")(c), integer(1))
}

// lambdaSort is array_sort with a lambda that compares. Each element goes before the first of those that are sorted already than
// which it is less, so that equal ones keep their order, as a stable sort's do: the price is half the square of the size.
// List and elements are of one type for list_reduce: each element comes as a list.
func lambdaSort(c *call) emit.Expr {
	l, t := c.lambda(1), c.typeName(c.node.Result)
	sorted, next, other, at := c.param(), c.param(), c.param(), c.param()
	x := emit.Call("list_extract", next, integer(1))
	order := c.body(l, x, other)
	wrong := c.raiseText(diag.InvalidFunctionArgument, c.at(), types.Of(types.Boolean), "Lambda comparator must return either -1, 0, or 1")
	less := c.let1(order, func(order emit.Expr) emit.Expr {
		fine := emit.Expr{Text: order.At(emit.PrecOther) + " BETWEEN -1 AND 1", Prec: emit.PrecCompare}
		return emit.Case(fine, emit.Compare("<", order, integer(0)), wrong)
	})
	place := emit.Call("list_position", emit.Call("list_transform", sorted, emit.Lambda(less, other.Text)), emit.Atom("true"))
	before := emit.Call("list_slice", sorted, integer(1), emit.Binary("-", emit.PrecAdd, at, integer(1)))
	after := emit.Call("list_slice", sorted, at, emit.Call("len", sorted))
	last := emit.Call("list_concat", sorted, next)
	put := emit.Case(emit.IsNull(at), last, emit.Compare("=", at, integer(0)), last, emit.Call("list_concat", before, next, after))
	step := emit.Subscript(emit.Call("list_transform", emit.Atom("["+place.Text+"]"), emit.Lambda(put, at.Text)), integer(1))
	alone := c.param()
	elems := emit.Call("list_transform", c.arg(0), emit.Lambda(emit.Atom("["+alone.Text+"]"), alone.Text))
	return emit.Call("list_reduce", elems, emit.Lambda(step, sorted.Text, next.Text), emit.Cast(emit.Atom("[]"), t))
}

// matchRule is any_match or all_match: the deciding answer if some element gives it, NULL if some gives none, else the other.
func matchRule(deciding string) rule {
	other := map[string]string{"true": "false", "false": "true"}[deciding]
	return func(c *call) emit.Expr {
		p := c.param()
		answers := emit.Call("list_transform", c.arg(0), emit.Lambda(c.body(c.lambda(1), p), p.Text))
		return c.let1(answers, func(x emit.Expr) emit.Expr {
			return emit.Case(emit.Call("list_contains", x, emit.Atom(deciding)), emit.Atom(deciding), allSet(x), emit.Atom(other))
		})
	}
}

func noneRule(c *call) emit.Expr { return emit.Not(matchRule("true")(c)) }

// reduceRule is reduce. DuckDB wants state and elements of one type, so both are a struct with a place for each.
func reduceRule(c *call) emit.Expr {
	step, last := c.lambda(2), c.lambda(3)
	state, elem := c.argType(1), c.argType(0).Elem()
	pair := func(s, x emit.Expr) emit.Expr { return structPack([]emit.Expr{s, x}) }
	list := c.mapList(c.arg(0), func(x emit.Expr) emit.Expr { return pair(c.null(state), x) })
	a, b := c.param(), c.param()
	next := c.body(step, emit.Member(a, "f1"), emit.Member(b, "f2"))
	f := emit.Lambda(pair(next, c.null(elem)), a.Text, b.Text)
	end := emit.Member(emit.Call("list_reduce", list, f, pair(c.arg(1), c.null(elem))), "f1")
	if ref, ok := last.Body.(*typed.Ref); ok && ref.Column.ID == last.Params[0].ID {
		return end
	}
	// The last step must not see NULL for an array that is NULL.
	return c.letSome([]emit.Expr{c.arg(0)}, []emit.Expr{end}, func(xs []emit.Expr) emit.Expr {
		p := c.param()
		list := emit.Atom("[" + xs[1].Text + "]")
		out := emit.Subscript(emit.Call("list_transform", list, emit.Lambda(c.body(last, p), p.Text)), integer(1))
		return emit.Case(emit.IsNotNull(xs[0]), out)
	})
}

// zipWithRule is zip_with; the shorter array is filled up with NULL.
func zipWithRule(c *call) emit.Expr {
	l := c.lambda(2)
	return c.let([]emit.Expr{c.arg(0), c.arg(1)}, func(xs []emit.Expr) emit.Expr {
		i := c.param()
		size := emit.Call("greatest", emit.Call("len", xs[0]), emit.Call("len", xs[1]))
		places := emit.Call("range", integer(1), emit.Binary("+", emit.PrecAdd, size, integer(1)))
		body := c.body(l, emit.Call("list_extract", xs[0], i), emit.Call("list_extract", xs[1], i))
		out := emit.Call("list_transform", places, emit.Lambda(body, i.Text))
		return emit.Case(emit.And(emit.IsNotNull(xs[0]), emit.IsNotNull(xs[1])), out)
	})
}

func mapFilterRule(c *call) emit.Expr {
	l := c.lambda(1)
	p := c.param()
	entries := emit.Call("list_filter", c.mapEntries(c.node.Args[0]),
		emit.Lambda(c.body(l, emit.Member(p, "key"), emit.Member(p, "value")), p.Text))
	return emit.Call("map_from_entries", entries)
}

// mapEntries are the entries of a map as structs of key and value. Those of a map that is just being made of constants and
// columns are listed without making it: DuckDB takes a hundred times as long to make a map of a hundred entries as to list them.
func (c *call) mapEntries(m typed.Expr) emit.Expr {
	made, ok := m.(*typed.Call)
	if !ok || made.Func.Name != "map" || len(made.Args) != 2 || !distinctKeys(made.Args[0], made.Args[1]) {
		return emit.Call("map_entries", c.expr(m))
	}
	keys, values := made.Args[0].(*typed.ArrayCtor).Elems, made.Args[1].(*typed.ArrayCtor).Elems //nolint:forcetypeassert // distinctKeys has looked
	entries := make([]string, len(keys))
	for i := range keys {
		entries[i] = "{'key': " + c.expr(keys[i]).Text + ", 'value': " + c.expr(values[i]).Text + "}"
	}
	return emit.Atom("[" + strings.Join(entries, ", ") + "]")
}

func (c *call) entries(m emit.Expr, l *typed.Lambda) emit.Expr {
	p := c.param()
	return emit.Call("list_transform", emit.Call("map_entries", m),
		emit.Lambda(c.body(l, emit.Member(p, "key"), emit.Member(p, "value")), p.Text))
}

func transformValuesRule(c *call) emit.Expr {
	l := c.lambda(1)
	return c.let1(c.arg(0), func(m emit.Expr) emit.Expr {
		return emit.Case(emit.IsNotNull(m), emit.Call("map", emit.Call("map_keys", m), c.entries(m, l)))
	})
}

// transformKeysRule is transform_keys: Go makes the map, since new keys may be NULL or twice the same.
func transformKeysRule(c *call) emit.Expr {
	l := c.lambda(1)
	return c.let1(c.arg(0), func(m emit.Expr) emit.Expr {
		t := c.node.Result
		params := []types.Type{types.ArrayOf(t.Key()), types.ArrayOf(t.Value())}
		return c.goCall("$map_of", t, c.at(), params, []emit.Expr{c.entries(m, l), emit.Call("map_values", m)})
	})
}

// mapZipWithRule is map_zip_with: the keys of both maps, each with what the lambda makes of the two values.
func mapZipWithRule(c *call) emit.Expr {
	l := c.lambda(2)
	key := c.node.Result.Key()
	if !ownOrder(key) {
		return c.unsupported(token.Span{Start: c.at(), End: c.at()}, "map_zip_with of keys of type %s is not supported", key)
	}
	return c.let([]emit.Expr{c.arg(0), c.arg(1)}, func(xs []emit.Expr) emit.Expr {
		k, both := c.param(), c.param()
		keys := emit.Call("list_distinct", emit.Call("list_concat", emit.Call("map_keys", xs[0]), emit.Call("map_keys", xs[1])))
		value := c.body(l, k, emit.Call("map_extract_value", xs[0], k), emit.Call("map_extract_value", xs[1], k))
		made := emit.Call("map", both, emit.Call("list_transform", both, emit.Lambda(value, k.Text)))
		out := emit.Subscript(emit.Call("list_transform", emit.Atom("["+keys.Text+"]"), emit.Lambda(made, both.Text)), integer(1))
		return emit.Case(emit.And(emit.IsNotNull(xs[0]), emit.IsNotNull(xs[1])), out)
	})
}
