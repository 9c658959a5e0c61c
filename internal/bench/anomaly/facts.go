package anomaly

import (
	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// related tells whether two places overlap: what both name is the same.
func related(a, b detect.Node) bool {
	same := func(x, y string) bool { return x == "" || y == "" || x == y }
	return same(a.Account, b.Account) && same(a.Service, b.Service) && same(a.UsageType, b.UsageType) && same(a.Region, b.Region)
}

// The facts of an explanation are of at most this many days, and before is the mean of the same weekday in so many weeks.
const (
	factDays  = 7
	factWeeks = 4
)

// Facts returns what each resource below some nodes cost and used from one day to another, both included, of the last week of them,
// and before what the same weekdays of the four weeks before start did on average. It looks at the bill alone, not at the truth.
// lines tells which line of the world each fact is.
func (w *World) Facts(nodes []detect.Node, start, last detect.Day) (facts []detect.Fact, lines []int) {
	at, to := int(start-w.First), int(last-w.First)
	at, to = min(max(at, 0), w.Days-1), min(to, w.Days-1)
	to = max(to, at)
	from := max(at, to-factDays+1)
	for i, l := range w.lines {
		if l.cost == nil || !w.below(i, nodes) {
			continue
		}
		f := detect.Fact{Values: w.values(i)}
		s := w.series[l.series]
		for d := from; d <= to; d++ {
			p, m := l.at(d)
			f.After, f.UsageAfter = f.After+l.cost[d], f.UsageAfter+p+m
			if s.item.shape == first {
				continue
			}
			cost, used, n := 0.0, 0.0, 0
			for past := d - 7*((d-at)/7+1); n < factWeeks && past >= 0; past -= 7 {
				p, m := l.at(past)
				cost, used, n = cost+l.cost[past], used+p+m, n+1
			}
			if n > 0 {
				f.Before, f.UsageBefore = f.Before+cost/float64(n), f.UsageBefore+used/float64(n)
			}
		}
		if f.After != 0 || f.Before != 0 {
			facts, lines = append(facts, f), append(lines, i)
		}
	}
	return facts, lines
}

// below tells whether a line is below one of some nodes.
func (w *World) below(i int, nodes []detect.Node) bool {
	k := node(w.series[w.lines[i].series].key)
	for _, n := range nodes {
		if contains(n, k) {
			return true
		}
	}
	return false
}

// contains tells whether a place lies below another or is the same.
func contains(n, below detect.Node) bool {
	in := func(x, y string) bool { return x == "" || x == y }
	return in(n.Account, below.Account) && in(n.Service, below.Service) && in(n.UsageType, below.UsageType) && in(n.Region, below.Region)
}
