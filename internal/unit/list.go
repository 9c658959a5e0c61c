package unit

import (
	"context"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// listQuery reads the days of all units.
const listQuery = `SELECT unit, CAST(day AS varchar) AS day, cost, quantity FROM glaux.units
WHERE billing_period BETWEEN '2000-01' AND '2000-02' ORDER BY 1, 2`

// currencies are those of the bill.
const currencies = `SELECT DISTINCT line_item_currency_code FROM glaux.bill WHERE billing_period BETWEEN '2000-01' AND '2000-02' ORDER BY 1 LIMIT 5`

// listMonths is how many months before its own a list shows.
const listMonths = 5

// List returns all units, with what one costs now and before, as who asks sees the bill.
func List(ctx context.Context, runner Runner, who access.Principal, units *Library, ask Ask) (Listing, error) {
	list, notes, err := units.All()
	if err != nil {
		return Listing{}, err
	}
	last, err := end(ctx, runner, who)
	if err != nil {
		return Listing{}, err
	}
	w, err := ask.window(last)
	if err != nil {
		return Listing{}, err
	}
	if first := monthOf(w.from).AddDate(0, -listMonths, 0); first.Before(w.beforeFrom) {
		w.first = first
	} else {
		w.first = w.beforeFrom
	}
	span := map[string]string{"2000-01": w.first.Format(monthOnly), "2000-02": w.to.Add(-time.Nanosecond).Format(monthOnly)}
	q, err := build.Query(listQuery)
	if err != nil {
		return Listing{}, err
	}
	fill(q, span)
	byUnit := map[string]*table{}
	if err = read(ctx, runner, who, q, func(r row) {
		t := byUnit[r.text(0)]
		if t == nil {
			t = &table{}
			byUnit[r.text(0)] = t
		}
		t.days = append(t.days, dayRow{day: r.text(1), cost: r.amount(2), quantity: r.amount(3)})
	}); err != nil {
		return Listing{}, err
	}
	out := Listing{Units: []Listed{}, Notes: notes, SQL: []string{ast.Print(q)}}
	if out.Currency, err = currency(ctx, runner, who, map[string]string{"2000-01": w.beforeFrom.Format(monthOnly), "2000-02": span["2000-02"]}); err != nil {
		return Listing{}, err
	}
	for i := range list {
		t := byUnit[list[i].ID]
		if t == nil {
			t = &table{}
		}
		out.Units = append(out.Units, list[i].listed(t, w))
	}
	slices.SortStableFunc(out.Units, func(a, b Listed) int { return b.After.Cost.Cmp(a.After.Cost) })
	slices.SortStableFunc(out.Units, func(a, b Listed) int { return rank(a) - rank(b) })
	return out, nil
}

// rank puts own units first, and those without data last.
func rank(l Listed) int {
	switch {
	case !l.HasData:
		return 2 //nolint:mnd // last
	case l.Own:
		return 0
	}
	return 1
}

// currency is what the amounts of some months are in.
func currency(ctx context.Context, runner Runner, who access.Principal, span map[string]string) (string, error) {
	q, err := build.Query(currencies)
	if err != nil {
		return "", err
	}
	fill(q, span)
	var t table
	err = read(ctx, runner, who, q, func(r row) {
		if c := r.text(0); c != "" {
			t.currencies = append(t.currencies, c)
		}
	})
	return t.currency(), err
}
