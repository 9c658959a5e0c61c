package anomaly

import (
	"math"
	"slices"
	"strings"
)

// The tail. How far a series strays on its own is learned from how far it strayed: each day that is complete leaves its residual, as a part of what was
// expected, and a run of days must be further off than the runs of the last half year were but one. That is a calibrated quantile (as conformal prediction
// takes it): it needs no distribution, and holds for series whose noise has heavy tails or memory. What comes every month, and what was an
// incident, leaves nothing.

const (
	// tailDays is how many residuals are kept, tailLeast how many it takes to trust them.
	tailDays, tailLeast = 200, 30
	// tailFactor is how much further than the tail a run must be.
	tailFactor = 1.9
	// tailHeavy is the same where the tail is heavy.
	tailHeavy = 2.4
	// recurUsual is how much a series may usually stray for what stands out in it each month to be told from what only strays far.
	recurUsual = 0.05
	// breedMost is how many times its own tail that of its breed may be that counts, where the own is known.
	breedMost = 2.0
	// roughUsual is how much of what is expected a series strays on a usual day that is neither calm nor rough; patienceLeast and patienceMost are the
	// least and the most times the dollars that are asked of others.
	roughUsual, patienceLeast, patienceMost = 0.06, 0.4, 1.8
)

// runs are how many days in a row are judged together.
//
//nolint:gochecknoglobals // a table
var runs = [...]int{1, 2, 3, 5}

// tail holds the residuals of a series.
type tail struct {
	// errs are residuals as parts of what was expected, the oldest first; NaN where a day says nothing.
	errs []float64
	// upto is the first day that is not yet in errs.
	upto int
	// high and low are, for each length of run, the second largest mean to either side.
	high, low [len(runs)]float64
	// count is how many residuals there are, usual how large they usually are.
	count int
	usual float64
}

// learnTail takes the days that became complete into the tail of a series.
func (d *Detector) learnTail(l *leaf, settled int) {
	t := &l.tail
	if t.upto < settled-2*arrivalSpan || t.upto == 0 {
		t.upto = max(settled-1, 0)
	}
	changed := false
	for ; t.upto < settled; t.upto++ {
		day := t.upto
		value := math.NaN()
		if l.base.days >= leastDays && !l.base.sparse && l.now == nil && l.usual(day) && day >= l.restart {
			if expected := l.base.expected(day, d.calendar.at(day)); expected > 0 {
				value = (l.at(day) - expected) / max(expected, 0.3*l.base.level)
				if math.Abs(value) > 0.3 && t.usual < recurUsual && d.recurs(l, day, l.at(day), math.Copysign(1, value)) {
					value = math.NaN()
				}
			}
		}
		if len(t.errs) >= tailDays+50 {
			t.errs = append(t.errs[:0], t.errs[len(t.errs)-tailDays:]...)
		}
		t.errs = append(t.errs, value)
		changed = true
	}
	if changed {
		t.measure()
	}
}

// forget takes the residuals of days back, because they were an incident.
func (t *tail) forget(first, end int) {
	for day := first; day < end; day++ {
		if at := len(t.errs) - (t.upto - day); at >= 0 && at < len(t.errs) {
			t.errs[at] = math.NaN()
		}
	}
}

// measure finds the tails of all runs.
func (t *tail) measure() {
	errs := t.errs[max(0, len(t.errs)-tailDays):]
	t.count = 0
	t.usual = 0
	for _, err := range errs {
		if !math.IsNaN(err) {
			t.count++
			t.usual += math.Sqrt(math.Abs(err)) // the mean of roots hardly feels the largest
		}
	}
	if t.count > 0 {
		t.usual /= float64(t.count)
		t.usual *= t.usual
	}
	for i, run := range runs {
		var top, bottom [2]float64
		last := -run
		for at := range errs {
			sum := 0.0
			for _, err := range errs[max(0, at-run+1) : at+1] {
				sum += err
			}
			if at+1 < run || math.IsNaN(sum) {
				continue
			}
			mean := sum / float64(run)
			// Runs that overlap are one: only the larger counts.
			if mean > top[1] {
				if at-last < run && mean > top[0] {
					top[0] = mean
				} else if mean > top[0] {
					top[1], top[0], last = top[0], mean, at
				} else if at-last >= run {
					top[1] = mean
				}
			}
			if mean < bottom[1] {
				if mean < bottom[0] {
					bottom[1], bottom[0] = bottom[0], mean
				} else {
					bottom[1] = mean
				}
			}
		}
		t.high[i], t.low[i] = top[1], -bottom[1]
	}
}

// patience returns how many times the dollars a change must come to by how much the series strays from day to day: what stands out in a calm one is
// seldom noise, and need not come to much before it is told.
func (t *tail) patience() float64 {
	if t.count < tailLeast {
		return 1
	}
	return min(max(patienceLeast, t.usual/roughUsual), patienceMost)
}

// breedOf names series that stray alike: one usage type of all accounts and regions.
func breedOf(key Key) metered {
	usageType := key.UsageType
	if prefix, rest, found := strings.Cut(usageType, "-"); found && len(prefix) >= 2 && len(prefix) <= 4 && strings.ToUpper(prefix) == prefix {
		usageType = rest
	}
	return metered{key.Service, usageType}
}

// pool finds how far the series of each breed stray, the second of five of those that were watched for long.
func (d *Detector) pool() {
	highs := map[metered]*[len(runs)][]float64{}
	for _, l := range d.leaves {
		if l.tail.count < 2*tailLeast {
			continue
		}
		b := l.breed
		if highs[b] == nil {
			highs[b] = &[len(runs)][]float64{}
		}
		for i := range runs {
			highs[b][i] = append(highs[b][i], l.tail.high[i])
		}
	}
	clear(d.breeds)
	for b, all := range highs {
		var out [len(runs)]float64
		for i := range runs {
			slices.Sort(all[i])
			out[i] = all[i][len(all[i])*4/5]
		}
		d.breeds[b] = out
	}
}

// beyond returns how far off a run must be to surprise: further than the series strayed, and than most of its breed did. Where the largest residuals are
// many times the usual ones the next may be larger still; where there are few residuals they say less.
func (d *Detector) beyond(l *leaf, run int, rise float64) float64 {
	out := l.tail.high[run]
	if rise < 0 {
		out = l.tail.low[run]
	} else {
		breed := d.breeds[l.breed][run]
		if l.tail.count >= 4*tailLeast {
			breed = min(breed, breedMost*out)
		}
		out = max(out, breed)
	}
	factor := tailFactor
	if out > 8*l.tail.usual {
		factor = tailHeavy
	}
	if l.tail.count < 2*tailLeast {
		factor *= 1.2
	}
	return factor * out
}
