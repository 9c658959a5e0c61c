package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// query reads `[WITH …] body [ORDER BY …] [OFFSET …] [LIMIT … | FETCH …]`.
func (p *parser) query() *ast.Query {
	p.rule("<query>")
	start := p.pos
	with := p.with()
	q := p.queryNoWith()
	q.With = with
	q.Span = p.span(start)
	return q
}

// with reads the WITH clause, nil if there is none.
func (p *parser) with() *ast.With {
	start := p.pos
	if !p.accept("WITH") {
		return nil
	}
	w := &ast.With{Recursive: p.accept("RECURSIVE")}
	for more := true; more; more = p.accept(",") {
		at := p.pos
		cte := ast.CTE{Name: p.name()}
		if p.at("(") {
			cte.Columns = p.names()
		}
		p.expect("AS")
		cte.Query = p.parenQuery()
		cte.Span = p.span(at)
		w.Tables = append(w.Tables, cte)
	}
	w.Span = p.span(start)
	return w
}

// parenQuery reads `(query)`.
func (p *parser) parenQuery() *ast.Query {
	p.expect("(")
	if !p.enter() {
		return &ast.Query{}
	}
	q := p.query()
	p.leave()
	p.expect(")")
	return q
}

// queryNoWith reads a query that has no WITH of its own.
func (p *parser) queryNoWith() *ast.Query {
	start := p.pos
	q := &ast.Query{Body: p.setOps(1)}
	if p.accept("ORDER") {
		p.expect("BY")
		q.OrderBy = p.sortItems()
	}
	if p.accept("OFFSET") {
		q.Offset = p.rowCount()
		if !p.accept("ROW") {
			p.accept("ROWS")
		}
	}
	q.Limit = p.limit()
	q.Span = p.span(start)
	return q
}

// limit reads LIMIT or FETCH, nil if neither stands here.
func (p *parser) limit() *ast.Limit {
	start := p.pos
	l := &ast.Limit{}
	switch {
	case p.accept("LIMIT"):
		if l.All = p.accept("ALL"); !l.All {
			l.Count = p.rowCount()
		}
	case p.accept("FETCH"):
		l.Fetch = true
		p.oneOf("FIRST", "NEXT")
		if !p.at("ROW") && !p.at("ROWS") {
			l.Count = p.rowCount()
		}
		p.oneOf("ROW", "ROWS")
		if !p.accept("ONLY") {
			p.expect("WITH", "TIES")
			l.WithTies = true
		}
	default:
		return nil
	}
	l.Span = p.span(start)
	return l
}

// rowCount reads an integer or a parameter.
func (p *parser) rowCount() ast.Expr {
	switch {
	case p.cur().kind == integer:
		return p.number("")
	case p.at("?"):
		return p.param()
	}
	p.note("<integer>")
	p.mismatch()
	return &ast.Null{}
}

// setPrecedence returns how tightly a set operator binds, 0 for other words.
func setPrecedence(w string) (int, ast.SetOperator) {
	switch w {
	case "UNION":
		return 1, ast.Union
	case "EXCEPT":
		return 1, ast.Except
	case "INTERSECT":
		return 2, ast.Intersect
	}
	return 0, 0
}

// setOps reads terms joined by set operators that bind at least as tightly as least.
func (p *parser) setOps(least int) ast.Body {
	start := p.pos
	left := p.term()
	for {
		binds, op := setPrecedence(p.cur().word)
		if binds == 0 {
			p.note("'EXCEPT'")
			p.note("'INTERSECT'")
			p.note("'UNION'")
		}
		if binds < least || binds == 0 {
			return left
		}
		word := place(p.cur())
		p.next()
		s := &ast.SetOp{Op: op, OpSpan: word, Left: left, All: p.accept("ALL")}
		if !s.All {
			p.accept("DISTINCT")
		}
		s.Right = p.setOps(binds + 1)
		s.Span = p.span(start)
		left = s
		p.links++
	}
}

// term reads SELECT, VALUES, TABLE or a query in parentheses.
func (p *parser) term() ast.Body {
	start := p.pos
	switch {
	case p.at("SELECT"):
		return p.selectBody()
	case p.accept("VALUES"):
		v := &ast.Values{Rows: p.exprs()}
		v.Span = p.span(start)
		return v
	case p.accept("TABLE"):
		t := &ast.TableBody{Name: p.qualified()}
		t.Span = p.span(start)
		return t
	case p.accept("("):
		if !p.enter() {
			return &ast.Query{}
		}
		q := p.queryNoWith()
		p.leave()
		p.expect(")")
		return q
	}
	p.mismatch()
	return &ast.Values{}
}

// selectBody reads `SELECT …` up to ORDER BY.
func (p *parser) selectBody() *ast.Select {
	start := p.pos
	p.expect("SELECT")
	s := &ast.Select{}
	p.note("'*'")
	if s.Distinct = p.accept("DISTINCT"); !s.Distinct && p.at("ALL") && !p.endsItem(p.ahead(1)) {
		p.next()
	}
	s.Items = p.selectItems()
	p.inClause(func() { s.From = p.from() })
	p.inClause(func() {
		if p.accept("WHERE") {
			s.Filter = p.expr()
		}
	})
	p.inClause(func() { s.GroupBy = p.groupBy() })
	p.inClause(func() {
		if p.accept("HAVING") {
			s.Having = p.expr()
		}
	})
	p.windows(s)
	s.Span = p.span(start)
	return s
}

