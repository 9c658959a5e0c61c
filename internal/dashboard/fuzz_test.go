package dashboard

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/sql/parse"
)

// The elements and attributes that prose may be made of.
var (
	element   = regexp.MustCompile(`<[^>]*>`)
	harmless  = regexp.MustCompile(`^</?(p|h[1-6]|ul|ol|li|a|code|pre|em|strong|del|blockquote|hr|br|table|thead|tbody|tr|th|td)( [^>]*)?( ?/)?>$`)
	attribute = regexp.MustCompile(`^(href|rel|class|title|align|start)="[^"<]*"`)
	target    = regexp.MustCompile(`href="([^"]*)"`)
)

// FuzzRead reads what anybody may have written: it ends soon, tells what it leaves out, and what it returns can be used.
func FuzzRead(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	summary, err := os.ReadFile("dashboards/summary.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(summary)
	for _, text := range []string{
		"", "---", "---\n---\n", "---\na: &a [*a, *a]\n---\n", "---\n? [\n---\n", "---\ntitle: !!binary x\n---\n", "\ufeff---\r\ntitle: x\r\n---\r\n",
		"---\ntitle: {a: b}\nparams: {x: y}\n---\n", "```sql tile", "```sql tile id=\"", "~~~sql tile id=a\n-- title: x\nSELECT 1\n~~~",
		"<script>alert(1)</script>", "[x](java\tscript:alert(1))", "[x]( javascript:1)", "[x](JAVASCRIPT:1)", "![x](data:text/html,1)", "[x]: vbscript:1\n\n[x]",
		"[a](<x\" onclick=\"y>)", "<a href=x>", "<!-- -->\n<b>", "> ```sql tile id=a\n> SELECT 1\n> ```", "| a |\n|:-:|\n| b |\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		d := Read("fuzz.md", source)
		for _, b := range d.Blocks {
			if b.Tile == nil {
				harmlessHTML(t, b.Prose)
				harmlessHTML(t, b.ProseJA)
				continue
			}
			if _, err := d.Query(b.Tile.ID, nil, november()); err != nil {
				t.Errorf("tile %s of a file that was read: %v", b.Tile.ID, err)
			}
			if !slices.Contains(Charts(), b.Tile.Chart.Type) || b.Tile.Width < 1 || b.Tile.Width > 12 || b.Tile.Title == "" {
				t.Errorf("got %+v", b.Tile)
			}
		}
		for _, fault := range d.Faults {
			if lines := strings.Count(string(source), "\n") + 1; fault.Line < 1 || fault.Line > lines+1 {
				t.Errorf("the fault %+v is outside of %d lines", fault, lines)
			}
		}
	})
}

// harmlessHTML checks that HTML has only the elements, attributes and links that prose may have.
func harmlessHTML(t *testing.T, html string) {
	t.Helper()
	for _, tag := range element.FindAllString(html, -1) {
		match := harmless.FindStringSubmatch(tag)
		if match == nil {
			t.Errorf("%q in %q", tag, html)
			continue
		}
		rest := strings.TrimSpace(strings.TrimSuffix(match[2], "/"))
		for rest != "" {
			found := attribute.FindString(rest)
			if found == "" {
				t.Errorf("the attributes of %q", tag)
				break
			}
			rest = strings.TrimSpace(rest[len(found):])
		}
	}
	for _, link := range target.FindAllStringSubmatch(html, -1) {
		scheme, _, ok := strings.Cut(strings.ToLower(link[1]), ":")
		if ok && !strings.ContainsAny(scheme, "/?#") && scheme != "http" && scheme != "https" && scheme != "mailto" {
			t.Errorf("a link to %q", link[1])
		}
	}
}

