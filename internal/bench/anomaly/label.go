package anomaly

import (
	"fmt"
	"math"
	"slices"
	"time"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// The floor. An incident that costs less in its first four weeks is not worth a case; one that even somebody who knows its shape, its place
// and the true expectation would tell from noise with less than this signal-to-noise ratio cannot be asked for. Both are neither
// demanded nor punished.
const (
	floorDollars = 100
	floorSignal  = 6
)

// Label is the truth about one thing that happened.
type Label struct {
	ID    string `json:"id"`
	Class string `json:"class"`
	// Nodes are the places that change, for netting those that rise before those that fall.
	Nodes []detect.Node `json:"nodes"`
	// Start is its first day that shows something, From its very first; End is the day after its last, 0 while the world lasts. A finding
	// counts when it comes on From or later and at most Within days after Start.
	From  detect.Day `json:"-"`
	Start detect.Day `json:"-"`
	End   detect.Day `json:"-"`
	// Plain is the day with which the signal reaches the floor: before it, nobody can be asked to find it.
	Plain  detect.Day `json:"-"`
	Within int        `json:"within"`
	// Daily are dollars a day while it lasts, Dollars what it costs in its first 90 days. Netting counts what rises.
	Daily   float64 `json:"daily"`
	Dollars float64 `json:"dollars"`
	// Signal is the signal-to-noise ratio of a matched filter over the days in which it can be found.
	Signal float64 `json:"signal"`
	// Optional says why nobody need find it: "below the floor", "planned", "costs fall". It is "" for what must be found.
	Optional string `json:"optional,omitempty"`
	// Causes are what changed, dearest first: everything that the lines of one true cause have in common.
	Causes [][]detect.Element `json:"causes"`

	parts [][]int
}

// label writes the truth about everything that happened.
func (b *builder) label() {
	for n, h := range b.done {
		l := b.labelOf(h)
		l.ID = fmt.Sprintf("%s-%03d", b.Spec.Name, n)
		b.Labels = append(b.Labels, l)
		if h.to < b.Days && h.optional == "" && h.at+2 < h.to {
			b.Labels = append(b.Labels, Label{
				ID: l.ID + "-end", Class: "relief", Nodes: l.Nodes, From: l.End, Start: l.End, Within: 14, Optional: reliefs,
			})
		}
	}
	b.sales()
	slices.SortStableFunc(b.Labels, func(x, y Label) int { return int(x.Start) - int(y.Start) })
}

// sales labels the last week of November in shops: everybody there knows why.
func (b *builder) sales() {
	if b.style.sale <= 1 {
		return
	}
	for d, m := range b.calendar {
		if m.month != time.November || m.date != 21 {
			continue
		}
		for _, a := range b.accounts {
			if a.from < d {
				b.Labels = append(b.Labels, Label{
					ID: fmt.Sprintf("%s-sale-%d-%s", b.Spec.Name, m.year, a.id), Class: "sale", Nodes: []detect.Node{{Account: a.id}}, From: m.day, Start: m.day, End: m.day + 10, Within: 16,
					Optional: "planned",
				})
			}
		}
	}
}

// reliefs is why the end of something need not be found.
const reliefs = "costs fall"

// labelOf writes the truth about one thing.
func (b *builder) labelOf(h *happening) Label {
	l := Label{Class: h.class, Within: h.within, Optional: h.optional, Nodes: h.nodes}
	extra := make([]float64, b.Days)
	byKey := map[detect.Key][]float64{}
	dollars := map[int]float64{}
	for part, lines := range h.parts {
		for _, i := range lines {
			for d := h.at; d < h.to; d++ {
				v := b.lines[i].cost[d] - b.lines[i].before(d)
				extra[d] += v
				dollars[part] += v
				k := b.series[b.lines[i].series].key
				if byKey[k] == nil {
					byKey[k] = make([]float64, h.to-h.at)
				}
				byKey[k][d-h.at] += v
			}
		}
	}
	if h.class == "commitment-expiry" || h.optional == reliefs {
		for _, i := range h.downs {
			for d := h.at; d < h.to; d++ {
				extra[d] += b.lines[i].cost[d] - b.lines[i].before(d)
			}
		}
	}
	at := b.begin(h, extra)
	l.From, l.Start = b.First+detect.Day(h.at), b.First+detect.Day(at) //nolint:gosec // days
	if h.to < b.Days {
		l.End = b.First + detect.Day(h.to) //nolint:gosec // days
	}
	l.Daily = round(mean(extra[at:h.to]), 2)
	l.Dollars = round(sum(extra[at:min(h.to, at+90)]), 2)
	powers := make([]float64, min(h.within+1, h.to-h.at))
	for _, s := range b.series { // in the order of the world, so that sums are the same each time
		if v := byKey[s.key]; v != nil {
			for d, p := range b.powers(s.key, h.at, v[:len(powers)]) {
				powers[d] += p
			}
		}
	}
	l.Signal = round(math.Min(math.Sqrt(sum(powers)), 999), 1)
	l.Plain = max(l.Start, l.From+plainAfter(powers))
	if l.Optional == "" && (sum(extra[at:min(h.to, at+28)]) < floorDollars || l.Signal < floorSignal) {
		l.Optional = "below the floor"
	}
	b.causes(&l, h, dollars)
	return l
}

// plainAfter is after how many days the signal reaches the floor.
func plainAfter(powers []float64) detect.Day {
	total := 0.0
	for d, p := range powers {
		if total += p; total >= floorSignal*floorSignal {
			return detect.Day(d) //nolint:gosec // days
		}
	}
	return detect.Day(len(powers)) //nolint:gosec // days
}

// before is what a line costs without incidents.
func (l *line) before(d int) float64 {
	if l.usual == nil {
		return l.cost[d]
	}
	return l.usual[d]
}

// begin is the first day that shows something: what begins on a day off begins with the next work day.
func (b *builder) begin(h *happening, extra []float64) int {
	typical := mean(extra[h.at:min(h.at+7, h.to)])
	for d := h.at; d < min(h.at+4, h.to); d++ {
		if math.Abs(extra[d]) >= 0.3*math.Abs(typical) {
			return d
		}
	}
	return h.at
}

// causes writes what the lines of each part have in common, and the nodes where the happening does not say.
func (b *builder) causes(l *Label, h *happening, dollars map[int]float64) {
	parts := make([]int, 0, len(h.parts))
	for p := range h.parts {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(x, y int) int {
		if dollars[x] != dollars[y] {
			return int(math.Copysign(1, dollars[y]-dollars[x]))
		}
		return x - y
	})
	seen := map[detect.Node]bool{}
	add := func(lines []int) {
		for _, i := range lines {
			n := node(b.series[b.lines[i].series].key)
			if h.nodes == nil && !seen[n] {
				seen[n] = true
				l.Nodes = append(l.Nodes, n)
			}
		}
	}
	for _, p := range parts {
		slices.Sort(h.parts[p])
		l.parts = append(l.parts, h.parts[p])
		l.Causes = append(l.Causes, b.common(h.parts[p]))
		add(h.parts[p])
	}
	if h.class != "commitment-expiry" {
		add(h.downs)
	}
}

// Dimensions are what a line is told apart by, in the order of its values.
func Dimensions() []string {
	return []string{"account", "service", "usage_type", "region", "zone", "resource", "team"}
}

// values returns the values of a line by Dimensions.
func (w *World) values(i int) []string {
	l := w.lines[i]
	k := w.series[l.series].key
	return []string{k.Account, k.Service, k.UsageType, k.Region, l.zone, l.resource, l.team}
}

// common returns what lines have in common.
func (w *World) common(lines []int) []detect.Element {
	var list []detect.Element
	for d, name := range Dimensions() {
		value, same := "", true
		for n, i := range lines {
			v := w.values(i)[d]
			if n == 0 {
				value = v
			}
			same = same && v == value
		}
		if same && value != "" {
			list = append(list, detect.Element{Dimension: name, Value: value})
		}
	}
	return list
}

func sum(list []float64) float64 {
	total := 0.0
	for _, v := range list {
		total += v
	}
	return total
}

// round keeps so many digits.
func round(v float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(v*p) / p
}
