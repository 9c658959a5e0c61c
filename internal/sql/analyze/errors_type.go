package analyze

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The messages about types and values.

func mismatch(at token.Span, format string, args ...any) diag.Diagnostic {
	return diag.New(diag.TypeMismatch, at, format, args...)
}

func plain(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// errOperator is the message of a comparison. Trino has no > and >=: it calls them by their mirror images.
func errOperator(at token.Span, op string, l, r types.Type) error {
	switch op {
	case ">":
		op = "<"
	case ">=":
		op = "<="
	case "<>":
		op = "="
	}
	return mismatch(at, "Cannot apply operator: %s %s %s", l.SQL(), op, r.SQL())
}

func errUnaryPlus(x *ast.Unary, t types.Type) error {
	return mismatch(x.Span, "Unary '+' operator cannot by applied to %s type", t)
}

func errBetween(at token.Span, x, low, high types.Type) error {
	return mismatch(at, "Cannot check if %s is BETWEEN %s and %s", x, low, high)
}

func errNoCommonType(at ast.Expr, what string, have, next types.Type, all []types.Type) error {
	var names []string
	seen := map[string]bool{}
	for _, t := range all {
		if s := t.String(); !seen[s] {
			seen[s] = true
			names = append(names, s)
		}
	}
	return hintTypes(mismatch(loc(at), "%s must be the same type or coercible to a common type. Cannot find common type between %s and %s, all types (without duplicates): [%s]",
		what, have, next, strings.Join(names, ", ")), have, next)
}

func errCaseOperand(at ast.Expr, operand, when types.Type) error {
	return hintTypes(mismatch(loc(at), "CASE operand type does not match WHEN clause operand type: %s vs %s", operand, when), operand, when)
}

func errNullIf(x *ast.Call, l, r types.Type) error {
	return mismatch(x.Span, "Types are not comparable with NULLIF: %s vs %s", l, r)
}

func errCannotCast(x *ast.Cast, from, to types.Type) error {
	return mismatch(x.Span, "Cannot cast %s to %s", from, to)
}

func errPrecision(at ast.Node, t types.Type) error {
	return diag.New(diag.NotSupported, at.Where(), "precision above microseconds is not supported: %s", t)
}

func errSubscript(x *ast.Subscript, index, t types.Type) error {
	return mismatch(x.Span, "Cannot use %s for subscript of %s", index, t)
}

func errRowSubscript(x *ast.Subscript) error {
	return diag.New(diag.ExpressionNotConstant, loc(x.Index), "Subscript expression on ROW requires a constant index")
}

func errRowSubscriptLow(x *ast.Subscript, n int64) error {
	return diag.New(diag.InvalidFunctionArgument, loc(x.Index), "Invalid subscript index: %d. ROW indices start at 1", n)
}

func errRowSubscriptHigh(x *ast.Subscript, n int64, size int) error {
	return diag.New(diag.InvalidFunctionArgument, loc(x.Index), "Subscript index out of bounds: %d, max value is %d", n, size)
}

func errLike(x ast.Expr, what string, t types.Type) error {
	return mismatch(loc(x), "%s must evaluate to a varchar (actual: %s)", what, t)
}

func errEscapeLength(x ast.Expr) error {
	return diag.New(diag.InvalidFunctionArgument, loc(x), "Escape string must be a single character")
}

func errEscapePattern(x ast.Expr) error {
	return diag.New(diag.InvalidFunctionArgument, loc(x), "Escape character must be followed by '%%', '_' or the escape character itself")
}

func errSubqueryTypes(x ast.Expr, have, want types.Type) error {
	return hintTypes(mismatch(loc(x), "Value expression and result of subquery must be of the same type: %s vs %s", have, want), have, want)
}

func errQuantifiedType(x *ast.Quantified, t types.Type, equality bool) error {
	what := "orderable"
	if equality {
		what = "comparable"
	}
	return mismatch(loc(x), "Type [%s] must be %s in order to be used in quantified comparison", t, what)
}

func errAtTimeZone(x ast.Expr, t types.Type) error {
	return mismatch(loc(x), "Type of value must be a time or timestamp with or without time zone (actual %s)", t)
}

func errAtTimeZoneZone(x ast.Expr, t types.Type) error {
	return mismatch(loc(x), "Type of time zone must be a varchar or an interval day to second (actual %s)", t)
}

func errExtractField(x *ast.Extract) error {
	return diag.New(diag.SyntaxError, x.Span, "Invalid EXTRACT field: %s", strings.ToUpper(x.Field))
}

func errExtract(x *ast.Extract, t types.Type) error {
	return mismatch(loc(x.X), "Cannot extract %s from %s", strings.ToUpper(x.Field), t)
}

func errNumber(x *ast.Number) error {
	return diag.New(diag.InvalidLiteral, x.Span, "Invalid numeric literal: %s", x.Text)
}

func errInterval(x *ast.Interval) error {
	return diag.New(diag.InvalidLiteral, x.Span, "'%s' is not a valid INTERVAL literal", x.Value)
}

func errLiteral(x *ast.TypedLiteral, t types.Type) error {
	name := strings.ToUpper(t.Kind.String())
	if t.Kind == types.TimeTZ || t.Kind == types.TimestampTZ {
		name, _, _ = strings.Cut(name, " ")
	}
	return diag.New(diag.InvalidLiteral, x.Span, "'%s' is not a valid %s literal", x.Value, name)
}

// The messages about what must be a boolean.

func notBoolean(x ast.Expr, format string, t types.Type) error { return mismatch(loc(x), format, t) }

func errNotBooleanWhere(x ast.Expr, t types.Type) error {
	return notBoolean(x, "WHERE clause must evaluate to a boolean: actual type %s", t)
}

func errNotBooleanHaving(x ast.Expr, t types.Type) error {
	return notBoolean(x, "HAVING clause must evaluate to a boolean: actual type %s", t)
}

func errNotBooleanJoin(x ast.Expr, t types.Type) error {
	return notBoolean(x, "JOIN ON clause must evaluate to a boolean: actual type %s", t)
}

func errNotBooleanFilter(x ast.Expr, t types.Type) error {
	return notBoolean(x, "Expected row filter to be of type BOOLEAN, but was %s", t)
}

func errMaskType(x ast.Expr, want, have types.Type) error {
	return mismatch(loc(x), "Expected column mask to be of type %s, but was %s", want, have)
}

func errNotBooleanFilterClause(x ast.Expr, t types.Type) error {
	return notBoolean(x, "Filter expression must be a boolean (actual: %s)", t)
}

func errNotBooleanTerm(x ast.Expr, t types.Type) error {
	return notBoolean(x, "Logical expression term must evaluate to a boolean (actual: %s)", t)
}

func errNotBooleanNot(x ast.Expr, t types.Type) error {
	return notBoolean(x, "Value of logical NOT expression must evaluate to a boolean (actual: %s)", t)
}

func errNotBooleanWhen(x ast.Expr, t types.Type) error {
	return notBoolean(x, "CASE WHEN clause must evaluate to a boolean (actual: %s)", t)
}

func errNotBooleanIf(x ast.Expr, t types.Type) error {
	return notBoolean(x, "IF condition must evaluate to a boolean (actual: %s)", t)
}

func errNoLiteral(x *ast.TypedLiteral, t types.Type) error {
	return diag.New(diag.TypeNotFound, x.Span, "No literal form for type %s", t)
}

func errPrecisionLiteral(x *ast.TypedLiteral) error {
	return diag.New(diag.NotSupported, x.Span, "precision above microseconds is not supported: '%s'", x.Value)
}
