package lake_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func clock() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T, dir string) *lake.Lake {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func begin(t *testing.T, l *lake.Lake) *lake.Writer {
	t.Helper()
	w, err := l.Begin(clock)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func snapshot(t *testing.T, l *lake.Lake) *lake.Snapshot {
	t.Helper()
	s, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// stage writes a file of a delivery.
func stage(t *testing.T, w *lake.Writer, text string, columns ...source.LakeColumn) lake.Piece {
	t.Helper()
	folder, err := w.Stage()
	must(t, err)
	path := filepath.Join(folder, "x.parquet")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return lake.Piece{Delivery: "d", Files: []lake.File{{Path: path}}, Rows: 1, Columns: columns, Totals: map[string]money.Amount{"cost": money.New(15, 1)}}
}

func text(name string) source.LakeColumn {
	return source.LakeColumn{Name: name, Type: types.Text(), Comment: "it is " + name}
}

func number(name string) source.LakeColumn {
	return source.LakeColumn{Name: name, Type: types.Of(types.Double), Cost: true}
}

func commit(t *testing.T, l *lake.Lake, month, content string, columns ...source.LakeColumn) {
	t.Helper()
	w := begin(t, l)
	must(t, w.Commit(lake.Change{Database: "db", Table: "t", Format: "cur2", Months: map[string][]lake.Piece{month: {stage(t, w, content, columns...)}}}))
	must(t, w.Close())
}

func newLake(t *testing.T) *lake.Lake {
	t.Helper()
	l := open(t, t.TempDir())
	w := begin(t, l)
	must(t, w.Add("db", "t", "/somewhere"))
	must(t, w.Close())
	return l
}

// content returns what a table's files hold, in order.
func content(t *testing.T, s *lake.Snapshot) string {
	t.Helper()
	table, err := s.Table(context.Background(), catalog.Name{Database: "db", Table: "t"})
	must(t, err)
	var all []string
	for _, g := range table.Data.(*catalog.Files).Groups {
		for _, path := range g.Paths {
			text, err := os.ReadFile(path)
			must(t, err)
			all = append(all, string(text))
		}
	}
	return strings.Join(all, " ")
}

// files counts the files of data in the lake.
func files(t *testing.T, l *lake.Lake) (n int) {
	t.Helper()
	must(t, filepath.WalkDir(filepath.Join(l.Dir(), "data"), func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func TestWhatIsCommittedIsThere(t *testing.T) {
	l := newLake(t)
	commit(t, l, "2025-10", "october", text("a"), number("cost"), text("billing_period"))
	commit(t, l, "2025-11", "november", text("b"), text("a"), text("billing_period"))
	l = open(t, l.Dir()) // as another process does
	s := snapshot(t, l)
	if got := content(t, s); got != "november october" && got != "october november" {
		t.Errorf("it holds %q", got)
	}
	table, err := s.Table(context.Background(), catalog.Name{Database: "db", Table: "t"})
	must(t, err)
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "b a cost billing_period" || !table.Columns[3].Partition || table.Columns[1].Comment != "it is a" {
		t.Errorf("columns %v", table.Columns)
	}
	groups := table.Data.(*catalog.Files).Groups
	if len(groups) != 2 {
		t.Fatalf("%d groups", len(groups))
	}
	if _, ok := groups[0].Columns["cost"]; ok {
		t.Error("a column is said to be in files that lack it")
	}
	src := s.Sources()[0]
	if src.Format != "cur2" || len(src.Months) != 2 || src.Totals()["cost"].String() != "3" || src.Months["2025-10"].Rows() != 1 {
		t.Errorf("the registry has %+v", src)
	}
	if n, size := src.Months["2025-10"].Files(); n != 1 || size != int64(len("october")) {
		t.Errorf("%d files of %d bytes", n, size)
	}
}

func TestMonthsWithTheSameColumnsAreOneGroup(t *testing.T) {
	l := newLake(t)
	commit(t, l, "2025-10", "october", text("a"))
	commit(t, l, "2025-11", "november", text("a"))
	s := snapshot(t, l)
	table, err := s.Table(context.Background(), catalog.Name{Database: "db", Table: "t"})
	must(t, err)
	if groups := table.Data.(*catalog.Files).Groups; len(groups) != 1 || len(groups[0].Paths) != 2 || content(t, s) != "october november" {
		t.Errorf("groups %v", groups)
	}
}

func TestAColumnThatChangesItsTypeIsReported(t *testing.T) {
	l := newLake(t)
	commit(t, l, "2025-10", "october", text("a"), text("n"))
	commit(t, l, "2025-11", "november", text("a"), number("n"))
	mixed := snapshot(t, l).Sources()[0].Mixed()
	if len(mixed) != 1 || !strings.Contains(mixed[0], `"n" is double or string`) {
		t.Errorf("reported is %q", mixed)
	}
}

func TestAReaderKeepsItsSnapshot(t *testing.T) {
	l := newLake(t)
	commit(t, l, "2025-10", "old", text("a"))
	reader, err := l.Snapshot()
	must(t, err)
	commit(t, l, "2025-10", "new", text("a"))
	open(t, l.Dir()) // cleans up, as another process does
	if got := content(t, reader); got != "old" {
		t.Errorf("the reader sees %q", got)
	}
	if got := content(t, snapshot(t, l)); got != "new" {
		t.Errorf("a new reader sees %q", got)
	}
	if n := files(t, l); n != 2 {
		t.Errorf("%d files while both are read", n)
	}
	must(t, reader.Close())
	must(t, reader.Close())
	open(t, l.Dir())
	if n := files(t, l); n != 1 {
		t.Errorf("%d files after the old reader is gone", n)
	}
}

func TestACrashLeavesNothingBehind(t *testing.T) {
	l := newLake(t)
	commit(t, l, "2025-10", "good", text("a"))
	// A writer that dies after it moved its files, and before its record: what it left lies in data, staging and snapshots.
	for path, text := range map[string]string{
		"staging/sync-1/delivery-1/x.parquet": "half",
		"data/db/t/2025-11/1.parquet":         "unnamed",
		"snapshots/.new-123":                  "{",
		"snapshots/000000000099.json":         "{\"layout\": 1",
	} {
		path = filepath.Join(l.Dir(), filepath.FromSlash(path))
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	l = open(t, l.Dir())
	if got := content(t, snapshot(t, l)); got != "good" {
		t.Errorf("it holds %q", got)
	}
	if n := files(t, l); n != 1 {
		t.Errorf("%d files are left", n)
	}
	for _, folder := range []string{"staging", "snapshots"} {
		entries, err := os.ReadDir(filepath.Join(l.Dir(), folder))
		must(t, err)
		if want := map[string]int{"staging": 0, "snapshots": 1}[folder]; len(entries) != want {
			t.Errorf("%s has %d entries", folder, len(entries))
		}
	}
	commit(t, l, "2025-11", "next", text("a"))
	if got := content(t, snapshot(t, l)); got != "good next" {
		t.Errorf("after the next commit it holds %q", got)
	}
}

func TestWhatIsStagedAndNotCommittedIsNotThere(t *testing.T) {
	l := newLake(t)
	w := begin(t, l)
	stage(t, w, "never", text("a"))
	if _, err := snapshot(t, l).Table(context.Background(), catalog.Name{Database: "db", Table: "t"}); !errors.Is(err, catalog.ErrSchemaNotFound) {
		t.Errorf("the table is there: %v", err)
	}
	must(t, w.Close())
	if n := files(t, l); n != 0 {
		t.Errorf("%d files", n)
	}
}

func TestThereIsOneWriter(t *testing.T) {
	l := newLake(t)
	w := begin(t, l)
	if _, err := open(t, l.Dir()).Begin(clock); !errors.Is(err, lake.ErrBusy) {
		t.Errorf("a second writer: %v", err)
	}
	must(t, w.Close())
	must(t, w.Close())
	must(t, begin(t, l).Close())
}

func TestFilesFromElsewhereAreRefused(t *testing.T) {
	l := newLake(t)
	w := begin(t, l)
	defer func() { must(t, w.Close()) }()
	outside := filepath.Join(t.TempDir(), "x")
	must(t, os.WriteFile(outside, nil, 0o600))
	piece := lake.Piece{Files: []lake.File{{Path: outside}}}
	if err := w.Commit(lake.Change{Database: "db", Table: "t", Months: map[string][]lake.Piece{"2025-10": {piece}}}); err == nil {
		t.Error("a file that was not staged is committed")
	}
	if err := w.Commit(lake.Change{Database: "db", Table: "other"}); !errors.Is(err, lake.ErrNoSource) {
		t.Errorf("an unknown source: %v", err)
	}
}

func TestSourcesAreAddedAndRemoved(t *testing.T) {
	l := newLake(t)
	commit(t, l, "2025-10", "x", text("a"))
	w := begin(t, l)
	if err := w.Add("db", "t", "/x"); !errors.Is(err, lake.ErrSourceExists) {
		t.Errorf("twice: %v", err)
	}
	for _, name := range []string{"", "A", "a.b", "a-b", "../x", strings.Repeat("x", 200)} {
		if err := w.Add("db", name, "/x"); err == nil {
			t.Errorf("%q is a table", name)
		}
	}
	if err := w.Add("glaux", "bill", "/x"); err == nil {
		t.Error("the view's database can be taken")
	}
	if err := w.Remove("db", "none"); !errors.Is(err, lake.ErrNoSource) {
		t.Errorf("what is not there: %v", err)
	}
	must(t, w.Remove("db", "t"))
	must(t, w.Close())
	if len(snapshot(t, l).Sources()) != 0 || files(t, l) != 0 {
		t.Error("something is left of the source")
	}
}

func TestALakeOfALaterVersionIsNotOpened(t *testing.T) {
	l := newLake(t)
	path := filepath.Join(l.Dir(), "snapshots", "000000000001.json")
	text, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, []byte(strings.Replace(string(text), `"layout":1`, `"layout":2`, 1)), 0o600))
	if _, err := lake.Open(l.Dir()); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("it opens: %v", err)
	}
}
