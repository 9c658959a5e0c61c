package anomaly

import (
	"cmp"
	"math"
)

// Netting. What rises in one place may have moved there from another: then their parent is silent and nothing is spent on top. The other side is looked for
// among all series, by dollars: the series, service or account whose fall since the same day comes nearest.

const (
	// mirrorPart is how much the two sides may differ, mirrorDays how far apart they may begin.
	mirrorPart, mirrorDays = 0.2, 3
	// mirrorLeast is how many complete days must show both sides.
	mirrorLeast = 3
)

// mirrors tells whether a stretch is the other side of an incident that is open, and gives it to that.
func (d *Detector) mirrors(e *event) bool {
	if e.rise*e.leaf.sign > 0 || e.leaf.sign < 0 || e.sort == Price {
		return false
	}
	for i := len(d.incidents) - 1; i >= 0; i-- {
		in := d.incidents[i]
		if in.rise < 0 || in.end != 0 || d.today-in.found > 14 || max(in.start-e.start, e.start-in.start) > mirrorDays {
			continue
		}
		if len(in.mirror) > 0 && in.mirror[0].leaf.key.Account == e.leaf.key.Account && in.mirror[0].leaf.key.Service == e.leaf.key.Service {
			in.mirror = append(in.mirror, e)
			e.owner = in
			return true
		}
		if len(in.mirror) == 0 && d.moved(in, e) {
			in.mirror = append(in.mirror, e)
			e.owner = in
			return true
		}
		if off := d.meanwhile(in, e); len(in.mirror) == 0 && e.peak > (1-mirrorPart)*off && e.peak < (1+mirrorPart)*off {
			in.mirror = append(in.mirror, e)
			e.owner = in
			return true
		}
	}
	return false
}

// pace returns what an incident costs more in a day, over its complete days, and how many there are.
func (d *Detector) pace(in *incident) (change float64, days int) {
	for day := in.start + 1; day <= d.today-1; day++ {
		days++
		for _, e := range in.events {
			change += e.change(d, day)
		}
	}
	if days == 0 {
		for _, e := range in.events {
			change += e.peak
		}
		return change, 0
	}
	return change / float64(days), days
}

// moved tells whether a stretch lost as much usage as the incident won of the same usage type on the same days.
func (d *Detector) moved(in *incident, e *event) bool {
	won, lost := 0.0, float64(e.run)*d.usualUse(e)
	for day := e.start; day < e.start+e.run; day++ {
		lost -= e.leaf.used(day)
		for _, other := range in.events {
			if k := other.leaf.key; k.Service == e.leaf.key.Service && k.UsageType == e.leaf.key.UsageType && k != e.leaf.key {
				won += other.leaf.used(day) - d.usualUse(other)
			}
		}
	}
	return won > 0 && lost > (1-mirrorPart)*won && lost < (1+mirrorPart)*won
}

// meanwhile returns what an incident cost more in a day, on the days in which a stretch was found.
func (d *Detector) meanwhile(in *incident, e *event) float64 {
	sum := 0.0
	for day := e.start; day < e.start+e.run; day++ {
		for _, other := range in.events {
			sum += other.change(d, day)
		}
	}
	if e.run == 0 {
		sum, _ = d.pace(in)
		return sum
	}
	return sum / float64(e.run)
}

// balance looks for the other side of an incident among the series that nothing was said of.
func (d *Detector) balance(in *incident) {
	if in.rise < 0 {
		return
	}
	pace, days := d.pace(in)
	if days < mirrorLeast || pace < d.options.MinDaily {
		return
	}
	won, wonDays := d.won(in)
	sums := map[Node]float64{}
	parts := map[Node][]*event{}
	for _, l := range d.leaves {
		if l.key.Kind != Usage || l.now != nil {
			continue
		}
		moved := d.movedFrom(in, won[metered{l.key.Service, l.key.UsageType}], wonDays, l)
		if (l.quiet || l.base.days < leastDays || l.base.sparse) && !moved {
			continue
		}
		fall, seen, least := 0.0, 0, math.Inf(1)
		for day := in.start + 1; day <= d.today-1; day++ {
			if age := d.today - day; age < arrivalSpan {
				fall -= l.off[age]
				least = min(least, -l.off[age])
				seen++
			}
		}
		if seen == 0 {
			continue
		}
		fall /= float64(seen)
		expected := l.base.expected(in.start, d.calendar.at(in.start))
		if moved {
			fall = pace // the same usage, whatever paid for it
		} else if least < 0.4*fall || fall < 0.6*d.band(l, &l.base, expected) || fall < max(0.15, d.beyond(l, 2, -1))*expected {
			continue
		}
		e := &event{leaf: l, start: in.start, found: d.today, rise: -1, base: l.base, peak: fall, score: 1}
		for _, node := range [...]Node{
			{Account: l.key.Account, Service: l.key.Service, UsageType: l.key.UsageType, Region: l.key.Region},
			{Account: l.key.Account, Service: l.key.Service},
			{Account: l.key.Account},
		} {
			sums[node] += fall
			parts[node] = append(parts[node], e)
		}
	}
	var best Node
	gap := mirrorPart * pace
	for node, sum := range sums {
		off := max(sum-pace, pace-sum)
		if off < gap || off == gap && compareNodes(node, best) < 0 {
			best, gap = node, off
		}
	}
	for _, e := range parts[best] {
		e.owner = in
		e.leaf.now = e
		in.mirror = append(in.mirror, e)
	}
	if len(in.mirror) > 0 {
		d.settle(in)
	}
}

// metered names what is counted: usage of it can move between accounts.
type metered struct{ service, usageType string }

// won returns how much more of each usage type an incident used, over its complete days, and how many those are.
func (d *Detector) won(in *incident) (more map[metered]float64, days int) {
	more = map[metered]float64{}
	days = max(0, min(d.today-1, in.start+arrivalSpan-1)-in.start)
	for _, e := range in.events {
		usual := d.usualUse(e)
		for day := in.start + 1; day <= in.start+days; day++ {
			more[metered{e.leaf.key.Service, e.leaf.key.UsageType}] += e.leaf.used(day) - usual
		}
	}
	return more, days
}

// movedFrom tells whether a series lost the usage that an incident won: costs may stand still on one side, where a commitment pays.
func (d *Detector) movedFrom(in *incident, won float64, days int, l *leaf) bool {
	if won <= 0 {
		return false
	}
	usual := d.usualUse(&event{leaf: l, start: in.start})
	lost := usual * float64(days)
	for day := in.start + 1; day <= in.start+days; day++ {
		lost -= l.used(day)
	}
	return lost > 0.15*usual*float64(days) && lost > 0.8*won && lost < 1.2*won
}

// compareNodes orders nodes by their names.
func compareNodes(a, b Node) int {
	return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Service, b.Service), cmp.Compare(a.UsageType, b.UsageType), cmp.Compare(a.Region, b.Region))
}
