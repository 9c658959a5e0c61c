package share

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Part is a kind of record.
type Part string

// The kinds of records, in the order in which they are shown.
const (
	PartAdministrator Part = "administrator"
	PartPrincipal     Part = "principal"
	PartLocation      Part = "location"
	PartTag           Part = "tag"
	PartTagged        Part = "tagged"
	PartMapping       Part = "mapping"
	PartFilter        Part = "filter"
	PartGrant         Part = "grant"
	PartWorkgroup     Part = "workgroup"
)

// parts returns all kinds in order.
func parts() []Part {
	return []Part{
		PartAdministrator, PartPrincipal, PartLocation, PartTag, PartTagged, PartMapping, PartFilter, PartGrant, PartWorkgroup,
	}
}

// key is what makes a record that of its kind: one with the same key is in its place.
type key struct {
	part Part
	name string
}

// named makes a key of names. No two lists of names give the same.
func named(part Part, names ...string) key {
	text, err := json.Marshal(names)
	if err != nil { // texts always can be
		return key{part, strings.Join(names, "\x00")}
	}
	return key{part, string(text)}
}

func (l Location) key() key  { return named(PartLocation, l.Path) }
func (p Principal) key() key { return named(PartPrincipal, p.Name) }
func (f Filter) key() key    { return named(PartFilter, f.Database, f.Table, f.Name) }
func (t Tag) key() key       { return named(PartTag, t.Key) }
func (t Tagged) key() key    { return named(PartTagged, t.Database, t.Table, t.Column, t.Key) }
func (m Mapping) key() key   { return named(PartMapping, m.Database, m.Table) }
func (w Workgroup) key() key { return named(PartWorkgroup, w.Name) }
func (g Grant) key() key     { return named(PartGrant, g.Principal, g.Resource.identity()) }

// identity tells resources apart.
func (r Resource) identity() string {
	r = r.normal()
	text, err := json.Marshal(r)
	if err != nil { // nothing in it that cannot be written
		return fmt.Sprintf("%+v", r)
	}
	return string(text)
}

// all returns the records of a state by their keys.
func (s *State) all() map[key]any {
	records := map[key]any{}
	for _, a := range s.Administrators {
		records[named(PartAdministrator, a)] = a
	}
	collect(records, s.Principals)
	collect(records, s.Locations)
	collect(records, s.Tags)
	collect(records, s.Tagged)
	collect(records, s.Mappings)
	collect(records, s.Filters)
	collect(records, s.Grants)
	collect(records, s.Workgroups)
	return records
}

func collect[T interface{ key() key }](into map[key]any, list []T) {
	for _, one := range list {
		into[one.key()] = one
	}
}

// add reads a record from its text.
func (s *State) add(part Part, text []byte) error {
	switch part {
	case PartAdministrator:
		return read(&s.Administrators, text)
	case PartPrincipal:
		return read(&s.Principals, text)
	case PartLocation:
		return read(&s.Locations, text)
	case PartTag:
		return read(&s.Tags, text)
	case PartTagged:
		return read(&s.Tagged, text)
	case PartMapping:
		return read(&s.Mappings, text)
	case PartFilter:
		return read(&s.Filters, text)
	case PartGrant:
		return read(&s.Grants, text)
	case PartWorkgroup:
		return read(&s.Workgroups, text)
	}
	return fmt.Errorf("a record of the unknown kind %q", part)
}

// read appends what a text says. A field that is not known is an error: a record that is understood by half could allow too much.
func read[T any](list *[]T, text []byte) error {
	var one T
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&one); err != nil {
		return err
	}
	*list = append(*list, one)
	return nil
}

// Delta is the change of one record. Before is nothing for a new one, After for one that was taken away.
type Delta struct {
	Part   Part   `json:"part"`
	Name   string `json:"name" doc:"the record, for people"`
	Before string `json:"before,omitempty" doc:"the record as JSON, as it was"`
	After  string `json:"after,omitempty" doc:"the record as JSON, as it is now"`

	key           key
	before, after any
}

