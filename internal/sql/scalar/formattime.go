package scalar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// dateConversions are the letters after %t.
const dateConversions = "HIklMSLNpsQzZBbhAaCYyjmdeRTrDFc"

// javaTime is a date, a time or both, as Java's formatter sees it.
type javaTime struct {
	at                       time.Time // the local clock
	hasDate, hasTime, isZone bool
	zone                     string
	instant                  int64 // microseconds, when isZone is set
}

func localTime(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// javaTimeOf returns the time that a value holds.
func javaTimeOf(v value.Value) (javaTime, bool) {
	switch v := v.(type) {
	case value.Date:
		return javaTime{at: localTime(int64(v) * dayMicros), hasDate: true}, true
	case value.Time:
		return javaTime{at: localTime(int64(v)), hasTime: true}, true
	case value.Timestamp:
		return javaTime{at: localTime(int64(v)), hasDate: true, hasTime: true}, true
	case value.TimestampTZ:
		return javaTime{at: localTime(int64(v.Local())), hasDate: true, hasTime: true, isZone: true, zone: v.Zone, instant: v.Micros}, true
	case int64: // milliseconds since 1970
		if v > 1<<52 || v < -1<<52 {
			return javaTime{}, false
		}
		return javaTime{at: localTime(v * 1000), hasDate: true, hasTime: true, isZone: true, zone: value.UTC, instant: v * 1000}, true
	}
	return javaTime{}, false
}

// String writes it as Java's toString does: without seconds that are zero, with 3 or 6 digits after the second if any, the offset
// and the zone in brackets.
func (t javaTime) String() string {
	var parts []string
	if t.hasDate {
		year := fmt.Sprintf("%04d", t.at.Year())
		if t.at.Year() > 9999 {
			year = "+" + year
		} else if t.at.Year() < 0 {
			year = fmt.Sprintf("-%04d", -t.at.Year())
		}
		parts = append(parts, year+t.at.Format("-01-02"))
	}
	if t.hasTime {
		layout := "15:04"
		switch nanos := t.at.Nanosecond(); {
		case nanos%1e6 != 0:
			layout = "15:04:05.000000"
		case nanos != 0:
			layout = "15:04:05.000"
		case t.at.Second() != 0:
			layout = "15:04:05"
		}
		parts = append(parts, t.at.Format(layout))
	}
	s := strings.Join(parts, "T")
	if !t.isZone {
		return s
	}
	offset := t.offset()
	if offset == 0 {
		s += "Z"
	} else {
		s += javaOffset(offset, ":")
	}
	if t.zone == "" || t.zone[0] == '+' || t.zone[0] == '-' {
		return s
	}
	return s + "[" + t.zone + "]"
}

// offset is the seconds from UTC.
func (t javaTime) offset() int64 { return (t.at.UnixMicro() - t.instant) / 1e6 }

func javaOffset(seconds int64, colon string) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	out := fmt.Sprintf("%s%02d%s%02d", sign, seconds/3600, colon, seconds/60%60)
	if colon != "" && seconds%60 != 0 {
		out += fmt.Sprintf("%s%02d", colon, seconds%60)
	}
	return out
}

// errField is the error for a part that a date or a time does not have.
func errField(name string) error {
	return fail(diag.GenericInternalError, "Unsupported field: %s", name)
}

// show writes the part of the time that a letter after %t names.
//
//nolint:cyclop // one case a letter
func (t javaTime) show(letter byte) (string, error) {
	switch {
	case strings.IndexByte("HIklMSLNpRTr", letter) >= 0 && !t.hasTime:
		return "", errField("ClockHour")
	case strings.IndexByte("BbhAaCYyjmdeDF", letter) >= 0 && !t.hasDate:
		return "", errField("YearOfEra")
	case strings.IndexByte("sQzZc", letter) >= 0 && !t.isZone:
		return "", errField("InstantSeconds")
	}
	hour12 := (t.at.Hour()+11)%12 + 1
	year := t.at.Year()
	switch letter {
	case 'H', 'M', 'S', 'L', 'N', 'B', 'A', 'a', 'm', 'd', 'e', 'R', 'T', 'p', 'b', 'h':
		return t.at.Format(map[byte]string{
			'H': "15", 'M': "04", 'S': "05", 'B': "January", 'b': "Jan", 'h': "Jan", 'A': "Monday", 'a': "Mon", 'm': "01", 'd': "02", 'e': "2",
			'R': "15:04", 'T': "15:04:05", 'p': "pm",
		}[letter]) + t.fraction(letter), nil
	case 'I':
		return fmt.Sprintf("%02d", hour12), nil
	case 'k':
		return strconv.Itoa(t.at.Hour()), nil
	case 'l':
		return strconv.Itoa(hour12), nil
	case 'j':
		return fmt.Sprintf("%03d", t.at.YearDay()), nil
	case 'C':
		return fmt.Sprintf("%02d", year/100), nil
	case 'Y':
		return fmt.Sprintf("%04d", year), nil
	case 'y':
		return fmt.Sprintf("%02d", year%100), nil
	case 'r':
		return t.at.Format("03:04:05 PM"), nil
	case 'D':
		return t.at.Format("01/02/06"), nil
	case 'F':
		return fmt.Sprintf("%04d", year) + t.at.Format("-01-02"), nil
	case 's':
		return strconv.FormatInt(floorDiv(t.instant, 1e6), 10), nil
	case 'Q':
		return strconv.FormatInt(floorDiv(t.instant, 1000), 10), nil
	case 'z':
		return javaOffset(t.offset(), ""), nil
	case 'Z':
		return t.zoneName(), nil
	}
	return t.at.Format("Mon Jan 02 15:04:05 ") + t.zoneName() + fmt.Sprintf(" %04d", year), nil
}

// fraction is the milliseconds or nanoseconds.
func (t javaTime) fraction(letter byte) string {
	switch letter {
	case 'L':
		return fmt.Sprintf("%03d", t.at.Nanosecond()/1e6)
	case 'N':
		return fmt.Sprintf("%09d", t.at.Nanosecond())
	}
	return ""
}

// zoneName is the short name of the zone at the instant, such as CET.
func (t javaTime) zoneName() string {
	if t.zone == "" || t.zone[0] == '+' || t.zone[0] == '-' {
		return t.zone
	}
	location, err := time.LoadLocation(t.zone)
	if err != nil {
		return t.zone
	}
	return time.UnixMicro(t.instant).In(location).Format("MST")
}
