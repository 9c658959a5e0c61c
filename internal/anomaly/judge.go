package anomaly

import (
	"math"
	"strings"
)

// Judging. A day surprises when what is known of it, completed, lies beyond the band of its baseline and beyond the floors; several days in a row need
// less each. What comes every month, on about the same day and about as much, does not surprise.

const (
	// bandScale is how many robust deviations a single day may be off, bandHigh how many times what one day in twenty passes.
	bandScale, bandHigh = 5.8, 2.1
	// lumpHigh is how many times the largest lump the next may be.
	lumpHigh = 1.5
	// recurHigh is how much more a recurring lump may be than it was.
	recurHigh = 1.3
	// recurLoose is the same where it varied, or came but once.
	recurLoose = 3.0
	// recurLarge is the same for what was more than twice the usual.
	recurLarge = 1.8
	// worth is how many times the daily floor a stretch must have come to for it to have been no noise.
	worth = 25.0
	// againDays is how long after its end a stretch may come back as the same.
	againDays = 9
	// youngDays is for how long after the first day a rise must last: what is usual for single days is not known yet.
	youngDays = 35
	// freshLeast is how many times the floor a new series must cost on a day.
	freshLeast = 1.5
	// goneDays is for how many days a series must be gone.
	goneDays = 3
	// freeDays is until when in a month a free tier may pay.
	freeDays = 20
	// coolDown is after how many days a change that lasts is the new level.
	coolDown = 14
	// strangerDays is how long the detector must have watched before a charge that is no usage can be new: a month, so that all monthly ones were seen.
	strangerDays = 36
)

// runParts say what part of a single day's band the mean of a run must pass.
//
//nolint:gochecknoglobals // a table
var runParts = [len(runs)]float64{1, 0.85, 0.76, 0.68}

// scoreMost is how many times the band counts for more dollars.
const scoreMost = 8

// totalLeast says how many times the floor a run must come to, in all; what is far beyond the band may come to less.
//
//nolint:gochecknoglobals // a table
var totalLeast = [len(runs)]float64{24, 18, 15, 12}

// event is an unusual stretch of one series.
type event struct {
	leaf  *leaf
	start int
	// found is the day of the delivery that showed it.
	found int
	// rise is 1 when the series rose and -1 when it fell.
	rise float64
	// base is the baseline as it was before.
	base baseline
	// end is the first usual day after it, 0 while it lasts.
	end int
	// sort is what test found it.
	sort Class
	// peak is the mean change per day of its first days, score how many bands it is off.
	peak, score float64
	// run is how many days it took to find it.
	run int
	// together tells that it was found with others, where they come together.
	together bool
	// owner is the incident that it belongs to.
	owner *incident
}

// change returns what a day cost more than expected, in money: below 0 when it cost less. Of a day that is not complete, as much is expected as is there.
func (e *event) change(d *Detector, day int) float64 {
	return e.leaf.sign * (e.leaf.at(day) - e.part(d, day)*e.base.expected(day, d.calendar.at(day)))
}

// part returns how much of a day is there.
func (e *event) part(d *Detector, day int) float64 {
	if age := d.today - day; age >= 0 && age < arrivalSpan {
		return min(1, d.arrivalsOf(e.leaf.key).bounds(age).mid)
	}
	return 1
}

// band returns half the width of the band around what is expected of a day.
func (d *Detector) band(l *leaf, b *baseline, expected float64) float64 {
	size := 1.0
	if b.level > 0 {
		size = max(0.5, expected/b.level)
	}
	width := max(bandScale*b.scale, bandHigh*b.high) * size
	least := d.options.MinShare
	switch {
	case b.days < 2*leastDays:
		least = max(least, 0.6)
	case b.days < 3*leastDays:
		least = max(least, 0.4)
	case b.days < 4*leastDays:
		least = max(least, 0.2)
	}
	if math.Abs(l.perMonth) < 0.02 {
		least += 0.08 // it is not known yet whether the length of the month matters
	}
	return max(width, least*expected) * d.factor(l)
}

// judge looks at the recent days of a series and returns the unusual stretch that it finds, if any.
func (d *Detector) judge(l *leaf) *event {
	kind := l.key.Kind
	if kind == Tax || kind == Commitment || d.muted(l) || d.agreed(l) {
		return nil
	}
	if kind == Credit && l.base.sparse {
		return d.judgeMissing(l)
	}
	curve := d.arrivalsOf(l.key)
	var low, high, expect, width [arrivalSpan]float64
	oldest := min(arrivalSpan-1, d.today-max(l.restart, 0))
	for age := oldest; age >= 0; age-- {
		day := d.today - age
		expect[age] = l.base.expected(day, d.calendar.at(day))
		width[age] = d.band(l, &l.base, expect[age])
		low[age], high[age] = math.NaN(), math.NaN()
		if !l.usual(day) {
			continue
		}
		part := curve.bounds(age)
		if part.high > 0.05 {
			low[age] = l.at(day) / part.high
		}
		if part.low > 0.3 && !d.short[age] {
			high[age] = l.at(day) / part.low
		}
	}
	if l.base.days < leastDays {
		return d.judgeNew(l, low[:])
	}
	if found := d.judgeGone(l, high); found != nil {
		return found
	}
	for age := oldest; age >= 0; age-- {
		if found := d.judgeDay(l, age, low, expect, width, 1, 1); found != nil {
			return found
		}
		if found := d.judgeDay(l, age, high, expect, width, -1, 1); found != nil {
			return found
		}
	}
	if l.kin == "" {
		return nil
	}
	weak := kinPart // less is enough where the like of it moves, too
	if d.kinOpen[l.kin] != nil {
		weak = kinOpenPart
	}
	for age := oldest; age >= 0; age-- {
		if found := d.judgeDay(l, age, low, expect, width, 1, weak); found != nil {
			return found
		}
	}
	return nil
}

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

