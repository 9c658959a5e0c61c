package query

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// A mapping table whose files are found late is loaded for the filter that reads it, when a query is run and not before.
func TestMappingTablesAreLoadedForARun(t *testing.T) {
	var asked []string
	e := &fake{batches: []int{1}}
	h := newHouse(e)
	h.Snapshot = func(context.Context) (catalog.Catalog, func(), error) {
		return lateTables{late: late{asked: &asked}}, func() {}, nil
	}
	rules := reading(t, "team IN (SELECT l.line FROM shop.logs l)")
	rules.Mappings = []catalog.Name{{Database: "shop", Table: "logs"}}
	h.Policy = access.New(rules)
	alice := access.Principal{Name: "alice"}
	sight, err := Call{Runner: &h.Runner, Who: alice}.Sight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer sight.Close()
	if checked, err := sight.Check(t.Context(), "SELECT cost FROM cur", nil); err != nil || len(checked.Problems) > 0 || len(asked) > 0 {
		t.Errorf("a check found %v, %v and loaded %d times", checked.Problems, err, len(asked))
	}
	result, err := h.Text(t.Context(), alice, "SELECT cost FROM cur", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if rows := drain(t, result); rows != 1 || len(asked) != 1 {
		t.Errorf("%d rows, loaded %d times", rows, len(asked))
	}
	found := false
	typed.Walk(e.ran.Query().Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		if scan, ok := r.(*typed.Scan); ok && scan.Table.Name.Table == "logs" {
			_, found = scan.Table.Data.(*catalog.Files)
		}
		return true
	}})
	if !found {
		t.Error("the mapping table has no files")
	}
	wrong := errors.New("the folder s3://secret/ is gone")
	h.Snapshot = func(context.Context) (catalog.Catalog, func(), error) {
		return lateTables{late: late{asked: &asked, fail: wrong}}, func() {}, nil
	}
	if _, err := h.Text(t.Context(), alice, "SELECT cost FROM cur", Options{}); err == nil || strings.Contains(err.Error(), "secret") || errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
}
