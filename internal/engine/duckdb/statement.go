package duckdb

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Emit returns what a guarded query is for DuckDB, for a process that runs it with RunEmitted.
func Emit(g access.Guarded) (emit.Statement, error) {
	if g.Query() == nil {
		return emit.Statement{}, fault.New(fault.Denied, string(diag.PermissionDenied), "The query has not passed the guard")
	}
	return emitduckdb.Query(g.Query())
}

// RunEmitted starts what Emit made of a guarded query in another process. Only the process of a worker calls it: whoever has the query
// itself calls Run.
func (e *Engine) RunEmitted(ctx context.Context, st emit.Statement) (engine.Rows, error) {
	r, err := e.start(ctx, st, make([]typed.Column, len(st.Columns)))
	if err != nil {
		return nil, err
	}
	return r, nil
}

// ExplainEmitted returns DuckDB's plan of what Emit made.
func (e *Engine) ExplainEmitted(ctx context.Context, st emit.Statement) (string, error) {
	return e.plan(ctx, st)
}

// Limit changes the limits of memory and disk of an engine that was opened Adjustable. Nothing may run meanwhile.
func (e *Engine) Limit(memory, disk int64) error {
	in := e.instance()
	s, err := in.connect()
	if err != nil {
		return err
	}
	defer s.close()
	e.options.MemoryLimit, e.options.TempLimit = size(memory), size(disk)
	if err := in.limitMemory(s, e.options.MemoryLimit); err != nil {
		return err
	}
	if e.options.TempDir != "" {
		if err := s.do("SET GLOBAL max_temp_directory_size = " + quote(e.options.TempLimit)); err != nil {
			return fmt.Errorf("set max_temp_directory_size: %w", err)
		}
	}
	e.guard.limit(in.limitBytes)
	return nil
}

// size writes a number of bytes as DuckDB reads it and people do.
func size(n int64) string {
	const unit = 1 << 20
	if n >= unit {
		return fmt.Sprintf("%dMiB", n/unit)
	}
	return fmt.Sprintf("%dB", n)
}
