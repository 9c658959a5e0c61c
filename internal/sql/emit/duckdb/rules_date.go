package duckdb

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/scalar"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// dateRules are the functions of dates and times. What is not here is written in Go.
//
//nolint:gochecknoglobals // a table that nobody changes
var dateRules = map[string]rule{
	"year":    part("year"),
	"quarter": part("quarter"), "month": part("month"),
	"week": part("weekofyear"), "week_of_year": part("weekofyear"),
	"year_of_week": part("isoyear"), "yow": part("isoyear"),
	"day": part("day"), "day_of_month": part("day"),
	"day_of_week": part("isodow"), "dow": part("isodow"),
	"day_of_year": part("dayofyear"), "doy": part("dayofyear"),
	"hour":   part("hour"),
	"minute": part("minute"), "second": part("second"),
	"millisecond":            part("millisecond"),
	"date_trunc":             dateTruncRule,
	"date_add":               dateAddRule,
	"date_diff":              dateDiffRule,
	"date":                   func(c *call) emit.Expr { return c.castArg() },
	"last_day_of_month":      lastDayRule,
	"to_unixtime":            toUnixtimeRule,
	"from_unixtime":          fromUnixtimeRule,
	"from_iso8601_timestamp": fromISORule,
	"date_format":            dateFormatRule, "date_parse": dateParseRule,
	"format_datetime":   formatDatetimeRule,
	"now":               nowRule,
	"current_timestamp": nowRule, "localtimestamp": nowRule, "current_date": nowRule, "current_time": nowRule, "localtime": nowRule,
	"at_timezone": atTimezoneRule,
}

// castArg casts the first argument to the result's type.
func (c *call) castArg() emit.Expr {
	return c.cast(castCall{from: c.argType(0), to: c.node.Result, at: c.at()}, c.arg(0))
}

// part takes a field of a date, time or timestamp: in the value's own zone where it has one.
func part(name string) rule {
	return func(c *call) emit.Expr {
		var x emit.Expr
		switch c.argType(0).Kind { //nolint:exhaustive // the rest is what follows
		case types.Date, types.Timestamp, types.Time:
			x = c.arg(0)
		case types.TimestampTZ:
			x = c.local(c.arg(0))
		default:
			return c.inGo()
		}
		x = emit.Call(name, x)
		if name == "millisecond" {
			x = emit.Binary("%", emit.PrecMul, x, integer(1000))
		}
		return x
	}
}

// unit returns the constant unit of the first argument, if it is one of the given names.
func (c *call) unit(names string) (string, bool) {
	u, ok := constantText(c.node.Args[0])
	u = strings.ToLower(u)
	if !ok || u == "" || !strings.Contains(" "+names+" ", " "+u+" ") {
		return "", false
	}
	return u, true
}

const (
	dateUnits = "day week month quarter year"
	timeUnits = "millisecond second minute hour"
)

// badUnit fails for a constant unit that the type has not; a unit that is not constant is left to Go.
func (c *call) badUnit(kind types.Kind) emit.Expr {
	u, ok := constantText(c.node.Args[0])
	if !ok {
		return c.inGo()
	}
	name := map[types.Kind]string{types.Date: "DATE", types.Time: "TIME", types.TimeTZ: "TIME"}[kind]
	if name == "" {
		name = "TIMESTAMP"
	}
	return c.raiseText(diag.InvalidFunctionArgument, c.at(), c.node.Result, "'"+u+"' is not a valid "+name+" field")
}

func dateTruncRule(c *call) emit.Expr {
	t := c.argType(1)
	switch t.Kind { //nolint:exhaustive // the rest is what follows
	case types.Date:
		u, ok := c.unit(dateUnits)
		if !ok {
			return c.badUnit(t.Kind)
		}
		return emit.Cast(emit.Call("date_trunc", emit.String(u), c.arg(1)), "DATE")
	case types.Timestamp, types.TimestampTZ:
		u, ok := c.unit(dateUnits + " " + timeUnits)
		if !ok {
			return c.badUnit(t.Kind)
		}
		c.fallible(emit.PlaceTime, outOfTime)
		trunc := func(x emit.Expr) emit.Expr { return emit.Call("date_trunc", emit.String(u), x) }
		if t.Kind == types.Timestamp {
			return trunc(c.arg(1))
		}
		return c.inUTC(1, trunc)
	}
	return c.inGo()
}

