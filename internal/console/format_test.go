package console

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

func TestFormattedTexts(t *testing.T) {
	golden.Run(t, "testdata/format", func(t *testing.T, in golden.Sections) golden.Sections {
		out := golden.Sections{}
		for name, text := range in {
			if number, ok := strings.CutSuffix(name, ".sql"); ok {
				got, err := Format(text)
				if err != nil {
					got = "refused: " + err.Error()
				}
				out[number+".formatted"] = got + "\n"
				holds(t, text)
			}
		}
		return out
	})
}

// The queries of the product, each with a comment before every token in turn, keep what is promised.
func TestCommentsAnywhereAreKept(t *testing.T) {
	files, err := filepath.Glob("../readiness/*/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for i, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(body)
		holds(t, text)
		comments := []string{" -- c\n", "\n-- c\n", " /* c */ ", "\n/* c\n d */\n"}
		for _, p := range parse.Split(text) {
			var b strings.Builder
			at := 0
			for j, tok := range p.Tokens {
				b.WriteString(text[at:tok.Start])
				b.WriteString(comments[(i+j)%len(comments)])
				at = int(tok.Start)
			}
			b.WriteString(text[at:])
			holds(t, b.String())
		}
	}
}

// holds tells whether what is promised of Format is so for a text.
func holds(t *testing.T, text string) {
	t.Helper()
	once, err := Format(text)
	if err != nil {
		return
	}
	if twice, err := Format(once); err != nil || twice != once {
		t.Errorf("formatted twice:\n%s\nand once:\n%s\nof %q: %v", twice, once, text, err)
	}
	if a, b := printsOf(text), printsOf(once); !slices.Equal(a, b) {
		t.Errorf("the text\n%s\nmeans %q\nand formatted\n%s\nmeans %q", text, a, once, b)
	}
	if a, b := commentTexts(text), commentTexts(once); !slices.Equal(a, b) {
		t.Errorf("the text\n%s\nhas the comments %q\nand formatted\n%s\nhas %q", text, a, once, b)
	}
}

// printsOf returns the statements of a text in canonical form.
func printsOf(text string) (list []string) {
	for _, p := range parse.Split(text) {
		if len(p.Tokens) > 0 {
			s, problems := parse.Statement(text[p.Start:p.End])
			if len(problems) > 0 {
				return []string{problems.Error()}
			}
			list = append(list, ast.Print(s))
		}
	}
	return list
}

func commentTexts(text string) (list []string) {
	for _, p := range parse.Split(text) {
		for _, c := range p.Comments {
			list = append(list, strings.TrimRight(text[c.Start:c.End], " \t\r"))
		}
	}
	return list
}

func FuzzFormat(f *testing.F) {
	for _, text := range []string{
		"select a,-- one\n b /* two */ from t -- three\n where x=1 -- four\n and y = 2; -- five\n\n-- six\nselect 1",
		"/* a */ select /* b */ (1 /* c */) /* d */ ; /* e */", "with c as ( -- x\n select 1) select * from c", "show tables -- x",
		"CREATE EXTERNAL TABLE t ( -- a\n `x` int -- b\n) /* c */ LOCATION 's3://b/' -- d",
		"select case when a then 1 -- x\n else 2 end", "-- only", "select 1;;;-- x\n;", "select a -- x\n, b -- y\n, c", "select '--' -- '\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { holds(t, text) })
}
