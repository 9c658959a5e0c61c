package conformance

import (
	"context"

	"github.com/glauxhq/glaux/internal/conformance/tpch"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// tpchData is the name under which vectors ask for the tables of TPC-H.
const tpchData = "tpch.tiny"

// TPCH is a catalog of the tables of TPC-H in database default.
type TPCH struct{ tables map[string]*catalog.Table }

// NewTPCH makes the catalog of the tables whose files are in a folder, and makes the files where there are none.
func NewTPCH(dir string) (*TPCH, error) {
	made, err := tpch.Files(dir)
	if err != nil {
		return nil, err //nolint:wrapcheck // says what it was doing
	}
	c := &TPCH{tables: map[string]*catalog.Table{}}
	for _, t := range made {
		group := catalog.FileGroup{Paths: []string{t.Path}, Columns: map[string]catalog.FileColumn{}}
		for _, column := range t.Columns {
			group.Columns[column.Name] = catalog.FileColumn{Name: column.Name, Type: column.Type}
		}
		c.tables[t.Name] = &catalog.Table{
			Name: catalog.Name{Database: "default", Table: t.Name}, Columns: t.Columns,
			Data: catalog.Files{Groups: []catalog.FileGroup{group}},
		}
	}
	return c, nil
}

// Table returns a table of database default.
func (c *TPCH) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != "default" {
		return nil, catalog.ErrSchemaNotFound
	}
	if table, ok := c.tables[name.Table]; ok {
		return table, nil
	}
	return nil, catalog.ErrTableNotFound
}

// Databases returns the one database.
func (*TPCH) Databases(context.Context) ([]string, error) { return []string{"default"}, nil }

// Tables returns the names of the tables.
func (c *TPCH) Tables(_ context.Context, database string) ([]string, error) {
	if database != "default" {
		return nil, catalog.ErrSchemaNotFound
	}
	return []string{"customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"}, nil
}
