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
	at            int
	others        []int
	trend, weekly bool
}

// Step estimates by which factor values changed at a day. They are compared on their logarithms, so they are above 0; weekdays have levels of
// their own where there are two weeks on each side; with trend, a growth that goes on through all days is taken out. Others are days of other
// steps among the same days, which are estimated with it, so that none of them is taken for another.
func Step(days []int, values []float64, at int, trend bool, others ...int) (*Change, error) {
	c := &Change{at: at, trend: trend, others: others}
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
	c.weekly = c.Before >= 2*week && c.After >= 2*week
	x := make([][]float64, len(days))
	for i, d := range days {
		x[i] = c.row(d, d >= at)
	}
	r, err := Regress(days, y, x)
	if err != nil {
		return nil, err
	}
	c.Result = r
	c.Log = r.One(1)
	return c, nil
}

// row is what a day is explained by: the level, the step, the other steps, the trend, the weekday.
func (c *Change) row(day int, after bool) []float64 {
	yes := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	row := []float64{1, yes(after)}
	for _, o := range c.others {
		row = append(row, yes(day >= o))
	}
	if c.trend {
		const month = 30
		row = append(row, float64(day-c.at)/month)
	}
	if c.weekly {
		for w := 1; w < week; w++ {
			row = append(row, yes(((day%week)+week)%week == w))
		}
	}
	return row
}

// Without is the value of a day as it would have been without the step: of the level, the other steps, the trend and the weekday, with their
// interval.
func (c *Change) Without(day int) Estimate {
	e := c.Of(c.row(day, false))
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
