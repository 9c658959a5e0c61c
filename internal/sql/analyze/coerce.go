package analyze

import (
	"math/big"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// coerce returns x as a value of type to, to which its type coerces: x itself, a literal of that type, or a cast. What
// makes a row or an array casts its elements instead.
func coerce(x typed.Expr, to types.Type) typed.Expr {
	from := x.Type()
	if from.Equal(to) {
		return x
	}
	switch x := x.(type) {
	case *typed.Literal:
		if v, ok := literalAs(x, to); ok {
			return &typed.Literal{Value: v, T: to}
		}
	case *typed.RowCtor:
		if to.Kind == types.Row && len(to.Elems) == len(x.Elems) {
			elems := make([]typed.Expr, len(x.Elems))
			for i, elem := range x.Elems {
				elems[i] = coerce(elem, to.Elems[i])
			}
			return &typed.RowCtor{Elems: elems, T: to}
		}
	case *typed.ArrayCtor:
		if to.Kind == types.Array {
			elems := make([]typed.Expr, len(x.Elems))
			for i, elem := range x.Elems {
				elems[i] = coerce(elem, to.Elem())
			}
			return &typed.ArrayCtor{Elems: elems, T: to}
		}
	}
	return &typed.Cast{X: x, To: to, Implicit: true}
}

// literalAs returns the value of a literal in another type where that is plain: NULL, wider integers, longer texts.
func literalAs(lit *typed.Literal, to types.Type) (value.Value, bool) {
	switch v := lit.Value.(type) {
	case nil:
		return nil, lit.T.Kind == types.Unknown
	case int64:
		switch {
		case to.IsInteger():
			return v, true
		case to.Kind == types.Double:
			return float64(v), v < 1<<53 && v > -1<<53
		}
		return nil, false
	case string:
		fits := to.P == types.Unbounded || utf8.RuneCountInString(v) <= to.P
		return v, lit.T.Kind == types.Varchar && to.Kind == types.Varchar && fits
	}
	return nil, false
}

// common coerces xs to their common type.
func common(xs []typed.Expr) ([]typed.Expr, types.Type, bool) {
	t, ok := types.CommonSuperOf(typesOf(xs))
	if !ok {
		return nil, t, false
	}
	out := make([]typed.Expr, len(xs))
	for i, x := range xs {
		out[i] = coerce(x, t)
	}
	return out, t, true
}

// commonOf analyzes xs and coerces them to their common type; what names them in the message when there is none.
func (a *analyzer) commonOf(written []ast.Expr, e env, what string) ([]typed.Expr, types.Type, error) {
	xs, err := a.exprs(written, e)
	if err != nil {
		return nil, types.Type{}, err
	}
	out, t, err := unify(written, xs, what)
	return out, t, err
}

// unify coerces xs, written as written, to their common type.
func unify(written []ast.Expr, xs []typed.Expr, what string) ([]typed.Expr, types.Type, error) {
	super := types.Type{}
	for i, x := range xs {
		t, ok := types.CommonSuper(super, x.Type())
		if !ok {
			return nil, super, errNoCommonType(written[i], what, super, x.Type(), typesOf(xs))
		}
		super = t
	}
	out := make([]typed.Expr, len(xs))
	for i, x := range xs {
		out[i] = coerce(x, super)
	}
	return out, super, nil
}

// condition analyzes an expression that must be a boolean.
func (a *analyzer) condition(x ast.Expr, e env, not func(ast.Expr, types.Type) error) (typed.Expr, error) {
	if e.top == nil {
		e.top = x
	}
	t, err := a.expr(x, e)
	if err != nil {
		return nil, err
	}
	return asBoolean(x, t, not)
}

// asBoolean checks that t, written as x, is a boolean or NULL.
func asBoolean(x ast.Expr, t typed.Expr, not func(ast.Expr, types.Type) error) (typed.Expr, error) {
	switch t.Type().Kind { //nolint:exhaustive // the others are all alike
	case types.Boolean:
		return t, nil
	case types.Unknown:
		return coerce(t, types.Of(types.Boolean)), nil
	}
	return nil, not(x, t.Type())
}

// conjunction returns the AND of conds, nil of none.
func conjunction(conds []typed.Expr) typed.Expr {
	switch len(conds) {
	case 0:
		return nil
	case 1:
		return conds[0]
	}
	return &typed.Logic{Args: conds}
}

func trueLiteral() typed.Expr {
	return &typed.Literal{Value: true, T: types.Of(types.Boolean)}
}

// integerLiteral returns the literal of an integer: integer where it fits, else bigint.
func integerLiteral(n int64) typed.Expr {
	t := types.Of(types.BigInt)
	if int64(int32(n)) == n {
		t = types.Of(types.Integer)
	}
	return &typed.Literal{Value: n, T: t}
}

// textLiteral returns the literal of a text, of type varchar(length).
func textLiteral(s string) typed.Expr {
	return &typed.Literal{Value: s, T: types.VarcharOf(utf8.RuneCountInString(s))}
}

// samplePercent checks the percentage of TABLESAMPLE, which must be a number that needs no row.
func samplePercent(written ast.Expr, x typed.Expr) (float64, error) {
	if t := x.Type(); t.Kind != types.Unknown && !t.IsNumeric() {
		return 0, errSampleNumeric(written)
	}
	for {
		c, ok := x.(*typed.Cast)
		if !ok {
			break
		}
		x = c.X
	}
	lit, ok := x.(*typed.Literal)
	if !ok {
		return 0, errSampleConstant(written)
	}
	if lit.T.Kind != types.Unknown && !lit.T.IsNumeric() {
		return 0, errSampleNumeric(written)
	}
	var percent float64
	switch v := lit.Value.(type) {
	case nil:
		return 0, errSampleNull(written)
	case int64:
		percent = float64(v)
	case float64:
		percent = v
	case float32:
		percent = float64(v)
	case value.Decimal:
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Scale)), nil)
		percent, _ = new(big.Rat).SetFrac(v.Unscaled, scale).Float64()
	default:
		return 0, errSampleNumeric(written)
	}
	if percent < 0 || percent > 100 {
		return 0, errSampleRange(written)
	}
	return percent, nil
}
