package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The maps of a bill hold a key only on the lines that have a value for it, and public queries read them with a plain subscript:
// product['region']. So a subscript of a map that came from a table is NULL for a key that the map has not, while one of a map that
// the query itself made fails, as Trino's does. The analyzer therefore follows columns from tables through views, WITH, subqueries,
// grouping and set operations.

// isStored tells whether x is a column of a table, however it was passed on, or a part of one.
func (a *analyzer) isStored(x typed.Expr) bool {
	switch x := x.(type) {
	case *typed.Ref:
		return a.stored[x.Column.ID]
	case *typed.Field:
		return a.isStored(x.X)
	case *typed.Subscript:
		return a.isStored(x.X)
	default:
		return false
	}
}

// passOn notes that column id shows x.
func (a *analyzer) passOn(id typed.ColumnID, x typed.Expr) {
	if hasParts(x.Type()) && a.isStored(x) {
		a.stored[id] = true
	}
}

// passOnColumn notes that column id shows column c.
func (a *analyzer) passOnColumn(id typed.ColumnID, c typed.Column) {
	if a.stored[c.ID] {
		a.stored[id] = true
	}
}

// hasParts tells whether a map can be found in values of t.
func hasParts(t types.Type) bool {
	return t.Kind == types.Map || t.Kind == types.Array || t.Kind == types.Row
}
