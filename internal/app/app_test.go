package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

var decimalType = types.DecimalOf(38, 10)

func open(t *testing.T, cfg config.Config) *App {
	t.Helper()
	if cfg.Lake == "" {
		cfg.Lake = filepath.Join(t.TempDir(), "lake")
	}
	a, err := Open(cfg, Outside{Now: func() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) }})
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

// granted changes who may see what.
func granted(t *testing.T, a *App, e share.Edit) {
	t.Helper()
	if _, err := a.Shares().Change(t.Context(), a.LocalUser(), func(s *share.State) error { return s.Apply(e) }); err != nil {
		t.Fatal(err)
	}
}

// one returns the only value of a query.
func one(t *testing.T, a *App, text string) value.Value {
	t.Helper()
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Text(t.Context(), a.Who(), text, query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close() //nolint:errcheck // read to the end
	batch, err := result.Next(t.Context())
	if err != nil || batch.Len() != 1 {
		t.Fatalf("%s: %v", text, err)
	}
	return batch.Value(0, 0)
}

func TestTheDemoIsTheSameThroughTheTableAndTheView(t *testing.T) {
	a := open(t, config.Config{})
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 2, Rows: 4000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	report, err := a.Sync(t.Context(), nil)
	if err != nil || report.Faulty() || len(report.Sources) != 1 || len(report.Sources[0].Months) != 2 {
		t.Fatalf("got %+v, %v", report, err)
	}
	const sum = "SELECT sum(CAST(line_item_unblended_cost AS decimal(38, 10))) FROM "
	table, view := one(t, a, sum+DemoSource), one(t, a, sum+"glaux.bill")
	if value.Text(table, decimalType) != value.Text(view, decimalType) || value.Text(table, decimalType) == "" {
		t.Errorf("the table sums up to %v and the view to %v", table, view)
	}
}

func TestTheTempFolderGoesWithTheApp(t *testing.T) {
	a, err := Open(config.Config{Lake: filepath.Join(t.TempDir(), "lake")}, Outside{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Runner(); err != nil {
		t.Fatal(err)
	}
	folder := a.temp
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", folder, err)
	}
}

func TestTheLocalUserHasRightsByPolicyOnly(t *testing.T) {
	if who := open(t, config.Config{}).Who(); who.Name != access.Local().Name {
		t.Errorf("got %v", who)
	}
	cfg := config.Config{Lake: filepath.Join(t.TempDir(), "lake"), As: "alice"}
	a := open(t, cfg)
	granted(t, a, share.Edit{Put: share.Parts{Administrators: []string{"g"}, Principals: []share.Principal{{Name: "alice", Kind: share.User}, {Name: "g", Kind: share.Group, Members: []string{"alice"}}}}})
	if who := open(t, cfg).Who(); who.Name != "alice" || len(who.Groups) != 1 || who.By != "local" {
		t.Errorf("got %v", who)
	}
	granted(t, a, share.Edit{Remove: share.Names{Administrators: []string{"local"}}})
	if _, err := Open(cfg, Outside{}); fault.KindOf(err) != fault.Denied {
		t.Errorf("who is no administrator asks as alice: %v", err)
	}
}

func TestWrongNamesAreRefused(t *testing.T) {
	a := open(t, config.Config{})
	for _, name := range []string{"cur", "a.b.c", ".b", "a.", "a b.c", "glaux.cur", "information_schema.x", "a.b'c"} {
		if err := a.AddSource(name, t.TempDir()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", name, err)
		}
	}
	if err := a.AddSource("Shop.CUR", t.TempDir()); err != nil {
		t.Error(err)
	}
	if err := a.AddSource("shop.cur", t.TempDir()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	if err := a.RemoveSource("shop.other"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestASyncCanBeInterrupted(t *testing.T) {
	a := open(t, config.Config{})
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 2, Rows: 4000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Sync(ctx, nil); err == nil {
		t.Error("an interrupted sync ended well")
	}
}
