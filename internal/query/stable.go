package query

import (
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
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
			switch x := x.(type) {
			case *typed.Call:
				steady = steady && !x.Func.Volatile
			case *typed.Cast:
				steady = steady && !today(x.X.Type(), x.To)
			}
			return steady
		},
	})
	return steady
}

// today tells whether a cast adds the date of today: that of a time of day.
func today(from, to types.Type) bool {
	return (from.Kind == types.Time || from.Kind == types.TimeTZ) && (to.Kind == types.Timestamp || to.Kind == types.TimestampTZ)
}
