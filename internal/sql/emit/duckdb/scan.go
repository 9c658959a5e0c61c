package duckdb

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// readColumn is a column to read: what it is called here, and which column of the table it is.
type readColumn struct {
	id     typed.ColumnID
	source catalog.Column
}

// scan writes the reading of a table: the columns that the query uses, of every group of files.
func (e *emitter) scan(s *typed.Scan) string {
	cols := e.readColumns(s, s.Cols, s.Source)
	if s.Guard == nil || s.Guard.Filter == nil {
		return e.nested(e.read(s, cols))
	}
	from := e.nested(e.read(s, cols))
	shown := make([]typed.Column, len(cols))
	for i, c := range cols {
		shown[i] = typed.Column{ID: c.id}
	}
	return e.behind(s.Guard, shown, from)
}

func (e *emitter) readColumns(s *typed.Scan, cols []typed.Column, source []int) []readColumn {
	var out []readColumn
	for i, c := range cols {
		if e.used[c.ID] && source[i] < len(s.Table.Columns) {
			out = append(out, readColumn{c.ID, s.Table.Columns[source[i]]})
		}
	}
	return out
}

// read writes a query over the files of a table.
func (e *emitter) read(s *typed.Scan, cols []readColumn) string {
	var files catalog.Files
	switch data := s.Table.Data.(type) {
	case catalog.Files:
		files = data
	case *catalog.Files:
		files = *data
	default:
		e.errs = append(e.errs, diag.New(diag.GenericInternalError, s.Span, "table %s has no files to read", s.Table.Name))
	}
	var parts []string
	for _, g := range files.Groups {
		if len(g.Paths) > 0 {
			parts = append(parts, e.readGroup(g, cols))
		}
	}
	if len(parts) == 0 {
		return e.readNothing(cols)
	}
	return strings.Join(parts, "\nUNION ALL\n")
}

func (e *emitter) readNothing(cols []readColumn) string {
	list := make([]string, 0, len(cols)+1)
	for _, c := range cols {
		list = append(list, e.null(c.source.Type).Text+" AS "+columnName(c.id))
	}
	if len(list) == 0 {
		list = append(list, "1 AS n0")
	}
	return "SELECT " + strings.Join(list, ", ") + "\nWHERE false"
}

// readGroup writes a query over files with the same columns.
func (e *emitter) readGroup(g catalog.FileGroup, cols []readColumn) string {
	list := make([]string, 0, len(cols)+1)
	lookup := &constants{group: g}
	for _, c := range cols {
		x := e.null(c.source.Type)
		if f, ok := g.Columns[c.source.Name]; ok {
			x = e.fileColumn(emit.Atom(emit.Ident(f.Name)), f.Type, c.source.Type)
		} else if i := constantAt(g, c.source.Name); i >= 0 {
			x = e.constant(lookup, i, c.source.Type)
		}
		list = append(list, x.Text+" AS "+columnName(c.id))
	}
	if len(list) == 0 {
		list = append(list, "1 AS n0")
	}
	paths := make([]string, len(g.Paths))
	for i, p := range g.Paths {
		paths[i] = emit.String(literalPath(p)).Text
	}
	from := "[" + strings.Join(paths, ", ") + "], hive_partitioning = false"
	if len(lookup.names) == 0 {
		return "SELECT " + strings.Join(list, ", ") + "\nFROM read_parquet(" + from + ")"
	}
	return "SELECT " + strings.Join(list, ", ") + "\nFROM read_parquet(" + from + ", filename = '" + fileName + "')" +
		"\nJOIN (VALUES " + e.constantRows(lookup) + ") AS glaux_files(" + emit.Ident(fileKey) + ", " + strings.Join(lookup.names, ", ") + ")" +
		" ON " + emit.Ident(fileName) + " = " + emit.Ident(fileKey)
}

// literalPath returns the path as a pattern that matches only itself.
func literalPath(path string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(path)
}

// fileColumn brings a value as a file holds it to the form and the type of the table's column.
func (e *emitter) fileColumn(x emit.Expr, in, want types.Type) emit.Expr {
	x = e.fileForm(x, in)
	if e.sameForm(in, want) {
		return x
	}
	return e.cast(castCall{from: in, to: want, file: true}, x)
}

// fileForm brings a value of type t from the form that Parquet gives it to the one that values have here: rows are structs with
// positional names, timestamps have microseconds and no zone.
func (e *emitter) fileForm(x emit.Expr, t types.Type) emit.Expr {
	if !holds(t, types.Row, types.Timestamp, types.TimestampTZ, types.Time) {
		return x
	}
	switch t.Kind { //nolint:exhaustive // the rest is what follows
	case types.Timestamp:
		return emit.Cast(x, "TIMESTAMP")
	case types.Time:
		return emit.Cast(x, "TIME")
	case types.TimestampTZ:
		return e.zonedUTC(emit.Cast(x, "TIMESTAMP"))
	case types.Array:
		return e.mapList(x, func(x emit.Expr) emit.Expr { return e.fileForm(x, t.Elem()) })
	case types.Map:
		keys := e.mapList(emit.Call("map_keys", x), func(x emit.Expr) emit.Expr { return e.fileForm(x, t.Key()) })
		vals := e.mapList(emit.Call("map_values", x), func(x emit.Expr) emit.Expr { return e.fileForm(x, t.Value()) })
		return emit.Case(emit.IsNotNull(x), emit.Call("map", keys, vals))
	case types.Row:
		fields := make([]emit.Expr, len(t.Elems))
		for i, f := range t.Elems {
			fields[i] = e.fileForm(emit.Member(x, emit.Ident(t.FieldName(i))), f)
		}
		return emit.Case(emit.IsNotNull(x), structPack(fields))
	}
	return x
}

// zonedUTC is an instant, given as a timestamp in UTC, shown in UTC; NULL stays NULL.
func (e *emitter) zonedUTC(x emit.Expr) emit.Expr {
	made := e.let1(x, func(x emit.Expr) emit.Expr { return emit.Case(emit.IsNotNull(x), zonedStruct(x, emit.Atom("'UTC'"))) })
	e.utc[made.Text] = x
	return made
}

// zonedStruct is a timestamp with time zone made of its parts.
func zonedStruct(u, z emit.Expr) emit.Expr {
	return emit.Atom("struct_pack(u := " + u.Text + ", z := " + z.Text + ")")
}
