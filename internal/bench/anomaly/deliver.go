package anomaly

import (
	"iter"
	"math"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// How a bill comes: each day's delivery rewrites what may have changed since, and the month before is closed on its closing day, with
// small corrections. One delivery in seventy does not come, and now and then a service is late by a day.
const (
	rewritten  = 5
	closingDay = 4
	missing    = 0.014
	lateness   = 0.004
)

// Deliveries are the deliveries of a world, in order. Nothing of a row is known before its day.
func (w *World) Deliveries() iter.Seq[detect.Delivery] {
	return func(yield func(detect.Delivery) bool) {
		w.visits(func(at, from int) bool { return yield(w.delivery(at, from)) })
	}
}

// visits calls f for each delivery with its day and the first day that it rewrites, until it says no.
func (w *World) visits(f func(at, from int) bool) {
	last := -1
	for at := w.arrived; at < w.Days; at++ {
		if at > w.arrived && at < w.Days-1 && unit(w.Spec.Seed, 11, uint64(at)) < missing {
			continue
		}
		from := min(at, max(last, 0)) - rewritten + 1
		if last < 0 {
			from = 0
		}
		if m := w.calendar[at]; last >= 0 && m.date >= closingDay && w.calendar[last].date < closingDay {
			previous := m.start - 1
			if previous >= 0 {
				from = min(from, w.calendar[previous].start)
			}
		}
		if !f(at, max(from, 0)) {
			return
		}
		last = at
	}
}

// delivery is what is known at a day of the days from another on.
func (w *World) delivery(at, from int) detect.Delivery {
	d := detect.Delivery{At: w.calendar[at].day, First: w.calendar[from].day, End: w.calendar[at].day + 1}
	rows := 0
	for _, s := range w.series {
		if s.cost != nil {
			rows += at - from + 1
		}
	}
	d.Rows = make([]detect.Row, 0, rows)
	for i, s := range w.series {
		if s.cost == nil {
			continue
		}
		for day := from; day <= at; day++ {
			if s.cost[day] == 0 && s.amount[day] == 0 {
				continue
			}
			part := w.known(i, day, at)
			if part == 0 {
				continue
			}
			d.Rows = append(d.Rows, detect.Row{
				Key: s.key, Day: w.calendar[day].day, Cost: round(s.cost[day]*part, 6), Usage: round(s.amount[day]*part, 6),
			})
		}
	}
	return d
}

// known is what part of a day's final figure is known at another day.
func (w *World) known(i, day, at int) float64 {
	s := w.series[i]
	age, seed := at-day, w.Spec.Seed
	if s.key.Kind == detect.Tax {
		return w.taxed(day, at)
	}
	part := 1.0
	if age < len(s.item.arrival) {
		service := hashOf(s.key.Service)
		if late := unit(seed, service, uint64(day)*3+1); late < lateness && age > 0 {
			age--
		}
		missingPart := 1 - s.item.arrival[age]
		// Each service has better and worse days, and each series its own.
		missingPart *= math.Exp((unit(seed, service, uint64(day)*3)-0.5)*0.9 + (unit(seed, uint64(i)+7919, uint64(day))-0.5)*0.5)
		part = max(0, 1-missingPart)
	}
	if !w.closed(day, at) && s.item.arrival != atOnce && unit(seed, uint64(i), uint64(w.calendar[day].start)+99_991) < 0.1 {
		// This series of this month will be corrected at the close.
		part *= 1 + 0.012*(unit(seed, uint64(i), uint64(w.calendar[day].start)+77_777)-0.5)
	}
	return part
}

// closed tells whether the month of a day is closed at another.
func (w *World) closed(day, at int) bool {
	m, now := w.calendar[day], w.calendar[at]
	return m.start != now.start && (now.start-m.start > 31 || now.date >= closingDay)
}

// taxed is how much of a month's tax is known: what has been used until then.
func (w *World) taxed(day, at int) float64 {
	if w.closed(day, at) {
		return 1
	}
	return math.Min(1, float64(at-day+1)/float64(w.calendar[day].length))
}
