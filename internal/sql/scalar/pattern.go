package scalar

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// patterns are the functions that write and read times by a pattern, of MySQL's form or of Joda's.
func patterns() map[string]maker {
	format := func(load func(string) ([]piece, error)) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			kept := &cache[[]piece]{load: load}
			return throwing(func(args []value.Value) (value.Value, error) {
				pieces, err := kept.get(text(args, 1))
				if err != nil {
					return nil, err
				}
				return write(pieces, args[0])
			}), true
		}
	}
	parse := func(load func(string) ([]piece, error), zoned bool) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			kept := &cache[[]piece]{load: load}
			return throwing(func(args []value.Value) (value.Value, error) {
				pieces, err := kept.get(text(args, 1))
				if err != nil {
					return nil, err
				}
				zone := value.UTC
				if len(args) > 2 {
					if zone, err = Zone(text(args, 2)); err != nil {
						return nil, err
					}
				}
				return read(pieces, text(args, 0), zone, zoned)
			}), true
		}
	}
	return map[string]maker{
		"date_format": format(mysqlPattern), "date_parse": parse(mysqlPattern, false),
		"format_datetime": format(jodaPattern), "parse_datetime": parse(jodaPattern, true),
	}
}

// piece is a part of a pattern: a literal text, or a field (a letter of Joda's) with a width.
type piece struct {
	literal string
	field   rune
	width   int
}

// mysqlPattern reads a pattern of date_format as pieces.
func mysqlPattern(pattern string) ([]piece, error) {
	fields := map[rune][]piece{
		'a': {{field: 'E', width: 3}}, 'b': {{field: 'M', width: 3}}, 'c': {{field: 'M', width: 1}}, 'd': {{field: 'd', width: 2}},
		'e': {{field: 'd', width: 1}}, 'f': {{field: 'f', width: 6}}, 'H': {{field: 'H', width: 2}}, 'h': {{field: 'h', width: 2}},
		'I': {{field: 'h', width: 2}}, 'i': {{field: 'm', width: 2}}, 'j': {{field: 'D', width: 3}}, 'k': {{field: 'H', width: 1}},
		'l': {{field: 'h', width: 1}}, 'M': {{field: 'M', width: 4}}, 'm': {{field: 'M', width: 2}}, 'p': {{field: 'a', width: 1}},
		'r': {{field: 'h', width: 2}, {literal: ":"}, {field: 'm', width: 2}, {literal: ":"}, {field: 's', width: 2}, {literal: " "}, {field: 'a', width: 1}},
		'S': {{field: 's', width: 2}}, 's': {{field: 's', width: 2}},
		'T': {{field: 'H', width: 2}, {literal: ":"}, {field: 'm', width: 2}, {literal: ":"}, {field: 's', width: 2}},
		'v': {{field: 'w', width: 2}}, 'W': {{field: 'E', width: 4}}, 'x': {{field: 'x', width: 4}}, 'Y': {{field: 'y', width: 4}}, 'y': {{field: 'y', width: 2}},
		'%': {{literal: "%"}},
	}
	var out []piece
	code := false
	for _, r := range pattern {
		switch {
		case !code && r == '%':
			code = true
		case !code:
			out = literally(out, string(r))
		case strings.ContainsRune("DUuVwX", r):
			return nil, bad("%%%c not supported in date format string", r)
		default:
			code = false
			if f, ok := fields[r]; ok {
				out = append(out, f...)
			} else {
				out = literally(out, string(r))
			}
		}
	}
	if code {
		out = literally(out, "%")
	}
	return out, nil
}

func literally(out []piece, s string) []piece {
	if n := len(out); n > 0 && out[n-1].field == 0 {
		out[n-1].literal += s
		return out
	}
	return append(out, piece{literal: s})
}

