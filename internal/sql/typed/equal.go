package typed

import (
	"reflect"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Same tells whether a and b are the same expression: the same nodes over the same columns, places in the text aside.
// Lambdas are equal whatever their parameters are called. A query inside an expression is equal to itself only, and a
// call of a volatile function, such as random(), to no other.
func Same(a, b Expr) bool { return equality{}.expr(a, b) }

// equality is the comparison of two expressions: which parameter of a lambda in b stands for which in a.
type equality map[ColumnID]ColumnID

//nolint:funlen // one case a node
func (e equality) expr(a, b Expr) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	if a == b {
		return true
	}
	switch a := a.(type) {
	case *Ref:
		b, ok := b.(*Ref)
		if !ok {
			return false
		}
		id := b.Column.ID
		if renamed, ok := e[id]; ok {
			id = renamed
		}
		return a.Column.ID == id
	case *Literal:
		b, ok := b.(*Literal)
		return ok && a.T.Equal(b.T) && reflect.DeepEqual(a.Value, b.Value)
	case *Call:
		b, ok := b.(*Call)
		return ok && a.Func == b.Func && !a.Func.Volatile && a.Result.Equal(b.Result) && e.all(a.Args, b.Args)
	case *Cast:
		b, ok := b.(*Cast)
		return ok && a.Try == b.Try && a.To.Equal(b.To) && e.expr(a.X, b.X)
	case *Compare:
		b, ok := b.(*Compare)
		return ok && a.Op == b.Op && e.expr(a.L, b.L) && e.expr(a.R, b.R)
	case *Logic:
		b, ok := b.(*Logic)
		return ok && a.Or == b.Or && e.all(a.Args, b.Args)
	case *Case:
		b, ok := b.(*Case)
		return ok && len(a.Whens) == len(b.Whens) && (a.Operand == nil) == (b.Operand == nil) && e.children(a, b)
	case *Lambda:
		b, ok := b.(*Lambda)
		return ok && e.lambda(a, b)
	case *NullIf:
		b, ok := b.(*NullIf)
		return ok && a.LeftCompare.Type().Equal(b.LeftCompare.Type()) && e.children(a, b)
	case *Subscript:
		b, ok := b.(*Subscript)
		return ok && a.Null == b.Null && e.children(a, b)
	case *Not, *IsNull, *Between, *In, *Like, *Coalesce, *Try:
		return reflect.TypeOf(a) == reflect.TypeOf(b) && e.children(a, b)
	case *ArrayCtor:
		b, ok := b.(*ArrayCtor)
		return ok && a.T.Equal(b.T) && e.all(a.Elems, b.Elems)
	case *RowCtor:
		b, ok := b.(*RowCtor)
		return ok && a.T.Equal(b.T) && e.all(a.Elems, b.Elems)
	case *Field:
		b, ok := b.(*Field)
		return ok && a.Index == b.Index && e.expr(a.X, b.X)
	case *InQuery, *Exists, *ScalarQuery, *Quantified:
		return false
	}
	return false
}

func (e equality) children(a, b Expr) bool { return e.all(Children(a), Children(b)) }

func (e equality) all(a, b []Expr) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !e.expr(a[i], b[i]) {
			return false
		}
	}
	return true
}

func (e equality) lambda(a, b *Lambda) bool {
	if len(a.Params) != len(b.Params) {
		return false
	}
	inner := equality{}
	for k, v := range e {
		inner[k] = v
	}
	for i := range a.Params {
		if !a.Params[i].Type.Equal(b.Params[i].Type) {
			return false
		}
		inner[b.Params[i].ID] = a.Params[i].ID
	}
	return inner.expr(a.Body, b.Body)
}

// SameAgg tells whether two aggregate calls give the same value in every group.
func SameAgg(a, b *Agg) bool {
	e := equality{}
	return a.Func == b.Func && !a.Func.Volatile && a.Star == b.Star && a.Distinct == b.Distinct && a.Result.Equal(b.Result) &&
		reflect.DeepEqual(a.Overflow, b.Overflow) && e.expr(a.Filter, b.Filter) && e.all(a.Args, b.Args) && e.keys(a.OrderBy, b.OrderBy)
}

func (e equality) keys(a, b []SortKey) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Desc != b[i].Desc || a[i].NullsFirst != b[i].NullsFirst || !e.expr(a[i].X, b[i].X) {
			return false
		}
	}
	return true
}

// IsNullLiteral tells whether x is the literal NULL, of any type.
func IsNullLiteral(x Expr) bool {
	lit, ok := x.(*Literal)
	return ok && lit.Value == nil && lit.T.Kind != types.Function
}
