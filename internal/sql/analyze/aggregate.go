package analyze

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// aggregateCall analyzes an aggregate without OVER. It goes to the list of its block, unless the same is there already,
// and a column stands for it.
func (a *analyzer) aggregateCall(x *ast.Call, f *funcs.Func, e env) (typed.Expr, error) {
	if e.clause.name == inAggregate.name {
		return nil, errNestedAggregate(x)
	}
	if !e.clause.aggregates || e.block == nil {
		return nil, errNotScalar(x, e)
	}
	agg, err := a.aggregate(x, f, e)
	if err != nil {
		return nil, err
	}
	print := e.block.prints.OfAgg(agg)
	for _, i := range e.block.knownAggs[print] {
		if known := e.block.aggs[i]; typed.SameAgg(known.Call, agg) {
			return &typed.Ref{Column: known.Column, Span: x.Span}, nil
		}
	}
	e.block.knownAggs[print] = append(e.block.knownAggs[print], len(e.block.aggs))
	col := typed.Column{ID: a.newID(), Name: f.Name, Type: agg.Result}
	e.block.aggs = append(e.block.aggs, typed.AggColumn{Column: col, Call: agg})
	return &typed.Ref{Column: col, Span: x.Span}, nil
}

// aggregate analyzes the arguments of an aggregate and what follows them.
func (a *analyzer) aggregate(x *ast.Call, f *funcs.Func, e env) (*typed.Agg, error) {
	if x.Nulls != ast.NullTreatmentDefault {
		return nil, errNullTreatment(x, f.Name)
	}
	inner := e.in(inAggregate)
	out, err := a.aggArguments(x, f, inner)
	if err != nil {
		return nil, err
	}
	if x.Filter != nil {
		if out.Filter, err = a.condition(x.Filter, inner, errNotBooleanFilterClause); err != nil {
			return nil, err
		}
	}
	if err := a.aggOrder(x, f, out, inner); err != nil {
		return nil, err
	}
	if e.names.outputs && usesOutput(e.block, out) {
		return nil, errOutputInAggregate(x)
	}
	return out, nil
}

// aggArguments analyzes and resolves the arguments of an aggregate; e is the inside of the call.
func (a *analyzer) aggArguments(x *ast.Call, f *funcs.Func, e env) (*typed.Agg, error) {
	if x.Star && f.Name != "count" {
		return nil, errStarArgument(x, f)
	}
	args := x.Args
	if f.Name == "listagg" && len(args) == 2 {
		if _, ok := unparen(args[1]).(*ast.String); !ok {
			return nil, errListaggSeparator(args[1])
		}
	}
	xs, m, err := a.arguments(x.Span, f, args, e)
	if err != nil {
		return nil, err
	}
	out := &typed.Agg{Func: f, Sig: m.Signature, Args: xs, Star: x.Star, Distinct: x.Distinct, Result: m.Result, Span: x.Span}
	if x.Distinct {
		for i, arg := range xs {
			if t := arg.Type(); !t.Comparable() {
				return nil, errDistinctArgument(x.Args[i], t)
			}
		}
	}
	return out, nil
}

// aggOrder analyzes ORDER BY inside the call, or WITHIN GROUP after it, and ON OVERFLOW.
func (a *analyzer) aggOrder(x *ast.Call, f *funcs.Func, out *typed.Agg, e env) error {
	order := x.OrderBy
	if len(x.Within) > 0 || f.Name == "listagg" {
		if f.Name != "listagg" {
			return errNotAggregate(x, "WITHIN GROUP is only valid for the listagg function")
		}
		order = x.Within
	}
	for i := range order {
		v, err := a.expr(order[i].X, e)
		if err != nil {
			return err
		}
		if t := v.Type(); !t.Orderable() {
			return errNotOrderableAgg(order[i].X, t)
		}
		if x.Distinct && !slices.ContainsFunc(out.Args, func(arg typed.Expr) bool { return typed.Same(withoutCast(arg), withoutCast(v)) }) {
			return errDistinctOrder(x)
		}
		out.OrderBy = append(out.OrderBy, typed.SortKey{X: v, Desc: order[i].Desc, NullsFirst: order[i].Nulls == ast.NullsFirst})
	}
	if o := x.Overflow; o != nil && o.Truncate {
		out.Overflow = &typed.Overflow{Filler: "...", Count: o.Count}
		if o.Filler != nil {
			lit, ok := unparen(o.Filler).(*ast.String)
			if !ok {
				return errListaggFiller(o)
			}
			out.Overflow.Filler = lit.Value
		}
	}
	return nil
}

// withoutCast returns x without the casts that the analyzer put around it.
func withoutCast(x typed.Expr) typed.Expr {
	for {
		c, ok := x.(*typed.Cast)
		if !ok || !c.Implicit {
			return x
		}
		x = c.X
	}
}

// usesOutput tells whether an aggregate in ORDER BY uses an output column, which is not there yet when it is computed.
func usesOutput(b *block, agg *typed.Agg) bool {
	xs := slices.Clone(agg.Args)
	for _, k := range agg.OrderBy {
		xs = append(xs, k.X)
	}
	if agg.Filter != nil {
		xs = append(xs, agg.Filter)
	}
	for _, x := range xs {
		for id := range typed.UsedBy(x) {
			if _, ok := b.itemOf[id]; ok {
				return true
			}
		}
	}
	return false
}

// groupingCall is a call of grouping(…): the column that stands for it and its arguments.
type groupingCall struct {
	column  typed.Column
	args    []typed.Expr
	written *ast.Call
}

// maxGroupingInteger is how many bits fit into an integer.
const maxGroupingInteger = 31

// grouping analyzes grouping(…). Which grouping expressions the arguments are is found when GROUP BY is known.
func (a *analyzer) grouping(x *ast.Call, e env) (typed.Expr, error) {
	if !e.clause.aggregates || e.block == nil || e.clause.name == inAggregate.name {
		return nil, errNotScalar(x, e)
	}
	args, err := a.exprs(x.Args, e.in(inAggregate))
	if err != nil {
		return nil, err
	}
	t := types.Of(types.Integer)
	if len(args) > maxGroupingInteger {
		t = types.Of(types.BigInt)
	}
	col := typed.Column{ID: a.newID(), Name: "grouping", Type: t}
	e.block.asked = append(e.block.asked, groupingCall{column: col, args: args, written: x})
	return &typed.Ref{Column: col, Span: x.Span}, nil
}
