package parse

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// matchRecognize reads MATCH_RECOGNIZE after rel.
func (p *parser) matchRecognize(start int, rel ast.Rel) ast.Rel {
	p.expect("MATCH_RECOGNIZE", "(")
	m := &ast.MatchRecognize{Rel: rel}
	if p.accept("PARTITION") {
		p.expect("BY")
		m.PartitionBy = p.exprs()
	}
	if p.accept("ORDER") {
		p.expect("BY")
		m.OrderBy = p.sortItems()
	}
	m.Measures = p.measures()
	m.Rows = p.rowsPerMatch()
	m.Skip = p.skipTo()
	p.matchingTail(&m.Matching, false)
	p.expect(")")
	m.Span = p.span(start)
	return m
}

// measures reads `MEASURES x AS name, …`.
func (p *parser) measures() []ast.Measure {
	if !p.accept("MEASURES") {
		return nil
	}
	var list []ast.Measure
	for more := true; more; more = p.accept(",") {
		start := p.pos
		m := ast.Measure{X: p.expr()}
		p.expect("AS")
		m.Name = p.name()
		m.Span = p.span(start)
		list = append(list, m)
	}
	return list
}

// rowsPerMatch reads `ONE ROW PER MATCH` or `ALL ROWS PER MATCH …`.
func (p *parser) rowsPerMatch() ast.RowsPerMatch {
	switch {
	case p.accept("ONE"):
		p.expect("ROW", "PER", "MATCH")
		return ast.OneRowPerMatch
	case !p.accept("ALL"):
		return ast.RowsPerMatchDefault
	}
	p.expect("ROWS", "PER", "MATCH")
	switch {
	case p.accept("SHOW"):
		p.expect("EMPTY", "MATCHES")
		return ast.AllRowsShowEmpty
	case p.accept("OMIT"):
		p.expect("EMPTY", "MATCHES")
		return ast.AllRowsOmitEmpty
	case p.accept("WITH"):
		p.expect("UNMATCHED", "ROWS")
		return ast.AllRowsWithUnmatched
	}
	return ast.AllRowsPerMatch
}

// skipTo reads `AFTER MATCH SKIP …`, nil if it does not stand here.
func (p *parser) skipTo() *ast.SkipTo {
	start := p.pos
	if !p.accept("AFTER") {
		return nil
	}
	p.expect("MATCH", "SKIP")
	s := &ast.SkipTo{}
	switch {
	case p.accept("PAST"):
		p.expect("LAST", "ROW")
	case !p.expect("TO"):
	case p.at("NEXT") && p.ahead(1).word == "ROW":
		p.pos += 2
		s.Kind = ast.SkipToNextRow
	default:
		s.Kind = ast.SkipToLast
		if isName(p.ahead(1)) && !endsSkip(p.ahead(1).word) {
			if p.oneOf("FIRST", "LAST") == "FIRST" {
				s.Kind = ast.SkipToFirst
			}
		}
		id := p.name()
		s.Variable = &id
	}
	s.Span = p.span(start)
	return s
}

// endsSkip reports whether w begins the clause after AFTER MATCH SKIP.
func endsSkip(w string) bool {
	switch w {
	case "INITIAL", "SEEK", "PATTERN", "SUBSET", "DEFINE":
		return true
	}
	return false
}

// matchingTail reads `[INITIAL|SEEK] [PATTERN (…)] [SUBSET …] [DEFINE …]` into m. Outside of windows PATTERN and DEFINE
// must be there.
func (p *parser) matchingTail(m *ast.Matching, window bool) {
	for _, w := range []string{"INITIAL", "SEEK"} {
		if m.Initial == "" && p.accept(w) {
			m.Initial = w
		}
	}
	if !window || p.at("PATTERN") {
		p.expect("PATTERN", "(")
		m.Pattern = p.pattern()
		p.expect(")")
	}
	if p.accept("SUBSET") {
		m.Subsets = p.subsets()
	}
	if !window || p.at("DEFINE") {
		p.expect("DEFINE")
		m.Defines = p.defines()
	}
}

