package share

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Created gives who made a table or a view ALL on it, as Lake Formation does. What was granted on a former table of that name is forgotten.
func (s *Store) Created(ctx context.Context, who access.Principal, name catalog.Name) error {
	superuser := s.Policy().May(who, access.All, access.Whole())
	_, err := s.change(ctx, who, func(state *State) error {
		state.forget(name)
		if superuser {
			return nil // has ALL on everything
		}
		if !slices.ContainsFunc(state.Principals, func(p Principal) bool { return p.Name == who.Name }) {
			state.Principals = append(state.Principals, Principal{Name: who.Name, Kind: User})
		}
		all := []access.Permission{access.All}
		state.Grant(Grant{
			Principal: who.Name, Resource: Resource{Type: Table, Database: name.Database, Table: name.Table}, Permissions: all, Grantable: all,
		})
		return nil
	}, true)
	return err
}

// Dropped forgets what was granted on a table that is gone: another table of its name has nothing to do with it.
func (s *Store) Dropped(ctx context.Context, who access.Principal, name catalog.Name) error {
	_, err := s.change(ctx, who, func(state *State) error {
		state.forget(name)
		return nil
	}, true)
	return err
}

// forget takes away all records that are about one table. A grant on all tables of the database stays.
func (s *State) forget(name catalog.Name) {
	s.Grants = slices.DeleteFunc(slices.Clone(s.Grants), func(g Grant) bool {
		return g.Resource.Database == name.Database && g.Resource.Table == name.Table
	})
	s.Filters = slices.DeleteFunc(slices.Clone(s.Filters), func(f Filter) bool { return f.Database == name.Database && f.Table == name.Table })
	s.Tagged = slices.DeleteFunc(slices.Clone(s.Tagged), func(t Tagged) bool { return t.Database == name.Database && t.Table == name.Table })
}
