package explore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The kinds of rows.
const (
	kindGroup  = "group"
	kindOther  = "other"
	kindCharge = "charge"
)

// read runs a query and returns its rows as texts; NULL is "". It refuses more rows than an answer may have figures.
func read(ctx context.Context, runner Runner, who access.Principal, q *ast.Query) (rows [][]string, err error) {
	result, err := runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	err = result.Each(ctx, func(values []value.Value) error {
		row := make([]string, len(values))
		for i, v := range values {
			if v != nil {
				row[i] = value.Text(v, result.Columns[i].Type)
			}
		}
		if len(rows) == maxCells {
			return fault.New(fault.Invalid, "TOO_MANY_FIGURES", fmt.Sprintf("there are more than %d figures: group by less, or ask for longer steps", maxCells))
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// tally collects amounts into rows.
type tally struct {
	steps int
	rows  map[string]*Row
}

func newTally(steps int) *tally { return &tally{steps: steps, rows: map[string]*Row{}} }

// add adds an amount to the step of a row.
func (t *tally) add(kind string, keys []string, step int, amount money.Amount) {
	id := kind + "\x00" + strings.Join(keys, "\x00")
	row := t.rows[id]
	if row == nil {
		row = &Row{Kind: kind, Keys: keys, Values: make([]money.Amount, t.steps)}
		t.rows[id] = row
	}
	row.Values[step] = row.Values[step].Add(amount)
	row.Total = row.Total.Add(amount)
}

// sorted returns the rows: groups by size, then the others, then charges in their order.
func (t *tally) sorted() []Row {
	list := make([]Row, 0, len(t.rows))
	for _, r := range t.rows {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Row) int {
		if c := cmp.Compare(rank(a.Kind), rank(b.Kind)); c != 0 {
			return c
		}
		if a.Kind == kindCharge {
			return cmp.Or(cmp.Compare(chargeRank(a.Keys), chargeRank(b.Keys)), slices.Compare(a.Keys, b.Keys))
		}
		return cmp.Or(absolute(b.Total).Cmp(absolute(a.Total)), slices.Compare(a.Keys, b.Keys))
	})
	return list
}

// totals returns the sums of all rows.
func (t *tally) totals() (steps []money.Amount, total money.Amount) {
	steps = make([]money.Amount, t.steps)
	for _, r := range t.rows {
		for i, v := range r.Values {
			steps[i] = steps[i].Add(v)
		}
		total = total.Add(r.Total)
	}
	return steps, total
}

func rank(kind string) int { return slices.Index([]string{kindGroup, kindOther, kindCharge}, kind) }

func chargeRank(keys []string) int {
	if len(keys) == 0 {
		return 0
	}
	return slices.Index(chargeKinds(), keys[0])
}

func absolute(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}
