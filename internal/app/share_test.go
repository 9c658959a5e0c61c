package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sharing"
)

// sharedLake is a small lake with the grants of restricted.
func sharedLake(t *testing.T) (*App, *sharing.Desk) {
	t.Helper()
	a := open(t, config.Config{Database: "default", Listen: "127.0.0.1:0"})
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 1, Rows: 2000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	if report, err := a.Sync(t.Context(), nil); err != nil || report.Faulty() {
		t.Fatalf("got %+v, %v", report, err)
	}
	granted(t, a, restricted())
	desk, err := a.Desk()
	if err != nil {
		t.Fatal(err)
	}
	return a, desk
}

// The desk is tried on one lake, as it is slow to make: each part leaves the grants of restricted in place but for the last.
func TestTheDeskOfWhoAdministers(t *testing.T) {
	a, desk := sharedLake(t)
	for _, part := range []struct {
		name string
		try  func(*testing.T, *App, *sharing.Desk)
	}{
		{"an administrator sees what others see and why", anAdministratorSeesWhatOthersSeeAndWhy},
		{"others learn only what their catalog says", othersLearnOnlyWhatTheirCatalogSays},
		{"a preview is what a grant would give", aPreviewIsWhatAGrantWouldGive},
		{"the matrix tells what comes from groups", theMatrixTellsWhatComesFromGroups},
		{"who makes a table may use it", whoMakesATableMayUseIt},
		{"what is kept is forgotten with a revoke", whatIsKeptIsForgottenWithARevoke},
	} {
		t.Run(part.name, func(t *testing.T) { part.try(t, a, desk) })
	}
}

func anAdministratorSeesWhatOthersSeeAndWhy(t *testing.T, a *App, desk *sharing.Desk) {
	local := a.LocalUser()
	click, err := desk.Sight(t.Context(), local, "click")
	if err != nil || click.Kind != share.User || click.Administrator || click.Everything {
		t.Fatalf("got %+v, %v", click, err)
	}
	at := slices.IndexFunc(click.Tables, func(x sharing.Table) bool { return x.Table == "cur" })
	cur := click.Tables[at]
	if cur.AllRows || len(cur.Hidden) > 0 || len(cur.Columns) < 100 || len(cur.Why) != 1 || cur.Why[0].Filter != "click" || !strings.Contains(cur.Why[0].Rows, "App-Team-Click") {
		t.Errorf("got %+v", cur)
	}
	blind, err := desk.Check(t.Context(), local, sharing.CheckRequest{As: "blind", Database: "demo", SQL: "SELECT line_item_usage_type FROM cur"})
	if err != nil || blind.Problem != nil || len(blind.Tables) != 1 || len(blind.Tables[0].Columns) != 1 || !blind.Tables[0].AllRows || len(blind.Tables[0].Hidden) < 100 {
		t.Errorf("got %+v, %v", blind, err)
	}
	wrong, err := desk.Check(t.Context(), local, sharing.CheckRequest{As: "blind", Database: "demo", SQL: "SELECT line_item_unblended_cost FROM cur"})
	if err != nil || wrong.Problem == nil || wrong.Problem.Code != "COLUMN_NOT_FOUND" {
		t.Errorf("got %+v, %v", wrong, err)
	}
}

func othersLearnOnlyWhatTheirCatalogSays(t *testing.T, a *App, desk *sharing.Desk) {
	click := a.Shares().Principal("click")
	own, err := desk.Sight(t.Context(), click, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range own.Tables {
		if len(table.Why) > 0 || len(table.Hidden) > 0 || table.AllRows {
			t.Errorf("click learns of its own filter: %+v", table)
		}
	}
	_, one := desk.Sight(t.Context(), click, "blind")
	_, other := desk.Sight(t.Context(), click, "nobody")
	_, state := desk.State(t.Context(), click)
	_, matrix := desk.Matrix(t.Context(), click)
	_, history := desk.History(t.Context(), click, 1)
	_, preview := desk.Preview(t.Context(), click, sharing.PreviewRequest{As: "click", Database: "demo", Table: "cur"})
	_, edit := desk.Edit(t.Context(), click, share.Edit{Put: share.Parts{Administrators: []string{"click"}}}, true)
	_, exported := desk.Export(t.Context(), click, sharing.JSON)
	asClick, err := desk.As(a.LocalUser(), "local")
	if err != nil || asClick.By != "" {
		t.Errorf("local as itself is %+v, %v", asClick, err)
	}
	for i, err := range []error{one, other, state, matrix, history, preview, edit, exported} {
		if fault.KindOf(err) != fault.Denied {
			t.Errorf("%d: got %v", i, err)
		}
	}
	if one.Error() != other.Error() {
		t.Errorf("who is there can be told: %v, %v", one, other)
	}
	pretended, err := desk.As(a.LocalUser(), "click")
	if err != nil {
		t.Fatal(err)
	}
	pretended.Groups = append(pretended.Groups, "local")
	if _, err := desk.Edit(t.Context(), pretended, share.Edit{Put: share.Parts{Administrators: []string{"click"}}}, false); fault.KindOf(err) != fault.Denied {
		t.Errorf("something was changed in another's name: %v", err)
	}
}

func aPreviewIsWhatAGrantWouldGive(t *testing.T, a *App, desk *sharing.Desk) {
	local := a.LocalUser()
	before, err := a.Shares().State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask := sharing.PreviewRequest{As: "blind", Database: "demo", Table: "cur", Limit: 3, Alone: true, Filter: &share.Filter{
		Rows: "line_item_usage_account_name LIKE 'App-Team-%'", Columns: []string{"line_item_usage_account_name", "line_item_unblended_cost"},
	}}
	preview, err := desk.Preview(t.Context(), local, ask)
	if err != nil {
		t.Fatal(err)
	}
	if len(preview.Rows) != 3 || len(preview.Table.Columns) != 2 || preview.Of == nil || preview.Seen == 0 || preview.Seen >= *preview.Of ||
		len(preview.Totals) != 1 || preview.Totals[0].Seen == nil || preview.Totals[0].Of == nil || *preview.Totals[0].Seen == *preview.Totals[0].Of {
		t.Errorf("got %+v", preview)
	}
	if after, err := a.Shares().State(t.Context()); err != nil || after.Version != before.Version {
		t.Errorf("a preview changed something: version %d, %v", after.Version, err)
	}
	filter := *ask.Filter
	filter.Database, filter.Table, filter.Name = "demo", "cur", "teams"
	granted(t, a, share.Edit{Put: share.Parts{Filters: []share.Filter{filter}, Principals: []share.Principal{{Name: "carol", Kind: share.User}}}, Grant: []share.Grant{{
		Principal: "carol", Permissions: []access.Permission{access.Select}, Resource: share.Resource{Type: share.CellsFilter, Database: "demo", Table: "cur", Filter: "teams"},
	}}})
	kept, err := desk.Preview(t.Context(), local, sharing.PreviewRequest{As: "carol", Database: "demo", Table: "cur"})
	if err != nil || kept.Seen != preview.Seen || *kept.Totals[0].Seen != *preview.Totals[0].Seen || len(kept.Rows) != 20 {
		t.Errorf("got %+v, %v", kept, err)
	}
	ask.Filter.Rows = "line_item_usage_account_nam LIKE 'x'"
	if _, err := desk.Preview(t.Context(), local, ask); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "line_item_usage_account_nam") {
		t.Errorf("a wrong filter: %v", err)
	}
	none, err := desk.Preview(t.Context(), local, sharing.PreviewRequest{As: "nobody", Database: "demo", Table: "cur"})
	if err != nil || none.Seen != 0 || len(none.Table.Columns) > 0 || none.Of == nil {
		t.Errorf("got %+v, %v", none, err)
	}
}

