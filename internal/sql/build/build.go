// Package build makes trees of SQL part by part, for the queries that the product asks itself. It promises that names and texts are carried
// as such, so that nothing that came from outside is ever read as SQL, and that what it makes prints as a statement that Athena runs.
package build

import (
	"fmt"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// Expression reads an expression over tables of our own. Nothing a user wrote is given to it.
func Expression(text string) (ast.Expr, error) {
	x, bad := parse.Expression(text)
	if err := bad.Err(); err != nil {
		return nil, fmt.Errorf("expression %q: %w", text, err)
	}
	return x, nil
}

// Query reads a query over tables of our own. Nothing a user wrote is given to it.
func Query(text string) (*ast.Query, error) {
	statement, bad := parse.Statement(text)
	if err := bad.Err(); err != nil {
		return nil, fmt.Errorf("query %q: %w", text, err)
	}
	q, ok := statement.(*ast.Query)
	if !ok {
		return nil, fmt.Errorf("query %q: %T is no query", text, statement)
	}
	return q, nil
}

// Ident returns a name, in quotes where it would not be read as a name without them.
func Ident(name string) *ast.Ident {
	x, bad := parse.Expression(name)
	ref, isColumn := x.(*ast.ColumnRef)
	plain := len(bad) == 0 && isColumn && len(ref.Parts) == 1 && ref.Parts[0].Name == name && !ref.Parts[0].Quoted
	return &ast.Ident{Name: name, Quoted: !plain}
}

// Column returns a reference to a column, or to a column of a relation.
func Column(parts ...string) ast.Expr {
	ref := &ast.ColumnRef{}
	for _, p := range parts {
		ref.Parts = append(ref.Parts, *Ident(p))
	}
	return ref
}

// Call returns a call of a function.
func Call(name string, args ...ast.Expr) *ast.Call {
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: name}}}, Args: args}
}

// CountRows is count(*).
func CountRows() *ast.Call {
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: "count"}}}, Star: true}
}

// Text is a text.
func Text(value string) ast.Expr { return &ast.String{Value: value} }

// Number is a whole number.
func Number(n int) ast.Expr {
	return &ast.Number{Kind: ast.IntegerNumber, Text: strconv.Itoa(n)}
}

// Op is an operator between two expressions.
func Op(left ast.Expr, operator string, right ast.Expr) ast.Expr {
	return &ast.BinaryOp{Op: operator, Left: left, Right: right}
}

// Join puts an operator between expressions, leaving nil ones out; it returns nil for none.
func Join(operator string, list ...ast.Expr) ast.Expr {
	var all ast.Expr
	for _, x := range list {
		switch {
		case x == nil:
		case all == nil:
			all = x
		default:
			all = Op(all, operator, x)
		}
	}
	return all
}

// Not is NOT x.
func Not(x ast.Expr) ast.Expr { return &ast.Unary{Op: "NOT", X: x} }

// In tells whether x is one of some texts.
func In(x ast.Expr, values []string) ast.Expr {
	if len(values) == 1 {
		return Op(x, "=", Text(values[0]))
	}
	one := &ast.In{X: x}
	for _, v := range values {
		one.List = append(one.List, Text(v))
	}
	return one
}

// Cast is CAST(x AS kind), for the name of a type.
func Cast(x ast.Expr, kind string) ast.Expr {
	return &ast.Cast{X: x, Type: &ast.Type{Name: kind}}
}

// AsText is x as a text.
func AsText(x ast.Expr) ast.Expr { return Cast(x, "varchar") }

// Item is x AS name.
func Item(x ast.Expr, name string) ast.SelectItem { return ast.SelectItem{X: x, Alias: Ident(name)} }

// Table names a relation, with an alias where one is given.
func Table(alias string, parts ...string) ast.Rel {
	t := &ast.Table{}
	for _, p := range parts {
		t.Name.Parts = append(t.Name.Parts, *Ident(p))
	}
	if alias == "" {
		return t
	}
	return &ast.Aliased{Rel: t, Alias: *Ident(alias)}
}

// GroupBy groups by the first n items of a list, by nothing for 0.
func GroupBy(n int) *ast.GroupBy {
	if n == 0 {
		return nil
	}
	g := &ast.GroupBy{}
	for i := range n {
		g.Elements = append(g.Elements, ast.Grouping{Sets: [][]ast.Expr{{Number(i + 1)}}})
	}
	return g
}

// OrderBy orders by the first n items of a list.
func OrderBy(n int) []ast.SortItem {
	var list []ast.SortItem
	for i := range n {
		list = append(list, ast.SortItem{X: Number(i + 1)})
	}
	return list
}

// Limit is LIMIT n.
func Limit(n int) *ast.Limit { return &ast.Limit{Count: Number(n)} }

// CTE is name AS (select).
func CTE(name string, s *ast.Select) ast.CTE {
	return ast.CTE{Name: *Ident(name), Query: &ast.Query{Body: s}}
}
