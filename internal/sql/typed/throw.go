package typed

import "github.com/glauxhq/glaux/internal/sql/types"

// MayThrow tells whether evaluating x, or a query inside it, can fail at run time on some row. It says true where it
// does not know: the guard asks it, and a wrong no would let hidden rows show through an error.
func MayThrow(x Expr) bool {
	found := false
	WalkExpr(x, Visitor{
		Rel: func(r Rel) bool {
			found = found || relThrows(r)
			return !found
		},
		Expr: func(x Expr) bool {
			found = found || throws(x)
			return !found
		},
	})
	return found
}

// MayThrowRel tells whether evaluating r can fail at run time on some row.
func MayThrowRel(r Rel) bool {
	found := false
	Walk(r, Visitor{
		Rel: func(r Rel) bool {
			found = found || relThrows(r)
			return !found
		},
		Expr: func(x Expr) bool {
			found = found || throws(x)
			return !found
		},
	})
	return found
}

// relThrows tells whether the functions that r itself calls, in aggregates and windows, can fail.
func relThrows(r Rel) bool {
	s, ok := r.(*Select)
	if !ok {
		return false
	}
	if s.Group != nil {
		for _, agg := range s.Group.Aggs {
			if agg.Call.Func.MayThrow {
				return true
			}
		}
	}
	for _, w := range s.Windows {
		if w.Call.Func.MayThrow || w.Call.Frame != nil && (w.Call.Frame.Start.X != nil || w.Call.Frame.End.X != nil) {
			return true
		}
	}
	return false
}

// throws tells whether the node itself, its children aside, can fail.
func throws(x Expr) bool {
	switch x := x.(type) {
	case *Call:
		return x.Func.MayThrow
	case *Cast:
		return !x.Try && types.CastMayThrow(x.X.Type(), x.To)
	case *Subscript, *ScalarQuery:
		return true
	case *Like:
		return likeThrows(x)
	case *Compare:
		return compareThrows(x.L.Type())
	case *Ref, *Literal, *Logic, *Not, *IsNull, *Between, *In, *InQuery, *Exists, *Quantified, *Case, *Coalesce, *NullIf,
		*Try, *Lambda, *ArrayCtor, *RowCtor, *Field:
		return false
	}
	return true
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
