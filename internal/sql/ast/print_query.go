package ast

// query writes a query.
func (p *printer) query(q *Query) {
	if q == nil {
		return
	}
	if q.With != nil {
		p.with(q.With)
		p.line()
	}
	p.body(q.Body)
	if len(q.OrderBy) > 0 {
		p.line()
		p.word("ORDER BY ")
		p.sortItems(q.OrderBy)
	}
	if q.Offset != nil {
		p.line()
		p.word("OFFSET ")
		p.expr(q.Offset, anyLevel)
	}
	if q.Limit != nil {
		p.line()
		p.limit(q.Limit)
	}
}

// with writes WITH.
func (p *printer) with(w *With) {
	p.word("WITH")
	if w.Recursive {
		p.word(" RECURSIVE")
	}
	p.indent++
	for i := range w.Tables {
		if i > 0 {
			p.word(",")
		}
		p.line()
		p.cte(&w.Tables[i])
	}
	p.indent--
}

// cte writes one query of WITH.
func (p *printer) cte(c *CTE) {
	p.ident(c.Name)
	if len(c.Columns) > 0 {
		p.word(" ")
		p.idents(c.Columns)
	}
	p.word(" AS ")
	p.parenQuery(c.Query)
}

// parenQuery writes a query in parentheses, indented.
func (p *printer) parenQuery(q *Query) {
	p.word("(")
	p.indent++
	if !p.flat {
		p.line()
	}
	p.query(q)
	p.indent--
	if !p.flat {
		p.line()
	}
	p.word(")")
}

// inline writes a query in parentheses on one line.
func (p *printer) inline(q *Query) {
	flat := p.flat
	p.flat = true
	p.parenQuery(q)
	p.flat = flat
}

// limit writes LIMIT or FETCH.
func (p *printer) limit(l *Limit) {
	switch {
	case l.All:
		p.word("LIMIT ALL")
		return
	case !l.Fetch:
		p.word("LIMIT ")
		p.expr(l.Count, anyLevel)
		return
	}
	p.word("FETCH FIRST ")
	if l.Count == nil {
		p.word("ROW")
	} else {
		p.expr(l.Count, anyLevel)
		p.word(" ROWS")
	}
	if l.WithTies {
		p.word(" WITH TIES")
	} else {
		p.word(" ONLY")
	}
}

// body writes what a query consists of.
func (p *printer) body(b Body) {
	switch b := b.(type) {
	case *Query:
		p.parenQuery(b)
	case *Select:
		p.selectBody(b)
	case *SetOp:
		p.setOp(b)
	case *Values:
		p.word("VALUES ")
		p.exprs(b.Rows)
	case *TableBody:
		p.word("TABLE ")
		p.name(b.Name)
	}
}

// setOp writes a set operation. Only a tree that was built needs parentheses here: one that was parsed has them as a
// Query.
func (p *printer) setOp(s *SetOp) {
	p.operand(s.Left, s.Op != Intersect, s.Op)
	p.line()
	switch s.Op {
	case Union:
		p.word("UNION")
	case Except:
		p.word("EXCEPT")
	case Intersect:
		p.word("INTERSECT")
	}
	if s.All {
		p.word(" ALL")
	}
	p.line()
	if right, ok := s.Right.(*SetOp); ok && (s.Op == Intersect || right.Op != Intersect) {
		p.parenQuery(&Query{Body: right})
		return
	}
	p.body(s.Right)
}

// operand writes the left side of a set operation.
func (p *printer) operand(b Body, loose bool, op SetOperator) {
	if left, ok := b.(*SetOp); ok && !loose && left.Op != op {
		p.parenQuery(&Query{Body: left})
		return
	}
	p.body(b)
}

// selectBody writes SELECT up to ORDER BY.
func (p *printer) selectBody(s *Select) {
	p.word("SELECT")
	if s.Distinct {
		p.word(" DISTINCT")
	}
	p.selectItems(s.Items)
	p.from(s.From)
	p.condition("WHERE ", s.Filter)
	if s.GroupBy != nil {
		p.line()
		p.groupBy(s.GroupBy)
	}
	p.condition("HAVING ", s.Having)
	for i := range s.Windows {
		if i == 0 {
			p.line()
			p.word("WINDOW ")
		}
		p.comma(i)
		p.namedWindow(&s.Windows[i])
	}
}

// selectItems writes one item beside SELECT, or several on lines of their own.
func (p *printer) selectItems(items []SelectItem) {
	if len(items) == 1 {
		p.word(" ")
		p.selectItem(&items[0])
		return
	}
	p.indent++
	for i := range items {
		if i > 0 {
			p.word(",")
		}
		p.line()
		p.selectItem(&items[i])
	}
	p.indent--
}

// selectItem writes one item of SELECT.
func (p *printer) selectItem(item *SelectItem) {
	switch {
	case item.X == nil:
		p.word("*")
	case item.Star:
		p.owner(item.X)
		p.word(".*")
		if len(item.Aliases) > 0 {
			p.word(" AS ")
			p.idents(item.Aliases)
		}
	default:
		p.expr(item.X, anyLevel)
	}
	if item.Alias != nil {
		p.word(" AS ")
		p.ident(*item.Alias)
	}
}

// condition writes a clause that has one expression, if it has one.
func (p *printer) condition(clause string, x Expr) {
	if x == nil {
		return
	}
	p.line()
	p.word(clause)
	p.expr(x, anyLevel)
}

// from writes FROM.
func (p *printer) from(rels []Rel) {
	for i, rel := range rels {
		if i == 0 {
			p.line()
			p.word("FROM ")
		}
		p.comma(i)
		p.rel(rel)
	}
}

// groupBy writes GROUP BY.
func (p *printer) groupBy(g *GroupBy) {
	p.word("GROUP BY ")
	if g.Distinct {
		p.word("DISTINCT ")
	}
	for i := range g.Elements {
		p.comma(i)
		p.grouping(&g.Elements[i])
	}
}

// grouping writes one element of GROUP BY.
func (p *printer) grouping(g *Grouping) {
	switch g.Kind {
	case GroupingSimple:
		if len(g.Sets) > 0 {
			p.groupingSet(g.Sets[0])
		}
		return
	case GroupingSets:
		p.word("GROUPING SETS (")
	case GroupingRollup:
		p.word("ROLLUP (")
	case GroupingCube:
		p.word("CUBE (")
	}
	for i, set := range g.Sets {
		p.comma(i)
		p.groupingSet(set)
	}
	p.word(")")
}

// groupingSet writes one set. A single expression stands without parentheses unless it begins with one of its own,
// which would be taken for those of the set.
func (p *printer) groupingSet(set []Expr) {
	if len(set) == 1 && !opensParen(set[0]) {
		p.expr(set[0], anyLevel)
		return
	}
	p.word("(")
	p.exprs(set)
	p.word(")")
}

// opensParen reports whether the text of x begins with a parenthesis and ends with it.
func opensParen(x Expr) bool {
	switch x := x.(type) {
	case *Paren:
		return true
	case *Row:
		return !x.Explicit
	}
	return false
}

// sortItems writes the keys of ORDER BY.
func (p *printer) sortItems(items []SortItem) {
	for i := range items {
		p.comma(i)
		p.sortItem(&items[i])
	}
}

// sortItem writes one key of ORDER BY.
func (p *printer) sortItem(item *SortItem) {
	p.expr(item.X, anyLevel)
	if item.Desc {
		p.word(" DESC")
	}
	switch item.Nulls {
	case NullsDefault:
	case NullsFirst:
		p.word(" NULLS FIRST")
	case NullsLast:
		p.word(" NULLS LAST")
	}
}
