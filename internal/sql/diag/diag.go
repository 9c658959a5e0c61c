// Package diag holds what is wrong with a statement: a code in Athena's words, the place, the sentence and a hint. It
// promises that every message has a code of the list in codes.go, that it can be printed as Athena prints it and as a
// person wants to see it (the source line with a caret), and that a hint names nothing the caller may not see: who makes
// a hint has only the caller's own view of the catalog to take it from.
package diag

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/token"
)

// Diagnostic is one thing that is wrong with a statement.
type Diagnostic struct {
	Code Code
	Span token.Span
	Msg  string // Athena's sentence, without code and place
	Hint string // what to do about it; may be empty
}

// New returns a diagnostic whose sentence is made of format and args.
func New(code Code, span token.Span, format string, args ...any) Diagnostic {
	return Diagnostic{Code: code, Span: span, Msg: fmt.Sprintf(format, args...)}
}

// Error returns the code and the sentence, without the place: a Diagnostic alone is an error too.
func (d Diagnostic) Error() string { return string(d.Code) + ": " + d.Msg }

// WithHint returns the diagnostic with a hint made of format and args.
func (d Diagnostic) WithHint(format string, args ...any) Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// Athena returns the message as Athena words it: `CODE: line L:C: sentence`, without the place where there is none. Text is the
// statement's text.
func (d Diagnostic) Athena(text string) string {
	if d.Span.IsNowhere() {
		return d.Error()
	}
	at := token.Locate(text, d.Span.Start)
	return fmt.Sprintf("%s: line %d:%d: %s", d.Code, at.Line, at.Column, d.Msg)
}

// Show returns Athena's message, the source line, a caret under the place, and the hint: several lines, no final newline.
func (d Diagnostic) Show(text string) string {
	var b strings.Builder
	b.WriteString(d.Athena(text))
	line, before, marked := sourceLine(text, d.Span)
	if line != "" && !d.Span.IsNowhere() {
		fmt.Fprintf(&b, "\n  %s\n  %s^%s", line, blanks(before), strings.Repeat("~", max(marked-1, 0)))
	}
	if d.Hint != "" {
		b.WriteString("\n  hint: " + d.Hint)
	}
	return b.String()
}

// sourceLine returns the line that the span begins on, the part of it before the span, and how many characters of the
// line the span covers (at least one).
func sourceLine(text string, span token.Span) (line, before string, marked int) {
	start := min(max(int(span.Start), 0), len(text))
	from := strings.LastIndexByte(text[:start], '\n') + 1
	to := len(text)
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		to = start + i
	}
	end := min(max(int(span.End), start), to)
	return text[from:to], text[from:start], max(utf8.RuneCountInString(text[start:end]), 1)
}

// blanks returns a string as wide as s, made of blanks and the tabs of s, so that a caret below s stands right.
func blanks(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, s)
}

// List is all that is wrong with one statement, in source order. A List with members is an error; nil is none.
type List []Diagnostic

// Error returns the sentences with their codes, one a line, without places: use Show where the text is at hand.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, d := range l {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the list as an error, nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Show returns all diagnostics as Diagnostic.Show does, one after the other.
func (l List) Show(text string) string {
	shown := make([]string, len(l))
	for i, d := range l {
		shown[i] = d.Show(text)
	}
	return strings.Join(shown, "\n")
}
