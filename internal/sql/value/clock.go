package value

import (
	"strconv"
	"time"
)

// The units of clocks in microseconds.
const (
	second = int64(1_000_000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// floorDiv divides towards minus infinity, so that times before 1970 fall into the right day.
func floorDiv(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient, rest = quotient-1, rest+b
	}
	return quotient, rest
}

func pad(dst []byte, n int64, width int) []byte {
	var buf [20]byte
	text := strconv.AppendInt(buf[:0], n, 10)
	for i := len(text); i < width; i++ {
		dst = append(dst, '0')
	}
	return append(dst, text...)
}

// Civil returns year, month and day of the date.
func (d Date) Civil() (year int, month time.Month, dayOfMonth int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

// DateOf returns the date of a year, month and day; months and days outside their range count on.
func DateOf(year int, month time.Month, dayOfMonth int) Date {
	seconds, _ := floorDiv(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC).Unix(), 86400)
	return Date(seconds)
}

// append writes 2025-01-31; years beyond 9999 have a sign, as Java writes them.
func (d Date) append(dst []byte) []byte {
	year, month, dayOfMonth := d.Civil()
	switch {
	case year < 0:
		dst, year = append(dst, '-'), -year
	case year > 9999:
		dst = append(dst, '+')
	}
	dst = append(pad(dst, int64(year), 4), '-')
	dst = append(pad(dst, int64(month), 2), '-')
	return pad(dst, int64(dayOfMonth), 2)
}

// appendClock writes a time of day with so many digits after the second; beyond microseconds they are zeros.
func appendClock(dst []byte, micros int64, precision int) []byte {
	dst = append(pad(dst, micros/hour, 2), ':')
	dst = append(pad(dst, micros%hour/minute, 2), ':')
	dst = pad(dst, micros%minute/second, 2)
	if precision <= 0 {
		return dst
	}
	start := len(dst) + 1
	dst = pad(append(dst, '.'), micros%second, 6)
	for len(dst) < start+precision {
		dst = append(dst, '0')
	}
	return dst[:start+precision]
}

func (ts Timestamp) append(dst []byte, precision int) []byte {
	days, micros := floorDiv(int64(ts), day)
	return appendClock(append(Date(days).append(dst), ' '), micros, precision)
}

func (ts TimestampTZ) append(dst []byte, precision int) []byte {
	dst = ts.Local().append(dst, precision)
	return append(append(dst, ' '), ts.Zone...)
}

// Local returns what a clock in the value's own zone shows.
func (ts TimestampTZ) Local() Timestamp {
	offset, ok := Offset(ts.Zone, ts.Micros)
	if !ok {
		return Timestamp(ts.Micros)
	}
	return Timestamp(ts.Micros + offset*second)
}

// append writes `1 02:03:04.567`: days, then the clock.
func (d DaySecond) append(dst []byte) []byte {
	millis := uint64(d)
	if d < 0 {
		dst, millis = append(dst, '-'), -millis
	}
	const perDay = uint64(day / 1000)
	dst = append(strconv.AppendUint(dst, millis/perDay, 10), ' ')
	return appendClock(dst, int64(millis%perDay)*1000, 3)
}

// append writes `1-2`: years, then months.
func (m YearMonth) append(dst []byte) []byte {
	months := uint64(m)
	if m < 0 {
		dst, months = append(dst, '-'), -months
	}
	dst = append(strconv.AppendUint(dst, months/12, 10), '-')
	return strconv.AppendUint(dst, months%12, 10)
}
