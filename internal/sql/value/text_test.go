package value

import (
	"math"
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestText(t *testing.T) {
	for name, c := range map[string]struct {
		v    Value
		t    types.Type
		want string
	}{
		"a double is written with an exponent":          {1e7, types.Of(types.Double), "1.0E7"},
		"a small double keeps its digits":               {-0.00125, types.Of(types.Double), "-1.25E-3"},
		"infinity has a name":                           {math.Inf(-1), types.Of(types.Double), "-Infinity"},
		"a decimal below one has a zero":                {Decimal{big.NewInt(-5), 2}, types.DecimalOf(4, 2), "-0.05"},
		"a timestamp has the digits of its type":        {Timestamp(-1), types.TimestampOf(3), "1969-12-31 23:59:59.999"},
		"a timestamp with zone shows the zone's clock":  {TimestampTZ{0, "Asia/Kathmandu"}, types.TimestampTZOf(0), "1970-01-01 05:30:00 Asia/Kathmandu"},
		"a zone may be an offset":                       {TimestampTZ{0, "-03:30"}, types.TimestampTZOf(0), "1969-12-31 20:30:00 -03:30"},
		"a time with zone has an offset":                {TimeTZ{1, -90}, types.TimeTZOf(6), "00:00:00.000001-01:30"},
		"an interval has its sign in front":             {DaySecond(-90_061_001), types.Of(types.IntervalDaySecond), "-1 01:01:01.001"},
		"an interval of months":                         {YearMonth(14), types.Of(types.IntervalYearMonth), "1-2"},
		"an IPv4 address is shown as one":               {IP{10: 255, 11: 255, 12: 10, 15: 7}, types.Of(types.IPAddress), "10.0.0.7"},
		"NULL inside an array":                          {List{int64(1), nil}, types.ArrayOf(types.Of(types.Integer)), "[1, null]"},
		"a map":                                         {Map{{"a", int64(1)}}, types.MapOf(types.Text(), types.Of(types.BigInt)), "{a=1}"},
		"a row shows names, or positions without names": {Row{int64(1), "x"}, types.RowOf([]string{"a", ""}, types.Of(types.Integer), types.Text()), "{a=1, field1=x}"},
		"bytes":       {[]byte{0, 255}, types.Of(types.Varbinary), "00 ff"},
		"a long year": {Date(4_000_000), types.Of(types.Date), "12921-08-18"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Text(c.v, c.t); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
