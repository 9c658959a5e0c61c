package analyze

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// number returns the literal of a number. What 1.5 is, the options say; 1.5E0 is a double.
func (a *analyzer) number(x *ast.Number) (typed.Expr, error) {
	if x.Kind == ast.IntegerNumber {
		n, ok := parseInteger(x.Text)
		if !ok {
			return nil, errNumber(x)
		}
		return integerLiteral(n), nil
	}
	if x.Kind == ast.DecimalNumber && a.o.DecimalLiterals {
		d, t, ok := parseDecimal(x.Text)
		if !ok {
			return nil, errNumber(x)
		}
		return &typed.Literal{Value: d, T: t}, nil
	}
	f, err := strconv.ParseFloat(x.Text, 64)
	if err != nil && !isRange(err) {
		return nil, errNumber(x)
	}
	return &typed.Literal{Value: f, T: types.Of(types.Double)}, nil
}

// isRange tells whether a number was too large for a double; it is then infinite.
func isRange(err error) bool {
	numErr, ok := err.(*strconv.NumError) //nolint:errorlint // strconv does not wrap it
	return ok && numErr.Err == strconv.ErrRange
}

// parseInteger returns the number that the text of an integer literal means: decimal digits, or 0x, 0o, 0b and digits.
func parseInteger(text string) (int64, bool) {
	base := 10
	if digits := strings.TrimLeft(text, "+-"); len(digits) > 2 && digits[0] == '0' && (digits[1] < '0' || digits[1] > '9') {
		base = 0
	}
	n, err := strconv.ParseInt(text, base, 64)
	return n, err == nil
}

// parseDecimal returns the value and the type of a decimal literal: all digits after the point and, before it, those
// from the first that is not 0.
func parseDecimal(text string) (value.Decimal, types.Type, bool) {
	whole, fraction, _ := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	whole = strings.TrimLeft(whole, "0")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if whole+fraction == "" {
		n, ok = new(big.Int), strings.ContainsAny(text, "0123456789")
	}
	p := max(len(whole)+len(fraction), 1)
	if !ok || p > 38 {
		return value.Decimal{}, types.Type{}, false
	}
	if strings.HasPrefix(text, "-") {
		n.Neg(n)
	}
	return value.Decimal{Unscaled: n, Scale: len(fraction)}, types.DecimalOf(p, len(fraction)), true
}

// normalize analyzes NORMALIZE(x [, form]).
func (a *analyzer) normalize(x *ast.Normalize, e env) (typed.Expr, error) {
	v, err := a.expr(x.X, e)
	if err != nil {
		return nil, err
	}
	form := x.Form
	if form == "" {
		form = "NFC"
	}
	return a.calling(x.Span, "normalize", v, textLiteral(form))
}

// trim analyzes TRIM([side] [chars] FROM x).
func (a *analyzer) trim(x *ast.Trim, e env) (typed.Expr, error) {
	name := map[string]string{"BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim"}[x.Side]
	if x.Chars == nil {
		return a.named(x, name, e, x.X)
	}
	return a.named(x, name, e, x.X, x.Chars)
}

// interval returns the literal of an interval.
func interval(x *ast.Interval) (typed.Expr, error) {
	sign := int64(1)
	if x.Negative {
		sign = -1
	}
	last := x.To
	if last == "" {
		last = x.From
	}
	if x.From == "year" || x.From == "month" {
		n, ok := parseYearMonth(x.Value, x.From, last)
		if !ok {
			return nil, errInterval(x)
		}
		return &typed.Literal{Value: value.YearMonth(sign * n), T: types.Of(types.IntervalYearMonth)}, nil
	}
	n, ok := parseDaySecond(x.Value, x.From, last)
	if !ok {
		return nil, errInterval(x)
	}
	return &typed.Literal{Value: value.DaySecond(sign * n), T: types.Of(types.IntervalDaySecond)}, nil
}

// splitSign returns the sign of an interval's text and the rest.
func splitSign(text string) (int64, string) {
	switch {
	case strings.HasPrefix(text, "-"):
		return -1, text[1:]
	case strings.HasPrefix(text, "+"):
		return 1, text[1:]
	}
	return 1, text
}

// parseYearMonth returns the months of `2`, `2-3`, from a unit to a unit.
func parseYearMonth(text, from, to string) (int64, bool) {
	sign, text := splitSign(strings.TrimSpace(text))
	first, second, both := strings.Cut(text, "-")
	n, ok := parseDigits(first)
	if !ok {
		return 0, false
	}
	switch {
	case from == to && both, from == "month" && to == "year":
		return 0, false
	case from == "month":
		return sign * n, inInt32(n)
	case !both:
		return sign * n * 12, inInt32(n * 12)
	}
	m, ok := parseDigits(second)
	return sign * (n*12 + m), ok && inInt32(n*12+m)
}

func inInt32(n int64) bool { return int64(int32(n)) == n }

// daySecondUnits are the units of a day-to-second interval, the greatest first, with their milliseconds.
//
//nolint:gochecknoglobals // a table
var daySecondUnits = []struct {
	name   string
	millis int64
	before string // what stands before the unit in a text of several
}{
	{"week", 604_800_000, ""},
	{"day", 86_400_000, ""},
	{"hour", 3_600_000, " "},
	{"minute", 60_000, ":"},
	{"second", 1000, ":"},
}

// parseDaySecond returns the milliseconds of `1`, `1 02:03:04.567`, `02:03`, from a unit to a unit.
func parseDaySecond(text, from, to string) (int64, bool) {
	sign, text := splitSign(strings.TrimSpace(text))
	total, started := int64(0), false
	for _, unit := range daySecondUnits {
		if unit.name == from {
			started = true
		} else if !started {
			continue
		} else if text != "" {
			rest, ok := strings.CutPrefix(text, unit.before)
			if !ok {
				return 0, false
			}
			text = strings.TrimLeft(rest, " ")
		}
		end := 0
		for end < len(text) && (text[end] >= '0' && text[end] <= '9' || unit.name == "second" && text[end] == '.') {
			end++
		}
		n, ok := unitMillis(text[:end], unit.millis, unit.name == "second")
		if !ok || total > maxMillis-n {
			return 0, false
		}
		total, text = total+n, text[end:]
		if unit.name == to || text == "" {
			break
		}
	}
	return sign * total, started && text == ""
}

// maxMillis is the longest interval.
const maxMillis = 1<<63 - 1

// unitMillis returns the milliseconds of a number of units; seconds may have a fraction of up to three digits.
func unitMillis(text string, millis int64, seconds bool) (int64, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, ok := parseDigits(whole)
	if !ok || n > maxMillis/millis {
		return 0, false
	}
	n *= millis
	if fraction == "" {
		return n, true
	}
	if !seconds || len(fraction) > 3 {
		return 0, false
	}
	f, ok := parseDigits((fraction + "00")[:3])
	return n + f, ok
}

func parseDigits(text string) (int64, bool) {
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// typedLiteral returns the literal of `TYPE 'text'`.
func (a *analyzer) typedLiteral(x *ast.TypedLiteral) (typed.Expr, error) {
	t, err := a.parseType(x.Type)
	if err != nil {
		return nil, err
	}
	return &typed.Cast{X: textLiteral(x.Value), To: t, Span: x.Span}, nil
}
