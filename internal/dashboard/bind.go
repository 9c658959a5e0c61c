package dashboard

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// place is where a parameter stands in a text: from its colon to the end of its name.
type place struct {
	token.Span
	name string
}

// places finds the parameters of an SQL text by its tokens, so that what looks like one in a string, a name or a comment is none. A colon
// makes a parameter where an operand may begin: not behind an operand, as in JSON_OBJECT('k':v), and not behind another colon.
func places(pieces []parse.Piece, text string) []place {
	var found []place
	for _, piece := range pieces {
		for i := 0; i+1 < len(piece.Tokens); i++ {
			colon, name := piece.Tokens[i], piece.Tokens[i+1]
			if colon.Word != ":" || colon.Kind != parse.OperatorToken || name.Start != colon.End {
				continue
			}
			if name.Kind != parse.NameToken && name.Kind != parse.WordToken || i > 0 && operand(piece.Tokens[i-1], colon) {
				continue
			}
			span := colon.To(name.Span)
			found = append(found, place{Span: span, name: text[name.Start:name.End]})
			i++
		}
	}
	return found
}

// operand tells whether a colon behind a token belongs to it. Words that are names as well, such as LIMIT, are names when the colon
// touches them.
func operand(before, colon parse.Token) bool {
	switch before.Kind {
	case parse.OperatorToken:
		return slices.Contains([]string{")", "]", "}", ":", "?"}, before.Word)
	case parse.WordToken:
		return !before.Reserved && before.End == colon.Start
	case parse.NameToken, parse.QuotedToken, parse.NumberToken, parse.TextToken, parse.BrokenToken:
	}
	return true
}

// splice returns a text with something else in the places of its parameters, set apart by blanks where it would touch a word.
func splice(text string, where []place, put func(name string) string) string {
	var b strings.Builder
	at := 0
	for _, p := range where {
		b.WriteString(text[at:p.Start])
		if p.Start > 0 && !strings.ContainsRune(" \t\n(,", rune(text[p.Start-1])) {
			b.WriteByte(' ')
		}
		b.WriteString(put(p.name))
		if int(p.End) < len(text) && !strings.ContainsRune(" \t\n),", rune(text[p.End])) {
			b.WriteByte(' ')
		}
		at = int(p.End)
	}
	b.WriteString(text[at:])
	return b.String()
}

// statementError is what is wrong with an SQL text, at a line of it counted from 0.
type statementError struct {
	line   int
	reason string
}

// Error returns the reason.
func (e *statementError) Error() string { return e.reason }

// statement checks an SQL text, and returns the parameters it names, each once.
func (r *reader) statement(text string) ([]string, *statementError) {
	if len(text) > maxSQL {
		return nil, &statementError{0, fmt.Sprintf("the SQL is longer than %d bytes", maxSQL)}
	}
	pieces := parse.Split(text)
	for _, piece := range pieces {
		for _, t := range piece.Tokens {
			if t.Word == "?" && t.Kind == parse.OperatorToken {
				return nil, &statementError{lineOf(text, t.Start), "a tile has no ?: give the parameter a name, such as :start"}
			}
		}
	}
	where := places(pieces, text)
	var names []string
	for _, p := range where {
		if r.param(p.name) == nil {
			return nil, &statementError{lineOf(text, p.Start), fmt.Sprintf("the front matter has no parameter %q", p.name)}
		}
		if !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	// The question mark is as long as the parameter, so that the places of what is wrong are those of the text.
	put := func(name string) string { return "?" + strings.Repeat(" ", len(name)) }
	statement, problems := parse.Statement(splice(text, where, put))
	if len(problems) > 0 {
		return nil, &statementError{lineOf(text, problems[0].Span.Start), problems[0].Msg}
	}
	if _, ok := statement.(*ast.Query); !ok {
		return nil, &statementError{0, "the SQL is no query: a tile reads and changes nothing"}
	}
	return names, nil
}

// lineOf returns the line of a place, counted from 0.
func lineOf(text string, at token.Pos) int { return token.Locate(text, at).Line - 1 }

// Tile returns a tile by its id.
func (d *Dashboard) Tile(id string) (*Tile, error) {
	for _, b := range d.Blocks {
		if b.Tile != nil && b.Tile.ID == id {
			return b.Tile, nil
		}
	}
	return nil, fault.New(fault.NotFound, "TILE_NOT_FOUND", fmt.Sprintf("the dashboard %q has no tile %q", d.Name, id))
}

// Check says what is wrong with values for the parameters.
func (d *Dashboard) Check(given map[string]string, at Clock) error {
	_, err := d.values(given, at)
	return err
}

// Query returns the query of a tile with values for the parameters, defaults for those that are not given.
func (d *Dashboard) Query(tile string, given map[string]string, at Clock) (TileQuery, error) {
	t, err := d.Tile(tile)
	if err != nil {
		return TileQuery{}, err
	}
	values, err := d.values(given, at)
	if err != nil {
		return TileQuery{}, err
	}
	return bind(t.SQL, values)
}

// Choices returns the choices of a parameter that the file lists, and the query that finds more, nil for none. It has the defaults of the
// parameters that it names.
func (d *Dashboard) Choices(param string, at Clock) ([]string, *TileQuery, error) {
	p := d.param(param)
	if p == nil {
		return nil, nil, fault.New(fault.NotFound, "PARAMETER_NOT_FOUND", fmt.Sprintf("the dashboard %q has no parameter %q", d.Name, param))
	}
	if p.ChoicesSQL == "" {
		return p.Choices, nil, nil
	}
	values, err := d.values(nil, at)
	if err != nil {
		return nil, nil, err
	}
	q, err := bind(p.ChoicesSQL, values)
	return p.Choices, &q, err
}

// errBound is our own bug: a value became something else than itself.
var errBound = errors.New("a value of a parameter was not taken as one literal")

// bind puts values into a text that was checked.
func bind(text string, values map[string]ast.Expr) (TileQuery, error) {
	pieces := parse.Split(text)
	where := places(pieces, text)
	q := TileQuery{SQL: splice(text, where, func(string) string { return "?" })}
	written := make([]string, len(where))
	for i, p := range where {
		x, ok := values[p.name]
		if !ok {
			return q, fault.Wrap(errBound, fault.Internal, "INTERNAL_ERROR", fmt.Sprintf("parameter %q has no value", p.name))
		}
		written[i] = ast.Print(x)
	}
	q.Params = written
	n := 0
	q.Plain = splice(text, where, func(string) string { n++; return written[n-1] })
	if !same(q.Plain, text, where, written) {
		return q, fault.Wrap(errBound, fault.Internal, "INTERNAL_ERROR", errBound.Error())
	}
	return q, nil
}

// same proves that a text with values has the tokens of the text without them, and those of the values in their places: that no value
// became anything else, and changed nothing around it.
func same(plain, text string, where []place, written []string) bool {
	var want []string
	n := 0
	for _, piece := range parse.Split(text) {
		for _, t := range piece.Tokens {
			switch {
			case n < len(where) && t.Start == where[n].Start:
				want = append(want, tokens(written[n])...)
			case n < len(where) && t.Start > where[n].Start && t.End == where[n].End:
				n++
			default:
				want = append(want, text[t.Start:t.End])
			}
		}
	}
	return n == len(where) && slices.Equal(want, tokens(plain))
}

// tokens returns the tokens of a text.
func tokens(text string) []string {
	var all []string
	for _, piece := range parse.Split(text) {
		for _, t := range piece.Tokens {
			all = append(all, text[t.Start:t.End])
		}
	}
	return all
}
