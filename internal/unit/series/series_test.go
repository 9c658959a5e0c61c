package series_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/glauxhq/glaux/internal/unit/series"
)

// drawn makes errors of days, each like the one before by rho.
func drawn(r *rand.Rand, n int, rho, width float64) []float64 {
	e := make([]float64, n)
	e[0] = r.NormFloat64() * width
	for i := 1; i < n; i++ {
		e[i] = rho*e[i-1] + math.Sqrt(1-rho*rho)*width*r.NormFloat64()
	}
	return e
}

func TestTheIntervalOfAStepCoversTheTruth(t *testing.T) {
	const runs = 500
	covered, width := 0, 0.0
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 9))
		before, after := 28+r.IntN(40), 14+r.IntN(40)
		n, rho := before+after, r.Float64()*0.7
		truth, growth := r.NormFloat64()*0.2, r.NormFloat64()*0.05
		noise := drawn(r, n, rho, 0.02+0.06*r.Float64())
		var days []int
		var values []float64
		for i := range n {
			if r.IntN(40) == 0 {
				continue // a day without figures
			}
			v := 3 + growth*float64(i)/30 + 0.1*math.Sin(float64(i%7)) + noise[i]
			if i >= before {
				v += truth
			}
			days, values = append(days, 20000+i), append(values, math.Exp(v))
		}
		c, err := series.Step(days, values, 20000+before, true)
		if err != nil {
			t.Fatal(seed, err)
		}
		if c.Log.Low <= truth && truth <= c.Log.High {
			covered++
		}
		width += (c.Log.High - c.Log.Low) / runs
	}
	share := float64(covered) / runs
	t.Logf("covered %.1f %% of %d, mean width %.3f", 100*share, runs, width)
	if share < 0.93 || share > 0.97 {
		t.Errorf("the interval covers the truth in %.1f %% of the runs", 100*share)
	}
}

func TestTwoStepsAreToldApart(t *testing.T) {
	const runs = 200
	covered := 0
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 11))
		noise := drawn(r, 80, 0.3, 0.03)
		var days []int
		var values []float64
		for i := range 80 {
			if i == 50 || i == 54 {
				continue // the days of the changes
			}
			v := 2 + noise[i]
			if i > 50 {
				v -= 0.3
			}
			if i > 54 {
				v -= 0.2
			}
			days, values = append(days, i), append(values, math.Exp(v))
		}
		first, err := series.Step(days, values, 50, true, 54)
		if err != nil {
			t.Fatal(err)
		}
		second, err := series.Step(days, values, 54, true, 50)
		if err != nil {
			t.Fatal(err)
		}
		if first.Log.Low <= -0.3 && -0.3 <= first.Log.High && second.Log.Low <= -0.2 && -0.2 <= second.Log.High {
			covered++
		}
		if seed == 0 && math.Abs(first.Without(79).Value/second.Without(79).Value-math.Exp(-0.2+0.3)) > 0.1 {
			t.Error("what would have been without each of them", first.Without(79), second.Without(79))
		}
	}
	share := float64(covered) / runs
	t.Logf("both covered in %.1f %%", 100*share)
	if share < 0.86 {
		t.Errorf("both are covered in %.1f %% of the runs", 100*share)
	}
}

func TestALineFindsStaticCost(t *testing.T) {
	worst := 0.0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 10))
		n := 60 + r.IntN(60)
		static, rate := 20+80*r.Float64(), 0.5+r.Float64()
		noise := drawn(r, n, 0.4, 1)
		var days []int
		var q, c []float64
		total := 0.0
		for i := range n {
			work := 60 + 25*math.Sin(2*math.Pi*float64(i)/7) + 0.1*float64(i) + 6*r.NormFloat64()
			cost := static + rate*work + noise[i]
			days, q, c, total = append(days, i), append(q, work), append(c, cost), total+cost
		}
		line, err := series.Line(days, q, c)
		if err != nil {
			t.Fatal(err)
		}
		off := math.Abs(line.Static.Value*float64(n)-static*float64(n)) / total
		worst = max(worst, off)
		if off > 0.05 {
			t.Errorf("seed %d: static cost %.2f a day, in truth %.2f", seed, line.Static.Value, static)
		}
	}
	t.Logf("the worst of 20 is off by %.2f %% of the cost", 100*worst)
}

func TestElasticityIsThatOfThePower(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var days []int
	var q, c []float64
	for i := range 80 {
		work := 100 * math.Exp(0.3*r.NormFloat64())
		days, q, c = append(days, i), append(q, work), append(c, 7*math.Pow(work, 0.6)*math.Exp(0.02*r.NormFloat64()))
	}
	e, err := series.Elasticity(days, q, c)
	if err != nil || math.Abs(e.Value-0.6) > 0.03 || e.Low > 0.6 || e.High < 0.6 {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestWhatCannotBeEstimatedIsSaid(t *testing.T) {
	flat := make([]float64, 40)
	days := make([]int, 40)
	for i := range flat {
		flat[i], days[i] = 5, i
	}
	if _, err := series.Line(days, flat, flat); !errors.Is(err, series.ErrFlat) {
		t.Error("a quantity that never differs:", err)
	}
	if _, err := series.Step(days, flat, 35, true); !errors.Is(err, series.ErrShort) {
		t.Error("five days after:", err)
	}
	if _, err := series.Step(days, make([]float64, 40), 20, true); !errors.Is(err, series.ErrFlat) {
		t.Error("zeros have no logarithm:", err)
	}
	if c, err := series.Step(days, flat, 20, true); err != nil || math.Abs(c.Log.Value) > 1e-9 || c.Log.High-c.Log.Low > 1e-6 {
		t.Error("constant days have no step:", c, err)
	}
}
