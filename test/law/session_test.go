package law_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// session runs queries through the whole path, from text to rows, at a time that stands still.
type session struct {
	engine *duckdb.Engine
	dir    string
}

// open returns a session whose engine ends with the test.
func open(t *testing.T) *session {
	t.Helper()
	dir := t.TempDir()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	e, err := duckdb.Open(duckdb.Options{Threads: 1, MemoryLimit: "1GB", DataDirs: []string{dir}, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return &session{engine: e, dir: dir}
}

// answer is what comes of a query: rows, or an error as its caller sees it.
type answer struct {
	columns []typed.Column
	rows    [][]value.Value
	code    diag.Code
	fault   string
	// run tells that the error came of a run, and not of reading the query.
	run bool
}

// limit is how long a query may take.
const limit = 20 * time.Second

// ask runs a query of a principal on a lake.
func (s *session) ask(ctx context.Context, c catalog.Catalog, policy *access.Policy, who access.Principal, sql string) (a answer) {
	defer func() {
		if cause := recover(); cause != nil {
			a = answer{code: "PANIC", fault: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	runner := &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return c, func() {}, nil },
		Policy:   policy, Engine: s.engine, Database: database,
		Now: func() time.Time { return time.Date(2025, 1, 31, 12, 34, 56, 789_000_000, time.UTC) },
	}
	result, err := runner.Text(ctx, who, sql, query.Options{})
	if err == nil {
		a.columns, a.run = result.Columns, true
		err = result.Each(ctx, func(row []value.Value) error {
			a.rows = append(a.rows, slices.Clone(row))
			return nil
		})
		err = errors.Join(err, result.Close())
	}
	if err != nil {
		a.rows, a.code, a.fault = nil, "INTERNAL", err.Error()
		var e *query.Error
		if errors.As(err, &e) {
			a.code, a.fault = e.List[0].Code, e.Show()
		}
	}
	return a
}

// String shows an answer: the error, or the rows in an order of their own.
func (a answer) String() string {
	if a.fault != "" {
		return a.fault
	}
	var b strings.Builder
	for _, c := range a.columns {
		fmt.Fprintf(&b, "%s %s | ", c.Name, c.Type)
	}
	lines := make([]string, len(a.rows))
	for i, row := range a.rows {
		parts := make([]string, len(row))
		for j, v := range row {
			parts[j] = "NULL"
			if v != nil {
				parts[j] = value.Text(v, a.columns[j].Type)
			}
		}
		// DuckDB makes one zero of two where it groups.
		lines[i] = "\n  " + strings.ReplaceAll(strings.Join(parts, " | "), "-0.0", "0.0")
	}
	slices.Sort(lines)
	return b.String() + strings.Join(lines, "")
}

// short shows an answer to people.
func (a answer) short() string {
	if all := a.String(); len(all) > 4000 {
		return all[:4000] + " …"
	}
	return a.String()
}
