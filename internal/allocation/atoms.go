package allocation

import (
	"slices"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// atoms are the parts of expressions that are worked out for each line. There are many lines and few different values of these parts: lines are
// summed up by them first, and all that rules say is worked out over the sums.
type atoms struct {
	items []ast.SelectItem
	names map[string]string
}

// wideColumns have a value of their own in nearly every line.
func wideColumns() []string {
	return []string{"line_item_resource_id", "line_item_line_item_description"}
}

// isWide tells whether an expression reads such a column.
func isWide(x ast.Expr) bool {
	wide := false
	ast.Walk(x, func(n ast.Node) bool {
		if ref, ok := n.(*ast.ColumnRef); ok && slices.Contains(wideColumns(), ref.Parts[len(ref.Parts)-1].Name) {
			wide = true
		}
		return !wide
	})
	return wide
}

// keep makes an expression a part, and returns its name.
func (a *atoms) keep(x ast.Expr) ast.Expr {
	text := ast.Print(x)
	name, ok := a.names[text]
	if !ok {
		name = "a" + strconv.Itoa(len(a.items))
		a.names[text] = name
		a.items = append(a.items, build.Item(x, name))
	}
	return column(name)
}

// lift returns an expression over the parts. Expressions are those of this package, and no others.
func (a *atoms) lift(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.ColumnRef:
		return a.keep(x)
	case *ast.Call:
		switch x.Name.Parts[0].Name {
		case "element_at":
			return a.keep(x)
		case "if":
			if test, ok := x.Args[0].(*ast.IsNull); ok {
				if ref, ok := test.X.(*ast.ColumnRef); ok && isMap(ref) {
					return a.keep(x) // so that a map is not read for nothing
				}
			}
		}
		out := *x
		out.Args = a.all(x.Args)
		return &out
	case *ast.Case:
		out := &ast.Case{}
		for _, w := range x.Whens {
			out.Whens = append(out.Whens, ast.When{Cond: a.lift(w.Cond), Result: a.lift(w.Result)})
		}
		if x.Else != nil {
			out.Else = a.lift(x.Else)
		}
		return out
	case *ast.Like, *ast.In, *ast.BinaryOp:
		if isWide(x) && isTest(x) {
			return a.keep(x)
		}
	}
	return a.operator(x)
}

// isMap tells whether a column is a map.
func isMap(ref *ast.ColumnRef) bool { return slices.Contains(mapColumns(), ref.Parts[0].Name) }

// isTest tells whether an expression is a comparison, whose values are few.
func isTest(x ast.Expr) bool {
	op, ok := x.(*ast.BinaryOp)
	return !ok || op.Op == "="
}

// operator lifts what has parts of its own.
func (a *atoms) operator(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.Like:
		out := *x
		out.X = a.lift(x.X)
		return &out
	case *ast.In:
		out := *x
		out.X = a.lift(x.X)
		return &out
	case *ast.BinaryOp:
		return build.Op(a.lift(x.Left), x.Op, a.lift(x.Right))
	case *ast.Unary:
		return &ast.Unary{Op: x.Op, X: a.lift(x.X)}
	case *ast.IsNull:
		return &ast.IsNull{X: a.lift(x.X), Not: x.Not}
	}
	return x // a constant
}

// all lifts a list.
func (a *atoms) all(list []ast.Expr) []ast.Expr {
	out := make([]ast.Expr, len(list))
	for i, x := range list {
		out[i] = a.lift(x)
	}
	return out
}
