package typed

// Rewriter says what Rewrite puts in place of nodes. Every function may be nil.
type Rewriter struct {
	// Before is asked before the children of an expression are rewritten; an answer other than nil takes the place of
	// the whole expression, and Rewrite does not look into it.
	Before func(Expr) Expr
	// BeforeRel is asked before the children of a relation are rewritten; an answer other than nil takes the place of the
	// whole relation, and Rewrite does not look into it. It is not asked for the blocks of CTEs, views, expressions and the root.
	BeforeRel func(Rel) Rel
	// Expr takes an expression with rewritten children and returns what stands in its place.
	Expr func(Expr) Expr
	// Rel takes a relation with rewritten children and returns what stands in its place. A *Block that is the query of
	// an expression, a CTE, a view or the root must stay a *Block: for these the answer is used only when it is one.
	Rel func(Rel) Rel
	// ctes maps the CTEs of the old tree to those of the new one.
	ctes map[*CTE]*CTE
}

// Rewrite returns a copy of the query in which w has had its say; the old tree stays as it was. References to CTEs
// point to the new CTEs.
func (q *Query) Rewrite(w Rewriter) *Query {
	out := *q
	out.Root = RewriteBlock(q.Root, w)
	return &out
}

// RewriteBlock is Rewrite for a block.
func RewriteBlock(b *Block, w Rewriter) *Block {
	w.ctes = map[*CTE]*CTE{}
	return w.block(b)
}

// RewriteRel is Rewrite for any relation. References to CTEs that are defined outside r stay as they are.
func RewriteRel(r Rel, w Rewriter) Rel {
	w.ctes = map[*CTE]*CTE{}
	return w.rel(r)
}

// RewriteExpr is Rewrite for an expression; the queries inside are rewritten too.
func RewriteExpr(x Expr, w Rewriter) Expr {
	w.ctes = map[*CTE]*CTE{}
	return w.expr(x)
}

func (w *Rewriter) block(b *Block) *Block {
	if b == nil {
		return nil
	}
	out := *b
	out.CTEs = make([]*CTE, len(b.CTEs))
	for i, cte := range b.CTEs {
		made := *cte
		w.ctes[cte] = &made
		out.CTEs[i] = &made
		made.Block = w.block(cte.Block)
	}
	out.Body = w.rel(b.Body)
	out.OrderBy = w.keys(b.OrderBy)
	if w.Rel != nil {
		if made, ok := w.Rel(&out).(*Block); ok {
			return made
		}
	}
	return &out
}

func (w *Rewriter) rel(r Rel) Rel {
	if r == nil {
		return nil
	}
	if w.BeforeRel != nil {
		if made := w.BeforeRel(r); made != nil {
			return made
		}
	}
	if b, ok := r.(*Block); ok {
		return w.block(b)
	}
	out := w.relChildren(r)
	if w.Rel != nil {
		return w.Rel(out)
	}
	return out
}

func (w *Rewriter) relChildren(r Rel) Rel {
	switch r := r.(type) {
	case *Select:
		return w.selectBlock(r)
	case *Values:
		out := *r
		out.Rows = make([][]Expr, len(r.Rows))
		for i, row := range r.Rows {
			out.Rows[i] = w.all(row)
		}
		return &out
	case *SetOp:
		out := *r
		out.Left, out.Right = w.rel(r.Left), w.rel(r.Right)
		return &out
	case *Join:
		out := *r
		out.Left, out.Right = w.rel(r.Left), w.rel(r.Right)
		out.On = w.expr(r.On)
		return &out
	case *Unnest:
		out := *r
		out.Args = w.all(r.Args)
		return &out
	case *Sample:
		out := *r
		out.Input = w.rel(r.Input)
		return &out
	case *View:
		out := *r
		out.Block, out.Guard = w.block(r.Block), w.guard(r.Guard)
		return &out
	case *Scan:
		out := *r
		out.Guard = w.guard(r.Guard)
		return &out
	case *CTERef:
		out := *r
		if made, ok := w.ctes[r.CTE]; ok {
			out.CTE = made
		}
		return &out
	}
	return r
}

func (w *Rewriter) guard(g *Guard) *Guard {
	if g == nil {
		return nil
	}
	out := *g
	out.Filter = w.expr(g.Filter)
	return &out
}

func (w *Rewriter) selectBlock(s *Select) *Select {
	out := *s
	out.From, out.Where = w.rel(s.From), w.expr(s.Where)
	if s.Group != nil {
		group := *s.Group
		group.Keys = w.items(s.Group.Keys)
		group.Aggs = make([]AggColumn, len(s.Group.Aggs))
		for i, agg := range s.Group.Aggs {
			call := w.agg(*agg.Call)
			group.Aggs[i] = AggColumn{Column: agg.Column, Call: &call}
		}
		out.Group = &group
	}
	out.Having = w.expr(s.Having)
	out.Windows = make([]WindowColumn, len(s.Windows))
	for i, win := range s.Windows {
		out.Windows[i] = WindowColumn{Column: win.Column, Call: w.window(win.Call)}
	}
	out.Items = w.items(s.Items)
	return &out
}

