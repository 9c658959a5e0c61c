package conformance

import (
	"context"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// Trino's tests set up a world of their own: functions that no installation has, a catalog named tpch, and in some classes policies and
// other tables. The first two are put in other words here, so that what the vectors are about is measured; vectors of
// the rest cannot be right without that world.

// setUp holds the families whose queries ask for what their tests set up.
//
//nolint:gochecknoglobals // a table that nobody changes
var setUp = map[string]string{
	"TestRowFilter":                "a row filter is set",
	"TestTpchTableScanRedirection": "a table is redirected to another one",
}

// translate rewrites, in a tree that nobody else has, the names that only Trino's tests know.
func translate(tree ast.Node) {
	ast.Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Table:
			if parts := n.Name.Parts; len(parts) == 3 && parts[0].Lower() == "tpch" {
				n.Name.Parts = parts[2:]
			}
		case *ast.Call:
			translateCall(n)
		}
		return true
	})
}

// translateCall rewrites apply(x, f), which is f(x), and custom_add, custom_sum and custom_rank, which are +, sum and rank.
func translateCall(c *ast.Call) {
	if len(c.Name.Parts) != 1 {
		return
	}
	switch name := c.Name.Last(); {
	case name == "custom_sum" || name == "custom_rank":
		c.Name = nameOf(c.Span, name[len("custom_"):])
	case name == "custom_add" && len(c.Args) == 2:
		only(c, &ast.Array{Span: c.Span, Elems: []ast.Expr{&ast.BinaryOp{Span: c.Span, Op: "+", OpSpan: c.Span, Left: c.Args[0], Right: c.Args[1]}}})
	case name == "apply" && len(c.Args) == 2:
		one := &ast.Array{Span: c.Span, Elems: c.Args[:1:1]}
		only(c, &ast.Call{Span: c.Span, Name: nameOf(c.Span, "transform"), Args: []ast.Expr{one, c.Args[1]}})
	}
}

// only makes a call the first element of an array.
func only(c *ast.Call, array ast.Expr) {
	c.Name = nameOf(c.Span, "element_at")
	c.Args = []ast.Expr{array, &ast.Number{Span: c.Span, Kind: ast.IntegerNumber, Text: "1"}}
}

func nameOf(at token.Span, name string) ast.Name {
	return ast.Name{Span: at, Parts: []ast.Ident{{Span: at, Name: name}}}
}

// h2 holds spellings that H2 has and Trino has not: a long number, a word that begins right behind a number, VALUES
// without parentheses, and the name of date_add.
//
//nolint:gochecknoglobals // a table that nobody changes
var h2 = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`\b(\d+)L\b`), "$1"},
	{regexp.MustCompile(`\b(\d+)([A-Z]{2,})\b`), "$1 $2"},
	{regexp.MustCompile(`\bFROM VALUES (.*)$`), "FROM (VALUES $1)"},
	{regexp.MustCompile(`\bDATEADD\(`), "date_add("},
}

// runH2 runs an expectation that is written for H2, whose || also takes numbers, as their texts.
func (r *Runner) runH2(ctx context.Context, sql, zone string) (table, error) {
	tree, problems := parse.Query(fromH2(sql))
	if len(problems) > 0 {
		return table{}, problems
	}
	ast.Walk(tree, func(n ast.Node) bool {
		if op, ok := n.(*ast.BinaryOp); ok && op.Op == "||" {
			op.Left, op.Right = asText(op.Left), asText(op.Right)
		}
		return true
	})
	return r.query(ctx, tree, zone)
}

// asText is the text of a value.
func asText(x ast.Expr) ast.Expr {
	return &ast.Cast{Span: x.Where(), X: x, Type: &ast.Type{Span: x.Where(), Name: "varchar"}}
}

// fromH2 returns an expectation that is written for H2 as Trino spells it.
func fromH2(sql string) string {
	for _, spelling := range h2 {
		sql = spelling.pattern.ReplaceAllString(sql, spelling.by)
	}
	return sql
}

// unordered tells whether a vector says that order counts, and its expectation is in another order than its own ORDER BY: Trino's
// test compares it without order.
func unordered(v Vector) bool {
	return strings.HasSuffix(v.SQL, "OR TRUE ORDER BY nationkey LIMIT 2") && v.text() == "VALUES true, null"
}
