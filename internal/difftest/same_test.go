package difftest

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// sameRows compares rows in order.
func sameRows(a, b [][]value.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !value.SameAll(a[i], b[i], value.SameBits) {
			return false
		}
	}
	return true
}

// near takes floating-point numbers for the same that differ in their last digits: a sum depends on its order.
func near(a, b float64, _ int) bool {
	return value.SameNumber(a, b, 64) || !math.IsInf(a-b, 0) && math.Abs(a-b) <= 1e-6*max(math.Abs(a), math.Abs(b))
}

// misfit says why a value cannot be one of the type; it is empty where it can.
func misfit(v value.Value, t types.Type) string {
	if v == nil {
		return ""
	}
	var ok bool
	switch t.Kind { //nolint:exhaustive // the others below
	case types.Boolean:
		_, ok = v.(bool)
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt:
		n, is := v.(int64)
		bits := map[types.Kind]int{types.TinyInt: 8, types.SmallInt: 16, types.Integer: 32, types.BigInt: 64}[t.Kind]
		ok = is && n>>(bits-1) == n>>63
	case types.Real:
		_, ok = v.(float32)
	case types.Double:
		_, ok = v.(float64)
	case types.Decimal:
		d, is := v.(value.Decimal)
		ok = is && d.Scale == t.S && d.Unscaled.CmpAbs(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.P)), nil)) < 0
	case types.Varchar:
		s, is := v.(string)
		ok = is && utf8.ValidString(s) && (t.P == types.Unbounded || utf8.RuneCountInString(s) <= t.P)
	case types.Char:
		s, is := v.(string)
		ok = is && utf8.RuneCountInString(s) == t.P
	case types.JSON:
		_, ok = v.(string)
	case types.Varbinary:
		_, ok = v.([]byte)
	default:
		return misfitClock(v, t)
	}
	return complaint(ok, v, t)
}

func complaint(ok bool, v value.Value, t types.Type) string {
	if ok {
		return ""
	}
	return fmt.Sprintf("%#v is no %s", v, t)
}

func misfitClock(v value.Value, t types.Type) string {
	var ok bool
	step := int64(1)
	for i := t.P; i < 6; i++ {
		step *= 10
	}
	switch t.Kind { //nolint:exhaustive // the others below
	case types.Date:
		_, ok = v.(value.Date)
	case types.Time:
		c, is := v.(value.Time)
		ok = is && int64(c)%step == 0 && c >= 0 && c < 86_400_000_000
	case types.TimeTZ:
		c, is := v.(value.TimeTZ)
		ok = is && c.Micros%step == 0 && c.Micros >= 0 && c.Micros < 86_400_000_000
	case types.Timestamp:
		c, is := v.(value.Timestamp)
		ok = is && int64(c)%step == 0
	case types.TimestampTZ:
		c, is := v.(value.TimestampTZ)
		ok = is && c.Micros%step == 0 && c.Zone != ""
	case types.IntervalDaySecond:
		_, ok = v.(value.DaySecond)
	case types.IntervalYearMonth:
		_, ok = v.(value.YearMonth)
	case types.UUID:
		_, ok = v.(value.UUID)
	case types.IPAddress:
		_, ok = v.(value.IP)
	default:
		return misfitNested(v, t)
	}
	return complaint(ok, v, t)
}

func misfitNested(v value.Value, t types.Type) string {
	var wrong []string
	note := func(v value.Value, t types.Type) {
		if w := misfit(v, t); w != "" {
			wrong = append(wrong, w)
		}
	}
	ok := false
	switch v := v.(type) {
	case value.List:
		ok = t.Kind == types.Array
		for _, e := range v {
			note(e, t.Elem())
		}
	case value.Row:
		ok = t.Kind == types.Row && len(v) == len(t.Elems)
		for i, e := range v {
			if ok {
				note(e, t.Elems[i])
			}
		}
	case value.Map:
		ok = t.Kind == types.Map
		for i, e := range v {
			note(e.Key, t.Key())
			note(e.Value, t.Value())
			for _, f := range v[:i] {
				if value.Compare(e.Key, f.Key, t.Key()) == 0 || e.Key == nil {
					wrong = append(wrong, "a key that repeats or is NULL")
				}
			}
		}
	}
	return strings.Join(wrong, "; ") + complaint(ok, v, t)
}
