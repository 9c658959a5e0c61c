package bill

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// The contract: since 2025 five percent off what AWS itself sells.
const contractRate = 50_000 // parts per million

// contractSince is when the contract begins.
func contractSince() world.Hour { return world.HourOf(date(2025, 1, 1)) }

// groupRows is how many lines a row group has, and how many a maker holds.
const groupRows = 65_536

// maker makes lines. There is one for each worker; it keeps its buffers from task to task.
type maker struct {
	run   *run
	d     *delivery
	lines []line
	rares []int64 // room for rare slots
	files []*file
	next  uint64
	sums  sums
	alloc allocation
	nodes map[*world.Instance]*[3]int64 // what nodes cost in an hour: amortized, net, public
	gather
}

func newMaker(r *run) *maker {
	return &maker{run: r, lines: make([]line, 0, groupRows), nodes: map[*world.Instance]*[3]int64{}}
}

// begin prepares for a task.
func (m *maker) begin(d *delivery, number int, files []*file) {
	m.d, m.files, m.sums = d, files, newSums()
	m.next = uint64(d.month.Year()*12+int(d.month.Month()))<<44 | uint64(number)<<30 //nolint:gosec // positive
	if d.obsolete {
		m.next |= 1 << 63
	}
}

// line begins a line. It is valid until the next call of flush.
func (m *maker) line(it *item, from, to world.Hour) *line {
	m.next++
	m.lines = append(m.lines, line{item: it, from: from, to: to, number: m.next})
	return &m.lines[len(m.lines)-1]
}

// rich begins a line with room for rare slots.
func (m *maker) rich(it *item, from, to world.Hour) *line {
	l := m.line(it, from, to)
	const n = int(slots) - often
	if len(m.rares)+n > cap(m.rares) {
		m.rares = make([]int64, 0, 1024*n) // the lines before keep the old room
	}
	start := len(m.rares)
	m.rares = m.rares[:start+n]
	l.rare = m.rares[start : start+n : start+n]
	clear(l.rare)
	return l
}

// done counts a line that is complete.
func (m *maker) done(l *line) { m.sums.count(l) }

// flush writes the lines that are there.
func (m *maker) flush() error {
	if len(m.lines) == 0 {
		return nil
	}
	for _, f := range m.files {
		if err := f.write(m.lines, &m.gather); err != nil {
			return err
		}
	}
	m.lines, m.rares = m.lines[:0], m.rares[:0]
	return nil
}

// roomOfHour is how many lines a series can add in an hour: those of reservations, plans and tiers.
const roomOfHour = 8

// hours makes the lines of a task.
func (m *maker) hours(ctx context.Context, t task) error {
	for h := t.from; h < t.to; h++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		m.alloc.begin(m.d, h)
		for _, p := range m.d.series {
			if len(m.lines)+roomOfHour > groupRows {
				if err := m.flush(); err != nil {
					return err
				}
			}
			m.usage(p, h)
		}
		if len(m.lines)+len(m.alloc.negative)+3*len(m.d.plans)+3*len(m.d.reservations)+2*len(m.d.pods) > groupRows {
			if err := m.flush(); err != nil {
				return err
			}
		}
		m.fees(h)
		m.pods(h)
	}
	return m.flush()
}

// usage makes the lines of a series that begin at an hour.
func (m *maker) usage(p *planned, h world.Hour) {
	if p.Every != world.Hourly && h%24 != 0 {
		return
	}
	x := m.d.lineAmount(p, h)
	if x == 0 || m.late(p, h) {
		return
	}
	to := min(m.d.lineEnd(p, h), m.d.to)
	var node *[3]int64
	if p.pods != nil {
		node = m.node(p)
	}
	for i, it := range p.discounted {
		if it != nil {
			x -= m.discounted(it, i, h, to, x)
		}
	}
	for i, it := range p.covered {
		if it != nil && x > 0 {
			x -= m.covered(p, i, h, to, x, node)
		}
	}
	m.d.tiered(p, h, x, func(it *item, part int64) { m.plain(p, it, h, to, part, node) })
}

// late tells whether a line has not arrived when the bill is delivered.
func (m *maker) late(p *planned, h world.Hour) bool {
	if !m.d.open || p.sure || p.Every == world.Monthly {
		return false
	}
	return (m.d.obsolete || h >= m.d.to-48) && m.run.world.Late(p.Series, h)
}

// off is what the contract takes off a cost.
func off(it *item, h world.Hour, cost int64) int64 {
	if !it.discountable || h < contractSince() {
		return 0
	}
	return world.MulDiv(cost, contractRate, world.Million)
}

