package anomaly

import (
	"math"
	"slices"
)

// Slow changes. A drift is too slow for the band of a day: the baseline follows it. It is looked for in the means of whole weeks: a line through the
// weeks before, as far back as the series was what it is now, and a ramp beside it that begins two to six weeks ago (a matched filter for a change of
// slope, as a likelihood ratio over its beginning). The weeks around the turn of the year are nobody's usual ones and are left out.

const (
	// driftLeast and driftLong are the ramps that are tried, driftBefore how many weeks must lie before, driftMost how many are looked at.
	driftLeast, driftLong, driftBefore, driftMost = 2, 6, 8, 26
	// driftOld is how long ago a drift may have begun: what was not seen until then is how the series grows.
	driftOld = 32
	// driftSlope is the least growth a week beyond the former one.
	driftSlope = 0.011
	// driftShare is what it must come to, as a part of the whole.
	driftShare = 0.05
	// driftAbove is how far it must lie above all weeks before: else it only comes back to where it was.
	driftAbove = 0.04
	// driftScore is how sure it must be, driftCalm how sure where weeks are as like each other as calmNoise; up to roughNoise it grows. Noise has memory, and the
	// more there is of it the longer a series strays by itself.
	driftScore, driftCalm, calmNoise, roughNoise = 5.6, 4.9, 0.010, 0.018
	// driftStrayed is how many times the score of former weeks it must have.
	driftStrayed = 1.3
	// driftWorth is how many times the daily floor it must have cost in all, driftUnsure how many times where it is less sure than driftSure.
	driftWorth, driftUnsure, driftSure = 16.0, 50.0, 6.0
	// eraNoise is how many times the noise of the weeks after it a week may lie off their line, and eraSlack how far at least, to be of the same era; one
	// week that is further off may have been anything.
	eraNoise, eraSlack = 4.0, 0.02
	// holidays is how many days of a week must be around the turn of the year for it to be left out.
	holidays = 3
)

// week is the mean of a week, as a logarithm, and when it was, counted in weeks.
type week struct{ at, mean float64 }

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
	if len(weeks) < driftBefore+driftLeast || weeks[len(weeks)-1].at != 0 {
		return nil
	}
	last := weeks[len(weeks)-1].mean
	if math.Exp(last) < 2*d.floor() {
		return nil
	}
	var best *event
	bestRamp := 0
	for ramp := driftLeast; ramp <= driftLong; ramp++ {
		fit, ok := fitRamp(weeks, 0, ramp, last-driftAbove)
		off := math.Exp(last) * (1 - math.Exp(-fit.grown*float64(ramp)))
		if !ok || !fit.rising || fit.grown < driftSlope || fit.score < driftLeastScore(fit.noise) || off < 1.1*d.floor() || fit.grown*float64(ramp) < driftShare {
			continue
		}
		if best == nil || fit.score > best.score {
			start := d.driftStart(l, end-7*ramp, end)
			bestRamp = ramp
			best = &event{leaf: l, start: start, rise: 1, sort: Drift, base: d.baselineOf(l, start), peak: off, score: fit.score}
		}
	}
	if best == nil || best.start < d.today-driftOld || best.score < strayed(weeks, bestRamp) || d.soFar(best, end) < d.driftLeastSum(best) {
		return nil
	}
	return best
}

// ramped is a ramp beside a line through the weeks before it.
type ramped struct {
	// grown is how much it grows in a week beyond the line, noise how far weeks stray from the line, score how sure it is.
	grown, noise, score float64
	// rising tells that each week is above the one before, but for noise.
	rising bool
}

// fitRamp fits a ramp of so many weeks that end with the one at a place. It is not to be had where too few weeks are known, or where one of the newest before it
// is above most.
func fitRamp(weeks []week, at float64, ramp int, most float64) (ramped, bool) {
	end := len(weeks)
	for end > 0 && weeks[end-1].at > at {
		end--
	}
	first := end
	for first > 0 && weeks[first-1].at > at-float64(ramp)+0.5 {
		first--
	}
	if first < driftBefore || end-first < driftLeast || above(weeks[first-driftBefore:first], most) {
		return ramped{}, false
	}
	before := era(weeks[:first])
	if above(before, most) {
		return ramped{}, false
	}
	level, slope, noise := lineOf(before)
	sum, squares := 0.0, 0.0
	out := ramped{noise: noise, rising: true}
	for i, w := range weeks[first:end] {
		reach := w.at - at + float64(ramp) - 0.5
		sum += (w.mean - level - slope*w.at) * reach
		squares += reach * reach
		out.rising = out.rising && (i == 0 || w.mean > weeks[first+i-1].mean-noise)
	}
	out.grown = sum / squares
	out.score = out.grown * math.Sqrt(squares) / (noise * math.Sqrt(1+float64(ramp)/float64(len(before))))
	return out, true
}

