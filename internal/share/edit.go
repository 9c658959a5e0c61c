package share

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// Edit is a change of the records, with its whole effect or none.
type Edit struct {
	// Version is that of the state for which the edit was made: another one is a conflict. 0 takes any.
	Version int64 `json:"version,omitempty" minimum:"0"`
	// Put are records that are new, or stand in the place of those of the same names.
	Put Parts `json:"put,omitzero"`
	// Remove names records to take away.
	Remove Names `json:"remove,omitzero"`
	// Revoke takes permissions away, Grant then gives some. What is granted already stays.
	Grant  []Grant `json:"grant,omitempty" maxItems:"10000"`
	Revoke []Grant `json:"revoke,omitempty" maxItems:"10000"`
}

// Parts are records.
type Parts struct {
	Administrators []string    `json:"administrators,omitempty" maxItems:"10000"`
	Locations      []Location  `json:"locations,omitempty" maxItems:"10000"`
	Principals     []Principal `json:"principals,omitempty" maxItems:"10000"`
	Filters        []Filter    `json:"filters,omitempty" maxItems:"10000"`
	Tags           []Tag       `json:"tags,omitempty" maxItems:"10000"`
	Tagged         []Tagged    `json:"tagged,omitempty" maxItems:"10000"`
	Workgroups     []Workgroup `json:"workgroups,omitempty" maxItems:"10000"`
	Mappings       []Mapping   `json:"mappings,omitempty" maxItems:"10000"`
}

// Names name records: locations by path, tags by key, tagged things by all but the value.
type Names struct {
	Administrators []string     `json:"administrators,omitempty" maxItems:"10000"`
	Locations      []string     `json:"locations,omitempty" maxItems:"10000"`
	Principals     []string     `json:"principals,omitempty" maxItems:"10000"`
	Filters        []FilterName `json:"filters,omitempty" maxItems:"10000"`
	Tags           []string     `json:"tags,omitempty" maxItems:"10000"`
	Tagged         []Tagged     `json:"tagged,omitempty" maxItems:"10000"`
	Workgroups     []string     `json:"workgroups,omitempty" maxItems:"10000"`
	Mappings       []Mapping    `json:"mappings,omitempty" maxItems:"10000"`
}

// FilterName names a filter.
type FilterName struct {
	Database string `json:"database"`
	Table    string `json:"table"`
	Name     string `json:"name"`
}

// Apply makes an edit. What it takes away must be there.
func (s *State) Apply(e Edit) error {
	if e.Version != 0 && e.Version != s.Version {
		return fault.New(fault.Conflict, CodeConflict,
			fmt.Sprintf("the records were changed meanwhile: the change is for version %d, and it is %d now; look again", e.Version, s.Version))
	}
	if err := s.remove(e.Remove); err != nil {
		return err
	}
	s.put(e.Put)
	for _, g := range e.Revoke {
		if err := s.Revoke(g); err != nil {
			return err
		}
	}
	s.grantAll(e.Grant)
	return nil
}

// put puts records in their places.
func (s *State) put(p Parts) {
	s.Administrators = sorted(append(s.Administrators, p.Administrators...))
	more := State{
		Locations: p.Locations, Principals: p.Principals, Filters: p.Filters, Tags: p.Tags, Tagged: p.Tagged, Mappings: p.Mappings, Workgroups: p.Workgroups,
	}.normal()
	place(&s.Locations, more.Locations)
	place(&s.Principals, more.Principals)
	place(&s.Filters, more.Filters)
	place(&s.Tags, more.Tags)
	place(&s.Tagged, more.Tagged)
	place(&s.Mappings, more.Mappings)
	place(&s.Workgroups, more.Workgroups)
}

// place puts records in the places of those with their keys, or at the end. It makes the key of each record once.
func place[T interface{ key() key }](list *[]T, records []T) {
	if len(records) == 0 {
		return
	}
	at := indexed(*list)
	for _, record := range records {
		k := record.key()
		i, there := at[k]
		if !there {
			at[k] = len(*list)
			*list = append(*list, record)
			continue
		}
		(*list)[i] = record
	}
}

// indexed returns where the record of each key stands.
func indexed[T interface{ key() key }](list []T) map[key]int {
	at := make(map[key]int, len(list))
	for i, record := range list {
		at[record.key()] = i
	}
	return at
}

