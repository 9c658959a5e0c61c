package scalar

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// datetimes are the functions of dates and times.
func datetimes() map[string]maker {
	all := map[string]maker{
		"timezone_hour": zonePart(func(minutes int64) int64 { return minutes / 60 }), "timezone_minute": zonePart(func(minutes int64) int64 { return minutes % 60 }),
		"timezone": timezone, "with_timezone": always(throwing(withTimezone)), "at_timezone": always(throwing(atTimezone)),
		"date_trunc": always(throwing(dateTrunc)), "date_add": dateAdd, "date_diff": dateDiff,
		"from_unixtime": fromUnixtime, "to_unixtime": always(pure(toUnixtime)), "to_iso8601": toISO8601,
		"from_iso8601_timestamp": always(throwing(fromISOTimestamp)), "from_iso8601_date": always(throwing(fromISODate)),
		"parse_duration": always(throwing(parseDuration)), "human_readable_seconds": always(throwing(humanSeconds)),
		"last_day_of_month": always(pure(func(args []value.Value) value.Value {
			t := civil(localOf(args[0]))
			return value.DateOf(t.Year(), t.Month()+1, 0)
		})),
	}
	for _, name := range strings.Fields("year quarter month week week_of_year year_of_week yow day day_of_month day_of_week dow day_of_year doy hour minute second millisecond") {
		all[name] = partOf(name)
	}
	return all
}

// localOf is what calendar and clock show in the value's own zone.
func localOf(v value.Value) value.Timestamp {
	switch v := v.(type) {
	case value.Date:
		return value.Timestamp(int64(v) * dayMicros)
	case value.Timestamp:
		return v
	case value.TimestampTZ:
		return v.Local()
	case value.Time:
		return value.Timestamp(v)
	case value.TimeTZ:
		return value.Timestamp(v.Micros)
	}
	return 0
}

func partOf(name string) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		return pure(func(args []value.Value) value.Value {
			switch v := args[0].(type) {
			case value.DaySecond:
				return intervalPart(name, int64(v))
			case value.YearMonth:
				if name == "year" {
					return int64(v) / 12
				}
				return int64(v) % 12
			}
			return calendarPart(name, civil(localOf(args[0])))
		}), true
	}
}

func intervalPart(name string, ms int64) int64 {
	switch name {
	case "day", "day_of_month":
		return ms / 86400000
	case "hour":
		return ms / 3600000 % 24
	case "minute":
		return ms / 60000 % 60
	case "second":
		return ms / 1000 % 60
	}
	return ms % 1000
}

//nolint:cyclop // one case a field
func calendarPart(name string, t time.Time) int64 {
	isoYear, isoWeek := t.ISOWeek()
	switch name {
	case "year":
		return int64(t.Year())
	case "quarter":
		return int64(t.Month()-1)/3 + 1
	case "month":
		return int64(t.Month())
	case "week", "week_of_year":
		return int64(isoWeek)
	case "year_of_week", "yow":
		return int64(isoYear)
	case "day", "day_of_month":
		return int64(t.Day())
	case "day_of_week", "dow":
		return int64(t.Weekday()+6)%7 + 1
	case "day_of_year", "doy":
		return int64(t.YearDay())
	case "hour":
		return int64(t.Hour())
	case "minute":
		return int64(t.Minute())
	case "second":
		return int64(t.Second())
	}
	return int64(t.Nanosecond()) / 1e6
}

// offsetMinutes is the offset of a value with a zone.
func offsetMinutes(v value.Value) int64 {
	switch v := v.(type) {
	case value.TimestampTZ:
		seconds, _ := value.Offset(v.Zone, v.Micros)
		return seconds / 60
	case value.TimeTZ:
		return int64(v.OffsetMinutes)
	}
	return 0
}

func zonePart(f func(minutes int64) int64) maker {
	return always(pure(func(args []value.Value) value.Value { return f(offsetMinutes(args[0])) }))
}

func offsetText(minutes int64) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	return sign + twoDigits(minutes/60) + ":" + twoDigits(minutes%60)
}

func twoDigits(n int64) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }

func timezone([]types.Type, types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		if v, ok := args[0].(value.TimestampTZ); ok {
			return v.Zone
		}
		return offsetText(offsetMinutes(args[0]))
	}), true
}

func zoneOf(name string) (string, error) {
	zone, ok := value.Zone(name)
	if !ok {
		return "", bad("'%s' is not a valid time zone", name)
	}
	return zone, nil
}

