package value_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestSame(t *testing.T) {
	zero := math.Copysign(0, -1)
	decimal := func(n int64, scale int) value.Decimal { return value.Decimal{Unscaled: big.NewInt(n), Scale: scale} }
	entry := func(k, v value.Value) value.Entry { return value.Entry{Key: k, Value: v} }
	for _, c := range []struct {
		is           string
		a, b         value.Value
		bits, number bool
	}{
		{"NULL is NULL", nil, nil, true, true},
		{"NULL is nothing else", nil, "", false, false},
		{"a value is not NULL", decimal(1, 0), nil, false, false},
		{"all NaNs are one", math.NaN(), math.Float64frombits(0x7ff8000000000123), true, true},
		{"the zeros are two or one", 0.0, zero, false, true},
		{"the zeros of reals too", float32(0), float32(zero), false, true},
		{"a real is no double", float32(1), 1.0, false, false},
		{"a decimal has a scale", decimal(10, 1), decimal(1, 0), false, false},
		{"equal decimals", decimal(10, 1), decimal(10, 1), true, true},
		{"a decimal and a number", int64(1), decimal(1, 0), false, false},
		{"bytes", []byte("a"), []byte("a"), true, true},
		{"bytes are no text", "a", []byte("a"), false, false},
		{"lists by member", value.List{1.5, zero}, value.List{1.5, 0.0}, false, true},
		{"lists of other lengths", value.List{nil}, value.List{}, false, false},
		{"a row is no list", value.Row{nil}, value.List{nil}, false, false},
		{"maps without order", value.Map{entry("a", nil), entry("b", 0.0)}, value.Map{entry("b", 0.0), entry("a", nil)}, true, true},
		{"maps with other values", value.Map{entry("a", nil)}, value.Map{entry("a", "x")}, false, false},
	} {
		t.Run(c.is, func(t *testing.T) {
			if got := value.Same(c.a, c.b, value.SameBits); got != c.bits {
				t.Errorf("by bits: %v", got)
			}
			if got := value.Same(c.a, c.b, value.SameNumber); got != c.number {
				t.Errorf("by number: %v", got)
			}
			if value.Same(c.b, c.a, value.SameBits) != c.bits {
				t.Error("not the same the other way round")
			}
		})
	}
}
