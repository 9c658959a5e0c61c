package analyze

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The messages about grouping, aggregates, windows and order.

func errNotGrouped(from outItem) error {
	label := from.label
	if from.written != nil {
		label = ast.Print(from.written)
	}
	return diag.New(diag.ExpressionNotAggregate, loc(from.at), "'%s' must be an aggregate expression or appear in GROUP BY clause", label)
}

func errNotScalar(x *ast.Call, e env) error {
	at := loc(x)
	if e.top != nil {
		at = loc(e.top)
	}
	return diag.New(diag.ExpressionNotScalar, at, "%s cannot contain aggregations, window functions or grouping operations: [%s]", e.clause.name, ast.Print(x))
}

func errNotScalarItem(x ast.Expr, item outItem) error {
	label := item.label
	if item.written != nil {
		label = ast.Print(item.written)
	}
	return diag.New(diag.ExpressionNotScalar, loc(x), "%s cannot contain aggregations, window functions or grouping operations: [%s]", inGroupBy.name, label)
}

func errNestedAggregate(x *ast.Call) error {
	return diag.New(diag.NestedAggregation, x.Span, "Cannot nest aggregations inside aggregation: [%s]", ast.Print(x))
}

func errWindowInAggregate(x *ast.Call) error {
	return diag.New(diag.NestedWindow, x.Span, "Cannot nest window functions or row pattern measures inside aggregation: [%s]", ast.Print(x))
}

func errNestedWindow(x *ast.Call) error {
	return diag.New(diag.NestedWindow, x.Span, "Cannot nest window functions or row pattern measures inside window function: [%s]", ast.Print(x))
}

func errNotAggregate(x *ast.Call, msg string) error {
	return diag.New(diag.FunctionNotAggregate, x.Span, "%s", msg)
}

func errMissingOver(x *ast.Call, name string) error {
	return diag.New(diag.MissingOver, x.Span, "Window function %s requires OVER clause", name).
		WithHint("write %s(…) OVER (PARTITION BY … ORDER BY …)", name)
}

func errNotWindow(x *ast.Call, name string) error {
	return diag.New(diag.FunctionNotWindow, x.Span, "Not a window function: %s", name)
}

func errNullTreatment(x *ast.Call, name string) error {
	return diag.New(nullTreatmentNotAllowed, x.Span, "Cannot specify null treatment clause for %s function", name)
}

func errDistinctArgument(x ast.Expr, t types.Type) error {
	return mismatch(loc(x), "DISTINCT can only be applied to comparable types (actual: %s)", t)
}

func errDistinctOrder(x *ast.Call) error {
	return diag.New(diag.ExpressionNotInDistinct, x.Span, "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments")
}

func errNotOrderableAgg(x ast.Expr, t types.Type) error {
	return mismatch(loc(x), "ORDER BY can only be applied to orderable types (actual: %s)", t)
}

func errListaggSeparator(x ast.Expr) error {
	return diag.New(diag.ExpressionNotConstant, loc(x), "LISTAGG separator must be a string literal")
}

func errListaggFiller(o *ast.Overflow) error {
	return diag.New(diag.ExpressionNotConstant, o.Span, "LISTAGG overflow filler must be a string literal")
}

func errOutputInAggregate(x *ast.Call) error {
	return diag.New(diag.ColumnNotFound, x.Span, "Invalid reference to output projection attribute from ORDER BY aggregation").
		WithHint("order by the alias itself, or give the item another alias than the column's name")
}

func errOrdinal(at ast.Node, clause string, n int64) error {
	return diag.New(diag.InvalidColumnReference, at.Where(), "%s position %d is not in select list", clause, n)
}

func errNotGroupable(x ast.Expr, t types.Type) error {
	return mismatch(loc(x), "%s is not comparable, and therefore cannot be used in GROUP BY", t)
}

