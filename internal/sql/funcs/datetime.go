package funcs

import "slices"

// datetimeFuncs returns the functions of dates, times, timestamps and intervals.
func datetimeFuncs() []Func {
	return slices.Concat(clocks(), fields(), isoFormats(), patterns(), unixTimes(), []Func{
		{
			Name: "date", Doc: "The date of a timestamp or of a text `2025-01-31`.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> date", "(timestamp(p)) -> date where safe", "(timestamp(p) with time zone) -> date where safe"),
			Examples:   ex("date('2025-01-05')", "2025-01-05"),
		},
		{
			Name: "last_day_of_month", Doc: "The last date of the month.",
			Signatures: sigs("(date) -> date", "(timestamp(p)) -> date", "(timestamp(p) with time zone) -> date"),
			Examples:   ex("last_day_of_month(DATE '2025-02-03')", "2025-02-28"),
		},
		{
			Name: "at_timezone", Doc: "The same instant, shown in another time zone.", MayThrow: true,
			Signatures: sigs("(timestamp(p) with time zone, varchar(x)) -> timestamp(p) with time zone",
				"(timestamp(p) with time zone, interval day to second) -> timestamp(p) with time zone",
				"(time(p) with time zone, varchar(x)) -> time(p) with time zone",
				"(time(p) with time zone, interval day to second) -> time(p) with time zone"),
			Examples: ex("at_timezone(TIMESTAMP '2025-01-01 00:00:00 UTC', 'Asia/Tokyo')", "2025-01-01 09:00:00 Asia/Tokyo"),
		},
		{
			Name: "with_timezone", Doc: "The instant at which the clocks of a time zone show a timestamp.", MayThrow: true,
			Signatures: sigs("(timestamp(p), varchar(x)) -> timestamp(p) with time zone"),
			Examples:   ex("with_timezone(TIMESTAMP '2025-01-01 00:00:00', 'Asia/Tokyo')", "2025-01-01 00:00:00 Asia/Tokyo"),
		},
		{
			Name: "date_trunc", Doc: "Cuts a date, time or timestamp down to a unit: second, minute, hour, day, week (Monday), month, quarter, year.", MayThrow: true, safeFor: safeUnit,
			Signatures: sigs("(varchar(x), date) -> date", "(varchar(x), time(p)) -> time(p)", "(varchar(x), time(p) with time zone) -> time(p) with time zone",
				"(varchar(x), timestamp(p)) -> timestamp(p)", "(varchar(x), timestamp(p) with time zone) -> timestamp(p) with time zone"),
			Examples: ex("date_trunc('month', DATE '2025-03-15')", "2025-03-01", "date_trunc('week', DATE '2025-03-15')", "2025-03-10"),
		},
		{
			Name: "date_add", Doc: "Adds so many units: millisecond, second, minute, hour, day, week, month, quarter, year.", MayThrow: true,
			Signatures: sigs("(varchar(x), bigint, date) -> date", "(varchar(x), bigint, time(p)) -> time(p)",
				"(varchar(x), bigint, time(p) with time zone) -> time(p) with time zone", "(varchar(x), bigint, timestamp(p)) -> timestamp(p)",
				"(varchar(x), bigint, timestamp(p) with time zone) -> timestamp(p) with time zone"),
			Examples: ex("date_add('day', -7, DATE '2025-01-10')", "2025-01-03", "date_add('month', 1, DATE '2025-01-31')", "2025-02-28"),
		},
		{
			Name: "date_diff", Doc: "How many whole units lie between two dates, times or timestamps; negative when the second is earlier.", MayThrow: true, safeFor: safeUnit,
			Signatures: sigs("(varchar(x), date, date) -> bigint", "(varchar(x), time(p), time(p)) -> bigint",
				"(varchar(x), time(p) with time zone, time(p) with time zone) -> bigint", "(varchar(x), timestamp(p), timestamp(p)) -> bigint",
				"(varchar(x), timestamp(p) with time zone, timestamp(p) with time zone) -> bigint"),
			Examples: ex("date_diff('day', DATE '2025-01-01', DATE '2025-03-01')", "59"),
		},
		{
			Name: "to_milliseconds", Doc: "An interval in milliseconds.",
			Signatures: sigs("(interval day to second) -> bigint"), Examples: ex("to_milliseconds(INTERVAL '1' DAY)", "86400000"),
		},
		{
			Name: "parse_duration", Doc: "Reads a duration such as `3.81 d` or `5m` as an interval.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> interval day to second"), Examples: ex("parse_duration('5m')", "0 00:05:00.000"),
		},
		{
			Name: "human_readable_seconds", Doc: "Seconds as weeks, days, hours, minutes and seconds in words.", MayThrow: true,
			Signatures: sigs("(double) -> varchar"), Examples: ex("human_readable_seconds(96)", "1 minute, 36 seconds"),
		},
	})
}

