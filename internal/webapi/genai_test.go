package webapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// asked notes the query that it is asked, and has no engine to answer it.
type asked struct{ sql string }

func (a *asked) Tools(context.Context, access.Principal) (genai.Tools, error) {
	return genai.Tools{Runner: a}, nil
}

func (a *asked) Tree(_ context.Context, _ access.Principal, q *ast.Query, _ query.Options) (*query.Result, error) {
	a.sql = ast.Print(q)
	return nil, fault.New(fault.Unavailable, "ENGINE_CRASHED", "there is no engine here")
}

func TestQuestionsAboutModels(t *testing.T) {
	const days = "from=2025-05-01&to=2025-06-01"
	for _, c := range []struct {
		name, path string
		status     int
		says       string // in the answer, or in the query where there is none
	}{
		{"costs are asked by dimensions", "costs?" + days + "&by=model,tier", http.StatusServiceUnavailable, "coalesce(tier, '') AS tier"},
		{"a filter is a text, whatever stands in it", "costs?" + days + "&where=" + url.QueryEscape("model=it's, a model"), http.StatusServiceUnavailable, "coalesce(model, '') = 'it''s, a model'"},
		{"two filters of a dimension keep both values", "costs?" + days + "&where=tier%3Dbatch&where=tier%3Dflex", http.StatusServiceUnavailable, "coalesce(tier, '') IN ('batch', 'flex')"},
		{"the time before is read with it", "costs?" + days + "&compare=previous", http.StatusServiceUnavailable, "billing_period IN ('2025-04', '2025-05')"},
		{"models are asked", "models?" + days, http.StatusServiceUnavailable, "billing_period"},
		{"findings are asked", "findings?" + days, http.StatusServiceUnavailable, "billing_period"},
		{"a what-if is asked", "what-if?" + days + "&model=Nova+Lite&cache=0.5", http.StatusServiceUnavailable, "billing_period"},
		{"a filter without a value", "costs?" + days + "&where=model", http.StatusBadRequest, "department=Sales"},
		{"a dimension that is none", "costs?" + days + "&by=colour", http.StatusBadRequest, "tag:KEY"},
		{"a dimension twice", "costs?" + days + "&by=model,model", http.StatusBadRequest, "twice"},
		{"a time that ends before it begins", "costs?from=2025-05-02&to=2025-05-01", http.StatusBadRequest, "not after"},
		{"a tier that is none", "what-if?" + days + "&tier=gold", http.StatusUnprocessableEntity, "tier"},
		{"more than all from the cache", "what-if?" + days + "&cache=2", http.StatusUnprocessableEntity, "cache"},
		{"a day that is none", "costs?from=yesterday", http.StatusUnprocessableEntity, "from"},
	} {
		t.Run(c.name, func(t *testing.T) {
			runner := &asked{}
			answer, text := ask(t, start(t, Parts{GenAI: runner}, Settings{}), http.MethodGet, "/api/genai/"+c.path, "")
			if answer.StatusCode != c.status || !strings.Contains(text+runner.sql, c.says) {
				t.Errorf("got %s %s %s", answer.Status, text, runner.sql)
			}
		})
	}
	if answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/genai/costs", ""); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "NO_LAKE") {
		t.Errorf("got %s %s", answer.Status, text)
	}
}
