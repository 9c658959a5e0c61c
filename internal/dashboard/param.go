package dashboard

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// LatestSQL finds the newest billing period that who asks sees.
const LatestSQL = `SELECT max(billing_period) AS latest FROM glaux.bill`

// Clock is what relative dates are relative to: not the time of day alone, for a bill may have ended long ago.
type Clock struct {
	// Latest is the newest billing period that the asker sees; the month of Now where there is none.
	Latest period.Month
	// Now is the time.
	Now time.Time
}

// latest returns the newest billing period.
func (c Clock) latest() period.Month {
	if !c.Latest.IsZero() {
		return c.Latest
	}
	return period.MonthOf(c.Now)
}

// today returns the day of now if it lies in the newest billing period, else the period's last day.
func (c Clock) today() time.Time {
	whole := c.latest().Range()
	if whole.Contains(c.Now) {
		return c.Now.UTC()
	}
	return whole.End.AddDate(0, 0, -1)
}

// relative is a date that is counted from the newest billing period.
var relative = regexp.MustCompile(`^(latest-month|next-month|month|today)([+-][0-9]{1,4})?$`)

// resolve returns a relative date or month as one of the calendar; other values as they are.
func (p *Param) resolve(value string, at Clock) (string, error) {
	match := relative.FindStringSubmatch(value)
	if match == nil || p.Type != "date" && p.Type != "month" {
		return value, nil
	}
	n, err := strconv.Atoi("0" + strings.TrimLeft(match[2], "+-"))
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(match[2], "-") {
		n = -n
	}
	month := at.latest()
	switch {
	case match[1] == "today" && p.Type == "month":
		return "", fmt.Errorf("%q is a day and no month; write latest-month", value)
	case match[1] == "today":
		return at.today().AddDate(0, 0, n).Format(time.DateOnly), nil
	case match[1] == "next-month":
		n++
	}
	if month = month.Add(n); p.Type == "month" {
		return month.String(), nil
	}
	return month.Range().Start.Format(time.DateOnly), nil
}

// maxValue bounds a value in bytes.
const maxValue = 1024

// number is how numbers are written.
var number = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,10})?$`)

// literal returns a value as a node of SQL.
func (p *Param) literal(value string, at Clock) (ast.Expr, error) {
	value, err := p.resolve(value, at)
	if err != nil {
		return nil, err
	}
	if len(value) > maxValue || strings.ContainsRune(value, 0) {
		return nil, fmt.Errorf("the value is longer than %d bytes or has a zero byte", maxValue)
	}
	switch p.Type {
	case "date":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return nil, fmt.Errorf("%q is no date such as 2025-11-30", value)
		}
		return &ast.TypedLiteral{Type: &ast.Type{Name: "DATE"}, Value: value}, nil
	case "month":
		if _, err := period.ParseMonth(value); err != nil {
			return nil, fmt.Errorf("%q is no month such as 2025-11", value)
		}
		return &ast.String{Value: value}, nil
	case "number":
		if !number.MatchString(value) {
			return nil, fmt.Errorf("%q is no number such as 12 or 0.5", value)
		}
		kind := ast.IntegerNumber
		if strings.Contains(value, ".") {
			kind = ast.DecimalNumber
		}
		return &ast.Number{Kind: kind, Text: value}, nil
	case "choice":
		if p.ChoicesSQL == "" && !slices.Contains(p.Choices, value) {
			return nil, fmt.Errorf("%q is none of the choices", value)
		}
		return &ast.String{Value: value}, nil
	case "text":
		return &ast.String{Value: value}, nil
	}
	return nil, fmt.Errorf("there is no type %q; the types are date, month, text, number and choice", p.Type)
}

// param returns a parameter by name, nil for none.
func (d *Dashboard) param(name string) *Param {
	for i := range d.Params {
		if d.Params[i].Name == name {
			return &d.Params[i]
		}
	}
	return nil
}

// param returns a parameter that was read.
func (r *reader) param(name string) *Param { return r.out.param(name) }

// At returns the dashboard with its defaults as values of the calendar.
func (d *Dashboard) At(at Clock) *Dashboard {
	shown := *d
	shown.Params = slices.Clone(d.Params)
	for i := range shown.Params {
		// The default was tried when the file was read.
		if value, err := shown.Params[i].resolve(shown.Params[i].Default, at); err == nil {
			shown.Params[i].Default = value
		}
	}
	return &shown
}

// values returns the values of parameters as nodes. A value that is not given is the default.
func (d *Dashboard) values(given map[string]string, at Clock) (map[string]ast.Expr, error) {
	for name := range given {
		if d.param(name) == nil {
			return nil, wrong(name, errors.New("the dashboard has no such parameter"))
		}
	}
	out := map[string]ast.Expr{}
	for i := range d.Params {
		p := &d.Params[i]
		value, ok := given[p.Name]
		if !ok {
			value = p.Default
		}
		x, err := p.literal(value, at)
		if err != nil {
			return nil, wrong(p.Name, err)
		}
		out[p.Name] = x
	}
	return out, nil
}

// wrong is the error of a value.
func wrong(name string, err error) error {
	return fault.Wrap(err, fault.Invalid, "INVALID_PARAMETER", fmt.Sprintf("parameter %q: %v", name, err))
}
