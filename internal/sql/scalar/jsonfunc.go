package scalar

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// pathFuncs are the functions of SQL/JSON. Their arguments are input, path and clauses (package sqljson), then the values of the
// parameters, then those of DEFAULT.
func pathFuncs() map[string]maker {
	return map[string]maker{
		sqljson.Exists: pathMaker((*pathCall).exists),
		sqljson.Value:  pathMaker((*pathCall).value),
		sqljson.Query:  pathMaker((*pathCall).query),
		sqljson.Object: buildMaker(buildObject),
		sqljson.Array:  buildMaker(buildArray),
		sqljson.Table:  tableMaker,
	}
}

// pathCall is one call of a function with a path.
type pathCall struct {
	path    *sqljson.Path
	clauses sqljson.Call
	args    []value.Value
	types   []types.Type
	result  types.Type
}

// pathMaker makes a function with a path; the last paths and clauses, which are constant in practice, are remembered.
func pathMaker(f func(*pathCall) (value.Value, error)) maker {
	return func(params []types.Type, result types.Type) (Impl, bool) {
		at := sqljson.ClausesAt(sqljson.Value)
		if len(params) <= at {
			return Impl{}, false
		}
		paths := &cache[*sqljson.Path]{load: sqljson.Parse}
		clauses := &cache[sqljson.Call]{load: sqljson.ReadCall}
		return Impl{NullCall: true, Throws: true, Call: func(args []value.Value) (value.Value, error) {
			if args[0] == nil {
				return nil, nil //nolint:nilnil // NULL for NULL
			}
			path, err := paths.get(text(args, at-1))
			if err != nil {
				return nil, fail(diag.InvalidPath, "%s", err)
			}
			c, err := clauses.get(text(args, at))
			if err != nil {
				return nil, err
			}
			return f(&pathCall{path, c, args, params, result})
		}}, true
	}
}

// values are the arguments behind the clauses.
func (c *pathCall) at(i int) (value.Value, types.Type) {
	i += sqljson.ClausesAt(sqljson.Value) + 1
	if i >= len(c.args) {
		return nil, types.Type{}
	}
	return c.args[i], c.types[i]
}

// errInput is the error of an input or a parameter that is no JSON.
type errInput struct{ message string }

func (e *errInput) Error() string { return "conversion to JSON failed: " + e.message }

// run evaluates the path.
func (c *pathCall) run() (jsonSequence, error) {
	e, err := c.start()
	if err != nil {
		return nil, err
	}
	return e.eval(c.path.Root, spot{})
}

// start reads the input and the parameters.
func (c *pathCall) start() (*pathEval, error) {
	input, err := asJSON(c.args[0], c.clauses.Input)
	if err != nil {
		return nil, err
	}
	e := &pathEval{lax: !c.path.Strict, input: input, params: map[string]jsonSequence{}}
	for i, p := range c.clauses.Passing {
		v, t := c.at(i)
		switch {
		case p.Format == "" && v == nil:
			e.params[p.Name] = jsonSequence{nil}
		case p.Format == "":
			e.params[p.Name] = jsonSequence{sqlItem{v, t}}
		case v == nil:
			e.params[p.Name] = jsonSequence{}
		default:
			x, err := asJSON(v, p.Format)
			if err != nil {
				return nil, err
			}
			e.params[p.Name] = jsonSequence{x}
		}
	}
	return e, nil
}

// asJSON reads a text, or bytes in an encoding, as JSON.
func asJSON(v value.Value, format string) (jsonItem, error) {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case []byte:
		s = decodeText(v, format)
	}
	x, err := readItem(s)
	if err != nil {
		return nil, &errInput{"Invalid JSON text"}
	}
	return x, nil
}

// decodeText decodes bytes in UTF-8, or little-endian UTF-16 or UTF-32.
func decodeText(b []byte, format string) string {
	switch format {
	case "UTF16":
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
		return string(utf16.Decode(units))
	case "UTF32":
		var out strings.Builder
		for ; len(b) >= 4; b = b[4:] {
			n := binary.LittleEndian.Uint32(b)
			if n > utf8.MaxRune {
				n = utf8.RuneError
			}
			out.WriteRune(rune(n)) //nolint:gosec // not above the greatest rune
		}
		return out.String()
	}
	return string(b)
}

// coded gives an error of evaluation its code. Errors that ON ERROR does not answer are reported as fatal.
func coded(err error) (out error, fatal bool) {
	var f *pathFault
	var in *errInput
	switch {
	case errors.As(err, &f):
		return fail(diag.PathEvaluationError, "%s", err), false
	case errors.As(err, &in):
		return fail(diag.JSONInputConversionError, "%s", err), false
	}
	return err, true
}

