package scalar

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// result calls a function and writes what it gives: NULL, or the text of the value, or the error.
func result(t *testing.T, name string, of types.Type, args ...value.Value) string {
	t.Helper()
	params := make([]types.Type, len(args))
	for i, a := range args {
		switch a.(type) {
		case string, nil:
			params[i] = types.Text()
		case int64:
			params[i] = types.Of(types.BigInt)
		case float64:
			params[i] = types.Of(types.Double)
		case bool:
			params[i] = types.Of(types.Boolean)
		case []byte:
			params[i] = types.Of(types.Varbinary)
		case value.IP:
			params[i] = types.Of(types.IPAddress)
		}
	}
	impl, ok := Find(name, params, of)
	if !ok {
		t.Fatalf("%s: no implementation", name)
	}
	v, err := impl.Call(args)
	if err != nil {
		code, message := Explain(err)
		return string(code) + ": " + message
	}
	if v == nil {
		return "NULL"
	}
	return value.Text(v, of)
}

func TestJSONPathsSelectAsTrinoDoes(t *testing.T) {
	const doc = `{"a": {"b": 5, "c d": [1, {"e": "x"}]}, "0": "zero", "a": 2, "n": null, "é": 1, "q\"\\": 7, "": 8}`
	for path, want := range map[string]string{
		"$.a.b":               "5",
		`$["a"]["c d"][1].e`:  "x",
		`$["a"]["c d"][0]`:    "1",
		`$["a"]["c d"].0`:     "1",
		`$["a"]["c d"]["0"]`:  "1",
		`$["a"]["c d"][2]`:    "NULL",
		"$[0]":                "zero",
		"$.a":                 "NULL",
		"$.n":                 "NULL",
		"$.a.b.c":             "NULL",
		"$.é":                 "1",
		`$["q\"\\"]`:          "7",
		`$[""]`:               "8",
		"$.missing":           "NULL",
		"$[a][b]":             "5",
		"":                    "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: ''",
		"a.b":                 "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: 'a.b'",
		".":                   "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '.'",
		"$.":                  "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$.'",
		"$..a":                "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$..a'",
		"$.*":                 "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$.*'",
		"$[*]":                "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$[*]'",
		"$[-1]":               "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$[-1]'",
		"$.a-b":               "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$.a-b'",
		"$[]":                 "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$[]'",
		`$["a`:                `INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$["a'`,
		`$["a"`:               `INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$["a"'`,
		`$["\n"]`:             `INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$["\n"]'`,
		"$.a:b":               "NULL",
		"$ ":                  "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$ '",
		"$['a']":              "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$['a']'",
		"$.a.b" + "\u2003":    "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$.a.b\u2003'",
		`$["a"]["c d"][1][e]`: "x",
	} {
		if got := result(t, "json_extract_scalar", types.Text(), doc, path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestJSONIsReadOnlyAsFarAsNeeded(t *testing.T) {
	j, n := types.Of(types.JSON), types.Of(types.BigInt)
	for _, c := range []struct {
		name string
		of   types.Type
		args []value.Value
		want string
	}{
		{"json_extract", j, []value.Value{`[1, 2`, "$[0]"}, "1"},
		{"json_extract", j, []value.Value{`[1, 2`, "$"}, "NULL"},
		{"json_extract", j, []value.Value{`{"a": 1} and more`, "$.a"}, "1"},
		{"json_extract", j, []value.Value{` { "b" : 1.50 , "a" : [ true, null, "\u00e9\/" ], "c":{} , "d":[]} `, "$"}, `{"b":1.5,"a":[true,null,"é/"],"c":{},"d":[]}`},
		{"json_extract", j, []value.Value{`[1E2, 1e400, -0, 12345678901234567890, 0.1e-9]`, "$"}, `[100.0,"Infinity",0,12345678901234567890,1.0E-10]`},
		{"json_extract", j, []value.Value{`{"a":null}`, "$.a"}, "null"},
		{"json_extract", j, []value.Value{`not json`, "$.a"}, "NULL"},
		{"json_extract", j, []value.Value{``, "$"}, "NULL"},
		{"json_extract", j, []value.Value{`"\ud83d\ude00 \ud83d \u0041"`, "$"}, `"😀 ? A"`},
		{"json_extract_scalar", types.Text(), []value.Value{`{"a":1.50}`, "$.a"}, "1.50"},
		{"json_extract_scalar", types.Text(), []value.Value{`"a\tb"`, "$"}, "a\tb"},
		{"json_extract_scalar", types.Text(), []value.Value{`{"a":[1]}`, "$.a"}, "NULL"},
		{"json_extract_scalar", types.Text(), []value.Value{`01`, "$"}, "NULL"},
		{"json_extract_scalar", types.Text(), []value.Value{`1.`, "$"}, "NULL"},
		{"json_extract_scalar", types.Text(), []value.Value{`+1`, "$"}, "NULL"},
		{"json_extract_scalar", types.Text(), []value.Value{`truex`, "$"}, "NULL"},
		{"json_extract_scalar", types.Text(), []value.Value{"\"a\nb\"", "$"}, "NULL"},
		{"json_extract_scalar", types.Text(), []value.Value{`"\x"`, "$"}, "NULL"},
		{"json_size", n, []value.Value{`{"a":{"b":1,"c":[2,3]}}`, "$.a"}, "2"},
		{"json_size", n, []value.Value{`{"a":{"b":1,"c":[2,3]}}`, "$.a.c"}, "2"},
		{"json_size", n, []value.Value{`{"a":"x"}`, "$.a"}, "0"},
		{"json_size", n, []value.Value{`{"a":[1,`, "$.a"}, "NULL"},
		{"json_array_length", n, []value.Value{`[1, [2, 3], {"a": []}] trailing`}, "3"},
		{"json_array_length", n, []value.Value{`[1,]`}, "NULL"},
		{"json_array_length", n, []value.Value{`{"a":1}`}, "NULL"},
		{"json_array_get", j, []value.Value{`["a", {"b":1.0}, null, 2`, int64(1)}, `{"b":1.0}`},
		{"json_array_get", j, []value.Value{`["a"]`, int64(0)}, `a`},
		{"json_array_get", j, []value.Value{`["a", "b"]`, int64(-2)}, `a`},
		{"json_array_get", j, []value.Value{`["a"]`, int64(-9223372036854775808)}, `NULL`},
	} {
		if got := result(t, c.name, c.of, c.args...); got != c.want {
			t.Errorf("%s(%q): got %s, want %s", c.name, c.args, got, c.want)
		}
	}
}

func TestJSONNestedTooDeepIsNULL(t *testing.T) {
	for _, deep := range []string{strings.Repeat("[", 1e6), strings.Repeat(`{"a":`, 1e6)} {
		if got := result(t, "json_extract", types.Of(types.JSON), deep, "$"); got != "NULL" {
			t.Errorf("got %.40s", got)
		}
	}
}

func FuzzJSONPath(f *testing.F) {
	for _, path := range []string{"$", "$.a", `$["a b"]`, "$[0]", `$["\""]`, "a", "$.", "$[", `$["`} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		steps, err := parsePath(path)
		if err != nil {
			return
		}
		var b strings.Builder
		b.WriteByte('$')
		for _, s := range steps {
			b.WriteString(`["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s.name) + `"]`)
		}
		again, err := parsePath(b.String())
		if err != nil || len(again) != len(steps) {
			t.Fatalf("%q: %q: %v", path, b.String(), err)
		}
		for i, s := range steps {
			if again[i] != s {
				t.Errorf("%q: step %d: %v, not %v", path, i, again[i], s)
			}
		}
	})
}

func FuzzJSONCopyKeepsTheValue(f *testing.F) {
	for _, text := range []string{`{"a":[1,2.5,"x\n",null,true]}`, `"\ud83d\ude00"`, "[", "-0", "1e999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := &jsonScan{text: text}
		b, err := s.copy(nil)
		if err != nil {
			return
		}
		if !utf8.ValidString(text) {
			return
		}
		if !json.Valid(b) {
			t.Fatalf("%q: %q is no JSON", text, b)
		}
		if !json.Valid([]byte(text[:s.at])) {
			t.Fatalf("%q was read but is no JSON", text[:s.at])
		}
		again := &jsonScan{text: string(b)}
		c, err := again.copy(nil)
		if err != nil || string(b) != string(c) {
			t.Fatalf("%q: %q becomes %q: %v", text, b, c, err)
		}
	})
}

func BenchmarkJSONExtractScalar(b *testing.B) {
	impl, _ := Find("json_extract_scalar", []types.Type{types.Text(), types.Text()}, types.Text())
	args := []value.Value{`{"tags":{"user:team":"storage","user:env":"prod"},"items":[1,2,3,{"a":"b"}],"cost":12.5}`, `$.cost`}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := impl.Call(args); err != nil {
			b.Fatal(err)
		}
	}
}
