package duckdb

import (
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// operatorRules are the operators. They are also functions: mod, concat.
//
//nolint:gochecknoglobals // a table that nobody changes
var operatorRules = map[string]rule{
	"+": func(c *call) emit.Expr { return c.plus() },
	"-": func(c *call) emit.Expr { return c.minus() },
	"*": func(c *call) emit.Expr { return c.times() },
	"/": func(c *call) emit.Expr { return c.divide() },
	"%": func(c *call) emit.Expr { return c.modulo() }, "mod": func(c *call) emit.Expr { return c.modulo() },
	"negate": func(c *call) emit.Expr { return c.negate() },
	"||":     func(c *call) emit.Expr { return c.concat() }, "concat": func(c *call) emit.Expr { return c.concat() },
}

// binary writes the two arguments with an operator between.
func (c *call) binary(op string, p emit.Prec) emit.Expr {
	left := c.arg(0)
	if kind, ok := fallibleKinds[op]; ok && c.node.Result.IsInteger() {
		c.fallible(kind+emit.PlaceKind(c.node.Result.String()), "")
	}
	if l := c.argType(0); c.node.Result.Kind == types.Decimal && c.node.Result.P > narrowDecimal && max(l.P, c.argType(1).P) <= narrowDecimal {
		// DuckDB keeps decimals of 18 digits in 64 bits and lets their sums and products overflow them: a wider operand makes
		// it take 128.
		left = emit.Cast(left, c.typeName(types.DecimalOf(narrowDecimal+1, l.S)))
	}
	return emit.Binary(op, p, left, c.arg(1))
}

// fallibleKinds are the operators whose results may have no place in their type.
//
//nolint:gochecknoglobals // a table that nobody changes
var fallibleKinds = map[string]emit.PlaceKind{
	"+": emit.PlaceAddition, "-": emit.PlaceSubtraction, "*": emit.PlaceMultiplication,
}

// narrowDecimal is how many digits the decimals have that DuckDB keeps in 64 bits.
const narrowDecimal = 18

func (c *call) plus() emit.Expr {
	l, r := c.argType(0), c.argType(1)
	if isInterval(l) && !isInterval(r) {
		return c.shift(c.arg(1), r, c.arg(0), l, false)
	}
	if isInterval(r) && !isInterval(l) {
		return c.shift(c.arg(0), l, c.arg(1), r, false)
	}
	if isInterval(l) {
		return c.inGo()
	}
	return c.decimals("+", emit.PrecAdd)
}

func (c *call) minus() emit.Expr {
	l, r := c.argType(0), c.argType(1)
	switch {
	case isInterval(r) && !isInterval(l):
		return c.shift(c.arg(0), l, c.arg(1), r, true)
	case isInterval(l):
		return c.inGo()
	case l.Kind == types.Date:
		c.fallible(emit.PlaceTime, outOfTime)
		days := emit.Binary("-", emit.PrecAdd, c.arg(0), c.arg(1))
		return emit.Binary("*", emit.PrecMul, days, emit.Atom("86400000"))
	case l.Kind == types.Timestamp || l.Kind == types.TimestampTZ:
		a := emit.Call("epoch_us", c.plain(c.arg(0), l))
		b := emit.Call("epoch_us", c.plain(c.arg(1), r))
		if l.P > 3 {
			return c.goCall("$millis_between", c.node.Result, c.at(), []types.Type{types.Of(types.BigInt), types.Of(types.BigInt)}, []emit.Expr{a, b})
		}
		return emit.Binary("//", emit.PrecMul, emit.Binary("-", emit.PrecAdd, a, b), emit.Atom("1000"))
	case l.Kind == types.Time || l.Kind == types.TimeTZ:
		return c.inGo()
	}
	return c.decimals("-", emit.PrecAdd)
}

// decimals writes a sum, difference or product. Sums that need more than 38 digits on the way are left to Go.
func (c *call) decimals(op string, p emit.Prec) emit.Expr {
	l, r := c.argType(0), c.argType(1)
	if c.node.Result.Kind == types.Decimal && op != "*" && max(l.P-l.S, r.P-r.S)+max(l.S, r.S) > types.MaxDecimal-1 {
		return c.inGo()
	}
	return c.decimalResult(c.binary(op, p))
}

// decimalResult brings sums and products of decimals to the result's type where DuckDB may give another.
func (c *call) decimalResult(x emit.Expr) emit.Expr {
	if c.node.Result.Kind != types.Decimal {
		return x
	}
	c.fallible(emit.PlaceDecimal, "Decimal overflow")
	c.fallible(emit.PlaceCast, "Decimal overflow")
	return emit.Cast(x, c.result())
}

func isInterval(t types.Type) bool {
	return t.Kind == types.IntervalDaySecond || t.Kind == types.IntervalYearMonth
}

const dayMillis = 86400000

// shift moves a date, time or timestamp by an interval.
func (c *call) shift(x emit.Expr, t types.Type, by emit.Expr, interval types.Type, back bool) emit.Expr {
	native := t.Kind == types.Date || t.Kind == types.Timestamp || t.Kind == types.TimestampTZ && interval.Kind == types.IntervalDaySecond
	if !native {
		name := "$shift"
		if back {
			name = "$shift_back"
		}
		return c.goCall(name, c.node.Result, c.at(), []types.Type{t, interval}, []emit.Expr{x, by})
	}
	op := "+"
	if back {
		op = "-"
	}
	c.fallible(emit.PlaceTime, outOfTime)
	if u, ok := c.utc[x.Text]; ok && t.Kind == types.TimestampTZ {
		return c.zonedUTC(emit.Binary(op, emit.PrecAdd, u, millisInterval(by)))
	}
	if t.Kind == types.TimestampTZ {
		return c.let([]emit.Expr{x, by}, func(xs []emit.Expr) emit.Expr {
			x, by := xs[0], xs[1]
			u := emit.Binary(op, emit.PrecAdd, instantOf(x), millisInterval(by))
			return emit.Case(emit.And(emit.IsNotNull(x), emit.IsNotNull(by)), zonedStruct(u, emit.Member(x, "z")))
		})
	}
	if interval.Kind == types.IntervalYearMonth {
		moved := emit.Binary(op, emit.PrecAdd, x, emit.Call("to_months", by))
		if t.Kind == types.Date {
			return emit.Cast(moved, "DATE")
		}
		return moved
	}
	if t.Kind == types.Timestamp {
		return emit.Binary(op, emit.PrecAdd, x, millisInterval(by))
	}
	return c.letSome([]emit.Expr{by}, []emit.Expr{x}, func(xs []emit.Expr) emit.Expr {
		by, x := xs[0], xs[1]
		rest := emit.Compare("<>", emit.Binary("%", emit.PrecMul, by, integer(dayMillis)), integer(0))
		fail := c.raiseText(diag.InvalidFunctionArgument, c.at(), t, "Cannot add hour, minutes or seconds to a date")
		days := emit.Cast(emit.Binary("//", emit.PrecMul, by, integer(dayMillis)), "INTEGER")
		return emit.Case(rest, fail, emit.Binary(op, emit.PrecAdd, x, days))
	})
}

// outOfTime is what is said of dates and timestamps that nothing here can hold.
const outOfTime = "Value is out of range of its type"

// millisInterval is an interval day to second, held in milliseconds, as DuckDB's own.
func millisInterval(ms emit.Expr) emit.Expr {
	return emit.Call("to_microseconds", emit.Binary("*", emit.PrecMul, ms, integer(1000)))
}

func (c *call) times() emit.Expr {
	if isInterval(c.node.Result) {
		return c.inGo()
	}
	return c.decimals("*", emit.PrecMul)
}

func (c *call) divide() emit.Expr {
	switch t := c.node.Result; {
	case isFloat(t):
		return c.binary("/", emit.PrecMul)
	case t.IsInteger():
		return c.guarded("//")
	}
	return c.inGo()
}

func (c *call) modulo() emit.Expr {
	switch t := c.node.Result; {
	case isFloat(t):
		return c.binary("%", emit.PrecMul)
	case t.IsInteger():
		return c.guarded("%")
	}
	return c.inGo()
}

// guarded writes an integer division, or its rest, that fails when the divisor is zero. Divided by -1 the least number has no place in its
// type, and as a rest DuckDB fails where there is none.
func (c *call) guarded(op string) emit.Expr {
	if n, ok := intLiteral(c.node.Args[1]); ok && n != 0 && n != -1 {
		return c.binary(op, emit.PrecMul)
	}
	fail := c.raiseText(diag.DivisionByZero, c.at(), c.node.Result, "Division by zero")
	if op == "%" {
		return c.letSome([]emit.Expr{c.arg(1)}, []emit.Expr{c.arg(0)}, func(xs []emit.Expr) emit.Expr {
			by := emit.Case(emit.Compare("=", xs[0], integer(-1)), integer(1), xs[0])
			return emit.Case(emit.Compare("=", xs[0], integer(0)), fail, emit.Binary(op, emit.PrecMul, xs[1], by))
		})
	}
	bits := map[types.Kind]uint{types.TinyInt: 7, types.SmallInt: 15, types.Integer: 31, types.BigInt: 63}[c.node.Result.Kind]
	least := strconv.FormatInt(-1<<bits, 10)
	over := c.raiseText(diag.NumericValueOutOfRange, c.at(), c.node.Result, c.node.Result.String()+" division overflow: "+least+" / -1")
	return c.let([]emit.Expr{c.arg(1), c.arg(0)}, func(xs []emit.Expr) emit.Expr {
		overflows := emit.And(emit.Compare("=", xs[0], integer(-1)), emit.Compare("=", xs[1], emit.Atom("'"+least+"'::"+c.result())))
		return emit.Case(emit.Compare("=", xs[0], integer(0)), fail, overflows, over, emit.Binary(op, emit.PrecMul, xs[1], xs[0]))
	})
}

// negate writes the integer operand of a minus as one of a subtraction, whose overflow DuckDB tells with the operand.
func (c *call) negate() emit.Expr {
	if c.node.Result.IsInteger() {
		c.fallible(emit.PlaceNegation+emit.PlaceKind(c.node.Result.String()), "")
		return emit.Binary("-", emit.PrecAdd, integer(0), c.arg(0))
	}
	return emit.Expr{Text: "-" + c.arg(0).At(emit.PrecPostfix), Prec: emit.PrecUnary}
}

// concat joins texts, binaries, or arrays and elements.
func (c *call) concat() emit.Expr {
	if c.node.Result.Kind == types.Array {
		return c.concatArrays()
	}
	if c.node.Result.Kind == types.Char {
		return c.inGo()
	}
	x := c.arg(0)
	for i := 1; i < c.count(); i++ {
		x = emit.Binary("||", emit.PrecOther, x, c.arg(i))
	}
	return x
}

// concatArrays joins arrays; an element stands alone in one.
func (c *call) concatArrays() emit.Expr {
	var x emit.Expr
	for i := range c.count() {
		y := c.arg(i)
		if !c.argType(i).Equal(c.node.Result) {
			y = c.let1(y, func(y emit.Expr) emit.Expr { return emit.Case(emit.IsNotNull(y), emit.Atom("["+y.Text+"]")) })
		}
		if i == 0 {
			x = y
			continue
		}
		x = emit.Binary("||", emit.PrecOther, x, y)
	}
	return emit.Cast(x, c.result())
}
