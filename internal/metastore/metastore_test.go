package metastore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

var now = time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC)

func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// edit makes a table of that name in database d.
func makeTable(t *testing.T, s *Store, table *Table) {
	t.Helper()
	table.Database = "d"
	err := s.Edit(t.Context(), now, func(r *Record) error {
		r.Database("d", "me", now).Tables[table.Name] = table
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, s *Store) string {
	t.Helper()
	v, err := s.Version()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	tables, err := v.Catalog(nothing{}, nil, nil).Tables(t.Context(), "d")
	if err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
		t.Fatal(err)
	}
	return strings.Join(tables, " ")
}

// nothing is a catalog without anything.
type nothing struct{}

func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrSchemaNotFound
}
func (nothing) Databases(context.Context) ([]string, error) { return nil, nil }
func (nothing) Tables(context.Context, string) ([]string, error) {
	return nil, catalog.ErrSchemaNotFound
}

func TestAReaderKeepsItsVersion(t *testing.T) {
	s := newStore(t)
	makeTable(t, s, &Table{Name: "a", Kind: External, Columns: []Column{{Name: "x", Type: "int"}}})
	v, err := s.Version()
	if err != nil {
		t.Fatal(err)
	}
	makeTable(t, s, &Table{Name: "b", Kind: External})
	if v.Record.Table("d", "b") != nil {
		t.Error("the reader sees a later change")
	}
	v.Close()
	v.Close()
	if got := names(t, s); got != "a b" {
		t.Errorf("got %q", got)
	}
}

func TestAFailedChangeChangesNothing(t *testing.T) {
	s := newStore(t)
	makeTable(t, s, &Table{Name: "a", Kind: External})
	wrong := errors.New("wrong")
	err := s.Edit(t.Context(), now, func(r *Record) error {
		delete(r.Databases, "d")
		return wrong
	})
	if !errors.Is(err, wrong) || names(t, s) != "a" {
		t.Errorf("got %v, %q", err, names(t, s))
	}
}

