package serde

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

const (
	microsOfDay    = 86_400_000_000
	microsOfSecond = 1_000_000
)

// parseDate reads 2026-01-31 at the beginning of a text; month and day may have one digit. What follows must be nothing or begin with
// a blank. It returns the days since 1970 and what follows.
func parseDate(text []byte) (days int64, rest []byte, ok bool) {
	year, text, ok := number(text, 4, 4)
	if !ok || len(text) == 0 || text[0] != '-' {
		return 0, nil, false
	}
	month, text, ok := number(text[1:], 1, 2)
	if !ok || len(text) == 0 || text[0] != '-' {
		return 0, nil, false
	}
	day, text, ok := number(text[1:], 1, 2)
	if !ok || month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || len(text) > 0 && text[0] != ' ' && text[0] != 'T' {
		return 0, nil, false
	}
	return daysFrom(year, month, day), text, true
}

// number reads between least and most digits.
func number(text []byte, least, most int) (n int, rest []byte, ok bool) {
	i := 0
	for ; i < len(text) && i < most && text[i] >= '0' && text[i] <= '9'; i++ {
		n = n*10 + int(text[i]-'0')
	}
	return n, text[i:], i >= least
}

func daysOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysFrom returns the days from 1970-01-01 to a date, counted in years that begin in March so that leap days come last.
func daysFrom(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400
	if year < 0 {
		era = (year - 399) / 400
	}
	y := year - era*400
	return int64(era*146097 + y*365 + y/4 - y/100 + (153*(month-3)+2)/5 + day - 1 - 719468)
}

// parseTimestamp reads 2026-01-31 10:11:12.123456 as java.sql.Timestamp does, and a lone date as its midnight. Times are rounded to
// milliseconds, which is what a timestamp of a table holds.
func parseTimestamp(text []byte) (micros int64, ok bool) {
	days, text, ok := parseDate(text)
	if !ok {
		return 0, false
	}
	if len(text) == 0 {
		return days * microsOfDay, true
	}
	if text[0] != ' ' {
		return 0, false
	}
	clock, rest, ok := parseClock(text[1:])
	return days*microsOfDay + clock, ok && len(rest) == 0
}

// parseClock reads 10:11:12.5 and returns the microseconds, rounded to milliseconds.
func parseClock(text []byte) (micros int64, rest []byte, ok bool) {
	var part [3]int
	for i := range part {
		if i > 0 {
			if len(text) == 0 || text[0] != ':' {
				return 0, nil, false
			}
			text = text[1:]
		}
		if part[i], text, ok = number(text, 1, 2); !ok {
			return 0, nil, false
		}
	}
	if part[0] > 23 || part[1] > 59 || part[2] > 59 {
		return 0, nil, false
	}
	micros = int64(part[0]*3600+part[1]*60+part[2]) * microsOfSecond
	if len(text) > 0 && text[0] == '.' {
		nanos, left, ok := fraction(text[1:])
		if !ok {
			return 0, nil, false
		}
		micros, text = micros+(nanos+500_000)/1_000_000*1000, left
	}
	return micros, text, true
}

// fraction reads one to nine digits behind a point as nanoseconds.
func fraction(text []byte) (nanos int64, rest []byte, ok bool) {
	i, unit := 0, int64(100_000_000)
	for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		if i == 9 {
			return 0, nil, false
		}
		nanos += int64(text[i]-'0') * unit
		unit /= 10
	}
	return nanos, text[i:], true
}

// parseInstant reads what the JSON SerDe takes for a time besides the plain form: 2026-01-31T10:11:12Z, with an offset too, and
// numbers: seconds since 1970, with a fraction or without, or milliseconds when there are at least 13 digits.
func parseInstant(text []byte) (micros int64, ok bool) {
	if bytes.IndexByte(text, ':') < 0 {
		return epochNumber(text)
	}
	days, rest, ok := parseDate(text)
	if !ok || len(rest) == 0 {
		return 0, false
	}
	clock, rest, ok := parseClock(rest[1:])
	if !ok {
		return 0, false
	}
	offset, ok := parseOffset(rest)
	return days*microsOfDay + clock - offset, ok
}

// parseOffset reads Z, +01, +0100 or +01:00.
func parseOffset(text []byte) (micros int64, ok bool) {
	if len(text) == 0 || len(text) == 1 && (text[0] == 'Z' || text[0] == 'z') {
		return 0, true
	}
	sign := int64(1)
	switch text[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	hours, rest, ok := number(text[1:], 2, 2)
	if !ok || hours > 18 {
		return 0, false
	}
	if len(rest) == 0 {
		return sign * int64(hours) * 3600 * microsOfSecond, true
	}
	minutes, rest, ok := number(bytes.TrimPrefix(rest, []byte{':'}), 2, 2)
	return sign * int64(hours*60+minutes) * 60 * microsOfSecond, ok && minutes < 60 && len(rest) == 0
}

func epochNumber(text []byte) (int64, bool) {
	if bytes.IndexByte(text, '.') >= 0 {
		seconds, ok := parseFloat(text, 64)
		if !ok || math.IsNaN(seconds) || math.Abs(seconds) > math.MaxInt64/(2*microsOfSecond) {
			return 0, false
		}
		return int64(seconds*1000) * 1000, true
	}
	const digitsOfMillis = 13
	if len(text) >= digitsOfMillis {
		return epochMillis(text)
	}
	seconds, rest, ok := parseInt(text)
	return seconds * microsOfSecond, ok && len(rest) == 0
}

// epochMillis reads milliseconds since 1970.
func epochMillis(text []byte) (int64, bool) {
	millis, rest, ok := parseInt(text)
	if !ok || len(rest) > 0 || millis > math.MaxInt64/1000 || millis < math.MinInt64/1000 {
		return 0, false
	}
	return millis * 1000, true
}

// microsOf returns a time's microseconds since 1970 in UTC, rounded to milliseconds.
func microsOf(t time.Time) int64 { return t.Round(time.Millisecond).UnixMicro() }

func atoi(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil
}
