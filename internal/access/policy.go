package access

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Policy is Rules, ready to be asked. What no grant allows is hidden: a Policy without grants hides everything. It does not change.
type Policy struct {
	rules Rules
	// grants are those of each principal, by the name that a grant has for it.
	grants   map[string]*granted
	admins   map[string]bool
	tags     tags
	mappings map[catalog.Name]bool
	known    map[string]Principal
	hybrid   bool // some location is
	// reading are the grants whose filters hold queries.
	reading map[*Grant]bool
	kept    keeper
	digests digests
}

// granted are the grants of one principal, by index into Rules.Grants: those of a table by its name (table "*" for whole databases),
// and those of what is no single table.
type granted struct {
	tables map[catalog.Name][]int
	tagged []int
	rest   []int
}

// New returns the policy of rules, which nobody may change any more. It looks at every grant once.
func New(r Rules) *Policy {
	p := &Policy{
		rules: r, grants: map[string]*granted{}, admins: map[string]bool{}, tags: newTags(r.Tagged),
		mappings: map[catalog.Name]bool{}, known: map[string]Principal{}, reading: map[*Grant]bool{},
	}
	for i := range r.Grants {
		if g := &r.Grants[i]; g.Rows != nil && reads(g.Rows) {
			p.reading[g] = true
		}
		for _, name := range r.Grants[i].Principals {
			p.index(name, i)
		}
	}
	for _, name := range r.Administrators {
		p.admins[name] = true
	}
	for _, name := range r.Mappings {
		p.mappings[name] = true
	}
	for _, who := range r.Principals {
		p.known[who.Name] = who
	}
	p.hybrid = slices.ContainsFunc(r.Locations, func(l Location) bool { return l.Hybrid })
	return p
}

// index files a grant under a name of its principals.
func (p *Policy) index(principal string, i int) {
	if principal == "" || principal == groupPrefix {
		return
	}
	of := p.grants[principal]
	if of == nil {
		of = &granted{tables: map[catalog.Name][]int{}}
		p.grants[principal] = of
	}
	switch on := p.rules.Grants[i].Resource; on.Kind {
	case OnTable:
		name := catalog.Name{Database: on.Database, Table: on.Table}
		of.tables[name] = append(of.tables[name], i)
	case OnTaggedTables:
		of.tagged = append(of.tagged, i)
	case OnCatalog, OnDatabase, OnLocation, OnTaggedDatabases:
		of.rest = append(of.rest, i)
	}
}

// Named returns the principal of a name, with the groups and tags that the rules know of; one without any when they do not know it.
func (p *Policy) Named(name string) Principal {
	if who, ok := p.known[name]; ok {
		return who
	}
	return Principal{Name: name}
}

// groupPrefix stands before the name of a group in a grant.
const groupPrefix = "group:"

// names returns the names by which grants may mean a principal: nobody is meant by "".
func (p Principal) names() []string {
	if p.Name == "" {
		return nil
	}
	names := make([]string, 0, len(p.Groups)+1)
	// A name that begins like that of a group is nobody's: it would be taken for one.
	if !isGroup(p.Name) {
		names = append(names, p.Name)
	}
	for _, group := range p.Groups {
		names = append(names, groupPrefix+group)
	}
	return names
}

func isGroup(name string) bool {
	return len(name) >= len(groupPrefix) && name[:len(groupPrefix)] == groupPrefix
}

// of returns the grants that fit a principal and are about a table, in the order of the rules.
func (p *Policy) of(who Principal, name catalog.Name) []*Grant {
	var found []int
	for _, principal := range who.names() {
		of := p.grants[principal]
		if of == nil {
			continue
		}
		found = append(found, of.tables[name]...)
		found = append(found, of.tables[catalog.Name{Database: name.Database, Table: "*"}]...)
		found = append(found, of.tables[catalog.Name{Database: "*", Table: "*"}]...)
		for _, i := range of.tagged {
			if p.tags.reach(p.rules.Grants[i].Resource.Tags, name) {
				found = append(found, i)
			}
		}
		for _, i := range of.rest {
			if p.rules.Grants[i].superuser() {
				found = append(found, i)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	grants := make([]*Grant, len(found))
	for n, i := range found {
		grants[n] = &p.rules.Grants[i]
	}
	return grants
}

// superuser tells whether the grant is ALL on the catalog.
func (g *Grant) superuser() bool {
	return g.Resource.Kind == OnCatalog && slices.Contains(g.Permissions, All)
}

// restricted tells whether the grant gives some cells only, or shows something else for some.
func (g *Grant) restricted() bool {
	return g.Columns != nil || len(g.Excluded) > 0 || g.Rows != nil || len(g.Masks) > 0
}

// gives tells whether the grant gives a permission on what it is about. DESCRIBE comes with every other one.
func (g *Grant) gives(do Permission) bool {
	if g.restricted() {
		return (do == Select || do == Describe) && (slices.Contains(g.Permissions, Select) || slices.Contains(g.Permissions, All))
	}
	return gives(g.Permissions, do)
}

func gives(list []Permission, do Permission) bool {
	return slices.Contains(list, All) || slices.Contains(list, do) || do == Describe && len(list) > 0
}
