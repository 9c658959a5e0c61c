package explore

import (
	"math"
	"slices"
	"time"
)

// The model of a forecast. Each day is a level, times the habit of its weekday, plus what comes on the first of a month; the level moves on
// with a trend that fades. All of it is made of medians, so that a spike or a day without data moves nothing:
//
//	habit of a weekday = the median of a day by the median of the week around it, over the last eight weeks
//	level              = the median of the last fourteen days without their habits
//	trend              = the median slope between all pairs of the last twenty-eight days, per day; day k ahead adds trend · (φ + … + φᵏ)
//	first of a month   = the median of what the last three firsts had above the median of the week after them
//
// It costs one sort of a few hundred numbers.

const (
	week       = 7
	habitDays  = 8 * week
	levelDays  = 2 * week
	trendDays  = 4 * week
	leastDays  = 4 * week // of history, below which there is no forecast
	fade       = 0.97     // φ
	firsts     = 3
	halfLevels = 0.5
)

// series is one amount for each day from a first day on.
type series struct {
	first  time.Time
	values []float64
}

func (s series) day(i int) time.Time { return s.first.AddDate(0, 0, i) }

// head is the first n days.
func (s series) head(n int) series { return series{first: s.first, values: s.values[:n]} }

// predict returns the n days after a series of at least leastDays.
func (s series) predict(n int) []float64 {
	habit := s.habits()
	lump := s.lump(habit)
	flat := slices.Clone(s.values)
	for i := range flat {
		if s.day(i).Day() == 1 {
			flat[i] -= lump
		}
		flat[i] /= habit[s.day(i).Weekday()]
	}
	level, trend := median(flat[len(flat)-levelDays:]), slope(flat[len(flat)-trendDays:])
	// The median of the last days is the level of their middle.
	level += trend * (levelDays - 1) * halfLevels
	out := make([]float64, n)
	step := trend
	for i := range out {
		step *= fade
		level += step
		day := s.day(len(s.values) + i)
		out[i] = level * habit[day.Weekday()]
		if day.Day() == 1 {
			out[i] += lump
		}
	}
	return out
}

// lump is what comes on the first of a month, above the habit of its weekday.
func (s series) lump(habit [week]float64) float64 {
	usual := func(i int) float64 { return s.values[i] / habit[s.day(i).Weekday()] }
	var above []float64
	for i := len(s.values) - 1 - week; i >= 0 && len(above) < firsts; i-- {
		if s.day(i).Day() != 1 {
			continue
		}
		var after []float64
		for j := i + 1; j <= i+week; j++ {
			after = append(after, usual(j))
		}
		above = append(above, s.values[i]-median(after)*habit[s.day(i).Weekday()])
	}
	return median(above)
}

// habits is how each weekday is to the days around it; 1 is like them.
func (s series) habits() [week]float64 {
	var of [week][]float64
	const half = week / 2
	for i := max(half, len(s.values)-habitDays); i < len(s.values)-half; i++ {
		if around := median(s.values[i-half : i+half+1]); around != 0 {
			w := s.day(i).Weekday()
			of[w] = append(of[w], s.values[i]/around)
		}
	}
	const least, most = 0.1, 10 // what is beyond is no habit
	var habit [week]float64
	for w, ratios := range of {
		habit[w] = 1
		if len(ratios) > 0 {
			habit[w] = min(max(median(ratios), least), most)
		}
	}
	return habit
}

// median returns the middle of some numbers, 0 for none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2 //nolint:mnd // the mean of both in the middle
}

// slope is the median slope between all pairs.
func slope(values []float64) float64 {
	var all []float64
	for i := range values {
		for j := range i {
			all = append(all, (values[i]-values[j])/float64(i-j))
		}
	}
	return median(all)
}

// spread is the absolute error, relative to the truth's scale, that a share of past forecasts did not exceed. With few of them it is the
// largest, or more; without any it is the whole.
func spread(errors []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(errors))
	n := len(sorted)
	at := int(math.Ceil(share * float64(n+1)))
	switch {
	case n == 0:
		return 1
	case at > n: // even the largest holds less than the share
		return sorted[n-1] * 3 / 2 //nolint:mnd // one and a half
	}
	return sorted[at-1]
}
