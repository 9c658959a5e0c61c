package anomaly

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
)

// model says what a series truly costs and uses on a day, counted from the first.
type model func(day int) (cost, use float64)

// world is a small bill: true amounts of its series, delivered day by day while the newest days are incomplete.
type world struct {
	first  Day
	series map[Key]model
}

// begin is 2025-01-01, a Wednesday.
func begin() Day { return DayOf(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)) }

// noise is a number in [-1, 1) that a day and a name always give.
func noise(name string, day int) float64 {
	h := uint64(14695981039346656037)
	for _, c := range []byte(name) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h = (h ^ uint64(day)) * 1099511628211 //nolint:gosec // only to mix
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 32
	return float64(h%20000)/10000 - 1
}

// usual is a metered series: so many dollars a day at a price, less at weekends, with noise.
func usual(name string, dollars, price float64) model {
	return func(day int) (float64, float64) {
		part := 1 + 0.04*noise(name, day)
		if weekday := (day + 3) % 7; weekday >= 5 {
			part *= 0.7
		}
		return dollars * part, dollars * part / price
	}
}

// times changes cost and use by a factor from a day on, until another.
func (m model) times(factor float64, from, to int) model {
	return func(day int) (float64, float64) {
		cost, use := m(day)
		if day >= from && day < to {
			return cost * factor, use * factor
		}
		return cost, use
	}
}

// priced changes the cost alone.
func (m model) priced(factor float64, from int) model {
	return func(day int) (float64, float64) {
		cost, use := m(day)
		if day >= from {
			cost *= factor
		}
		return cost, use
	}
}

// between has something on some days only.
func (m model) between(from, to int) model {
	return func(day int) (float64, float64) {
		if day < from || day >= to {
			return 0, 0
		}
		return m(day)
	}
}

// forever is a day after the end of all worlds here.
const forever = 10_000

// arrived is how much of a day is known at an age.
func arrived(age, day int) float64 {
	switch age {
	case 0:
		return 0.45 + 0.15*noise("early", day)
	case 1:
		return 0.96
	}
	return 1
}

