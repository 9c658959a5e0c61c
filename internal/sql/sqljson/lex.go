package sqljson

import (
	"fmt"
	"slices"
	"strings"
)

// Error is a mistake in a path. At is a byte offset in its text.
type Error struct {
	At  int
	Msg string
	// Unsupported tells that the path is right and asks for what is not supported.
	Unsupported bool
}

// Error returns the message.
func (e *Error) Error() string { return e.Msg }

// kind tells tokens apart: a mark stands for itself.
type kind byte

const (
	end    kind = iota
	mark        // a mark or an operator
	word        // a name or a keyword
	quoted      // "text"
	number      // digits, with a point or an exponent
	named       // $name
)

// lexeme is a token of a path. text is without quotes and without the dollar.
type lexeme struct {
	kind kind
	text string
	at   int
}

// marks are the marks of the language, longer ones first.
//
//nolint:gochecknoglobals // a table that nobody changes
var marks = []string{
	"&&", "||", "==", "<>", "!=", "<=", ">=", "..", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*", "/", "%", "+", "-", "?", "@", "$",
}

// lex cuts a path into tokens, the last of which is the end.
func lex(text string) ([]lexeme, error) {
	var out []lexeme
	for i := 0; i < len(text); {
		if strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
			continue
		}
		token, size := next(text[i:])
		if size == 0 {
			return nil, &Error{At: i, Msg: fmt.Sprintf("token recognition error at: %q", text[i:i+1])}
		}
		token.at = i
		out = append(out, token)
		i += size
	}
	return append(out, lexeme{kind: end, at: len(text)}), nil
}

// next cuts the first token, and returns its length in the text, 0 where there is none.
func next(s string) (lexeme, int) {
	switch c := s[0]; {
	case c == '"':
		return cutText(s)
	case isDigit(c), c == '.' && len(s) > 1 && isDigit(s[1]):
		n := numberLength(s)
		return lexeme{kind: number, text: s[:n]}, n
	case isLetter(c):
		n := wordLength(s)
		return lexeme{kind: word, text: s[:n]}, n
	case c == '$' && len(s) > 1 && isLetter(s[1]):
		n := wordLength(s[1:])
		return lexeme{kind: named, text: s[1 : n+1]}, n + 1
	}
	i := slices.IndexFunc(marks, func(m string) bool { return strings.HasPrefix(s, m) })
	if i < 0 {
		return lexeme{}, 0
	}
	return lexeme{kind: mark, text: marks[i]}, len(marks[i])
}

// cutText cuts a text in quotes; two quotes in it stand for one.
func cutText(s string) (lexeme, int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 == len(s) || s[i+1] != '"' {
			return lexeme{kind: quoted, text: b.String()}, i + 1
		}
		b.WriteByte('"')
		i++
	}
	return lexeme{}, 0
}

func numberLength(s string) int {
	n := digits(s)
	if n < len(s) && s[n] == '.' && !strings.HasPrefix(s[n:], "..") {
		if more := digits(s[n+1:]); more > 0 || n+1 == len(s) || !isLetter(s[n+1]) {
			n += 1 + more
		}
	}
	if n < len(s) && (s[n] == 'E' || s[n] == 'e') {
		exponent := 1
		if n+1 < len(s) && (s[n+1] == '+' || s[n+1] == '-') {
			exponent = 2
		}
		if more := digits(s[min(n+exponent, len(s)):]); more > 0 {
			n += exponent + more
		}
	}
	return n
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func wordLength(s string) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n])) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
