package parse

import "github.com/glauxhq/glaux/internal/sql/token"

// TokenKind tells tokens apart.
type TokenKind uint8

// The kinds of tokens.
const (
	WordToken     TokenKind = iota // a word of the language, reserved or not
	NameToken                      // any other name without quotes
	QuotedToken                    // a name in quotes
	NumberToken                    // 12, 1.2, 1E2
	TextToken                      // 'text', also U&'text' and X'00'
	OperatorToken                  // ( ) + -> …
	BrokenToken                    // a character that begins no token, such as a quote without its end
)

// Token is one token of a text.
type Token struct {
	token.Span
	Kind TokenKind
	// Word is the upper-case word or the operator, "" for all other kinds.
	Word     string
	Reserved bool
}

// Piece is one statement of a text that may hold several, right or wrong: its tokens without the semicolon, and the comments before,
// in and, up to the next statement's first token or semicolon, after it. Its span reaches from the first token to the end of the last.
// A piece may have no tokens: two semicolons in a row, or comments at the end of the text.
type Piece struct {
	token.Span
	Tokens   []Token
	Comments []token.Span
	// Semicolon is the place of the semicolon that ends the piece, the zero Span without one.
	Semicolon token.Span
}

// Split cuts a text at its semicolons, those in strings, names and comments aside. It never fails, in time proportional to the text.
func Split(text string) []Piece {
	l := &lexer{text: text, keep: true}
	var pieces []Piece
	for l.at < len(text) {
		l.toks, l.open, l.comments = nil, nil, nil
		l.hive = hiveDDL(text[l.at:])
		p := l.piece()
		if len(p.Tokens) > 0 || len(p.Comments) > 0 || p.Semicolon != (token.Span{}) {
			pieces = append(pieces, p)
		}
	}
	return pieces
}

// piece reads up to the next semicolon.
func (l *lexer) piece() Piece {
	var p Piece
	for l.skip(); l.at < len(l.text); l.skip() {
		l.next()
		last := &l.toks[len(l.toks)-1]
		if last.word == ";" {
			p.Semicolon = place(last)
			break
		}
		p.Tokens = append(p.Tokens, Token{Span: place(last), Kind: last.kind.token(), Word: last.word, Reserved: last.reserved})
	}
	p.Comments = l.comments
	switch {
	case len(p.Tokens) > 0:
		p.Span = p.Tokens[0].To(p.Tokens[len(p.Tokens)-1].Span)
	case len(p.Comments) > 0:
		p.Span = p.Comments[0].To(p.Comments[len(p.Comments)-1])
	}
	return p
}

// token returns the kind as Split shows it.
func (k kind) token() TokenKind {
	switch k {
	case word:
		return WordToken
	case name, digitName:
		return NameToken
	case quoted, backquoted:
		return QuotedToken
	case integer, decimal, double:
		return NumberToken
	case text, unicode, binary:
		return TextToken
	case operator:
		return OperatorToken
	case eof, illegal:
	}
	return BrokenToken
}
