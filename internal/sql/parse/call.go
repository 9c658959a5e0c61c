package parse

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// call reads the parentheses of a function call and everything that may follow them.
func (p *parser) call(start int, fn ast.Name, mode string) ast.Expr {
	c := &ast.Call{Name: fn, Mode: mode}
	p.expect("(")
	p.arguments(c)
	p.expect(")")
	p.afterCall(c)
	c.Span = p.span(start)
	return c
}

// arguments reads what stands in the parentheses of a call.
func (p *parser) arguments(c *ast.Call) {
	if p.at(")") {
		return
	}
	if p.accept("*") {
		c.Star = true
		return
	}
	if isName(p.cur()) && p.ahead(1).word == "." && p.ahead(2).word == "*" && p.ahead(3).word == ")" {
		start := p.pos
		l := &ast.LabelStar{Label: p.name()}
		p.pos += 2
		l.Span = p.span(start)
		c.Args = []ast.Expr{l}
		return
	}
	if c.Distinct = p.accept("DISTINCT"); !c.Distinct && p.at("ALL") && !p.endsItem(p.ahead(1)) {
		p.next()
	}
	if c.Distinct || !p.at("ORDER") {
		c.Args = []ast.Expr{p.argument()}
		for p.accept(",") {
			c.Args = append(c.Args, p.argument())
		}
	}
	if c.Name.Last() == "listagg" && p.at("ON") {
		p.next()
		c.Overflow = p.overflow()
	}
	if p.accept("ORDER") {
		p.expect("BY")
		c.OrderBy = p.sortItems()
	}
	c.Nulls = p.nullTreatment()
}

// argument reads one argument of a call: `x` or `name => x`.
func (p *parser) argument() ast.Expr {
	if !isName(p.cur()) || p.ahead(1).word != "=>" {
		return p.expr()
	}
	start := p.pos
	a := &ast.NamedArg{Name: p.name()}
	p.next()
	a.X = p.expr()
	a.Span = p.span(start)
	return a
}

// overflow reads what follows ON in LISTAGG.
func (p *parser) overflow() *ast.Overflow {
	start := p.pos
	p.expect("OVERFLOW")
	o := &ast.Overflow{}
	if !p.accept("ERROR") {
		p.expect("TRUNCATE")
		o.Truncate = true
		if p.atString() {
			o.Filler = p.stringLiteral()
		}
		o.Count = p.oneOf("WITH", "WITHOUT") == "WITH"
		p.expect("COUNT")
	}
	o.Span = p.span(start)
	return o
}

// nullTreatment reads IGNORE NULLS or RESPECT NULLS.
func (p *parser) nullTreatment() ast.NullTreatment {
	switch {
	case p.at("IGNORE") && p.ahead(1).word == "NULLS":
		p.pos += 2
		return ast.IgnoreNulls
	case p.at("RESPECT") && p.ahead(1).word == "NULLS":
		p.pos += 2
		return ast.RespectNulls
	}
	return ast.NullTreatmentDefault
}

// afterCall reads WITHIN GROUP, FILTER, IGNORE NULLS and OVER.
func (p *parser) afterCall(c *ast.Call) {
	if p.cur().word == "WITHIN" && p.ahead(1).word == "GROUP" {
		p.pos += 2
		p.expect("(", "ORDER", "BY")
		c.Within = p.sortItems()
		p.expect(")")
	}
	if p.at("FILTER") && p.ahead(1).word == "(" {
		p.next()
		p.expect("(", "WHERE")
		c.Filter = p.expr()
		p.expect(")")
	}
	if n := p.nullTreatment(); n != ast.NullTreatmentDefault {
		c.Nulls = n
	}
	if p.at("OVER") && (p.ahead(1).word == "(" || isName(p.ahead(1))) {
		c.Over = p.over()
	}
}

// over reads `OVER name` or `OVER (window)`.
func (p *parser) over() *ast.Over {
	start := p.pos
	p.expect("OVER")
	o := &ast.Over{}
	if p.accept("(") {
		if p.enter() {
			o.Window = p.window()
			p.leave()
		}
		p.expect(")")
	} else {
		id := p.name()
		o.Name = &id
	}
	o.Span = p.span(start)
	return o
}

// groupingCall reads `GROUPING(column, …)`.
func (p *parser) groupingCall() ast.Expr {
	start := p.pos
	c := &ast.Call{Name: p.wordName(p.cur())}
	p.expect("GROUPING", "(")
	for more := !p.accept(")"); more; {
		n := p.qualified()
		c.Args = append(c.Args, &ast.ColumnRef{Span: n.Span, Parts: n.Parts})
		if more = p.accept(","); !more {
			p.expect(")")
		}
	}
	c.Span = p.span(start)
	return c
}

// special reads a function without parentheses.
func (p *parser) special() ast.Expr {
	start, t := p.pos, p.cur()
	p.next()
	s := &ast.Special{Name: strings.ToLower(t.word)}
	switch t.word {
	case "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP":
		if p.accept("(") {
			n := p.integer()
			s.Precision = &n
			p.expect(")")
		}
	}
	s.Span = p.span(start)
	return s
}

// extractFields are the fields that EXTRACT knows, as its message lists them.
const extractFields = "YEAR, QUARTER, MONTH, WEEK, DAY, DAY_OF_MONTH, DAY_OF_WEEK, DOW, DAY_OF_YEAR, DOY, YEAR_OF_WEEK, YOW, " +
	"HOUR, MINUTE, SECOND, TIMEZONE_MINUTE, TIMEZONE_HOUR"

