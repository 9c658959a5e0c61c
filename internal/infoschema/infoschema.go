// Package infoschema makes information_schema: the tables that describe what a caller can name. It promises that they are made of the
// caller's own view of the catalog and of nothing else, so that what is hidden is not in them, and that they cost nothing until
// a query reads them.
//
//	cat := infoschema.With(visible, definitions)
package infoschema

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Database is the name of the database that describes the others.
const Database = "information_schema"

// With returns a catalog that has everything of visible and information_schema about it. Definitions tells whether the texts of views are
// shown, which may name what the caller does not see.
func With(visible catalog.Catalog, definitions bool) catalog.Catalog {
	return &overlay{Catalog: visible, definitions: definitions}
}

type overlay struct {
	catalog.Catalog
	definitions bool
}

// Table returns a table of the base, or one that describes it.
func (o *overlay) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != Database {
		return o.Catalog.Table(ctx, name)
	}
	columns := layouts()[name.Table]
	if columns == nil {
		return nil, fmt.Errorf("%s: %w", name, catalog.ErrTableNotFound)
	}
	rows, err := o.rows(ctx, name.Table)
	if err != nil {
		return nil, err
	}
	t := &catalog.Table{Name: name, View: &catalog.View{Query: query(columns, rows), Database: Database, Public: true}}
	for _, c := range columns {
		typ := types.Text()
		if c == "ordinal_position" {
			typ = types.Of(types.BigInt)
		}
		t.Columns = append(t.Columns, catalog.Column{Name: c, Type: typ})
	}
	return t, nil
}

// Tables returns the tables of a database, sorted.
func (o *overlay) Tables(ctx context.Context, database string) ([]string, error) {
	if database == Database {
		return tables(), nil
	}
	return o.Catalog.Tables(ctx, database)
}

func tables() []string { return []string{"columns", "schemata", "tables", "views"} }

// layouts returns the columns of the tables.
func layouts() map[string][]string {
	return map[string][]string{
		"schemata": {"catalog_name", "schema_name"},
		"tables":   {"table_catalog", "table_schema", "table_name", "table_type"},
		"views":    {"table_catalog", "table_schema", "table_name", "view_definition"},
		"columns": {
			"table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default", "is_nullable", "data_type",
			"comment", "extra_info",
		},
	}
}

// rows returns the rows of a table; nil stands for NULL.
func (o *overlay) rows(ctx context.Context, table string) ([][]ast.Expr, error) {
	databases, err := o.Databases(ctx)
	if err != nil {
		return nil, err
	}
	databases = append(slices.Clone(databases), Database)
	slices.Sort(databases)
	var rows [][]ast.Expr
	for _, database := range slices.Compact(databases) {
		if table == "schemata" {
			rows = append(rows, []ast.Expr{text(catalog.Default), text(database)})
			continue
		}
		some, err := o.describe(ctx, table, database)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// describe returns the rows about one database.
func (o *overlay) describe(ctx context.Context, table, database string) ([][]ast.Expr, error) {
	if database == Database {
		return ownRows(table), nil
	}
	names, err := o.Catalog.Tables(ctx, database)
	if err != nil {
		return nil, err
	}
	var rows [][]ast.Expr
	for _, name := range names {
		t, err := o.Catalog.Table(ctx, catalog.Name{Database: database, Table: name})
		if err != nil {
			return nil, err
		}
		rows = append(rows, o.about(table, t)...)
	}
	return rows, nil
}

// about returns the rows about one table.
func (o *overlay) about(table string, t *catalog.Table) [][]ast.Expr {
	head := []ast.Expr{text(catalog.Default), text(t.Name.Database), text(t.Name.Table)}
	switch {
	case table == "tables" && t.View != nil:
		return [][]ast.Expr{append(head, text("VIEW"))}
	case table == "tables":
		return [][]ast.Expr{append(head, text("BASE TABLE"))}
	case table == "views" && t.View != nil && (o.definitions || t.View.Public):
		return [][]ast.Expr{append(head, text(ast.Print(t.View.Query)))}
	case table == "views" && t.View != nil:
		return [][]ast.Expr{append(head, &ast.Null{})}
	case table == "columns":
		return columnRows(head, t.Columns)
	}
	return nil
}

// columnRows returns the rows about the columns of a table.
func columnRows(head []ast.Expr, columns []catalog.Column) [][]ast.Expr {
	var rows [][]ast.Expr
	for _, c := range columns {
		if c.Hidden {
			continue
		}
		extra := ast.Expr(&ast.Null{})
		if c.Partition {
			extra = text("partition key")
		}
		comment := ast.Expr(&ast.Null{})
		if c.Comment != "" {
			comment = text(c.Comment)
		}
		rows = append(rows, append(slices.Clone(head), text(c.Name), number(len(rows)+1), &ast.Null{}, text("YES"), text(c.Type.String()), comment, extra))
	}
	return rows
}

// ownRows returns the rows about information_schema itself.
func ownRows(table string) [][]ast.Expr {
	var rows [][]ast.Expr
	for _, name := range tables() {
		head := []ast.Expr{text(catalog.Default), text(Database), text(name)}
		switch table {
		case "tables":
			rows = append(rows, append(head, text("BASE TABLE")))
		case "columns":
			var columns []catalog.Column
			for _, c := range layouts()[name] {
				typ := types.Text()
				if c == "ordinal_position" {
					typ = types.Of(types.BigInt)
				}
				columns = append(columns, catalog.Column{Name: c, Type: typ})
			}
			rows = append(rows, columnRows(head, columns)...)
		}
	}
	return rows
}

func text(s string) ast.Expr { return &ast.String{Value: s} }

func number(n int) ast.Expr { return &ast.Number{Text: strconv.Itoa(n)} }

// query makes a query of rows: SELECT CAST(…) FROM (VALUES …).
func query(columns []string, rows [][]ast.Expr) *ast.Query {
	body := &ast.Select{}
	values := &ast.Values{}
	from := &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: values}}, Alias: ast.Ident{Name: "t"}}
	for _, row := range rows {
		values.Rows = append(values.Rows, &ast.Row{Elems: row})
	}
	if len(rows) > 0 {
		body.From = []ast.Rel{from}
	} else {
		body.Filter = &ast.Bool{}
	}
	for _, c := range columns {
		id := ast.Ident{Name: c, Quoted: true}
		from.Columns = append(from.Columns, id)
		x := ast.Expr(&ast.ColumnRef{Parts: []ast.Ident{id}})
		if len(rows) == 0 {
			x = &ast.Null{}
		}
		name := "varchar"
		if c == "ordinal_position" {
			name = "bigint"
		}
		body.Items = append(body.Items, ast.SelectItem{X: &ast.Cast{X: x, Type: &ast.Type{Name: name}}, Alias: &id})
	}
	return &ast.Query{Body: body}
}
