package render

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// jsonWriter writes rows as objects: as one array, or one a line. Numbers of every kind are numbers with all their digits;
// NaN and the infinities, which JSON does not have, are texts. Maps and rows are objects, an SQL json value is itself,
// varbinary is base64, and everything else is the text that Athena shows.
type jsonWriter struct {
	out     *buffer
	array   bool
	columns []typed.Column
	keys    [][]byte
	rows    int
}

// Begin takes the columns. Names that stand twice get a number.
func (w *jsonWriter) Begin(columns []typed.Column) error {
	w.columns = columns
	for _, name := range unique(columns) {
		w.keys = append(w.keys, append(appendQuoted(nil, name), ':'))
	}
	if w.array {
		w.out.b = append(w.out.b, '[')
	}
	return nil
}

// Row writes an object.
func (w *jsonWriter) Row(row []value.Value) error {
	b := w.out.b
	if w.array {
		if w.rows > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n "...)
	}
	w.rows++
	b = append(b, '{')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, w.keys[i]...)
		b = appendJSON(b, v, w.columns[i].Type)
	}
	b = append(b, '}')
	if !w.array {
		b = append(b, '\n')
	}
	w.out.b = b
	return w.out.settle()
}

// End closes the array.
func (w *jsonWriter) End() error {
	if w.array {
		if w.rows > 0 {
			w.out.b = append(w.out.b, '\n')
		}
		w.out.b = append(w.out.b, "]\n"...)
	}
	return w.out.flush()
}

// appendJSON appends a value.
func appendJSON(b []byte, v value.Value, t types.Type) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float32:
		return appendJSONFloat(b, float64(v), 32)
	case float64:
		return appendJSONFloat(b, v, 64)
	case value.Decimal:
		return append(b, v.String()...)
	case string:
		if t.Kind == types.JSON && json.Valid([]byte(v)) {
			return append(b, v...)
		}
		return appendQuoted(b, v)
	case []byte:
		return append(base64.StdEncoding.AppendEncode(append(b, '"'), v), '"')
	case value.List:
		return appendJSONList(b, v, t)
	case value.Map:
		return appendJSONMap(b, v, t)
	case value.Row:
		return appendJSONRow(b, v, t)
	}
	return appendQuoted(b, text(v, t))
}

func appendJSONFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(appendFloat(append(b, '"'), f, bits), '"')
	}
	return appendFloat(b, f, bits)
}

func appendJSONList(b []byte, list value.List, t types.Type) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, v, elem(t, 0))
	}
	return append(b, ']')
}

func appendJSONMap(b []byte, m value.Map, t types.Type) []byte {
	b = append(b, '{')
	for i, e := range m {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, text(e.Key, elem(t, 0))), ':')
		b = appendJSON(b, e.Value, elem(t, 1))
	}
	return append(b, '}')
}

func appendJSONRow(b []byte, row value.Row, t types.Type) []byte {
	b = append(b, '{')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, fieldName(t, i)), ':')
		b = appendJSON(b, v, elem(t, i))
	}
	return append(b, '}')
}

// appendQuoted appends a JSON string. Bytes that are no UTF-8 become the replacement character.
func appendQuoted(b []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&0xf])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
