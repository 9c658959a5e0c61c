package share

import (
	"fmt"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// Policy returns the policy that a state is.
func (s State) Policy() (*access.Policy, error) {
	m, err := newMoment(s.normal(), nil)
	if err != nil {
		return nil, err
	}
	return m.policy, nil
}

// Principal returns the principal of a name, as Store.Principal does.
func (s State) Principal(name string) access.Principal {
	m := moment{state: s, principals: principals(s)}
	return m.principal(name)
}

// parsed are expressions by their texts. Trees do not change, so that versions share them.
type parsed map[string]ast.Expr

// read parses a text once; "" is no expression.
func (p parsed) read(text string, known parsed) (ast.Expr, error) {
	if text == "" {
		return nil, nil
	}
	x := p[text]
	if x == nil {
		x = known[text]
	}
	if x == nil {
		var problems error
		if x, problems = expression(text); problems != nil {
			return nil, problems
		}
	}
	p[text] = x
	return x, nil
}

// expression parses an expression.
func expression(text string) (ast.Expr, error) {
	x, problems := parse.Expression(text)
	if len(problems) > 0 {
		return nil, fault.New(fault.Invalid, CodeInvalid, problems.Show(text))
	}
	return x, nil
}

// newMoment makes the policy of a state.
func newMoment(s State, known parsed) (*moment, error) {
	m := &moment{state: s, principals: principals(s), parsed: parsed{}}
	rules := access.Rules{Version: s.Version}
	for _, a := range s.Administrators {
		rules.Administrators = append(rules.Administrators, m.ruleName(a))
	}
	filters := m.filters()
	for _, g := range s.Grants {
		made, err := m.grants(g, filters, known)
		if err != nil {
			return nil, err
		}
		rules.Grants = append(rules.Grants, made...)
	}
	for _, t := range s.Tagged {
		rules.Tagged = append(rules.Tagged, access.Tagged(t))
	}
	for _, l := range s.Locations {
		made := access.Location{Path: l.Path, Hybrid: l.Hybrid}
		for _, name := range l.OptedIn {
			made.OptedIn = append(made.OptedIn, m.ruleName(name))
		}
		rules.Locations = append(rules.Locations, made)
	}
	for _, t := range s.Mappings {
		rules.Mappings = append(rules.Mappings, catalog.Name(t))
	}
	for _, name := range slices.Sorted(maps.Keys(m.principals)) {
		rules.Principals = append(rules.Principals, m.principals[name])
	}
	m.policy = access.New(rules)
	return m, nil
}

// filters returns the filters by their keys.
func (m *moment) filters() map[key]Filter {
	filters := map[key]Filter{}
	for _, f := range m.state.Filters {
		filters[f.key()] = f
	}
	return filters
}

// ruleName returns how rules name a principal: group:NAME for who belongs to it.
func (m *moment) ruleName(name string) string {
	if m.state.grouping(name) {
		return "group:" + name
	}
	return name
}

// grants returns the rules of one grant: one, but for tags, which stand for databases and for tables.
func (m *moment) grants(g Grant, filters map[key]Filter, known parsed) ([]access.Grant, error) {
	out := access.Grant{Principals: []string{m.ruleName(g.Principal)}, Permissions: g.Permissions, Grantable: g.Grantable}
	r := g.Resource
	switch r.Type {
	case Catalog:
		out.Resource = access.Whole()
	case Database:
		out.Resource = access.Database(r.Database)
	case Table, TableColumns:
		out.Resource, out.Columns, out.Excluded = access.Table(r.Database, r.Table), r.Columns, r.Excluded
	case CellsFilter:
		f, ok := filters[named(PartFilter, r.Database, r.Table, r.Filter)]
		if !ok {
			return nil, fmt.Errorf("grant to %s: there is no such filter", title(g))
		}
		out.Resource = access.Table(r.Database, r.Table)
		return []access.Grant{out}, m.filtered(&out, f, known)
	case DataLocation:
		out.Resource = access.Place(r.Path)
	case TagPolicy:
		return tagged(out, r.Tags), nil
	case TagValues: // rights on tags themselves, which State.may reads
		return nil, nil
	}
	return []access.Grant{out}, nil
}

// filtered gives a grant the rows, columns and masks of a filter.
func (m *moment) filtered(g *access.Grant, f Filter, known parsed) error {
	var err error
	g.Filter, g.Columns, g.Excluded = f.Name, f.Columns, f.Excluded
	if g.Rows, err = m.parsed.read(f.Rows, known); err != nil {
		return fmt.Errorf("filter %s: %w", title(f), err)
	}
	for column, text := range f.Masks {
		x, err := m.parsed.read(text, known)
		if err != nil {
			return fmt.Errorf("filter %s: the mask of %q: %w", title(f), column, err)
		}
		if g.Masks == nil {
			g.Masks = map[string]ast.Expr{}
		}
		g.Masks[column] = unfold(x)
	}
	return nil
}

// tagged returns the grants of a tag expression: what fits databases, and what fits tables.
func tagged(g access.Grant, expression []Condition) (list []access.Grant) {
	var tags []access.TagIs
	for _, c := range expression {
		tags = append(tags, access.TagIs(c))
	}
	for _, one := range []struct {
		kind access.ResourceKind
		fit  []access.Permission
	}{{access.OnTaggedDatabases, fitting(Database)}, {access.OnTaggedTables, fitting(Table)}} {
		part := g
		part.Resource = access.Resource{Kind: one.kind, Tags: tags}
		part.Permissions, part.Grantable = intersect(g.Permissions, one.fit), intersect(g.Grantable, one.fit)
		if len(part.Permissions) > 0 {
			list = append(list, part)
		}
	}
	return list
}

// principals returns the known principals with their groups and session tags.
func principals(s State) map[string]access.Principal {
	above := map[string][]string{}
	tags := map[string]map[string]string{}
	for _, p := range s.Principals {
		tags[p.Name] = p.Tags
		for _, m := range p.Members {
			above[m] = append(above[m], p.Name)
		}
	}
	out := map[string]access.Principal{}
	for _, p := range s.Principals {
		start := above[p.Name]
		if p.Kind != User {
			start = append([]string{p.Name}, start...)
		}
		out[p.Name] = belonging(p.Name, p.Tags, start, above, tags)
	}
	for name, start := range above { // ARNs are members without being principals here
		if _, ok := out[name]; !ok {
			out[name] = belonging(name, nil, start, above, tags)
		}
	}
	return out
}

// belonging returns who belongs to groups, and to those that they belong to. Of two groups with one session tag the first by name counts.
func belonging(name string, own map[string]string, start []string, above map[string][]string, tags map[string]map[string]string) access.Principal {
	seen := map[string]bool{}
	for rest := slices.Clone(start); len(rest) > 0; rest = rest[1:] {
		if !seen[rest[0]] {
			seen[rest[0]] = true
			rest = append(rest, above[rest[0]]...)
		}
	}
	who := access.Principal{Name: name, Groups: slices.Sorted(maps.Keys(seen))}
	all := map[string]string{}
	for _, group := range slices.Backward(who.Groups) {
		maps.Copy(all, tags[group])
	}
	maps.Copy(all, own)
	if len(all) > 0 {
		who.Tags = all
	}
	return who
}

// principal returns the principal of a name.
func (m *moment) principal(name string) access.Principal {
	if who, ok := m.principals[name]; ok {
		return who
	}
	return access.Principal{Name: name}
}

// member returns a user with groups that somebody else vouches for.
func (m *moment) member(name string, groups []string) (access.Principal, error) {
	if m.state.grouping(name) {
		return access.Principal{}, fault.New(fault.Denied, CodeDenied, fmt.Sprintf("%q is the name of a group or a role, and cannot be a user's", name))
	}
	known := m.principal(name)
	all := slices.Clone(known.Groups)
	tags := map[string]string{}
	for _, group := range slices.Backward(sorted(groups)) {
		if !m.state.grouping(group) {
			continue
		}
		of := m.principals[group]
		all = append(all, of.Groups...)
		maps.Copy(tags, of.Tags)
	}
	maps.Copy(tags, known.Tags)
	who := access.Principal{Name: name, Groups: sorted(all)}
	if len(tags) > 0 {
		who.Tags = tags
	}
	return who, nil
}
