package explore

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// made is a past of days made by a function.
func made(days int, of func(i int, day time.Time) float64) past {
	first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	p := past{usage: series{first: first}, charges: make([]float64, days)}
	for i := range days {
		p.usage.values = append(p.usage.values, of(i, first.AddDate(0, 0, i)))
	}
	return p
}

func TestAForecastFindsWhatAPastIsMadeOf(t *testing.T) {
	weekend := func(d time.Time) float64 {
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			return 0.5
		}
		return 1
	}
	for name, c := range map[string]struct {
		of    func(i int, day time.Time) float64
		close float64 // how near a forecast of the next 21 days must be, relative
	}{
		"a constant stays":                  {func(int, time.Time) float64 { return 7 }, 1e-9},
		"nothing stays nothing":             {func(int, time.Time) float64 { return 0 }, 1e-9},
		"weekends are lower":                {func(_ int, d time.Time) float64 { return 100 * weekend(d) }, 1e-9},
		"a fee comes on each first":         {func(_ int, d time.Time) float64 { return 10 + map[bool]float64{true: 500}[d.Day() == 1] }, 1e-9},
		"a spike of a day is not repeated":  {func(i int, _ time.Time) float64 { return 10 + map[bool]float64{true: 900}[i == 112] }, 1e-9},
		"what grows goes on to grow, less":  {func(i int, _ time.Time) float64 { return 100 + float64(i) }, 0.04},
		"a day without data moves it a bit": {func(i int, _ time.Time) float64 { return map[bool]float64{true: 0, false: 50}[i == 117] }, 1e-9},
	} {
		t.Run(name, func(t *testing.T) {
			const known, ahead = 120, 21
			p := made(known+ahead, c.of)
			for i, got := range p.usage.head(known).predict(ahead) {
				if want := c.of(known+i, p.usage.day(known+i)); math.Abs(got-want) > c.close*math.Max(want, 1) {
					t.Errorf("%s is forecast %g, and is %g", p.usage.day(known+i).Format(time.DateOnly), got, want)
				}
			}
		})
	}
}

func TestTheIntervalHoldsWhatItPromises(t *testing.T) {
	const seed, worlds = 5, 40
	rnd := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same every time
	held, all := 0, 0
	for range worlds {
		level := 100.0
		p := made(260, func(int, time.Time) float64 {
			level *= 1 + 0.01*rnd.NormFloat64()
			return level * (1 + 0.05*rnd.NormFloat64())
		})
		const known, ahead = 239, 21
		then := p.head(known)
		var spans []period.Range
		for i := range ahead {
			spans = append(spans, period.Range{Start: then.end().AddDate(0, 0, i), End: then.end().AddDate(0, 0, i+1)})
		}
		f := then.forecast(spans, centPlaces)
		for i, step := range f.Steps {
			low, _ := step.Low.Rat().Float64()
			high, _ := step.High.Rat().Float64()
			if all++; p.usage.values[known+i] >= low && p.usage.values[known+i] <= high {
				held++
			}
		}
		if f.Backtest.Windows == 0 || f.Backtest.Error <= 0 || f.Backtest.Coverage < 0.5 || f.Backtest.Coverage > 1 {
			t.Errorf("the backtest tells %+v", f.Backtest)
		}
	}
	if share := float64(held) / float64(all); share < 0.7 || share > 0.92 {
		t.Errorf("the interval of 80 %% held %.2f of the truths", share)
	}
}

func TestMonthsHoldWhatIsKnownOfThem(t *testing.T) {
	p := made(104, func(int, time.Time) float64 { return 2 }) // to 2025-04-14
	spans, err := ahead(p.end(), Monthly, 2)
	if err != nil {
		t.Fatal(err)
	}
	f := p.forecast(spans, centPlaces)
	if f.Steps[0].Start != "2025-04-01" || f.Steps[0].Mean.String() != "60" || f.Steps[1].Mean.String() != "62" || f.Total.String() != "122" {
		t.Errorf("got %+v", f.Steps)
	}
}

func TestChargesFollowUsage(t *testing.T) {
	p := made(120, func(int, time.Time) float64 { return 10 }) // to 2025-04-30
	for i := range p.charges {
		if d := p.usage.day(i); d.Day() == 3 {
			p.charges[i] = float64(d.AddDate(0, 1, -d.Day()).Day()) // a tenth of the month
		}
	}
	spans, err := ahead(p.end(), Monthly, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.predict(spans)[0]; math.Abs(got-341) > 1 {
		t.Errorf("May is forecast %g, want 310 of usage and 31 of charges", got)
	}
}
