package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// expr analyzes an expression.
//
//nolint:funlen // one case a node
func (a *analyzer) expr(x ast.Expr, e env) (typed.Expr, error) {
	switch x := x.(type) {
	case *ast.Paren:
		return a.expr(x.X, e)
	case *ast.ColumnRef:
		return a.columnRef(x, e)
	case *ast.Field:
		return a.field(x, e)
	case *ast.Null:
		return &typed.Literal{}, nil
	case *ast.Bool:
		return &typed.Literal{Value: x.Value, T: types.Of(types.Boolean)}, nil
	case *ast.Number:
		return a.number(x)
	case *ast.String:
		return textLiteral(x.Value), nil
	case *ast.Binary:
		return &typed.Literal{Value: x.Value, T: types.Of(types.Varbinary)}, nil
	case *ast.TypedLiteral:
		return a.typedLiteral(x)
	case *ast.Interval:
		return interval(x)
	case *ast.Param:
		return a.param(x)
	case *ast.Unary:
		return a.unary(x, e)
	case *ast.BinaryOp:
		return a.binary(x, e)
	case *ast.IsNull:
		return a.isNull(x, e)
	case *ast.IsDistinct:
		return a.isDistinct(x, e)
	case *ast.Between:
		return a.between(x, e)
	case *ast.In:
		return a.in(x, e)
	case *ast.Like:
		return a.like(x, e)
	case *ast.Quantified:
		return a.quantified(x, e)
	case *ast.Exists:
		return a.exists(x, e)
	case *ast.SubqueryExpr:
		return a.scalarQuery(x, e)
	case *ast.Case:
		return a.caseExpr(x, e)
	case *ast.Cast:
		return a.cast(x, e)
	case *ast.AtTimeZone:
		return a.atTimeZone(x, e)
	case *ast.Extract:
		return a.extract(x, e)
	case *ast.Trim:
		return a.trim(x, e)
	case *ast.Position:
		return a.named(x, "strpos", e, x.X, x.Sub)
	case *ast.Substring:
		if x.Length == nil {
			return a.named(x, "substring", e, x.X, x.Start)
		}
		return a.named(x, "substring", e, x.X, x.Start, x.Length)
	case *ast.Normalize:
		return a.normalize(x, e)
	case *ast.Special:
		return a.special(x, e)
	case *ast.Call:
		return a.call(x, e)
	case *ast.Array:
		return a.array(x, e)
	case *ast.Row:
		return a.row(x, e)
	case *ast.Subscript:
		return a.subscript(x, e)
	case *ast.Lambda:
		return nil, errLambdaHere(x)
	case *ast.NamedArg:
		return nil, errNotSupported(x, "named arguments are not supported")
	case *ast.JSONExists:
		return a.jsonExists(x, e)
	case *ast.JSONValueCall:
		return a.jsonValue(x, e)
	case *ast.JSONQuery:
		return a.jsonQuery(x, e)
	case *ast.JSONObject:
		return a.jsonObject(x, e)
	case *ast.JSONArray:
		return a.jsonArray(x, e)
	}
	return nil, errUnknownNode(x)
}

// exprs analyzes a list of expressions and gathers their errors.
func (a *analyzer) exprs(xs []ast.Expr, e env) ([]typed.Expr, error) {
	out := make([]typed.Expr, len(xs))
	var bad problems
	for i, x := range xs {
		var err error
		out[i], err = a.expr(x, e)
		if bad.add(err) && bad.full() {
			break
		}
	}
	return out, bad.result()
}

