package value

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Compare returns -1, 0 or 1, as a comes before b, is equal to it or comes after it in the order of ORDER BY: NULL last, NaN after
// all numbers, texts by code point (chars without the blanks that fill them), zoned times by their instant. It is a total
// order of the values of one type; maps, which have no order, are compared entry by entry.
func Compare(a, b Value, t types.Type) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	if c, ok := compareScalar(a, b, t); ok {
		return c
	}
	if c, ok := compareClock(a, b); ok {
		return c
	}
	switch x := a.(type) {
	case List:
		if y, ok := b.(List); ok {
			return compareLists(x, y, func(int) types.Type { return t.Elem() })
		}
	case Row:
		if y, ok := b.(Row); ok {
			return compareLists(List(x), List(y), func(i int) types.Type { return fieldType(t, i) })
		}
	case Map:
		if y, ok := b.(Map); ok {
			return compareMaps(x, y, t)
		}
	}
	return strings.Compare(Text(a, t), Text(b, t)) // values of different forms, which no type has
}

func compareScalar(a, b Value, t types.Type) (int, bool) {
	switch x := a.(type) {
	case bool:
		y, ok := b.(bool)
		return cmp.Compare(bit(x), bit(y)), ok
	case int64:
		y, ok := b.(int64)
		return cmp.Compare(x, y), ok
	case float64:
		y, ok := b.(float64)
		return compareFloats(x, y), ok
	case float32:
		y, ok := b.(float32)
		return compareFloats(float64(x), float64(y)), ok
	case string:
		y, ok := b.(string)
		if t.Kind == types.Char {
			return compareChars(x, y), ok
		}
		return strings.Compare(x, y), ok
	case []byte:
		y, ok := b.([]byte)
		return bytes.Compare(x, y), ok
	case Decimal:
		y, ok := b.(Decimal)
		return x.Cmp(y), ok
	case UUID:
		y, ok := b.(UUID)
		return bytes.Compare(x[:], y[:]), ok
	case IP:
		y, ok := b.(IP)
		return bytes.Compare(x[:], y[:]), ok
	}
	return 0, false
}

func compareClock(a, b Value) (int, bool) {
	switch x := a.(type) {
	case Date:
		y, ok := b.(Date)
		return cmp.Compare(x, y), ok
	case Time:
		y, ok := b.(Time)
		return cmp.Compare(x, y), ok
	case TimeTZ:
		y, ok := b.(TimeTZ)
		return cmp.Compare(x.utc(), y.utc()), ok
	case Timestamp:
		y, ok := b.(Timestamp)
		return cmp.Compare(x, y), ok
	case TimestampTZ:
		y, ok := b.(TimestampTZ)
		return cmp.Compare(x.Micros, y.Micros), ok
	case DaySecond:
		y, ok := b.(DaySecond)
		return cmp.Compare(x, y), ok
	case YearMonth:
		y, ok := b.(YearMonth)
		return cmp.Compare(x, y), ok
	}
	return 0, false
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// utc returns the time of day in UTC, in microseconds from 0 up to a day.
func (t TimeTZ) utc() int64 {
	_, micros := floorDiv(t.Micros-int64(t.OffsetMinutes)*minute, day)
	return micros
}

// compareFloats puts NaN last and takes both zeros for equal.
func compareFloats(a, b float64) int {
	if c := cmp.Compare(bit(a != a), bit(b != b)); c != 0 {
		return c
	}
	if a != a {
		return 0
	}
	return cmp.Compare(a, b)
}

// compareChars compares as if the shorter text were filled with blanks.
func compareChars(a, b string) int {
	n := min(len(a), len(b))
	if c := strings.Compare(a[:n], b[:n]); c != 0 {
		return c
	}
	rest := a[n:] + b[n:]
	for i := range len(rest) {
		if c := cmp.Compare(rest[i], ' '); c != 0 {
			if len(b) > len(a) {
				return -c
			}
			return c
		}
	}
	return 0
}

func compareLists(a, b List, elem func(int) types.Type) int {
	for i := range min(len(a), len(b)) {
		if c := Compare(a[i], b[i], elem(i)); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

func compareMaps(a, b Map, t types.Type) int {
	for i := range min(len(a), len(b)) {
		if c := Compare(a[i].Key, b[i].Key, t.Key()); c != 0 {
			return c
		}
		if c := Compare(a[i].Value, b[i].Value, t.Value()); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}
