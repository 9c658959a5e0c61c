package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Explain returns DuckDB's plan. It names files and guesses numbers of rows, hidden ones too: it is for who may read everything.
func (e *Engine) Explain(ctx context.Context, g access.Guarded) (string, error) {
	st, err := Emit(g)
	if err != nil {
		return "", err
	}
	return e.plan(ctx, st)
}

// plan sets a statement up and asks DuckDB for its plan.
func (e *Engine) plan(ctx context.Context, st emit.Statement) (plan string, err error) {
	r, err := e.open(ctx, st)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if plan, err = r.plan(st); err != nil {
		return "", r.failed(err)
	}
	return plan, nil
}

// plan asks for the plan.
func (r *rows) plan(st emit.Statement) (string, error) {
	if err := r.setUp(st); err != nil {
		return "", err
	}
	var err error
	if r.stream, err = r.s.query(r.ctx, "EXPLAIN "+st.SQL, bindings.StatementTypeExplain); err != nil {
		return "", err
	}
	layouts, err := layoutsOf(r.stream.types, []types.Type{text, text})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		chunk, err := r.stream.fetch(r.ctx)
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		plans := layouts[1].bind(bindings.DataChunkGetVector(chunk, 1))
		for row := range uint64(bindings.DataChunkGetSize(chunk)) {
			b.WriteString(plans.text(row))
		}
		bindings.DestroyDataChunk(&chunk)
	}
}

// Estimate returns what a query would read at most: the files of all its tables, each counted once.
func (*Engine) Estimate(_ context.Context, g access.Guarded) (engine.Estimate, error) {
	return Estimate(g)
}

// Estimate returns what a query would read at most, which needs no running engine.
func Estimate(g access.Guarded) (engine.Estimate, error) {
	var sum engine.Estimate
	if g.Query() == nil {
		return sum, nil
	}
	seen := map[string]bool{}
	var err error
	typed.Walk(g.Query().Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		if scan, ok := r.(*typed.Scan); ok && err == nil {
			err = addFiles(&sum, scan.Table, seen)
		}
		return true
	}})
	if err != nil {
		return engine.Estimate{}, internal(err)
	}
	return sum, nil
}

// addFiles adds the files of a table that were not seen yet.
func addFiles(sum *engine.Estimate, table *catalog.Table, seen map[string]bool) error {
	var files catalog.Files
	switch data := table.Data.(type) {
	case catalog.Files:
		files = data
	case *catalog.Files:
		files = *data
	}
	for _, group := range files.Groups {
		for _, path := range group.Paths {
			if seen[path] {
				continue
			}
			seen[path] = true
			info, err := os.Stat(path)
			if err != nil {
				return fmt.Errorf("table %s: %w", table.Name, err)
			}
			sum.Files++
			sum.Bytes += info.Size()
		}
	}
	return nil
}
