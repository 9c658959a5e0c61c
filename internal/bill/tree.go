package bill

import (
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// cast returns x AS a type.
func cast(x ast.Expr, t types.Type) ast.Expr { return &ast.Cast{X: x, Type: typeTree(t)} }

// null returns NULL of a type.
func null(t types.Type) ast.Expr { return cast(&ast.Null{}, t) }

// as returns the value of a column that is there in one type, in the type that the view has.
func as(name string, have, want types.Type) ast.Expr {
	switch {
	case have.Equal(want):
		return build.Column(name)
	case types.CanCast(have, want):
		return cast(build.Column(name), want)
	}
	return null(want)
}

// typeTree returns a type as it is written.
func typeTree(t types.Type) *ast.Type {
	tree, bad := parse.Type(t.String())
	if len(bad) > 0 {
		return &ast.Type{Name: "varchar"}
	}
	return tree
}

// hiveTree returns a type as a table definition writes it.
func hiveTree(t types.Type) *ast.Type {
	switch t.Kind { //nolint:exhaustive // the others have no parts
	case types.Array:
		return &ast.Type{Name: "array", Args: []ast.TypeArg{{Type: hiveTree(t.Elems[0])}}}
	case types.Map:
		return &ast.Type{Name: "map", Args: []ast.TypeArg{{Type: hiveTree(t.Elems[0])}, {Type: hiveTree(t.Elems[1])}}}
	case types.Decimal:
		return &ast.Type{Name: "decimal", Args: []ast.TypeArg{{Number: &t.P}, {Number: &t.S}}}
	}
	return &ast.Type{Name: source.HiveType(t)}
}
