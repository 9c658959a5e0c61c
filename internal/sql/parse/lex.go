package parse

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/token"
)

// kind is what a token is.
type kind uint8

const (
	eof        kind = iota
	word            // a word of the language, reserved or not
	name            // any other name without quotes; the kinds from here to digitName are names
	quoted          // "name"; in Hive DDL also "text"
	backquoted      // `name`
	digitName       // 1name, which is an error wherever it stands
	text            // 'text'
	unicode         // U&'text'
	binary          // X'00'
	integer         // 12
	decimal         // 1.2
	double          // 1E2
	operator        // ( ) + -> …
	illegal         // a character that begins no token
)

// tok is one token. Word is the upper-case word or the operator, "" for all other kinds. Match is, for an opening
// parenthesis, the index of the closing one, or 0 when it is missing.
type tok struct {
	word       string
	start, end int32
	match      int32
	kind       kind
	reserved   bool
}

// lexer cuts a text into tokens. Like Trino's, it never fails: what begins no token becomes an illegal token of one
// character, and the parser complains when it comes to it.
type lexer struct {
	text string
	at   int
	toks []tok
	open []int32 // indexes of parentheses not yet closed
	// Hive's strings know backslash escapes, in single and in double quotes.
	hive bool
	// A search for an end that was in vain is not made again; else «/*/*/*…» would take quadratic time.
	noComment bool
	// Comments are kept where keep is set.
	keep     bool
	comments []token.Span
}

// lex returns the tokens of src, the last of which is always one of kind eof. Semicolons at the end are dropped.
func lex(src string, hive bool) []tok {
	l := &lexer{text: src, hive: hive, toks: make([]tok, 0, len(src)/5+4)}
	for l.skip(); l.at < len(src); l.skip() {
		l.next()
	}
	end := len(src)
	for n := len(l.toks); n > 0 && l.toks[n-1].word == ";"; n-- {
		end = int(l.toks[n-1].start)
		l.toks = l.toks[:n-1]
	}
	l.toks = append(l.toks, tok{kind: eof, start: int32(end), end: int32(end)})
	return l.toks
}

// skip goes past blanks and comments.
func (l *lexer) skip() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			l.at++
		case c == '-' && l.peek(1) == '-':
			n := strings.IndexByte(l.text[l.at:], '\n')
			if n < 0 {
				n = len(l.text) - l.at
			}
			l.comment(n, min(n+1, len(l.text)-l.at))
		case c == '/' && l.peek(1) == '*' && !l.noComment:
			n := strings.Index(l.text[l.at+2:], "*/")
			if n < 0 {
				l.noComment = true
				return
			}
			l.comment(n+4, n+4)
		default:
			return
		}
	}
}

// comment goes n bytes on, past a comment of the given length.
func (l *lexer) comment(length, n int) {
	if l.keep {
		end := min(l.at+length, len(l.text))
		l.comments = append(l.comments, token.Span{Start: token.Pos(l.at), End: token.Pos(end)})
	}
	l.at += n
}

// peek returns the byte n after the current one, 0 past the end.
func (l *lexer) peek(n int) byte {
	if l.at+n < len(l.text) {
		return l.text[l.at+n]
	}
	return 0
}

// next reads one token.
func (l *lexer) next() {
	c := l.text[l.at]
	switch {
	case isDigit(c) || c == '.' && isDigit(l.peek(1)):
		l.number()
	case (c == 'x' || c == 'X') && l.peek(1) == '\'' && l.until(binary, 2):
	case (c == 'u' || c == 'U') && l.peek(1) == '&' && l.peek(2) == '\'' && l.until(unicode, 3):
	case token.NameByte(c):
		l.name()
	case c == '\'' && l.until(text, 1):
	case c == '"' && l.until(quoted, 1):
	case c == '`' && l.until(backquoted, 1):
	default:
		l.operator()
	}
}

// add appends a token of n bytes and goes past it.
func (l *lexer) add(k kind, n int) {
	l.toks = append(l.toks, tok{kind: k, start: int32(l.at), end: int32(l.at + n)})
	l.at += n
}