func withTimezone(args []value.Value) (value.Value, error) {
	ts, _ := args[0].(value.Timestamp)
	zone, err := zoneOf(text(args, 1))
	if err != nil {
		return nil, err
	}
	v, _ := value.At(ts, zone)
	return v, nil
}

// atTimezone shows an instant in another zone, given by name or as an offset in an interval.
func atTimezone(args []value.Value) (value.Value, error) {
	var zone string
	switch z := args[1].(type) {
	case value.DaySecond:
		minutes := int64(z) / 60000
		if int64(z)%60000 != 0 || minutes > 14*60 || minutes < -14*60 {
			return nil, bad("Invalid offset minutes %d", minutes)
		}
		zone = offsetText(minutes)
		if minutes == 0 {
			zone = value.UTC
		}
	default:
		var err error
		if zone, err = zoneOf(text(args, 1)); err != nil {
			return nil, err
		}
	}
	switch v := args[0].(type) {
	case value.TimestampTZ:
		return value.TimestampTZ{Micros: v.Micros, Zone: zone}, nil
	case value.TimeTZ:
		seconds, err := fixedOffset(zone)
		if err != nil {
			return nil, err
		}
		return value.TimeTZ{Micros: floorMod(clockUTC(v)+seconds*1e6, dayMicros), OffsetMinutes: int(seconds / 60)}, nil
	}
	return nil, bad("cannot show this value in a time zone")
}

// fixedOffset is the offset of a zone that has the same all year; in others, a time without a date has none.
func fixedOffset(zone string) (int64, error) {
	const winter, summer = 1704067200000000, 1719792000000000 // 2024-01-01 and 2024-07-01
	seconds, _ := value.Offset(zone, winter)
	if other, _ := value.Offset(zone, summer); other != seconds {
		return 0, fail(diag.NotSupported, "a time without a date in zone %s is not supported", zone)
	}
	return seconds, nil
}

// kindName is what messages call the type of a value.
func kindName(v value.Value) string {
	switch v.(type) {
	case value.Date:
		return "DATE"
	case value.Time, value.TimeTZ:
		return "TIME"
	}
	return "TIMESTAMP"
}

func badUnit(unit string, v value.Value) error {
	return bad("'%s' is not a valid %s field", unit, kindName(v))
}

// clockUnits are the units of time of a fixed length, in microseconds.
func clockUnit(unit string) int64 {
	switch unit {
	case "millisecond":
		return 1000
	case "second":
		return 1e6
	case "minute":
		return 60e6
	case "hour":
		return 3600e6
	}
	return 0
}

func dateTrunc(args []value.Value) (value.Value, error) {
	unit := strings.ToLower(text(args, 0))
	size := clockUnit(unit)
	switch v := args[1].(type) {
	case value.Time:
		if size == 0 {
			return nil, badUnit(unit, v)
		}
		return value.Time(int64(v) / size * size), nil
	case value.TimeTZ:
		if size == 0 {
			return nil, badUnit(unit, v)
		}
		return value.TimeTZ{Micros: v.Micros / size * size, OffsetMinutes: v.OffsetMinutes}, nil
	case value.Date:
		if size != 0 {
			return nil, badUnit(unit, v)
		}
		ts, err := truncated(unit, localOf(v), v)
		return value.Date(floorDiv(int64(ts), dayMicros)), err
	case value.Timestamp:
		return truncated(unit, v, v)
	case value.TimestampTZ:
		if size != 0 && unit != "hour" || size != 0 && v.Zone == value.UTC {
			local := int64(v.Local())
			return value.TimestampTZ{Micros: v.Micros - floorMod(local, size), Zone: v.Zone}, nil
		}
		if size != 0 {
			return value.TimestampTZ{Micros: v.Micros - floorMod(int64(v.Local()), size), Zone: v.Zone}, nil
		}
		ts, err := truncated(unit, v.Local(), v)
		if err != nil {
			return nil, err
		}
		out, _ := value.At(ts, v.Zone)
		return out, nil
	}
	return nil, badUnit(unit, args[1])
}

// truncated cuts a local time to the beginning of a unit.
func truncated(unit string, ts value.Timestamp, v value.Value) (value.Timestamp, error) {
	if size := clockUnit(unit); size != 0 {
		return value.Timestamp(floorDiv(int64(ts), size) * size), nil
	}
	t := civil(ts)
	y, m, d := t.Date()
	switch unit {
	case "day":
	case "week":
		d -= int(t.Weekday()+6) % 7
	case "month":
		d = 1
	case "quarter":
		m, d = (m-1)/3*3+1, 1
	case "year":
		m, d = 1, 1
	default:
		return 0, badUnit(unit, v)
	}
	return stamp(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)), nil
}