// judgeMissing looks for the end of a credit that comes once a month: it came twice, and not when it should have come again.
func (d *Detector) judgeMissing(l *leaf) *event {
	const patience = 5
	day := d.today - patience
	if day < l.restart+1 {
		return nil
	}
	then := d.monthsBefore(day, 1)
	before := d.monthsBefore(day, 2)
	if before < 0 || l.at(then) < 15*d.floor(l) || l.at(before) < 0.3*l.at(then) {
		return nil
	}
	for near := day - 5; near <= d.today; near++ {
		if l.at(near) > 0.3*l.at(then) {
			return nil
		}
	}
	base := baseline{level: l.at(then) / meanMonth, middle: float64(day), weekday: [7]float64{1, 1, 1, 1, 1, 1, 1}, days: leastDays}
	l.restart = day
	return &event{leaf: l, start: day, rise: -1, base: base, peak: base.level, score: 1 / 0.3}
}

// judgeGone looks for a series that is there no more: nothing for three days of what was there on nearly all days.
func (d *Detector) judgeGone(l *leaf, high [arrivalSpan]float64) *event {
	if l.base.sparse || l.base.filled*20 < l.base.days*19 || l.base.days < 2*leastDays {
		return nil
	}
	for age := arrivalSpan - goneDays; age >= 0; age-- {
		sum, gone := 0.0, true
		for near := age; near < age+goneDays; near++ {
			expected := l.base.expected(d.today-near, d.calendar.at(d.today-near))
			gone = gone && high[near] < 0.03*expected // false for NaN, too
			sum += expected
		}
		start := d.today - age - goneDays + 1
		if !gone || sum/goneDays < 1.2*d.floor(l) || start < l.restart || d.recurs(l, start, l.at(start), -1) || d.returns(l, start, l.at(start), -1) ||
			d.paidOtherwise(l, start) {
			continue
		}
		return &event{leaf: l, start: start, rise: -1, base: l.base, peak: sum / goneDays, score: 2, run: goneDays}
	}
	return nil
}

// judgeNew judges a series that is younger than a baseline.
func (d *Detector) judgeNew(l *leaf, low []float64) *event {
	need := leastDays
	if l.key.Kind != Usage || d.calendar.at(l.born).ofMonth < 2 {
		need = strangerDays
	}
	if l.born < need || l.restart > l.born || l.sign < 0 {
		return nil
	}
	for age := len(low) - 1; age >= 0; age-- {
		if day := d.today - age; day >= l.born && low[age] > freshLeast*d.options.MinDaily*math.Max(1, d.factor(l)) {
			return &event{leaf: l, start: l.born, rise: 1, sort: NewSeries, peak: low[age], score: low[age] / d.options.MinDaily}
		}
	}
	return nil
}

