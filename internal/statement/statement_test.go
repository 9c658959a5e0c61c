package statement

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// nothing is a catalog without anything: what the metastore lies over.
type nothing struct{}

func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrSchemaNotFound
}
func (nothing) Databases(context.Context) ([]string, error) { return nil, nil }
func (nothing) Tables(context.Context, string) ([]string, error) {
	return nil, catalog.ErrSchemaNotFound
}

// house is a runner over an empty lake, with one registered location: s3://bucket/ is the folder.
type house struct {
	*query.Runner
	folder string
	store  *metastore.Store
}

func newHouse(t *testing.T) *house {
	t.Helper()
	store, err := metastore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{folder: t.TempDir(), store: store}
	now := func() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) }
	policy := access.New(access.Rules{Administrators: []string{"admin"}, Grants: grants()})
	h.Runner = &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) {
			v, err := store.Version()
			if err != nil {
				return nil, nil, err
			}
			return v.Catalog(nothing{}, nil, nil), v.Close, nil
		},
		Policy: policy, Now: now, Database: "default",
		Statements: &Executor{
			Store: store, Now: now,
			Places: func() (metastore.Places, error) {
				return metastore.Places{{Prefix: "s3://bucket/", Folder: h.folder}}, nil
			},
		},
	}
	return h
}

// grants let the administrator do everything, the reader read it and the maker make tables of what lies below s3://bucket/own/.
func grants() []access.Grant {
	may := func(who string, on access.Resource, do ...access.Permission) access.Grant {
		return access.Grant{Principals: []string{who}, Resource: on, Permissions: do}
	}
	return []access.Grant{
		may("admin", access.Whole(), access.All),
		may("reader", access.Table("*", "*"), access.Select),
		may("maker", access.Whole(), access.CreateDatabase),
		may("maker", access.Database("default"), access.CreateTable),
		may("maker", access.Place("s3://bucket/own"), access.DataLocationAccess),
	}
}

