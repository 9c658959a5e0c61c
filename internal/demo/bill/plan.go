package bill

import (
	"fmt"
	"sync/atomic"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/period"
)

// delivery is a delivery of a month, and its plan.
type delivery struct {
	run      *run
	month    period.Month
	obsolete bool
	// open tells that the month was not closed when it was delivered: no invoice, no support, and the latest lines are missing.
	open bool
	// from and to are the hours of the bill; last is the end of the month.
	from, to, last world.Hour
	series         []*planned
	plans          []*plannedPlan
	reservations   []*plannedReservation
	pods           []*plannedPod
	books          []*book
	tasks          []task
	left           atomic.Int64
	sums           sums
}

// planned is a series in a month.
type planned struct {
	*world.Series
	// steps are the prices of the month, the first from its beginning.
	steps []step
	// before is, for SKUs with tiers, what the organisation has used of the SKU before the line of each hour.
	before []int64
	// covered and negated are the items of each plan, discounted those of each reservation; nil where it covers nothing.
	covered, negated, discounted []*item
	bundled                      *item
	// pods are those of an instance that is a node.
	pods []*plannedPod
	// sure tells that its lines are never late: what commitments cover must be whole.
	sure bool
}

// step is a price from an hour on: an item for each tier.
type step struct {
	from  world.Hour
	tiers []world.Tier
	items []*item
}

type plannedPlan struct {
	*world.SavingsPlan
	fee, upfront *item
}

type plannedReservation struct {
	*world.Reservation
	fee, upfront *item
	unused       int64 // normalized units × hours, in 10⁻¹⁰ × hundredths
}

type plannedPod struct {
	*world.Pod
	cpu, memory *item
}

// plan makes the plan of a delivery.
func (r *run) plan(month period.Month, obsolete bool) *delivery {
	d := &delivery{run: r, month: month, obsolete: obsolete, sums: newSums()}
	d.from, d.last = world.HourOf(month.Range().Start), world.HourOf(month.Range().End)
	d.to = d.last
	if month == r.options.Last {
		d.open, d.to = true, d.last-LastHours
	}
	d.open = d.open || obsolete
	for _, s := range r.world.Series {
		if s.Shape.From >= d.to || s.Shape.To <= d.from {
			continue
		}
		d.series = append(d.series, d.planSeries(s))
	}
	d.commitments()
	d.tiers()
	d.averages()
	d.split()
	var items []*item
	for _, p := range d.series {
		for _, s := range p.steps {
			items = append(items, s.items...)
		}
		items = append(items, p.covered...)
		items = append(items, p.negated...)
		items = append(items, p.discounted...)
		items = append(items, p.bundled)
	}
	for _, p := range d.plans {
		items = append(items, p.fee, p.upfront)
	}
	for _, p := range d.reservations {
		items = append(items, p.fee, p.upfront)
	}
	for _, p := range d.pods {
		items = append(items, p.cpu, p.memory)
	}
	d.books = r.newBooks(items, d)
	d.cut()
	return d
}

// planSeries makes the items of a series.
func (d *delivery) planSeries(s *world.Series) *planned {
	p := &planned{Series: s}
	start := d.from
	for i, price := range s.SKU.Prices {
		if i > 0 && (price.From <= d.from || price.From >= d.to) {
			continue
		}
		st := step{from: max(start, price.From), tiers: s.SKU.TiersAt(max(start, price.From))}
		for t := range st.tiers {
			st.items = append(st.items, d.usageItem(s, st.from, st.tiers, t))
		}
		p.steps = append(p.steps, st)
	}
	if s.Bundled {
		it := *p.steps[0].items[0]
		it.kind, it.text, it.rate, it.discountable = bundled, "Bundled discount: "+s.SKU.Text+" with AWS Network Firewall", -1, false
		p.bundled = &it
	}
	return p
}