// name reads a word or a name.
func (l *lexer) name() {
	n := 1
	for token.NameByte(l.peek(n)) {
		n++
	}
	w, reserved := token.Keyword(l.text[l.at : l.at+n])
	if w == "" {
		l.add(name, n)
		return
	}
	l.add(word, n)
	last := &l.toks[len(l.toks)-1]
	last.word, last.reserved = w, reserved && (!l.hive || !freeInHive(w))
}

// freeInHive reports whether w, which Trino reserves, is a name like any other in Hive's DDL.
func freeInHive(w string) bool {
	switch w {
	case "CURRENT_CATALOG", "CURRENT_PATH", "CURRENT_ROLE", "CURRENT_SCHEMA", "CURRENT_TIME", "CURRENT_USER", "DEALLOCATE",
		"ESCAPE", "EXCEPT", "EXECUTE", "JSON_ARRAY", "JSON_EXISTS", "JSON_OBJECT", "JSON_QUERY", "JSON_TABLE", "JSON_VALUE",
		"LISTAGG", "LOCALTIME", "LOCALTIMESTAMP", "NATURAL", "NORMALIZE", "PREPARE", "RECURSIVE", "SKIP", "TRIM", "UESCAPE",
		"UNNEST":
		return true
	}
	return false
}

// until reads a token of kind k whose opening, the quote included, has the given length. Doubled quotes belong to the
// token. It reports false, and reads nothing, when the closing quote is missing.
func (l *lexer) until(k kind, opening int) bool {
	quote := l.text[l.at+opening-1]
	for i := l.at + opening; i < len(l.text); i++ {
		switch {
		case l.hive && l.text[i] == '\\' && quote != '`':
			i++
		case l.text[i] != quote:
		case k != binary && i+1 < len(l.text) && l.text[i+1] == quote:
			i++
		default:
			l.add(k, i+1-l.at)
			return true
		}
	}
	return false
}

// number reads 1, 1.2, .5, 1E3, 1_000 or a name that begins with a digit; the longest reading wins.
func (l *lexer) number() {
	n, k := l.digits(0), integer
	if l.peek(n) == '.' {
		n, k = l.digits(n+1), decimal
	}
	if e := l.exponent(n); e > 0 {
		n, k = e, double
	}
	word := 0
	for token.NameByte(l.peek(word)) {
		word++
	}
	if word > n {
		n, k = word, digitName
	}
	l.add(k, n)
}

// digits returns the offset after the digits that begin at offset n; single underscores may stand between digits.
func (l *lexer) digits(n int) int {
	for isDigit(l.peek(n)) || l.peek(n) == '_' && n > 0 && isDigit(l.text[l.at+n-1]) && isDigit(l.peek(n+1)) {
		n++
	}
	return n
}

// exponent returns the offset after the exponent that begins at offset n, 0 without one.
func (l *lexer) exponent(n int) int {
	if c := l.peek(n); c != 'e' && c != 'E' {
		return 0
	}
	n++
	if c := l.peek(n); c == '+' || c == '-' {
		n++
	}
	if !isDigit(l.peek(n)) {
		return 0
	}
	return l.digits(n)
}

// operator reads an operator or an illegal character.
func (l *lexer) operator() {
	op := l.readOperator()
	if op == "" {
		n := 1
		for l.at+n < len(l.text) && l.text[l.at]&0xC0 == 0xC0 && l.text[l.at+n]&0xC0 == 0x80 && n < 4 {
			n++
		}
		l.add(illegal, n)
		return
	}
	n := len(op)
	if op == "!=" {
		op = "<>"
	}
	l.add(operator, n)
	last := len(l.toks) - 1
	l.toks[last].word = op
	switch op {
	case "(":
		l.open = append(l.open, int32(last))
	case ")":
		if n := len(l.open); n > 0 {
			l.toks[l.open[n-1]].match = int32(last)
			l.open = l.open[:n-1]
		}
	}
}

// readOperator returns the operator that begins here, "" if none does.
func (l *lexer) readOperator() string {
	if l.at+1 < len(l.text) {
		switch op := l.text[l.at : l.at+2]; op {
		case "<>", "!=", "<=", ">=", "||", "->", "=>", "{-", "-}":
			return op
		}
	}
	switch op := l.text[l.at : l.at+1]; op {
	case "(", ")", "[", "]", ",", ".", ";", "=", "<", ">", "+", "-", "*", "/", "%", "?", ":", "{", "}", "|", "^", "$":
		return op
	}
	return ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
