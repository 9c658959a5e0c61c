package value

import (
	"strings"
	"sync"
	"time"
)

// UTC is the name of the zone of universal time.
const UTC = "UTC"

// maxOffset is the greatest offset from UTC that Trino takes, in minutes.
const maxOffset = 14 * 60

// zones remembers the zones that were read; what it holds changes no answer.
//
//nolint:gochecknoglobals // a cache
var zones sync.Map

// Zone returns the name under which a time zone is kept: "UTC" for all names of universal time, "+05:30" for offsets, the
// IANA name in its own spelling; and whether there is such a zone.
func Zone(name string) (string, bool) {
	if minutes, ok := parseOffset(name); ok {
		if minutes == 0 {
			return UTC, true
		}
		return string(appendOffset(nil, minutes)), true
	}
	switch strings.ToLower(strings.TrimPrefix(strings.ToLower(name), "etc/")) {
	case "utc", "z", "ut", "uct", "gmt", "gmt0", "greenwich", "universal", "zulu", "gmt+0", "gmt-0":
		return UTC, true
	}
	for _, prefix := range []string{"UTC", "GMT", "UT"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			if minutes, ok := parseOffset(rest); ok {
				return string(appendOffset(nil, minutes)), true
			}
		}
	}
	if _, ok := location(name); ok {
		return name, true
	}
	for _, spelled := range []string{spelling(name), strings.ToUpper(name)} {
		if _, ok := location(spelled); ok {
			return spelled, true
		}
	}
	return "", false
}

// Offset returns the offset of a zone from UTC in seconds at an instant, given in microseconds since 1970, and whether
// there is such a zone.
func Offset(zone string, micros int64) (int64, bool) {
	if zone == UTC {
		return 0, true
	}
	if minutes, ok := parseOffset(zone); ok {
		return int64(minutes) * 60, true
	}
	loc, ok := location(zone)
	if !ok {
		return 0, false
	}
	seconds, _ := floorDiv(micros, second)
	_, offset := time.Unix(seconds, 0).In(loc).Zone()
	return int64(offset), true
}

// At returns the instant at which the clocks of a zone show ts. Of an hour that comes twice it is the first; an hour that
// is skipped counts on from the one before, as in Java. It reports false when there is no such zone.
func At(ts Timestamp, zone string) (TimestampTZ, bool) {
	name, ok := Zone(zone)
	if !ok {
		return TimestampTZ{}, false
	}
	if minutes, ok := parseOffset(name); ok {
		return TimestampTZ{Micros: int64(ts) - int64(minutes)*minute, Zone: name}, true
	}
	// Offsets change at most once within a day of the local time read as UTC: the earlier offset, on both sides of a gap
	// or an overlap, is the one a day before.
	before, _ := Offset(name, int64(ts)-day)
	after, _ := Offset(name, int64(ts)+day)
	micros := int64(ts) - before*second
	if now, _ := Offset(name, micros); now == before {
		return TimestampTZ{Micros: micros, Zone: name}, true
	}
	micros = int64(ts) - after*second
	if now, _ := Offset(name, micros); now == after {
		return TimestampTZ{Micros: micros, Zone: name}, true
	}
	return TimestampTZ{Micros: int64(ts) - before*second, Zone: name}, true
}

// location returns an IANA zone by its exact name.
func location(name string) (*time.Location, bool) {
	if found, ok := zones.Load(name); ok {
		loc, _ := found.(*time.Location)
		return loc, loc != nil
	}
	if !plausible(name) {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, loc)
	return loc, true
}

// plausible tells whether a name may be that of a zone; "Local" and paths are none.
func plausible(name string) bool {
	if name == "" || len(name) > 64 || strings.EqualFold(name, "local") || name[0] == '/' {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/_+-", r)
	})
}

// spelling returns a name as zones are mostly spelled: America/New_York.
func spelling(name string) string {
	upper := true
	return strings.Map(func(r rune) rune {
		defer func() { upper = r == '/' || r == '_' || r == '-' }()
		if upper {
			return []rune(strings.ToUpper(string(r)))[0]
		}
		return []rune(strings.ToLower(string(r)))[0]
	}, name)
}

// parseOffset reads +05:30, -8:00, +0530 or +05 as minutes.
func parseOffset(text string) (int, bool) {
	if len(text) < 2 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	hours, minutes, colon := strings.Cut(text[1:], ":")
	if !colon && len(hours) == 4 {
		hours, minutes = hours[:2], hours[2:]
	} else if colon && len(minutes) != 2 {
		return 0, false
	}
	h, ok := number(hours, 2)
	if !ok {
		return 0, false
	}
	m := int64(0)
	if minutes != "" {
		if m, ok = number(minutes, 2); !ok || m > 59 {
			return 0, false
		}
	}
	total := int(h*60 + m)
	if total > maxOffset {
		return 0, false
	}
	if text[0] == '-' {
		total = -total
	}
	return total, true
}

// appendOffset writes an offset as +05:30.
func appendOffset(dst []byte, minutes int) []byte {
	sign := byte('+')
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	dst = pad(append(dst, sign), int64(minutes/60), 2)
	return pad(append(dst, ':'), int64(minutes%60), 2)
}

// number reads one to most decimal digits.
func number(text string, most int) (int64, bool) {
	if text == "" || len(text) > most {
		return 0, false
	}
	n := int64(0)
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(text[i]-'0')
	}
	return n, true
}
