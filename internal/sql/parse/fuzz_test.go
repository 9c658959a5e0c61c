package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"golang.org/x/tools/txtar"
)

// seeds gives f all statements of the golden files.
func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no golden files")
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, section := range archive.Files {
			if section.Name != "statements.sql" {
				continue
			}
			for text := range strings.SplitSeq(string(section.Data), "\n\n") {
				f.Add(text)
			}
		}
	}
}

// FuzzParse holds that no text makes the parser panic or hang, that spans lie in the text, that a refused text has a
// diagnostic, and that a printed tree is read back as the tree that prints alike.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		tree, list := Statement(text)
		for _, d := range list {
			if d.Span.Start < 0 || int(d.Span.End) > len(text) || d.Span.Start > d.Span.End || d.Msg == "" {
				t.Fatalf("diagnostic %v of %q", d, text)
			}
			_ = d.Show(text)
		}
		if len(list) > 0 {
			return
		}
		checkTree(t, text, tree)
		if once := ast.Print(tree); len(once) < MaxBytes {
			if wrong := roundTrip(t, text); len(wrong) > 0 {
				t.Fatal(wrong)
			}
		}
	})
}

// FuzzLex holds that tokens stand in order, cover all but blanks and comments, and that the last one is the end.
func FuzzLex(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, hive := range []bool{false, true} {
			at := int32(0)
			toks := lex(text, hive)
			for i, tok := range toks {
				if tok.start < at || tok.end < tok.start || int(tok.end) > len(text) {
					t.Fatalf("token %d of %q is out of order: %v", i, text, tok)
				}
				if (tok.kind == eof) != (i == len(toks)-1) || tok.kind != eof && tok.start == tok.end {
					t.Fatalf("token %d of %q: %v", i, text, tok)
				}
				if tok.match != 0 && toks[tok.match].word != ")" {
					t.Fatalf("token %d of %q matches %v", i, text, toks[tok.match])
				}
				at = tok.end
			}
		}
	})
}

func BenchmarkQueryOfTwentyLines(b *testing.B) {
	text := benchmarkText(b, "examples/queries/q01_cur_monthly_service.sql")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, list := Statement(text); len(list) > 0 {
			b.Fatal(list)
		}
	}
}

func BenchmarkBigView(b *testing.B) {
	text := benchmarkText(b, "examples/queries/big_view.sql")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, list := Statement(text); len(list) > 0 {
			b.Fatal(list)
		}
	}
}

func BenchmarkPrintBigView(b *testing.B) {
	text := benchmarkText(b, "examples/queries/big_view.sql")
	tree, list := Statement(text)
	if len(list) > 0 {
		b.Fatal(list)
	}
	for b.Loop() {
		_ = ast.Print(tree)
	}
}

// benchmarkText returns an example, or a made text when the examples are not beside the repository.
func benchmarkText(b *testing.B, name string) string {
	b.Helper()
	text, err := os.ReadFile(filepath.Join(shared, name))
	if err != nil {
		return "SELECT a, sum(b) FROM t WHERE c = 'x' AND d IN (1, 2, 3) GROUP BY a ORDER BY 2 DESC LIMIT 10"
	}
	return string(text)
}
