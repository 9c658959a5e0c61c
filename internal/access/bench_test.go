package access_test

import (
	"fmt"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// crowd are two hundred principals with fifty filters each on one table, every fifth with columns of its own.
func crowd(t testing.TB) *access.Policy {
	t.Helper()
	var r access.Rules
	for who := range 200 {
		for n := range 50 {
			g := access.Reads(fmt.Sprintf("p%d", who), "db", "wide")
			g.Rows = expression(t, fmt.Sprintf("c%d = 'account-%d-%d' AND c3 LIKE 'x%%'", n%7, who, n))
			if n%5 == 0 {
				g.Columns = []string{"c0", "c1", "c2", "c3", fmt.Sprintf("c%d", n)}
			}
			r.Grants = append(r.Grants, g)
		}
	}
	return access.New(r)
}

// wide is a lake with one table as wide as a bill.
func wide() lakeOf {
	name := catalog.Name{Database: "db", Table: "wide"}
	table := &catalog.Table{Name: name, Data: &catalog.Files{Groups: []catalog.FileGroup{{Paths: []string{"/lake/wide.parquet"}}}}}
	for i := range 125 {
		table.Columns = append(table.Columns, catalog.Column{Name: fmt.Sprintf("c%d", i), Type: types.Text()})
	}
	return lakeOf{name: table}
}

// BenchmarkGuardOfACrowd measures what the policy costs one query: resolving names in the view, and the guard.
func BenchmarkGuardOfACrowd(b *testing.B) {
	p, lake := crowd(b), wide()
	tree, problems := parse.Query("SELECT c1, count(*) FROM db.wide WHERE c2 = 'x' GROUP BY c1 ORDER BY 2")
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	for i := range b.N {
		who := access.Principal{Name: fmt.Sprintf("p%d", i%200)}
		view := p.View(who, lake)
		q, err := analyze.Query(b.Context(), tree, view, analyze.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := view.Guard(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}
