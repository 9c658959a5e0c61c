package anomaly

import "math"

// Judging. A day surprises when what is known of it, completed, lies beyond the band of its baseline and beyond the floors; several days in a row need
// less each. What comes every month, on about the same day and about as much, does not surprise.

const (
	// minShare is the smallest change as a part of what was expected that is worth a word.
	minShare = 0.08
	// bandScale is how many robust deviations a single day may be off, bandHigh how many times what one day in twenty passes.
	bandScale, bandHigh = 5.8, 2.1
	// bandLeast is the part of the band of a usual day that the band of a day off has.
	bandLeast = 0.5
	// lumpHigh is how many times the largest lump the next may be.
	lumpHigh = 1.5
	// youngDays is for how long after the first day a rise must last: what is usual for single days is not known yet.
	youngDays = 35
	// freshLeast is how many times the floor a new series must cost on a day.
	freshLeast = 1.5
	// goneDays is for how many days a series must be gone.
	goneDays = 3
	// freeDays is until when in a month a free tier may pay.
	freeDays = 20
	// strangerDays is how long the detector must have watched before a charge that is no usage can be new: a month, so that all monthly ones were seen.
	strangerDays = 36
)

// runParts say what part of a single day's band the mean of a run must pass.
//
//nolint:gochecknoglobals // a table
var runParts = [len(runs)]float64{1, 0.85, 0.76, 0.68}

// countsMost is how many times its dollars a change counts that is far beyond its band.
const countsMost = 12

// counts returns how many times its dollars a change counts by its score: what is plainly no noise need not wait until it comes to much.
func counts(score float64) float64 {
	if score <= 1 {
		return 1
	}
	return min(score*math.Sqrt(score), countsMost)
}

// totalLeast says how many times the floor a run must come to, in all; what is far beyond the band may come to less.
//
//nolint:gochecknoglobals // a table
var totalLeast = [len(runs)]float64{18, 16, 15, 12}

// band returns half the width of the band around what is expected of a day.
func (d *Detector) band(l *leaf, b *baseline, expected float64) float64 {
	size := 1.0
	if b.level > 0 {
		size = max(bandLeast, expected/b.level)
	}
	width := max(bandScale*b.scale, bandHigh*b.high) * size
	least := minShare
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
	return max(width, least*expected)
}

// judge looks at the recent days of a series and returns the unusual stretch that it finds, if any.
func (d *Detector) judge(l *leaf) *event {
	kind := l.key.Kind
	if kind == Tax || kind == Commitment || d.agreed(l) {
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

// judgeMissing looks for the end of a credit that comes once a month: it came twice, and not when it should have come again.
func (d *Detector) judgeMissing(l *leaf) *event {
	const patience = 5
	day := d.today - patience
	if day < l.restart+1 {
		return nil
	}
	then := d.monthsBefore(day, 1)
	before := d.monthsBefore(day, 2)
	if before < 0 || l.at(then) < 15*d.floor() || l.at(before) < 0.3*l.at(then) {
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
		if !gone || sum/goneDays < 1.2*d.floor() || start < l.restart || d.recurs(l, start, l.at(start), -1) || d.returns(l, start, l.at(start), -1) ||
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
		if day := d.today - age; day >= l.born && low[age] > freshLeast*d.options.MinDaily {
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
		band = max(band*runParts[i], d.beyond(l, i, rise)*max(want, 0.3*n*l.base.level))
		if !whole || sum <= weak*band || sum/n < dollars*d.floor() || sum/n < minShare*want/n {
			continue
		}
		if max(sum, d.awaited(l, age, run, expect, rise))*counts(sum/band) < totalLeast[i]*d.floor()*dollars*l.tail.patience() {
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

// awaited returns what a run of days will probably have cost beyond what was expected. How sure a change is hangs on the least that it may be, how much it is
// does not.
func (d *Detector) awaited(l *leaf, age, run int, expect [arrivalSpan]float64, rise float64) float64 {
	sum := 0.0
	for near := age; near < age+run; near++ {
		if part := d.arrivalsOf(l.key).bounds(near).mid; part > 0.5 {
			sum += rise * (l.at(d.today-near)/part - expect[near])
		}
	}
	return sum
}

// judgeLump judges a day of a series that has something on few days only.
func (d *Detector) judgeLump(l *leaf, age int, known [arrivalSpan]float64, rise float64) *event {
	start := d.today - age
	known[age] = min(known[age], l.at(start)) // a fee comes whole
	if rise < 0 || l.sign < 0 || !(known[age] > lumpHigh*l.base.lump+2*d.floor()) {
		return nil
	}
	if d.recurs(l, start, known[age], 1) || d.returns(l, start, known[age], 1) {
		return nil
	}
	if l.key.Kind != Usage && start < strangerDays {
		return nil
	}
	found := &event{leaf: l, start: start, rise: 1, base: l.base, peak: known[age], score: known[age] / (lumpHigh*l.base.lump + 2*d.floor())}
	if l.born >= start {
		found.sort = NewSeries
	}
	return found
}