// subsets reads `name = (a, b), …`.
func (p *parser) subsets() []ast.Subset {
	var list []ast.Subset
	for more := true; more; more = p.accept(",") {
		start := p.pos
		s := ast.Subset{Name: p.name()}
		p.expect("=")
		s.Members = p.names()
		s.Span = p.span(start)
		list = append(list, s)
	}
	return list
}

// defines reads `name AS condition, …`.
func (p *parser) defines() []ast.Define {
	var list []ast.Define
	for more := true; more; more = p.accept(",") {
		start := p.pos
		d := ast.Define{Name: p.name()}
		p.expect("AS")
		d.Cond = p.expr()
		d.Span = p.span(start)
		list = append(list, d)
	}
	return list
}

// pattern reads `a b | c d`.
func (p *parser) pattern() ast.Pattern {
	start := p.pos
	if !p.enter() {
		return &ast.PatternEmpty{}
	}
	defer p.leave()
	items := []ast.Pattern{p.patternSeq()}
	for p.accept("|") {
		items = append(items, p.patternSeq())
	}
	if len(items) == 1 {
		return items[0]
	}
	return &ast.PatternAlt{Span: p.span(start), Items: items}
}

// patternSeq reads patterns one after the other.
func (p *parser) patternSeq() ast.Pattern {
	start := p.pos
	items := []ast.Pattern{p.patternTerm()}
	for p.atPattern() {
		items = append(items, p.patternTerm())
	}
	if len(items) == 1 {
		return items[0]
	}
	return &ast.PatternSeq{Span: p.span(start), Items: items}
}

// atPattern reports whether a pattern begins here.
func (p *parser) atPattern() bool {
	return p.at("(") || p.at("^") || p.at("$") || p.at("{-") || p.atName()
}

// patternTerm reads a pattern with its quantifier.
func (p *parser) patternTerm() ast.Pattern {
	start := p.pos
	x := p.patternPrimary()
	r := &ast.PatternRepeat{X: x, Max: -1}
	switch {
	case p.accept("*"):
	case p.accept("+"):
		r.Min = 1
	case p.accept("?"):
		r.Max = 1
	case p.accept("{"):
		p.patternRange(r)
	default:
		return x
	}
	r.Reluctant = p.accept("?")
	r.Span = p.span(start)
	return r
}

// patternRange reads `n}`, `n,}`, `,m}` or `n,m}` into r.
func (p *parser) patternRange(r *ast.PatternRepeat) {
	start := p.pos
	if p.cur().kind == integer {
		r.Min = p.integer()
		r.Max = r.Min
	}
	if p.pos == start || p.at(",") {
		p.expect(",")
		r.Max = -1
		if p.cur().kind == integer {
			r.Max = p.integer()
		}
	}
	if r.Max >= 0 && r.Max < r.Min {
		p.complainLate(diag.New(diag.SyntaxError, p.span(start), "Pattern quantifier lower bound must not exceed upper bound"))
	}
	p.expect("}")
}

// patternPrimary reads a variable, an anchor, a group or PERMUTE.
func (p *parser) patternPrimary() ast.Pattern {
	start := p.pos
	switch {
	case p.accept("("):
		if p.accept(")") {
			return &ast.PatternEmpty{Span: p.span(start)}
		}
		x := p.pattern()
		p.expect(")")
		return &ast.PatternGroup{Span: p.span(start), X: x}
	case p.accept("{-"):
		x := p.pattern()
		p.expect("-}")
		return &ast.PatternGroup{Span: p.span(start), X: x, Exclude: true}
	case p.accept("^"):
		return &ast.PatternAnchor{Span: p.span(start), Start: true}
	case p.accept("$"):
		return &ast.PatternAnchor{Span: p.span(start)}
	case p.at("PERMUTE") && p.ahead(1).word == "(":
		p.pos += 2
		x := &ast.PatternPermute{Items: []ast.Pattern{p.pattern()}}
		for p.accept(",") {
			x.Items = append(x.Items, p.pattern())
		}
		p.expect(")")
		x.Span = p.span(start)
		return x
	}
	id := p.name()
	return &ast.PatternVar{Span: id.Span, Name: id}
}
