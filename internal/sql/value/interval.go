package value

import (
	"math"
	"strconv"
	"strings"
)

// intervalUnits are the fields of an interval from the greatest on; months and milliseconds are the units of the two types.
//
//nolint:gochecknoglobals // a table that nobody changes
var intervalUnits = []struct {
	name  string
	size  int64
	after byte // what stands between this field and the next
}{
	{"year", 12, '-'},
	{"month", 1, 0},
	{"day", 86_400_000, ' '},
	{"hour", 3_600_000, ':'},
	{"minute", 60_000, ':'},
	{"second", 1000, 0},
}

func unitIndex(name string) int {
	for i, u := range intervalUnits {
		if u.name == name {
			return i
		}
	}
	return -1
}

// ParseInterval reads the text of INTERVAL '…' from TO to as a DaySecond or YearMonth; to is "" when it is not written,
// the units are lower case. Fields at the end may be missing; seconds may have a fraction of three digits.
func ParseInterval(text, from, to string, negative bool) (Value, error) {
	first, last := unitIndex(from), unitIndex(to)
	if to == "" {
		last = first
	}
	const months = 1
	if first < 0 || last < first || first <= months && last > months {
		return nil, invalid(text, "INTERVAL")
	}
	rest := strings.TrimSpace(text)
	if body, ok := strings.CutPrefix(rest, "-"); ok {
		rest, negative = body, !negative
	} else {
		rest = strings.TrimPrefix(rest, "+")
	}
	total, ok := intervalFields(rest, first, last)
	if !ok {
		return nil, invalid(text, "INTERVAL")
	}
	if negative {
		total = -total
	}
	if first > months {
		return DaySecond(total), nil
	}
	if total > math.MaxInt32 || total < math.MinInt32 {
		return nil, invalid(text, "INTERVAL")
	}
	return YearMonth(total), nil
}

// intervalFields adds up the fields first to last of an unsigned text.
func intervalFields(rest string, first, last int) (int64, bool) {
	total := int64(0)
	for i := first; i <= last; i++ {
		unit := intervalUnits[i]
		field, more := rest, false
		if at := strings.IndexByte(rest, unit.after); i < last && at >= 0 {
			field, rest, more = rest[:at], rest[at+1:], true
		}
		n, ok := intervalField(field, unit.size)
		if !ok || total > math.MaxInt64-n {
			return 0, false
		}
		total += n
		if !more {
			return total, true
		}
	}
	return 0, false
}

// intervalField reads one field in units of size.
func intervalField(field string, size int64) (int64, bool) {
	whole, fraction, dot := strings.Cut(field, ".")
	if whole == "" || strings.Trim(whole, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > math.MaxInt64/size {
		return 0, false
	}
	n *= size
	if !dot {
		return n, true
	}
	if size != 1000 || fraction == "" || strings.Trim(fraction, "0123456789") != "" {
		return 0, false
	}
	millis, _ := number((fraction + "000")[:3], 3)
	if n > math.MaxInt64-millis {
		return 0, false
	}
	return n + millis, true
}
