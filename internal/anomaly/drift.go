package anomaly

import (
	"math"
	"slices"
)

// Slow changes. A drift is too slow for the band of a day: the baseline follows it. It is looked for in the means of whole weeks: a line through the
// weeks before, and a ramp beside it that begins three to six weeks ago (a matched filter for a change of slope, as a likelihood ratio over its
// beginning). A price is judged alone: prices hardly have noise, so a change shows in them that usage would hide.

const (
	// driftWeeks are the ramps that are tried, driftBefore how many weeks must lie before, driftMost how many are looked at.
	driftLeast, driftLong, driftBefore, driftMost = 2, 6, 8, 26
	// driftOld is how long ago a drift may have begun: what was not seen until then is how the series grows.
	driftOld = 32
	// driftSlope is the least growth a week beyond the former one.
	driftSlope = 0.011
	// driftShare is what it must come to, as a part of the whole.
	driftShare = 0.05
	// driftScore is how sure it must be, driftCalm how sure where weeks are as like each other as calmNoise; up to roughNoise it grows. Noise has memory, and the
	// more there is of it the longer a series strays by itself.
	driftScore, driftCalm, calmNoise, roughNoise = 5.2, 4.5, 0.010, 0.018
	// driftStrayed is how many times the score of former weeks it must have.
	driftStrayed = 1.3
	// driftWorth is how many times the daily floor it must have cost in all, driftUnsure how many times where it is less sure than driftSure.
	driftWorth, driftUnsure, driftSure = 16.0, 50.0, 6.0
	// priceShare is the least change of a price, priceDays for how many days it must hold.
	priceShare, priceDays = 0.05, 3
)

// judgeSlow looks for drift, every other day.
func (d *Detector) judgeSlow(l *leaf) *event {
	if l.key.Kind != Usage && l.key.Kind != Marketplace || l.base.sparse {
		return nil
	}
	if d.today < l.driftAt+2 {
		return nil
	}
	l.driftAt = d.today
	return d.judgeDrift(l)
}

// judgeDrift looks for a ramp in the means of weeks.
func (d *Detector) judgeDrift(l *leaf) *event {
	end := d.settled(l)
	weeks := d.weeks(l, end)
	if len(weeks) < driftBefore+driftLeast || math.Exp(weeks[len(weeks)-1]) < 2*d.floor() {
		return nil
	}
	var best *event
	bestRamp := 0
	for ramp := driftLeast; ramp <= driftLong && len(weeks)-ramp >= driftBefore; ramp++ {
		before := weeks[:len(weeks)-ramp]
		level, slope, noise := lineOf(before)
		sum, squares, rising := 0.0, 0.0, true
		for i := range ramp {
			off := weeks[len(before)+i] - level - slope*float64(len(before)+i)
			sum += off * (float64(i) + 0.5)
			squares += (float64(i) + 0.5) * (float64(i) + 0.5)
			rising = rising && (i == 0 || weeks[len(before)+i] > weeks[len(before)+i-1]-noise)
		}
		grown := sum / squares
		score := grown * math.Sqrt(squares) / (noise * math.Sqrt(1+float64(ramp)/float64(len(before))))
		off := math.Exp(weeks[len(weeks)-1]) * (1 - math.Exp(-grown*float64(ramp)))
		if !rising || grown < driftSlope || score < driftLeastScore(noise) || off < 1.1*d.floor() || grown*float64(ramp) < driftShare {
			continue
		}
		if weeks[len(weeks)-1] < slices.Max(before)+0.04 {
			continue // it only comes back to where it was
		}
		if best == nil || score > best.score {
			start := d.driftStart(l, end-7*ramp, end)
			bestRamp = ramp
			best = &event{leaf: l, start: start, rise: 1, sort: Drift, base: d.baselineOf(l, start), peak: off, score: score}
		}
	}
	if best != nil && (best.start < d.today-driftOld || best.score < d.strayed(weeks, bestRamp) || d.soFar(best, end) < d.driftLeastSum(best)) {
		return nil
	}
	return best
}

// driftLeastScore returns how sure drift must be by the noise of weeks.
func driftLeastScore(noise float64) float64 {
	part := (noise - calmNoise) / (roughNoise - calmNoise)
	return driftCalm + (driftScore-driftCalm)*min(max(part, 0), 1)
}

