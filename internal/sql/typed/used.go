package typed

// Used returns the ids of the columns of r that anything in r uses, in an expression of any depth: a column of a Scan
// or an Unnest that is not among them need not be read. Columns that come out by position (of a CTE, a view, a set
// operation) are used by their place, and stand here only when an expression names them too.
func Used(r Rel) map[ColumnID]bool {
	used := map[ColumnID]bool{}
	Walk(r, Visitor{Expr: func(x Expr) bool {
		if ref, ok := x.(*Ref); ok {
			used[ref.Column.ID] = true
		}
		return true
	}})
	return used
}

// UsedBy returns the ids of the columns that x uses, those of the queries inside included.
func UsedBy(x Expr) map[ColumnID]bool {
	used := map[ColumnID]bool{}
	WalkExpr(x, Visitor{Expr: func(x Expr) bool {
		if ref, ok := x.(*Ref); ok {
			used[ref.Column.ID] = true
		}
		return true
	}})
	return used
}
