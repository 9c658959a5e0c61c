package scalar

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// jsons are the functions of JSON.
func jsons() map[string]maker {
	return map[string]maker{
		"json_parse": always(throwing(jsonParse)), "json_format": always(pure(func(args []value.Value) value.Value { return args[0] })),
		"json_extract": extractMaker(jsonExtract), "json_extract_scalar": extractMaker(jsonScalar), "json_size": extractMaker(jsonSize),
		"json_array_length": always(pure(jsonArrayLength)), "json_array_get": always(pure(jsonArrayGet)),
		"json_array_contains": jsonArrayContains, "is_json_scalar": always(throwing(isJSONScalar)),
	}
}

func jsonParse(args []value.Value) (value.Value, error) {
	v, err := value.ParseJSON(text(args, 0))
	if err != nil {
		return nil, bad("%s", err)
	}
	return v, nil
}

// step is a step of a path: a name, or a place from 0.
type step struct {
	name  string
	index int // -1 for a name only
}

func badPath(path string) error { return bad("Invalid JSON path: '%s'", path) }

// parsePath reads $.name, $["name"], $[0] and the same without the dollar.
//
//nolint:cyclop // one case a form of step
func parsePath(path string) ([]step, error) {
	rest, dollar := strings.CutPrefix(path, "$")
	if !dollar {
		if path == "" || path[0] == '.' && len(path) == 1 {
			return nil, badPath(path)
		}
		if path[0] != '[' && path[0] != '.' {
			rest = "." + path
		}
	}
	var steps []step
	for rest != "" {
		switch {
		case strings.HasPrefix(rest, "["):
			s, after, ok := bracket(rest[1:])
			if !ok {
				return nil, badPath(path)
			}
			steps, rest = append(steps, s), after
		case strings.HasPrefix(rest, "."):
			rest = rest[1:]
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			name := rest[:end]
			if name == "" || strings.IndexFunc(name, func(r rune) bool { return !nameRune(r) }) >= 0 {
				return nil, badPath(path)
			}
			steps, rest = append(steps, step{name, -1}), rest[end:]
		default:
			return nil, badPath(path)
		}
	}
	return steps, nil
}

func nameRune(r rune) bool {
	return r == '_' || r == '-' || r == ':' || r == '$' || r == '@' || r == '/' || r == '\\' || r == '#' || r == ' ' ||
		r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

// bracket reads a step after its opening bracket.
func bracket(s string) (step, string, bool) {
	if s != "" && s[0] == '"' {
		var b strings.Builder
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
				i++
				b.WriteByte(s[i])
			case s[i] == '"':
				if i+1 >= len(s) || s[i+1] != ']' {
					return step{}, "", false
				}
				return step{b.String(), -1}, s[i+2:], true
			default:
				b.WriteByte(s[i])
			}
		}
		return step{}, "", false
	}
	inner, after, ok := strings.Cut(s, "]")
	if !ok || inner == "" {
		return step{}, "", false
	}
	index, err := strconv.Atoi(inner)
	if err != nil || index < 0 {
		if strings.IndexFunc(inner, func(r rune) bool { return !nameRune(r) }) >= 0 || err == nil {
			return step{}, "", false
		}
		return step{inner, -1}, after, true
	}
	return step{inner, index}, after, true
}

// follow walks a tree along a path.
func follow(tree any, steps []step) (any, bool) {
	for _, s := range steps {
		switch x := tree.(type) {
		case []field:
			at := -1
			for i, f := range x {
				if f.name == s.name {
					at = i
					break
				}
			}
			if at < 0 {
				return nil, false
			}
			tree = x[at].tree
		case []any:
			if s.index < 0 || s.index >= len(x) {
				return nil, false
			}
			tree = x[s.index]
		default:
			return nil, false
		}
	}
	return tree, true
}

// extractMaker makes a function of a JSON value and a path; the last paths are remembered. Text that is no JSON gives NULL.
func extractMaker(f func(tree any) value.Value) maker {
	return func([]types.Type, types.Type) (Impl, bool) {
		paths := &cache[[]step]{load: parsePath}
		return throwing(func(args []value.Value) (value.Value, error) {
			steps, err := paths.get(text(args, 1))
			if err != nil {
				return nil, err
			}
			tree, err := parseTree(text(args, 0))
			if err != nil {
				return nil, nil //nolint:nilerr,nilnil // Trino gives NULL
			}
			found, ok := follow(tree, steps)
			if !ok {
				return nil, nil //nolint:nilnil // NULL
			}
			return f(found), nil
		}), true
	}
}

func jsonExtract(tree any) value.Value { return treeText(tree) }

// jsonScalar is the text of a scalar; of an array, an object and null it is NULL.
func jsonScalar(tree any) value.Value {
	switch x := tree.(type) {
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case json.Number:
		return string(x)
	}
	return nil
}

func jsonSize(tree any) value.Value {
	switch x := tree.(type) {
	case []any:
		return int64(len(x))
	case []field:
		return int64(len(x))
	}
	return int64(0)
}

func jsonArray(args []value.Value) ([]any, bool) {
	tree, err := parseTree(text(args, 0))
	if err != nil {
		return nil, false
	}
	a, ok := tree.([]any)
	return a, ok
}

func jsonArrayLength(args []value.Value) value.Value {
	if a, ok := jsonArray(args); ok {
		return int64(len(a))
	}
	return nil
}

func jsonArrayGet(args []value.Value) value.Value {
	a, ok := jsonArray(args)
	i := integer(args[1])
	if i < 0 {
		i += int64(len(a))
	}
	if !ok || i < 0 || i >= int64(len(a)) {
		return nil
	}
	if a[i] == nil {
		return nil
	}
	if s, ok := a[i].(string); ok {
		return s // Trino forgets the quotes here
	}
	return treeText(a[i])
}

func jsonArrayContains(params []types.Type, _ types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		a, ok := jsonArray(args)
		if !ok {
			return nil
		}
		for _, x := range a {
			if jsonEqual(x, args[1]) {
				return true
			}
		}
		return false
	}), true
}

func jsonEqual(tree any, v value.Value) bool {
	switch x := tree.(type) {
	case string:
		return x == v
	case bool:
		return x == v
	case json.Number:
		if n, ok := v.(int64); ok {
			m, err := strconv.ParseInt(string(x), 10, 64)
			return err == nil && m == n
		}
		if f, ok := v.(float64); ok {
			g, err := strconv.ParseFloat(string(x), 64)
			return err == nil && strings.ContainsAny(string(x), ".eE") && g == f && !math.IsInf(f, 0)
		}
	}
	return false
}

func isJSONScalar(args []value.Value) (value.Value, error) {
	tree, err := parseTree(text(args, 0))
	if err != nil {
		return nil, bad("Invalid JSON value: %s", text(args, 0))
	}
	switch tree.(type) {
	case []any, []field:
		return false, nil
	}
	return true, nil
}
