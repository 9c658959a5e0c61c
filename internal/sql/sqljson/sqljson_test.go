package sqljson

import (
	"errors"
	"strings"
	"testing"
)

func TestPathsThatCanBeRead(t *testing.T) {
	for _, text := range []string{
		"lax $", "strict $", `lax $.a."b c".d`, "lax $.*", "lax $[*]", "lax $[0, 2 to last - 1]", "lax $..name", "lax -$.a + 2 * 3.5 % 1e0",
		"lax $.a.type()", "strict $.size().double()", `lax $x.b ? (@ > $y)`, `lax $?(@.a == "x""y" && !(@.b <> 1) || exists(@.c))`,
		`lax $?((@ > 1) is unknown)`, `lax $?((@ + 1) * 2 >= 4)`, `lax $?(@ starts with "a")`, `lax $?(@ starts with $p)`, "lax null", "lax true",
		"lax $.exists", "lax $?((@.is) == 1)", "lax ($)", "lax $?(((@ == 1)))", "lax .5 + 1.", "lax $.size",
	} {
		if _, err := Parse(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestPathsThatCannotBeReadSayWhere(t *testing.T) {
	for text, want := range map[string]string{
		"$":                                  "0 mismatched input '$' expecting 'lax', 'strict'",
		"LAX $":                              "0 mismatched input 'LAX' expecting 'lax', 'strict'",
		"lax":                                "3 mismatched input <EOF> expecting '$', '@', '(', 'last', <literal>",
		"lax $ $":                            "6 mismatched input '$' expecting <EOF>",
		"lax @":                              "4 JSON path predicate current item variable '@' outside of a filter",
		"lax last":                           "4 keyword 'last' outside of an array subscript",
		`lax "a`:                             `4 token recognition error at: "\""`,
		"lax $.a.datetime()":                 "8 datetime method is not yet supported",
		`lax $?(@ like_regex "a")`:           "9 like_regex predicate is not yet supported",
		"lax $?(@)":                          "8 mismatched input ')' expecting '==', '<>', '<', '<=', '>', '>='",
		"lax $[":                             "6 mismatched input <EOF> expecting '$', '@', '(', 'last', <literal>",
		"lax 99999999999999999999":           "4 invalid numeric literal: 99999999999999999999",
		"lax $" + strings.Repeat("[0]", 300): "608 the path is too long",
		"lax " + strings.Repeat("(", 300):    "204 the path is nested too deep",
		"lax " + strings.Repeat("-", 300):    "204 the path is nested too deep",
	} {
		_, err := Parse(text)
		var bad *Error
		if !errors.As(err, &bad) {
			t.Errorf("%s can be read", text)
			continue
		}
		if at, message, _ := strings.Cut(want, " "); message != bad.Msg || at != itoa(bad.At) {
			t.Errorf("%.40s: got %d %s", text, bad.At, bad.Msg)
		}
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func TestClausesSurviveTheirText(t *testing.T) {
	c := Call{Input: "UTF16", Passing: []Parameter{{"a\"b", "JSON"}, {"x", ""}}, Wrapper: "CONDITIONAL", OnEmpty: "DEFAULT", OnError: "EMPTY ARRAY", Omit: true}
	got, err := ReadCall(c.Text())
	if err != nil || got.Text() != c.Text() || got.Passing[0] != c.Passing[0] || got.OnError != c.OnError || !got.Omit {
		t.Errorf("%s became %s (%v)", c.Text(), got.Text(), err)
	}
	if _, err := ReadCall("{"); err == nil {
		t.Error("half a text is read")
	}
}

// Parse reads or refuses any text, and what it reads it reads again.
func FuzzParse(f *testing.F) {
	f.Add(`lax $.a[1, 2 to last]?(@.b == "x" && (exists(@.c)) is unknown).keyvalue()`)
	f.Add(`strict -$x + 2 % .5e1`)
	f.Fuzz(func(t *testing.T, text string) {
		path, err := Parse(text)
		var bad *Error
		if err != nil && (!errors.As(err, &bad) || bad.At > len(text)) {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && path.Root == nil {
			t.Errorf("%q gives no path", text)
		}
	})
}