func (w *Rewriter) window(c *WindowCall) *WindowCall {
	out := *c
	out.Agg = w.agg(c.Agg)
	out.PartitionBy, out.Order = w.all(c.PartitionBy), w.keys(c.Order)
	if c.Frame != nil {
		frame := *c.Frame
		frame.Start.X, frame.End.X = w.expr(frame.Start.X), w.expr(frame.End.X)
		out.Frame = &frame
	}
	return &out
}

func (w *Rewriter) agg(a Agg) Agg {
	a.Args, a.OrderBy, a.Filter = w.all(a.Args), w.keys(a.OrderBy), w.expr(a.Filter)
	return a
}

func (w *Rewriter) items(items []Item) []Item {
	out := make([]Item, len(items))
	for i, item := range items {
		out[i] = Item{Column: item.Column, X: w.expr(item.X)}
	}
	return out
}

func (w *Rewriter) keys(keys []SortKey) []SortKey {
	out := make([]SortKey, len(keys))
	for i, k := range keys {
		out[i] = SortKey{X: w.expr(k.X), Desc: k.Desc, NullsFirst: k.NullsFirst}
	}
	return out
}

func (w *Rewriter) all(xs []Expr) []Expr {
	out := make([]Expr, len(xs))
	for i, x := range xs {
		out[i] = w.expr(x)
	}
	return out
}

func (w *Rewriter) expr(x Expr) Expr {
	if x == nil {
		return nil
	}
	if w.Before != nil {
		if made := w.Before(x); made != nil {
			return made
		}
	}
	out := w.exprChildren(x)
	if w.Expr != nil {
		return w.Expr(out)
	}
	return out
}

//nolint:funlen // one case a node
func (w *Rewriter) exprChildren(x Expr) Expr {
	switch x := x.(type) {
	case *Call:
		out := *x
		out.Args = w.all(x.Args)
		return &out
	case *Cast:
		out := *x
		out.X = w.expr(x.X)
		return &out
	case *Compare:
		out := *x
		out.L, out.R = w.expr(x.L), w.expr(x.R)
		return &out
	case *Logic:
		return &Logic{Or: x.Or, Args: w.all(x.Args)}
	case *Not:
		return &Not{X: w.expr(x.X)}
	case *IsNull:
		return &IsNull{X: w.expr(x.X)}
	case *Between:
		return &Between{X: w.expr(x.X), Low: w.expr(x.Low), High: w.expr(x.High)}
	case *In:
		return &In{X: w.expr(x.X), List: w.all(x.List)}
	case *InQuery:
		return &InQuery{X: w.expr(x.X), Query: w.block(x.Query)}
	case *Exists:
		return &Exists{Query: w.block(x.Query)}
	case *ScalarQuery:
		return &ScalarQuery{Query: w.block(x.Query), Span: x.Span}
	case *Quantified:
		return &Quantified{Op: x.Op, All: x.All, X: w.expr(x.X), Query: w.block(x.Query)}
	case *Like:
		return &Like{X: w.expr(x.X), Pattern: w.expr(x.Pattern), Escape: w.expr(x.Escape), Span: x.Span}
	case *Case:
		return w.caseExpr(x)
	case *Coalesce:
		return &Coalesce{Args: w.all(x.Args)}
	case *NullIf:
		return w.nullIf(x)
	case *Try:
		return &Try{X: w.expr(x.X)}
	case *Lambda:
		return &Lambda{Params: x.Params, Body: w.expr(x.Body)}
	case *ArrayCtor:
		return &ArrayCtor{Elems: w.all(x.Elems), T: x.T}
	case *RowCtor:
		return &RowCtor{Elems: w.all(x.Elems), T: x.T}
	case *Subscript:
		return &Subscript{X: w.expr(x.X), Index: w.expr(x.Index), Result: x.Result, Null: x.Null, Span: x.Span}
	case *Field:
		return &Field{X: w.expr(x.X), Index: x.Index, Result: x.Result}
	case *Ref, *Literal:
	}
	return x
}

func (w *Rewriter) nullIf(x *NullIf) Expr {
	out := &NullIf{X: w.expr(x.X), RightCompare: w.expr(x.RightCompare)}
	switch {
	case x.LeftCompare == x.X:
		out.LeftCompare = out.X
	case x.comparesX():
		c := *x.LeftCompare.(*Cast) // comparesX says that it is one
		c.X = out.X
		out.LeftCompare = &c
	default:
		out.LeftCompare = w.expr(x.LeftCompare)
	}
	return out
}

func (w *Rewriter) caseExpr(x *Case) Expr {
	out := *x
	out.Operand, out.Else = w.expr(x.Operand), w.expr(x.Else)
	out.Whens = make([]When, len(x.Whens))
	for i, when := range x.Whens {
		out.Whens[i] = When{Cond: w.expr(when.Cond), Result: w.expr(when.Result)}
	}
	return &out
}
