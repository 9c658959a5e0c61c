// Package tieout tells whether queries answer what was delivered: month by month it sums the bill through the one door and compares rows
// and cost with what the files of the delivery held when they were read. It promises that the two sides are made by different means (a
// query now, the exact sums of the loader then), that differences never cancel each other, and that what cannot be compared is not said to
// tie out.
//
//	months, err := tieout.Measure(ctx, runner, who)   // what queries answer
//	balance := tieout.Compare(months, sources)        // against what was delivered
package tieout

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// measureSQL asks for the figures of each source and month.
//
//go:embed measure.sql
var measureSQL string

// Runner runs statements: query.Runner does.
type Runner interface {
	Text(ctx context.Context, who access.Principal, text string, o query.Options) (*query.Result, error)
}

// Month is a month of a source as queries see it.
type Month struct {
	Source, Month string
	Rows          int64
	// Cost is the sum of the unblended cost; nil where no line that the principal sees has one.
	Cost *money.Amount
	// Invoices is how many invoices the lines name, Open how many lines name none: those of a month that is not closed, or of a bill that
	// has no invoices.
	Invoices, Open int64
	// First and Last are the days of usage, YYYY-MM-DD.
	First, Last string
}

// Measure returns the months that a principal sees, by source and month. Lines whose source or month it may not see are in none.
func Measure(ctx context.Context, runner Runner, who access.Principal) (months []Month, err error) {
	result, err := runner.Text(ctx, who, measureSQL, query.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	err = result.Each(ctx, func(row []value.Value) error {
		month, err := read(row)
		if err == nil && month.Source != "" && month.Month != "" {
			months = append(months, month)
		}
		return err
	})
	slices.SortFunc(months, func(a, b Month) int { return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Month, b.Month)) })
	return months, err
}

// read reads a row of the measure.
func read(row []value.Value) (Month, error) {
	texts := func(col int) string { text, _ := row[col].(string); return text } // NULL is ""
	numbers := func(col int) int64 { n, _ := row[col].(int64); return n }
	m := Month{Source: texts(0), Month: texts(1), Rows: numbers(2), Invoices: numbers(4), Open: numbers(5), First: texts(6), Last: texts(7)}
	switch cost := row[3].(type) {
	case nil: // no line has one
	case value.Decimal:
		amount := money.FromBig(cost.Unscaled, cost.Scale)
		m.Cost = &amount
	default:
		return Month{}, fmt.Errorf("the cost of %s %s is a %T", m.Source, m.Month, cost)
	}
	return m, nil
}

// Compared is a month on both sides.
type Compared struct {
	Month
	// Delivered is whether the delivery states a cost; StatedRows and Stated are what its files held.
	Delivered  bool
	StatedRows int64
	Stated     money.Amount
}

// Ties tells whether both sides are the same.
func (c Compared) Ties() bool {
	return c.Delivered && c.Rows == c.StatedRows && c.difference().Sign() == 0
}

// difference is how far the sides are apart, as far as a bill goes: AWS writes costs with at most ten digits after the point, and binary
// numbers carry noise behind their fifteenth.
func (c Compared) difference() money.Amount {
	const digits = 10
	d := c.Stated
	if c.Cost != nil {
		d = d.Sub(*c.Cost)
	}
	d = d.Round(digits)
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// Balance is all months on both sides.
type Balance struct {
	// Months are by source and month.
	Months map[string]map[string]Compared
	// Ties tells that every month of every bill does; Difference is the sum of all differences, none of them taken off another.
	Ties       bool
	Difference money.Amount
}

// Compare compares what queries answer with what the lake was given.
func Compare(measured []Month, sources []*lake.Source) Balance {
	b := Balance{Months: map[string]map[string]Compared{}, Ties: true}
	for _, m := range measured {
		b.put(Compared{Month: m})
	}
	for _, s := range sources {
		for name, month := range s.ByMonth() {
			cost, ok := Cost(month.Totals())
			c, seen := b.Months[s.Name()][name]
			if !ok && !seen {
				continue // no bill, or a month of one without any line
			}
			c.Source, c.Month.Month = s.Name(), name
			c.Delivered, c.StatedRows, c.Stated = ok, month.Rows(), cost
			b.put(c)
		}
	}
	for _, months := range b.Months {
		for _, c := range months {
			b.Ties = b.Ties && c.Ties()
			b.Difference = b.Difference.Add(c.difference())
		}
	}
	return b
}

func (b *Balance) put(c Compared) {
	if b.Months[c.Source] == nil {
		b.Months[c.Source] = map[string]Compared{}
	}
	b.Months[c.Source][c.Month.Month] = c
}

// Cost returns the total that people ask for first: the unblended cost, or what FOCUS calls it.
func Cost(totals map[string]money.Amount) (money.Amount, bool) {
	for _, name := range []string{"line_item_unblended_cost", "billedcost", "billed_cost"} {
		if amount, ok := totals[name]; ok {
			return amount, true
		}
	}
	return money.Amount{}, false
}
