package anomaly

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Incidents. What several series found is one incident when it began at about the same time in one account, in the same direction; what one price
// did to many accounts is one, too; and what fell where something else rose by the same dollars is the other side of it.

const (
	// togetherDays is how far apart series of one service may begin, acrossDays series of different services.
	togetherDays, acrossDays = 4, 1
	// settlingDays is for how long what happens in a new account belongs to its being new.
	settlingDays = 60
	// pointsBefore is how many days before its begin a finding shows, pointsMost how many in all: of one that lasts longer the first pointsFirst
	// and the newest.
	pointsBefore, pointsMost, pointsFirst = 28, 400, 60
	// overLeast is what part of an incident must be over for it to have ended.
	overLeast = 0.75
	// activeDays is for how long a finding is told at each delivery; later once a week.
	activeDays = 45
)

// incident is what becomes a finding.
type incident struct {
	id     string
	start  int
	found  int
	end    int
	rise   float64
	class  Class
	events []*event
	// mirror are the series on the other side, when costs moved.
	mirror []*event
	// account tells that it began with a new account.
	account bool
	// told is the last delivery that told of it, toldAs what mattered of it then.
	told   int
	toldAs string
}

// gather gives what was found to incidents.
func (d *Detector) gather(found []*event) {
	slices.SortStableFunc(found, func(a, b *event) int {
		return cmp.Or(cmp.Compare(b.rise*b.leaf.sign, a.rise*a.leaf.sign), cmp.Compare(b.peak, a.peak), compareKeys(a.leaf.key, b.leaf.key))
	})
	for _, e := range found {
		if d.pricedAnew(e) {
			e.sort = Price
		}
		if d.mirrors(e) {
			continue
		}
		if in := d.belongs(e); in != nil {
			in.events = append(in.events, e)
			e.owner = in
			continue
		}
		d.begin(e)
	}
	for _, in := range d.incidents {
		if in.end != 0 && d.today-in.end > 2*againDays {
			continue // it is over for good
		}
		d.settle(in)
		if in.end == 0 && len(in.mirror) == 0 && d.today-in.start <= 10 {
			d.balance(in)
		}
	}
}

// begin opens an incident.
func (d *Detector) begin(e *event) {
	k := e.leaf.key
	sum := sha256.Sum256(fmt.Appendf(nil, "%d|%g|%q|%q|%q|%q|%q", d.first+Day(e.start), e.rise, k.Account, k.Service, k.UsageType, k.Region, k.Kind))
	id := hex.EncodeToString(sum[:8])
	for _, in := range d.incidents {
		if in.id == id { // it was found before, and thought to be over
			in.events = append(in.events, e)
			e.owner = in
			return
		}
	}
	in := &incident{id: id, start: e.start, found: d.today, rise: e.rise * e.leaf.sign, events: []*event{e}, told: -1}
	in.account = e.sort == NewSeries && d.newcomer(e)
	e.owner = in
	d.incidents = append(d.incidents, in)
}

// belongs returns the incident that a stretch is part of, if there is one.
func (d *Detector) belongs(e *event) *incident {
	for _, lasting := range e.leaf.lasting {
		if lasting.rise == e.rise && lasting.owner != nil && d.goesOn(lasting, e) {
			return lasting.owner
		}
	}
	if in := d.settling(e); in != nil {
		return in
	}
	if in := d.kinOpen[e.leaf.kin]; in != nil && in.end == 0 && e.sort == "" && e.rise > 0 && (e.score < 1 || !d.strong(e)) {
		return in // too little for itself
	}
	for i := len(d.incidents) - 1; i >= 0; i-- {
		in := d.incidents[i]
		if in.rise != e.rise*e.leaf.sign || in.end != 0 && in.end < e.start || d.today-in.found > 14 && (e.sort != Drift || d.today-in.found > 75) {
			continue
		}
		for _, other := range in.events {
			a, b := other.leaf.key, e.leaf.key
			apart := max(other.start-e.start, e.start-other.start)
			same := a.Account == b.Account && (a.Service == b.Service && apart <= togetherDays || apart <= acrossDays && (other.sort == "" && e.sort == "" || d.foreign(other) && d.foreign(e)))
			same = same || a.Account == b.Account && e.sort == Drift && in.end == 0 && apart <= togetherDays
			price := a.Service == b.Service && a.UsageType == b.UsageType && e.sort == Price && other.sort == Price && apart <= acrossDays
			if same || price {
				return in
			}
		}
	}
	return nil
}

