package access

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// rights are what a principal may do with one table: know of it, and read cells of it.
type rights struct {
	known bool
	cells []cells
}

// cells are what one grant lets be read of a table.
type cells struct {
	*Grant
	// columns are those that the tags of a grant reach; nil where tags say nothing.
	columns map[string]bool
}

// rights returns what a principal may do with a table.
func (p *Policy) rights(who Principal, table *catalog.Table) rights {
	if p.open(who, table.Location) {
		return rights{known: true, cells: []cells{{Grant: &Grant{Permissions: []Permission{Select}}}}}
	}
	var r rights
	for _, g := range p.of(who, table.Name) {
		r.known = r.known || g.gives(Describe)
		if !g.gives(Select) {
			continue
		}
		one := cells{Grant: g}
		if g.Resource.Kind == OnTaggedTables {
			one.columns = p.taggedColumns(g.Resource.Tags, table.Full())
		}
		r.cells = append(r.cells, one)
	}
	return r
}

// taggedColumns returns the columns of a table that a tag expression reaches, nil for all of them, now and later.
func (p *Policy) taggedColumns(want []TagIs, table *catalog.Table) map[string]bool {
	if p.tags.table(want, table.Name) && len(p.tags.columns[table.Name]) == 0 {
		return nil
	}
	reached := map[string]bool{}
	for _, c := range table.Columns {
		if p.tags.column(want, table.Name, c.Name) {
			reached[c.Name] = true
		}
	}
	return reached
}

// allows tells whether the cells of a column are among them.
func (c cells) allows(column string) bool {
	return (c.Columns == nil || slices.Contains(c.Columns, column)) && !slices.Contains(c.Excluded, column) &&
		(c.columns == nil || c.columns[column])
}

// whole tells whether they are all cells, as they are.
func (c cells) whole() bool { return !c.restricted() && c.columns == nil }

// whole tells whether the table is read as it is.
func (r rights) whole() bool { return slices.ContainsFunc(r.cells, cells.whole) }

// restrict returns the table with the columns that some grant allows. A table that is seen whole is returned as it is; any
// other remembers its whole self for the guard, whose filters may use hidden columns. Who may only know of a table knows all its
// columns.
func (r rights) restrict(table *catalog.Table) *catalog.Table {
	shown := func(column catalog.Column) bool {
		return slices.ContainsFunc(r.cells, func(c cells) bool { return c.allows(column.Name) })
	}
	if len(r.cells) == 0 || !slices.ContainsFunc(table.Columns, func(c catalog.Column) bool { return !shown(c) }) {
		return table
	}
	seen := *table
	seen.Whole = table
	seen.Columns = nil
	for _, column := range table.Columns {
		if shown(column) {
			seen.Columns = append(seen.Columns, column)
		}
	}
	return &seen
}