// Sign is + for a new record, - for one that was taken away, ~ for one that was changed.
func (d Delta) Sign() string {
	switch {
	case d.Before == "":
		return "+"
	case d.After == "":
		return "-"
	}
	return "~"
}

// Record returns the record as it is now, and whether there is one.
func (d Delta) Record() (any, bool) { return d.after, d.after != nil }

// Table returns the table that the record is about, "" where it is about none.
func (d Delta) Table() string {
	var database, table string
	switch r := cmp.Or(d.after, d.before).(type) {
	case Filter:
		database, table = r.Database, r.Table
	case Grant:
		database, table = r.Resource.Database, r.Resource.Table
	case Tagged:
		database, table = r.Database, r.Table
	case Mapping:
		database, table = r.Database, r.Table
	}
	if table == "" {
		return ""
	}
	return database + "." + table
}

// Diff returns how b differs from a, in order.
func Diff(a, b State) ([]Delta, error) {
	before, after := a.all(), b.all()
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	var deltas []Delta
	for k := range keys {
		d := Delta{Part: k.part, key: k, before: before[k], after: after[k]}
		var err error
		if d.Before, err = textOf(d.before); err != nil {
			return nil, err
		}
		if d.After, err = textOf(d.after); err != nil {
			return nil, err
		}
		if d.Before == d.After {
			continue
		}
		d.Name = title(cmp.Or(d.after, d.before))
		deltas = append(deltas, d)
	}
	slices.SortFunc(deltas, func(a, b Delta) int {
		order := parts()
		return cmp.Or(slices.Index(order, a.Part)-slices.Index(order, b.Part), cmp.Compare(a.key.name, b.key.name))
	})
	return deltas, nil
}

// textOf returns a record as JSON, "" for none.
func textOf(record any) (string, error) {
	if record == nil {
		return "", nil
	}
	text, err := plain(record)
	if err != nil {
		return "", fmt.Errorf("write a record: %w", err)
	}
	return text, nil
}

// title names a record for people.
func title(record any) string {
	switch r := record.(type) {
	case string:
		return r
	case Principal:
		return r.Name
	case Location:
		return r.Path
	case Tag:
		return r.Key
	case Tagged:
		return strings.Trim(strings.Join([]string{r.Database, r.Table, r.Column}, "."), ".") + ": " + r.Key
	case Mapping:
		return r.Database + "." + r.Table
	case Filter:
		return r.Database + "." + r.Table + ": " + r.Name
	case Grant:
		return r.Principal + " on " + r.Resource.String()
	case Workgroup:
		return r.Name
	}
	return fmt.Sprint(record)
}

// String names the resource for people: table demo.cur, columns a, b of demo.cur, filter web of demo.cur.
func (r Resource) String() string {
	table := r.Database + "." + r.Table
	switch r.Type {
	case Catalog:
		return "the catalog"
	case Database:
		return "database " + r.Database
	case Table:
		return "table " + table
	case TableColumns:
		if len(r.Excluded) > 0 {
			return "all columns but " + strings.Join(r.Excluded, ", ") + " of " + table
		}
		return "columns " + strings.Join(r.Columns, ", ") + " of " + table
	case CellsFilter:
		return "filter " + r.Filter + " of " + table
	case DataLocation:
		return "location " + r.Path
	case TagPolicy:
		var all []string
		for _, c := range r.Tags {
			all = append(all, c.String())
		}
		return "what is tagged " + strings.Join(all, " and ")
	case TagValues:
		var all []string
		for _, c := range r.Tags {
			all = append(all, c.String())
		}
		return "tag " + strings.Join(all, " and ")
	}
	return string(r.Type)
}

// String writes the condition as the command line reads it: team=web|search.
func (c Condition) String() string { return c.Key + "=" + strings.Join(c.Values, "|") }

// Kinds returns the names of all kinds of records.
func Kinds() (names []string) {
	for _, p := range parts() {
		names = append(names, string(p))
	}
	return names
}
