package world

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// findingsOf returns the findings of a month of 2025 by kind, with what they save in it.
func findingsOf(w *World, m time.Month) map[string]map[string]int64 {
	r := month(m).Range()
	found, costs := w.Findings(HourOf(r.Start), HourOf(r.End))
	list := map[string]map[string]int64{}
	for i, f := range found {
		if list[f.Kind] == nil {
			list[f.Kind] = map[string]int64{}
		}
		list[f.Kind][f.Why] = costs[i][0].Saves
	}
	return list
}

func TestTheDetourIsFoundUntilItIsMended(t *testing.T) {
	w := New(Options{Seed: 5})
	october, december := findingsOf(w, time.October), findingsOf(w, time.December)
	for kind, want := range map[string]int{FaultNatOtherZone: 3, FaultNatForGateway: 1, FaultNatIdle: 3, FaultCrossZonePair: 6} {
		if len(october[kind]) != want {
			t.Errorf("%d of %s in October, not %d: %v", len(october[kind]), kind, want, october[kind])
		}
	}
	for _, kind := range []string{FaultNatOtherZone, FaultNatForGateway, FaultNatIdle} {
		if len(december[kind]) > 0 {
			t.Errorf("%s is found after it was mended: %v", kind, december[kind])
		}
	}
}

// TestAFindingSavesNoMoreThanIsBilled compares findings with all that their accounts pay for networks.
func TestAFindingSavesNoMoreThanIsBilled(t *testing.T) {
	w := New(Options{Seed: 5})
	r := month(time.October).Range()
	from, to := HourOf(r.Start), HourOf(r.End)
	found, costs := w.Findings(from, to)
	for i, f := range found {
		var billed int64
		for _, s := range w.Series {
			if s.Account != f.Account && f.Kind != FaultCrossZonePair && f.Kind != FaultTransitPair {
				continue
			}
			if k := s.SKU; !strings.Contains(k.UsageType, "Bytes") && !strings.Contains(k.UsageType, "Hours") && !strings.Contains(k.UsageType, "PublicIPv4") {
				continue
			}
			for h := from; h < to; h++ {
				billed += MulDiv(w.Amount(s, h), s.SKU.ListPrice(h), Scale)
			}
		}
		if c := costs[i][0]; c.Cost > billed || c.Saves > billed {
			t.Errorf("%s: %s saves %d of %d", f.Kind, f.Why, c.Saves, billed)
		}
		if slices.Contains(f.Resources, "") || len(f.Resources) == 0 {
			t.Errorf("%s: %s is at %q", f.Kind, f.Why, f.Resources)
		}
	}
}
