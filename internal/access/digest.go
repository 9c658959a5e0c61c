package access

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// Digest names all that decides what a principal sees: its groups and tags, its grants and those of the administrators, with whose rights
// views may read, the tags of tables, the locations and the mappings. Two policies with one digest for a principal show it the same of the
// same catalog, so that a result may be used again under the one that was made under the other; a change for somebody else changes no digest
// but of who is among the same groups.
func (p *Policy) Digest(who Principal) string {
	var of strings.Builder
	fmt.Fprintf(&of, "%q %q %t\n", who.Name, who.Groups, p.Administrator(who))
	for _, key := range slices.Sorted(maps.Keys(who.Tags)) {
		fmt.Fprintf(&of, "tag %q %q\n", key, who.Tags[key])
	}
	return p.digests.get(of.String(), func() string {
		h := sha256.New()
		_, _ = io.WriteString(h, of.String()) // a hash takes everything
		_, _ = io.WriteString(h, p.digests.all(p))
		var own []int
		for _, name := range who.names() {
			if g := p.grants[name]; g != nil {
				for _, at := range g.tables {
					own = append(own, at...)
				}
				own = append(append(own, g.tagged...), g.rest...)
			}
		}
		slices.Sort(own)
		for _, i := range slices.Compact(own) {
			p.rules.Grants[i].digest(h)
		}
		return hex.EncodeToString(h.Sum(nil))
	})
}

// digests keeps the digests of a policy, which does not change.
type digests struct {
	mu   sync.Mutex
	held map[string]string // by what they were made of
	once sync.Once
	of   string // what decides for everybody
}

// maxDigests bounds how many are kept.
const maxDigests = 10_000

func (d *digests) get(key string, compute func() string) string {
	d.mu.Lock()
	found, ok := d.held[key]
	d.mu.Unlock()
	if ok {
		return found
	}
	found = compute()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.held == nil || len(d.held) >= maxDigests {
		d.held = map[string]string{}
	}
	d.held[key] = found
	return found
}

// all returns a digest of what decides for everybody: administrators, with whose rights views may read, tags, locations and mappings.
func (d *digests) all(p *Policy) string {
	d.once.Do(func() {
		h := sha256.New()
		put := func(format string, args ...any) { _, _ = fmt.Fprintf(h, format+"\n", args...) }
		definers := maps.Clone(p.admins)
		for _, known := range p.rules.Principals {
			if !p.Administrator(known) {
				continue
			}
			put("definer %q %q %q", known.Name, known.Groups, known.Tags)
			for _, name := range known.names() {
				definers[name] = true
			}
		}
		put("administrators %q", p.rules.Administrators)
		for i := range p.rules.Grants {
			if g := &p.rules.Grants[i]; slices.ContainsFunc(g.Principals, func(name string) bool { return definers[name] }) {
				g.digest(h)
			}
		}
		put("%q %+v %q", p.rules.Tagged, p.rules.Locations, p.rules.Mappings)
		d.of = hex.EncodeToString(h.Sum(nil))
	})
	return d.of
}

// digest puts a grant into a hash.
func (g *Grant) digest(h io.Writer) {
	put := func(format string, args ...any) { _, _ = fmt.Fprintf(h, format+"\n", args...) }
	put("grant %q %+v %q %q %t %q %s", g.Principals, g.Resource, g.Permissions, g.Columns, g.Columns == nil, g.Excluded, printed(g.Rows))
	for _, column := range slices.Sorted(maps.Keys(g.Masks)) {
		put("mask %q %s", column, printed(g.Masks[column]))
	}
}

func printed(x ast.Expr) string {
	if x == nil {
		return ""
	}
	return ast.Print(x)
}