// driftLeastSum returns what a drift must have cost in all.
func (d *Detector) driftLeastSum(e *event) float64 {
	if e.score < driftSure {
		return driftUnsure * d.floor()
	}
	return driftWorth * d.floor()
}

// soFar returns what a stretch cost more than expected until a day.
func (d *Detector) soFar(e *event, end int) float64 {
	sum := 0.0
	for day := e.start; day < end; day++ {
		sum += e.change(d, day)
	}
	return sum
}

// driftStart returns the first day after which a series stays above a quarter of what it has drifted: what came at once began when it came.
func (d *Detector) driftStart(l *leaf, first, end int) int {
	base := d.baselineOf(l, first)
	off := 0.0
	for day := end - 7; day < end; day++ {
		off += (l.at(day) - base.expected(day, d.calendar.at(day))) / 7
	}
	for day := end - 1; day > first+2; day-- {
		mean := (l.at(day) + l.at(day-1) + l.at(day-2)) / 3
		want := (base.expected(day, d.calendar.at(day)) + base.expected(day-1, d.calendar.at(day-1)) + base.expected(day-2, d.calendar.at(day-2))) / 3
		if mean-want < 0.25*off {
			return day
		}
	}
	return first
}

// strayed returns what score drift must have in a series that strays slowly by itself: somewhat more than it would have had at any earlier week.
func (d *Detector) strayed(weeks []float64, ramp int) float64 {
	most := 0.0
	for end := len(weeks) - ramp; end-ramp >= driftBefore; end-- {
		level, slope, noise := lineOf(weeks[:end-ramp])
		sum, squares := 0.0, 0.0
		for i := range ramp {
			at := end - ramp + i
			sum += (weeks[at] - level - slope*float64(at)) * (float64(i) + 0.5)
			squares += (float64(i) + 0.5) * (float64(i) + 0.5)
		}
		score := math.Abs(sum) / math.Sqrt(squares) / (noise * math.Sqrt(1+float64(ramp)/float64(end-ramp)))
		most = max(most, score)
	}
	return driftStrayed * most
}

// weeks returns the logarithms of the means of whole weeks without weekdays and without the extremes of each, the oldest first; the last ends before a day.
func (d *Detector) weeks(l *leaf, end int) []float64 {
	var out []float64
	first := max(l.born, l.restart)
	for from := end - 7; from >= first && len(out) < driftMost; from -= 7 {
		week := d.scratch[:0]
		for day := from; day < from+7; day++ {
			if l.usual(day) {
				date := d.calendar.at(day)
				value := l.at(day) / l.base.weekday[date.weekday]
				if l.base.monthly {
					value *= float64(date.length) / meanMonth
				}
				week = append(week, value)
			}
		}
		d.scratch = week
		middle := trimmed(week)
		if len(week) < 4 || middle <= 0 {
			if len(out) < driftLong {
				return nil
			}
			break
		}
		out = append(out, math.Log(middle))
	}
	slices.Reverse(out)
	return out
}

// trimmed returns the mean without the smallest and the largest value, which it puts in order.
func trimmed(values []float64) float64 {
	if len(values) < 4 {
		return 0
	}
	slices.Sort(values)
	sum := 0.0
	for _, value := range values[1 : len(values)-1] {
		sum += value
	}
	return sum / float64(len(values)-2)
}

// lineOf returns a robust line through values at 0, 1, 2, … and the deviation of the values from it.
func lineOf(values []float64) (level, slope, noise float64) {
	n := len(values)
	var slopes []float64
	for i := range n {
		for j := i + 3; j < n; j++ {
			slopes = append(slopes, (values[j]-values[i])/float64(j-i))
		}
	}
	if len(slopes) > 0 {
		slices.Sort(slopes)
		slope = slopes[len(slopes)/2]
		if n < 8 {
			slope *= 0.5
		}
	}
	slope = max(slope, 0) // a fall does not go on
	rest := make([]float64, n)
	for i, value := range values {
		rest[i] = value - slope*float64(i)
	}
	slices.Sort(rest)
	level = (rest[(n-1)/2] + rest[n/2]) / 2
	above := rest[n-1] - level // a week of holidays does not make the others noisy
	for i := range rest {
		rest[i] = math.Abs(rest[i] - level)
	}
	slices.Sort(rest)
	return level, slope, max(0.006, 1.4826*rest[n/2], 0.6*above, 0.6*rest[max(n/2, n-2)])
}