// delivery makes the delivery of a day: its month whole, and the month before in the first days of one.
func (w world) delivery(day int) Delivery {
	at := w.first + Day(day)
	t := at.Time()
	start := DayOf(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
	if t.Day() <= 5 {
		start = DayOf(time.Date(t.Year(), t.Month()-1, 1, 0, 0, 0, 0, time.UTC))
	}
	out := Delivery{At: at, First: max(start, w.first), End: at + 1}
	keys := make([]Key, 0, len(w.series))
	for key := range w.series {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compareKeys)
	for _, key := range keys {
		for d := out.First; d < out.End; d++ {
			cost, use := w.series[key](int(d - w.first))
			if cost == 0 && use == 0 {
				continue
			}
			part := arrived(int(at-d), int(d))
			if key.Kind != Usage {
				part = 1
			}
			out.Rows = append(out.Rows, Row{Key: key, Day: d, Cost: cost * part, Usage: use * part})
		}
	}
	return out
}

// run delivers days and returns what was found in the end.
func (w world) run(days int) *Detector {
	d := New(Options{})
	for day := range days {
		d.Deliver(w.delivery(day))
	}
	return d
}

// quiet is a world of two accounts in which nothing happens.
func quiet() world {
	w := world{first: begin(), series: map[Key]model{}}
	for _, account := range []string{"111111111111", "222222222222"} {
		for i, usage := range []string{"BoxUsage:m6i.large", "DataTransfer-Out-Bytes", "NatGateway-Bytes", "TimedStorage-ByteHrs", "Requests-Tier1"} {
			service := "AmazonEC2"
			if i > 2 {
				service = "AmazonS3"
			}
			w.series[Key{account, service, usage, "us-east-1", Usage}] = usual(account+usage, 40/float64(i+1), 0.05)
		}
	}
	return w
}

func box() Key { return Key{"111111111111", "AmazonEC2", "BoxUsage:m6i.large", "us-east-1", Usage} }

func nat() Key { return Key{"111111111111", "AmazonEC2", "NatGateway-Bytes", "us-east-1", Usage} }

func out() Key        { return Key{"111111111111", "AmazonEC2", "DataTransfer-Out-Bytes", "us-east-1", Usage} }
func node(k Key) Node { return Node{k.Account, k.Service, k.UsageType, k.Region} }

func TestEachClassIsOneFinding(t *testing.T) {
	cases := []struct {
		name  string
		make  func(world)
		class Class
		node  Node
		// start is the day on which it begins, late how many days after it may be found, end when it is over.
		start, late, end int
	}{
		{"a spike of two days", func(w world) { w.series[box()] = w.series[box()].times(4, 70, 72) }, Spike, node(box()), 70, 1, 72},
		{"a step that lasts", func(w world) { w.series[box()] = w.series[box()].times(2.5, 70, forever) }, Step, node(box()), 70, 1, 0},
		{"a step found on the first incomplete day", func(w world) { w.series[box()] = w.series[box()].times(6, 70, forever) }, Step, node(box()), 70, 0, 0},
		{"a service that stops", func(w world) { w.series[box()] = w.series[box()].between(0, 70) }, Drop, node(box()), 70, 3, 0},
		{"a price that falls by a third", func(w world) { w.series[box()] = w.series[box()].priced(0.69, 70) }, Price, node(box()), 70, 4, 0},
		{"a new usage type", func(w world) {
			key := box()
			key.UsageType = "BoxUsage:p5.48xlarge"
			w.series[key] = usual("new", 90, 1).between(70, forever)
		}, NewSeries, Node{"111111111111", "AmazonEC2", "BoxUsage:p5.48xlarge", "us-east-1"}, 70, 1, 0},
		{"a new account with two services", func(w world) {
			for _, service := range []string{"AmazonEC2", "AmazonRDS"} {
				w.series[Key{"333333333333", service, "Usage", "us-east-1", Usage}] = usual(service, 50, 1).between(70, forever)
			}
		}, NewSeries, Node{Account: "333333333333", Region: ""}, 70, 1, 0},
		{"a reservation that ends", func(w world) {
			w.series[box()] = func(day int) (float64, float64) {
				cost, use := usual("box", 40, 0.05)(day)
				if day < 70 {
					cost = 0
				}
				return cost, use
			}
			w.series[Key{"111111111111", "AmazonEC2", "HeavyUsage:m6i.large", "us-east-1", Commitment}] = usual("fee", 25, 1).between(0, 70)
		}, Expiry, node(box()), 70, 1, 0},
		{"a credit that ends", func(w world) {
			credit := usual("credit", 30, 1).between(0, 70)
			w.series[Key{"111111111111", "AmazonEC2", "", "", Credit}] = func(day int) (float64, float64) {
				cost, _ := credit(day)
				return -cost, 0
			}
		}, CreditGone, Node{Account: "111111111111", Service: "AmazonEC2"}, 70, 4, 0},
		{"usage that moves to another account", func(w world) {
			moved := usual("moved", 60, 1)
			key := box()
			key.UsageType = "BoxUsage:c7g.xlarge"
			w.series[key] = moved.between(0, 70)
			key.Account = "222222222222"
			w.series[key] = moved.between(70, forever)
		}, Netting, Node{"222222222222", "AmazonEC2", "BoxUsage:c7g.xlarge", "us-east-1"}, 70, 1, 0},
		{"bytes that take another way, in three usage types", func(w world) {
			w.series[nat()] = w.series[nat()].times(4, 70, forever)
			w.series[out()] = w.series[out()].times(2, 71, forever)
		}, Step, Node{Account: "111111111111", Service: "AmazonEC2"}, 70, 1, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := quiet()
			c.make(w)
			d := w.run(120)
			found := d.Findings()
			if len(found) != 1 {
				t.Fatalf("found %d: %v", len(found), brief(found))
			}
			f := found[0]
			if f.Class != c.class || f.Node != c.node || f.Start != w.first+Day(c.start) || int(f.Found-f.Start) > c.late {
				t.Errorf("found %v", brief(found))
			}
			if want := w.first + Day(c.end); c.end != 0 && f.End != want || c.end == 0 && f.End != 0 {
				t.Errorf("ends %v, want day %d", f.End, c.end)
			}
			if len(f.Causes) == 0 || len(f.Points) == 0 {
				t.Errorf("no causes or points: %+v", f)
			}
		})
	}
}

