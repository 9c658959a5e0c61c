package bill_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// tables is a catalog of the tables of sources.
type tables []bill.Source

func (ts tables) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	for _, s := range ts {
		if s.Name == name {
			return &catalog.Table{Name: name, Columns: s.Columns}, nil
		}
	}
	return nil, catalog.ErrTableNotFound
}

func (ts tables) Databases(context.Context) ([]string, error) { return nil, nil }

func (ts tables) Tables(context.Context, string) ([]string, error) { return nil, nil }

// whole is a source of each format with all of its columns.
func whole() []bill.Source {
	new2 := bill.Source{Name: catalog.Name{Database: "w", Table: "two"}, Format: cur.CUR2}
	old := bill.Source{Name: catalog.Name{Database: "w", Table: "one"}, Format: cur.Legacy}
	for _, k := range cur.Columns() {
		c := catalog.Column{Name: k.Name, Type: k.Type}
		new2.Columns = append(new2.Columns, c)
		if k.Type.Kind != types.Map {
			old.Columns = append(old.Columns, c)
		}
	}
	old.Columns = append(old.Columns, text("product_product_name", "product_region", "resource_tags_user_team", "cost_category_unit", "billing_period", "year", "month")...)
	new2.Columns = append(new2.Columns, text("billing_period")...)
	spec := bill.Source{Name: catalog.Name{Database: "w", Table: "focus"}, Format: focus.Name}
	for _, k := range focus.Columns() {
		spec.Columns = append(spec.Columns, catalog.Column{Name: strings.ToLower(k.Name), Type: k.Type})
	}
	spec.Columns = append(spec.Columns, text("billing_period")...)
	return []bill.Source{new2, old, spec}
}

func TestTheViewIsAValidQueryOverEachFormatAndAllOfThem(t *testing.T) {
	all := append(whole(), sources()...)
	cases := map[string][]bill.Source{"nothing": nil, "everything": all}
	for _, s := range all {
		cases[s.Name.String()] = []bill.Source{s}
	}
	for name, list := range cases {
		t.Run(name, func(t *testing.T) {
			query, bad := parse.Query("SELECT * FROM glaux.bill")
			if len(bad) > 0 {
				t.Fatal(bad)
			}
			start := time.Now()
			_, err := analyze.Query(context.Background(), query, bill.With(tables(list), list), analyze.Options{})
			var why diag.List
			if errors.As(err, &why) {
				t.Fatalf("%v", why)
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d sources are resolved in %s", len(list), time.Since(start))
		})
	}
}
