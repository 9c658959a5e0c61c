package unit

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/unit/series"
)

// listed fills in what a list shows of a unit, from its days.
func (u *Unit) listed(t *table, w window) Listed {
	l := Listed{Info: u.Info, Points: t.points(u, Month, text(w.first), text(w.to))}
	l.Before, l.After = t.sum(u, text(w.beforeFrom), text(w.beforeTo)), t.sum(u, text(w.from), text(w.to))
	l.HasData = slices.ContainsFunc(t.days, func(d dayRow) bool { return d.quantity.Sign() > 0 }) && slices.ContainsFunc(t.days, func(d dayRow) bool { return d.cost.Sign() != 0 })
	l.CostChange = change(l.Before.Cost, l.After.Cost)
	l.QuantityChange = change(l.Before.Quantity, l.After.Quantity)
	if l.Before.CostPer != nil && l.After.CostPer != nil {
		l.CostPerChange = change(*l.Before.CostPer, *l.After.CostPer)
	}
	if !l.HasData {
		l.Missing = u.missing(t)
	}
	l.Verdict = l.verdict(nil)
	return l
}

// change is by which share an amount changed, nil where there was none.
func change(before, after money.Amount) *float64 {
	if before.Sign() <= 0 {
		return nil
	}
	r := after.Sub(before).Rat()
	share, _ := r.Quo(r, before.Rat()).Float64()
	return &share
}

// daily are days with what one cost on them, for estimates: what is not of a day is spread over the days of its month.
type daily struct {
	days           []int
	quantity, cost []float64
}

// even makes days for estimates, from ≤ day < to. Days without a quantity are left out, as days before there was any.
func (t *table) even(from, to string) daily {
	lumps, count := map[string]float64{}, map[string]int{}
	for _, d := range t.days {
		if d.quantity.Sign() > 0 {
			count[d.day[:len(monthOnly)]]++
		}
		lumps[d.day[:len(monthOnly)]] += float(d.lump)
	}
	var e daily
	for _, d := range t.days {
		at, err := time.Parse(time.DateOnly, d.day)
		if err != nil || d.day < from || d.day >= to || d.quantity.Sign() <= 0 {
			continue
		}
		month := d.day[:len(monthOnly)]
		e.days = append(e.days, dayNumber(at))
		e.quantity = append(e.quantity, float(d.quantity))
		e.cost = append(e.cost, float(d.cost)-float(d.lump)+lumps[month]/float64(count[month]))
	}
	return e
}

// float is an amount where an estimate needs one.
func float(a money.Amount) float64 {
	f, _ := a.Rat().Float64()
	return f
}

// perDay is what one cost on each day.
func (e daily) perDay() []float64 {
	list := make([]float64, len(e.days))
	for i := range list {
		list[i] = e.cost[i] / e.quantity[i]
	}
	return list
}

// joined are the days of two periods after each other.
func joined(a, b daily) daily {
	return daily{slices.Concat(a.days, b.days), slices.Concat(a.quantity, b.quantity), slices.Concat(a.cost, b.cost)}
}

// interval estimates how sure the change of the cost of one between two periods is: its width is that of the days, its middle the change of
// the periods as it is. It is nil where there are too few days.
func (u *Unit) interval(t *table, l *Listed) *Interval {
	if l.CostPerChange == nil || *l.CostPerChange <= -1 {
		return nil
	}
	before, after := t.even(l.Before.From, l.Before.To), t.even(l.After.From, l.After.To)
	if len(after.days) == 0 {
		return nil
	}
	both := joined(before, after)
	step, err := series.Step(both.days, both.perDay(), after.days[0], false)
	if err != nil {
		return nil
	}
	middle := math.Log1p(*l.CostPerChange)
	i := &Interval{
		Estimate: *l.CostPerChange, Low: math.Expm1(middle + step.Log.Low - step.Log.Value), High: math.Expm1(middle + step.Log.High - step.Log.Value),
		Before: step.Before, After: step.After, Correlation: step.Correlation,
	}
	i.Says = i.method(false)
	return i
}

// turnDays is how many days on each side a change is estimated from, at most; turnTrend from how many on growth is taken out.
const (
	turnDays  = 60
	turnTrend = 28
)

