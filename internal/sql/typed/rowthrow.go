package typed

// RowsMayThrow tells whether an expression that r evaluates row by row, or in a query inside, can fail. Aggregates and
// window functions are left aside: they see only rows that every filter below them has let through, so their failing tells
// nothing about the others; their arguments, which are expressions, count.
func RowsMayThrow(r Rel) bool {
	found := false
	Walk(r, Visitor{
		Rel: func(Rel) bool { return !found },
		Expr: func(x Expr) bool {
			found = found || throws(x)
			return !found
		},
	})
	return found
}
