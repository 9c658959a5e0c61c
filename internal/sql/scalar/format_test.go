package scalar

import (
	"math"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// formatted calls format with values of the types that their forms suggest.
func formatted(t *testing.T, pattern string, args ...value.Value) string {
	t.Helper()
	params := []types.Type{types.Text()}
	for _, a := range args {
		of := types.Text()
		switch a := a.(type) {
		case bool:
			of = types.Of(types.Boolean)
		case int64:
			of = types.Of(types.BigInt)
		case float64:
			of = types.Of(types.Double)
		case float32:
			of = types.Of(types.Real)
		case value.Decimal:
			of = types.DecimalOf(38, a.Scale)
		case value.Date:
			of = types.Of(types.Date)
		case value.Time:
			of = types.TimeOf(6)
		case value.Timestamp:
			of = types.TimestampOf(6)
		case value.TimestampTZ:
			of = types.TimestampTZOf(6)
		case value.UUID:
			of = types.Of(types.UUID)
		}
		params = append(params, of)
	}
	impl, ok := Find("format", params, types.Text())
	if !ok {
		t.Fatal("no implementation")
	}
	v, err := impl.Call(append([]value.Value{pattern}, args...))
	if err != nil {
		code, message := Explain(err)
		return string(code) + ": " + message
	}
	s, _ := v.(string)
	return s
}

func TestFormatWritesAsJavaDoes(t *testing.T) {
	day := value.DateOf(2006, 7, 4)
	at := value.Timestamp(1152013445120000) // 2006-07-04 11:44:05.12
	for _, c := range []struct {
		pattern string
		args    []value.Value
		want    string
	}{
		{"%s%%", []value.Value{int64(123)}, "123%"},
		{"%.5f", []value.Value{math.Pi}, "3.14159"},
		{"%03d", []value.Value{int64(8)}, "008"},
		{"%,.2f", []value.Value{1234567.89}, "1,234,567.89"},
		{"%-7s,%7s", []value.Value{"hello", "test"}, "hello  ,   test"},
		{"%2$s %3$s %1$s", []value.Value{"a", "b", "c"}, "b c a"},
		{"%1$tA, %1$tB %1$te, %1$tY", []value.Value{day}, "Tuesday, July 4, 2006"},
		{"%s has %,d%n", []value.Value{"a", int64(1234567)}, "a has 1,234,567\n"},
		{"%05.2f", []value.Value{3.14159}, "03.14"},
		{"%.2f %.0f %#.0f", []value.Value{1.005, 2.5, 2.5}, "1.01 3 3."},
		{"%f", []value.Value{value.NewDecimal(12345, 3)}, "12.345000"},
		{"%.1f|%.2f", []value.Value{value.NewDecimal(125, 2), value.NewDecimal(-1, 3)}, "1.3|-0.00"},
		{"%f %f", []value.Value{float32(3.14), 0.0}, "3.140000 0.000000"},
		{"%+d % d %(d %(,d", []value.Value{int64(5), int64(5), int64(-5), int64(-5000)}, "+5  5 (5) (5,000)"},
		{"%08.2f|%(08.2f|%,09d", []value.Value{-1.5, -1.5, int64(12345)}, "-0001.50|(001.50)|00012,345"},
		{"%x %X %#x %o %08x", []value.Value{int64(255), int64(255), int64(255), int64(8), int64(255)}, "ff FF 0xff 10 000000ff"},
		{"%x", []value.Value{int64(-1)}, "ffffffffffffffff"},
		{"%e %.2E %e", []value.Value{12345.678, 0.00012, 0.0}, "1.234568e+04 1.20E-04 0.000000e+00"},
		{"%e", []value.Value{1e100}, "1.000000e+100"},
		{"%.3e", []value.Value{value.NewDecimal(123456, 2)}, "1.235e+03"},
		{"%g %g %g %g %.3g", []value.Value{123456.0, 1234567.0, 0.0001, 0.00001, 0.0}, "123456 1.23457e+06 0.000100000 1.00000e-05 0.00"},
		{"%a %a %a", []value.Value{1.0, -0.1, math.SmallestNonzeroFloat64}, "0x1.0p0 -0x1.999999999999ap-4 0x0.0000000000001p-1022"},
		{"%f %e %5.1f", []value.Value{math.NaN(), math.Inf(-1), math.Inf(1)}, "NaN -Infinity Infinity"},
		{"%s %s %s", []value.Value{1.0, 1e7, float32(0.1)}, "1.0 1.0E7 0.1"},
		{"%b %B %b", []value.Value{true, false, nil}, "true FALSE false"},
		{"%s %d %.2f %.2s", []value.Value{nil, nil, nil, nil}, "null null nu nu"},
		{"%S %.3s|%-5s|%5s", []value.Value{"straße", "abcdef", "é", "é"}, "STRASSE abc|é    |    é"},
		{"%h %h %h", []value.Value{"hello", int64(1), true}, "5e918d2 1 4cf"},
		{"%s %s %s", []value.Value{day, at, value.Time(3600000000)}, "2006-07-04 2006-07-04T11:44:05.120 01:00"},
		{"%s", []value.Value{value.TimestampTZ{Micros: int64(at), Zone: "Europe/Berlin"}}, "2006-07-04T13:44:05.120+02:00[Europe/Berlin]"},
		{"%s %s", []value.Value{value.TimestampTZ{Micros: 0, Zone: "UTC"}, value.TimestampTZ{Micros: 0, Zone: "-01:30"}}, "1970-01-01T00:00Z[UTC] 1969-12-31T22:30-01:30"},
		{"%tF %<tT %<tL %<tN %<tp %<Tp %<tI %<tl %<tk %<tj %<ty %<tC", []value.Value{at}, "2006-07-04 11:44:05 120 120000000 am AM 11 11 11 185 06 20"},
		{"%tD %<tr %<tR %<tb %<ta %<th %<tm %<td %<tH %<tM %<tS", []value.Value{at}, "07/04/06 11:44:05 AM 11:44 Jul Tue Jul 07 04 11 44 05"},
		{"%ts %<tQ %<tz %<tZ %<tc", []value.Value{value.TimestampTZ{Micros: int64(at), Zone: "Europe/Berlin"}}, "1152013445 1152013445120 +0200 CEST Tue Jul 04 13:44:05 CEST 2006"},
		{"%s %s", []value.Value{value.NewDecimal(1, 7), value.NewDecimal(-1200, 3)}, "1E-7 -1.200"},
		{"%s", []value.Value{value.UUID{15: 1}}, "00000000-0000-0000-0000-000000000001"},
		{"%5%|%-5%|", []value.Value{int64(1)}, "    %|%    |"},
	} {
		if got := formatted(t, c.pattern, c.args...); got != c.want {
			t.Errorf("%q: got %q, want %q", c.pattern, got, c.want)
		}
	}
}

func TestFormatRefusesWhatJavaRefuses(t *testing.T) {
	for _, c := range []struct {
		pattern string
		arg     value.Value
		want    string
	}{
		{"%d", "x", "IllegalFormatConversion: d != java.lang.String"},
		{"%d", 1.5, "IllegalFormatConversion: d != java.lang.Double"},
		{"%d", value.NewDecimal(1, 0), "IllegalFormatConversion: d != java.math.BigDecimal"},
		{"%f", int64(1), "IllegalFormatConversion: f != java.lang.Long"},
		{"%c", int64(65), "IllegalFormatConversion: c != java.lang.Long"},
		{"%tY", "x", "IllegalFormatConversion: Y != java.lang.String"},
		{"%", int64(1), "UnknownFormatConversion: Conversion = '%'"},
		{"%5", int64(1), "UnknownFormatConversion: Conversion = '%'"},
		{"%y", int64(1), "UnknownFormatConversion: Conversion = 'y'"},
		{"%D", int64(1), "UnknownFormatConversion: Conversion = 'D'"},
		{"%tq", int64(1), "UnknownFormatConversion: Conversion = 'tq'"},
		{"%s %s", int64(1), "MissingFormatArgument: Format specifier '%s'"},
		{"%<s", int64(1), "MissingFormatArgument: Format specifier '%<s'"},
		{"%-d", int64(1), "MissingFormatWidth: %-d"},
		{"%0d", int64(1), "MissingFormatWidth: %0d"},
		{"%-05d", int64(1), "IllegalFormatFlags: Flags = '-0'"},
		{"%+ d", int64(1), "IllegalFormatFlags: Flags = '+ '"},
		{"%++d", int64(1), "DuplicateFormatFlags: Flags = '+'"},
		{"%.2d", int64(1), "IllegalFormatPrecision: 2"},
		{"%#d", int64(1), "FormatFlagsConversionMismatch: Conversion = d, Flags = #"},
		{"%#s", int64(1), "FormatFlagsConversionMismatch: Conversion = s, Flags = #"},
		{"%,x", int64(1), "FormatFlagsConversionMismatch: Conversion = x, Flags = ,"},
		{"%5n", int64(1), "IllegalFormatWidth: 5"},
	} {
		want := "INVALID_FUNCTION_ARGUMENT: Invalid format string: " + c.pattern + " (" + c.want + ")"
		if got := formatted(t, c.pattern, c.arg); got != want {
			t.Errorf("%q: got %q, want %q", c.pattern, got, want)
		}
	}
	for _, pattern := range []string{"%1000000000d", "%.99999999999f", "%99999s"} {
		if got := formatted(t, pattern, 1.5); !strings.HasPrefix(got, "NOT_SUPPORTED: ") {
			t.Errorf("%q: got %q", pattern, got)
		}
	}
	if got := formatted(t, "%tH", value.Date(0)); got != "GENERIC_INTERNAL_ERROR: Unsupported field: ClockHour" {
		t.Errorf("hour of a date: got %q", got)
	}
}

func FuzzFormat(f *testing.F) {
	for _, pattern := range []string{"%s", "%,d", "%05.2f", "%1$tY-%<tm", "%-10s|", "%(+ #x", "%%%n", "%.e", "%g"} {
		f.Add(pattern, int64(42), 3.5)
	}
	f.Fuzz(func(t *testing.T, pattern string, n int64, x float64) {
		params := []types.Type{types.Text(), types.Of(types.BigInt), types.Of(types.Double), types.Text(), types.TimestampOf(6), types.DecimalOf(38, 5)}
		impl, _ := Find("format", params, types.Text())
		v, err := impl.Call([]value.Value{pattern, n, x, pattern, value.Timestamp(n), value.NewDecimal(n, 5)})
		if err != nil {
			if code, message := Explain(err); code == "GENERIC_INTERNAL_ERROR" && !strings.HasPrefix(message, "Unsupported field: ") {
				t.Errorf("%q: %s", pattern, message)
			}
			return
		}
		if s, _ := v.(string); len(s) > (len(pattern)+1)*(maxFormatWidth+len(pattern)+400) {
			t.Errorf("%q: %d bytes", pattern, len(s))
		}
	})
}
