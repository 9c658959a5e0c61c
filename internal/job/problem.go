package job

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// internalError is all that a user learns of our own bugs; the log has the rest.
const (
	internalCode    = "INTERNAL_ERROR"
	internalMessage = "something is wrong inside Glaux, not with the statement; the server's log says what"
)

// ProblemOf returns what an error of the statement says to who wrote it.
func ProblemOf(err error, sql string) *Problem {
	var q *query.Error
	var f *fault.Error
	switch {
	case errors.As(err, &q) && len(q.List) > 0:
		return &Problem{Code: string(q.List[0].Code), Message: messages(q), Diagnostics: Diagnostics(q.List, q.Text, sql)}
	case errors.As(err, &f) && f.Kind != fault.Internal:
		return &Problem{Code: f.Code, Message: f.Msg}
	}
	return &Problem{Code: internalCode, Message: internalMessage}
}

// messages returns Athena's messages, one a line.
func messages(q *query.Error) string {
	lines := make([]string, len(q.List))
	for i, d := range q.List {
		lines[i] = d.Athena(q.Text)
	}
	return strings.Join(lines, "\n")
}

// Diagnostics returns what is wrong with a statement with places in the statement's own text. Text is what the places of the list speak
// of: the statement with its parameters below, or a prepared statement. What stands in none of the statement's characters has its line
// and column in that text, and the end of the statement for a place.
func Diagnostics(list diag.List, text, sql string) []Diagnostic {
	out := make([]Diagnostic, len(list))
	own := strings.HasPrefix(text, sql)
	for i, d := range list {
		out[i] = Diagnostic{Code: string(d.Code), Message: d.Msg, Hint: d.Hint, Severity: "error"}
		if d.Span.IsNowhere() {
			out[i].To = units(sql)
			continue
		}
		at := token.Locate(text, d.Span.Start)
		out[i].Line, out[i].Column = at.Line, at.Column
		from, to := len(sql), len(sql)
		if own {
			from, to = inside(d.Span.Start, sql), inside(d.Span.End, sql)
		}
		out[i].From = units(sql[:from])
		out[i].To = max(out[i].From, units(sql[:to]))
	}
	return out
}

// inside returns the byte offset, moved to the end of the text where it is past it and to the beginning of its character.
func inside(pos token.Pos, text string) int {
	at := min(max(int(pos), 0), len(text))
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// units counts a text in UTF-16 units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
