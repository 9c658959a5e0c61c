package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// inZone writes the zone of the session down where a query takes it silently: a date or timestamp that becomes one with a
// zone is one in the session's zone, from_unixtime answers in it, and parse_datetime where the text names no zone. In UTC, which Athena always has, nothing needs to be
// written: it is what these casts and functions do without being told.
func (a *analyzer) inZone(b *typed.Block) *typed.Block {
	if a.zone == value.UTC {
		return b
	}
	return typed.RewriteBlock(b, typed.Rewriter{Expr: func(x typed.Expr) typed.Expr {
		if made, err := a.zoned(x); err == nil && made != nil {
			return made
		}
		return x
	}})
}

// zoned returns what stands for x in the zone of the session, nil when x has nothing to do with it.
func (a *analyzer) zoned(x typed.Expr) (typed.Expr, error) {
	zone := &typed.Literal{Value: a.zone, T: types.Text()}
	switch x := x.(type) {
	case *typed.Cast:
		from := x.X.Type()
		if x.To.Kind != types.TimestampTZ || from.Kind != types.Date && from.Kind != types.Timestamp {
			return nil, nil //nolint:nilnil // nothing to be done, nothing wrong
		}
		inner := x.X
		if local := types.TimestampOf(x.To.P); !from.Equal(local) {
			inner = &typed.Cast{X: x.X, To: local, Try: x.Try, Implicit: x.Implicit, Span: x.Span}
		}
		return a.calling(x.Span, "with_timezone", inner, zone)
	case *typed.Call:
		if x.Func.Name == "from_unixtime" && len(x.Args) == 1 {
			return a.calling(x.Span, "from_unixtime", x.Args[0], zone)
		}
		if x.Func.Name == "parse_datetime" && len(x.Args) == 2 {
			return a.calling(x.Span, "parse_datetime", x.Args[0], x.Args[1], zone)
		}
	}
	return nil, nil //nolint:nilnil // nothing to be done, nothing wrong
}