func theMatrixTellsWhatComesFromGroups(t *testing.T, a *App, desk *sharing.Desk) {
	granted(t, a, share.Edit{
		Put: share.Parts{Principals: []share.Principal{{Name: "team", Kind: share.Group, Members: []string{"click"}}}},
		Grant: []share.Grant{{
			Principal: "team", Resource: share.Resource{Type: share.Table, Database: "demo", Table: "cur"}, Permissions: []access.Permission{access.Describe},
		}},
	})
	m, err := desk.Matrix(t.Context(), a.LocalUser())
	if err != nil || len(m.Rows) != 5 || m.Rows[0].Resource.Type != share.Catalog {
		t.Fatalf("got %+v, %v", m, err)
	}
	row := m.Rows[slices.IndexFunc(m.Rows, func(r sharing.MatrixRow) bool { return r.Title == "table demo.cur" })]
	cell := row.Cells[slices.IndexFunc(row.Cells, func(c sharing.Cell) bool { return c.Principal == "click" })]
	if len(row.Cells) != 2 || len(cell.Permissions) > 0 || !slices.Equal(cell.Inherited, []access.Permission{access.Describe}) || !slices.Equal(cell.Through, []string{"team"}) {
		t.Errorf("got %+v", row)
	}
}

func whatIsKeptIsForgottenWithARevoke(t *testing.T, a *App, _ *sharing.Desk) {
	url, _ := served(t, a, Serving{})
	if status := call(t, http.MethodGet, url+"/api/share", "", nil); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	was, err := a.version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	edit := `{"revoke": [{"principal": "blind", "resource": {"type": "TABLE_WITH_COLUMNS", "database": "demo", "table": "cur", "columns": ["line_item_usage_type"]}, "permissions": ["SELECT"]}]}`
	if status := call(t, http.MethodPost, url+"/api/share/edit", edit, nil); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	now, err := a.version(t.Context())
	if err != nil || now == was {
		t.Errorf("the version is %s still, %v", now, err)
	}
	if status := call(t, http.MethodPost, url+"/api/share/edit", edit, nil); status != http.StatusNotFound {
		t.Errorf("a second revoke: got %d", status)
	}
	if status := call(t, http.MethodPost, url+"/api/share/edit", `{"version": 1, "put": {"mappings": [{"database": "a", "table": "b"}]}}`, nil); status != http.StatusConflict {
		t.Errorf("an edit of a former state: got %d", status)
	}
}

func whoMakesATableMayUseIt(t *testing.T, a *App, _ *sharing.Desk) {
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	granted(t, a, share.Edit{Grant: []share.Grant{{Principal: "click", Resource: share.Resource{Type: share.Database, Database: "demo"}, Permissions: []access.Permission{access.CreateTable}}}})
	run := func(name, text string) error {
		result, err := runner.Text(t.Context(), a.Shares().Principal(name), text, query.Options{Database: "demo"})
		if err != nil {
			return err
		}
		return result.Close()
	}
	for _, text := range []string{"CREATE VIEW mine AS SELECT line_item_usage_type AS x FROM cur", "SELECT * FROM mine", "DROP VIEW mine"} {
		if err := run("click", text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	state, err := a.Shares().State(t.Context())
	if err != nil || slices.ContainsFunc(state.Grants, func(g share.Grant) bool { return g.Resource.Table == "mine" }) {
		t.Errorf("grants on what is gone: %+v, %v", state.Grants, err)
	}
	if err := run("blind", "CREATE VIEW other AS SELECT 1 AS x"); err == nil {
		t.Error("blind made a view")
	}
}
