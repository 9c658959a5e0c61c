package statement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// createTable makes an external table.
func (e *Executor) createTable(ctx context.Context, c query.Call, s *ast.CreateTable) (*query.Result, error) {
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
	if err := mayMake(ctx, c, sight, name, hive(fault.NotFound, "SemanticException [Error 10072]: Database does not exist: %s", name.Database)); err != nil {
		return nil, err
	}
	t, err := e.definition(c, s, name)
	if err != nil {
		return nil, err
	}
	return e.register(ctx, c, sight, t, s.IfNotExists)
}

// register adds a table to the record unless its name is taken.
func (e *Executor) register(ctx context.Context, c query.Call, sight *query.Sight, t *metastore.Table, ifNotExists bool) (*query.Result, error) {
	name := catalog.Name{Database: t.Database, Table: t.Name}
	known, err := there(ctx, sight, t.Database)
	if err != nil {
		return nil, err
	}
	taken, err := exists(ctx, sight, name)
	if err != nil {
		return nil, err
	}
	return e.making(ctx, c, access.Table(t.Database, t.Name), func(r *metastore.Record) error {
		switch {
		case !known && r.Databases[t.Database] == nil:
			return hive(fault.NotFound, "SemanticException [Error 10072]: Database does not exist: %s", t.Database)
		case (taken || r.Table(t.Database, t.Name) != nil) && ifNotExists:
			return errNothing
		case taken || r.Table(t.Database, t.Name) != nil:
			return hive(fault.Conflict, ddlTask+"AlreadyExistsException(message:Table %s already exists)", t.Name)
		}
		r.Database(t.Database, t.Owner, t.Created).Tables[t.Name] = t
		return nil
	})
}

// exists tells whether there is a table of that name.
func exists(ctx context.Context, sight *query.Sight, name catalog.Name) (bool, error) {
	names, err := sight.All.Tables(ctx, name.Database)
	if errors.Is(err, catalog.ErrSchemaNotFound) {
		return false, nil
	}
	return slices.Contains(names, name.Table), err
}

// definition reads what CREATE EXTERNAL TABLE says.
func (e *Executor) definition(c query.Call, s *ast.CreateTable, name catalog.Name) (*metastore.Table, error) {
	properties := textProperties(s.Properties)
	if strings.EqualFold(properties["table_type"], "ICEBERG") {
		return nil, notSupported(s, "Iceberg tables are not supported in Glaux")
	}
	if !s.External {
		return nil, notSupported(s, "Only external table creation is supported.")
	}
	if s.Location == nil {
		return nil, fault.New(fault.Invalid, "", "No location was specified for table. An S3 location must be specified")
	}
	if err := errors.Join(mayPlace(c, *s.Location), mayProperties(c, s.Properties)); err != nil {
		return nil, err
	}
	if err := e.readable(*s.Location); err != nil {
		return nil, err
	}
	t := &metastore.Table{
		Database: name.Database, Name: name.Table, Kind: metastore.External, Owner: c.Who.Name, Created: e.Now(),
		Properties: properties, Location: directory(*s.Location),
	}
	if s.Comment != nil {
		t.Comment = *s.Comment
	}
	var err error
	if t.Columns, err = columns(s.Columns); err != nil {
		return nil, err
	}
	if t.PartitionKeys, err = partitionKeys(s.PartitionedBy); err != nil {
		return nil, err
	}
	if s.ClusteredBy != nil {
		t.Buckets = s.ClusteredBy.Buckets
		for _, id := range s.ClusteredBy.Columns {
			t.BucketColumns = append(t.BucketColumns, id.Lower())
		}
	}
	if t.Storage, err = storage(s); err != nil {
		return nil, err
	}
	return t, distinctNames(t)
}

// directory returns a location with a slash at its end.
func directory(location string) string {
	if strings.HasSuffix(location, "/") {
		return location
	}
	return location + "/"
}

func columns(defs []ast.ColumnDef) ([]metastore.Column, error) {
	out := make([]metastore.Column, 0, len(defs))
	for _, d := range defs {
		t, err := types.ParseHive(d.Type)
		if err != nil {
			return nil, err
		}
		text, ok := metastore.HiveType(t)
		if !ok {
			return nil, hive(fault.Invalid, "SemanticException [Error 10099]: DATATYPE type %s of column %s is not supported in tables", t, d.Name.Lower())
		}
		col := metastore.Column{Name: d.Name.Lower(), Type: text}
		if d.Comment != nil {
			col.Comment = *d.Comment
		}
		out = append(out, col)
	}
	return out, nil
}

func partitionKeys(fields []ast.PartitionField) ([]metastore.Column, error) {
	var defs []ast.ColumnDef
	for _, f := range fields {
		if f.Column == nil {
			return nil, hive(fault.Invalid, "ParseException line 1:1 PARTITIONED BY needs columns with types; transforms belong to Iceberg tables")
		}
		defs = append(defs, *f.Column)
	}
	keys, err := columns(defs)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		t, err := k.TypeOf()
		if err != nil {
			return nil, err
		}
		if len(t.Elems) > 0 || t.Kind == types.Varbinary {
			return nil, hive(fault.Invalid, "SemanticException [Error 10099]: Partition column %s must have a primitive type", k.Name)
		}
	}
	return keys, nil
}

// distinctNames refuses a table two of whose columns have one name, or that has none.
func distinctNames(t *metastore.Table) error {
	seen := map[string]bool{}
	for _, col := range t.Columns {
		if seen[col.Name] {
			return hive(fault.Invalid, "SemanticException [Error 10036]: Duplicate column name: %s", col.Name)
		}
		seen[col.Name] = true
	}
	for _, k := range t.PartitionKeys {
		if seen[k.Name] {
			return hive(fault.Invalid, "SemanticException [Error 10035]: Column repeated in partitioning columns")
		}
		seen[k.Name] = true
	}
	if len(t.Columns) == 0 {
		return hive(fault.Invalid, ddlTask+"InvalidObjectException(message:Table %s has no columns)", t.Name)
	}
	return nil
}

