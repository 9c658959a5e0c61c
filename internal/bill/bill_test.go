package bill_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func text(names ...string) []catalog.Column {
	var columns []catalog.Column
	for _, name := range names {
		columns = append(columns, catalog.Column{Name: name, Type: types.Text(), Partition: name == "billing_period" || name == "year" || name == "month"})
	}
	return columns
}

func sources() []bill.Source {
	tags := catalog.Column{Name: "resource_tags", Type: types.MapOf(types.Text(), types.Text())}
	cost := catalog.Column{Name: "line_item_unblended_cost", Type: types.Of(types.Double)}
	return []bill.Source{
		{Name: catalog.Name{Database: "a", Table: "new"}, Format: cur.CUR2, Columns: append(text("line_item_usage_type", "select", "billing_period"), tags, cost)},
		{Name: catalog.Name{Database: "a", Table: "old"}, Format: cur.Legacy, Columns: append(text("product_product_name", "product_sku", "resource_tags_user_x", "billing_period", "year", "month"), cost)},
		{Name: catalog.Name{Database: "b", Table: "table"}, Format: focus.Name, Columns: append(text("servicename", "billing_period"), catalog.Column{Name: "billedcost", Type: types.Of(types.Double)})},
	}
}

func TestTheViewHasTheColumnsOfCUR2AndFlatNames(t *testing.T) {
	table, err := bill.Table(sources())
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]types.Type{}
	for i, c := range table.Columns {
		if _, twice := there[c.Name]; twice {
			t.Errorf("%q is in the view twice", c.Name)
		}
		there[c.Name] = c.Type
		if i < len(cur.Columns()) && c.Name != cur.Columns()[i].Name {
			t.Errorf("column %d is %q, not %q", i, c.Name, cur.Columns()[i].Name)
		}
	}
	for _, name := range []string{"product_product_name", "product_region", "resource_tags_user_x", "resource_tags_user_name", "billing_period", "source"} {
		if there[name].Kind != types.Varchar {
			t.Errorf("%q is missing", name)
		}
	}
}

func TestTheDDLOfTheViewIsWhatTheViewIs(t *testing.T) {
	ddl, err := bill.ViewDDL(sources())
	if err != nil {
		t.Fatal(err)
	}
	statement, bad := parse.Statement(ddl)
	if len(bad) > 0 {
		t.Fatalf("%s", bad.Show(ddl))
	}
	view, ok := statement.(*ast.CreateView)
	if !ok || !view.Replace {
		t.Fatalf("the DDL is a %T", statement)
	}
	table, err := bill.Table(sources())
	if err != nil {
		t.Fatal(err)
	}
	// In Athena the legacy report is partitioned by year and month, and has no billing_period.
	want := ast.Print(table.View.Query)
	parts := strings.Split(want, "UNION ALL")
	parts[1] = strings.Replace(parts[1], "billing_period AS billing_period", `"year" || '-' || lpad("month", 2, '0') AS billing_period`, 1)
	if got := ast.Print(view.Query); squeeze(got) != squeeze(strings.Join(parts, "UNION ALL")) {
		t.Errorf("the DDL and the view differ:\n%s\n%s", got, want)
	}
	if !strings.Contains(ddl, `"table"`) || strings.Count(ddl, "UNION ALL") != 2 {
		t.Error("a name that is a keyword is not quoted, or a source is missing")
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestTablesAreWrittenForAthena(t *testing.T) {
	for _, s := range sources() {
		ddl := bill.TableDDL(s, "s3://bucket/prefix")
		for one := range strings.SplitSeq(strings.TrimSuffix(ddl, ";\n"), ";\n") {
			if _, bad := parse.Statement(one); len(bad) > 0 {
				t.Errorf("%s\n%s", s.Name, bad.Show(one))
			}
		}
		if !strings.Contains(ddl, "s3://bucket/prefix/") {
			t.Errorf("%s has no location", s.Name)
		}
	}
	if !strings.Contains(bill.TableDDL(sources()[1], "/home/me"), "s3://BUCKET/") {
		t.Error("a folder of this machine stands in a definition for Athena")
	}
}

func TestALakeWithoutSourcesHasAnEmptyView(t *testing.T) {
	table, err := bill.Table(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Columns) < len(cur.Columns()) {
		t.Errorf("it has %d columns", len(table.Columns))
	}
}

// empty is a catalog without anything.
type empty struct{}

func (empty) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrSchemaNotFound
}
func (empty) Databases(context.Context) ([]string, error) { return nil, nil }
func (empty) Tables(context.Context, string) ([]string, error) {
	return nil, catalog.ErrSchemaNotFound
}

func TestTheCatalogListsTheView(t *testing.T) {
	ctx := context.Background()
	cat := bill.With(empty{}, sources())
	databases, err := cat.Databases(ctx)
	if err != nil || len(databases) != 1 || databases[0] != bill.Database {
		t.Errorf("databases %q, %v", databases, err)
	}
	if tables, err := cat.Tables(ctx, bill.Database); err != nil || !slices.Equal(tables, []string{"bill", "genai"}) {
		t.Errorf("tables %q, %v", tables, err)
	}
	if table, err := cat.Table(ctx, catalog.Name{Database: bill.Database, Table: bill.View}); err != nil || table.View == nil {
		t.Errorf("the view: %v", err)
	}
	if _, err := cat.Table(ctx, catalog.Name{Database: bill.Database, Table: "x"}); !errors.Is(err, catalog.ErrTableNotFound) {
		t.Errorf("another table: %v", err)
	}
	if _, err := cat.Table(ctx, catalog.Name{Database: "x", Table: "x"}); !errors.Is(err, catalog.ErrSchemaNotFound) {
		t.Errorf("another database: %v", err)
	}
}