// jodaPattern reads a pattern of format_datetime as pieces.
func jodaPattern(pattern string) ([]piece, error) {
	var out []piece
	runes := []rune(pattern)
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case r == '\'':
			s, after := quoted(runes, i)
			out, i = literally(out, s), after
		case r < 128 && unicode.IsLetter(r):
			j := i
			for j < len(runes) && runes[j] == r {
				j++
			}
			if !strings.ContainsRune("CYyxwEeDMdaKhHkmsSzZG", r) {
				return nil, bad("Illegal pattern component: %c", r)
			}
			if r == 'z' && j-i > 3 {
				return nil, fail(diag.NotSupported, "long names of time zones are not supported")
			}
			out, i = append(out, piece{field: r, width: j - i}), j
		default:
			out, i = literally(out, string(r)), i+1
		}
	}
	return out, nil
}

// quoted reads a text in quotes from place i on; two quotes are one.
func quoted(runes []rune, i int) (string, int) {
	if i+1 < len(runes) && runes[i+1] == '\'' {
		return "'", i + 2
	}
	var b strings.Builder
	for i++; i < len(runes); i++ {
		if runes[i] == '\'' {
			if i+1 < len(runes) && runes[i+1] == '\'' {
				i++
			} else {
				return b.String(), i + 1
			}
		}
		b.WriteRune(runes[i])
	}
	return b.String(), i
}

func padNumber(n int64, width int) string {
	s := strconv.FormatInt(max(n, -n), 10)
	if len(s) < width {
		s = strings.Repeat("0", min(width-len(s), 100)) + s
	}
	if n < 0 {
		s = "-" + s
	}
	return s
}

// write writes a value by the pieces. What is below a millisecond is rounded.
func write(pieces []piece, v value.Value) (value.Value, error) {
	if tz, ok := v.(value.TimestampTZ); ok {
		v = value.TimestampTZ{Micros: roundMicros(tz.Micros, 3), Zone: tz.Zone}
	}
	t := civil(value.Timestamp(roundMicros(int64(localOf(v)), 3)))
	var b strings.Builder
	for _, p := range pieces {
		if p.field == 0 {
			b.WriteString(p.literal)
			continue
		}
		b.WriteString(writeField(p, t, v))
	}
	return b.String(), nil
}

//nolint:cyclop,funlen // one case a field
func writeField(p piece, t time.Time, v value.Value) string {
	num := func(n int) string { return padNumber(int64(n), p.width) }
	isoYear, isoWeek := t.ISOWeek()
	switch p.field {
	case 'y', 'Y', 'x':
		year := t.Year()
		if p.field == 'x' {
			year = isoYear
		}
		if p.width == 2 {
			return padNumber(floorMod(int64(year), 100), 2)
		}
		return num(year)
	case 'C':
		return num(t.Year() / 100)
	case 'G':
		if t.Year() > 0 {
			return "AD"
		}
		return "BC"
	case 'w':
		return num(isoWeek)
	case 'M':
		switch {
		case p.width >= 4:
			return t.Month().String()
		case p.width == 3:
			return t.Month().String()[:3]
		}
		return num(int(t.Month()))
	case 'E':
		if p.width >= 4 {
			return t.Weekday().String()
		}
		return t.Weekday().String()[:3]
	case 'e':
		return num(int(t.Weekday()+6)%7 + 1)
	case 'D':
		return num(t.YearDay())
	case 'd':
		return num(t.Day())
	case 'a':
		return map[bool]string{false: "AM", true: "PM"}[t.Hour() >= 12]
	case 'H':
		return num(t.Hour())
	case 'k':
		return num((t.Hour()+23)%24 + 1)
	case 'h':
		return num((t.Hour()+11)%12 + 1)
	case 'K':
		return num(t.Hour() % 12)
	case 'm':
		return num(t.Minute())
	case 's':
		return num(t.Second())
	case 'S', 'f':
		digits := padNumber(int64(t.Nanosecond()), 9)
		if p.width > 9 {
			return digits + strings.Repeat("0", min(p.width-9, 100))
		}
		return digits[:p.width]
	case 'Z', 'z':
		return zoneText(p, v)
	}
	return ""
}

