package typed

// Visitor says what Walk does at each node, parents before children. A function that returns false keeps Walk from the
// node's children; a nil function lets it through.
type Visitor struct {
	Rel  func(Rel) bool
	Expr func(Expr) bool
}

// Walk visits r, everything below it, and the queries inside its expressions. A CTE is visited where it is defined,
// not where it is read.
func Walk(r Rel, v Visitor) {
	if r == nil || v.Rel != nil && !v.Rel(r) {
		return
	}
	switch r := r.(type) {
	case *Block:
		for _, cte := range r.CTEs {
			Walk(cte.Block, v)
		}
		Walk(r.Body, v)
		walkKeys(r.OrderBy, v)
	case *Select:
		walkSelect(r, v)
	case *Values:
		for _, row := range r.Rows {
			walkAll(row, v)
		}
	case *SetOp:
		Walk(r.Left, v)
		Walk(r.Right, v)
	case *Join:
		Walk(r.Left, v)
		Walk(r.Right, v)
		WalkExpr(r.On, v)
	case *Unnest:
		walkAll(r.Args, v)
	case *Sample:
		Walk(r.Input, v)
	case *View:
		Walk(r.Block, v)
		walkGuard(r.Guard, v)
	case *Scan:
		walkGuard(r.Guard, v)
	case *CTERef, *Sequence:
	}
}

func walkGuard(g *Guard, v Visitor) {
	if g != nil {
		WalkExpr(g.Filter, v)
	}
}

func walkSelect(s *Select, v Visitor) {
	Walk(s.From, v)
	WalkExpr(s.Where, v)
	if s.Group != nil {
		for _, key := range s.Group.Keys {
			WalkExpr(key.X, v)
		}
		for _, agg := range s.Group.Aggs {
			walkAgg(agg.Call, v)
		}
	}
	WalkExpr(s.Having, v)
	for _, w := range s.Windows {
		walkAgg(&w.Call.Agg, v)
		walkAll(w.Call.PartitionBy, v)
		walkKeys(w.Call.Order, v)
		if f := w.Call.Frame; f != nil {
			WalkExpr(f.Start.X, v)
			WalkExpr(f.End.X, v)
		}
	}
	for _, item := range s.Items {
		WalkExpr(item.X, v)
	}
}

func walkAgg(a *Agg, v Visitor) {
	walkAll(a.Args, v)
	walkKeys(a.OrderBy, v)
	WalkExpr(a.Filter, v)
}

func walkKeys(keys []SortKey, v Visitor) {
	for _, k := range keys {
		WalkExpr(k.X, v)
	}
}

func walkAll(xs []Expr, v Visitor) {
	for _, x := range xs {
		WalkExpr(x, v)
	}
}

// WalkExpr visits x and everything below it, the queries inside included. A nil x is no node.
func WalkExpr(x Expr, v Visitor) {
	if x == nil || v.Expr != nil && !v.Expr(x) {
		return
	}
	for _, child := range Children(x) {
		WalkExpr(child, v)
	}
	if q := Subquery(x); q != nil {
		Walk(q, v)
	}
}

// Subquery returns the query inside x where x is InQuery, Exists, ScalarQuery or Quantified, else nil.
func Subquery(x Expr) *Block {
	switch x := x.(type) {
	case *InQuery:
		return x.Query
	case *Exists:
		return x.Query
	case *ScalarQuery:
		return x.Query
	case *Quantified:
		return x.Query
	}
	return nil
}

// Children returns the expressions directly below x, in the order in which Rewrite rebuilds them; a query inside x is
// not among them.
func Children(x Expr) []Expr {
	switch x := x.(type) {
	case *Call:
		return x.Args
	case *Cast:
		return []Expr{x.X}
	case *Compare:
		return []Expr{x.L, x.R}
	case *Logic:
		return x.Args
	case *Not:
		return []Expr{x.X}
	case *IsNull:
		return []Expr{x.X}
	case *Between:
		return []Expr{x.X, x.Low, x.High}
	case *In:
		return append([]Expr{x.X}, x.List...)
	case *InQuery:
		return []Expr{x.X}
	case *Quantified:
		return []Expr{x.X}
	case *Like:
		if x.Escape == nil {
			return []Expr{x.X, x.Pattern}
		}
		return []Expr{x.X, x.Pattern, x.Escape}
	case *Case:
		return caseChildren(x)
	case *Coalesce:
		return x.Args
	case *NullIf:
		if x.comparesX() {
			return []Expr{x.X, x.RightCompare}
		}
		return []Expr{x.X, x.LeftCompare, x.RightCompare}
	case *Try:
		return []Expr{x.X}
	case *Lambda:
		return []Expr{x.Body}
	case *ArrayCtor:
		return x.Elems
	case *RowCtor:
		return x.Elems
	case *Subscript:
		return []Expr{x.X, x.Index}
	case *Field:
		return []Expr{x.X}
	case *Ref, *Literal, *Exists, *ScalarQuery:
	}
	return nil
}

// comparesX tells whether LeftCompare is X itself or a cast of it, which is then not a child of its own: or nested ones
// would double the work at each level.
func (e *NullIf) comparesX() bool {
	if e.LeftCompare == e.X {
		return true
	}
	c, ok := e.LeftCompare.(*Cast)
	return ok && c.X == e.X
}

func caseChildren(x *Case) []Expr {
	var out []Expr
	if x.Operand != nil {
		out = append(out, x.Operand)
	}
	for _, w := range x.Whens {
		out = append(out, w.Cond, w.Result)
	}
	if x.Else != nil {
		out = append(out, x.Else)
	}
	return out
}
