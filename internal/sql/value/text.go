package value

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Text returns the value as Athena shows it in results: doubles as Java writes them (1.0, 1.0E7), timestamps with the
// digits of their type, `[1, 2]`, `{k=1}`, `{id=1, name=x}`. NULL is "null", as inside arrays; a result shows it otherwise.
func Text(v Value, t types.Type) string { return string(AppendText(nil, v, t)) }

// CastText returns the value as CAST(v AS varchar) gives it: as Text does, but real and double always with an exponent
// (1.0E0), and JSON strings without their quotes.
func CastText(v Value, t types.Type) string {
	switch v := v.(type) {
	case float64:
		return string(appendScientific(nil, v, 64))
	case float32:
		return string(appendScientific(nil, float64(v), 32))
	case string:
		if t.Kind == types.JSON {
			return unquote(v)
		}
	}
	return Text(v, t)
}

// AppendText appends what Text returns.
func AppendText(dst []byte, v Value, t types.Type) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case int64:
		if t.Kind == types.Color {
			return appendColor(dst, v)
		}
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendJava(dst, v, 64)
	case float32:
		return appendJava(dst, float64(v), 32)
	case string:
		return append(dst, v...)
	case []byte:
		return appendHex(dst, v)
	case Decimal:
		return v.append(dst)
	case Date:
		return v.append(dst)
	case Time:
		return appendClock(dst, int64(v), t.P)
	case TimeTZ:
		return appendOffset(appendClock(dst, v.Micros, t.P), v.OffsetMinutes)
	case Timestamp:
		return v.append(dst, t.P)
	case TimestampTZ:
		return v.append(dst, t.P)
	case DaySecond:
		return v.append(dst)
	case YearMonth:
		return v.append(dst)
	case UUID:
		return v.append(dst)
	case IP:
		return append(dst, netip.AddrFrom16(v).Unmap().String()...)
	case List:
		return v.append(dst, t)
	case Map:
		return v.append(dst, t)
	case Row:
		return v.append(dst, t)
	}
	return fmt.Append(dst, v)
}

// appendColor writes a color as #rrggbb, and one of a terminal's eight, which are less than zero, by its name.
func appendColor(dst []byte, c int64) []byte {
	names := [...]string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
	if i := -c - 1; i >= 0 && i < int64(len(names)) {
		return append(dst, names[i]...)
	}
	return fmt.Appendf(dst, "#%06x", c)
}

func appendHex(dst, bytes []byte) []byte {
	for i, b := range bytes {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = hex.AppendEncode(dst, []byte{b})
	}
	return dst
}

func (u UUID) append(dst []byte) []byte {
	for i, b := range u {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, []byte{b})
	}
	return dst
}

func (l List) append(dst []byte, t types.Type) []byte {
	dst = append(dst, '[')
	for i, elem := range l {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = AppendText(dst, elem, t.Elem())
	}
	return append(dst, ']')
}

func (m Map) append(dst []byte, t types.Type) []byte {
	dst = append(dst, '{')
	for i, entry := range m {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = AppendText(dst, entry.Key, t.Key())
		dst = append(dst, '=')
		dst = AppendText(dst, entry.Value, t.Value())
	}
	return append(dst, '}')
}

func (r Row) append(dst []byte, t types.Type) []byte {
	dst = append(dst, '{')
	for i, field := range r {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(dst, fieldName(t, i)...)
		dst = append(dst, '=')
		dst = AppendText(dst, field, fieldType(t, i))
	}
	return append(dst, '}')
}

// fieldName returns the name that results show for field i of a row.
func fieldName(t types.Type, i int) string {
	if name := t.FieldName(i); name != "" {
		return name
	}
	return "field" + strconv.Itoa(i)
}

func fieldType(t types.Type, i int) types.Type {
	if i < len(t.Elems) {
		return t.Elems[i]
	}
	return types.Type{}
}
