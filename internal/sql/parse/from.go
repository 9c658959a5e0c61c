package parse

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// relation reads an item of FROM with all joins that follow it.
func (p *parser) relation() ast.Rel {
	start := p.pos
	if !p.enter() {
		return &ast.Table{}
	}
	defer p.leave()
	left := p.sampled()
	for {
		j := &ast.Join{Left: left}
		if !p.join(j) {
			return left
		}
		j.Span = p.span(start)
		left = j
		p.links++
	}
}

// join reads what follows the left side of a join into j. It reports false if no join stands here.
func (p *parser) join(j *ast.Join) bool {
	if p.accept("CROSS") {
		p.expect("JOIN")
		j.Kind, j.Right = ast.CrossJoin, p.sampled()
		return true
	}
	j.Natural = p.accept("NATURAL")
	kind, found := p.joinKind()
	if !found {
		if j.Natural {
			p.mismatch()
		}
		return false
	}
	j.Kind = kind
	if j.Natural {
		j.Right = p.sampled()
		return true
	}
	j.Right = p.relation()
	switch {
	case p.accept("ON"):
		j.On = p.expr()
	case p.accept("USING"):
		j.Using = p.names()
	default:
		p.mismatch()
	}
	return true
}

// joinKind reads `[INNER | LEFT [OUTER] | RIGHT [OUTER] | FULL [OUTER]] JOIN`.
func (p *parser) joinKind() (ast.JoinKind, bool) {
	kind := ast.InnerJoin
	switch {
	case p.accept("JOIN"):
		return kind, true
	case p.accept("INNER"):
		p.expect("JOIN")
		return kind, true
	case p.accept("LEFT"):
		kind = ast.LeftJoin
	case p.accept("RIGHT"):
		kind = ast.RightJoin
	case p.accept("FULL"):
		kind = ast.FullJoin
	default:
		return kind, false
	}
	p.accept("OUTER")
	p.expect("JOIN")
	return kind, true
}

// sampled reads a relation with alias, pattern recognition and sample, but without joins.
func (p *parser) sampled() ast.Rel {
	start := p.pos
	rel := p.aliased(start, p.relationPrimary())
	if p.at("MATCH_RECOGNIZE") && p.ahead(1).word == "(" {
		rel = p.aliased(start, p.matchRecognize(start, rel))
	}
	if !p.at("TABLESAMPLE") {
		return rel
	}
	p.next()
	s := &ast.Sample{Rel: rel, Method: strings.ToLower(p.oneOf("BERNOULLI", "SYSTEM"))}
	p.expect("(")
	s.Percent = p.expr()
	p.expect(")")
	s.Span = p.span(start)
	return s
}

// aliased reads the alias of rel, if one follows.
func (p *parser) aliased(start int, rel ast.Rel) ast.Rel {
	id := p.alias()
	if id == nil {
		return rel
	}
	a := &ast.Aliased{Rel: rel, Alias: *id}
	if p.at("(") {
		a.Columns = p.names()
	}
	a.Span = p.span(start)
	return a
}

// relationPrimary reads a table, a subquery, UNNEST, LATERAL, TABLE(…), JSON_TABLE(…) or a join in parentheses.
func (p *parser) relationPrimary() ast.Rel {
	start := p.pos
	switch {
	case p.at("("):
		return p.parenRelation()
	case p.at("LATERAL") && p.ahead(1).word == "(":
		p.next()
		l := &ast.Lateral{Query: p.parenQuery()}
		l.Span = p.span(start)
		return l
	case p.accept("UNNEST"):
		p.expect("(")
		u := &ast.Unnest{Exprs: p.exprs()}
		p.expect(")")
		if p.at("WITH") && p.ahead(1).word == "ORDINALITY" {
			p.pos += 2
			u.Ordinality = true
		}
		u.Span = p.span(start)
		return u
	case p.accept("TABLE"):
		return p.tableFunction(start)
	case p.at("JSON_TABLE"):
		return p.jsonTable()
	}
	return p.table()
}

// parenRelation reads `(query)` or `(relation)`.
func (p *parser) parenRelation() ast.Rel {
	start := p.pos
	if p.opensQuery(p.pos) {
		s := &ast.Subquery{Query: p.parenQuery()}
		s.Span = p.span(start)
		return s
	}
	p.next()
	p.note("<query>")
	r := &ast.ParenRel{Rel: p.relation()}
	p.expect(")")
	r.Span = p.span(start)
	return r
}

// table reads `name [FOR TIMESTAMP|VERSION AS OF x]`.
func (p *parser) table() ast.Rel {
	start := p.pos
	t := &ast.Table{Name: p.qualified()}
	if p.at("FOR") {
		p.next()
		t.VersionKind = strings.ToLower(p.oneOf("TIMESTAMP", "VERSION"))
		p.expect("AS", "OF")
		t.Version = p.value(valueLevel)
	}
	t.Span = p.span(start)
	return t
}

// opensQuery reports whether a parenthesis stands at index i that encloses a query, and not an expression or a join that begins
// with one: in `((SELECT 1) UNION SELECT 2)` it does, in `((SELECT 1) + 1)` and `((SELECT 1) t JOIN u ON …)` not.
func (p *parser) opensQuery(i int) bool {
	if p.toks[i].word != "(" {
		return false
	}
	inner := i
	for p.toks[inner+1].word == "(" {
		inner++
	}
	switch p.toks[inner+1].word {
	case "SELECT", "WITH", "VALUES", "TABLE":
	default:
		return false
	}
	for k := inner; k > i; k-- {
		end := p.toks[k].match
		if end == 0 {
			return true
		}
		switch p.toks[end+1].word {
		case ")", "UNION", "INTERSECT", "EXCEPT", "ORDER", "OFFSET", "LIMIT", "FETCH":
		default:
			return false
		}
	}
	return true
}
