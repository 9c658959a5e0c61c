package series

import "math"

// The least days of an estimate.
const (
	leastBefore, leastAfter = 14, 7
	leastLine               = 14
	leastTrend              = 28
	week                    = 7
)

// Change is what a step did, as a factor of the value before.
type Change struct {
	// Log is the estimate of the logarithm of the factor.
	Log Estimate
	*Result
	Before, After int
	// mid is the middle of the days, at the day of the step.
	mid   float64
	at    int
	trend bool
}

// Step estimates by which factor values changed at a day. They are compared on their logarithms, so they are above 0; weekdays have levels of
// their own where there are two weeks on each side; with trend, a growth that goes on through all days is taken out.
func Step(days []int, values []float64, at int, trend bool) (*Change, error) {
	c := &Change{mid: float64(at), at: at, trend: trend}
	y := make([]float64, len(values))
	for i, v := range values {
		if v <= 0 {
			return nil, ErrFlat
		}
		y[i] = math.Log(v)
		if days[i] < at {
			c.Before++
		} else {
			c.After++
		}
	}
	if c.Before < leastBefore || c.After < leastAfter {
		return nil, ErrShort
	}
	weekly := c.Before >= 2*week && c.After >= 2*week
	x := make([][]float64, len(days))
	for i, d := range days {
		x[i] = c.row(d, d >= at, weekly)
	}
	r, err := Regress(days, y, x)
	if err != nil {
		return nil, err
	}
	c.Result = r
	c.Log = r.One(1)
	return c, nil
}

// row is what a day is explained by: the level, the step, the trend, the weekday.
func (c *Change) row(day int, after, weekly bool) []float64 {
	row := []float64{1, 0}
	if after {
		row[1] = 1
	}
	if c.trend {
		const month = 30
		row = append(row, (float64(day)-c.mid)/month)
	}
	if weekly {
		for w := 1; w < week; w++ {
			v := 0.0
			if ((day%week)+week)%week == w {
				v = 1
			}
			row = append(row, v)
		}
	}
	return row
}

// Without is the value of a day as it would have been without the step: of the level, the trend and the weekday, with their interval.
func (c *Change) Without(day int) Estimate {
	weekly := len(c.Coefficients) >= week
	e := c.Of(c.row(day, false, weekly))
	return Estimate{Value: math.Exp(e.Value), Low: math.Exp(e.Low), High: math.Exp(e.High)}
}

// Linear is a line through quantities and costs of days.
type Linear struct {
	*Result
	// Static is the cost of a day without any quantity, Rate what one more costs.
	Static, Rate Estimate
}

// Line estimates cost = static + rate × quantity. With four weeks or more, a growth of the cost that is not the quantity's is taken out.
func Line(days []int, quantity, cost []float64) (*Linear, error) {
	n := len(days)
	if n < leastLine {
		return nil, ErrShort
	}
	size, spread := meanAndSpread(quantity)
	scale, _ := meanAndSpread(cost)
	if size <= 0 || scale <= 0 || spread/size < 0.01 {
		return nil, ErrFlat
	}
	mid := float64(days[0]+days[n-1]) / 2
	x, y := make([][]float64, n), make([]float64, n)
	for i := range days {
		x[i] = []float64{1, quantity[i] / size}
		if n >= leastTrend {
			x[i] = append(x[i], (float64(days[i])-mid)/float64(n))
		}
		y[i] = cost[i] / scale
	}
	r, err := Regress(days, y, x)
	if err != nil {
		return nil, err
	}
	return &Linear{Result: r, Static: r.One(0).times(scale), Rate: r.One(1).times(scale / size)}, nil
}

// Elasticity estimates by how many percent cost changes where the quantity changes by one.
func Elasticity(days []int, quantity, cost []float64) (Estimate, error) {
	if len(days) < leastLine {
		return Estimate{}, ErrShort
	}
	x, y := make([][]float64, len(days)), make([]float64, len(days))
	logs := make([]float64, len(days))
	for i := range days {
		if quantity[i] <= 0 || cost[i] <= 0 {
			return Estimate{}, ErrFlat
		}
		logs[i] = math.Log(quantity[i])
		x[i] = []float64{1, logs[i]}
		if len(days) >= leastTrend {
			x[i] = append(x[i], float64(days[i]-days[0])/float64(len(days)))
		}
		y[i] = math.Log(cost[i])
	}
	if _, spread := meanAndSpread(logs); spread < 0.01 {
		return Estimate{}, ErrFlat
	}
	r, err := Regress(days, y, x)
	if err != nil {
		return Estimate{}, err
	}
	return r.One(1), nil
}

func (e Estimate) times(factor float64) Estimate {
	return Estimate{Value: e.Value * factor, Low: e.Low * factor, High: e.High * factor}
}

// meanAndSpread returns the mean and the standard deviation.
func meanAndSpread(list []float64) (mean, spread float64) {
	for _, v := range list {
		mean += v / float64(len(list))
	}
	for _, v := range list {
		spread += (v - mean) * (v - mean) / float64(len(list))
	}
	return mean, math.Sqrt(spread)
}
