package console

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// quoting tells in what the cursor stands.
type quoting uint8

const (
	bare     quoting = iota // between tokens, or in a word
	literal                 // in a 'string'
	nameless                // in a "name" or a `name`
	comment                 // in a comment
)

// cursor is a place in a statement. The word that is being typed is cut out of the tokens: those before and after it are what the text
// would be without it. All places are in the whole text.
type cursor struct {
	text string
	// toks are the statement's tokens, and the first at of them stand before the cursor.
	toks []parse.Token
	at   int
	// from is where the word begins, word what is typed of it, without quotes.
	from int
	word string
	in   quoting
	// closed tells that the quote in which the cursor stands has its end behind it on the same line, right at the cursor where ends.
	closed bool
	// next is the character behind the cursor, or behind the quote's end; 0 at the end.
	next byte
	// match has for each parenthesis or bracket the other one, -1 without.
	match []int
}

// newCursor finds the statement and the word at a byte offset. It takes time proportional to the text and never fails.
func newCursor(text string, at int) *cursor {
	c := &cursor{text: text, from: at}
	pieces := parse.Split(text[:at])
	if n := len(pieces); !c.open(pieces, at) && n > 0 {
		last := pieces[n-1]
		c.comments(last, at)
		if last.Semicolon == (token.Span{}) {
			c.toks = last.Tokens
		}
	}
	if c.in == bare {
		c.typed(at)
	}
	c.at = len(c.toks)
	rest := c.behind(at)
	if rest < len(text) {
		c.next = text[rest]
	}
	c.toks = slices.Clip(c.toks)
	if after := parse.Split(text[rest:]); len(after) > 0 {
		for _, t := range after[0].Tokens {
			t.Start += token.Pos(rest)
			t.End += token.Pos(rest)
			c.toks = append(c.toks, t)
		}
	}
	c.pair()
	return c
}

// open finds a quote or a comment that is open at the end of what stands before the cursor: the lexer leaves its opening as a token.
func (c *cursor) open(pieces []parse.Piece, at int) bool {
	for _, p := range pieces {
		for i, t := range p.Tokens {
			slash := t.Word == "*" && i > 0 && p.Tokens[i-1].Word == "/" && p.Tokens[i-1].End == t.Start
			first := c.text[t.Start]
			if !slash && (t.Kind != parse.BrokenToken || !strings.ContainsRune("'\"`", rune(first))) {
				continue
			}
			c.toks = p.Tokens[:i]
			switch {
			case slash:
				c.in = comment
				return true
			case first == '\'':
				c.in = literal
			default:
				c.in = nameless
			}
			c.from = int(t.End)
			quote := string(first)
			c.word = strings.ReplaceAll(c.text[c.from:at], quote+quote, quote)
			return true
		}
	}
	return false
}

// comments finds a comment that reaches up to the cursor on its line.
func (c *cursor) comments(p parse.Piece, at int) {
	if n := len(p.Comments); n > 0 && int(p.Comments[n-1].End) == at && strings.HasPrefix(c.text[p.Comments[n-1].Start:], "--") {
		c.in = comment
	}
}

// typed cuts the word off that ends at the cursor.
func (c *cursor) typed(at int) {
	n := len(c.toks)
	if n == 0 || int(c.toks[n-1].End) != at {
		return
	}
	if k := c.toks[n-1].Kind; k == parse.WordToken || k == parse.NameToken {
		c.from = int(c.toks[n-1].Start)
		c.word = c.text[c.from:at]
		c.toks = c.toks[:n-1]
	}
}

// behind returns where what follows the word begins: behind the rest of the word, or behind the end of the quote where that stands on the
// same line.
func (c *cursor) behind(at int) int {
	switch c.in {
	case literal, nameless:
		quote := c.text[c.from-1]
		for i := at; i < len(c.text) && c.text[i] != '\n'; i++ {
			if c.text[i] != quote {
				continue
			}
			if i+1 < len(c.text) && c.text[i+1] == quote {
				i++
				continue
			}
			if strings.TrimRight(c.text[at:i], "%_ \tabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:/") != "" {
				return at // most likely the beginning of the next string
			}
			c.closed = true
			return i + 1
		}
	case bare:
		for at < len(c.text) && token.NameByte(c.text[at]) {
			at++
		}
	case comment:
		return len(c.text)
	}
	return at
}

