package anomaly

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"slices"
)

// The state. A detector can be written down after any delivery and taken up again: what it says afterwards is what it would have said. Options are not part
// of it, for feedback changes between deliveries. The form is one version's; a state of another version is refused, and then the deliveries are replayed.

// stateVersion is raised whenever what is written down, or what it means, changes.
const stateVersion = 1

// ErrState is what Restore returns for bytes that are no state of this version.
var ErrState = errors.New("no state of a detector of this version")

type savedState struct {
	Version                 int
	First                   Day
	Begun                   bool
	Days, Today, Deliveries int
	Leaves                  []savedLeaf
	Arrivals                []savedArrivals
	All                     savedArrivals
	Groups                  []savedGroup
	Events                  []savedEvent
	Incidents               []savedIncident
}

type savedLeaf struct {
	Key             Key
	Cost, Use       []float64
	Early           [arrivalSpan][arrivalSpan]float64
	Told            [arrivalSpan]uint8
	Skip            []bool
	Born, Restart   int
	PerMonth        float64
	Judged, DriftAt int
	Now, Past       int
	Lasting         []int
	Errs            []float64
	Upto            int
}

type savedArrivals struct {
	Service string
	Kind    Kind
	Seen    [arrivalSpan][]float64
	Next    [arrivalSpan]int
}

type savedGroup struct {
	Node  Node
	Rests []float64
	Next  int
}

type savedEvent struct {
	Leaf, Start, Found, End, Owner, Run int
	Rise, Peak, Score                   float64
	Base                                savedBase
	Sort                                Class
	Together                            bool
}

type savedBase struct {
	Level, Slope, Middle, Scale, High, Lump float64
	Weekday                                 [7]float64
	Monthly, Sparse                         bool
	Days, Filled                            int
}

type savedIncident struct {
	ID                      string
	Start, Found, End, Told int
	Rise                    float64
	Class                   Class
	Events, Mirror          []int
	Silent, Account         bool
	ToldAs                  string
}

// MarshalBinary writes the state down.
func (d *Detector) MarshalBinary() ([]byte, error) {
	out := savedState{
		Version: stateVersion, First: d.first, Begun: d.begun, Days: d.days, Today: d.today, Deliveries: d.deliveries,
		All: savedArrivals{Seen: d.allArrivals.seen, Next: d.allArrivals.next},
	}
	w := writer{leaves: map[*leaf]int{}, events: map[*event]int{}, incidents: map[*incident]int{}, out: &out}
	for i, l := range d.leaves {
		w.leaves[l] = i
	}
	for i, in := range d.incidents {
		w.incidents[in] = i + 1
	}
	for _, l := range d.leaves {
		saved := savedLeaf{
			Key: l.key, Cost: l.cost, Use: l.use, Early: l.early, Told: l.told, Skip: l.skip, Born: l.born, Restart: l.restart, PerMonth: l.perMonth,
			Judged: l.judged, DriftAt: l.driftAt, Now: w.event(l.now), Past: w.event(l.past), Lasting: w.list(l.lasting), Errs: l.tail.errs, Upto: l.tail.upto,
		}
		out.Leaves = append(out.Leaves, saved)
	}
	for _, in := range d.incidents {
		out.Incidents = append(out.Incidents, savedIncident{
			ID: in.id, Start: in.start, Found: in.found, End: in.end, Told: in.told, Rise: in.rise, Class: in.class, Events: w.list(in.events), Mirror: w.list(in.mirror),
			Silent: in.silent, Account: in.account, ToldAs: in.toldAs,
		})
	}
	for key, a := range d.arrivals {
		out.Arrivals = append(out.Arrivals, savedArrivals{Service: key.service, Kind: key.kind, Seen: a.seen, Next: a.next})
	}
	slices.SortFunc(out.Arrivals, func(a, b savedArrivals) int {
		return compareKeys(Key{Service: a.Service, Kind: a.Kind}, Key{Service: b.Service, Kind: b.Kind})
	})
	for _, g := range d.order {
		out.Groups = append(out.Groups, savedGroup{Node: g.node, Rests: g.rests, Next: g.next})
	}
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(out); err != nil {
		return nil, fmt.Errorf("write state of anomalies: %w", err)
	}
	return buffer.Bytes(), nil
}

// writer numbers events, from 1, as they are met.
type writer struct {
	leaves    map[*leaf]int
	events    map[*event]int
	incidents map[*incident]int
	out       *savedState
}

func (w *writer) event(e *event) int {
	if e == nil {
		return 0
	}
	if n, ok := w.events[e]; ok {
		return n
	}
	b := e.base
	w.out.Events = append(w.out.Events, savedEvent{
		Leaf: w.leaves[e.leaf], Start: e.start, Found: e.found, End: e.end, Owner: w.incidents[e.owner], Run: e.run, Rise: e.rise, Peak: e.peak, Score: e.score,
		Sort: e.sort, Together: e.together, Base: savedBase{
			Level: b.level, Slope: b.slope, Middle: b.middle, Scale: b.scale, High: b.high, Lump: b.lump, Weekday: b.weekday, Monthly: b.monthly, Sparse: b.sparse,
			Days: b.days, Filled: b.filled,
		},
	})
	w.events[e] = len(w.out.Events)
	return len(w.out.Events)
}

