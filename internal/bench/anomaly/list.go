package anomaly

import (
	"fmt"
	"io"
	"slices"
	"strings"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// List writes what became of each finding of a subject in a world, and what it missed, a line each.
func List(out io.Writer, w *World, findings []detect.Finding) error {
	type entry struct {
		day  detect.Day
		text string
	}
	of, verdicts := match(w.Labels, findings)
	hit := make([]bool, len(w.Labels))
	var list []entry
	for f, v := range verdicts {
		about := ""
		if of[f] >= 0 {
			hit[of[f]] = true
			l := &w.Labels[of[f]]
			about = fmt.Sprintf("  ← %s %s since %s", l.ID, l.Class, Date(l.Start))
		}
		x := findings[f]
		list = append(list, entry{x.Found, fmt.Sprintf("%s %-9s %-8s since %s %s impact %.0f (truly %.0f) score %.1f%s", Date(x.Found), v, x.Class, Date(x.Start), place(x.Node), x.Impact, w.truly(x), x.Score, about)})
	}
	for i, l := range w.Labels {
		if l.Optional != "" || hit[i] {
			continue
		}
		list = append(list, entry{l.Start, fmt.Sprintf("%s %-9s %s %s %s, %d places, $%.0f a day, $%.0f, signal %.0f", Date(l.Start), "missed", l.ID, l.Class, place(l.Nodes[0]), len(l.Nodes), l.Daily, l.Dollars, l.Signal)})
	}
	slices.SortStableFunc(list, func(a, b entry) int { return int(a.day) - int(b.day) })
	for _, e := range list {
		if _, err := fmt.Fprintln(out, e.text); err != nil {
			return fmt.Errorf("write list: %w", err)
		}
	}
	return nil
}

// truly is what incidents, demanded or not, added at the place of a finding from its start to the day it was found.
func (w *World) truly(f detect.Finding) float64 {
	total := 0.0
	for i, l := range w.lines {
		if l.cost == nil || !w.below(i, []detect.Node{f.Node}) {
			continue
		}
		for d := max(0, int(f.Start-w.First)); d <= int(f.Found-w.First) && d < w.Days; d++ {
			total += l.cost[d] - l.before(d)
		}
	}
	return total
}

// String names a verdict.
func (v verdict) String() string {
	return [...]string{"false", "match", "duplicate", "ignored"}[v]
}

// place writes a node.
func place(n detect.Node) string {
	var list []string
	for _, s := range []string{n.Account, n.Service, n.UsageType, n.Region} {
		if s == "" {
			s = "*"
		}
		list = append(list, s)
	}
	return strings.Join(list, "/")
}
