package value

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Literal returns the value and the type of the typed literal `t 'text'`: DATE '2025-01-31', DECIMAL '1.50', UUID '…'. The
// type comes from the text where it has parameters: TIMESTAMP '2025-01-31 01:02:03.456 UTC' is a timestamp(3) with time
// zone, DECIMAL '1.50' a decimal(3,2), CHAR 'abc' a char(3). The error has Trino's words.
func Literal(t types.Type, text string) (Value, types.Type, error) {
	switch t.Kind { //nolint:exhaustive // the rest is read as CAST reads it
	case types.Time, types.TimeTZ:
		return ParseTime(text)
	case types.Timestamp, types.TimestampTZ:
		return ParseTimestamp(text)
	case types.Decimal:
		d, dt, err := ParseDecimal(text)
		return d, dt, err
	case types.Varchar:
		return text, types.Text(), nil
	case types.Char:
		return text, types.CharOf(utf8.RuneCountInString(text)), nil
	}
	v, err := FromText(text, t)
	return v, t, err
}

// FromText returns what CAST('text' AS t) gives, for the types without elements. The error has Trino's words.
func FromText(text string, t types.Type) (Value, error) {
	switch t.Kind {
	case types.Boolean:
		return boolFromText(text)
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt:
		return integerFromText(text, t.Kind)
	case types.Real:
		f, err := floatFromText(text, 32, "REAL")
		return orNil(float32(f), err)
	case types.Double:
		return orNil(floatFromText(text, 64, "DOUBLE"))
	case types.Decimal:
		return decimalFromText(text, t)
	case types.Varchar, types.Char:
		return fitText(text, t), nil
	case types.Varbinary:
		return []byte(text), nil
	case types.Date:
		d, err := ParseDate(text)
		if err != nil {
			return nil, trino("Value cannot be cast to date: %s", text)
		}
		return d, nil
	case types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		return clockFromText(text, t)
	case types.JSON:
		return ParseJSON(text)
	case types.UUID:
		return orNil(ParseUUID(text))
	case types.IPAddress:
		return orNil(ParseIP(text))
	case types.Unknown, types.IntervalDaySecond, types.IntervalYearMonth, types.Array, types.Map, types.Row, types.Function,
		types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest, types.SetDigest, types.JSONPath, types.Regexp,
		types.Color, types.IPPrefix:
	}
	return nil, trino("Cannot cast varchar to %s", t)
}

