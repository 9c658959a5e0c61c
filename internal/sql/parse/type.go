package parse

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// typ reads a type in the spelling of DML.
func (p *parser) typ() *ast.Type {
	p.rule("<type>")
	start := p.pos
	if !p.enter() {
		return &ast.Type{}
	}
	defer p.leave()
	t := p.baseType()
	t.Span = p.span(start)
	for p.accept("ARRAY") {
		if p.accept("[") {
			p.integer()
			p.expect("]")
		}
		t = &ast.Type{Span: p.span(start), Name: "array", Args: []ast.TypeArg{{Type: t}}}
		p.links++
	}
	return t
}

// baseType reads a type without `ARRAY` after it.
func (p *parser) baseType() *ast.Type {
	next := p.ahead(1)
	switch p.cur().word {
	case "ROW":
		if next.word == "(" {
			return p.rowType()
		}
	case "INTERVAL":
		if isUnit(next.word) {
			p.next()
			t := &ast.Type{Name: "interval " + p.unit()}
			if p.accept("TO") {
				t.Name += " to " + p.unit()
			}
			return t
		}
	case "TIMESTAMP", "TIME":
		return p.timeType()
	case "DOUBLE":
		if next.word == "PRECISION" {
			p.pos += 2
			return &ast.Type{Name: "double"}
		}
	case "ARRAY", "MAP":
		if next.word == "<" {
			return p.legacyType()
		}
	}
	t := &ast.Type{Name: p.name().Lower()}
	if p.accept("(") {
		t.Args = append(t.Args, p.typeArg())
		for p.accept(",") {
			t.Args = append(t.Args, p.typeArg())
		}
		p.expect(")")
	}
	return t
}

// legacyType reads `array<type>` or `map<type, type>`.
func (p *parser) legacyType() *ast.Type {
	t := &ast.Type{Name: strings.ToLower(p.cur().word)}
	p.next()
	p.expect("<")
	t.Args = append(t.Args, ast.TypeArg{Type: p.typ()})
	if t.Name == "map" {
		p.expect(",")
		t.Args = append(t.Args, ast.TypeArg{Type: p.typ()})
	}
	p.expect(">")
	return t
}

// timeType reads `TIME|TIMESTAMP [(p)] [WITH|WITHOUT TIME ZONE]`.
func (p *parser) timeType() *ast.Type {
	t := &ast.Type{Name: strings.ToLower(p.cur().word)}
	p.next()
	if p.accept("(") {
		t.Args = []ast.TypeArg{p.typeArg()}
		p.expect(")")
	}
	switch {
	case p.at("WITH") && p.ahead(1).word == "TIME":
		p.next()
		p.expect("TIME", "ZONE")
		t.Name += " with time zone"
	case p.at("WITHOUT") && p.ahead(1).word == "TIME":
		p.next()
		p.expect("TIME", "ZONE")
	}
	return t
}

// typeArg reads a number or a type.
func (p *parser) typeArg() ast.TypeArg {
	if p.cur().kind == integer {
		n := p.integer()
		return ast.TypeArg{Number: &n}
	}
	p.note("<integer>")
	return ast.TypeArg{Type: p.typ()}
}

// integer reads a whole number.
func (p *parser) integer() int {
	if p.cur().kind != integer {
		p.note("<integer>")
		p.mismatch()
		return 0
	}
	n, err := strconv.Atoi(p.number("").Text)
	if err != nil {
		return 0 // number has complained
	}
	return n
}

// rowType reads `ROW(field, …)`.
func (p *parser) rowType() *ast.Type {
	p.expect("ROW", "(")
	t := &ast.Type{Name: "row"}
	for more := true; more; more = p.accept(",") {
		start := p.pos
		var f ast.RowField
		if p.namesField() {
			id := p.name()
			f.Name = &id
		}
		f.Type = p.typ()
		f.Span = p.span(start)
		t.Fields = append(t.Fields, f)
	}
	p.expect(")")
	return t
}

// namesField reports whether the name that stands here is the name of a field and not its type.
func (p *parser) namesField() bool {
	next, after := p.ahead(1), p.ahead(2)
	if !isName(p.cur()) || !isName(next) {
		return false
	}
	ends := after.word == "," || after.word == ")"
	switch p.cur().word {
	case "INTERVAL":
		if isUnit(next.word) {
			return false
		}
	case "DOUBLE":
		if next.word == "PRECISION" {
			return false
		}
	case "TIME", "TIMESTAMP":
		if next.word == "WITHOUT" {
			return false
		}
	}
	// `bigint ARRAY` is an array of bigint.
	return next.word != "ARRAY" || !ends && after.word != "[" && after.word != "ARRAY"
}
