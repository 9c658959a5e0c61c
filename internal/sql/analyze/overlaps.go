package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// overlaps analyzes `(start, end) OVERLAPS (start, end)`, where each end is a time like its start or an interval from it.
func (a *analyzer) overlaps(x *ast.BinaryOp, e env) (typed.Expr, error) {
	if e.doubled += overlapsDoubles; e.doubled > maxDoubled {
		return nil, errDoubled(x)
	}
	l, r, err := a.two(x.Left, x.Right, e)
	if err != nil {
		return nil, err
	}
	var ends []typed.Expr
	for i, operand := range []typed.Expr{l, r} {
		written := []ast.Expr{x.Left, x.Right}[i]
		pair, err := a.period(written, operand)
		if err != nil {
			return nil, err
		}
		ends = append(ends, pair...)
	}
	all, t, ok := common(ends)
	if !ok || !t.Orderable() {
		return nil, mismatch(loc(x), "Cannot apply OVERLAPS to %s and %s", l.Type(), r.Type())
	}
	if !t.Equal(types.Type{}) {
		return overlapping(all, loc(x)), nil
	}
	return coerce(&typed.Literal{}, types.Of(types.Boolean)), nil
}

// overlapsDoubles says that an operand stands up to 2⁶ times in what OVERLAPS becomes.
const overlapsDoubles = 6

// overlapping tells whether two periods have a point in common, as the standard defines it: a period whose start is NULL or
// after its end is turned around, then either the later start is not past the other's end, or both start together.
func overlapping(ends []typed.Expr, at token.Span) typed.Expr {
	s1, t1 := turned(ends[0], ends[1], at)
	s2, t2 := turned(ends[2], ends[3], at)
	is := func(op typed.CompareOp, l, r typed.Expr) typed.Expr {
		return &typed.Compare{Op: op, L: l, R: r, Span: at}
	}
	after := func(s, t, otherStart, otherEnd typed.Expr) typed.Expr {
		past := conjunction([]typed.Expr{is(typed.GreaterEqual, s, otherEnd), is(typed.GreaterEqual, t, otherEnd)})
		return conjunction([]typed.Expr{is(typed.Greater, s, otherStart), &typed.Not{X: past}})
	}
	ended := &typed.Logic{Or: true, Args: []typed.Expr{is(typed.NotEqual, t1, t2), is(typed.Equal, t1, t2)}}
	together := conjunction([]typed.Expr{is(typed.Equal, s1, s2), ended})
	return &typed.Logic{Or: true, Args: []typed.Expr{after(s1, t1, s2, t2), after(s2, t2, s1, t1), together}}
}

// turned returns the ends of a period in order.
func turned(start, end typed.Expr, at token.Span) (first, last typed.Expr) {
	turn := &typed.Logic{Or: true, Args: []typed.Expr{&typed.IsNull{X: start}, &typed.Compare{Op: typed.Less, L: end, R: start, Span: at}}}
	either := func(yes, no typed.Expr) typed.Expr {
		return &typed.Case{Whens: []typed.When{{Cond: turn, Result: yes}}, Else: no, Result: start.Type()}
	}
	return either(end, start), either(start, end)
}

// period returns the start and the end of an operand of OVERLAPS.
func (a *analyzer) period(written ast.Expr, operand typed.Expr) ([]typed.Expr, error) {
	t := operand.Type()
	if t.Kind != types.Row || len(t.Elems) != 2 {
		return nil, mismatch(loc(written), "OVERLAPS operand must be a row of two elements (actual: %s)", t)
	}
	ends := make([]typed.Expr, 2)
	for i := range ends {
		ends[i] = &typed.Field{X: operand, Index: i, Result: t.Elems[i]}
	}
	if row, ok := operand.(*typed.RowCtor); ok {
		copy(ends, row.Elems)
	}
	switch t.Elems[0].Kind { //nolint:exhaustive // the others are no times
	case types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ, types.Unknown:
	default:
		return nil, mismatch(loc(written), "OVERLAPS period start must be a datetime (actual: %s)", t.Elems[0])
	}
	if k := t.Elems[1].Kind; k == types.IntervalDaySecond || k == types.IntervalYearMonth {
		end, err := a.operator("+", loc(written), []typed.Expr{ends[0], ends[1]})
		if err != nil {
			return nil, err
		}
		ends[1] = end
	}
	return ends, nil
}
