package share

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
)

// normal returns the state as it is kept: names in lower case where Lake Formation has them so, lists in order and without repetition, one
// grant for each principal and resource. What is normal does not change by it.
func (s State) normal() State {
	out := State{Version: s.Version, Administrators: sorted(s.Administrators)}
	for _, p := range s.Principals {
		out.Principals = append(out.Principals, p.normal())
	}
	for _, l := range s.Locations {
		out.Locations = append(out.Locations, l.normal())
	}
	for _, f := range s.Filters {
		out.Filters = append(out.Filters, f.normal())
	}
	out.grantAll(s.Grants)
	for _, t := range s.Tags {
		out.Tags = append(out.Tags, Tag{Key: strings.ToLower(t.Key), Values: sorted(lower(t.Values))})
	}
	for _, t := range s.Tagged {
		out.Tagged = append(out.Tagged, Tagged{
			Database: strings.ToLower(t.Database), Table: strings.ToLower(t.Table), Column: strings.ToLower(t.Column),
			Key: strings.ToLower(t.Key), Value: strings.ToLower(t.Value),
		})
	}
	for _, m := range s.Mappings {
		out.Mappings = append(out.Mappings, Mapping{Database: strings.ToLower(m.Database), Table: strings.ToLower(m.Table)})
	}
	for _, w := range s.Workgroups {
		w.Administrators, w.Members = sorted(w.Administrators), sorted(w.Members)
		out.Workgroups = append(out.Workgroups, w)
	}
	inOrder(out.Principals)
	inOrder(out.Locations)
	inOrder(out.Filters)
	inOrder(out.Grants)
	inOrder(out.Tags)
	inOrder(out.Tagged)
	inOrder(out.Mappings)
	inOrder(out.Workgroups)
	return out
}

// inOrder sorts records by their keys, each of which is made once.
func inOrder[T interface{ key() key }](list []T) {
	type keyed struct {
		name   string
		record T
	}
	all := make([]keyed, len(list))
	for i, record := range list {
		all[i] = keyed{record.key().name, record}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return cmp.Compare(a.name, b.name) })
	for i := range all {
		list[i] = all[i].record
	}
}

// normal returns the principal as it is kept.
func (p Principal) normal() Principal {
	p.Members = sorted(p.Members)
	if len(p.Tags) == 0 {
		p.Tags = nil
	}
	return p
}

// normal returns the location as it is kept: without a slash at its end.
func (l Location) normal() Location {
	if trimmed := strings.TrimRight(l.Path, "/"); trimmed != "" && trimmed != "s3:" {
		l.Path = trimmed
	}
	l.OptedIn = sorted(l.OptedIn)
	return l
}

// normal returns the filter as it is kept.
func (f Filter) normal() Filter {
	f.Database, f.Table, f.Rows = strings.ToLower(f.Database), strings.ToLower(f.Table), strings.TrimSpace(f.Rows)
	f.Columns, f.Excluded = sorted(lower(f.Columns)), sorted(lower(f.Excluded))
	masks := map[string]string{}
	for column, mask := range f.Masks {
		masks[strings.ToLower(column)] = strings.TrimSpace(mask)
	}
	f.Masks = masks
	if len(masks) == 0 {
		f.Masks = nil
	}
	return f
}

// normal returns the grant as it is kept.
func (g Grant) normal() Grant {
	g.Resource = g.Resource.normal()
	g.Permissions, g.Grantable = inRank(g.Permissions), inRank(g.Grantable)
	return g
}

// normal returns the resource with only the fields that its type has.
func (r Resource) normal() Resource {
	out := Resource{Type: r.Type, Database: strings.ToLower(r.Database), Table: strings.ToLower(r.Table)}
	switch r.Type {
	case Catalog:
		return Resource{Type: Catalog}
	case Database:
		out.Table = ""
	case Table:
	case TableColumns:
		out.Columns, out.Excluded = sorted(lower(r.Columns)), sorted(lower(r.Excluded))
	case CellsFilter:
		out.Filter = r.Filter
	case DataLocation:
		return Resource{Type: DataLocation, Path: Location{Path: r.Path}.normal().Path}
	case TagPolicy, TagValues:
		out = Resource{Type: r.Type}
		for _, c := range r.Tags {
			out.Tags = append(out.Tags, Condition{Key: strings.ToLower(c.Key), Values: sorted(lower(c.Values))})
		}
		slices.SortFunc(out.Tags, func(a, b Condition) int { return cmp.Compare(a.Key, b.Key) })
	}
	return out
}

// ranks are the permissions in the order in which they are shown.
func ranks() []access.Permission {
	return []access.Permission{
		access.All, access.Select, access.Describe, access.Insert, access.Delete, access.Alter, access.Drop, access.CreateTable,
		access.CreateDatabase, access.DataLocationAccess, access.Associate,
	}
}

// inRank returns the permissions in order and once each, nil for none.
func inRank(list []access.Permission) []access.Permission {
	var out []access.Permission
	for _, p := range list {
		if p = access.Permission(strings.ToUpper(string(p))); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	order := ranks()
	slices.SortFunc(out, func(a, b access.Permission) int {
		return cmp.Or(slices.Index(order, a)-slices.Index(order, b), cmp.Compare(a, b))
	})
	return out
}

// sorted returns the names in order and once each, nil for none.
func sorted(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	out := slices.Clone(names)
	slices.Sort(out)
	return slices.Compact(out)
}

// lower returns the names in lower case.
func lower(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strings.ToLower(name)
	}
	return out
}

// Clone returns a copy that shares nothing with the state.
func (s State) Clone() State {
	out := s.normal()
	for i := range out.Principals {
		out.Principals[i].Tags = maps.Clone(out.Principals[i].Tags)
	}
	return out
}

// Possible returns the permissions that can be granted on the resource.
func (r Resource) Possible() []access.Permission { return fitting(r.Type) }

// Compare orders resources: the catalog first, then databases with what is in them, places and tags.
func (r Resource) Compare(other Resource) int {
	order := []ResourceType{Catalog, Database, Table, TableColumns, CellsFilter, DataLocation, TagPolicy, TagValues}
	group := func(t ResourceType) int {
		switch t {
		case Catalog:
			return 0
		case Database, Table, TableColumns, CellsFilter:
			return 1
		case DataLocation:
			return 2
		case TagPolicy, TagValues:
		}
		return 3
	}
	return cmp.Or(
		group(r.Type)-group(other.Type), cmp.Compare(r.Database, other.Database), cmp.Compare(r.Table, other.Table),
		slices.Index(order, r.Type)-slices.Index(order, other.Type), cmp.Compare(r.identity(), other.identity()),
	)
}
