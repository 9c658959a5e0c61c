package conformance

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

//go:embed tpch/tables.sql
var tpchSQL string

// tpchData is the name under which vectors ask for the tables of TPC-H.
const tpchData = "tpch.tiny"

// TPCH is a catalog of the tables of TPC-H in database default. They are views that compute their rows, so that no data is
// needed; the rows are alike in kind and not the same (see tpch/tables.sql).
type TPCH struct{ tables map[string]*catalog.Table }

// NewTPCH makes the catalog.
func NewTPCH(ctx context.Context) (*TPCH, error) {
	c := &TPCH{tables: map[string]*catalog.Table{}}
	sections := strings.Split(tpchSQL, "\n-- ")
	for _, section := range sections[1:] {
		name, text, _ := strings.Cut(section, "\n")
		if !strings.Contains(text, "SELECT") {
			continue // the rest of the comment above
		}
		if err := c.add(ctx, name, strings.TrimSuffix(strings.TrimSpace(text), ";")); err != nil {
			return nil, fmt.Errorf("table %q: %w", name, err)
		}
	}
	return c, nil
}

// add adds a table; its columns are those of its query.
func (c *TPCH) add(ctx context.Context, name, text string) error {
	tree, problems := parse.Query(text)
	if len(problems) > 0 {
		return problems
	}
	query, err := analyze.Query(ctx, tree, nothing{}, analyze.Options{})
	if err != nil {
		return err
	}
	table := &catalog.Table{Name: catalog.Name{Database: "default", Table: name}, View: &catalog.View{Query: tree, Database: "default"}}
	for _, column := range query.Root.Columns() {
		table.Columns = append(table.Columns, catalog.Column{Name: column.Name, Type: column.Type})
	}
	c.tables[name] = table
	return nil
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