// remove takes records away.
func (s *State) remove(n Names) error {
	for _, name := range n.Administrators {
		at := slices.Index(s.Administrators, name)
		if at < 0 {
			return missing("administrator", name, s.Administrators)
		}
		s.Administrators = slices.Delete(s.Administrators, at, at+1)
	}
	for _, path := range n.Locations {
		if err := take(&s.Locations, "location", Location{Path: path}.normal()); err != nil {
			return err
		}
	}
	for _, name := range n.Principals {
		if err := take(&s.Principals, "principal", Principal{Name: name}); err != nil {
			return err
		}
	}
	for _, f := range n.Filters {
		if err := take(&s.Filters, "filter", Filter{Database: f.Database, Table: f.Table, Name: f.Name}.normal()); err != nil {
			return err
		}
	}
	for _, name := range n.Workgroups {
		if err := take(&s.Workgroups, "workgroup", Workgroup{Name: name}); err != nil {
			return err
		}
	}
	for _, name := range n.Tags {
		if err := take(&s.Tags, "tag", Tag{Key: strings.ToLower(name)}); err != nil {
			return err
		}
	}
	more := State{Tagged: n.Tagged, Mappings: n.Mappings}.normal()
	for _, t := range more.Tagged {
		if err := take(&s.Tagged, "tag of", t); err != nil {
			return err
		}
	}
	for _, m := range more.Mappings {
		if err := take(&s.Mappings, "mapping table", m); err != nil {
			return err
		}
	}
	return nil
}

// take removes the record with the key of another.
func take[T interface{ key() key }](list *[]T, what string, record T) error {
	at := slices.IndexFunc(*list, func(other T) bool { return other.key() == record.key() })
	if at < 0 {
		var there []string
		for _, one := range *list {
			there = append(there, title(one))
		}
		return missing(what, title(record), there)
	}
	*list = slices.Delete(slices.Clone(*list), at, at+1)
	return nil
}

// missing says that there is no such record, and which one may be meant.
func missing(what, name string, there []string) error {
	return fault.New(fault.NotFound, CodeNotFound, fmt.Sprintf("there is no %s %q%s", what, name, Meant(name, there)))
}

// Grant gives permissions. Those that the principal has on the resource already stay.
func (s *State) Grant(g Grant) { s.grantAll([]Grant{g}) }

// grantAll adds grants. It makes the key of each grant once.
func (s *State) grantAll(list []Grant) {
	if len(list) == 0 {
		return
	}
	at := indexed(s.Grants)
	for _, g := range list {
		g = g.normal()
		k := g.key()
		i, there := at[k]
		if !there {
			at[k] = len(s.Grants)
			s.Grants = append(s.Grants, g)
			continue
		}
		was := s.Grants[i]
		s.Grants[i].Permissions = inRank(append(slices.Clone(was.Permissions), g.Permissions...))
		s.Grants[i].Grantable = inRank(append(slices.Clone(was.Grantable), g.Grantable...))
	}
}

// Revoke takes permissions away, and the right to pass them on. A grant with Grantable and no Permissions takes only that right. To revoke
// what was not granted is an error: whoever asks for it believes something that is not so. ALL can be revoked in parts.
func (s *State) Revoke(g Grant) error {
	g = g.normal()
	k := g.key()
	at := slices.IndexFunc(s.Grants, func(other Grant) bool { return other.Principal == g.Principal && other.key() == k })
	if at < 0 {
		return fault.New(fault.NotFound, CodeNotFound, fmt.Sprintf("%q has no grant on %s; a grant to a group is revoked from the group", g.Principal, g.Resource))
	}
	was := s.Grants[at]
	options, err := without(was.Grantable, append(slices.Clone(g.Grantable), intersect(g.Permissions, expand(was.Grantable, g.Resource.Type))...), g)
	if err != nil {
		return err
	}
	rest, err := without(was.Permissions, g.Permissions, g)
	if err != nil {
		return err
	}
	s.Grants = slices.Clone(s.Grants)
	if len(rest) == 0 {
		s.Grants = slices.Delete(s.Grants, at, at+1)
		return nil
	}
	s.Grants[at].Permissions, s.Grants[at].Grantable = rest, options
	return nil
}

// without returns what is left of permissions.
func without(had, less []access.Permission, g Grant) ([]access.Permission, error) {
	if len(less) == 0 {
		return had, nil
	}
	if slices.Contains(less, access.All) {
		if len(had) == 0 {
			return nil, fault.New(fault.NotFound, CodeNotFound, fmt.Sprintf("%q has no grant on %s", g.Principal, g.Resource))
		}
		return nil, nil
	}
	whole := expand(had, g.Resource.Type)
	for _, p := range less {
		if !slices.Contains(whole, p) {
			return nil, fault.New(fault.NotFound, CodeNotFound, fmt.Sprintf("%q has no %s on %s", g.Principal, p, g.Resource))
		}
	}
	if slices.Contains(had, access.All) {
		had = whole
	}
	return slices.DeleteFunc(slices.Clone(had), func(p access.Permission) bool { return slices.Contains(less, p) }), nil
}

// expand writes ALL out.
func expand(list []access.Permission, on ResourceType) []access.Permission {
	if !slices.Contains(list, access.All) {
		return list
	}
	return slices.DeleteFunc(fitting(on), func(p access.Permission) bool { return p == access.All })
}

// intersect returns the permissions that are in both.
func intersect(a, b []access.Permission) []access.Permission {
	return slices.DeleteFunc(slices.Clone(a), func(p access.Permission) bool { return !slices.Contains(b, p) })
}
