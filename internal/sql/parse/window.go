package parse

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// windows reads the WINDOW clause into s.
func (p *parser) windows(s *ast.Select) {
	if !p.at("WINDOW") || !isName(p.ahead(1)) {
		return
	}
	p.next()
	for more := true; more; more = p.accept(",") {
		start := p.pos
		w := ast.NamedWindow{Name: p.name()}
		p.expect("AS", "(")
		w.Window = p.window()
		p.expect(")")
		w.Span = p.span(start)
		s.Windows = append(s.Windows, w)
	}
}

// window reads what stands between the parentheses of a window.
func (p *parser) window() *ast.Window {
	start := p.pos
	w := &ast.Window{}
	if p.atName() && !p.atWindowClause() {
		id := p.name()
		w.Base = &id
	}
	if p.accept("PARTITION") {
		p.expect("BY")
		w.PartitionBy = p.exprs()
	}
	if p.accept("ORDER") {
		p.expect("BY")
		w.OrderBy = p.sortItems()
	}
	w.Frame = p.frame()
	w.Span = p.span(start)
	if w.End < w.Start || p.pos == start {
		w.Span = token.Span{Start: w.Start, End: w.Start}
	}
	return w
}

// atWindowClause reports whether the name that stands here begins a clause of a window.
func (p *parser) atWindowClause() bool {
	next := p.ahead(1)
	switch p.cur().word {
	case "PARTITION":
		return next.word == "BY"
	case "MEASURES":
		return next.word != ")" && next.word != "PARTITION" && next.word != "ORDER" && next.word != "ROWS" &&
			next.word != "RANGE" && next.word != "GROUPS" && next.word != "MEASURES"
	case "ROWS", "RANGE", "GROUPS":
		return next.word != ")" && next.word != "PARTITION" && next.word != "ORDER"
	}
	return false
}

// frame reads the frame of a window, nil if there is none.
func (p *parser) frame() *ast.Frame {
	start := p.pos
	f := &ast.Frame{Measures: p.measures()}
	switch {
	case p.accept("ROWS"):
		f.Unit = ast.Rows
	case p.accept("RANGE"):
		f.Unit = ast.Range
	case p.accept("GROUPS"):
		f.Unit = ast.Groups
	default:
		if f.Measures != nil {
			p.mismatch()
		}
		return nil
	}
	if p.accept("BETWEEN") {
		f.Start = p.bound()
		p.expect("AND")
		end := p.bound()
		f.End = &end
	} else {
		f.Start = p.bound()
	}
	m := &ast.Matching{Skip: p.skipTo()}
	p.matchingTail(m, true)
	if m.Skip != nil || m.Initial != "" || m.Pattern != nil || m.Subsets != nil || m.Defines != nil {
		f.Matching = m
	}
	f.Span = p.span(start)
	return f
}

// bound reads one end of a frame.
func (p *parser) bound() ast.Bound {
	start := p.pos
	var b ast.Bound
	switch {
	case p.at("UNBOUNDED") && !continues(p.ahead(1)):
		p.next()
		b.Kind = ast.UnboundedPreceding
		if p.oneOf("PRECEDING", "FOLLOWING") == "FOLLOWING" {
			b.Kind = ast.UnboundedFollowing
		}
	case p.at("CURRENT") && p.ahead(1).word == "ROW":
		p.pos += 2
		b.Kind = ast.CurrentRow
	default:
		b.Value = p.value(valueLevel)
		b.Kind = ast.Preceding
		if p.oneOf("PRECEDING", "FOLLOWING") == "FOLLOWING" {
			b.Kind = ast.Following
		}
	}
	b.Span = p.span(start)
	return b
}
