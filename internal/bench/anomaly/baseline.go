package anomaly

import (
	"iter"
	"slices"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// judged is which day the baselines judge: the one two days before the delivery, of which almost everything has arrived.
const judged = 2

// settling is how many days of the world are watched before anything is raised.
const settling = 14

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
}

// event is an unusual day of a node.
type event struct {
	node *watched
	day  detect.Day
	at   detect.Day
	over float64
}

// Find runs a baseline over the deliveries of a world.
func (b Baseline) Find(w *World) []detect.Finding {
	return b.cases(b.watch(w, w.Deliveries()))
}

// watch returns the unusual days, in the order in which they were judged.
func (b Baseline) watch(w *World, deliveries iter.Seq[detect.Delivery]) []event {
	var events []event
	nodes := map[detect.Key]*watched{}
	places := map[detect.Node]*watched{}
	var order []*watched
	next := 0
	for d := range deliveries {
		first, end := int(d.First-w.First), int(d.End-w.First)
		for _, n := range order {
			clear(n.values[first:end])
		}
		for i := range d.Rows {
			r := &d.Rows[i]
			if r.Key.Kind == detect.Tax {
				continue
			}
			n := nodes[r.Key]
			if n == nil {
				at := cut(node(r.Key), b.Level)
				if n = places[at]; n == nil {
					n = &watched{node: at, values: make([]float64, w.Days), judge: b.Judge()}
					places[at], order = n, append(order, n)
				}
				nodes[r.Key] = n
			}
			n.values[r.Day-w.First] += r.Cost
		}
		for ; next <= end-1-judged; next++ {
			for _, n := range order {
				expected, unusual := n.judge(n.values[:next], n.values[next])
				if unusual && next >= settling {
					events = append(events, event{n, w.First + detect.Day(next), d.At, n.values[next] - expected}) //nolint:gosec // days
				}
			}
		}
	}
	return events
}

// cases makes cases of unusual days: one of those of a node that follow each other.
func (b Baseline) cases(events []event) []detect.Finding {
	var findings, raised []detect.Finding
	last := map[*watched]detect.Day{}
	flush := func() {
		if b.Merge {
			raised = merged(raised)
		}
		findings, raised = append(findings, raised...), raised[:0]
	}
	for i, e := range events {
		if i > 0 && events[i-1].at != e.at {
			flush()
		}
		if e.over < b.Least {
			continue
		}
		before, open := last[e.node]
		last[e.node] = e.day
		if !open || int(e.day-before) > b.Quiet {
			raised = append(raised, detect.Finding{Node: e.node.node, Class: detect.Spike, Start: e.day, Found: e.at, Impact: e.over})
		}
	}
	flush()
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
		g.Node = inCommon(g.Node, f.Node)
	}
	return out
}

// inCommon is what two nodes of an account have in common.
func inCommon(a, b detect.Node) detect.Node {
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
