package trino_test

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
	"github.com/glauxhq/glaux/internal/sql/emit/trino"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestGolden(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		tables := schema(t, in["schema"])
		printed := again(t, tables, in["query.sql"])
		if twice := again(t, tables, printed); twice != printed {
			t.Errorf("printed again, the text is another:\n%s", twice)
		}
		return golden.Sections{"trino.sql": printed, "guarded.sql": guarded(t, tables, in["query.sql"], in["rows"])}
	})
}

// guarded prints a query whose scans all have the row filter.
func guarded(t *testing.T, tables catalog.Catalog, sql, rows string) string {
	t.Helper()
	if rows == "" {
		return ""
	}
	filter, problems := parse.Expression(rows)
	if len(problems) > 0 {
		t.Fatal(problems.Show(rows))
	}
	query := analyzed(t, tables, sql)
	next := query.NextID
	query = query.Rewrite(typed.Rewriter{Rel: func(r typed.Rel) typed.Rel {
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
		shown := &typed.Select{From: inner}
		for i, c := range scan.Cols {
			shown.Items = append(shown.Items, typed.Item{Column: c, X: &typed.Ref{Column: inner.Cols[scan.Source[i]]}})
		}
		return shown
	}}).Prune()
	printed, err := trino.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	return printed.SQL
}

// again analyzes a query and prints it.
func again(t *testing.T, tables catalog.Catalog, sql string) string {
	t.Helper()
	printed, err := trino.Query(analyzed(t, tables, sql))
	if err != nil {
		t.Fatal(err)
	}
	return printed.SQL
}

func analyzed(t *testing.T, tables catalog.Catalog, sql string) *typed.Query {
	t.Helper()
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		t.Fatal(problems.Show(sql))
	}
	query, err := analyze.Query(t.Context(), tree, tables, analyze.Options{
		Database: "db", Now: time.Date(2025, 1, 31, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		var list diag.List
		if errors.As(err, &list) {
			t.Fatal(list.Show(sql))
		}
		t.Fatal(err)
	}
	return query
}

// tables is a catalog of the tables of database db.
type tables map[string]*catalog.Table

func (c tables) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != "db" {
		return nil, catalog.ErrSchemaNotFound
	}
	if table, ok := c[name.Table]; ok {
		return table, nil
	}
	return nil, catalog.ErrTableNotFound
}

func (c tables) Databases(context.Context) ([]string, error) { return []string{"db"}, nil }

func (c tables) Tables(context.Context, string) ([]string, error) { return nil, nil }

// schema reads tables, one a line as `name: column type; column type`, and views, as `name = query`.
func schema(t *testing.T, text string) tables {
	t.Helper()
	made := tables{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if name, sql, ok := strings.Cut(line, " = "); ok {
			query, problems := parse.Query(sql)
			if len(problems) > 0 {
				t.Fatal(problems.Show(sql))
			}
			made[name] = &catalog.Table{Name: catalog.Name{Database: "db", Table: name}, View: &catalog.View{Query: query, Database: "db"}}
			continue
		}
		name, columns, _ := strings.Cut(line, ":")
		table := &catalog.Table{Name: catalog.Name{Database: "db", Table: name}}
		for column := range strings.SplitSeq(columns, ";") {
			id, typeText, _ := strings.Cut(strings.TrimSpace(column), " ")
			table.Columns = append(table.Columns, catalog.Column{Name: id, Type: typeOf(t, typeText)})
		}
		made[name] = table
	}
	return made
}

func typeOf(t *testing.T, text string) types.Type {
	t.Helper()
	tree, problems := parse.Type(text)
	if len(problems) > 0 {
		t.Fatal(problems.Show(text))
	}
	made, err := types.Parse(tree)
	if err != nil {
		t.Fatal(err)
	}
	return made
}
