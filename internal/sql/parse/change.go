package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// where reads `WHERE condition`, nil if it does not stand here.
func (p *parser) where() ast.Expr {
	if p.accept("WHERE") {
		return p.expr()
	}
	return nil
}

// deleteFrom reads DELETE.
func (p *parser) deleteFrom(start int) ast.Statement {
	p.next()
	p.expect("FROM")
	d := &ast.Delete{Table: p.qualified(), Cond: p.where()}
	d.Span = p.span(start)
	return d
}

// assignments reads `name = x, …`.
func (p *parser) assignments() []ast.Assignment {
	var list []ast.Assignment
	for more := true; more; more = p.accept(",") {
		start := p.pos
		a := ast.Assignment{Name: p.name()}
		p.expect("=")
		a.X = p.expr()
		a.Span = p.span(start)
		list = append(list, a)
	}
	return list
}

// update reads UPDATE.
func (p *parser) update(start int) ast.Statement {
	p.next()
	u := &ast.Update{Table: p.qualified()}
	p.expect("SET")
	u.Set = p.assignments()
	u.Cond = p.where()
	u.Span = p.span(start)
	return u
}

// merge reads MERGE.
func (p *parser) merge(start int) ast.Statement {
	p.next()
	p.expect("INTO")
	m := &ast.Merge{Table: p.qualified(), Alias: p.alias()}
	p.expect("USING")
	m.Source = p.relation()
	p.expect("ON")
	m.On = p.expr()
	for more := true; more; more = p.at("WHEN") {
		m.Cases = append(m.Cases, p.mergeCase())
	}
	m.Span = p.span(start)
	return m
}

// mergeCase reads `WHEN [NOT] MATCHED …`.
func (p *parser) mergeCase() ast.MergeCase {
	start := p.pos
	var c ast.MergeCase
	p.expect("WHEN")
	not := p.accept("NOT")
	p.expect("MATCHED")
	if p.accept("AND") {
		c.Cond = p.expr()
	}
	p.expect("THEN")
	switch {
	case not:
		p.expect("INSERT")
		c.Action = ast.MergeInsert
		if p.at("(") {
			c.Columns = p.names()
		}
		p.expect("VALUES", "(")
		c.Values = p.exprs()
		p.expect(")")
	case p.accept("DELETE"):
		c.Action = ast.MergeDelete
	default:
		p.expect("UPDATE", "SET")
		c.Set = p.assignments()
	}
	c.Span = p.span(start)
	return c
}

// optimize reads OPTIMIZE.
func (p *parser) optimize(start int) ast.Statement {
	p.next()
	o := &ast.Optimize{Table: p.qualified()}
	p.expect("REWRITE", "DATA", "USING", "BIN_PACK")
	o.Cond = p.where()
	o.Span = p.span(start)
	return o
}
