package value

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// JSON returns the value as JSON: numbers with all their digits, rows and maps as objects, binary values in base 64, and
// what JSON has no form for as a string. It is made for output, and is not what CAST(v AS json) gives.
func JSON(v Value, t types.Type) string { return string(AppendJSON(nil, v, t)) }

// AppendJSON appends what JSON returns.
func AppendJSON(dst []byte, v Value, t types.Type) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool, int64, Decimal:
		return AppendText(dst, v, t)
	case float64:
		return appendJSONFloat(dst, v, v)
	case float32:
		return appendJSONFloat(dst, float64(v), v)
	case string:
		if t.Kind == types.JSON && json.Valid([]byte(v)) {
			return append(dst, v...)
		}
		return appendQuoted(dst, v)
	case []byte:
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), v), '"')
	case List:
		return v.appendJSON(dst, t)
	case Map:
		return v.appendJSON(dst, t)
	case Row:
		return v.appendJSON(dst, t)
	}
	return appendQuoted(dst, Text(v, t))
}

// appendJSONFloat appends v, whose value is f.
func appendJSONFloat(dst []byte, f float64, v Value) []byte {
	text := AppendText(nil, v, types.Type{})
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(append(append(dst, '"'), text...), '"')
	}
	return append(dst, text...)
}

func (l List) appendJSON(dst []byte, t types.Type) []byte {
	dst = append(dst, '[')
	for i, elem := range l {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendJSON(dst, elem, t.Elem())
	}
	return append(dst, ']')
}

func (m Map) appendJSON(dst []byte, t types.Type) []byte {
	dst = append(dst, '{')
	for i, entry := range m {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, Text(entry.Key, t.Key())), ':')
		dst = AppendJSON(dst, entry.Value, t.Value())
	}
	return append(dst, '}')
}

func (r Row) appendJSON(dst []byte, t types.Type) []byte {
	dst = append(dst, '{')
	for i, field := range r {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, fieldName(t, i)), ':')
		dst = AppendJSON(dst, field, fieldType(t, i))
	}
	return append(dst, '}')
}

// appendQuoted appends a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendQuoted(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	dst = append(dst, '"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\b':
			dst = append(dst, `\b`...)
		case r == '\f':
			dst = append(dst, `\f`...)
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// unquote returns the characters of a JSON string, and any other JSON as it is.
func unquote(text string) string {
	var s string
	if strings.HasPrefix(strings.TrimSpace(text), `"`) && json.Unmarshal([]byte(text), &s) == nil {
		return s
	}
	return text
}
