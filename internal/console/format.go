package console

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// Format returns a text in canonical form: every statement as ast.Print writes it, with semicolons between, and every comment between the
// tokens where it stood. Formatting twice is formatting once. A text with a statement that cannot be read is refused with the reason.
//
// The printer knows no comments. So the tokens of the text and those of the print, which differ in a few words and parentheses alone, are
// put side by side, and each comment goes into the gap of the print that corresponds to its own. What was on a line of its own stays so;
// what ended a line ends one. The price is time about proportional to the text.
func (*Console) Format(t Text) (string, error) { return Format(t.SQL) }

// Format is Console.Format without a console.
func Format(text string) (string, error) {
	for range settling {
		out, err := formatOnce(text)
		if err != nil || out == text {
			return out, err
		}
		text = out
	}
	return text, nil
}

// settling is how often a text is formatted until it stays as it is; the second time is nearly always the last.
const settling = 5

func formatOnce(text string) (string, error) {
	pieces := parse.Split(text)
	var printed strings.Builder
	f := &formatter{text: text}
	lines := linesOf(text, pieces)
	for _, piece := range pieces {
		f.comments = append(f.comments, commentsOf(text, piece, len(f.from), lines)...)
		if len(piece.Tokens) == 0 {
			continue
		}
		statement, problems := parse.Statement(text[piece.Start:piece.End])
		if len(problems) > 0 {
			return "", &query.Error{Text: text, List: moved(problems, piece.Start)}
		}
		if printed.Len() > 0 {
			printed.WriteString("\n\n")
		}
		start := printed.Len()
		printed.WriteString(ast.Print(statement))
		f.align(piece.Tokens, printed.String()[start:], start)
		if piece.Semicolon != (token.Span{}) || len(pieces) > 1 {
			f.semicolon(piece.Semicolon, token.Pos(printed.Len()))
			printed.WriteByte(';')
		}
	}
	return f.write(printed.String()), nil
}

// moved puts diagnostics of a statement into the whole text.
func moved(list diag.List, by token.Pos) diag.List {
	list = slices.Clone(list)
	for i := range list {
		if !list[i].Span.IsNowhere() {
			list[i].Span.Start += by
			list[i].Span.End += by
		}
	}
	return list
}

// note is a comment of the text: the number of tokens before it, and how it stands on its line.
type note struct {
	text   string
	before int
	style  style
}

// style is how a comment stands.
type style uint8

const (
	ownLine style = iota // with nothing else on its lines
	ending               // behind something, with nothing behind it
	inline               // with something behind it on its line
)

// formatter puts comments into a print.
type formatter struct {
	text     string
	comments []note
	// from and to are the tokens of the text, and for each the index of the token of the print that it became, -1 for none.
	from []token.Span
	to   []int
	// print are the tokens of the print.
	print []token.Span
}

// lines tells of each comment, by its place, how it stands.
type lines map[token.Pos]style

// linesOf looks at what stands before and behind each comment: between two tokens or comments there is nothing but blanks.
func linesOf(text string, pieces []parse.Piece) lines {
	var all []token.Span
	found := lines{}
	for _, p := range pieces {
		for _, t := range p.Tokens {
			all = append(all, t.Span)
		}
		for _, span := range p.Comments {
			found[span.Start] = ownLine
			all = append(all, span)
		}
		if p.Semicolon != (token.Span{}) {
			all = append(all, p.Semicolon)
		}
	}
	slices.SortFunc(all, func(a, b token.Span) int { return int(a.Start - b.Start) })
	for i, span := range all {
		if _, comment := found[span.Start]; !comment {
			continue
		}
		switch {
		case i+1 < len(all) && !strings.Contains(text[span.End:all[i+1].Start], "\n"):
			found[span.Start] = inline
		case i > 0 && !strings.Contains(text[all[i-1].End:span.Start], "\n"):
			found[span.Start] = ending
		}
	}
	return found
}

// commentsOf returns the comments of a piece; known is how many tokens came before it.
func commentsOf(text string, p parse.Piece, known int, found lines) []note {
	var list []note
	for _, span := range p.Comments {
		n, _ := slices.BinarySearchFunc(p.Tokens, span.Start, func(t parse.Token, at token.Pos) int { return int(t.Start - at) })
		list = append(list, note{text: strings.TrimRight(text[span.Start:span.End], " \t\r"), before: known + n, style: found[span.Start]})
	}
	return list
}

// semicolon notes a semicolon of the print, and that of the text where it has one.
func (f *formatter) semicolon(have token.Span, at token.Pos) {
	f.print = append(f.print, token.Span{Start: at, End: at + 1})
	if have != (token.Span{}) {
		f.from, f.to = append(f.from, have), append(f.to, len(f.print)-1)
	}
}

// reach is how far the alignment looks for the next token that both sides have.
const reach = 24

