package scalar

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// mapFuncs are the functions of maps, and the last steps of the aggregates that make maps.
func mapFuncs() map[string]maker {
	return map[string]maker{
		"map": mapMaker, "$map_of": mapMaker, "map_entries": always(pure(mapEntries)), "map_from_entries": mapFromEntries,
		"multimap_from_entries": multimapFromEntries, "map_concat": mapConcat,
		"element_at": mapElement, "$subscript": mapSubscript, "array_histogram": histogram, "$histogram": histogram,
		"split_to_map": always(throwing(splitToMap)), "split_to_multimap": always(throwing(splitToMultimap)),
		"$map_agg": mapAgg, "$multimap_agg": multimapAgg, "$map_union": mapUnion,
	}
}

// table collects entries by key, in the order in which keys first came.
type table struct {
	t       types.Type
	entries value.Map
	at      map[string]int
}

func newTable(key types.Type) *table { return &table{t: key, at: map[string]int{}} }

// find returns the place of a key, or -1.
func (t *table) find(k value.Value) int {
	if scalarKey(t.t) {
		if i, ok := t.at[key(k, t.t)]; ok {
			return i
		}
		return -1
	}
	for i, e := range t.entries {
		if same(e.Key, k, t.t) {
			return i
		}
	}
	return -1
}

func (t *table) add(k, v value.Value) {
	if scalarKey(t.t) {
		t.at[key(k, t.t)] = len(t.entries)
	}
	t.entries = append(t.entries, value.Entry{Key: k, Value: v})
}

func (t *table) result() value.Map {
	if t.entries == nil {
		return value.Map{}
	}
	return t.entries
}

// keyed puts a new entry into the table, or fails with Trino's words.
func (t *table) keyed(k, v value.Value) error {
	switch {
	case k == nil:
		return bad("map key cannot be null")
	case nullInside(k):
		return bad("map key cannot be indeterminate: %s", value.Text(k, t.t))
	case t.find(k) >= 0:
		return bad("Duplicate map keys (%s) are not allowed", value.Text(k, t.t))
	}
	t.add(k, v)
	return nil
}

// nullInside tells whether an array or a row has a NULL anywhere.
func nullInside(v value.Value) bool {
	x, _, ok := members(v, v)
	if !ok {
		return v == nil
	}
	for _, e := range x {
		if nullInside(e) {
			return true
		}
	}
	return false
}

func mapMaker(params []types.Type, result types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		if len(args) == 0 {
			return value.Map{}, nil
		}
		keys, vals := list(args, 0), list(args, 1)
		if len(keys) != len(vals) {
			return nil, bad("Key and value arrays must be the same length")
		}
		t := newTable(result.Key())
		for i, k := range keys {
			if err := t.keyed(k, vals[i]); err != nil {
				return nil, err
			}
		}
		return t.result(), nil
	}), true
}

func mapOf(args []value.Value, i int) value.Map {
	m, _ := args[i].(value.Map)
	return m
}

func mapEntries(args []value.Value) value.Value {
	out := value.List{}
	for _, e := range mapOf(args, 0) {
		out = append(out, value.Row{e.Key, e.Value})
	}
	return out
}

func entry(v value.Value) (k, x value.Value, err error) {
	row, ok := v.(value.Row)
	if !ok || len(row) != 2 {
		return nil, nil, bad("map entry cannot be null")
	}
	return row[0], row[1], nil
}

func mapFromEntries(_ []types.Type, result types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		t := newTable(result.Key())
		for _, x := range list(args, 0) {
			k, v, err := entry(x)
			if err != nil {
				return nil, err
			}
			if err := t.keyed(k, v); err != nil {
				return nil, err
			}
		}
		return t.result(), nil
	}), true
}

func multimapFromEntries(_ []types.Type, result types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		t := newTable(result.Key())
		for _, x := range list(args, 0) {
			k, v, err := entry(x)
			if err != nil {
				return nil, err
			}
			if k == nil {
				return nil, bad("map key cannot be null")
			}
			t.append(k, v)
		}
		return t.result(), nil
	}), true
}