// pair finds which parentheses and brackets belong together. A parenthesis that is open at the cursor, and holds no query, ends where the
// next clause of the query begins: `SELECT sum(| FROM t)` does not lose its FROM. One without an end that holds a query reaches to the end.
func (c *cursor) pair() {
	c.match = make([]int, len(c.toks))
	var open []int
	for i, t := range c.toks {
		c.match[i] = -1
		switch t.Word {
		case "(", "[":
			open = append(open, i)
		case ")", "]":
			if n := len(open); n > 0 && (c.op(open[n-1]) == "(") == (t.Word == ")") {
				c.match[i], c.match[open[n-1]] = open[n-1], i
				open = open[:n-1]
			}
		case "FROM", "WHERE", "HAVING", "GROUP":
			for n := len(open); n > 0 && i >= c.at && open[n-1] < c.at && c.breaks(open[n-1], i); n-- {
				open = open[:n-1]
			}
		}
	}
	for _, i := range open {
		if beginsQuery(c.op(i + 1)) {
			c.match[i] = len(c.toks)
		}
	}
}

// breaks tells whether a word cannot stand in what an open parenthesis holds, so that the parenthesis lacks its end.
func (c *cursor) breaks(open, i int) bool {
	if beginsQuery(c.op(open + 1)) {
		return false
	}
	switch head := c.op(open - 1); c.op(i) {
	case "FROM":
		return head != "EXTRACT" && head != "TRIM" && head != "SUBSTRING" && c.op(i-1) != "DISTINCT"
	case "WHERE":
		return head != "FILTER"
	case "GROUP":
		return c.op(i+1) == "BY"
	}
	return true
}

// beginsQuery tells whether a word begins a query.
func beginsQuery(word string) bool {
	return word == "SELECT" || word == "WITH" || word == "VALUES" || word == "TABLE"
}

// enclosing returns the parentheses and brackets that are open at the cursor, the innermost first.
func (c *cursor) enclosing() []int {
	var list []int
	for i := c.at - 1; i >= 0; i-- {
		switch c.toks[i].Word {
		case ")", "]":
			if c.match[i] >= 0 && c.match[i] < i {
				i = c.match[i]
			}
		case "(", "[":
			list = append(list, i)
		}
	}
	return list
}

// end returns the index behind what an opening parenthesis holds: its partner, or the end.
func (c *cursor) end(open int) int {
	if open >= 0 && c.match[open] >= 0 {
		return c.match[open]
	}
	return len(c.toks)
}

// op returns the upper-case word or operator at an index, "" beyond the tokens and for what is none.
func (c *cursor) op(i int) string {
	if i < 0 || i >= len(c.toks) {
		return ""
	}
	return c.toks[i].Word
}

// before returns the word or operator n tokens before the cursor, 1 being the last one.
func (c *cursor) before(n int) string { return c.op(c.at - n) }

// source returns the text of a token.
func (c *cursor) source(i int) string { return c.text[c.toks[i].Start:c.toks[i].End] }

// isName tells whether a token can be a name.
func (c *cursor) isName(i int) bool {
	if i < 0 || i >= len(c.toks) {
		return false
	}
	switch t := c.toks[i]; t.Kind {
	case parse.NameToken, parse.QuotedToken:
		return true
	case parse.WordToken:
		return !t.Reserved
	case parse.NumberToken, parse.TextToken, parse.OperatorToken, parse.BrokenToken:
	}
	return false
}

// name returns the name that a token stands for, in lower case.
func (c *cursor) name(i int) string {
	s := c.source(i)
	if c.toks[i].Kind == parse.QuotedToken && len(s) > 1 {
		quote := s[:1]
		s = strings.ReplaceAll(s[1:len(s)-1], quote+quote, quote)
	}
	return strings.ToLower(s)
}
