package unit

import (
	"context"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// window is what is compared, and what is drawn around it. All are days at midnight, UTC.
type window struct {
	beforeFrom, beforeTo, from, to time.Time
	// first is where the drawing begins.
	first time.Time
	// end is the day after the last whole day of the bill, the zero time where there is no bill.
	end time.Time
}

// newest asks for the last months, and ends for the last moment of usage in each, and whether the bill tells hours.
const (
	newest = `SELECT DISTINCT billing_period FROM glaux.bill ORDER BY 1 DESC LIMIT 2`
	ends   = `SELECT billing_period, max(line_item_usage_start_date) AS last_start, CAST(max(hour(line_item_usage_start_date)) AS varchar) AS last_hour
FROM glaux.bill WHERE line_item_line_item_type = 'Usage' AND billing_period IN ('2000-01') GROUP BY 1 ORDER BY 1 DESC`
)

// end finds the day after the last whole day of the bill, as who asks sees it.
func end(ctx context.Context, runner Runner, who access.Principal) (at time.Time, err error) {
	q, err := build.Query(newest)
	if err != nil {
		return time.Time{}, err
	}
	var last []ast.Expr
	if err = read(ctx, runner, who, q, func(r row) { last = append(last, build.Text(r.text(0))) }); err != nil {
		return time.Time{}, err
	}
	if len(last) == 0 {
		last = append(last, build.Text(""))
	}
	if q, err = build.Query(ends); err != nil {
		return time.Time{}, err
	}
	ast.Walk(q, func(n ast.Node) bool {
		if in, ok := n.(*ast.In); ok {
			in.List = last
		}
		return true
	})
	err = read(ctx, runner, who, q, func(r row) {
		if last := r.moment(1); at.IsZero() && !last.IsZero() {
			at = last.Truncate(day).Add(day)
			if r.text(2) != "0" && last.Hour() < lastHour { // the last day has begun, and is not over
				at = last.Truncate(day)
			}
		}
	})
	if err != nil || !at.IsZero() {
		return at, err
	}
	if q, err = build.Query(today); err != nil { // there is nothing to choose by, and nothing to be shown
		return time.Time{}, err
	}
	err = read(ctx, runner, who, q, func(r row) { at = monthOf(r.moment(0)) })
	return at, err
}

// today is the day by the clock.
const today = `SELECT CAST(current_date AS timestamp) AS today`

const (
	day      = 24 * time.Hour
	lastHour = 23
	weekDays = 7
	// yearMonths is how many months are drawn before the one that is looked at.
	yearMonths = 12
	// longest bounds a period.
	longest = 3 * 366
)

// window makes a window of what was asked for.
func (a Ask) window(end time.Time) (w window, err error) {
	w.end = end
	for _, one := range []struct {
		name, text string
		into       *time.Time
	}{{"from", a.From, &w.from}, {"to", a.To, &w.to}, {"beforeFrom", a.BeforeFrom, &w.beforeFrom}, {"beforeTo", a.BeforeTo, &w.beforeTo}} {
		if one.text == "" {
			continue
		}
		if *one.into, err = time.Parse(time.DateOnly, one.text); err != nil {
			return w, fault.New(fault.Invalid, "INVALID_DAY", fmt.Sprintf("%s is a day such as 2025-11-01, not %q", one.name, one.text))
		}
	}
	w.fill()
	for _, p := range [][2]time.Time{{w.from, w.to}, {w.beforeFrom, w.beforeTo}} {
		if !p[0].Before(p[1]) || p[1].Sub(p[0]) > longest*day {
			return w, fault.New(fault.Invalid, "INVALID_PERIOD", fmt.Sprintf("the period from %s to %s: the first day is before the day after the last, and there are at most three years", p[0].Format(time.DateOnly), p[1].Format(time.DateOnly)))
		}
	}
	if w.beforeTo.After(w.from) {
		return w, fault.New(fault.Invalid, "INVALID_PERIOD", "the period that is compared with ends after the other one has begun")
	}
	w.first = monthOf(w.from).AddDate(0, -yearMonths, 0)
	if w.beforeFrom.Before(w.first) {
		w.first = w.beforeFrom
	}
	return w, nil
}

// fill chooses what was not asked for.
func (w *window) fill() {
	end := w.end
	switch {
	case w.from.IsZero() && w.to.IsZero():
		w.to, w.from = end, monthOf(end.Add(-day))
		if w.to.Sub(w.from) < weekDays*day {
			w.to, w.from = w.from, w.from.AddDate(0, -1, 0)
		}
	case w.to.IsZero():
		w.to = w.from.AddDate(0, 1, 0)
		if w.to.After(end) && end.After(w.from) {
			w.to = end
		}
	case w.from.IsZero():
		w.from = monthOf(w.to.Add(-day))
	}
	switch {
	case w.beforeFrom.IsZero() && w.beforeTo.IsZero() && w.from.Day() == 1 && w.to.Sub(w.from) <= 31*day:
		w.beforeFrom = w.from.AddDate(0, -1, 0)
		w.beforeTo = w.from // the whole month where this one is whole, or as many days of it
		if w.to.Day() != 1 && w.beforeFrom.Add(w.to.Sub(w.from)).Before(w.from) {
			w.beforeTo = w.beforeFrom.Add(w.to.Sub(w.from))
		}
	case w.beforeFrom.IsZero() && w.beforeTo.IsZero():
		w.beforeTo, w.beforeFrom = w.from, w.from.Add(-w.to.Sub(w.from))
	case w.beforeTo.IsZero():
		w.beforeTo = w.from
	case w.beforeFrom.IsZero():
		w.beforeFrom = w.beforeTo.Add(-w.to.Sub(w.from))
	}
}

// monthOf is the first day of a month.
func monthOf(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC) }

func text(t time.Time) string { return t.Format(time.DateOnly) }
