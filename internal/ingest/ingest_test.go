package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
)

// world is a lake with one source.
type world struct {
	t    *testing.T
	lake *lake.Lake
	dir  string // the source
}

func newWorld(t *testing.T, location string) *world {
	t.Helper()
	l, err := lake.Open(filepath.Join(t.TempDir(), "lake"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, lake: l, dir: location}
	w.write(func(w *lake.Writer) error { return w.Add("bills", "cur", location) })
	return w
}

func (w *world) write(do func(*lake.Writer) error) {
	w.t.Helper()
	writer, err := w.lake.Begin(clock)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := do(writer); err != nil {
		w.t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sync() ingest.SourceReport {
	w.t.Helper()
	report, err := w.ingest().Run(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return report.Sources[0]
}

func (w *world) ingest() ingest.Sync {
	return ingest.Sync{
		Lake:    w.lake,
		Loader:  duckdb.NewLoader(duckdb.Options{TempDir: w.t.TempDir(), MemoryLimit: "1GiB", Threads: 2}),
		Formats: []source.Format{focus.New(), cur.New2(), cur.NewLegacy()},
		Open:    func(location string) (blob.Store, error) { return dir.Open(location) },
		Clock:   clock,
	}
}

func clock() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// shared returns a folder of real files by others, or skips the test where it is absent.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data is not here: %v", err)
	}
	return path
}

func TestRealLegacyReportsHaveTheirTotals(t *testing.T) {
	w := newWorld(t, shared(t, "workshop-cur"))
	report := w.sync()
	t.Logf("%+v", report)
	report = w.sync()
	t.Logf("%+v", report)
}
func TestRealFocusFileHasItsTotals(t *testing.T) {
	w := newWorld(t, shared(t, "focus"))
	report := w.sync()
	t.Logf("%+v", report)
}
