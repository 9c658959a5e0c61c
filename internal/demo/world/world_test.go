package world

import (
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// spent returns what series that a test chooses cost in a month at list prices, in cents.
func spent(w *World, m period.Month, choose func(*Series) bool) int64 {
	var sum int64
	for _, s := range w.Series {
		if !choose(s) {
			continue
		}
		for h := HourOf(m.Range().Start); h < HourOf(m.Range().End); h++ {
			sum += MulDiv(w.Amount(s, h), s.SKU.ListPrice(h), Scale)
		}
	}
	return sum / (Scale / 100)
}

func TestDump(t *testing.T) {
	w := New(Options{Seed: 1})
	t.Logf("%d series, %d flows, %d interfaces, %d SKUs", len(w.Series), len(w.Flows), len(w.Interfaces), len(w.SKUs))
	for _, a := range w.Accounts {
		line := a.Name
		for m := period.NewMonth(2024, time.October); m.Before(period.NewMonth(2025, time.December)); m = m.Add(1) {
			c := spent(w, m, func(s *Series) bool { return s.Account == a })
			line += " " + decimal(uint64(c/100))
		}
		t.Log(line)
	}
	for _, u := range []string{"NatGateway-Hours", "NatGateway-Bytes", "DataTransfer-Regional-Bytes"} {
		line := u
		for m := period.NewMonth(2025, time.May); m.Before(period.NewMonth(2025, time.December)); m = m.Add(1) {
			line += " " + decimal(uint64(spent(w, m, func(s *Series) bool { return s.Account.Key == "click" && s.SKU.UsageType == u })))
		}
		t.Log(line)
	}
	for _, d := range []string{"Sales", "Dev"} {
		t.Log(d, spent(w, period.NewMonth(2025, time.May), func(s *Series) bool { return s.Calls != nil && s.Calls.Stream.Department == d }))
	}
	for _, in := range w.Incidents {
		var cost int64
		for _, touched := range w.Damage(in, HourOf(period.NewMonth(2024, 10).Range().Start), HourOf(period.NewMonth(2025, 12).Range().Start)) {
			cost += touched.Cost
		}
		t.Logf("%s %s %d", in.ID, in.Kind, cost/Scale)
	}
}
