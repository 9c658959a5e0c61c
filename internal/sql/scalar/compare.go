package scalar

import (
	"math"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// comparisons are the operators on arrays, rows and maps, in which a NULL inside may leave the answer open.
func comparisons() map[string]maker {
	order := func(holds func(c int) bool) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			return pure(func(args []value.Value) value.Value {
				c, known := ordered(args[0], args[1], params[0])
				if !known {
					return nil
				}
				return holds(c)
			}), true
		}
	}
	distinct := func(want bool) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			i := pure(func(args []value.Value) value.Value { return same(args[0], args[1], params[0]) != want })
			i.NullCall = true
			return i, true
		}
	}
	equality := func(negate bool) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			return pure(func(args []value.Value) value.Value {
				eq, known := equal(args[0], args[1], params[0])
				if !known {
					return nil
				}
				return eq != negate
			}), true
		}
	}
	return map[string]maker{
		"$equal": equality(false), "$not_equal": equality(true),
		"$less": order(func(c int) bool { return c < 0 }), "$less_equal": order(func(c int) bool { return c <= 0 }),
		"$greater": order(func(c int) bool { return c > 0 }), "$greater_equal": order(func(c int) bool { return c >= 0 }),
		"$distinct": distinct(true), "$not_distinct": distinct(false),
	}
}

// same tells whether two values are the same in the sense of IS NOT DISTINCT FROM and of grouping: NULL is NULL, NaN is NaN.
func same(a, b value.Value, t types.Type) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	if t.Kind == types.Map {
		x, _ := a.(value.Map)
		y, _ := b.(value.Map)
		if len(x) != len(y) {
			return false
		}
		for _, entry := range x {
			v, ok := lookup(y, entry.Key, t.Key())
			if !ok || !same(entry.Value, v, t.Value()) {
				return false
			}
		}
		return true
	}
	x, y, ok := members(a, b)
	if !ok {
		return value.Compare(a, b, t) == 0
	}
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !same(x[i], y[i], member(t, i)) {
			return false
		}
	}
	return true
}

// members returns the elements of two arrays or the fields of two rows.
func members(a, b value.Value) (x, y value.List, ok bool) {
	switch a := a.(type) {
	case value.List:
		y, _ := b.(value.List)
		return a, y, true
	case value.Row:
		y, _ := b.(value.Row)
		return value.List(a), value.List(y), true
	}
	return nil, nil, false
}

// member is the type of element i of an array or of field i of a row.
func member(t types.Type, i int) types.Type {
	if t.Kind == types.Row {
		return t.Elems[i]
	}
	return t.Elem()
}

func lookup(m value.Map, key value.Value, t types.Type) (value.Value, bool) {
	for _, entry := range m {
		if same(entry.Key, key, t) {
			return entry.Value, true
		}
	}
	return nil, false
}

// equal is a = b; it is not known where NULLs decide. NaN is equal to nothing.
func equal(a, b value.Value, t types.Type) (eq, known bool) {
	if a == nil || b == nil {
		return false, false
	}
	if t.Kind == types.Map {
		return equalMaps(a, b, t)
	}
	x, y, nested := members(a, b)
	if !nested {
		if isNaN(a) {
			return false, true
		}
		return value.Compare(a, b, t) == 0, true
	}
	if len(x) != len(y) {
		return false, true
	}
	known = true
	for i := range x {
		eq, sure := equal(x[i], y[i], member(t, i))
		if sure && !eq {
			return false, true
		}
		known = known && sure
	}
	return true, known
}

func isNaN(v value.Value) bool {
	switch v := v.(type) {
	case float64:
		return math.IsNaN(v)
	case float32:
		return v != v
	}
	return false
}

func equalMaps(a, b value.Value, t types.Type) (eq, known bool) {
	x, _ := a.(value.Map)
	y, _ := b.(value.Map)
	if len(x) != len(y) {
		return false, true
	}
	known = true
	for _, entry := range x {
		v, ok := lookup(y, entry.Key, t.Key())
		if !ok {
			return false, true
		}
		eq, sure := equal(entry.Value, v, t.Value())
		if sure && !eq {
			return false, true
		}
		known = known && sure
	}
	return true, known
}

// ordered compares arrays and rows as < does; a NULL that would have to be compared leaves the answer open. NaN is greater than
// all else.
func ordered(a, b value.Value, t types.Type) (c int, known bool) {
	if a == nil || b == nil {
		return 0, false
	}
	x, y, nested := members(a, b)
	if !nested {
		return value.Compare(a, b, t), true
	}
	for i := range min(len(x), len(y)) {
		if c, known := ordered(x[i], y[i], member(t, i)); c != 0 || !known {
			return c, known
		}
	}
	return len(x) - len(y), true
}

// orderedWith is an order of all values, with a place for NaN and NULL: after all else (1) or before (-1). The greatest and the
// least of some values are NaN only when all are.
func orderedWith(a, b value.Value, t types.Type, last int) int {
	if a == nil || b == nil {
		switch {
		case a == nil && b == nil:
			return 0
		case a == nil:
			return last
		}
		return -last
	}
	x, y, nested := members(a, b)
	if !nested {
		if last < 0 && isNaN(a) != isNaN(b) {
			return -value.Compare(a, b, t)
		}
		return value.Compare(a, b, t)
	}
	for i := range min(len(x), len(y)) {
		if c := orderedWith(x[i], y[i], member(t, i), last); c != 0 {
			return c
		}
	}
	return len(x) - len(y)
}
