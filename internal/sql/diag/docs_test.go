package diag

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

// declared returns the codes that codes.go declares, in order.
func declared(t *testing.T) []Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []Code
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, Code(text))
		}
		return true
	})
	return codes
}

func TestEveryCodeIsDocumentedInOrder(t *testing.T) {
	codes, docs := declared(t), Docs()
	for i, code := range codes {
		if i >= len(docs) || docs[i].Code != code {
			t.Fatalf("the doc of %s is missing or out of place (number %d)", code, i)
		}
	}
	if len(docs) != len(codes) {
		t.Errorf("%d docs for %d codes", len(docs), len(codes))
	}
}

func TestEveryDocHasAnExampleOrSaysWhereTheCodeIsGiven(t *testing.T) {
	for _, d := range Docs() {
		if d.Sentence == "" || d.Rule == "" || (d.Example == "") == (d.Elsewhere == "") {
			t.Errorf("%s: sentence, rule, and one of example and elsewhere are wanted", d.Code)
		}
	}
}
