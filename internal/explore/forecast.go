package explore

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

const (
	intervalLevel  = 0.8
	historyDays    = 400
	backtests      = 24
	maxDaysAhead   = 92
	maxMonthsAhead = 12
	monthsAhead    = 3
	centPlaces     = 2
	usagePlaces    = 4
)

// forecastMethod is how it is made, for readers.
const forecastMethod = "Each day is the median level of the last 14 days, times the habit of its weekday (8 weeks), plus a fading trend (28 days) and what comes on the first of a month; " +
	"tax, support, discounts and credits follow usage as in the last three months. The interval is as wide as the errors of the same method on the past."

// past is the history that a forecast is made of: days that are complete.
type past struct {
	usage   series
	charges []float64 // day by day, those that follow usage
}

// ForecastCosts tells what comes after the last complete day of a request: steps days, or months for monthly and total. 0 steps are the days to the end of
// the month (of the next one when few are left), or three months. Groups do not matter to it.
func ForecastCosts(ctx context.Context, runner Runner, who access.Principal, r Request, steps int) (Forecast, error) {
	q, end, err := r.history(ctx, runner, who)
	if err != nil {
		return Forecast{}, err
	}
	tree, err := q.tree()
	if err != nil {
		return Forecast{}, err
	}
	rows, err := read(ctx, runner, who, tree)
	if err != nil {
		return Forecast{}, err
	}
	answer, err := q.answer(rows)
	if err != nil {
		return Forecast{}, err
	}
	p, err := answer.past()
	if err != nil {
		return Forecast{}, err
	}
	spans, err := ahead(end, r.Granularity, steps)
	if err != nil {
		return Forecast{}, err
	}
	f := p.forecast(spans, places(q.metric))
	f.SQL = ast.Print(tree)
	f.Notes = append(f.Notes, note(noteForecastScope))
	if spans[0].Start.Before(end) {
		f.Notes = append(f.Notes, note(noteForecastBilled, "day", end.Format(dayForm)))
	}
	return f, nil
}

func places(m metric) int {
	if m.Name == Usage {
		return usagePlaces
	}
	return centPlaces
}

// history is the question for the days before the last complete one, and the first day that is not complete.
func (r Request) history(ctx context.Context, runner Runner, who access.Principal) (*question, time.Time, error) {
	granularity := r.Granularity
	r.Granularity, r.GroupBy = Daily, nil
	if granularity == Hourly {
		return nil, time.Time{}, fault.New(fault.Invalid, "INVALID_REQUEST", "a forecast is daily or monthly")
	}
	q, err := r.understand()
	if err != nil {
		return nil, time.Time{}, err
	}
	end, err := q.complete(ctx, runner, who)
	if err != nil {
		return nil, time.Time{}, err
	}
	r.Period = Period{Start: written(end.AddDate(0, 0, -historyDays)), End: written(end)}
	if q, err = r.understand(); err != nil {
		return nil, time.Time{}, err
	}
	return q, end, q.resolve(ctx, runner, who, inMonths(q.span))
}

// complete is the first day that is not complete, at most the end of the period.
func (q *question) complete(ctx context.Context, runner Runner, who access.Principal) (time.Time, error) {
	rel, err := from(q.Table)
	if err != nil {
		return time.Time{}, err
	}
	newest := build.AsText(build.Call("max", build.Column("line_item_usage_start_date")))
	usage := build.Op(build.Column("line_item_line_item_type"), "=", build.Text("Usage"))
	last := &ast.Select{Items: []ast.SelectItem{{X: build.Call("max", build.Column("billing_period"))}}, From: []ast.Rel{rel}, Filter: build.Op(build.Column("billing_period"), "<=", build.Text(q.lastMonth()))}
	s := &ast.Select{
		Items: []ast.SelectItem{build.Item(build.Column("billing_period"), "month"), build.Item(newest, "newest"), build.Item(build.Call("max", build.Column("bill_invoice_id")), "invoice")},
		From:  []ast.Rel{rel}, GroupBy: build.GroupBy(1),
		Filter: build.Join("AND", usage, build.Op(build.Column("billing_period"), "=", &ast.SubqueryExpr{Query: &ast.Query{Body: last}})),
	}
	rows, err := read(ctx, runner, who, &ast.Query{Body: s})
	if err != nil {
		return time.Time{}, err
	}
	end := q.span.End.Truncate(24 * time.Hour) //nolint:mnd // a day
	if len(rows) == 0 {
		return end, nil
	}
	month, err := period.ParseMonth(rows[0][0])
	if err != nil {
		return time.Time{}, err
	}
	if over := month.Range().End; over.Before(end) {
		end = over
	}
	if rows[0][2] != "" || rows[0][1] == "" {
		return end, nil
	}
	at, err := time.Parse("2006-01-02 15:04:05", strings.TrimSuffix(rows[0][1], ".000"))
	if err != nil {
		return time.Time{}, fmt.Errorf("newest usage: %w", err)
	}
	if day := at.Truncate(24 * time.Hour); day.Before(end) { //nolint:mnd // a day
		end = day
	}
	return end, nil
}

