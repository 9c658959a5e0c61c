//go:build !duckdb_arrow

package duckdb

// Results come as Arrow records, which the DuckDB bindings have only behind a build tag. Without it nothing here works, so
// the build stops at once and says why: build with `make`, or set GOFLAGS=-tags=duckdb_arrow.
var _ = build_with_GOFLAGS_tags_duckdb_arrow
