package access_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// guarded is what a principal's query becomes.
func guarded(t *testing.T, p *access.Policy, who access.Principal, lake lakeOf, sql string) string {
	t.Helper()
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		t.Error(problems)
		return ""
	}
	view := p.View(who, lake)
	q, err := analyze.Query(t.Context(), tree, view, analyze.Options{Database: "db", User: who.Name, Tags: who.Tags})
	if err != nil {
		t.Error(err)
		return ""
	}
	g, err := view.Guard(t.Context(), q)
	if err != nil {
		t.Error(err)
		return ""
	}
	return g.Query().Print()
}

// Filters that are kept are those of the principal, its session and the columns, whoever asks before and at the same time.
func TestKeptFiltersAreTheCallersOwn(t *testing.T) {
	const text = `{"groups": {"team": ["p0", "p1", "p2"]}, "grants": [
	  {"to": "group:team", "on": "db.cur", "rows": "resource_id = current_user OR team = session_tag('team') OR any_match(ARRAY[team], x -> x = resource_id)"},
	  {"to": "group:team", "on": "db.cur", "rows": "cost > 1", "columns": ["cost"], "masks": {"cost": "length(resource_id)"}}]}`
	const sql = "SELECT a.team, b.cost FROM cur a JOIN cur b ON a.resource_id = b.resource_id"
	who := func(i int) access.Principal {
		return access.Principal{Name: fmt.Sprintf("p%d", i%3), Groups: []string{"team"}, Tags: map[string]string{"team": fmt.Sprintf("t%d", i%2)}}
	}
	shared := policy(t, text)
	var all sync.WaitGroup
	for i := range 60 {
		all.Add(1)
		go func() {
			defer all.Done()
			lake := fixture(t)
			if i%5 == 0 { // another version of the table has another column first
				table := *lake[catalog.Name{Database: "db", Table: "cur"}]
				table.Columns = append([]catalog.Column{{Name: "extra", Type: types.Text()}}, table.Columns...)
				lake[table.Name] = &table
			}
			if got, want := guarded(t, shared, who(i), lake, sql), guarded(t, policy(t, text), who(i), lake, sql); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		}()
	}
	all.Wait()
}
