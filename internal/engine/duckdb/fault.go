package duckdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// engineError is what DuckDB says. It may quote any value of any row, so it goes to the log and never to a user.
type engineError string

// Error returns DuckDB's message.
func (e engineError) Error() string { return string(e) }

// fatal tells whether the instance is of no use any more.
func (e engineError) fatal() bool {
	return strings.HasPrefix(string(e), "FATAL Error") || strings.Contains(string(e), "database has been invalidated")
}

// marker begins the errors that the emitted SQL and the functions in Go raise: GLAUX!CODE!place!sentence.
const marker = "GLAUX!"

// The two ways in which DuckDB wraps such an error: a cast that cannot succeed, and a function that failed.
const (
	castBefore = "Conversion Error: Could not convert string '" + marker
	castAfter  = "' to INT64"
	callBefore = "Invalid Input Error: " + marker
)

// raised finds an error that was raised on purpose. Only the beginning of the message counts: what a user's own text looks like
// when DuckDB quotes it is no error of ours.
func raised(msg string) (diag.Diagnostic, bool) {
	body, ok := strings.CutPrefix(msg, castBefore)
	if ok {
		end := strings.LastIndex(body, castAfter)
		if end < 0 {
			return diag.Diagnostic{}, false
		}
		body = body[:end]
	} else if body, ok = strings.CutPrefix(msg, callBefore); !ok {
		return diag.Diagnostic{}, false
	}
	parts := strings.SplitN(body, "!", 3)
	if len(parts) != 3 {
		return diag.Diagnostic{}, false
	}
	at, err := strconv.Atoi(parts[1])
	if err != nil {
		return diag.Diagnostic{}, false
	}
	pos := token.Pos(max(at, 0))
	return diag.Diagnostic{Code: diag.Code(parts[0]), Span: token.Span{Start: pos, End: pos}, Msg: parts[2]}, true
}

// known are the errors of DuckDB that have an obvious meaning in Trino. The sentences are ours and quote nothing.
//
//nolint:gochecknoglobals // a constant table
var known = []struct {
	prefix, contains string
	code             diag.Code
	msg              string
}{
	{"Invalid Input Error: More than one row returned by a subquery", "", diag.SubqueryMultipleRows, "Scalar sub-query has returned multiple rows"},
	{"Out of Range Error: ", "", diag.NumericValueOutOfRange, "Value is out of range of its type"},
	{"Conversion Error: ", "out of range", diag.NumericValueOutOfRange, "Value is out of range of its type"},
	{"Conversion Error: ", "Could not cast value", diag.NumericValueOutOfRange, "Value is out of range of its type"},
	{"Conversion Error: ", "", diag.InvalidCastArgument, "Value cannot be cast to its new type"},
	{"Divide by Zero Error: ", "", diag.DivisionByZero, "Division by zero"},
}

// overflowed is DuckDB's message of an integer operation whose result has no place in its type. The operands are those of a row that the
// caller may see: what can fail runs on no other.
var overflowed = regexp.MustCompile(`^Out of Range Error: Overflow in (addition|subtraction|multiplication) of INT(8|16|32|64) \((-?\d+ [-+*] -?\d+)\)!`)

// overflow puts the overflow of an integer, or of a decimal, into Trino's words.
func overflow(msg string) (diag.Diagnostic, bool) {
	d := diag.Diagnostic{Code: diag.NumericValueOutOfRange}
	if m := overflowed.FindStringSubmatch(msg); m != nil {
		name := map[string]string{"8": "tinyint", "16": "smallint", "32": "integer", "64": "bigint"}[m[2]]
		d.Msg = name + " " + m[1] + " overflow: " + m[3]
		if operand, negated := strings.CutPrefix(m[3], "0 - "); negated && m[1] == "subtraction" { // a minus is written so
			d.Msg = name + " negation overflow: " + operand
		}
		return d, true
	}
	if msg == "Out of Range Error: Overflow in division of -9223372036854775808 / -1" {
		d.Msg = "bigint division overflow: -9223372036854775808 / -1"
		return d, true
	}
	if strings.HasPrefix(msg, "Out of Range Error: Overflow in ") && strings.Contains(msg, " of DECIMAL(") {
		d.Msg = "Decimal overflow"
		return d, true
	}
	return d, false
}

// explain turns an error of a run into what a caller may see.
func (e *Engine) explain(err error) error { return explain(err, e.options, e.log) }

// explain turns an error into what a caller may see: the error behind stays in the chain, for the log.
func explain(err error, limits Options, log *slog.Logger) error {
	var own engineError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Exhausted, string(diag.ExceededTimeLimit), "Query exceeded its time limit")
	case errors.Is(err, context.Canceled):
		return fault.Wrap(err, fault.Unavailable, "USER_CANCELED", "Query was canceled")
	case !errors.As(err, &own):
		return internal(err)
	}
	msg := string(own)
	if d, ok := raised(msg); ok {
		return diag.List{d}
	}
	if strings.HasPrefix(msg, "Out of Memory Error: ") {
		return exhausted(err, msg, limits)
	}
	if d, ok := overflow(msg); ok {
		return diag.List{d}
	}
	for _, k := range known {
		if strings.HasPrefix(msg, k.prefix) && strings.Contains(msg, k.contains) {
			log.Debug("engine error", "error", msg, "code", k.code)
			return diag.List{{Code: k.code, Msg: k.msg}}
		}
	}
	return internal(err)
}

// exhausted names the limit that was reached: memory, or the space for what does not fit into it.
func exhausted(err error, msg string, limits Options) error {
	sentence := fmt.Sprintf("Query exceeded the memory limit of %s", limits.MemoryLimit)
	if strings.Contains(msg, "max_temp_directory_size") {
		sentence = fmt.Sprintf("Query exceeded the memory limit of %s and then the limit of %s for temporary files",
			limits.MemoryLimit, limits.TempLimit)
	}
	return fault.Wrap(err, fault.Exhausted, string(diag.ExceededLocalMemoryLimit), sentence)
}

// internal is the error of a bug: the user learns only that there is one.
func internal(err error) error {
	return fault.Wrap(err, fault.Internal, string(diag.GenericInternalError), "Internal error; the log says more")
}
