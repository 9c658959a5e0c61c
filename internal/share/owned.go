package share

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
)

// Made gives who made a database, a table or a view ALL on it, as Lake Formation does. What was granted on a former thing of its name is
// forgotten.
func (s *Store) Made(ctx context.Context, who access.Principal, on access.Resource) error {
	_, err := s.change(ctx, who, func(state *State) error {
		state.forget(on)
		if !slices.ContainsFunc(state.Principals, func(p Principal) bool { return p.Name == who.Name }) {
			state.Principals = append(state.Principals, Principal{Name: who.Name, Kind: User})
		}
		r := Resource{Type: Database, Database: on.Database}
		if on.Kind == access.OnTable {
			r = Resource{Type: Table, Database: on.Database, Table: on.Table}
		}
		all := []access.Permission{access.All}
		state.Grant(Grant{Principal: who.Name, Resource: r, Permissions: all, Grantable: all})
		return nil
	}, true)
	return err
}

// Gone forgets what was granted on tables, views and databases that are gone: another one of the name has nothing to do with it.
func (s *Store) Gone(ctx context.Context, who access.Principal, on ...access.Resource) error {
	_, err := s.change(ctx, who, func(state *State) error {
		for _, one := range on {
			state.forget(one)
		}
		return nil
	}, true)
	return err
}

// forget takes away all records that are about one table, or a database with all that is in it. A grant on all tables of a database stays
// when one of them goes.
func (s *State) forget(on access.Resource) {
	about := func(database, table string) bool {
		return database == on.Database && (on.Kind == access.OnDatabase || table == on.Table)
	}
	s.Grants = slices.DeleteFunc(slices.Clone(s.Grants), func(g Grant) bool { return about(g.Resource.Database, g.Resource.Table) })
	s.Filters = slices.DeleteFunc(slices.Clone(s.Filters), func(f Filter) bool { return about(f.Database, f.Table) })
	s.Tagged = slices.DeleteFunc(slices.Clone(s.Tagged), func(t Tagged) bool { return about(t.Database, t.Table) })
	s.Mappings = slices.DeleteFunc(slices.Clone(s.Mappings), func(m Mapping) bool { return about(m.Database, m.Table) })
}
