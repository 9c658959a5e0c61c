package typed

import (
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// MayThrow tells whether evaluating x, or a query inside it, can fail at run time on some row. It says true where it
// does not know: the guard asks it, and a wrong no would let hidden rows show through an error.
func MayThrow(x Expr) bool {
	found := false
	WalkExpr(x, thrower(&found))
	return found
}

// MayThrowRel tells whether evaluating r can fail at run time on some row.
func MayThrowRel(r Rel) bool {
	found := false
	Walk(r, thrower(&found))
	return found
}

// thrower visits a tree and sets found where something in it can fail.
func thrower(found *bool) Visitor {
	var v Visitor
	v = Visitor{
		Rel: func(r Rel) bool {
			*found = *found || relThrows(r)
			return !*found
		},
		Expr: func(x Expr) bool {
			if try, ok := x.(*Try); ok {
				uncaught(try.X, v)
				return false
			}
			*found = *found || throws(x)
			return !*found
		},
	}
	return v
}

// uncaught visits what TRY(x) does not catch: the subqueries in x, and what is compared with them, which are evaluated before the rest.
func uncaught(x Expr, v Visitor) {
	WalkExpr(x, Visitor{Expr: func(x Expr) bool {
		if Subquery(x) == nil {
			return true
		}
		WalkExpr(x, v)
		return false
	}})
}

// relThrows tells whether the functions that r itself calls, in aggregates and windows, can fail.
func relThrows(r Rel) bool {
	s, ok := r.(*Select)
	if !ok {
		return false
	}
	if s.Group != nil {
		for _, agg := range s.Group.Aggs {
			if callThrows(agg.Call.Func, agg.Call.Sig, agg.Call.Args) {
				return true
			}
		}
	}
	for _, w := range s.Windows {
		if callThrows(w.Call.Func, w.Call.Sig, w.Call.Args) || w.Call.Frame != nil && (w.Call.Frame.Start.X != nil || w.Call.Frame.End.X != nil) {
			return true
		}
	}
	return false
}

// throws tells whether the node itself, its children aside, can fail.
func throws(x Expr) bool {
	switch x := x.(type) {
	case *Call:
		return callThrows(x.Func, x.Sig, x.Args)
	case *Cast:
		return !x.Try && types.CastMayThrow(x.X.Type(), x.To)
	case *Subscript:
		return !x.Null || compareThrows(x.Index.Type())
	case *ScalarQuery:
		return !oneRow(x.Query)
	case *Like:
		return likeThrows(x)
	case *Compare:
		return compareThrows(x.L.Type())
	case *Between:
		return compareThrows(x.X.Type())
	case *In:
		return compareThrows(x.X.Type())
	case *InQuery:
		return compareThrows(x.X.Type())
	case *Quantified:
		return compareThrows(x.X.Type())
	case *NullIf:
		return compareThrows(x.RightCompare.Type()) || x.LeftCompare != x.X && throws(x.LeftCompare)
	case *Case:
		return x.Operand != nil && compareThrows(x.Operand.Type())
	case *Ref, *Literal, *Logic, *Not, *IsNull, *Exists, *Coalesce, *Try, *Lambda, *ArrayCtor, *RowCtor, *Field:
		return false
	}
	return true
}

// oneRow tells whether a query gives one row at most: the value of it is then always there, or NULL.
func oneRow(b *Block) bool {
	if b.Limit != nil && *b.Limit <= 1 && !b.WithTies {
		return true
	}
	switch body := b.Body.(type) {
	case *Select:
		return body.Group != nil && len(body.Group.Keys) == 0 && body.Group.Sets == nil || body.From == nil
	case *Block:
		return oneRow(body)
	}
	return false
}

// callThrows tells whether a call can fail, given what is known of its arguments.
func callThrows(f *funcs.Func, sig *funcs.Signature, args []Expr) bool {
	if !f.MayThrow {
		return false
	}
	known := funcs.Constants{Types: make([]types.Type, len(args)), Values: make([]value.Value, len(args))}
	for i, arg := range args {
		known.Types[i] = arg.Type()
		if literal, ok := arg.(*Literal); ok {
			known.Values[i] = literal.Value
		}
	}
	return f.CallMayThrow(sig, known)
}

// likeThrows tells whether a LIKE can fail: a pattern that is not constant may end in its escape character.
func likeThrows(x *Like) bool {
	if x.Escape == nil {
		return false
	}
	_, pattern := x.Pattern.(*Literal)
	_, escape := x.Escape.(*Literal)
	return !pattern || !escape
}

// compareThrows tells whether comparing two values of t can fail: arrays and rows with NULL inside cannot be ordered.
func compareThrows(t types.Type) bool {
	return t.Kind == types.Array || t.Kind == types.Row || t.Kind == types.Map
}
