package allocation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// codeDiffers is the code of an allocation that does not add up to the bill.
const codeDiffers = "ALLOCATION_DIFFERS"

// centPlaces is how exact amounts are shown.
const centPlaces = 2

// Allocate says who pays.
func Allocate(ctx context.Context, runner Runner, who access.Principal, rules Rules, ask Ask) (Answer, error) {
	p, err := planOf(ctx, runner, who, rules, ask)
	if err != nil {
		return Answer{}, err
	}
	q, err := p.query()
	if err != nil {
		return Answer{}, err
	}
	f := newFigures(p)
	if err := read(ctx, runner, who, q, f.take); err != nil {
		return Answer{}, err
	}
	a := f.answer()
	a.SQL = ast.Print(q)
	if err := p.check(ctx, runner, who, &a); err != nil {
		return Answer{}, err
	}
	return a, nil
}

// planOf fills in what a question leaves open.
func planOf(ctx context.Context, runner Runner, who access.Principal, rules Rules, ask Ask) (*plan, error) {
	key, err := rules.Key(ask.Key)
	if err != nil {
		return nil, err
	}
	p := &plan{key: key, over: cmp.Or(ask.Over, key.Over, Bill), from: dayOfTime(ask.From), to: dayOfTime(ask.To), ask: ask}
	if p.over != Bill && p.over != GenAI {
		return nil, fault.New(fault.Invalid, "UNKNOWN_SOURCE", "lines are read from bill or from genai")
	}
	if p.to.IsZero() {
		if p.to, err = endOf(ctx, runner, who); err != nil {
			return nil, err
		}
	}
	if p.from.IsZero() {
		last := p.to.AddDate(0, 0, -1)
		p.from = time.Date(last.Year(), last.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	if !p.from.Before(p.to) {
		return nil, fault.New(fault.Invalid, "EMPTY_PERIOD", "the time holds no day: its end does not belong to it")
	}
	if p.from.Year() < 2000 || p.to.Year() > 2199 {
		return nil, fault.New(fault.Invalid, "INVALID_TIME", "a bill lies between the years 2000 and 2199")
	}
	return p, p.look(ctx, runner, who)
}

// look sees whether there are invocation logs of the time, where a step looks at them.
func (p *plan) look(ctx context.Context, runner Runner, who access.Principal) error {
	if p.metadata() < 0 {
		return nil
	}
	q, err := build.Query(`SELECT day FROM glaux.invocations WHERE day BETWEEN DATE '2000-01-01' AND DATE '2000-01-02' LIMIT 1`)
	if err != nil {
		return err
	}
	if s, ok := q.Body.(*ast.Select); ok {
		s.Filter = p.ofDays()
	}
	return read(ctx, runner, who, q, func([]value.Value) { p.logged = true })
}

// dayOfTime is the day that a time lies in.
func dayOfTime(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// endOf is the end of the last month of the bills.
func endOf(ctx context.Context, runner Runner, who access.Principal) (end time.Time, err error) {
	q, err := build.Query(`SELECT max(billing_period) FROM glaux.bill`)
	if err != nil {
		return end, err
	}
	if err := read(ctx, runner, who, q, func(r []value.Value) { end, _ = time.Parse(monthForm, text(r[0])) }); err != nil {
		return end, err
	}
	if end.IsZero() {
		return end, fault.New(fault.NotFound, "NO_BILL_YET", "there is no bill to allocate")
	}
	return end.AddDate(0, 1, 0), nil
}

// check asks for the sum of the lines without rules.
func (p *plan) check(ctx context.Context, runner Runner, who access.Principal, a *Answer) error {
	q, err := build.Query(`SELECT sum(0), min(line_item_currency_code), count(DISTINCT line_item_currency_code) FROM glaux.bill`)
	if err != nil {
		return err
	}
	cost, err := build.Expression(p.amounts()[0].sql)
	if err != nil {
		return err
	}
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return nil
	}
	s.Items[0].X = build.Call("sum", cost)
	s.From = []ast.Rel{p.table()}
	if s.Filter, err = p.within(); err != nil {
		return err
	}
	a.CheckSQL = ast.Print(q)
	err = read(ctx, runner, who, q, func(r []value.Value) {
		a.Billed, a.Currency = amountOf(r[0]), cmp.Or(text(r[1]), "USD")
		if number(r[2]) > 1 {
			a.Notes = append(a.Notes, Text{EN: "The bills are in several currencies, and amounts of all are added up: ask for the accounts of one.", JA: "請求書に複数の通貨があり、金額はそのまま合計されています。通貨ごとにアカウントを絞り込んでください。"})
		}
	})
	if err != nil {
		return err
	}
	if !a.Billed.Equal(a.Total) {
		return fault.New(fault.Internal, codeDiffers, "the allocation adds up to "+a.Total.String()+", the bill to "+a.Billed.String())
	}
	return nil
}

// figures are what the rows of the query say.
type figures struct {
	plan   *plan
	months []string
	values map[string]*valueFigures
	steps  []StepShare
	moves  map[[3]string]money.Amount
}

// valueFigures are those of a value.
type valueFigures struct {
	own, received, savings money.Amount
	months                 map[string]money.Amount
	steps                  []money.Amount
	lines                  int64
}

func newFigures(p *plan) *figures {
	f := &figures{plan: p, values: map[string]*valueFigures{}, moves: map[[3]string]money.Amount{}}
	for _, s := range p.key.waterfall() {
		f.steps = append(f.steps, StepShare{Step: s.Name, Kind: s.Kind, Says: s.says()})
	}
	f.steps = append(f.steps, StepShare{Step: string(ByResidual), Kind: ByResidual, Says: residualSays()})
	return f
}

// of is what is known of a value.
func (f *figures) of(name string) *valueFigures {
	v, ok := f.values[name]
	if !ok {
		v = &valueFigures{months: map[string]money.Amount{}, steps: make([]money.Amount, len(f.steps))}
		f.values[name] = v
	}
	return v
}

// take adds a row: its kind, month, value, step, target, method, cost, lines.
func (f *figures) take(r []value.Value) {
	month, name, target, cost := text(r[1]), text(r[2]), text(r[4]), amountOf(r[6])
	if !slices.Contains(f.months, month) {
		f.months = append(f.months, month)
	}
	v := f.of(name)
	switch text(r[0]) {
	case "step":
		at := min(max(int(number(r[3])), 0), len(f.steps)-1)
		lines := number(r[7])
		v.own, v.steps[at], v.lines = v.own.Add(cost), v.steps[at].Add(cost), v.lines+lines
		f.steps[at].Cost, f.steps[at].Lines = f.steps[at].Cost.Add(cost), f.steps[at].Lines+lines
		v.months[month] = v.months[month].Add(cost)
	case "savings":
		v.savings, v.months[month] = v.savings.Add(cost), v.months[month].Add(cost)
	case "move":
		to := f.of(target)
		v.received, to.received = v.received.Sub(cost), to.received.Add(cost)
		v.months[month], to.months[month] = v.months[month].Sub(cost), to.months[month].Add(cost)
		move := [3]string{name, target, text(r[5])}
		f.moves[move] = f.moves[move].Add(cost)
	}
}

// answer puts the figures together.
func (f *figures) answer() Answer {
	p := f.plan
	a := Answer{Key: p.key.Name, Over: p.over, Metric: p.key.Metric, From: p.from, To: p.to, Months: f.months, Values: []Value{}, Steps: f.steps}
	slices.Sort(a.Months)
	shared := map[string]bool{}
	for _, s := range p.key.Shared {
		shared[s.Name] = true
	}
	for name, v := range f.values {
		one := Value{
			Value: name, Residual: name == p.key.Residual, Shared: shared[name], Own: v.own, Received: v.received, Savings: v.savings,
			Total: v.own.Add(v.received).Add(v.savings), Steps: v.steps, Lines: v.lines,
		}
		for _, m := range a.Months {
			one.Months = append(one.Months, v.months[m])
		}
		a.Values = append(a.Values, one)
		a.Total = a.Total.Add(one.Total)
	}
	slices.SortFunc(a.Values, func(x, y Value) int {
		return cmp.Or(order(x.Residual)-order(y.Residual), y.Total.Cmp(x.Total), cmp.Compare(x.Value, y.Value))
	})
	for i, cents := range inCents(a.Values, a.Total) {
		a.Values[i].Shown, a.Values[i].Share = cents, share(a.Values[i].Total, a.Total)
	}
	for i := range a.Steps {
		a.Steps[i].Share = share(a.Steps[i].Cost, a.Total)
	}
	for m, cost := range f.moves {
		a.Moves = append(a.Moves, Move{From: m[0], To: m[1], Method: Method(m[2]), Cost: cost})
	}
	slices.SortFunc(a.Moves, func(x, y Move) int {
		return cmp.Or(cmp.Compare(x.From, y.From), y.Cost.Cmp(x.Cost), cmp.Compare(x.To, y.To))
	})
	a.Notes = f.notes()
	return a
}

// order puts what is so behind what is not.
func order(is bool) int {
	if is {
		return 1
	}
	return 0
}

// share is a part of a whole, 0 of nothing.
func share(part, whole money.Amount) float64 {
	if whole.Sign() == 0 {
		return 0
	}
	s, _ := part.Rat().Quo(part.Rat(), whole.Rat()).Float64()
	return s
}

// notes says what a reader must know.
func (f *figures) notes() []Text {
	var notes []Text
	if f.plan.ask.Unsplit {
		return nil
	}
	for _, s := range f.plan.key.splits() {
		v, ok := f.values[s.Source]
		if !ok || v.own.Add(v.savings).Sign() == 0 || v.own.Add(v.savings).Add(v.received).Sign() == 0 {
			continue
		}
		notes = append(notes, Text{
			EN: "A part of “" + s.Source + "” stays where it is: in some month its split had nobody to go to.",
			JA: "「" + s.Source + "」の一部は分割されていません。配分先のない月があります。",
		})
	}
	return notes
}

// inCents rounds totals to cents so that they add up to the rounded sum: all are rounded down, and those that lost most get a cent back.
func inCents(values []Value, total money.Amount) []money.Amount {
	cent := money.New(1, centPlaces)
	out := make([]money.Amount, len(values))
	lost := make([]money.Amount, len(values))
	var sum money.Amount
	for i, v := range values {
		out[i] = v.Total.Round(centPlaces)
		if out[i].Cmp(v.Total) > 0 {
			out[i] = out[i].Sub(cent)
		}
		lost[i] = v.Total.Sub(out[i])
		sum = sum.Add(out[i])
	}
	byLoss := make([]int, len(values))
	for i := range byLoss {
		byLoss[i] = i
	}
	slices.SortStableFunc(byLoss, func(a, b int) int { return lost[b].Cmp(lost[a]) })
	whole := total.Round(centPlaces)
	for _, i := range byLoss {
		if sum.Cmp(whole) >= 0 {
			break
		}
		out[i], sum = out[i].Add(cent), sum.Add(cent)
	}
	return out
}