// turn estimates what a named change did. The day of the change itself is left out: it may have come in the middle of it.
func (u *Unit) turn(t *table, n Named, others []Named, w window) Turn {
	r := Turn{Named: n}
	at, err := time.Parse(time.DateOnly, n.Day)
	if err != nil {
		return r
	}
	from, to := at.AddDate(0, 0, -turnDays), at.AddDate(0, 0, turnDays+1)
	if !w.end.IsZero() && to.After(w.end) {
		to = w.end
	}
	number := dayNumber(at)
	before, after := t.even(text(from), n.Day), t.even(text(at.AddDate(0, 0, 1)), text(to))
	beside, mixed := apart(n, others, joined(before, after))
	for _, d := range beside {
		before, after = before.without(dayNumber(d)), after.without(dayNumber(d))
	}
	both := joined(before, after)
	steps := make([]int, len(beside))
	for i, d := range beside {
		steps[i] = dayNumber(d)
	}
	step, err := series.Step(both.days, both.perDay(), number, len(before.days) >= turnTrend, steps...)
	if err != nil {
		r.Why = whyNot(err, len(before.days), len(after.days))
		r.Says = *r.Why
		return r
	}
	r.Effect = &Interval{
		Estimate: math.Expm1(step.Log.Value), Low: math.Expm1(step.Log.Low), High: math.Expm1(step.Log.High), Before: step.Before, After: step.After, Correlation: step.Correlation,
	}
	r.Effect.Says = r.Effect.method(len(before.days) >= turnTrend)
	cost := 0.0
	for i, d := range after.days {
		cost += after.cost[i]
		without := step.Without(d)
		factor := float64(u.Per)
		r.Expected = append(r.Expected, Expected{
			Day: time.Unix(int64(d)*int64(day/time.Second), 0).UTC().Format(time.DateOnly),
			Low: estimate(without.Low * factor), Mid: estimate(without.Value * factor), High: estimate(without.High * factor),
		})
	}
	saved := func(log float64) *money.Amount { a := estimate(cost * math.Expm1(-log)); return &a }
	r.Saves, r.SavesLow, r.SavesHigh = saved(step.Log.Value), saved(step.Log.High), saved(step.Log.Low)
	r.Says = u.turnSays(&r, mixed)
	if len(beside) > 0 {
		r.Effect.Says.EN += fmt.Sprintf("; %d other named changes of the same days are estimated with it", len(beside))
		r.Effect.Says.JA += fmt.Sprintf("、同じ期間の他の変更 %d 件を同時に推定", len(beside))
	}
	return r
}

// dayNumber is the number of a day.
func dayNumber(at time.Time) int { return int(at.Unix() / int64(day/time.Second)) }

// leastApart is how many days have to lie between two changes, for them to be told apart.
const leastApart = 2

// apart says which other changes lie among some days so that they can be estimated with one, and which cannot be told apart from it.
func apart(n Named, others []Named, days daily) (beside []time.Time, mixed []Named) {
	edges := []string{n.Day}
	between := func(a, b string) (count int) {
		if b < a {
			a, b = b, a
		}
		for _, d := range days.days {
			at := time.Unix(int64(d)*int64(day/time.Second), 0).UTC().Format(time.DateOnly)
			if at > a && at < b {
				count++
			}
		}
		return count
	}
	const never, always = "0000-00-00", "9999-99-99"
	for _, o := range others {
		at, err := time.Parse(time.DateOnly, o.Day)
		if err != nil || o.ID == n.ID || between(never, o.Day) < leastApart || between(o.Day, always) < leastApart {
			continue
		}
		if slices.ContainsFunc(edges, func(e string) bool { return between(e, o.Day) < leastApart }) {
			mixed = append(mixed, o)
			continue
		}
		edges, beside = append(edges, o.Day), append(beside, at)
	}
	return beside, mixed
}

// without leaves a day out.
func (e daily) without(number int) daily {
	at := slices.Index(e.days, number)
	if at < 0 {
		return e
	}
	return daily{slices.Delete(slices.Clone(e.days), at, at+1), slices.Delete(slices.Clone(e.quantity), at, at+1), slices.Delete(slices.Clone(e.cost), at, at+1)}
}

// estimate is an estimate as an amount.
func estimate(f float64) money.Amount {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return money.Amount{}
	}
	const million = 1e6
	if math.Abs(f) < million {
		return money.New(int64(math.Round(f*million)), 6) //nolint:mnd // millionths
	}
	return money.New(int64(math.Round(math.Max(-9e15, math.Min(9e15, f)))), 0) //nolint:mnd // what an int64 holds
}
