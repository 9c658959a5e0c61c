package scalar

import (
	"math"
	"math/big"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// operators are arithmetic and the steps of averages.
func operators() map[string]maker {
	return map[string]maker{
		"+": arithmetic("addition", "+"), "-": arithmetic("subtraction", "-"),
		"*": times, "/": divide, "%": modulo, "mod": modulo,
		"$avg":   always(throwing(average)),
		"$shift": shift(1), "$shift_back": shift(-1),
		"$millis_between": always(pure(func(args []value.Value) value.Value {
			return value.DaySecond(floorDiv(integer(args[0])-integer(args[1])+500, 1000))
		})),
		"$like": always(throwing(like)),
	}
}

func decimalAt(args []value.Value, i int) value.Decimal {
	d, _ := args[i].(value.Decimal)
	return d
}

// fitted returns d at the scale of t, or Trino's error when it has too many digits.
func fitted(d value.Decimal, t types.Type) (value.Value, error) {
	d = d.Rescale(t.S)
	if !d.Fits(t) {
		return nil, fail(diag.NumericValueOutOfRange, "Decimal overflow")
	}
	return d, nil
}

var errDivision = fail(diag.DivisionByZero, "Division by zero")

func divide(params []types.Type, result types.Type) (Impl, bool) {
	switch result.Kind { //nolint:exhaustive // nothing else divides here
	case types.Decimal:
		return throwing(func(args []value.Value) (value.Value, error) {
			q, ok := decimalAt(args, 0).Quo(decimalAt(args, 1))
			if !ok {
				return nil, errDivision
			}
			return fitted(q, result)
		}), true
	case types.IntervalDaySecond, types.IntervalYearMonth:
		return throwing(func(args []value.Value) (value.Value, error) {
			by := number(args[1])
			if by == 0 || math.IsNaN(by) {
				return nil, bad("Cannot divide by double %s", value.Text(by, types.Of(types.Double)))
			}
			return intervalOf(number(args[0])/by, result)
		}), true
	}
	return Impl{}, false
}

func modulo(params []types.Type, result types.Type) (Impl, bool) {
	if result.Kind != types.Decimal {
		return Impl{}, false
	}
	return throwing(func(args []value.Value) (value.Value, error) {
		r, ok := decimalAt(args, 0).Rem(decimalAt(args, 1))
		if !ok {
			return nil, errDivision
		}
		return fitted(r, result)
	}), true
}

// times multiplies an interval by a number.
func times(params []types.Type, result types.Type) (Impl, bool) {
	if result.Kind != types.IntervalDaySecond && result.Kind != types.IntervalYearMonth || len(params) != 2 {
		return Impl{}, false
	}
	whole := params[0].Kind != types.Double && params[1].Kind != types.Double
	return throwing(func(args []value.Value) (value.Value, error) {
		if whole {
			product := new(big.Int).Mul(big.NewInt(integer(args[0])), big.NewInt(integer(args[1])))
			if !product.IsInt64() {
				return nil, fail(diag.NumericValueOutOfRange, "%s multiplication overflow: %d * %d", result, integer(args[0]), integer(args[1]))
			}
			return interval(product.Int64(), result)
		}
		for _, a := range args {
			if f, ok := a.(float64); ok && math.IsNaN(f) {
				return nil, bad("Cannot multiply by double NaN")
			}
		}
		return intervalOf(number(args[0])*number(args[1]), result)
	}), true
}

func intervalOf(f float64, t types.Type) (value.Value, error) {
	if f >= math.MaxInt64 || f <= math.MinInt64 {
		return nil, fail(diag.NumericValueOutOfRange, "%s overflow", t)
	}
	return interval(int64(f), t)
}

func interval(n int64, t types.Type) (value.Value, error) {
	if t.Kind == types.IntervalDaySecond {
		return value.DaySecond(n), nil
	}
	if n > math.MaxInt32 || n < math.MinInt32 {
		return nil, fail(diag.NumericValueOutOfRange, "%s overflow: %d", t, n)
	}
	return value.YearMonth(n), nil
}

// arithmetic adds or subtracts intervals, or the times of a day.
func arithmetic(word, sign string) maker {
	return func(params []types.Type, result types.Type) (Impl, bool) {
		if result.Kind == types.Decimal {
			return throwing(func(args []value.Value) (value.Value, error) {
				x, y := decimalAt(args, 0), decimalAt(args, 1)
				if sign == "-" {
					y = y.Neg()
				}
				scale := max(x.Scale, y.Scale)
				x, y = x.Rescale(scale), y.Rescale(scale)
				if x.Unscaled.BitLen() > 127 || y.Unscaled.BitLen() > 127 { // Trino brings both to one scale in 128 bits
					return nil, fail(diag.NumericValueOutOfRange, "Decimal overflow")
				}
				return fitted(x.Add(y), result)
			}), true
		}
		if result.Kind != types.IntervalDaySecond && result.Kind != types.IntervalYearMonth {
			return Impl{}, false
		}
		clock := params[0].Kind == types.Time || params[0].Kind == types.TimeTZ
		return throwing(func(args []value.Value) (value.Value, error) {
			if clock {
				return value.DaySecond(floorDiv(clockUTC(args[0])-clockUTC(args[1])+500, 1000)), nil
			}
			a, b := integer(args[0]), integer(args[1])
			exact := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
			if sign == "-" {
				exact.Sub(big.NewInt(a), big.NewInt(b))
			}
			narrow := result.Kind == types.IntervalYearMonth && (exact.CmpAbs(big.NewInt(math.MaxInt32)) > 0)
			if !exact.IsInt64() || narrow {
				return nil, fail(diag.NumericValueOutOfRange, "%s %s overflow: %d %s %d", result, word, a, sign, b)
			}
			return interval(exact.Int64(), result)
		}), true
	}
}

// clockUTC is a time of day in microseconds, in UTC where it has a zone.
func clockUTC(v value.Value) int64 {
	switch v := v.(type) {
	case value.Time:
		return int64(v)
	case value.TimeTZ:
		return floorMod(v.Micros-int64(v.OffsetMinutes)*60e6, dayMicros)
	}
	return 0
}

const dayMicros = 86400000000

func floorMod(a, b int64) int64 {
	if r := a % b; r < 0 {
		return r + b
	} else {
		return r
	}
}

func floorDiv(a, b int64) int64 { return (a - floorMod(a, b)) / b }

// integer returns a whole number or an interval as a number.
func integer(v value.Value) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case value.DaySecond:
		return int64(v)
	case value.YearMonth:
		return int64(v)
	case value.Date:
		return int64(v)
	}
	return 0
}

