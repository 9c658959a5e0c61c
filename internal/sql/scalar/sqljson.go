package scalar

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// sqlJSON are JSON_EXISTS, JSON_QUERY and JSON_VALUE in their plain forms: what is wrong with the text, or with it along a strict
// path, gives NULL, or false.
func sqlJSON() map[string]maker {
	with := func(failed value.Value, f func(found []any) value.Value) maker {
		return func([]types.Type, types.Type) (Impl, bool) {
			paths := &cache[sqlPath]{load: parseSQLPath}
			return throwing(func(args []value.Value) (value.Value, error) {
				path, err := paths.get(text(args, 1))
				if err != nil {
					return nil, err
				}
				tree, err := parseTree(text(args, 0))
				if err != nil {
					return failed, nil //nolint:nilerr // NULL ON ERROR
				}
				found, ok := path.walk(tree)
				if !ok {
					return failed, nil
				}
				return f(found), nil
			}), true
		}
	}
	return map[string]maker{
		"json_exists": with(false, func(found []any) value.Value { return len(found) > 0 }),
		"json_query": with(nil, func(found []any) value.Value {
			if len(found) != 1 {
				return nil
			}
			return treeText(found[0])
		}),
		"json_value": with(nil, func(found []any) value.Value {
			if len(found) != 1 {
				return nil
			}
			return scalarText(found[0])
		}),
	}
}

// scalarText is the text of a scalar; of an array, an object and null it is NULL.
func scalarText(tree any) value.Value {
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

// sqlPath is a path: lax, where arrays are opened and closed as a step needs it and what is missing is nothing, or strict, where both
// are errors.
type sqlPath struct {
	strict bool
	steps  []sqlStep
}

// sqlStep is a member, an element, or with all set all of one kind.
type sqlStep struct {
	name    string
	index   int
	element bool
	all     bool
}

// parseSQLPath reads lax $.name."any name"[0][*].*; the other parts of the path language are not supported.
func parseSQLPath(path string) (sqlPath, error) {
	mode, rest, ok := strings.Cut(strings.TrimSpace(path), " ")
	p := sqlPath{strict: strings.EqualFold(mode, "strict")}
	if !ok || !p.strict && !strings.EqualFold(mode, "lax") {
		return p, bad("mismatched input in JSON path: %s", path)
	}
	rest, ok = strings.CutPrefix(strings.TrimSpace(rest), "$")
	for ok && rest != "" {
		var s sqlStep
		if s, rest, ok = cutStep(rest); ok {
			p.steps = append(p.steps, s)
		}
	}
	if !ok {
		return p, fail(diag.NotSupported, "this JSON path is not supported: %s", path)
	}
	return p, nil
}

// cutStep cuts a step off the beginning of a path.
func cutStep(s string) (step sqlStep, rest string, ok bool) {
	switch {
	case strings.HasPrefix(s, ".*"):
		return sqlStep{all: true}, s[2:], true
	case strings.HasPrefix(s, "[*]"):
		return sqlStep{all: true, element: true}, s[3:], true
	case strings.HasPrefix(s, `."`):
		name, rest, ok := strings.Cut(s[2:], `"`)
		return sqlStep{name: name}, rest, ok && !strings.Contains(name, `\`)
	case strings.HasPrefix(s, "."):
		name, rest := cutName(s[1:], "_")
		return sqlStep{name: name}, rest, name != "" && (name[0] < '0' || name[0] > '9') && !strings.HasPrefix(rest, "(")
	case strings.HasPrefix(s, "["):
		inner, rest, ok := strings.Cut(s[1:], "]")
		n, err := strconv.Atoi(strings.TrimSpace(inner))
		return sqlStep{index: n, element: true}, rest, ok && err == nil && n >= 0
	}
	return sqlStep{}, s, false
}

// walk returns what the path finds; it reports false where a strict path has no way.
func (p sqlPath) walk(tree any) ([]any, bool) {
	found := []any{tree}
	for _, s := range p.steps {
		var next []any
		for _, x := range found {
			more, ok := s.from(x, p.strict)
			if !ok {
				return nil, false
			}
			next = append(next, more...)
		}
		found = next
	}
	return found, true
}

// from takes the step from a value.
func (s sqlStep) from(x any, strict bool) ([]any, bool) {
	list, isList := x.([]any)
	if s.element {
		switch {
		case !isList && strict:
			return nil, false
		case !isList:
			list = []any{x}
		}
		if s.all {
			return list, true
		}
		if s.index >= len(list) {
			return nil, !strict
		}
		return list[s.index : s.index+1], true
	}
	if !isList || strict {
		return s.members(x, strict)
	}
	var out []any
	for _, el := range list {
		more, _ := s.members(el, false)
		out = append(out, more...)
	}
	return out, true
}

// members takes the member, or all members, of an object.
func (s sqlStep) members(x any, strict bool) ([]any, bool) {
	fields, ok := x.([]field)
	if !ok {
		return nil, !strict
	}
	var out []any
	for _, f := range fields {
		if s.all || f.name == s.name {
			out = append(out, f.tree)
		}
	}
	return out, !strict || s.all || len(out) > 0
}
