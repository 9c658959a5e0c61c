package examples_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/external"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/statement"
)

// step is a statement to run: an example, or one that the next examples need. Refusal is the message that says why it does not run.
type step struct {
	text, database, refusal string
	rows                    int // at least
}

// definitions are the examples that define tables, in an order in which each finds what it speaks of, in an empty catalog.
func definitions() []step {
	return []step{
		{text: "d10_create_db.sql"},
		{text: "CREATE DATABASE cur2"},
		{text: "CREATE DATABASE logs"},
		{text: "d01_external_table.sql"},
		{text: "d02_flowlogs.sql", database: "logs"},
		{text: "d03_alter_add_partition.sql", database: "logs"},
		{text: "SHOW PARTITIONS vpc_flow_logs", database: "logs", rows: 2},
		{text: "ALTER TABLE cur2.cur ADD PARTITION (billing_period = '2025-10')"},
		{text: "d04_msck.sql"},
		{text: "d05_show_partitions.sql", rows: 1},
		{text: "d07_show_create.sql", rows: 10},
		{text: "d08_show_tables.sql", rows: 1},
		{text: "d09_describe.sql", rows: 5},
		{text: "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (dt string, country string) STORED AS PARQUET LOCATION 's3://bucket/t/'", database: "logs"},
		{text: "d06_drop_partition.sql", database: "logs"},
	}
}

// writings are the examples that explain, prepare and write, over the generated tables.
func writings() []step {
	return []step{
		{text: "CREATE DATABASE reports"},
		{text: "q32_explain.sql", rows: 1},
		{text: "q33_prepare.sql"},
		{text: "q34_execute.sql", refusal: "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 2"},
		{text: "EXECUTE p1 USING '100000000001'", rows: 1},
		{text: "q39_create_view.sql"},
		{text: "SELECT * FROM summary_view", rows: 2},
		{text: "q38_ctas_with.sql"},
		{text: "q40_insert_into.sql"},
		{text: "SELECT * FROM reports.monthly", rows: 4},
		{text: "q42_unload.sql"},
	}
}

// inStore puts a metastore over the world, with the buckets of the examples as folders.
func inStore(t *testing.T, folder string, w world, r *query.Runner) {
	t.Helper()
	store, err := metastore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	var places metastore.Places
	for _, bucket := range []string{"bucket", "b", "DOC-EXAMPLE-BUCKET"} {
		places = append(places, metastore.Place{Prefix: "s3://" + bucket + "/", Folder: t.TempDir()})
	}
	open := func(location string) (blob.Store, error) {
		folder, ok := places.Resolve(location)
		if !ok {
			return nil, blob.ErrNotFound
		}
		return dir.Open(folder)
	}
	files := &external.Reader{Open: open, Cache: external.OpenCache(folder, 0, r.Now), Now: r.Now}
	r.Snapshot = func(context.Context) (catalog.Catalog, func(), error) {
		v, err := store.Version()
		if err != nil {
			return nil, nil, err
		}
		return v.Catalog(w, files.Files, external.Hidden), v.Close, nil
	}
	r.Statements = &statement.Executor{Store: store, Now: r.Now, Places: func() (metastore.Places, error) { return places, nil }}
}

func TestEveryStatementIsExecutedOrRefused(t *testing.T) {
	if _, err := os.Stat(examples); err != nil {
		t.Skip("the folder of examples is not beside the repository")
	}
	t.Run("definitions", func(t *testing.T) { execute(t, t.TempDir(), definitions()) })
	t.Run("writings", func(t *testing.T) { execute(t, t.TempDir(), writings(), append(tables(), bills()...)...) })
}

// execute runs statements one after the other over some tables.
func execute(t *testing.T, folder string, steps []step, tables ...table) {
	t.Helper()
	w, r := newWorld(t, folder, tables...)
	inStore(t, folder, w, r)
	for _, s := range steps {
		text := s.text
		if strings.HasSuffix(text, ".sql") {
			read, err := os.ReadFile(filepath.Join(examples, text))
			if err != nil {
				t.Fatal(err)
			}
			text = string(read)
		}
		rows, _, err := run(t.Context(), r, text, query.Options{Database: s.database})
		got := ""
		if err != nil {
			got = message(err)
		}
		if got != s.refusal {
			t.Errorf("%s: got %q, want %q", s.text, got, s.refusal)
		}
		if rows < s.rows {
			t.Errorf("%s: %d rows, want %d", s.text, rows, s.rows)
		}
	}
}
