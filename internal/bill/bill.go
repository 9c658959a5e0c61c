// Package bill gives all bills one shape: the view glaux.bill over every registered source, with the columns of CUR 2.0 and
// beside them the flat names of the legacy report. It promises that every row of every source is in the view exactly once and that
// money is passed through as it is, so that totals through the view are the totals of the sources to the last digit.
//
// Beside it stands glaux.genai, the lines of generative AI with what they are.
//
//	cat, err := bill.With(snapshot, sources)   // a catalog that also has glaux.bill and glaux.genai
//	text := bill.ViewDDL(sources)              // the same view for Athena
package bill

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Database is the database of the product's own views, View the name of the view over all bills.
const (
	Database = "glaux"
	View     = "bill"
)

// sourceColumn is the last column of the view: which table a row comes from.
const sourceColumn = "source"

// Source is a table of bills.
type Source struct {
	Name   catalog.Name
	Format string // cur.CUR2, cur.Legacy or focus.Name
	// Columns are the table's columns.
	Columns []catalog.Column
}

// Table returns the view over the sources. It is public: it reads the sources with the rights of who asks, so give it those that
// the asker sees, with the columns that he sees.
func Table(sources []Source) (*catalog.Table, error) {
	query, columns, err := queryOver(sources)
	if err != nil {
		return nil, err
	}
	return &catalog.Table{
		Name:    catalog.Name{Database: Database, Table: View},
		Columns: columns,
		Comment: "All bills in the columns of CUR 2.0",
		View:    &catalog.View{Query: query, Database: Database, Public: true},
	}, nil
}

// queryOver makes the query of the view and its columns.
func queryOver(sources []Source) (*ast.Query, []catalog.Column, error) {
	sources = inOrder(sources)
	columns := columns(sources)
	parts := make([]*ast.Select, len(sources))
	for i, s := range sources {
		one, err := selectFrom(s, columns)
		if err != nil {
			return nil, nil, fmt.Errorf("view of %s: %w", s.Name, err)
		}
		parts[i] = one
	}
	return &ast.Query{Body: union(parts, columns)}, columns, nil
}

// union puts the rows of all parts together; without a part there are columns and no rows.
func union(parts []*ast.Select, columns []catalog.Column) ast.Body {
	if len(parts) == 0 {
		return nothing(columns)
	}
	var body ast.Body = parts[0]
	for _, one := range parts[1:] {
		body = &ast.SetOp{Op: ast.Union, All: true, Left: body, Right: one}
	}
	return body
}

// inOrder returns the sources by their names.
func inOrder(sources []Source) []Source {
	sources = slices.Clone(sources)
	slices.SortFunc(sources, func(a, b Source) int {
		return cmp.Or(strings.Compare(a.Name.Database, b.Name.Database), strings.Compare(a.Name.Table, b.Name.Table))
	})
	return sources
}

// columns returns the columns of the view: those of CUR 2.0, the flat names of the legacy report that are not among them, the
// billing period, and the source.
func columns(sources []Source) []catalog.Column {
	var all []catalog.Column
	there := map[string]bool{}
	for _, k := range cur.Columns() {
		all = append(all, catalog.Column{Name: k.Name, Type: k.Type, Comment: k.Meaning})
		there[k.Name] = true
	}
	flat := map[string]bool{}
	for _, name := range wellKnown() {
		flat[name] = true
	}
	for _, s := range sources {
		for _, c := range s.Columns {
			if s.Format == cur.Legacy && isFlat(c.Name) {
				flat[c.Name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(flat)) {
		if !there[name] {
			column, key, _ := mapOf(name)
			all = append(all, catalog.Column{Name: name, Type: types.Text(), Comment: fmt.Sprintf("%s['%s'], NULL where there is none", column, key)})
		}
	}
	return append(all,
		catalog.Column{Name: cur.BillingPeriod, Type: types.Text(), Comment: "Billing period, YYYY-MM", Partition: true},
		catalog.Column{Name: sourceColumn, Type: types.Text(), Comment: "The table that the row comes from"})
}

// selectFrom makes the part of the view that reads one source.
func selectFrom(s Source, columns []catalog.Column) (*ast.Select, error) {
	from, value, err := reader(s)
	if err != nil {
		return nil, err
	}
	one := &ast.Select{From: []ast.Rel{from}}
	for _, c := range columns {
		x, err := value(c)
		if err != nil {
			return nil, err
		}
		if c.Name == sourceColumn {
			x = &ast.String{Value: s.Name.Database + "." + s.Name.Table}
		}
		one.Items = append(one.Items, ast.SelectItem{X: x, Alias: build.Ident(c.Name)})
	}
	return one, nil
}

// reader returns what stands in FROM for a source, and what makes the value of a column of the view.
func reader(s Source) (ast.Rel, func(catalog.Column) (ast.Expr, error), error) {
	table := &ast.Table{Name: ast.Name{Parts: []ast.Ident{*build.Ident(s.Name.Database), *build.Ident(s.Name.Table)}}}
	there := map[string]types.Type{}
	for _, c := range s.Columns {
		there[c.Name] = c.Type
	}
	switch s.Format {
	case cur.CUR2:
		return table, cur2{there}.value, nil
	case cur.Legacy:
		return table, legacy{there: there, names: s.Columns}.value, nil
	case focus.Name:
		from, values := focusReader(table, there)
		return from, values, nil
	}
	return nil, nil, fmt.Errorf("the format %q is no bill", s.Format)
}

// nothing makes a query with the right columns and no rows, for a lake without sources.
func nothing(columns []catalog.Column) *ast.Select {
	none := &ast.Select{Filter: &ast.Bool{Value: false}}
	for _, c := range columns {
		none.Items = append(none.Items, ast.SelectItem{X: null(c.Type), Alias: build.Ident(c.Name)})
	}
	return none
}

// With returns a catalog that has everything of base, glaux.bill, and the views over logs. The base may have other tables in that database.
func With(base catalog.Catalog, sources []Source, logs ...Logs) catalog.Catalog {
	return &overlay{
		Catalog: base, logs: logs, table: sync.OnceValues(func() (*catalog.Table, error) { return Table(sources) }),
		models: sync.OnceValue(func() *catalog.Table { return genAI(sources) }),
	}
}

// overlay is a catalog with one more database. A view is built when it is first asked for.
type overlay struct {
	catalog.Catalog
	logs   []Logs
	table  func() (*catalog.Table, error)
	models func() *catalog.Table
}

// Table returns a table of the base, or the view.
func (o *overlay) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != Database {
		return o.Catalog.Table(ctx, name)
	}
	switch name.Table {
	case View:
		return o.table()
	case GenAI:
		return o.models(), nil
	}
	for _, l := range o.logs {
		if name.Table == l.View {
			return l.table(), nil
		}
	}
	t, err := o.Catalog.Table(ctx, name)
	if errors.Is(err, catalog.ErrSchemaNotFound) {
		err = catalog.ErrTableNotFound // the database is there, with the view
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// Databases returns the databases of the base and glaux, sorted.
func (o *overlay) Databases(ctx context.Context) ([]string, error) {
	return catalog.DatabasesAnd(ctx, o.Catalog, Database)
}

// Tables returns the tables of a database, sorted.
func (o *overlay) Tables(ctx context.Context, database string) ([]string, error) {
	names, err := o.Catalog.Tables(ctx, database)
	if database != Database {
		return names, err
	}
	if err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
		return nil, err
	}
	names = append(slices.Clone(names), View, GenAI)
	for _, l := range o.logs {
		if len(l.Tables) > 0 {
			names = append(names, l.View)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
