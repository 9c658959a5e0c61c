package access

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// View returns the catalog as the principal may see it: tables without a grant and columns that no grant allows are not
// there, and asking for them gives the very errors that a thing that never was gives.
func (p *Policy) View(who Principal, c catalog.Catalog) catalog.Catalog {
	return &view{policy: p, who: who, all: c}
}

type view struct {
	policy *Policy
	who    Principal
	all    catalog.Catalog
}

// Table returns the table with its visible columns.
func (v *view) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	grants := v.policy.of(v.who, name)
	if len(grants) == 0 {
		return nil, v.absent(ctx, name.Database)
	}
	table, err := v.all.Table(ctx, name)
	if err != nil {
		return nil, err
	}
	return restrict(table, grants), nil
}

// absent returns the error for a table that is not there: of the schema when the principal sees no table of it.
func (v *view) absent(ctx context.Context, database string) error {
	if _, err := v.Tables(ctx, database); err != nil {
		return err
	}
	return catalog.ErrTableNotFound
}

// Databases returns the databases in which the principal sees at least one table, and those of which it may see all.
func (v *view) Databases(ctx context.Context) ([]string, error) {
	all, err := v.all.Databases(ctx)
	if err != nil {
		return nil, err
	}
	seen := make([]string, 0, len(all))
	for _, database := range all {
		tables, err := v.visible(ctx, database)
		if err != nil {
			return nil, err
		}
		if len(tables) > 0 || v.policy.wholeDatabase(v.who, database) {
			seen = append(seen, database)
		}
	}
	return seen, nil
}

// Tables returns the visible tables of a database; one without any does not exist for a principal with grants of single tables.
func (v *view) Tables(ctx context.Context, database string) ([]string, error) {
	tables, err := v.visible(ctx, database)
	if err == nil && len(tables) == 0 && !v.policy.wholeDatabase(v.who, database) {
		return nil, catalog.ErrSchemaNotFound
	}
	return tables, err
}

// visible returns the visible tables of a database, which may be none.
func (v *view) visible(ctx context.Context, database string) ([]string, error) {
	tables, err := v.all.Tables(ctx, database)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(tables), func(table string) bool {
		return len(v.policy.of(v.who, catalog.Name{Database: database, Table: table})) == 0
	}), nil
}

// restrict returns the table with the columns that some grant allows. A table that is seen whole is returned as it is; any
// other remembers its whole self for the guard, whose filters may use hidden columns.
func restrict(table *catalog.Table, grants []*Grant) *catalog.Table {
	if slices.ContainsFunc(grants, func(g *Grant) bool { return g.Columns == nil }) {
		return table
	}
	seen := *table
	seen.Whole = table
	seen.Columns = nil
	for _, column := range table.Columns {
		if slices.ContainsFunc(grants, func(g *Grant) bool { return g.allows(column.Name) }) {
			seen.Columns = append(seen.Columns, column)
		}
	}
	return &seen
}