// inUTC applies f to argument i, a timestamp with time zone, where it is shown in UTC; others are left to Go.
func (c *call) inUTC(i int, f func(u emit.Expr) emit.Expr) emit.Expr {
	args := c.args()
	if u, ok := c.utc[args[i].Text]; ok {
		return c.zonedUTC(f(u))
	}
	return c.let(args, func(xs []emit.Expr) emit.Expr {
		utc := emit.Compare("=", emit.Member(xs[i], "z"), emit.Atom("'UTC'"))
		exact := c.goCall(c.node.Func.Name, c.node.Result, c.at(), typesOf(c.node.Args), xs)
		return emit.Case(utc, zonedStruct(f(instantOf(xs[i])), emit.Atom("'UTC'")), exact)
	})
}

// dateAddRule is date_add with a constant unit and number.
func dateAddRule(c *call) emit.Expr {
	t := c.argType(2)
	units := dateUnits
	if t.Kind != types.Date && t.P >= 3 {
		units += " " + timeUnits
	}
	u, ok := c.unit(units)
	n, constant := intLiteral(c.node.Args[1])
	if ts, utc := c.utc[c.arg(2).Text]; utc && ok && constant && abs(n) <= fewUnits && t.Kind == types.TimestampTZ {
		return c.zonedUTC(emit.Binary("+", emit.PrecAdd, ts, interval(u, n)))
	}
	if !ok || !constant || abs(n) > fewUnits || t.Kind != types.Date && t.Kind != types.Timestamp {
		return c.inGo()
	}
	moved := emit.Binary("+", emit.PrecAdd, c.arg(2), interval(u, n))
	if t.Kind == types.Date {
		return emit.Cast(moved, "DATE")
	}
	return moved
}

// fewUnits is how many units may be added natively: a date or timestamp of common size stays what DuckDB can hold.
const fewUnits = 1 << 17

func abs(n int64) int64 { return max(n, -n) }

// interval is a DuckDB interval of n units.
func interval(unit string, n int64) emit.Expr {
	switch unit {
	case "millisecond":
		return emit.Call("to_microseconds", integer(n*1000))
	case "second":
		return emit.Call("to_seconds", integer(n))
	case "minute":
		return emit.Call("to_minutes", integer(n))
	case "hour":
		return emit.Call("to_hours", integer(n))
	case "day":
		return emit.Call("to_days", integer(n))
	case "week":
		return emit.Call("to_days", integer(n*7))
	case "month":
		return emit.Call("to_months", integer(n))
	case "quarter":
		return emit.Call("to_months", integer(n*3))
	}
	return emit.Call("to_years", integer(n))
}

// dateDiffRule counts whole units, which is DuckDB's date_sub.
func dateDiffRule(c *call) emit.Expr {
	t := c.argType(1)
	units := dateUnits
	if t.Kind == types.Timestamp {
		units += " " + timeUnits
	}
	u, ok := c.unit(units)
	if !ok || t.Kind != types.Date && t.Kind != types.Timestamp {
		return c.inGo()
	}
	return emit.Call("date_sub", emit.String(u), c.arg(1), c.arg(2))
}

func lastDayRule(c *call) emit.Expr {
	switch c.argType(0).Kind { //nolint:exhaustive // the rest is what follows
	case types.Date, types.Timestamp:
		return emit.Call("last_day", c.arg(0))
	case types.TimestampTZ:
		return emit.Call("last_day", c.local(c.arg(0)))
	}
	return c.inGo()
}