func orNil[T any](v T, err error) (Value, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func cannotCast(text, name string) error {
	return trino("Cannot cast '%s' to %s", text, name)
}

func boolFromText(text string) (Value, error) {
	switch strings.ToLower(text) {
	case "t", "true", "1":
		return true, nil
	case "f", "false", "0":
		return false, nil
	}
	return nil, cannotCast(text, "BOOLEAN")
}

// integerFromText reads digits with a sign or without; blanks are an error.
func integerFromText(text string, k types.Kind) (Value, error) {
	bits, name := 64, "BIGINT"
	switch k { //nolint:exhaustive // only the integers
	case types.TinyInt:
		bits, name = 8, "TINYINT"
	case types.SmallInt:
		bits, name = 16, "SMALLINT"
	case types.Integer:
		bits, name = 32, "INT"
	}
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil {
		return nil, cannotCast(text, name)
	}
	return n, nil
}

// floatFromText reads what Java's Double.parseDouble reads, but for hexadecimal numbers: blanks around, NaN, Infinity and
// the letters d and f at the end are allowed.
func floatFromText(text string, bits int, name string) (float64, error) {
	body := strings.TrimFunc(text, func(r rune) bool { return r <= ' ' })
	switch strings.TrimLeft(body, "+-") {
	case "NaN":
		return math.NaN(), nil
	case "Infinity":
		if strings.HasPrefix(body, "-") {
			return math.Inf(-1), nil
		}
		return math.Inf(1), nil
	}
	number := strings.TrimRight(body, "dDfF")
	if len(body)-len(number) > 1 || strings.Trim(number, "+-.eE0123456789") != "" {
		return 0, cannotCast(text, name)
	}
	f, err := strconv.ParseFloat(number, bits)
	if err != nil && !math.IsInf(f, 0) {
		return 0, cannotCast(text, name)
	}
	return f, nil
}

// decimalFromText reads a number, with an exponent or without, and rounds it to the type's scale.
func decimalFromText(text string, t types.Type) (Value, error) {
	wrong := func(why string) error {
		return trino("Cannot cast VARCHAR '%s' to DECIMAL(%d, %d). %s", text, t.P, t.S, why)
	}
	body := strings.TrimSpace(text)
	exponent := 0
	if at := strings.IndexAny(body, "eE"); at >= 0 {
		n, err := strconv.Atoi(body[at+1:])
		if err != nil || n > 1000 || n < -1000 {
			return nil, wrong("Value is not a number.")
		}
		body, exponent = body[:at], n
	}
	digits := strings.TrimLeft(body, "+-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if len(body)-len(digits) > 1 || len(digits) > 1000 || whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return nil, wrong("Value is not a number.")
	}
	d := Decimal{Scale: len(fraction) - exponent}
	d.Unscaled, _ = pow10(0).SetString(whole+fraction, 10) // only digits
	if d.Scale < 0 {
		d = Decimal{Unscaled: d.Unscaled.Mul(d.Unscaled, pow10(-d.Scale))}
	}
	if body[0] == '-' {
		d = d.Neg()
	}
	if !d.Fits(t) {
		return nil, wrong("Value too large.")
	}
	return d.Rescale(t.S), nil
}

// fitText cuts a text to the length of varchar(n), and fills it for char(n).
func fitText(text string, t types.Type) string {
	if t.P == types.Unbounded {
		return text
	}
	count := 0
	for i := range text {
		if count == t.P {
			return text[:i]
		}
		count++
	}
	if t.Kind == types.Char {
		return text + strings.Repeat(" ", t.P-count)
	}
	return text
}

// clockFromText reads a time or timestamp and makes it one of type t: digits that are too many are rounded, a zone that
// is missing is UTC, one that is not wanted is dropped.
func clockFromText(text string, t types.Type) (Value, error) {
	parse, name := ParseTimestamp, "timestamp"
	if t.Kind == types.Time || t.Kind == types.TimeTZ {
		parse, name = ParseTime, "time"
	}
	cut, up := cutFraction(text)
	v, _, err := parse(cut)
	if err != nil {
		return nil, trino("Value cannot be cast to %s: %s", name, text)
	}
	if up && t.P >= maxDigits {
		v = nextMicro(v)
	}
	switch v := v.(type) {
	case Time:
		rounded := roundTo(int64(v), t.P) % day
		if t.Kind == types.TimeTZ {
			return TimeTZ{Micros: rounded}, nil
		}
		return Time(rounded), nil
	case TimeTZ:
		rounded := roundTo(v.Micros, t.P) % day
		if t.Kind == types.Time {
			return Time(rounded), nil
		}
		return TimeTZ{Micros: rounded, OffsetMinutes: v.OffsetMinutes}, nil
	case Timestamp:
		rounded := roundTo(int64(v), t.P)
		if t.Kind == types.TimestampTZ {
			return TimestampTZ{Micros: rounded, Zone: UTC}, nil
		}
		return Timestamp(rounded), nil
	case TimestampTZ:
		if t.Kind == types.Timestamp {
			return Timestamp(roundTo(int64(v.Local()), t.P)), nil
		}
		return TimestampTZ{Micros: roundTo(v.Micros, t.P), Zone: v.Zone}, nil
	}
	return v, nil
}

// cutFraction cuts a fraction of a second of up to twelve digits to those that microseconds hold, and tells whether what was cut
// rounds the last of them up. Fewer digits than these are rounded right without knowing more.
func cutFraction(text string) (cut string, up bool) {
	dot := strings.IndexByte(text, '.')
	end := dot + 1
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	kept := dot + 1 + maxDigits
	if dot < 0 || end <= kept || end-dot-1 > 12 {
		return text, false
	}
	return text[:kept] + text[end:], text[kept] >= '5'
}

// nextMicro returns the time or timestamp a microsecond later.
func nextMicro(v Value) Value {
	switch v := v.(type) {
	case Time:
		return Time((int64(v) + 1) % day)
	case TimeTZ:
		return TimeTZ{Micros: (v.Micros + 1) % day, OffsetMinutes: v.OffsetMinutes}
	case Timestamp:
		return v + 1
	case TimestampTZ:
		return TimestampTZ{Micros: v.Micros + 1, Zone: v.Zone}
	}
	return v
}

// roundTo rounds microseconds to so many digits after the second, halves up.
func roundTo(micros int64, precision int) int64 {
	unit := int64(1)
	for range maxDigits - min(precision, maxDigits) {
		unit *= 10
	}
	quotient, rest := floorDiv(micros, unit)
	if unit > 1 && rest >= unit/2 {
		quotient++
	}
	return quotient * unit
}

// ParseJSON returns the text under which Trino keeps a JSON value: without blanks, the members of objects in the order of their
// names, numbers with a point or an exponent as doubles.
func ParseJSON(text string) (Value, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil || decoder.More() {
		return nil, trino("Cannot convert value to JSON: '%s'", text)
	}
	if rest, err := decoder.Token(); err == nil {
		return nil, trino("Cannot convert value to JSON: '%s': unexpected %v", text, rest)
	}
	return string(appendTree(nil, tree)), nil
}

func appendTree(dst []byte, tree any) []byte {
	switch x := tree.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, x)
	case string:
		return appendQuoted(dst, x)
	case json.Number:
		if x == "-0" {
			return append(dst, '0')
		}
		if !strings.ContainsAny(string(x), ".eE") {
			return append(dst, x...)
		}
		f, err := strconv.ParseFloat(string(x), 64)
		if err != nil {
			return append(dst, x...) // beyond the range of double
		}
		return appendJava(dst, f, 64)
	case []any:
		dst = append(dst, '[')
		for i, elem := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendTree(dst, elem)
		}
		return append(dst, ']')
	case map[string]any:
		return appendMembers(dst, x)
	}
	return dst
}

func appendMembers(dst []byte, members map[string]any) []byte {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, name), ':')
		dst = appendTree(dst, members[name])
	}
	return append(dst, '}')
}
