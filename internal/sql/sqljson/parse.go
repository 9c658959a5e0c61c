package sqljson

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// MaxDepth is how deep a path may nest, steps included.
const MaxDepth = 200

// Parse reads a path. The error is an *Error.
func Parse(text string) (*Path, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, out: &Path{}}
	switch {
	case p.accept(word, "strict"):
		p.out.Strict = true
	case p.accept(word, "lax"):
	default:
		p.unexpected("'lax', 'strict'")
	}
	p.out.Root = p.sum()
	if p.bad == nil && p.cur().kind != end {
		p.unexpected("<EOF>")
	}
	if p.bad != nil {
		return nil, p.bad
	}
	return p.out, nil
}

// parser reads tokens by recursive descent. After the first mistake it reads nothing more.
type parser struct {
	tokens []lexeme
	pos    int
	depth  int
	out    *Path
	bad    *Error
	// filters and arrays are how many filters and subscripts stand around: @ and last need one.
	filters, arrays int
}

func (p *parser) cur() lexeme { return p.tokens[p.pos] }

func (p *parser) advance() lexeme {
	t := p.cur()
	if t.kind != end {
		p.pos++
	}
	return t
}

func (p *parser) at(k kind, text string) bool {
	t := p.cur()
	return p.bad == nil && t.kind == k && t.text == text
}

