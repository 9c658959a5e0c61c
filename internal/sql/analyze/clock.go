package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// special analyzes CURRENT_DATE and the other functions without parentheses. They are literals: a query has one now.
func (a *analyzer) special(x *ast.Special, _ env) (typed.Expr, error) {
	p := 3
	if x.Precision != nil {
		p = *x.Precision
	}
	if p > maxPrecision {
		return nil, errPrecision(x, types.TimestampOf(p))
	}
	switch x.Name {
	case "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp":
		return a.clock(x, x.Name, p)
	case "current_user":
		return &typed.Literal{Value: a.o.User, T: types.Text()}, nil
	case "current_catalog":
		return &typed.Literal{Value: catalog.Default, T: types.Text()}, nil
	case "current_schema":
		return &typed.Literal{Value: lower(a.o.Database), T: types.Text()}, nil
	}
	return nil, errNotSupported(x, x.Name+" is not supported")
}

// now analyzes now(), which is CURRENT_TIMESTAMP.
func (a *analyzer) now(x *ast.Call, _ env) (typed.Expr, error) {
	if len(x.Args) > 0 {
		return nil, errInvalidCall(x, "The 'now' function takes no arguments")
	}
	return a.clock(x, "current_timestamp", 3)
}

func (a *analyzer) currentTimezone(x *ast.Call, _ env) (typed.Expr, error) {
	if len(x.Args) > 0 {
		return nil, errInvalidCall(x, "The 'current_timezone' function takes no arguments")
	}
	return &typed.Literal{Value: a.zone, T: types.Text()}, nil
}

// sessionTag analyzes session_tag('key'): what the caller's session says for the key, NULL when it says nothing. It is a literal.
func (a *analyzer) sessionTag(x *ast.Call, _ env) (typed.Expr, error) {
	if len(x.Args) != 1 {
		return nil, errInvalidCall(x, "The 'session_tag' function must have exactly one argument")
	}
	key, ok := x.Args[0].(*ast.String)
	if !ok {
		return nil, errInvalidCall(x, "The argument of 'session_tag' must be a constant text")
	}
	if v, ok := a.o.Tags[key.Value]; ok {
		return &typed.Literal{Value: v, T: types.Text()}, nil
	}
	return &typed.Literal{T: types.Text()}, nil
}

// clock returns the time of the query in one of its forms, with p digits after the second.
func (a *analyzer) clock(x ast.Node, name string, p int) (typed.Expr, error) {
	a.clocked = true
	instant := a.o.Now.UnixMicro()
	offset, ok := value.Offset(a.zone, instant)
	if !ok {
		return nil, errZone(x, a.zone)
	}
	wall := instant + offset*1_000_000
	const day = 86_400_000_000
	days := floorDiv(wall, day)
	switch name {
	case "current_date":
		return &typed.Literal{Value: value.Date(days), T: types.Of(types.Date)}, nil
	case "current_time":
		v := value.TimeTZ{Micros: cut(wall-days*day, p), OffsetMinutes: int(offset / 60)}
		return &typed.Literal{Value: v, T: types.TimeTZOf(p)}, nil
	case "localtime":
		return &typed.Literal{Value: value.Time(cut(wall-days*day, p)), T: types.TimeOf(p)}, nil
	case "localtimestamp":
		return &typed.Literal{Value: value.Timestamp(cut(wall, p)), T: types.TimestampOf(p)}, nil
	}
	return &typed.Literal{Value: value.TimestampTZ{Micros: cut(instant, p), Zone: a.zone}, T: types.TimestampTZOf(p)}, nil
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// cut takes from micros what is finer than p digits of a second.
func cut(micros int64, p int) int64 {
	unit := int64(1)
	for range maxPrecision - p {
		unit *= 10
	}
	return floorDiv(micros, unit) * unit
}

// atTimeZone analyzes x AT TIME ZONE zone. A time without a zone is one in the zone of the session.
func (a *analyzer) atTimeZone(x *ast.AtTimeZone, e env) (typed.Expr, error) {
	v, zone, err := a.two(x.X, x.Zone, e)
	if err != nil {
		return nil, err
	}
	switch t := v.Type(); t.Kind { //nolint:exhaustive // the others are all alike
	case types.Timestamp:
		v = coerce(v, types.TimestampTZOf(t.P))
	case types.Time:
		v = coerce(v, types.TimeTZOf(t.P))
	case types.TimestampTZ, types.TimeTZ:
	default:
		return nil, errAtTimeZone(x.X, t)
	}
	if t := zone.Type(); t.Kind != types.Varchar && t.Kind != types.IntervalDaySecond {
		return nil, errAtTimeZoneZone(x.Zone, t)
	}
	return a.calling(opPlace(x.OpSpan, x.Span), "at_timezone", v, zone)
}

// extract analyzes EXTRACT(field FROM x), which is a function named like the field.
func (a *analyzer) extract(x *ast.Extract, e env) (typed.Expr, error) {
	name, ok := map[string]string{
		"year": "year", "quarter": "quarter", "month": "month", "week": "week", "day": "day", "day_of_month": "day",
		"day_of_week": "day_of_week", "dow": "day_of_week", "day_of_year": "day_of_year", "doy": "day_of_year",
		"year_of_week": "year_of_week", "yow": "year_of_week", "hour": "hour", "minute": "minute", "second": "second",
		"timezone_hour": "timezone_hour", "timezone_minute": "timezone_minute",
	}[x.Field]
	if !ok {
		return nil, errExtractField(x)
	}
	v, err := a.expr(x.X, e)
	if err != nil {
		return nil, err
	}
	if !extractable(name, v.Type().Kind) {
		return nil, errExtract(x, v.Type())
	}
	return a.calling(x.Span, name, v)
}

// extractable tells whether values of kind k have the field.
func extractable(field string, k types.Kind) bool {
	dated := k == types.Date || k == types.Timestamp || k == types.TimestampTZ
	clocked := k == types.Time || k == types.TimeTZ || k == types.Timestamp || k == types.TimestampTZ
	switch field {
	case "year", "month":
		return dated || k == types.IntervalYearMonth
	case "day":
		return dated || k == types.IntervalDaySecond
	case "hour", "minute", "second":
		return clocked || k == types.IntervalDaySecond
	case "timezone_hour", "timezone_minute":
		return k == types.TimestampTZ || k == types.TimeTZ
	}
	return dated
}