func TestACrashBeforeTheRenameLosesOnlyTheChange(t *testing.T) {
	s := newStore(t)
	makeTable(t, s, &Table{Name: "a", Kind: External})
	// A writer died between writing the new record and renaming it, and with files staged and moved.
	half := filepath.Join(s.dir, tempPrefix+"123")
	stray := s.path(tablesDir, "t-1", "000001.parquet")
	staged := s.path(stagingDir, "write-1", "x")
	for _, name := range []string{half, stray, staged} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(`{"layout": 1, "databases": {`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again, err := Open(filepath.Dir(s.dir))
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, again); got != "a" {
		t.Errorf("got %q", got)
	}
	for _, name := range []string{half, stray, staged} {
		if _, err := os.Stat(name); !os.IsNotExist(err) {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestARecordOfALaterVersionIsNotRead(t *testing.T) {
	s := newStore(t)
	if err := os.WriteFile(s.path(recordFile), []byte(`{"layout": 2}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Version(); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("got %v", err)
	}
	if err := s.Edit(t.Context(), now, func(*Record) error { return nil }); err == nil {
		t.Error("it was changed")
	}
}

func TestChangesOfManyWritersAreAllMade(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			s, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			for j := range 10 {
				err := s.Edit(t.Context(), now, func(r *Record) error {
					r.Database("d", "me", now).Tables[fmt.Sprintf("t%d_%d", i, j)] = &Table{Database: "d", Kind: External}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				v, err := s.Version()
				if err != nil {
					t.Error(err)
					return
				}
				if v.Record.Table("d", fmt.Sprintf("t%d_%d", i, j)) == nil {
					t.Error("a writer does not see its own change")
				}
				v.Close()
			}
		})
	}
	group.Wait()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(strings.Fields(names(t, s))); got != 40 {
		t.Errorf("got %d tables", got)
	}
}

func TestFilesStayForAsLongAsSomebodyReads(t *testing.T) {
	s := newStore(t)
	stage, err := s.Stage()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(stage.Dir, "x.parquet")
	if err := os.WriteFile(name, []byte("rows"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := stage.Adopt([]File{{Path: name}})
	if err != nil {
		t.Fatal(err)
	}
	columns := []Column{{Name: "x", Type: "int"}}
	makeTable(t, s, &Table{Name: "a", Kind: Managed, Columns: columns, Pieces: []Piece{{Columns: columns, Files: files, Rows: 1}}})
	if err := stage.Close(); err != nil {
		t.Fatal(err)
	}
	v, err := s.Version()
	if err != nil {
		t.Fatal(err)
	}
	table, err := v.Catalog(nothing{}, nil, nil).Table(t.Context(), catalog.Name{Database: "d", Table: "a"})
	if err != nil {
		t.Fatal(err)
	}
	data, ok := table.Data.(*catalog.Files)
	if !ok || len(data.Groups) != 1 || data.Groups[0].Columns["x"].Type.Kind != types.Integer {
		t.Fatalf("got %+v", table.Data)
	}
	err = s.Edit(t.Context(), now, func(r *Record) error {
		delete(r.Databases["d"].Tables, "a")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(data.Groups[0].Paths[0]); err != nil {
		t.Errorf("the file went while it was read: %v", err)
	}
	v.Close()
	if _, err := os.Stat(data.Groups[0].Paths[0]); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestPlaces(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "in", "a"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(root, filepath.Join(root, "in", "up")); err != nil {
		t.Fatal(err)
	}
	remote, ok := ParsePlace("s3://bucket/logs=" + filepath.Join(root, "in"))
	if !ok {
		t.Fatal("not read")
	}
	places := Places{remote, {Folder: filepath.Join(root, "in")}}
	tests := []struct{ location, below string }{
		{"s3://bucket/logs/a/", "in/a"},
		{"s3://bucket/logs", "in"},
		{"s3://bucket/logs/not/yet/", "in/not/yet"},
		{root + "/in/a", "in/a"},
		{"file://" + root + "/in/a", "in/a"},
		{"s3://bucket/logs2/", ""},
		{"s3://bucket/", ""},
		{"s3://bucket/logs/../x", ""},
		{"s3://bucket/logs/%2e%2E/x", ""},
		{"s3://bucket/logs/%252e%252e/x", ""},
		{"s3://bucket/logs/..%2fx", ""},
		{"s3://bucket/logs/k=..%2Fx", "in/k=..%2Fx"},
		{"s3://bucket/logs/up/secret", ""},
		{root, ""},
		{root + "/in/up", ""},
		{"/etc", ""},
		{"in/a", ""},
		{"s3://bucket/logs/a\x00", ""},
	}
	for _, test := range tests {
		got, ok := places.Resolve(test.location)
		if want := filepath.Join(root, test.below); ok != (test.below != "") || ok && got != want {
			t.Errorf("%q: got %q, %v", test.location, got, ok)
		}
	}
	for _, text := range []string{"", "s3://", "s3://bucket/="} {
		if _, ok := ParsePlace(text); ok {
			t.Errorf("%q is a place", text)
		}
	}
}

func TestPlacesInS3AreReadAndNoFolders(t *testing.T) {
	far, ok := ParsePlace("s3://bucket/logs")
	if !ok || far != (Place{Prefix: "s3://bucket/logs/"}) {
		t.Fatalf("read as %+v", far)
	}
	places := Places{far, {Prefix: "s3://bucket/logs/here/", Folder: t.TempDir()}}
	for location, want := range map[string]bool{
		"s3://bucket/logs": true, "s3://bucket/logs/a/b": true, "s3://bucket/logs/here/x": false, "s3://bucket/logs2/": false, "s3://bucket/": false,
		"s3://bucket/logs/../x": false, "s3://bucket/logs/%2e%2e/x": false, "s3://bucket/logs/a\x00": false, "/bucket/logs": false,
	} {
		if got := places.Remote(location); got != want {
			t.Errorf("%q: %v", location, got)
		}
		if _, ok := places.Resolve(location); ok != (location == "s3://bucket/logs/here/x") {
			t.Errorf("%q is a folder: %v", location, ok)
		}
	}
}

func TestHiveTypesAreReadBackAsTheyWere(t *testing.T) {
	for _, typ := range []types.Type{
		types.Of(types.Integer), types.Of(types.Real), types.Of(types.Varbinary), types.Text(), types.VarcharOf(7), types.CharOf(2),
		types.DecimalOf(38, 10), types.TimestampOf(3), types.Of(types.Date),
		types.ArrayOf(types.MapOf(types.Text(), types.RowOf([]string{"a", "b"}, types.Of(types.BigInt), types.Text()))),
	} {
		text, ok := HiveType(typ)
		back, err := Column{Name: "x", Type: text}.TypeOf()
		if !ok || err != nil || !back.Equal(typ) {
			t.Errorf("%s became %q, and that %s, %v", typ, text, back, err)
		}
	}
	for _, typ := range []types.Type{
		types.TimestampOf(6), types.TimestampTZOf(3), types.Of(types.JSON), types.ArrayOf(types.Of(types.UUID)), types.RowOf(nil, types.Text()),
	} {
		if text, ok := HiveType(typ); ok {
			t.Errorf("%s became %q", typ, text)
		}
	}
}
