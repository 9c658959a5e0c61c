package conformance

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestMatches(t *testing.T) {
	decimal := func(n int64, scale int) value.Decimal { return value.Decimal{Unscaled: big.NewInt(n), Scale: scale} }
	text, integer, double := types.Text(), types.Of(types.Integer), types.Of(types.Double)
	for name, c := range map[string]struct {
		want string
		got  value.Value
		t    types.Type
		ok   bool
	}{
		"NULL is NULL":                           {`null`, nil, integer, true},
		"NULL is not zero":                       {`null`, int64(0), integer, false},
		"an integer":                             {`12`, int64(12), integer, true},
		"an integer is not a fraction":           {`12.5`, int64(12), integer, false},
		"a double to the last bit":               {`0.1`, 0.1, double, true},
		"a double that differs in its last bit":  {`0.1`, math.Nextafter(0.1, 1), double, false},
		"NaN is NaN":                             {`{"$double": "NaN"}`, math.NaN(), double, true},
		"a tagged double is no real":             {`{"$double": 1.5}`, float32(1.5), types.Of(types.Real), false},
		"a decimal with leading zeros":           {`{"$decimal": "0003.10"}`, decimal(310, 2), types.DecimalOf(6, 2), true},
		"a decimal of another scale":             {`{"$decimal": "3.1"}`, decimal(310, 2), types.DecimalOf(6, 2), false},
		"the blanks of a char do not count":      {`"ab"`, "ab   ", types.CharOf(5), true},
		"the blanks of a varchar count":          {`"ab"`, "ab ", text, false},
		"bytes":                                  {`{"$varbinary_hex": "00FF"}`, []byte{0, 255}, types.Of(types.Varbinary), true},
		"a map in any order":                     {`{"$map": [["a", 1], ["b", 2]]}`, value.Map{{Key: "b", Value: int64(2)}, {Key: "a", Value: int64(1)}}, types.MapOf(text, integer), true},
		"a map with another value":               {`{"$map": [["a", 1]]}`, value.Map{{Key: "a", Value: int64(2)}}, types.MapOf(text, integer), false},
		"an array with NULL":                     {`[1, null]`, value.List{int64(1), nil}, types.ArrayOf(integer), true},
		"a row by its fields":                    {`[1, "x"]`, value.Row{int64(1), "x"}, types.RowOf(nil, integer, text), true},
		"an interval of days":                    {`{"$interval": [1, 2, 3, 4, 5]}`, value.DaySecond(93_784_005), types.Of(types.IntervalDaySecond), true},
		"an interval of months":                  {`{"$interval": [1, 2]}`, value.YearMonth(14), types.Of(types.IntervalYearMonth), true},
		"a timestamp is its text":                {`{"$timestamp": "1970-01-01 00:00:01"}`, value.Timestamp(1_000_000), types.TimestampOf(0), true},
		"a timestamp with more digits":           {`{"$timestamp": "1970-01-01 00:00:01"}`, value.Timestamp(1_000_000), types.TimestampOf(3), false},
		"a date is no text":                      {`{"$date": "1970-01-01"}`, "1970-01-01", text, false},
		"a tag that is not known never matches":  {`{"$what": 1}`, int64(1), integer, false},
		"an address is compared as it is shown":  {`"10.0.0.1"`, value.IP{10: 255, 11: 255, 12: 10, 15: 1}, types.Of(types.IPAddress), true},
		"a number without a tag fits a decimal":  {`1.50`, decimal(15, 1), types.DecimalOf(2, 1), true},
		"a boolean is no number":                 {`1`, true, types.Of(types.Boolean), false},
		"a list of another length is not equal":  {`[1]`, value.List{int64(1), int64(2)}, types.ArrayOf(integer), false},
		"a scalar is no list":                    {`[1]`, int64(1), integer, false},
		"a text where NULL is given is no match": {`"null"`, nil, text, false},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := decode(json.RawMessage(c.want))
			if err != nil {
				t.Fatal(err)
			}
			if matches(want, c.got, c.t) != c.ok {
				t.Errorf("%s matches %v of type %s: want %t", c.want, c.got, c.t, c.ok)
			}
		})
	}
}

func TestRowsAreComparedAsListsOrMultisets(t *testing.T) {
	one, two := []value.Value{int64(1)}, []value.Value{int64(2)}
	a, b := [][]value.Value{one, two, one}, [][]value.Value{two, one, one}
	if !sameRows(a, b, false) {
		t.Error("order counts although it should not")
	}
	if sameRows(a, b, true) {
		t.Error("order does not count although it should")
	}
	if sameRows(a, [][]value.Value{one, two, two}, false) {
		t.Error("how often a row comes does not count although it should")
	}
}

func TestMessages(t *testing.T) {
	for name, c := range map[string]struct {
		want, got string
		ok        bool
	}{
		"no message is wanted":       {"", "line 1:8: anything", true},
		"the same text":              {"Division by zero", "line 1:8: Division by zero", true},
		"a pattern":                  {"line .*: Column '.*' cannot be resolved", "line 3:1: Column 'x' cannot be resolved", true},
		"a quoted pattern":           {`\Qline 1:10: '(a + ?)' must be\E`, "line 1:10: '(a + ?)' must be", true},
		"another place":              {"line 1:12: Unknown", "line 1:8: Unknown", true},
		"another text":               {"Division by zero", "line 1:8: Overflow", false},
		"a pattern that is no regex": {"a(", "a(", true},
	} {
		t.Run(name, func(t *testing.T) {
			if messageMatches(c.want, c.got) != c.ok {
				t.Errorf("%q fits %q: want %t", c.got, c.want, c.ok)
			}
		})
	}
}
