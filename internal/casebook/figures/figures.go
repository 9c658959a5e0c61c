// Package figures reads what cases are made of from glaux.bill, through the one door: daily figures of each series, what a node cost, what
// changed between two windows, and what a principal sees of all that. Its queries are trees, run like anyone's query. It promises that an
// amount is exact, that the SQL it gives with a figure is the query that reads it, and that what it sums is explained by Formula.
package figures

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Runner runs queries for a principal.
type Runner = explore.Runner

// places is how many digits an amount has behind the point, here and in the queries.
const places = 10

// Units is an exact amount in units of 10⁻¹⁰.
type Units int64

// Amount is the amount that the units are.
func (u Units) Amount() money.Amount { return money.New(int64(u), places) }

// Float is about the same number.
func (u Units) Float() float64 { return float64(u) / 1e10 }

// unitsOf makes units of a decimal of ten places. One series costs less than 900 million a day; more is refused.
func unitsOf(v value.Value) (Units, error) {
	d, ok := v.(value.Decimal)
	switch {
	case v == nil:
		return 0, nil
	case !ok:
		return 0, fmt.Errorf("an amount is a %T", v)
	}
	n := d.Rescale(places).Unscaled
	if !n.IsInt64() {
		return 0, fault.New(fault.Exhausted, "AMOUNT_TOO_LARGE", fmt.Sprintf("one series costs %s on one day, which is more than anomalies are looked for in", d))
	}
	return Units(n.Int64()), nil
}

// amountOf makes an amount of a decimal; NULL is 0.
func amountOf(v value.Value) (money.Amount, error) {
	d, ok := v.(value.Decimal)
	switch {
	case v == nil:
		return money.Amount{}, nil
	case !ok:
		return money.Amount{}, fmt.Errorf("an amount is a %T", v)
	}
	return money.FromBig(d.Unscaled, d.Scale), nil
}

// floatOf makes a number of a decimal; NULL is 0.
func floatOf(v value.Value) float64 {
	d, ok := v.(value.Decimal)
	if !ok || d.Unscaled == nil {
		return 0
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil) //nolint:mnd // decimals
	f, _ := new(big.Rat).SetFrac(d.Unscaled, scale).Float64()
	return f
}

// textOf is a text; NULL is "".
func textOf(v value.Value) string { s, _ := v.(string); return s }

// DayOf returns the day of a date.
func DayOf(t time.Time) anomaly.Day { return anomaly.Day(t.Unix() / secondsOfDay) }

const secondsOfDay = 24 * 60 * 60

// Date returns the first moment of a day.
func Date(d anomaly.Day) time.Time { return time.Unix(int64(d)*secondsOfDay, 0).UTC() }

// Written writes a day as YYYY-MM-DD.
func Written(d anomaly.Day) string { return Date(d).Format(time.DateOnly) }

// ParseDay reads a day written as YYYY-MM-DD.
func ParseDay(text string) (anomaly.Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < firstYear || t.Year() > lastYear {
		return 0, fault.New(fault.Invalid, "INVALID_TIME", fmt.Sprintf("%q is no day of the form 2025-06-01", text))
	}
	return DayOf(t), nil
}

// The years that a day may lie in.
const firstYear, lastYear = 2000, 2199

// each runs a query and hands its rows over.
func each(ctx context.Context, runner Runner, who access.Principal, q *ast.Query, take func(row []value.Value) error) (err error) {
	result, err := runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	return result.Each(ctx, take)
}

// unseen tells whether a query failed because something in it is not there for who asks.
func unseen(err error) bool {
	var wrong *query.Error
	return errors.As(err, &wrong)
}
