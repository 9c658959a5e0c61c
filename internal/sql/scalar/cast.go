package scalar

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// casts are CAST and TRY_CAST between any two types, and the parts of casts that an emitter needs.
func casts() map[string]maker {
	return map[string]maker{
		"$cast": castMaker(false),
		"$json_text_cast": func(_ []types.Type, to types.Type) (Impl, bool) {
			return throwing(func(args []value.Value) (value.Value, error) { return fromJSONText(text(args, 0), to) }), true
		},
		"$try_cast": castMaker(true),
		"$local": always(pure(func(args []value.Value) value.Value {
			ts, _ := args[0].(value.Timestamp)
			zone, _ := args[1].(string)
			return value.TimestampTZ{Micros: int64(ts), Zone: zone}.Local()
		})),
		"$text": func(params []types.Type, _ types.Type) (Impl, bool) {
			return pure(func(args []value.Value) value.Value { return value.Text(args[0], params[0]) }), true
		},
	}
}

func castMaker(try bool) maker {
	return func(params []types.Type, to types.Type) (Impl, bool) {
		from := params[0]
		if !types.CanCast(from, to) {
			return Impl{}, false
		}
		if try {
			return pure(func(args []value.Value) value.Value {
				v, err := Cast(args[0], from, to)
				if err != nil {
					return nil
				}
				return v
			}), true
		}
		return throwing(func(args []value.Value) (value.Value, error) { return Cast(args[0], from, to) }), true
	}
}

// badCast is the error for a value that cannot be cast.
func badCast(format string, args ...any) error {
	return fail(diag.InvalidCastArgument, format, args...)
}

// outOfRange is the error for a number that the target cannot hold.
func outOfRange(format string, args ...any) error {
	return fail(diag.NumericValueOutOfRange, format, args...)
}

// Cast returns what CAST(v AS to) gives for a value of type from.
//
//nolint:cyclop // one case a kind of target
func Cast(v value.Value, from, to types.Type) (value.Value, error) {
	switch {
	case v == nil || from.Equal(to):
		return v, nil
	case from.Kind == types.JSON:
		return fromJSON(v, to)
	case to.Kind == types.JSON:
		return toJSON(v, from)
	}
	switch to.Kind { //nolint:exhaustive // the rest is what follows
	case types.Boolean:
		return toBoolean(v, from)
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt:
		return toInteger(v, from, to)
	case types.Real, types.Double:
		return toFloat(v, from, to)
	case types.Decimal:
		return toDecimal(v, from, to)
	case types.Varchar, types.Char:
		return toText(v, from, to)
	case types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		return toClock(v, from, to)
	case types.UUID, types.IPAddress, types.Varbinary:
		return toBytes(v, from, to)
	case types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest:
		return toSketch(v, to)
	case types.Color:
		s, _ := v.(string)
		return namedColor(s)
	case types.Array:
		list, _ := v.(value.List)
		return castList(list, func(int) types.Type { return from.Elem() }, func(int) types.Type { return to.Elem() })
	case types.Row:
		return castRow(v, from, to)
	case types.Map:
		return castMap(v, from, to)
	}
	return v, nil
}

func castList(list value.List, from, target func(int) types.Type) (value.Value, error) {
	out := make(value.List, len(list))
	for i, x := range list {
		y, err := Cast(x, from(i), target(i))
		if err != nil {
			return nil, err
		}
		out[i] = y
	}
	return out, nil
}

func castRow(v value.Value, from, to types.Type) (value.Value, error) {
	row, _ := v.(value.Row)
	if len(row) != len(to.Elems) {
		return nil, badCast("Cannot cast %s to %s", from, to)
	}
	out, err := castList(value.List(row), func(i int) types.Type { return from.Elems[i] }, func(i int) types.Type { return to.Elems[i] })
	if err != nil {
		return nil, err
	}
	list, _ := out.(value.List)
	return value.Row(list), nil
}

func castMap(v value.Value, from, to types.Type) (value.Value, error) {
	m, _ := v.(value.Map)
	out := make(value.Map, 0, len(m))
	for _, entry := range m {
		k, err := Cast(entry.Key, from.Key(), to.Key())
		if err != nil {
			return nil, err
		}
		if k == nil {
			return nil, badCast("map key is null")
		}
		x, err := Cast(entry.Value, from.Value(), to.Value())
		if err != nil {
			return nil, err
		}
		if _, ok := lookup(out, k, to.Key()); ok {
			return nil, badCast("duplicate keys")
		}
		out = append(out, value.Entry{Key: k, Value: x})
	}
	return out, nil
}