func errGroupingColumn(x ast.Expr) error {
	return diag.New(diag.InvalidColumnReference, loc(x), "GROUP BY expression must be a column reference: %s", ast.Print(x))
}

func errTooManySets(g *ast.GroupBy, have, limit int) error {
	return diag.New(diag.TooManyGroupingSets, g.Span, "GROUP BY has %d grouping sets but can contain at most %d", have, limit)
}

func errGroupingWithoutGroup(x *ast.Call) error {
	return diag.New(diag.MissingGroupBy, x.Span, "A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause")
}

func errGroupingArgument(x ast.Expr) error {
	return diag.New(diag.InvalidArguments, loc(x), "The arguments to GROUPING() must be expressions referenced by the GROUP BY at this level. Mismatch due to %s", ast.Print(x))
}

func errNotOrderable(x ast.Expr, t types.Type, clause string) error {
	return mismatch(loc(x), "Type %s is not orderable, and therefore cannot be used in %s: %s", t, clause, ast.Print(x))
}

func errDistinctType(at ast.Node, t types.Type) error {
	return mismatch(loc(at), "DISTINCT can only be applied to comparable types (actual: %s)", t)
}

func errNotInDistinct(s *ast.Select) error {
	return diag.New(diag.ExpressionNotInDistinct, s.Span, "For SELECT DISTINCT, ORDER BY expressions must appear in select list")
}

func errDuplicateWindow(id ast.Ident) error {
	return diag.New(diag.DuplicateWindowName, id.Span, "WINDOW name '%s' specified more than once", id.Name)
}

func errWindowName(id ast.Ident) error {
	return diag.New(diag.InvalidWindowReference, id.Span, "Cannot resolve WINDOW name %s", id.Name)
}

func errWindowPartition(x ast.Expr) error {
	return diag.New(diag.InvalidPartitionBy, loc(x), "WINDOW specification with named WINDOW reference cannot specify PARTITION BY")
}

func errWindowOrder(item *ast.SortItem) error {
	return diag.New(diag.InvalidOrderBy, item.Span, "Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY")
}

func errWindowFrameBase(id ast.Ident) error {
	return diag.New(diag.InvalidWindowReference, id.Span, "Cannot reference named WINDOW containing frame specification")
}

func errPartitionType(x ast.Expr, t types.Type) error {
	return mismatch(loc(x), "%s is not comparable, and therefore cannot be used in window function PARTITION BY", t)
}

func errWindowNeedsOrder(x *ast.Call, name string) error {
	return diag.New(diag.MissingOrderBy, x.Span, "%s function requires an ORDER BY window clause", name)
}

func errWindowNoFrame(f *ast.Frame, name string) error {
	return diag.New(diag.InvalidWindowFrame, f.Span, "Cannot specify window frame for %s function", name)
}

func errFrame(f *ast.Frame, msg string) error {
	return diag.New(diag.InvalidWindowFrame, f.Span, "%s", msg)
}

func errFrameOrder(f *ast.Frame, msg string) error {
	return diag.New(diag.MissingOrderBy, f.Span, "%s", msg)
}

func errFrameSingleOrder(f *ast.Frame, n int) error {
	return diag.New(diag.InvalidOrderBy, f.Span, "Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: %d)", n)
}

func errFrameKey(f *ast.Frame, t types.Type) error {
	return mismatch(f.Span, "Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: %s)", t)
}

func errFrameValue(x ast.Expr, unit ast.FrameUnit, t types.Type) error {
	name := [...]string{ast.Rows: "ROWS", ast.Range: "RANGE", ast.Groups: "GROUPS"}[unit]
	return mismatch(loc(x), "Window frame %s value type must be exact numeric type with scale 0 (actual %s)", strings.ToUpper(name), t)
}

func errFrameRangeValue(x ast.Expr, value, key types.Type) error {
	return mismatch(loc(x), "Window frame RANGE value type (%s) not compatible with sort item type (%s)", value, key)
}