// judgeDay judges the run of days that ends at an age, in one direction; weak is the part of what is asked otherwise that is enough.
func (d *Detector) judgeDay(l *leaf, age int, known, expect, width [arrivalSpan]float64, rise, weak float64) *event {
	if l.base.sparse {
		return d.judgeLump(l, age, known, rise)
	}
	if l.sign < 0 && rise > 0 {
		return nil // more of a credit is no trouble
	}
	dollars := 1.0
	if weak < 1 {
		dollars = kinDollars
	}
	for i, run := range runs {
		if age+run > arrivalSpan || d.today-age-run+1 < l.restart {
			break
		}
		sum, band, want := 0.0, 0.0, 0.0
		whole, steady := true, 0.3
		if run > 2 {
			steady = 0.1
		}
		for near := age; near < age+run; near++ {
			off := rise * (known[near] - expect[near])
			whole = whole && off > steady*width[near] // false for NaN, too
			sum, band, want = sum+off, band+width[near], want+expect[near]
		}
		n := float64(run)
		band = max(band*runParts[i], d.beyond(l, i, rise)*max(want, 0.3*n*l.base.level)*d.factor(l))
		if !whole || sum <= weak*band || sum/n < dollars*d.floor(l) || sum/n < d.options.MinShare*want/n {
			continue
		}
		if sum*min(max(1, sum/band), scoreMost) < totalLeast[i]*d.floor(l)*dollars {
			continue // so little may wait
		}
		if rise < 0 && (sum < 0.35*want || run < 3 && (run < 2 || sum < 0.9*want)) {
			continue // a fall may wait
		}
		start := d.today - age - run + 1
		if run < 5 && d.unseen(start) || run < 3 && rise > 0 && start < youngDays {
			continue
		}
		if rise < 0 && d.paidOtherwise(l, start) {
			if date := d.calendar.at(start); l.at(start) > 0 || date.ofMonth >= freeDays {
				l.restart = start // a free tier ends, a commitment pays on
			}
			return nil
		}
		if d.recurs(l, start, l.at(start), rise) || d.returns(l, start, known[age], rise) {
			continue
		}
		if rise > 0 && d.recovers(l, start, (sum+want)/n) {
			continue
		}
		return &event{leaf: l, start: start, rise: rise, base: l.base, peak: sum / n, score: sum / band, run: run}
	}
	return nil
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

// judgeLump judges a day of a series that has something on few days only.
func (d *Detector) judgeLump(l *leaf, age int, known [arrivalSpan]float64, rise float64) *event {
	start := d.today - age
	known[age] = min(known[age], l.at(start)) // a fee comes whole
	if rise < 0 || l.sign < 0 || !(known[age] > lumpHigh*l.base.lump*d.factor(l)+2*d.floor(l)) {
		return nil
	}
	if d.recurs(l, start, known[age], 1) || d.returns(l, start, known[age], 1) {
		return nil
	}
	if l.key.Kind != Usage && start < strangerDays {
		return nil
	}
	found := &event{leaf: l, start: start, rise: 1, base: l.base, peak: known[age], score: known[age] / (lumpHigh*l.base.lump + 2*d.floor(l))}
	if l.born >= start {
		found.sort = NewSeries
	}
	return found
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
		return value <= slack*most
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

// follow looks at what became of the unusual stretches of a series: they end, or become the new level.
func (d *Detector) follow(l *leaf) {
	settled := d.settled(l)
	if e := l.now; e != nil {
		d.close(e, settled, 0.4)
		switch {
		case e.end != 0:
			l.leaveOut(e.start, e.end)
			if e.peak*float64(e.end-e.start) > worth*d.floor(l) {
				l.tail.forget(e.start, e.end)
			} else {
				d.relearn(l, e)
			}
			l.now, l.past = nil, e
		case settled-e.start >= coolDown:
			l.restart, l.now = e.start, nil
			l.tail.forget(e.start, settled)
			l.lasting = append(l.lasting, e)
		}
	}
	kept := l.lasting[:0]
	for _, e := range l.lasting {
		d.close(e, settled, 0.35)
		if e.end == 0 {
			kept = append(kept, e)
			continue
		}
		l.restart = max(l.restart, e.end)
	}
	l.lasting = kept
}

// again takes up a stretch that seemed to be over when the same comes back within days: a workload that rests at weekends is one.
func (d *Detector) again(e *event) *event {
	past := e.leaf.past
	if past == nil || past.rise != e.rise || past.sort == Drift || e.start-past.end > againDays || e.peak < 0.4*past.peak || past.owner == nil {
		return nil
	}
	e.leaf.past = nil
	for day := past.start; day < min(past.end, len(e.leaf.skip)); day++ {
		e.leaf.skip[day] = false
	}
	past.end = 0
	past.owner.end = 0
	e.leaf.now = past
	return past
}

// relearn gives the residuals of a stretch that came to little to the tail: it was noise.
func (d *Detector) relearn(l *leaf, e *event) {
	for day := e.start; day < e.end; day++ {
		expected := e.base.expected(day, d.calendar.at(day))
		if at := len(l.tail.errs) - (l.tail.upto - day); at >= 0 && at < len(l.tail.errs) && expected > 0 {
			l.tail.errs[at] = (l.at(day) - expected) / max(expected, 0.3*e.base.level)
		}
	}
}

// close finds the end of an unusual stretch: the first of two days, or the only day known, that are back where they would have been.
func (d *Detector) close(e *event, settled int, part float64) {
	back := 0
	first := e.start + 1
	if e.sort == Drift {
		first = e.found // it begins with nothing
	}
	for day := max(first, settled-30); day < settled; day++ {
		expected := e.base.expected(day, d.calendar.at(day))
		off := e.rise * (e.leaf.at(day) - expected)
		if e.sort == Drift {
			if off < 0.1*expected && off < 0.4*e.peak {
				back++
			} else {
				back = 0
			}
		} else if off < part*e.peak {
			back++
		} else {
			back = 0
		}
		if back == 3 {
			e.end = day - back + 1
			return
		}
	}
}

// settled returns the first day that is not yet complete.
func (d *Detector) settled(l *leaf) int {
	curve := &d.arrivalsOf(l.key).now
	age := 0
	for age < arrivalSpan-1 && curve[age].low < 0.9 {
		age++
	}
	return d.today - age + 1
}
