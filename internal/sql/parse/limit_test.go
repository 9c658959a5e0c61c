package parse

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Each of these would hang or overflow the stack of a careless parser; then the time limit of the test run ends it.
func TestHostileTextIsRefused(t *testing.T) {
	const many = 100_000
	for name, text := range map[string]string{
		"nested parentheses":       "SELECT " + strings.Repeat("(", many) + "1" + strings.Repeat(")", many),
		"open parentheses":         "SELECT " + strings.Repeat("(", many),
		"nested subqueries":        strings.Repeat("SELECT * FROM (", 15_000),
		"nested subquery values":   strings.Repeat("SELECT (", 30_000) + "SELECT 1" + strings.Repeat(")", 30_000),
		"nested query parentheses": strings.Repeat("(", 120_000) + "SELECT 1" + strings.Repeat(")", 120_000),
		"many signs":               "SELECT " + strings.Repeat("- ", many) + "x",
		"many NOT":                 "SELECT " + strings.Repeat("NOT ", 60_000) + "x",
		"nested calls":             "SELECT " + strings.Repeat("f(", many) + "x",
		"nested SUBSTRING":         "SELECT " + strings.Repeat("substring(", 20_000) + "x",
		"nested POSITION":          "SELECT " + strings.Repeat("position(", 20_000) + "x",
		"nested TRIM":              "SELECT " + strings.Repeat("trim(", 50_000) + "x",
		"nested CASE":              "SELECT " + strings.Repeat("CASE WHEN ", 20_000) + "x",
		"nested lambdas":           "SELECT f(" + strings.Repeat("x -> ", 50_000) + "x)",
		"nested arrays":            "SELECT " + strings.Repeat("ARRAY[", 40_000),
		"nested subscripts":        "SELECT " + strings.Repeat("a[", many),
		"nested types":             "SELECT CAST(x AS " + strings.Repeat("array(", 40_000),
		"nested rows of types":     "SELECT CAST(x AS " + strings.Repeat("row(a ", 40_000),
		"nested Hive types":        "CREATE EXTERNAL TABLE t (a " + strings.Repeat("array<", 40_000),
		"nested joins":             "SELECT * FROM " + strings.Repeat("a JOIN ", 35_000) + "b",
		"nested join parentheses":  "SELECT * FROM " + strings.Repeat("(", many) + "a",
		"nested EXPLAIN":           strings.Repeat("EXPLAIN ", 30_000) + "SELECT 1",
		"nested patterns":          "SELECT * FROM t MATCH_RECOGNIZE (PATTERN (" + strings.Repeat("(", many),
		"nested JSON columns":      "SELECT * FROM JSON_TABLE(x, 'lax $' " + strings.Repeat("COLUMNS (NESTED 'a' ", 10_000),
		"long chain of plus":       "SELECT " + strings.Repeat("1+", 130_000) + "1",
		"long chain of UNION":      strings.Repeat("TABLE a UNION ", 18_000) + "TABLE a",
		"long chain of subscripts": "SELECT a" + strings.Repeat("[1]", 80_000),
		"long chain of joins":      "SELECT * FROM a" + strings.Repeat(" CROSS JOIN a", 20_000),
		"long chain of array":      "SELECT CAST(x AS int" + strings.Repeat(" array", 40_000) + ")",
		"comments without end":     strings.Repeat("/*", 130_000),
		"quotes of all kinds":      strings.Repeat("'\"`x'U&'", 30_000),
		"backslashes":              "CREATE EXTERNAL TABLE t (a int COMMENT '" + strings.Repeat("\\", 200_001),
		"many mistakes":            "SELECT " + strings.Repeat("a b c,", 40_000),
		"nested mistakes":          "SELECT " + strings.Repeat("(SELECT a b c, ", 15_000),
	} {
		t.Run(name, func(t *testing.T) {
			if _, list := Statement(text); len(list) == 0 {
				t.Errorf("the text was taken")
			}
		})
	}
}

func TestLongChainsAreReadPrintedAndWalked(t *testing.T) {
	for name, text := range map[string]string{
		"AND":       "SELECT 1 FROM t WHERE " + strings.Repeat("a = 1 AND ", 10_000) + "b",
		"OR":        "SELECT 1 FROM t WHERE " + strings.Repeat("a = 1 OR ", 10_000) + "b",
		"plus":      "SELECT " + strings.Repeat("a + ", 10_000) + "b",
		"UNION ALL": strings.Repeat("TABLE a UNION ALL ", 10_000) + "TABLE b",
		"IN":        "SELECT a IN (1" + strings.Repeat(", 2", 60_000) + ")",
		"VALUES":    "VALUES (1 + 1)" + strings.Repeat(", (2 + 1)", 25_000),
	} {
		t.Run(name, func(t *testing.T) {
			if list := roundTrip(t, text); len(list) > 0 {
				t.Fatal(list[0].Msg)
			}
			tree, _ := Statement(text)
			if n := ast.Height(tree); n > MaxHeight {
				t.Errorf("the tree has %d levels", n)
			}
		})
	}
}

func TestLimitsHaveTheirCodes(t *testing.T) {
	_, list := Statement("SELECT " + strings.Repeat("x", MaxBytes))
	if len(list) != 1 || list[0].Code != diag.QueryTextTooLarge {
		t.Errorf("got %v", list)
	}
	_, list = Statement("SELECT " + strings.Repeat("(", MaxNesting) + "1" + strings.Repeat(")", MaxNesting))
	if len(list) != 1 || list[0].Code != diag.NestingTooDeep {
		t.Errorf("got %v", list)
	}
	_, list = Statement("SELECT " + strings.Repeat("1+", MaxHeight+1) + "1")
	if len(list) != 1 || list[0].Code != diag.NestingTooDeep {
		t.Errorf("got %v", list)
	}
	nested := MaxNesting / 2
	if _, list = Statement("SELECT " + strings.Repeat("(", nested) + "1" + strings.Repeat(")", nested)); len(list) > 0 {
		t.Errorf("got %v", list)
	}
}
