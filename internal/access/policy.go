package access

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Policy is a list of grants. What no grant allows is hidden: a Policy without grants hides everything.
type Policy struct {
	Grants []Grant
}

// Grant lets principals read tables: all columns or some, all rows or those that a filter keeps. Several grants that fit a
// principal and a table add up: columns to their union, rows to what any of the filters keeps, where a column is seen only
// in the rows of the grants that allow it (see Guard).
type Grant struct {
	// Principals are names of principals, `group:NAME` for the members of a group.
	Principals []string
	// Database and Table name what is granted; Table may be "*", and Database too.
	Database, Table string
	// Columns are the columns that may be seen, lower case; nil means all, now and later.
	Columns []string
	// Rows keeps the rows for which it is true; nil keeps all. It may use every column of the table, granted or not.
	Rows ast.Expr
}

// LocalPolicy is the policy of a command line without --policy: the local principal may read everything.
func LocalPolicy() *Policy {
	return &Policy{Grants: []Grant{{Principals: []string{Local().Name}, Database: "*", Table: "*"}}}
}

// names tells whether the grant names the principal, itself or by a group.
func (g *Grant) names(who Principal) bool {
	if who.Name == "" {
		return false
	}
	for _, p := range g.Principals {
		group, isGroup := strings.CutPrefix(p, "group:")
		if isGroup && slices.Contains(who.Groups, group) || !isGroup && p == who.Name {
			return true
		}
	}
	return false
}

// covers tells whether the grant is about the table.
func (g *Grant) covers(name catalog.Name) bool {
	return (g.Database == "*" || strings.EqualFold(g.Database, name.Database)) &&
		(g.Table == "*" || strings.EqualFold(g.Table, name.Table))
}

// of returns the grants that fit a principal and a table.
func (p *Policy) of(who Principal, name catalog.Name) []*Grant {
	var fit []*Grant
	for i := range p.Grants {
		if g := &p.Grants[i]; g.names(who) && g.covers(name) {
			fit = append(fit, g)
		}
	}
	return fit
}

// allows tells whether the grant lets the column be seen.
func (g *Grant) allows(column string) bool {
	return g.Columns == nil || slices.Contains(g.Columns, column)
}

// full tells whether the grant allows every row and column.
func (g *Grant) full() bool { return g.Columns == nil && g.Rows == nil }
