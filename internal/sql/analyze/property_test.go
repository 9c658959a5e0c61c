package analyze_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// queries returns the queries of the golden cases and of errors.sql.
func queries(t testing.TB) []string {
	t.Helper()
	var out []string
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			if section.Name == "query.sql" {
				out = append(out, string(section.Data))
			}
		}
	}
	text, err := os.ReadFile("testdata/errors.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range strings.Split(string(text), "\n\n") {
		bare, _ := expectations(c)
		out = append(out, bare)
	}
	return out
}

// FuzzQuery looks for a text that makes the analyzer panic, give an error without a code or a place outside of the
// text, or build a tree that a rewriting without changes changes.
func FuzzQuery(f *testing.F) {
	for _, q := range queries(f) {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		q, err := run(tiny(t), text, options())
		var list diag.List
		switch {
		case err == nil:
			checkRewrite(t, q)
		case errors.As(err, &list):
			for _, d := range list {
				if d.Code == "" || d.Msg == "" || int(d.Span.Start) > len(text) || d.Span.End < d.Span.Start {
					t.Errorf("%q: %#v", text, d)
				}
			}
		default:
			t.Errorf("%q: %v", text, err)
		}
	})
}

// TestCopiesAreTheSame copies every expression of every golden case and compares the copy with the original: they are
// the same and have one fingerprint, unless there is a query or a volatile function in them.
func TestCopiesAreTheSame(t *testing.T) {
	prints := typed.NewFingerprints()
	compared := 0
	for _, text := range queries(t) {
		q, err := run(tiny(t), strings.TrimSuffix(text, "\n"), options())
		if err != nil {
			continue
		}
		typed.Walk(q.Root, typed.Visitor{Expr: func(x typed.Expr) bool {
			if unique(x) {
				return true
			}
			compared++
			other := typed.RewriteExpr(x, typed.Rewriter{})
			if !typed.Same(x, other) || prints.Of(x) != prints.Of(other) {
				t.Errorf("%s\nnot the same as its copy: %s", text, typed.PrintExpr(x))
			}
			return true
		}})
	}
	if compared < 100 {
		t.Errorf("only %d expressions were compared", compared)
	}
}

// unique tells whether x holds something that equals nothing but itself.
func unique(x typed.Expr) bool {
	found := false
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		call, ok := x.(*typed.Call)
		found = found || typed.Subquery(x) != nil || ok && call.Func.Volatile
		return !found
	}})
	return found
}

func TestCondition(t *testing.T) {
	table, err := tiny(t).Table(t.Context(), catalog.Name{Database: "db", Table: "cur"})
	if err != nil {
		t.Fatal(err)
	}
	cols := []typed.Column{{ID: 70, Name: "product", Type: table.Columns[2].Type}, {ID: 71, Name: "cost", Type: table.Columns[5].Type}}
	for _, c := range []struct{ sql, want string }{
		{"product = 'x' AND cost > 1", "((product#70 = 'x':varchar) and (cost#71 > 1.0:double))"},
		{"cur.product LIKE 'a%'", "(product#70 like 'a%')"},
		{"product = current_user", "(product#70 = 'ada':varchar)"},
		{"any_match(ARRAY[product], p -> p = 'x')", "any_match(array[product#70], (p#72 varchar) -> (p#72 = 'x':varchar))"},
		{"region = 'x'", "COLUMN_NOT_FOUND: Column 'region' cannot be resolved or requester is not authorized to access requested resources"},
		{"product", "TYPE_MISMATCH: Expected row filter to be of type BOOLEAN, but was varchar"},
		{"sum(cost) > 1", "EXPRESSION_NOT_SCALAR: Row filter cannot contain aggregations, window functions or grouping operations: [sum(cost)]"},
		{"EXISTS (SELECT 1 FROM db.cur)", "TABLE_NOT_FOUND: Table 'awsdatacatalog.db.cur' does not exist"},
	} {
		x, wrong := parse.Expression(c.sql)
		if wrong != nil {
			t.Fatal(wrong)
		}
		var got string
		if cond, err := analyze.Over(t.Context(), table, cols, nil, options()).Condition(x); err != nil {
			got = err.Error()
		} else {
			got = typed.PrintExpr(cond)
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sql, got, c.want)
		}
	}
}

func TestMayThrow(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT product FROM cur WHERE region LIKE 'x%' AND cost > 1 AND product IN ('a', 'b')":     false,
		"SELECT sum(cost) FROM cur GROUP BY product":                                                false,
		"SELECT CAST(cost AS varchar), CAST(units AS double) FROM cur":                              false,
		"SELECT 1 FROM cur WHERE CAST(product AS integer) = 1":                                      true,
		"SELECT TRY_CAST(product AS integer) FROM cur":                                              false,
		"SELECT 1 / units FROM cur":                                                                 true,
		"SELECT tags['x'] FROM (SELECT tags FROM cur UNION ALL SELECT tags FROM cur) GROUP BY tags": false,
		"SELECT map_filter(tags, (k, v) -> v <> '')['x'] FROM cur":                                  true,
		"SELECT element_at(tags, 'x') FROM cur":                                                     false,
		"SELECT (SELECT max(cost) FROM cur) FROM accounts":                                          false,
		"SELECT (SELECT cost FROM cur) FROM accounts":                                               true,
		"SELECT (SELECT cost FROM cur LIMIT 1) FROM accounts":                                       false,
		"SELECT product FROM cur ORDER BY 1 / units":                                                true,
		"SELECT product FROM cur WHERE ARRAY[cost] < ARRAY[1e0]":                                    true,
	} {
		q, err := run(tiny(t), sql, options())
		if err != nil {
			t.Fatal(sql, err)
		}
		if got := typed.MayThrowRel(q.Root); got != want {
			t.Errorf("%s: MayThrowRel is %v, want %v", sql, got, want)
		}
	}
}
