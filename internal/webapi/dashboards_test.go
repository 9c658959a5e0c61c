package webapi

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/job"
)

// ownDashboard needs no table, so that an engine without any answers it.
const ownDashboard = `---
title: Mine
params:
  - {name: since, type: date, default: month-1}
  - {name: word, type: text, default: ""}
  - {name: pick, type: choice, default: a, choices: [a], choices_sql: "SELECT x FROM (VALUES 'b', NULL, :word) AS t(x)"}
---
Some *words*.

` + "```sql tile id=good chart=number y=n" + `
-- title: Good
-- empty: Never.
SELECT length(:word) AS n, :since AS since, ':word' AS text -- :since
` + "```\n\n```sql tile id=bad" + `
-- title: Bad
SELECT 1 / length(:word) AS n
` + "```\n\n```sql tile id=wrong" + `
-- title: Wrong
SELECT FROM
` + "```\n"

// dashboardsBench is a server with that dashboard, in June 2026.
func dashboardsBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.md"), []byte(ownDashboard), 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	parts := Parts{Local: access.Local(), Texts: b.runner, Dashboards: dashboard.Open(dir)}
	now := func() time.Time { return time.Date(2026, 6, 5, 4, 3, 2, 0, time.UTC) }
	server := httptest.NewServer(New(parts, Settings{Now: now}).Handler())
	t.Cleanup(server.Close)
	return &bench{Server: server, runner: b.runner}
}

func TestDashboardsAreListedAndShown(t *testing.T) {
	b := dashboardsBench(t)
	var list []dashboard.Info
	if status := b.call(t, http.MethodGet, "/api/dashboards", nil, &list); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	last := list[len(list)-1]
	if list[0].Name != "summary" || list[0].Own || last.Name != "own.mine" || !last.Own || last.Tiles != 2 || len(last.Faults) != 1 {
		t.Errorf("got %+v and %+v", list[0], last)
	}
	var d dashboard.Dashboard
	if status := b.call(t, http.MethodGet, "/api/dashboards/own.mine", nil, &d); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	if d.Params[0].Default != "2026-05-01" || d.Blocks[0].Prose != "<p>Some <em>words</em>.</p>" || d.Source != ownDashboard {
		t.Errorf("got %+v", d)
	}
	var problem Problem
	if status := b.call(t, http.MethodGet, "/api/dashboards/own.other", nil, &problem); status != http.StatusNotFound || problem.Code != "DASHBOARD_NOT_FOUND" {
		t.Errorf("got %d %+v", status, problem)
	}
}

func TestATileRunsWithItsParameters(t *testing.T) {
	b := dashboardsBench(t)
	word := "it's ? :since -- ' OR 1=1"
	var got TileAnswer
	in := map[string]any{"params": map[string]string{"word": word}}
	if status := b.call(t, http.MethodPost, "/api/dashboards/own.mine/tiles/good", in, &got); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	if rows := texts(t, got.Rows); rows != `[["25","2026-05-01",":word"]]` {
		t.Errorf("got %s", rows)
	}
	if want := []string{"'it''s ? :since -- '' OR 1=1'", "DATE '2026-05-01'"}; !slices.Equal(got.Params, want) {
		t.Errorf("got %q", got.Params)
	}
	var again job.Ran
	plain := map[string]any{"sql": got.Plain}
	if status := b.call(t, http.MethodPost, "/api/run", plain, &again); status != http.StatusOK || texts(t, again.Rows) != texts(t, got.Rows) {
		t.Errorf("%s gives %s", got.Plain, texts(t, again.Rows))
	}
}

func TestATileThatFailsAnswersForItselfAlone(t *testing.T) {
	b := dashboardsBench(t)
	var problem Problem
	if status := b.call(t, http.MethodPost, "/api/dashboards/own.mine/tiles/bad", map[string]any{}, &problem); status == http.StatusOK || problem.Code != "DIVISION_BY_ZERO" {
		t.Errorf("got %d %+v", status, problem)
	}
	if status := b.call(t, http.MethodPost, "/api/dashboards/own.mine/tiles/good", map[string]any{}, nil); status != http.StatusOK {
		t.Errorf("the other tile answers %d", status)
	}
	for path, code := range map[string]string{"wrong": "TILE_NOT_FOUND", "none": "TILE_NOT_FOUND"} {
		if status := b.call(t, http.MethodPost, "/api/dashboards/own.mine/tiles/"+path, map[string]any{}, &problem); status != http.StatusNotFound || problem.Code != code {
			t.Errorf("%s: got %d %+v", path, status, problem)
		}
	}
}

func TestWrongValuesAreRefusedByName(t *testing.T) {
	b := dashboardsBench(t)
	for name, value := range map[string]string{"since": "2026-02-30", "other": "x", "word": strings.Repeat("x", 2000)} {
		var problem Problem
		in := map[string]any{"params": map[string]string{name: value}}
		status := b.call(t, http.MethodPost, "/api/dashboards/own.mine/tiles/good", in, &problem)
		if status != http.StatusBadRequest || problem.Code != "INVALID_PARAMETER" || !strings.Contains(problem.Detail, name) {
			t.Errorf("%s: got %d %+v", name, status, problem)
		}
	}
}

func TestChoicesAreThoseListedAndThoseFound(t *testing.T) {
	b := dashboardsBench(t)
	var got []string
	if status := b.call(t, http.MethodGet, "/api/dashboards/own.mine/params/pick", nil, &got); status != http.StatusOK || !slices.Equal(got, []string{"a", "b", ""}) {
		t.Errorf("got %d %q", status, got)
	}
	if status := b.call(t, http.MethodGet, "/api/dashboards/own.mine/params/word", nil, &got); status != http.StatusOK || len(got) != 0 {
		t.Errorf("got %d %q", status, got)
	}
	var problem Problem
	if status := b.call(t, http.MethodGet, "/api/dashboards/own.mine/params/none", nil, &problem); status != http.StatusNotFound {
		t.Errorf("got %d", status)
	}
}
