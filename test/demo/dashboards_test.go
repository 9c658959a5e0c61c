package demo_test

import (
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// withoutRows are the tiles that rightly find nothing in the demo's last two months; what they show when empty says why.
func withoutRows() []string {
	return []string{
		"allocation/spellings", // nobody writes a value in two ways
		"commitments/payments", // all was paid earlier
		"compute/always-on",    // what is for development is switched off
		"compute/spot-savings", // nothing runs on Spot
		"compute/unused-capacity",
		"database/backups",
		"database/extended-support",
		"genai/other-ai",
		"genai/provisioned", // it was bought for a day in March
		"genai/unknown",     // every line is known
		"network/nat-idle",
		"storage/early-deletes",
		"storage/gp2-to-gp3",
		"storage/snapshots",
		"summary/unusual-days",
	}
}

// anEmptyLake is a lake without anything in it, some days after the demo's world ends.
func anEmptyLake(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(config.Config{Lake: filepath.Join(t.TempDir(), "lake")}, app.Outside{Now: func() time.Time { return time.Date(2025, time.December, 3, 4, 5, 6, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// Every tile runs on the demo's world: those that find nothing are known by name, and the columns that a chart names are there.
func TestTilesRunOnTheDemo(t *testing.T) {
	a := anEmptyLake(t)
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 2, Rows: 40_000, End: period.NewMonth(2025, time.November), Formats: []string{"cur2", "flow-logs", "invocations"}}); err != nil {
		t.Fatal(err)
	}
	if report, err := a.Sync(t.Context(), nil); err != nil || report.Faulty() {
		t.Fatalf("got %+v, %v", report, err)
	}
	at, err := a.DashboardClock(t.Context())
	if err != nil || at.Latest != period.NewMonth(2025, time.November) {
		t.Fatalf("the newest bill is of %s (%v)", at.Latest, err)
	}
	var empty []string
	tiles := 0
	for _, d := range dashboard.Builtin() {
		for _, b := range d.Blocks {
			if b.Tile == nil {
				continue
			}
			tiles++
			columns, rows := runTile(t, a, d, b.Tile, at)
			if rows == 0 {
				empty = append(empty, d.Name+"/"+b.Tile.ID)
			}
			chartFits(t, d.Name, b.Tile, columns)
		}
		for _, p := range d.Params {
			hasChoices(t, a, d, p, at)
		}
	}
	slices.Sort(empty)
	if want := withoutRows(); !slices.Equal(empty, want) {
		t.Errorf("without rows are\n%s\nwant\n%s", strings.Join(empty, "\n"), strings.Join(want, "\n"))
	}
	if tiles < 130 {
		t.Errorf("there are %d tiles", tiles)
	}
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	(&house{t: t, app: a, runner: runner}).sameAsExplorer(t, at)
}

// Every tile runs where there is no bill, and finds nothing.
func TestTilesRunOnAnEmptyLake(t *testing.T) {
	a := anEmptyLake(t)
	at, err := a.DashboardClock(t.Context())
	if err != nil || !at.Latest.IsZero() || at.Now.IsZero() {
		t.Fatalf("the newest bill of an empty lake is of %s (%v)", at.Latest, err)
	}
	for _, d := range dashboard.Builtin() {
		for _, b := range d.Blocks {
			if b.Tile == nil {
				continue
			}
			if _, rows := runTile(t, a, d, b.Tile, at); rows != 0 {
				t.Errorf("%s/%s finds %d rows in an empty lake", d.Name, b.Tile.ID, rows)
			}
		}
	}
}

// runTile runs a tile, both as it is run and as it is shown to be run elsewhere.
func runTile(t *testing.T, a *app.App, d *dashboard.Dashboard, tile *dashboard.Tile, at dashboard.Clock) ([]typed.Column, int) {
	t.Helper()
	q, err := d.Query(tile.ID, nil, at)
	if err != nil {
		t.Fatal(err)
	}
	columns, rows := rowsOf(t, a, d.Name+"/"+tile.ID, q.SQL, q.Params)
	if _, plain := rowsOf(t, a, d.Name+"/"+tile.ID+", plain", q.Plain, nil); plain != rows {
		t.Errorf("%s/%s has %d rows, and %d with its values written out", d.Name, tile.ID, rows, plain)
	}
	return columns, rows
}

// rowsOf runs a query and counts its rows. A row of nothing but NULL counts none: a figure without a figure.
func rowsOf(t *testing.T, a *app.App, name, sql string, params []string) ([]typed.Column, int) {
	t.Helper()
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Text(t.Context(), a.Who(), sql, query.Options{Params: params})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return nil, 0
	}
	defer result.Close() //nolint:errcheck // rows were read
	rows := 0
	for {
		batch, err := result.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return result.Columns, rows
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return result.Columns, rows
		}
		for r := range batch.Len() {
			for c := range result.Columns {
				if batch.Value(r, c) != nil {
					rows++
					break
				}
			}
		}
	}
}

// chartFits checks that a chart names columns of the rows, and that what it draws are numbers.
func chartFits(t *testing.T, name string, tile *dashboard.Tile, columns []typed.Column) {
	t.Helper()
	have := map[string]string{}
	for _, c := range columns {
		have[c.Name] = c.Type.String()
	}
	for _, column := range append([]string{tile.Chart.X, tile.Chart.Series, tile.Chart.To}, tile.Chart.Y...) {
		if _, ok := have[column]; !ok && column != "" {
			t.Errorf("%s/%s: the chart names %q; the columns are %v", name, tile.ID, column, slices.Sorted(maps.Keys(have)))
		}
	}
	for _, column := range tile.Chart.Y {
		if kind := have[column]; !strings.HasPrefix(kind, "decimal") && kind != "double" && kind != "bigint" {
			t.Errorf("%s/%s: %s is of type %s", name, tile.ID, column, kind)
		}
	}
}

// hasChoices checks that the query of a parameter's choices finds some.
func hasChoices(t *testing.T, a *app.App, d *dashboard.Dashboard, p dashboard.Param, at dashboard.Clock) {
	t.Helper()
	_, q, err := d.Choices(p.Name, at)
	if err != nil {
		t.Fatal(err)
	}
	if q == nil {
		return
	}
	if _, rows := rowsOf(t, a, d.Name+" "+p.Name, q.SQL, q.Params); rows < 2 {
		t.Errorf("%s: %s has %d choices", d.Name, p.Name, rows)
	}
}

// sameAsExplorer checks that the summary's lines are the explorer's metrics, tax aside.
func (h *house) sameAsExplorer(t *testing.T, at dashboard.Clock) {
	t.Helper()
	d, err := h.app.Dashboards().Find("summary")
	if err != nil {
		t.Fatal(err)
	}
	q, err := d.Query("cash-and-amortized", map[string]string{"start": "2025-11", "end": "2025-11"}, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range explore.Metrics() {
		column := string(m.Name)
		if m.Name != explore.Unblended && m.Name != explore.Amortized {
			continue
		}
		want := h.one(t, "SELECT "+m.Formula+" FROM glaux.bill WHERE billing_period = '2025-11' AND line_item_line_item_type <> 'Tax'")
		if got := h.one(t, "SELECT "+column+" FROM ("+q.Plain+")"); got != want {
			t.Errorf("%s is %s here and %s in the explorer", column, got, want)
		}
	}
}
