package funcs_test

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// TestEveryFunctionIsComplete holds the tables to what the manual and the guard need.
func TestEveryFunctionIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range funcs.All() {
		if seen[f.Name] {
			t.Errorf("%s stands in the tables twice", f.Name)
		}
		seen[f.Name] = true
		if f.Doc == "" || !strings.HasSuffix(f.Doc, ".") || f.Family == "" {
			t.Errorf("%s has no sentence of documentation or no family", f.Name)
		}
		if f.Unsupported != "" {
			continue
		}
		if len(f.Examples) == 0 || len(f.Signatures) == 0 {
			t.Errorf("%s has no example or no signature", f.Name)
		}
		if name := strings.ToLower(f.Name); name != f.Name || !f.Operator && funcs.Lookup(strings.ToUpper(f.Name)) != f {
			t.Errorf("%s is not found by its name in upper case", f.Name)
		}
		texts := map[string]bool{}
		for _, s := range f.Signatures {
			if texts[s.Text] {
				t.Errorf("%s has the signature %s twice", f.Name, s.Text)
			}
			texts[s.Text] = true
			if s.Safe && !f.MayThrow {
				t.Errorf("%s%s is marked safe in a function that is safe", f.Name, s.Text)
			}
		}
		for _, e := range f.Examples {
			if e.SQL == "" || e.Result == "" {
				t.Errorf("%s has an example without text or result", f.Name)
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d functions", len(seen))
	}
}

func TestOperatorsAreNotCalledByName(t *testing.T) {
	for _, symbol := range []string{"+", "-", "*", "/", "%", "||", funcs.Negate} {
		if f := funcs.Operator(symbol); f == nil || !f.Operator {
			t.Errorf("no operator %s", symbol)
		}
		if funcs.Lookup(symbol) != nil {
			t.Errorf("%s can be called by name", symbol)
		}
	}
	if funcs.Lookup("banana") != nil || funcs.Operator("banana") != nil {
		t.Error("a banana is no function")
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"DATE_TRUNK": "date_trunc", "substrr": "substr", "cardinalty": "cardinality", "sumn": "sum", "bananarama": "", "": "",
		"st_poin": "", strings.Repeat("x", 1000): "",
	} {
		if got := funcs.Nearest(name); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}

// typ reads a type as types.Type.String writes it, for tests: no rows with names.
func typ(t *testing.T, text string) types.Type {
	t.Helper()
	parsed, rest := astType(strings.TrimSpace(text))
	if rest != "" {
		t.Fatalf("%q: unexpected %q", text, rest)
	}
	got, err := types.Parse(parsed)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func astType(text string) (*ast.Type, string) {
	parsed := &ast.Type{}
	end := strings.IndexAny(text, "(),")
	if end < 0 {
		end = len(text)
	}
	parsed.Name, text = strings.TrimSpace(text[:end]), text[end:]
	if strings.HasPrefix(text, "(") {
		for text[0] != ')' {
			text = strings.TrimSpace(text[1:])
			n := 0
			for n < len(text) && text[n] >= '0' && text[n] <= '9' {
				n++
			}
			var arg ast.TypeArg
			if n > 0 {
				number := 0
				for _, d := range text[:n] {
					number = number*10 + int(d-'0')
				}
				arg.Number, text = &number, text[n:]
			} else {
				arg.Type, text = astType(text)
			}
			parsed.Args = append(parsed.Args, arg)
		}
		text = text[1:]
	}
	if rest, ok := strings.CutPrefix(text, " with time zone"); ok {
		parsed.Name, text = parsed.Name+" with time zone", rest
	}
	return parsed, text
}
