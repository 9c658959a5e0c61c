package console

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/statement"
)

// withStatements is a console over the shop and a metastore, in which statements make things.
func withStatements(t *testing.T) *Console {
	t.Helper()
	c := open(t)
	store, err := metastore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	places := metastore.Places{{Prefix: "s3://bucket/", Folder: t.TempDir()}}
	c.runner.Statements = &statement.Executor{
		Store: store, Now: c.runner.Now, Places: func() (metastore.Places, error) { return places, nil },
	}
	c.runner.Snapshot = func(context.Context) (catalog.Catalog, func(), error) {
		v, err := store.Version()
		if err != nil {
			return nil, nil, err
		}
		return v.Catalog(&shop{}, func(context.Context, *metastore.Table, []catalog.Constraint) (*catalog.Files, error) {
			t.Error("the files of an external table were looked for")
			return &catalog.Files{}, nil
		}, nil), v.Close, nil
	}
	return c
}

// do runs a statement as the administrator.
func do(t *testing.T, c *Console, text string) {
	t.Helper()
	result, err := c.runner.Text(t.Context(), principal("admin"), text, query.Options{})
	if err == nil {
		_, err = all(t.Context(), result)
	}
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func TestAPinnedQueryIsAView(t *testing.T) {
	c := withStatements(t)
	r := ViewRequest{Text: Text{SQL: "select billing_period as \"The Month\", count(*) as n from shop.cur group by 1"}, Name: "default.By_Month"}
	made, err := c.CreateView(t.Context(), principal("admin"), r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(made, "CREATE VIEW default.by_month AS") {
		t.Errorf("made by %s", made)
	}
	if _, err := c.CreateView(t.Context(), principal("admin"), r); err == nil {
		t.Error("the view was made twice")
	}
	r.Replace = true
	if _, err := c.CreateView(t.Context(), principal("admin"), r); err != nil {
		t.Error(err)
	}
	view, err := c.Table(t.Context(), principal("admin"), "default", "by_month")
	if err != nil || view.Kind != "view" || len(view.Columns) != 2 || !strings.Contains(view.DDL, "VIEW") {
		t.Errorf("got %+v, %v", view, err)
	}
	for _, wrong := range []ViewRequest{
		{Text: Text{SQL: "SELECT nope FROM shop.cur"}, Name: "v"},
		{Text: Text{SQL: "DROP TABLE x"}, Name: "v"},
		{Text: r.Text, Name: "a.b.c"},
		{Text: r.Text, Name: "a."},
		{Text: Text{SQL: "SELECT 1 AS a; DROP VIEW v"}, Name: "v"},
	} {
		if made, err := c.CreateView(t.Context(), principal("admin"), wrong); err == nil {
			t.Errorf("%+v made %s", wrong, made)
		}
	}
	if _, err := c.CreateView(t.Context(), principal("alice"), ViewRequest{Text: r.Text, Name: "v"}); err == nil {
		t.Error("alice made a view")
	}
}

func TestExternalTablesAreShownWithoutReadingTheirFiles(t *testing.T) {
	c := withStatements(t)
	do(t, c, "CREATE EXTERNAL TABLE default.logs (a int, host string) PARTITIONED BY (day string) STORED AS PARQUET LOCATION 's3://bucket/logs/'")
	for _, day := range []string{"2025-11-01", "2025-11-02"} {
		do(t, c, "ALTER TABLE default.logs ADD PARTITION (day = '"+day+"') LOCATION 's3://bucket/logs/"+day+"/'")
	}
	table, err := c.Table(t.Context(), principal("admin"), "default", "logs")
	if err != nil {
		t.Fatal(err)
	}
	if table.Kind != "external" || len(table.Partitions) != 2 || !slices.Equal(table.Partitions[0].Values, []string{"2025-11-02"}) || !strings.Contains(table.DDL, "LOCATION") {
		t.Errorf("got %+v", table)
	}
	checked, err := c.Check(t.Context(), principal("admin"), Text{SQL: "SELECT host FROM default.logs WHERE day = '2025-11-01'"})
	if err != nil || len(checked.Diagnostics) > 0 || checked.AthenaUSD != "" {
		t.Errorf("got %+v, %v", checked, err)
	}
	if checked, err = c.Check(t.Context(), principal("admin"), Text{SQL: "SELECT 1"}); err != nil || checked.AthenaUSD != "0.0000476837158203125" {
		t.Errorf("got %+v, %v", checked, err)
	}
	found, err := c.Complete(t.Context(), principal("admin"), split(t, "SELECT * FROM default.logs WHERE host = '¦"))
	if err != nil || len(found.Items) > 0 {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestTheCatalogShowsWhatThereIs(t *testing.T) {
	c := open(t)
	list, err := c.Databases(t.Context(), principal("admin"))
	if err != nil || len(list) != 3 || list[1].Name != "shop" || len(list[1].Tables) != 3 || list[1].Tables[0] != (TableName{"accounts", "view"}) {
		t.Errorf("got %+v, %v", list, err)
	}
	table, err := c.Table(t.Context(), principal("admin"), "shop", "cur")
	if err != nil || table.SampleSQL != "SELECT *\nFROM shop.cur\nLIMIT 10" || !table.Columns[0].Partition || !table.Columns[7].Map {
		t.Errorf("got %+v, %v", table, err)
	}
	if _, err := c.Table(t.Context(), principal("admin"), "shop", "nope"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if _, problems := parse.Query(table.SampleSQL); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestAStageIsExplained(t *testing.T) {
	c := open(t)
	text, err := c.Explain(t.Context(), principal("admin"), Text{SQL: "SELECT billing_period FROM cur"}, "typed")
	if err != nil || !strings.Contains(text, "shop.cur") {
		t.Errorf("got %q, %v", text, err)
	}
	if _, err := c.Explain(t.Context(), principal("admin"), Text{SQL: "SELECT 1"}, "soul"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestEveryFunctionIsListedOnce(t *testing.T) {
	seen := map[string]bool{}
	kinds := map[string]int{}
	for _, f := range Functions() {
		if seen[f.Name] || f.Doc == "" || len(f.Signatures) == 0 {
			t.Errorf("got %+v", f)
		}
		seen[f.Name], kinds[f.Kind] = true, kinds[f.Kind]+1
	}
	for _, f := range funcs.All() {
		if seen[f.Name] != (f.Unsupported == "") {
			t.Errorf("%s is listed: %t", f.Name, seen[f.Name])
		}
	}
	for _, kind := range []string{"scalar", "aggregate", "window", "lambda", "operator"} {
		if kinds[kind] == 0 {
			t.Errorf("no function is of kind %s: %v", kind, kinds)
		}
	}
}

func TestTheCacheForgetsWhatIsOldOrTooMuch(t *testing.T) {
	kept := newCache()
	now := time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC)
	for i := range maxKept + 10 {
		key := filepath.Join("k", string(rune('a'+i%26)), strings.Repeat("x", i/26))
		a, mine := kept.claim(key, now)
		if !mine {
			t.Fatalf("%s was there", key)
		}
		kept.settle(key, a, i, nil)
	}
	if len(kept.kept) > maxKept {
		t.Errorf("%d are kept", len(kept.kept))
	}
	a, _ := kept.claim("old", now)
	kept.settle("old", a, 1, nil)
	if _, mine := kept.claim("old", now.Add(maxStale-1)); mine {
		t.Error("what is new was forgotten")
	}
	if _, mine := kept.claim("old", now.Add(maxStale)); !mine {
		t.Error("what is old was kept")
	}
}
