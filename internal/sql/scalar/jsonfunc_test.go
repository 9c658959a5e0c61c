package scalar

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// evaluate runs a path on a text and returns the items as JSON, one after the other, or the error.
func evaluate(text, path string) string {
	parsed, err := sqljson.Parse(path)
	if err != nil {
		return err.Error()
	}
	call := &pathCall{path: parsed, args: []value.Value{text, path, ""}}
	found, err := call.run()
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, x := range found {
		shown, _ := appendItem(nil, x)
		out = append(out, string(shown))
	}
	return strings.Join(out, " ")
}

//nolint:lll // one case a line
func TestPathsGiveWhatTrinoGives(t *testing.T) {
	const fail = "path evaluation failed: "
	for _, c := range [][3]string{
		{"lax unwraps an array before a member", "lax $.a", `[{"a":1},{"b":2},{"a":[3]}]=>1 [3]`},
		{"strict wants an object", "strict $.a", `[{"a":1}]=>` + fail + "invalid item type. Expected: OBJECT, actual: ARRAY"},
		{"strict wants the member", "strict $.b", `{"a":1}=>` + fail + "structural error: missing member 'b' in JSON object"},
		{"all members in their order", "lax $.*", `{"b":1,"a":[2]}=>1 [2]`},
		{"a name that comes twice has the last value", "lax $.a", `{"a":1,"a":2}=>2`},
		{"lax wraps a scalar for an index", "lax $[0]", `5=>5`},
		{"indexes may be ranges and the last", "lax $[0, last, 1 to 2]", `[10,20,30,40]=>10 40 20 30`},
		{"lax cuts a range to the array", "lax $[2 to 9]", `[1,2,3]=>3`},
		{"lax takes an upside down range for none", "lax $[2 to 1]", `[1,2,3]=>`},
		{"strict wants indexes within", "strict $[3]", `[1,2,3]=>` + fail + "structural error: invalid array subscript: [3, 3] for array of size 3"},
		{"descendants outer first", "lax $..a", `{"a":{"a":1},"b":[{"a":2}]}=>{"a":1} 1 2`},
		{"whole numbers stay whole", "lax $ / 2", `7=>3`},
		{"integers overflow", "lax $ + 1", `2147483647=>` + fail + "integer overflow: 2147483648"},
		{"bigints do not at that", "lax $ + 1", `2147483648=>2147483649`},
		{"decimals are exact", "lax 0.1 + 0.2", `0=>0.3`},
		{"numbers of JSON with a point are doubles", "lax $", `1.50=>1.5`},
		{"division by zero is an error", "lax 1 / 0", `0=>` + fail + "Division by zero"},
		{"operands are single", "lax $[*] + 1", `[1,2]=>` + fail + "arithmetic binary expression requires singleton operands"},
		{"signs go over all items", "lax -$", `[1,-2.5]=>-1 2.5`},
		{"methods of numbers", "lax $.ceiling()", `[1.2,-1.2,3]=>2.0 -1.0 3`},
		{"floor of decimals", "lax (-1.5).floor()", `0=>-2`},
		{"abs", "lax $.abs()", `[-3, 2]=>3 2`},
		{"double reads text", "lax $.double()", `["1.5", 2]=>1.5 2.0`},
		{"types", "lax $[*].type()", `[1,"a",true,null,[],{}]=>"number" "string" "boolean" "null" "array" "object"`},
		{"size of what is no array is one", "lax $.size()", `{"a":1}=>1`},
		{"size", "strict $.size()", `[1,2]=>2`},
		{"keyvalue", "lax $.keyvalue()", `[{"a":1},{"b":2}]=>{"name":"a","value":1,"id":0} {"name":"b","value":2,"id":1}`},
		{"filters keep what is true", "lax $?(@ > 1 && @ < 4)", `[1,2,3,4]=>2 3`},
		{"null equals null only", "lax $?(@ == null)", `[null,1]=>null`},
		{"null differs from the rest", "lax $?(@ <> null)", `[null,1,{}]=>1 {}`},
		{"what cannot be compared is unknown", `lax $?(@ == "a")`, `[1,"a"]=>"a"`},
		{"unknown can be asked for", `lax $?((@ == "a") is unknown)`, `[1,"a"]=>1`},
		{"not of unknown is unknown", `lax $?(!(@ == "a"))`, `[1,"b"]=>"b"`},
		{"exists", "lax $?(exists(@.a))", `[{"a":null},{"b":1}]=>{"a":null}`},
		{"errors in exists are unknown", "strict $[*]?((exists(@.a)) is unknown)", `[{"a":1},{"b":1}]=>{"b":1}`},
		{"starts with", `lax $?(@ starts with "ab")`, `["abc","b",1]=>"abc"`},
		{"whole numbers compare with doubles", "lax $?(@ == 1.0)", `[1,1.0,2]=>1 1.0`},
		{"numbers too big can be shown", "lax $", `123456789012345678901234567890=>123456789012345678901234567890`},
		{"and not be computed with", "lax -$", `123456789012345678901234567890=>` + fail + "value too big: 123456789012345678901234567890"},
		{"what stands behind the value does not count", "lax $[0]", `[1] and more=>1`},
		{"what is no JSON is an error", "lax $", `[1=>conversion to JSON failed: Invalid JSON text`},
	} {
		t.Run(c[0], func(t *testing.T) {
			text, want, _ := strings.Cut(c[2], "=>")
			if got := evaluate(text, c[1]); got != want {
				t.Errorf("%s on %s: got %s, want %s", c[1], text, got, want)
			}
		})
	}
}

func TestWorkOnAPathIsBounded(t *testing.T) {
	path := "lax $" + strings.Repeat("[0,0]", 40)
	if got := evaluate("1", path); !strings.Contains(got, "steps") {
		t.Errorf("got %.60s", got)
	}
}

func TestObjectsAreInTheOrderOfJavasHashMap(t *testing.T) {
	got := strings.Join(hashOrder([]string{"key_1", "key_2", "a", "b", "Aa", "BB"}), " ")
	if got != "Aa BB key_2 a key_1 b" {
		t.Errorf("got %s", got)
	}
}

// No path and no text make evaluation panic or run without end.
func FuzzPath(f *testing.F) {
	f.Add(`lax $.a[*]?(@.b > 1 || @ starts with "x").keyvalue().size()`, `{"a":[{"b":2}]}`)
	f.Add(`strict ($[last] - 1.5) % 2e0`, `[1, 2.5, -3]`)
	f.Fuzz(func(_ *testing.T, path, text string) {
		evaluate(text, path)
		maker := pathFuncs()[sqljson.Value]
		impl, _ := maker([]types.Type{types.Text(), types.Text(), types.Text()}, types.DecimalOf(5, 2))
		_, _ = impl.Call([]value.Value{text, path, "{}"})
	})
}