func (w *writer) list(events []*event) []int {
	var out []int
	for _, e := range events {
		out = append(out, w.event(e))
	}
	return out
}

// Restore returns a detector in the state that MarshalBinary wrote, with these options. Bytes of another version or of something else are ErrState.
func Restore(options Options, state []byte) (*Detector, error) {
	var in savedState
	if err := gob.NewDecoder(bytes.NewReader(state)).Decode(&in); err != nil || in.Version != stateVersion {
		return nil, errors.Join(ErrState, err)
	}
	d := New(options)
	d.first, d.begun, d.days, d.today, d.deliveries = in.First, in.Begun, in.Days, in.Today, in.Deliveries
	d.calendar.first = in.First
	d.calendar.cover(in.First + Day(max(in.Days, in.Today+1)) + 1)
	d.allArrivals.seen, d.allArrivals.next = in.All.Seen, in.All.Next
	d.allArrivals.sort()
	d.allArrivals.curve(nil)
	for _, a := range in.Arrivals {
		made := &arrivals{seen: a.Seen, next: a.Next}
		made.sort()
		made.curve(&d.allArrivals)
		d.arrivals[arrivalKey{a.Service, a.Kind}] = made
	}
	r, ok := reader{in: &in}.read()
	if !ok {
		return nil, ErrState
	}
	d.leaves, d.incidents = r.leaves, r.incidents
	for _, l := range d.leaves {
		d.byKey[l.key] = l
	}
	d.regroup()
	for _, saved := range in.Groups {
		if g := d.groups[saved.Node]; g != nil {
			g.rests, g.next = saved.Rests, saved.Next
		}
	}
	d.measure()
	return d, nil
}

// reader makes pointers of numbers again.
type reader struct {
	in        *savedState
	leaves    []*leaf
	events    []*event
	incidents []*incident
}

// read makes everything that the state holds, and tells whether all its numbers name something.
func (r reader) read() (reader, bool) {
	for _, s := range r.in.Leaves {
		l := newLeaf(s.Key, s.Born)
		l.cost, l.use, l.early, l.told, l.skip, l.restart = s.Cost, s.Use, s.Early, s.Told, s.Skip, s.Restart
		l.perMonth, l.judged, l.driftAt = s.PerMonth, s.Judged, s.DriftAt
		l.tail.errs, l.tail.upto = s.Errs, s.Upto
		l.tail.measure()
		r.leaves = append(r.leaves, l)
	}
	for range r.in.Incidents {
		r.incidents = append(r.incidents, &incident{})
	}
	for _, s := range r.in.Events {
		if s.Leaf < 0 || s.Leaf >= len(r.leaves) || s.Owner < 0 || s.Owner > len(r.incidents) {
			return r, false
		}
		b := s.Base
		e := &event{
			leaf: r.leaves[s.Leaf], start: s.Start, found: s.Found, end: s.End, run: s.Run, rise: s.Rise, peak: s.Peak, score: s.Score, sort: s.Sort, together: s.Together,
			base: baseline{
				level: b.Level, slope: b.Slope, middle: b.Middle, scale: b.Scale, high: b.High, lump: b.Lump, weekday: b.Weekday, monthly: b.Monthly,
				sparse: b.Sparse, days: b.Days, filled: b.Filled,
			},
		}
		if s.Owner > 0 {
			e.owner = r.incidents[s.Owner-1]
		}
		r.events = append(r.events, e)
	}
	ok := true
	for i, s := range r.in.Leaves {
		l := r.leaves[i]
		l.now, l.past, l.lasting = r.event(s.Now, &ok), r.event(s.Past, &ok), r.list(s.Lasting, &ok)
	}
	for i, s := range r.in.Incidents {
		*r.incidents[i] = incident{
			id: s.ID, start: s.Start, found: s.Found, end: s.End, told: s.Told, rise: s.Rise, class: s.Class, events: r.list(s.Events, &ok), mirror: r.list(s.Mirror, &ok),
			silent: s.Silent, account: s.Account, toldAs: s.ToldAs,
		}
	}
	return r, ok
}

func (r reader) event(n int, ok *bool) *event {
	if n == 0 {
		return nil
	}
	if n < 0 || n > len(r.events) {
		*ok = false
		return nil
	}
	return r.events[n-1]
}

func (r reader) list(numbers []int, ok *bool) []*event {
	var out []*event
	for _, n := range numbers {
		if e := r.event(n, ok); e != nil {
			out = append(out, e)
		}
	}
	return out
}