// dateAdd moves a value by units; days and longer ones by what the calendar in its zone shows.
func dateAdd(_ []types.Type, result types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		v, err := added(args)
		if err != nil || result.Kind == types.Date {
			return v, err
		}
		return Cast(v, types.Type{Kind: result.Kind, P: 6}, types.Type{Kind: result.Kind, P: min(result.P, 6)})
	}), true
}

//nolint:cyclop // one case a form of value
func added(args []value.Value) (value.Value, error) {
	unit, n, v := strings.ToLower(text(args, 0)), integer(args[1]), args[2]
	size := clockUnit(unit)
	switch v := v.(type) {
	case value.Time:
		if size == 0 {
			return nil, badUnit(unit, v)
		}
		return value.Time(floorMod(int64(v)+n%(dayMicros/size)*size, dayMicros)), nil
	case value.TimeTZ:
		if size == 0 {
			return nil, badUnit(unit, v)
		}
		return value.TimeTZ{Micros: floorMod(v.Micros+n%(dayMicros/size)*size, dayMicros), OffsetMinutes: v.OffsetMinutes}, nil
	case value.Date:
		if size != 0 {
			return nil, badUnit(unit, v)
		}
		ts, err := moved(unit, n, localOf(v), v)
		if err != nil {
			return nil, err
		}
		return value.Date(floorDiv(int64(ts), dayMicros)), nil
	case value.Timestamp:
		return some2(moved(unit, n, v, v))
	case value.TimestampTZ:
		if size != 0 {
			if n > math.MaxInt64/size/2 || n < math.MinInt64/size/2 {
				return nil, bad("Millis overflow: %d", n)
			}
			return value.TimestampTZ{Micros: v.Micros + n*size, Zone: v.Zone}, nil
		}
		ts, err := moved(unit, n, v.Local(), v)
		if err != nil {
			return nil, err
		}
		out, _ := value.At(ts, v.Zone)
		return out, nil
	}
	return nil, badUnit(unit, v)
}

func some2(ts value.Timestamp, err error) (value.Value, error) {
	if err != nil {
		return nil, err
	}
	return ts, nil
}

// moved moves a local time by units. A date that no type could hold is an error.
func moved(unit string, n int64, ts value.Timestamp, v value.Value) (value.Timestamp, error) {
	months := map[string]int64{"month": 1, "quarter": 3, "year": 12}[unit]
	if months != 0 {
		if n > math.MaxInt32 || n < math.MinInt32 {
			return 0, bad("Magnitude of add amount is too large: %d", n)
		}
		out := addMonths(ts, n*months)
		return out, inRange(v, floorDiv(int64(out), dayMicros), n*months > 0, out > ts)
	}
	size := clockUnit(unit)
	switch unit {
	case "day":
		size = dayMicros
	case "week":
		size = 7 * dayMicros
	}
	if size == 0 {
		return 0, badUnit(unit, v)
	}
	if n > math.MaxInt64/size/2 || n < math.MinInt64/size/2 {
		return 0, bad("Millis overflow: %d", n)
	}
	out := ts + value.Timestamp(n*size)
	return out, inRange(v, floorDiv(int64(out), dayMicros), n > 0, out > ts || n == 0)
}

func inRange(v value.Value, days int64, forward, ahead bool) error {
	if _, ok := v.(value.Date); ok {
		if days > math.MaxInt32 {
			return fail(diag.GenericInternalError, "Value %d exceeds MAX_INT for type date", days)
		}
		if days < math.MinInt32 {
			return fail(diag.GenericInternalError, "Value %d is less than MIN_INT for type date", days)
		}
	}
	if forward && !ahead {
		return bad("Millis overflow")
	}
	return nil
}

// dateDiff counts the whole units from the first value to the second.
func dateDiff([]types.Type, types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		unit, a, b := strings.ToLower(text(args, 0)), args[1], args[2]
		size := clockUnit(unit)
		switch x := a.(type) {
		case value.Time, value.TimeTZ:
			if size == 0 {
				return nil, badUnit(unit, a)
			}
			return (clockUTC(b) - clockUTC(a)) / size, nil
		case value.Date:
			if size != 0 {
				return nil, badUnit(unit, a)
			}
		case value.TimestampTZ:
			y, _ := b.(value.TimestampTZ)
			if size != 0 {
				return (floorDiv(y.Micros, 1000) - floorDiv(x.Micros, 1000)) * 1000 / size, nil
			}
			b = value.TimestampTZ{Micros: y.Micros, Zone: x.Zone}
		}
		return between(unit, localOf(a), localOf(b), a)
	}), true
}

