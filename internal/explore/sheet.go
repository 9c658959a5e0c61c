package explore

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Sheet is an answer as columns and rows, for files and terminals. Its last row is the total.
type Sheet struct {
	Columns []typed.Column
	Rows    [][]value.Value
}

// kindTotal is the kind of the last row of a sheet.
const kindTotal = "total"

// ExactPlaces are the digits after the point that lose nothing.
const ExactPlaces = 10

// Sheet returns the answer as a table: the kind of a row, its keys, an amount for each step, the total. Amounts have places digits after
// the point.
func (a Answer) Sheet(places int) Sheet {
	s := sheetOf(a.Request.GroupBy)
	for _, step := range a.Steps {
		s.amount(stepTitle(step, a.Request.Granularity), places)
	}
	if len(a.Steps) != 1 {
		s.amount(kindTotal, places)
	}
	line := func(values []money.Amount, total money.Amount) []money.Amount {
		if len(a.Steps) == 1 {
			return values
		}
		return append(append([]money.Amount{}, values...), total)
	}
	for _, r := range a.Rows {
		s.add(r.Kind, r.Keys, len(a.Request.GroupBy), places, line(r.Values, r.Total)...)
	}
	s.add(kindTotal, nil, len(a.Request.GroupBy), places, line(a.StepTotals, a.Total)...)
	return s
}

// Days returns the answer as a table with one row for each step and one column for each row of Sheet: for people, who read many steps
// downwards.
func (a Answer) Days(places int) Sheet {
	s := Sheet{Columns: []typed.Column{{Name: "step", Type: types.Text()}}}
	for _, r := range a.Rows {
		name := r.Kind
		if len(a.Request.GroupBy) > 0 && r.Kind == kindGroup || r.Kind == kindCharge {
			name = strings.Join(r.Keys, ", ")
		}
		s.amount(name, places)
	}
	s.amount(kindTotal, places)
	line := func(name string, of func(Row) money.Amount, total money.Amount) {
		row := []value.Value{name}
		for _, r := range a.Rows {
			row = append(row, decimal(of(r), places))
		}
		s.Rows = append(s.Rows, append(row, decimal(total, places)))
	}
	for i, step := range a.Steps {
		line(stepTitle(step, a.Request.Granularity), func(r Row) money.Amount { return r.Values[i] }, a.StepTotals[i])
	}
	line(kindTotal, func(r Row) money.Amount { return r.Total }, a.Total)
	return s
}

// Sheet returns the comparison as a table: the kind of a row, its keys, both amounts, the change, its effects. Amounts have places digits
// after the point.
func (c Comparison) Sheet(places int) Sheet {
	s := sheetOf(c.Request.GroupBy)
	for _, name := range []string{"before", "after", "change", "price", "quantity", "mix", "commitment", "charges"} {
		s.amount(name, places)
	}
	add := func(kind string, r Change) {
		e := r.Effects
		s.add(kind, r.Keys, len(c.Request.GroupBy), places, r.Before, r.After, r.Change, e.Price, e.Quantity, e.Mix, e.Commitment, e.Charges)
	}
	for _, r := range c.Changes {
		add(r.Kind, r)
	}
	add(kindTotal, c.Total)
	return s
}

// Sheet returns the forecast as a table: the steps with their means and intervals.
func (f Forecast) Sheet(places int) Sheet {
	var s Sheet
	s.Columns = []typed.Column{{Name: "start", Type: types.Text()}, {Name: "end", Type: types.Text()}}
	for _, name := range []string{"mean", "low", "high"} {
		s.amount(name, places)
	}
	for _, step := range f.Steps {
		s.Rows = append(s.Rows, []value.Value{
			step.Start, step.End, decimal(step.Mean, places), decimal(step.Low, places), decimal(step.High, places),
		})
	}
	return s
}

// sheetOf begins a sheet with the columns of kinds and keys. Where nothing is grouped by, charges stand in the column of kinds.
func sheetOf(groupBy []string) Sheet {
	s := Sheet{Columns: []typed.Column{{Name: "kind", Type: types.Text()}}}
	for _, name := range groupBy {
		s.Columns = append(s.Columns, typed.Column{Name: name, Type: types.Text()})
	}
	return s
}

// amount adds a column of amounts.
func (s *Sheet) amount(name string, places int) {
	const digits = 38
	s.Columns = append(s.Columns, typed.Column{Name: name, Type: types.DecimalOf(digits, places)})
}

// add adds a row. What a charge is stands in the first column after the kind, or beside it where there is none.
func (s *Sheet) add(kind string, keys []string, width, places int, amounts ...money.Amount) {
	row := make([]value.Value, 1+width, 1+width+len(amounts))
	if kind == kindCharge && width == 0 {
		kind = strings.Join(keys, " ")
	}
	row[0] = kind
	for i := range width {
		row[i+1] = ""
		if i < len(keys) {
			row[i+1] = keys[i]
		}
	}
	for _, a := range amounts {
		row = append(row, decimal(a, places))
	}
	s.Rows = append(s.Rows, row)
}

// decimal is an amount with so many digits after the point.
func decimal(a money.Amount, places int) value.Value {
	unscaled, ok := new(big.Int).SetString(strings.Replace(a.Fixed(places), ".", "", 1), 10) //nolint:mnd // digits
	if !ok {
		return nil // Fixed writes digits
	}
	return value.Decimal{Unscaled: unscaled, Scale: places}
}

// stepTitle is the name of a step for people.
func stepTitle(p Period, g Granularity) string {
	r, err := p.span()
	switch {
	case err != nil:
		return p.Start
	case g == Monthly && isWhole(r):
		return period.MonthOf(r.Start).String()
	case g == Daily || g == Hourly:
		return p.Start
	}
	return fmt.Sprintf("%s – %s", p.Start, p.End)
}