func zoneText(p piece, v value.Value) string {
	minutes := offsetMinutes(v)
	zone := value.UTC
	if tz, ok := v.(value.TimestampTZ); ok {
		zone = tz.Zone
	}
	switch {
	case p.field == 'Z' && p.width >= 3:
		return zone
	case p.field == 'Z' && p.width == 2:
		return offsetText(minutes)
	case p.field == 'Z':
		return strings.Replace(offsetText(minutes), ":", "", 1)
	}
	return zoneName(v, zone)
}

// zoneName is the short name of a zone at a time, such as EST, or its offset where it has none.
func zoneName(v value.Value, zone string) string {
	tz, ok := v.(value.TimestampTZ)
	if !ok {
		return zone
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return zone // an offset
	}
	name, _ := time.UnixMicro(tz.Micros).In(loc).Zone()
	if strings.ContainsAny(name, "+-0123456789") {
		return offsetText(offsetMinutes(v))
	}
	return name
}

// moment is what a text said about a time.
type moment struct {
	year, month, day, yearDay, week, weekday int
	weekYear                                 int
	hour, half, minute, second               int // half is an hour of half a day, -1 for none
	micros                                   int64
	pm, hasHour, isWeek                      bool
	zone                                     string
}

// read reads a text by the pieces, all of it.
func read(pieces []piece, s, zone string, zoned bool) (value.Value, error) {
	wrong := bad("Invalid format: \"%s\"", s)
	m := moment{year: 1970, month: 1, day: 1, half: -1, weekday: 1, zone: zone}
	rest := s
	for i, p := range pieces {
		if p.field == 0 {
			if len(rest) < len(p.literal) || !strings.EqualFold(rest[:len(p.literal)], p.literal) {
				return nil, malformed(s, rest)
			}
			rest = rest[len(p.literal):]
			continue
		}
		next := i+1 < len(pieces) && pieces[i+1].field != 0
		after, ok := m.take(p, rest, next)
		if !ok {
			return nil, malformed(s, rest)
		}
		rest = after
	}
	if rest != "" {
		return nil, malformed(s, rest)
	}
	ts, ok := m.timestamp()
	if !ok {
		return nil, wrong
	}
	if !zoned {
		return ts, nil
	}
	out, _ := value.At(ts, m.zone)
	return out, nil
}

func malformed(s, rest string) error {
	if rest == "" {
		return bad("Invalid format: \"%s\" is too short", s)
	}
	if rest == s {
		return bad("Invalid format: \"%s\"", s)
	}
	return bad("Invalid format: \"%s\" is malformed at \"%s\"", s, rest)
}

// digits reads a number of at most most digits at the beginning.
func digits(s string, most int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i > 0
}

// take reads a field. A number that stands right before another has no more digits than its width.
//
//nolint:cyclop,funlen // one case a field
func (m *moment) take(p piece, s string, next bool) (rest string, ok bool) {
	most := 2
	number := func(into *int, low, high int) (string, bool) {
		n, rest, ok := digits(s, most)
		*into = n
		return rest, ok && n >= low && n <= high
	}
	switch p.field {
	case 'y', 'Y', 'x':
		return m.takeYear(p, s, next)
	case 'w':
		m.isWeek = true
		return number(&m.week, 1, 53)
	case 'M':
		if p.width >= 3 {
			n, rest, ok := named(s, 12, func(i int) string { return time.Month(i).String() })
			m.month = n
			return rest, ok
		}
		return number(&m.month, 1, 12)
	case 'E':
		n, rest, ok := named(s, 7, func(i int) string { return time.Weekday(i % 7).String() })
		m.weekday = n
		return rest, ok
	case 'e':
		return number(&m.weekday, 1, 7)
	case 'D':
		most = 3
		return number(&m.yearDay, 1, 366)
	case 'd':
		return number(&m.day, 1, 31)
	case 'a':
		if len(s) < 2 || !strings.EqualFold(s[:2], "am") && !strings.EqualFold(s[:2], "pm") {
			return s, false
		}
		m.pm = s[0] == 'p' || s[0] == 'P'
		return s[2:], true
	case 'H':
		m.hasHour = true
		return number(&m.hour, 0, 23)
	case 'k':
		m.hasHour = true
		rest, ok = number(&m.hour, 1, 24)
		m.hour %= 24
		return rest, ok
	case 'h', 'K':
		low, high := 1, 12
		if p.field == 'K' {
			low, high = 0, 11
		}
		rest, ok = number(&m.half, low, high)
		m.half %= 12
		return rest, ok
	case 'm':
		return number(&m.minute, 0, 59)
	case 's':
		return number(&m.second, 0, 59)
	case 'S', 'f':
		return m.takeFraction(p, s)
	case 'Z', 'z':
		return m.takeZone(s)
	}
	return s, false
}

