package analyze

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// call analyzes a call as written: one of the forms that look like functions and are none, an aggregate, a function
// over a window, or a plain function.
func (a *analyzer) call(x *ast.Call, e env) (typed.Expr, error) {
	if len(x.Name.Parts) > 1 {
		return nil, errNoFunction(x.Span, ast.Print(x.Name), "")
	}
	if x.Method {
		return a.method(x, e)
	}
	if x.Mode != "" {
		return nil, errNotSupported(x, x.Mode+" is only supported in MATCH_RECOGNIZE, which is not supported")
	}
	name := x.Name.Last()
	if special := a.specialCall(name); special != nil {
		if err := plainCall(x, name); err != nil {
			return nil, err
		}
		return special(x, e)
	}
	f := funcs.Lookup(name)
	if f == nil {
		return nil, errNoFunction(x.Span, name, nearestFunction(name))
	}
	if f.Unsupported != "" {
		return nil, errUnsupportedFunction(x.Span, f)
	}
	switch {
	case x.Over != nil:
		return a.overCall(x, f, e)
	case f.Kind == funcs.Aggregate:
		return a.aggregateCall(x, f, e)
	case f.Kind == funcs.Window:
		return nil, errMissingOver(x, name)
	}
	if err := plainCall(x, name); err != nil {
		return nil, err
	}
	if x.Star {
		return nil, errStarArgument(x, f)
	}
	return a.scalar(x.Span, f, x.Args, e)
}

// plainCall refuses what only aggregates and window functions may have.
func plainCall(x *ast.Call, name string) error {
	switch {
	case x.Over != nil:
		return errNotWindow(x, name)
	case x.Distinct:
		return errNotAggregate(x, "DISTINCT is not supported for non-aggregation functions")
	case x.Filter != nil:
		return errNotAggregate(x, "Filter is only valid for aggregation functions")
	case len(x.OrderBy) > 0:
		return errNotAggregate(x, "ORDER BY is only valid for aggregation functions")
	case len(x.Within) > 0:
		return errNotAggregate(x, "WITHIN GROUP is only valid for the listagg function")
	case x.Nulls != ast.NullTreatmentDefault:
		return errNullTreatment(x, name)
	}
	return nil
}

// specialCall returns the function that analyzes the calls by that name which are no calls of functions, or nil.
func (a *analyzer) specialCall(name string) func(*ast.Call, env) (typed.Expr, error) {
	switch name {
	case "if":
		return a.ifCall
	case "try":
		return a.tryCall
	case "coalesce":
		return a.coalesce
	case "nullif":
		return a.nullIf
	case "typeof":
		return a.typeOf
	case "grouping":
		return a.grouping
	case "now":
		return a.now
	case "current_timezone":
		return a.currentTimezone
	case "session_tag":
		return a.sessionTag
	}
	return nil
}

// scalar resolves and builds a call of a scalar function.
func (a *analyzer) scalar(at token.Span, f *funcs.Func, args []ast.Expr, e env) (typed.Expr, error) {
	xs, m, err := a.arguments(at, f, args, e)
	if err != nil {
		return nil, err
	}
	return &typed.Call{Func: f, Sig: m.Signature, Args: xs, Result: m.Result, Span: at}, nil
}

// named builds a call of a function that the query does not name, for syntax such as POSITION(a IN b).
func (a *analyzer) named(x ast.Expr, name string, e env, args ...ast.Expr) (typed.Expr, error) {
	f := funcs.Lookup(name)
	if f == nil {
		return nil, errNoFunction(x.Where(), name, "")
	}
	return a.scalar(x.Where(), f, args, e)
}

// calling builds a call of a function on arguments that are already typed.
func (a *analyzer) calling(at token.Span, name string, xs ...typed.Expr) (typed.Expr, error) {
	f := funcs.Lookup(name)
	if f == nil {
		return nil, errNoFunction(at, name, "")
	}
	given := make([]funcs.Arg, len(xs))
	for i, x := range xs {
		given[i].Type = x.Type()
	}
	m, err := funcs.Resolve(f, given)
	if err != nil {
		return nil, placed(err, at)
	}
	out := &typed.Call{Func: f, Sig: m.Signature, Result: m.Result, Span: at}
	for i, x := range xs {
		out.Args = append(out.Args, coerce(x, m.Params[i]))
	}
	return out, nil
}

// arguments analyzes the arguments of a call, finds the signature, and coerces the arguments to it.
func (a *analyzer) arguments(at token.Span, f *funcs.Func, args []ast.Expr, e env) ([]typed.Expr, funcs.Match, error) {
	if len(args) > maxArguments {
		return nil, funcs.Match{}, errTooManyArguments(at, f.Name)
	}
	xs := make([]typed.Expr, len(args))
	given := make([]funcs.Arg, len(args))
	lambdas := make([]*lambda, len(args))
	var bad problems
	for i, arg := range args {
		if l, ok := unparen(arg).(*ast.Lambda); ok {
			lambdas[i] = &lambda{a: a, x: l, e: e, done: map[string]*typed.Lambda{}}
			given[i] = funcs.Arg{Lambda: lambdas[i].result, Arity: len(l.Params)}
			continue
		}
		x, err := a.expr(arg, e)
		if bad.add(err) {
			continue
		}
		xs[i], given[i] = x, funcs.Arg{Type: x.Type()}
	}
	if err := bad.result(); err != nil {
		return nil, funcs.Match{}, err
	}
	m, err := funcs.Resolve(f, given)
	if err != nil {
		return nil, funcs.Match{}, placed(err, at)
	}
	for i := range xs {
		if lambdas[i] == nil {
			xs[i] = coerce(xs[i], m.Params[i])
			continue
		}
		if xs[i], err = lambdas[i].as(m.Params[i]); err != nil {
			return nil, funcs.Match{}, err
		}
	}
	return xs, m, nil
}