// clocks returns what a query reads from its start time and session. All calls in a query agree.
func clocks() []Func {
	zoned := sigs("() -> timestamp(3) with time zone")
	return []Func{
		{Name: "now", Doc: "The time at which the query started.", Signatures: zoned, Examples: ex("now() = current_timestamp", "true")},
		{Name: "current_timestamp", Doc: "The time at which the query started; written without parentheses, or with a precision in them.", Signatures: zoned, Examples: ex("typeof(current_timestamp)", "timestamp(3) with time zone")},
		{Name: "current_date", Doc: "The date on which the query started; written without parentheses.", Signatures: sigs("() -> date"), Examples: ex("typeof(current_date)", "date")},
		{Name: "current_time", Doc: "The time of day at which the query started; written without parentheses.", Signatures: sigs("() -> time(3) with time zone"), Examples: ex("typeof(current_time)", "time(3) with time zone")},
		{Name: "localtimestamp", Doc: "The time at which the query started, without a zone; written without parentheses.", Signatures: sigs("() -> timestamp(3)"), Examples: ex("typeof(localtimestamp)", "timestamp(3)")},
		{Name: "localtime", Doc: "The time of day at which the query started, without a zone; written without parentheses.", Signatures: sigs("() -> time(3)"), Examples: ex("typeof(localtime)", "time(3)")},
		{Name: "current_timezone", Doc: "The time zone of the session.", Signatures: sigs("() -> varchar"), Examples: ex("current_timezone()", "UTC")},
	}
}

// The types that fields are taken from.
const (
	ofDate        = "(date) -> bigint"
	ofTime        = "(time(p)) -> bigint"
	ofTimeTZ      = "(time(p) with time zone) -> bigint"
	ofTimestamp   = "(timestamp(p)) -> bigint"
	ofTimestampTZ = "(timestamp(p) with time zone) -> bigint"
	ofDaySecond   = "(interval day to second) -> bigint"
	ofYearMonth   = "(interval year to month) -> bigint"
)

// fields returns the functions that take a part out of a date, a time or an interval.
func fields() []Func {
	calendar := sigs(ofDate, ofTimestamp, ofTimestampTZ)
	months := sigs(ofDate, ofTimestamp, ofTimestampTZ, ofYearMonth)
	days := sigs(ofDate, ofTimestamp, ofTimestampTZ, ofDaySecond)
	clock := sigs(ofTime, ofTimeTZ, ofTimestamp, ofTimestampTZ, ofDaySecond)
	offset := sigs(ofTimestampTZ, ofTimeTZ)
	return slices.Concat(
		each(Func{Doc: "The day of the month.", Signatures: days, Examples: ex("day(DATE '2025-02-03')", "3")}, "day", "day_of_month"),
		each(Func{Doc: "The day of the week, from Monday 1 to Sunday 7.", Signatures: calendar, Examples: ex("day_of_week(DATE '2025-11-02')", "7")}, "day_of_week", "dow"),
		each(Func{Doc: "The day of the year.", Signatures: calendar, Examples: ex("day_of_year(DATE '2025-02-03')", "34")}, "day_of_year", "doy"),
		each(Func{Doc: "The ISO week of the year.", Signatures: calendar, Examples: ex("week(DATE '2025-12-31')", "1")}, "week", "week_of_year"),
		each(Func{Doc: "The year that the ISO week belongs to.", Signatures: calendar, Examples: ex("year_of_week(DATE '2025-12-31')", "2026")}, "year_of_week", "yow"),
		[]Func{
			{Name: "year", Doc: "The year.", Signatures: months, Examples: ex("year(DATE '2025-05-01')", "2025")},
			{Name: "quarter", Doc: "The quarter of the year.", Signatures: calendar, Examples: ex("quarter(DATE '2025-05-01')", "2")},
			{Name: "month", Doc: "The month of the year.", Signatures: months, Examples: ex("month(DATE '2025-05-01')", "5")},
			{Name: "hour", Doc: "The hour of the day, 0 to 23.", Signatures: clock, Examples: ex("hour(TIMESTAMP '2025-01-01 12:34:56')", "12")},
			{Name: "minute", Doc: "The minute of the hour.", Signatures: clock, Examples: ex("minute(TIMESTAMP '2025-01-01 12:34:56')", "34")},
			{Name: "second", Doc: "The second of the minute.", Signatures: clock, Examples: ex("second(TIMESTAMP '2025-01-01 12:34:56')", "56")},
			{Name: "millisecond", Doc: "The millisecond of the second.", Signatures: clock, Examples: ex("millisecond(TIMESTAMP '2025-01-01 12:34:56.789')", "789")},
			{Name: "timezone_hour", Doc: "The hours of the offset from UTC.", Signatures: offset, Examples: ex("timezone_hour(TIMESTAMP '2025-01-01 00:00:00 +05:30')", "5")},
			{Name: "timezone_minute", Doc: "The minutes of the offset from UTC.", Signatures: offset, Examples: ex("timezone_minute(TIMESTAMP '2025-01-01 00:00:00 +05:30')", "30")},
			{
				Name: "timezone", Doc: "The time zone of a value.",
				Signatures: sigs("(timestamp(p) with time zone) -> varchar", "(time(p) with time zone) -> varchar"),
				Examples:   ex("timezone(TIMESTAMP '2025-01-01 00:00:00 +05:30')", "+05:30"),
			},
		})
}

