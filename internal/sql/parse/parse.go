// Package parse reads Athena's SQL into ast: Trino's statements and the Hive-like DDL. It promises that it ends for
// every text in time proportional to its length, never panics, and answers a text that it refuses with the message and
// the place that Athena would give. grammar.txt beside it says what it accepts.
//
// A text is cut into tokens once and then read by recursive descent; chains such as `a AND b AND …` are read in a loop.
// When it fails, the same tokens are read a second time, and now every question that the parser asks about the current
// token is written down: what it asked for at the place where it got stuck is what Athena lists after «Expecting:». A
// correct text pays nothing for this.
package parse

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// The limits of a text. Nesting counts what encloses a place: parentheses, subqueries, CASE, function calls. Height
// counts the levels of the finished tree, in which a chain of n operators has n levels.
const (
	MaxBytes   = 262_144
	MaxNesting = 500
	MaxHeight  = 12_000

	maxErrors = 10
)

// Statement reads one statement. A semicolon may follow it. When the list has members, the statement is nil.
func Statement(text string) (ast.Statement, diag.List) {
	return run(text, hiveDDL(text), "<EOF>", (*parser).statement)
}

// Query reads one query.
func Query(text string) (*ast.Query, diag.List) {
	return run(text, false, "<EOF>", (*parser).query)
}

// Expression reads one expression.
func Expression(text string) (ast.Expr, diag.List) {
	return run(text, false, "<EOF>", (*parser).expr)
}

// Type reads one type in the spelling of DML: `decimal(16, 8)`, `array(row(a bigint))`.
func Type(text string) (*ast.Type, diag.List) {
	return run(text, false, "<EOF>", (*parser).typ)
}

// HiveType reads one type in the spelling of Hive's DDL: `decimal(16,8)`, `array<struct<a:bigint>>`.
func HiveType(text string) (*ast.Type, diag.List) {
	return run(text, true, "<EOF>", (*parser).hiveType)
}

// run reads text with rule, and once more to say what is wrong with it.
func run[T ast.Node](src string, hive bool, end string, rule func(*parser) T) (T, diag.List) {
	var none T
	if len(src) > MaxBytes {
		return none, diag.List{diag.New(diag.QueryTextTooLarge, token.Span{},
			"Query text length (%d) exceeds the maximum length (%d)", len(src), MaxBytes)}
	}
	toks := lex(src, hive)
	if i := slices.IndexFunc(toks, func(t tok) bool { return t.word == ";" }); i >= 0 {
		return none, diag.List{diag.New(diag.SyntaxError, place(&toks[i]), "Only one sql statement is allowed. Got: %s", src)}
	}
	p := &parser{text: src, toks: toks, hive: hive}
	out := rule(p)
	p.end(end)
	if p.failed || len(p.diags) > 0 || len(p.late) > 0 {
		p = &parser{text: src, toks: toks, hive: hive, trace: true}
		rule(p)
		p.end(end)
		return none, p.found()
	}
	if p.links > MaxHeight && ast.Height(out) > MaxHeight {
		return none, diag.List{tooLarge(token.Span{Start: 0, End: token.Pos(len(src))})}
	}
	return out, nil
}

// tooLarge is the answer to a text that is nested too deeply.
func tooLarge(span token.Span) diag.Diagnostic {
	return diag.New(diag.NestingTooDeep, span, "statement is too large (stack overflow while parsing)").
		WithHint("at most %d levels of nesting and chains of at most %d operators are read", MaxNesting, MaxHeight)
}

// parser is the state of one reading.
type parser struct {
	text   string
	toks   []tok
	pos    int // index of the current token
	depth  int // levels of nesting around it
	links  int // how many left-deep steps the tree has
	params int // how many ? were read
	hive   bool

	// After a failure the parser stands at the end of the text, where nothing matches, so that all rules return at
	// once; what they return is thrown away. A rule that can go on after a failure calls resume.
	failed  bool
	stuckAt int
	diags   diag.List
	late    diag.List // found by Athena only after the whole text was read

	// The notes of the second reading: what was asked for at token notedAt. A rule with a name, such as <expression>,
	// is noted by its name, and what it asks for at its first token (mutedAt) is not.
	trace   bool
	noted   []string
	notedAt int
	mutedAt int // index + 1 of the token, 0 for none
}

// cur returns the current token.
func (p *parser) cur() *tok { return &p.toks[p.pos] }

// ahead returns the token n after the current one, the end of the text if there are not as many.
func (p *parser) ahead(n int) *tok { return &p.toks[min(p.pos+n, len(p.toks)-1)] }

// src returns the text of t.
func (p *parser) src(t *tok) string { return p.text[t.start:t.end] }

