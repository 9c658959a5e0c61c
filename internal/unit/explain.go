package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
)

// Explain says all that is known of a unit as who asks sees the bill.
func Explain(ctx context.Context, runner Runner, who access.Principal, units *Library, id string, ask Ask) (Report, error) {
	u, err := units.Find(id)
	if err != nil {
		return Report{}, err
	}
	if ask.Metric != "" {
		if !slices.Contains(metricNames(), ask.Metric) {
			return Report{}, fault.New(fault.Invalid, "UNKNOWN_METRIC", fmt.Sprintf("there is no metric %q for units", ask.Metric))
		}
		u.Metric = ask.Metric
	}
	turns, err := u.turnsOf(ask.Change)
	if err != nil {
		return Report{}, err
	}
	last, err := end(ctx, runner, who)
	if err != nil {
		return Report{}, err
	}
	if ask.Change != "" && ask.From == "" && ask.To == "" {
		ask.From = turns[0].Day
	}
	w, err := ask.window(last)
	if err != nil {
		return Report{}, err
	}
	return u.report(ctx, runner, who, w, turns)
}

// turnsOf are the changes that are estimated: those of the file, or the one that was asked for.
func (u *Unit) turnsOf(asked string) ([]Named, error) {
	if asked == "" {
		return u.Changes, nil
	}
	for _, c := range u.Changes {
		if c.ID == asked || c.Day == asked {
			return []Named{c}, nil
		}
	}
	if isDay(asked) {
		return []Named{{ID: asked, Title: Text{EN: "the change", JA: "変更"}, Day: asked}}, nil
	}
	return nil, fault.New(fault.NotFound, "CHANGE_NOT_FOUND", fmt.Sprintf("the unit has no change %q; a day such as 2025-11-01 may stand for one", asked))
}

// report makes the report of a window.
func (u *Unit) report(ctx context.Context, runner Runner, who access.Principal, w window, turns []Named) (Report, error) {
	r := Report{Days: []Point{}}
	t, err := u.readDays(ctx, runner, who, w.first, latest(w))
	if err != nil {
		return Report{}, u.hidden(err)
	}
	r.Listed, r.Currency = u.listed(&t, w), t.currency()
	r.Queries = append(r.Queries, Query{Name: Text{EN: "days", JA: "日ごと"}, SQL: t.sql})
	r.Days = t.points(u, u.Grain, text(w.first), text(latest(w)))
	r.Notes = u.notes(&t)
	if !r.HasData {
		return r, nil
	}
	lines, sql, err := u.readLines(ctx, runner, who, w)
	if err != nil {
		return Report{}, err
	}
	r.Queries = append(r.Queries, Query{Name: Text{EN: "usage types, before and after", JA: "usage type ごとの前後"}, SQL: sql})
	r.Interval = u.interval(&t, &r.Listed)
	r.Verdict = r.verdict(r.Interval)
	r.Split = u.split(&t, r.After, w, lines)
	if r.Decomposition, err = u.decompose(&r.Listed, w, lines, r.Currency); err != nil {
		return Report{}, err
	}
	for _, n := range turns {
		r.Turns = append(r.Turns, u.turn(&t, n, u.Changes, w))
	}
	r.Verdict.Grounds = r.grounds()
	return r, nil
}

// latest is the end of what is drawn: that of the bill where the period ends before it.
func latest(w window) time.Time {
	if w.end.After(w.to) {
		return w.end
	}
	return w.to
}

// hidden says of a query of a file that cannot be run what may be said: nothing of what there is.
func (u *Unit) hidden(err error) error {
	var wrong *query.Error
	if u.Origin == FromSQL && errors.As(err, &wrong) {
		return fault.New(fault.Invalid, "UNIT_QUERY", "the query of the unit cannot be run as you: it reads what is not there, or not for you, or gives other than a day and a quantity")
	}
	return err
}

// notes say what is wrong with the days of a unit.
func (u *Unit) notes(t *table) []Text {
	var list []Text
	if len(t.currencies) > 1 {
		list = append(list, Text{EN: "the bills are in several currencies, and amounts are added up as they are: ask for one of them with a condition on accounts", JA: "請求の通貨が複数あり、金額はそのまま合算されている。アカウントの条件で分けること"})
	}
	if slices.ContainsFunc(t.days, func(d dayRow) bool { return d.lump.Sign() != 0 }) {
		var sum money.Amount
		for _, d := range t.days {
			sum = sum.Add(d.lump)
		}
		list = append(list, Text{
			EN: fmt.Sprintf("%s are taxes, fees and discounts of whole months: they are shown on their day, and spread over the month for estimates", sum.In(t.currency())),
			JA: fmt.Sprintf("%s は月単位の税・手数料・割引。表示は計上日のまま、推定では月内に均等に配分", sum.In(t.currency())),
		})
	}
	return list
}

// grounds are what the verdict rests on.
func (r *Report) grounds() []Text {
	var list []Text
	list = append(list, Text{
		EN: fmt.Sprintf("%s to %s: %s for %s %s; before, %s to %s: %s for %s", r.After.From, r.After.To, r.After.Cost.In(r.Currency), plain(r.After.Quantity), r.Of.EN, r.Before.From, r.Before.To, r.Before.Cost.In(r.Currency), plain(r.Before.Quantity)),
		JA: fmt.Sprintf("%s〜%s: %s、%s %s。以前 %s〜%s: %s、%s", r.After.From, r.After.To, r.After.Cost.In(r.Currency), r.Of.JA, plain(r.After.Quantity), r.Before.From, r.Before.To, r.Before.Cost.In(r.Currency), plain(r.Before.Quantity)),
	})
	if r.Decomposition != nil {
		for _, e := range r.Decomposition.Effects {
			if e.Kind == Volume || e.Shown.Sign() != 0 {
				list = append(list, e.Says)
			}
		}
		for i, c := range r.Decomposition.Causes {
			if i == 3 || c.Amount.Sign() == 0 { //nolint:mnd // the three largest
				break
			}
			list = append(list, c.Says)
		}
	}
	for _, t := range r.Turns {
		if t.Effect.sure() {
			list = append(list, t.Says)
		}
	}
	if r.Split != nil {
		list = append(list, r.Split.Says)
		if r.Split.Elasticity != nil {
			list = append(list, r.Split.Elasticity.Says)
		}
	}
	if r.Interval != nil {
		list = append(list, r.Interval.Says)
	} else {
		list = append(list, Text{EN: "there are too few days for an interval", JA: "日数が少なく区間は求められない"})
	}
	return list
}

// plain is a quantity for people: at most two digits after the point, thousands apart.
func plain(a money.Amount) string {
	digits := 2
	if a.Cmp(money.New(1000, 0)) >= 0 { //nolint:mnd // large
		digits = 0
	}
	whole := a.Round(digits).String()
	head, tail := whole, ""
	for i := range whole {
		if whole[i] == '.' {
			head, tail = whole[:i], whole[i:]
			break
		}
	}
	out := []byte{}
	for i := range len(head) {
		if i > 0 && (len(head)-i)%3 == 0 && head[i-1] != '-' {
			out = append(out, ',')
		}
		out = append(out, head[i])
	}
	return string(out) + tail
}