// brief shows what matters of findings.
func brief(found []Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%s %v also %v start %v found %v end %v impact %.0f", f.Class, f.Node, f.Also, f.Start, f.Found, f.End, f.Impact))
	}
	return out
}

func TestWhatIsUsualRaisesNothing(t *testing.T) {
	lump := func(amount float64, days ...int) model {
		return func(day int) (float64, float64) {
			date := dateOf(begin() + Day(day))
			if slices.Contains(days, date.ofMonth+1) {
				return amount, 1
			}
			return 0, 0
		}
	}
	cases := []struct {
		name string
		make func(world)
	}{
		{"weekdays and noise alone", func(world) {}},
		{"monthly fees, taxes and Marketplace lines", func(w world) {
			w.series[Key{"111111111111", "AmazonRoute53", "HostedZone", "", Usage}] = lump(80, 1)
			w.series[Key{"111111111111", "AWSSupportBusiness", "Dollar", "", Other}] = lump(400, 1)
			w.series[Key{"111111111111", "Tax", "", "", Tax}] = lump(900, 3)
			w.series[Key{"111111111111", "Vendor", "MP:Seats", "", Marketplace}] = lump(700, 5)
		}},
		{"a yearly fee of a commitment", func(w world) {
			w.series[Key{"111111111111", "AmazonEC2", "HeavyUsage", "us-east-1", Commitment}] = func(day int) (float64, float64) {
				if day == 60 {
					return 9000, 1
				}
				return 0, 0
			}
		}},
		{"storage that costs by the month", func(w world) {
			key := Key{"111111111111", "AmazonEC2", "EBS:VolumeUsage.gp3", "us-east-1", Usage}
			w.series[key] = func(day int) (float64, float64) {
				length := float64(dateOf(begin() + Day(day)).length)
				return 3000 / length, 40000 / length
			}
		}},
		{"a job at the begin of each month", func(w world) {
			w.series[box()] = func(day int) (float64, float64) {
				cost, use := usual("job", 40, 0.05)(day)
				if dateOf(begin()+Day(day)).ofMonth < 2 {
					return 3 * cost, 3 * use
				}
				return cost, use
			}
		}},
		{"a large job around the begin of each month", func(w world) {
			w.series[box()] = func(day int) (float64, float64) {
				cost, use := usual("job", 16, 0.05)(day)
				date := dateOf(begin() + Day(day))
				if factor := map[int]float64{-1: 7, 0: 17, 1: 15}[(date.ofMonth+1)%date.length-1]; factor > 0 {
					return factor * cost * (1 + 0.2*noise("size", date.month)), factor * use
				}
				return cost, use
			}
		}},
		{"growth of three per cent a month", func(w world) {
			grown := w.series[box()]
			w.series[box()] = func(day int) (float64, float64) {
				cost, use := grown(day)
				factor := math.Pow(1.03, float64(day)/30)
				return cost * factor, use * factor
			}
		}},
		{"a free tier that is used up on the third day", func(w world) {
			free := w.series[out()]
			w.series[out()] = func(day int) (float64, float64) {
				cost, use := free(day)
				if dateOf(begin()+Day(day)).ofMonth < 2 {
					cost = 0
				}
				return cost, use
			}
		}},
		{"a tiny service that triples", func(w world) {
			w.series[Key{"111111111111", "AWSKMS", "Requests", "us-east-1", Usage}] = usual("kms", 0.3, 1).times(3, 70, forever)
		}},
		{"a commitment that begins to pay", func(w world) {
			w.series[box()] = w.series[box()].priced(0, 70)
			w.series[Key{"111111111111", "AmazonEC2", "ComputeSP", "", Commitment}] = usual("plan", 25, 1).between(70, forever)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := quiet()
			c.make(w)
			if found := w.run(150).Findings(); len(found) > 0 {
				t.Errorf("found %v", brief(found))
			}
		})
	}
}