func (c *pathCall) exists() (value.Value, error) {
	found, err := c.run()
	if err == nil {
		return len(found) > 0, nil
	}
	err, fatal := coded(err)
	switch {
	case fatal, c.clauses.OnError == "ERROR":
		return nil, err
	case c.clauses.OnError == "UNKNOWN":
		return nil, nil //nolint:nilnil // NULL
	}
	return c.clauses.OnError == "TRUE", nil
}

// value is JSON_VALUE: the one scalar that the path finds, cast to the type of the result.
func (c *pathCall) value() (value.Value, error) { return c.valueOf(c.run()) }

// valueOf is the value for what the path has found, or for its error.
func (c *pathCall) valueOf(found jsonSequence, err error) (value.Value, error) {
	if err != nil {
		err, fatal := coded(err)
		if fatal {
			return nil, err
		}
		return c.defaulted(c.clauses.OnError, c.errorDefault(), err)
	}
	if len(found) == 0 {
		return c.defaulted(c.clauses.OnEmpty, len(c.clauses.Passing), scalarFault("JSON path found no items"))
	}
	v, err := c.scalar(found)
	if err != nil {
		return c.defaulted(c.clauses.OnError, c.errorDefault(), err)
	}
	return v, nil
}

func scalarFault(message string) error {
	return fail(diag.JSONValueResultError, "cannot extract SQL scalar from JSON: %s", message)
}

func (c *pathCall) scalar(found jsonSequence) (value.Value, error) {
	if len(found) > 1 {
		return nil, scalarFault("JSON path found multiple items")
	}
	if found[0] == nil {
		return nil, nil //nolint:nilnil // null is NULL
	}
	x, ok := found[0].(sqlItem)
	if !ok {
		return nil, scalarFault("JSON path found an item that cannot be converted to an SQL value")
	}
	if !types.CanCast(x.t, c.result) {
		return nil, scalarFault("Cannot cast value of type " + x.t.String() + " to declared return type of function JSON_VALUE: " + c.result.String())
	}
	v, err := Cast(x.v, x.t, c.result)
	if err != nil {
		return nil, scalarFault("Cannot cast value of type " + x.t.String() + " to declared return type of function JSON_VALUE: " + c.result.String())
	}
	return v, nil
}

// errorDefault is the place of the value of DEFAULT … ON ERROR among the values.
func (c *pathCall) errorDefault() int {
	n := len(c.clauses.Passing)
	if c.clauses.OnEmpty == "DEFAULT" {
		n++
	}
	return n
}

// defaulted does what ON EMPTY or ON ERROR says.
func (c *pathCall) defaulted(behavior string, i int, err error) (value.Value, error) {
	switch behavior {
	case "ERROR":
		return nil, err
	case "DEFAULT":
		v, _ := c.at(i)
		return v, nil
	}
	return nil, nil //nolint:nilnil // NULL ON …
}

func (c *pathCall) query() (value.Value, error) { return c.queryOf(c.run()) }

// queryOf is the text for what the path has found, or for its error.
func (c *pathCall) queryOf(found jsonSequence, err error) (value.Value, error) {
	if err != nil {
		err, fatal := coded(err)
		if fatal {
			return nil, err
		}
		return c.special(c.clauses.OnError, err)
	}
	if len(found) == 0 {
		return c.special(c.clauses.OnEmpty, outputFault("JSON path found no items"))
	}
	wrapped := found[0]
	if c.wraps(found) {
		wrapped = jsonList(found)
	} else if len(found) > 1 {
		return c.special(c.clauses.OnError, outputFault("JSON path found multiple items"))
	}
	if s, ok := itemText(wrapped); ok && c.clauses.Omit {
		return s, nil
	}
	out, ok := appendItem(nil, wrapped)
	if !ok {
		return c.special(c.clauses.OnError, outputFault("JSON path returned a scalar SQL value of type "+itemKind(found[0])+" that cannot be represented as JSON"))
	}
	return string(out), nil
}

func outputFault(message string) error {
	return fail(diag.JSONOutputConversionError, "conversion from JSON failed: %s", message)
}

// wraps tells whether the result of JSON_QUERY is put in an array.
func (c *pathCall) wraps(found jsonSequence) bool {
	switch c.clauses.Wrapper {
	case "UNCONDITIONAL":
		return true
	case "CONDITIONAL":
		if len(found) == 1 {
			switch found[0].(type) {
			case jsonList, *jsonObject:
				return false
			}
		}
		return true
	}
	return false
}

func (c *pathCall) special(behavior string, err error) (value.Value, error) {
	switch behavior {
	case "ERROR":
		return nil, err
	case "EMPTY ARRAY":
		return "[]", nil
	case "EMPTY OBJECT":
		return "{}", nil
	}
	return nil, nil //nolint:nilnil // NULL ON …
}
