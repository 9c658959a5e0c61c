package genai

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Bounds of a question: years, so that a list of months stays short, and steps of a trend.
const (
	longest  = 6 * 366 * 24 * time.Hour
	maxSteps = 800
)

// window is half-open time, days in UTC.
type window struct{ from, to time.Time }

// span writes a window for people.
func (w window) span() Span {
	return Span{From: w.from.Format(time.DateOnly), To: w.to.Format(time.DateOnly)}
}

// words names a window in a sentence: a month, or its first and last day.
func (w window) words() string {
	if w.from.Day() == 1 && w.from.AddDate(0, 1, 0).Equal(w.to) {
		return w.from.Format("2006-01")
	}
	return fmt.Sprintf("%s – %s", w.from.Format(time.DateOnly), w.to.AddDate(0, 0, -1).Format(time.DateOnly))
}

// filled fills in the ends that were not given: the last month of the bill, as far as who asks sees it. It is empty where there is no bill.
func filled(ctx context.Context, t Tools, who access.Principal, from, to time.Time) (window, error) {
	w := window{from.UTC().Truncate(24 * time.Hour), to.UTC().Truncate(24 * time.Hour)}
	if w.to.IsZero() {
		days, err := explore.DaysOf(ctx, t.Runner, who, "")
		if err != nil {
			return w, err
		}
		last, err := time.Parse(time.DateOnly, days.Last)
		if err != nil { // there is no bill
			return window{}, nil //nolint:nilerr // an empty answer says so
		}
		w.to = last.AddDate(0, 0, 1)
		if !w.from.IsZero() && !w.from.Before(w.to) {
			w.to = w.from.AddDate(0, 0, 1)
		}
	}
	if w.from.IsZero() {
		last := w.to.AddDate(0, 0, -1)
		w.from = time.Date(last.Year(), last.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	switch {
	case !w.from.Before(w.to):
		return w, fault.New(fault.Invalid, "EMPTY_PERIOD", "the end of the time is not after its beginning")
	case w.to.Sub(w.from) > longest:
		return w, fault.New(fault.Invalid, "TOO_MANY_FIGURES", "ask for six years at most")
	}
	return w, nil
}

// against returns the time that a window is compared with: as many whole months before where it begins with a month, else as many days.
func (w window) against(a Against) window {
	switch {
	case a == Year:
		return window{w.from.AddDate(-1, 0, 0), w.to.AddDate(-1, 0, 0)}
	case w.from.Day() != 1:
		return window{w.from.Add(-w.to.Sub(w.from)), w.from}
	}
	last := w.to.AddDate(0, 0, -1)
	months := (last.Year()-w.from.Year())*12 + int(last.Month()-w.from.Month()) + 1 //nolint:mnd // months of a year
	before := window{w.from.AddDate(0, -months, 0), w.from}
	if w.to.Day() != 1 { // a month that is not over is compared with as many days of the one before
		if end := w.to.AddDate(0, -months, 0); end.Before(w.from) {
			before.to = end
		}
	}
	return before
}

// steps cuts a window into days or months.
func (w window) steps(g Grain) ([]window, error) {
	next := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	switch g {
	case Monthly:
		next = func(t time.Time) time.Time { return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC) }
	case Daily:
	case Whole, "":
		return nil, nil
	default:
		return nil, fault.New(fault.Invalid, "INVALID_ARGUMENT", fmt.Sprintf("%q is none of none, day, month", g))
	}
	var list []window
	for t := w.from; t.Before(w.to); t = next(t) {
		end := next(t)
		if end.After(w.to) {
			end = w.to
		}
		if list = append(list, window{t, end}); len(list) > maxSteps {
			return nil, fault.New(fault.Invalid, "TOO_MANY_FIGURES", fmt.Sprintf("there are more than %d steps: ask for longer ones, or for a shorter time", maxSteps))
		}
	}
	return list, nil
}

// format returns how the step of a time is written, in SQL and in Go.
func (g Grain) format() (inSQL, inGo string) {
	if g == Monthly {
		return "%Y-%m", "2006-01"
	}
	return "%Y-%m-%d", time.DateOnly
}

// months returns the billing periods of some windows.
func months(list ...window) []string {
	var all []string
	for _, w := range list {
		for t := time.Date(w.from.Year(), w.from.Month(), 1, 0, 0, 0, 0, time.UTC); t.Before(w.to); t = t.AddDate(0, 1, 0) {
			all = append(all, t.Format("2006-01"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// moment is a time in SQL.
func moment(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "timestamp"}, Value: t.Format("2006-01-02 15:04:05")}
}

// within tells whether a column's time is in one of some windows.
func within(column string, list ...window) ast.Expr {
	var any ast.Expr
	for _, w := range list {
		one := build.Join("AND", build.Op(build.Column(column), ">=", moment(w.from)), build.Op(build.Column(column), "<", moment(w.to)))
		any = build.Join("OR", any, one)
	}
	return any
}
