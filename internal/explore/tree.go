package explore

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

// ident returns a name, in quotes where it would not be read as a name without them.
func ident(name string) *ast.Ident {
	x, bad := parse.Expression(name)
	ref, isColumn := x.(*ast.ColumnRef)
	plain := len(bad) == 0 && isColumn && len(ref.Parts) == 1 && ref.Parts[0].Name == name && !ref.Parts[0].Quoted
	return &ast.Ident{Name: name, Quoted: !plain}
}

// column returns a reference to a column, or to a column of a relation.
func column(parts ...string) ast.Expr {
	ref := &ast.ColumnRef{}
	for _, p := range parts {
		ref.Parts = append(ref.Parts, *ident(p))
	}
	return ref
}

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

func not(x ast.Expr) ast.Expr { return &ast.Unary{Op: "NOT", X: x} }

// in tells whether x is one of some texts.
func in(x ast.Expr, values []string) ast.Expr {
	if len(values) == 1 {
		return op(x, "=", text(values[0]))
	}
	one := &ast.In{X: x}
	for _, v := range values {
		one.List = append(one.List, text(v))
	}
	return one
}

// asText is x as a text.
func asText(x ast.Expr) ast.Expr { return &ast.Cast{X: x, Type: &ast.Type{Name: "varchar"}} }

// item is x AS name.
func item(x ast.Expr, name string) ast.SelectItem { return ast.SelectItem{X: x, Alias: ident(name)} }

// table names a relation, with an alias where one is given.
func table(alias string, parts ...string) ast.Rel {
	t := &ast.Table{}
	for _, p := range parts {
		t.Name.Parts = append(t.Name.Parts, *ident(p))
	}
	if alias == "" {
		return t
	}
	return &ast.Aliased{Rel: t, Alias: *ident(alias)}
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

func cte(name string, s *ast.Select) ast.CTE {
	return ast.CTE{Name: *ident(name), Query: &ast.Query{Body: s}}
}
