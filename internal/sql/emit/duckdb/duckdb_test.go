package duckdb_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestGolden(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		query := analyzed(t, in["query.sql"])
		if in["rows"] != "" {
			query = guarded(t, query, in["rows"], strings.Contains(in["rows"], "barrier"))
		}
		made, err := duckdb.Query(query)
		if err != nil {
			var list diag.List
			if !errors.As(err, &list) {
				t.Fatal(err)
			}
			return golden.Sections{"error": list.Show(in["query.sql"]) + "\n"}
		}
		var functions strings.Builder
		for _, f := range made.Functions {
			functions.WriteString(f.Name + "\n")
		}
		return golden.Sections{
			"duckdb.sql": made.SQL + "\n", "setup.sql": strings.Join(made.Setup, "\n") + "\n",
			"teardown.sql": strings.Join(made.Teardown, "\n") + "\n", "functions": functions.String(),
		}
	})
}

// What is said twice is said the same way: names depend on nothing but the tree.
func TestTextIsTheSameEachTime(t *testing.T) {
	const sql = "SELECT product['x'], sum(cost) FROM bill GROUP BY 1 HAVING sum(cost) > 0 ORDER BY 2 DESC LIMIT 3"
	query := analyzed(t, sql)
	once, err := duckdb.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := duckdb.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	if once.SQL != twice.SQL {
		t.Errorf("first\n%s\nthen\n%s", once.SQL, twice.SQL)
	}
}

// A text in a query reaches the engine as a literal that holds nothing but the text.
func TestTextsAreEscaped(t *testing.T) {
	for _, text := range []string{"a'b", `a\b`, "a\nb", "a\x01b", "';DROP TABLE x;--", "é👍"} {
		made, err := duckdb.Query(analyzed(t, "SELECT '"+strings.ReplaceAll(text, "'", "''")+"'"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(made.SQL, "\n") || strings.Contains(made.SQL, "';DROP") && !strings.Contains(made.SQL, "'';DROP") {
			t.Errorf("%q is written as %s", text, made.SQL)
		}
	}
}

func analyzed(t testing.TB, sql string) *typed.Query {
	t.Helper()
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		t.Fatal(problems.Show(sql))
	}
	query, err := analyze.Query(t.Context(), tree, tables{}, analyze.Options{Database: "db", Now: time.Date(2025, 1, 31, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		var list diag.List
		if errors.As(err, &list) {
			t.Fatal(list.Show(sql))
		}
		t.Fatal(err)
	}
	return query
}

// guarded puts a row filter on every scan.
func guarded(t *testing.T, query *typed.Query, rows string, barrier bool) *typed.Query {
	t.Helper()
	text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rows), "barrier"))
	filter, problems := parse.Expression(text)
	if len(problems) > 0 {
		t.Fatal(problems.Show(text))
	}
	next := query.NextID
	return query.Rewrite(typed.Rewriter{Rel: func(r typed.Rel) typed.Rel {
		scan, ok := r.(*typed.Scan)
		if !ok {
			return r
		}
		inner := &typed.Scan{Table: scan.Table, Guard: &typed.Guard{}}
		for i, c := range scan.Table.Columns {
			next++
			inner.Cols, inner.Source = append(inner.Cols, typed.Column{ID: next, Name: c.Name, Type: c.Type}), append(inner.Source, i)
		}
		cond, err := analyze.Over(t.Context(), scan.Table, inner.Cols, nil, analyze.Options{}).Condition(filter)
		if err != nil {
			t.Fatal(err)
		}
		inner.Guard.Filter = cond
		shown := &typed.Select{From: inner, Screen: &typed.Screen{Barrier: barrier}}
		for i, c := range scan.Cols {
			shown.Items = append(shown.Items, typed.Item{Column: c, X: &typed.Ref{Column: inner.Cols[scan.Source[i]]}})
		}
		return shown
	}}).Prune()
}

// tables is a catalog: a bill in two groups of files that differ, an empty table of accounts, and flow logs with partition keys.
type tables struct{}

func (tables) Databases(context.Context) ([]string, error) { return []string{"db"}, nil }
func (tables) Tables(context.Context, string) ([]string, error) {
	return []string{"account", "bill"}, nil
}

func (tables) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	text, double := types.Text(), types.Of(types.Double)
	owner := types.RowOf([]string{"name", "since"}, text, types.TimestampOf(3))
	switch name.Table {
	case "account":
		return &catalog.Table{Name: name, Columns: []catalog.Column{{Name: "id", Type: text}, {Name: "owner", Type: owner}}, Data: catalog.Files{}}, nil
	case "bill":
		columns := []catalog.Column{
			{Name: "account", Type: text},
			{Name: "at", Type: types.TimestampOf(3)},
			{Name: "cost", Type: double},
			{Name: "amount", Type: types.DecimalOf(18, 6)},
			{Name: "product", Type: types.MapOf(text, text)},
			{Name: "owner", Type: owner},
		}
		now, before := map[string]catalog.FileColumn{}, map[string]catalog.FileColumn{}
		for _, c := range columns {
			now[c.Name] = catalog.FileColumn{Name: c.Name, Type: c.Type}
		}
		before["account"] = catalog.FileColumn{Name: "lineItem/Account", Type: text}
		before["cost"] = catalog.FileColumn{Name: "cost", Type: text}
		return &catalog.Table{Name: name, Columns: columns, Data: catalog.Files{Groups: []catalog.FileGroup{
			{Paths: []string{"/lake/a.parquet", "/lake/b[1].parquet"}, Columns: now},
			{Paths: []string{"/lake/old.parquet"}, Columns: before},
		}}}, nil
	}
	if name.Table == "flow" {
		day := types.Of(types.Date)
		first, second, region := "2025-01-30", "2025-01-31", "us-east-1"
		return &catalog.Table{
			Name: name, Columns: []catalog.Column{{Name: "bytes", Type: types.Of(types.BigInt)}, {Name: "day", Type: day, Partition: true}, {Name: "region", Type: text, Partition: true}},
			Data: &catalog.Files{Groups: []catalog.FileGroup{{
				Paths: []string{"/lake/1.parquet", "/lake/2.parquet", "/lake/3[x].parquet"}, Columns: map[string]catalog.FileColumn{"bytes": {Name: "bytes", Type: types.Of(types.BigInt)}},
				Constants: []catalog.Column{{Name: "day", Type: day}, {Name: "region", Type: text}}, Values: [][]*string{{&first, &region}, {&second, &region}, {nil, &region}},
			}}},
		}, nil
	}
	return nil, catalog.ErrTableNotFound
}