func TestAWeekOfHistoryIsEnoughForAStep(t *testing.T) {
	w := quiet()
	w.series[box()] = w.series[box()].times(4, 10, forever)
	found := w.run(20).Findings()
	if len(found) != 1 || found[0].Node != node(box()) || found[0].Start != w.first+10 {
		t.Errorf("found %v", brief(found))
	}
}

func TestDriftIsFoundWithinFourWeeks(t *testing.T) {
	w := quiet()
	steady := w.series[box()]
	w.series[box()] = func(day int) (float64, float64) {
		cost, use := steady(day)
		factor := math.Pow(1.02, max(0, float64(day-100))/7)
		return 5 * cost * factor, 5 * use * factor
	}
	found := w.run(190).Findings()
	if len(found) != 1 || found[0].Class != Drift || found[0].Node != node(box()) {
		t.Fatalf("found %v", brief(found))
	}
	if late := found[0].Found - (w.first + 100); late > 28 {
		t.Errorf("found after %d days", late)
	}
}

func TestAnOpenFindingGrowsAndEnds(t *testing.T) {
	w := quiet()
	w.series[box()] = w.series[box()].times(2.5, 70, 110)
	d := New(Options{})
	var ids []string
	last := 0.0
	for day := range 130 {
		for _, f := range d.Deliver(w.delivery(day)) {
			if !slices.Contains(ids, f.ID) {
				ids = append(ids, f.ID)
			}
			if day > 73 && day < 110 && f.Impact <= last {
				t.Errorf("day %d: impact %f after %f", day, f.Impact, last)
			}
			last = f.Impact
		}
	}
	found := d.Findings()
	if len(ids) != 1 || len(found) != 1 || found[0].End != w.first+110 {
		t.Errorf("ids %v, found %v", ids, brief(found))
	}
}

func TestWhatWasExpectedIsNeverBelowNothing(t *testing.T) {
	w := quiet()
	k := box()
	w.series[k] = w.series[k].times(2, 70, forever).times(2.5, 88, forever)
	d := w.run(600)
	found := d.Findings()
	twice := 0
	for i, f := range found {
		if len(f.Points) != min(pointsMost, int(w.first+599-f.Points[0].Day)+1) || f.Points[len(f.Points)-1].Day != w.first+599 || f.Points[0].Day > f.Start {
			t.Errorf("%d points from %v to %v", len(f.Points), f.Points[0].Day, f.Points[len(f.Points)-1].Day)
		}
		actual, newest := 0.0, Day(-1)
		for _, p := range f.Points {
			if p.Day <= newest || p.Expected < 0 {
				t.Errorf("%v after %v, expected %f", p.Day, newest, p.Expected)
			}
			newest = p.Day
			if cost, _ := w.series[k](int(p.Day - w.first)); f.Series[0] == k && p.Complete == 1 && math.Abs(p.Actual-cost) > 1e-6 {
				t.Errorf("%v is %f, not %f", p.Day, p.Actual, cost)
			}
		}
		for day := f.Start; day <= w.first+599; day++ {
			for _, key := range f.Series {
				cost, _ := w.series[key](int(day - w.first))
				actual += cost
			}
		}
		if f.Impact > actual {
			t.Errorf("impact %f of %f", f.Impact, actual)
		}
		if len(d.incidents[i].events) > len(f.Series) {
			twice++
		}
	}
	if twice == 0 {
		t.Errorf("no series rose twice in %v", brief(found))
	}
}
