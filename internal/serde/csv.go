package serde

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// csv reads the text of OpenCSVSerde, which in Athena knows strings, booleans, numbers, dates as days and timestamps as milliseconds. A
// value that is none of its column's type is an error, an empty one of a number too, as in Athena. Fields that are missing at the end
// of a line are NULL. A row is a line: line breaks in quotes are not supported.
type csv struct {
	sep, quote, escape byte
	columns            []Column
	sinks              []scalar
	field              []byte
}

func newCSV(d Definition) (func([]Column, []array.Builder) (any, error), error) {
	sep := delimiter(csvProperty(d, "separatorchar", "field.delim"), ',')
	quote := delimiter(csvProperty(d, "quotechar"), '"')
	escape := delimiter(csvProperty(d, "escapechar", "escape.delim"), '\\')
	if sep == quote || sep == escape || quote == escape {
		return nil, &Invalid{"OpenCSVSerde: The separator, quote, and escape characters must be different!"}
	}
	return func(columns []Column, fields []array.Builder) (any, error) {
		c := &csv{sep: sep, quote: quote, escape: escape, columns: columns}
		for i, col := range columns {
			s := newScalar(col.Type, fields[i], style{epoch: true})
			if s == nil || col.Type.Kind == types.Varbinary {
				return nil, &Invalid{fmt.Sprintf("column %q: OpenCSVSerde cannot read values of type %s", col.Name, col.Type)}
			}
			c.sinks = append(c.sinks, s)
		}
		return c, nil
	}, nil
}

// csvProperty finds a property whatever its case.
func csvProperty(d Definition, names ...string) string {
	for _, name := range names {
		for key, text := range d.Properties {
			if fold([]byte(key), name) && text != "" {
				return text
			}
		}
	}
	return ""
}

// line appends a row. It follows opencsv, on which the SerDe stands: an escape character counts only in quotes and only before a quote or
// itself, and is dropped elsewhere; two quotes in quotes are one; a quote in the middle of a field stays; blanks before the quotes of a
// field do not count; a field whose quotes do not end is none.
func (c *csv) line(b []byte) error {
	c.field = c.field[:0]
	at, quoted := 0, false
	for i := 0; i < len(b); i++ {
		ch := b[i]
		next := i+1 < len(b)
		switch {
		case ch == c.escape:
			if quoted && next && (b[i+1] == c.quote || b[i+1] == c.escape) {
				i++
				c.field = append(c.field, b[i])
			}
		case ch == c.quote && quoted && next && b[i+1] == c.quote:
			i++
			c.field = append(c.field, c.quote)
		case ch == c.quote:
			if i > 2 && b[i-1] != c.sep && next && b[i+1] != c.sep {
				c.stray()
			}
			quoted = !quoted
		case ch == c.sep && !quoted:
			if err := c.put(at); err != nil {
				return err
			}
			at++
		default:
			c.field = append(c.field, ch)
		}
	}
	if !quoted {
		if err := c.put(at); err != nil {
			return err
		}
		at++
	}
	for ; at < len(c.sinks); at++ {
		c.sinks[at].null()
	}
	return nil
}

// stray handles a quote that is neither at the beginning nor at the end of a field.
func (c *csv) stray() {
	if allBlank(c.field) {
		c.field = c.field[:0]
		return
	}
	c.field = append(c.field, c.quote)
}

// put appends the field that was read.
func (c *csv) put(at int) error {
	if at < len(c.sinks) && !c.sinks[at].put(c.field) {
		return badField(c.field, at, c.columns[at].Type)
	}
	c.field = c.field[:0]
	return nil
}

func allBlank(text []byte) bool {
	for _, c := range text {
		if c > ' ' {
			return false
		}
	}
	return len(text) > 0
}

// badField is Athena's message about a value that is none of its column's type.
func badField(text []byte, at int, t types.Type) *DataError {
	shown := shorten(string(text))
	reason := fmt.Sprintf("For input string: \"%s\"", shown)
	switch {
	case t.Kind == types.Boolean:
		reason = "cannot be cast to boolean"
	case (t.Kind == types.Double || t.Kind == types.Real) && len(text) == 0:
		reason = "empty String"
	}
	return badData("Error parsing field value '%s' for field %d: %s", shown, at, reason)
}
