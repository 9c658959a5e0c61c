package anomaly

import (
	"math"
	"slices"
)

// Daily is what something cost on a day.
type Daily struct {
	Day  Day
	Cost float64
}

// Outcome is what became of a fix.
type Outcome string

// The outcomes. Waiting is for the days that it takes to tell; Partly is a fix that saves, though less than half of what was to be saved.
const (
	Waiting Outcome = "waiting"
	Worked  Outcome = "worked"
	Partly  Outcome = "partly"
	Failed  Outcome = "failed"
)

// Proof is what days cost after a fix beside what they would have cost without it.
type Proof struct {
	Outcome Outcome
	// Points are the days from the fix on: Expected is the cost without the fix, between Low and High.
	Points []Point
	// Actual, Would and its bounds are sums over the points.
	Actual, Would, Low, High float64
}

// The days before a fix that the cost without it is taken from, and those after it for which they say anything.
const (
	ProofBefore = 56
	ProofAfter  = 90
)

// What a proof asks for, in days.
const (
	proofWeek  = 7
	proofLeast = 7  // days before and after it, to tell anything
	proofSure  = 14 // days after it, to tell that it failed
	proofLevel = 28 // days that the level is taken from: whole weeks
)

// proofMargin is the least half width of the bounds, as a part, and what part of the tries may lie beyond either.
const proofMargin = 0.05

// Prove tells what a fix did. Without it days would have cost what the same days of the week cost in the four weeks before; how far sums
// over as many days have lain from such a forecast, before the fix, bounds it. Days are without gaps, whole, and reach from before the fix
// to after it; excess is the part of the cost before the fix that was to be saved, 0 to 1. Without a week before the fix there is no proof.
func Prove(days []Daily, fix Day, excess float64) (Proof, bool) {
	at := slices.IndexFunc(days, func(d Daily) bool { return d.Day >= fix })
	if at < 0 {
		at = len(days)
	}
	before := days[max(0, at-ProofBefore):at]
	after := days[at:min(len(days), at+ProofAfter)]
	if len(before) < proofLeast {
		return Proof{}, false
	}
	p := Proof{Outcome: Waiting}
	low, high := bounds(before, len(after))
	profile := profileOf(before)
	for _, d := range after {
		would := profile[d.Day%proofWeek]
		p.Points = append(p.Points, Point{Day: d.Day, Actual: d.Cost, Expected: would, Low: would * low, High: would * high, Complete: 1})
		p.Actual += d.Cost
		p.Would += would
	}
	p.Low, p.High = p.Would*low, p.Would*high
	p.Outcome = p.judge(len(after), excess)
	return p, true
}

// judge says what became of a fix.
func (p *Proof) judge(days int, excess float64) Outcome {
	const most, little = 0.5, 0.1 // of what was to be saved
	if days < proofLeast || p.Would <= 0 {
		return Waiting
	}
	saved, sure := (p.Would-p.Actual)/p.Would, p.Actual < p.Low
	var lately, least float64
	for _, day := range p.Points[days-proofLeast:] {
		lately += day.Actual
		least += day.Low
	}
	sure = sure && lately < least // or it has come back
	switch {
	case sure && saved >= most*excess:
		return Worked
	case sure && saved >= little*excess && days >= proofSure:
		return Partly
	case !sure && days >= proofSure:
		return Failed
	}
	return Waiting
}

// profileOf is the cost of each day of the week: the median of the last four, or, where some day was not seen often enough, the mean of all.
func profileOf(days []Daily) [proofWeek]float64 {
	last := days[max(0, len(days)-proofLevel):]
	var all float64
	var by [proofWeek][]float64
	for _, d := range last {
		all += d.Cost
		by[d.Day%proofWeek] = append(by[d.Day%proofWeek], d.Cost)
	}
	var out [proofWeek]float64
	for i, costs := range by {
		out[i] = all / float64(len(last))
		if len(last) >= 2*proofWeek {
			out[i] = medianOf(costs)
		}
	}
	return out
}

// bounds are how far, as factors, sums over some days have lain from their forecast: the 5th and 95th percentile over all days from which they
// could be forecast, a margin at least. The fewer tries fit without overlapping, the wider; what is asked for further ahead than could be tried is as
// much wider as the root of the time.
func bounds(days []Daily, ahead int) (low, high float64) {
	ahead = max(ahead, 1)
	tried := min(ahead, max(1, len(days)-2*proofWeek))
	var ratios []float64
	for at := 2 * proofWeek; at+tried <= len(days); at++ {
		profile := profileOf(days[:at])
		var actual, would float64
		for _, d := range days[at : at+tried] {
			actual += d.Cost
			would += profile[d.Day%proofWeek]
		}
		if would > 0 {
			ratios = append(ratios, actual/would)
		}
	}
	wider := math.Sqrt(float64(ahead)/float64(tried)) * (1 + float64(tried)/float64(max(len(days)-2*proofWeek, tried)))
	low, high = 1-proofMargin, 1+proofMargin
	if len(ratios) > 0 {
		slices.Sort(ratios)
		last := float64(len(ratios) - 1)
		low = min(low, ratios[int(math.Floor(proofMargin*last))])
		high = max(high, ratios[int(math.Ceil((1-proofMargin)*last))])
	}
	return max(0, 1-(1-low)*wider), 1 + (high-1)*wider
}

func medianOf(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2 //nolint:mnd // the middle of two
}
