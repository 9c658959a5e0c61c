package render

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// text returns a value as Athena's console shows it, with one difference: a double between 1e-7 and 1e21 stands without an
// exponent, because people read costs. v is not NULL.
func text(v value.Value, t types.Type) string { return string(appendText(nil, v, t)) }

// appendText appends the text of a value. NULL, which stands only inside arrays, maps and rows, is null.
//
//nolint:funlen // one case for each form of value
func appendText(b []byte, v value.Value, t types.Type) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case value.Decimal:
		return appendDecimal(b, v)
	case string:
		return append(b, v...)
	case []byte:
		return appendBytes(b, v)
	case value.Date:
		return appendDate(b, int64(v))
	case value.Time:
		return appendClock(b, int64(v), t.P)
	case value.TimeTZ:
		return appendOffset(appendClock(b, v.Micros, t.P), v.OffsetMinutes)
	case value.Timestamp:
		return appendTimestamp(b, int64(v), t.P)
	case value.TimestampTZ:
		return append(append(appendTimestamp(b, localMicros(v), t.P), ' '), v.Zone...)
	case value.DaySecond:
		return appendDaySecond(b, int64(v))
	case value.YearMonth:
		return appendYearMonth(b, int64(v))
	case value.UUID:
		return fmt.Appendf(b, "%x-%x-%x-%x-%x", v[0:4], v[4:6], v[6:8], v[8:10], v[10:16])
	case value.IP:
		return append(b, netip.AddrFrom16(v).Unmap().String()...)
	case value.List:
		return appendList(b, v, elem(t, 0))
	case value.Map:
		return appendMap(b, v, t)
	case value.Row:
		return appendRow(b, v, t)
	}
	return fmt.Append(b, v)
}

// elem returns the i-th element type, the unknown type where the type has none.
func elem(t types.Type, i int) types.Type {
	if i < len(t.Elems) {
		return t.Elems[i]
	}
	return types.Type{}
}

// plainFrom and plainTo bound the numbers that stand without an exponent.
const (
	plainFrom = 1e-7
	plainTo   = 1e21
)

// appendFloat appends the fewest digits that mean the number, with a point in them, so that a double is seen to be one.
func appendFloat(b []byte, f float64, bits int) []byte {
	abs := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case math.IsInf(f, 1):
		return append(b, "Infinity"...)
	case math.IsInf(f, -1):
		return append(b, "-Infinity"...)
	case abs != 0 && (abs < plainFrom || abs >= plainTo):
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, bits), "E")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		n, _ := strconv.Atoi(exponent) //nolint:errcheck // strconv wrote it
		return fmt.Appendf(b, "%sE%d", mantissa, n)
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, bits)
	if !strings.Contains(string(b[start:]), ".") {
		b = append(b, ".0"...)
	}
	return b
}

// appendDecimal appends all digits of the scale: 1.50 stays 1.50.
func appendDecimal(b []byte, d value.Decimal) []byte {
	digits := new(big.Int).Abs(d.Unscaled).String()
	if d.Unscaled.Sign() < 0 {
		b = append(b, '-')
	}
	if d.Scale <= 0 {
		return append(append(b, digits...), strings.Repeat("0", -d.Scale)...)
	}
	if missing := d.Scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - d.Scale
	return append(append(append(b, digits[:point]...), '.'), digits[point:]...)
}

// appendBytes appends bytes as Athena shows a varbinary: hexadecimal, in pairs.
func appendBytes(b, v []byte) []byte {
	for i := range v {
		if i > 0 {
			b = append(b, ' ')
		}
		b = hex.AppendEncode(b, v[i:i+1])
	}
	return b
}

const secondsOfDay = 86_400

func appendDate(b []byte, days int64) []byte {
	return time.Unix(days*secondsOfDay, 0).UTC().AppendFormat(b, time.DateOnly)
}

