package scalar

import (
	"unicode/utf16"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// buildMaker makes JSON_OBJECT or JSON_ARRAY: clauses first, then keys and values, or values.
func buildMaker(f func(c sqljson.Call, args []value.Value, ts []types.Type) (jsonItem, error)) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		if len(params) == 0 {
			return Impl{}, false
		}
		clauses := &cache[sqljson.Call]{load: sqljson.ReadCall}
		return Impl{NullCall: true, Throws: true, Call: func(args []value.Value) (value.Value, error) {
			c, err := clauses.get(text(args, 0))
			if err != nil {
				return nil, err
			}
			x, err := f(c, args[1:], params[1:])
			if err != nil {
				return nil, err
			}
			out, ok := appendItem(nil, x)
			if !ok {
				return nil, bad("value passed to JSON function cannot be converted to JSON")
			}
			return string(out), nil
		}}, true
	}
}

// builtItem is value i as an item; it reports false for a NULL that is left out.
func builtItem(c sqljson.Call, i int, v value.Value, t types.Type) (x jsonItem, ok bool, err error) {
	switch {
	case v == nil:
		return nil, !c.Absent, nil
	case i < len(c.Values) && c.Values[i] != "":
		x, err := asJSON(v, c.Values[i])
		if err != nil {
			return nil, false, fail(diag.JSONInputConversionError, "%s", err)
		}
		return x, true, nil
	}
	return sqlItem{v, t}, true, nil
}

func buildArray(c sqljson.Call, args []value.Value, ts []types.Type) (jsonItem, error) {
	out := jsonList{}
	for i, v := range args {
		x, ok, err := builtItem(c, i, v, ts[i])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, x)
		}
	}
	return out, nil
}

func buildObject(c sqljson.Call, args []value.Value, ts []types.Type) (jsonItem, error) {
	out := &jsonObject{values: map[string]jsonItem{}}
	for i := 0; i+1 < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return nil, bad("null value passed for JSON object key to JSON_OBJECT function")
		}
		x, ok, err := builtItem(c, i/2, args[i+1], ts[i+1])
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if _, twice := out.values[name]; twice && c.Unique {
			return nil, bad("duplicate key passed to JSON_OBJECT function")
		} else if twice {
			return nil, fail(diag.NotSupported, "cannot construct a JSON object with duplicate key")
		}
		out.put(name, x)
	}
	out.names = hashOrder(out.names)
	return out, nil
}

// hashOrder puts names in the order in which Java's HashMap lists them, which is the order of Trino's JSON_OBJECT: by the low bits
// of a hash, of which there are as many as keep the table at most three quarters full, and as they came where those are equal.
func hashOrder(names []string) []string {
	size := 16
	for len(names)*4 > size*3 {
		size *= 2
	}
	buckets := make([][]string, size)
	for _, name := range names {
		h := textHash(name)
		i := int(h^h>>16) & (size - 1)
		buckets[i] = append(buckets[i], name)
	}
	out := make([]string, 0, len(names))
	for _, bucket := range buckets {
		out = append(out, bucket...)
	}
	return out
}

// textHash is String.hashCode.
func textHash(s string) uint32 {
	var h uint32
	for _, unit := range utf16.Encode([]rune(s)) {
		h = h*31 + uint32(unit)
	}
	return h
}
