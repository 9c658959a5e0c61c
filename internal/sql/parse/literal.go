package parse

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// number reads a number that sign stood before: "-" or "".
func (p *parser) number(sign string) *ast.Number {
	t := p.cur()
	start := p.pos
	p.next()
	if sign != "" {
		start--
	}
	n := &ast.Number{Span: p.span(start), Text: sign + strings.ReplaceAll(p.src(t), "_", "")}
	switch t.kind { //nolint:exhaustive // all other numbers are integers
	case decimal:
		n.Kind = ast.DecimalNumber
	case double:
		n.Kind = ast.DoubleNumber
	default:
		if _, err := strconv.ParseInt(n.Text, 10, 64); err != nil {
			p.complainLate(diag.New(diag.SyntaxError, n.Span, "Invalid numeric literal: %s", n.Text))
		}
	}
	return n
}

// atString reports whether a string stands here.
func (p *parser) atString() bool {
	if isString(p.cur()) || p.hive && p.cur().kind == quoted {
		return true
	}
	p.note("<string>")
	return false
}

// stringLiteral reads 'text' or U&'text' [UESCAPE 'c'].
func (p *parser) stringLiteral() *ast.String {
	if !p.atString() {
		p.mismatch()
		return &ast.String{}
	}
	start, t := p.pos, p.cur()
	p.next()
	s := &ast.String{}
	switch {
	case p.hive:
		s.Value = unescape(p.src(t))
	case t.kind == text:
		s.Value = unquote(p.src(t))
	default:
		escape := "\\"
		if p.accept("UESCAPE") {
			if p.cur().kind != text {
				p.note("STRING")
				p.mismatch()
				return s
			}
			escape = unquote(p.src(p.cur()))
			p.next()
		}
		s.Value = p.decode(t, unquote(p.src(t)[2:]), escape)
	}
	s.Span = p.span(start)
	return s
}

// stringValue reads a string and returns its characters.
func (p *parser) stringValue() string { return p.stringLiteral().Value }

// decode undoes the escapes of a U& string: \0041, \+01F600 and \\.
func (p *parser) decode(t *tok, s, escape string) string {
	refuse := func(format string, args ...any) string {
		p.complainLate(diag.New(diag.SyntaxError, place(t), format, args...))
		return ""
	}
	mark, size := utf8.DecodeRuneInString(escape)
	switch {
	case escape == "":
		return refuse("Empty Unicode escape character")
	case size != len(escape):
		return refuse("Invalid Unicode escape character: %s", escape)
	case mark < 0x20 || mark > 0x7E || mark == '\'' || mark == '"' || mark == '+' || mark == ' ' ||
		strings.ContainsRune("0123456789abcdefABCDEF", mark):
		return refuse("Invalid Unicode escape character: %s", escape)
	}
	var b strings.Builder
	for {
		at := strings.IndexRune(s, mark)
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		s = s[at+size:]
		digits := 4
		switch {
		case strings.HasPrefix(s, escape):
			b.WriteString(escape)
			s = s[size:]
			continue
		case strings.HasPrefix(s, "+"):
			s, digits = s[1:], 6
		}
		if len(s) < digits {
			return refuse("Incomplete escape sequence: %s", s)
		}
		code, err := strconv.ParseUint(s[:digits], 16, 32)
		if err != nil {
			return refuse("Invalid hexadecimal digit: %s", s[:digits])
		}
		if !utf8.ValidRune(rune(code)) {
			return refuse("Invalid escaped character: %s", s[:digits])
		}
		b.WriteRune(rune(code))
		s = s[digits:]
	}
}

// unescape returns the characters of a string of Hive, in single or double quotes and with backslash escapes.
func unescape(s string) string {
	quote := s[0]
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == quote && i+1 < len(s): // a doubled quote
			i++
			b.WriteByte(quote)
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteString(unescapeByte(s[i]))
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// unescapeByte returns what Hive reads for a backslash and c.
func unescapeByte(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '0':
		return "\x00"
	case '\\', '\'', '"':
		return string(c)
	}
	return "\\" + string([]byte{c})
}

// binaryLiteral reads X'00ff'; blanks inside do not count.
func (p *parser) binaryLiteral() ast.Expr {
	start, t := p.pos, p.cur()
	p.next()
	digits := strings.Join(strings.Fields(strings.Trim(p.src(t)[1:], "'")), "")
	b := &ast.Binary{Span: p.span(start)}
	value, err := hex.DecodeString(digits)
	switch {
	case strings.Trim(digits, "0123456789abcdefABCDEF") != "":
		p.complainLate(diag.New(diag.SyntaxError, b.Span, "Binary literal can only contain hexadecimal digits"))
	case err != nil:
		p.complainLate(diag.New(diag.SyntaxError, b.Span, "Binary literal must contain an even number of digits"))
	}
	b.Value = value
	return b
}

// beginsInterval reports whether the word INTERVAL that stands here begins a literal.
func (p *parser) beginsInterval() bool {
	n := 1
	if w := p.ahead(n).word; w == "+" || w == "-" {
		n++
	}
	return isString(p.ahead(n)) && isUnit(p.ahead(n+1).word)
}

// isUnit reports whether w is a unit of an interval.
func isUnit(w string) bool {
	switch w {
	case "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND":
		return true
	}
	return false
}

// unit reads a unit of an interval and returns it in lower case.
func (p *parser) unit() string {
	return strings.ToLower(p.oneOf("DAY", "HOUR", "MINUTE", "MONTH", "SECOND", "YEAR"))
}

// interval reads `INTERVAL [+|-] 'text' unit [TO unit]`.
func (p *parser) interval() ast.Expr {
	start := p.pos
	p.expect("INTERVAL")
	i := &ast.Interval{}
	if !p.accept("+") {
		i.Negative = p.accept("-")
	}
	i.Value = p.stringValue()
	i.From = p.unit()
	if p.at("TO") && isUnit(p.ahead(1).word) {
		p.next()
		i.To = p.unit()
	}
	i.Span = p.span(start)
	return i
}

// typedLiteral reads `type 'text'`, where type is one name or DOUBLE PRECISION.
func (p *parser) typedLiteral() ast.Expr {
	start := p.pos
	id := p.name()
	if p.cur().word == "PRECISION" {
		p.next()
	}
	l := &ast.TypedLiteral{Type: &ast.Type{Span: p.span(start), Name: id.Lower()}}
	l.Value = p.stringValue()
	l.Span = p.span(start)
	return l
}
