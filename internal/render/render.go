// Package render writes the rows of a result as people and programs read them: a table, CSV, TSV, JSON, JSON lines, Markdown,
// Parquet or a sheet of Excel. It promises that every value is exact (a decimal keeps all its digits, NULL is never an empty text where the
// format can tell them apart), that what a value holds cannot break the format or the terminal, and that rows go out as
// they come in: only the forms for people, table and Markdown, hold rows back to measure them, and these are bounded.
//
//	w, err := render.New(render.CSV, out)
//	err = w.Begin(columns)
//	err = w.Row(values) // for each row
//	err = w.End()
package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Format is a form to write rows in.
type Format string

// The formats.
const (
	Table    Format = "table"
	CSV      Format = "csv"
	TSV      Format = "tsv"
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	Markdown Format = "markdown"
	Parquet  Format = "parquet"
	XLSX     Format = "xlsx"
)

// Formats returns all formats, in the order in which help shows them.
func Formats() []Format { return []Format{Table, CSV, TSV, JSON, JSONL, Parquet, XLSX, Markdown} }

// ParseFormat returns the format of that name.
func ParseFormat(name string) (Format, error) {
	names := make([]string, 0, len(Formats()))
	for _, f := range Formats() {
		if strings.EqualFold(name, string(f)) {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("no format %q: choose one of %s", name, strings.Join(names, ", "))
}

// Streams tells whether the format writes rows as they come, so that any number of them is fine.
func (f Format) Streams() bool { return f != Table && f != Markdown }

// Binary tells whether the format is not for a terminal.
func (f Format) Binary() bool { return f == Parquet || f == XLSX }

// Writer writes one result: Begin, then Row for each row, then End. The first error ends it. A row is good until Row returns. Some writers
// are an io.Closer too: who stops before the end closes them.
type Writer interface {
	Begin(columns []typed.Column) error
	Row(row []value.Value) error
	// End writes what is left. Without it the output is not whole.
	End() error
}

// New returns a Writer of the format onto out. It writes in large pieces; End flushes the last one.
func New(format Format, out io.Writer) (Writer, error) {
	switch format {
	case Table:
		return &tableWriter{out: out, style: boxed}, nil
	case Markdown:
		return &tableWriter{out: out, style: markdown}, nil
	case CSV:
		return &separated{out: newBuffer(out), form: csvForm}, nil
	case TSV:
		return &separated{out: newBuffer(out), form: tsvForm}, nil
	case JSON:
		return &jsonWriter{out: newBuffer(out), array: true}, nil
	case JSONL:
		return &jsonWriter{out: newBuffer(out)}, nil
	case Parquet:
		return NewParquet("snappy", 0, out)
	case XLSX:
		return &xlsxWriter{out: out}, nil
	}
	return nil, fmt.Errorf("no format %q", format)
}

// unique returns the names of the columns with a number added to those that would stand twice, for formats in which
// a name is a key: `a`, `a_2`.
func unique(columns []typed.Column) []string {
	names := make([]string, len(columns))
	taken := make(map[string]bool, len(columns))
	for i, c := range columns {
		name := c.Name
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", c.Name, n)
		}
		taken[name] = true
		names[i] = name
	}
	return names
}
