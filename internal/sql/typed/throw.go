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
		return !x.Try && castThrows(x.X.Type(), x.To)
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

// castThrows tells whether a cast can fail for some value. The casts that cannot are those that lose nothing, and
// those to text without a limit.
func castThrows(from, to types.Type) bool {
	if from.Kind == types.Unknown || from.Kind == to.Kind && from.Kind == types.Varchar {
		return false
	}
	if to.Kind == types.Varchar && to.P == types.Unbounded {
		switch from.Kind {
		case types.Array, types.Map, types.Row, types.JSON, types.HyperLogLog, types.TDigest, types.QDigest:
			return true
		}
		return false
	}
	if from.Kind == types.Array && to.Kind == types.Array || from.Kind == types.Row && to.Kind == types.Row && len(from.Elems) == len(to.Elems) {
		for i := range from.Elems {
			if castThrows(from.Elems[i], to.Elems[i]) {
				return true
			}
		}
		return false
	}
	return !widens(from, to)
}

// widens tells whether every value of from is a value of to.
func widens(from, to types.Type) bool {
	rank := func(k types.Kind) int {
		switch k {
		case types.TinyInt:
			return 3
		case types.SmallInt:
			return 5
		case types.Integer:
			return 10
		case types.BigInt:
			return 19
		}
		return 0
	}
	r := rank(from.Kind)
	switch to.Kind {
	case types.SmallInt, types.Integer, types.BigInt:
		return r > 0 && r <= rank(to.Kind)
	case types.Real, types.Double:
		return r > 0 || from.Kind == types.Real || from.Kind == types.Decimal || from.Kind == to.Kind
	case types.Decimal:
		return r > 0 && to.P-to.S >= r || from.Kind == types.Decimal && to.S >= from.S && to.P-to.S >= from.P-from.S
	case types.Char:
		return from.Kind == types.Char
	case types.Timestamp, types.TimestampTZ:
		return from.Kind == types.Timestamp && to.Kind == types.Timestamp && from.P <= to.P || from.Kind == types.TimestampTZ && from.P <= to.P
	}
	return from.Kind == to.Kind && from.P == to.P && len(from.Elems) == 0
}
