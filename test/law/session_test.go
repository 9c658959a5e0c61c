package law_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/infoschema"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	emitter "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/statement"
)

// session runs queries through the whole path, from text to rows, at a time that stands still.
type session struct {
	engine *duckdb.Engine
	store  *metastore.Store // of prepared statements; the tables are in lakes
	jobs   *job.Jobs
	runs   *current // what jobs run on
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
	s := &session{engine: e, dir: dir}
	if s.store, err = metastore.Open(filepath.Join(dir, "prepared")); err != nil {
		t.Fatal(err)
	}
	s.openJobs(t)
	return s
}

// answer is what comes of a query: rows, or an error as its caller sees it.
type answer struct {
	columns []typed.Column
	rows    [][]value.Value
	code    diag.Code
	fault   string
	count   query.Count
	// run tells that the error came of a run, and not of reading the query.
	run bool
}

// limit is how long a query may take.
const limit = 20 * time.Second

// runner returns the whole path over a lake with a policy, as the program puts it together.
func (s *session) runner(l lake, policy *access.Policy) *query.Runner {
	now := func() time.Time { return time.Date(2025, 1, 31, 12, 34, 56, 789_000_000, time.UTC) }
	return &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return l, func() {}, nil },
		Views:    described, Policy: policy, Engine: s.engine, Emit: func(q *typed.Query) (emit.Statement, error) { return emitter.Query(q) }, Database: database, Now: now,
		Statements: &statement.Executor{Store: s.store, Now: now},
	}
}

// described adds glaux.bill and information_schema to what a principal sees.
func described(ctx context.Context, view *access.View, _ catalog.Catalog) (catalog.Catalog, error) {
	var sources []bill.Source
	readable := view.Readable()
	names, err := readable.Tables(ctx, database)
	if err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
		return nil, err
	}
	for _, name := range names {
		if !strings.HasPrefix(name, billed) {
			continue
		}
		made, err := readable.Table(ctx, catalog.Name{Database: database, Table: name})
		if err != nil {
			return nil, err
		}
		sources = append(sources, bill.Source{Name: made.Name, Format: cur.CUR2, Columns: made.Columns})
	}
	return infoschema.With(bill.With(view, sources), view.Policy().SeesAll(view.Principal())), nil
}

// ask runs a statement of a principal on a lake.
func (s *session) ask(ctx context.Context, l lake, policy *access.Policy, who access.Principal, sql string, params ...string) answer {
	return s.most(ctx, l, policy, who, sql, 0, params...)
}

// most asks for so many rows, and counts all.
func (s *session) most(ctx context.Context, l lake, policy *access.Policy, who access.Principal, sql string, rows int64, params ...string) (a answer) {
	defer a.unless()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	result, err := s.runner(l, policy).Text(ctx, who, sql, query.Options{Params: params, MaxRows: rows})
	if err == nil {
		a.columns, a.run = result.Columns, true
		err = result.Each(ctx, func(row []value.Value) error {
			a.rows = append(a.rows, slices.Clone(row))
			return nil
		})
		if err == nil {
			a.count, err = result.Count(ctx)
		}
		err = errors.Join(err, result.Close())
	}
	a.failed(err)
	return a
}

// stage asks what a query looks like on its way.
func (s *session) stage(ctx context.Context, l lake, policy *access.Policy, who access.Principal, sql string, at query.Stage) (a answer) {
	defer a.unless()
	shown, err := s.runner(l, policy).Explain(ctx, who, sql, at, query.Options{})
	a.columns = []typed.Column{{Name: string(at), Type: types.Text()}}
	a.rows = [][]value.Value{{shown}}
	a.failed(err)
	return a
}

// invalid returns why the policy cannot be made for what the reader reads of a table, "" where it can.
func (s *session) invalid(ctx context.Context, l lake, policy *access.Policy, table string) string {
	result, err := s.runner(l, policy).Text(ctx, reader, "SELECT * FROM "+table+" LIMIT 0", query.Options{})
	if err == nil {
		err = result.Close()
	}
	var wrong *fault.Error
	if errors.As(err, &wrong) && wrong.Code == "INVALID_ROW_FILTER" {
		return fmt.Sprint(wrong.Err)
	}
	return ""
}

// unless makes an answer of a panic.
func (a *answer) unless() {
	if cause := recover(); cause != nil {
		*a = answer{code: "PANIC", fault: fmt.Sprintf("panic: %v", cause)}
	}
}

// failed makes an answer of an error, as its caller sees it.
func (a *answer) failed(err error) {
	if err == nil {
		return
	}
	a.rows, a.code, a.fault = nil, "INTERNAL", err.Error()
	var e *query.Error
	if errors.As(err, &e) {
		a.code, a.fault = e.List[0].Code, e.Show()
	}
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

// listed is the answer without the places of files, which are told to who sees a table whole.
func (a answer) listed() string { return places.ReplaceAllString(a.String(), "") }

// short shows an answer to people.
func (a answer) short() string {
	if all := a.String(); len(all) > 4000 {
		return all[:4000] + " …"
	}
	return a.String()
}
