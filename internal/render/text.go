package render

import (
	"math"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Text returns a value as the formats for people write it: as Athena's console does, but for numbers of double and real columns between
// 1e-7 and 1e21, which stand without an exponent. NULL is "".
func Text(v value.Value, t types.Type) string {
	if v == nil {
		return ""
	}
	return text(v, t)
}

// text returns a value as Athena's console shows it, with one difference: a number of a double or real column between 1e-7 and
// 1e21 stands without an exponent, because people read costs. v is not NULL.
func text(v value.Value, t types.Type) string {
	switch v := v.(type) {
	case float32:
		return string(appendFloat(nil, float64(v), 32))
	case float64:
		return string(appendFloat(nil, v, 64))
	}
	return value.Text(v, t)
}

// elem returns the i-th element type, the unknown type where the type has none.
func elem(t types.Type, i int) types.Type {
	if i < len(t.Elems) {
		return t.Elems[i]
	}
	return types.Type{}
}

// fieldName returns the name of a row's field, field0 and so on for those without one.
func fieldName(t types.Type, i int) string {
	if i < len(t.Names) && t.Names[i] != "" {
		return t.Names[i]
	}
	return "field" + strconv.Itoa(i)
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
		return appendExponent(b, strconv.FormatFloat(f, 'E', -1, bits))
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, bits)
	if !strings.Contains(string(b[start:]), ".") {
		b = append(b, ".0"...)
	}
	return b
}

// appendExponent appends 1E+21, as Go writes it, as 1.0E21.
func appendExponent(b []byte, written string) []byte {
	mantissa, exponent, _ := strings.Cut(written, "E")
	b = append(b, mantissa...)
	if !strings.Contains(mantissa, ".") {
		b = append(b, ".0"...)
	}
	b = append(b, 'E')
	if exponent[0] == '-' {
		b = append(b, '-')
	}
	return append(b, strings.TrimLeft(exponent, "+-0")...)
}
