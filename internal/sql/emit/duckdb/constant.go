package duckdb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Columns that are constant in a file (partition keys, "$path") are not in the file. Where all files of a group agree on a value it is
// written as a literal. Where they do not, the reading is joined to a table of the files: one VALUES row for each, found by the name that
// DuckDB gives every row's file. So a group stays one scan however many partitions it has.

// The columns of that join; no file has columns of these names.
const (
	fileName = "glaux file name"
	fileKey  = "glaux file key"
)

// constants are the constant columns of a group that a query uses and that differ from file to file.
type constants struct {
	group catalog.FileGroup
	used  []int
	types []types.Type
	names []string
}

// constantAt returns the position of a constant column of a group, -1 where there is none.
func constantAt(g catalog.FileGroup, name string) int {
	if len(g.Values) != len(g.Paths) {
		return -1
	}
	return slices.IndexFunc(g.Constants, func(c catalog.Column) bool { return c.Name == name })
}

// constant returns the value of a constant column.
func (e *emitter) constant(c *constants, i int, t types.Type) emit.Expr {
	if constantInAll(c.group, i) {
		return e.constantText(c.group.Values[0][i], t)
	}
	at := slices.Index(c.used, i)
	if at < 0 {
		at = len(c.used)
		c.used, c.types = append(c.used, i), append(c.types, t)
		c.names = append(c.names, emit.Ident("glaux constant "+strconv.Itoa(i)))
	}
	return emit.Atom(c.names[at])
}

// constantInAll tells whether all files of a group have the same value.
func constantInAll(g catalog.FileGroup, i int) bool {
	first := g.Values[0][i]
	for _, values := range g.Values[1:] {
		if v := values[i]; (v == nil) != (first == nil) || v != nil && *v != *first {
			return false
		}
	}
	return true
}

// constantText writes a text as a literal of a type.
func (e *emitter) constantText(text *string, t types.Type) emit.Expr {
	if text == nil {
		return e.null(t)
	}
	v, err := value.FromText(*text, t)
	if err != nil {
		e.errs = append(e.errs, diag.New(diag.HiveBadData, token.Span{}, "invalid partition value %q: %s", *text, err))
		return e.null(t)
	}
	return e.literal(v, t)
}

// constantRows writes a row for each file.
func (e *emitter) constantRows(c *constants) string {
	rows := make([]string, len(c.group.Paths))
	for i, path := range c.group.Paths {
		cells := []string{emit.String(path).Text}
		for k, at := range c.used {
			cells = append(cells, e.constantText(c.group.Values[i][at], c.types[k]).Text)
		}
		rows[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return strings.Join(rows, ", ")
}
