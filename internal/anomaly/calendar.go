package anomaly

import "time"

// date is what the calendar says of a day.
type date struct {
	weekday int
	// ofMonth counts from 0; length is how many days the month has; month counts months since year 0.
	ofMonth, length, month int
}

// dateOf reads the calendar.
func dateOf(day Day) date {
	t := time.Unix(int64(day)*86400, 0).UTC()
	next := time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return date{
		weekday: int(t.Weekday()), ofMonth: t.Day() - 1,
		length: int(next.Sub(first).Hours()/24 + 0.5), month: t.Year()*12 + int(t.Month()) - 1,
	}
}

// DayOf returns the day that the instant lies in.
func DayOf(t time.Time) Day {
	seconds := t.Unix()
	day := seconds / 86400
	if seconds%86400 < 0 {
		day--
	}
	return Day(day)
}

// Time returns the instant at which the day begins.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns YYYY-MM-DD.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// calendar holds the dates of a range of days, so that they are read once.
type calendar struct {
	first Day
	dates []date
}

// cover makes the calendar know the days up to end.
func (c *calendar) cover(end Day) {
	for c.first+Day(len(c.dates)) < end {
		c.dates = append(c.dates, dateOf(c.first+Day(len(c.dates))))
	}
}

// at returns the date of the index-th day.
func (c *calendar) at(index int) date { return c.dates[index] }
