package anomaly

import (
	"math"
	"math/rand/v2"
	"testing"
)

// daily makes days from 1000 on: weekdays cost more than weekends, with noise.
func daily(days int, level func(day int) float64, noise float64, random *rand.Rand) []Daily {
	out := make([]Daily, 0, days)
	for i := range days {
		day := Day(1000 + i)
		cost := level(i) * (1 + noise*random.NormFloat64())
		if day%7 < 2 {
			cost *= 0.5
		}
		out = append(out, Daily{day, max(0, cost)})
	}
	return out
}

// The bounds of what the days would have cost without a fix hold what they did cost, where there was none: nine times in ten, about.
func TestTheBoundsOfAProofHold(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	const tries = 400
	held, failed, worked := 0, 0, 0
	for range tries {
		days := daily(56+28, func(int) float64 { return 100 }, 0.15, random)
		p, ok := Prove(days, 1056, 0.8)
		if !ok {
			t.Fatal("no proof")
		}
		if p.Actual >= p.Low && p.Actual <= p.High {
			held++
		}
		if p.Outcome == Failed {
			failed++
		}
		if p.Outcome == Worked || p.Outcome == Partly {
			worked++
		}
	}
	if held < tries*85/100 || worked > tries/50 || failed < tries*85/100 {
		t.Errorf("of %d without a fix %d lay within the bounds, %d were told to have failed, %d to have worked", tries, held, failed, worked)
	}
}

func TestProofs(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test
	from := func(fix int, before, after float64) func(int) float64 {
		return func(day int) float64 {
			if day < fix {
				return before
			}
			return after
		}
	}
	for _, c := range []struct {
		name   string
		days   []Daily
		fix    Day
		excess float64
		want   Outcome
		none   bool
	}{
		{"most of it is gone", daily(80, from(60, 100, 20), 0.05, random), 1060, 0.9, Worked, false},
		{"all of a small excess is gone", daily(80, from(60, 100, 75), 0.02, random), 1060, 0.25, Worked, false},
		{"a fifth of it is gone", daily(80, from(60, 100, 80), 0.02, random), 1060, 0.9, Partly, false},
		{"nothing is gone", daily(80, from(60, 100, 100), 0.05, random), 1060, 0.9, Failed, false},
		{"it came back", daily(80, func(day int) float64 { return from(60, 100, 10)(day) + from(73, 0, 90)(day) }, 0.05, random), 1060, 0.9, Failed, false},
		{"five days are too few", daily(65, from(60, 100, 10), 0.05, random), 1060, 0.9, Waiting, false},
		{"nothing is known since", daily(60, from(60, 100, 10), 0.05, random), 1060, 0.9, Waiting, false},
		{"it had lasted for ten days", daily(24, from(10, 100, 10), 0.05, random), 1010, 0.9, Worked, false},
		{"it had lasted for three days", daily(24, from(3, 100, 10), 0.05, random), 1003, 0.9, "", true},
		{"it cost nothing before", daily(80, from(60, 0, 10), 0.05, random), 1060, 0.9, Waiting, false},
	} {
		p, ok := Prove(c.days, c.fix, c.excess)
		if ok == c.none || p.Outcome != c.want {
			t.Errorf("%s: %v %s, actual %.0f, without %.0f (%.0f to %.0f)", c.name, ok, p.Outcome, p.Actual, p.Would, p.Low, p.High)
		}
		var sum float64
		for _, day := range p.Points {
			sum += day.Expected
		}
		if math.Abs(sum-p.Would) > 1e-6 || p.Low > p.Would || p.High < p.Would {
			t.Errorf("%s: points sum to %f, of %f between %f and %f", c.name, sum, p.Would, p.Low, p.High)
		}
	}
}
