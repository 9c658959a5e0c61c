package render

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// separatedForm is how a text format with one line for a row writes a field.
type separatedForm struct {
	comma byte
	end   string
	null  string
	field func(b []byte, text string) []byte
}

// csvForm is RFC 4180: a field is quoted where it must be. NULL is nothing at all, an empty text is "".
func csvForm() separatedForm {
	return separatedForm{comma: ',', end: "\r\n", null: "", field: csvField}
}

// tsvForm is one line for a row, whatever the values hold: tab, line feed, carriage return and backslash stand as \t, \n, \r
// and \\, NULL as \N.
func tsvForm() separatedForm {
	return separatedForm{comma: '\t', end: "\n", null: `\N`, field: tsvField}
}

// separated writes rows as lines of fields, the first one with the names of the columns.
type separated struct {
	out   *buffer
	form  func() separatedForm
	how   separatedForm
	types []types.Type
}

// Begin writes the header.
func (w *separated) Begin(columns []typed.Column) error {
	w.how = w.form()
	w.types = make([]types.Type, len(columns))
	for i, c := range columns {
		w.types[i] = c.Type
		w.comma(i)
		w.out.b = w.how.field(w.out.b, c.Name)
	}
	w.out.b = append(w.out.b, w.how.end...)
	return w.out.settle()
}

// Row writes a line.
func (w *separated) Row(row []value.Value) error {
	for i, v := range row {
		w.comma(i)
		if v == nil {
			w.out.b = append(w.out.b, w.how.null...)
			continue
		}
		w.out.b = w.how.field(w.out.b, text(v, w.types[i]))
	}
	w.out.b = append(w.out.b, w.how.end...)
	return w.out.settle()
}

// End writes what is left.
func (w *separated) End() error { return w.out.flush() }

func (w *separated) comma(i int) {
	if i > 0 {
		w.out.b = append(w.out.b, w.how.comma)
	}
}

// csvField appends a field of CSV.
func csvField(b []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, ",\"\r\n") {
		return append(b, text...)
	}
	b = append(b, '"')
	for i := range len(text) {
		if text[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, text[i])
	}
	return append(b, '"')
}

// tsvField appends a field of TSV.
func tsvField(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; c {
		case '\t':
			b = append(b, '\\', 't')
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\\':
			b = append(b, '\\', '\\')
		default:
			b = append(b, c)
		}
	}
	return b
}
