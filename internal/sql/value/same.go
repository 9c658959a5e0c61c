package value

import (
	"bytes"
	"math"
)

// SameFloat tells whether two floating-point numbers are taken for the same. Bits is 32 for real and 64 for double; a real is
// given as the double of the same value, which keeps its sign.
type SameFloat func(a, b float64, bits int) bool

// SameBits takes floating-point numbers for the same when their bits are: the two zeros are two, all NaNs are one.
func SameBits(a, b float64, _ int) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

// SameNumber takes floating-point numbers for the same when they are equal or both NaN: the two zeros are one.
func SameNumber(a, b float64, _ int) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// Same tells whether two values are the same as values in Go: NULL is NULL, decimals are compared with their scale, texts to the
// last character, zoned times with their zones, maps without order; of floating-point numbers, inside of others too, float decides.
// It is no SQL operator: see Compare.
func Same(a, b Value, float SameFloat) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && float(a, b, 64)
	case float32:
		b, ok := b.(float32)
		return ok && float(float64(a), float64(b), 32)
	case Decimal:
		b, ok := b.(Decimal)
		return ok && a.Scale == b.Scale && a.Unscaled.Cmp(b.Unscaled) == 0
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case List:
		b, ok := b.(List)
		return ok && SameAll(a, b, float)
	case Row:
		b, ok := b.(Row)
		return ok && SameAll(a, b, float)
	case Map:
		b, ok := b.(Map)
		return ok && sameMap(a, b, float)
	}
	switch b.(type) {
	case []byte, List, Row, Map, Decimal:
		return false
	}
	return a == b
}

// SameAll is Same of the members of two lists of values, one by one.
func SameAll[T ~[]Value](a, b T, float SameFloat) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Same(a[i], b[i], float) {
			return false
		}
	}
	return true
}

// sameMap pairs the entries of a with those of b. The price is the square of their number.
func sameMap(a, b Map, float SameFloat) bool {
	if len(a) != len(b) {
		return false
	}
	taken := make([]bool, len(b))
	for _, e := range a {
		found := false
		for i, f := range b {
			if !found && !taken[i] && Same(e.Key, f.Key, float) && Same(e.Value, f.Value, float) {
				taken[i], found = true, true
			}
		}
		if !found {
			return false
		}
	}
	return true
}
