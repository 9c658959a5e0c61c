package bill_test

import (
	"context"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestSightingsBecomeSpansOfTime(t *testing.T) {
	moment := types.Type{Kind: types.Timestamp, P: 3}
	columns := []catalog.Column{
		{Name: "address", Type: types.Text()},
		{Name: "owner_id", Type: types.Text()},
		{Name: "name", Type: types.Text()},
		{Name: "deleted", Type: types.Of(types.Boolean)},
		{Name: "first_seen", Type: moment},
		{Name: "last_seen", Type: moment},
	}
	views := bill.Logs{
		View: "addresses", Columns: columns,
		Tables: []bill.Source{{Name: catalog.Name{Database: "a", Table: "addresses"}, Columns: columns}},
		Seen: &bill.Seen{
			Captured: "first_seen", Vouched: "last_seen", Gone: "deleted", Whole: []string{"address"}, Item: []string{"address", "owner_id"},
		},
	}
	table, err := bill.With(empty{}, nil, views).Table(context.Background(), catalog.Name{Database: "glaux", Table: "addresses"})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(ast.Print(table.View.Query)), " ")
	for _, want := range []string{
		"min(first_seen) OVER (PARTITION BY address ORDER BY first_seen GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until",
		"max_by(name, last_seen) FILTER (WHERE name IS NOT NULL) AS name", "max(last_seen) AS last_seen",
		"WHERE deleted IS DISTINCT FROM TRUE GROUP BY address, owner_id, first_seen, until",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "address owner_id name deleted first_seen last_seen until source" {
		t.Errorf("the columns are %s", got)
	}
	known := bill.With(there{empty{}, columns}, nil, views)
	if _, err := analyze.Query(context.Background(), table.View.Query, known, analyze.Options{}); err != nil {
		t.Error(err)
	}
}

// there is a catalog with one table.
type there struct {
	empty
	columns []catalog.Column
}

func (c there) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	return &catalog.Table{Name: name, Columns: c.columns}, nil
}
