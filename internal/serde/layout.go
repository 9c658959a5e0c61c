package serde

import (
	"fmt"
	"strings"
	"time"
)

// Layout is a pattern of Java for dates and times, as partition projection (java.time) and the SerDe property timestamp.formats (Joda)
// have them: yyyy-MM-dd'T'HH:mm:ss. All is in UTC and in English.
type Layout struct {
	pattern string
	parts   []layoutPart
}

// layoutPart is a field, or text when the field is 0.
type layoutPart struct {
	field byte
	width int
	text  string
}

// millisLayout is Joda's word for a number of milliseconds since 1970.
const millisLayout = "millis"

// maxPattern bounds the length of a pattern.
const maxPattern = 200

// NewLayout reads a pattern. Fields that do not stand for a moment of a calendar are refused by name.
func NewLayout(pattern string) (Layout, error) {
	l := Layout{pattern: pattern}
	if pattern == millisLayout {
		return l, nil
	}
	if len(pattern) > maxPattern {
		return l, fmt.Errorf("the pattern is longer than %d characters", maxPattern)
	}
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\'':
			text, n, err := quoted(pattern[i:])
			if err != nil {
				return l, err
			}
			l.literal(text)
			i += n
		case isLetter(c):
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			if !strings.ContainsRune("yuMLdHhKkmsSaEZXxzn", rune(c)) {
				return l, fmt.Errorf("the letter %q of pattern %q is not supported in Glaux", c, pattern)
			}
			l.parts = append(l.parts, layoutPart{field: c, width: n})
			i += n
		case c == '[' || c == ']':
			i++ // what is optional is expected
		default:
			l.literal(string(c))
			i++
		}
	}
	return l, nil
}

func (l *Layout) literal(text string) { l.parts = append(l.parts, layoutPart{text: text}) }

