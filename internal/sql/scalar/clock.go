package scalar

import (
	"math"
	"time"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// toClock casts to a date, a time or a timestamp. A zone that is missing is UTC.
func toClock(v value.Value, from, to types.Type) (value.Value, error) {
	switch v := v.(type) {
	case string:
		return fromText(v, from, to)
	case value.Date:
		if int64(v) > math.MaxInt64/dayMicros || int64(v) < math.MinInt64/dayMicros {
			return nil, outOfRange("Date cannot be represented as timestamp: %d", int64(v))
		}
		return fromTimestamp(value.Timestamp(int64(v)*dayMicros), to)
	case value.Timestamp:
		return fromTimestamp(v, to)
	case value.TimestampTZ:
		if to.Kind == types.TimestampTZ {
			return value.TimestampTZ{Micros: roundMicros(v.Micros, to.P), Zone: v.Zone}, nil
		}
		if to.Kind == types.TimeTZ {
			// Trino asks for the offset as if the time that the clock shows were universal time: for some hours around a change
			// of the clocks it is the one on the other side of it.
			offset, _ := value.Offset(v.Zone, int64(v.Local()))
			local := floorMod(int64(v.Local()), dayMicros)
			return value.TimeTZ{Micros: roundMicros(local, to.P) % dayMicros, OffsetMinutes: int(offset / 60)}, nil
		}
		return fromTimestamp(v.Local(), to)
	case value.Time:
		return fromTime(v, 0, to)
	case value.TimeTZ:
		return fromTime(value.Time(v.Micros), v.OffsetMinutes, to)
	}
	return nil, badCast("Cannot cast %s to %s", from, to)
}

func fromTimestamp(ts value.Timestamp, to types.Type) (value.Value, error) {
	switch to.Kind { //nolint:exhaustive // the rest is what follows
	case types.Date:
		return value.Date(floorDiv(int64(ts), dayMicros)), nil
	case types.Time:
		return value.Time(roundMicros(floorMod(int64(ts), dayMicros), to.P) % dayMicros), nil
	case types.TimeTZ:
		return value.TimeTZ{Micros: roundMicros(floorMod(int64(ts), dayMicros), to.P) % dayMicros}, nil
	case types.TimestampTZ:
		return value.TimestampTZ{Micros: roundMicros(int64(ts), to.P), Zone: value.UTC}, nil
	}
	return value.Timestamp(roundMicros(int64(ts), to.P)), nil
}

func fromTime(t value.Time, offset int, to types.Type) (value.Value, error) {
	micros := roundMicros(int64(t), to.P) % dayMicros
	switch to.Kind { //nolint:exhaustive // the rest is what follows
	case types.Time:
		return value.Time(micros), nil
	case types.TimeTZ:
		return value.TimeTZ{Micros: micros, OffsetMinutes: offset}, nil
	}
	return nil, badCast("Cannot cast a time to %s", to)
}

// roundMicros rounds microseconds to p digits of a second, halves up.
func roundMicros(micros int64, p int) int64 {
	unit := int64(1)
	for range 6 - min(p, 6) {
		unit *= 10
	}
	return floorDiv(micros+unit/2, unit) * unit
}

// civil is what a calendar and a clock show.
func civil(ts value.Timestamp) time.Time {
	return time.Unix(floorDiv(int64(ts), 1e6), floorMod(int64(ts), 1e6)*1000).UTC()
}

// stamp is the inverse of civil.
func stamp(t time.Time) value.Timestamp {
	return value.Timestamp(t.Unix()*1e6 + int64(t.Nanosecond())/1000)
}

// addMonths moves a timestamp by months; a day that the month has not becomes its last.
func addMonths(ts value.Timestamp, months int64) value.Timestamp {
	t := civil(ts)
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	days := time.Date(first.Year(), first.Month(), min(d, last), 0, 0, 0, 0, time.UTC)
	return stamp(days) + value.Timestamp(floorMod(int64(ts), dayMicros))
}
