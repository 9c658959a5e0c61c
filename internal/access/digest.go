package access

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// Digest names all that decides what a principal sees: its groups and tags, its grants and those of the administrators, with whose rights
// views may read, the tags of tables, the locations and the mappings. Two policies with one digest for a principal show it the same of the
// same catalog, so that a result may be used again under the one that was made under the other; a change for somebody else changes no digest
// but of who is among the same groups.
func (p *Policy) Digest(who Principal) string {
	h := sha256.New()
	put := func(format string, args ...any) { _, _ = fmt.Fprintf(h, format+"\n", args...) } // a hash takes everything
	put("%q %q %t", who.Name, who.Groups, p.Administrator(who))
	for _, key := range slices.Sorted(maps.Keys(who.Tags)) {
		put("tag %q %q", key, who.Tags[key])
	}
	for _, known := range p.rules.Principals {
		if p.Administrator(known) {
			put("definer %q %q %q", known.Name, known.Groups, known.Tags)
		}
	}
	put("administrators %q", p.rules.Administrators)
	for i := range p.rules.Grants {
		g := &p.rules.Grants[i]
		if p.meant(g, who) || slices.ContainsFunc(g.Principals, p.definer) {
			put("grant %q %+v %q %q %t %q %s", g.Principals, g.Resource, g.Permissions, g.Columns, g.Columns == nil, g.Excluded, printed(g.Rows))
			for _, column := range slices.Sorted(maps.Keys(g.Masks)) {
				put("mask %q %s", column, printed(g.Masks[column]))
			}
		}
	}
	put("%q %+v %q", p.rules.Tagged, p.rules.Locations, p.rules.Mappings)
	return hex.EncodeToString(h.Sum(nil))
}

// definer tells whether a name in a grant may mean an administrator, whose rights views may have.
func (p *Policy) definer(name string) bool {
	return p.admins[name] || slices.ContainsFunc(p.rules.Principals, func(who Principal) bool {
		return slices.Contains(who.names(), name) && p.Administrator(who)
	})
}

func printed(x ast.Expr) string {
	if x == nil {
		return ""
	}
	return ast.Print(x)
}
