package duckdb

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/scalar"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// rule writes a call of one function.
type rule func(c *call) emit.Expr

// call is a call with what a rule needs to know.
type call struct {
	*emitter
	node *typed.Call
}

// call writes a call by the function's rule.
func (e *emitter) call(x *typed.Call) emit.Expr {
	c := &call{e, x}
	if x.Func.Unsupported != "" {
		return e.unsupported(x.Span, "function %s is not supported: %s", x.Func.Name, x.Func.Unsupported)
	}
	if r, ok := e.scalars(x.Func.Name); ok {
		return r(c)
	}
	return c.inGo()
}

// arg writes argument i.
func (c *call) arg(i int) emit.Expr { return c.expr(c.node.Args[i]) }

// argType is the type of argument i.
func (c *call) argType(i int) types.Type { return c.node.Args[i].Type() }

// count is the number of arguments.
func (c *call) count() int { return len(c.node.Args) }

// at is the place of the call, for errors at run time.
func (c *call) at() token.Pos { return c.node.Span.Start }

// fallible notes that the call is an operation of DuckDB's own that can fail.
func (c *call) fallible(kind emit.PlaceKind, message string) { c.place(kind, c.node.Span, message) }

// args writes all arguments.
func (c *call) args() []emit.Expr { return c.exprs(c.node.Args) }

// result is DuckDB's name of the result type.
func (c *call) result() string { return c.typeName(c.node.Result) }

// refuse notes that the call, with these arguments, cannot be translated.
func (c *call) refuse(reason string) emit.Expr {
	return c.unsupported(c.node.Span, "function %s is not supported %s", c.node.Func.Name, reason)
}

// inGo calls the function's implementation in Go.
func (c *call) inGo() emit.Expr {
	for _, a := range c.node.Args {
		if _, ok := a.(*typed.Lambda); ok {
			return c.refuse("yet")
		}
	}
	if _, ok := scalar.Find(c.node.Func.Name, typesOf(c.node.Args), c.node.Result); !ok {
		return c.refuse("for arguments of type " + typeList(typesOf(c.node.Args)))
	}
	return c.goCall(c.node.Func.Name, c.node.Result, c.at(), typesOf(c.node.Args), c.args())
}

func typeList(ts []types.Type) string {
	parts := make([]string, len(ts))
	for i, t := range ts {
		parts[i] = t.String()
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// goCall calls a function in Go for the call, or for a part of it. A call that cannot fail for what is known of its arguments, or fails for
// all rows or none, as a regular expression that is a constant, may be computed on the dictionary of a file.
func (c *call) goCall(name string, result types.Type, at token.Pos, params []types.Type, args []emit.Expr) emit.Expr {
	constant := len(c.node.Args) > 1
	for _, x := range c.node.Args[min(1, len(c.node.Args)):] {
		_, ok := x.(*typed.Literal)
		constant = constant && ok
	}
	if regular := strings.HasPrefix(c.node.Func.Name, "regexp_"); regular && constant || !typed.MayThrow(c.node) {
		c.grouping++
		defer func() { c.grouping-- }()
	}
	return c.emitter.goCall(name, result, at, params, args)
}

// goCall calls a function of package scalar and has the engine register it. One that may fail takes the place of the call as its
// first argument, so that a function is registered once however often it is called.
func (e *emitter) goCall(name string, result types.Type, at token.Pos, params []types.Type, args []emit.Expr) emit.Expr {
	f, throws, ok := function(name, params, result)
	if !ok {
		return e.unsupported(token.Span{Start: at, End: at}, "%s of %s is not supported", strings.TrimPrefix(name, "$"), typeList(params))
	}
	if throws {
		args = append([]emit.Expr{emit.Atom(e.at(at) + "::BIGINT")}, args...)
		if column := cmp.Or(columnIn(args), e.around); column != "" && e.grouping == 0 {
			args = append(args, emit.Atom("CAST(hash("+column+") % 2 AS TINYINT)"))
		}
	}
	if !e.byName[f.Name] {
		e.byName[f.Name] = true
		e.functions = append(e.functions, f)
		for _, t := range append(params[:len(params):len(params)], result) {
			e.typeName(t)
		}
	}
	if holds(result, types.Decimal) {
		// A call with a NULL in it is folded to a NULL of another type.
		return emit.Cast(emit.Call(f.Name, args...), e.typeName(result))
	}
	return emit.Call(f.Name, args...)
}

// columnIn returns a column that the arguments of a call name, "" for none that is certain. DuckDB takes a function in Go for one that cannot
// fail, and computes one of a single argument on all values in the dictionary of a file, those of rows that WHERE drops among them. It
// does not where the call has another argument that is no constant, and one with a cast that it knows may fail: functions that may fail
// take such a cast of any column as one more, and leave it. In a lambda it is a column that its list is made of.
func columnIn(args []emit.Expr) string {
	for _, x := range args {
		bare := quoted.ReplaceAllString(x.Text, "''")
		if strings.Contains(bare, "lambda") || strings.Contains(bare, "SELECT") {
			continue
		}
		if name := columnNames.FindString(bare); name != "" {
			return name
		}
	}
	return ""
}

// quoted finds literals and quoted names, columnNames the names that columns have (see columnName).
var (
	quoted      = regexp.MustCompile(`'(?:[^']|\'\')*'|"(?:[^"]|"")*"`)
	columnNames = regexp.MustCompile(`\bc[0-9]+\b`)
)

// Function returns a function that a statement calls, by the Scalar, Args and Result of one that Query made.
func Function(name string, args []types.Type, result types.Type) (emit.Function, bool) {
	f, _, ok := function(name, args, result)
	return f, ok
}

// function returns a function of package scalar as the engine calls it, and whether it takes the place of the call first.
func function(name string, params []types.Type, result types.Type) (f emit.Function, throws, ok bool) {
	impl, ok := scalar.Find(name, params, result)
	if !ok {
		return emit.Function{}, false, false
	}
	f = emit.Function{
		Name: functionName(name, impl.Volatile, params, result), Params: params, Result: result,
		Call: impl.Call, NullCall: impl.NullCall, Volatile: impl.Volatile, Scalar: name, Args: params,
	}
	if impl.Throws {
		f.Params = append([]types.Type{types.Of(types.BigInt)}, params...)
		f.Call = placed(impl.Call)
		f.More = true
	}
	return f, impl.Throws, true
}

// functionName returns a name that is the same for the same behaviour and types only.
func functionName(name string, volatile bool, params []types.Type, result types.Type) string {
	h := fnv.New64a()
	h.Write([]byte(name + typeList(params) + "->" + result.String()))
	if word, ok := map[string]string{"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo", "||": "concat"}[name]; ok {
		name = word
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	if volatile {
		clean = "volatile_" + clean
	}
	return fmt.Sprintf("go_%s_%x", clean, h.Sum64())
}

// placed gives an implementation the place of the call, which comes first, for its errors.
func placed(f func([]value.Value) (value.Value, error)) func([]value.Value) (value.Value, error) {
	return func(args []value.Value) (value.Value, error) {
		v, err := f(args[1:])
		if err == nil {
			return v, nil
		}
		at, _ := args[0].(int64)
		span := token.Span{Start: token.Pos(at), End: token.Pos(at)}
		if at == 0 { // a query does not begin with a call
			span = token.Nowhere()
		}
		code, message := scalar.Explain(err)
		return nil, diag.List{diag.New(code, span, "%s", message)}
	}
}
