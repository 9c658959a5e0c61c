package typed

// RowsMayThrow tells whether an expression that r evaluates row by row, or in a query inside, can fail. The filters of
// guards and the items of screens do not count: they are made so that they do not. Aggregates and window functions are left aside: they see only rows that every filter below them has let
// through, so their failing tells nothing about the others; their arguments, which are expressions, count.
func RowsMayThrow(r Rel) bool {
	found := false
	var visitor Visitor
	visitor = Visitor{
		Rel: func(r Rel) bool {
			switch r := r.(type) {
			case *Scan:
				return false
			case *View:
				Walk(r.Block, visitor)
				return false
			case *Select:
				if r.Screen != nil {
					Walk(r.From, visitor)
					return false
				}
			}
			return !found
		},
		Expr: func(x Expr) bool {
			if try, ok := x.(*Try); ok {
				uncaught(try.X, visitor)
				return false
			}
			found = found || throws(x)
			return !found
		},
	}
	Walk(r, visitor)
	return found
}