// columnRef finds what a name means: a column, or fields of a row that is one.
func (a *analyzer) columnRef(x *ast.ColumnRef, e env) (typed.Expr, error) {
	hit, ok, err := e.names.lookup(x.Parts, x.Span)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errColumnNotFound(x, e.names)
	}
	out := hit.field.x
	if ref, ok := out.(*typed.Ref); ok {
		out = &typed.Ref{Column: ref.Column, Span: x.Span}
	}
	for i, part := range hit.rest {
		if out.Type().Kind != types.Row {
			return nil, errNotRow(&ast.ColumnRef{Span: x.Span, Parts: x.Parts[:len(x.Parts)-len(hit.rest)+i]})
		}
		if out, err = fieldOf(out, part, x.Span, x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// field analyzes `x.name` where x is not a name.
func (a *analyzer) field(x *ast.Field, e env) (typed.Expr, error) {
	base, err := a.expr(x.X, e)
	if err != nil {
		return nil, err
	}
	if base.Type().Kind != types.Row {
		return nil, errNotRow(x.X)
	}
	return fieldOf(base, x.Name, x.Span, x)
}

// fieldOf returns the field of a row by name.
func fieldOf(row typed.Expr, name ast.Ident, at token.Span, whole ast.Expr) (typed.Expr, error) {
	t := row.Type()
	index := -1
	for i := range t.Elems {
		if lower(t.FieldName(i)) != name.Lower() {
			continue
		}
		if index >= 0 {
			return nil, errAmbiguousField(name)
		}
		index = i
	}
	if index < 0 {
		return nil, errFieldNotFound(at, whole, t)
	}
	return &typed.Field{X: row, Index: index, Result: t.Elems[index]}, nil
}

// param puts the value of a parameter in place of the question mark.
func (a *analyzer) param(x *ast.Param) (typed.Expr, error) {
	if x.Index >= len(a.o.Params) {
		return nil, errNoParam(x)
	}
	given := a.o.Params[x.Index]
	if ast.Params(given) > 0 {
		return nil, errNoParam(x)
	}
	v, err := a.expr(given, env{place: place{cat: nothing{}}, names: &scope{}, clause: inParam, top: given})
	if err != nil {
		return nil, errInParam(x, err)
	}
	return v, nil
}

// unary analyzes a sign or NOT.
func (a *analyzer) unary(x *ast.Unary, e env) (typed.Expr, error) {
	if x.Op == "NOT" {
		v, err := a.condition(x.X, e, errNotBooleanNot)
		if err != nil {
			return nil, err
		}
		return &typed.Not{X: v}, nil
	}
	v, err := a.expr(x.X, e)
	if err != nil {
		return nil, err
	}
	if x.Op == "+" {
		if !v.Type().IsNumeric() {
			return nil, errUnaryPlus(x, v.Type())
		}
		return v, nil
	}
	return a.operator(funcs.Negate, x.Span, []typed.Expr{v})
}

// binary analyzes an operator with two operands. Chains of AND and of OR become one node.
func (a *analyzer) binary(x *ast.BinaryOp, e env) (typed.Expr, error) {
	switch x.Op {
	case "AND", "OR":
		return a.logic(x, e)
	case "OVERLAPS":
		return a.overlaps(x, e)
	case "=", "<>", "<", "<=", ">", ">=":
		l, r, err := a.two(x.Left, x.Right, e)
		if err != nil {
			return nil, err
		}
		return compare(x.Op, l, r, x.OpSpan)
	}
	l, r, err := a.two(x.Left, x.Right, e)
	if err != nil {
		return nil, err
	}
	return a.operator(x.Op, x.OpSpan, []typed.Expr{l, r})
}

func (a *analyzer) two(left, right ast.Expr, e env) (l, r typed.Expr, err error) {
	l, lerr := a.expr(left, e)
	r, rerr := a.expr(right, e)
	var bad problems
	bad.add(lerr)
	bad.add(rerr)
	return l, r, bad.result()
}

// logic gathers the conditions of a chain of the same operator, which leans to the left.
func (a *analyzer) logic(x *ast.BinaryOp, e env) (typed.Expr, error) {
	var written []ast.Expr
	var left ast.Expr = x
	for {
		b, ok := left.(*ast.BinaryOp)
		if !ok || b.Op != x.Op {
			written = append(written, left)
			break
		}
		written = append(written, b.Right)
		left = b.Left
	}
	out := &typed.Logic{Or: x.Op == "OR"}
	var bad problems
	for i := len(written) - 1; i >= 0; i-- {
		v, err := a.condition(written[i], e, errNotBooleanTerm)
		bad.add(err)
		if inner, ok := v.(*typed.Logic); ok && inner.Or == out.Or {
			out.Args = append(out.Args, inner.Args...)
			continue
		}
		out.Args = append(out.Args, v)
	}
	if err := bad.result(); err != nil {
		return nil, err
	}
	return out, nil
}

// operator calls an operator of the function table.
func (a *analyzer) operator(symbol string, at token.Span, args []typed.Expr) (typed.Expr, error) {
	f := funcs.Operator(symbol)
	if f == nil {
		return nil, errNoFunction(at, symbol, "")
	}
	given := make([]funcs.Arg, len(args))
	for i, x := range args {
		given[i] = funcs.Arg{Type: x.Type()}
	}
	m, err := funcs.Resolve(f, given)
	if err != nil {
		return nil, hintOperator(placed(err, at), args)
	}
	out := &typed.Call{Func: f, Sig: m.Signature, Result: m.Result, Span: at}
	for i, x := range args {
		out.Args = append(out.Args, coerce(x, m.Params[i]))
	}
	return out, nil
}

// comparisons are the operators of typed.Compare.
//
//nolint:gochecknoglobals // a table
var comparisons = map[string]typed.CompareOp{
	"=": typed.Equal, "<>": typed.NotEqual, "<": typed.Less, "<=": typed.LessEqual, ">": typed.Greater, ">=": typed.GreaterEqual,
}

// compare builds a comparison of l and r in their common type.
func compare(op string, l, r typed.Expr, at token.Span) (typed.Expr, error) {
	t, err := comparable2(op, l.Type(), r.Type(), at)
	if err != nil {
		return nil, hintOperator(err, []typed.Expr{l, r})
	}
	return &typed.Compare{Op: comparisons[op], L: coerce(l, t), R: coerce(r, t), Span: at}, nil
}

// comparable2 returns the type in which values of types l and r are compared.
func comparable2(op string, l, r types.Type, at token.Span) (types.Type, error) {
	t, ok := types.CommonSuper(l, r)
	if !ok || !t.Comparable() || op != "=" && op != "<>" && !t.Orderable() {
		return t, errOperator(at, op, l, r)
	}
	return t, nil
}

func (a *analyzer) isNull(x *ast.IsNull, e env) (typed.Expr, error) {
	v, err := a.expr(x.X, e)
	if err != nil {
		return nil, err
	}
	return not(&typed.IsNull{X: v}, x.Not), nil
}

// not returns NOT x when negated, else x.
func not(x typed.Expr, negated bool) typed.Expr {
	if negated {
		return &typed.Not{X: x}
	}
	return x
}

func (a *analyzer) isDistinct(x *ast.IsDistinct, e env) (typed.Expr, error) {
	l, r, err := a.two(x.Left, x.Right, e)
	if err != nil {
		return nil, err
	}
	at := opPlace(x.OpSpan, x.Span)
	t, err := comparable2("=", l.Type(), r.Type(), at)
	if err != nil {
		return nil, errOperator(at, "IS DISTINCT FROM", l.Type(), r.Type())
	}
	op := typed.DistinctFrom
	if x.Not {
		op = typed.NotDistinctFrom
	}
	return &typed.Compare{Op: op, L: coerce(l, t), R: coerce(r, t), Span: at}, nil
}

// between analyzes BETWEEN; SYMMETRIC tries both orders of the limits.
func (a *analyzer) between(x *ast.Between, e env) (typed.Expr, error) {
	if x.Symmetric {
		if e.doubled++; e.doubled > maxDoubled {
			return nil, errDoubled(x)
		}
	}
	xs, err := a.exprs([]ast.Expr{x.X, x.Low, x.High}, e)
	if err != nil {
		return nil, err
	}
	cs, t, ok := common(xs)
	if !ok || !t.Orderable() {
		return nil, hintOperator(errBetween(opPlace(x.OpSpan, x.Span), xs[0].Type(), xs[1].Type(), xs[2].Type()), xs)
	}
	var out typed.Expr = &typed.Between{X: cs[0], Low: cs[1], High: cs[2]}
	if x.Symmetric {
		out = &typed.Logic{Or: true, Args: []typed.Expr{out, &typed.Between{X: cs[0], Low: cs[2], High: cs[1]}}}
	}
	return not(out, x.Not), nil
}

// in analyzes `x IN (list)` and `x IN (query)`.
func (a *analyzer) in(x *ast.In, e env) (typed.Expr, error) {
	if x.Query != nil {
		return a.inQuery(x, e)
	}
	written := append([]ast.Expr{x.X}, x.List...)
	xs, t, err := a.commonOf(written, e, "IN value and list items")
	if err != nil {
		return nil, err
	}
	if !t.Comparable() {
		return nil, errOperator(opPlace(x.OpSpan, x.Span), "=", t, t)
	}
	return not(&typed.In{X: xs[0], List: xs[1:]}, x.Not), nil
}

func (a *analyzer) like(x *ast.Like, e env) (typed.Expr, error) {
	v, pattern, err := a.two(x.X, x.Pattern, e)
	if err != nil {
		return nil, err
	}
	text := types.Text()
	if v.Type().Kind == types.Unknown {
		v = coerce(v, text)
	}
	if !v.Type().IsText() {
		return nil, errLike(x.X, "Left side of LIKE expression", v.Type())
	}
	if t := pattern.Type(); t.Kind != types.Varchar && t.Kind != types.Unknown {
		return nil, errLike(x.Pattern, "Pattern for LIKE expression", t)
	}
	out := &typed.Like{X: v, Pattern: coerceUnknown(pattern, text), Span: opPlace(x.OpSpan, x.Span)}
	if x.Escape != nil {
		esc, err := a.expr(x.Escape, e)
		if err != nil {
			return nil, err
		}
		if t := esc.Type(); t.Kind != types.Varchar && t.Kind != types.Unknown {
			return nil, errLike(x.Escape, "Escape for LIKE expression", t)
		}
		out.Escape = coerceUnknown(esc, text)
		if err := checkEscape(x, out); err != nil {
			return nil, err
		}
	}
	return not(out, x.Not), nil
}

// coerceUnknown gives NULL a type.
func coerceUnknown(x typed.Expr, to types.Type) typed.Expr {
	if x.Type().Kind == types.Unknown {
		return coerce(x, to)
	}
	return x
}

// checkEscape checks the escape character of LIKE where it is constant, and the pattern where that is too.
func checkEscape(x *ast.Like, l *typed.Like) error {
	esc, ok := constantText(l.Escape)
	if !ok {
		return nil
	}
	runes := []rune(esc)
	if len(runes) != 1 {
		return errEscapeLength(x.Escape)
	}
	pattern, ok := constantText(l.Pattern)
	if !ok {
		return nil
	}
	escaped := false
	for _, r := range pattern {
		if escaped && r != '%' && r != '_' && r != runes[0] {
			return errEscapePattern(x.Pattern)
		}
		escaped = !escaped && r == runes[0]
	}
	if escaped {
		return errEscapePattern(x.Pattern)
	}
	return nil
}

// constantText returns the text that x always is.
func constantText(x typed.Expr) (string, bool) {
	lit, ok := x.(*typed.Literal)
	if !ok {
		return "", false
	}
	s, ok := lit.Value.(string)
	return s, ok
}

// caseExpr analyzes both forms of CASE. In the simple form the operand is compared in a type common to it and to all
// values; in both the results have a common type.
func (a *analyzer) caseExpr(x *ast.Case, e env) (typed.Expr, error) {
	out := &typed.Case{}
	var bad problems
	operand := []typed.Expr(nil)
	written := []ast.Expr(nil)
	if x.Operand != nil {
		v, err := a.expr(x.Operand, e)
		bad.add(err)
		operand, written = append(operand, v), append(written, x.Operand)
	}
	var results []typed.Expr
	var resultsWritten []ast.Expr
	for _, w := range x.Whens {
		var cond typed.Expr
		var err error
		if x.Operand == nil {
			cond, err = a.condition(w.Cond, e, errNotBooleanWhen)
		} else {
			cond, err = a.expr(w.Cond, e)
			operand, written = append(operand, cond), append(written, w.Cond)
		}
		bad.add(err)
		result, err := a.expr(w.Result, e)
		bad.add(err)
		results, resultsWritten = append(results, result), append(resultsWritten, w.Result)
		out.Whens = append(out.Whens, typed.When{Cond: cond, Result: result})
	}
	if x.Else != nil {
		v, err := a.expr(x.Else, e)
		bad.add(err)
		results, resultsWritten = append(results, v), append(resultsWritten, x.Else)
	}
	if err := bad.result(); err != nil {
		return nil, err
	}
	return finishCase(x, out, operand, written, results, resultsWritten)
}

// finishCase coerces the parts of a CASE.
func finishCase(x *ast.Case, out *typed.Case, operand []typed.Expr, written []ast.Expr, results []typed.Expr, resultsWritten []ast.Expr) (typed.Expr, error) {
	if x.Operand != nil {
		for i, cond := range operand[1:] {
			if t, ok := types.CommonSuper(operand[0].Type(), cond.Type()); !ok || !t.Comparable() {
				return nil, errCaseOperand(written[i+1], operand[0].Type(), cond.Type())
			}
		}
		cs, _, err := unify(written, operand, "CASE operand and WHEN values")
		if err != nil {
			return nil, err
		}
		out.Operand = cs[0]
		for i := range out.Whens {
			out.Whens[i].Cond = cs[i+1]
		}
	}
	results, t, err := unify(resultsWritten, results, "All CASE results")
	if err != nil {
		return nil, err
	}
	for i := range out.Whens {
		out.Whens[i].Result = results[i]
	}
	if x.Else != nil {
		out.Else = results[len(results)-1]
	}
	out.Result = t
	return out, nil
}

// cast analyzes CAST and TRY_CAST.
func (a *analyzer) cast(x *ast.Cast, e env) (typed.Expr, error) {
	v, verr := a.expr(x.X, e)
	t, terr := a.parseType(x.Type)
	var bad problems
	bad.add(verr)
	bad.add(terr)
	if err := bad.result(); err != nil {
		return nil, err
	}
	if !types.CanCast(v.Type(), t) {
		return nil, errCannotCast(x, v.Type(), t)
	}
	return &typed.Cast{X: v, To: t, Try: x.Try, Span: x.Span}, nil
}

// parseType returns the type that t names.
func (a *analyzer) parseType(t *ast.Type) (types.Type, error) {
	out, err := types.Parse(t)
	if err != nil {
		return out, placed(err, t.Span)
	}
	return out, checkPrecision(t, out)
}

// checkPrecision refuses times that are finer than microseconds.
func checkPrecision(at ast.Node, t types.Type) error {
	switch t.Kind { //nolint:exhaustive // the others are all alike
	case types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		if t.P > maxPrecision {
			return errPrecision(at, t)
		}
	}
	for _, elem := range t.Elems {
		if err := checkPrecision(at, elem); err != nil {
			return err
		}
	}
	return nil
}

// maxPrecision is how many digits of a second there can be.
const maxPrecision = 6

// array analyzes ARRAY[…].
func (a *analyzer) array(x *ast.Array, e env) (typed.Expr, error) {
	xs, t, err := a.commonOf(x.Elems, e, "All ARRAY elements")
	if err != nil {
		return nil, err
	}
	return &typed.ArrayCtor{Elems: xs, T: types.ArrayOf(t)}, nil
}

// row analyzes ROW(…) and (a, b).
func (a *analyzer) row(x *ast.Row, e env) (typed.Expr, error) {
	xs, err := a.exprs(x.Elems, e)
	if err != nil {
		return nil, err
	}
	return &typed.RowCtor{Elems: xs, T: types.RowOf(nil, typesOf(xs)...)}, nil
}

// subscript analyzes x[index] on an array, a map or, with a constant, a row.
func (a *analyzer) subscript(x *ast.Subscript, e env) (typed.Expr, error) {
	v, index, err := a.two(x.X, x.Index, e)
	if err != nil {
		return nil, err
	}
	t := v.Type()
	out := &typed.Subscript{X: v, Span: x.Span}
	switch t.Kind { //nolint:exhaustive // the others are all alike
	case types.Row:
		return rowSubscript(x, v, index)
	case types.Array:
		if !types.CanCoerce(index.Type(), types.Of(types.BigInt)) {
			return nil, errSubscript(x, index.Type(), t)
		}
		out.Index, out.Result = coerce(index, types.Of(types.BigInt)), t.Elem()
	case types.Map:
		key, ok := types.CommonSuper(index.Type(), t.Key())
		if !ok {
			return nil, errSubscript(x, index.Type(), t)
		}
		out.Null = a.isStored(v)
		out.X, out.Index, out.Result = coerce(v, types.MapOf(key, t.Value())), coerce(index, key), t.Value()
	default:
		return nil, errSubscript(x, index.Type(), t)
	}
	return out, nil
}

// rowSubscript analyzes row[n], n from 1.
func rowSubscript(x *ast.Subscript, row, index typed.Expr) (typed.Expr, error) {
	n, ok := ordinal(x.Index)
	lit, isLit := index.(*typed.Literal)
	if !ok || !isLit || !lit.T.IsInteger() {
		return nil, errRowSubscript(x)
	}
	t := row.Type()
	if n < 1 {
		return nil, errRowSubscriptLow(x, n)
	}
	if n > int64(len(t.Elems)) {
		return nil, errRowSubscriptHigh(x, n, len(t.Elems))
	}
	return &typed.Field{X: row, Index: int(n - 1), Result: t.Elems[n-1]}, nil
}
