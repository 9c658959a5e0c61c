package anomaly

import (
	"slices"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// judged is which day the baselines judge: the one two days before the delivery, of which almost everything has arrived.
const judged = 2

// judge is what a rule knows of one node. It sees each day once, in order, with the days before it.
type judge func(past []float64, today float64) (expected float64, unusual bool)

// Baseline is a rule that is in use somewhere, run at one level of the hierarchy.
type Baseline struct {
	Name string
	// Level is how many names a node has: 1 account, 2 account and service, 4 the series.
	Level int
	// Least is the least excess in dollars a day that opens a case.
	Least float64
	// Quiet is how many usual days close a case. Until then nothing is raised again there.
	Quiet int
	// Merge makes one case of several in one account at one delivery.
	Merge bool
	// Judge begins to watch a node.
	Judge func() judge
}

// watched is a node with its days.
type watched struct {
	node   detect.Node
	values []float64
	judge  judge
	// open tells of a case, which began at start; usual counts usual days since.
	open  bool
	usual int
	start detect.Day
}

// Find runs a baseline over the deliveries of a world.
func (b Baseline) Find(w *World) []detect.Finding {
	var findings []detect.Finding
	nodes := map[detect.Node]*watched{}
	var order []*watched
	next := 0
	for d := range w.Deliveries() {
		first, end := int(d.First-w.First), int(d.End-w.First)
		for _, n := range order {
			clear(n.values[first:end])
		}
		for _, r := range d.Rows {
			if r.Key.Kind == detect.Tax {
				continue
			}
			at := cut(node(r.Key), b.Level)
			n := nodes[at]
			if n == nil {
				n = &watched{node: at, values: make([]float64, w.Days), judge: b.Judge()}
				nodes[at], order = n, append(order, n)
			}
			n.values[r.Day-w.First] += r.Cost
		}
		var raised []detect.Finding
		for ; next <= end-1-judged; next++ {
			for _, n := range order {
				if f, ok := b.step(n, w.First, next, d.At); ok {
					raised = append(raised, f)
				}
			}
		}
		if b.Merge {
			raised = merged(raised)
		}
		findings = append(findings, raised...)
	}
	return findings
}

// cut keeps the first names of a node.
func cut(n detect.Node, level int) detect.Node {
	if level < 4 {
		n.UsageType, n.Region = "", ""
	}
	if level < 2 {
		n.Service = ""
	}
	return n
}

// settling is how many days of the world are watched before anything is raised.
const settling = 14

// step judges a day of a node.
func (b Baseline) step(n *watched, first detect.Day, day int, at detect.Day) (detect.Finding, bool) {
	expected, unusual := n.judge(n.values[:day], n.values[day])
	unusual = unusual && n.values[day]-expected >= b.Least && day >= settling
	switch {
	case unusual && !n.open:
		n.open, n.usual, n.start = true, 0, first+detect.Day(day) //nolint:gosec // days
		return detect.Finding{Node: n.node, Class: detect.Spike, Start: n.start, Found: at, Impact: n.values[day] - expected}, true
	case unusual:
		n.usual = 0
	case n.open:
		if n.usual++; n.usual >= b.Quiet {
			n.open = false
		}
	}
	return detect.Finding{}, false
}

// merged makes one finding of those in one account.
func merged(list []detect.Finding) []detect.Finding {
	var out []detect.Finding
	for _, f := range list {
		i := slices.IndexFunc(out, func(g detect.Finding) bool { return g.Node.Account == f.Node.Account })
		if i < 0 {
			out = append(out, f)
			continue
		}
		g := &out[i]
		g.Impact += f.Impact
		g.Start = min(g.Start, f.Start)
		g.Node = shared_(g.Node, f.Node)
	}
	return out
}

// shared_ is what two nodes have in common.
func shared_(a, b detect.Node) detect.Node {
	if a.Service != b.Service {
		return detect.Node{Account: a.Account}
	}
	if a.UsageType != b.UsageType {
		return detect.Node{Account: a.Account, Service: a.Service}
	}
	if a.Region != b.Region {
		a.Region = ""
	}
	return a
}
