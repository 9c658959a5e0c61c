package statement

import (
	"bufio"
	"encoding/base64"
	"io"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// hiveText writes rows as LazySimpleSerDe reads them: a line for a row, fields between delimiters, NULL as \N, and in arrays, maps and rows the
// control characters \002, \003 and so on, one more for each depth. Line feeds and delimiters in texts are escaped where the table has an
// escape character; where it has none, such a text cannot be written, and that is an error.
type hiveText struct {
	out       io.Writer
	delimiter byte
	escape    byte // 0 for none
	null      string

	buffer *bufio.Writer
	types  []types.Type
	line   []byte
	err    error
}

// Begin takes the columns. There is no header.
func (w *hiveText) Begin(columns []typed.Column) error {
	w.buffer = bufio.NewWriter(w.out)
	if w.null == "" {
		w.null = `\N`
	}
	for _, c := range columns {
		w.types = append(w.types, c.Type)
	}
	return nil
}

// Row writes a line.
func (w *hiveText) Row(row []value.Value) error {
	w.line = w.line[:0]
	for i, v := range row {
		if i > 0 {
			w.line = append(w.line, w.delimiter)
		}
		w.value(v, w.types[i], 2)
	}
	if w.err != nil {
		return w.err
	}
	_, err := w.buffer.Write(append(w.line, '\n'))
	return err
}

// End writes what is left.
func (w *hiveText) End() error { return w.buffer.Flush() }

// value appends a value; depth is the control character between the elements of an array.
func (w *hiveText) value(v value.Value, t types.Type, depth byte) {
	switch v := v.(type) {
	case nil:
		w.line = append(w.line, w.null...)
	case value.List:
		for i, elem := range v {
			w.comma(i, depth)
			w.value(elem, t.Elem(), depth+1)
		}
	case value.Row:
		for i, elem := range v {
			w.comma(i, depth)
			w.value(elem, t.Elems[i], depth+1)
		}
	case value.Map:
		for i, entry := range v {
			w.comma(i, depth)
			w.value(entry.Key, t.Key(), depth+2)
			w.line = append(w.line, depth+1)
			w.value(entry.Value, t.Value(), depth+2)
		}
	case []byte:
		w.line = base64.StdEncoding.AppendEncode(w.line, v)
	default:
		w.text(value.CastText(v, t))
	}
}

func (w *hiveText) comma(i int, c byte) {
	if i > 0 {
		w.line = append(w.line, c)
	}
}

// text appends a text that may hold anything.
func (w *hiveText) text(text string) {
	for i := range len(text) {
		c := text[i]
		if c != '\n' && c != '\r' && c != w.delimiter && c >= controls && (c != w.escape || w.escape == 0) {
			w.line = append(w.line, c)
			continue
		}
		if w.escape == 0 {
			w.err = fault.New(fault.Invalid, "HIVE_WRITER_DATA_ERROR", "A text holds a line feed or a delimiter, which a table without ESCAPED BY cannot hold")
			return
		}
		switch c {
		case '\n':
			c = 'n'
		case '\r':
			c = 'r'
		}
		w.line = append(w.line, w.escape, c)
	}
}

// controls is the first character that is no delimiter at any depth.
const controls = 9
