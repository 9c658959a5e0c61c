package trino

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// literal prints a constant so that reading it gives the same value of the same type.
func (p *printer) literal(l *typed.Literal) emit.Expr {
	if l.Value == nil {
		if l.T.Kind == types.Unknown {
			return emit.Atom("NULL")
		}
		return emit.Cast(emit.Atom("NULL"), l.T.SQL())
	}
	x, ok := constant(l.Value, l.T)
	if !ok {
		return p.fail("no literal of type %s for a %T", l.T, l.Value)
	}
	return x
}

// constant prints a value that is not NULL; it fails when the value is not of the type.
func constant(v value.Value, t types.Type) (emit.Expr, bool) {
	switch v := v.(type) {
	case bool:
		return emit.Atom(strconv.FormatBool(v)), true
	case int64:
		return integer(v, t), true
	case float32:
		return emit.Atom("REAL " + quote(value.CastText(v, t))), true
	case float64:
		return double(v), true
	case value.Decimal:
		return decimal(v, t), true
	case string:
		return text(v, t), true
	case []byte:
		return emit.Atom("X'" + strings.ToUpper(hex.EncodeToString(v)) + "'"), true
	case value.Date, value.Time, value.TimeTZ, value.Timestamp, value.TimestampTZ, value.UUID, value.IP:
		return emit.Atom(word(t.Kind) + " " + quote(value.Text(v, t))), true
	case value.DaySecond:
		return daySecond(int64(v)), true
	case value.YearMonth:
		return yearMonth(int64(v)), true
	case value.List:
		return members("ARRAY[", v, func(int) types.Type { return t.Elem() }, "]")
	case value.Row:
		return members("ROW(", v, func(i int) types.Type { return t.Elems[i] }, ")")
	case value.Map:
		return mapConstant(v, t)
	}
	return emit.Expr{}, false
}

// word returns the word that begins a typed literal.
func word(k types.Kind) string {
	switch k { //nolint:exhaustive // the kinds of which constant prints a word
	case types.Date:
		return "DATE"
	case types.Time, types.TimeTZ:
		return "TIME"
	case types.Timestamp, types.TimestampTZ:
		return "TIMESTAMP"
	case types.UUID:
		return "UUID"
	default:
		return "IPADDRESS"
	}
}

// integer prints an integer; a plain number is an integer where it fits and else a bigint, other types are named.
func integer(n int64, t types.Type) emit.Expr {
	digits := strconv.FormatInt(n, 10)
	switch {
	case t.Kind == types.Integer && n < 0:
		return emit.Expr{Text: digits, Prec: emit.PrecUnary}
	case t.Kind == types.Integer:
		return emit.Atom(digits)
	}
	return emit.Atom(strings.ToUpper(t.Kind.String()) + " '" + digits + "'")
}

func double(f float64) emit.Expr {
	switch {
	case math.IsNaN(f):
		return emit.Atom("nan()")
	case math.IsInf(f, 1):
		return emit.Atom("infinity()")
	case math.IsInf(f, -1):
		return emit.Expr{Text: "-infinity()", Prec: emit.PrecUnary}
	}
	digits := strconv.FormatFloat(f, 'E', -1, 64)
	mantissa, exponent, _ := strings.Cut(digits, "E")
	n, err := strconv.Atoi(exponent)
	if err != nil {
		n = 0 // not possible: FormatFloat writes a number
	}
	made := emit.Atom(mantissa + "E" + strconv.Itoa(n))
	if math.Signbit(f) {
		made.Prec = emit.PrecUnary
	}
	return made
}

// decimal prints DECIMAL '…', cast where the digits alone would give another precision.
func decimal(d value.Decimal, t types.Type) emit.Expr {
	digits := d.Unscaled.String()
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if missing := d.Scale - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	precision := len(digits)
	if d.Scale > 0 {
		digits = digits[:precision-d.Scale] + "." + digits[precision-d.Scale:]
	}
	made := emit.Atom("DECIMAL '" + sign + digits + "'")
	if precision != t.P || d.Scale != t.S {
		return emit.Cast(made, t.SQL())
	}
	return made
}

// text prints a text, with its type where that is not the varchar of its own length.
func text(s string, t types.Type) emit.Expr {
	switch t.Kind { //nolint:exhaustive // varchar is left
	case types.JSON:
		return emit.Atom("JSON " + quote(s))
	case types.Char:
		bare := strings.TrimRight(s, " ")
		if utf8.RuneCountInString(bare) == t.P {
			return emit.Atom("CHAR " + quote(bare))
		}
		return emit.Cast(emit.Atom(quote(bare)), t.SQL())
	}
	if utf8.RuneCountInString(s) == t.P {
		return emit.Atom(quote(s))
	}
	return emit.Cast(emit.Atom(quote(s)), t.SQL())
}

// quote returns a string literal. Characters that do not show, line breaks included, are written as escapes.
func quote(s string) string {
	plain := strings.ReplaceAll(s, "'", "''")
	if !strings.ContainsFunc(s, invisible) {
		return "'" + plain + "'"
	}
	var b strings.Builder
	b.WriteString("U&'")
	for _, r := range plain {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case invisible(r):
			fmt.Fprintf(&b, `\+%06x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

func invisible(r rune) bool { return r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 }

func daySecond(ms int64) emit.Expr {
	sign := ""
	if ms < 0 {
		sign, ms = "- ", -ms
	}
	return emit.Atom(fmt.Sprintf("INTERVAL %s'%d %02d:%02d:%02d.%03d' DAY TO SECOND", sign,
		uint64(ms)/86400000, uint64(ms)/3600000%24, uint64(ms)/60000%60, uint64(ms)/1000%60, uint64(ms)%1000))
}

func yearMonth(months int64) emit.Expr {
	sign := ""
	if months < 0 {
		sign, months = "- ", -months
	}
	return emit.Atom(fmt.Sprintf("INTERVAL %s'%d-%d' YEAR TO MONTH", sign, months/12, months%12))
}

// members prints the members of an array or a row.
func members(open string, vs []value.Value, of func(int) types.Type, closing string) (emit.Expr, bool) {
	texts := make([]string, len(vs))
	for i, v := range vs {
		x, ok := member(v, of(i))
		if !ok {
			return emit.Expr{}, false
		}
		texts[i] = x.Text
	}
	return emit.Atom(open + strings.Join(texts, ", ") + closing), true
}

func member(v value.Value, t types.Type) (emit.Expr, bool) {
	if v == nil {
		return emit.Cast(emit.Atom("NULL"), t.SQL()), true
	}
	return constant(v, t)
}

func mapConstant(m value.Map, t types.Type) (emit.Expr, bool) {
	keys, values := make([]value.Value, len(m)), make([]value.Value, len(m))
	for i, e := range m {
		keys[i], values[i] = e.Key, e.Value
	}
	k, ok := members("ARRAY[", keys, func(int) types.Type { return t.Key() }, "]")
	v, ok2 := members("ARRAY[", values, func(int) types.Type { return t.Value() }, "]")
	return emit.Call("map", k, v), ok && ok2
}
