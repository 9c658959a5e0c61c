package access

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// View is the catalog as a principal may see it at one version of the policy: tables without a grant and columns that no grant allows are
// not there, and asking for them gives the very errors that a thing that never was gives. Its Guard guards the queries that were
// resolved in it.
type View struct {
	policy *Policy
	who    Principal
	all    catalog.Catalog
	reads  bool // see Readable
}

// View returns what the principal may see of c.
func (p *Policy) View(who Principal, c catalog.Catalog) *View {
	return &View{policy: p, who: who, all: c}
}

var _ catalog.Catalog = (*View)(nil)

// Policy is the policy of the view.
func (v *View) Policy() *Policy { return v.policy }

// Principal is who sees.
func (v *View) Principal() Principal { return v.who }

// Readable returns the view without what the principal may only know of: what it may read, for who makes a view over all of it.
func (v *View) Readable() *View {
	out := *v
	out.reads = true
	return &out
}

// Snapshot is the whole catalog, of which this is a view. It is for who adds to it what is made of it, never for who asks.
func (v *View) Snapshot() catalog.Catalog { return v.all }

// Definer returns what the definer of a view sees of the same catalog: nothing, when it is no administrator any more.
func (v *View) Definer(name string) *View {
	who := v.policy.Named(name)
	if !v.policy.Administrator(who) {
		who = Principal{}
	}
	return v.policy.View(who, v.all)
}

// Under returns what the same principal sees of the same catalog under another policy. Groups and tags that the principal had by the
// rules of the one are those by the rules of the other.
func (v *View) Under(p *Policy) *View { return p.View(v.policy.Follow(v.who, p), v.all) }

// Follow returns a principal of this policy as it is under another one: groups and tags that it has by the rules are those by the other rules.
func (p *Policy) Follow(who Principal, to *Policy) Principal {
	before, after := p.Named(who.Name), to.Named(who.Name)
	who.Groups = slices.DeleteFunc(slices.Clone(who.Groups), func(g string) bool { return slices.Contains(before.Groups, g) })
	who.Groups = append(who.Groups, after.Groups...)
	who.Tags = maps.Clone(who.Tags)
	maps.DeleteFunc(who.Tags, func(key, value string) bool { return before.Tags[key] == value })
	if len(after.Tags) > 0 {
		if who.Tags == nil {
			who.Tags = map[string]string{}
		}
		maps.Copy(who.Tags, after.Tags)
	}
	return who
}

// Table returns the table with its visible columns.
func (v *View) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if !v.policy.hybrid && len(v.policy.of(v.who, name)) == 0 {
		return nil, v.absent(ctx, name.Database)
	}
	table, err := v.all.Table(ctx, name)
	if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
		return nil, v.absent(ctx, name.Database)
	}
	if err != nil {
		return nil, err
	}
	rights := v.policy.rights(v.who, table)
	if !rights.known || v.reads && len(rights.cells) == 0 {
		return nil, v.absent(ctx, name.Database)
	}
	return rights.restrict(table), nil
}

// absent returns the error for a table that is not there: of the schema when the principal sees no table of it.
func (v *View) absent(ctx context.Context, database string) error {
	if _, err := v.Tables(ctx, database); err != nil {
		return err
	}
	return catalog.ErrTableNotFound
}

// Databases returns the databases in which the principal sees at least one table, and those of which it has a right.
func (v *View) Databases(ctx context.Context) ([]string, error) {
	all, err := v.all.Databases(ctx)
	if err != nil {
		return nil, err
	}
	seen := make([]string, 0, len(all))
	for _, database := range all {
		tables, err := v.visible(ctx, database)
		if err != nil {
			return nil, err
		}
		if len(tables) > 0 || v.policy.database(v.who, database) {
			seen = append(seen, database)
		}
	}
	return seen, nil
}

// Tables returns the visible tables of a database; one without any does not exist for a principal without rights on the database.
func (v *View) Tables(ctx context.Context, database string) ([]string, error) {
	tables, err := v.visible(ctx, database)
	if err == nil && len(tables) == 0 && !v.policy.database(v.who, database) {
		return nil, catalog.ErrSchemaNotFound
	}
	return tables, err
}

// visible returns the visible tables of a database, which may be none.
func (v *View) visible(ctx context.Context, database string) ([]string, error) {
	tables, err := v.all.Tables(ctx, database)
	if err != nil {
		return nil, err
	}
	var seen []string
	for _, table := range tables {
		ok, err := v.sees(ctx, catalog.Name{Database: database, Table: table})
		if err != nil {
			return nil, err
		}
		if ok {
			seen = append(seen, table)
		}
	}
	return seen, nil
}

// sees tells whether a table is visible.
func (v *View) sees(ctx context.Context, name catalog.Name) (bool, error) {
	needs := Describe
	if v.reads {
		needs = Select
	}
	if slices.ContainsFunc(v.policy.of(v.who, name), func(g *Grant) bool { return g.gives(needs) }) {
		return true, nil
	}
	if !v.policy.hybrid {
		return false, nil
	}
	table, err := v.all.Table(ctx, name)
	if errors.Is(err, catalog.ErrTableNotFound) {
		return false, nil
	}
	return err == nil && v.policy.open(v.who, table.Location), err
}

// database tells whether a database is there for a principal even when it sees no table of it.
func (p *Policy) database(who Principal, database string) bool {
	every := catalog.Name{Database: database, Table: "*"}
	return slices.ContainsFunc(p.of(who, every), func(g *Grant) bool { return g.Resource.Kind != OnTaggedTables && g.gives(Describe) }) ||
		p.May(who, Describe, Database(database))
}
