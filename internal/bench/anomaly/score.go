package anomaly

import (
	"math"
	"slices"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// Explainer says where a change comes from.
type Explainer func(dimensions []string, facts []detect.Fact) []detect.Cause

// Score is how somebody did on some worlds.
type Score struct {
	Worlds   int     `json:"worlds"`
	Months   float64 `json:"accountMonths"`
	Demanded int     `json:"demanded"`
	// Found, False, Duplicates and Ignored are the verdicts on findings.
	Found      int `json:"found"`
	False      int `json:"false"`
	Duplicates int `json:"duplicates"`
	Ignored    int `json:"ignored"`
	// Dollars of what is demanded and of what was found.
	Dollars      float64 `json:"dollars"`
	DollarsFound float64 `json:"dollarsFound"`
	// Quiet are the months and false cases of the controls alone.
	QuietMonths float64 `json:"quietMonths"`
	QuietFalse  int     `json:"quietFalse"`
	// Delays are of what was found, in deliveries; Prompt those of spikes and steps.
	Delays []int `json:"-"`
	Prompt []int `json:"-"`
	// Plain are the delays of spikes and steps after the day with which a matched filter can tell them from noise.
	Plain []int `json:"-"`
	// Asked, First and Third count explained findings, and those of which the first cause, and one of the first three, is right.
	Asked int `json:"explained"`
	First int `json:"top1"`
	Third int `json:"top3"`
	// RivalFirst and RivalThird are what Adtributor makes of the same cases.
	RivalFirst int `json:"adtributorTop1"`
	RivalThird int `json:"adtributorTop3"`
	// Classes are the same by class of incident.
	Classes map[string]*ClassScore `json:"classes"`
	// Drifts are the slow incidents, DriftsInTime those of them that were found within four weeks.
	Drifts       int `json:"drifts"`
	DriftsInTime int `json:"driftsInTime"`
	// DriftsPlain are the drifts that are plain within four weeks, DriftsPlainInTime those of them that were found in them.
	DriftsPlain       int `json:"driftsPlain"`
	DriftsPlainInTime int `json:"driftsPlainInTime"`
	// DriftDays are the days until those found were found.
	DriftDays []int `json:"driftDays"`
}

// ClassScore is how somebody did on a class.
type ClassScore struct {
	Demanded     int     `json:"demanded"`
	Found        int     `json:"found"`
	Dollars      float64 `json:"dollars"`
	DollarsFound float64 `json:"dollarsFound"`
	Delays       []int   `json:"-"`
	First        int     `json:"top1"`
	Third        int     `json:"top3"`
	Asked        int     `json:"explained"`
}

// Add scores the findings of a world. Without an explainer the causes of the findings count.
func (s *Score) Add(w *World, findings []detect.Finding, explain Explainer) {
	of, verdicts := s.count(w, findings)
	for f, v := range verdicts {
		if v == isMatch {
			s.judge(w, &w.Labels[of[f]], &findings[f], explain)
		}
	}
}

// count is Add without the causes.
func (s *Score) count(w *World, findings []detect.Finding) (of []int, verdicts []verdict) {
	if s.Classes == nil {
		s.Classes = map[string]*ClassScore{}
	}
	s.Worlds++
	s.Months += w.AccountMonths()
	of, verdicts = match(w.Labels, findings)
	deliveries := w.days()
	for i := range w.Labels {
		if l := &w.Labels[i]; l.Optional == "" {
			s.demand(l)
		}
	}
	for f, v := range verdicts {
		switch v {
		case isMatch:
			s.found(&w.Labels[of[f]], &findings[f], deliveries)
		case isDuplicate:
			s.Duplicates++
		case isFalse:
			s.False++
		case isIgnored:
			s.Ignored++
		}
	}
	if w.Spec.Control {
		s.QuietMonths += w.AccountMonths()
		for _, v := range verdicts {
			if v == isFalse || v == isDuplicate {
				s.QuietFalse++
			}
		}
	}
	return of, verdicts
}

// driftDays is in how many days drift should be found.
const driftDays = 28

// demand counts what must be found.
func (s *Score) demand(l *Label) {
	c := s.Classes[l.Class]
	if c == nil {
		c = &ClassScore{}
		s.Classes[l.Class] = c
	}
	s.Demanded++
	s.Dollars += l.Dollars
	c.Demanded++
	c.Dollars += l.Dollars
	if l.Class == "drift" {
		s.Drifts++
		s.DriftsPlain += one(l.Plain-l.Start <= driftDays)
	}
}

// found counts what was found.
func (s *Score) found(l *Label, f *detect.Finding, deliveries []detect.Day) {
	c := s.Classes[l.Class]
	s.Found++
	s.DollarsFound += l.Dollars
	c.Found++
	c.DollarsFound += l.Dollars
	d := delay(deliveries, l.Start, f.Found)
	s.Delays, c.Delays = append(s.Delays, d), append(c.Delays, d)
	if l.Class == "spike" || l.Class == "step" {
		s.Prompt = append(s.Prompt, d)
		s.Plain = append(s.Plain, delay(deliveries, l.Plain, f.Found))
	}
	if l.Class == "drift" {
		s.DriftDays = append(s.DriftDays, int(f.Found-l.Start))
		s.DriftsInTime += one(f.Found-l.Start <= driftDays)
		s.DriftsPlainInTime += one(f.Found-l.Start <= driftDays && l.Plain-l.Start <= driftDays)
	}
}

// judge asks for the causes of what was found.
func (s *Score) judge(w *World, l *Label, f *detect.Finding, explain Explainer) {
	c := s.Classes[l.Class]
	first, third, ok := w.blame(l, f, explain)
	if !ok {
		return
	}
	s.Asked++
	c.Asked++
	rivalFirst, rivalThird, _ := w.blame(l, f, Adtributor)
	s.RivalFirst, s.RivalThird = s.RivalFirst+one(rivalFirst), s.RivalThird+one(rivalThird)
	s.First, c.First = s.First+one(first), c.First+one(first)
	s.Third, c.Third = s.Third+one(third), c.Third+one(third)
}

// days are the days of the deliveries.
func (w *World) days() []detect.Day {
	var list []detect.Day
	w.visits(func(at, _ int) bool {
		list = append(list, w.calendar[at].day)
		return true
	})
	return list
}

// delay is how many deliveries came after the first that could show anything of a day, until a finding.
func delay(deliveries []detect.Day, start, found detect.Day) int {
	a, _ := slices.BinarySearch(deliveries, start)
	b, _ := slices.BinarySearch(deliveries, found)
	return max(0, b-a) // what is found before it shows is found at once
}

// blame asks for the causes of a matched finding, in the days from its start to when it was found, and judges them.
func (w *World) blame(l *Label, f *detect.Finding, explain Explainer) (first, third, ok bool) {
	facts, lines := w.Facts(append([]detect.Node{f.Node}, f.Also...), f.Start, f.Found)
	causes := f.Causes
	if explain != nil {
		causes = explain(Dimensions(), facts)
	}
	if len(causes) == 0 {
		return false, false, explain != nil
	}
	for i, c := range causes[:min(3, len(causes))] {
		if right(l, facts, lines, c) {
			first, third = first || i == 0, true
		}
	}
	return first, third, true
}

// alike is how much of what a cause selects and of what truly changed must be the same, by dollars.
const alike = 0.9

// right tells whether a cause selects what truly changed: whole parts of the truth and little else. How it says so does not matter.
func right(l *Label, facts []detect.Fact, lines []int, c detect.Cause) bool {
	weight := func(i int) float64 { return math.Max(math.Abs(facts[i].Before), math.Abs(facts[i].After)) }
	selected := make(map[int]float64, len(facts))
	var all float64
	for i := range facts {
		if selects(c, facts[i].Values) {
			selected[lines[i]] = weight(i)
			all += weight(i)
		}
	}
	if all == 0 {
		return false
	}
	var true_, whole float64
	for _, part := range l.parts {
		var inside, total float64
		for i, line := range lines {
			if _, ok := slices.BinarySearch(part, line); !ok {
				continue
			}
			total += weight(i)
			inside += selected[line]
		}
		if total > 0 && inside >= alike*total {
			true_, whole = true_+inside, whole+total
		}
	}
	return true_ > 0 && true_ >= alike*(all+whole-true_)
}

// selects tells whether a cause is about a line: of each dimension that it names it must name the line's value.
func selects(c detect.Cause, values []string) bool {
	for d, name := range Dimensions() {
		named, hit := false, false
		for _, e := range c.Elements {
			if e.Dimension == name {
				named = true
				hit = hit || e.Value == values[d]
			}
		}
		if named && !hit {
			return false
		}
	}
	return true
}

// Precision is the part of the cases that is right; duplicates are not, and what nobody need find does not count.
func (s *Score) Precision() float64 {
	return ratio(float64(s.Found), float64(s.Found+s.False+s.Duplicates))
}

// Recall is the part of the demanded incidents that was found.
func (s *Score) Recall() float64 { return ratio(float64(s.Found), float64(s.Demanded)) }

// F1 is the harmonic mean of precision and recall.
func (s *Score) F1() float64 {
	p, r := s.Precision(), s.Recall()
	return ratio(2*p*r, p+r)
}

// DollarRecall is Recall weighted by what incidents cost.
func (s *Score) DollarRecall() float64 { return ratio(s.DollarsFound, s.Dollars) }

// FalseRate is false cases for each account and month, QuietRate the same where nothing happens.
func (s *Score) FalseRate() float64 { return ratio(float64(s.False+s.Duplicates), s.Months) }

// QuietRate is FalseRate of the controls.
func (s *Score) QuietRate() float64 { return ratio(float64(s.QuietFalse), s.QuietMonths) }

// RecallOf is the recall of classes that begin with a text.
func (s *Score) RecallOf(prefix string) float64 {
	var found, all int
	for name, c := range s.Classes {
		if len(name) >= len(prefix) && name[:len(prefix)] == prefix {
			found, all = found+c.Found, all+c.Demanded
		}
	}
	return ratio(float64(found), float64(all))
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// quantile returns the value below which a part of a list lies.
func quantile(list []int, q float64) int {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// Merge adds the score of other worlds.
func (s *Score) Merge(o *Score) {
	s.Worlds += o.Worlds
	s.Months += o.Months
	s.Demanded += o.Demanded
	s.Found += o.Found
	s.False += o.False
	s.Duplicates += o.Duplicates
	s.Ignored += o.Ignored
	s.Dollars += o.Dollars
	s.DollarsFound += o.DollarsFound
	s.QuietMonths += o.QuietMonths
	s.QuietFalse += o.QuietFalse
	s.Delays = append(s.Delays, o.Delays...)
	s.Prompt = append(s.Prompt, o.Prompt...)
	s.Plain = append(s.Plain, o.Plain...)
	s.Asked += o.Asked
	s.First += o.First
	s.Third += o.Third
	s.RivalFirst += o.RivalFirst
	s.RivalThird += o.RivalThird
	s.Drifts += o.Drifts
	s.DriftsInTime += o.DriftsInTime
	s.DriftsPlain += o.DriftsPlain
	s.DriftsPlainInTime += o.DriftsPlainInTime
	s.DriftDays = append(s.DriftDays, o.DriftDays...)
	if s.Classes == nil {
		s.Classes = map[string]*ClassScore{}
	}
	for name, c := range o.Classes {
		to := s.Classes[name]
		if to == nil {
			to = &ClassScore{}
			s.Classes[name] = to
		}
		to.Demanded += c.Demanded
		to.Found += c.Found
		to.Dollars += c.Dollars
		to.DollarsFound += c.DollarsFound
		to.Delays = append(to.Delays, c.Delays...)
		to.First += c.First
		to.Third += c.Third
		to.Asked += c.Asked
	}
}
