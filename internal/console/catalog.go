package console

import (
	"context"
	"errors"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The kinds of tables.
const (
	tableKind    = "table"
	viewKind     = "view"
	externalKind = "external"
)

// Databases returns the databases with the tables that the caller sees.
func (c *Console) Databases(ctx context.Context, who access.Principal) ([]Database, error) {
	sight, err := c.sight(ctx, who, "")
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	names, err := sight.Visible.Databases(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Database, 0, len(names))
	for _, name := range names {
		d := Database{Name: name, Tables: []TableName{}}
		tables, err := sight.Visible.Tables(ctx, name)
		if err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
			return nil, err
		}
		for _, t := range tables {
			table, err := sight.Visible.Table(ctx, catalog.Name{Database: name, Table: t})
			if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
				continue // nothing of it is to be seen
			}
			if err != nil {
				return nil, err
			}
			d.Tables = append(d.Tables, TableName{Name: t, Kind: tableKindOf(table)})
		}
		list = append(list, d)
	}
	return list, nil
}

// tableKindOf tells what a table is.
func tableKindOf(t *catalog.Table) string {
	if t.View != nil {
		return viewKind
	}
	if _, late := t.Data.(catalog.Deferred); late {
		return externalKind
	}
	return tableKind
}

// Table returns what is known of a table, as the caller sees it.
func (c *Console) Table(ctx context.Context, who access.Principal, database, name string) (Table, error) {
	sight, err := c.sight(ctx, who, "")
	if err != nil {
		return Table{}, err
	}
	defer sight.Close()
	table, err := visibleTable(ctx, sight.Visible, database, name)
	if err != nil {
		return Table{}, err
	}
	out := Table{
		Database: table.Name.Database, Name: table.Name.Table, Kind: tableKindOf(table), Comment: table.Comment, Columns: []TableColumn{},
		SampleSQL: ast.Print(sampleQuery(table.Name)),
	}
	for _, col := range table.Columns {
		if !col.Hidden {
			out.Columns = append(out.Columns, TableColumn{
				Name: col.Name, Type: col.Type.String(), Comment: col.Comment, Partition: col.Partition, Map: col.Type.Kind == types.Map,
			})
		}
	}
	if out.DDL, err = c.ddl(ctx, who, table); err != nil {
		return Table{}, err
	}
	by := asker{c, who, version(sight)}
	out.Partitions, err = kept(ctx, by, "partitions "+table.Name.String(), func(ctx context.Context) ([]Partition, error) {
		return c.partitions(ctx, who, sight, table)
	})
	return out, err
}

// sampleRows is how many rows a sample has.
const sampleRows = 10

// sampleQuery is the query that shows some rows of a table.
func sampleQuery(name catalog.Name) *ast.Query {
	return &ast.Query{
		Body:  &ast.Select{Items: []ast.SelectItem{{Star: true}}, From: []ast.Rel{build.Table("", name.Database, name.Table)}},
		Limit: build.Limit(sampleRows),
	}
}

// ddl returns the statement that makes a table or view, "" where it may not be shown or there is none: public views of the product are not
// made by a statement of the caller's.
func (c *Console) ddl(ctx context.Context, who access.Principal, table *catalog.Table) (string, error) {
	what := "CREATE TABLE"
	if table.View != nil {
		what = "CREATE VIEW"
	}
	name := ast.Name{Parts: []ast.Ident{*build.Ident(table.Name.Database), *build.Ident(table.Name.Table)}}
	result, err := c.runner.Text(ctx, who, ast.Print(&ast.Show{What: what, Name: &name}), query.Options{})
	if err != nil {
		return "", quiet(err)
	}
	rows, err := all(ctx, result)
	if err != nil {
		return "", err
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = row.text(0)
	}
	return strings.Join(lines, "\n"), nil
}
