// Package examples_test runs every query of the examples from practice, which lie beside the repository, on generated tables of the
// shapes that they name. Each one must give rows, and a value in every column, or the refusal that the table of refusals states.
package examples_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// examples is the folder of the queries.
const examples = "../../../shared/examples/queries"

// refused are the examples that do not run, with the message that says why.
func refused() map[string]string {
	return map[string]string{
		"q11_match_recognize.sql": "NOT_SUPPORTED: line 2:6: MATCH_RECOGNIZE is not supported",
		// It has no FROM; the rest of its columns run in the test below.
		"q23_strings.sql":        "COLUMN_NOT_FOUND: line 1:23: Column 'line_item_usage_type' cannot be resolved or requester is not authorized to access requested resources",
		"q41_functions_misc.sql": "NOT_SUPPORTED: line 1:525: Function 'hash_counts' is not supported: set digests are not supported",
		// A method of a column, which no version of Trino has.
		"q44_dim_syntax.sql": "FUNCTION_NOT_FOUND: line 1:132: Function 'c.f' not registered",
	}
}

// shapes are the databases of the examples that do not speak of CUR 2.0.
func shapes() map[string]string {
	return map[string]string{"q02_nat_daily.sql": "legacy", "q13_try.sql": "csv", "q15_json.sql": "json"}
}

// params are the parameters of the examples that have some.
func params() map[string][]string {
	return map[string][]string{
		"q17_values_params.sql": {"TIMESTAMP '2025-10-01 00:00:00'", "'2025-10-30'", "'AmazonEC2'", "10"},
	}
}

// empty are the columns that have no value in any row, and why.
func empty() map[string][]string {
	return map[string][]string{
		"q13_try.sql":        {"a", "b"}, // a division by zero and no number, both tried
		"q29_case_forms.sql": {"g"},      // greatest of a NULL
	}
}

// mended are examples without what keeps them from running: an old and a new part of the text, in turn. Nobody refuses the rest.
func mended() map[string][]string {
	return map[string][]string{
		"q23_strings.sql":        {"regexp_extract(line_item_usage_type,", "regexp_extract('EUC1-BoxUsage',"},
		"q41_functions_misc.sql": {"hash_counts(approx_set(1)) AS hc, ", ""},
		"q44_dim_syntax.sql":     {" AND c.f(x => 1) IS NOT NULL", " AND c.f.x IS NOT NULL"},
	}
}

func TestEveryExampleGivesRows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(examples, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the folder of examples is not beside the repository")
	}
	_, runner := newWorld(t, t.TempDir(), append(tables(), bills()...)...)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if tree, problems := parse.Statement(string(text)); len(problems) > 0 {
			t.Errorf("%s: %s", file, problems.Show(string(text)))
		} else if _, ok := tree.(*ast.Query); ok {
			t.Run(filepath.Base(file), func(t *testing.T) { example(t, runner, filepath.Base(file), string(text)) })
		}
	}
}

// example runs one query.
func example(t *testing.T, runner *query.Runner, name, text string) {
	t.Helper()
	o := query.Options{Database: shapes()[name], Params: params()[name]}
	rows, without, err := run(t.Context(), runner, text, o)
	if want, ok := refused()[name]; ok {
		if got := message(err); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		change, ok := mended()[name]
		if !ok {
			return
		}
		rows, without, err = run(t.Context(), runner, strings.NewReplacer(change...).Replace(text), o)
	}
	if err != nil {
		t.Fatal(message(err))
	}
	if rows == 0 {
		t.Error("there are no rows")
	}
	if want := empty()[name]; !strings.Contains(text, "SELECT *") && !slices.Equal(without, want) {
		t.Errorf("the columns %q have no value, want %q", without, want)
	}
	t.Logf("%d rows", rows)
}

// message returns an error as Athena words it.
func message(err error) string {
	var e *query.Error
	if !errors.As(err, &e) || len(e.List) == 0 {
		return "no refusal: " + errorText(err)
	}
	return e.List[0].Athena(e.Text)
}

func errorText(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

// run runs a query and returns how many rows it gives and which columns are NULL in all of them.
func run(ctx context.Context, runner *query.Runner, text string, o query.Options) (rows int, without []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	result, err := runner.Text(ctx, access.Local(), strings.TrimSpace(text), o)
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	filled := make([]bool, len(result.Columns))
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rows, nil, err
		}
		rows += batch.Len()
		for row := range batch.Len() {
			for i := range filled {
				filled[i] = filled[i] || batch.Value(row, i) != nil
			}
		}
	}
	for i, c := range result.Columns {
		if !filled[i] {
			without = append(without, c.Name)
		}
	}
	return rows, without, nil
}