// settling returns the incident of an account that is new, when a stretch comes while it is still being filled.
func (d *Detector) settling(e *event) *incident {
	for i := len(d.incidents) - 1; i >= 0; i-- {
		in := d.incidents[i]
		if in.rise < 0 || in.end != 0 || e.start-in.start > settlingDays || !in.account || in.events[0].leaf.key.Account != e.leaf.key.Account {
			continue
		}
		return in
	}
	return nil
}

// newcomer tells whether a stretch is the first of its account.
func (d *Detector) newcomer(e *event) bool {
	for _, l := range d.leaves {
		if l.key.Account == e.leaf.key.Account && l.born < e.start-acrossDays {
			return false
		}
	}
	return true
}

// foreign tells whether a stretch is the first of its account, or of its account in that region: then everything that is new there belongs together.
func (d *Detector) foreign(e *event) bool {
	if e.together {
		return true
	}
	k := e.leaf.key
	for _, l := range d.leaves {
		if l.key.Account == k.Account && l.key.Region == k.Region && l.key.Kind == Usage && l.born < e.start-acrossDays {
			return false
		}
	}
	return true
}

// goesOn tells whether a stretch only continues an earlier one of its series: a drift that goes on, or a rise without a sharp edge.
func (d *Detector) goesOn(earlier, e *event) bool {
	if e.sort == Drift || e.start-earlier.start < coolDown+7 {
		return true
	}
	l := e.leaf
	before := (l.at(e.start-1) + l.at(e.start-2) + l.at(e.start-3)) / 3
	return e.rise*(l.at(e.start)-before) < 0.5*e.peak && e.start-earlier.start < 120
}

// settle brings an incident's end and class up to date: it is over when most of it is.
func (d *Detector) settle(in *incident) {
	end, ended := 0, 0
	for _, e := range in.events {
		if e.end != 0 {
			ended++
			end = max(end, e.end)
		}
	}
	if ended < len(in.events) && (ended == 0 || d.overPart(in) < overLeast) {
		end = 0
	}
	in.end = end
	if in.class == "" || d.today-in.found < 3*coolDown {
		in.class = d.classOf(in)
	}
}

// overPart returns what part of its impact an incident's series have that are back to usual.
func (d *Detector) overPart(in *incident) float64 {
	over, all := 0.0, 0.0
	for _, e := range in.events {
		impact := 0.0
		for day := e.start; day <= d.today && (e.end == 0 || day < e.end); day++ {
			impact += e.change(d, day)
		}
		all += math.Abs(impact)
		if e.end != 0 {
			over += math.Abs(impact)
		}
	}
	if all == 0 {
		return 1
	}
	return over / all
}

