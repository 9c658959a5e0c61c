package statement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// insert adds the rows of a query to a table.
func (e *Executor) insert(ctx context.Context, c query.Call, s *ast.Insert) (*query.Result, error) {
	table, own, err := e.insertable(ctx, c, s)
	if err != nil {
		return nil, err
	}
	form, err := insertForm(s, own)
	if err != nil {
		return nil, err
	}
	q, cols, err := insertQuery(ctx, c, s, table)
	if err != nil {
		return nil, err
	}
	if err := form.check(cols[:max(0, len(cols)-len(own.PartitionKeys))], s.Span); err != nil {
		return nil, err
	}
	result, err := c.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	there := func(r *metastore.Record) error {
		now := r.Table(own.Database, own.Name)
		if now == nil || now.Kind != own.Kind || !slices.Equal(now.All(), own.All()) || now.Location != own.Location {
			return diag.New(diag.TableNotFound, s.Table.Span, "Table '%s' was dropped or changed while rows were written", table.Name)
		}
		return nil
	}
	var rows int64
	if own.Kind == metastore.Managed {
		rows, err = e.writeManaged(ctx, result, own, form, cols, s.Span, there)
	} else {
		var folder string
		if folder, err = e.located(own.Location); err == nil {
			rows, err = e.writePlace(ctx, result, own, form, cols, s.Span, folder, there)
		}
	}
	if err := errors.Join(err, result.Close()); err != nil {
		return nil, err
	}
	return query.Written(rows), nil
}

// insertable returns the table to insert into, and what the metastore keeps of it.
func (e *Executor) insertable(ctx context.Context, c query.Call, s *ast.Insert) (*catalog.Table, *metastore.Table, error) {
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer sight.Close()
	table, err := find(ctx, sight, s.Table)
	if err != nil {
		return nil, nil, err
	}
	if err := mayTable(ctx, c, sight, access.Insert, table.Name, nil); err != nil {
		return nil, nil, err
	}
	if table.Whole != nil {
		return nil, nil, denied(c, "SELECT on every column of "+table.Name.Database+"."+table.Name.Table)
	}
	if table.View != nil {
		return nil, nil, diag.New(diag.NotSupported, s.Table.Span, "Inserting into views is not supported")
	}
	own, err := e.own(table.Name)
	if err != nil {
		return nil, nil, err
	}
	if own == nil {
		return nil, nil, diag.New(diag.NotSupported, s.Table.Span, "Inserting into the bills of a registered source is not supported")
	}
	return table, own, nil
}

// insertForm returns how the files of a table are written.
func insertForm(s *ast.Insert, t *metastore.Table) (fileForm, error) {
	form, ok := formOf(t)
	if !ok && t.Properties[headerLines] != "" {
		return form, diag.New(diag.NotSupported, s.Table.Span, "Inserting into Hive table with %s property not supported", headerLines)
	}
	if !ok {
		name := t.Storage.Serde[strings.LastIndexByte(t.Storage.Serde, '.')+1:]
		return form, diag.New(diag.NotSupported, s.Table.Span, "Inserting into a table of %s is not supported in Glaux", name)
	}
	if len(t.BucketColumns) > 0 {
		return form, diag.New(diag.NotSupported, s.Table.Span, "INSERT INTO is not supported on bucketed tables")
	}
	asked := strings.ToLower(t.Properties[writeCompression])
	if own := t.Properties["parquet.compression"]; asked == "" && form.name == "PARQUET" {
		asked = strings.ToLower(own)
	}
	if asked == "" && form.name == "PARQUET" && t.Kind == metastore.Managed {
		asked = "zstd"
	}
	if form.compression, ok = packings(form.name)[asked]; !ok {
		return form, diag.New(diag.NotSupported, s.Table.Span, "Writing %s with compression %s is not supported in Glaux", form.name, strings.ToUpper(asked))
	}
	if form.compression == "zstd" {
		if level, err := strconv.Atoi(t.Properties[writeLevel]); err == nil && level > 0 && level <= maxLevel {
			form.level = level
		}
	}
	return form, nil
}

// headerLines is the property with the number of lines at the beginning of files that are no rows.
const headerLines = "skip.header.line.count"