// appendTimestamp appends a moment with p digits after the second.
func appendTimestamp(b []byte, micros int64, p int) []byte {
	at := time.UnixMicro(micros).UTC()
	return appendFraction(at.AppendFormat(b, time.DateTime), at.Nanosecond(), p)
}

// appendClock appends a time of day with p digits after the second.
func appendClock(b []byte, micros int64, p int) []byte {
	at := time.UnixMicro(micros).UTC()
	return appendFraction(at.AppendFormat(b, time.TimeOnly), at.Nanosecond(), p)
}

// appendFraction appends the first p digits of a fraction of a second.
func appendFraction(b []byte, nanos, p int) []byte {
	if p <= 0 {
		return b
	}
	const most = 12
	digits := fmt.Sprintf("%09d000", nanos)
	return append(append(b, '.'), digits[:min(p, most)]...)
}

// localMicros returns what the clock of the value's zone shows. A zone that this machine does not know counts as UTC; the
// engine refuses such zones before.
func localMicros(v value.TimestampTZ) int64 {
	if minutes, ok := parseOffset(v.Zone); ok {
		return v.Micros + int64(minutes)*60_000_000
	}
	zone, err := time.LoadLocation(v.Zone)
	if err != nil {
		return v.Micros
	}
	_, offset := time.UnixMicro(v.Micros).In(zone).Zone()
	return v.Micros + int64(offset)*1_000_000
}

// parseOffset reads "+05:30".
func parseOffset(zone string) (minutes int, ok bool) {
	if len(zone) != 6 || zone[0] != '+' && zone[0] != '-' || zone[3] != ':' {
		return 0, false
	}
	h, errH := strconv.Atoi(zone[1:3])
	m, errM := strconv.Atoi(zone[4:6])
	if errH != nil || errM != nil {
		return 0, false
	}
	minutes = h*60 + m
	if zone[0] == '-' {
		minutes = -minutes
	}
	return minutes, true
}

// appendOffset appends an offset from UTC as +05:30.
func appendOffset(b []byte, minutes int) []byte {
	sign := byte('+')
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Appendf(append(b, sign), "%02d:%02d", minutes/60, minutes%60)
}

// appendDaySecond appends `2 03:04:05.000`.
func appendDaySecond(b []byte, millis int64) []byte {
	n := uint64(millis) //nolint:gosec // two's complement is meant: the smallest number has no positive one
	if millis < 0 {
		b = append(b, '-')
		n = -n
	}
	return fmt.Appendf(b, "%d %02d:%02d:%02d.%03d", n/86_400_000, n/3_600_000%24, n/60_000%60, n/1000%60, n%1000)
}

// appendYearMonth appends `1-2`.
func appendYearMonth(b []byte, months int64) []byte {
	n := uint64(months) //nolint:gosec // as above
	if months < 0 {
		b = append(b, '-')
		n = -n
	}
	return fmt.Appendf(b, "%d-%d", n/12, n%12)
}

func appendList(b []byte, list value.List, t types.Type) []byte {
	b = append(b, '[')
	for i, v := range list {
		b = appendText(comma(b, i), v, t)
	}
	return append(b, ']')
}

func appendMap(b []byte, m value.Map, t types.Type) []byte {
	b = append(b, '{')
	for i, e := range m {
		b = appendText(comma(b, i), e.Key, elem(t, 0))
		b = appendText(append(b, '='), e.Value, elem(t, 1))
	}
	return append(b, '}')
}

func appendRow(b []byte, row value.Row, t types.Type) []byte {
	b = append(b, '{')
	for i, v := range row {
		b = append(append(comma(b, i), fieldName(t, i)...), '=')
		b = appendText(b, v, elem(t, i))
	}
	return append(b, '}')
}

// fieldName returns the name of a row's field, field0 and so on for those without one.
func fieldName(t types.Type, i int) string {
	if i < len(t.Names) && t.Names[i] != "" {
		return t.Names[i]
	}
	return "field" + strconv.Itoa(i)
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ", "...)
	}
	return b
}
