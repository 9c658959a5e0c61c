package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// How tightly the binary operators bind. Predicates stand between AND and ||, and do not chain.
const (
	orLevel     = 1
	andLevel    = 2
	concatLevel = 3
	sumLevel    = 4
	mulLevel    = 5

	valueLevel = concatLevel // the loosest operator of what Trino calls a value expression
)

// level returns how tightly the operator w binds, 0 for what is none.
func level(w string) int {
	switch w {
	case "OR":
		return orLevel
	case "AND":
		return andLevel
	case "||":
		return concatLevel
	case "+", "-":
		return sumLevel
	case "*", "/", "%":
		return mulLevel
	}
	return 0
}

// exprs reads `x, y, …`.
func (p *parser) exprs() []ast.Expr {
	list := []ast.Expr{p.expr()}
	for p.accept(",") {
		list = append(list, p.expr())
	}
	return list
}

// expr reads any expression.
func (p *parser) expr() ast.Expr {
	p.rule("<expression>")
	if !p.enter() {
		return &ast.Null{}
	}
	x := p.logical(orLevel)
	p.leave()
	return x
}

// logical reads conditions joined by OR and AND, as far as they bind at least as tightly as least.
func (p *parser) logical(least int) ast.Expr {
	start := p.pos
	left := p.condition()
	for {
		t := p.cur()
		binds := level(t.word)
		if binds == 0 || binds > andLevel {
			p.note("'AND'")
			p.note("'OR'")
			return left
		}
		if binds < least {
			return left
		}
		p.next()
		b := &ast.BinaryOp{Op: t.word, OpSpan: place(t), Left: left, Right: p.logical(binds + 1)}
		b.Span = p.span(start)
		left = b
		p.links++
	}
}

// condition reads `NOT condition` or a value with at most one predicate.
func (p *parser) condition() ast.Expr {
	start := p.pos
	if p.cur().word != "NOT" {
		return p.predicate(start, p.value(valueLevel))
	}
	if !p.enter() {
		return &ast.Null{}
	}
	p.next()
	p.rule("<expression>")
	n := &ast.Unary{Op: "NOT", X: p.condition()}
	p.leave()
	n.Span = p.span(start)
	return n
}

// value reads operands joined by arithmetic operators and ||, as far as they bind at least as tightly as least.
func (p *parser) value(least int) ast.Expr {
	p.rule("<expression>")
	start := p.pos
	left := p.signed()
	for {
		t := p.cur()
		binds := level(t.word)
		if binds < valueLevel {
			p.noteOperators()
			return left
		}
		if binds < least {
			return left
		}
		p.next()
		b := &ast.BinaryOp{Op: t.word, OpSpan: place(t), Left: left, Right: p.value(binds + 1)}
		b.Span = p.span(start)
		left = b
		p.links++
	}
}

// noteOperators notes the operators that could stand here.
func (p *parser) noteOperators() {
	if p.trace {
		for _, op := range []string{"'%'", "'*'", "'+'", "'-'", "'/'", "'||'"} {
			p.note(op)
		}
	}
}

// signed reads a primary expression with signs before it and AT TIME ZONE after it. A minus before a number belongs
// to the number, as -9223372036854775808 needs it.
func (p *parser) signed() ast.Expr {
	start, t := p.pos, p.cur()
	if t.word == "-" && isNumber(p.ahead(1)) {
		p.next()
		return p.zoned(start, p.postfix(start, p.number("-")))
	}
	if t.word != "-" && t.word != "+" {
		return p.zoned(start, p.postfix(start, p.primary()))
	}
	if !p.enter() {
		return &ast.Null{}
	}
	p.next()
	p.rule("<expression>")
	u := &ast.Unary{Op: t.word, X: p.signed()}
	p.leave()
	u.Span = p.span(start)
	return u
}

// zoned reads `AT TIME ZONE zone` after x, as often as it follows.
func (p *parser) zoned(start int, x ast.Expr) ast.Expr {
	for p.at("AT") && p.ahead(1).word == "TIME" {
		op := place(p.cur())
		p.next()
		p.expect("TIME", "ZONE")
		z := &ast.AtTimeZone{X: x, OpSpan: op}
		if p.at("INTERVAL") {
			z.Zone = p.interval()
		} else {
			z.Zone = p.stringLiteral()
		}
		z.Span = p.span(start)
		x = z
		p.links++
	}
	return x
}