func between(unit string, a, b value.Timestamp, v value.Value) (value.Value, error) {
	switch unit {
	case "day":
		return int64(b-a) / dayMicros, nil
	case "week":
		return int64(b-a) / dayMicros / 7, nil
	case "month", "quarter", "year":
		return wholeMonths(a, b) / map[string]int64{"month": 1, "quarter": 3, "year": 12}[unit], nil
	}
	if size := clockUnit(unit); size != 0 {
		return (floorDiv(int64(b), 1000) - floorDiv(int64(a), 1000)) * 1000 / size, nil
	}
	return nil, badUnit(unit, v)
}

func wholeMonths(a, b value.Timestamp) int64 {
	s, t := civil(a), civil(b)
	n := int64(t.Year()-s.Year())*12 + int64(t.Month()-s.Month())
	switch {
	case n > 0 && addMonths(a, n) > b:
		n--
	case n < 0 && addMonths(a, n) < b:
		n++
	}
	return n
}

// fromUnixtime is an instant of seconds since 1970, in UTC, in a zone, or at an offset of hours and minutes.
func fromUnixtime([]types.Type, types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		seconds := number(args[0])
		if math.IsNaN(seconds) || math.Abs(seconds) > 9e12 {
			return nil, bad("Millis overflow: %s", value.Text(seconds, types.Of(types.Double)))
		}
		zone := value.UTC
		switch len(args) {
		case 2:
			var err error
			if zone, err = zoneOf(text(args, 1)); err != nil {
				return nil, err
			}
		case 3:
			hours, minutes := integer(args[1]), integer(args[2])
			total := hours*60 + minutes
			if hours > 14 || hours < -14 || minutes > 59 || minutes < -59 || total > 840 || total < -840 {
				return nil, bad("Invalid offset minutes %d", total)
			}
			if zone = offsetText(total); total == 0 {
				zone = value.UTC
			}
		}
		return value.TimestampTZ{Micros: int64(math.Floor(seconds*1000+0.5)) * 1000, Zone: zone}, nil
	}), true
}

// toUnixtime adds the milliseconds and what is below them as Trino does, which decides about the last digit.
func toUnixtime(args []value.Value) value.Value {
	switch v := args[0].(type) {
	case value.TimestampTZ:
		return float64(floorDiv(v.Micros, 1000))/1000 + float64(floorMod(v.Micros, 1000))/1e6
	case value.Timestamp:
		return float64(v) / 1e6
	}
	return nil
}

func toISO8601(params []types.Type, _ types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		if d, ok := args[0].(value.Date); ok {
			return value.Text(d, params[0])
		}
		s := value.Text(localOf(args[0]), types.TimestampOf(params[0].P))
		s = strings.Replace(s, " ", "T", 1)
		if params[0].Kind != types.TimestampTZ {
			return s
		}
		if minutes := offsetMinutes(args[0]); minutes != 0 {
			return s + offsetText(minutes)
		}
		return s + "Z"
	}), true
}

var (
	isoDate  = regexp.MustCompile(`^([-+]?\d{1,9})(?:-(\d{3})|-(\d{1,2})(?:-(\d{1,2}))?|-W(\d{1,2})(?:-(\d))?)?`)
	isoTime  = regexp.MustCompile(`^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?(?:[.,](\d{1,9}))?(Z|[-+]\d{2}(?::?\d{2})?)?$`)
	duration = regexp.MustCompile(`^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$`)
)

// isoDay reads the date at the beginning of a text in one of ISO 8601's forms, and returns what follows.
func isoDay(s string) (time.Time, string, bool) {
	m := isoDate.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, "", false
	}
	year, _ := strconv.Atoi(m[1])
	num := func(i int) int { // 1 where there is none
		if m[i] == "" {
			return 1
		}
		n, _ := strconv.Atoi(m[i])
		return n
	}
	rest := s[len(m[0]):]
	switch {
	case m[2] != "":
		t := time.Date(year, 1, num(2), 0, 0, 0, 0, time.UTC)
		return t, rest, t.Year() == year
	case m[5] != "":
		week, day := num(5), num(6)
		jan4 := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
		monday := jan4.AddDate(0, 0, -int(jan4.Weekday()+6)%7)
		t := monday.AddDate(0, 0, (week-1)*7+day-1)
		y, w := t.ISOWeek()
		return t, rest, y == year && w == week && day >= 1 && day <= 7
	}
	t := time.Date(year, time.Month(num(3)), num(4), 0, 0, 0, 0, time.UTC)
	return t, rest, int(t.Month()) == num(3) && t.Day() == num(4)
}

