package explore

import (
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/amount"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// lineTime is when a line lies.
const lineTime = amount.Time

// usageStep is the step of the usage of a line, by which lines are summed up first, and its name; "" where the billing period says enough.
func usageStep(g Granularity) (name, sql string) {
	switch g {
	case Hourly:
		return "hour", "date_trunc('hour', line_item_usage_start_date)"
	case Daily:
		return "day", "CAST(line_item_usage_start_date AS date)"
	case Monthly, Total:
	}
	return "", ""
}

// stepOf is the step that a line lies in, over its billing period and the step of its usage.
func stepOf(g Granularity) string {
	switch g {
	case Hourly:
		return "IF(starts_with(CAST(hour AS varchar), billing_period), hour, CAST(billing_period || '-01' AS timestamp))"
	case Daily:
		return "IF(starts_with(CAST(day AS varchar), billing_period), day, CAST(billing_period || '-01' AS date))"
	case Monthly:
		return "billing_period"
	case Total:
	}
	return "''"
}

// The forms of times in requests and answers.
const (
	dayForm  = time.DateOnly
	hourForm = "2006-01-02T15:04:05Z"
)

// maxSteps bounds the steps of an answer.
const maxSteps = 10_000

// The years that a period may lie in.
const firstYear, lastYear = 2000, 2199

// span reads a period.
func (p Period) span() (period.Range, error) {
	start, err := moment(p.Start)
	if err != nil {
		return period.Range{}, err
	}
	end, err := moment(p.End)
	if err != nil {
		return period.Range{}, err
	}
	if !start.Before(end) {
		return period.Range{}, fault.New(fault.Invalid, "EMPTY_PERIOD", fmt.Sprintf("the period from %s to %s holds no time: its end does not belong to it", p.Start, p.End))
	}
	return period.NewRange(start, end)
}

// moment reads a day or a second.
func moment(text string) (time.Time, error) {
	for _, form := range []string{dayForm, hourForm} {
		if t, err := time.Parse(form, text); err == nil && t.Year() >= firstYear && t.Year() <= lastYear {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "INVALID_TIME", fmt.Sprintf("%q is no time of the form 2025-06-01 or 2025-06-01T10:00:00Z", text))
}

// written is the time as short as it can be said.
func written(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) { //nolint:mnd // a day
		return t.Format(dayForm)
	}
	return t.Format(hourForm)
}

// steps cuts a range into steps. The first and the last may be shorter than the others.
func steps(r period.Range, g Granularity) ([]Period, error) {
	var list []Period
	for at := r.Start; at.Before(r.End); {
		if len(list) == maxSteps {
			return nil, fault.New(fault.Invalid, "TOO_MANY_STEPS", fmt.Sprintf("the period has more than %d steps: make it shorter or its steps longer", maxSteps))
		}
		next := r.End
		switch g {
		case Hourly:
			next = at.Truncate(time.Hour).Add(time.Hour)
		case Daily:
			next = time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, time.UTC)
		case Monthly:
			next = period.MonthOf(at).Range().End
		case Total:
		}
		if next.After(r.End) {
			next = r.End
		}
		list = append(list, Period{Start: written(at), End: written(next)})
		at = next
	}
	return list, nil
}

// stepName is what a query calls the step that begins at a time.
func stepName(start string, g Granularity) string {
	t, err := moment(start)
	if err != nil {
		return start // it was written by us
	}
	switch g {
	case Hourly:
		return t.Truncate(time.Hour).Format("2006-01-02 15:04:05.000")
	case Daily:
		return t.Format(dayForm)
	case Monthly:
		return period.MonthOf(t).String()
	case Total:
	}
	return ""
}

// inMonths keeps the lines of the billing periods of a range.
func inMonths(r period.Range) ast.Expr {
	months := r.Months()
	first, last := months[0], months[len(months)-1]
	if first == last {
		return build.Op(build.Column("billing_period"), "=", build.Text(first.String()))
	}
	return &ast.Between{X: build.Column("billing_period"), Low: build.Text(first.String()), High: build.Text(last.String())}
}

// isWhole tells whether a range is whole months.
func isWhole(r period.Range) bool {
	return r.Start.Equal(period.MonthOf(r.Start).Range().Start) && r.End.Equal(period.MonthOf(r.End).Range().Start)
}

// within keeps the lines of a range.
func within(r period.Range) (ast.Expr, error) {
	if isWhole(r) {
		return inMonths(r), nil
	}
	at, err := build.Expression(lineTime)
	if err != nil {
		return nil, err
	}
	return build.Join("AND", inMonths(r), build.Op(at, ">=", timestamp(r.Start)), build.Op(at, "<", timestamp(r.End))), nil
}

func timestamp(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "timestamp"}, Value: t.Format("2006-01-02 15:04:05")}
}
