package bill_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func logs(tables ...bill.Source) bill.Logs {
	return bill.Logs{View: "flow_logs", Comment: "All flow logs", Tables: tables, Columns: []catalog.Column{
		{Name: "srcaddr", Type: types.Text()}, {Name: "bytes", Type: types.Of(types.BigInt)},
	}}
}

func TestAViewOverLogsReadsEachTableThatIsSeen(t *testing.T) {
	all := []bill.Source{
		{Name: catalog.Name{Database: "b", Table: "flows"}, Columns: []catalog.Column{{Name: "bytes", Type: types.Of(types.Integer)}}}, // may not see the addresses
		{Name: catalog.Name{Database: "a", Table: "flows"}, Columns: []catalog.Column{{Name: "srcaddr", Type: types.Text()}, {Name: "bytes", Type: types.Of(types.BigInt)}}},
	}
	cat := bill.With(empty{}, nil, logs(all...))
	table, err := cat.Table(context.Background(), catalog.Name{Database: "glaux", Table: "flow_logs"})
	if err != nil {
		t.Fatal(err)
	}
	want := "SELECT srcaddr AS srcaddr, bytes AS bytes, 'a.flows' AS source FROM a.flows UNION ALL " +
		"SELECT CAST(NULL AS VARCHAR) AS srcaddr, CAST(bytes AS BIGINT) AS bytes, 'b.flows' AS source FROM b.flows"
	if got := strings.Join(strings.Fields(ast.Print(table.View.Query)), " "); got != want || !table.View.Public {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	names, err := cat.Tables(context.Background(), "glaux")
	if err != nil || !slices.Equal(names, []string{"bill", "flow_logs", "genai"}) {
		t.Errorf("got %v, %v", names, err)
	}
}

func TestALakeWithoutLogsHasAnEmptyViewThatIsNotListed(t *testing.T) {
	cat := bill.With(empty{}, nil, logs())
	table, err := cat.Table(context.Background(), catalog.Name{Database: "glaux", Table: "flow_logs"})
	if err != nil || len(table.Columns) != 3 {
		t.Fatalf("got %v, %v", table, err)
	}
	if _, err := analyze.Query(context.Background(), table.View.Query, cat, analyze.Options{}); err != nil {
		t.Error(err)
	}
	if names, err := cat.Tables(context.Background(), "glaux"); err != nil || !slices.Equal(names, []string{"bill", "genai"}) {
		t.Errorf("got %v, %v", names, err)
	}
}