// The classes that read and write the formats that STORED AS names.
type format struct{ serde, input, output string }

const (
	lazySerde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
	jsonSerde = "org.apache.hive.hcatalog.data.JsonSerDe"
	textIn    = "org.apache.hadoop.mapred.TextInputFormat"
	textOut   = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
)

// formats are what STORED AS and the format of CREATE TABLE AS stand for.
func formats() map[string]format {
	const ql = "org.apache.hadoop.hive.ql.io."
	const avro = "org.apache.hadoop.hive.serde2.avro.AvroSerDe"
	return map[string]format{
		"TEXTFILE":     {lazySerde, textIn, textOut},
		"JSON":         {jsonSerde, textIn, textOut},
		"JSONFILE":     {jsonSerde, textIn, textOut},
		"PARQUET":      {ql + "parquet.serde.ParquetHiveSerDe", ql + "parquet.MapredParquetInputFormat", ql + "parquet.MapredParquetOutputFormat"},
		"ORC":          {ql + "orc.OrcSerde", ql + "orc.OrcInputFormat", ql + "orc.OrcOutputFormat"},
		"AVRO":         {avro, ql + "avro.AvroContainerInputFormat", ql + "avro.AvroContainerOutputFormat"},
		"SEQUENCEFILE": {lazySerde, "org.apache.hadoop.mapred.SequenceFileInputFormat", ql + "HiveSequenceFileOutputFormat"},
		"RCFILE":       {"org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe", ql + "RCFileInputFormat", ql + "RCFileOutputFormat"},
		"ION":          {"com.amazon.ionhiveserde.IonHiveSerDe", "com.amazon.ionhiveserde.formats.IonInputFormat", "com.amazon.ionhiveserde.formats.IonOutputFormat"},
	}
}

// storage reads ROW FORMAT and STORED AS.
func storage(s *ast.CreateTable) (metastore.Storage, error) {
	name := "TEXTFILE"
	if s.StoredAs != nil && s.StoredAs.Format != "" {
		name = s.StoredAs.Format
	}
	f, ok := formats()[strings.ToUpper(name)]
	if !ok {
		return metastore.Storage{}, hive(fault.Invalid, "SemanticException Unrecognized file format in STORED AS clause: '%s'", name)
	}
	out := metastore.Storage{Serde: f.serde, Input: f.input, Output: f.output, Properties: map[string]string{}}
	if s.StoredAs != nil && s.StoredAs.Input != "" {
		out.Input, out.Output = s.StoredAs.Input, s.StoredAs.Output
	}
	if s.RowFormat == nil {
		out.Properties["serialization.format"] = "1"
		return out, nil
	}
	if s.RowFormat.Serde != "" {
		out.Serde = s.RowFormat.Serde
		out.Properties = textProperties(s.RowFormat.Properties)
		if _, ok := out.Properties["serialization.format"]; !ok {
			out.Properties["serialization.format"] = "1"
		}
		return out, nil
	}
	if out.Serde != lazySerde {
		return out, hive(fault.Invalid, "SemanticException ROW FORMAT DELIMITED is only compatible with 'textfile', not with '%s'", strings.ToLower(name))
	}
	for _, d := range s.RowFormat.Delimiters {
		out.Properties[delimiterKey(d.What)] = d.Text
	}
	if fields, ok := out.Properties["field.delim"]; ok {
		out.Properties["serialization.format"] = fields
	}
	return out, nil
}

// delimiterKey returns the property of LazySimpleSerDe that a clause of ROW FORMAT DELIMITED sets. The second one is misspelt there.
func delimiterKey(what string) string {
	switch what {
	case "FIELDS TERMINATED BY":
		return "field.delim"
	case "COLLECTION ITEMS TERMINATED BY":
		return "colelction.delim"
	case "MAP KEYS TERMINATED BY":
		return "mapkey.delim"
	case "LINES TERMINATED BY":
		return "line.delim"
	case "ESCAPED BY":
		return "escape.delim"
	}
	return "serialization.null.format"
}

// lakeTable returns a table of the lake as the metastore would keep it.
func (e *Executor) lakeTable(c query.Call, table *catalog.Table) *metastore.Table {
	f := formats()["PARQUET"]
	t := &metastore.Table{
		Database: table.Name.Database, Name: table.Name.Table, Kind: metastore.External, Comment: table.Comment,
		Storage:  metastore.Storage{Serde: f.serde, Input: f.input, Output: f.output, Properties: map[string]string{"serialization.format": "1"}},
		Location: fmt.Sprintf("s3://BUCKET/PREFIX/%s/", table.Name.Table),
	}
	if table.View != nil {
		t.Kind = metastore.ViewKind
	}
	if e.Located != nil && seesWhole(c, table) {
		if place := e.Located(table.Name); place != "" {
			t.Location = place
		}
	}
	t.Columns, t.PartitionKeys = tableColumns(table)
	return t
}

// tableColumns returns the columns that the caller sees, and among them the partition keys.
func tableColumns(table *catalog.Table) (columns, keys []metastore.Column) {
	for _, col := range table.Columns {
		one := metastore.Column{Name: col.Name, Type: typeName(col.Type), Comment: col.Comment}
		switch {
		case col.Hidden:
		case col.Partition:
			keys = append(keys, one)
		default:
			columns = append(columns, one)
		}
	}
	return columns, keys
}