func fromISODate(args []value.Value) (value.Value, error) {
	t, rest, ok := isoDay(text(args, 0))
	if !ok || rest != "" {
		return nil, bad("Invalid format: \"%s\"", text(args, 0))
	}
	return value.DateOf(t.Year(), t.Month(), t.Day()), nil
}

func fromISOTimestamp(args []value.Value) (value.Value, error) {
	s := text(args, 0)
	wrong := bad("Invalid format: \"%s\"", s)
	day, rest, ok := isoDay(s)
	if !ok {
		return nil, wrong
	}
	micros, zone := int64(0), value.UTC
	if rest != "" {
		if rest[0] != 'T' {
			return nil, wrong
		}
		m := isoTime.FindStringSubmatch(rest[1:])
		if m == nil && rest != "T" {
			return nil, wrong
		}
		if m != nil {
			if micros, ok = isoClock(m); !ok {
				return nil, wrong
			}
			if m[5] != "" {
				zone, _ = value.Zone(m[5])
			}
		}
	}
	at := day.Unix() // seconds
	if at > 1<<42 || at < -(1<<42) {
		return nil, bad("Millis overflow: %d", at)
	}
	ts := roundMicros(at*1e6+micros, 6) / 1000 * 1000
	if zone == "" {
		return nil, wrong
	}
	out, _ := value.At(value.Timestamp(ts), zone)
	if out.Micros/1000 >= 1<<51 || out.Micros/1000 < -(1<<51) {
		return nil, bad("Millis overflow: %d", out.Micros/1000)
	}
	return out, nil
}

// isoClock is the time of day of a match of isoTime; a fraction belongs to the last field that is there.
func isoClock(m []string) (int64, bool) {
	h, _ := strconv.ParseInt(m[1], 10, 64)
	mi, _ := strconv.ParseInt("0"+m[2], 10, 64)
	s, _ := strconv.ParseInt("0"+m[3], 10, 64)
	unit := int64(3600e6)
	if m[2] != "" {
		unit = 60e6
	}
	if m[3] != "" {
		unit = 1e6
	}
	f, _ := strconv.ParseFloat("0."+m[4]+"0", 64)
	micros := h*3600e6 + mi*60e6 + s*1e6 + int64(math.Round(f*float64(unit)))
	return micros, (h < 24 || h == 24 && mi == 0 && s == 0) && mi < 60 && s < 60
}

func parseDuration(args []value.Value) (value.Value, error) {
	m := duration.FindStringSubmatch(text(args, 0))
	if m == nil {
		return nil, bad("duration is not a valid data duration string: %s", text(args, 0))
	}
	unit, ok := map[string]float64{"ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1e3, "m": 60e3, "h": 3600e3, "d": 86400e3}[m[2]]
	if !ok {
		return nil, bad("Unknown time unit: %s", m[2])
	}
	f, _ := strconv.ParseFloat(m[1], 64)
	ms := math.Floor(f*unit + 0.5)
	if ms > math.MaxInt64/2 {
		return nil, bad("duration is too large: %s", text(args, 0))
	}
	return value.DaySecond(int64(ms)), nil
}

func humanSeconds(args []value.Value) (value.Value, error) {
	f := number(args[0])
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, bad("Invalid argument found: %s", value.Text(f, types.Of(types.Double)))
	}
	n := int64(math.Abs(math.Round(f)))
	var parts []string
	for _, u := range []struct {
		name string
		size int64
	}{{"week", 604800}, {"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		count := n / u.size
		n %= u.size
		if count == 0 && (u.name != "second" || len(parts) > 0) {
			continue
		}
		word := u.name
		if count != 1 {
			word += "s"
		}
		parts = append(parts, strconv.FormatInt(count, 10)+" "+word)
	}
	out := strings.Join(parts, ", ")
	if f <= -0.5 {
		out = "-" + out
	}
	return out, nil
}
