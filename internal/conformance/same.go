package conformance

import (
	"bytes"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// same tells whether two values are the same: NULL is NULL, NaN is NaN, decimals are compared with their scale, maps
// without order, text to the last character.
func same(a, b value.Value) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && sameDouble(a, b)
	case float32:
		b, ok := b.(float32)
		return ok && sameReal(a, b)
	case value.Decimal:
		b, ok := b.(value.Decimal)
		return ok && a.Scale == b.Scale && a.Unscaled.Cmp(b.Unscaled) == 0
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case value.List:
		b, ok := b.(value.List)
		return ok && sameAll(a, b)
	case value.Row:
		b, ok := b.(value.Row)
		return ok && sameAll(a, b)
	case value.Map:
		b, ok := b.(value.Map)
		return ok && sameMap(a, b)
	}
	switch b.(type) {
	case []byte, value.List, value.Row, value.Map:
		return false
	}
	return a == b
}

func sameAll(a, b []value.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

func sameMap(a, b value.Map) bool {
	if len(a) != len(b) {
		return false
	}
	taken := make([]bool, len(b))
	for _, e := range a {
		found := false
		for i, f := range b {
			if !found && !taken[i] && same(e.Key, f.Key) && same(e.Value, f.Value) {
				taken[i], found = true, true
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// sameRows compares rows, as lists where order counts and else as multisets. The price of a multiset is the square of the number
// of rows that differ in place, which vectors keep small.
func sameRows(a, b [][]value.Value, ordered bool) bool {
	if len(a) != len(b) {
		return false
	}
	rest := make([]int, 0)
	for i := range a {
		if !sameAll(a[i], b[i]) {
			rest = append(rest, i)
		}
	}
	return len(rest) == 0 || !ordered && permuted(a, b, rest)
}

// permuted tells whether the rows of a at the indexes are those of b at the indexes in another order.
func permuted(a, b [][]value.Value, rest []int) bool {
	taken := make(map[int]bool, len(rest))
	for _, i := range rest {
		found := false
		for _, j := range rest {
			if !taken[j] && sameAll(a[i], b[j]) {
				taken[j], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// typeIs tells whether a type is the one that a vector states. Types that a vector states as Java code are not known and always fit.
func typeIs(t types.Type, stated string) bool {
	if stated == "" || strings.HasPrefix(stated, "java:") {
		return true
	}
	return canonical(t.String()) == canonical(stated)
}

func canonical(typeText string) string {
	return strings.NewReplacer(", ", ",", `"`, "").Replace(strings.ToLower(typeText))
}
