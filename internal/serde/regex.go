package serde

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// regex reads the text of RegexSerDe: a line that the expression matches from end to end gives a row, its groups the columns in order. As
// in Hive, a line that does not match is a row of NULLs, and a value that is none of its column's type is NULL. When there are not as many
// groups as columns, every row is an error, as in Athena.
type regex struct {
	pattern *javaPattern
	columns []scalar
	place   [][]int // of each column: the groups that may hold it; the first that took part counts
	groups  int     // when not 0, how many groups there must be
}

func newRegex(d Definition) (func([]Column, []array.Builder) (any, error), error) {
	text := d.Properties["input.regex"]
	if text == "" {
		return nil, &Invalid{`This table does not have serde property "input.regex"!`}
	}
	pattern, err := compileJava(text, true, strings.EqualFold(d.Properties["input.regex.case.insensitive"], "true"))
	if err != nil {
		return nil, err
	}
	return func(columns []Column, fields []array.Builder) (any, error) {
		r := &regex{pattern: pattern, groups: len(columns)}
		for i := range columns {
			r.place = append(r.place, []int{i + 1})
		}
		return r, r.sinks(columns, fields)
	}, nil
}

// sinks makes the scalars of the columns.
func (r *regex) sinks(columns []Column, fields []array.Builder) error {
	for i, c := range columns {
		s := newScalar(c.Type, fields[i], style{})
		if s == nil {
			return &Invalid{fmt.Sprintf("column %q: only columns of simple types can be read with regular expressions, not %s", c.Name, c.Type)}
		}
		r.columns = append(r.columns, s)
	}
	return nil
}

// line appends the row of a line.
func (r *regex) line(b []byte) error {
	if r.groups > 0 && r.pattern.match.NumSubexp() != r.groups {
		return cursorError("Number of matching groups doesn't match the number of columns")
	}
	at := r.pattern.groups(b)
	for i, s := range r.columns {
		text := group(b, at, r.place[i])
		if text == nil || !s.put(text) {
			s.null()
		}
	}
	return nil
}

// group returns the text of the first group that took part, nil when none did.
func group(b []byte, at []int, places []int) []byte {
	for _, g := range places {
		if 2*g+1 < len(at) && at[2*g] >= 0 {
			return b[at[2*g]:at[2*g+1]:at[2*g+1]]
		}
	}
	return nil
}
