package investigate

import (
	"bufio"
	"io"
	"strings"
)

// markdown writes a page as Markdown.
func (p page) markdown(to io.Writer) error {
	w := &markdown{out: bufio.NewWriter(to)}
	w.line("# ", inline(p.Title))
	w.line()
	for _, s := range p.Says {
		w.line("- ", inline(s))
	}
	w.line()
	w.table(&table{Head: []string{"", ""}, Right: []bool{false, false}, Rows: rowsOf(p.Facts)})
	for _, b := range p.Blocks {
		w.block(b, "##")
	}
	w.line("---")
	w.line()
	w.line(inline(p.Words.Foot))
	if w.err != nil {
		return w.err
	}
	return w.out.Flush()
}

func rowsOf(facts [][2]string) [][]string {
	out := make([][]string, len(facts))
	for i, f := range facts {
		out[i] = []string{f[0], f[1]}
	}
	return out
}

// markdown writes lines, and keeps the first error.
type markdown struct {
	out *bufio.Writer
	err error
}

func (w *markdown) line(parts ...string) {
	for _, s := range append(parts, "\n") {
		if _, err := w.out.WriteString(s); err != nil && w.err == nil {
			w.err = err
		}
	}
}

func (w *markdown) block(b block, marks string) {
	w.line(marks, " ", inline(b.Title))
	w.line()
	for _, s := range b.Text {
		w.line(inline(s), "  ")
	}
	if len(b.Text) > 0 {
		w.line()
	}
	for _, c := range b.Charts {
		w.line("- ", inline(c.Title), ": `", c.letters(), "` ", inline(c.Says))
	}
	if len(b.Charts) > 0 {
		w.line()
	}
	if b.Flow != nil {
		w.table(b.Flow.table())
	}
	if b.Table != nil {
		w.table(b.Table)
	}
	for _, c := range b.Codes {
		w.code(c)
	}
	for _, one := range b.Blocks {
		w.block(one, marks+"#")
	}
}

// table writes a table. A table without rows is its head.
func (w *markdown) table(t *table) {
	row := func(cells []string) {
		w.line("| ", strings.Join(cells, " | "), " |")
	}
	head, rule := make([]string, len(t.Head)), make([]string, len(t.Head))
	for i, h := range t.Head {
		head[i], rule[i] = inline(h), "---"
		if t.Right[i] {
			rule[i] = "---:"
		}
	}
	row(head)
	row(rule)
	for _, cells := range t.Rows {
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = inline(c)
		}
		row(line)
	}
	w.line()
}

// code writes a text between fences that are longer than any row of backticks in it.
func (w *markdown) code(c code) {
	fence := "```"
	for strings.Contains(c.Text, fence) {
		fence += "`"
	}
	w.line("**", inline(c.Name), "**")
	w.line()
	w.line(fence, c.Language)
	w.line(strings.TrimRight(c.Text, "\n"))
	w.line(fence)
	w.line()
}

// inline writes a text of the lake so that nothing in it is markup.
func inline(s string) string {
	var b strings.Builder
	for _, r := range clean(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|!~&$", r) && r != '$' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
