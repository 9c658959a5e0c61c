package anomaly

import "slices"

// The arrival curve. A day is not complete when it is first delivered: some of its lines come a day or two later. How much of it is there at which
// age is learned from how former deliveries were revised, for each service and kind of charge, as a distribution: a rise is judged as if the
// day were as complete as it ever was at that age, a fall as if it were as incomplete as it ever was. So incompleteness alone raises nothing, and
// what shows through it is found at once. Until enough was seen a prior holds: a rise counts what is known, a fall waits.

// arrivalSpan is the age in days from which a day counts as complete.
const arrivalSpan = 8

// arrivalKeep is how many revisions are remembered for each age.
const arrivalKeep = 240

// arrivalEach is how many series of a kind tell of each delivery: few, so that what is remembered spans many deliveries.
const arrivalEach = 3

// arrivalEnough is how many revisions replace the prior.
const arrivalEnough = 12

// share is how much of a day is there: low and high are hardly ever passed.
type share struct{ low, mid, high float64 }

// arrivals is what is known of the lateness of a kind of series.
type arrivals struct {
	// seen holds parts of the final amount by age, the newest replacing the oldest.
	seen [arrivalSpan][]float64
	// sorted holds the same in order.
	sorted [arrivalSpan][]float64
	next   [arrivalSpan]int
	// told counts the series that told of this delivery.
	told int
	// common is what part of each recent day this delivery brought, 0 where nothing is known.
	common [arrivalSpan]float64
	// now is the curve that holds in this delivery.
	now [arrivalSpan]share
}

// arrivalKey names who is late together.
type arrivalKey struct {
	service string
	kind    Kind
}

// prior is what is believed of a day of an age before anything was seen.
func prior(age int) share {
	table := [...]share{{0, 0.4, 1}, {0.4, 0.9, 1}, {0.8, 0.98, 1}, {0.95, 1, 1}}
	if age < len(table) {
		return table[age]
	}
	return share{1, 1, 1}
}

// add notes that a part of the final amount was there at an age.
func (a *arrivals) add(age int, part float64) {
	sorted := a.sorted[age]
	if len(a.seen[age]) < arrivalKeep {
		a.seen[age] = append(a.seen[age], part)
	} else {
		old, _ := slices.BinarySearch(sorted, a.seen[age][a.next[age]])
		sorted = slices.Delete(sorted, old, old+1)
		a.seen[age][a.next[age]] = part
		a.next[age] = (a.next[age] + 1) % arrivalKeep
	}
	at, _ := slices.BinarySearch(sorted, part)
	a.sorted[age] = slices.Insert(sorted, at, part)
}

// curve makes the curve of this delivery, with the one of all series where too little was seen.
func (a *arrivals) curve(all *arrivals) {
	for age := range a.now {
		switch {
		case len(a.seen[age]) >= arrivalEnough:
			a.now[age] = spread(a.sorted[age])
		case all != nil && len(all.seen[age]) >= arrivalEnough:
			wide := spread(all.sorted[age])
			a.now[age] = share{wide.low * 0.9, wide.mid, min(1, wide.high*1.1)}
		default:
			a.now[age] = prior(age)
		}
	}
}

// spread reads a distribution of parts, which are in order.
func spread(sorted []float64) share {
	n := len(sorted) - 1
	// Far fewer than one in a hundred days, and never beyond what was seen: the ends of what was seen, a little wider.
	low, mid, high := sorted[n/100], sorted[n/2], sorted[n-n/100]
	return share{low: max(0, low-0.1*(mid-low)), mid: mid, high: high + 0.1*(high-mid)}
}

// learnArrivals notes what the delivery knows of the recent days, and compares what is complete by now with what was known of it before.
func (d *Detector) learnArrivals(today int) {
	for _, a := range d.arrivals {
		a.told = 0
	}
	d.allArrivals.told = 0
	for _, l := range d.leaves {
		curve := d.arrivalsOf(l.key)
		for day := max(d.today+1, today-arrivalSpan+1, 0); day <= today; day++ {
			l.early[day%arrivalSpan], l.told[day%arrivalSpan] = [arrivalSpan]float64{}, 0
		}
		for age := range min(arrivalSpan, today+1) {
			l.early[(today-age)%arrivalSpan][age] = l.at(today - age)
			l.told[(today-age)%arrivalSpan] |= 1 << age
		}
		// The day that leaves the span is complete: what was known of it before says how late this series is.
		done := today - arrivalSpan + 1
		if done < 0 || l.at(done) < 0.5*d.options.MinDaily || curve.told >= arrivalEach {
			continue
		}
		curve.told++
		all := d.allArrivals.told < 2*arrivalEach
		if all {
			d.allArrivals.told++
		}
		for age := range arrivalSpan - 1 {
			if l.told[done%arrivalSpan]>>age&1 == 1 {
				part := min(max(l.early[done%arrivalSpan][age]/l.at(done), 0), 1.5)
				curve.add(age, part)
				if all {
					d.allArrivals.add(age, part)
				}
			}
		}
	}
	d.allArrivals.curve(nil)
	for _, a := range d.arrivals {
		a.curve(&d.allArrivals)
	}
}

// commonParts finds how much of each recent day this delivery brought, from the series themselves: the median of known beside expected, over the series of a
// kind and over all. Deliveries differ, and what all series of one share is no news of any.
func (d *Detector) commonParts() {
	parts := map[*arrivals]*[arrivalSpan][]float64{}
	all := &[arrivalSpan][]float64{}
	for _, l := range d.leaves {
		if l.now != nil || l.quiet || l.base.sparse || l.base.days < leastDays || len(l.lasting) > 0 && d.today-l.restart < coolDown {
			continue
		}
		curve := d.arrivalsOf(l.key)
		if parts[curve] == nil {
			parts[curve] = &[arrivalSpan][]float64{}
		}
		for age := range min(arrivalSpan, d.today+1) {
			if expected := l.base.expected(d.today-age, d.calendar.at(d.today-age)); expected > 0.25*d.options.MinDaily {
				part := l.at(d.today-age) / expected
				parts[curve][age] = append(parts[curve][age], part)
				all[age] = append(all[age], part)
			}
		}
	}
	for age := range arrivalSpan {
		// A fall in most series at once is a delivery that came short, not a fall.
		d.short[age] = len(all[age]) > 0 && d.median(all[age]) < 0.85*d.allArrivals.now[age].mid
	}
	for _, a := range d.arrivals {
		for age := range arrivalSpan {
			a.common[age] = 0
			if own := parts[a]; own != nil && len(own[age]) >= arrivalCommon {
				a.common[age] = d.median(own[age])
			} else if len(all[age]) >= arrivalCommon {
				a.common[age] = d.median(all[age])
			}
		}
	}
}

// bounds returns how complete a day of an age may be at least, probably and at most, with what this delivery shows.
func (a *arrivals) bounds(age int) share {
	out := a.now[age]
	if common := min(a.common[age], 1); common > 0 && out.low < 0.98 {
		out.low, out.high = min(out.low, 0.9*common), max(out.high, min(1, 1.1*common))
		if out.mid < 0.98 {
			out.mid = min(max(common, out.low), out.high)
		}
	}
	return out
}

// arrivalCommon is how many series it takes to say what a delivery brought.
const arrivalCommon = 7

// arrivalsOf returns the curve of a series.
func (d *Detector) arrivalsOf(key Key) *arrivals {
	k := arrivalKey{key.Service, key.Kind}
	a := d.arrivals[k]
	if a == nil {
		a = &arrivals{}
		a.curve(&d.allArrivals)
		d.arrivals[k] = a
	}
	return a
}
