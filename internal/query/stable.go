package query

import (
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// stable tells whether a query, before its late tables are loaded, gives the same rows each time it is run on the same catalog.
func stable(q *typed.Query) bool {
	steady := !q.Clocked
	typed.Walk(q.Root, typed.Visitor{
		Rel: func(r typed.Rel) bool {
			switch r := r.(type) {
			case *typed.Scan:
				_, late := r.Table.Data.(catalog.Deferred)
				steady = steady && !late
			case *typed.Sample:
				steady = false
			}
			return steady
		},
		Expr: func(x typed.Expr) bool {
			steady = steady && !typed.Fickle(x)
			return steady
		},
	})
	return steady
}
