package webapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// The Japanese texts are with the workbench, which shows them.
const problemsFile = "../../ui/src/i18n/ja/problems.json"

// codeShape is what a code of trouble looks like.
var codeShape = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)

// codesOf returns the codes of trouble that the program's text holds, with a file of each: constants that are called a code or have the
// type of one, what stands in a call beside a kind of fault, and what is given as the Code of something.
func codesOf(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		troubled := slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return strings.HasSuffix(i.Path.Value, `internal/fault"`) })
		ast.Inspect(file, func(n ast.Node) bool {
			for _, code := range codesIn(n, troubled) {
				codes[code] = path
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// codesIn returns the codes of trouble that one node holds by itself. All constants of a file that knows faults are looked at.
func codesIn(n ast.Node, troubled bool) []string {
	switch n := n.(type) {
	case *ast.ValueSpec:
		named := slices.ContainsFunc(n.Names, func(name *ast.Ident) bool { return strings.HasPrefix(strings.ToLower(name.Name), "code") })
		if troubled || named || isCode(n.Type) {
			return literals(n.Values)
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
			return literals([]ast.Expr{n.Value})
		}
	case *ast.CallExpr:
		called, _ := n.Fun.(*ast.Ident)
		if called != nil && called.Name == "newProblem" || slices.ContainsFunc(n.Args, isKind) {
			return literals(n.Args)
		}
	}
	return nil
}

// isCode tells whether an expression is the type of a diagnostic's code.
func isCode(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name == "Code"
	case *ast.SelectorExpr:
		return x.Sel.Name == "Code"
	}
	return false
}

// isKind tells whether an expression is a kind of fault.
func isKind(x ast.Expr) bool {
	s, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := s.X.(*ast.Ident)
	return ok && from.Name == "fault" && s.Sel.Name != "KindOf"
}

// literals returns the expressions that are the text of a code.
func literals(list []ast.Expr) []string {
	var found []string
	for _, x := range list {
		if l, ok := x.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if text, err := strconv.Unquote(l.Value); err == nil && (codeShape.MatchString(text) || text == codeCancelled) {
				found = append(found, text)
			}
		}
	}
	return found
}

func TestEveryCodeOfTroubleSpeaksJapanese(t *testing.T) {
	var texts struct {
		Whole   map[string]string `json:"whole"`
		General map[string]string `json:"general"`
	}
	golden.JSON(t, problemsFile, &texts)
	codes := codesOf(t)
	for _, d := range diag.Docs() {
		if codes[string(d.Code)] == "" {
			t.Errorf("the program's text does not show the code %s: this test no longer sees all", d.Code)
		}
	}
	for code, path := range codes {
		japanese, other := texts.Whole[code], texts.General[code]
		if (japanese == "") == (other == "") {
			t.Errorf("%s (%s) has %q and %q in Japanese; it needs one of the two", code, path, japanese, other)
		}
		if !strings.ContainsFunc(japanese+other, func(r rune) bool { return r >= 0x3040 && r <= 0x30ff }) {
			t.Errorf("the Japanese of %s is %q", code, japanese+other)
		}
	}
	for _, list := range []map[string]string{texts.Whole, texts.General} {
		for code := range list {
			if codes[code] == "" && code != "UNREACHABLE" && code != "UNAVAILABLE" { // the workbench's own, and the word of codeOf
				t.Errorf("there is Japanese for %s, which nothing says", code)
			}
		}
	}
}