// inClause reads one clause of SELECT; when it fails, the reading goes on with the next clause.
func (p *parser) inClause(clause func()) {
	if p.failed {
		return
	}
	start := p.pos
	clause()
	if p.failed {
		p.resume(start, "WHERE", "GROUP", "HAVING", "ORDER", "UNION", "INTERSECT", "EXCEPT")
	}
}

// selectItems reads the items of SELECT; when one fails, the reading goes on with the next one or with FROM.
func (p *parser) selectItems() []ast.SelectItem {
	var items []ast.SelectItem
	for more := true; more; more = p.accept(",") {
		start := p.pos
		items = append(items, p.selectItem())
		if p.failed {
			p.resume(start, ",", "FROM")
		}
	}
	return items
}

// selectItem reads one item of SELECT.
func (p *parser) selectItem() ast.SelectItem {
	start := p.pos
	var item ast.SelectItem
	switch {
	case p.accept("*"):
		item.Star = true
	default:
		item.X = p.expr()
		if isPrimary(item.X) && p.cur().word == "." && p.ahead(1).word == "*" {
			p.pos += 2
			item.Star = true
			if p.accept("AS") {
				item.Aliases = p.names()
			}
		} else {
			item.Alias = p.alias()
		}
	}
	item.Span = p.span(start)
	return item
}

// isPrimary reports whether x can stand before `.*`: whether no operator divides it.
func isPrimary(x ast.Expr) bool {
	switch x.(type) {
	case *ast.Unary, *ast.BinaryOp, *ast.IsNull, *ast.IsDistinct, *ast.Between, *ast.In, *ast.Like, *ast.Quantified,
		*ast.AtTimeZone, *ast.Lambda:
		return false
	}
	return true
}

// from reads `FROM relation, …`, nil if there is none.
func (p *parser) from() []ast.Rel {
	if !p.accept("FROM") {
		return nil
	}
	rels := []ast.Rel{p.relation()}
	for p.accept(",") {
		rels = append(rels, p.relation())
	}
	return rels
}

// sortItems reads `expr [ASC|DESC] [NULLS FIRST|LAST], …`.
func (p *parser) sortItems() []ast.SortItem {
	items := []ast.SortItem{p.sortItem()}
	for p.accept(",") {
		items = append(items, p.sortItem())
	}
	return items
}

// sortItem reads one key of ORDER BY.
func (p *parser) sortItem() ast.SortItem {
	start := p.pos
	item := ast.SortItem{X: p.expr()}
	if !p.accept("ASC") {
		item.Desc = p.accept("DESC")
	}
	if p.accept("NULLS") {
		item.Nulls = ast.NullsLast
		if p.oneOf("FIRST", "LAST") == "FIRST" {
			item.Nulls = ast.NullsFirst
		}
	}
	item.Span = p.span(start)
	return item
}

// groupBy reads `GROUP BY [ALL|DISTINCT] element, …`, nil if there is none.
func (p *parser) groupBy() *ast.GroupBy {
	start := p.pos
	if !p.accept("GROUP") {
		return nil
	}
	p.expect("BY")
	g := &ast.GroupBy{}
	if g.Distinct = p.accept("DISTINCT"); !g.Distinct {
		if p.at("ALL") && !p.endsItem(p.ahead(1)) {
			p.next()
		}
	}
	g.Elements = []ast.Grouping{p.grouping()}
	for p.accept(",") {
		g.Elements = append(g.Elements, p.grouping())
	}
	g.Span = p.span(start)
	return g
}

// endsItem reports whether t cannot go on with or begin an expression: the word before it is a name.
func (p *parser) endsItem(t *tok) bool {
	switch t.word {
	case ",", ")", "", ".", "AS", "FROM", "WHERE", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "INTERSECT", "EXCEPT":
		return t.word != "" || t.kind == eof
	}
	return false
}

// grouping reads one element of GROUP BY.
func (p *parser) grouping() ast.Grouping {
	start := p.pos
	var g ast.Grouping
	switch {
	case p.accept("ROLLUP"):
		g.Kind, g.Sets = ast.GroupingRollup, p.groupingSets()
	case p.accept("CUBE"):
		g.Kind, g.Sets = ast.GroupingCube, p.groupingSets()
	case p.accept("GROUPING"):
		if p.cur().word != "SETS" { // the function grouping(…)
			p.pos = start
			g.Sets = [][]ast.Expr{{p.expr()}}
			break
		}
		p.expect("SETS")
		g.Kind, g.Sets = ast.GroupingSets, p.groupingSets()
	default:
		g.Sets = [][]ast.Expr{p.groupingSet()}
	}
	g.Span = p.span(start)
	return g
}

// groupingSets reads `(set, …)`.
func (p *parser) groupingSets() [][]ast.Expr {
	p.expect("(")
	if p.accept(")") {
		return nil
	}
	sets := [][]ast.Expr{p.groupingSet()}
	for p.accept(",") {
		sets = append(sets, p.groupingSet())
	}
	p.expect(")")
	return sets
}

// groupingSet reads `(a, b)`, `()` or an expression.
func (p *parser) groupingSet() []ast.Expr {
	if !p.at("(") || p.opensQuery(p.pos) || continues(&p.toks[min(int(p.cur().match)+1, len(p.toks)-1)]) {
		return []ast.Expr{p.expr()}
	}
	p.next()
	if p.accept(")") {
		return []ast.Expr{}
	}
	set := p.exprs()
	p.expect(")")
	return set
}

// continues reports whether t goes on with an expression that ended before it.
func continues(t *tok) bool {
	switch t.word {
	case "+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "AND", "OR", "IS", "IN", "NOT", "BETWEEN",
		"LIKE", "AT", "[", ".", "->":
		return true
	}
	return false
}