// classOf says what sort of change an incident is.
func (d *Detector) classOf(in *incident) Class {
	if len(in.mirror) > 0 {
		return Netting
	}
	var most *event
	for _, e := range in.events {
		if most == nil || e.peak > most.peak {
			most = e
		}
	}
	cost, use, want := 0.0, 0.0, 0.0
	until := d.today
	if most.end != 0 {
		until = most.end - 1
	}
	for day := most.start; day <= min(until, most.start+13); day++ {
		cost, use = cost+most.leaf.at(day), use+most.leaf.used(day)
		want += most.base.expected(day, d.calendar.at(day))
	}
	change := cost - want
	was, spread := d.usualPrice(most.leaf, 0, most.start)
	usual := d.usualUse(most)
	price := 0.0
	switch {
	case was > 0 && spread < 0.06 && use > 0 && math.Abs(cost/use/was-1) > 0.5*priceShare:
		price = cost - was*use
	case want == 0 && usual > 0 && use > 0: // it was used before, and something else paid
		price = cost - want*use/(usual*float64(min(until, most.start+13)-most.start+1))
	}
	switch {
	case most.leaf.sign < 0:
		return CreditGone
	case most.sort == NewSeries:
		return NewSeries
	case math.Abs(price) > 0.65*math.Abs(change) && math.Abs(change) > 0:
		if in.rise > 0 && (want == 0 || d.uncommitted(in) || d.coverable(most.leaf)) {
			return Expiry
		}
		return Price
	case in.rise < 0:
		return Drop
	case most.sort == Drift:
		return Drift
	case in.end != 0 && in.end-in.start <= coolDown:
		return Spike
	}
	return Step
}

// usualUse returns the usage of a usual day before a stretch.
func (d *Detector) usualUse(e *event) float64 {
	values := d.values[:0]
	for day := max(e.leaf.born, e.start-levelDays); day < e.start; day++ {
		if e.leaf.usual(day) {
			values = append(values, e.leaf.used(day))
		}
	}
	d.values = values
	return d.median(values)
}

// coverable tells whether a commitment may have paid for a series: it is time of machines, whose list prices do not rise, and there are commitments.
func (d *Detector) coverable(l *leaf) bool {
	machine := false
	for _, word := range [...]string{"BoxUsage", "InstanceUsage", "NodeUsage", "Node:", "ESInstance"} {
		machine = machine || strings.Contains(l.key.UsageType, word)
	}
	return machine && slices.ContainsFunc(d.leaves, func(other *leaf) bool { return other.key.Kind == Commitment && other.born < d.today-leastDays })
}

// uncommitted tells whether a fee of the accounts of an incident fell when it began.
func (d *Detector) uncommitted(in *incident) bool {
	for _, l := range d.leaves {
		if l.key.Kind != Commitment || l.base.sparse {
			continue
		}
		before, after := 0.0, 0.0
		for day := max(0, in.start-10); day < in.start-2; day++ {
			before = max(before, l.at(day))
		}
		for day := in.start + 1; day <= d.today-1; day++ {
			after = max(after, l.at(day))
		}
		if before > d.options.MinDaily && after < 0.7*before {
			return true
		}
	}
	return false
}

// report makes the findings that are new or changed.
func (d *Detector) report() []Finding {
	var out []Finding
	for _, in := range d.incidents {
		node := nodeOf(in.events)
		as := fmt.Sprint(node, in.class, in.end, len(in.events), len(in.mirror))
		ended := in.end != 0 && in.toldAs == as
		young := d.today-in.found <= activeDays
		if ended || in.toldAs == as && !young && d.today-in.told < 7 {
			continue
		}
		in.told, in.toldAs = d.today, as
		out = append(out, d.finding(in, node))
	}
	return out
}

// Findings returns everything that was found, in the order in which it was opened.
func (d *Detector) Findings() []Finding {
	out := make([]Finding, 0, len(d.incidents))
	for _, in := range d.incidents {
		out = append(out, d.finding(in, nodeOf(in.events)))
	}
	return out
}