func toBoolean(v value.Value, from types.Type) (value.Value, error) {
	switch v := v.(type) {
	case string:
		return fromText(v, from, types.Of(types.Boolean))
	case float64, float32:
		return number(v) != 0, nil
	case value.Decimal:
		return v.Unscaled.Sign() != 0, nil
	}
	return integer(v) != 0, nil
}

// fromText casts a text with value.FromText, whose errors are Trino's sentences.
func fromText(s string, from, to types.Type) (value.Value, error) {
	if from.Kind == types.Char && to.IsInteger() {
		s = strings.Trim(s, " ")
	}
	v, err := value.FromText(s, to)
	if err != nil {
		return nil, badCast("%s", err)
	}
	return v, nil
}

func bitsOf(t types.Type) int {
	switch t.Kind { //nolint:exhaustive // the rest is what follows
	case types.TinyInt:
		return 8
	case types.SmallInt:
		return 16
	case types.Integer:
		return 32
	}
	return 64
}

// javaText is a number as Java prints it in messages.
func javaText(v value.Value, t types.Type) string { return value.Text(v, t) }

func toInteger(v value.Value, from, to types.Type) (value.Value, error) {
	limit := int64(math.MaxInt64) >> (64 - bitsOf(to))
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case string:
		return fromText(v, from, to)
	case int64:
		if v > limit || v < -limit-1 {
			return nil, outOfRange("Out of range for %s: %d", to, v)
		}
		return v, nil
	case float64, float32:
		return floatToInteger(number(v), from, to, limit)
	case value.Decimal:
		n := v.Rescale(0).Unscaled
		if !n.IsInt64() || n.Int64() > limit || n.Int64() < -limit-1 {
			return nil, outOfRange("Cannot cast '%s' to %s", v, strings.ToUpper(to.String()))
		}
		return n.Int64(), nil
	}
	return nil, badCast("Cannot cast %s to %s", from, to)
}

func floatToInteger(f float64, from, to types.Type, limit int64) (value.Value, error) {
	if math.IsNaN(f) {
		return nil, badCast("Cannot cast %s NaN to %s", from, to)
	}
	if math.IsInf(f, 0) {
		return nil, outOfRange("Out of range for %s: %s", to, javaText(f, types.Of(types.Double)))
	}
	r := math.Round(f)
	if r >= float64(limit)+1 || r < -float64(limit)-1 {
		return nil, outOfRange("Out of range for %s: %s", to, javaText(f, types.Of(types.Double)))
	}
	return int64(r), nil
}

func toFloat(v value.Value, from, to types.Type) (value.Value, error) {
	single := to.Kind == types.Real
	var f float64
	switch v := v.(type) {
	case string:
		return fromText(v, from, to)
	case bool:
		if v {
			f = 1
		}
	case value.Decimal:
		if single {
			r := new(big.Rat).SetFrac(v.Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Scale)), nil))
			g, _ := r.Float32()
			return g, nil
		}
		f = v.Float64()
	case int64:
		if single {
			return float32(v), nil
		}
		f = float64(v)
	default:
		f = number(v)
	}
	if single {
		return float32(f), nil
	}
	return f, nil
}

func toDecimal(v value.Value, from, to types.Type) (value.Value, error) {
	var d value.Decimal
	kind := strings.ToUpper(from.Kind.String())
	switch v := v.(type) {
	case string:
		return fromText(v, from, to)
	case bool:
		if v {
			d = value.NewDecimal(1, 0)
		} else {
			d = value.NewDecimal(0, 0)
		}
	case int64:
		d = value.NewDecimal(v, 0)
	case value.Decimal:
		d = v
		kind = "DECIMAL(" + strconv.Itoa(from.P) + ", " + strconv.Itoa(from.S) + ")"
	case float64, float32:
		f := number(v)
		if math.IsNaN(f) {
			return nil, badCast("Cannot cast %s 'NaN' to DECIMAL(%d, %d)", kind, to.P, to.S)
		}
		if math.IsInf(f, 0) {
			return nil, outOfRange("Cannot cast %s '%s' to DECIMAL(%d, %d)", kind, javaText(v, from), to.P, to.S)
		}
		d = decimalOfFloat(v)
	}
	if !d.Fits(to) {
		return nil, outOfRange("Cannot cast %s '%s' to DECIMAL(%d, %d)", kind, javaText(v, from), to.P, to.S)
	}
	return d.Rescale(to.S), nil
}

