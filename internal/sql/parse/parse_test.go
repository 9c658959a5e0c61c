package parse

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// shared is the folder of examples and vectors, which is not a part of the repository.
const shared = "../../../../shared"

// TestGolden prints the statements of a case, which blank lines divide, or shows what is wrong with them.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		var printed, wrong []string
		for text := range strings.SplitSeq(strings.TrimSpace(in["statements.sql"]), "\n\n") {
			tree, list := Statement(text)
			if len(list) > 0 {
				wrong = append(wrong, list.Show(text))
				continue
			}
			printed = append(printed, ast.Print(tree))
			checkTree(t, text, tree)
			checkWalk(t, tree)
			if list := roundTrip(t, text); len(list) > 0 {
				t.Error(list.Show(text))
			}
		}
		if _, expected := in["wrong.txt"]; !expected && len(wrong) > 0 {
			t.Errorf("refused:\n%s", strings.Join(wrong, "\n"))
		}
		return golden.Sections{
			"printed.sql": strings.Join(printed, "\n\n"),
			"wrong.txt":   strings.Join(wrong, "\n\n"),
		}
	})
}

// roundTrip fails t unless text parses and its printed form is a fixpoint.
func roundTrip(t *testing.T, text string) diag.List {
	t.Helper()
	tree, list := Statement(text)
	if len(list) > 0 {
		return list
	}
	once := ast.Print(tree)
	again, wrong := Statement(once)
	if len(wrong) > 0 {
		t.Errorf("printed text does not parse: %s\nof %s", wrong.Show(once), text)
		return nil
	}
	if twice := ast.Print(again); twice != once {
		t.Errorf("print is no fixpoint:\n%s\n---\n%s", once, twice)
	}
	strip(reflect.ValueOf(tree))
	strip(reflect.ValueOf(again))
	if !reflect.DeepEqual(tree, again) {
		t.Errorf("the printed text is read as another tree:\n%s\nof %s", once, text)
	}
	return nil
}

// strip removes from a tree what printing may change: places, quotes that a name needs, and parentheses.
func strip(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // the other kinds hold nothing
	case reflect.Pointer, reflect.Interface:
		for v.Kind() == reflect.Interface {
			paren, ok := v.Interface().(*ast.Paren)
			if !ok {
				break
			}
			v.Set(reflect.ValueOf(paren.X))
		}
		if !v.IsNil() {
			strip(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			strip(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[token.Span]() {
			v.SetZero()
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "Quoted" {
				v.Field(i).SetBool(false)
			}
			strip(v.Field(i))
		}
	}
}

// nodes calls do for every node that v holds, found by reflection.
func nodes(v reflect.Value, do func(n ast.Node)) {
	switch v.Kind() { //nolint:exhaustive // the other kinds hold nothing
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(ast.Node); ok && v.Kind() == reflect.Pointer {
			do(n)
		}
		nodes(v.Elem(), do)
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.Struct {
				nodes(v.Index(i).Addr(), do)
			} else {
				nodes(v.Index(i), do)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			nodes(v.Field(i), do)
		}
	}
}

// checkWalk fails t unless Walk visits every node of tree, names and parts without expressions excepted.
func checkWalk(t *testing.T, tree ast.Node) {
	t.Helper()
	visited := map[ast.Node]bool{}
	ast.Walk(tree, func(n ast.Node) bool {
		visited[n] = true
		return true
	})
	nodes(reflect.ValueOf(tree), func(n ast.Node) {
		switch n.(type) {
		case *ast.Ident, *ast.Name, *ast.TextProperty, *ast.ExplainOption, *ast.Delimiter, *ast.Clustering, *ast.RowFormat, *ast.StoredAs:
			return
		}
		if !visited[n] {
			t.Errorf("Walk does not visit %T", n)
		}
	})
}

// checkTree fails t unless the span of every node lies in the text and in the span of its parent.
func checkTree(t *testing.T, text string, tree ast.Node) {
	t.Helper()
	whole := token.Span{End: token.Pos(len(text))}
	var check func(n ast.Node, within token.Span)
	check = func(n ast.Node, within token.Span) {
		span := n.Where()
		if span.Start < within.Start || span.End > within.End || span.Start > span.End {
			t.Errorf("%T has the span %v, which is not in %v: %s", n, span, within, text)
			return
		}
		ast.Walk(n, func(child ast.Node) bool {
			if child == n {
				return true
			}
			check(child, span)
			return false
		})
	}
	check(tree, whole)
}

func TestExamplesParseAndPrint(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared, "examples/queries/*.sql"))
	if err != nil || len(files) == 0 {
		t.Skip("the folder of example queries is not beside the repository")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if list := roundTrip(t, string(text)); len(list) > 0 {
				t.Fatal(list.Show(string(text)))
			}
			tree, _ := Statement(string(text))
			checkTree(t, string(text), tree)
		})
	}
}

