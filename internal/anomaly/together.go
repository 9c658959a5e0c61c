package anomaly

import (
	"cmp"
	"math"
	"slices"
)

// Together. What is too little to be said of one series is enough when its like says the same: the usage types that count the same bytes or the same
// tokens, and the accounts that pay the same price.

// kinPart is what part of the band a series must pass where its kin does, too.
const kinPart = 0.6

// strong tells whether a stretch is enough by itself.
func (d *Detector) strong(e *event) bool {
	least := totalLeast[0]
	for i, run := range runs {
		if run <= e.run {
			least = totalLeast[i]
		}
	}
	return e.score > 1 && e.peak >= d.floor(e.leaf) && e.peak*float64(e.run)*min(e.score, 6) >= least*d.floor(e.leaf)
}

// joined opens the weak stretches of kin that are enough together.
func (d *Detector) joined(weak []*event) []*event {
	kin := map[string][]*event{}
	var order []string
	for _, e := range weak {
		if kin[e.leaf.kin] == nil {
			order = append(order, e.leaf.kin)
		}
		kin[e.leaf.kin] = append(kin[e.leaf.kin], e)
	}
	var out []*event
	for _, name := range order {
		score, dollars, peak := 0.0, 0.0, 0.0
		for _, e := range kin[name] {
			score += e.score * e.score
			dollars += e.peak * float64(e.run)
			peak += e.peak
		}
		first := kin[name][0]
		score = math.Sqrt(score)
		// The kin may have been found alone before: then a weak one joins it.
		if len(kin[name]) < 2 && !d.kinFound(first) || len(kin[name]) >= 2 && (score < 1.05 || peak < d.floor(first.leaf) || dollars*min(score, 6) < totalLeast[len(runs)-1]*d.floor(first.leaf)) {
			continue
		}
		for _, e := range kin[name] {
			if d.again(e) == nil {
				out = append(out, d.open(e))
			}
		}
	}
	return out
}

// kinFound tells whether one of the kin is in an unusual stretch that began within days of this one.
func (d *Detector) kinFound(e *event) bool {
	for _, l := range d.leaves {
		if l.kin == e.leaf.kin && l.now != nil && l.now.rise == e.rise && max(l.now.start-e.start, e.start-l.now.start) <= 2 {
			return true
		}
	}
	return false
}

// samePrice opens the changes of price that come to something: one price of one usage type, over all who pay it.
func (d *Detector) samePrice(priced []*event) []*event {
	slices.SortStableFunc(priced, func(a, b *event) int {
		return cmp.Or(cmp.Compare(a.leaf.key.Service, b.leaf.key.Service), cmp.Compare(a.leaf.key.UsageType, b.leaf.key.UsageType), cmp.Compare(a.rise, b.rise))
	})
	var out []*event
	for first := 0; first < len(priced); {
		sum, end := 0.0, first
		a := priced[first]
		for ; end < len(priced); end++ {
			b := priced[end]
			if a.leaf.key.Service != b.leaf.key.Service || a.leaf.key.UsageType != b.leaf.key.UsageType || a.rise != b.rise {
				break
			}
			sum += b.peak
		}
		if sum >= 1.25*d.floor(a.leaf) {
			for _, e := range priced[first:end] {
				out = append(out, d.open(e))
			}
		}
		first = end
	}
	return out
}
