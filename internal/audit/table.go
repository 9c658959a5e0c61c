package audit

import (
	"context"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The name of the table.
const (
	Database = "glaux"
	Table    = "audit"
)

// column is a column of the table and how it is filled.
type column struct {
	name, comment string
	kind          types.Type
	arrow         arrow.DataType
	put           func(b array.Builder, r *Record)
}

// columns returns the columns of the table.
func columns() []column {
	text := func(name, comment string, of func(*Record) string) column {
		return column{name, comment, types.Text(), arrow.BinaryTypes.String, func(b array.Builder, r *Record) { putText(b, of(r)) }}
	}
	list := func(name, comment string, of func(*Record) []string) column {
		return column{name, comment, types.ArrayOf(types.Text()), arrow.ListOf(arrow.BinaryTypes.String), func(b array.Builder, r *Record) { putList(b, of(r)) }}
	}
	number := func(name, comment string, of func(*Record) int64) column {
		return column{name, comment, types.Of(types.BigInt), arrow.PrimitiveTypes.Int64, func(b array.Builder, r *Record) {
			b.(*array.Int64Builder).Append(of(r)) //nolint:forcetypeassert // as the column says
		}}
	}
	const micros = 6
	return []column{
		number("sequence", "Number of the record, from 1", func(r *Record) int64 { return r.Sequence }),
		{"event_time", "When it was written, UTC", types.TimestampOf(micros), arrow.FixedWidthTypes.Timestamp_us, func(b array.Builder, r *Record) {
			b.(*array.TimestampBuilder).Append(arrow.Timestamp(r.Time.UnixMicro())) //nolint:forcetypeassert // as the column says
		}},
		text("event", "QUERY, STATEMENT, EXPLAIN, CATALOG, EXPORT, LOGIN, LOGOUT, CREDENTIAL, POLICY, ALERT, RECOVERED or DROPPED", func(r *Record) string { return string(r.Event) }),
		text("outcome", "BEGUN, and at the end SUCCEEDED, FAILED, DENIED or CANCELLED", func(r *Record) string { return string(r.Outcome) }),
		text("principal", "As whom it was done", func(r *Record) string { return r.Principal }),
		list("principal_groups", "The groups and roles of the principal then", func(r *Record) []string { return r.Groups }),
		text("asked_by", "Who really did it, where that is another", func(r *Record) string { return r.By }),
		text("source_address", "The address that it came from, where it is known", func(r *Record) string { return r.From }),
		text("statement_id", "Names the statement; its records have it in common", func(r *Record) string { return r.Statement }),
		text("parent_id", "The statement that it is part of", func(r *Record) string { return r.Parent }),
		text("statement_kind", "SELECT, CREATE_VIEW, GRANT", func(r *Record) string { return r.Kind }),
		text("workgroup", "The workgroup of the statement", func(r *Record) string { return r.Workgroup }),
		text("statement_text", "The statement or the change", func(r *Record) string { return r.Text }),
		list("tables", "Tables and views that were read or named", func(r *Record) []string { return r.Tables }),
		list("columns", "Columns that were read", func(r *Record) []string { return r.Columns }),
		list("filters", "Conditions that the policy put on rows", func(r *Record) []string { return r.Filters }),
		number("row_count", "Rows given or written", func(r *Record) int64 { return r.Rows }),
		number("bytes_scanned", "Bytes read at most", func(r *Record) int64 { return r.Bytes }),
		number("duration_ms", "Milliseconds since the statement came", func(r *Record) int64 { return r.Took.Milliseconds() }),
		text("error_code", "Code of the error", func(r *Record) string { return r.Code }),
		text("message", "The error, or what the record is about", func(r *Record) string { return r.Message }),
		text("previous_hash", "Hash of the record before", func(r *Record) string { return r.Previous }),
		text("hash", "SHA-256 of this record", func(r *Record) string { return r.Hash }),
	}
}

// putText appends a text, NULL for none.
func putText(b array.Builder, s string) {
	if s == "" {
		b.AppendNull()
		return
	}
	b.(*array.StringBuilder).Append(s) //nolint:forcetypeassert // as the column says
}

// putList appends a list, NULL for none.
func putList(b array.Builder, list []string) {
	if len(list) == 0 {
		b.AppendNull()
		return
	}
	l := b.(*array.ListBuilder) //nolint:forcetypeassert // as the column says
	l.Append(true)
	for _, s := range list {
		putText(l.ValueBuilder(), s)
	}
}

// rows makes batches of records.
type rows struct {
	columns []column
	all     *array.RecordBuilder
	n       int
}

func newRows() *rows {
	r := &rows{columns: columns()}
	fields := make([]arrow.Field, len(r.columns))
	for i, c := range r.columns {
		fields[i] = arrow.Field{Name: c.name, Type: c.arrow, Nullable: true}
	}
	r.all = array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	return r
}

func (r *rows) add(record *Record) {
	for i, c := range r.columns {
		c.put(r.all.Field(i), record)
	}
	r.n++
}

// With returns a catalog that has everything of base and glaux.audit. Who may see it, its policy says, as of any table.
func (l *Log) With(base catalog.Catalog) catalog.Catalog { return &overlay{Catalog: base, log: l} }

// overlay is a catalog with one more table.
type overlay struct {
	catalog.Catalog
	log *Log
}

// Table returns a table of the base, or the log.
func (o *overlay) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != Database {
		return o.Catalog.Table(ctx, name)
	}
	if name.Table != Table {
		return nil, fmt.Errorf("%s: %w", name, catalog.ErrTableNotFound)
	}
	t := &catalog.Table{Name: name, Comment: "Who did what, from the audit log", Data: &segmentFiles{o.log}}
	for _, c := range columns() {
		t.Columns = append(t.Columns, catalog.Column{Name: c.name, Type: c.kind, Comment: c.comment})
	}
	return t, nil
}

// Databases returns the names of all databases, sorted.
func (o *overlay) Databases(ctx context.Context) ([]string, error) {
	return catalog.DatabasesAnd(ctx, o.Catalog, Database)
}

// Tables returns the tables of a database, sorted.
func (o *overlay) Tables(ctx context.Context, database string) ([]string, error) {
	if database == Database {
		return []string{Table}, nil
	}
	return o.Catalog.Tables(ctx, database)
}
