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

// kinDollars is what part of the dollars it must come to.
const kinDollars = 0.35

// kinOpenPart is the same while an incident of the kin is under way.
const kinOpenPart = 0.4

// strong tells whether a stretch is enough by itself.
func (d *Detector) strong(e *event) bool {
	least := totalLeast[0]
	for i, run := range runs {
		if run <= e.run {
			least = totalLeast[i]
		}
	}
	return e.score > 1 && e.peak >= d.floor() && e.peak*float64(e.run)*counts(e.score) >= least*d.floor()*e.leaf.tail.patience()
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
		members := d.company(kin[name])
		score, dollars, peak := 0.0, 0.0, 0.0
		for _, e := range members {
			score += e.score * e.score
			dollars += e.peak * float64(e.run)
			peak += e.peak
		}
		score = math.Sqrt(score)
		floor := d.floor()
		enough := len(members) > 1 && score >= 1.05 && peak >= floor && dollars*counts(score) >= totalLeast[len(runs)-1]*floor
		if !enough && d.kinOpen[name] == nil { // a weak one joins kin that was found before
			continue
		}
		for _, e := range members {
			if d.again(e) == nil {
				out = append(out, d.open(e))
			}
		}
	}
	return out
}

// company adds to stretches of which one is sure by itself, but comes to little, what its kin is off on the same days.
func (d *Detector) company(members []*event) []*event {
	surest := members[0]
	for _, e := range members {
		if e.score > surest.score {
			surest = e
		}
	}
	if surest.score < 1 {
		return members
	}
	for _, l := range d.leaves {
		if l.kin != surest.leaf.kin || l.now != nil || l.quiet || l.base.sparse || slices.ContainsFunc(members, func(e *event) bool { return e.leaf == l }) {
			continue
		}
		off, want := 0.0, 0.0
		for day := surest.start; day < surest.start+surest.run; day++ {
			if age := d.today - day; age >= 0 && age < arrivalSpan {
				off += l.under[age]
				want += l.base.expected(day, d.calendar.at(day))
			}
		}
		n := float64(surest.run)
		if off/n > max(1.2*l.base.scale/math.Sqrt(n), 0.06*want/n) {
			members = append(members, &event{leaf: l, start: surest.start, rise: 1, base: l.base, peak: off / n, score: 0.3, run: surest.run})
		}
	}
	return members
}

// meetKin finds the incidents that are under way among kin.
func (d *Detector) meetKin() {
	d.kinOpen = map[string]*incident{}
	for _, in := range d.incidents {
		if in.end != 0 || in.rise < 0 || in.account {
			continue
		}
		for _, e := range in.events {
			if e.leaf.kin != "" && e.end == 0 {
				d.kinOpen[e.leaf.kin] = in
			}
		}
	}
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
		if sum >= 1.25*d.floor() {
			for _, e := range priced[first:end] {
				out = append(out, d.open(e))
			}
		}
		first = end
	}
	return out
}
