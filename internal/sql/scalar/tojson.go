package scalar

import (
	"cmp"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// appendCast appends what CAST(v AS json) gives: as value.AppendJSON does, but the keys of maps stand in the order of their
// texts, and the fields of a row without names have the name "".
func appendCast(dst []byte, v value.Value, t types.Type) []byte {
	switch v := v.(type) {
	case value.List:
		return appendMembers(dst, '[', ']', len(v), func(dst []byte, i int) []byte { return appendCast(dst, v[i], t.Elem()) })
	case value.Row:
		return appendMembers(dst, '{', '}', len(v), func(dst []byte, i int) []byte {
			return appendCast(appendName(dst, t.FieldName(i)), v[i], t.Elems[i])
		})
	case value.Map:
		entries := byName(v, t.Key())
		return appendMembers(dst, '{', '}', len(entries), func(dst []byte, i int) []byte {
			return appendCast(appendName(dst, entries[i].name), entries[i].value, t.Value())
		})
	}
	return value.AppendJSON(dst, v, t)
}

// appendMembers appends n members between brackets.
func appendMembers(dst []byte, opening, closing byte, n int, member func(dst []byte, i int) []byte) []byte {
	dst = append(dst, opening)
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = member(dst, i)
	}
	return append(dst, closing)
}

func appendName(dst []byte, name string) []byte { return append(value.AppendJSON(dst, name, types.Text()), ':') }

// namedValue is an entry of a map with its key as text.
type namedValue struct {
	name  string
	value value.Value
}

// byName returns the entries of a map in the order of the texts of their keys.
func byName(m value.Map, key types.Type) []namedValue {
	entries := make([]namedValue, len(m))
	for i, e := range m {
		entries[i] = namedValue{value.Text(e.Key, key), e.Value}
	}
	slices.SortStableFunc(entries, func(a, b namedValue) int { return cmp.Compare(a.name, b.name) })
	return entries
}