// usageItem makes the item of usage at a tier of prices.
func (d *delivery) usageItem(s *world.Series, h world.Hour, tiers []world.Tier, tier int) *item {
	it := &item{
		kind: usage, account: s.Account, service: s.SKU.Service, series: s, sku: s.SKU, resource: s.Resource, zone: s.Account.ZoneName(s.SKU.Region, s.ZoneID),
		operation: s.SKU.Operation, usageType: s.SKU.UsageType, rate: tiers[tier].Price, listRate: s.SKU.ListPrice(h), blendedRate: -1,
		tags: d.run.world.Billed(s, h), billType: "Anniversary", discountable: s.SKU.Service.Seller == "" && !s.Bundled,
	}
	if s.Principal != nil && h >= world.PrincipalsSince() {
		it.principal = s.Principal
	}
	it.text = priced(tiers[tier].Price, s.SKU)
	if len(tiers) > 1 {
		bound := "first"
		if tier > 0 {
			bound = "beyond " + shortest(tiers[tier].Above)
		}
		it.text += fmt.Sprintf(" (%s %s of the month)", bound, s.SKU.Unit)
	}
	return it
}

// priced writes a price as descriptions do.
func priced(price int64, k *world.SKU) string {
	return "$" + shortest(price) + " per " + k.Unit + " " + k.Text
}

// tiers finds, for SKUs with tiers, what was used before each line. Usage is counted over all services of a usage type, as that of a
// transfer is, in the order of hours and series.
func (d *delivery) tiers() {
	groups := map[string][]*planned{}
	var names []string
	for _, p := range d.series {
		if len(p.steps[0].tiers) < 2 {
			continue
		}
		if groups[p.SKU.UsageType] == nil {
			names = append(names, p.SKU.UsageType)
		}
		groups[p.SKU.UsageType] = append(groups[p.SKU.UsageType], p)
		p.before = make([]int64, d.to-d.from)
	}
	for _, name := range names {
		var sum int64
		for h := d.from; h < d.to; h++ {
			for _, p := range groups[name] {
				p.before[h-d.from] = sum
				sum += d.lineAmount(p, h)
			}
		}
	}
}

// lineAmount returns how much the line has that begins at an hour: nothing when none begins.
func (d *delivery) lineAmount(p *planned, h world.Hour) int64 {
	switch p.Every {
	case world.Hourly:
		return d.run.world.Amount(p.Series, h)
	case world.Daily:
		if h%24 != 0 {
			return 0
		}
	case world.Monthly:
		if h != d.from {
			return 0
		}
	}
	var sum int64
	for ; h < d.lineEnd(p, h) && h < d.to; h++ {
		sum += d.run.world.Amount(p.Series, h)
		if p.Every == world.Daily && h%24 == 23 {
			break
		}
	}
	return sum
}

// lineEnd returns the end of the line that begins at an hour.
func (d *delivery) lineEnd(p *planned, h world.Hour) world.Hour {
	switch p.Every {
	case world.Hourly:
		return h + 1
	case world.Daily:
		return h - h%24 + 24
	case world.Monthly:
	}
	return d.last
}

// cut cuts the month into tasks of whole days, as many as files are needed.
func (d *delivery) cut() {
	rows := 0
	for _, p := range d.series {
		if p.Every == world.Hourly {
			rows += 24
		} else {
			rows++
		}
	}
	rows += len(d.pods) * 48
	days := max(1, d.run.options.FileRows/max(rows, 1))
	step := world.Hour(days * 24) //nolint:gosec // a file has few days
	for from := d.from; from < d.to; from += step {
		d.tasks = append(d.tasks, task{delivery: d, number: len(d.tasks) + 1, from: from, to: min(from+step, d.to)})
	}
	d.left.Store(int64(len(d.tasks)))
}

// shortest writes 10⁻¹⁰ units as a number without needless zeros.
func shortest(x int64) string { return string(appendDecimal(nil, x, false)) }
