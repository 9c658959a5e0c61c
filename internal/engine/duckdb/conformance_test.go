package duckdb

import (
	"testing"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/enginetest"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestConformance(t *testing.T) {
	lake := t.TempDir()
	enginetest.Run(t, enginetest.Suite{
		Open: func(t *testing.T) engine.Engine {
			t.Helper()
			return open(t, Options{Threads: 2, MemoryLimit: "500MB", TempDir: t.TempDir(), DataDirs: []string{lake}})
		},
		Table: func(t *testing.T, rows [][]value.Value) any {
			t.Helper()
			return enginetest.Stored(t, lake, rows, loader(t))
		},
	})
}
