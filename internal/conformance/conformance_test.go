package conformance

import (
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/engine/duckdb"
)

// data is the folder of the tables of TPC-H, which is not in version control; the first test makes them.
const data = "../../.cache/tpch"

// open returns a runner with an engine that ends with the test.
func open(t *testing.T) *Runner {
	t.Helper()
	tables, err := NewTPCH(data)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := duckdb.Open(duckdb.Options{DataDirs: []string{data}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Runner{Engine: engine, Catalog: tables, Now: time.Now()}
}