// formOf returns the form of the files of a table; ok is false for one that is not written.
func formOf(t *metastore.Table) (form fileForm, ok bool) {
	p := t.Storage.Properties
	switch serde := t.Storage.Serde; {
	case serde == formats()["PARQUET"].serde:
		return fileForm{name: "PARQUET"}, true
	case serde == formats()["AVRO"].serde:
		return fileForm{name: "AVRO"}, p["avro.schema.literal"] == "" && t.Properties["avro.schema.literal"] == ""
	case serde == jsonSerde || serde == "org.openx.data.jsonserde.JsonSerDe":
		return fileForm{name: "JSON"}, true
	case serde == lazySerde && t.Storage.Input == textIn && t.Properties[headerLines] == "":
		form := fileForm{name: "TEXTFILE", delimiter: 1, null: p["serialization.null.format"]}
		if d := p["field.delim"]; d != "" {
			form.delimiter = d[0]
		}
		if esc := p["escape.delim"]; esc != "" {
			form.escape = esc[0]
		}
		return form, true
	}
	return fileForm{}, false
}

// insertQuery returns the query whose columns are those of the table, in order and in their types.
func insertQuery(ctx context.Context, c query.Call, s *ast.Insert, table *catalog.Table) (*ast.Query, []typed.Column, error) {
	resolved, err := c.Resolve(ctx, s.Query, "")
	if err != nil {
		return nil, nil, err
	}
	given := resolved.Root.Columns()
	at, err := targets(s, table)
	if err != nil {
		return nil, nil, err
	}
	wanted := make([]types.Type, len(at))
	for i, j := range at {
		wanted[i] = table.Columns[j].Type
	}
	if len(given) != len(at) {
		return nil, nil, mismatch(s, wanted, given)
	}
	from := &ast.Aliased{Rel: &ast.Subquery{Query: s.Query}, Alias: ast.Ident{Name: "given"}}
	values := map[int]ast.Expr{}
	for i, col := range given {
		if !types.CanCoerce(col.Type, wanted[i]) && !sameText(col.Type, wanted[i]) {
			return nil, nil, mismatch(s, wanted, given)
		}
		id := ast.Ident{Name: fmt.Sprintf("c%d", i)}
		from.Columns = append(from.Columns, id)
		values[at[i]] = &ast.ColumnRef{Parts: []ast.Ident{id}}
	}
	body := &ast.Select{From: []ast.Rel{from}}
	cols := make([]typed.Column, 0, len(table.Columns))
	for i, col := range table.Columns {
		if col.Hidden {
			continue
		}
		x := values[i]
		if x == nil {
			x = &ast.Null{}
		}
		to, problems := parse.Type(col.Type.SQL())
		if err := problems.Err(); err != nil {
			return nil, nil, err
		}
		body.Items = append(body.Items, ast.SelectItem{X: &ast.Cast{X: x, Type: to}, Alias: &ast.Ident{Name: col.Name, Quoted: true}})
		cols = append(cols, typed.Column{Name: col.Name, Type: col.Type})
	}
	return &ast.Query{Body: body}, cols, nil
}

// sameText tells whether both are texts of which the wanted one has no bound.
func sameText(from, want types.Type) bool {
	return from.IsText() && want.Kind == types.Varchar && want.P == types.Unbounded
}

// targets returns the indexes of the columns that the query fills.
func targets(s *ast.Insert, table *catalog.Table) ([]int, error) {
	var at []int
	if len(s.Columns) == 0 {
		for i, col := range table.Columns {
			if !col.Hidden {
				at = append(at, i)
			}
		}
		return at, nil
	}
	for _, id := range s.Columns {
		i := slices.IndexFunc(table.Columns, func(col catalog.Column) bool { return col.Name == id.Lower() && !col.Hidden })
		if i < 0 {
			return nil, diag.New(diag.ColumnNotFound, id.Span, "Insert column name does not exist in target table: %s", id.Lower())
		}
		if slices.Contains(at, i) {
			return nil, diag.New(diag.DuplicateColumnName, id.Span, "Insert column name is specified more than once: %s", id.Lower())
		}
		at = append(at, i)
	}
	return at, nil
}

func mismatch(s *ast.Insert, wanted []types.Type, given []typed.Column) error {
	have := make([]string, len(given))
	for i, col := range given {
		have[i] = col.Type.String()
	}
	want := make([]string, len(wanted))
	for i, t := range wanted {
		want[i] = t.String()
	}
	return diag.New(diag.TypeMismatch, s.Span, "Insert query has mismatched column types: Table: [%s], Query: [%s]",
		strings.Join(want, ", "), strings.Join(have, ", "))
}