// refused is what the vectors contain and Athena's grammar does not: syntax of later versions of Trino, and faults.
var refused = []struct{ why, pattern string }{
	{"an unknown field of EXTRACT", `EXTRACT\(MILLISECOND`},
	{"a query that ends too early", `SELECT foo FROM$`},
	{"a text that is too long", `x,x,x,x,x`},
	{"Hive's DDL has no LIKE among the columns", `LIKE orders`},
	{"Athena does not show a session", `SHOW SESSION`},
	{"Athena has no sessions", `USE `},
}

func TestConformanceVectorsParseAndPrint(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared, "conformance/*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Skip("the conformance vectors are not beside the repository")
	}
	var reasons []*regexp.Regexp
	for _, r := range refused {
		reasons = append(reasons, regexp.MustCompile(r.pattern))
	}
	used := make([]bool, len(refused))
	for _, file := range files {
		eachVector(t, file, func(sql string) {
			list := roundTrip(t, sql)
			if len(list) == 0 {
				tree, _ := Statement(sql)
				checkTree(t, sql, tree)
				checkWalk(t, tree)
				return
			}
			for i, r := range reasons {
				if r.MatchString(sql) {
					used[i] = true
					return
				}
			}
			t.Error(list.Show(sql))
		})
	}
	for i, r := range refused {
		if !used[i] {
			t.Errorf("no vector is refused because %s", r.why)
		}
	}
}

// eachVector calls do with the statement of each line of file.
func eachVector(t *testing.T, file string, do func(sql string)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var v struct{ SQL string }
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		do(v.SQL)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestParametersCountInSourceOrder(t *testing.T) {
	tree, list := Statement("SELECT ? FROM t WHERE a BETWEEN ? AND ? GROUP BY 1 HAVING count(*) > ? LIMIT ?")
	if len(list) > 0 {
		t.Fatal(list)
	}
	next := 0
	ast.Walk(tree, func(n ast.Node) bool {
		if p, ok := n.(*ast.Param); ok {
			if p.Index != next {
				t.Errorf("parameter %d stands at place %d", p.Index, next)
			}
			next++
		}
		return true
	})
	if got := ast.Params(tree); got != 5 || next != 5 {
		t.Errorf("got %d parameters, want 5", got)
	}
}

func TestTypesReadAndPrint(t *testing.T) {
	for text, want := range map[string]string{
		"bigint":                            "BIGINT",
		"decimal(16,8)":                     "DECIMAL(16, 8)",
		"double precision":                  "DOUBLE",
		"array<map<varchar,int>>":           "ARRAY(MAP(VARCHAR, INT))",
		"bigint array":                      "ARRAY(BIGINT)",
		"varchar(5) array[3] array":         "ARRAY(ARRAY(VARCHAR(5)))",
		"row(a bigint, varchar, \"B c\" x)": "ROW(a BIGINT, VARCHAR, \"B c\" X)",
		"row(bigint array, a array(x))":     "ROW(ARRAY(BIGINT), a ARRAY(X))",
		"row(double precision)":             "ROW(DOUBLE)",
		"timestamp(3) with time zone":       "TIMESTAMP(3) WITH TIME ZONE",
		"time without time zone":            "TIME",
		"interval year to month":            "INTERVAL YEAR TO MONTH",
		"row(x timestamp with time zone)":   "ROW(x TIMESTAMP WITH TIME ZONE)",
		"row(timestamp with time zone)":     "ROW(TIMESTAMP WITH TIME ZONE)",
		"row(interval day to second)":       "ROW(INTERVAL DAY TO SECOND)",
	} {
		typ, list := Type(text)
		if len(list) > 0 {
			t.Errorf("%s: %s", text, list.Show(text))
		} else if got := ast.Print(typ); got != want {
			t.Errorf("%s prints as %s, want %s", text, got, want)
		}
	}
}
