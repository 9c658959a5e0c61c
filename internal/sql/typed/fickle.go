package typed

import "github.com/glauxhq/glaux/internal/sql/types"

// Fickle tells whether the node itself, its children aside, may give another value each time that it is asked the same: chance, or a cast
// that adds the date of today to a time of day.
func Fickle(x Expr) bool {
	switch x := x.(type) {
	case *Call:
		return x.Func.Volatile
	case *Cast:
		from, to := x.X.Type().Kind, x.To.Kind
		return (from == types.Time || from == types.TimeTZ) && (to == types.Timestamp || to == types.TimestampTZ)
	}
	return false
}
