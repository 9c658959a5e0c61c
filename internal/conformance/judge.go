package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// text returns an expectation that is a JSON string.
func (v Vector) text() string {
	var s string
	if json.Unmarshal(v.Expected, &s) != nil {
		return ""
	}
	return s
}

// judged is a pass when ok, else a wrong answer.
func judged(ok bool, got table) (Outcome, string) {
	if ok {
		return Pass, ""
	}
	return Wrong, got.String()
}

// judgeValue compares the one value of a result with an expectation in JSON, and its type where one is stated.
func judgeValue(v Vector, got table) (Outcome, string) {
	if len(got.rows) != 1 || len(got.columns) != 1 {
		return Wrong, got.String()
	}
	var want any
	if v.Kind == WantValue {
		decoded, err := decode(v.Expected)
		if err != nil {
			return Error, fmt.Sprintf("expectation: %v", err)
		}
		want = decoded
	}
	t := got.columns[0].Type
	return judged(typeIs(t, v.Type) && matches(want, got.rows[0][0], t), got)
}

// judgeSame compares two results of our own: an expression with its value and type, or two queries with their rows.
func judgeSame(v Vector, got, want table) (Outcome, string) {
	if v.Whole() {
		if looseRows(got.rows, want.rows, v.inOrder()) {
			return Pass, ""
		}
		return Wrong, got.String() + " instead of " + want.String()
	}
	if len(got.columns) == 1 && len(want.columns) == 1 && sameType(got.columns[0].Type, want.columns[0].Type) &&
		sameRows(got.rows, want.rows, true) {
		return Pass, ""
	}
	return Wrong, got.String() + " instead of " + want.String()
}

func sameType(a, b types.Type) bool { return canonical(a.String()) == canonical(b.String()) }

// looseRows compares rows as sameRows does, with numbers compared by what they are worth: an expectation of a query is
// written without care for types, and Trino's own tests compare it so.
func looseRows(a, b [][]value.Value, ordered bool) bool {
	return sameRows(loosened(a), loosened(b), ordered)
}

func loosened(rows [][]value.Value) [][]value.Value {
	out := make([][]value.Value, len(rows))
	for i, row := range rows {
		out[i] = loosenAll(row)
	}
	return out
}

func loosenAll(vs []value.Value) []value.Value {
	out := make([]value.Value, len(vs))
	for i, v := range vs {
		out[i] = loosen(v)
	}
	return out
}

// loosen turns a number into a text that is the same for all types, and leaves out the blanks at the end of a char.
func loosen(v value.Value) value.Value {
	switch v := v.(type) {
	case int64:
		return fmt.Sprintf("number %d", v)
	case float32:
		return loosen(float64(v))
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return fmt.Sprintf("number %d", int64(v))
		}
		return fmt.Sprintf("number %.12g", v)
	case value.Decimal:
		text := v.String()
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
		return "number " + text
	case string:
		return strings.TrimRight(v, " ")
	case value.Date:
		return value.Text(v, types.Of(types.Date)) // expectations write dates as texts
	case value.List:
		return value.List(loosenAll(v))
	case value.Row:
		return value.Row(loosenAll(v))
	case value.Map:
		out := make(value.Map, len(v))
		for i, e := range v {
			out[i] = value.Entry{Key: loosen(e.Key), Value: loosen(e.Value)}
		}
		return out
	}
	return v
}

// judgeError compares an error with the expected code and message.
func judgeError(v Vector, got table, err error) (Outcome, string) {
	if err == nil {
		return Wrong, got.String()
	}
	var want struct{ Code, Message string }
	if v.Kind == WantErrorMatch {
		want.Message = v.text()
	} else if e := json.Unmarshal(v.Expected, &want); e != nil {
		return Error, fmt.Sprintf("expectation: %v", e)
	}
	code, message := described(v.SQL, err)
	if code != "" && (want.Code == "" && code != diag.GenericInternalError || want.Code == string(code)) && messageMatches(want.Message, message) {
		return Pass, ""
	}
	return failure(err), shown(v.SQL, err)
}

// described returns the code of an error and its message as Trino writes it, with the place.
func described(sql string, err error) (diag.Code, string) {
	if d, ok := problem(err); ok {
		return d.Code, strings.TrimPrefix(d.Athena(sql), string(d.Code)+": ")
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return diag.Code(f.Code), f.Msg
	}
	return "", err.Error()
}

// shown returns an error for people, with what stands behind it.
func shown(sql string, err error) string {
	code, message := described(sql, err)
	text := string(code) + ": " + message
	var f *fault.Error
	if errors.As(err, &f) && f.Err != nil {
		text += " (" + f.Err.Error() + ")"
	}
	return text
}

var placePattern = regexp.MustCompile(`^line \d+:\d+: `)

// messageMatches tells whether a message is the expected one: the same text or one that the expectation fits as a pattern. The
// place may differ, as vectors were cut out of longer texts.
func messageMatches(want, got string) bool {
	if want == "" {
		return true
	}
	bare := placePattern.ReplaceAllString(got, "")
	wanted := placePattern.ReplaceAllString(strings.TrimPrefix(want, "line .*: "), "")
	if strings.Contains(bare, wanted) {
		return true
	}
	for _, pattern := range []string{want, wanted} {
		re, err := regexp.Compile(`(?s)^(?:` + pattern + `)$`)
		if err == nil && (re.MatchString(got) || re.MatchString(bare)) {
			return true
		}
	}
	return false
}

// String returns the beginning of a result for people: types and rows.
func (t table) String() string {
	var b strings.Builder
	for i, c := range t.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.Type.String())
	}
	for i, row := range t.rows {
		if i == 5 {
			fmt.Fprintf(&b, " … %d rows", len(t.rows))
			break
		}
		b.WriteString(" |")
		for j, v := range row {
			text := "NULL"
			if v != nil {
				text = value.Text(v, t.columns[j].Type)
			}
			b.WriteString(" " + text)
		}
	}
	return b.String()
}