// A value is one literal, whatever it holds, and nothing around it changes.
func TestValuesChangeNothingAroundThem(t *testing.T) {
	const text = "SELECT ':a', \":a\", x -- :a\n, :a/* :b */||:b, ARRAY[:n,-:n], JSON_OBJECT('k':a), JSON_OBJECT(year:b) FROM t WHERE :a<:b AND x>:n"
	d := Dashboard{
		Params: []Param{{Name: "a", Type: "text"}, {Name: "b", Type: "text"}, {Name: "n", Type: "number"}},
		Blocks: []Block{{Kind: "tile", Tile: &Tile{ID: "t", SQL: text}}},
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringMatching(`([a-z :'"\\;?*/-]|--|/\*|\*/|U&'|''|\n|é|日){0,40}`).Draw(t, "a")
		b := rapid.String().Filter(func(s string) bool { return len(s) < maxValue && !strings.ContainsRune(s, 0) }).Draw(t, "b")
		n := rapid.StringMatching(`-?[0-9]{1,18}(\.[0-9]{1,5})?`).Draw(t, "n")
		q, err := d.Query("t", map[string]string{"a": a, "b": b, "n": n}, november())
		if err != nil {
			t.Fatal(err)
		}
		quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
		parts := []string{
			"SELECT ':a', \":a\", x -- :a\n, ", " /* :b */|| ", ", ARRAY[ ", ",- ", " ], JSON_OBJECT('k':a), JSON_OBJECT(year:b) FROM t WHERE ", " < ", " AND x> ", "",
		}
		literals := []string{quote(a), quote(b), n, n, quote(a), quote(b), n}
		var want, marks strings.Builder
		for i, part := range parts {
			want.WriteString(part)
			marks.WriteString(part)
			if i < len(literals) {
				want.WriteString(literals[i])
				marks.WriteString("?")
			}
		}
		if q.Plain != want.String() || q.SQL != marks.String() || !slices.Equal(q.Params, literals) {
			t.Errorf("got\n%s\n%s\n%q\nwant\n%s", q.Plain, q.SQL, q.Params, want.String())
		}
		if _, problems := parse.Statement(q.Plain); len(problems) > 0 {
			t.Errorf("%s: %v", q.Plain, problems)
		}
	})
}

func TestRelativeDates(t *testing.T) {
	now := november()
	now.Now = time.Date(2025, 11, 20, 23, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		kind, value string
		at          Clock
		want        string
	}{
		{"month", "latest-month", november(), "2025-11"},
		{"month", "month-12", november(), "2024-11"},
		{"month", "next-month", november(), "2025-12"},
		{"date", "month-6", november(), "2025-05-01"},
		{"date", "latest-month", november(), "2025-11-01"},
		{"date", "next-month", november(), "2025-12-01"},
		{"date", "today", november(), "2025-11-30"},
		{"date", "today", now, "2025-11-20"},
		{"date", "today-30", now, "2025-10-21"},
		{"date", "today", Clock{Now: now.Now}, "2025-11-20"},
		{"text", "today", november(), "today"},
		{"date", "2024-02-29", november(), "2024-02-29"},
	} {
		p := Param{Type: c.kind}
		if got, err := p.resolve(c.value, c.at); err != nil || got != c.want {
			t.Errorf("%s %s: got %q (%v), want %q", c.kind, c.value, got, err, c.want)
		}
	}
}

func TestValuesThatAreNoneAreRefused(t *testing.T) {
	for kind, values := range map[string][]string{
		"date":   {"", "2025-02-30", "2025-1-1", "today'", "1 OR 1=1", "2025-11-01 "},
		"month":  {"", "2025-13", "2025-1", "today", "2025-11-01"},
		"number": {"", "1e9", "--1", "1;", "0x1", "1_000", " 1", "NaN", strings.Repeat("9", 19)},
		"choice": {"c", "'a'", "a "},
		"text":   {"a\x00b", strings.Repeat("x", maxValue+1)},
		"other":  {"x"},
	} {
		for _, value := range values {
			p := Param{Name: "p", Type: kind, Choices: []string{"a", "b"}}
			if x, err := p.literal(value, november()); err == nil {
				t.Errorf("%s %q became %v", kind, value, x)
			}
		}
	}
}

// Files that are made to take long are read to their end, or refused.
func TestHostileFilesAreReadOrRefused(t *testing.T) {
	const size = MaxFile / 8 // a quadratic file would be seen by the whole run's time
	// each is repeated as often as there is room for in a paragraph, and these as often as there is room for in a file
	for name, text := range map[string]string{
		"quotations": ">", "brackets": "[", "links": "[a](", "images": "![a](", "emphasis": "*a _b ", "strong": "**a__b~~", "lists": "- ", "more lists": "+ a\n ",
		"numbers": "1. ", "fences": "```sql tile id=a\n```\n", "backticks": "`a``", "angles": "<a ", "comments": "<!-- ", "table": "|a", "rows": "|-|\n",
		"definitions": "[a]: b\n", "entities": "&amp", "escapes": "\\\\[", "references": "[a][b] ", "headings": "# a\n", "underlines": "a\n-\n",
	} {
		t.Run(name, func(t *testing.T) {
			paragraph := strings.Repeat(text, (maxRun-1)/len(text)) + "\n\n"
			for _, file := range []string{
				strings.Repeat(paragraph, size/len(paragraph)), strings.Repeat(text+"\n\n", size/(len(text)+2)),
				"---\ntitle: " + strings.Repeat(text, (maxRun-100)/len(text)) + "\n---\n",
			} {
				d := Read("hostile.md", []byte(file))
				if len(d.Blocks) == 0 && len(d.Faults) == 0 && d.Title == "" {
					t.Errorf("nothing is said of a file of %d bytes that begins with %q", len(file), file[:min(len(file), 20)])
				}
			}
		})
	}
}
