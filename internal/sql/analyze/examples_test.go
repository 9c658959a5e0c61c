package analyze_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// examples is the folder of queries from practice that lies beside the repository.
const examples = "../../../../shared/examples/queries"

// refused are the examples that use what is not supported, with the code of the answer and a part of it.
var refused = map[string]string{
	"q11_match_recognize.sql": "NOT_SUPPORTED: MATCH_RECOGNIZE",
	"q23_strings.sql":         "COLUMN_NOT_FOUND: Column 'line_item_usage_type'", // it has no FROM
	"q41_functions_misc.sql":  "NOT_SUPPORTED: Function 'hash_counts'",
	"q44_dim_syntax.sql":      "FUNCTION_NOT_FOUND: Function 'c.f'",
}

// TestExamples analyzes every query among the examples in the catalog of testdata/examples.schema.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(examples, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the folder of examples is not beside the repository")
	}
	schema, err := os.ReadFile("testdata/examples.schema")
	if err != nil {
		t.Fatal(err)
	}
	w := world{}
	w.add(t, string(schema))
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { example(t, w, file) })
	}
}

// example analyzes the query of one file; files of DDL have none.
func example(t *testing.T, w world, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, wrong := parse.Statement(string(text))
	if wrong != nil {
		t.Fatalf("parse: %s", wrong.Show(string(text)))
	}
	q := queryOf(s)
	if q == nil {
		return
	}
	if strings.HasPrefix(filepath.Base(file), "q13") { // it reads a legacy bill, where all is text
		w = maps.Clone(w)
		w.add(t, "db.cur: line_item_usage_amount varchar, line_item_usage_type varchar, bill_billing_period_start_date varchar")
	}
	if strings.HasPrefix(filepath.Base(file), "q15") { // it reads JSON from texts
		w = maps.Clone(w)
		w.add(t, "db.cur: discount varchar, cost_category varchar, resource_tags map(varchar, varchar)")
	}
	o := options()
	for range ast.Params(q) {
		o.Params = append(o.Params, &ast.String{Value: "2025-01-01"})
	}
	if strings.HasPrefix(filepath.Base(file), "q17") {
		o.Params[0] = &ast.TypedLiteral{Type: &ast.Type{Name: "date"}, Value: "2025-01-01"}
		o.Params[3] = &ast.Number{Text: "10"}
	}
	got, err := analyze.Query(t.Context(), q, w, o)
	var list diag.List
	switch want := refused[filepath.Base(file)]; {
	case errors.As(err, &list) && want != "" && strings.Contains(list.Error(), want):
	case errors.As(err, &list):
		t.Errorf("%s", list.Show(string(text)))
	case err != nil:
		t.Error(err)
	case want != "":
		t.Errorf("analyzed, want %q", want)
	default:
		checkRewrite(t, got)
		checkTrino(t, got, w, o)
	}
}

// queryOf returns the query that a statement holds, nil for none.
func queryOf(s ast.Statement) *ast.Query {
	var found *ast.Query
	ast.Walk(s, func(n ast.Node) bool {
		if q, ok := n.(*ast.Query); ok && found == nil {
			found = q
		}
		return found == nil
	})
	return found
}