// postfix reads subscripts and fields after x.
func (p *parser) postfix(start int, x ast.Expr) ast.Expr {
	for {
		switch {
		case p.accept("["):
			if !p.enter() {
				return x
			}
			s := &ast.Subscript{X: x, Index: p.value(valueLevel)}
			p.leave()
			p.expect("]")
			s.Span = p.span(start)
			x = s
		case p.at(".") && p.ahead(1).word == "TRIM" && p.ahead(2).word == "(":
			p.next()
			fn := p.cur()
			p.next()
			x = p.method(start, x, p.wordName(fn))
		case p.at(".") && p.ahead(1).word != "*":
			p.next()
			p.note("'*'")
			id := p.name()
			if p.cur().word == "(" {
				x = p.method(start, x, ast.Name{Span: id.Span, Parts: []ast.Ident{id}})
				break
			}
			x = &ast.Field{Span: p.span(start), X: x, Name: id}
		default:
			return x
		}
		p.links++
	}
}

// method reads the parentheses of `x.fn(…)`: a call with x as the first argument.
func (p *parser) method(start int, x ast.Expr, fn ast.Name) ast.Expr {
	c := &ast.Call{Name: fn, Method: true, Args: []ast.Expr{x}}
	p.expect("(")
	for more := !p.at(")"); more; more = p.accept(",") {
		c.Args = append(c.Args, p.argument())
	}
	p.expect(")")
	c.Span = p.span(start)
	return c
}

// primary reads an expression that no operator divides.
func (p *parser) primary() ast.Expr {
	p.rule("<expression>")
	t := p.cur()
	switch {
	case t.kind == word && t.reserved:
		return p.reservedExpr()
	case t.kind == word:
		return p.wordExpr()
	case isName(t):
		return p.named()
	case isNumber(t):
		return p.number("")
	case isString(t):
		return p.stringLiteral()
	case t.kind == binary:
		return p.binaryLiteral()
	case t.word == "?":
		return p.param()
	case t.word == "(":
		return p.paren()
	case t.word == "[":
		return p.elements(p.pos)
	}
	p.mismatch()
	return &ast.Null{}
}

// reservedExpr reads an expression that begins with a reserved word.
func (p *parser) reservedExpr() ast.Expr {
	start, t := p.pos, p.cur()
	switch t.word {
	case "NULL":
		p.next()
		return &ast.Null{Span: p.span(start)}
	case "TRUE", "FALSE":
		p.next()
		return &ast.Bool{Span: p.span(start), Value: t.word == "TRUE"}
	case "CASE":
		return p.caseExpr()
	case "CAST":
		return p.cast(false)
	case "EXISTS":
		p.next()
		e := &ast.Exists{Query: p.parenQuery()}
		e.Span = p.span(start)
		return e
	case "EXTRACT":
		return p.extract()
	case "NORMALIZE":
		return p.normalize()
	case "TRIM":
		return p.trim()
	case "LISTAGG":
		p.next()
		return p.call(start, p.wordName(t), "")
	case "GROUPING":
		return p.groupingCall()
	case "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "CURRENT_USER",
		"CURRENT_CATALOG", "CURRENT_SCHEMA", "CURRENT_PATH":
		return p.special()
	case "JSON_EXISTS", "JSON_VALUE", "JSON_QUERY", "JSON_OBJECT", "JSON_ARRAY":
		return p.jsonCall()
	}
	p.mismatch()
	return &ast.Null{}
}

// wordExpr reads an expression that begins with a word that can also be a name.
func (p *parser) wordExpr() ast.Expr {
	next := p.ahead(1)
	switch p.cur().word {
	case "INTERVAL":
		if p.beginsInterval() {
			return p.interval()
		}
	case "ROW":
		if next.word == "(" {
			return p.row()
		}
	case "ARRAY":
		if next.word == "[" {
			return p.array()
		}
	case "TRY_CAST":
		if next.word == "(" {
			return p.cast(true)
		}
	case "POSITION":
		if next.word == "(" {
			return p.position()
		}
	case "SUBSTRING":
		if next.word == "(" {
			return p.substring()
		}
	case "RUNNING", "FINAL":
		if isName(next) && (p.ahead(2).word == "(" || p.ahead(2).word == ".") || next.word == "LISTAGG" {
			mode := p.cur().word
			start := p.pos
			p.next()
			return p.call(start, p.callName(), mode)
		}
	case "DOUBLE":
		if next.word == "PRECISION" && isString(p.ahead(2)) {
			return p.typedLiteral()
		}
	}
	return p.named()
}

// callName reads the name of a function, which may be LISTAGG.
func (p *parser) callName() ast.Name {
	if t := p.cur(); t.word == "LISTAGG" {
		p.next()
		return p.wordName(t)
	}
	return p.qualified()
}

