package statement

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// describe answers DESCRIBE of a table or a view, and of prepared statements.
func (e *Executor) describe(ctx context.Context, c query.Call, s *ast.Describe) (*query.Result, error) {
	if s.Prepared != "" {
		return e.describePrepared(ctx, c, s)
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	table, err := find(ctx, sight, s.Name)
	if err != nil {
		return nil, err
	}
	if s.Column != nil {
		return describeColumn(table, s.Column)
	}
	if table.View != nil && s.Mode == "" {
		return describeView(table), nil
	}
	if err := e.partitionThere(c, table, s.Partition); err != nil {
		return nil, err
	}
	d := &description{}
	if s.Mode != "" {
		d.add("# col_name", "data_type", "comment")
		d.add("", "", "")
	}
	d.columns(table)
	if s.Mode != "" {
		if err := e.detail(c, d, table, s.Partition); err != nil {
			return nil, err
		}
	}
	return d.result(), nil
}

// partitionThere refuses a partition that is not registered. Who does not see the table whole learns nothing of partitions.
func (e *Executor) partitionThere(c query.Call, table *catalog.Table, part *ast.PartitionSpec) error {
	if part == nil || !seesWhole(c, table) {
		return nil
	}
	own, err := e.own(table.Name)
	if err != nil || own == nil || own.Kind != metastore.External || own.Projected() {
		return err
	}
	values, err := partitionValues(own, part)
	if err == nil && own.Partition(values) < 0 {
		err = hive(fault.NotFound, "SemanticException [Error 10006]: Partition not found (%s)", specText(part))
	}
	return err
}

// describeView lists the columns of a view with Athena's types.
func describeView(table *catalog.Table) *query.Result {
	var rows [][]value.Value
	for _, c := range table.Columns {
		rows = append(rows, []value.Value{c.Name, c.Type.String()})
	}
	return query.Rows([]typed.Column{{Name: "column", Type: types.Text()}, {Name: "type", Type: types.Text()}}, rows)
}

// describeColumn shows one column.
func describeColumn(table *catalog.Table, name *ast.Name) (*query.Result, error) {
	for _, c := range table.Columns {
		if c.Name == name.Last() && !c.Hidden {
			d := &description{}
			d.add("# col_name", "data_type", "comment")
			d.add("", "", "")
			d.add(c.Name, typeName(c.Type), orNone(c.Comment, "from deserializer"))
			return d.result(), nil
		}
	}
	return nil, diag.New(diag.ColumnNotFound, name.Span, "Column '%s' cannot be resolved or requester is not authorized to access requested resources", name.Last())
}

// typeName writes a type as Hive does, or as Athena does where Hive has none.
func typeName(t types.Type) string {
	if text, ok := metastore.HiveType(t); ok {
		return text
	}
	return t.String()
}

func orNone(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// description is the lines of DESCRIBE: three fields each.
type description struct{ rows [][]value.Value }

func (d *description) add(name, kind, comment string) {
	d.rows = append(d.rows, []value.Value{name, kind, comment})
}

// columns adds the columns, and the partition keys once more.
func (d *description) columns(table *catalog.Table) {
	var keys []catalog.Column
	for _, c := range table.Columns {
		if c.Hidden {
			continue
		}
		d.add(c.Name, typeName(c.Type), c.Comment)
		if c.Partition {
			keys = append(keys, c)
		}
	}
	if len(keys) == 0 {
		return
	}
	d.add("", "", "")
	d.add("# Partition Information", "", "")
	d.add("# col_name", "data_type", "comment")
	d.add("", "", "")
	for _, c := range keys {
		d.add(c.Name, typeName(c.Type), c.Comment)
	}
}

func (d *description) result() *query.Result {
	r := query.Rows([]typed.Column{
		{Name: "col_name", Type: types.Text()}, {Name: "data_type", Type: types.Text()}, {Name: "comment", Type: types.Text()},
	}, d.rows)
	r.Padded = true
	return r
}

// hiveTime is how Hive writes times.
const hiveTime = "Mon Jan 02 15:04:05 UTC 2006"

// detail adds what FORMATTED and EXTENDED say beside the columns. Places are shown to who sees the table whole.
func (e *Executor) detail(c query.Call, d *description, table *catalog.Table, part *ast.PartitionSpec) error {
	own, err := e.own(table.Name)
	if err != nil {
		return err
	}
	if own == nil {
		own = e.lakeTable(c, table)
	}
	if !seesWhole(c, table) {
		own = own.Clone()
		own.Location, own.Properties = "", visibleProperties(own.Properties, table)
	}
	location := own.Location
	if part != nil {
		values, err := partitionValues(own, part)
		if err != nil {
			return err
		}
		d.add("", "", "")
		d.add("# Detailed Partition Information", "", "")
		d.add("Partition Value:", "["+strings.Join(values, ", ")+"]", "")
		if i := own.Partition(values); i >= 0 && location != "" {
			location = own.Partitions[i].Location
		}
	}
	d.add("", "", "")
	d.add("# Detailed Table Information", "", "")
	d.add("Database:", own.Database, "")
	d.add("Owner:", orNone(own.Owner, "null"), "")
	d.add("CreateTime:", timeText(own.Created), "")
	d.add("LastAccessTime:", "UNKNOWN", "")
	d.add("Protect Mode:", "None", "")
	d.add("Retention:", "0", "")
	if location != "" {
		d.add("Location:", location, "")
	}
	d.add("Table Type:", tableType(own), "")
	d.add("Table Parameters:", "", "")
	for _, k := range slices.Sorted(maps.Keys(own.Properties)) {
		d.add("", k, own.Properties[k])
	}
	if own.Kind != metastore.ViewKind {
		d.storage(own)
	}
	return nil
}

func (d *description) storage(t *metastore.Table) {
	d.add("", "", "")
	d.add("# Storage Information", "", "")
	d.add("SerDe Library:", t.Storage.Serde, "")
	d.add("InputFormat:", t.Storage.Input, "")
	d.add("OutputFormat:", t.Storage.Output, "")
	d.add("Compressed:", "No", "")
	buckets := -1
	if t.Buckets > 0 {
		buckets = t.Buckets
	}
	d.add("Num Buckets:", fmt.Sprint(buckets), "")
	d.add("Bucket Columns:", "["+strings.Join(t.BucketColumns, ", ")+"]", "")
	d.add("Sort Columns:", "[]", "")
	d.add("Storage Desc Params:", "", "")
	for _, k := range slices.Sorted(maps.Keys(t.Storage.Properties)) {
		d.add("", k, t.Storage.Properties[k])
	}
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return "UNKNOWN"
	}
	return t.UTC().Format(hiveTime)
}

func tableType(t *metastore.Table) string {
	if t.Kind == metastore.ViewKind {
		return "VIRTUAL_VIEW"
	}
	return "EXTERNAL_TABLE"
}

// describePrepared lists the parameters or the columns of a prepared statement.
func (e *Executor) describePrepared(ctx context.Context, c query.Call, s *ast.Describe) (*query.Result, error) {
	name := s.Name.Parts[len(s.Name.Parts)-1]
	text, err := e.Prepared(ctx, c, name)
	if err != nil {
		return nil, err
	}
	statement, problems := parse.Statement(text)
	if len(problems) > 0 {
		return nil, &query.Error{Text: text, List: problems}
	}
	if s.Prepared == "INPUT" {
		var rows [][]value.Value
		for i := range ast.Params(statement) {
			rows = append(rows, []value.Value{int64(i), "unknown"})
		}
		return query.Rows([]typed.Column{{Name: "Position", Type: types.Of(types.BigInt)}, {Name: "Type", Type: types.Text()}}, rows), nil
	}
	q, ok := statement.(*ast.Query)
	if !ok {
		return query.Rows([]typed.Column{{Name: "Column Name", Type: types.Text()}, {Name: "Type", Type: types.Text()}},
			[][]value.Value{{"rows", "bigint"}}), nil
	}
	c.Text, c.Options.Params = text, slices.Repeat([]string{"NULL"}, ast.Params(q))
	resolved, err := c.Resolve(ctx, q, "")
	if err != nil {
		return nil, err
	}
	var rows [][]value.Value
	for _, col := range resolved.Root.Columns() {
		rows = append(rows, []value.Value{col.Name, col.Type.String()})
	}
	return query.Rows([]typed.Column{{Name: "Column Name", Type: types.Text()}, {Name: "Type", Type: types.Text()}}, rows), nil
}
