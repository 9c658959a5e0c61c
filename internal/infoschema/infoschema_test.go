package infoschema

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// shop is a catalog of a table and a view.
type shop struct{}

func (shop) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	t := &catalog.Table{Name: name, Columns: []catalog.Column{
		{Name: "x", Type: types.DecimalOf(10, 2), Comment: "it's"},
		{Name: "$path", Type: types.Text(), Hidden: true},
		{Name: "day", Type: types.Of(types.Date), Partition: true},
	}}
	if name.Table == "v" {
		q, _ := parse.Query("SELECT 1 AS secret")
		t.View = &catalog.View{Query: q}
	}
	return t, nil
}
func (shop) Databases(context.Context) ([]string, error)      { return []string{"shop"}, nil }
func (shop) Tables(context.Context, string) ([]string, error) { return []string{"t", "v"}, nil }

// printed returns the query that a table is.
func printed(t *testing.T, c catalog.Catalog, table string) string {
	t.Helper()
	found, err := c.Table(t.Context(), catalog.Name{Database: Database, Table: table})
	if err != nil {
		t.Fatal(err)
	}
	if !found.View.Public {
		t.Error("not everybody may read it")
	}
	query := ast.Print(found.View.Query)
	if _, problems := parse.Query(query); len(problems) > 0 {
		t.Fatal(problems.Show(query))
	}
	return strings.Join(strings.Fields(query), " ")
}

func TestWhatIsThereIsTold(t *testing.T) {
	c := With(shop{}, false)
	for table, want := range map[string][]string{
		"schemata": {"('awsdatacatalog', 'shop')", "('awsdatacatalog', 'information_schema')"},
		"tables":   {"'shop', 't', 'BASE TABLE')", "'shop', 'v', 'VIEW')", "'information_schema', 'columns', 'BASE TABLE')"},
		"views":    {"'shop', 'v', NULL)"},
		"columns": {
			"'shop', 't', 'x', 1, NULL, 'YES', 'decimal(10,2)', 'it''s', NULL)", "'shop', 't', 'day', 2, NULL, 'YES', 'date', NULL, 'partition key')",
		},
	} {
		got := printed(t, c, table)
		for _, row := range want {
			if !strings.Contains(got, row) {
				t.Errorf("%s has no %s: %s", table, row, got)
			}
		}
		if strings.Contains(got, "$path") || strings.Contains(got, "secret") {
			t.Errorf("%s tells too much: %s", table, got)
		}
	}
	if got := printed(t, With(shop{}, true), "views"); !strings.Contains(got, "SELECT 1 AS secret") {
		t.Errorf("got %s", got)
	}
}

func TestOtherTablesAreNotThere(t *testing.T) {
	c := With(shop{}, false)
	if _, err := c.Table(t.Context(), catalog.Name{Database: Database, Table: "roles"}); !errors.Is(err, catalog.ErrTableNotFound) {
		t.Errorf("got %v", err)
	}
	if names, err := c.Tables(t.Context(), Database); err != nil || len(names) != 4 {
		t.Errorf("got %v, %v", names, err)
	}
}
