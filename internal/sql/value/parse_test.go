package value_test

import (
	"errors"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestLiteral(t *testing.T) {
	stamp, clock := types.TimestampOf(3), types.TimeOf(3)
	for _, c := range []struct {
		t               types.Type
		text            string
		wantType, wants string
	}{
		{types.Of(types.Date), "2025-1-5", "date", "2025-01-05"},
		{types.Of(types.Date), " 2025-01-05 ", "date", "2025-01-05"},
		{types.Of(types.Date), "-0044-03-15", "date", "-0044-03-15"},
		{stamp, "2025-01-02", "timestamp(0)", "2025-01-02 00:00:00"},
		{stamp, "2025-01-02 03:04", "timestamp(0)", "2025-01-02 03:04:00"},
		{stamp, "2025-01-02 03:04:05.100", "timestamp(3)", "2025-01-02 03:04:05.100"},
		{stamp, "2025-01-02 03:04:05.123456", "timestamp(6)", "2025-01-02 03:04:05.123456"},
		{stamp, "2025-10-31 01:02:03 UTC", "timestamp(0) with time zone", "2025-10-31 01:02:03 UTC"},
		{stamp, "2025-10-31 01:02:03 Z", "timestamp(0) with time zone", "2025-10-31 01:02:03 UTC"},
		{stamp, "2025-10-31 01:02:03.5+05:30", "timestamp(1) with time zone", "2025-10-31 01:02:03.5 +05:30"},
		{stamp, "2025-10-31 01:02:03 America/New_York", "timestamp(0) with time zone", "2025-10-31 01:02:03 America/New_York"},
		{stamp, "2025-10-31 america/new_york", "timestamp(0) with time zone", "2025-10-31 00:00:00 America/New_York"},
		{stamp, "2025-03-30 02:30:00 Europe/Berlin", "timestamp(0) with time zone", "2025-03-30 03:30:00 Europe/Berlin"},
		{clock, "01:02", "time(0)", "01:02:00"},
		{clock, "01:02:03.4", "time(1)", "01:02:03.4"},
		{clock, "01:02:03 -08:00", "time(0) with time zone", "01:02:03-08:00"},
		{types.DecimalOf(38, 0), "-12.50", "decimal(4,2)", "-12.50"},
		{types.DecimalOf(38, 0), "000.1", "decimal(1,1)", "0.1"},
		{types.DecimalOf(38, 0), "0", "decimal(1,0)", "0"},
		{types.Of(types.UUID), "12151FD2-7586-11E9-8F9E-42A86E4085A5", "uuid", "12151fd2-7586-11e9-8f9e-42a86e4085a5"},
		{types.Of(types.IPAddress), "::ffff:1.2.3.4", "ipaddress", "1.2.3.4"},
		{types.Of(types.IPAddress), "2001:DB8:0:0:0:0:0:1", "ipaddress", "2001:db8::1"},
		{types.CharOf(1), "abc", "char(3)", "abc"},
		{types.Text(), "abc", "varchar", "abc"},
		{types.Of(types.BigInt), "-12", "bigint", "-12"},
		{types.Of(types.Real), "1.5", "real", "1.5"},
		{types.Of(types.Double), " 1e3 ", "double", "1000.0"},
		{types.Of(types.Double), "-Infinity", "double", "-Infinity"},
		{types.Of(types.Boolean), "T", "boolean", "true"},
		{types.Of(types.JSON), `{"b": [1.50, 2], "a": null}`, "json", `{"a":null,"b":[1.5,2]}`},
	} {
		t.Run(c.t.String()+" "+c.text, func(t *testing.T) {
			v, got, err := value.Literal(c.t, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != c.wantType || value.Text(v, got) != c.wants {
				t.Errorf("got %s %s, want %s %s", got, value.Text(v, got), c.wantType, c.wants)
			}
		})
	}
}

func TestWrongLiterals(t *testing.T) {
	for text, c := range map[string]struct {
		t    types.Type
		want string
	}{
		"2013-02-29":                {types.Of(types.Date), "Value cannot be cast to date: 2013-02-29"},
		"2013-02-002":               {types.Of(types.Date), "Value cannot be cast to date: 2013-02-002"},
		"5881580-07-12":             {types.Of(types.Date), "Value cannot be cast to date: 5881580-07-12"},
		"2025-01-01T00:00:00Z":      {types.TimestampOf(3), "'2025-01-01T00:00:00Z' is not a valid TIMESTAMP literal"},
		"2020-13-01-12":             {types.TimestampOf(3), "'2020-13-01-12' is not a valid TIMESTAMP literal"},
		"2020-01-01 25:00:00":       {types.TimestampOf(3), "'2020-01-01 25:00:00' is not a valid TIMESTAMP literal"},
		"2020-01-01 00:00 Nowhere":  {types.TimestampOf(3), "'2020-01-01 00:00 Nowhere' is not a valid TIMESTAMP literal"},
		"2020-01-01 00:00 Local":    {types.TimestampOf(3), "'2020-01-01 00:00 Local' is not a valid TIMESTAMP literal"},
		"123001-01-02 03:04:05 UTC": {types.TimestampOf(3), "'123001-01-02 03:04:05 UTC' is not a valid TIMESTAMP literal"},
		"24:00:00":                  {types.TimeOf(3), "'24:00:00' is not a valid TIME literal"},
		"1.2.3":                     {types.DecimalOf(38, 0), "'1.2.3' is not a valid DECIMAL literal"},
		" 12 ":                      {types.Of(types.Integer), "Cannot cast ' 12 ' to INT"},
		"300":                       {types.Of(types.TinyInt), "Cannot cast '300' to TINYINT"},
		"":                          {types.Of(types.Double), "Cannot cast '' to DOUBLE"},
		"0x10":                      {types.Of(types.Double), "Cannot cast '0x10' to DOUBLE"},
		"yes":                       {types.Of(types.Boolean), "Cannot cast 'yes' to BOOLEAN"},
		"789.1.1.1":                 {types.Of(types.IPAddress), "Cannot cast value to IPADDRESS: 789.1.1.1"},
		"1 2":                       {types.Of(types.JSON), "Cannot convert value to JSON: '1 2'"},
	} {
		t.Run(text, func(t *testing.T) {
			_, _, err := value.Literal(c.t, text)
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, _, err := value.ParseTimestamp("2025-01-01 00:00:00.1234567"); !errors.Is(err, value.ErrPrecision) {
		t.Errorf("seven digits after the second: %v", err)
	}
}

func TestFromTextRoundsToTheType(t *testing.T) {
	for _, c := range []struct {
		t          types.Type
		text, want string
	}{
		{types.DecimalOf(5, 2), "1.005", "1.01"},
		{types.DecimalOf(5, 2), "1e2", "100.00"},
		{types.DecimalOf(5, 2), "-12.5E-1", "-1.25"},
		{types.TimestampOf(3), "2025-10-31 01:02:03.4565", "2025-10-31 01:02:03.457"},
		{types.TimestampOf(0), "1969-12-31 23:59:59.5", "1970-01-01 00:00:00"},
		{types.TimestampTZOf(3), "2025-10-31", "2025-10-31 00:00:00.000 UTC"},
		{types.TimestampOf(3), "2025-10-31 00:00:00 +01:00", "2025-10-31 00:00:00.000"},
		{types.TimeOf(0), "23:59:59.9", "00:00:00"},
		{types.VarcharOf(2), "äöü", "äö"},
		{types.CharOf(4), "ab", "ab  "},
	} {
		v, err := value.FromText(c.text, c.t)
		if err != nil || value.Text(v, c.t) != c.want {
			t.Errorf("%s as %s: got %v %v, want %s", c.text, c.t, v, err, c.want)
		}
	}
	if _, err := value.FromText("1000.01", types.DecimalOf(5, 2)); err == nil || err.Error() != "Cannot cast VARCHAR '1000.01' to DECIMAL(5, 2). Value too large." {
		t.Errorf("too large a decimal: %v", err)
	}
}

func TestParseInterval(t *testing.T) {
	for _, c := range []struct {
		text, from, to string
		negative       bool
		want           string
	}{
		{"12 10:45:32.123", "day", "second", false, "12 10:45:32.123"},
		{"12 10:45", "day", "second", false, "12 10:45:00.000"},
		{"12", "day", "second", false, "12 00:00:00.000"},
		{"45:32.12", "minute", "second", false, "0 00:45:32.120"},
		{"32.123", "second", "", false, "0 00:00:32.123"},
		{"1", "day", "", true, "-1 00:00:00.000"},
		{"-1", "day", "", false, "-1 00:00:00.000"},
		{"124", "year", "month", false, "124-0"},
		{"1-2", "year", "month", false, "1-2"},
		{"30", "month", "", false, "2-6"},
	} {
		v, err := value.ParseInterval(c.text, c.from, c.to, c.negative)
		if err != nil || value.Text(v, types.Type{}) != c.want {
			t.Errorf("%q %s to %s: got %v %v, want %s", c.text, c.from, c.to, v, err, c.want)
		}
	}
	for _, c := range [][3]string{
		{"1-2", "year", ""},
		{"a", "day", ""},
		{"1.5", "day", ""},
		{"", "day", ""},
		{"1 2 3", "day", "hour"},
		{"1", "second", "day"},
		{"1", "month", "day"},
		{"9223372036854775807", "day", ""},
		{"2147483648", "month", ""},
		{"1", "lightyear", ""},
	} {
		if v, err := value.ParseInterval(c[0], c[1], c[2], false); err == nil {
			t.Errorf("%q: got %v", c, v)
		}
	}
}

func FuzzLiteral(f *testing.F) {
	for _, seed := range []string{"2025-01-31 01:02:03.456 Europe/Berlin", "-12.50", "12 10:45:32", "::1", `{"a":[1e3]}`, "01:02:03+05:30", "NaN"} {
		f.Add(seed)
	}
	kinds := []types.Type{
		types.Of(types.Date), types.TimestampOf(3), types.TimeOf(3), types.DecimalOf(38, 0), types.Of(types.Double), types.Of(types.UUID),
		types.Of(types.IPAddress), types.Of(types.JSON), types.Of(types.BigInt), types.Of(types.Boolean), types.CharOf(3),
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range kinds {
			v, vt, err := value.Literal(kind, text)
			if err != nil {
				continue
			}
			// What was read is written so that it reads as itself.
			shown := value.Text(v, vt)
			again, at, err := value.Literal(vt, shown)
			if err != nil || !at.Equal(vt) || value.Compare(v, again, vt) != 0 {
				t.Errorf("%s %q is shown as %q and read again as %v %s %v", kind, text, shown, again, at, err)
			}
		}
		for _, units := range [][2]string{{"day", "second"}, {"year", "month"}, {"second", ""}, {"hour", "minute"}} {
			if v, err := value.ParseInterval(text, units[0], units[1], false); err == nil && value.Text(v, types.Type{}) == "" {
				t.Errorf("an interval without text: %q", text)
			}
		}
	})
}
