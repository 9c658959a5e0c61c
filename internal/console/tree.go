package console

import (
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// The parts that the queries of this package are built of.

func ident(name string) ast.Ident { return ast.Ident{Name: name} }

func ref(name string) ast.Expr { return &ast.ColumnRef{Parts: []ast.Ident{ident(name)}} }

func call(name string, args ...ast.Expr) *ast.Call {
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{ident(name)}}, Args: args}
}

func text(s string) ast.Expr { return &ast.String{Value: s} }

func number(n int) ast.Expr { return &ast.Number{Kind: ast.IntegerNumber, Text: strconv.Itoa(n)} }

func binary(op string, left, right ast.Expr) ast.Expr {
	return &ast.BinaryOp{Op: op, Left: left, Right: right}
}

func both(conditions ...ast.Expr) (all ast.Expr) {
	for _, x := range conditions {
		switch {
		case x == nil:
		case all == nil:
			all = x
		default:
			all = binary("AND", all, x)
		}
	}
	return all
}

func castText(x ast.Expr) ast.Expr { return &ast.Cast{X: x, Type: &ast.Type{Name: "varchar"}} }

func countRows() *ast.Call {
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{ident("count")}}, Star: true}
}

func as(x ast.Expr, name string) ast.SelectItem {
	alias := ident(name)
	return ast.SelectItem{X: x, Alias: &alias}
}

func limit(n int) *ast.Limit { return &ast.Limit{Count: number(n)} }

func tableRel(name catalog.Name) ast.Rel {
	return &ast.Table{Name: ast.Name{Parts: []ast.Ident{ident(name.Database), ident(name.Table)}}}
}

// groupBy groups by the first n items.
func groupBy(n int) *ast.GroupBy {
	g := &ast.GroupBy{}
	for i := range n {
		g.Elements = append(g.Elements, ast.Grouping{Sets: [][]ast.Expr{{number(i + 1)}}})
	}
	return g
}
