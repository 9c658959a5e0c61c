package casebook

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
)

// A detector learns from all deliveries in their order: first the days that were there when the bill was looked at for the first time, each as
// a delivery of its own, then those that were recorded. It is made anew by them when the process starts, and goes on from there.

// past is all deliveries, as they are kept.
type past struct {
	cube       *cube // with the days as they are now
	based      []anomaly.Day
	base       map[anomaly.Day][]cell
	deliveries []delivered
}

// delivered is a recorded delivery.
type delivered struct {
	number         int64
	at, first, end anomaly.Day
	patches        map[anomaly.Day][]cell
}

// readPast reads all deliveries up to the last one of a head.
func readPast(ctx context.Context, from querier) (*past, error) {
	p := &past{cube: newCube(), base: map[anomaly.Day][]cell{}}
	known, err := keptMonths(ctx, from)
	if err != nil {
		return nil, err
	}
	for _, month := range slices.Sorted(maps.Keys(known)) {
		days, err := keptMonth(ctx, from, p.cube, month)
		if err != nil {
			return nil, err
		}
		maps.Copy(p.cube.days, days)
	}
	return p, p.readDeliveries(ctx, from)
}

// readDeliveries reads what was recorded, and finds the days that were there before.
func (p *past) readDeliveries(ctx context.Context, from querier) error {
	var err error
	p.deliveries, err = list(ctx, from, func(scan func(...any) error) (d delivered, err error) {
		d.patches = map[anomaly.Day][]cell{}
		err = scan(&d.number, &d.at, &d.first, &d.end)
		return d, err
	}, "SELECT number, at, first, stop FROM deliveries ORDER BY number")
	if err != nil {
		return err
	}
	maps.Copy(p.base, p.cube.days)
	of := map[int64]map[anomaly.Day][]cell{}
	for _, d := range p.deliveries {
		of[d.number] = d.patches
	}
	before := map[anomaly.Day][]cell{}
	_, err = list(ctx, from, func(scan func(...any) error) (none struct{}, err error) {
		var number int64
		var day anomaly.Day
		var packed []byte
		if err := scan(&number, &day, &packed); err != nil {
			return none, err
		}
		days, err := p.cube.unpack(packed)
		if err != nil {
			return none, err
		}
		delete(p.base, day)
		if number == 0 {
			before[day] = days[day]
		} else if patches := of[number]; patches != nil {
			patches[day] = days[day]
		}
		return none, nil
	}, "SELECT delivery, day, lines FROM patches")
	maps.Copy(p.base, before)
	p.based = slices.Sorted(maps.Keys(p.base))
	return err
}

// deliver hands all deliveries in their order to take: those of days that came whole have the number 0. It ends when take says so.
func (p *past) deliver(ctx context.Context, take func(number int64, d anomaly.Delivery) bool) error {
	now := map[anomaly.Day][]cell{}
	var rows []anomaly.Row
	for _, day := range p.based {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		now[day] = p.base[day]
		rows = p.cube.rows(day, p.base[day], rows[:0])
		if !take(0, anomaly.Delivery{At: day, First: day, End: day + 1, Settled: true, Rows: rows}) {
			return nil
		}
	}
	for _, d := range p.deliveries {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		// What comes after a pause is whole but for its last days, and is judged day by day as if it had come in time.
		for _, day := range d.late(now) {
			now[day] = d.patches[day]
			rows = p.cube.rows(day, now[day], rows[:0])
			if !take(d.number, anomaly.Delivery{At: day, First: day, End: day + 1, Settled: true, Rows: rows}) {
				return nil
			}
		}
		maps.Copy(now, d.patches)
		if !take(d.number, anomaly.Delivery{At: d.at, First: d.first, End: d.end, Rows: p.cube.rowsOf(now, d.first, d.end)}) {
			return nil
		}
	}
	return nil
}

// late are the days of a delivery after all that are known, but for those that are still arriving.
func (d *delivered) late(now map[anomaly.Day][]cell) []anomaly.Day {
	last := anomaly.Day(-1)
	for day := range now {
		last = max(last, day)
	}
	var out []anomaly.Day
	for _, day := range slices.Sorted(maps.Keys(d.patches)) {
		if day > last && day <= d.at-arriving {
			out = append(out, day)
		}
	}
	return out
}

// rowsOf are the rows of some days.
func (c *cube) rowsOf(days map[anomaly.Day][]cell, first, end anomaly.Day) []anomaly.Row {
	var rows []anomaly.Row
	for day := first; day < end; day++ {
		rows = c.rows(day, days[day], rows)
	}
	return rows
}

// last returns the last day that anything is known of, 0 for none.
func (p *past) last() (last anomaly.Day) {
	for day := range p.cube.days {
		last = max(last, day)
	}
	return last
}

// watch is a detector with what it has seen.
type watch struct {
	detector Detector
	number   int64 // of the last delivery that it has seen
	known    map[string]anomaly.Finding
}

// seen is a finding as it was at the end of some deliveries, and the largest that it was in them.
type seen struct {
	anomaly.Finding
	peak float64
}

// judge hands a delivery to the detector and takes in what it found.
func (w *watch) judge(number int64, d anomaly.Delivery, into map[string]seen) {
	for _, f := range w.detector.Deliver(d) {
		w.known[f.ID] = f
		one := seen{Finding: f, peak: into[f.ID].peak}
		one.peak = max(one.peak, sizeOf(f.Impact, f.Monthly, f.End, max(d.At, f.Start)-f.Start+1))
		into[f.ID] = one
	}
	w.number = max(w.number, number)
}

// sizeOf is how large a case is: what it has cost, or once it has lasted for a week what a month of it would cost, where that is more. A month of
// what has lasted for a day says little.
func sizeOf(impact, monthly float64, end, days anomaly.Day) float64 {
	if end == 0 && days >= week {
		return max(abs(impact), abs(monthly))
	}
	return abs(impact)
}

func abs(x float64) float64 { return max(x, -x) }

// sortedFindings are findings in an order that does not depend on chance.
func sortedFindings(found map[string]seen) []seen {
	return slices.SortedFunc(maps.Values(found), func(a, b seen) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID)) })
}

// progress is how far an evaluation has come.
type progress struct {
	mu      sync.Mutex
	running bool
	done    float64
	trouble error
}

func (p *progress) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running, p.done = true, 0
}

func (p *progress) part(done float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = done
}

func (p *progress) end(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running, p.trouble = false, err
}

// costOf sums what some series cost on the days from first to the one before end, exactly. Days that nothing is known of are left out.
func (c *cube) costOf(series []anomaly.Key, first, end anomaly.Day) map[anomaly.Day]figures.Units {
	within := make([]bool, len(c.keys))
	for _, k := range series {
		if n, ok := c.index[k]; ok {
			within[n] = true
		}
	}
	out := map[anomaly.Day]figures.Units{}
	for day := first; day < end; day++ {
		cells, known := c.days[day]
		if !known {
			continue
		}
		var sum figures.Units
		for _, one := range cells {
			if within[one.key] {
				sum += one.cost
			}
		}
		out[day] = sum
	}
	return out
}

// errStale tells that another process has been faster.
var errStale = fmt.Errorf("another process has judged these deliveries")
