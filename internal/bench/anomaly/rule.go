package anomaly

import (
	"math"
	"slices"
)

// percent raises what is more than a share above the mean of the days before: OptScale's rule, and Vantage's with seven days and ten per cent.
func percent(share float64, days int) func() judge {
	return func() judge {
		return func(past []float64, today float64) (float64, bool) {
			m := mean(lastOf(past, days))
			return m, today > m*(1+share)
		}
	}
}

// zScore raises what lies so many deviations above the mean of the days before.
func zScore(limit float64, days int) func() judge {
	return func() judge {
		return func(past []float64, today float64) (float64, bool) {
			window := lastOf(past, days)
			m, squares := mean(window), 0.0
			for _, v := range window {
				squares += (v - m) * (v - m)
			}
			deviation := math.Sqrt(squares / math.Max(1, float64(len(window)-1)))
			return m, today-m > limit*deviation
		}
	}
}

// medianDeviation raises what lies so many median absolute deviations above the median, with days of the same weekday alone if wanted.
func medianDeviation(limit float64, days int, weekday bool) func() judge {
	return func() judge {
		return func(past []float64, today float64) (float64, bool) {
			window := lastOf(past, days)
			if weekday {
				var same []float64
				for i := len(past) - 7; i >= 0 && len(same) < days/7; i -= 7 {
					same = append(same, past[i])
				}
				window = same
			}
			m := median(window)
			apart := make([]float64, len(window))
			for i, v := range window {
				apart[i] = math.Abs(v - m)
			}
			return m, today-m > limit*1.4826*median(apart)
		}
	}
}

// holtWinters raises what lies above the band of an additive Holt-Winters model with a season of a week. The width of the band is that of the
// errors so far, which are forgotten as the season is. What is unusual moves the model less.
func holtWinters(limit, alpha, beta, gamma float64) func() judge {
	return func() judge {
		var level, trend, width float64
		var season [7]float64
		ready := false
		return func(past []float64, today float64) (float64, bool) {
			day := len(past)
			if day < 14 {
				return today, false
			}
			if !ready {
				ready = true
				level = mean(past[day-14:])
				for i := day - 14; i < day; i++ {
					season[i%7] += (past[i] - level) / 2
				}
				for i := day - 14; i < day; i++ {
					width += math.Abs(past[i]-level-season[i%7]) / 14
				}
			}
			expected := level + trend + season[day%7]
			off := today - expected
			unusual := off > limit*width
			seen := today
			if bound := limit * width; math.Abs(off) > bound && width > 0 {
				seen = expected + math.Copysign(bound, off)
			}
			before := level
			level = alpha*(seen-season[day%7]) + (1-alpha)*(level+trend)
			trend = beta*(level-before) + (1-beta)*trend
			season[day%7] = gamma*(seen-level) + (1-gamma)*season[day%7]
			width = gamma*math.Abs(seen-expected) + (1-gamma)*width
			return expected, unusual
		}
	}
}

func lastOf(list []float64, n int) []float64 { return list[max(0, len(list)-n):] }

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}
