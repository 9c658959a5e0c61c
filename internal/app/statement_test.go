package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/query"
)

// run runs a statement to its end.
func run(ctx context.Context, t *testing.T, a *App, text string) error {
	t.Helper()
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Text(ctx, a.Who(), text, query.Options{})
	if err != nil {
		return err
	}
	for {
		if _, err := result.Next(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return errors.Join(err, result.Close())
		}
	}
}

// kept counts the files of tables and of writers in the lake.
func kept(t *testing.T, a *App) (files int) {
	t.Helper()
	for _, sub := range []string{"tables", "staging"} {
		err := filepath.WalkDir(filepath.Join(a.Lake.Dir(), "catalog", sub), func(_ string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				files++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestATableIsMadeWholeOrNotAtAll(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, t, a, "CREATE TABLE a AS SELECT n FROM UNNEST(sequence(1, 1000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 100)) AS u (m)"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := run(t.Context(), t, a, "CREATE TABLE a AS SELECT 1 / (n - 999) AS x FROM UNNEST(sequence(1, 1000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 100)) AS u (m)"); err == nil {
		t.Error("a query that fails made a table")
	}
	if err := run(t.Context(), t, a, "SELECT * FROM a"); err == nil || kept(t, a) != 0 {
		t.Errorf("got %v and %d files", err, kept(t, a))
	}
}

func TestOnlyOneOfManyMakesTheTable(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	if _, err := a.Runner(); err != nil {
		t.Fatal(err)
	}
	var made atomic.Int32
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			if run(t.Context(), t, a, "CREATE TABLE a AS SELECT 1 AS x") == nil {
				made.Add(1)
			}
		})
	}
	group.Wait()
	if made.Load() != 1 {
		t.Errorf("%d made it", made.Load())
	}
	for range 8 {
		group.Go(func() {
			if err := run(t.Context(), t, a, "INSERT INTO a VALUES 2"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := one(t, a, "SELECT count(*) FROM a"); n != int64(9) || kept(t, a) != 9 {
		t.Errorf("got %v rows in %d files", n, kept(t, a))
	}
}

func TestATableCanBeDroppedWhileItIsRead(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	if err := run(t.Context(), t, a, "CREATE TABLE a AS SELECT n FROM UNNEST(sequence(1, 1000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 300)) AS u (m)"); err != nil {
		t.Fatal(err)
	}
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Text(t.Context(), a.Who(), "SELECT n FROM a", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), t, a, "DROP TABLE a"); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for {
		batch, err := result.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rows += batch.Len()
	}
	if err := result.Close(); err != nil || rows != 300000 || kept(t, a) != 0 {
		t.Errorf("got %d rows, %v, and %d files are left", rows, err, kept(t, a))
	}
}

func TestASourceCannotTakeTheNameOfATable(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	if err := run(t.Context(), t, a, "CREATE VIEW shop AS SELECT 1 AS x"); err != nil {
		t.Fatal(err)
	}
	if err := a.AddSource("default.shop", t.TempDir()); err == nil {
		t.Error("it took the name")
	}
}
