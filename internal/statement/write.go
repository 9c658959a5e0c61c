package statement

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func lower(s string) string { return strings.ToLower(s) }

// unnamed is the name of a column of a query that has none.
func unnamed(i int) string { return fmt.Sprintf("_col%d", i) }

// createTableAs makes a table of the rows of a query, in the format that the statement names. Its files are the lake's own, unless the
// statement names a location: then they lie there.
func (e *Executor) createTableAs(ctx context.Context, c query.Call, s *ast.CreateTableAs) (*query.Result, error) {
	want, err := readTarget(s.Properties, "format", "write_compression", "compression_level", "parquet_compression", "orc_compression", "external_location",
		"is_external", "table_type", "field_delimiter", "partitioned_by", "bucketed_by", "bucket_count")
	if err != nil {
		return nil, err
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	name, err := resolve(s.Name, sight.Database)
	if err != nil {
		return nil, err
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	if known, err := there(ctx, sight, name.Database); err != nil {
		return nil, err
	} else if !known {
		return nil, diag.New(diag.SchemaNotFound, s.Name.Span, "Schema '%s' does not exist", name.Database)
	}
	if err := mayMake(ctx, c, sight, name, nil); err != nil {
		return nil, err
	}
	if err := mayPlace(c, want.location); err != nil {
		return nil, err
	}
	if taken, err := exists(ctx, sight, name); err != nil {
		return nil, err
	} else if taken && s.IfNotExists {
		return query.Written(0), nil
	} else if taken {
		return nil, tableExists(s, name)
	}
	cols, err := outputColumns(ctx, c, s)
	if err != nil {
		return nil, err
	}
	t, err := e.queryTable(c, s, &want, name, cols)
	if err != nil {
		return nil, err
	}
	rows, err := e.fill(ctx, c, s, &want, t, cols)
	if err != nil {
		return nil, err
	}
	return query.Written(rows), e.made(ctx, c, access.Table(name.Database, name.Table))
}

func tableExists(s *ast.CreateTableAs, name catalog.Name) error {
	return diag.New(diag.TableAlreadyExists, s.Span, "Destination table '%s' already exists", name)
}

// outputColumns returns the columns of the table that a query makes.
func outputColumns(ctx context.Context, c query.Call, s *ast.CreateTableAs) ([]typed.Column, error) {
	resolved, err := c.Resolve(ctx, s.Query, "")
	if err != nil {
		return nil, err
	}
	cols := slices.Clone(resolved.Root.Columns())
	if len(s.Columns) > 0 {
		if len(s.Columns) != len(cols) {
			return nil, diag.New(diag.MismatchedColumnAliases, s.Span, "Column alias list has %d entries but relation has %d columns", len(s.Columns), len(cols))
		}
		for i, id := range s.Columns {
			cols[i].Name = id.Lower()
		}
	}
	for i := range cols {
		cols[i].Name = lower(cols[i].Name)
		if cols[i].Type.Kind == types.Unknown {
			return nil, diag.New(diag.TypeUnknown, s.Query.Span, "Column type is unknown: %s", cols[i].Name)
		}
	}
	return cols, outputNames(s.Query, cols)
}

// queryTable returns the table that CREATE TABLE AS makes, without its files.
func (e *Executor) queryTable(c query.Call, s *ast.CreateTableAs, want *target, name catalog.Name, cols []typed.Column) (*metastore.Table, error) {
	t := &metastore.Table{
		Database: name.Database, Name: name.Table, Kind: metastore.Managed, Owner: c.Who.Name, Created: e.Now(),
		Properties: map[string]string{}, BucketColumns: want.bucketed, Buckets: want.buckets,
	}
	if s.Comment != nil {
		t.Comment = *s.Comment
	}
	f := formats()[want.form.name]
	t.Storage = metastore.Storage{Serde: f.serde, Input: f.input, Output: f.output, Properties: map[string]string{"serialization.format": "1"}}
	if want.compressed {
		t.Properties[writeCompression] = strings.ToUpper(want.form.compression)
	} else if t.Kind == metastore.Managed && want.location == "" && want.form.name == "PARQUET" {
		want.form.compression = "zstd" // of the lake's own
	}
	if want.form.level > 0 {
		t.Properties[writeLevel] = strconv.Itoa(want.form.level)
	}
	if want.form.name == "TEXTFILE" {
		text := string(rune(want.form.delimiter))
		t.Storage.Properties = map[string]string{"field.delim": text, "serialization.format": text, "escape.delim": `\`}
	}
	columns, err := fileColumns(s.Query, cols)
	if err != nil {
		return nil, err
	}
	if err := lastColumns(s.Query.Span, want.partitioned, names(cols)); err != nil {
		return nil, err
	}
	want.form.keys = len(want.partitioned)
	if err := want.form.setBuckets(want.bucketed, want.buckets, cols, s.Span); err != nil {
		return nil, err
	}
	data := len(columns) - want.form.keys
	t.Columns, t.PartitionKeys = columns[:data], columns[data:]
	if data == 0 {
		return nil, diag.New(diag.InvalidTableProperty, s.Span, "Table contains only partition columns")
	}
	if err := want.form.check(cols[:data], s.Span); err != nil {
		return nil, err
	}
	if want.location != "" {
		t.Kind, t.Location = metastore.External, directory(want.location)
	}
	return t, nil
}

// The properties of a table that say how INSERT INTO compresses its files.
const (
	writeCompression = "write.compression"
	writeLevel       = "compression_level"
)

// fileColumns returns the columns with Hive's types, or says which one files cannot hold.
func fileColumns(at ast.Node, cols []typed.Column) ([]metastore.Column, error) {
	out := make([]metastore.Column, len(cols))
	for i, col := range cols {
		text, ok := metastore.HiveType(col.Type)
		switch {
		case !ok && col.Type.Kind == types.Timestamp:
			return nil, diag.New(diag.NotSupported, at.Where(),
				"Incorrect timestamp precision for %s; the configured precision is MILLISECONDS; column name: %s", col.Type, col.Name)
		case !ok:
			return nil, diag.New(diag.NotSupported, at.Where(), "Unsupported Hive type: %s", col.Type).WithHint("column %q: cast it to a type that tables hold", col.Name)
		}
		out[i] = metastore.Column{Name: col.Name, Type: text}
	}
	return out, nil
}

// lastColumns checks that the partition keys are the last columns.
func lastColumns(at token.Span, keys, cols []string) error {
	for _, k := range keys {
		if !slices.Contains(cols, k) {
			return diag.New(diag.InvalidTableProperty, at, "Partition columns [%s] not present in schema", k)
		}
	}
	if len(keys) > len(cols) || !slices.Equal(keys, cols[len(cols)-len(keys):]) {
		return diag.New(diag.HiveColumnOrderMismatch, at,
			"Partition keys must be the last columns in the table and in the same order as the table properties: [%s]", strings.Join(keys, ", "))
	}
	return nil
}

// fill writes the files of a new table and registers it.
func (e *Executor) fill(ctx context.Context, c query.Call, s *ast.CreateTableAs, want *target, t *metastore.Table, cols []typed.Column) (int64, error) {
	name := catalog.Name{Database: t.Database, Table: t.Name}
	add := func(r *metastore.Record) error {
		if r.Table(t.Database, t.Name) != nil {
			return tableExists(s, name)
		}
		r.Database(t.Database, t.Owner, t.Created).Tables[t.Name] = t
		return nil
	}
	folder, err := e.emptyPlace(want.location, s.Span, fmt.Sprintf("Target directory for table '%s.%s' already exists: %s", t.Database, t.Name, want.location))
	if err != nil {
		return 0, err
	}
	if s.Data == "WITH NO DATA" {
		return 0, e.change(ctx, add)
	}
	result, err := c.Query(ctx, s.Query)
	if err != nil {
		return 0, err
	}
	var rows int64
	if t.Kind == metastore.Managed {
		rows, err = e.writeManaged(ctx, result, t, want.form, cols, s.Span, add)
	} else {
		rows, err = e.writePlace(ctx, result, t, want.form, cols, s.Span, folder, add)
	}
	return rows, errors.Join(err, result.Close())
}

// emptyPlace returns the folder of a location, which must be empty; "" for no location.
func (e *Executor) emptyPlace(location string, at token.Span, otherwise string) (string, error) {
	if location == "" {
		return "", nil
	}
	folder, err := e.located(location)
	if err != nil {
		return "", err
	}
	empty, err := isEmpty(folder)
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "", fmt.Sprintf("The location %q cannot be listed", location))
	}
	if !empty {
		return "", diag.New(diag.HivePathAlreadyExists, at, "%s", otherwise)
	}
	return folder, nil
}

// writeManaged writes rows into files of the lake's own and adds them to the table by an edit, in which change comes first.
func (e *Executor) writeManaged(
	ctx context.Context, result *query.Result, t *metastore.Table, form fileForm, cols []typed.Column, at token.Span,
	change func(*metastore.Record) error,
) (rows int64, err error) {
	stage, err := e.Store.Stage()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stage.Close()) }()
	form.keys, form.keep = len(t.PartitionKeys), form.name == "PARQUET"
	files, rows, err := writeRows(ctx, result, stage.Dir, form, cols, at)
	if err != nil {
		return 0, err
	}
	if files, err = stage.Adopt(files); err != nil {
		return 0, err
	}
	all, err := fileColumns(&ast.Query{Span: at}, cols)
	if err != nil {
		return 0, err
	}
	return rows, e.change(ctx, func(r *metastore.Record) error {
		if err := change(r); err != nil {
			return err
		}
		d := r.Databases[t.Database]
		made := d.Tables[t.Name].Clone()
		piece := metastore.Piece{Columns: all, Files: files, Rows: rows, Written: e.Now()}
		if form.name != "PARQUET" {
			piece.Storage = t.Storage
		}
		made.Pieces = append(made.Pieces, piece)
		d.Tables[t.Name] = made
		return nil
	})
}

// writePlace writes rows into files below a folder and registers their partitions by an edit, in which change comes first.
func (e *Executor) writePlace(
	ctx context.Context, result *query.Result, t *metastore.Table, form fileForm, cols []typed.Column, at token.Span,
	folder string, change func(*metastore.Record) error,
) (rows int64, err error) {
	dir, err := staging(folder)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	form.keys = len(t.PartitionKeys)
	files, rows, err := writeRows(ctx, result, dir, form, cols, at)
	if err != nil {
		return 0, err
	}
	return rows, e.change(ctx, func(r *metastore.Record) error {
		if err := change(r); err != nil {
			return err
		}
		d := r.Databases[t.Database]
		made := d.Tables[t.Name].Clone()
		if err := publish(files, func(values []string) (string, error) { return e.partitionFolder(made, values) }); err != nil {
			return err
		}
		for _, f := range files {
			if len(f.Partition) > 0 && !made.Projected() && made.Partition(f.Partition) < 0 {
				made.Partitions = append(made.Partitions, metastore.Partition{
					Values: f.Partition, Location: made.Location + partitionName(made.PartitionKeys, escaped(f.Partition)) + "/", Created: e.Now(),
				})
			}
		}
		d.Tables[t.Name] = made
		return nil
	})
}

// partitionFolder returns the folder that the files of a partition belong into.
func (e *Executor) partitionFolder(t *metastore.Table, values []string) (string, error) {
	location := t.Location
	if i := t.Partition(values); i >= 0 && len(values) > 0 {
		location = t.Partitions[i].Location
	} else if template := t.Properties[locationTemplate]; template != "" && t.Projected() {
		for j, k := range t.PartitionKeys {
			template = strings.ReplaceAll(template, "${"+k.Name+"}", values[j])
		}
		location = template
	} else if len(values) > 0 {
		location += partitionName(t.PartitionKeys, escaped(values)) + "/"
	}
	return e.located(location)
}

// unload writes the rows of a query into files at a location.
func (e *Executor) unload(ctx context.Context, c query.Call, s *ast.Unload) (*query.Result, error) {
	want, err := readTarget(s.Properties, "format", "compression", "compression_level", "field_delimiter", "partitioned_by")
	if err != nil {
		return nil, err
	}
	if s.To == "" {
		return nil, diag.New(diag.InvalidTableProperty, s.Span, "UNLOAD needs a location")
	}
	if err := mayPlace(c, s.To); err != nil {
		return nil, err
	}
	folder, err := e.emptyPlace(s.To, s.Span, "Target directory for UNLOAD already exists: "+s.To)
	if err != nil {
		return nil, err
	}
	resolved, err := c.Resolve(ctx, s.Query, "")
	if err != nil {
		return nil, err
	}
	cols := slices.Clone(resolved.Root.Columns())
	for i := range cols {
		cols[i].Name = lower(cols[i].Name)
	}
	if err := lastColumns(s.Query.Span, want.partitioned, names(cols)); err != nil {
		return nil, err
	}
	if _, err := fileColumns(s.Query, cols); err != nil {
		return nil, err
	}
	if err := want.form.check(cols[:len(cols)-len(want.partitioned)], s.Span); err != nil {
		return nil, err
	}
	want.form.keys = len(want.partitioned)
	if want.form.keys == len(cols) {
		return nil, diag.New(diag.InvalidTableProperty, s.Span, "UNLOAD has only partition columns")
	}
	result, err := c.Query(ctx, s.Query)
	if err != nil {
		return nil, err
	}
	rows, err := unloadRows(ctx, result, folder, want, cols, s.Span)
	if err := errors.Join(err, result.Close()); err != nil {
		return nil, err
	}
	return query.Written(rows), nil
}

func unloadRows(ctx context.Context, result *query.Result, folder string, want target, cols []typed.Column, at token.Span) (rows int64, err error) {
	dir, err := staging(folder)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files, rows, err := writeRows(ctx, result, dir, want.form, cols, at)
	if err != nil {
		return 0, err
	}
	keys := make([]metastore.Column, len(want.partitioned))
	for i, k := range want.partitioned {
		keys[i].Name = k
	}
	return rows, publish(files, func(values []string) (string, error) {
		return filepath.Join(folder, filepath.FromSlash(partitionName(keys, escaped(values)))), nil
	})
}
