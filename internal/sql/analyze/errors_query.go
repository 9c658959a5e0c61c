package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The messages about the parts of a query: WITH, FROM, joins, set operations, limits.

func errSetOpCount(s *ast.SetOp, left, right int) error {
	return mismatch(opPlace(s.OpSpan, s.Span), "%s query has different number of fields: %d, %d", setOpName(s), left, right)
}

func errSetOpType(s *ast.SetOp, i int, left, right types.Type) error {
	return hintTypes(mismatch(opPlace(s.OpSpan, s.Span), "column %d in %s query has incompatible types: %s, %s", i, setOpName(s), left, right), left, right)
}

func errSetOpNotComparable(s *ast.SetOp, t types.Type) error {
	return mismatch(opPlace(s.OpSpan, s.Span), "Type %s is not comparable and therefore cannot be used in %s", t, setOpName(s))
}

func setOpName(s *ast.SetOp) string {
	return [...]string{ast.Union: "UNION", ast.Intersect: "INTERSECT", ast.Except: "EXCEPT"}[s.Op]
}

func errValuesCount(row ast.Expr, want, have int) error {
	return mismatch(row.Where(), "Values rows have mismatched sizes: %d vs %d", want, have)
}

func errValuesType(row ast.Expr, want, have []types.Type) error {
	return mismatch(row.Where(), "Values rows have mismatched types: %s vs %s", types.RowOf(nil, want...), types.RowOf(nil, have...))
}

func errRecursionAliases(t *ast.Table) error {
	return diag.New(diag.MissingColumnAliases, t.Span, "missing column aliases in recursive WITH query").
		WithHint("write WITH RECURSIVE %s (column, …) AS …", t.Name.Last())
}

func errRecursionInBase(t *ast.Table) error {
	return diag.New(diag.InvalidRecursiveReference, t.Span, "WITH table name is referenced in the base relation of recursion").
		WithHint("a recursive query is: base UNION ALL step, and only the step reads the query itself")
}

func errRecursionTwice(t *ast.Table) error {
	return diag.New(diag.InvalidRecursiveReference, t.Span, "multiple recursive references in the step relation of recursion")
}

func errRecursionType(at ast.Node, i int, step, base types.Type) error {
	return mismatch(at.Where(), "recursion step relation output type (%s) is not coercible to recursion base relation output type (%s) at column %d", step, base, i)
}

func errRecursionClause(at ast.Node, clause string) error {
	return diag.New(diag.NotSupported, at.Where(), "immediate %s clause in recursive query is not supported", clause)
}

func errLateralKind(j *ast.Join, word string) error {
	kind := map[ast.JoinKind]string{ast.RightJoin: "RIGHT", ast.FullJoin: "FULL"}[j.Kind]
	return diag.New(diag.NotSupported, j.Span, "%s JOIN involving %s is not supported", kind, word)
}

func errLateralOn(j *ast.Join, word string) error {
	return diag.New(diag.NotSupported, j.Span, "LEFT JOIN involving %s is only supported with condition ON TRUE", word)
}

func errUsingTwice(id ast.Ident) error {
	return diag.New(diag.DuplicateColumnName, id.Span, "Column '%s' appears multiple times in USING clause of %s", id.Lower(), "JOIN")
}

func errUsingMissing(at token.Span, id ast.Ident, which string) error {
	return diag.New(diag.ColumnNotFound, at, "Column '%s' is missing from %s side of join", id.Lower(), which)
}

func errUsingType(j *ast.Join, id ast.Ident, l, r types.Type) error {
	at := id.Span
	if at == (token.Span{}) {
		at = j.Span
	}
	return hintTypes(mismatch(at, "Column Types of left and right side of join do not match for '%s': %s vs %s", id.Lower(), l, r), l, r)
}

func errUnnestType(u *ast.Unnest, t types.Type) error {
	return diag.New(diag.InvalidFunctionArgument, u.Span, "Cannot unnest type: %s", t)
}

func errSampleColumns(x ast.Expr, err error) error {
	var p problems
	p.add(err)
	if p.err == nil && len(p.list) > 0 && p.list[0].Code == diag.ColumnNotFound {
		return diag.New(diag.ExpressionNotConstant, loc(x), "Sample percentage cannot contain column references")
	}
	return err
}

func errSampleConstant(x ast.Expr) error {
	return diag.New(diag.ExpressionNotConstant, loc(x), "Sample percentage must be a constant")
}

func errSampleNumeric(x ast.Expr) error {
	return mismatch(loc(x), "Sample percentage should be a numeric expression")
}

func errSampleNull(x ast.Expr) error {
	return diag.New(diag.InvalidArguments, loc(x), "Sample percentage cannot be NULL")
}

func errSampleRange(x ast.Expr) error {
	return diag.New(diag.NumericValueOutOfRange, loc(x), "Sample percentage must be between 0 and 100")
}

func errTiesWithoutOrder(l *ast.Limit) error {
	return diag.New(diag.MissingOrderBy, l.Span, "FETCH FIRST WITH TIES clause requires ORDER BY")
}

func errRowCount(at ast.Node, word, want string, n int64) error {
	return diag.New(diag.NumericValueOutOfRange, at.Where(), "%s row count must be %s (actual value: %d)", word, want, n)
}

func errRowCountInvalid(x ast.Expr, word string) error {
	return diag.New(diag.InvalidLimitClause, loc(x), "Invalid %s row count: %s", word, ast.Print(x))
}

func errRowCountType(x ast.Expr, word string, t types.Type) error {
	return mismatch(loc(x), "%s row count must be an integer (actual: %s)", word, t)
}

func errSubqueryHere(q *ast.Query, c clause) error {
	return diag.New(diag.NotSupported, q.Span, "%s cannot contain subqueries", c.name)
}

func errOuterReference(at token.Span, name string) error {
	return diag.New(diag.InvalidColumnReference, at, "Reference to column '%s' from outer scope not allowed in this context", name)
}
