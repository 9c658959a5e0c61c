package anomaly

import (
	"math"
	"strings"
)

// Excuses. What lies beyond its band may still be usual: it came before at the same time of a month, it only leads back, it was signed for, or something else pays.

const (
	// recurHigh is how much more a recurring lump may be than it was.
	recurHigh = 1.3
	// recurLoose is the same where it varied, or came but once.
	recurLoose = 3.0
	// recurLarge is the same for what was more than twice the usual.
	recurLarge = 1.8
	// recurExcess is how many times the former excess a recurring one may be: what hardly stood out excuses little.
	recurExcess = 4.0
)

// agreed tells whether a series is a fee that somebody signed for: a contract of the Marketplace, or what is paid for a commitment on the day of its
// purchase.
func (d *Detector) agreed(l *leaf) bool {
	switch l.key.Kind {
	case Marketplace:
		return strings.Contains(l.key.UsageType, "Contract")
	case Other:
		if strings.Contains(l.key.UsageType, "MP:Contract") {
			return true
		}
		key := l.key
		key.Kind = Commitment
		return d.byKey[key] != nil
	case Usage, Commitment, Credit, Tax:
	}
	return false
}

// recovers tells whether a rise only leads back to what was usual one or two months ago: holidays end.
func (d *Detector) recovers(l *leaf, day int, value float64) bool {
	values := d.values[:0]
	for near := max(day-63, l.born, l.restart); near < day-levelDays; near++ {
		if l.usual(near) {
			values = append(values, l.at(near)/l.base.weekday[d.calendar.at(near).weekday])
		}
	}
	d.values = values
	if len(values) < leastDays {
		return false
	}
	former := d.median(values)
	return former > 1.1*l.base.level && value <= 1.2*former*l.base.weekday[d.calendar.at(day).weekday]
}

// paidOtherwise tells whether a series goes on being used while it costs next to nothing: a commitment or a free tier pays.
func (d *Detector) paidOtherwise(l *leaf, day int) bool {
	use, cost, usual, paid := l.used(day), l.at(day), 0.0, 0.0
	for before := max(day-leastDays, l.born); before < day; before++ {
		usual, paid = usual+l.used(before), paid+l.at(before)
	}
	least := 0.35
	if d.committed(day) {
		least = 0.85
	}
	return usual > 0 && use > 0 && paid > 0 && cost/use < least*paid/usual
}

// committed tells whether a commitment began at about that day. What its fee costs says little: one that is used up wholly may cost nothing beside what it covers.
func (d *Detector) committed(day int) bool {
	for _, l := range d.leaves {
		if l.key.Kind == Commitment && l.born > 0 && l.born >= day-5 && l.born <= day+3 {
			return true
		}
	}
	return false
}

// unseen tells whether a day is one on which something may come every month, while no begin of a month was watched yet.
func (d *Detector) unseen(day int) bool {
	date := d.calendar.at(day)
	return day < strangerDays && (date.ofMonth < 2 || date.ofMonth > date.length-3)
}

// recurs tells whether about the same came about a month, two or three months, or a year ago. How much more it may be depends on how much it varied.
func (d *Detector) recurs(l *leaf, day int, value, rise float64) bool {
	expected := l.base.expected(day, d.calendar.at(day))
	plain := l.base.sparse || expected <= 0
	if !plain {
		value /= expected
	}
	if plain && rise < 0 {
		return false
	}
	most, least, seen := 0.0, math.Inf(1), 0
	for _, months := range [...]int{1, 2, 3, 12} {
		extreme := d.extreme(l, d.monthsBefore(day, months), day, plain, rise)
		if extreme == 0 {
			continue
		}
		seen++
		most, least = max(most, extreme), min(least, extreme)
	}
	if seen == 0 {
		return false
	}
	slack := recurHigh
	switch {
	case seen == 1 || most > recurHigh*least:
		slack = recurLoose
	case most > 2:
		slack = recurLarge
	}
	if rise > 0 {
		return value <= slack*most && (plain || value-1 <= recurExcess*(most-1))
	}
	return value >= least/slack
}

// extreme returns the largest (for a fall the smallest) of the days around one, as a part of what is usual around it; 0 where nothing stands out.
func (d *Detector) extreme(l *leaf, then, day int, plain bool, rise float64) float64 {
	out := 0.0
	for near := max(then-2, 0); near <= then+2 && near < day-20; near++ {
		was := l.at(near)
		if !plain {
			around := d.around(l, near)
			if around <= 0 {
				continue
			}
			was /= around
			if rise > 0 && was < 1.15 || rise < 0 && was > 0.85 {
				continue
			}
		}
		if rise > 0 && was > out || rise < 0 && (out == 0 || was < out) {
			out = was
		}
	}
	return out
}

// around returns the median of the days around one.
func (d *Detector) around(l *leaf, day int) float64 {
	values := d.values[:0]
	for near := max(day-10, l.born); near <= day+10; near++ {
		if near < day-1 || near > day+1 {
			values = append(values, l.at(near))
		}
	}
	d.values = values
	return d.median(values)
}

// monthsBefore returns the same day of the month, some months earlier; days at the end of a month are counted from its end.
func (d *Detector) monthsBefore(day, months int) int {
	date := d.calendar.at(day)
	first := day - date.ofMonth
	length := date.length
	for range months {
		if first <= 0 {
			return -1
		}
		length = d.calendar.at(first - 1).length
		first -= length
	}
	if date.ofMonth >= date.length-3 {
		return first + length - (date.length - date.ofMonth)
	}
	return first + min(date.ofMonth, length-1)
}

// returns tells whether a change only leads back towards what was usual before a change that lasted.
func (d *Detector) returns(l *leaf, day int, value, rise float64) bool {
	for _, e := range l.lasting {
		if e.rise == rise {
			continue
		}
		before := e.base.expected(day, d.calendar.at(day))
		width := d.band(l, &e.base, before)
		if rise < 0 && value >= before-width || rise > 0 && value <= before+width {
			return true
		}
	}
	return false
}
