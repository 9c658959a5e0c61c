// Package token holds what the lexer, the parser and every later stage share about places in a text: byte
// offsets, spans, and lines and columns as Athena counts them. It promises that a span always lies inside the
// text it was made from, so that an error can be shown under the very characters that caused it.
package token

import "unicode/utf8"

// Pos is a byte offset into the text of a statement, counted from 0.
type Pos int

// Span is the half-open range [Start, End) of bytes that a node was read from. The zero Span means «no place»:
// a node that was built, not parsed.
type Span struct {
	Start, End Pos
}

// Nowhere is the span of what has no place in the text that is shown, such as an error that only the engine knows.
func Nowhere() Span { return Span{Start: -1, End: -1} }

// IsNowhere tells whether the span is Nowhere.
func (s Span) IsNowhere() bool { return s.Start < 0 }

// Where returns the span itself. Nodes embed a Span and so have the method.
func (s Span) Where() Span { return s }

// To returns the smallest span that holds both s and t.
func (s Span) To(t Span) Span {
	if s == (Span{}) {
		return t
	}
	if t == (Span{}) {
		return s
	}
	return Span{Start: min(s.Start, t.Start), End: max(s.End, t.End)}
}

// Position is a place as people and Athena name it: line and column, both counted from 1, columns in characters.
type Position struct {
	Line, Column int
}

// Locate returns the line and column of the byte offset pos in text. An offset past the end is the end.
func Locate(text string, pos Pos) Position {
	limit := min(max(int(pos), 0), len(text))
	at := Position{Line: 1, Column: 1}
	for i := 0; i < limit; {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if r == '\n' {
			at.Line++
			at.Column = 1
			continue
		}
		at.Column++
	}
	return at
}
