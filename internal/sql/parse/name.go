package parse

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// isName reports whether t can be a name.
func isName(t *tok) bool {
	return t.kind >= name && t.kind <= digitName || t.kind == word && !t.reserved
}

// atName reports whether a name stands here.
func (p *parser) atName() bool {
	if isName(p.cur()) {
		return true
	}
	p.note("<identifier>")
	return false
}

// name reads one name.
func (p *parser) name() ast.Ident {
	if !p.atName() {
		p.mismatch()
		return ast.Ident{}
	}
	t := p.cur()
	p.next()
	return p.ident(t)
}

// ident returns the name that t is, and complains about names that Athena refuses.
func (p *parser) ident(t *tok) ast.Ident {
	id := ast.Ident{Span: place(t), Name: p.src(t)}
	switch t.kind { //nolint:exhaustive // the other kinds need no care
	case quoted:
		id.Quoted, id.Name = true, unquote(id.Name)
		if id.Name == "" {
			p.complain(diag.New(diag.SyntaxError, id.Span, "Zero-length delimited identifier not allowed"))
		}
	case backquoted:
		id.Quoted, id.Name = true, unquote(id.Name)
		if !p.hive {
			p.complain(diag.New(diag.SyntaxError, id.Span,
				"backquoted identifiers are not supported; use double quotes to quote identifiers"))
		}
	case digitName:
		p.complain(diag.New(diag.SyntaxError, id.Span,
			"identifiers must not start with a digit; surround the identifier with double quotes"))
	}
	return id
}

// unquote returns what stands between the quotes of s, with doubled quotes undone.
func unquote(s string) string {
	quote, inner := s[:1], s[1:len(s)-1]
	if strings.Contains(inner, quote) {
		return strings.ReplaceAll(inner, quote+quote, quote)
	}
	return inner
}

// qualified reads `a.b.c`.
func (p *parser) qualified() ast.Name {
	start := p.pos
	n := ast.Name{Parts: []ast.Ident{p.name()}}
	for p.accept(".") {
		n.Parts = append(n.Parts, p.name())
	}
	n.Span = p.span(start)
	return n
}

// names reads `(a, b, …)`.
func (p *parser) names() []ast.Ident {
	p.expect("(")
	return p.namesTail()
}

// namesTail reads `a, b, …)`.
func (p *parser) namesTail() []ast.Ident {
	list := []ast.Ident{p.name()}
	for p.accept(",") {
		list = append(list, p.name())
	}
	p.expect(")")
	return list
}

// atAlias reports whether a name without AS stands here, and not a clause that begins with a word that can be a name.
func (p *parser) atAlias() bool {
	if !p.atName() {
		return false
	}
	next := p.ahead(1)
	switch p.cur().word {
	case "LIMIT", "OFFSET":
		return endsAlias(next)
	case "FETCH":
		return next.word != "FIRST" && next.word != "NEXT"
	case "WINDOW":
		return !isName(next) || p.ahead(2).word != "AS"
	case "TABLESAMPLE":
		return next.word != "BERNOULLI" && next.word != "SYSTEM"
	case "MATCH_RECOGNIZE":
		return next.word != "("
	case "AT":
		return next.word != "TIME"
	}
	return true
}

// endsAlias reports whether t can follow an alias, and not LIMIT or OFFSET.
func endsAlias(t *tok) bool {
	if t.kind == operator {
		return t.word != "?" && t.word != "-" && t.word != "+"
	}
	return t.kind == eof || t.reserved
}

// alias reads `[AS] name`, nil if none stands here.
func (p *parser) alias() *ast.Ident {
	if p.accept("AS") || p.atAlias() {
		id := p.name()
		return &id
	}
	return nil
}
