package analyze

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Trino turns a correlated subquery into a join, and refuses those for which it knows no way. Engines here know more ways, yet a query
// that Athena refuses is refused here too, where the reason is one of these: what the subquery gives is computed from outer
// columns, although whether it gives a row depends on its own FROM or WHERE; or IN compares with a correlated query that has a limit; or
// it has a limit and a side of a join in it computes with outer columns.

// form is what a subquery is used for.
type form int

const (
	asValue form = iota // a scalar, or LATERAL
	asSet               // IN
)

// decorrelates checks a subquery whose own columns have ids from first on.
func decorrelates(q *ast.Query, block *typed.Block, first typed.ColumnID, f form) error {
	outer := func(x typed.Expr) bool {
		for id := range typed.UsedBy(x) {
			if id < first {
				return true
			}
		}
		return false
	}
	s := plainSelect(block)
	if s == nil {
		return nil
	}
	computed := false
	for _, item := range s.Items {
		computed = computed || outer(item.X)
	}
	switch {
	case block.Limit != nil && sideComputes(s.From, outer):
		return errCorrelated(q)
	case computed && (f == asSet || s.Where != nil && !constantTrue(s.Where) && s.Group == nil):
		return errCorrelated(q)
	case f == asSet && block.Limit != nil && s.Where != nil && outer(s.Where):
		return errCorrelated(q)
	}
	return nil
}

// sideComputes tells whether a side of a join is a query that gives a value for which outer holds.
func sideComputes(r typed.Rel, outer func(typed.Expr) bool) bool {
	j, ok := r.(*typed.Join)
	if !ok {
		return false
	}
	for _, side := range []typed.Rel{j.Left, j.Right} {
		if b, ok := side.(*typed.Block); ok && !j.Lateral {
			if s := plainSelect(b); s != nil && slices.ContainsFunc(s.Items, func(item typed.Item) bool { return outer(item.X) }) {
				return true
			}
		}
		if sideComputes(side, outer) {
			return true
		}
	}
	return false
}

func constantTrue(x typed.Expr) bool {
	l, ok := x.(*typed.Literal)
	return ok && l.Value == true
}

// plainSelect returns the SELECT that a block is, through blocks that hold nothing else; nil for other queries.
func plainSelect(b *typed.Block) *typed.Select {
	for {
		switch body := b.Body.(type) {
		case *typed.Select:
			return body
		case *typed.Block:
			b = body
		default:
			return nil
		}
	}
}

func errCorrelated(q *ast.Query) error {
	return errNotSupported(q, "Given correlated subquery is not supported")
}