func (m *moment) takeYear(p piece, s string, next bool) (string, bool) {
	body, minus := strings.CutPrefix(s, "-")
	if !minus {
		body = strings.TrimPrefix(body, "+")
	}
	most := 9
	if next {
		most = p.width
	}
	if p.width == 2 {
		most = 2
	}
	n, rest, ok := digits(body, most)
	if p.width == 2 && len(body)-len(rest) == 2 {
		// A year of two digits is the nearest to the pivot: 1970–2069, as MySQL has it.
		n += 2000
		if n > 2069 {
			n -= 100
		}
	}
	if minus {
		n = -n
	}
	if p.field == 'x' {
		m.weekYear, m.isWeek = n, true
	} else {
		m.year = n
	}
	return rest, ok
}

func (m *moment) takeFraction(p piece, s string) (string, bool) {
	most := p.width
	if p.field == 'f' {
		most = 9
	}
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n, _, ok := digits((s[:i] + "000")[:3], 3)
	m.micros = int64(n) * 1000
	return s[i:], ok && i > 0
}

func (m *moment) takeZone(s string) (string, bool) {
	end := strings.IndexFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ')' })
	if end < 0 {
		end = len(s)
	}
	zone, ok := value.Zone(s[:end])
	m.zone = zone
	return s[end:], ok
}

// named reads a name, whole or its first three letters, in any case.
func named(s string, count int, name func(i int) string) (int, string, bool) {
	for i := 1; i <= count; i++ {
		for _, n := range []string{name(i), name(i)[:3]} {
			if len(s) >= len(n) && strings.EqualFold(s[:len(n)], n) {
				return i, s[len(n):], true
			}
		}
	}
	return 0, s, false
}

func (m *moment) timestamp() (value.Timestamp, bool) {
	hour := m.hour
	if m.half >= 0 && !m.hasHour {
		hour = m.half
		if m.pm {
			hour += 12
		}
	}
	day := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC)
	ok := day.Day() == m.day
	switch {
	case m.isWeek:
		if m.weekYear == 0 {
			m.weekYear = m.year
		}
		if m.week == 0 {
			m.week = 1
		}
		jan4 := time.Date(m.weekYear, 1, 4, 0, 0, 0, 0, time.UTC)
		day, ok = jan4.AddDate(0, 0, -(int(jan4.Weekday()+6)%7)+(m.week-1)*7+m.weekday-1), true
	case m.yearDay > 0:
		day, ok = time.Date(m.year, 1, m.yearDay, 0, 0, 0, 0, time.UTC), true
		ok = ok && day.Year() == m.year
	}
	seconds := int64(hour)*3600 + int64(m.minute)*60 + int64(m.second)
	if day.Unix() > 1<<42 || day.Unix() < -(1<<42) {
		return 0, false
	}
	return value.Timestamp((day.Unix()+seconds)*1e6 + m.micros), ok
}
