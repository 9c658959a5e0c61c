package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// MostHeld is how many rows a format for people holds to measure them. More rows than that are an error of the caller: use a
// limit, or a format that streams.
const MostHeld = 100_000

// widestCell is how many columns of the terminal a cell of a table may take; what is longer ends in an ellipsis.
const widestCell = 100

// tableStyle is how a table for people looks.
type tableStyle struct {
	left, between, right string
	null                 string
	widest               int
	rule                 func(widths []int, right []bool) string
	cell                 func(string) string
}

// boxed is the table for a terminal. NULL is ∅ for an eye that must tell it from the text "NULL" and from nothing.
func boxed() tableStyle {
	return tableStyle{left: " ", between: " │ ", right: "", null: "∅", widest: widestCell, rule: boxedRule, cell: oneLine}
}

// markdown is a table of GitHub's Markdown; nothing in it is shortened.
func markdown() tableStyle {
	return tableStyle{left: "| ", between: " | ", right: " |", null: "∅", rule: markdownRule, cell: markdownCell}
}

// tableWriter holds the rows, measures the columns and writes all at End.
type tableWriter struct {
	out     io.Writer
	style   func() tableStyle
	how     tableStyle
	columns []typed.Column
	header  []string
	rows    [][]string
	widths  []int
	right   []bool
}

// Begin takes the columns.
func (w *tableWriter) Begin(columns []typed.Column) error {
	w.how = w.style()
	w.columns = columns
	w.widths = make([]int, len(columns))
	w.right = make([]bool, len(columns))
	w.header = make([]string, len(columns))
	for i, c := range columns {
		w.header[i] = w.measure(i, w.how.cell(c.Name))
		w.right[i] = numeric(c.Type)
	}
	return nil
}

// Row holds a row.
func (w *tableWriter) Row(row []value.Value) error {
	if len(w.rows) == MostHeld {
		return fmt.Errorf("more than %d rows are too many for this format: set --max-rows, or choose csv, tsv, json, jsonl or parquet", MostHeld)
	}
	cells := make([]string, len(row))
	for i, v := range row {
		if v == nil {
			cells[i] = w.measure(i, w.how.null)
			continue
		}
		cells[i] = w.measure(i, w.how.cell(text(v, w.columns[i].Type)))
	}
	w.rows = append(w.rows, cells)
	return nil
}

// End writes the table.
func (w *tableWriter) End() error {
	out := bufio.NewWriter(w.out)
	w.line(out, w.header)
	fmt.Fprintln(out, w.how.rule(w.widths, w.right)) //nolint:errcheck // Flush tells
	for _, row := range w.rows {
		w.line(out, row)
	}
	return out.Flush()
}

// measure cuts a cell and widens its column.
func (w *tableWriter) measure(i int, cell string) string {
	if w.how.widest > 0 {
		cell = cut(cell, w.how.widest)
	}
	w.widths[i] = max(w.widths[i], width(cell))
	return cell
}

// line writes cells side by side. Errors stay in the writer until Flush.
func (w *tableWriter) line(out *bufio.Writer, cells []string) {
	var b strings.Builder
	b.WriteString(w.how.left)
	for i, cell := range cells {
		if i > 0 {
			b.WriteString(w.how.between)
		}
		pad := strings.Repeat(" ", w.widths[i]-width(cell))
		if w.right[i] {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	b.WriteString(w.how.right)
	out.WriteString(strings.TrimRight(b.String(), " ") + "\n") //nolint:errcheck // Flush tells
}

// numeric tells whether values of the type stand to the right.
func numeric(t types.Type) bool {
	switch t.Kind { //nolint:exhaustive // all others are no numbers
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Real, types.Double, types.Decimal:
		return true
	}
	return false
}

func boxedRule(widths []int, _ []bool) string {
	parts := make([]string, len(widths))
	for i, n := range widths {
		parts[i] = strings.Repeat("─", n+2)
	}
	return strings.TrimSuffix(strings.Join(parts, "┼"), "─")
}

func markdownRule(widths []int, right []bool) string {
	var b strings.Builder
	b.WriteByte('|')
	for i, n := range widths {
		dashes := strings.Repeat("-", max(n, 1))
		if right[i] {
			b.WriteString(" " + dashes + ":|")
		} else {
			b.WriteString(" " + dashes + " |")
		}
	}
	return b.String()
}

// oneLine makes a value safe for a terminal: control characters and other characters that do not show stand as escapes.
func oneLine(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == ' ' || r == '\u200d' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	return b.String()
}

// markdownCell makes a value safe for a cell of Markdown.
func markdownCell(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.NewReplacer("|", `\|`, "\\", `\\`, "<", "&lt;").Replace(oneLine(line))
	}
	return strings.Join(lines, "<br>")
}

// plain tells whether all characters are printable ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// width returns how many columns of a terminal a text takes.
func width(s string) int {
	if plain(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

// cut shortens a text to a width, between the characters that a reader sees, and ends it with an ellipsis.
func cut(s string, most int) string {
	if width(s) <= most {
		return s
	}
	taken, end, state := 0, 0, -1
	for rest := s; rest != ""; {
		cluster, after, w, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if taken+w > most-1 {
			break
		}
		taken, rest, state = taken+w, after, next
		end += len(cluster)
	}
	return s[:end] + "…"
}
