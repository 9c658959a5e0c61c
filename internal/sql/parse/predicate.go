package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// predicate reads the predicate on left, if one follows.
func (p *parser) predicate(start int, left ast.Expr) ast.Expr {
	t := p.cur()
	switch t.word {
	case "=", "<>", "<", "<=", ">", ">=":
		p.next()
		return p.comparison(start, left, t)
	case "IS":
		p.next()
		return p.is(start, left, t)
	case "NOT", "BETWEEN", "IN", "LIKE":
		return p.matching(start, left)
	}
	if p.atOverlaps() {
		p.next()
		b := &ast.BinaryOp{Op: "OVERLAPS", OpSpan: place(t), Left: left, Right: p.value(valueLevel)}
		b.Span = p.span(start)
		return b
	}
	p.note("<predicate>")
	return left
}

// atOverlaps reports whether OVERLAPS stands here as a predicate: it is a name wherever no row follows.
func (p *parser) atOverlaps() bool {
	t, next := p.cur(), p.ahead(1)
	return t.kind == name && len(t.word) == 0 && sameWord(p.src(t), "OVERLAPS") &&
		(next.word == "(" || next.word == "ROW" || next.word == "CAST" || next.word == "NULL" || next.kind == name)
}

// comparison reads the right side of `left op right` or `left op ALL|ANY|SOME (query)`.
func (p *parser) comparison(start int, left ast.Expr, op *tok) ast.Expr {
	if w := p.cur().word; (w == "ALL" || w == "ANY" || w == "SOME") && p.ahead(1).word == "(" {
		p.next()
		q := &ast.Quantified{X: left, Op: op.word, OpSpan: place(op), Quantifier: w}
		if w == "SOME" {
			q.Quantifier = "ANY"
		}
		q.Query = p.parenQuery()
		q.Span = p.span(start)
		return q
	}
	p.note("'ALL'")
	p.note("'ANY'")
	p.note("'SOME'")
	b := &ast.BinaryOp{Op: op.word, OpSpan: place(op), Left: left, Right: p.value(valueLevel)}
	b.Span = p.span(start)
	return b
}

// is reads what follows IS, which is op.
func (p *parser) is(start int, left ast.Expr, op *tok) ast.Expr {
	not := p.accept("NOT")
	if p.accept("DISTINCT") {
		p.expect("FROM")
		d := &ast.IsDistinct{OpSpan: place(op), Left: left, Right: p.value(valueLevel), Not: not}
		d.Span = p.span(start)
		return d
	}
	if truth := p.truth(); truth != nil {
		d := &ast.IsDistinct{OpSpan: place(op), Left: left, Right: truth, Not: !not}
		d.Span = p.span(start)
		return d
	}
	p.expect("NULL")
	n := &ast.IsNull{X: left, OpSpan: place(op), Not: not}
	n.Span = p.span(start)
	return n
}

// truth reads TRUE, FALSE or UNKNOWN after IS, nil if none of them stands here: `x IS TRUE` is `x IS NOT DISTINCT FROM TRUE`,
// and UNKNOWN is a boolean that is NULL.
func (p *parser) truth() ast.Expr {
	start, t := p.pos, p.cur()
	switch t.word {
	case "TRUE", "FALSE":
		p.next()
		return &ast.Bool{Span: p.span(start), Value: t.word == "TRUE"}
	case "UNKNOWN":
		p.next()
		at := p.span(start)
		return &ast.Cast{Span: at, X: &ast.Null{Span: at}, Type: &ast.Type{Span: at, Name: "boolean"}}
	}
	return nil
}

// matching reads `[NOT] BETWEEN …`, `[NOT] IN …` or `[NOT] LIKE …`.
func (p *parser) matching(start int, left ast.Expr) ast.Expr {
	op := place(p.cur())
	not := p.accept("NOT")
	switch {
	case p.accept("BETWEEN"):
		b := &ast.Between{X: left, OpSpan: op, Not: not}
		if b.Symmetric = p.acceptWord("SYMMETRIC"); !b.Symmetric {
			p.acceptWord("ASYMMETRIC")
		}
		b.Low = p.value(valueLevel)
		p.expect("AND")
		b.High = p.value(valueLevel)
		b.Span = p.span(start)
		return b
	case p.accept("IN"):
		in := &ast.In{X: left, OpSpan: op, Not: not}
		p.in(in)
		in.Span = p.span(start)
		return in
	case p.accept("LIKE"):
		l := &ast.Like{X: left, OpSpan: op, Not: not, Pattern: p.value(valueLevel)}
		if p.accept("ESCAPE") {
			l.Escape = p.value(valueLevel)
		}
		l.Span = p.span(start)
		return l
	}
	p.mismatch()
	return left
}

// acceptWord goes past w, which is no word of Trino's language but one that Athena knows in this place; it must be
// followed by something that begins a value.
func (p *parser) acceptWord(w string) bool {
	t, next := p.cur(), p.ahead(1)
	if t.kind != name || len(t.word) != 0 || !sameWord(p.src(t), w) {
		return false
	}
	switch {
	case next.kind == operator && next.word != "(" && next.word != "-" && next.word != "?", next.word == "AND", next.kind == eof:
		return false
	}
	p.next()
	return true
}

// in reads the parentheses of IN. `IN ((SELECT 1))` is a list of one subquery.
func (p *parser) in(in *ast.In) {
	if !p.at("(") {
		p.mismatch()
		return
	}
	inner := p.ahead(1)
	single := inner.word == "(" && p.toks[min(int(inner.match)+1, len(p.toks)-1)].word == ")"
	if p.opensQuery(p.pos) && !single {
		in.Query = p.parenQuery()
		return
	}
	p.next()
	p.note("<query>")
	in.List = p.exprs()
	p.expect(")")
}