// quoted reads a text in quotes at the beginning of a pattern.
func quoted(pattern string) (text string, length int, err error) {
	if strings.HasPrefix(pattern, "''") {
		return "'", 2, nil
	}
	for i := 1; i < len(pattern); i++ {
		if pattern[i] != '\'' {
			text += string(pattern[i])
			continue
		}
		if i+1 < len(pattern) && pattern[i+1] == '\'' {
			text += "'"
			i++
			continue
		}
		return text, i + 1, nil
	}
	return "", 0, fmt.Errorf("pattern ends inside quotes")
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// Finest returns the smallest unit that the pattern shows: "YEARS", "MONTHS", "DAYS", "HOURS", "MINUTES", "SECONDS" or "MILLIS".
func (l Layout) Finest() string {
	order := []struct{ letters, unit string }{
		{"Sn", "MILLIS"}, {"s", "SECONDS"}, {"m", "MINUTES"}, {"HhKk", "HOURS"}, {"dE", "DAYS"}, {"ML", "MONTHS"},
	}
	for _, o := range order {
		for _, p := range l.parts {
			if p.field != 0 && strings.IndexByte(o.letters, p.field) >= 0 {
				return o.unit
			}
		}
	}
	return "YEARS"
}

// Format writes a time.
func (l Layout) Format(t time.Time) string {
	if l.pattern == millisLayout {
		return fmt.Sprint(t.UnixMilli())
	}
	t = t.UTC()
	var b strings.Builder
	for _, p := range l.parts {
		b.WriteString(p.format(t))
	}
	return b.String()
}

func (p layoutPart) format(t time.Time) string {
	switch p.field {
	case 0:
		return p.text
	case 'y', 'u':
		if p.width == 2 {
			return fmt.Sprintf("%02d", t.Year()%100)
		}
		return fmt.Sprintf("%0*d", p.width, t.Year())
	case 'M', 'L':
		switch {
		case p.width == 3:
			return t.Format("Jan")
		case p.width > 3:
			return t.Format("January")
		}
		return fmt.Sprintf("%0*d", p.width, int(t.Month()))
	case 'E':
		if p.width > 3 {
			return t.Format("Monday")
		}
		return t.Format("Mon")
	case 'a':
		return t.Format("PM")
	case 'S':
		return fmt.Sprintf("%09d", t.Nanosecond())[:min(p.width, 9)]
	case 'Z', 'x':
		return t.Format("-0700")
	case 'X':
		return "Z"
	case 'z':
		return "UTC"
	}
	return fmt.Sprintf("%0*d", p.width, p.number(t))
}

// number returns the value of a field of digits.
func (p layoutPart) number(t time.Time) int {
	switch p.field {
	case 'd':
		return t.Day()
	case 'H':
		return t.Hour()
	case 'h':
		return (t.Hour()+11)%12 + 1
	case 'K':
		return t.Hour() % 12
	case 'k':
		return (t.Hour()+23)%24 + 1
	case 'm':
		return t.Minute()
	case 's':
		return t.Second()
	}
	return t.Nanosecond()
}

// Parse reads a time.
func (l Layout) Parse(text string) (time.Time, bool) {
	if l.pattern == millisLayout {
		micros, ok := epochMillis([]byte(text))
		return time.UnixMicro(micros).UTC(), ok
	}
	m := moment{year: 1970, month: 1, day: 1}
	for i, p := range l.parts {
		digits := i+1 < len(l.parts) && l.parts[i+1].field != 0
		var ok bool
		if text, ok = m.read(p, text, digits); !ok {
			return time.Time{}, false
		}
	}
	if text != "" || m.month < 1 || m.month > 12 || m.day < 1 || m.day > daysOf(m.year, m.month) || m.hour > 24 || m.minute > 59 || m.second > 59 {
		return time.Time{}, false
	}
	if m.half {
		m.hour %= 12
		if m.pm {
			m.hour += 12
		}
	}
	if m.hour == 24 && !m.to24 || m.hour > 24 {
		return time.Time{}, false
	}
	t := time.Date(m.year, time.Month(m.month), m.day, m.hour%24, m.minute, m.second, m.nanos, time.UTC)
	return t.Add(-m.offset), true
}

// parse reads a time as microseconds since 1970.
func (l Layout) parse(text string) (int64, bool) {
	t, ok := l.Parse(text)
	return microsOf(t), ok
}

// moment is what was read of a time.
type moment struct {
	year, month, day, hour, minute, second, nanos int
	pm, half, to24                                bool
	offset                                        time.Duration
}

// read reads one part and returns the text behind it. Together tells that another field follows at once, so that the field has exactly
// its width.
func (m *moment) read(p layoutPart, text string, together bool) (rest string, ok bool) {
	switch p.field {
	case 0:
		return strings.CutPrefix(text, p.text)
	case 'a':
		return m.readHalf(text)
	case 'E':
		return readWord(text)
	case 'Z', 'X', 'x', 'z':
		return m.readZone(text)
	case 'M', 'L':
		if p.width >= 3 {
			return m.readMonth(text, p.width)
		}
	}
	most := p.width
	if !together {
		most = 9
	}
	n, left, ok := number([]byte(text), 1, most)
	if !ok || together && len(text)-len(left) < p.width {
		return "", false
	}
	width := len(text) - len(left)
	m.set(p, n, width)
	return string(left), width >= p.width || p.width == 1
}

// set keeps the number of a field.
func (m *moment) set(p layoutPart, n, width int) {
	switch p.field {
	case 'y', 'u':
		if p.width == 2 && width <= 2 {
			n += 2000
		}
		m.year = n
	case 'M', 'L':
		m.month = n
	case 'd':
		m.day = n
	case 'H':
		m.hour = n
	case 'k':
		m.hour, m.to24 = n, true
	case 'h', 'K':
		m.hour, m.half = n, true
	case 'm':
		m.minute = n
	case 's':
		m.second = n
	case 'S':
		for range 9 - width {
			n *= 10
		}
		m.nanos = n
	case 'n':
		m.nanos = n
	}
}

func (m *moment) readHalf(text string) (string, bool) {
	if len(text) < 2 {
		return "", false
	}
	m.pm = strings.EqualFold(text[:2], "pm")
	return text[2:], m.pm || strings.EqualFold(text[:2], "am")
}

// readWord passes over the name of a weekday.
func readWord(text string) (string, bool) {
	i := 0
	for i < len(text) && isLetter(text[i]) {
		i++
	}
	return text[i:], i > 0
}

func (m *moment) readMonth(text string, width int) (string, bool) {
	for month := time.January; month <= time.December; month++ {
		name := month.String()
		if width == 3 {
			name = name[:3]
		}
		if len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) {
			m.month = int(month)
			return text[len(name):], true
		}
	}
	return "", false
}

func (m *moment) readZone(text string) (string, bool) {
	for _, utc := range []string{"UTC", "GMT", "Z"} {
		if rest, ok := strings.CutPrefix(text, utc); ok {
			return rest, true
		}
	}
	n := 5
	if len(text) >= 6 && text[3] == ':' {
		n = 6
	}
	if len(text) < n {
		return "", false
	}
	micros, ok := parseOffset([]byte(text[:n]))
	m.offset = time.Duration(micros) * time.Microsecond
	return text[n:], ok
}
