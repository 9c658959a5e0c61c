package world

import (
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// Change is what somebody did to a resource: a management event.
type Change struct {
	At        time.Time
	Principal *Principal
	Account   *Account
	Region    Region
	// Source is such as ec2.amazonaws.com, Name the operation.
	Source, Name string
	// Request are the parameters of the call and Response what it answered, as CloudTrail writes them.
	Request, Response map[string]any
	// Resources are the ids of what was changed.
	Resources []string
	// Incident is the id of the incident that it begins, worsens or ends, "" for none.
	Incident string
}

// Incident is something unusual, and the truth about it.
type Incident struct {
	Span
	// ID is a short stable name; Kind one of drift, spike, step, netting, new-region, new-service, price-change, commitment-expiry,
	// credit-expiry, log-loop, model-switch, forgotten, detour.
	ID, Kind     string
	Title, Cause string
	Remedy       string
	Accounts     []*Account
	// Instead is what would have been used without it, where that is more than nothing: series that are in no bill.
	Instead []*Series
	// Reservation is the commitment that ended, Grant the credit, Price the SKU whose price changed from Before.
	Reservation *Reservation
	Grant       *Grant
	Price       *SKU
}

// incident adds an incident.
func (b *builder) incident(i Incident, accounts ...*Account) {
	i.Accounts = accounts
	b.Incidents = append(b.Incidents, &i)
}

// change adds a management event.
func (b *builder) change(at time.Time, who *Principal, r Region, call string, request map[string]any, incident string, resources ...string) {
	source, name := call, ""
	for i := range call {
		if call[i] == ':' {
			source, name = call[:i], call[i+1:]
		}
	}
	b.Changes = append(b.Changes, &Change{
		At: at, Principal: who, Account: who.Account, Region: r, Source: source + ".amazonaws.com", Name: name,
		Request: request, Resources: resources, Incident: incident,
	})
}

// Touched is what an incident did to a series in a month.
type Touched struct {
	Series *Series
	Month  period.Month
	// Amount is how much more, in 10⁻¹⁰ units, was used because of it, and Cost what that costs at list price, in 10⁻¹⁰ dollars.
	Amount, Cost int64
}

// Damage returns what an incident did within a range of hours, by series and month, at list prices of the first tier that costs
// anything. What a bill shows may be less: through tiers, plans, reservations and discounts.
func (w *World) Damage(in *Incident, from, to Hour) []Touched {
	var list []Touched
	from = max(from, in.From)
	if in.ID != "nat-detour" && in.Kind != "drift" && in.To != Forever {
		to = min(to, in.To)
	}
	for _, s := range w.Series {
		if !w.touches(s, in) {
			continue
		}
		list = append(list, w.compare(s, from, to, func(h Hour) int64 {
			return w.Amount(s, h) - w.amount(s, h, in.ID)
		})...)
	}
	for _, s := range in.Instead {
		list = append(list, w.compare(s, from, to, func(h Hour) int64 { return -w.Amount(s, h) })...)
	}
	switch {
	case in.Price != nil:
		list = append(list, w.repriced(in.Price, from, to)...)
	case in.Reservation != nil:
		list = append(list, w.uncovered(in.Reservation, from, to)...)
	case in.Grant != nil:
		list = append(list, w.unpaid(in.Grant, from, to)...)
	}
	return list
}

// uncovered returns what a reservation that has ended would have paid: hours of its family, in the order of the series, up to its size.
func (w *World) uncovered(r *Reservation, from, to Hour) []Touched {
	var list []Touched
	left := map[Hour]int64{}
	for _, s := range w.Series {
		if s.Account != r.Owner || !r.Covers(s.SKU) {
			continue
		}
		for _, t := range w.compare(s, from, to, func(h Hour) int64 {
			used, seen := left[h]
			if !seen {
				used = r.Count * r.SKU.Factor
			}
			covered := min(w.Amount(s, h), used*Scale/s.SKU.Factor)
			left[h] = used - MulDiv(covered, s.SKU.Factor, Scale)
			return covered
		}) {
			t.Amount = 0 // nothing more is used; it is paid otherwise
			list = append(list, t)
		}
	}
	return list
}

// unpaid returns what a credit that has ended would have paid.
func (w *World) unpaid(g *Grant, from, to Hour) []Touched {
	var list []Touched
	left := map[period.Month]int64{}
	for _, s := range w.Series {
		if s.Account != g.Account || s.SKU.Service != g.Service {
			continue
		}
		for _, t := range w.compare(s, from, to, func(h Hour) int64 { return w.Amount(s, h) }) {
			used, seen := left[t.Month]
			if !seen {
				used = g.Monthly
			}
			t.Amount, t.Cost = 0, min(t.Cost, used)
			left[t.Month] = used - t.Cost
			if t.Cost > 0 {
				list = append(list, t)
			}
		}
	}
	return list
}

// repriced returns what a change of price did to the series of a SKU: nothing to amounts.
func (w *World) repriced(k *SKU, from, to Hour) []Touched {
	var list []Touched
	before := k.Prices[0].Tiers[0].Price
	for _, s := range w.Series {
		if s.SKU != k {
			continue
		}
		var now *Touched
		for h := from; h < to; h++ {
			if m := period.MonthOf(h.Time()); now == nil || now.Month != m {
				list = append(list, Touched{Series: s, Month: m})
				now = &list[len(list)-1]
			}
			now.Cost += MulDiv(w.Amount(s, h), k.ListPrice(h)-before, Scale)
		}
	}
	return list
}

// compare adds up the difference of a series by month.
func (w *World) compare(s *Series, from, to Hour, difference func(Hour) int64) []Touched {
	var list []Touched
	for h := from; h < to; h++ {
		d := difference(h)
		if d == 0 {
			continue
		}
		m := period.MonthOf(h.Time())
		if len(list) == 0 || list[len(list)-1].Month != m {
			list = append(list, Touched{Series: s, Month: m})
		}
		last := &list[len(list)-1]
		last.Amount += d
		last.Cost += MulDiv(d, s.SKU.ListPrice(h), Scale)
	}
	return list
}

// touches tells whether a series would be otherwise without an incident.
func (w *World) touches(s *Series, in *Incident) bool {
	has := func(effects []Effect) bool {
		for _, e := range effects {
			if e.Incident == in.ID {
				return true
			}
		}
		return false
	}
	if s.Incident == in.ID || has(s.Shape.Effects) {
		return true
	}
	for _, l := range s.Legs {
		if l.Flow.Incident == in.ID || has(l.Flow.Out.Effects) || has(l.Flow.Back.Effects) {
			return true
		}
	}
	return s.Calls != nil && (s.Calls.Stream.Incident == in.ID || has(s.Calls.Stream.Rate.Effects))
}

// SeriesOf returns the series that an incident changed.
func (w *World) SeriesOf(in *Incident) []*Series {
	var list []*Series
	for _, s := range w.Series {
		if w.touches(s, in) || in.Price != nil && s.SKU == in.Price {
			list = append(list, s)
		}
	}
	return list
}

// FlowsOf returns the flows that an incident made or changed.
func (w *World) FlowsOf(in *Incident) []*Flow {
	var list []*Flow
	for _, f := range w.Flows {
		found := f.Incident == in.ID
		for _, e := range append(append([]Effect{}, f.Out.Effects...), f.Back.Effects...) {
			found = found || e.Incident == in.ID
		}
		if found {
			list = append(list, f)
		}
	}
	return list
}
