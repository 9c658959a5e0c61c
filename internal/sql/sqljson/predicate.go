package sqljson

import "slices"

// either reads conditions between ||.
func (p *parser) either() Predicate {
	defer func() { p.depth-- }()
	left := Predicate(&Found{X: Context{}})
	if !p.deeper() {
		return left
	}
	left = p.both()
	for n := 0; p.accept(mark, "||"); n++ {
		if n > MaxDepth {
			p.fail(p.cur().at, "the path is too long")
		}
		left = &Either{L: left, R: p.both()}
	}
	return left
}

// both reads conditions between &&.
func (p *parser) both() Predicate {
	left := p.condition()
	for n := 0; p.accept(mark, "&&"); n++ {
		if n > MaxDepth {
			p.fail(p.cur().at, "the path is too long")
		}
		left = &Both{L: left, R: p.condition()}
	}
	return left
}

// condition reads one condition. What begins with a parenthesis may be a condition or an expression: it is tried as a condition
// first, and read again as an expression where that fails or an operator follows.
func (p *parser) condition() Predicate {
	switch {
	case p.accept(mark, "!"):
		return &Not{X: p.delimited()}
	case p.at(word, "exists"):
		return p.delimited()
	case p.at(mark, "("):
		if inner, ok := p.tryDelimited(); ok {
			return inner
		}
	}
	return p.comparison()
}

// delimited reads (condition) or exists(path).
func (p *parser) delimited() Predicate {
	if p.accept(word, "exists") {
		p.expect(mark, "(")
		x := p.sum()
		p.expect(mark, ")")
		return &Found{X: x}
	}
	p.expect(mark, "(")
	x := p.either()
	p.expect(mark, ")")
	return x
}

// tryDelimited reads (condition) [is unknown], or reads nothing and reports false. Trying costs no more than the text is long for
// each level of parentheses, of which there are at most MaxDepth, as a level that is no condition fails at its first operator.
func (p *parser) tryDelimited() (Predicate, bool) {
	if p.isExpression() {
		return nil, false
	}
	x := p.delimited()
	if p.accept(word, "is") {
		p.expect(word, "unknown")
		return &Unknown{X: x}, true
	}
	return x, true
}

// isExpression tells whether the parenthesis that begins here holds an expression: inside it, outside of filters, there is no mark of a
// condition.
func (p *parser) isExpression() bool {
	depth, filter := 0, 0
	for i := p.pos; i < len(p.tokens); i++ {
		t := p.tokens[i]
		if t.kind == mark && t.text == "?" && filter == 0 {
			filter = depth + 1
		}
		if t.kind == mark && t.text == "(" {
			depth++
		}
		if t.kind == mark && t.text == ")" {
			depth--
			if depth == 0 {
				return true
			}
			if filter == depth+1 {
				filter = 0
			}
			continue
		}
		if filter == 0 && isConditionMark(t) && !isMark(p.tokens[i-1], ".", "..") {
			return false
		}
	}
	return true
}

// isMark tells whether a token is one of some marks: a word behind a dot is a name.
func isMark(t lexeme, marks ...string) bool { return t.kind == mark && slices.Contains(marks, t.text) }

// isConditionMark tells whether a token can stand in a condition and not in an expression.
func isConditionMark(t lexeme) bool {
	if t.kind == word {
		return t.text == "exists" || t.text == "starts" || t.text == "like_regex" || t.text == "is"
	}
	return isMark(t, "&&", "||", "==", "<>", "!=", "<", ">", "<=", ">=", "!")
}

// comparison reads l op r, x starts with prefix.
func (p *parser) comparison() Predicate {
	left := p.sum()
	t := p.cur()
	if p.bad == nil && t.kind == mark {
		switch t.text {
		case "==", "<>", "<", "<=", ">", ">=":
			p.pos++
			return &Compare{Op: t.text, L: left, R: p.sum()}
		case "!=":
			p.pos++
			return &Compare{Op: "<>", L: left, R: p.sum()}
		}
	}
	switch {
	case p.accept(word, "starts"):
		p.expect(word, "with")
		if k := p.cur().kind; k != quoted && k != named {
			p.unexpected("STRING, NAMED_VARIABLE")
		}
		return &Starts{X: left, Prefix: p.primary()}
	case p.at(word, "like_regex"):
		p.unsupported(t.at, "like_regex predicate")
	default:
		p.unexpected("'==', '<>', '<', '<=', '>', '>='")
	}
	return &Found{X: left}
}
