package access

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Administrator tells whether a principal is an administrator of the lake: it may grant everything, and sees nothing by that.
func (p *Policy) Administrator(who Principal) bool {
	return slices.ContainsFunc(who.names(), func(name string) bool { return p.admins[name] })
}

// SeesAll tells whether a principal may read every row and column of every table, now and later: nothing need be concealed from it.
func (p *Policy) SeesAll(who Principal) bool {
	return slices.ContainsFunc(p.everywhere(who), func(g *Grant) bool {
		return !g.restricted() && g.gives(Select)
	})
}

// everywhere returns the grants that are about every table there is.
func (p *Policy) everywhere(who Principal) []*Grant {
	return slices.DeleteFunc(p.of(who, catalog.Name{Database: "*", Table: "*"}), func(g *Grant) bool { return g.Resource.Kind == OnTaggedTables })
}

// SeesWhole tells whether a principal sees every row and column of a table, as they are.
func (p *Policy) SeesWhole(who Principal, table *catalog.Table) bool {
	return p.rights(who, table.Full()).whole()
}

// May tells whether a principal may do something with a resource, whole: with all rows and columns of a table. SELECT of a table is there
// already for one cell of it; what cells those are, View and Guard say. DESCRIBE comes with every other permission.
func (p *Policy) May(who Principal, do Permission, on Resource) bool {
	return slices.ContainsFunc(p.about(who, on), func(g *Grant) bool { return g.gives(do) }) || p.mayFree(who, do, on)
}

// mayFree tells what a principal may do without a grant: read what lies in a hybrid location that does not bind it.
func (p *Policy) mayFree(who Principal, do Permission, on Resource) bool {
	return on.Kind == OnTable && (do == Select || do == Describe) && p.open(who, on.Path)
}

// MayGrant tells whether a principal may pass on all that a grant gives: as an administrator, or by the grant option. The grant option of
// columns is for those and fewer, that of a filter for nothing.
func (p *Policy) MayGrant(who Principal, what Grant) bool {
	if p.Administrator(who) {
		return true
	}
	about := p.about(who, what.Resource)
	for _, do := range append(slices.Clone(what.Permissions), what.Grantable...) {
		if !slices.ContainsFunc(about, func(g *Grant) bool { return g.passesOn(do, what) }) {
			return false
		}
	}
	return len(what.Permissions) > 0
}

// passesOn tells whether a grant's option covers a permission of another grant.
func (g *Grant) passesOn(do Permission, what Grant) bool {
	if !slices.Contains(g.Grantable, All) && (do == All || !slices.Contains(g.Grantable, do)) {
		return false
	}
	if !g.restricted() {
		return true
	}
	inside := func(column string) bool { return slices.Contains(g.Columns, column) }
	return g.Rows == nil && len(g.Masks) == 0 && g.Columns != nil && what.Columns != nil &&
		!slices.ContainsFunc(what.Columns, func(c string) bool { return !inside(c) })
}

// Granted returns the grants by which a principal may do anything with a table, in the order of the rules: the answer to «why?».
func (p *Policy) Granted(who Principal, name catalog.Name) []Grant {
	var all []Grant
	for _, g := range p.of(who, name) {
		all = append(all, *g)
	}
	return all
}

// Open tells whether a table whose files lie at a location is open to a principal without a grant: the location is hybrid, and the
// principal was not opted in.
func (p *Policy) Open(who Principal, location string) bool { return p.open(who, location) }

// about returns the grants that fit a principal and are about a resource, in the order of the rules.
func (p *Policy) about(who Principal, on Resource) []*Grant {
	if on.Kind == OnTable {
		grants := p.of(who, catalog.Name{Database: on.Database, Table: on.Table})
		// Tags that only a column has give nothing but SELECT of that column.
		for i, g := range grants {
			name := catalog.Name{Database: on.Database, Table: on.Table}
			if g.Resource.Kind == OnTaggedTables && !p.tags.table(g.Resource.Tags, name) {
				some := *g
				some.Columns = []string{}
				grants[i] = &some
			}
		}
		return grants
	}
	var found []*Grant
	for i := range p.rules.Grants {
		g := &p.rules.Grants[i]
		if p.meant(g, who) && (p.reaches(g.Resource, on) || g.superuser()) {
			found = append(found, g)
		}
	}
	return found
}

// meant tells whether a grant names a principal.
func (p *Policy) meant(g *Grant, who Principal) bool {
	return slices.ContainsFunc(who.names(), func(name string) bool { return slices.Contains(g.Principals, name) })
}

// reaches tells whether what a grant is about holds a resource that is no table.
func (p *Policy) reaches(granted, on Resource) bool {
	switch granted.Kind {
	case OnCatalog:
		return on.Kind == OnCatalog
	case OnDatabase:
		return on.Kind == OnDatabase && (granted.Database == "*" || granted.Database == on.Database)
	case OnTaggedDatabases:
		return on.Kind == OnDatabase && p.tags.database(granted.Tags, on.Database) || on.Kind == OnTaggedDatabases && sameTags(granted.Tags, on.Tags)
	case OnTaggedTables:
		return on.Kind == OnTaggedTables && sameTags(granted.Tags, on.Tags)
	case OnLocation:
		return on.Kind == OnLocation && within(on.Path, granted.Path)
	case OnTable:
	}
	return false
}

// sameTags tells whether two tag expressions are the same, parts and values in the same order.
func sameTags(a, b []TagIs) bool {
	return slices.EqualFunc(a, b, func(x, y TagIs) bool { return x.Key == y.Key && slices.Equal(x.Values, y.Values) })
}
