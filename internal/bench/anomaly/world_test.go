package anomaly

import (
	"math"
	"reflect"
	"testing"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// little is a world for tests.
func little() Spec { return Spec{Name: "little", Seed: 41, Style: "shop", Accounts: 6, Days: 240} }

func TestAWorldHangsOnItsSpecAlone(t *testing.T) {
	a, b := Make(little()), Make(little())
	if !reflect.DeepEqual(a.Labels, b.Labels) {
		t.Error("two worlds of a spec have different labels")
	}
	other := map[detect.Day]detect.Delivery{}
	for d := range b.Deliveries() {
		other[d.At] = d
	}
	for d := range a.Deliveries() {
		if !reflect.DeepEqual(d, other[d.At]) {
			t.Fatalf("two worlds of a spec differ in the delivery of %s", Date(d.At))
		}
	}
	spec := little()
	spec.Seed++
	if reflect.DeepEqual(Make(spec).Labels, a.Labels) {
		t.Error("another seed gives the same labels")
	}
}

func TestIncidentsAddAndChangeNothingElse(t *testing.T) {
	spec := little()
	w := Make(spec)
	spec.Control = true
	quiet := Make(spec)
	if len(quiet.Labels) != 6 { // the sale, of each account
		t.Errorf("a control has %d labels", len(quiet.Labels))
	}
	for _, s := range quiet.series {
		i, ok := w.byKey[s.key]
		if !ok {
			t.Fatalf("%v is only in the control", s.key)
		}
		if s.key.Kind == detect.Tax {
			continue // of everything, incidents too
		}
		for d := range w.Days {
			if diff := math.Abs(w.series[i].usual[d] - s.cost[d]); diff > 1e-6 {
				t.Fatalf("%v on %s would cost %v without incidents, in the control %v", s.key, Date(w.calendar[d].day), w.series[i].usual[d], s.cost[d])
			}
		}
	}
}

func TestDeliveriesTellWhatTheBillSaysInTheEnd(t *testing.T) {
	w := Make(little())
	type cell struct {
		key detect.Key
		day detect.Day
	}
	known := map[cell]float64{}
	partial := 0
	last := detect.Day(0)
	for d := range w.Deliveries() {
		if d.At <= last || d.End != d.At+1 {
			t.Fatalf("the delivery of %s after that of %s ends with %s", Date(d.At), Date(last), Date(d.End))
		}
		last = d.At
		for c := range known {
			if c.day >= d.First && c.day < d.End {
				delete(known, c)
			}
		}
		for _, r := range d.Rows {
			if r.Day < d.First || r.Day >= d.End {
				t.Fatalf("the delivery of %s has a row of %s", Date(d.At), Date(r.Day))
			}
			if i := w.byKey[r.Key]; r.Day == d.At && r.Cost < 0.9*w.series[i].cost[r.Day-w.First] {
				partial++
			}
			known[cell{r.Key, r.Day}] = r.Cost
		}
	}
	if partial == 0 {
		t.Error("days arrive whole")
	}
	end := w.calendar[w.Days-1].start // what is older is closed but for the month before
	for end = w.calendar[end-1].start; end > 0; end-- {
		day := w.calendar[end-1].day
		for _, s := range w.series {
			if got, want := known[cell{s.key, day}], s.cost[end-1]; math.Abs(got-want) > 1e-5 {
				t.Fatalf("%v of %s: known in the end is %v, the bill says %v", s.key, Date(day), got, want)
			}
		}
	}
}

func TestHeldOutWorldsAreLargeEnoughAndNotThoseForTuning(t *testing.T) {
	seeds := map[uint64]string{}
	for _, s := range Tuning() {
		seeds[s.Seed] = s.Name
	}
	demanded, classes := 0, map[string]int{}
	for _, s := range HeldOut() {
		if other, ok := seeds[s.Seed]; ok {
			t.Errorf("%s has the seed of %s", s.Name, other)
		}
		w := Make(s)
		for _, l := range w.Labels {
			if l.Optional != "" {
				continue
			}
			demanded++
			classes[l.Class]++
			if s.Control {
				t.Errorf("%s demands %s", s.Name, l.ID)
			}
			if l.Signal < floorSignal || l.Dollars < floorDollars || len(l.Nodes) == 0 || len(l.Causes) == 0 {
				t.Errorf("%s of class %s is demanded with signal %v, $%v, %d nodes, %d causes", l.ID, l.Class, l.Signal, l.Dollars, len(l.Nodes), len(l.Causes))
			}
		}
	}
	if demanded < 1000 || len(classes) < 12 {
		t.Errorf("%d incidents in %d classes are demanded: %v", demanded, len(classes), classes)
	}
	for class, n := range classes {
		if n < 10 {
			t.Errorf("of class %s there are only %d", class, n)
		}
	}
}