// align puts the tokens of a statement and those of its print side by side.
func (f *formatter) align(from []parse.Token, printed string, start int) {
	var to []parse.Token
	for _, p := range parse.Split(printed) {
		to = append(to, p.Tokens...)
	}
	first := len(f.print)
	for _, t := range to {
		f.print = append(f.print, token.Span{Start: t.Start + token.Pos(start), End: t.End + token.Pos(start)})
	}
	same := func(i, j int) bool {
		a, b := from[i], to[j]
		if a.Word != "" || b.Word != "" {
			return a.Word == b.Word
		}
		return strings.EqualFold(bareName(f.text[a.Start:a.End]), bareName(printed[b.Start:b.End]))
	}
	i, j := 0, 0
	for i < len(from) {
		skipFrom, skipTo := nearest(len(from)-i, len(to)-j, func(k, l int) bool { return same(i+k, j+l) })
		for range skipFrom {
			f.from, f.to = append(f.from, from[i].Span), append(f.to, -1)
			i++
		}
		j += skipTo
		if i < len(from) {
			index := -1
			if j < len(to) && same(i, j) {
				index = first + j
				j++
			}
			f.from, f.to = append(f.from, from[i].Span), append(f.to, index)
			i++
		}
	}
}

// nearest returns how many tokens to leave out on each side, as few as can be, until both go on with the same one; 0 and 0 where that is
// too far.
func nearest(n, m int, same func(k, l int) bool) (skipFrom, skipTo int) {
	for sum := range reach {
		for k := range sum + 1 {
			if k < n && sum-k < m && same(k, sum-k) {
				return k, sum - k
			}
		}
	}
	return 0, 0
}

// bareName takes the quotes off a name, which the printer writes only where they are needed.
func bareName(s string) string {
	if n := len(s); n > 1 && (s[0] == '"' || s[0] == '`') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

// write returns the print with the comments.
func (f *formatter) write(printed string) string {
	gaps := map[int][]note{} // by the index of the token of the print behind the gap
	last := 0
	for _, n := range f.comments {
		at := max(f.gap(n, printed), last) // comments stay in their order
		gaps[at] = append(gaps[at], n)
		last = at
	}
	var b strings.Builder
	at, line := token.Pos(0), 0
	for i := range len(f.print) + 1 {
		next, end := token.Pos(len(printed)), token.Pos(len(printed))
		if i < len(f.print) {
			next, end = f.print[i].Start, f.print[i].End
		}
		f.fill(&b, printed[line:at], printed[at:next], next == token.Pos(len(printed)), gaps[i])
		b.WriteString(printed[next:end])
		if n := strings.LastIndexByte(printed[at:end], '\n'); n >= 0 {
			line = int(at) + n + 1
		}
		at = end
	}
	return b.String()
}

// gap returns the gap of the print in which a comment belongs. One that ends a line stays with what stands before it, and a comma or
// semicolon behind that; any other with what stands behind it.
func (f *formatter) gap(n note, printed string) int {
	if n.style == ending {
		for i := n.before - 1; i >= 0; i-- {
			if f.to[i] < 0 {
				continue
			}
			at := f.to[i] + 1
			if at < len(f.print) {
				if next := printed[f.print[at].Start:f.print[at].End]; next == "," || next == ";" {
					at++
				}
			}
			return at
		}
		return 0
	}
	for i := n.before; i < len(f.to); i++ {
		if f.to[i] >= 0 {
			return f.to[i]
		}
	}
	return len(f.print)
}

// fill writes what stands between two tokens of the print: a gap of blanks, and comments in it. Line is what the print has on the line
// before the gap. The first break of a line is that of the gap where it has one.
func (f *formatter) fill(b *strings.Builder, line, gap string, last bool, notes []note) {
	if len(notes) == 0 {
		b.WriteString(gap)
		return
	}
	fresh, pending, breaks := b.Len() == 0, false, []string{gap, lineBreak(line, gap, last)}
	if !strings.Contains(gap, "\n") {
		breaks = breaks[1:]
	}
	breakLine := func() {
		b.WriteString(breaks[0])
		breaks = breaks[len(breaks)-1:]
		fresh, pending = true, false
	}
	for _, n := range notes {
		if pending || !fresh && (n.style == ownLine || n.style == inline && len(breaks) > 1) {
			breakLine()
		}
		if !fresh {
			b.WriteByte(' ')
		}
		b.WriteString(n.text)
		fresh, pending = false, n.style != inline
	}
	switch {
	case last:
	case pending:
		breakLine()
	default:
		b.WriteByte(' ')
	}
}

// lineBreak is a break of the line in a gap: with the indent of what follows where the gap has a break, else with one more than the line.
func lineBreak(line, gap string, last bool) string {
	if i := strings.LastIndexByte(gap, '\n'); i >= 0 {
		return gap[i:]
	}
	if line == "" || last {
		return "\n"
	}
	return "\n" + line[:len(line)-len(strings.TrimLeft(line, " "))] + "  "
}
