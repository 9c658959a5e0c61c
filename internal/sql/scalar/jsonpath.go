package scalar

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// jsons are the functions of JSON.
func jsons() map[string]maker {
	return map[string]maker{
		"json_parse":          always(throwing(jsonParse)),
		"json_format":         always(pure(func(args []value.Value) value.Value { return args[0] })),
		"json_extract":        extractMaker(jsonExtract),
		"json_extract_scalar": extractMaker(jsonScalar),
		"json_size":           extractMaker(jsonSize),
		"json_array_length":   always(pure(jsonArrayLength)),
		"json_array_get":      always(pure(jsonArrayGet)),
		"json_array_contains": always(pure(jsonArrayContains)),
		"is_json_scalar":      always(throwing(isJSONScalar)),
	}
}

func jsonParse(args []value.Value) (value.Value, error) {
	v, err := value.ParseJSON(text(args, 0))
	if err != nil {
		return nil, bad("%s", err)
	}
	return v, nil
}

// step is a step of a path: the name of a member, which may be the place of an element, too.
type step struct {
	name  string
	index int64 // -1 where the name is no number
}

// parsePath reads $, $.name, $[0] and $["any name"]. Names without quotes are of letters, digits and underscores, after a dot
// also of colons.
func parsePath(path string) ([]step, error) {
	rest, ok := strings.CutPrefix(path, "$")
	var steps []step
	for ok && rest != "" {
		var name string
		switch {
		case rest[0] == '.':
			name, rest = cutName(rest[1:], ":_")
			ok = name != ""
		case strings.HasPrefix(rest, `["`):
			name, rest, ok = cutQuoted(rest[2:])
		case rest[0] == '[':
			name, rest = cutName(rest[1:], "_")
			ok = name != ""
			if ok {
				rest, ok = strings.CutPrefix(rest, "]")
			}
		default:
			ok = false
		}
		index, err := strconv.ParseInt(name, 10, 32)
		if err != nil {
			index = -1
		}
		steps = append(steps, step{name, index})
	}
	if !ok {
		return nil, bad("Invalid JSON path: '%s'", path)
	}
	return steps, nil
}

// cutName cuts a name of letters, digits and the given marks.
func cutName(s, marks string) (name, rest string) {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(marks, r)
	})
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