// finding writes an incident down.
func (d *Detector) finding(in *incident, node Node) Finding {
	out := Finding{
		ID: in.id, Node: node, Class: in.class, Start: d.first + Day(in.start), Found: d.first + Day(in.found),
	}
	last := d.today
	if in.end != 0 {
		out.End = d.first + Day(in.end)
		last = min(last, in.end-1)
	}
	var facts []Fact
	recent, days := 0.0, 0.0
	first := in.first()
	for _, e := range in.events {
		out.Score = max(out.Score, e.score)
	}
	for _, e := range first {
		out.Series = append(out.Series, e.leaf.key)
		facts = append(facts, d.fact(e, last))
		for day := max(e.start, in.start); day <= last; day++ {
			out.Impact += e.change(d, day)
		}
	}
	for day := max(in.start, last-7); day <= last; day++ {
		for _, e := range first {
			recent += e.change(d, day)
			days += e.part(d, day) / float64(len(first))
		}
	}
	if days > 0 {
		out.Monthly = recent / days * 30
	}
	slices.SortFunc(out.Series, compareKeys)
	out.Points = d.points(in)
	out.Causes = causes(facts)
	if len(in.mirror) > 0 {
		out.Also = []Node{nodeOf(in.mirror)}
	}
	return out
}

// first returns the first stretch of each series of an incident. What comes upon it is measured against what was expected before all of it: two
// stretches of one series would count its days twice.
func (in *incident) first() []*event {
	out := make([]*event, 0, len(in.events))
	at := make(map[*leaf]int, len(in.events))
	for _, e := range in.events {
		if i, seen := at[e.leaf]; !seen {
			at[e.leaf] = len(out)
			out = append(out, e)
		} else if e.start < out[i].start {
			out[i] = e
		}
	}
	return out
}

// causes tells series one by one when they are few, most dollars first, and else what they have in common.
func causes(facts []Fact) []Cause {
	dimensions := []string{"account", "service", "usageType", "region"}
	if facts = merged(facts); len(facts) > causesMost {
		return Explain(dimensions, facts)
	}
	total := 0.0
	for _, f := range facts {
		total += f.After - f.Before
	}
	out := make([]Cause, 0, len(facts))
	for i, f := range facts {
		cause := causeOf(facts[i:i+1], total)
		for i, dimension := range dimensions {
			if f.Values[i] != "" {
				cause.Elements = append(cause.Elements, Element{Dimension: dimension, Value: f.Values[i]})
			}
		}
		out = append(out, cause)
	}
	slices.SortStableFunc(out, func(a, b Cause) int { return cmp.Compare(math.Abs(b.Change), math.Abs(a.Change)) })
	return out
}

// fact sums up what a series cost during a stretch beside what was expected.
func (d *Detector) fact(e *event, last int) Fact {
	k := e.leaf.key
	out := Fact{Values: []string{k.Account, k.Service, k.UsageType, k.Region}}
	usual := d.usualUse(e)
	for day := e.start; day <= last; day++ {
		out.Before += e.leaf.sign * e.base.expected(day, d.calendar.at(day))
		out.After += e.leaf.sign * e.leaf.at(day)
		out.UsageBefore += usual
		out.UsageAfter += e.leaf.used(day)
	}
	return out
}

// points shows the series of an incident together.
func (d *Detector) points(in *incident) []Point {
	last := d.today
	if in.end != 0 {
		last = min(last, in.end+14)
	}
	first := max(0, in.start-pointsBefore)
	events := in.first()
	out := make([]Point, 0, min(last-first+1, pointsMost))
	for day := first; day <= last; day++ {
		if day == first+pointsFirst {
			day = max(day, last-pointsMost+pointsFirst+1)
		}
		point := Point{Day: d.first + Day(day), Complete: 1}
		width, known, awaited := 0.0, 0.0, 0.0
		for _, e := range events {
			expected := e.base.expected(day, d.calendar.at(day))
			point.Actual += e.leaf.sign * e.leaf.at(day)
			point.Expected += e.leaf.sign * expected
			w := d.band(e.leaf, &e.base, expected)
			width += w * w
			if age := d.today - day; age < arrivalSpan {
				part := d.arrivalsOf(e.leaf.key).now[age].mid
				known, awaited = known+expected*part, awaited+expected
			}
		}
		if awaited > 0 {
			point.Complete = min(1, known/awaited)
		}
		point.Low, point.High = point.Expected-math.Sqrt(width), point.Expected+math.Sqrt(width)
		out = append(out, point)
	}
	return out
}