func toUnixtimeRule(c *call) emit.Expr {
	if c.argType(0).Kind == types.TimestampTZ && c.argType(0).P > 3 {
		return c.inGo()
	}
	us := emit.Call("epoch_us", c.plain(c.arg(0), c.argType(0)))
	return emit.Binary("/", emit.PrecMul, us, emit.Atom("1e6"))
}

// fromUnixtimeRule is from_unixtime of a double of common size; a number outside is left to Go.
func fromUnixtimeRule(c *call) emit.Expr {
	if c.count() != 1 {
		return c.inGo()
	}
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		common := emit.Expr{Text: x.At(emit.PrecOther) + " BETWEEN -6e10 AND 25e10", Prec: emit.PrecCompare}
		ms := emit.Cast(emit.Call("round", emit.Binary("*", emit.PrecMul, x, emit.Atom("1000"))), "BIGINT")
		u := emit.Call("make_timestamp", emit.Binary("*", emit.PrecMul, ms, integer(1000)))
		exact := c.goCall("from_unixtime", c.node.Result, c.at(), typesOf(c.node.Args), []emit.Expr{x})
		return emit.Case(common, zonedStruct(u, emit.Atom("'UTC'")), exact)
	})
}

// fromISORule reads the form that logs and bills are written in, 2025-10-31T23:59:59Z, and leaves others to Go.
func fromISORule(c *call) emit.Expr {
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		common := emit.And(emit.Compare("=", emit.Call("length", x), integer(20)), shape(x, "'--T::Z'"))
		u := emit.Atom("TRY_CAST(left(" + x.Text + ", 19) AS TIMESTAMP)")
		utc := emit.Case(emit.And(common, emit.IsNotNull(u)), zonedStruct(u, emit.Atom("'UTC'")))
		exact := c.goCall("from_iso8601_timestamp", c.node.Result, c.at(), typesOf(c.node.Args), []emit.Expr{x})
		return emit.Call("coalesce", utc, exact)
	})
}

// mysqlCodes are the codes of date_format for which DuckDB's strftime has one with the same meaning. What else there is goes to Go.
const mysqlCodes = "a%a b%b d%d e%-d f%f H%H h%I I%I i%M j%j k%-H l%-I M%B m%m p%p S%S s%S T%H:%M:%S W%A Y%Y y%y %%%"

// strftime translates a pattern of date_format.
func strftime(pattern string) (string, bool) {
	codes := map[byte]string{}
	for _, f := range strings.Fields(mysqlCodes) {
		codes[f[0]] = f[1:]
	}
	codes['r'] = "%I:%M:%S %p"
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			b.WriteByte(pattern[i])
			continue
		}
		i++
		if i == len(pattern) {
			return "", false
		}
		code, ok := codes[pattern[i]]
		if !ok {
			return "", false
		}
		b.WriteString(code)
	}
	return b.String(), true
}

// dateFormatRule is date_format with a constant pattern, for years of four digits.
func dateFormatRule(c *call) emit.Expr {
	pattern, ok := constantText(c.node.Args[1])
	format, same := strftime(pattern)
	t := c.argType(0)
	if !ok || !same || t.Kind != types.Timestamp && t.Kind != types.TimestampTZ && t.Kind != types.Date {
		return c.inGo()
	}
	return c.formatted(t, format)
}

func (c *call) formatted(t types.Type, format string) emit.Expr {
	if t.P > 3 && t.Kind != types.Date {
		return c.inGo() // what is below a millisecond is rounded
	}
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		clock := x
		if t.Kind == types.TimestampTZ {
			clock = c.local(x)
		}
		exact := c.goCall(c.node.Func.Name, c.node.Result, c.at(), typesOf(c.node.Args), []emit.Expr{x, c.arg(1)})
		return emit.Case(commonDate(clock), emit.Call("strftime", clock, emit.String(format)), exact)
	})
}

