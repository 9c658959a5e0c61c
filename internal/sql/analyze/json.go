package analyze

import (
	"errors"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The functions of SQL/JSON have a syntax of their own. They become calls whose arguments are the input, the path, the clauses
// as a constant text (package sqljson), and then the values of the parameters and of DEFAULT. What is made of values,
// JSON_OBJECT and JSON_ARRAY, has the clauses first.

func (a *analyzer) jsonExists(x *ast.JSONExists, e env) (typed.Expr, error) {
	clauses := sqljson.Call{OnError: orElse(x.OnError.Kind, "FALSE")}
	args, err := a.pathArgs(x.Path, &clauses, e)
	if err != nil {
		return nil, err
	}
	return jsonCall(x, sqljson.Exists, types.Of(types.Boolean), clauses, args)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (a *analyzer) jsonValue(x *ast.JSONValueCall, e env) (typed.Expr, error) {
	result, err := a.returning(x.Returning)
	if err != nil {
		return nil, err
	}
	if !jsonScalarType(result) {
		return nil, diag.New(diag.TypeMismatch, x.Span, "Invalid return type of function JSON_VALUE: %s", result)
	}
	clauses := sqljson.Call{OnEmpty: orElse(x.OnEmpty.Kind, "NULL"), OnError: orElse(x.OnError.Kind, "NULL")}
	args, err := a.pathArgs(x.Path, &clauses, e)
	if err != nil {
		return nil, err
	}
	defaults, err := a.jsonDefaults([]ast.JSONBehavior{x.OnEmpty, x.OnError}, result, e)
	if err != nil {
		return nil, err
	}
	args = append(args, defaults...)
	return jsonCall(x, sqljson.Value, result, clauses, args)
}

// jsonDefaults returns the values of DEFAULT, as values of the result.
func (a *analyzer) jsonDefaults(behaviors []ast.JSONBehavior, result types.Type, e env) ([]typed.Expr, error) {
	var out []typed.Expr
	for _, b := range behaviors {
		if b.Default == nil {
			continue
		}
		v, err := a.expr(b.Default, e)
		if err != nil {
			return nil, err
		}
		if !types.CanCoerce(v.Type(), result) {
			return nil, diag.New(diag.TypeMismatch, b.Default.Where(), "Function JSON_VALUE default result must evaluate to a %s (actual: %s)", result, v.Type())
		}
		out = append(out, coerce(v, result))
	}
	return out, nil
}

// returning is the type after RETURNING, varchar without.
func (a *analyzer) returning(t *ast.Type) (types.Type, error) {
	if t == nil {
		return types.Text(), nil
	}
	return a.parseType(t)
}

// jsonScalarType tells whether a value of the type can be a parameter of a path, and the result of JSON_VALUE.
func jsonScalarType(t types.Type) bool {
	return jsonNativeType(t) || t.Kind == types.Date || t.Kind == types.Time || t.Kind == types.TimeTZ || t.Kind == types.Timestamp ||
		t.Kind == types.TimestampTZ
}

// jsonNativeType tells whether JSON has a form for the values of the type.
func jsonNativeType(t types.Type) bool {
	return t.IsInteger() || t.Kind == types.Decimal || t.Kind == types.Real || t.Kind == types.Double || t.Kind == types.Boolean || isTextual(t)
}

func isTextual(t types.Type) bool { return t.Kind == types.Varchar || t.Kind == types.Char }

func (a *analyzer) jsonQuery(x *ast.JSONQuery, e env) (typed.Expr, error) {
	clauses := sqljson.Call{OnEmpty: orElse(x.OnEmpty.Kind, "NULL"), OnError: orElse(x.OnError.Kind, "NULL")}
	if err := wrapping(x, x.Wrapping, &clauses); err != nil {
		return nil, err
	}
	args, err := a.pathArgs(x.Path, &clauses, e)
	if err != nil {
		return nil, err
	}
	return a.jsonText(x, sqljson.Query, x.Returning, clauses, args)
}

// wrapping fills in how a result is wrapped and whether it loses its quotes.
func wrapping(at ast.Node, w ast.JSONWrapping, clauses *sqljson.Call) error {
	clauses.Omit = w.Quotes == "OMIT"
	switch w.Wrapper {
	case "WITH", "WITH UNCONDITIONAL":
		clauses.Wrapper = "UNCONDITIONAL"
	case "WITH CONDITIONAL":
		clauses.Wrapper = "CONDITIONAL"
	}
	if clauses.Wrapper != "" && w.Quotes != "" {
		return diag.New(diag.InvalidFunctionArgument, at.Where(), "%s QUOTES behavior specified with WITH %s ARRAY WRAPPER behavior", w.Quotes, clauses.Wrapper)
	}
	return nil
}

// jsonText calls a function that gives JSON as text, and casts the text where another type of text is asked for.
func (a *analyzer) jsonText(x ast.Expr, name string, output *ast.JSONOutput, clauses sqljson.Call, args []typed.Expr) (typed.Expr, error) {
	call, err := jsonCall(x, name, types.Text(), clauses, args)
	if err != nil || output == nil {
		return call, err
	}
	t, err := a.returning(output.Type)
	if err != nil {
		return nil, err
	}
	switch {
	case !isTextual(t) || output.Encoding != "":
		return nil, errNotSupported(x, strings.ToUpper(name)+" RETURNING "+t.String()+" is not supported")
	case t.Equal(types.Text()):
		return call, nil
	}
	return &typed.Cast{X: call, To: t, Span: x.Where()}, nil
}

// pathArgs returns the arguments of a function with a path, with a gap for the clauses, whose input and parameters it fills in.
func (a *analyzer) pathArgs(path *ast.JSONPath, clauses *sqljson.Call, e env) ([]typed.Expr, error) {
	input, format, err := a.jsonInput(path.Input, e)
	if err != nil {
		return nil, err
	}
	clauses.Input = format
	parsed, err := sqljson.Parse(path.Path.Value)
	if err != nil {
		return nil, errPath(path.Path.Span, err)
	}
	args := []typed.Expr{input, &typed.Literal{Value: path.Path.Value, T: types.Text()}, nil}
	for _, p := range path.Passing {
		name := p.Name.Name
		if !p.Name.Quoted {
			name = strings.ToUpper(name)
		}
		if slices.ContainsFunc(clauses.Passing, func(q sqljson.Parameter) bool { return q.Name == name }) {
			return nil, diag.New(diag.DuplicateParameterName, p.Span, "%s JSON path parameter is specified more than once", name)
		}
		v, format, err := a.jsonPassed(p.Value, "parameter passed to JSON path", jsonScalarType, e)
		if err != nil {
			return nil, err
		}
		clauses.Passing, args = append(clauses.Passing, sqljson.Parameter{Name: name, Format: format}), append(args, v)
	}
	for _, name := range parsed.Variables {
		if !slices.ContainsFunc(clauses.Passing, func(q sqljson.Parameter) bool { return q.Name == name }) {
			return nil, errNoPathParameter(path, name, clauses.Passing)
		}
	}
	return args, nil
}

func errPath(at token.Span, err error) error {
	var bad *sqljson.Error
	if errors.As(err, &bad) && bad.Unsupported {
		return diag.New(diag.NotSupported, at, "%s in a JSON path", bad.Msg)
	}
	return diag.New(diag.InvalidPath, at, "%s", err)
}

func errNoPathParameter(path *ast.JSONPath, name string, passed []sqljson.Parameter) error {
	d := diag.New(diag.InvalidPath, path.Path.Span, "no value passed for parameter %s. Try quoting %q in the PASSING clause to match case", name, name)
	for _, p := range passed {
		if strings.EqualFold(p.Name, name) {
			return d
		}
	}
	return diag.New(diag.InvalidPath, path.Path.Span, "no value passed for parameter %s", name)
}

// jsonInput analyzes what is read as JSON: a text, or bytes in an encoding.
func (a *analyzer) jsonInput(in ast.JSONValue, e env) (x typed.Expr, format string, err error) {
	x, err = a.expr(in.X, e)
	if err != nil {
		return nil, "", err
	}
	format = "JSON"
	if in.Encoding != "" {
		format = in.Encoding
	}
	switch t := x.Type(); {
	case t.Kind == types.Unknown:
		return coerce(x, types.Text()), format, nil
	case isTextual(t) && in.Encoding == "":
		return coerce(x, types.Text()), format, nil
	case t.Kind == types.Varbinary:
		return x, format, nil
	default:
		return nil, "", diag.New(diag.TypeMismatch, in.X.Where(), "Cannot read input of type %s as JSON using formatting %s", t, format)
	}
}

// jsonPassed analyzes a value given to a function: read as JSON with FORMAT and where it is JSON that another function made, else an
// SQL value of a type for which keep holds, others as text.
func (a *analyzer) jsonPassed(in ast.JSONValue, what string, keep func(types.Type) bool, e env) (x typed.Expr, format string, err error) {
	switch unparen(in.X).(type) {
	case *ast.JSONQuery, *ast.JSONObject, *ast.JSONArray:
		in.Format = true
	}
	if in.Format {
		return a.jsonInput(in, e)
	}
	x, err = a.expr(in.X, e)
	if err != nil {
		return nil, "", err
	}
	switch t := x.Type(); {
	case keep(t):
		return x, "", nil
	case t.Kind == types.Unknown:
		return coerce(x, types.Text()), "", nil
	case types.CanCast(t, types.Text()):
		return &typed.Cast{X: x, To: types.Text(), Span: in.Span}, "", nil
	default:
		return nil, "", errNotSupported(in.X, "Unsupported type of "+what+": "+t.String())
	}
}

func (a *analyzer) jsonObject(x *ast.JSONObject, e env) (typed.Expr, error) {
	clauses := sqljson.Call{Absent: x.OnNull == "ABSENT", Unique: x.Unique == "WITH"}
	args := []typed.Expr{nil}
	for _, m := range x.Members {
		key, err := a.expr(m.Key, e)
		if err != nil {
			return nil, err
		}
		if t := key.Type(); !isTextual(t) && t.Kind != types.Unknown {
			return nil, diag.New(diag.TypeMismatch, m.Key.Where(), "Invalid type of JSON object key: %s", t)
		}
		v, format, err := a.jsonPassed(m.Value, "value passed to JSON_OBJECT function", jsonNativeType, e)
		if err != nil {
			return nil, err
		}
		if format != "" && clauses.Unique {
			return nil, errNotSupported(x, "WITH UNIQUE KEYS behavior is not supported for JSON_OBJECT function when input expression has FORMAT")
		}
		clauses.Values, args = append(clauses.Values, format), append(args, coerce(key, types.Text()), v)
	}
	return a.jsonText(x, sqljson.Object, x.Returning, clauses, args)
}

func (a *analyzer) jsonArray(x *ast.JSONArray, e env) (typed.Expr, error) {
	clauses := sqljson.Call{Absent: x.OnNull != "NULL"}
	args := []typed.Expr{nil}
	for _, elem := range x.Elems {
		v, format, err := a.jsonPassed(elem, "value passed to JSON_ARRAY function", jsonNativeType, e)
		if err != nil {
			return nil, err
		}
		clauses.Values, args = append(clauses.Values, format), append(args, v)
	}
	return a.jsonText(x, sqljson.Array, x.Returning, clauses, args)
}

// jsonCall builds the call; the clauses go in the gap that args have for them.
func jsonCall(x ast.Expr, name string, result types.Type, clauses sqljson.Call, args []typed.Expr) (typed.Expr, error) {
	f := funcs.Lookup(name)
	if f == nil {
		return nil, errNoFunction(x.Where(), name, "")
	}
	if len(args) > maxArguments {
		return nil, errTooManyArguments(x.Where(), name)
	}
	args[sqljson.ClausesAt(name)] = &typed.Literal{Value: clauses.Text(), T: types.Text()}
	return &typed.Call{Func: f, Args: args, Result: result, Span: x.Where()}, nil
}