// lines runs a statement as the administrator and returns its rows, fields with bars between.
func (h *house) lines(t *testing.T, text string) []string {
	t.Helper()
	lines, err := h.try(t, "admin", text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return lines
}

func (h *house) try(t *testing.T, who, text string) ([]string, error) {
	t.Helper()
	result, err := h.Text(t.Context(), access.Principal{Name: who}, text, query.Options{})
	if err != nil {
		return nil, err
	}
	var lines []string
	err = result.Each(t.Context(), func(row []value.Value) error {
		fields := make([]string, len(row))
		for i, v := range row {
			if v != nil {
				fields[i] = value.CastText(v, result.Columns[i].Type)
			}
		}
		lines = append(lines, strings.Join(fields, "|"))
		return nil
	})
	return lines, errors.Join(err, result.Close())
}

const flow = `CREATE EXTERNAL TABLE t (a int COMMENT 'it''s', b array<struct<k:string,v:decimal(18,6)>>, ` + "`end`" + ` char(3))
COMMENT 'of \\ things' PARTITIONED BY (d date, n int) CLUSTERED BY (a) INTO 4 BUCKETS
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' ESCAPED BY '\\' COLLECTION ITEMS TERMINATED BY '\002' MAP KEYS TERMINATED BY ':' NULL DEFINED AS '-'
LOCATION 's3://bucket/t' TBLPROPERTIES ('projection.enabled'='true', 'storage.location.template'='s3://bucket/t/${d}/')`

const regex = `CREATE EXTERNAL TABLE t (a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
WITH SERDEPROPERTIES ('input.regex'='^(\\S+) "([^"]*)"$', 'serialization.format'='1') LOCATION 's3://bucket/t/'`

func TestWhatShowCreateTablePrintsMakesTheSameTable(t *testing.T) {
	for _, text := range []string{
		flow, regex,
		"CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET LOCATION 's3://bucket/t/'",
		"CREATE EXTERNAL TABLE t (a int) STORED AS INPUTFORMAT 'x.In' OUTPUTFORMAT 'x.Out' LOCATION 's3://bucket/t/'",
		"CREATE EXTERNAL TABLE t (a int) LOCATION 's3://bucket/t/'",
	} {
		h := newHouse(t)
		h.lines(t, text)
		shown := strings.Join(h.lines(t, "SHOW CREATE TABLE t"), "\n")
		first := h.table(t)
		if _, problems := parse.Statement(shown); len(problems) > 0 {
			t.Fatalf("%s\n%s", shown, problems.Show(shown))
		}
		h.lines(t, "DROP TABLE t")
		h.lines(t, shown)
		if second := h.table(t); !same(first, second) {
			t.Errorf("%s\nmade %+v\nof     %+v", shown, second, first)
		}
	}
}

func (h *house) table(t *testing.T) *metastore.Table {
	t.Helper()
	v, err := h.store.Version()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	return v.Record.Table("default", "t")
}

// same compares what is printed of two tables.
func same(a, b *metastore.Table) bool {
	return strings.Join(tableStatement(a), "\n") == strings.Join(tableStatement(b), "\n") && a.Storage.Serde == b.Storage.Serde &&
		a.Location == b.Location && len(a.Storage.Properties) == len(b.Storage.Properties)
}

func TestPartitionsAreComparedAsValues(t *testing.T) {
	h := newHouse(t)
	h.lines(t, "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (d date, n int) LOCATION 's3://bucket/t/'")
	h.lines(t, "ALTER TABLE t ADD PARTITION (d = DATE '2025-01-02', n = 9) PARTITION (n = '010', d = '2025-01-02') PARTITION (d = '2025-02-01', n = 100)")
	if got := strings.Join(h.lines(t, "SHOW PARTITIONS t"), " "); got != "d=2025-01-02/n=10 d=2025-01-02/n=9 d=2025-02-01/n=100" {
		t.Errorf("got %s", got)
	}
	h.lines(t, "ALTER TABLE t DROP PARTITION (n >= 10, d < '2025-02-01')")
	if got := strings.Join(h.lines(t, "SHOW PARTITIONS t"), " "); got != "d=2025-01-02/n=9 d=2025-02-01/n=100" {
		t.Errorf("got %s", got)
	}
}

func TestRepairFindsOnlyPartitions(t *testing.T) {
	h := newHouse(t)
	h.lines(t, "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (Region string, n int) LOCATION 's3://bucket/t/'")
	for _, folder := range []string{"region=eu%2Fwest/n=1", "REGION=us/n=02", "region=us/n=x", "region=us/other=1", "n=1/region=us", ".hidden/n=1", "region=lonely"} {
		if err := os.MkdirAll(filepath.Join(h.folder, "t", folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.Join(h.lines(t, "MSCK REPAIR TABLE t"), "\n")
	want := "Partitions not in metastore:\tt:region=us/n=2\tt:region=eu/west/n=1\n" +
		"Repair: Added partition to metastore t:region=us/n=2\nRepair: Added partition to metastore t:region=eu/west/n=1"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPreparedStatementsBelongToWhoMadeThem(t *testing.T) {
	h := newHouse(t)
	if _, err := h.try(t, "alice", "PREPARE p FROM SELECT ? AS a"); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]bool{"alice": true, "bob": false, "admin": false} {
		_, err := h.try(t, who, "DESCRIBE INPUT p")
		if (err == nil) != want {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, err := h.try(t, "bob", "DEALLOCATE PREPARE p"); err == nil {
		t.Error("bob dropped alice's statement")
	}
	if _, err := h.try(t, "alice", "DEALLOCATE PREPARE P"); err != nil {
		t.Error(err)
	}
}

func TestLocationsOutsideAreRefused(t *testing.T) {
	h := newHouse(t)
	h.lines(t, "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (d string) LOCATION 's3://bucket/t/'")
	for _, text := range []string{
		"CREATE EXTERNAL TABLE u (a int) LOCATION 's3://other/t/'",
		"CREATE EXTERNAL TABLE u (a int) LOCATION '/etc/'",
		"CREATE EXTERNAL TABLE u (a int) LOCATION 's3://bucket/../etc/'",
		"ALTER TABLE t SET LOCATION 's3://other/t/'",
		"ALTER TABLE t ADD PARTITION (d = 'x') LOCATION 's3://other/t/'",
		"UNLOAD (SELECT 1 AS a) TO 's3://other/u/' WITH (format = 'JSON')",
	} {
		if _, err := h.try(t, "admin", text); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestTheExternalTableOfAPartitionCannotEscapeByItsValue(t *testing.T) {
	h := newHouse(t)
	h.lines(t, "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (d string) LOCATION 's3://bucket/t/'")
	h.lines(t, "ALTER TABLE t ADD PARTITION (d = '../../x')")
	if got := h.table(t).Partitions[0].Location; got != "s3://bucket/t/d=..%2F..%2Fx/" {
		t.Errorf("got %s", got)
	}
}

func TestPatternsOfShow(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"cur", "cur_old", "flow"} {
		h.lines(t, "CREATE EXTERNAL TABLE "+name+" (a int) LOCATION 's3://bucket/t/'")
	}
	for like, want := range map[string]string{"cur*": "cur cur_old", "CUR": "cur", "cur|flow": "cur flow", ".*o.*": "cur_old flow", "x*": ""} {
		if got := strings.Join(h.lines(t, "SHOW TABLES '"+like+"'"), " "); got != want {
			t.Errorf("%s: got %q", like, got)
		}
	}
	if _, err := h.try(t, "admin", "SHOW TABLES '('"); err == nil {
		t.Error("a broken pattern is taken")
	}
	got := h.lines(t, "SHOW FUNCTIONS LIKE 'arra_!_agg' ESCAPE '!'")
	if len(got) != 1 || !strings.HasPrefix(got[0], "array_agg|array(T)|T|aggregate|true|") {
		t.Errorf("got %q", got)
	}
}
