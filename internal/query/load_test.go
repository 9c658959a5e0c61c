package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// late is the Data of a table whose files are found late. It notes which of its partitions it was asked for.
type late struct {
	values map[string][]string
	asked  *[]string
	fail   error
}

func (l late) Files(_ context.Context, want []catalog.Constraint) (*catalog.Files, error) {
	var kept []string
	for _, column := range []string{"day", "n"} {
		for _, v := range l.values[column] {
			if !slices.ContainsFunc(want, func(c catalog.Constraint) bool { return c.Column == column && !c.Keep(v) }) {
				kept = append(kept, v)
			}
		}
	}
	for _, c := range want {
		if c.Only != nil {
			kept = append(kept, "only "+strings.Join(c.Only, ","))
		}
	}
	*l.asked = append(*l.asked, strings.Join(kept, " "))
	return &catalog.Files{}, l.fail
}

// lateTables is a catalog with shop.logs.
type lateTables struct {
	tables
	late
}

func (l lateTables) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Table != "logs" {
		return l.tables.Table(ctx, name)
	}
	return &catalog.Table{Name: name, Data: l.late, Columns: []catalog.Column{
		{Name: "line", Type: types.Text()},
		{Name: "day", Type: types.Of(types.Date), Partition: true},
		{Name: "n", Type: types.Of(types.Integer), Partition: true},
	}}, nil
}

func TestOnlyNeededPartitionsAreAskedFor(t *testing.T) {
	tests := []struct{ where, want string }{
		{"", "2025-10-01 2025-10-02 7 10"},
		{"WHERE day = DATE '2025-10-02'", "2025-10-02 7 10 only 2025-10-02"},
		{"WHERE DATE '2025-10-02' <= day", "2025-10-02 7 10"},
		{"WHERE day BETWEEN DATE '2025-09-01' AND DATE '2025-10-01'", "2025-10-01 7 10"},
		{"WHERE n IN (7, 8)", "2025-10-01 2025-10-02 7 only 7,8"},
		{"WHERE n > 7 AND line = 'x'", "2025-10-01 2025-10-02 10"},
		{"WHERE n > 7 OR line = 'x'", "2025-10-01 2025-10-02 7 10"},
		{"WHERE n < 10 AND n >= 7 AND day < DATE '2025-10-02'", "2025-10-01 7"},
		{"WHERE NOT n = 7", "2025-10-01 2025-10-02 7 10"},
		{"LEFT JOIN cur ON true WHERE n = 7", "2025-10-01 2025-10-02 7 only 7"},
		{"WHERE NOT EXISTS (SELECT 1 FROM cur WHERE logs.n = 7)", "2025-10-01 2025-10-02 7 10"},
	}
	for _, test := range tests {
		t.Run(test.where, func(t *testing.T) {
			var asked []string
			h := newHouse(&fake{})
			h.Snapshot = func(context.Context) (catalog.Catalog, func(), error) {
				days := map[string][]string{"day": {"2025-10-01", "2025-10-02"}, "n": {"7", "10"}}
				return lateTables{late: late{values: days, asked: &asked}}, func() {}, nil
			}
			result, err := h.Text(t.Context(), access.Local(), "SELECT line FROM logs "+test.where, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := result.Close(); err != nil || fmt.Sprint(asked) != "["+test.want+"]" {
				t.Errorf("got %q, %v", asked, err)
			}
		})
	}
}

func TestATableThatCannotBeReadIsAnError(t *testing.T) {
	wrong := errors.New("wrong")
	h := newHouse(&fake{})
	h.Snapshot = func(context.Context) (catalog.Catalog, func(), error) {
		h.held++
		return lateTables{late: late{asked: new([]string), fail: wrong}}, func() { h.held-- }, nil
	}
	if _, err := h.Text(t.Context(), access.Local(), "SELECT line FROM logs", Options{}); !errors.Is(err, wrong) || h.held != 0 {
		t.Errorf("got %v", err)
	}
	if _, err := h.Text(t.Context(), access.Local(), "EXPLAIN (FORMAT JSON) SELECT line FROM logs", Options{}); err != nil {
		t.Errorf("a plan reads the table: %v", err)
	}
}

func TestPlansHaveOneFormForEachRelation(t *testing.T) {
	tests := []struct{ text, want string }{
		{"EXPLAIN (FORMAT GRAPHVIZ) SELECT DISTINCT cost FROM cur WHERE team = '{x}' ORDER BY 1 LIMIT 3", "Limit Sort Distinct Project Filter TableScan"},
		{"EXPLAIN (FORMAT GRAPHVIZ) SELECT team, sum(cost) FROM cur GROUP BY 1 HAVING sum(cost) > 1", "Project Filter Aggregate TableScan"},
		{
			"EXPLAIN (FORMAT GRAPHVIZ) WITH c AS (SELECT cost FROM cur) SELECT * FROM c CROSS JOIN c AS d UNION ALL VALUES (1, 2)",
			"UnionAll Project CrossJoin CTE Project TableScan CTE Project Values",
		},
		{"EXPLAIN (FORMAT GRAPHVIZ) SELECT row_number() OVER () FROM UNNEST(ARRAY[1]) AS t (x) TABLESAMPLE BERNOULLI (10)", "Project Window Sample Unnest"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			h := newHouse(&fake{})
			result, err := h.Text(t.Context(), access.Local(), test.text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			batch, err := result.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			graph, _ := batch.Value(0, 0).(string)
			var names []string
			for line := range strings.Lines(graph) {
				if _, rest, ok := strings.Cut(line, `[label="{`); ok {
					name, _, _ := strings.Cut(rest, "|")
					names = append(names, name)
				}
			}
			if got := strings.Join(names, " "); got != test.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestExplainAnalyzeRunsTheQuery(t *testing.T) {
	e := planner{&fake{batches: []int{2, 3}}}
	h := newHouse(e)
	result, err := h.Text(t.Context(), access.Local(), "EXPLAIN ANALYZE SELECT cost FROM cur", Options{})
	if err != nil {
		t.Fatal(err)
	}
	batch, err := result.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := batch.Value(0, 0).(string); !strings.Contains(text, "Output: 5 rows") || !strings.Contains(text, "the plan") || e.closed != 1 {
		t.Errorf("got %q, closed %d times", text, e.closed)
	}
}