// isoFormats returns the functions of ISO 8601 text.
func isoFormats() []Func {
	return []Func{
		{
			Name: "from_iso8601_timestamp", Doc: "Reads `2025-10-31T01:02:03Z`; without an offset the session's time zone holds.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> timestamp(3) with time zone"),
			Examples:   ex("from_iso8601_timestamp('2025-10-31T00:00:00Z')", "2025-10-31 00:00:00.000 UTC"),
		},
		{
			Name: "from_iso8601_timestamp_nanos", Doc: "Reads `2025-10-31T01:02:03.123456789Z` with nanoseconds.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> timestamp(9) with time zone"),
			Examples:   ex("from_iso8601_timestamp_nanos('2025-10-31T00:00:00Z')", "2025-10-31 00:00:00.000000000 UTC"),
		},
		{
			Name: "from_iso8601_date", Doc: "Reads `2025-10-31`, `2025-W44-5` or `2025-304`.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> date"), Examples: ex("from_iso8601_date('2025-10-31')", "2025-10-31"),
		},
		{
			Name: "to_iso8601", Doc: "Writes a date or timestamp as ISO 8601 says.",
			Signatures: sigs("(date) -> varchar(16)", "(timestamp(p)) -> varchar(n) where n = 22 + min(p, 1) + p",
				"(timestamp(p) with time zone) -> varchar(n) where n = 28 + min(p, 1) + p"),
			Examples: ex("to_iso8601(DATE '2025-10-31')", "2025-10-31", "to_iso8601(TIMESTAMP '2025-10-31 01:02:03')", "2025-10-31T01:02:03"),
		},
	}
}

// patterns returns the functions that read and write times after MySQL's and Java's patterns.
func patterns() []Func {
	return []Func{
		{
			Name: "date_format", Doc: "Writes a timestamp after a MySQL pattern: %Y-%m-%d %H:%i:%s.", MayThrow: true, safeFor: safePattern,
			Signatures: sigs("(timestamp(p), varchar(x)) -> varchar", "(timestamp(p) with time zone, varchar(x)) -> varchar"),
			Examples:   ex("date_format(TIMESTAMP '2025-03-05 01:02:03', '%Y-%m-%d %H:%i:%s')", "2025-03-05 01:02:03"),
		},
		{
			Name: "date_parse", Doc: "Reads a timestamp after a MySQL pattern.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar(y)) -> timestamp(3)"),
			Examples:   ex("date_parse('2025-10', '%Y-%m')", "2025-10-01 00:00:00.000"),
		},
		{
			Name: "format_datetime", Doc: "Writes a timestamp after a Java (Joda) pattern: yyyy-MM-dd HH:mm.", MayThrow: true,
			Signatures: sigs("(timestamp(p), varchar(x)) -> varchar", "(timestamp(p) with time zone, varchar(x)) -> varchar"),
			Examples:   ex("format_datetime(TIMESTAMP '2025-03-05 01:02:03', 'yyyy-MM-dd HH:mm')", "2025-03-05 01:02"),
		},
		{
			Name: "parse_datetime", Doc: "Reads a timestamp with time zone after a Java (Joda) pattern.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar(y)) -> timestamp(3) with time zone",
				"(varchar(x), varchar(y), varchar(z)) -> timestamp(3) with time zone where unlisted"),
			Examples: ex("parse_datetime('2025-03-05 01:02', 'yyyy-MM-dd HH:mm')", "2025-03-05 01:02:00.000 UTC"),
		},
	}
}

// unixTimes returns the functions of seconds since 1970.
func unixTimes() []Func {
	return []Func{
		{
			Name: "from_unixtime", Doc: "The time so many seconds after 1970, in the session's time zone, a named one, or one of so many hours and minutes.", MayThrow: true,
			Signatures: sigs("(double) -> timestamp(3) with time zone", "(double, varchar(x)) -> timestamp(3) with time zone",
				"(double, bigint, bigint) -> timestamp(3) with time zone"),
			Examples: ex("from_unixtime(1730419199)", "2024-10-31 23:59:59.000 UTC"),
		},
		{
			Name: "from_unixtime_nanos", Doc: "The time so many nanoseconds after 1970.", MayThrow: true,
			Signatures: sigs("(bigint) -> timestamp(9) with time zone", "(decimal(p,s)) -> timestamp(9) with time zone"),
			Examples:   ex("from_unixtime_nanos(0)", "1970-01-01 00:00:00.000000000 UTC"),
		},
		{
			Name: "to_unixtime", Doc: "The seconds since 1970.",
			Signatures: sigs("(timestamp(p)) -> double", "(timestamp(p) with time zone) -> double"),
			Examples:   ex("to_unixtime(TIMESTAMP '2024-10-31 23:59:59')", "1.730419199E9"),
		},
	}
}