// isExtractField reports whether EXTRACT knows the field w.
func isExtractField(w string) bool {
	for field := range strings.SplitSeq(extractFields, ", ") {
		if strings.EqualFold(field, w) {
			return true
		}
	}
	return false
}

// extract reads `EXTRACT(field FROM x)`.
func (p *parser) extract() ast.Expr {
	start := p.pos
	p.expect("EXTRACT", "(")
	field := p.name()
	if !p.failed && !isExtractField(field.Lower()) {
		p.complainLate(diag.New(diag.SyntaxError, place(&p.toks[start]), "Invalid EXTRACT field %s, valid fields are: %s", field.Name, extractFields))
	}
	p.expect("FROM")
	e := &ast.Extract{Field: field.Lower(), X: p.value(valueLevel)}
	p.expect(")")
	e.Span = p.span(start)
	return e
}

// normalize reads `NORMALIZE(x [, form])`.
func (p *parser) normalize() ast.Expr {
	start := p.pos
	p.expect("NORMALIZE", "(")
	n := &ast.Normalize{X: p.value(valueLevel)}
	if p.accept(",") {
		n.Form = p.oneOf("NFC", "NFD", "NFKC", "NFKD")
	}
	p.expect(")")
	n.Span = p.span(start)
	return n
}

// trim reads `TRIM([side] [chars] FROM x)`; `TRIM(x)` and `TRIM(x, chars)` are calls.
func (p *parser) trim() ast.Expr {
	start, fn := p.pos, p.cur()
	p.expect("TRIM", "(")
	side := p.trimSide()
	var first ast.Expr
	if p.cur().word != "FROM" {
		first = p.value(valueLevel)
	}
	if side == "" && !p.at("FROM") {
		return p.plainCall(start, fn, first)
	}
	if side == "" && first == nil {
		p.complainLate(diag.New(diag.SyntaxError, place(fn), "The 'trim' function must have specification, char or both arguments when it takes FROM"))
	}
	p.expect("FROM")
	t := &ast.Trim{Side: side, Chars: first, X: p.value(valueLevel)}
	if side == "" {
		t.Side = "BOTH"
	}
	p.expect(")")
	t.Span = p.span(start)
	return t
}

// trimSide reads BOTH, LEADING or TRAILING, "" if none of them stands here or it is a name.
func (p *parser) trimSide() string {
	next := p.ahead(1)
	if next.word != "FROM" && (next.kind == operator && next.word != "(" && next.word != "?" || next.kind == eof) {
		return ""
	}
	for _, w := range []string{"BOTH", "LEADING", "TRAILING"} {
		if p.accept(w) {
			return w
		}
	}
	return ""
}

// position reads `POSITION(sub IN x)`, or a call of a function with that name.
func (p *parser) position() ast.Expr {
	start, fn := p.pos, p.cur()
	p.expect("POSITION", "(")
	if p.cur().word == ")" {
		return p.plainCall(start, fn, nil)
	}
	sub := p.value(valueLevel)
	if !p.accept("IN") {
		return p.plainCall(start, fn, sub)
	}
	x := &ast.Position{Sub: sub, X: p.value(valueLevel)}
	p.expect(")")
	x.Span = p.span(start)
	return x
}

// substring reads `SUBSTRING(x FROM start [FOR length])`; the form with commas is a call.
func (p *parser) substring() ast.Expr {
	start, fn := p.pos, p.cur()
	p.expect("SUBSTRING", "(")
	if p.cur().word == ")" {
		return p.plainCall(start, fn, nil)
	}
	x := p.value(valueLevel)
	if !p.accept("FROM") {
		return p.plainCall(start, fn, x)
	}
	s := &ast.Substring{X: x, Start: p.value(valueLevel)}
	if p.accept("FOR") {
		s.Length = p.value(valueLevel)
	}
	p.expect(")")
	s.Span = p.span(start)
	return s
}

// overlay reads `OVERLAY(x PLACING y FROM start [FOR length])`, which is a call of the function; so is the form with commas.
func (p *parser) overlay() ast.Expr {
	start, fn := p.pos, p.cur()
	p.next()
	p.expect("(")
	if p.cur().word == ")" {
		return p.plainCall(start, fn, nil)
	}
	x := p.value(valueLevel)
	if t := p.cur(); t.kind != name || !sameWord(p.src(t), "PLACING") {
		return p.plainCall(start, fn, x)
	}
	p.next()
	c := &ast.Call{Name: p.wordName(fn), Args: []ast.Expr{x, p.value(valueLevel)}}
	p.expect("FROM")
	c.Args = append(c.Args, p.value(valueLevel))
	if p.accept("FOR") {
		c.Args = append(c.Args, p.value(valueLevel))
	}
	p.expect(")")
	c.Span = p.span(start)
	return c
}

// plainCall reads the rest of a call of the function fn, whose first argument, if any, was read already.
func (p *parser) plainCall(start int, fn *tok, first ast.Expr) ast.Expr {
	c := &ast.Call{Name: p.wordName(fn)}
	if first != nil {
		c.Args = append(c.Args, first)
	}
	for first != nil && p.accept(",") {
		c.Args = append(c.Args, p.argument())
	}
	p.expect(")")
	p.afterCall(c)
	c.Span = p.span(start)
	return c
}

// wordName returns the function name that the word t is.
func (p *parser) wordName(t *tok) ast.Name {
	return ast.Name{Span: place(t), Parts: []ast.Ident{{Span: place(t), Name: p.src(t)}}}
}
