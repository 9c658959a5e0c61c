package picture

import (
	"math"
	"strconv"
	"time"

	"gonum.org/v1/plot"
)

// dates marks days: so many that their names have room.
type dates struct{}

// Ticks returns the marks between two moments in seconds.
func (dates) Ticks(low, high float64) []plot.Tick {
	const most, day = 8, 24 * 60 * 60
	from, days := time.Unix(int64(low), 0).UTC(), int((high-low)/day)+1
	step := max(1, (days+most-1)/most)
	var out []plot.Tick
	for i := 0; i < days; i += step {
		at := from.AddDate(0, 0, i)
		out = append(out, plot.Tick{Value: float64(at.Unix()), Label: at.Format("Jan 2")})
	}
	for i := range out { // the year where it begins
		at := time.Unix(int64(out[i].Value), 0).UTC()
		out[i].Label = at.Format("01-02")
		if i == 0 || time.Unix(int64(out[i-1].Value), 0).UTC().Year() != at.Year() {
			out[i].Label = at.Format(time.DateOnly)
		}
	}
	return out
}

// amounts marks round amounts.
type amounts struct{}

// Ticks returns about five marks: 1, 2 or 5 times a power of ten apart.
func (amounts) Ticks(low, high float64) []plot.Tick {
	const parts, ten = 5, 10
	rough := (high - low) / parts
	if !(rough > 0) || math.IsInf(rough, 0) {
		return nil
	}
	power := math.Pow(ten, math.Floor(math.Log10(rough)))
	step := power
	for _, times := range []float64{1, 2, 5, ten} {
		if step = power * times; step >= rough {
			break
		}
	}
	var out []plot.Tick
	first := math.Ceil(low / step)
	for i := range 2 * parts {
		at := (first + float64(i)) * step
		if at > high {
			break
		}
		out = append(out, plot.Tick{Value: at, Label: short(at, step)})
	}
	return out
}

// short writes an amount with as many digits as its neighbours need.
func short(x, step float64) string {
	const thousand, million = 1e3, 1e6
	unit, letter := 1.0, ""
	switch size := math.Abs(x); {
	case size >= million && step >= million/thousand:
		unit, letter = million, "M"
	case size >= 10*thousand && step >= thousand/10: //nolint:mnd // 9,000 has room
		unit, letter = thousand, "k"
	}
	places := max(0, int(math.Ceil(-math.Log10(step/unit)-1e-9)))        //nolint:mnd // what floats are wrong by
	return strconv.FormatFloat(x/unit, 'f', min(places, 6), 64) + letter //nolint:mnd // enough
}
