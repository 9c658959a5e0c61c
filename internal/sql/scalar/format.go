package scalar

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// formats are the function format, which writes values after a pattern of Java's Formatter.
func formats() map[string]maker {
	return map[string]maker{"format": formatMaker}
}

func formatMaker(params []types.Type, _ types.Type) (Impl, bool) {
	for _, t := range params {
		switch t.Kind { //nolint:exhaustive // the rest is what follows
		case types.Array, types.Map, types.Row, types.Varbinary:
			return Impl{}, false
		}
	}
	patterns := &cache[[]formatSpec]{load: parseFormat}
	i := throwing(func(args []value.Value) (value.Value, error) {
		if args[0] == nil {
			return nil, nil //nolint:nilnil // NULL
		}
		s, err := formatAll(patterns, text(args, 0), args[1:], params[1:])
		var f *failure
		switch {
		case errors.As(err, &f):
			return nil, err
		case errors.Is(err, errFormatWidth):
			return nil, fail(diag.NotSupported, "%s", err)
		case err != nil:
			return nil, bad("Invalid format string: %s (%s)", text(args, 0), err)
		}
		return s, nil
	})
	i.NullCall = true
	return i, true
}

func formatAll(patterns *cache[[]formatSpec], pattern string, args []value.Value, params []types.Type) (string, error) {
	specs, err := patterns.get(pattern)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	next, last := 0, -1
	for _, spec := range specs {
		switch spec.conv {
		case 0:
			b.WriteString(spec.text)
			continue
		case '%':
			b.WriteString(spec.justified("%"))
			continue
		case 'n':
			b.WriteByte('\n')
			continue
		}
		switch {
		case spec.index > 0:
			last = spec.index - 1
		case spec.index == 0:
			last = next
			next++
		}
		if last < 0 || last >= len(args) {
			return "", formatError("MissingFormatArgument", "Format specifier '%s'", spec)
		}
		s, err := spec.format(args[last], params[last])
		if err != nil {
			return "", err
		}
		if spec.upper {
			s = strings.ReplaceAll(strings.ToUpper(s), "ß", "SS")
		}
		b.WriteString(spec.justified(s))
	}
	return b.String(), nil
}

// justified fills a text up to the width with blanks.
func (f formatSpec) justified(s string) string {
	blanks := strings.Repeat(" ", max(f.width-utf8.RuneCountInString(s), 0))
	if f.has('-') {
		return s + blanks
	}
	return blanks + s
}

// cut is the text as far as the precision allows.
func (f formatSpec) cut(s string) string {
	if f.precision >= 0 && utf8.RuneCountInString(s) > f.precision {
		return string([]rune(s)[:f.precision])
	}
	return s
}

// format writes a value.
//
//nolint:cyclop // one case a conversion
func (f formatSpec) format(v value.Value, t types.Type) (string, error) {
	if v == nil && f.conv == 'b' {
		return f.cut("false"), nil
	}
	if v == nil {
		return f.cut("null"), nil
	}
	switch f.conv {
	case 'b':
		if x, ok := v.(bool); ok {
			return f.cut(strconv.FormatBool(x)), nil
		}
		return f.cut("true"), nil
	case 's':
		if f.has('#') {
			return "", f.mismatch("#")
		}
		return f.cut(formatText(v, t)), nil
	case 'h':
		hash, ok := javaHash(v)
		if !ok {
			return "", fail(diag.NotSupported, "%%h of values of type %s is not supported", t)
		}
		return f.cut(strconv.FormatUint(uint64(uint32(hash)), 16)), nil //nolint:gosec // two's complement
	case 't':
		if at, ok := javaTimeOf(v); ok {
			return at.show(f.date)
		}
		return "", f.wrongType(f.date, v)
	case 'd', 'o', 'x':
		if n, ok := v.(int64); ok {
			return f.formatInteger(n)
		}
	case 'e', 'f', 'g', 'a':
		switch x := v.(type) {
		case float64:
			return f.formatDouble(x), nil
		case float32:
			return f.formatDouble(float64(x)), nil
		case value.Decimal:
			if f.conv != 'a' {
				return f.formatReal(exactly(x), x.Unscaled != nil && x.Unscaled.Sign() < 0), nil
			}
		}
	}
	return "", f.wrongType(f.conv, v)
}

func (f formatSpec) wrongType(conv byte, v value.Value) error {
	return formatError("IllegalFormatConversion", "%c != %s", conv, javaClass(v))
}

// javaClass is the class of the object that Trino hands to Java's Formatter.
func javaClass(v value.Value) string {
	switch v.(type) {
	case bool:
		return "java.lang.Boolean"
	case int64:
		return "java.lang.Long"
	case float64:
		return "java.lang.Double"
	case float32:
		return "java.lang.Float"
	case value.Decimal:
		return "java.math.BigDecimal"
	case value.Date:
		return "java.time.LocalDate"
	case value.Time:
		return "java.time.LocalTime"
	case value.Timestamp:
		return "java.time.LocalDateTime"
	case value.TimestampTZ:
		return "java.time.ZonedDateTime"
	}
	return "java.lang.String"
}

// formatText is what Java's toString gives for a value.
func formatText(v value.Value, t types.Type) string {
	switch v := v.(type) {
	case float64, float32:
		return value.Text(v, t)
	case value.Decimal:
		return javaDecimal(v)
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	if at, ok := javaTimeOf(v); ok {
		return at.String()
	}
	return value.CastText(v, t)
}

// javaDecimal is BigDecimal's toString: with an exponent where the first digit is more than six places behind the point.
func javaDecimal(d value.Decimal) string {
	digits := "0"
	if d.Unscaled != nil {
		digits = new(big.Int).Abs(d.Unscaled).String()
	}
	exponent := len(digits) - 1 - d.Scale
	if exponent >= -6 {
		return d.String()
	}
	s := digits[:1]
	if len(digits) > 1 {
		s += "." + digits[1:]
	}
	if d.Unscaled != nil && d.Unscaled.Sign() < 0 {
		s = "-" + s
	}
	return s + "E" + strconv.Itoa(exponent)
}

// javaHash is what Java's hashCode gives.
func javaHash(v value.Value) (int32, bool) {
	fold := func(n uint64) int32 { return int32(uint32(n ^ n>>32)) } //nolint:gosec // two's complement
	switch v := v.(type) {
	case bool:
		if v {
			return 1231, true
		}
		return 1237, true
	case int64:
		return fold(uint64(v)), true //nolint:gosec // two's complement
	case float64:
		return fold(math.Float64bits(v)), true
	case float32:
		return int32(math.Float32bits(v)), true //nolint:gosec // two's complement
	case string:
		hash := int32(0)
		for _, unit := range utf16.Encode([]rune(v)) {
			hash = 31*hash + int32(unit)
		}
		return hash, true
	}
	return 0, false
}