// maxArguments is how many arguments Athena lets a call have.
const maxArguments = 127

// lambda is a lambda among the arguments of a call that is being resolved. Its body is analyzed for the types of
// parameters that the signatures propose, once for each proposal.
type lambda struct {
	a    *analyzer
	x    *ast.Lambda
	e    env
	done map[string]*typed.Lambda
}

// result returns the type of the body when the parameters have the types params.
func (l *lambda) result(params []types.Type) (types.Type, error) {
	out, err := l.typed(params)
	if err != nil {
		return types.Type{}, err
	}
	return out.Body.Type(), nil
}

// typed analyzes the lambda for parameters of the types params.
func (l *lambda) typed(params []types.Type) (*typed.Lambda, error) {
	if len(params) != len(l.x.Params) {
		return nil, errLambdaArity(l.x, len(params))
	}
	key := make([]string, len(params))
	for i, p := range params {
		key[i] = p.String()
	}
	k := strings.Join(key, ";")
	if out, ok := l.done[k]; ok {
		return out, nil
	}
	if l.a.lambdas++; l.a.lambdas > maxLambdas {
		return nil, errTooManyLambdas(l.x)
	}
	out := &typed.Lambda{}
	e := l.e.in(inLambda)
	e.top = l.x
	inner := &scope{parent: e.names}
	for i, p := range l.x.Params {
		col := typed.Column{ID: l.a.newID(), Name: p.Lower(), Type: params[i]}
		out.Params = append(out.Params, col)
		f := columnField(col, nil)
		if slices.ContainsFunc(inner.fields, func(g field) bool { return g.name == f.name }) {
			return nil, errLambdaParameter(p)
		}
		inner.fields = append(inner.fields, f)
	}
	e.names = inner
	var err error
	if out.Body, err = l.a.expr(l.x.Body, e); err != nil {
		return nil, err
	}
	l.done[k] = out
	return out, nil
}

// maxLambdas bounds how often the lambdas of one query are analyzed: lambdas in lambdas multiply.
const maxLambdas = 20_000

// as returns the lambda as a value of the function type t.
func (l *lambda) as(t types.Type) (typed.Expr, error) {
	out, err := l.typed(t.Params())
	if err != nil {
		return nil, err
	}
	return &typed.Lambda{Params: out.Params, Body: coerce(out.Body, t.Result())}, nil
}

// ifCall analyzes IF(condition, then [, else]).
func (a *analyzer) ifCall(x *ast.Call, e env) (typed.Expr, error) {
	if len(x.Args) != 2 && len(x.Args) != 3 {
		return nil, errInvalidCall(x, "Invalid number of arguments for 'if' function")
	}
	cond, err := a.condition(x.Args[0], e, errNotBooleanIf)
	if err != nil {
		return nil, err
	}
	results, t, err := a.commonOf(x.Args[1:], e, "Result types for IF")
	if err != nil {
		return nil, err
	}
	out := &typed.Case{Whens: []typed.When{{Cond: cond, Result: results[0]}}, Result: t}
	if len(results) == 2 {
		out.Else = results[1]
	}
	return out, nil
}

// tryCall analyzes TRY(x).
func (a *analyzer) tryCall(x *ast.Call, e env) (typed.Expr, error) {
	if len(x.Args) != 1 {
		return nil, errInvalidCall(x, "The 'try' function must have exactly one argument")
	}
	v, err := a.expr(x.Args[0], e)
	if err != nil {
		return nil, err
	}
	return &typed.Try{X: v}, nil
}

func (a *analyzer) coalesce(x *ast.Call, e env) (typed.Expr, error) {
	if len(x.Args) < 2 {
		return nil, errInvalidCall(x, "The 'coalesce' function must have at least two arguments")
	}
	xs, _, err := a.commonOf(x.Args, e, "All COALESCE operands")
	if err != nil {
		return nil, err
	}
	return &typed.Coalesce{Args: xs}, nil
}

func (a *analyzer) nullIf(x *ast.Call, e env) (typed.Expr, error) {
	if len(x.Args) != 2 {
		return nil, errInvalidCall(x, "Invalid number of arguments for 'nullif' function")
	}
	if e.doubled++; e.doubled > maxDoubled {
		return nil, errDoubled(x)
	}
	l, r, err := a.two(x.Args[0], x.Args[1], e)
	if err != nil {
		return nil, err
	}
	t, ok := types.CommonSuper(l.Type(), r.Type())
	if !ok || !t.Comparable() {
		return nil, hintOperator(errNullIf(x, l.Type(), r.Type()), []typed.Expr{l, r})
	}
	out := &typed.NullIf{X: l, LeftCompare: l, RightCompare: coerce(r, t)}
	if !l.Type().Equal(t) {
		out.LeftCompare = &typed.Cast{X: l, To: t, Implicit: true}
	}
	return out, nil
}

// typeOf answers typeof(x) at once.
func (a *analyzer) typeOf(x *ast.Call, e env) (typed.Expr, error) {
	if len(x.Args) != 1 {
		return nil, errInvalidCall(x, "The 'typeof' function must have exactly one argument")
	}
	v, err := a.expr(x.Args[0], e)
	if err != nil {
		return nil, err
	}
	return &typed.Literal{Value: v.Type().String(), T: types.Text()}, nil
}