// cutQuoted cuts a name up to the quote and the bracket behind it. A backslash stands before a quote or a backslash only.
func cutQuoted(s string) (name, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			rest, ok = strings.CutPrefix(s[i+1:], "]")
			return b.String(), rest, ok
		case '\\':
			i++
			if i == len(s) || s[i] != '"' && s[i] != '\\' {
				return "", "", false
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// follow goes to the value at a path. It returns false where there is none.
func (s *jsonScan) follow(steps []step) (bool, error) {
	for _, step := range steps {
		found := false
		var err error
		switch s.next() {
		case '{':
			err = s.members(func(name string) (bool, error) {
				if name == step.name {
					found = true
					return true, nil
				}
				return false, s.skip()
			})
		case '[':
			err = s.elements(func(i int64) (bool, error) {
				if i == step.index {
					found = true
					return true, nil
				}
				return false, s.skip()
			})
		default:
			return false, errJSON
		}
		if !found || err != nil {
			return false, err
		}
	}
	return true, nil
}

// extractMaker makes a function of a JSON value and a path; the last paths are remembered. Text that is no JSON gives NULL.
func extractMaker(f func(s *jsonScan) (value.Value, error)) maker {
	return func([]types.Type, types.Type) (Impl, bool) {
		paths := &cache[[]step]{load: parsePath}
		return throwing(func(args []value.Value) (value.Value, error) {
			steps, err := paths.get(text(args, 1))
			if err != nil {
				return nil, err
			}
			s := &jsonScan{text: text(args, 0)}
			if found, err := s.follow(steps); err != nil || !found {
				return nil, nil //nolint:nilerr,nilnil // NULL where nothing is found or the text is no JSON
			}
			v, err := f(s)
			if err != nil {
				return nil, nil //nolint:nilerr,nilnil // NULL where the text is no JSON
			}
			return v, nil
		}), true
	}
}

func jsonExtract(s *jsonScan) (value.Value, error) {
	b, err := s.copy(nil)
	return string(b), err
}

// jsonScalar is the text of a scalar as it is written; of an array, an object and null it is NULL.
func jsonScalar(s *jsonScan) (value.Value, error) {
	switch s.next() {
	case '{', '[':
		return nil, nil //nolint:nilnil // NULL
	case '"':
		return s.quoted()
	}
	text, err := s.plain()
	if text == "null" {
		return nil, err
	}
	return text, err
}

func jsonSize(s *jsonScan) (value.Value, error) {
	n := int64(0)
	var err error
	switch s.next() {
	case '{':
		err = s.members(func(string) (bool, error) { n++; return false, s.skip() })
	case '[':
		err = s.elements(func(int64) (bool, error) { n++; return false, s.skip() })
	default:
		_, err = s.scalar()
	}
	return n, err
}

// scalar reads a value that is no array and no object and returns it with quotes, if it has any.
func (s *jsonScan) scalar() (string, error) {
	if s.next() == '"' {
		text, err := s.quoted()
		return `"` + text, err
	}
	return s.plain()
}

func jsonArrayLength(args []value.Value) value.Value {
	s := &jsonScan{text: text(args, 0)}
	n := int64(0)
	if err := s.elements(func(int64) (bool, error) { n++; return false, s.skip() }); err != nil {
		return nil
	}
	return n
}

// jsonArrayGet is the element at a place, from the end when it is negative. Strings lose their quotes here, and null is NULL.
func jsonArrayGet(args []value.Value) value.Value {
	index := integer(args[1])
	if index < 0 {
		n, ok := jsonArrayLength(args).(int64)
		if !ok || index < -n {
			return nil
		}
		index += n
	}
	s := &jsonScan{text: text(args, 0)}
	var found value.Value
	err := s.elements(func(i int64) (bool, error) {
		if i != index {
			return false, s.skip()
		}
		var err error
		switch s.next() {
		case '{', '[':
			found, err = jsonExtract(s)
		default:
			found, err = jsonScalar(s)
		}
		return true, err
	})
	if err != nil {
		return nil
	}
	return found
}

// jsonArrayContains tells whether a boolean, a number or a text is an element. A whole number is never equal to one with a point.
func jsonArrayContains(args []value.Value) value.Value {
	equal := jsonEqual(args[1])
	s := &jsonScan{text: text(args, 0)}
	found := false
	err := s.elements(func(int64) (bool, error) {
		if c := s.next(); c == '{' || c == '[' {
			return false, s.skip()
		}
		element, err := s.scalar()
		found = err == nil && equal(element)
		return found, err
	})
	if err != nil {
		return nil
	}
	return found
}

// jsonEqual compares a value with scalars.
func jsonEqual(v value.Value) func(element string) bool {
	switch v := v.(type) {
	case string:
		return func(e string) bool { return e == `"`+v }
	case bool:
		return func(e string) bool { return e == strconv.FormatBool(v) }
	case int64:
		return func(e string) bool {
			n, err := strconv.ParseInt(e, 10, 64)
			return err == nil && n == v
		}
	case float64:
		return func(e string) bool {
			if !isJSONFloat(e) {
				return false
			}
			f, err := strconv.ParseFloat(e, 64)
			return err == nil && f == v && !math.IsInf(f, 0)
		}
	}
	return func(string) bool { return false }
}

// maxShown bounds how much of a text an error message shows.
const maxShown = 10000

func isJSONScalar(args []value.Value) (value.Value, error) {
	s := &jsonScan{text: text(args, 0)}
	c := s.next()
	if err := s.skip(); err != nil || s.next() != 0 || s.at < len(s.text) {
		shown := s.text
		if len(shown) > maxShown {
			shown = strings.ToValidUTF8(shown[:maxShown], "\uFFFD") + "...(truncated)"
		}
		return nil, bad("Invalid JSON value: %s", shown)
	}
	return c != '{' && c != '[', nil
}
