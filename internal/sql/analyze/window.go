package analyze

import (
	"math"
	"math/big"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// window is a window with the windows put in that it refines. Each part has the names in which it is analyzed: those of
// FROM for what stands in the WINDOW clause, nil for what stands in the call and sees what the call sees.
type window struct {
	partition      []ast.Expr
	order          []ast.SortItem
	frame          *ast.Frame
	partitionNames *scope
	orderNames     *scope
	frameNames     *scope
}

// within returns the environment of a part of a window.
func (e env) within(names *scope) env {
	if names != nil {
		e.names = names
	}
	return e
}

// windowColumn is a call with OVER and the expression that it stands in, for messages.
type windowColumn struct {
	typed.WindowColumn
	top ast.Expr
}

// windowsOf puts the windows of the WINDOW clause together. Each may refine one before it.
func windowsOf(defs []ast.NamedWindow, names *scope) (map[string]window, error) {
	out := map[string]window{}
	for i := range defs {
		name := defs[i].Name.Lower()
		if _, ok := out[name]; ok {
			return nil, errDuplicateWindow(defs[i].Name)
		}
		w, err := refine(defs[i].Window, out, names)
		if err != nil {
			return nil, err
		}
		out[name] = w
	}
	return out, nil
}

// refine returns the window that w means, given the named ones; its own parts are analyzed in names.
func refine(w *ast.Window, known map[string]window, names *scope) (window, error) {
	out := window{
		partition: w.PartitionBy, order: w.OrderBy, frame: w.Frame,
		partitionNames: names, orderNames: names, frameNames: names,
	}
	if f := w.Frame; f != nil && (f.Matching != nil || len(f.Measures) > 0) {
		return out, errNotSupported(f, "row pattern matching in a window is not supported")
	}
	if w.Base == nil {
		return out, nil
	}
	base, ok := known[w.Base.Lower()]
	switch {
	case !ok:
		return out, errWindowName(*w.Base)
	case len(w.PartitionBy) > 0:
		return out, errWindowPartition(w.PartitionBy[0])
	case len(w.OrderBy) > 0 && len(base.order) > 0:
		return out, errWindowOrder(&w.OrderBy[0])
	case base.frame != nil:
		return out, errWindowFrameBase(*w.Base)
	}
	out.partition, out.partitionNames = base.partition, base.partitionNames
	if len(out.order) == 0 {
		out.order, out.orderNames = base.order, base.orderNames
	}
	return out, nil
}

// over returns the window of a call.
func (b *block) over(o *ast.Over) (window, error) {
	if o.Name == nil {
		return refine(o.Window, b.windows, nil)
	}
	w, ok := b.windows[o.Name.Lower()]
	if !ok {
		return w, errWindowName(*o.Name)
	}
	return w, nil
}

// overCall analyzes a call with OVER. It goes to the list of its block, and a column stands for it.
func (a *analyzer) overCall(x *ast.Call, f *funcs.Func, e env) (typed.Expr, error) {
	switch {
	case f.Kind == funcs.Scalar:
		return nil, errNotWindow(x, f.Name)
	case e.clause.name == inAggregate.name:
		return nil, errWindowInAggregate(x)
	case e.clause.name == inWindow.name:
		return nil, errNestedWindow(x)
	case !e.clause.windows || e.block == nil:
		return nil, errNotScalar(x, e)
	case len(x.OrderBy) > 0 || len(x.Within) > 0:
		return nil, errNotSupported(x, "Window function with ORDER BY is not supported")
	case x.Distinct:
		return nil, errNotSupported(x, "DISTINCT in window function parameters not yet supported: "+ast.Print(x))
	case x.Filter != nil && f.Kind != funcs.Aggregate:
		return nil, errNotAggregate(x, "Filter is only valid for aggregation functions")
	case x.Nulls != ast.NullTreatmentDefault && !treatsNulls(f.Name):
		return nil, errNullTreatment(x, f.Name)
	}
	w, err := e.block.over(x.Over)
	if err != nil {
		return nil, err
	}
	inner := e.in(inWindow)
	agg, err := a.aggArguments(x, f, inner)
	if err != nil {
		return nil, err
	}
	if x.Filter != nil {
		if agg.Filter, err = a.condition(x.Filter, inner, errNotBooleanFilterClause); err != nil {
			return nil, err
		}
	}
	call := &typed.WindowCall{Agg: *agg, IgnoreNulls: x.Nulls == ast.IgnoreNulls}
	if err := a.windowParts(x, w, call, inner); err != nil {
		return nil, err
	}
	col := typed.Column{ID: a.newID(), Name: f.Name, Type: call.Result}
	e.block.calls = append(e.block.calls, windowColumn{WindowColumn: typed.WindowColumn{Column: col, Call: call}, top: e.top})
	return &typed.Ref{Column: col, Span: x.Span}, nil
}

// treatsNulls tells whether a function may be told to ignore NULLs.
func treatsNulls(name string) bool {
	switch name {
	case "lag", "lead", "first_value", "last_value", "nth_value":
		return true
	}
	return false
}

// windowParts analyzes partitions, order and frame.
func (a *analyzer) windowParts(x *ast.Call, w window, call *typed.WindowCall, e env) error {
	for _, p := range w.partition {
		v, err := a.expr(p, e.within(w.partitionNames))
		if err != nil {
			return err
		}
		if t := v.Type(); !t.Comparable() {
			return errPartitionType(p, t)
		}
		call.PartitionBy = append(call.PartitionBy, v)
	}
	for i := range w.order {
		v, err := a.expr(w.order[i].X, e.within(w.orderNames))
		if err != nil {
			return err
		}
		if t := v.Type(); !t.Orderable() {
			return errNotOrderable(w.order[i].X, t, "window function ORDER BY")
		}
		call.Order = append(call.Order, typed.SortKey{X: v, Desc: w.order[i].Desc, NullsFirst: w.order[i].Nulls == ast.NullsFirst})
	}
	if call.Func.Name == "lag" || call.Func.Name == "lead" {
		switch {
		case len(w.order) == 0:
			return errWindowNeedsOrder(x, call.Func.Name)
		case w.frame != nil:
			return errWindowNoFrame(w.frame, call.Func.Name)
		}
	}
	if w.frame == nil {
		return nil
	}
	return a.frame(w.frame, call, e.within(w.frameNames))
}

// frame checks and analyzes the frame of a window.
func (a *analyzer) frame(f *ast.Frame, call *typed.WindowCall, e env) error {
	end := ast.Bound{Span: f.Span, Kind: ast.CurrentRow}
	if f.End != nil {
		end = *f.End
	}
	if err := frameOrder(f, f.Start.Kind, end.Kind); err != nil {
		return err
	}
	out := &typed.Frame{Unit: typed.FrameUnit(f.Unit)}
	var err error
	if out.Start, err = a.bound(f, &f.Start, call, e); err != nil {
		return err
	}
	if out.End, err = a.bound(f, &end, call, e); err != nil {
		return err
	}
	call.Frame = out
	return nil
}

// frameOrder checks that a frame does not end before it starts.
func frameOrder(f *ast.Frame, start, end ast.BoundKind) error {
	switch {
	case start == ast.UnboundedFollowing:
		return errFrame(f, "Window frame start cannot be UNBOUNDED FOLLOWING")
	case end == ast.UnboundedPreceding:
		return errFrame(f, "Window frame end cannot be UNBOUNDED PRECEDING")
	case start == ast.CurrentRow && end == ast.Preceding:
		return errFrame(f, "Window frame starting from CURRENT ROW cannot end with PRECEDING")
	case start == ast.Following && end == ast.Preceding:
		return errFrame(f, "Window frame starting from FOLLOWING cannot end with PRECEDING")
	case start == ast.Following && end == ast.CurrentRow:
		return errFrame(f, "Window frame starting from FOLLOWING cannot end with CURRENT ROW")
	}
	return nil
}

// bound analyzes one end of a frame.
func (a *analyzer) bound(f *ast.Frame, b *ast.Bound, call *typed.WindowCall, e env) (typed.Bound, error) {
	out := typed.Bound{Kind: typed.BoundKind(b.Kind)}
	if b.Value == nil {
		return out, nil
	}
	if f.Unit == ast.Groups && len(call.Order) == 0 {
		return out, errFrameOrder(f, "Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY")
	}
	v, err := a.expr(b.Value, e)
	if err != nil {
		return out, err
	}
	if f.Unit != ast.Range {
		if t := v.Type(); !t.IsInteger() && (t.Kind != types.Decimal || t.S != 0) && t.Kind != types.Unknown {
			return out, errFrameValue(b.Value, f.Unit, t)
		}
		out.X, err = a.frameCount(v, b.Value)
		return out, err
	}
	out.X, err = rangeBound(f, b, v, call)
	return out, err
}

// frameCount returns an exact whole number as bigint; one that is greater than any bigint counts as the greatest, as no window has more rows.
func (a *analyzer) frameCount(x typed.Expr, written ast.Expr) (typed.Expr, error) {
	to := types.Of(types.BigInt)
	if types.CanCoerce(x.Type(), to) {
		return coerce(x, to), nil
	}
	most := value.Decimal{Unscaled: big.NewInt(math.MaxInt64)}
	if l, ok := x.(*typed.Literal); ok {
		if d, ok := l.Value.(value.Decimal); ok && d.Unscaled.Cmp(most.Unscaled) > 0 {
			return &typed.Literal{Value: int64(math.MaxInt64), T: to}, nil
		}
	}
	if x.Type().P > 18 {
		least, err := a.calling(loc(written), "least", x, &typed.Literal{Value: most, T: types.DecimalOf(19, 0)})
		if err != nil {
			return nil, err
		}
		x = least
	}
	return &typed.Cast{X: x, To: to, Implicit: true}, nil
}

// rangeBound checks the value of a RANGE frame: it must be possible to add it to the one sort key.
func rangeBound(f *ast.Frame, b *ast.Bound, v typed.Expr, call *typed.WindowCall) (typed.Expr, error) {
	if len(call.Order) == 0 {
		return nil, errFrameOrder(f, "Window frame of type RANGE PRECEDING or FOLLOWING requires ORDER BY")
	}
	if len(call.Order) > 1 {
		return nil, errFrameSingleOrder(f, len(call.Order))
	}
	key := call.Order[0].X.Type()
	if !rangeKey(key) {
		return nil, errFrameKey(f, key)
	}
	if key.IsNumeric() {
		t, ok := types.CommonSuper(key, v.Type())
		if !ok || !v.Type().IsNumeric() {
			return nil, errFrameRangeValue(b.Value, v.Type(), key)
		}
		if types.CanCoerce(v.Type(), key) {
			t = key
		}
		return coerce(v, t), nil
	}
	m, err := funcs.Resolve(funcs.Operator("+"), []funcs.Arg{{Type: key}, {Type: v.Type()}})
	if err != nil || !types.CanCoerce(m.Result, key) {
		return nil, errFrameRangeValue(b.Value, v.Type(), key)
	}
	return coerce(v, m.Params[1]), nil
}

// rangeKey tells whether a RANGE frame with values can be over a sort key of type t.
func rangeKey(t types.Type) bool {
	switch t.Kind { //nolint:exhaustive // the others are all alike
	case types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ, types.IntervalDaySecond, types.IntervalYearMonth:
		return true
	}
	return t.IsNumeric()
}

// placeWindows puts the calls with OVER into the SELECT, each part lifted above grouping. What ORDER BY took from the
// output is put in place, as windows are computed before it.
func (b *block) placeWindows(lift func(typed.Expr, ast.Expr) (typed.Expr, error)) error {
	var bad problems
	for i := range b.calls {
		c := &b.calls[i]
		one := func(x typed.Expr) typed.Expr {
			if x == nil {
				return nil
			}
			out, err := lift(b.inItems(x), c.top)
			bad.add(err)
			return out
		}
		c.Call.Filter = one(c.Call.Filter)
		for i, x := range c.Call.Args {
			c.Call.Args[i] = one(x)
		}
		for i, x := range c.Call.PartitionBy {
			c.Call.PartitionBy[i] = one(x)
		}
		for i := range c.Call.Order {
			c.Call.Order[i].X = one(c.Call.Order[i].X)
		}
		if f := c.Call.Frame; f != nil {
			f.Start.X, f.End.X = one(f.Start.X), one(f.End.X)
		}
		if bad.result() != nil {
			return bad.result()
		}
	}
	return nil
}
