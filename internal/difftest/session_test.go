package difftest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit/trino"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// session runs queries through the whole path, as an administrator, at a time that stands still.
type session struct {
	engine engine.Engine
	// ran counts the queries that gave rows, failed those that gave an error of a run, refused those that the analyzer
	// does not take.
	ran, failed, refused int
	// lenient tells that the case has constants that are NULL, beside which errors may come or not.
	lenient bool
	// strict tells that no query of the case may be refused by name.
	strict bool
	// params are the values of the parameters of the next query.
	params []ast.Expr
}

// open returns a session whose engine ends with the test.
func open(t *testing.T) *session {
	t.Helper()
	e, err := duckdb.Open(duckdb.Options{Threads: 2, MemoryLimit: "1GB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return &session{engine: e}
}

// answer is what comes of a query: rows, or an error with a code.
type answer struct {
	sql  string
	cols []typed.Column
	rows [][]value.Value
	code diag.Code // empty when there are rows
	why  string
	// early tells that the error is one of analysis, not of a run.
	early bool
}

// internal is the code of what is wrong with us.
const internal diag.Code = "BUG"

// limit is how long a query may take.
const limit = 20 * time.Second

// now is the time of all sessions.
func now() time.Time { return time.Date(2025, 1, 31, 12, 34, 56, 789_000_000, time.UTC) }

// resolve parses and analyzes a query.
func resolve(ctx context.Context, sql string, params ...ast.Expr) (*typed.Query, error) {
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		return nil, problems
	}
	policy, who := access.LocalPolicy(), access.Local()
	return analyze.Query(ctx, tree, policy.View(who, nothing{}), analyze.Options{
		Database: "default", DecimalLiterals: true, Zone: "America/Los_Angeles", Now: now(), User: who.Name, Params: params,
	})
}

// ask runs a query. A panic is an answer too, with the code of an internal error.
func (s *session) ask(ctx context.Context, sql string) (a answer) {
	a.sql = sql
	defer func() {
		if cause := recover(); cause != nil {
			a.code, a.why = internal, fmt.Sprintf("panic: %v", cause)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	query, err := resolve(ctx, sql, s.params...)
	if err != nil {
		s.refused++
		a.early = true
		a.code, a.why = described(err)
		return a
	}
	a.cols = query.Root.Columns()
	policy, who := access.LocalPolicy(), access.Local()
	guarded, err := policy.View(who, nothing{}).Guard(ctx, query)
	if err == nil {
		var rows engine.Rows
		if rows, err = s.engine.Run(ctx, guarded); err == nil {
			a.rows, err = readAll(ctx, rows)
		}
	}
	if err != nil {
		s.failed++
		a.code, a.why = described(err)
		return a
	}
	s.ran++
	return a
}

// readAll reads a result to its end and closes it.
func readAll(ctx context.Context, rows engine.Rows) ([][]value.Value, error) {
	var out [][]value.Value
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, rows.Close()
		}
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		for i := range batch.Len() {
			row := make([]value.Value, len(rows.Columns()))
			for j := range row {
				row[j] = batch.Value(i, j)
			}
			out = append(out, row)
		}
	}
}

// described returns the code of an error and all that is known of it.
func described(err error) (diag.Code, string) {
	var list diag.List
	if errors.As(err, &list) && len(list) > 0 {
		return list[0].Code, list[0].Msg // GENERIC_INTERNAL_ERROR too: Trino has functions that fail so
	}
	var one diag.Diagnostic
	if errors.As(err, &one) {
		return one.Code, one.Msg
	}
	var f *fault.Error
	if errors.As(err, &f) {
		if f.Kind == fault.Internal {
			return internal, fmt.Sprintf("%s (%v)", f.Msg, f.Err)
		}
		return diag.Code(f.Code), fmt.Sprintf("%s (%v)", f.Msg, f.Err)
	}
	return internal, err.Error()
}

// String shows an answer to people.
func (a answer) String() string {
	if a.code != "" {
		return string(a.code) + ": " + a.why
	}
	var b strings.Builder
	for _, row := range a.rows {
		b.WriteString("\n  |")
		for j, v := range row {
			b.WriteString(" " + shown(v, a.cols[j].Type) + " |")
		}
	}
	return b.String()
}

func shown(v value.Value, t types.Type) string {
	if v == nil {
		return "NULL"
	}
	return fmt.Sprintf("%s (%v)", value.Text(v, t), t)
}

// printed returns a query as Trino text.
func printed(ctx context.Context, sql string) (string, error) {
	q, err := resolve(ctx, sql)
	if err != nil {
		return "", err
	}
	st, err := trino.Query(q)
	return st.SQL, err
}

// nothing is a catalog without tables.
type nothing struct{}

// Table finds no table.
func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrSchemaNotFound
}

// Databases returns none.
func (nothing) Databases(context.Context) ([]string, error) { return nil, nil }

// Tables finds no database.
func (nothing) Tables(context.Context, string) ([]string, error) {
	return nil, catalog.ErrSchemaNotFound
}
