package unit_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/unit"
)

// shop is a catalog with one table, shop.orders, unless it is hidden.
type shop struct{ hidden bool }

func (s shop) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if s.hidden || name != (catalog.Name{Database: "shop", Table: "orders"}) {
		return nil, catalog.ErrTableNotFound
	}
	return &catalog.Table{Name: name, Columns: []catalog.Column{{Name: "at", Type: types.TimestampOf(3)}, {Name: "pieces", Type: types.Of(types.BigInt)}}}, nil
}
func (shop) Databases(context.Context) ([]string, error)      { return []string{"shop"}, nil }
func (shop) Tables(context.Context, string) ([]string, error) { return nil, catalog.ErrSchemaNotFound }

// folder writes files and opens them as a library.
func folder(t *testing.T, files map[string]string) (*unit.Library, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return unit.Open(dir), dir
}

const counted = "  usage:\n    where:\n      - {by: usage_type, like: '%Request'}\n"

func TestTheViewHasAllThatWhoAsksSees(t *testing.T) {
	orders := strings.Replace(strings.Replace(good, "id: click", "id: orders", 1), counted, "  sql: WITH o AS (SELECT * FROM shop.orders) SELECT date(at), sum(pieces) FROM o GROUP BY 1\n", 1)
	feed := strings.Replace(strings.Replace(good, "id: click", "id: visits", 1), counted, "  feed: visits.csv\n", 1)
	units, _ := folder(t, map[string]string{"click.yaml": good, "orders.yml": orders, "visits.yaml": feed, "visits.csv": "day,quantity\n2025-11-01,4\n2025-11-02,5.5\n", "notes.txt": "no unit"})
	for _, c := range []struct {
		name   string
		hidden bool
	}{{"orders are seen", false}, {"orders are hidden", true}} {
		t.Run(c.name, func(t *testing.T) {
			cat := unit.With(bill.With(shop{c.hidden}, nil), units, "default")
			q, err := build.Query(`SELECT unit, day, cost, quantity, per, cost_per, billing_period FROM glaux.units WHERE billing_period = '2025-11'`)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := analyze.Query(t.Context(), q, cat, analyze.Options{Now: time.Now()}); err != nil {
				t.Fatal(err)
			}
			table, err := cat.Table(t.Context(), catalog.Name{Database: "glaux", Table: "units"})
			if err != nil {
				t.Fatal(err)
			}
			text := ast.Print(table.View.Query)
			for _, want := range []string{"'click'", "'visits'", "'lambda-request'"} {
				if !strings.Contains(text, want) {
					t.Errorf("the view has no %s", want)
				}
			}
			if strings.Contains(text, "orders") == c.hidden {
				t.Errorf("orders in the view: %v, hidden: %v", !c.hidden, c.hidden)
			}
		})
	}
}

func TestTheViewIsListedWithTheOthers(t *testing.T) {
	cat := unit.With(bill.With(shop{}, nil), unit.Open(""), "default")
	names, err := cat.Tables(t.Context(), "glaux")
	if err != nil || !strings.Contains(strings.Join(names, " "), "bill") || !strings.Contains(strings.Join(names, " "), "units") {
		t.Errorf("%v %q", err, names)
	}
	if _, err := cat.Table(t.Context(), catalog.Name{Database: "shop", Table: "orders"}); err != nil {
		t.Error(err)
	}
}

func TestAUnitThatCountsUnitsIsLeftOut(t *testing.T) {
	units, _ := folder(t, map[string]string{"loop.yaml": strings.Replace(strings.Replace(good, "id: click", "id: loop", 1), counted, "  sql: SELECT day, quantity FROM glaux.units\n", 1)})
	table, err := unit.With(bill.With(shop{}, nil), units, "default").Table(t.Context(), catalog.Name{Database: "glaux", Table: "units"})
	if err != nil || strings.Contains(ast.Print(table.View.Query), "'loop'") {
		t.Error(err, "it would have no end")
	}
}

func TestAFolderIsReadAnewWhenItChanges(t *testing.T) {
	units, dir := folder(t, map[string]string{"click.yaml": good, "bad.yaml": "id: bad\nprice: 1\n", "twin.yaml": good})
	list, notes, err := units.All()
	if err != nil || !list[0].Own || list[0].ID != "click" || len(notes) != 2 || !strings.Contains(notes[0].EN, "bad.yaml") || !strings.Contains(notes[1].EN, `already is a unit "click"`) {
		t.Fatal(err, notes, list[0].Info)
	}
	if _, err := units.Find("other"); err == nil {
		t.Error("there is no such unit yet")
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte(strings.Replace(good, "id: click", "id: other", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if u, err := units.Find("other"); err != nil || u.File != "bad.yaml" {
		t.Error(err, u.Info)
	}
	if list, notes, err := unit.Open(filepath.Join(dir, "nowhere")).All(); err != nil || len(notes) > 0 || len(list) < 25 {
		t.Error("a folder that is not there has no units of its own:", err, notes)
	}
}

func TestFiguresOutsideOfTheFolderAreNotRead(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(outside, []byte("day,quantity\n2025-11-01,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{outside, "../secret.csv", "link.csv"} {
		units, dir := folder(t, map[string]string{"a.yaml": strings.Replace(good, counted, "  feed: "+name+"\n", 1)})
		if name == "link.csv" {
			if err := os.Symlink(outside, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		if _, notes, err := units.All(); err != nil || len(notes) != 1 || !strings.Contains(notes[0].EN, "cannot be read") {
			t.Errorf("%s: %v %v", name, err, notes)
		}
	}
}
