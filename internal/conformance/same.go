package conformance

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// sameRows compares rows, as lists where order counts and else as multisets. The price of a multiset is the square of the number
// of rows that differ in place, which vectors keep small.
func sameRows(a, b [][]value.Value, ordered bool) bool {
	if len(a) != len(b) {
		return false
	}
	rest := make([]int, 0)
	for i := range a {
		if !value.SameAll(a[i], b[i], value.SameNumber) {
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
			if !taken[j] && value.SameAll(a[i], b[j], value.SameNumber) {
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
