package anomaly

import (
	"slices"
	"strings"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// earliest is how many days before an incident a finding may say that it began.
const earliest = 7

// explained is the least part of what a finding above the place of an incident claims that the incident must explain.
const explained = 0.3

// verdict is what became of a finding.
type verdict uint8

// The verdicts. Ignored findings are right about something that nobody need find.
const (
	isFalse verdict = iota
	isMatch
	isDuplicate
	isIgnored
)

// pair is a finding that may be of a label.
type pair struct {
	finding, label int
	far, gap       int
	// late tells that the label does not count as found any more, but the finding is right.
	late bool
}

// match gives each label at most one finding and each finding at most one label. Nearer places go first, then earlier findings. There is no
// adjustment: a second finding of an incident is false, however many of its days it names.
func match(labels []Label, findings []detect.Finding) (of []int, verdicts []verdict) {
	of, verdicts = make([]int, len(findings)), make([]verdict, len(findings))
	var pairs []pair
	near := make([]bool, len(findings))
	for f := range findings {
		of[f] = -1
		for l := range labels {
			far, ok := candidate(&labels[l], &findings[f])
			if !ok {
				continue
			}
			late := tooLate(&labels[l], &findings[f])
			near[f] = near[f] || (labels[l].Optional == "" && !late)
			gap := int(findings[f].Start - labels[l].Start)
			pairs = append(pairs, pair{f, l, far, max(gap, -gap), late})
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		a, b := findings[x.finding], findings[y.finding]
		switch {
		case x.late != y.late:
			return one(x.late) - one(y.late)
		case x.far != y.far:
			return x.far - y.far
		case a.Found != b.Found:
			return int(a.Found - b.Found)
		case x.gap != y.gap:
			return x.gap - y.gap
		case labels[x.label].Optional != labels[y.label].Optional:
			return strings.Compare(labels[x.label].Optional, labels[y.label].Optional)
		default:
			return strings.Compare(labels[x.label].ID, labels[y.label].ID)
		}
	})
	given := make([]bool, len(labels))
	for _, p := range pairs {
		if of[p.finding] >= 0 || given[p.label] {
			continue
		}
		of[p.finding], given[p.label] = p.label, true
		verdicts[p.finding] = isMatch
		if labels[p.label].Optional != "" || p.late {
			verdicts[p.finding] = isIgnored
		}
	}
	for f := range findings {
		if of[f] < 0 && near[f] {
			verdicts[f] = isDuplicate
		}
	}
	return of, verdicts
}

// candidate tells whether a finding may be of a label, and how far its place is from it: 0 at or below it or one level above, 1 further above.
func candidate(l *Label, f *detect.Finding) (far int, ok bool) {
	if f.Found < l.From || f.Start < l.From-earliest {
		return 0, false
	}
	if within := l.Start + detect.Day(l.Within); f.Found > within && (!tooLate(l, f) || f.Start > within) { //nolint:gosec // days
		return 0, false
	}
	if l.Class == "relief" && f.Class != detect.Drop {
		return 0, false
	}
	best := -1
	for _, at := range append([]detect.Node{f.Node}, f.Also...) {
		for _, n := range l.Nodes {
			if !related(at, n) {
				continue
			}
			d := 0
			if levels(n)-levels(at) > 1 {
				d = 1
			}
			if best < 0 || d < best {
				best = d
			}
		}
	}
	if best == 1 && f.Impact > 0 && l.Daily*float64(f.Found-f.Start+1) < explained*f.Impact {
		return 0, false
	}
	return best, best >= 0
}

// tooLate tells whether a finding comes after the days in which it counts, but within as many again while the incident lasts: the incident is
// missed, and the finding is not false, as what it says is so.
func tooLate(l *Label, f *detect.Finding) bool {
	days := detect.Day(l.Within) //nolint:gosec // days
	return f.Found > l.Start+days && f.Found <= l.Start+2*days && (l.End == 0 || f.Found <= l.End) && l.Class != "relief"
}

// levels is how many names a place has.
func levels(n detect.Node) int {
	count := 0
	for _, s := range []string{n.Account, n.Service, n.UsageType, n.Region} {
		if s != "" {
			count++
		}
	}
	return count
}
