// Package enginetest holds what every engine must do, as tests that an engine's package runs on itself. It promises that who
// passes can stand behind engine.Engine: values of every form come back as they are, errors speak Athena's words at their place,
// a run ends when it is told to, and rows that a policy hides stay hidden.
//
//	func TestConformance(t *testing.T) {
//		enginetest.Run(t, enginetest.Suite{Open: open, Table: table})
//	}
package enginetest

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Suite is what an engine brings to be tested.
type Suite struct {
	// Open returns an engine, which lives as long as the test. Every call may return the same one.
	Open func(t *testing.T) engine.Engine
	// Table keeps rows where the engine finds them and returns the table's Data. The types are those of Columns.
	Table func(t *testing.T, rows [][]value.Value) any
}

// Run runs the tests.
func Run(t *testing.T, s Suite) {
	t.Helper()
	b := &bench{e: s.Open(t), tables: map[catalog.Name]*catalog.Table{}}
	name := catalog.Name{Database: "test", Table: "bill"}
	b.tables[name] = &catalog.Table{Name: name, Columns: Columns(), Data: s.Table(t, bill())}
	t.Run("answers", b.answers)
	t.Run("runs", b.runs)
	t.Run("policies", b.policies)
	t.Run("cells", b.cells)
}

// bench is an engine with tables.
type bench struct {
	e      engine.Engine
	tables map[catalog.Name]*catalog.Table
}

// Table returns a table by name.
func (b *bench) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if t, ok := b.tables[name]; ok {
		return t, nil
	}
	return nil, catalog.ErrTableNotFound
}

// Databases returns the one database.
func (*bench) Databases(context.Context) ([]string, error) { return []string{"test"}, nil }

// Tables returns the names of the tables.
func (b *bench) Tables(context.Context, string) ([]string, error) {
	var names []string
	for name := range b.tables {
		names = append(names, name.Table)
	}
	return names, nil
}

// tester is who asks where nothing is hidden.
const tester = "tester"

// everything lets the tester read everything, and nobody else anything.
func everything() *access.Policy {
	return access.New(access.Rules{Grants: []access.Grant{access.Reads(tester, "*", "*")}})
}

// guard takes a text the whole way to a guarded query.
func (b *bench) guard(ctx context.Context, policy *access.Policy, who access.Principal, sql string) (access.Guarded, error) {
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		return access.Guarded{}, problems
	}
	options := analyze.Options{Database: "test", Now: time.Date(2025, 11, 15, 12, 0, 0, 0, time.UTC), User: who.Name, Tags: who.Tags}
	view := policy.View(who, b)
	query, err := analyze.Query(ctx, tree, view, options)
	if err != nil {
		return access.Guarded{}, err //nolint:wrapcheck // a diag.List is shown as it is
	}
	return view.Guard(ctx, query) //nolint:wrapcheck // a fault is shown as it is
}

// start runs a text for the tester.
func (b *bench) start(ctx context.Context, sql string) (engine.Rows, error) {
	g, err := b.guard(ctx, everything(), access.Principal{Name: tester}, sql)
	if err != nil {
		return nil, err
	}
	return b.e.Run(ctx, g) //nolint:wrapcheck // the error is what is tested
}

// all reads all rows as text, one line each.
func all(ctx context.Context, rows engine.Rows) (lines []string, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return lines, err //nolint:wrapcheck // the error is what is tested
		}
		for r := range batch.Len() {
			lines = append(lines, line(rows, batch, r))
		}
	}
}

// line is a row as text.
func line(rows engine.Rows, batch engine.Batch, r int) string {
	cells := make([]string, len(rows.Columns()))
	for c, column := range rows.Columns() {
		cells[c] = "NULL"
		if v := batch.Value(r, c); v != nil {
			cells[c] = value.Text(v, column.Type)
		}
	}
	return strings.Join(cells, " | ")
}

// condition parses the filter of a policy.
func condition(t *testing.T, sql string) ast.Expr {
	t.Helper()
	x, problems := parse.Expression(sql)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return x
}
