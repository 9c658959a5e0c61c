package figures

import (
	"fmt"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// expression reads an expression of our own tables.
func expression(text string) (ast.Expr, error) {
	x, bad := parse.Expression(text)
	if err := bad.Err(); err != nil {
		return nil, fmt.Errorf("expression %q: %w", text, err)
	}
	return x, nil
}

func column(name string) ast.Expr { return &ast.ColumnRef{Parts: []ast.Ident{{Name: name}}} }

func call(name string, args ...ast.Expr) ast.Expr {
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: name}}}, Args: args}
}

func text(value string) ast.Expr { return &ast.String{Value: value} }

func number(n int) ast.Expr { return &ast.Number{Text: strconv.Itoa(n)} }

func op(left ast.Expr, operator string, right ast.Expr) ast.Expr {
	return &ast.BinaryOp{Op: operator, Left: left, Right: right}
}

// join puts an operator between expressions; it returns nil for none.
func join(operator string, list ...ast.Expr) ast.Expr {
	var all ast.Expr
	for _, x := range list {
		switch {
		case x == nil:
		case all == nil:
			all = x
		default:
			all = op(all, operator, x)
		}
	}
	return all
}

func cast(x ast.Expr, kind string) ast.Expr { return &ast.Cast{X: x, Type: &ast.Type{Name: kind}} }

// orEmpty is x, an empty text where it is NULL.
func orEmpty(x ast.Expr) ast.Expr { return call("coalesce", x, text("")) }

func item(x ast.Expr, name string) ast.SelectItem {
	return ast.SelectItem{X: x, Alias: &ast.Ident{Name: name}}
}

// bill is the relation that is read.
func bill() ast.Rel {
	return &ast.Table{Name: ast.Name{Parts: []ast.Ident{{Name: "glaux"}, {Name: "bill"}}}}
}

// groupBy groups by the first n items of a list.
func groupBy(n int) *ast.GroupBy {
	if n == 0 {
		return nil
	}
	g := &ast.GroupBy{}
	for i := range n {
		g.Elements = append(g.Elements, ast.Grouping{Sets: [][]ast.Expr{{number(i + 1)}}})
	}
	return g
}

// orderBy orders by the first n items of a list.
func orderBy(n int) []ast.SortItem {
	var list []ast.SortItem
	for i := range n {
		list = append(list, ast.SortItem{X: number(i + 1)})
	}
	return list
}
