package worker

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/engine/enginetest"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// asWorker is in the environment of a test binary that is to be a worker.
const asWorker = "GLAUX_TEST_WORKER"

func TestMain(m *testing.M) {
	if os.Getenv(asWorker) != "" {
		os.Exit(Main())
	}
	if os.Getenv(asPrisoner) != "" {
		os.Exit(prisoner())
	}
	os.Exit(m.Run())
}

// open opens a pool of this test binary.
func open(t testing.TB, o Options) *Pool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o.Command, o.Env = []string{program}, append(o.Env, asWorker+"=1")
	if o.TempDir == "" {
		o.TempDir = t.TempDir()
	}
	p, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if left, err := filepath.Glob(filepath.Join(o.TempDir, "worker-*")); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	})
	return p
}

func TestConformance(t *testing.T) {
	lake := t.TempDir()
	enginetest.Run(t, enginetest.Suite{
		Open: func(t *testing.T) engine.Engine {
			t.Helper()
			return open(t, Options{Threads: 2, Memory: 2 << 30, DataDirs: []string{lake}})
		},
		Table: func(t *testing.T, rows [][]value.Value) any {
			t.Helper()
			return enginetest.Stored(t, lake, rows, duckdb.NewLoader(duckdb.Options{MemoryLimit: "500MB", Threads: 2, TempDir: t.TempDir()}))
		},
	})
}