// append adds a value to the list of a key.
func (t *table) append(k, v value.Value) {
	i := t.find(k)
	if i < 0 {
		t.add(k, value.List{v})
		return
	}
	l, _ := t.entries[i].Value.(value.List)
	t.entries[i].Value = append(l, v)
}

// mapConcat joins maps; of equal keys the last one counts.
func mapConcat(_ []types.Type, result types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		t := newTable(result.Key())
		for i := range args {
			for _, e := range mapOf(args, i) {
				if at := t.find(e.Key); at >= 0 {
					t.entries[at].Value = e.Value
					continue
				}
				t.add(e.Key, e.Value)
			}
		}
		return t.result()
	}), true
}

func mapElement(params []types.Type, _ types.Type) (Impl, bool) {
	if params[0].Kind != types.Map {
		return Impl{}, false
	}
	return pure(func(args []value.Value) value.Value {
		v, _ := lookup(mapOf(args, 0), args[1], params[0].Key())
		return v
	}), true
}

func mapSubscript(params []types.Type, _ types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		v, ok := lookup(mapOf(args, 0), args[1], params[0].Key())
		if !ok {
			return nil, bad("Key not present in map: %s", value.Text(args[1], params[1]))
		}
		return v, nil
	}), true
}

func histogram(params []types.Type, _ types.Type) (Impl, bool) {
	elem := params[0].Elem()
	return pure(func(args []value.Value) value.Value {
		t := newTable(elem)
		for _, x := range list(args, 0) {
			if x == nil {
				continue
			}
			i := t.find(x)
			if i < 0 {
				t.add(x, int64(1))
				continue
			}
			t.entries[i].Value = integer(t.entries[i].Value) + 1
		}
		return t.result()
	}), true
}

func delimiters(args []value.Value) (entries, keys string, err error) {
	entries, keys = text(args, 1), text(args, 2)
	switch {
	case entries == "":
		return "", "", bad("entryDelimiter is empty")
	case keys == "":
		return "", "", bad("keyValueDelimiter is empty")
	case entries == keys:
		return "", "", bad("entryDelimiter and keyValueDelimiter must not be the same")
	}
	return entries, keys, nil
}

// pairs calls f for each entry of a text; quote stands around a wrong one in the message.
func pairs(args []value.Value, quote string, f func(k, v string) error) error {
	between, within, err := delimiters(args)
	if err != nil {
		return err
	}
	s := text(args, 0)
	for s != "" {
		one, rest, _ := strings.Cut(s, between)
		s = rest
		k, v, ok := strings.Cut(one, within)
		if !ok || strings.Contains(v, within) {
			return bad("Key-value delimiter must appear exactly once in each entry. Bad input: %s", quote+one+quote)
		}
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}

func splitToMap(args []value.Value) (value.Value, error) {
	t := newTable(types.Text())
	err := pairs(args, "'", func(k, v string) error {
		if t.find(k) >= 0 {
			return bad("Duplicate keys (%s) are not allowed", k)
		}
		t.add(k, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t.result(), nil
}

func splitToMultimap(args []value.Value) (value.Value, error) {
	t := newTable(types.Text())
	err := pairs(args, "", func(k, v string) error {
		t.append(k, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t.result(), nil
}

// mapAgg makes a map of pairs; of equal keys the first one counts.
func mapAgg(_ []types.Type, result types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		t := newTable(result.Key())
		for _, x := range list(args, 0) {
			if k, v, err := entry(x); err == nil && t.find(k) < 0 {
				t.add(k, v)
			}
		}
		return t.result()
	}), true
}

func multimapAgg(_ []types.Type, result types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		t := newTable(result.Key())
		for _, x := range list(args, 0) {
			if k, v, err := entry(x); err == nil {
				t.append(k, v)
			}
		}
		return t.result()
	}), true
}

// mapUnion joins the maps of a group; of equal keys the first one counts.
func mapUnion(_ []types.Type, result types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		t, some := newTable(result.Key()), false
		for _, x := range list(args, 0) {
			m, ok := x.(value.Map)
			some = some || ok
			for _, e := range m {
				if t.find(e.Key) < 0 {
					t.add(e.Key, e.Value)
				}
			}
		}
		if !some {
			return nil
		}
		return t.result()
	}), true
}
