package value

import (
	"encoding/hex"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Text returns a value of type t as CAST(… AS varchar) and Athena's results show it; NULL is "". Arrays are `[1, 2]`, maps
// `{k=v}`, rows `{name=v}`, as Athena shows them; NULL inside them is `null`. Bytes are two hex digits each, with blanks between.
func Text(v Value, t types.Type) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	write(&b, v, t)
	return b.String()
}

//nolint:funlen // one case a form of values
func write(b *strings.Builder, v Value, t types.Type) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case float32:
		b.WriteString(floatText(float64(v), 32))
	case float64:
		b.WriteString(floatText(v, 64))
	case Decimal:
		b.WriteString(v.String())
	case string:
		b.WriteString(v)
	case []byte:
		b.WriteString(bytesText(v))
	case Date:
		b.WriteString(dayText(int64(v)))
	case Time:
		b.WriteString(clockText(int64(v), t.P))
	case TimeTZ:
		b.WriteString(clockText(v.Micros, t.P) + OffsetText(v.OffsetMinutes))
	case Timestamp:
		b.WriteString(timestampText(int64(v), t.P))
	case TimestampTZ:
		b.WriteString(timestampText(v.Micros+offsetAt(v)*1_000_000, t.P) + " " + v.Zone)
	case DaySecond:
		b.WriteString(daySecondText(int64(v)))
	case YearMonth:
		b.WriteString(yearMonthText(int64(v)))
	case UUID:
		h := hex.EncodeToString(v[:])
		b.WriteString(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
	case IP:
		b.WriteString(netip.AddrFrom16(v).Unmap().String())
	case List:
		writeList(b, v, t.Elem())
	case Map:
		writeMap(b, v, t)
	case Row:
		writeRow(b, v, t)
	default:
		fmt.Fprint(b, v)
	}
}

func writeList(b *strings.Builder, list List, elem types.Type) {
	b.WriteByte('[')
	for i, v := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		write(b, v, elem)
	}
	b.WriteByte(']')
}

func writeMap(b *strings.Builder, m Map, t types.Type) {
	b.WriteByte('{')
	for i, e := range m {
		if i > 0 {
			b.WriteString(", ")
		}
		write(b, e.Key, t.Key())
		b.WriteByte('=')
		write(b, e.Value, t.Value())
	}
	b.WriteByte('}')
}

func writeRow(b *strings.Builder, row Row, t types.Type) {
	b.WriteByte('{')
	for i, v := range row {
		if i > 0 {
			b.WriteString(", ")
		}
		name := t.FieldName(i)
		if name == "" {
			name = "field" + strconv.Itoa(i)
		}
		b.WriteString(name + "=")
		write(b, v, t.Elems[i])
	}
	b.WriteByte('}')
}

// String returns the decimal with all digits of its scale.
func (d Decimal) String() string {
	digits := d.Unscaled.String()
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if d.Scale <= 0 {
		return sign + digits
	}
	if missing := d.Scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - d.Scale
	return sign + digits[:point] + "." + digits[point:]
}

// floatText returns a double or real as Trino writes it: the fewest digits that give the value back, in the form 1.0E7.
func floatText(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, bits), "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	exponent = strings.TrimPrefix(exponent, "+")
	negative := strings.HasPrefix(exponent, "-")
	exponent = strings.TrimLeft(strings.TrimPrefix(exponent, "-"), "0")
	if exponent == "" {
		return mantissa + "E0"
	}
	if negative {
		exponent = "-" + exponent
	}
	return mantissa + "E" + exponent
}

func bytesText(data []byte) string {
	parts := make([]string, len(data))
	for i, c := range data {
		parts[i] = hex.EncodeToString([]byte{c})
	}
	return strings.Join(parts, " ")
}

// dayText returns the date that lies days after 1970-01-01. Years have at least four digits.
func dayText(days int64) string {
	d := time.Unix(days*86400, 0).UTC()
	year := d.Year()
	if year < 0 {
		return fmt.Sprintf("-%04d-%02d-%02d", -year, d.Month(), d.Day())
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, d.Month(), d.Day())
}

// clockText returns a time of day, given in microseconds, with precision digits after the second.
func clockText(micros int64, precision int) string {
	seconds := micros / 1_000_000
	text := fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if precision <= 0 {
		return text
	}
	digits := fmt.Sprintf("%06d", micros%1_000_000)
	if precision > len(digits) {
		digits += strings.Repeat("0", precision-len(digits))
	}
	return text + "." + digits[:precision]
}

func timestampText(micros int64, precision int) string {
	const day = 86_400_000_000
	days, clock := micros/day, micros%day
	if clock < 0 {
		days, clock = days-1, clock+day
	}
	return dayText(days) + " " + clockText(clock, precision)
}

// OffsetText returns an offset from UTC: +05:30.
func OffsetText(minutes int) string {
	sign := '+'
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("%c%02d:%02d", sign, minutes/60, minutes%60)
}

// offsetAt returns how many seconds the clock of the value's zone is before UTC at that instant. A zone that is not known counts as UTC.
func offsetAt(v TimestampTZ) int64 {
	if len(v.Zone) == 6 && (v.Zone[0] == '+' || v.Zone[0] == '-') {
		hours, err1 := strconv.ParseInt(v.Zone[1:3], 10, 64)
		minutes, err2 := strconv.ParseInt(v.Zone[4:], 10, 64)
		if err1 == nil && err2 == nil {
			if v.Zone[0] == '-' {
				return -(hours*3600 + minutes*60)
			}
			return hours*3600 + minutes*60
		}
	}
	zone, err := time.LoadLocation(v.Zone)
	if err != nil {
		return 0
	}
	_, offset := time.UnixMicro(v.Micros).In(zone).Zone()
	return int64(offset)
}

func daySecondText(ms int64) string {
	sign := ""
	n := uint64(ms)
	if ms < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d %02d:%02d:%02d.%03d", sign, n/86_400_000, n/3_600_000%24, n/60_000%60, n/1000%60, n%1000)
}

func yearMonthText(months int64) string {
	sign := ""
	if months < 0 {
		sign, months = "-", -months
	}
	return fmt.Sprintf("%s%d-%d", sign, months/12, months%12)
}
