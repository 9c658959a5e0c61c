package bill

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Logs are the tables of one kind of log, or one of the tables of inventories, which have a view over all of them in the database of the product's own views. Where there is no
// table the view is empty, and it is not listed.
type Logs struct {
	// View is the name of the view.
	View string
	// Comment says what it is.
	Comment string
	// Columns are those that a table of the kind has.
	Columns []catalog.Column
	// Tables are those that the asker sees, with the columns that he sees.
	Tables []Source
	// Seen makes spans of time of rows that are sightings; nil for rows that are what they are.
	Seen *Seen
}

// table returns the view. It is public as glaux.bill is: it reads the tables with the rights of who asks.
func (l Logs) table() *catalog.Table {
	columns := append(slices.Clone(l.Columns), catalog.Column{Name: sourceColumn, Type: types.Text(), Comment: "The table that the row comes from"})
	var parts []*ast.Select
	for _, t := range inOrder(l.Tables) {
		parts = append(parts, rowsOf(t, columns))
	}
	body := union(parts, columns)
	if l.Seen != nil {
		columns = slices.Insert(columns, len(columns)-1, until())
		body = l.Seen.spans(body, columns)
	}
	return &catalog.Table{
		Name: catalog.Name{Database: Database, Table: l.View}, Columns: columns, Comment: l.Comment,
		View: &catalog.View{Query: &ast.Query{Body: body}, Database: Database, Public: true},
	}
}

// rowsOf reads a table in the columns of the view: NULL for those that it lacks.
func rowsOf(t Source, columns []catalog.Column) *ast.Select {
	one := &ast.Select{From: []ast.Rel{&ast.Table{Name: ast.Name{Parts: []ast.Ident{*build.Ident(t.Name.Database), *build.Ident(t.Name.Table)}}}}}
	for _, c := range columns {
		x := null(c.Type)
		if at := slices.IndexFunc(t.Columns, func(own catalog.Column) bool { return own.Name == c.Name }); at >= 0 {
			x = as(c.Name, t.Columns[at].Type, c.Type)
		}
		if c.Name == sourceColumn {
			x = &ast.String{Value: t.Name.Database + "." + t.Name.Table}
		}
		one.Items = append(one.Items, ast.SelectItem{X: x, Alias: build.Ident(c.Name)})
	}
	return one
}
