// Package period holds half-open ranges of time and billing months. It promises that every range contains its start and
// not its end, that all of it is UTC, and that a month is written YYYY-MM wherever it is text.
package period

import (
	"fmt"
	"time"
)

// Month is a calendar month in UTC, the billing period of AWS. The zero Month is «no month».
type Month struct {
	months int // year × 12 + month − 1, plus 1, so that the zero value is no month
}

// NewMonth returns the month of a year. Months outside 1–12 count on into other years, as in time.Date.
func NewMonth(year int, month time.Month) Month { return Month{months: year*12 + int(month)} }

// MonthOf returns the month that the instant lies in.
func MonthOf(t time.Time) Month {
	t = t.UTC()
	return NewMonth(t.Year(), t.Month())
}

// ParseMonth reads YYYY-MM.
func ParseMonth(text string) (Month, error) {
	if len(text) != len("2006-01") {
		return Month{}, fmt.Errorf("month %q is not of the form YYYY-MM", text)
	}
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return Month{}, fmt.Errorf("month %q is not of the form YYYY-MM", text)
	}
	return MonthOf(t), nil
}

// IsZero tells whether m is no month.
func (m Month) IsZero() bool { return m.months == 0 }

// Year returns the year.
func (m Month) Year() int { return (m.months - 1) / 12 }

// Month returns the month of the year.
func (m Month) Month() time.Month { return time.Month((m.months-1)%12 + 1) }

// String returns YYYY-MM, and "" for no month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), int(m.Month()))
}

// Add returns the month n months later.
func (m Month) Add(n int) Month { return Month{months: m.months + n} }

// Before tells whether m is earlier than other.
func (m Month) Before(other Month) bool { return m.months < other.months }

// Range returns the whole month.
func (m Month) Range() Range {
	start := time.Date(m.Year(), m.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Range{Start: start, End: start.AddDate(0, 1, 0)}
}

// MarshalText returns String.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what String writes.
func (m *Month) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	parsed, err := ParseMonth(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// Range is the time from Start, included, to End, not included.
type Range struct {
	Start, End time.Time
}

// NewRange returns the range from start to end, or an error when end is before start.
func NewRange(start, end time.Time) (Range, error) {
	if end.Before(start) {
		return Range{}, fmt.Errorf("range ends at %s, before it starts at %s", end.UTC().Format(time.RFC3339), start.UTC().Format(time.RFC3339))
	}
	return Range{Start: start.UTC(), End: end.UTC()}, nil
}

// Contains tells whether t lies in the range.
func (r Range) Contains(t time.Time) bool { return !t.Before(r.Start) && t.Before(r.End) }

// Empty tells whether the range contains no time at all.
func (r Range) Empty() bool { return !r.Start.Before(r.End) }

// Months returns the months that the range touches, in order.
func (r Range) Months() []Month {
	var months []Month
	for m := MonthOf(r.Start); !r.Empty() && m.Range().Start.Before(r.End); m = m.Add(1) {
		months = append(months, m)
	}
	return months
}
