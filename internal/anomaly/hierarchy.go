package anomaly

import (
	"cmp"
	"slices"
)

// The hierarchy. Only series have baselines; what a node should cost is what its series should. So residuals add up exactly, and a node is judged by the
// rest: what its series are off, without those that were found already. A node's rest is calmer than its series are, so many small moves that say
// nothing alone are found where they come together.

const (
	// groupKeep is how many days of a node's rest are remembered, groupLeast how many it takes to judge.
	groupKeep, groupLeast = 90, 28
	// groupAge is the age at which a day's rest is remembered.
	groupAge = 4
	// implied is what part of the rest the series must explain that are named, most first.
	implied = 0.9
)

// group is a node above the series with its recent rests.
type group struct {
	node   Node
	leaves []*leaf
	// rests are the rests of former days; the newest replaces the oldest.
	rests []float64
	next  int
}

// judgeGroups judges the nodes above the series, from the bottom to the top, and returns the series that make up what it finds.
func (d *Detector) judgeGroups() []*event {
	d.regroup()
	var out []*event
	for _, g := range d.order {
		var under, rest, want [arrivalSpan]float64
		for _, l := range g.leaves {
			if l.now != nil || l.quiet || l.base.sparse || l.base.days < leastDays {
				continue
			}
			for age := range arrivalSpan {
				under[age] += l.under[age]
				rest[age] += l.off[age]
				if day := d.today - age; day >= 0 {
					want[age] += l.base.expected(day, d.calendar.at(day))
				}
			}
		}
		if len(g.rests) >= groupLeast {
			out = append(out, d.judgeGroup(g, under, want)...)
		}
		g.remember(rest[groupAge])
	}
	return out
}

// remember notes the rest of a day.
func (g *group) remember(rest float64) {
	if len(g.rests) < groupKeep {
		g.rests = append(g.rests, rest)
		return
	}
	g.rests[g.next] = rest
	g.next = (g.next + 1) % groupKeep
}

// judgeGroup judges one node.
func (d *Detector) judgeGroup(g *group, under, want [arrivalSpan]float64) []*event {
	middle := d.median(g.rests)
	offs := d.scratch[:0]
	for _, rest := range g.rests {
		offs = append(offs, max(rest-middle, middle-rest))
	}
	slices.Sort(offs)
	d.scratch = offs
	n := len(offs)
	band := max(1.4*bandScale*1.4826*offs[n/2], bandHigh*offs[n-1-n/20], tailFactor*offs[n-2])
	for age := arrivalSpan - 1; age >= 0; age-- {
		for i, run := range runs[:3] {
			if age+run > arrivalSpan {
				break
			}
			sum, expect, whole := 0.0, 0.0, true
			for near := age; near < age+run; near++ {
				off := under[near] - middle
				whole = whole && off > 0.3*band
				sum, expect = sum+off, expect+want[near]
			}
			n := float64(run)
			if whole && sum > runParts[i]*n*band && sum > 2*totalLeast[i]*d.floor() && sum/n > minShare*expect/n {
				if d.unseen(d.today - age - run + 1) {
					continue
				}
				if found := d.imply(g, age+run-1, sum/n); len(found) > 0 {
					return found
				}
			}
		}
	}
	return nil
}

// imply names the series that make up what a node is off since a day, largest first, until they explain most of it.
func (d *Detector) imply(g *group, age int, off float64) []*event {
	moved := make([]*leaf, 0, len(g.leaves))
	all := 0.0
	for _, l := range g.leaves {
		if l.now == nil && !l.quiet && !l.base.sparse && l.under[age] > 0 {
			moved = append(moved, l)
			all += l.under[age]
		}
	}
	slices.SortStableFunc(moved, func(a, b *leaf) int { return cmp.Compare(b.under[age], a.under[age]) })
	var out []*event
	sum := 0.0
	start := d.today - age
	for _, l := range moved {
		if sum > implied*off || len(out) == 50 {
			break
		}
		if d.recurs(l, start, l.at(start), 1) || d.returns(l, start, l.at(start), 1) {
			return nil
		}
		sum += l.under[age]
		out = append(out, &event{leaf: l, start: start, rise: 1, base: l.base, peak: l.under[age], score: 1, together: true})
	}
	if len(out) < 2 || sum < 0.5*all || sum < 0.8*off { // one series alone is judged by what is known of it
		return nil
	}
	for _, e := range out {
		d.open(e)
	}
	return out
}

// regroup brings new series into their nodes.
func (d *Detector) regroup() {
	for _, l := range d.leaves[:] {
		if l.grouped || (l.key.Kind != Usage && l.key.Kind != Marketplace) {
			continue
		}
		l.grouped = true
		for _, node := range [...]Node{{Account: l.key.Account, Service: l.key.Service}, {Account: l.key.Account}, {}} {
			g := d.groups[node]
			if g == nil {
				g = &group{node: node}
				d.groups[node] = g
				d.order = append(d.order, g)
				slices.SortFunc(d.order, func(a, b *group) int {
					return cmp.Or(cmp.Compare(b.node.depth(), a.node.depth()), cmp.Compare(a.node.Account, b.node.Account), cmp.Compare(a.node.Service, b.node.Service))
				})
			}
			at, _ := slices.BinarySearchFunc(g.leaves, l.key, func(a *leaf, key Key) int { return compareKeys(a.key, key) })
			g.leaves = slices.Insert(g.leaves, at, l)
		}
	}
}

// depth returns how many names a node has.
func (n Node) depth() int {
	depth := 0
	for _, name := range [...]string{n.Account, n.Service, n.UsageType, n.Region} {
		if name != "" {
			depth++
		}
	}
	return depth
}

// nodeOf returns the deepest node that explains at least nine parts in ten of what the series moved.
func nodeOf(events []*event) Node {
	total := 0.0
	for _, e := range events {
		total += e.peak
	}
	out := Node{}
	for _, step := range [...]func(*Node, Key){
		func(n *Node, k Key) { n.Account = k.Account },
		func(n *Node, k Key) { n.Service = k.Service },
		func(n *Node, k Key) { n.UsageType = k.UsageType },
		func(n *Node, k Key) { n.Region = k.Region },
	} {
		sums := map[Node]float64{}
		for _, e := range events {
			if out.Contains(e.leaf.key) {
				next := out
				step(&next, e.leaf.key)
				sums[next] += e.peak
			}
		}
		deeper := false
		for next, sum := range sums {
			if sum >= 0.9*total {
				out, deeper = next, true // at most one has so much
			}
		}
		if !deeper && out != (Node{}) {
			break // below a service that many accounts share there may still be one usage type
		}
	}
	if out.Account == "" && out.UsageType == "" {
		return Node{} // many accounts have the service in common by chance
	}
	return out
}