// priced fills in what all lines of usage have.
func (l *line) priced(amountOf int64) {
	l.set(amount, amountOf)
	l.set(public, world.MulDiv(amountOf, l.listRate, world.Scale))
	if l.sku != nil && l.sku.Factor > 0 {
		l.set(factor, l.sku.Factor*world.Scale/100)
		l.set(normalized, world.MulDiv(amountOf, l.sku.Factor, 100))
	}
	rate := l.blendedRate
	if rate < 0 {
		rate = l.rate
	}
	l.set(blended, world.MulDiv(amountOf, rate, world.Scale))
}

// plain makes a line of usage on demand, and takes it off again where another service waives it.
func (m *maker) plain(p *planned, it *item, h, to world.Hour, part int64, node *[3]int64) {
	l := m.line(it, h, to)
	l.priced(part)
	cost := world.MulDiv(part, it.rate, world.Scale)
	less := off(it, h, cost)
	l.set(unblended, cost)
	l.set(net, cost-less)
	if less != 0 {
		l.set(totalDiscount, -less)
	}
	if node != nil {
		node[0], node[1], node[2] = node[0]+cost, node[1]+cost-less, node[2]+l.get(public)
	}
	if p.bundled == nil {
		m.done(l)
		return
	}
	l.set(net, 0)
	l.set(totalDiscount, -cost)
	l.set(bundledDiscount, -cost)
	average := l.get(blended)
	m.done(l)
	b := m.line(p.bundled, h, to)
	b.set(amount, part)
	b.set(unblended, -cost)
	b.set(blended, -average)
	b.set(net, 0)
	m.done(b)
}

// discounted makes the line of what a reservation covers: it costs nothing, as the fee of the month pays it.
func (m *maker) discounted(it *item, i int, h, to world.Hour, x int64) int64 {
	r := m.d.reservations[i]
	got := m.alloc.reserve(i, it.sku, x)
	if got == 0 {
		return 0
	}
	l := m.rich(it, h, to)
	l.priced(got)
	l.set(unblended, 0)
	l.set(net, 0)
	share := func(perHour int64) int64 {
		return world.MulDiv(world.MulDiv(perHour, it.sku.Factor, max(r.SKU.Factor, 1)), got, world.Scale)
	}
	up, recurring := share(r.Upfront/r.Hours), share(r.Hourly)
	l.set(riUpfrontUsage, up)
	l.set(riRecurringUsage, recurring)
	l.set(riEffective, up+recurring)
	l.set(effective, up+recurring-m.offUpfront(it, r.From, up)-off(it, h, recurring))
	lessUp, less := m.offUpfront(it, r.From, up), off(it, h, recurring)
	l.set(riNetUpfrontUsage, up-lessUp)
	l.set(riNetRecurringUsage, recurring-less)
	l.set(riNetEffective, up+recurring-lessUp-less)
	m.done(l)
	return got
}

// offUpfront is what the contract takes off a part of what was paid at once: nothing if that was before the contract.
func (m *maker) offUpfront(it *item, paid world.Hour, cost int64) int64 { return off(it, paid, cost) }

// covered makes the line of what a plan covers, at the price on demand, and remembers to take that off.
func (m *maker) covered(p *planned, i int, h, to world.Hour, x int64, node *[3]int64) int64 {
	it, plan := p.covered[i], m.d.plans[i]
	rate := plan.Rate(p.SKU, h)
	got, spent := m.alloc.spend(i, rate, x)
	if got == 0 {
		return 0
	}
	l := m.rich(it, h, to)
	l.priced(got)
	cost := world.MulDiv(got, it.rate, world.Scale)
	less := off(it, h, cost)
	l.set(unblended, cost)
	l.set(net, cost-less)
	l.set(spRate, rate)
	l.set(spEffective, spent)
	l.set(spNetEffective, spent-off(it, h, spent))
	l.set(effective, l.get(spNetEffective))
	m.done(l)
	if node != nil {
		node[0], node[1], node[2] = node[0]+spent, node[1]+l.get(spNetEffective), node[2]+l.get(public)
	}
	m.alloc.negate(p.negated[i], got, cost, cost-less)
	return got
}

// fees makes the lines of plans and reservations that begin at an hour, and what plans take off.
func (m *maker) fees(h world.Hour) {
	for _, n := range m.alloc.negative {
		l := m.line(n.item, h, h+1)
		l.set(amount, n.amount)
		l.set(unblended, -n.cost)
		l.set(blended, -n.cost)
		l.set(net, -n.netOff)
		m.done(l)
	}
	for i, p := range m.d.plans {
		if p.Has(h) {
			m.planFee(p, m.alloc.used[i], h)
		}
	}
	for _, r := range m.d.reservations {
		if h == max(m.d.from, r.From) && r.Has(h) {
			m.reservationFee(r, h)
		}
	}
}