// above tells whether a week is above a mean.
func above(weeks []week, most float64) bool {
	return slices.ContainsFunc(weeks, func(w week) bool { return w.mean > most })
}

// era returns the newest weeks that lie on one line: what a series was before it changed for good says nothing of how it strays now.
func era(weeks []week) []week {
	first := len(weeks) - driftBefore
	level, slope, noise := lineOf(weeks[first:])
	odd := 0
	for i := first - 1; i >= 0; i-- {
		if math.Abs(weeks[i].mean-level-slope*weeks[i].at) > eraNoise*noise+eraSlack {
			if odd++; odd == 2 {
				break
			}
			continue
		}
		odd, first = 0, i
		level, slope, noise = lineOf(weeks[first:])
	}
	return weeks[first:]
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
func strayed(weeks []week, ramp int) float64 {
	most := 0.0
	for at := float64(-ramp); at >= weeks[0].at+driftBefore; at-- {
		if fit, ok := fitRamp(weeks, at, ramp, math.Inf(1)); ok {
			most = max(most, math.Abs(fit.score))
		}
	}
	return driftStrayed * most
}

// weeks returns the logarithms of the means of whole weeks without weekdays and without the extremes of each, the oldest first; the last ends before a day and
// is at 0, the one before at -1.
func (d *Detector) weeks(l *leaf, end int) []week {
	var out []week
	first := max(l.born, l.restart)
	for back := 0; back < driftMost && end-7*back-7 >= first; back++ {
		values, off := d.scratch[:0], 0
		for day := end - 7*back - 7; day < end-7*back; day++ {
			date := d.calendar.at(day)
			if date.turnOfYear() {
				off++
			}
			if l.usual(day) {
				value := l.at(day) / l.base.weekday[date.weekday]
				if l.base.monthly {
					value *= float64(date.length) / meanMonth
				}
				values = append(values, value)
			}
		}
		d.scratch = values
		middle := trimmed(values)
		if len(values) < 4 || middle <= 0 {
			if back < driftLong {
				return nil
			}
			break
		}
		if off < holidays {
			out = append(out, week{float64(-back), math.Log(middle)})
		}
	}
	slices.Reverse(out)
	return out
}

// turnOfYear tells whether a day is one of those around the turn of the year on which fewer people work, or more of them buy.
func (d date) turnOfYear() bool {
	const year, from, until = 12, 20, 3
	return d.month%year == year-1 && d.ofMonth >= from || d.month%year == 0 && d.ofMonth < until
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

// lineOf returns a robust line through weeks and the deviation of the weeks from it.
func lineOf(weeks []week) (level, slope, noise float64) {
	n := len(weeks)
	slopes := make([]float64, 0, n*n/2)
	for i, w := range weeks {
		for _, later := range weeks[i+1:] {
			if apart := later.at - w.at; apart > 2 {
				slopes = append(slopes, (later.mean-w.mean)/apart)
			}
		}
	}
	if len(slopes) > 0 {
		slices.Sort(slopes)
		slope = slopes[len(slopes)/2]
	}
	slope = max(slope, 0) // a fall does not go on
	rest := make([]float64, n)
	for i, w := range weeks {
		rest[i] = w.mean - slope*w.at
	}
	slices.Sort(rest)
	level = (rest[(n-1)/2] + rest[n/2]) / 2
	most := rest[n-1] - level // a week of holidays does not make the others noisy
	for i := range rest {
		rest[i] = math.Abs(rest[i] - level)
	}
	slices.Sort(rest)
	return level, slope, max(0.006, 1.4826*rest[n/2], 0.6*most, 0.6*rest[max(n/2, n-2)])
}
