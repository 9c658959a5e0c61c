package conformance

import (
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/engine/duckdb"
)

// open returns a runner with an engine that ends with the test.
func open(t *testing.T) *Runner {
	t.Helper()
	engine, err := duckdb.Open(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	tables, err := NewTPCH(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &Runner{Engine: engine, Catalog: tables, Now: time.Now()}
}