// decimalOfFloat is the exact decimal of a double, or the shortest decimal of a real.
func decimalOfFloat(v value.Value) value.Decimal {
	bits := 64
	if _, ok := v.(float32); ok {
		bits = 32
	}
	text := strconv.FormatFloat(number(v), 'e', -1, bits)
	mantissa, exponent, _ := strings.Cut(text, "e")
	e, _ := strconv.Atoi(exponent)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits, _ := new(big.Int).SetString(whole+fraction, 10)
	d := value.Decimal{Unscaled: digits, Scale: len(fraction) - e}
	if d.Scale < 0 {
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-d.Scale)), nil)
		d = value.Decimal{Unscaled: scale.Mul(scale, digits)}
	}
	return d
}

// toText casts to varchar(n) or char(n). A number, date or the like that is too long for varchar(n) is an error.
func toText(v value.Value, from, to types.Type) (value.Value, error) {
	if s, ok := v.(string); ok {
		if from.Kind == types.Char && to.Kind == types.Varchar && to.P != types.Unbounded && from.P > to.P {
			return truncate(s, to.P), nil
		}
		if to.P == types.Unbounded {
			return s, nil
		}
		if to.Kind == types.Char {
			return padded(truncate(s, to.P), to.P), nil
		}
		return truncate(s, to.P), nil
	}
	s := value.CastText(v, from)
	switch x := v.(type) {
	case float32:
		s = realText(x, s)
	case float64:
		if x == 0 {
			s = strings.Replace(s, "0.0E0", "0E0", 1)
		}
	case bool, value.DaySecond, value.YearMonth, value.UUID:
		if to.P != types.Unbounded && len(s) > to.P {
			return nil, badCast("Cannot cast '%s' to %s", s, to)
		}
	}
	if to.P != types.Unbounded && utf8.RuneCountInString(s) > to.P {
		return nil, badCast("Value %s cannot be represented as %s", lengthText(v, from, s), to)
	}
	if to.Kind == types.Char {
		return padded(s, to.P), nil
	}
	return s, nil
}

// realText is a real with at most seven digits, given the text with all its digits.
func realText(f float32, full string) string {
	mantissa, exponent, ok := strings.Cut(full, "E")
	if !ok || len(strings.TrimPrefix(mantissa, "-")) <= 8 {
		return full
	}
	short, exp, _ := strings.Cut(strconv.FormatFloat(float64(f), 'e', 6, 64), "e")
	short = strings.TrimRight(short, "0")
	if strings.HasSuffix(short, ".") {
		short += "0"
	}
	if n, err := strconv.Atoi(exp); err == nil {
		exponent = strconv.Itoa(n)
	}
	return short + "E" + exponent
}

// lengthText is how messages about varchar(n) show a value: doubles in both of Java's forms.
func lengthText(v value.Value, t types.Type, cast string) string {
	switch v.(type) {
	case float64, float32:
		return value.Text(v, t) + " (" + cast + ")"
	}
	return cast
}

func truncate(s string, n int) string {
	count := 0
	for i := range s {
		if count == n {
			return s[:i]
		}
		count++
	}
	return s
}

func padded(s string, n int) string {
	return s + strings.Repeat(" ", max(n-utf8.RuneCountInString(s), 0))
}

func toBytes(v value.Value, from, to types.Type) (value.Value, error) {
	switch v := v.(type) {
	case string:
		return fromText(v, from, to)
	case value.UUID:
		if to.Kind == types.Varbinary {
			return v[:], nil
		}
	case value.IP:
		if to.Kind == types.Varbinary {
			return v[:], nil
		}
	case []byte:
		switch {
		case to.Kind == types.UUID && len(v) == 16:
			return value.UUID(v), nil
		case to.Kind == types.UUID:
			return nil, badCast("Invalid UUID binary length: %d", len(v))
		case to.Kind == types.IPAddress && len(v) == 16:
			return value.IP(v), nil
		case to.Kind == types.IPAddress && len(v) == 4:
			return value.IP{10: 0xff, 11: 0xff, 12: v[0], 13: v[1], 14: v[2], 15: v[3]}, nil
		case to.Kind == types.IPAddress:
			return nil, badCast("Invalid IP address binary length: %d", len(v))
		}
	}
	return v, nil
}