// past reads the days of an answer. Days before the first cost do not count.
func (a Answer) past() (past, error) {
	n := len(a.Steps)
	usage, charges := make([]float64, n), make([]float64, n)
	for _, row := range a.Rows {
		if row.Kind == kindCharge && (row.Keys[0] == "fee" || row.Keys[0] == "refund") {
			continue
		}
		to := usage
		if row.Kind == kindCharge {
			to = charges
		}
		for i, v := range row.Values {
			x, _ := v.Rat().Float64()
			to[i] += x
		}
	}
	begin := 0
	for begin < n && usage[begin] == 0 {
		begin++
	}
	if n-begin < leastDays {
		return past{}, fault.New(fault.Invalid, "TOO_LITTLE_HISTORY", fmt.Sprintf("there are %d complete days with costs; a forecast needs %d", n-begin, leastDays))
	}
	first, err := moment(a.Steps[begin].Start)
	return past{usage: series{first: first, values: usage[begin:]}, charges: charges[begin:]}, err
}

// ahead are the steps of a forecast that begins at a day. The first month may have begun before it.
func ahead(end time.Time, g Granularity, steps int) ([]period.Range, error) {
	most := maxDaysAhead
	if g != Daily {
		most = maxMonthsAhead
	}
	if steps < 0 || steps > most {
		return nil, fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("a forecast has at most %d steps", most))
	}
	var spans []period.Range
	if g != Daily {
		if steps == 0 {
			steps = monthsAhead
		}
		for i := range steps {
			spans = append(spans, period.MonthOf(end).Add(i).Range())
		}
		return spans, nil
	}
	if steps == 0 {
		steps = int(period.MonthOf(end).Range().End.Sub(end).Hours() / 24) //nolint:mnd // a day
		if steps < week {
			steps = int(period.MonthOf(end).Add(1).Range().End.Sub(end).Hours() / 24) //nolint:mnd // a day
		}
	}
	for i := range steps {
		spans = append(spans, period.Range{Start: end.AddDate(0, 0, i), End: end.AddDate(0, 0, i+1)})
	}
	return spans, nil
}

// days is how many days the past has.
func (p past) days() int { return len(p.usage.values) }

// end is the first day after it.
func (p past) end() time.Time { return p.usage.day(p.days()) }

// head is the first n days.
func (p past) head(n int) past { return past{usage: p.usage.head(n), charges: p.charges[:n]} }

// known is what is known of a span: the sum of its days before the end of the past.
func (p past) known(span period.Range) float64 {
	sum := 0.0
	for i, v := range p.usage.values {
		if span.Contains(p.usage.day(i)) {
			sum += v + p.charges[i]
		}
	}
	return sum
}

// predict returns the means of spans: what is known of them, and what is expected.
func (p past) predict(spans []period.Range) []float64 {
	until := spans[len(spans)-1].End
	days := p.usage.predict(int(until.Sub(p.end()).Hours() / 24)) //nolint:mnd // a day
	rate, day := p.following()
	out := make([]float64, len(spans))
	month := 0.0 // the usage of the month so far, on which charges follow
	for i, v := range p.usage.values {
		if period.MonthOf(p.usage.day(i)) == period.MonthOf(p.end()) {
			month += v
		}
	}
	for i, span := range spans {
		out[i] = p.known(span)
	}
	for i, v := range days {
		at := p.end().AddDate(0, 0, i)
		if at.Day() == 1 {
			month = 0
		}
		month += v
		for s, span := range spans {
			if span.Contains(at) {
				out[s] += v
				if at.Day() == day {
					out[s] += rate * p.monthly(month, at)
				}
			}
		}
	}
	return out
}

// monthly is the usage of a whole month, seen from a day of it.
func (p past) monthly(soFar float64, at time.Time) float64 {
	length := period.MonthOf(at).Range().End.AddDate(0, 0, -1).Day()
	return soFar * float64(length) / float64(at.Day())
}