// named reads a column, a call, a lambda with one parameter or a typed literal.
func (p *parser) named() ast.Expr {
	start := p.pos
	switch next := p.ahead(1); {
	case isString(next):
		return p.typedLiteral()
	case next.word == "->":
		l := &ast.Lambda{Params: []ast.Ident{p.name()}}
		p.next()
		l.Body = p.expr()
		l.Span = p.span(start)
		return l
	}
	if next := p.ahead(1); next.word == "(" && sameWord(p.src(p.cur()), "OVERLAY") {
		return p.overlay()
	}
	parts := []ast.Ident{p.name()}
	for p.at(".") && p.ahead(1).word != "*" {
		p.next()
		p.note("'*'")
		parts = append(parts, p.name())
	}
	span := p.span(start)
	switch {
	case p.cur().word == "(":
		return p.call(start, ast.Name{Span: span, Parts: parts}, "")
	case len(parts) == 1 && p.cur().word == "OVER" && (p.ahead(1).word == "(" || isName(p.ahead(1))):
		m := &ast.WindowMeasure{Name: parts[0], Over: p.over()}
		m.Span = p.span(start)
		return m
	}
	return &ast.ColumnRef{Span: span, Parts: parts}
}

// paren reads what begins with a parenthesis: a query, a lambda, a row or an expression.
func (p *parser) paren() ast.Expr {
	start := p.pos
	if p.opensQuery(start) {
		s := &ast.SubqueryExpr{Query: p.parenQuery()}
		s.Span = p.span(start)
		return s
	}
	if p.opensLambda() {
		return p.lambda()
	}
	p.next()
	p.note("<query>")
	first := p.expr()
	if !p.at(",") {
		p.expect(")")
		return &ast.Paren{Span: p.span(start), X: first}
	}
	r := &ast.Row{Elems: []ast.Expr{first}}
	for p.accept(",") {
		r.Elems = append(r.Elems, p.expr())
	}
	p.expect(")")
	r.Span = p.span(start)
	return r
}

// opensLambda reports whether the parenthesis that stands here encloses the parameters of a lambda.
func (p *parser) opensLambda() bool {
	end := int(p.cur().match)
	return end > 0 && p.toks[end+1].word == "->"
}

// lambda reads `(x, y) -> body`.
func (p *parser) lambda() ast.Expr {
	start := p.pos
	p.next()
	l := &ast.Lambda{}
	if !p.accept(")") {
		l.Params = p.namesTail()
	}
	p.expect("->")
	l.Body = p.expr()
	l.Span = p.span(start)
	return l
}

// row reads `ROW(…)`.
func (p *parser) row() ast.Expr {
	start := p.pos
	p.expect("ROW", "(")
	r := &ast.Row{Explicit: true, Elems: p.exprs()}
	p.expect(")")
	r.Span = p.span(start)
	return r
}

// array reads `ARRAY[…]`.
func (p *parser) array() ast.Expr {
	start := p.pos
	p.expect("ARRAY")
	return p.elements(start)
}

// elements reads `[…]`, the elements of an array.
func (p *parser) elements(start int) ast.Expr {
	a := &ast.Array{}
	if !p.enter() {
		return a
	}
	defer p.leave()
	p.expect("[")
	if !p.at("]") {
		a.Elems = p.exprs()
	}
	p.expect("]")
	a.Span = p.span(start)
	return a
}

// caseExpr reads CASE … END.
func (p *parser) caseExpr() ast.Expr {
	start := p.pos
	p.expect("CASE")
	c := &ast.Case{}
	if !p.at("WHEN") {
		c.Operand = p.expr()
	}
	for more := true; more; more = p.at("WHEN") {
		at := p.pos
		p.expect("WHEN")
		w := ast.When{Cond: p.expr()}
		p.expect("THEN")
		w.Result = p.expr()
		w.Span = p.span(at)
		c.Whens = append(c.Whens, w)
	}
	if p.accept("ELSE") {
		c.Else = p.expr()
	}
	p.expect("END")
	c.Span = p.span(start)
	return c
}

// cast reads `CAST(x AS type)` or `TRY_CAST(x AS type)`.
func (p *parser) cast(try bool) ast.Expr {
	start := p.pos
	p.next()
	p.expect("(")
	c := &ast.Cast{Try: try, X: p.expr()}
	p.expect("AS")
	c.Type = p.typ()
	p.expect(")")
	c.Span = p.span(start)
	return c
}

// param reads `?`.
func (p *parser) param() ast.Expr {
	t := p.cur()
	p.next()
	p.params++
	return &ast.Param{Span: place(t), Index: p.params - 1}
}

// isNumber and isString report whether t is a literal of that kind.
func isNumber(t *tok) bool { return t.kind == integer || t.kind == decimal || t.kind == double }
func isString(t *tok) bool { return t.kind == text || t.kind == unicode }

// sameWord reports whether s is the upper-case word w in any case.
func sameWord(s, w string) bool {
	if len(s) != len(w) {
		return false
	}
	for i := range len(s) {
		if s[i]&^0x20 != w[i] {
			return false
		}
	}
	return true
}
