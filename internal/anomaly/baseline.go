package anomaly

import (
	"math"
	"slices"
)

// The baseline. What a day should cost is level × weekday × month: a robust level (a median of the last three weeks without their weekdays),
// a damped slope (the median of slopes over half of six weeks), a factor for each weekday, and, where the evidence of month begins says so, the length of the
// month. Days that were unusual are left out, and a new level begins a new baseline. The band around it is the larger of a robust deviation and of what was
// passed on one day in twenty; lumps, lines that come once a month or now and then, are compared with former lumps instead.

const (
	// windowDays is how many days a baseline looks back, levelDays how many make the level, weekdayDays how many make the weekdays.
	windowDays  = 42
	levelDays   = 21
	weekdayDays = 56
	// leastDays is how many days of history are needed before anything is said.
	leastDays = 7
	// lumpDays is how far back lumps are remembered.
	lumpDays = 100
	// meanMonth is the length of a month over which monthly costs are compared.
	meanMonth = 30.4375
)

// baseline says what a series should cost.
type baseline struct {
	// level is the cost without weekday at the day middle, slope what it grows by in a day.
	level, slope, middle float64
	weekday              [7]float64
	monthly              bool
	// scale is a robust deviation of single days, high the residual that one day in fifty passes, both in money.
	scale, high float64
	// days is how many days it was made of, filled how many of them had anything.
	days, filled int
	// sparse tells that it is a series of lumps, lump the largest of the last lumpDays.
	sparse bool
	lump   float64
}

// expected returns what the day should cost.
func (b *baseline) expected(day int, date date) float64 {
	if b.sparse || b.days == 0 {
		return 0
	}
	ahead := min(float64(day)-b.middle, 45)
	value := max(0, b.level+b.slope*ahead) * b.weekday[date.weekday]
	if b.monthly {
		value *= meanMonth / float64(date.length)
	}
	return value
}

// baselineOf makes the baseline of a series from the days before end.
func (d *Detector) baselineOf(l *leaf, end int) baseline {
	out := baseline{weekday: [7]float64{1, 1, 1, 1, 1, 1, 1}}
	first := max(l.born, l.restart, end-windowDays)
	values, days := d.values[:0], d.indexes[:0]
	free := l.freeTier(first, end)
	for day := first; day < end; day++ {
		if l.usual(day) && (!free || !l.free(day)) {
			value := l.at(day)
			if value > 0 {
				out.filled++
			}
			values, days = append(values, value), append(days, day)
		}
	}
	d.values, d.indexes = values, days
	out.days = len(values)
	if out.days == 0 {
		return out
	}
	out.sparse = out.filled*10 < out.days*6
	if out.sparse || out.days < leastDays {
		for day := max(l.born, end-lumpDays); day < end; day++ {
			if l.usual(day) {
				out.lump = max(out.lump, l.at(day))
			}
		}
	}
	if out.sparse {
		return out
	}
	out.monthly = l.perMonth > 0.02
	if out.days >= 2*leastDays {
		out.weekday = d.weekdays(l, end, out.monthly)
	}
	for i, day := range days {
		date := d.calendar.at(day)
		values[i] /= out.weekday[date.weekday]
		if out.monthly {
			values[i] *= float64(date.length) / meanMonth
		}
	}
	d.line(&out, values, days)
	return out
}

// line finds level, slope and deviations of values that have no weekdays any more.
func (d *Detector) line(out *baseline, values []float64, days []int) {
	n := len(values)
	recent := max(0, n-levelDays)
	out.level = d.median(values[recent:])
	out.middle = float64(days[recent]+days[n-1]) / 2
	if half := n / 2; n >= levelDays {
		slopes := d.scratch[:0]
		for i := range n - half {
			slopes = append(slopes, (values[i+half]-values[i])/float64(days[i+half]-days[i]))
		}
		slices.Sort(slopes)
		d.scratch = slopes
		out.slope = 0.7 * slopes[len(slopes)/2]
	}
	rest := d.scratch[:0]
	for i, value := range values {
		off := math.Abs(value - out.level - out.slope*(float64(days[i])-out.middle))
		weight := out.weekday[d.calendar.at(days[i]).weekday]
		rest = append(rest, off*weight/max(weight, bandLeast)) // what is little on a day off is no large part of it
	}
	slices.Sort(rest)
	d.scratch = rest
	out.scale = 1.4826 * rest[n/2]
	out.high = rest[max(n/2, n-1-max(n/20, min(2, n/10)))]
	if n < levelDays {
		out.high *= 1 + 0.3*float64(levelDays-n)/levelDays // the largest of few is smaller than that of many
	}
}

// weekdays finds what part of the mean of its week each weekday costs: the median over the last weeks, drawn to 1 where there are few.
func (d *Detector) weekdays(l *leaf, end int, monthly bool) [7]float64 {
	var parts [7][weekdayDays/7 + 1]float64
	var count [7]int
	for day := max(l.born, l.restart, end-weekdayDays) + 3; day+3 < end; day++ {
		sum, whole := 0.0, true
		for near := day - 3; near <= day+3; near++ {
			whole = whole && l.usual(near) && !l.free(near)
			value := l.at(near)
			if monthly {
				value *= float64(d.calendar.at(near).length) / meanMonth
			}
			sum += value
		}
		if !whole || sum <= 0 {
			continue
		}
		date := d.calendar.at(day)
		value := l.at(day)
		if monthly {
			value *= float64(date.length) / meanMonth
		}
		parts[date.weekday][count[date.weekday]] = value * 7 / sum
		count[date.weekday]++
	}
	out := [7]float64{1, 1, 1, 1, 1, 1, 1}
	for weekday, n := range count {
		if n == 0 {
			continue
		}
		seen := parts[weekday][:n]
		slices.Sort(seen)
		middle := (seen[(n-1)/2] + seen[n/2]) / 2
		out[weekday] = max(0.05, (float64(n)*middle+0.7)/(float64(n)+0.7))
	}
	return out
}

// median returns the median; the values keep their order.
func (d *Detector) median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	d.sorted = append(d.sorted[:0], values...)
	slices.Sort(d.sorted)
	n := len(d.sorted)
	return (d.sorted[(n-1)/2] + d.sorted[n/2]) / 2
}

// learnMonth takes the begin of a month into the evidence whether a series is a monthly amount, divided by the days of the month: whether the ratio of
// the weeks around it is nearer to 1 or to the ratio of the lengths.
func (d *Detector) learnMonth(l *leaf, settled int) {
	if settled <= 7 {
		return
	}
	date := d.calendar.at(settled - 1)
	first := settled - 1 - date.ofMonth
	if date.ofMonth < 6 || l.judged == date.month || first < 7 || l.born > first-7 {
		return
	}
	l.judged = date.month
	before := d.calendar.at(first - 1).length
	if before == date.length {
		return
	}
	var old, fresh [7]float64
	for i := range 7 {
		if !l.usual(first-7+i) || !l.usual(first+i) {
			return
		}
		old[i], fresh[i] = l.at(first-7+i), l.at(first+i)
	}
	a, b := d.median(old[:]), d.median(fresh[:])
	if a <= 0 || b <= 0 {
		return
	}
	ratio, lengths := math.Log(b/a), math.Log(float64(before)/float64(date.length))
	evidence := math.Abs(ratio) - math.Abs(ratio-lengths)
	l.perMonth = min(max(l.perMonth+evidence, -0.1), 0.1)
}
