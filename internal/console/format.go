package console

import (
	"strings"

	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// Format returns a text in canonical form: every statement as ast.Print writes it, with semicolons between. No comment is lost.
func (*Console) Format(t Text) (string, error) { return Format(t.SQL) }

// Format returns a text in canonical form. A text with a statement that cannot be read stays as it is: the error says why.
func Format(text string) (string, error) {
	var b strings.Builder
	for _, piece := range parse.Split(text) {
		if len(piece.Tokens) == 0 {
			continue
		}
		source := text[piece.Start:piece.End]
		statement, problems := parse.Statement(source)
		if len(problems) > 0 {
			return "", &query.Error{Text: source, List: problems}
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		if len(piece.Comments) > 0 {
			b.WriteString(text[piece.Comments[0].To(piece.Span).Start:piece.Comments[len(piece.Comments)-1].To(piece.Span).End])
			b.WriteByte('\n')
		} else {
			b.WriteString(ast.Print(statement))
		}
		b.WriteByte(';')
	}
	return b.String(), nil
}
