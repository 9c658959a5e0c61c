package analyze_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// TestGolden runs the cases of testdata: a query and the typed tree, or the errors, that it must give. The section
// schema, one `database.table: column type, …` a line, adds to the tables of tiny; `view name: query` adds a view.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		return golden.Sections{"typed": result(t, in), "errors": result(t, in)}
	})
}

// result returns the typed tree of the query of a case, or its errors as the user sees them.
func result(t *testing.T, in golden.Sections) string {
	t.Helper()
	world := tiny(t)
	world.add(t, in["schema"])
	o := options()
	for _, p := range lines(in["params"]) {
		x, wrong := parse.Expression(p)
		if wrong != nil {
			t.Fatal(wrong)
		}
		o.Params = append(o.Params, x)
	}
	o.DecimalLiterals = strings.Contains(in["options"], "decimal literals")
	text := strings.TrimSuffix(in["query.sql"], "\n")
	q, err := run(world, text, o)
	var list diag.List
	switch {
	case errors.As(err, &list):
		return list.Show(text)
	case err != nil:
		return err.Error()
	}
	checkRewrite(t, q)
	return q.Print()
}

// checkRewrite tells whether a rewriting that changes nothing leaves the tree as it prints.
func checkRewrite(t *testing.T, q *typed.Query) {
	t.Helper()
	before := q.Print()
	if after := q.Rewrite(typed.Rewriter{}).Print(); after != before {
		t.Errorf("rewriting changed the tree\n-- before --\n%s-- after --\n%s", before, after)
	}
}

func options() analyze.Options {
	return analyze.Options{Database: "db", User: "ada", Now: time.Date(2025, 11, 3, 4, 5, 6, 789_123_456, time.UTC)}
}

// run parses and analyzes a query.
func run(c catalog.Catalog, text string, o analyze.Options) (*typed.Query, error) {
	q, wrong := parse.Query(strings.TrimSuffix(strings.TrimSpace(text), ";"))
	if wrong != nil {
		return nil, fmt.Errorf("parse: %w", wrong)
	}
	return analyze.Query(context.Background(), q, c, o)
}

// lines returns the lines of text that are not empty.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// world is a catalog in memory.
type world map[catalog.Name]*catalog.Table

func (w world) Table(_ context.Context, n catalog.Name) (*catalog.Table, error) {
	if t, ok := w[n]; ok {
		return t, nil
	}
	for known := range w {
		if known.Database == n.Database {
			return nil, catalog.ErrTableNotFound
		}
	}
	return nil, catalog.ErrSchemaNotFound
}

func (w world) Databases(context.Context) ([]string, error) {
	var out []string
	for n := range w {
		out = append(out, n.Database)
	}
	return out, nil
}

func (w world) Tables(_ context.Context, database string) ([]string, error) {
	var out []string
	for n := range w {
		if n.Database == database {
			out = append(out, n.Table)
		}
	}
	return out, nil
}

// add reads a schema: `database.table: column type, …` or `view database.name: query`. A column whose name begins with
// $ is hidden.
func (w world) add(t *testing.T, schema string) {
	t.Helper()
	for _, line := range lines(schema) {
		name, rest, _ := strings.Cut(line, ":")
		full, isView := strings.CutPrefix(name, "view ")
		database, table, _ := strings.Cut(full, ".")
		n := catalog.Name{Database: database, Table: table}
		if isView {
			q, wrong := parse.Query(strings.TrimSpace(rest))
			if wrong != nil {
				t.Fatal(wrong)
			}
			w[n] = &catalog.Table{Name: n, View: &catalog.View{Query: q, Database: database}}
			continue
		}
		w[n] = &catalog.Table{Name: n, Columns: columns(t, rest)}
	}
}

// columns reads `name type, name type, …`.
func columns(t *testing.T, text string) []catalog.Column {
	t.Helper()
	written, wrong := parse.Type("row(" + strings.TrimSpace(text) + ")")
	if wrong != nil {
		t.Fatal(wrong)
	}
	var out []catalog.Column
	for _, f := range written.Fields {
		typ, err := types.Parse(f.Type)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, catalog.Column{Name: f.Name.Lower(), Type: typ, Hidden: strings.HasPrefix(f.Name.Name, "$")})
	}
	return out
}

// tiny is the catalog of the golden cases.
func tiny(t *testing.T) world {
	t.Helper()
	w := world{}
	w.add(t, `
		db.cur: day date, stamp timestamp(3), product varchar, region varchar, account varchar, cost double, amount decimal(16,8), units bigint, tags map(varchar, varchar), items array(row(name varchar, price double)), "$path" varchar
		db.accounts: id varchar, name varchar, owner row(team varchar, lead row(email varchar))
		other.cur: x integer
		view db.totals: SELECT product, sum(cost) AS total FROM cur GROUP BY product
	`)
	return w
}

var _ ast.Node = (*ast.Query)(nil)
