package duckdb

import (
	"fmt"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// castCall is a cast: from what to what, NULL or an error where it fails, and the place for the error.
type castCall struct {
	from, to types.Type
	try      bool
	at       token.Pos
	// file tells that the value comes from a file; then it may hold what the type does not allow.
	file bool
}

func (e *emitter) castNode(x *typed.Cast) emit.Expr {
	if l, ok := x.X.(*typed.Literal); ok && l.Value == nil {
		return e.null(x.To)
	}
	if l, ok := x.X.(*typed.Literal); ok {
		if v, ok := castLiteral(l, x.To); ok {
			return e.literal(v, x.To)
		}
	}
	if text, ok := parsedText(x); ok {
		return e.goCall("$json_text_cast", x.To, x.Span.Start, []types.Type{types.Text()}, []emit.Expr{e.expr(text)})
	}
	return e.cast(castCall{from: x.X.Type(), to: x.To, try: x.Try, at: x.Span.Start}, e.expr(x.X))
}

// parsedText returns the text of `CAST(json_parse(text) AS array(…))`, which Trino reads in one step, and so for maps and rows. What
// is constant may be a literal of JSON, which is another thing.
func parsedText(x *typed.Cast) (typed.Expr, bool) {
	call, ok := x.X.(*typed.Call)
	if !ok || call.Func.Name != "json_parse" || x.Try || x.To.Kind != types.Array && x.To.Kind != types.Map && x.To.Kind != types.Row {
		return nil, false
	}
	if _, constant := call.Args[0].(*typed.Literal); constant {
		return nil, false
	}
	if cast, ok := call.Args[0].(*typed.Cast); ok && cast.Implicit {
		if _, constant := cast.X.(*typed.Literal); constant {
			return nil, false
		}
	}
	return call.Args[0], true
}

// castLiteral casts an integer literal to a wider integer or to a double here, to keep the text short.
func castLiteral(l *typed.Literal, to types.Type) (any, bool) {
	v, ok := l.Value.(int64)
	if !ok || !l.T.IsInteger() {
		return nil, false
	}
	switch {
	case to.Kind == types.Double && v > -1<<53 && v < 1<<53:
		return float64(v), true
	case to.IsInteger() && to.Kind > l.T.Kind:
		return v, true
	}
	return nil, false
}

// cast writes a cast. Where DuckDB's own cast gives Trino's value whenever it gives one, it is tried first, and a function in Go
// decides about the rest: it gives the value or the error.
func (e *emitter) cast(c castCall, x emit.Expr) emit.Expr {
	switch {
	case e.sameForm(c.from, c.to) && (!c.file || c.to.Kind != types.Varchar || c.to.P == types.Unbounded):
		return x
	case c.from.Kind == types.Unknown:
		return emit.Cast(x, e.typeName(c.to))
	}
	if y, ok := e.safeCast(c, x); ok {
		return y
	}
	if y, ok := e.castElements(c, x); ok {
		return y
	}
	quick := e.quickCast(c)
	if quick == nil {
		return e.exactCast(c, x)
	}
	return e.let1(x, func(x emit.Expr) emit.Expr { return emit.Call("coalesce", quick(x), e.exactCast(c, x)) })
}

// exactCast leaves the cast to Go.
func (e *emitter) exactCast(c castCall, x emit.Expr) emit.Expr {
	name := "$cast"
	if c.try {
		name = "$try_cast"
	}
	return e.goCall(name, c.to, c.at, []types.Type{c.from}, []emit.Expr{x})
}

// safeCast writes the casts that never fail and are DuckDB's own.
//
//nolint:cyclop // one case a pair of types
func (e *emitter) safeCast(c castCall, x emit.Expr) (emit.Expr, bool) {
	from, to := c.from, c.to
	name := e.typeName(to)
	switch {
	case from.IsInteger() && (to.IsInteger() && to.Kind > from.Kind || to.Kind == types.Double || to.Kind == types.Real),
		from.Kind == types.Boolean && (to.IsInteger() || to.Kind == types.Double || to.Kind == types.Real),
		from.Kind == types.Real && to.Kind == types.Double,
		from.IsInteger() && to.Kind == types.Decimal && to.P-to.S >= integerDigits(from),
		from.Kind == types.Decimal && to.Kind == types.Decimal && keepsDecimal(from, to),
		from.Kind == types.Timestamp && to.Kind == types.Date,
		from.Kind == types.Date && to.Kind == types.Timestamp && !c.try,
		from.Kind == types.Varchar && to.Kind == types.Char && to.P == 0:
		return emit.Cast(x, name), true
	case from.Kind == types.Boolean && to.Kind == types.Varchar && (to.P == types.Unbounded || to.P >= 5):
		return emit.Cast(x, name), true
	case from.IsInteger() && to.Kind == types.Varchar && (to.P == types.Unbounded || to.P >= 20):
		return emit.Cast(x, name), true
	case from.Kind == types.Decimal && from.P > from.S && to.Kind == types.Varchar && (to.P == types.Unbounded || to.P >= 41):
		return emit.Cast(x, name), true
	case from.Kind == types.Varchar && to.Kind == types.Varchar:
		return emit.Call("substring", x, emit.Atom("1"), emit.Atom(strconv.Itoa(to.P))), true
	case from.Kind == types.Varchar && to.Kind == types.Char:
		return emit.Call("rpad", x, emit.Atom(strconv.Itoa(to.P)), emit.Atom("' '")), true
	case from.Kind == types.Timestamp && to.Kind == types.Timestamp:
		return e.roundTimestamp(x, to.P), true
	case from.Kind == types.Timestamp && to.Kind == types.TimestampTZ:
		if from.P > to.P {
			x = e.roundTimestamp(x, to.P)
		}
		return e.zonedUTC(x), true
	case from.Kind == types.Date && to.Kind == types.TimestampTZ && !c.try:
		return e.zonedUTC(emit.Cast(x, "TIMESTAMP")), true
	case from.Kind == types.TimestampTZ && to.Kind == types.Timestamp:
		return e.roundFrom(e.local(x), from, to), true
	case from.Kind == types.TimestampTZ && to.Kind == types.Date:
		return emit.Cast(e.local(x), "DATE"), true
	case from.Kind == types.UUID && to.Kind == types.Varchar && (to.P == types.Unbounded || to.P >= 36):
		return emit.Cast(x, name), true
	}
	return emit.Expr{}, false
}

func (e *emitter) roundFrom(x emit.Expr, from, to types.Type) emit.Expr {
	if from.P <= to.P {
		return x
	}
	return e.roundTimestamp(x, to.P)
}

// roundTimestamp rounds microseconds to p digits of a second, halves up.
func (e *emitter) roundTimestamp(x emit.Expr, p int) emit.Expr {
	unit := int64(1)
	for range 6 - p {
		unit *= 10
	}
	half := emit.Binary("+", emit.PrecAdd, emit.Call("epoch_us", x), emit.Atom(strconv.FormatInt(unit/2, 10)))
	return e.let1(half, func(us emit.Expr) emit.Expr {
		u := emit.Atom(strconv.FormatInt(unit, 10))
		rest := emit.Binary("%", emit.PrecMul, emit.Expr{Text: "(" + us.Text + ") % " + u.Text + " + " + u.Text, Prec: emit.PrecAdd}, u)
		return emit.Call("make_timestamp", emit.Binary("-", emit.PrecAdd, us, rest))
	})
}

// integerDigits is the number of digits that an integer of the type may have.
func integerDigits(t types.Type) int {
	switch t.Kind { //nolint:exhaustive // the rest is what follows
	case types.TinyInt:
		return 3
	case types.SmallInt:
		return 5
	case types.Integer:
		return 10
	}
	return 19
}

// keepsDecimal tells whether every value of one decimal fits into another, where rounding may carry into a new digit.
func keepsDecimal(from, to types.Type) bool {
	carry := 0
	if to.S < from.S {
		carry = 1
	}
	return to.P-to.S >= from.P-from.S+carry
}

// castElements casts arrays and rows, and maps whose keys stay, member by member.
func (e *emitter) castElements(c castCall, x emit.Expr) (emit.Expr, bool) {
	if c.from.Kind != c.to.Kind || c.try && holds(c.to, types.Array, types.Map, types.Row) {
		return emit.Expr{}, false
	}
	sub := func(i int, x emit.Expr) emit.Expr {
		return e.cast(castCall{from: c.from.Elems[i], to: c.to.Elems[i], at: c.at, file: c.file}, x)
	}
	switch c.to.Kind { //nolint:exhaustive // the rest is what follows
	case types.Array:
		return e.mapList(x, func(x emit.Expr) emit.Expr { return sub(0, x) }), true
	case types.Map:
		if !e.sameForm(c.from.Key(), c.to.Key()) {
			return emit.Expr{}, false
		}
		return e.let1(x, func(x emit.Expr) emit.Expr {
			vals := e.mapList(emit.Call("map_values", x), func(x emit.Expr) emit.Expr { return sub(1, x) })
			return emit.Case(emit.IsNotNull(x), emit.Call("map", emit.Call("map_keys", x), vals))
		}), true
	case types.Row:
		if len(c.from.Elems) != len(c.to.Elems) {
			return emit.Expr{}, false
		}
		return e.let1(x, func(x emit.Expr) emit.Expr {
			fields := make([]emit.Expr, len(c.to.Elems))
			for i := range fields {
				fields[i] = sub(i, emit.Member(x, fieldName(i)))
			}
			return emit.Case(emit.IsNotNull(x), structPack(fields))
		}), true
	}
	return emit.Expr{}, false
}

// quickCast returns DuckDB's cast for the values for which it gives Trino's answer; it gives NULL for all others. Nil is none.
//
//nolint:cyclop // one case a pair of types
func (e *emitter) quickCast(c castCall) func(emit.Expr) emit.Expr {
	from, to := c.from, c.to
	name := e.typeName(to)
	try := func(x emit.Expr) emit.Expr { return emit.Atom("TRY_CAST(" + x.Text + " AS " + name + ")") }
	switch {
	case from.IsInteger() && (to.IsInteger() || to.Kind == types.Decimal),
		from.Kind == types.Decimal && (to.IsInteger() || to.Kind == types.Decimal):
		return try
	case isFloat(from) && to.IsInteger():
		return func(x emit.Expr) emit.Expr { return try(emit.Call("round", x)) }
	case from.Kind == types.Double && to.Kind == types.Decimal && to.S <= maxPlainScale:
		return func(x emit.Expr) emit.Expr {
			if to.S <= shortScale {
				return emit.Case(roundsPlainly(x, to.S), try(x))
			}
			return emit.Case(isShort(x), try(emit.Atom(fmt.Sprintf("TRY_CAST(%s AS DECIMAL(18,%d))", x.Text, shortScale))), roundsPlainly(x, to.S), try(x))
		}
	case from.Kind == types.Varchar && to.IsInteger():
		return shaped(try, "'', '-', '+'")
	case from.Kind == types.Varchar && to.Kind == types.Double:
		return shaped(try, "'', '.', '-', '-.', 'e', 'e-', '.e', '.e-', '-.e', '-.e-', '.E', '.E-', 'E', 'E-'")
	case from.Kind == types.Varchar && to.Kind == types.Decimal:
		return shaped(try, "'', '.', '-', '-.'")
	case from.Kind == types.Varchar && to.Kind == types.Boolean:
		return func(x emit.Expr) emit.Expr {
			low := emit.Call("lower", x)
			return emit.Case(emit.Atom(low.Text+" IN ('true', 't', '1')"), emit.Atom("true"),
				emit.Atom(low.Text+" IN ('false', 'f', '0')"), emit.Atom("false"))
		}
	case from.Kind == types.Varchar && to.Kind == types.Date:
		return func(x emit.Expr) emit.Expr {
			return emit.Case(emit.And(emit.Compare("=", emit.Call("length", x), emit.Atom("10")), shape(x, "'--'")), try(x))
		}
	case from.Kind == types.Varchar && to.Kind == types.Timestamp && to.P >= 3:
		return func(x emit.Expr) emit.Expr {
			whole := emit.And(emit.Compare("=", emit.Call("length", x), emit.Atom("19")), shape(x, "'-- ::'"))
			millis := emit.And(emit.Compare("=", emit.Call("length", x), emit.Atom("23")), shape(x, "'-- ::.'"))
			return emit.Case(emit.Or(whole, millis), try(x))
		}
	case from.Kind == types.Date && to.Kind == types.Varchar && (to.P == types.Unbounded || to.P >= 10):
		return func(x emit.Expr) emit.Expr {
			return emit.Case(commonDate(x), emit.Cast(x, "VARCHAR"))
		}
	case from.Kind == types.Date && to.Kind == types.Timestamp:
		return try
	case from.Kind == types.Timestamp && to.Kind == types.Varchar && (to.P == types.Unbounded || to.P >= 26):
		return func(x emit.Expr) emit.Expr { return emit.Case(commonDate(x), timestampText(x, from.P)) }
	}
	return nil
}

// maxPlainScale is the greatest scale whose power of ten is exact in a double.
const maxPlainScale = 22

// roundsPlainly tells whether a double that is rounded to a scale is so far from the middle between two neighbours that the error of
// a multiplication (2^-52 of it, twice) does not matter: DuckDB, which multiplies and rounds, and Trino, which rounds the shortest
// decimal text, then have the same result.
func roundsPlainly(x emit.Expr, scale int) emit.Expr {
	units := emit.Binary("*", emit.PrecMul, x, emit.Atom("1e"+strconv.Itoa(scale)))
	middle := emit.Binary("-", emit.PrecAdd, emit.Call("abs", emit.Binary("-", emit.PrecAdd, units, emit.Call("trunc", units))), emit.Atom("0.5e0"))
	size := emit.Call("abs", units)
	margin := emit.Binary("*", emit.PrecMul, size, emit.Atom("1e-15"))
	return emit.And(emit.Compare("<", size, emit.Atom("1e14")), emit.Compare(">", emit.Call("abs", middle), margin))
}

// shortScale is how many digits after the point a bill writes at most.
const shortScale = 10

// isShort tells whether a double is a decimal of at most shortScale digits after the point and 15 in all: of the texts that are read as
// this double there is only one as short, so it is the one that Trino takes. A division of two integers that doubles hold exactly is as
// good as reading the text.
func isShort(x emit.Expr) emit.Expr {
	scale := emit.Atom("1e" + strconv.Itoa(shortScale))
	units := emit.Call("round", emit.Binary("*", emit.PrecMul, x, scale))
	return emit.And(emit.Compare("<", emit.Call("abs", x), emit.Atom("1e5")), emit.Compare("=", emit.Binary("/", emit.PrecMul, units, scale), x))
}

// commonDate tells whether a date or timestamp has a year of four digits, which is where the texts of the two systems agree.
func commonDate(x emit.Expr) emit.Expr {
	text := x.At(emit.PrecOther) + " >= DATE '0001-01-01' AND " + x.At(emit.PrecOther) + " < DATE '10000-01-01'"
	return emit.Expr{Text: text, Prec: emit.PrecAnd}
}

// timestampText is the text of a timestamp with p digits after the second.
func timestampText(x emit.Expr, p int) emit.Expr {
	switch p {
	case 0:
		return emit.Call("strftime", x, emit.Atom("'%Y-%m-%d %H:%M:%S'"))
	case 3:
		return emit.Call("strftime", x, emit.Atom("'%Y-%m-%d %H:%M:%S.%g'"))
	case 6:
		return emit.Call("strftime", x, emit.Atom("'%Y-%m-%d %H:%M:%S.%f'"))
	}
	text := emit.Call("strftime", x, emit.Atom("'%Y-%m-%d %H:%M:%S.%f'"))
	return emit.Call("left", text, emit.Atom(strconv.Itoa(20+p)))
}

// shape tells whether a text without its digits is one of the given ones.
func shape(x emit.Expr, rests string) emit.Expr {
	return emit.Expr{Text: "translate(" + x.Text + ", '0123456789', '') IN (" + rests + ")", Prec: emit.PrecCompare}
}

func shaped(try func(emit.Expr) emit.Expr, rests string) func(emit.Expr) emit.Expr {
	return func(x emit.Expr) emit.Expr { return emit.Case(shape(x, rests), try(x)) }
}

// local is the timestamp that a clock in the value's zone shows.
func (e *emitter) local(x emit.Expr) emit.Expr {
	if u, ok := e.utc[x.Text]; ok {
		return u
	}
	return e.let1(x, func(x emit.Expr) emit.Expr {
		u, z := instantOf(x), emit.Member(x, "z")
		shifted := e.goCall("$local", types.TimestampOf(6), 0, []types.Type{types.TimestampOf(6), types.Text()}, []emit.Expr{u, z})
		return emit.Case(emit.Compare("=", z, emit.Atom("'UTC'")), u, shifted)
	})
}
