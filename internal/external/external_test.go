package external

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	parquetfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// world is a folder that stands for s3://b/, and a reader over it.
type world struct {
	*Reader
	root string
	now  time.Time
}

func newWorld(t *testing.T, limit int64) *world {
	t.Helper()
	w := &world{root: t.TempDir(), now: time.Now()}
	now := func() time.Time { return w.now }
	w.Reader = &Reader{
		Open: func(location string) (blob.Store, error) {
			below, ok := strings.CutPrefix(location, "s3://b/")
			if !ok {
				return nil, fault.New(fault.Denied, "", "outside")
			}
			return dir.Open(filepath.Join(w.root, filepath.FromSlash(below)))
		},
		Cache: OpenCache(t.TempDir(), limit, now), Now: now,
	}
	return w
}

func (w *world) write(t *testing.T, key, text string) {
	t.Helper()
	path := filepath.Join(w.root, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(key, ".gz") {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		text = b.String()
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read returns the rows of the files, each with the values of its constants but for the times and sizes.
func (w *world) read(t *testing.T, table *metastore.Table, want ...catalog.Constraint) ([]string, error) {
	t.Helper()
	files, err := w.Files(t.Context(), table, want)
	if err != nil {
		return nil, err
	}
	var rows []string
	for _, g := range files.Groups {
		for i, path := range g.Paths {
			var constants []string
			for k, c := range g.Constants {
				if v := g.Values[i][k]; c.Name != ModifiedColumn && c.Name != SizeColumn {
					if v == nil {
						constants = append(constants, "∅")
					} else {
						constants = append(constants, *v)
					}
				}
			}
			for _, row := range parquetRows(t, path) {
				rows = append(rows, row+" @ "+strings.Join(constants, " "))
			}
		}
	}
	slices.Sort(rows)
	return rows, nil
}

func parquetRows(t *testing.T, path string) []string {
	t.Helper()
	f, err := parquetfile.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	var rows []string
	batches := array.NewTableReader(table, 0)
	defer batches.Release()
	for batches.Next() {
		b := batches.RecordBatch()
		for i := range int(b.NumRows()) {
			var cells []string
			for _, c := range b.Columns() {
				cells = append(cells, c.ValueStr(i))
			}
			rows = append(rows, strings.Join(cells, "|"))
		}
	}
	return rows
}

// equals is the constraint of `column = text`.
func equals(column, text string) catalog.Constraint {
	return catalog.Constraint{Column: column, Only: []string{text}, Keep: func(t string) bool { return t == text }}
}

func table(keys ...metastore.Column) *metastore.Table {
	return &metastore.Table{
		Database: "d", Name: "t", Kind: metastore.External, Location: "s3://b/t", PartitionKeys: keys, Properties: map[string]string{},
		Columns: []metastore.Column{{Name: "a", Type: "int"}, {Name: "b", Type: "string"}},
		Storage: metastore.Storage{Properties: map[string]string{"field.delim": ","}},
	}
}

func check(t *testing.T, got []string, err error, want ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTableWithoutKeys(t *testing.T) {
	w := newWorld(t, 0)
	tab := table()
	got, err := w.read(t, tab)
	check(t, got, err) // the location is not there
	w.write(t, "t/x/1.csv", "1,x\n")
	w.write(t, "t/2.csv.gz", "2,y\n")
	w.write(t, "t/_SUCCESS", "9,z\n")
	w.write(t, "t/.tmp/3.csv", "9,z\n")
	w.write(t, "t/empty", "")
	w.write(t, "tt/4.csv", "9,z\n")
	got, err = w.read(t, tab)
	check(t, got, err, "1|x @ s3://b/t/x/1.csv", "2|y @ s3://b/t/2.csv.gz")
}

func TestRegisteredPartitions(t *testing.T) {
	w := newWorld(t, 0)
	w.write(t, "t/day=2026-01-01/1.csv", "1,x\n")
	w.write(t, "elsewhere/1.csv", "2,y\n")
	w.write(t, "t/day=2026-01-03/1.csv", "3,z\n")
	tab := table(metastore.Column{Name: "day", Type: "date"})
	tab.Partitions = []metastore.Partition{
		{Values: []string{"2026-01-01"}, Location: "s3://b/t/day=2026-01-01"},
		{Values: []string{"2026-01-02"}, Location: "s3://b/elsewhere/"},
		{Values: []string{nullPartition}, Location: "s3://b/t/day=2026-01-03"},
		{Values: []string{"2026-01-04"}, Location: "s3://b/t/none/"},
	}
	got, err := w.read(t, tab)
	check(t, got, err, "1|x @ 2026-01-01 s3://b/t/day=2026-01-01/1.csv day=2026-01-01", "2|y @ 2026-01-02 s3://b/elsewhere/1.csv day=2026-01-02", "3|z @ ∅ s3://b/t/day=2026-01-03/1.csv day=__HIVE_DEFAULT_PARTITION__")
	got, err = w.read(t, tab, equals("day", "2026-01-02"))
	check(t, got, err, "2|y @ 2026-01-02 s3://b/elsewhere/1.csv day=2026-01-02")
	tab.Partitions[0].Values[0] = "soon"
	if _, err = w.read(t, tab); err == nil || !strings.Contains(err.Error(), "Invalid partition value 'soon' for date partition key: day") {
		t.Errorf("got %v", err)
	}
}

func TestProjection(t *testing.T) {
	text := func(name string) metastore.Column { return metastore.Column{Name: name, Type: "string"} }
	for _, c := range []struct {
		name       string
		keys       []metastore.Column
		properties map[string]string
		want       []catalog.Constraint
		locations  []string
		fails      string
	}{
		{
			name: "regions and days, as the guide has it for flow logs", keys: []metastore.Column{text("region"), text("day")},
			properties: map[string]string{
				"projection.region.type": "enum", "projection.region.values": "us-east-1,eu-west-1", "projection.day.type": "date",
				"projection.day.range": "NOW-1DAYS,NOW", "projection.day.format": "yyyy/MM/dd",
				templateProperty: "s3://b/AWSLogs/1/vpcflowlogs/${region}/${day}",
			},
			locations: []string{
				"s3://b/AWSLogs/1/vpcflowlogs/us-east-1/2026/03/30/", "s3://b/AWSLogs/1/vpcflowlogs/us-east-1/2026/03/31/",
				"s3://b/AWSLogs/1/vpcflowlogs/eu-west-1/2026/03/30/", "s3://b/AWSLogs/1/vpcflowlogs/eu-west-1/2026/03/31/",
			},
		},
		{
			name: "conditions leave partitions out", keys: []metastore.Column{text("region"), text("day")},
			properties: map[string]string{
				"projection.region.type": "ENUM", "projection.region.values": "a,b", "projection.day.type": "date", "projection.day.range": "20260101,20261231", "projection.day.format": "yyyyMMdd",
			},
			want:      []catalog.Constraint{equals("region", "b"), {Column: "day", Keep: func(s string) bool { return s >= "20261230" }}},
			locations: []string{"s3://b/t/region=b/day=20261230/", "s3://b/t/region=b/day=20261231/"},
		},
		{
			name: "integers have an interval and digits", keys: []metastore.Column{{Name: "n", Type: "int"}},
			properties: map[string]string{"projection.n.type": "integer", "projection.n.range": "0, 10", "projection.n.interval": "5", "projection.n.digits": "3"},
			locations:  []string{"s3://b/t/n=000/", "s3://b/t/n=005/", "s3://b/t/n=010/"},
		},
		{
			name: "one of very many integers", keys: []metastore.Column{{Name: "n", Type: "bigint"}},
			properties: map[string]string{"projection.n.type": "integer", "projection.n.range": "0,999999999999"}, want: []catalog.Constraint{equals("n", "123456789012")},
			locations: []string{"s3://b/t/n=123456789012/"},
		},
		{
			name: "very many integers", keys: []metastore.Column{{Name: "n", Type: "bigint"}},
			properties: map[string]string{"projection.n.type": "integer", "projection.n.range": "0,999999999999"}, fails: "can potentially read more than 1000000 partitions",
		},
		{
			name: "months from the last day of one", keys: []metastore.Column{text("m")},
			properties: map[string]string{
				"projection.m.type": "date", "projection.m.range": "NOW-2MONTHS,NOW+1MONTH", "projection.m.format": "yyyy-MM", "projection.m.interval": "1", "projection.m.interval.unit": "months",
			},
			locations: []string{"s3://b/t/m=2026-01/", "s3://b/t/m=2026-02/", "s3://b/t/m=2026-03/", "s3://b/t/m=2026-04/"},
		},
		{
			name: "hours need an interval", keys: []metastore.Column{text("h")},
			properties: map[string]string{"projection.h.type": "date", "projection.h.range": "NOW-2HOURS,NOW", "projection.h.format": "yyyy/MM/dd/HH"}, fails: "interval.unit are needed",
		},
		{
			name: "hours", keys: []metastore.Column{text("h")},
			properties: map[string]string{
				"projection.h.type": "date", "projection.h.range": "NOW-1HOUR,NOW", "projection.h.format": "yyyy/MM/dd/HH", "projection.h.interval": "1", "projection.h.interval.unit": "HOURS",
			},
			locations: []string{"s3://b/t/h=2026/03/31/21/", "s3://b/t/h=2026/03/31/22/"},
		},
		{
			name: "a column of dates in another format than dates", keys: []metastore.Column{{Name: "d", Type: "date"}},
			properties: map[string]string{"projection.d.type": "date", "projection.d.range": "01-03-2026,31-03-2026", "projection.d.format": "dd-MM-yyyy"},
			want:       []catalog.Constraint{equals("d", "2026-03-15")}, locations: []string{"s3://b/t/d=15-03-2026/"},
		},
		{
			name: "injected values come from the query", keys: []metastore.Column{text("id")}, properties: map[string]string{"projection.id.type": "injected", templateProperty: "s3://b/x/${id}/"},
			want: []catalog.Constraint{equals("id", "4f")}, locations: []string{"s3://b/x/4f/"},
		},
		{
			name: "injected values that the query does not give", keys: []metastore.Column{text("id")}, properties: map[string]string{"projection.id.type": "injected"},
			fails: "For the injected projected partition column id, the WHERE clause must contain only static equality conditions",
		},
		{
			name: "injected values that climb name nothing", keys: []metastore.Column{text("id")}, properties: map[string]string{"projection.id.type": "injected"},
			want: []catalog.Constraint{equals("id", "../x")},
		},
		{
			name: "a key without configuration", keys: []metastore.Column{text("a1"), text("b1")}, properties: map[string]string{"projection.a1.type": "injected"},
			fails: "Table t is configured for partition projection, but the following partition columns are missing projection configuration: [b1]",
		},
		{
			name: "a template without a key", keys: []metastore.Column{text("k")},
			properties: map[string]string{"projection.k.type": "enum", "projection.k.values": "a", templateProperty: "s3://b/x/"}, fails: "does not hold ${k}",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab := table(c.keys...)
			tab.Properties = c.properties
			tab.Properties["projection.enabled"] = "true"
			l, err := (&Reader{}).plan(tab, c.want)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := l.partitions(time.Date(2026, 3, 31, 22, 30, 0, 0, time.UTC))
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Fatalf("got %v, want %s", err, c.fails)
				}
				return
			}
			var got []string
			for _, p := range parts {
				got = append(got, p.location)
			}
			check(t, got, err, c.locations...)
		})
	}
}

// Many projected partitions are found by listing their common folder once.
func TestManyPartitions(t *testing.T) {
	w := newWorld(t, 0)
	w.write(t, "t/r/2026/01/02/1.csv", "1,x\n")
	w.write(t, "t/r/2026/02/03/sub/2.csv", "2,y\n")
	w.write(t, "t/r/2027/02/03/3.csv", "3,z\n")
	w.write(t, "t/q/2026/02/03/4.csv", "4,z\n")
	tab := table(metastore.Column{Name: "day", Type: "string"})
	tab.Properties = map[string]string{
		"projection.enabled": "true", "projection.day.type": "date", "projection.day.range": "2026/01/01,2026/12/31", "projection.day.format": "yyyy/MM/dd",
		templateProperty: "s3://b/t/r/${day}",
	}
	got, err := w.read(t, tab)
	check(t, got, err, "1|x @ 2026/01/02 s3://b/t/r/2026/01/02/1.csv day=2026/01/02", "2|y @ 2026/02/03 s3://b/t/r/2026/02/03/sub/2.csv day=2026/02/03")
}

func TestConvertsOnce(t *testing.T) {
	w := newWorld(t, 0)
	w.write(t, "t/1.csv", "1,x\n")
	tab := table()
	paths := func() string {
		t.Helper()
		files, err := w.Files(t.Context(), tab, nil)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(files.Groups[0].Paths, " ")
	}
	first := paths()
	info, err := os.Stat(first)
	if err != nil {
		t.Fatal(err)
	}
	if again := paths(); again != first {
		t.Errorf("another copy was made: %s and %s", first, again)
	}
	if now, err := os.Stat(first); err != nil || !os.SameFile(info, now) {
		t.Errorf("the copy was made anew: %v", err)
	}
	tab.Columns[0].Type = "string"
	if again := paths(); again == first {
		t.Error("another definition has the same copy")
	}
	tab.Columns[0].Type = "int"
	w.write(t, "t/1.csv", "1,x\n2,y\n")
	if again := paths(); again == first {
		t.Error("another content has the same copy")
	}
}

func TestCacheIsBounded(t *testing.T) {
	w := newWorld(t, 2000)
	tab := table()
	w.write(t, "t/1.csv", "1,x\n")
	files, err := w.Files(t.Context(), tab, nil)
	if err != nil {
		t.Fatal(err)
	}
	old := files.Groups[0].Paths[0]
	w.now = w.now.Add(time.Minute)
	for i := range 6 {
		w.write(t, fmt.Sprintf("u%d/1.csv", i), "2,y\n")
	}
	var full error
	for i := range 6 {
		tab.Location = fmt.Sprintf("s3://b/u%d/", i)
		if _, err := w.Files(t.Context(), tab, nil); err != nil {
			full = err
		}
	}
	if fault.KindOf(full) != fault.Exhausted {
		t.Fatalf("what queries may be reading was deleted, or the bound was passed: %v", full)
	}
	if _, err := os.Stat(old); err != nil {
		t.Errorf("what a query may be reading was deleted: %v", err)
	}
	w.now = w.now.Add(2 * inUse)
	if _, err := w.Files(t.Context(), tab, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the oldest file is still there: %v", err)
	}
}

func TestErrors(t *testing.T) {
	w := newWorld(t, 0)
	w.write(t, "t/1.csv", "1,x\n")
	w.write(t, "t/bad.csv", "1,x\nz,y\n")
	tab := table()
	tab.Storage = metastore.Storage{Serde: "org.apache.hadoop.hive.serde2.OpenCSVSerde"}
	_, err := w.read(t, tab)
	var known *fault.Error
	if !errors.As(err, &known) || known.Code != "HIVE_BAD_DATA" || !strings.Contains(known.Msg, `s3://b/t/bad.csv line 2: Error parsing field value 'z' for field 0`) {
		t.Errorf("got %v", err)
	}
	tab.Storage = metastore.Storage{Serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"}
	if _, err = w.read(t, tab); err == nil || !strings.Contains(err.Error(), "Not valid Parquet file: s3://b/t/") {
		t.Errorf("got %v", err)
	}
	tab.Storage = metastore.Storage{Serde: "org.apache.hadoop.hive.ql.io.orc.OrcSerde"}
	if _, err = w.read(t, tab); err == nil || !strings.Contains(err.Error(), "NOT_SUPPORTED: table d.t: ORC files are not supported in Glaux") {
		t.Errorf("got %v", err)
	}
	tab = table()
	tab.Location = "s3://other/"
	if _, err = w.read(t, tab); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = w.Files(ctx, table(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Parquet files are taken as they are; their columns are found by name.
func TestParquet(t *testing.T) {
	w := newWorld(t, 0)
	schema := arrow.NewSchema([]arrow.Field{{Name: "B", Type: arrow.BinaryTypes.String}, {Name: "a", Type: arrow.PrimitiveTypes.Int64}, {Name: "other", Type: arrow.BinaryTypes.String}}, nil)
	rows := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer rows.Release()
	rows.Field(0).(*array.StringBuilder).Append("x")   //nolint:forcetypeassert // as in the schema
	rows.Field(1).(*array.Int64Builder).Append(7)      //nolint:forcetypeassert // as in the schema
	rows.Field(2).(*array.StringBuilder).Append("new") //nolint:forcetypeassert // as in the schema
	batch := rows.NewRecordBatch()
	defer batch.Release()
	var b bytes.Buffer
	out, err := pqarrow.NewFileWriter(schema, &b, nil, pqarrow.DefaultWriterProps())
	if err == nil {
		err = errors.Join(out.Write(batch), out.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "t/1.parquet", b.String())
	tab := table()
	tab.Storage = metastore.Storage{Serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"}
	tab.Columns = append(tab.Columns, metastore.Column{Name: "later", Type: "string"})
	files, err := w.Files(t.Context(), tab, nil)
	if err != nil {
		t.Fatal(err)
	}
	columns := files.Groups[0].Columns
	if len(columns) != 2 || columns["b"].Name != "B" || columns["a"].Type.String() != "bigint" {
		t.Errorf("got %v", columns)
	}
	tab.Columns[1].Type = "int"
	if _, err = w.Files(t.Context(), tab, nil); err == nil || !strings.Contains(err.Error(), "Field B's type varchar in parquet file s3://b/t/1.parquet is incompatible with type integer") {
		t.Errorf("got %v", err)
	}
}

// A file of more rows than a row group holds is written whole.
func TestManyRows(t *testing.T) {
	w := newWorld(t, 0)
	const rows = 300_000
	w.write(t, "t/1.csv.gz", strings.Repeat("1,x\n", rows))
	files, err := w.Files(t.Context(), table(), nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquetfile.OpenParquetFile(files.Groups[0].Paths[0], false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	if f.NumRows() != rows || f.NumRowGroups() != 3 {
		t.Errorf("%d rows in %d groups", f.NumRows(), f.NumRowGroups())
	}
}

// Texts are the same whether they repeat, are NULL, or are too many different ones for a list of words.
func TestManyWords(t *testing.T) {
	w := newWorld(t, 0)
	tab := table()
	tab.Columns = []metastore.Column{{Name: "a", Type: "string"}, {Name: "b", Type: "string"}, {Name: "c", Type: "array<string>"}}
	tab.Storage.Properties["collection.delim"] = ";"
	var text strings.Builder
	var want []string
	for i := range 40_000 {
		few, many := fmt.Sprint(i%7), fmt.Sprint("w", i)
		if i%5 == 0 {
			many = `\N`
		}
		if i%3 == 0 {
			few = `\N`
		}
		fmt.Fprintf(&text, "%s,%s,x;%d\n", few, many, i%2)
		want = append(want, strings.ReplaceAll(fmt.Sprintf("%s|%s|[\"x\",\"%d\"]", few, many, i%2), `\N`, "(null)"))
	}
	w.write(t, "t/1.csv", text.String())
	files, err := w.Files(t.Context(), tab, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := parquetRows(t, files.Groups[0].Paths[0])
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("row %d is %s, want %s", i, got[i], want[i])
		}
	}
}
