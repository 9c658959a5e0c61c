package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// tableFunction reads what follows TABLE in FROM.
func (p *parser) tableFunction(start int) ast.Rel {
	p.expect("(")
	f := &ast.TableFunction{}
	at := p.pos
	f.Call = &ast.Call{Name: p.qualified()}
	p.expect("(")
	if !p.at(")") && !p.atCopartition() {
		for more := true; more; more = p.accept(",") {
			f.Call.Args = append(f.Call.Args, p.tableArgument())
		}
	}
	if p.atCopartition() {
		p.next()
		for more := true; more; more = p.accept(",") {
			f.Copartition = append(f.Copartition, p.copartition())
		}
	}
	p.expect(")")
	f.Call.Span = p.span(at)
	p.expect(")")
	f.Span = p.span(start)
	return f
}

// atCopartition reports whether COPARTITION stands here and is not a name.
func (p *parser) atCopartition() bool {
	return p.at("COPARTITION") && p.ahead(1).word == "("
}

// copartition reads `(table, table, …)`.
func (p *parser) copartition() []ast.Name {
	p.expect("(")
	tables := []ast.Name{p.qualified()}
	for p.accept(",") {
		tables = append(tables, p.qualified())
	}
	p.expect(")")
	return tables
}

// tableArgument reads an argument of a table function.
func (p *parser) tableArgument() ast.Expr {
	if isName(p.cur()) && p.ahead(1).word == "=>" {
		start := p.pos
		a := &ast.NamedArg{Name: p.name()}
		p.next()
		a.X = p.tableArgumentValue()
		a.Span = p.span(start)
		return a
	}
	return p.tableArgumentValue()
}

// tableArgumentValue reads a table, a descriptor or an expression.
func (p *parser) tableArgumentValue() ast.Expr {
	switch {
	case p.at("TABLE"):
		return p.tableArg()
	case p.at("DESCRIPTOR") && p.ahead(1).word == "(":
		return p.descriptor()
	}
	return p.expr()
}

// descriptor reads `DESCRIPTOR(name [type], …)`.
func (p *parser) descriptor() ast.Expr {
	start := p.pos
	p.expect("DESCRIPTOR", "(")
	d := &ast.Descriptor{}
	for more := true; more; more = p.accept(",") {
		at := p.pos
		id := p.name()
		f := ast.RowField{Name: &id}
		if p.atName() {
			f.Type = p.typ()
		}
		f.Span = p.span(at)
		d.Fields = append(d.Fields, f)
	}
	p.expect(")")
	d.Span = p.span(start)
	return d
}

// tableArg reads `TABLE(name | query) …`.
func (p *parser) tableArg() ast.Expr {
	start := p.pos
	p.expect("TABLE")
	at := p.pos
	a := &ast.TableArg{}
	if p.opensQuery(at) {
		s := &ast.Subquery{Query: p.parenQuery()}
		s.Span = p.span(at)
		a.Rel = p.argumentAlias(at, s)
	} else {
		p.expect("(")
		t := &ast.Table{Name: p.qualified()}
		t.Span = t.Name.Span
		p.expect(")")
		a.Rel = p.argumentAlias(at, t)
	}
	if p.accept("PARTITION") {
		p.expect("BY")
		a.Partitioned, a.PartitionBy = true, p.groupingSet()
	}
	for _, w := range []string{"PRUNE", "KEEP"} {
		if a.WhenEmpty == "" && p.accept(w) {
			p.expect("WHEN", "EMPTY")
			a.WhenEmpty = w
		}
	}
	if p.accept("ORDER") {
		p.expect("BY")
		a.OrderBy = p.argumentOrder()
	}
	a.Span = p.span(start)
	return a
}

// argumentAlias reads the alias of a table that is an argument.
func (p *parser) argumentAlias(start int, rel ast.Rel) ast.Rel {
	switch next := p.ahead(1).word; p.cur().word {
	case "PARTITION":
		if next == "BY" {
			return rel
		}
	case "PRUNE", "KEEP":
		if next == "WHEN" {
			return rel
		}
	case "COPARTITION":
		if next == "(" {
			return rel
		}
	}
	return p.aliased(start, rel)
}

// argumentOrder reads `sort` or `(sort, …)`.
func (p *parser) argumentOrder() []ast.SortItem {
	if p.cur().word == "(" && !p.opensQuery(p.pos) && !continues(&p.toks[min(int(p.cur().match)+1, len(p.toks)-1)]) {
		p.next()
		items := p.sortItems()
		p.expect(")")
		return items
	}
	return []ast.SortItem{p.sortItem()}
}