// following is how charges follow usage: their share of it over the last three whole months, and on which day of the month most of them come.
func (p past) following() (rate float64, day int) {
	var usage, charges float64
	byDay := map[int]float64{}
	last := period.MonthOf(p.end())
	for i, c := range p.charges {
		m := period.MonthOf(p.usage.day(i))
		if m.Before(last) && !m.Before(last.Add(-firsts)) {
			usage += p.usage.values[i]
			charges += c
			byDay[p.usage.day(i).Day()] += math.Abs(c)
		}
	}
	if usage == 0 {
		return 0, 1
	}
	day = 1
	for d := range byDay {
		if byDay[d] > byDay[day] || byDay[d] == byDay[day] && d < day {
			day = d
		}
	}
	return charges / usage, day
}

// trial is one forecast of the past.
type trial struct{ expected, truth []float64 }

// trials forecasts the past from earlier days: from a week apart for days, from a month apart for months.
func (p past) trials(spans []period.Range) []trial {
	var list []trial
	monthly := spans[0].End.Sub(spans[0].Start) > 24*time.Hour //nolint:mnd // a day
	for k := 1; len(list) < backtests; k++ {
		back := func(t time.Time) time.Time { return t.AddDate(0, 0, -k*week) }
		if monthly {
			back = func(t time.Time) time.Time { return t.AddDate(0, -k, 0) }
		}
		at := back(p.end())
		n := int(at.Sub(p.usage.first).Hours() / 24) //nolint:mnd // a day
		if n < leastDays+week {
			break
		}
		var then []period.Range
		for _, s := range spans {
			one := period.Range{Start: back(s.Start), End: back(s.End)}
			if monthly {
				one = period.MonthOf(at).Add(len(then)).Range()
			}
			if one.End.After(p.end()) {
				break
			}
			then = append(then, one)
		}
		if len(then) == 0 {
			continue
		}
		t := trial{expected: p.head(n).predict(then)}
		for _, s := range then {
			t.truth = append(t.truth, p.known(s))
		}
		list = append(list, t)
	}
	return list
}

// errorsAt are the absolute errors of the trials at a step and those beside it, relative to what was expected, leaving one trial out.
func errorsAt(list []trial, step, without int) []float64 {
	const beside = 3
	var all []float64
	for i, t := range list {
		for s := max(0, step-beside); i != without && s <= step+beside && s < len(t.truth); s++ {
			if len(t.truth) > week || s == step { // days share the errors of days beside them; months have their own
				all = append(all, math.Abs(t.truth[s]-t.expected[s])/math.Max(math.Abs(t.expected[s]), 1e-9)) //nolint:mnd // not by zero
			}
		}
	}
	if len(all) == 0 && step > 0 {
		return errorsAt(list, step-1, without)
	}
	return all
}

// forecast predicts spans, with an interval from the errors of the past.
func (p past) forecast(spans []period.Range, places int) Forecast {
	list := p.trials(spans)
	f := Forecast{Level: intervalLevel, Method: note(noteForecastMethod), Backtest: judge(list)}
	for i, mean := range p.predict(spans) {
		width := math.Abs(mean) * spread(errorsAt(list, i, -1), intervalLevel)
		step := ForecastStep{
			Period: Period{Start: written(spans[i].Start), End: written(spans[i].End)},
			Mean:   rounded(mean, places), Low: rounded(mean-width, places), High: rounded(mean+width, places),
		}
		f.Total = f.Total.Add(step.Mean)
		f.Steps = append(f.Steps, step)
	}
	if len(list) < 4 { //nolint:mnd // few
		f.Notes = append(f.Notes, note(noteForecastTrials, "trials", strconv.Itoa(len(list))))
	}
	return f
}

// judge tells how the trials did. The interval of each is made of the errors of the others.
func judge(list []trial) Backtest {
	b := Backtest{Windows: len(list)}
	var wrong, truth float64
	held, all := 0, 0
	for i, t := range list {
		for s := range t.truth {
			off := math.Abs(t.truth[s] - t.expected[s])
			wrong += off
			truth += math.Abs(t.truth[s])
			all++
			if off <= math.Abs(t.expected[s])*spread(errorsAt(list, s, i), intervalLevel)+1e-9 { //nolint:mnd // rounding
				held++
			}
		}
	}
	if truth > 0 {
		b.Error = wrong / truth
	}
	if all > 0 {
		b.Coverage = float64(held) / float64(all)
	}
	return b
}

// rounded is a number as an amount.
func rounded(x float64, places int) money.Amount {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return money.Amount{}
	}
	a, err := money.Parse(strconv.FormatFloat(x, 'f', places, 64))
	if err != nil {
		return money.Amount{}
	}
	return a
}
