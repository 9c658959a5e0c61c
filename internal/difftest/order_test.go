package difftest

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// ordered returns rows of an id and a value of the type in the order of the values, equal ones in their own.
func ordered(rows [][]value.Value, typ types.Type, desc, nullsFirst bool) [][]value.Value {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b []value.Value) int {
		x, y := a[1], b[1]
		switch {
		case x == nil && y == nil:
			return 0
		case (x == nil) != (y == nil):
			if (x == nil) == nullsFirst {
				return -1
			}
			return 1
		case desc:
			x, y = y, x
		}
		return value.Compare(x, y, typ)
	})
	return out
}

// counted returns the different values of ordered rows after their numbers.
func counted(rows [][]value.Value, typ types.Type) [][]value.Value {
	var out [][]value.Value
	for _, row := range rows {
		last := len(out) - 1
		if last >= 0 && value.Compare(out[last][1], row[1], typ) == 0 {
			out[last][0] = out[last][0].(int64) + 1
			continue
		}
		out = append(out, []value.Value{int64(1), row[1]})
	}
	return out
}

// sameGroups compares rows whose last column is a value of the type; any of the equal values may stand there. (DuckDB
// makes one zero of two where it orders and groups.)
func sameGroups(a, b [][]value.Value, typ types.Type) bool {
	return slices.EqualFunc(a, b, func(x, y []value.Value) bool {
		return x[0] == y[0] && value.Compare(x[1], y[1], typ) == 0
	})
}
