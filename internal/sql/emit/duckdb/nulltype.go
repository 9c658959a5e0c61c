package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// losesType tells whether x is a call, or written as one, with an argument that may be NULL before any row is read.
func losesType(x typed.Expr) bool {
	switch x := x.(type) {
	case *typed.Cast:
		if l, ok := x.X.(*typed.Literal); ok && l.Value == nil {
			return false // written with its type
		}
	case *typed.Call, *typed.Subscript, *typed.Field, *typed.Like, *typed.Compare, *typed.Between, *typed.In:
	default:
		return false
	}
	lost := false
	for _, arg := range children(x) {
		lost = lost || constantNull(arg)
	}
	return lost
}

// constantNull tells whether x may be NULL whatever the rows are. It may say yes where x is not.
func constantNull(x typed.Expr) bool {
	switch x := x.(type) {
	case *typed.Literal:
		return x.Value == nil
	case *typed.ArrayCtor, *typed.RowCtor, *typed.Lambda:
		return false
	case *typed.Cast:
		if l, ok := x.X.(*typed.Literal); ok && !x.Try && l.T.Kind != types.JSON {
			return l.Value == nil
		}
	}
	return rowFree(x)
}

// rowFree tells whether x depends on no row.
func rowFree(x typed.Expr) bool {
	own := map[typed.ColumnID]bool{}
	free := true
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		switch x := x.(type) {
		case *typed.Lambda:
			for _, p := range x.Params {
				own[p.ID] = true
			}
		case *typed.Ref:
			free = free && own[x.Column.ID]
		}
		free = free && typed.Subquery(x) == nil
		return free
	}})
	return free
}

// children returns the expressions that x is made of.
func children(x typed.Expr) []typed.Expr {
	var list []typed.Expr
	typed.WalkExpr(x, typed.Visitor{Expr: func(child typed.Expr) bool {
		if child == x {
			return true
		}
		list = append(list, child)
		return false
	}})
	return list
}
