package access

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// tags are the LF-tags of everything: what has which value for which key, by the names of what has them.
type tags struct {
	databases map[string]map[string]string
	tables    map[catalog.Name]map[string]string
	columns   map[catalog.Name]map[string]map[string]string
}

func newTags(all []Tagged) tags {
	t := tags{databases: map[string]map[string]string{}, tables: map[catalog.Name]map[string]string{}, columns: map[catalog.Name]map[string]map[string]string{}}
	for _, one := range all {
		name := catalog.Name{Database: one.Database, Table: one.Table}
		switch {
		case one.Table == "":
			put(t.databases, one.Database, one)
		case one.Column == "":
			put(t.tables, name, one)
		default:
			if t.columns[name] == nil {
				t.columns[name] = map[string]map[string]string{}
			}
			put(t.columns[name], one.Column, one)
		}
	}
	return t
}

func put[K comparable](into map[K]map[string]string, at K, one Tagged) {
	if into[at] == nil {
		into[at] = map[string]string{}
	}
	into[at][one.Key] = one.Value
}

// database tells whether the tags of a database meet an expression.
func (t tags) database(want []TagIs, database string) bool { return meet(want, t.databases[database]) }

// table tells whether the tags of a table do, its own and those of its database.
func (t tags) table(want []TagIs, name catalog.Name) bool {
	return meet(want, t.tables[name], t.databases[name.Database])
}

// column tells whether the tags of a column do, its own and those of its table and database.
func (t tags) column(want []TagIs, name catalog.Name, column string) bool {
	return meet(want, t.columns[name][column], t.tables[name], t.databases[name.Database])
}

// reach tells whether an expression may be met by a table or a column of it.
func (t tags) reach(want []TagIs, name catalog.Name) bool {
	if t.table(want, name) {
		return true
	}
	for column := range t.columns[name] {
		if t.column(want, name, column) {
			return true
		}
	}
	return false
}

// meet tells whether every part of an expression is met by the values of a resource, which stand nearest first. An expression without
// parts is met by nothing.
func meet(want []TagIs, near ...map[string]string) bool {
	for _, is := range want {
		value, ok := "", false
		for _, values := range near {
			if value, ok = values[is.Key]; ok {
				break
			}
		}
		if !ok || !slices.Contains(is.Values, value) {
			return false
		}
	}
	return len(want) > 0
}
