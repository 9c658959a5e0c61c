package explore_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/money"
)

func TestComparisonsEqualTheSameSumsInIndependentSQL(t *testing.T) {
	const pairs, seed = 200, 22
	rnd := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same every time
	h := newHouse(t, randomBill(rnd, 2000))
	names := dimensionNames()
	for range pairs {
		r := explore.CompareRequest{
			Before: randomPeriod(rnd, false), After: randomPeriod(rnd, false), Top: rnd.IntN(8), Filters: randomFilters(rnd, names),
			Metric: explore.Metric(pick(rnd, "unblended", "amortized", "net_unblended", "net_amortized", "blended")),
		}
		for _, i := range rnd.Perm(len(names))[:rnd.IntN(3)] {
			r.GroupBy = append(r.GroupBy, names[i])
		}
		made, err := explore.Compare(context.Background(), h.runner, h.app.Who(), r)
		if err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		h.checkComparison(r, made)
		if t.Failed() {
			t.Fatalf("%+v\n%s", r, made.SQL)
		}
	}
}

// checkComparison compares a comparison with sums by hand.
func (h *house) checkComparison(r explore.CompareRequest, made explore.Comparison) {
	h.t.Helper()
	var rows explore.Effects
	var sums [2]money.Amount
	for w, p := range []explore.Period{r.Before, r.After} {
		all := h.handRows(explore.Request{
			Period: p, Granularity: explore.Total, Metric: r.Metric, GroupBy: r.GroupBy, Filters: r.Filters, Charges: explore.Apart,
		})
		var want money.Amount
		for _, a := range all {
			want = want.Add(a)
		}
		if got := []money.Amount{made.Total.Before, made.Total.After}[w]; !got.Equal(want) {
			h.t.Errorf("the total of %v is %s, want %s", p, got, want)
		}
		for _, c := range made.Changes {
			got := []money.Amount{c.Before, c.After}[w]
			sums[w] = sums[w].Add(got)
			key := "|" + strings.Join(append(slices.Clone(c.Keys), ""), "\x01") + "|"
			if c.Kind == "charge" {
				key = c.Keys[0] + "||"
			}
			if c.Kind != "other" && !got.Equal(all[key]) {
				h.t.Errorf("%s %v of %v is %s, want %s", c.Kind, c.Keys, p, got, all[key])
			}
		}
	}
	for _, c := range made.Changes {
		e := c.Effects
		if !e.Sum().Equal(c.Change) {
			h.t.Errorf("the effects of %v are %s, its change is %s", c.Keys, e.Sum(), c.Change)
		}
		rows.Price = rows.Price.Add(e.Sum())
	}
	if !rows.Price.Equal(made.Total.Change) || !sums[0].Equal(made.Total.Before) || !sums[1].Equal(made.Total.After) || !made.Total.Effects.Sum().Equal(made.Total.Change) {
		h.t.Errorf("the rows do not add up to the total")
	}
}