// usualPrice returns the median price of the days before end, and how far most prices are from it; 0 when there are too few.
func (d *Detector) usualPrice(l *leaf, first, end int) (price, spread float64) {
	prices := d.values[:0]
	for day := max(l.born, first, end-windowDays); day < end; day++ {
		if l.usual(day) && l.used(day) > 0 && l.at(day) > 0 {
			prices = append(prices, l.at(day)/l.used(day))
		}
	}
	d.values = prices
	if len(prices) < leastDays {
		return 0, 0
	}
	price = d.median(prices[max(0, len(prices)-levelDays):])
	offs := d.scratch[:0]
	for _, p := range prices {
		offs = append(offs, math.Abs(p/price-1))
	}
	slices.Sort(offs)
	d.scratch = offs
	return price, offs[len(offs)-1-len(offs)/20]
}

// judgePrice looks for a price that changed while usage went on: for three days in a row, to the same new price, where prices were steady before. Prices
// of the first days of a month are left to free tiers.
func (d *Detector) judgePrice(l *leaf) *event {
	if l.key.Kind != Usage && l.key.Kind != Marketplace || l.base.sparse {
		return nil
	}
	usual, spread := d.usualPrice(l, l.restart, min(d.settled(l)-1, d.today-3))
	if usual <= 0 || spread > 0.06 {
		return nil
	}
	band := max(priceShare, 2.5*spread)
	for age := arrivalSpan - priceDays; age >= 0; age-- {
		end := d.today - age
		first := end - priceDays + 1
		if first < max(l.restart, l.born)+leastDays || d.calendar.at(first).ofMonth < 4 && d.calendar.at(end).ofMonth < 6 {
			continue
		}
		off, least, most := 0.0, math.Inf(1), math.Inf(-1)
		for day := first; day <= end; day++ {
			ratio := math.NaN()
			if l.usual(day) && l.used(day) > 0 {
				ratio = l.at(day)/l.used(day)/usual - 1
			}
			off += (l.at(day) - usual*l.used(day)) / max(0.3, d.arrivalsOf(l.key).bounds(d.today-day).mid)
			least, most = min(least, ratio), max(most, ratio)
		}
		if !(least > band || most < -band) || most-least > 0.5*math.Max(math.Abs(least), math.Abs(most)) ||
			math.Abs(off)/priceDays < 0.05*d.floor() || d.pricedSo(l, end) {
			continue
		}
		rise := math.Copysign(1, least)
		if d.returns(l, first, l.at(first), rise) {
			continue
		}
		if rise < 0 && (least < -0.65 || d.committed(first)) {
			l.restart = first
			return nil // a commitment or a free tier pays
		}
		return &event{
			leaf: l, start: first, rise: rise, sort: Price, base: l.base, peak: math.Abs(off) / priceDays,
			score: math.Min(math.Abs(least), math.Abs(most)) / band,
		}
	}
	return nil
}

// pricedAnew tells whether what was found in the costs of a series is a new price: all who pay it are told of at once, not each by itself.
func (d *Detector) pricedAnew(e *event) bool {
	l := e.leaf
	if e.sort != "" || l.key.Kind != Usage && l.key.Kind != Marketplace || e.base.sparse || d.calendar.at(e.start).ofMonth < 4 {
		return false
	}
	usual, spread := d.usualPrice(l, l.restart, e.start)
	if usual <= 0 || spread > 0.06 || l.used(e.start) <= 0 {
		return false
	}
	off := l.at(e.start)/l.used(e.start)/usual - 1
	if e.rise*off < max(priceShare, 1.5*spread) || d.pricedSo(l, e.start) {
		return false
	}
	was := e.part(d, e.start) * e.base.expected(e.start, d.calendar.at(e.start))
	return e.rise*(l.at(e.start)-usual*l.used(e.start)) > 0.65*e.rise*(l.at(e.start)-was)
}

// pricedSo tells whether the price was about the same a month ago: prices of tiers begin anew with each month.
func (d *Detector) pricedSo(l *leaf, day int) bool {
	price := l.at(day) / l.used(day)
	for _, months := range [...]int{1, 2} {
		then := d.monthsBefore(day, months)
		for near := then - 1; near <= then+1; near++ {
			if near >= 0 && l.used(near) > 0 && math.Abs(l.at(near)/l.used(near)/price-1) < 0.04 {
				return true
			}
		}
	}
	return false
}
