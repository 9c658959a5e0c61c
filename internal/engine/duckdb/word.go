package duckdb

import (
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// known are the errors of DuckDB's own operations that have an obvious meaning in Trino. The sentences are ours and quote nothing.
//
//nolint:gochecknoglobals // a constant table
var known = []struct {
	prefix, contains string
	kind             emit.PlaceKind
	code             diag.Code
	msg              string
}{
	{"Invalid Input Error: More than one row returned by a subquery", "", emit.PlaceSubquery, diag.SubqueryMultipleRows, "Scalar sub-query has returned multiple rows"},
	{"Out of Range Error: Overflow in ", " of DECIMAL(", emit.PlaceDecimal, diag.NumericValueOutOfRange, "Decimal overflow"},
	{"Out of Range Error: ", "", emit.PlaceTime, diag.NumericValueOutOfRange, outOfRange},
	{"Conversion Error: ", "timestamp", emit.PlaceTime, diag.NumericValueOutOfRange, outOfRange},
	{"Conversion Error: ", "Timestamp", emit.PlaceTime, diag.NumericValueOutOfRange, outOfRange},
	{"Conversion Error: ", "Date", emit.PlaceTime, diag.NumericValueOutOfRange, outOfRange},
	{"Conversion Error: ", "out of range", emit.PlaceCast, diag.NumericValueOutOfRange, outOfRange},
	{"Conversion Error: ", "Could not cast value", emit.PlaceCast, diag.NumericValueOutOfRange, outOfRange},
	{"Conversion Error: ", "", "", diag.InvalidCastArgument, "Value cannot be cast to its new type"},
	{"", "Max expression depth limit", "", diag.NestingTooDeep, "statement is too large (stack overflow while planning)"},
	{"Divide by Zero Error: ", "", "", diag.DivisionByZero, "Division by zero"},
}

const outOfRange = "Value is out of range of its type"

// worded puts an error of DuckDB's own into Trino's words, with its place where the query has one operation alone that can have
// raised it, and nowhere else.
func worded(msg string, places []emit.Place) (diag.Diagnostic, bool) {
	if d, kind, ok := overflow(msg); ok {
		if kind == emit.PlaceMultiplication+"bigint" && len(ofKind(places, kind)) == 0 {
			return placed(places, emit.PlaceTime, diag.New(diag.NumericValueOutOfRange, token.Nowhere(), outOfRange)), true // milliseconds made microseconds
		}
		return placed(places, kind, d), true
	}
	for _, k := range known {
		if strings.HasPrefix(msg, k.prefix) && strings.Contains(msg, k.contains) {
			return placed(places, k.kind, diag.New(k.code, token.Nowhere(), "%s", k.msg)), true
		}
	}
	return diag.Diagnostic{}, false
}

// placed gives an error the place of the one operation of its kind, and its words when all of the kind have the same.
func placed(places []emit.Place, kind emit.PlaceKind, d diag.Diagnostic) diag.Diagnostic {
	same := ofKind(places, kind)
	if len(same) == 0 {
		return d
	}
	first := same[0].Error
	alone, agreed := true, first.Msg != ""
	for _, p := range same[1:] {
		alone = alone && p.Error.Span == first.Span
		agreed = agreed && p.Error.Msg == first.Msg
	}
	if agreed {
		d.Code, d.Msg = first.Code, first.Msg
	}
	if alone && first.Span != (token.Span{}) {
		d.Span = first.Span
	}
	return d
}

func ofKind(places []emit.Place, kind emit.PlaceKind) []emit.Place {
	var same []emit.Place
	for _, p := range places {
		if p.Kind == kind {
			same = append(same, p)
		}
	}
	return same
}

// overflowed is DuckDB's message of an integer operation whose result has no place in its type. The operands are those of a row that the
// caller may see: what can fail runs on no other.
var overflowed = regexp.MustCompile(`^Out of Range Error: Overflow in (addition|subtraction|multiplication) of INT(8|16|32|64) \((-?\d+ [-+*] -?\d+)\)!`)

// absolute is its message of the least integer of a type, which has no absolute value.
var absolute = regexp.MustCompile(`^Out of Range Error: Overflow on abs\((-\d+)\)`)

// overflow puts the overflow of an integer into Trino's words.
func overflow(msg string) (diag.Diagnostic, emit.PlaceKind, bool) {
	if m := overflowed.FindStringSubmatch(msg); m != nil {
		name := map[string]string{"8": "tinyint", "16": "smallint", "32": "integer", "64": "bigint"}[m[2]]
		if operand, negated := strings.CutPrefix(m[3], "0 - "); negated && m[1] == "subtraction" { // a minus is written so
			return outOf(name + " negation overflow: " + operand), emit.PlaceNegation + emit.PlaceKind(name), true
		}
		return outOf(name + " " + m[1] + " overflow: " + m[3]), emit.PlaceKind(m[1] + " of " + name), true
	}
	if m := absolute.FindStringSubmatch(msg); m != nil {
		name := map[string]string{"-128": "tinyint", "-32768": "smallint", "-2147483648": "integer"}[m[1]]
		if name == "" {
			name = "bigint"
		}
		return outOf("Value " + m[1] + " is out of range for abs(" + name + ")"), emit.PlaceAbs + emit.PlaceKind(name), true
	}
	return diag.Diagnostic{}, "", false
}

// outOf is NUMERIC_VALUE_OUT_OF_RANGE with a sentence, nowhere yet.
func outOf(sentence string) diag.Diagnostic {
	return diag.New(diag.NumericValueOutOfRange, token.Nowhere(), "%s", sentence)
}
