package value_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func date(year int) value.Date { return value.DateOf(year, 1, 2) }

func TestText(t *testing.T) {
	integer, varchar := types.Of(types.Integer), types.Text()
	huge, _ := new(big.Int).SetString("-12345678901234567890123456789012345678", 10)
	for _, c := range []struct {
		name string
		v    value.Value
		t    types.Type
		want string
	}{
		{"a whole double has a digit after the point", 1.0, types.Of(types.Double), "1.0"},
		{"doubles get an exponent from ten million on", 1e7, types.Of(types.Double), "1.0E7"},
		{"below that they are plain", 9999999.0, types.Of(types.Double), "9999999.0"},
		{"a thousandth is plain", 0.001, types.Of(types.Double), "0.001"},
		{"less than a thousandth has an exponent", 0.0001, types.Of(types.Double), "1.0E-4"},
		{"digits are the shortest that read back", 0.30000000000000004, types.Of(types.Double), "0.30000000000000004"},
		{"seven digits before the point", 1234567.125, types.Of(types.Double), "1234567.125"},
		{"Unix time in seconds", 1.730419199e9, types.Of(types.Double), "1.730419199E9"},
		{"the least double", math.SmallestNonzeroFloat64, types.Of(types.Double), "4.9E-324"},
		{"the greatest double", math.MaxFloat64, types.Of(types.Double), "1.7976931348623157E308"},
		{"negative zero", math.Copysign(0, -1), types.Of(types.Double), "-0.0"},
		{"not a number", math.NaN(), types.Of(types.Double), "NaN"},
		{"minus infinity", math.Inf(-1), types.Of(types.Double), "-Infinity"},
		{"a real has its own shortest digits", float32(0.1), types.Of(types.Real), "0.1"},
		{"a decimal has all digits of its scale", value.NewDecimal(150, 2), types.DecimalOf(4, 2), "1.50"},
		{"a small negative decimal", value.NewDecimal(-3, 2), types.DecimalOf(4, 2), "-0.03"},
		{"a decimal without scale", value.Decimal{Unscaled: huge}, types.DecimalOf(38, 0), "-12345678901234567890123456789012345678"},
		{"a date", value.DateOf(2026, 9, 17), types.Of(types.Date), "2026-09-17"},
		{"a date before our time", date(-44), types.Of(types.Date), "-0044-01-02"},
		{"a date far away", date(12345), types.Of(types.Date), "+12345-01-02"},
		{"a timestamp has the digits of its type", value.Timestamp(1), types.TimestampOf(3), "1970-01-01 00:00:00.000"},
		{"a timestamp before 1970", value.Timestamp(-1), types.TimestampOf(6), "1969-12-31 23:59:59.999999"},
		{"nanoseconds are zeros", value.Timestamp(0), types.TimestampOf(9), "1970-01-01 00:00:00.000000000"},
		{"a zoned timestamp shows its zone's clock", value.TimestampTZ{Zone: "Asia/Tokyo"}, types.TimestampTZOf(0), "1970-01-01 09:00:00 Asia/Tokyo"},
		{"a zoned timestamp with an offset", value.TimestampTZ{Zone: "-03:30"}, types.TimestampTZOf(0), "1969-12-31 20:30:00 -03:30"},
		{"a time", value.Time(45296789000), types.TimeOf(3), "12:34:56.789"},
		{"a time with an offset", value.TimeTZ{OffsetMinutes: -90}, types.TimeTZOf(0), "00:00:00-01:30"},
		{"an interval of days", value.DaySecond(90061001), types.Of(types.IntervalDaySecond), "1 01:01:01.001"},
		{"a negative interval", value.DaySecond(-86400000), types.Of(types.IntervalDaySecond), "-1 00:00:00.000"},
		{"the least interval", value.DaySecond(math.MinInt64), types.Of(types.IntervalDaySecond), "-106751991167 07:12:55.808"},
		{"an interval of months", value.YearMonth(-14), types.Of(types.IntervalYearMonth), "-1-2"},
		{"binary values are bytes with blanks between", []byte{1, 0xff}, types.Of(types.Varbinary), "01 ff"},
		{"an IPv4 address", value.IP{10: 0xff, 11: 0xff, 12: 10, 15: 1}, types.Of(types.IPAddress), "10.0.0.1"},
		{"an IPv6 address", value.IP{0: 0x20, 1: 1, 15: 1}, types.Of(types.IPAddress), "2001::1"},
		{"a UUID", value.UUID{0x12, 15: 0xa5}, types.Of(types.UUID), "12000000-0000-0000-0000-0000000000a5"},
		{"an array with NULL", value.List{int64(1), nil}, types.ArrayOf(integer), "[1, null]"},
		{"a map", value.Map{{Key: "k", Value: int64(1)}}, types.MapOf(varchar, integer), "{k=1}"},
		{"a row with a name and without", value.Row{int64(1), "x"}, types.RowOf([]string{"id", ""}, integer, varchar), "{id=1, field1=x}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := value.Text(c.v, c.t); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCastTextAlwaysHasAnExponent(t *testing.T) {
	for want, f := range map[string]float64{
		"1.0E7": 1e7, "1.0E0": 1, "0E0": 0, "-0E0": math.Copysign(0, -1), "1.23456E2": 123.456, "3.333333333333333E-1": 0.3333333333333333, "-1.0E-1": -0.1,
		"NaN": math.NaN(), "Infinity": math.Inf(1),
	} {
		if got := value.CastText(f, types.Of(types.Double)); got != want {
			t.Errorf("%v: got %q, want %q", f, got, want)
		}
	}
	if got := value.CastText(float32(1.5), types.Of(types.Real)); got != "1.5E0" {
		t.Errorf("real: got %q", got)
	}
	if got := value.CastText(`"a\nb"`, types.Of(types.JSON)); got != "a\nb" {
		t.Errorf("json: got %q", got)
	}
}

func TestJSON(t *testing.T) {
	row := types.RowOf([]string{"id", ""}, types.DecimalOf(4, 2), types.ArrayOf(types.Of(types.Double)))
	for _, c := range []struct {
		v    value.Value
		t    types.Type
		want string
	}{
		{nil, types.Text(), "null"},
		{"a\"\\\n\x01é\xff", types.Text(), `"a\"\\\n\u0001é` + "\uFFFD" + `"`},
		{"\b\f\r\t\x1f\x7f", types.Text(), `"\b\f\r\t\u001F` + "\x7f" + `"`},
		{value.Row{value.NewDecimal(150, 2), value.List{1e7, math.NaN()}}, row, `{"id":1.50,"field1":[1.0E7,"NaN"]}`},
		{value.Map{{Key: int64(1), Value: true}}, types.MapOf(types.Of(types.Integer), types.Of(types.Boolean)), `{"1":true}`},
		{`{"a": 1}`, types.Of(types.JSON), `{"a": 1}`},
		{value.DateOf(2025, 1, 31), types.Of(types.Date), `"2025-01-31"`},
		{[]byte("abc"), types.Of(types.Varbinary), `"YWJj"`},
	} {
		if got := value.JSON(c.v, c.t); got != c.want {
			t.Errorf("%v: got %s, want %s", c.v, got, c.want)
		}
	}
}

func TestCompareOrdersAsOrderByDoes(t *testing.T) {
	ordered := map[string]struct {
		t    types.Type
		list []value.Value
	}{
		"numbers, NaN, NULL": {types.Of(types.Double), []value.Value{math.Inf(-1), -1.0, 0.0, 2.5, math.Inf(1), math.NaN(), nil}},
		"text by code point": {types.Text(), []value.Value{"", "B", "a", "é", "👍", nil}},
		"zoned by instant":   {types.TimestampTZOf(0), []value.Value{value.TimestampTZ{Micros: 1, Zone: "UTC"}, value.TimestampTZ{Micros: 2, Zone: "-01:00"}}},
		"decimals of scales": {types.DecimalOf(9, 2), []value.Value{value.NewDecimal(-1, 0), value.NewDecimal(150, 2), value.NewDecimal(2, 0)}},
		"arrays by elements": {types.ArrayOf(types.Of(types.BigInt)), []value.Value{value.List{}, value.List{int64(1)}, value.List{int64(1), int64(2)}, value.List{int64(2)}}},
	}
	for name, c := range ordered {
		t.Run(name, func(t *testing.T) {
			for i, a := range c.list {
				for j, b := range c.list {
					want := min(max(i-j, -1), 1)
					if got := value.Compare(a, b, c.t); got != want {
						t.Errorf("Compare(%v, %v) = %d, want %d", a, b, got, want)
					}
				}
			}
		})
	}
	if got := value.Compare("bar  ", "bar", types.CharOf(5)); got != 0 {
		t.Errorf("blanks at the end of a char count: %d", got)
	}
}

func TestDecimalArithmetic(t *testing.T) {
	d := value.NewDecimal
	quotient, _ := d(1000, 2).Quo(d(300, 2))
	small, _ := d(1, 0).Quo(d(3, 0))
	negative, _ := d(-5, 1).Quo(d(10, 1))
	rest, _ := d(-75, 1).Rem(d(2, 0))
	for _, c := range []struct {
		got  value.Decimal
		want string
	}{
		{quotient, "3.33"},
		{small, "0"},
		{negative, "-0.5"},
		{rest, "-1.5"},
		{d(15, 1).Add(d(25, 2)), "1.75"},
		{d(15, 1).Sub(d(25, 2)), "1.25"},
		{d(15, 1).Mul(d(20, 1)), "3.00"},
		{d(25, 1).Rescale(0), "3"},
		{d(-25, 1).Rescale(0), "-3"},
		{d(24, 1).Rescale(0), "2"},
		{d(2, 0).Rescale(2), "2.00"},
	} {
		if c.got.String() != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
	if _, ok := d(1, 0).Quo(d(0, 3)); ok {
		t.Error("division by zero gave a value")
	}
	if !d(99999, 2).Fits(types.DecimalOf(5, 2)) || d(100000, 2).Fits(types.DecimalOf(5, 2)) {
		t.Error("Fits counts digits wrongly")
	}
	if f := d(15, 1).Float64(); f != 1.5 {
		t.Errorf("Float64: %v", f)
	}
}