func (p *parser) accept(k kind, text string) bool {
	if !p.at(k, text) {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(k kind, text string) {
	if p.bad == nil && !p.accept(k, text) {
		p.unexpected("'" + text + "'")
	}
}

func (p *parser) fail(at int, format string, args ...any) {
	if p.bad == nil {
		p.bad = &Error{At: at, Msg: fmt.Sprintf(format, args...)}
	}
}

func (p *parser) unexpected(wanted string) {
	t := p.cur()
	shown := "'" + t.text + "'"
	if t.kind == end {
		shown = "<EOF>"
	}
	p.fail(t.at, "mismatched input %s expecting %s", shown, wanted)
}

func (p *parser) unsupported(at int, what string) {
	p.fail(at, "%s is not yet supported", what)
	p.bad.Unsupported = true
}

// deeper counts a level of nesting and returns whether reading may go on; who calls ends with p.depth--.
func (p *parser) deeper() bool {
	p.depth++
	if p.depth > MaxDepth {
		p.fail(p.cur().at, "the path is nested too deep")
	}
	return p.bad == nil
}

// sum reads terms between + and -.
func (p *parser) sum() Node {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return Context{}
	}
	return p.chain(p.product, "+", "-")
}

func (p *parser) product() Node { return p.chain(p.signed, "*", "/", "%") }

// chain reads operands between operators; each operator makes the tree one deeper.
func (p *parser) chain(operand func() Node, operators ...string) Node {
	left, made := operand(), 0
	for p.bad == nil && p.cur().kind == mark && slices.Contains(operators, p.cur().text) {
		if made++; made > MaxDepth {
			p.fail(p.cur().at, "the path is too long")
		}
		op := p.advance().text[0]
		left = &Arithmetic{Op: op, L: left, R: operand()}
	}
	return left
}

func (p *parser) signed() Node {
	for _, sign := range []string{"-", "+"} {
		if !p.accept(mark, sign) {
			continue
		}
		defer func() { p.depth-- }()
		if !p.deeper() {
			return Context{}
		}
		return &Sign{Minus: sign == "-", X: p.signed()}
	}
	return p.steps(p.primary())
}

// steps reads what follows a primary: members, elements, methods, filters.
func (p *parser) steps(base Node) Node {
	for taken := 0; p.bad == nil; taken++ {
		if taken > MaxDepth {
			p.fail(p.cur().at, "the path is too long")
		}
		switch {
		case p.accept(mark, ".."):
			base = &Descend{Base: base, Name: p.memberName()}
		case p.accept(mark, "."):
			base = p.member(base)
		case p.accept(mark, "["):
			base = p.elements(base)
		case p.accept(mark, "?"):
			p.expect(mark, "(")
			p.filters++
			base = &Filter{Base: base, Keep: p.either()}
			p.filters--
			p.expect(mark, ")")
		default:
			return base
		}
	}
	return base
}

func (p *parser) memberName() string {
	if t := p.cur(); t.kind == word || t.kind == quoted {
		return p.advance().text
	}
	p.unexpected("IDENTIFIER, STRING")
	return ""
}

func (p *parser) member(base Node) Node {
	if p.accept(mark, "*") {
		return &Member{Base: base, All: true}
	}
	t := p.cur()
	name := p.memberName()
	if t.kind == quoted || !p.at(mark, "(") {
		return &Member{Base: base, Name: name}
	}
	switch name {
	case "type", "size", "double", "ceiling", "floor", "abs", "keyvalue":
	case "datetime":
		p.unsupported(t.at, "datetime method")
	default:
		p.unexpected("<EOF>")
	}
	p.expect(mark, "(")
	p.expect(mark, ")")
	return &Method{Base: base, Name: name}
}

// elements reads subscripts up to the bracket.
func (p *parser) elements(base Node) Node {
	out := &Elements{Base: base}
	if p.accept(mark, "*") {
		p.expect(mark, "]")
		return out
	}
	p.arrays++
	for more := true; more && p.bad == nil; more = p.accept(mark, ",") {
		s := Subscript{From: p.sum()}
		if p.accept(word, "to") {
			s.To = p.sum()
		}
		out.Subscripts = append(out.Subscripts, s)
	}
	p.arrays--
	p.expect(mark, "]")
	return out
}

func (p *parser) primary() Node {
	t := p.cur()
	switch {
	case p.bad != nil:
	case p.accept(mark, "$"):
		return Context{}
	case p.accept(mark, "@"):
		if p.filters == 0 {
			p.fail(t.at, "JSON path predicate current item variable '@' outside of a filter")
		}
		return Current{}
	case p.accept(mark, "("):
		x := p.sum()
		p.expect(mark, ")")
		return x
	case t.kind == named:
		p.pos++
		if !slices.Contains(p.out.Variables, t.text) {
			p.out.Variables = append(p.out.Variables, t.text)
		}
		return Variable{Name: t.text}
	case p.accept(word, "last"):
		if p.arrays == 0 {
			p.fail(t.at, "keyword 'last' outside of an array subscript")
		}
		return Last{}
	default:
		return p.literal()
	}
	return Context{}
}

func (p *parser) literal() Node {
	t := p.advance()
	switch {
	case t.kind == quoted:
		return Literal{Value: t.text, Type: types.Type{Kind: types.Varchar, P: utf8.RuneCountInString(t.text)}}
	case t.kind == word && t.text == "null":
		return Literal{}
	case t.kind == word && (t.text == "true" || t.text == "false"):
		return Literal{Value: t.text == "true", Type: types.Of(types.Boolean)}
	case t.kind == number:
		if v, typ, ok := numberValue(t.text); ok {
			return Literal{Value: v, Type: typ}
		}
		p.fail(t.at, "invalid numeric literal: %s", t.text)
		return Context{}
	}
	if t.kind != end {
		p.pos--
	}
	p.unexpected("'$', '@', '(', 'last', <literal>")
	return Context{}
}

// numberValue returns a number with its type: integer or bigint, decimal with a point, double with an exponent.
func numberValue(text string) (value.Value, types.Type, bool) {
	if strings.ContainsAny(text, "eE") {
		f, err := strconv.ParseFloat(text, 64)
		return f, types.Of(types.Double), err == nil
	}
	if strings.Contains(text, ".") {
		d, t, err := value.ParseDecimal(text)
		return d, t, err == nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, types.Type{}, false
	}
	if n > math.MaxInt32 {
		return n, types.Of(types.BigInt), true
	}
	return n, types.Of(types.Integer), true
}