// planFee makes the fee of an hour of a plan, and what is paid at once when it begins.
func (m *maker) planFee(p *plannedPlan, used int64, h world.Hour) {
	if h == p.From && p.Upfront > 0 {
		m.once(p.upfront, h, p.Upfront)
	}
	l := m.rich(p.fee, h, h+1)
	upfront := p.Hourly - p.Recurring
	less := off(p.fee, h, p.Recurring)
	l.set(amount, world.Scale)
	l.set(unblended, p.Recurring)
	l.set(blended, p.Recurring)
	l.set(net, p.Recurring-less)
	if less != 0 {
		l.set(totalDiscount, -less)
	}
	l.set(spRecurring, p.Recurring)
	l.set(spNetRecurring, p.Recurring-less)
	l.set(spUpfront, upfront)
	l.set(spNetUpfront, upfront-off(p.fee, p.From, upfront))
	l.set(spTotal, p.Hourly)
	l.set(spUsed, used)
	l.set(effective, p.Hourly-used-off(p.fee, h, p.Hourly-used))
	m.done(l)
}

// reservationFee makes the fee of a month of a reservation, with what of it was not used.
func (m *maker) reservationFee(r *plannedReservation, h world.Hour) {
	if h == r.From && r.Upfront > 0 {
		m.once(r.upfront, h, r.Upfront*r.Count)
	}
	to := min(m.d.to, r.To)
	hours := int64(to-h) * r.Count
	l := m.rich(r.fee, h, min(m.d.last, r.To))
	f := max(r.SKU.Factor, 1)
	unused := r.unused / f // 10⁻¹⁰ hours of one instance
	cost := r.Hourly * hours
	less := off(r.fee, h, cost)
	upfront := r.Upfront / r.Hours
	l.set(amount, hours*world.Scale)
	l.set(unblended, cost)
	l.set(blended, 0)
	l.set(net, cost-less)
	if less != 0 {
		l.set(totalDiscount, -less)
	}
	whole, idle, recurring := upfront*hours, world.MulDiv(unused, upfront, world.Scale), world.MulDiv(unused, r.Hourly, world.Scale)
	l.set(riUpfrontPeriod, whole)
	l.set(riNetUpfrontPeriod, whole-off(r.fee, r.From, whole))
	l.set(riUnusedUpfront, idle)
	l.set(riNetUnusedUpfront, idle-off(r.fee, r.From, idle))
	l.set(riUnusedRecurring, recurring)
	l.set(riNetUnusedRecurring, recurring-off(r.fee, h, recurring))
	l.set(riUnusedQuantity, unused)
	l.set(riUnusedUnits, world.MulDiv(unused, f, 100))
	l.set(riUpfrontValue, r.Upfront*r.Count)
	l.set(riNetUpfrontValue, r.Upfront*r.Count-off(r.fee, r.From, r.Upfront*r.Count))
	l.set(effective, l.get(riNetUnusedUpfront)+l.get(riNetUnusedRecurring))
	m.done(l)
}

// once makes a line of what is paid at once.
func (m *maker) once(it *item, h world.Hour, cost int64) {
	l := m.rich(it, h, h+1)
	less := off(it, h, cost)
	l.set(amount, world.Scale)
	l.set(unblended, cost)
	l.set(blended, cost)
	l.set(net, cost-less)
	if less != 0 {
		l.set(totalDiscount, -less)
	}
	if it.plan != nil || it.reservation != nil {
		l.set(effective, 0)
	}
	m.done(l)
}

// node returns where the cost of a node in this hour is kept, as nothing so far.
func (m *maker) node(p *planned) *[3]int64 {
	n := m.nodes[p.pods[0].Node]
	if n == nil {
		n = &[3]int64{}
		m.nodes[p.pods[0].Node] = n
	}
	*n = [3]int64{}
	return n
}

// identity writes the id of a line.
func identity(out []byte, number uint64) []byte {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	x := number
	for range 2 {
		x = scramble(x)
		for i := range 13 {
			out = append(out, letters[x>>(5*i)&31])
		}
	}
	return out
}

// scramble mixes bits, one to one.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// interval writes the interval of a line.
func interval(from, to world.Hour) string {
	const form = "2006-01-02T15:04:05Z"
	return fmt.Sprintf("%s/%s", from.Time().Format(form), to.Time().Format(form))
}