// dateParseRule is date_parse: in Go, but for the plain pattern of days.
func dateParseRule(c *call) emit.Expr {
	pattern, ok := constantText(c.node.Args[1])
	if !ok {
		return c.inGo()
	}
	length, rest := 0, ""
	switch pattern {
	case "%Y-%m-%d":
		length, rest = 10, "'--'"
	case "%Y-%m-%d %H:%i:%s", "%Y-%m-%d %T", "%Y-%m-%d %H:%i:%S":
		length, rest = 19, "'-- ::'"
	case "%Y-%m-%dT%H:%i:%sZ", "%Y-%m-%dT%H:%i:%SZ", "%Y-%m-%dT%TZ":
		length, rest = 20, "'--T::Z'"
	default:
		return c.inGo()
	}
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		common := emit.And(emit.Compare("=", emit.Call("length", x), integer(int64(length))), shape(x, rest))
		quick := emit.Case(common, emit.Atom("TRY_CAST(left("+x.Text+", 19) AS TIMESTAMP)"))
		exact := c.goCall("date_parse", c.node.Result, c.at(), typesOf(c.node.Args), []emit.Expr{x, c.arg(1)})
		return emit.Call("coalesce", quick, exact)
	})
}

// jodaFormats are the patterns of format_datetime that strftime can say.
//
//nolint:gochecknoglobals // a table that nobody changes
var jodaFormats = map[string]string{
	"yyyy-MM-dd": "%Y-%m-%d", "yyyy-MM": "%Y-%m", "yyyy": "%Y", "MM": "%m", "yyyyMMdd": "%Y%m%d", "yyyyMM": "%Y%m",
	"yyyy-MM-dd HH:mm:ss": "%Y-%m-%d %H:%M:%S", "yyyy-MM-dd HH:mm": "%Y-%m-%d %H:%M", "HH:mm:ss": "%H:%M:%S", "HH:mm": "%H:%M",
	"MMM yyyy": "%b %Y", "MMMM yyyy": "%B %Y", "EEEE": "%A", "EEE": "%a", "MMM": "%b", "MMMM": "%B", "dd": "%d", "HH": "%H",
}

func formatDatetimeRule(c *call) emit.Expr {
	pattern, _ := constantText(c.node.Args[1])
	format, ok := jodaFormats[pattern]
	if !ok {
		return c.inGo()
	}
	return c.formatted(c.argType(0), format)
}

// nowRule is the time at which the query began, in UTC.
func nowRule(c *call) emit.Expr {
	us := emit.Call("epoch_us", emit.Call("now"))
	u := emit.Call("make_timestamp", us)
	if p := c.node.Result.P; p <= 3 {
		u = emit.Call("make_timestamp", emit.Expr{Text: us.Text + " // 1000 * 1000", Prec: emit.PrecMul})
	}
	switch c.node.Result.Kind { //nolint:exhaustive // the rest is what follows
	case types.TimestampTZ:
		now := zonedStruct(u, emit.Atom("'UTC'"))
		c.utc[now.Text] = u
		return now
	case types.Timestamp:
		return u
	case types.Date:
		return emit.Cast(u, "DATE")
	case types.Time:
		return emit.Cast(u, "TIME")
	case types.TimeTZ:
		day := emit.Expr{Text: us.Text + " % 86400000000", Prec: emit.PrecMul}
		return emit.Atom("struct_pack(t := " + day.Text + ", o := 0::INTEGER)")
	}
	return c.inGo()
}

// atTimezoneRule shows an instant in another zone. A zone that is constant is checked here.
func atTimezoneRule(c *call) emit.Expr {
	zone, ok := constantText(c.node.Args[1])
	if !ok || c.argType(0).Kind != types.TimestampTZ {
		return c.inGo()
	}
	name, err := scalar.Zone(zone)
	if err != nil {
		return c.inGo()
	}
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		return emit.Case(emit.IsNotNull(x), zonedStruct(instantOf(x), emit.String(name)))
	})
}