// span returns the place from the token with index start to the last token read.
func (p *parser) span(start int) token.Span {
	last := max(p.pos-1, start)
	return token.Span{Start: token.Pos(p.toks[start].start), End: token.Pos(p.toks[last].end)}
}

// place returns the span of t.
func place(t *tok) token.Span {
	return token.Span{Start: token.Pos(t.start), End: token.Pos(t.end)}
}

// next goes past the current token.
func (p *parser) next() {
	if p.pos < len(p.toks)-1 {
		p.pos++
	}
}

// note writes down that what was asked for at the current token.
func (p *parser) note(what string) {
	if !p.trace || p.failed || p.mutedAt == p.pos+1 {
		return
	}
	if p.notedAt != p.pos {
		p.notedAt, p.noted = p.pos, p.noted[:0]
	}
	p.noted = append(p.noted, what)
}

// rule says that a rule with a name begins at the current token.
func (p *parser) rule(name string) {
	if p.trace {
		p.note(name)
		p.mutedAt = p.pos + 1
	}
}

// at reports whether the current token is the word or operator w.
func (p *parser) at(w string) bool {
	if p.toks[p.pos].word == w {
		return true
	}
	if p.trace {
		p.note("'" + w + "'")
	}
	return false
}

// accept goes past the current token if it is w.
func (p *parser) accept(w string) bool {
	if p.at(w) {
		p.next()
		return true
	}
	return false
}

// expect goes past the words or operators ws, which must stand here one after the other.
func (p *parser) expect(ws ...string) bool {
	for _, w := range ws {
		if !p.accept(w) {
			p.mismatch()
			return false
		}
	}
	return true
}

// oneOf goes past the current token if it is one of ws and returns it; otherwise it fails.
func (p *parser) oneOf(ws ...string) string {
	for _, w := range ws {
		if p.accept(w) {
			return w
		}
	}
	p.mismatch()
	return ""
}

// end demands the end of the text, which what names.
func (p *parser) end(what string) {
	if p.cur().kind != eof {
		p.note(what)
		p.mismatch()
	}
}

// mismatch fails at the current token with what was asked for there.
func (p *parser) mismatch() {
	if p.failed {
		return
	}
	t := p.cur()
	shown := p.src(t)
	if t.kind == eof {
		shown = "<EOF>"
	}
	if p.notedAt != p.pos {
		p.noted = p.noted[:0]
	}
	slices.Sort(p.noted)
	p.noted = slices.Compact(p.noted)
	p.fail(diag.New(diag.SyntaxError, place(t), "mismatched input '%s'. Expecting: %s", shown, strings.Join(p.noted, ", ")))
}

// fail writes down d and stops the reading.
func (p *parser) fail(d diag.Diagnostic) {
	if p.failed {
		return
	}
	p.complain(d)
	p.failed, p.stuckAt = true, p.pos
	p.pos = len(p.toks) - 1
}

// complain writes down d and goes on.
func (p *parser) complain(d diag.Diagnostic) {
	if !p.failed && len(p.diags) < maxErrors {
		p.diags = append(p.diags, d)
	}
}

// complainLate writes down d, which Athena finds only after the whole text was read, and goes on.
func (p *parser) complainLate(d diag.Diagnostic) {
	if !p.failed && len(p.late) < maxErrors {
		p.late = append(p.late, d)
	}
}

// found returns all complaints in the order in which Athena would find them.
func (p *parser) found() diag.List {
	byPlace := func(a, b diag.Diagnostic) int { return int(a.Span.Start - b.Span.Start) }
	slices.SortStableFunc(p.diags, byPlace)
	slices.SortStableFunc(p.late, byPlace)
	return append(p.diags, p.late...)
}

// resume goes on after a failure in a part that began at token start: at the next of the words stops that does not
// stand in parentheses opened since, if there is one.
func (p *parser) resume(start int, stops ...string) {
	if len(p.diags) >= maxErrors {
		return
	}
	depth := 0
	for i := start; i < len(p.toks)-1; i++ {
		w := p.toks[i].word
		switch {
		case i >= p.stuckAt && depth == 0 && slices.Contains(stops, w) && w != "":
			p.failed, p.pos = false, i
			return
		case w == "(" || w == "[":
			depth++
		case w == ")" && depth == 0:
			return
		case w == ")" || w == "]":
			depth--
		}
	}
}

// enter counts one level of nesting, which leave ends. It reports false, and counts nothing, when there are too many
// levels or the reading has failed.
func (p *parser) enter() bool {
	if p.depth >= MaxNesting {
		p.fail(tooLarge(place(p.cur())))
	}
	if p.failed {
		return false
	}
	p.depth++
	return true
}

// leave ends what enter began.
func (p *parser) leave() { p.depth-- }
