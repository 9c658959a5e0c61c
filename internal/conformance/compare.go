package conformance

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// decode reads an expectation; numbers keep their text, so that no digit is lost.
func decode(raw json.RawMessage) (any, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var want any
	err := d.Decode(&want)
	return want, err
}

// matches tells whether the value got, of type t, is the expectation want. Where the expectation has a tag, the type must be
// the tag's.
func matches(want any, got value.Value, t types.Type) bool {
	switch want := want.(type) {
	case nil:
		return got == nil
	case bool:
		return got == want
	case json.Number:
		return numberMatches(string(want), got)
	case string:
		return textMatches(want, got, t)
	case []any:
		return listMatches(want, got, t)
	case map[string]any:
		for tag, inner := range want {
			return len(want) == 1 && taggedMatches(tag, inner, got, t)
		}
	}
	return false
}

// numberMatches compares a number without a tag: of any integer or floating type.
func numberMatches(want string, got value.Value) bool {
	switch got := got.(type) {
	case int64:
		n, err := strconv.ParseInt(want, 10, 64)
		return err == nil && n == got
	case float64:
		f, err := strconv.ParseFloat(want, 64)
		return err == nil && sameDouble(f, got)
	case float32:
		f, err := strconv.ParseFloat(want, 32)
		return err == nil && sameReal(float32(f), got)
	case value.Decimal:
		return decimalMatches(want, got, false)
	}
	return false
}

// sameDouble compares two doubles to the last bit, all NaNs being the same.
func sameDouble(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func sameReal(a, b float32) bool { return a == b || a != a && b != b }

// decimalMatches compares a decimal with its text; with scale the number of digits after the point must be the same too.
func decimalMatches(want string, got value.Decimal, scale bool) bool {
	whole, fraction, _ := strings.Cut(want, ".")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok || scale && len(fraction) != got.Scale {
		return false
	}
	a := new(big.Int).Mul(n, tenTo(got.Scale))
	b := new(big.Int).Mul(got.Unscaled, tenTo(len(fraction)))
	return a.Cmp(b) == 0
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// textMatches compares text: of the text types itself, of others how they are shown. The blanks at the end of a char do not count.
func textMatches(want string, got value.Value, t types.Type) bool {
	switch {
	case got == nil:
		return false
	case t.Kind == types.Char:
		s, ok := got.(string)
		return ok && strings.TrimRight(s, " ") == strings.TrimRight(want, " ")
	case t.Kind == types.Varchar, t.Kind == types.JSON:
		return got == want
	}
	return value.Text(got, t) == want
}

// listMatches compares an array or a row, member by member.
func listMatches(want []any, got value.Value, t types.Type) bool {
	var members []value.Value
	switch got := got.(type) {
	case value.List:
		members = got
	case value.Row:
		members = got
	default:
		return false
	}
	if len(members) != len(want) {
		return false
	}
	for i, member := range members {
		of := t.Elems[0]
		if t.Kind == types.Row {
			of = t.Elems[i]
		}
		if !matches(want[i], member, of) {
			return false
		}
	}
	return true
}

func taggedMatches(tag string, want any, got value.Value, t types.Type) bool {
	switch tag {
	case "$decimal":
		d, ok := got.(value.Decimal)
		return ok && decimalMatches(text(want), d, true)
	case "$double":
		f, ok := got.(float64)
		w, err := strconv.ParseFloat(text(want), 64)
		return ok && err == nil && sameDouble(w, f)
	case "$real":
		f, ok := got.(float32)
		w, err := strconv.ParseFloat(text(want), 32)
		return ok && err == nil && sameReal(float32(w), f)
	case "$date":
		return t.Kind == types.Date && timeMatches(text(want), got, t)
	case "$time":
		return t.Kind == types.Time && timeMatches(text(want), got, t)
	case "$time_tz":
		return t.Kind == types.TimeTZ && timeMatches(text(want), got, t)
	case "$timestamp":
		return t.Kind == types.Timestamp && timeMatches(text(want), got, t)
	case "$timestamp_tz":
		return t.Kind == types.TimestampTZ && timeMatches(text(want), got, t)
	case "$varbinary_hex":
		b, ok := got.([]byte)
		return ok && strings.EqualFold(hex.EncodeToString(b), text(want))
	case "$map":
		entries, ok := want.([]any)
		return ok && mapMatches(entries, got, t)
	}
	if strings.HasPrefix(tag, "$interval") {
		return intervalMatches(want, got)
	}
	return false
}

// timeMatches compares a date or time with its text; a year of five digits may have a plus or not.
func timeMatches(want string, got value.Value, t types.Type) bool {
	return got != nil && strings.TrimPrefix(value.Text(got, t), "+") == strings.TrimPrefix(want, "+")
}

// text returns a scalar of an expectation as text.
func text(want any) string {
	switch want := want.(type) {
	case string:
		return want
	case json.Number:
		return string(want)
	}
	return ""
}

// intervalMatches compares an interval with its parts: days, hours, minutes, seconds, milliseconds, or years and months.
func intervalMatches(want any, got value.Value) bool {
	parts, ok := want.([]any)
	if !ok {
		return false
	}
	n := make([]int64, len(parts))
	for i, part := range parts {
		parsed, err := strconv.ParseInt(text(part), 10, 64)
		if err != nil {
			return false
		}
		n[i] = parsed
	}
	switch got := got.(type) {
	case value.DaySecond:
		return len(n) == 5 && (((n[0]*24+n[1])*60+n[2])*60+n[3])*1000+n[4] == int64(got)
	case value.YearMonth:
		return len(n) == 2 && n[0]*12+n[1] == int64(got)
	}
	return false
}

// mapMatches compares a map with its entries, in any order.
func mapMatches(want []any, got value.Value, t types.Type) bool {
	entries, ok := got.(value.Map)
	if !ok || len(entries) != len(want) {
		return false
	}
	taken := make([]bool, len(entries))
	for _, w := range want {
		pair, ok := w.([]any)
		if !ok || len(pair) != 2 || !takeEntry(pair, entries, taken, t) {
			return false
		}
	}
	return true
}

// takeEntry marks an entry that is the pair as taken, and tells whether there was one.
func takeEntry(pair []any, entries value.Map, taken []bool, t types.Type) bool {
	for i, e := range entries {
		if !taken[i] && matches(pair[0], e.Key, t.Elems[0]) && matches(pair[1], e.Value, t.Elems[1]) {
			taken[i] = true
			return true
		}
	}
	return false
}