// number returns any number as a double.
func number(v value.Value) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case float32:
		return float64(v)
	case value.Decimal:
		return v.Float64()
	}
	return float64(integer(v))
}

// average is the sum divided by the count, at the scale of the sum, halves away from zero.
func average(args []value.Value) (value.Value, error) {
	sum := decimalAt(args, 0)
	q, ok := sum.Quo(value.NewDecimal(integer(args[1]), 0))
	if !ok {
		return nil, nil //nolint:nilnil // NULL
	}
	return q, nil
}

// shift moves a time or a timestamp with time zone by an interval, forwards or back.
func shift(sign int64) maker {
	return func(params []types.Type, result types.Type) (Impl, bool) {
		return throwing(func(args []value.Value) (value.Value, error) {
			by := sign * integer(args[1])
			switch x := args[0].(type) {
			case value.Time:
				return value.Time(floorMod(int64(x)+sign*(integer(args[1])%86400000)*1000, dayMicros)), nil
			case value.TimeTZ:
				return value.TimeTZ{Micros: floorMod(x.Micros+sign*(integer(args[1])%86400000)*1000, dayMicros), OffsetMinutes: x.OffsetMinutes}, nil
			case value.TimestampTZ:
				if _, months := args[1].(value.YearMonth); months {
					return atLocal(x, func(ts value.Timestamp) value.Timestamp { return addMonths(ts, by) })
				}
				return value.TimestampTZ{Micros: x.Micros + by*1000, Zone: x.Zone}, nil
			}
			return nil, bad("cannot move this value by an interval")
		}), true
	}
}

// atLocal changes what the clock in the value's zone shows.
func atLocal(x value.TimestampTZ, f func(value.Timestamp) value.Timestamp) (value.Value, error) {
	moved, ok := value.At(f(x.Local()), x.Zone)
	if !ok {
		return nil, bad("'%s' is not a valid time zone", x.Zone)
	}
	return moved, nil
}

// like matches a text with a pattern in which % and _ are wild and an escape makes them plain.
func like(args []value.Value) (value.Value, error) {
	text, _ := args[0].(string)
	pattern, _ := args[1].(string)
	escape := rune(-1)
	if len(args) == 3 {
		s, _ := args[2].(string)
		runes := []rune(s)
		if len(runes) != 1 {
			return nil, bad("Escape string must be a single character")
		}
		escape = runes[0]
	}
	tokens, err := likeTokens(pattern, escape)
	if err != nil {
		return nil, err
	}
	return likeMatch([]rune(text), tokens), nil
}

// The wild tokens of a pattern; others are characters.
const (
	anyRun  rune = -2
	anyChar rune = -3
)

func likeTokens(pattern string, escape rune) ([]rune, error) {
	var out []rune
	after := false
	for _, r := range pattern {
		switch {
		case after && r != '%' && r != '_' && r != escape:
			return nil, bad("Escape character must be followed by '%%', '_' or the escape character itself")
		case after:
			out, after = append(out, r), false
		case r == escape:
			after = true
		case r == '%':
			out = append(out, anyRun)
		case r == '_':
			out = append(out, anyChar)
		default:
			out = append(out, r)
		}
	}
	if after {
		return nil, bad("Escape character must be followed by '%%', '_' or the escape character itself")
	}
	return out, nil
}

// likeMatch matches greedily and goes back to the last % only, which takes at most len(text)×len(tokens) steps.
func likeMatch(text, tokens []rune) bool {
	i, j, star, from := 0, 0, -1, 0
	for i < len(text) {
		switch {
		case j < len(tokens) && tokens[j] == anyRun:
			star, from = j, i
			j++
		case j < len(tokens) && (tokens[j] == anyChar || tokens[j] == text[i]):
			i++
			j++
		case star >= 0:
			from++
			i, j = from, star+1
		default:
			return false
		}
	}
	for j < len(tokens) && tokens[j] == anyRun {
		j++
	}
	return j == len(tokens)
}
