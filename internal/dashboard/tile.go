package dashboard

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// tileID is how tiles are named.
var tileID = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,62}$`)

// maxSQL bounds the SQL of a tile, maxHead its title and its other texts.
const (
	maxSQL  = 32 << 10
	maxHead = 2000
)

// tile reads a tile. It is left out when anything is wrong with it.
func (r *reader) tile(fence *ast.FencedCodeBlock, info string) {
	t := &Tile{Line: r.fenceLine(fence)}
	content, ended := r.content(fence)
	before := len(r.faults)
	if !ended {
		r.fault(t.Line, "the tile's fence does not end; what follows it is lost")
		return
	}
	if len(r.ids) >= maxTiles {
		r.fault(t.Line, "there are more than %d tiles", maxTiles)
		return
	}
	r.settings(t, info)
	first := r.head(t, content)
	if t.Title == "" {
		r.fault(t.Line, "the tile has no title: its SQL begins with -- title: …")
	}
	if line, again := r.ids[t.ID]; again && t.ID != "" {
		r.fault(t.Line, "the id %q is that of the tile at line %d", t.ID, line)
	}
	names, err := r.statement(t.SQL)
	if err != nil {
		r.fault(t.Line+first+err.line, "%s", err.reason)
	}
	t.Params = names
	if len(r.faults) > before {
		return
	}
	r.ids[t.ID] = t.Line
	r.out.Blocks = append(r.out.Blocks, Block{Kind: "tile", Tile: t})
}

// settings reads what stands behind ```sql tile.
func (r *reader) settings(t *Tile, info string) {
	seen := map[string]bool{}
	for _, word := range infoWords(info)[2:] {
		key, value, ok := strings.Cut(word, "=")
		value = strings.Trim(value, `"`)
		switch {
		case !ok || value == "":
			r.fault(t.Line, "%q is no setting such as chart=bar", word)
		case seen[key]:
			r.fault(t.Line, "%s is set twice", key)
		default:
			if err := t.set(key, value); err != nil {
				r.fault(t.Line, "%v", err)
			}
		}
		seen[key] = true
	}
	if t.ID == "" {
		r.fault(t.Line, "the tile has no id: ```sql tile id=name")
	}
	if t.Chart.Type == "" {
		t.Chart.Type = "table"
	}
	if t.Width == 0 {
		t.Width = defaultWidth(t.Chart.Type)
	}
	if missing := t.Chart.lacks(); missing != "" {
		r.fault(t.Line, "%s", missing)
	}
}

// infoWords cuts the line of a fence at its blanks, those in double quotes aside.
func infoWords(info string) []string {
	quoted := false
	return strings.FieldsFunc(info, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return !quoted && (c == ' ' || c == '\t')
	})
}

// set takes one setting.
func (t *Tile) set(key, value string) error {
	switch key {
	case "id":
		if !tileID.MatchString(value) {
			return fmt.Errorf("the id %q has other than small letters, digits, - and _", value)
		}
		t.ID = value
	case "chart":
		if !slices.Contains(Charts(), value) {
			return fmt.Errorf("there is no chart %q; the charts are %s", value, strings.Join(Charts(), ", "))
		}
		t.Chart.Type = value
	case "x":
		t.Chart.X = value
	case "y":
		t.Chart.Y = strings.Split(value, ",")
	case "series":
		t.Chart.Series = value
	case "to":
		t.Chart.To = value
	case "unit":
		t.Chart.Unit = value
	case "width":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 12 {
			return fmt.Errorf("the width %q is not a number from 1 to 12", value)
		}
		t.Width = n
	default:
		return fmt.Errorf("there is no setting %q; the settings are id, chart, x, y, series, to, unit and width", key)
	}
	return nil
}

// Charts returns the charts there are.
func Charts() []string {
	return []string{"table", "number", "bar", "stacked", "line", "area", "scatter", "pie", "heatmap", "sankey", "treemap"}
}

// defaultWidth is how wide a chart is when nobody says.
func defaultWidth(chart string) int {
	switch chart {
	case "number":
		return 3
	case "table":
		return 12
	}
	return 6
}

// lacks says what a chart needs and does not have, "" for nothing.
func (c Chart) lacks() string {
	var need []string
	switch c.Type {
	case "table":
	case "number":
		need = []string{"y"}
	case "heatmap", "sankey":
		need = []string{"x", "to", "y"}
	default:
		need = []string{"x", "y"}
	}
	has := map[string]bool{"x": c.X != "", "y": len(c.Y) > 0, "to": c.To != ""}
	for _, key := range need {
		if !has[key] {
			return fmt.Sprintf("a chart of type %s needs %s=COLUMN", c.Type, key)
		}
	}
	if c.Series != "" && len(c.Y) > 1 {
		return "a chart has either series or several columns y"
	}
	return ""
}

// headLine is a line of settings above the SQL.
var headLine = regexp.MustCompile(`^--\s?([a-z_]+):\s+(.*\S)\s*$`)

// head reads the settings above the SQL, and returns how many lines they take. A line of them that begins with two blanks goes on with
// the one before.
func (r *reader) head(t *Tile, content string) int {
	fields := map[string]*string{
		"title": &t.Title, "title_ja": &t.TitleJA, "note": &t.Note, "note_ja": &t.NoteJA, "empty": &t.Empty, "empty_ja": &t.EmptyJA,
	}
	var last *string
	n := 0
	rest := content
	for strings.HasPrefix(rest, "--") {
		line, below, _ := strings.Cut(rest, "\n")
		match := headLine.FindStringSubmatch(line)
		switch {
		case match != nil:
			field, ok := fields[match[1]]
			if !ok {
				r.fault(t.Line+n+1, "there is no setting %q; above the SQL stand title, note and empty, and these with _ja", match[1])
				field = new(string)
			} else if *field != "" {
				r.fault(t.Line+n+1, "%s is set twice", match[1])
			}
			*field = match[2]
			last = field
		case last != nil && strings.HasPrefix(line, "--  "):
			*last = join(*last, strings.TrimSpace(line[2:]))
		default:
			below = rest // a comment of the SQL
		}
		if below == rest {
			break
		}
		rest, n = below, n+1
	}
	for name, field := range fields {
		if len(*field) > maxHead {
			r.fault(t.Line, "%s is longer than %d bytes", name, maxHead)
		}
	}
	t.SQL = strings.TrimRight(rest, "\n ")
	return n + 1
}

// join puts two lines of a text together: with a blank, but without one between signs of Japanese.
func join(a, b string) string {
	if a != "" && b != "" && a[len(a)-1] < 0x80 || b != "" && b[0] < 0x80 {
		return a + " " + b
	}
	return a + b
}
