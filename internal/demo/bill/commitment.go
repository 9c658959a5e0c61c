package bill

import (
	"fmt"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// commitments makes the items of plans and reservations that are alive in the month, and of what they cover.
func (d *delivery) commitments() {
	for _, p := range d.run.world.Plans {
		if p.From >= d.to || p.To <= d.from {
			continue
		}
		d.plans = append(d.plans, d.planPlan(p))
	}
	for _, p := range d.run.world.Reservations {
		if p.From >= d.to || p.To <= d.from {
			continue
		}
		d.reservations = append(d.reservations, d.planReservation(p))
	}
	for _, s := range d.series {
		for _, p := range d.plans {
			var on, off *item
			if p.Covers(s.SKU) {
				on, off = d.coveredItems(s, p.SavingsPlan)
				s.sure = true
			}
			s.covered, s.negated = append(s.covered, on), append(s.negated, off)
		}
		for _, r := range d.reservations {
			var on *item
			if r.Covers(s.SKU) && s.Account == r.Owner {
				one := *s.steps[0].items[0]
				one.kind, one.reservation, one.rate = discounted, r.Reservation, 0
				one.text = fmt.Sprintf("%s reserved instance applied", s.SKU.Instance)
				on, s.sure = &one, true
			}
			s.discounted = append(s.discounted, on)
		}
	}
}

// coveredItems makes what a plan covers of a series, and what takes its price off again.
func (d *delivery) coveredItems(s *planned, p *world.SavingsPlan) (on, off *item) {
	one := *s.steps[0].items[0]
	one.kind, one.plan = covered, p
	two := one
	two.kind, two.resource, two.tags, two.rate, two.series = negation, "", nil, -1, nil
	two.text = "SavingsPlanNegation used by AccountId : " + s.Account.ID + " and UsageSku : " + s.SKU.Code
	return &one, &two
}

// planPlan makes the fees of a plan.
func (d *delivery) planPlan(p *world.SavingsPlan) *plannedPlan {
	kind := "ComputeSP"
	if p.Type == "EC2Instance" {
		kind = "EC2SP:" + p.Family
	}
	base := item{
		account: p.Owner, service: world.Savings, resource: p.ARN, plan: p, rate: -1, blendedRate: -1, billType: "Anniversary", discountable: true,
		usageType: fmt.Sprintf("%s:%s%s", kind, p.Term, compact(p.Payment)), operation: "",
	}
	one, two := base, base
	one.kind, one.text = recurringFee, fmt.Sprintf("%s %s %s Savings Plan", p.Term, p.Payment, p.Type)
	two.kind, two.text, two.billType = upfrontFee, "One-time upfront fee of a Savings Plan", "Purchase"
	return &plannedPlan{SavingsPlan: p, fee: &one, upfront: &two}
}

// planReservation makes the fees of a reservation.
func (d *delivery) planReservation(r *world.Reservation) *plannedReservation {
	base := item{
		account: r.Owner, service: r.SKU.Service, sku: r.SKU, resource: r.ARN, reservation: r, rate: -1, blendedRate: -1, billType: "Anniversary", discountable: true,
		usageType: "HeavyUsage:" + r.SKU.Instance, operation: r.SKU.Operation,
	}
	one, two := base, base
	one.kind, one.text = reservationFee, fmt.Sprintf("USD %s hourly fee per %s instance", shortest(r.Hourly), r.SKU.Instance)
	two.kind, two.text, two.billType = fee, fmt.Sprintf("Sign up charge for subscription: %s, %d x %s", r.Subscription, r.Count, r.SKU.Instance), "Purchase"
	return &plannedReservation{Reservation: r, fee: &one, upfront: &two}
}

// compact takes the blanks out of a payment option.
func compact(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] != ' ' {
			out = append(out, s[i])
		}
	}
	return string(out)
}

// allocation is how the commitments are spread over the usage of an hour.
type allocation struct {
	left     []int64 // of each reservation, normalized units in hundredths × 10⁻¹⁰ hours
	money    []int64 // of each plan, 10⁻¹⁰ dollars
	used     []int64 // of each plan
	negative []negative
}

// negative adds up what a plan takes off for an account, usage type and zone.
type negative struct {
	item                 *item
	amount, cost, netOff int64
}

// begin prepares the allocation of an hour.
func (a *allocation) begin(d *delivery, h world.Hour) {
	a.left, a.money, a.used, a.negative = a.left[:0], a.money[:0], a.used[:0], a.negative[:0]
	for _, r := range d.reservations {
		var units int64
		if r.Has(h) {
			units = r.Count * max(r.SKU.Factor, 1) * world.Scale
		}
		a.left = append(a.left, units)
	}
	for _, p := range d.plans {
		var money int64
		if p.Has(h) {
			money = p.Hourly
		}
		a.money = append(a.money, money)
		a.used = append(a.used, 0)
	}
}

// reserve takes what a reservation covers of an amount.
func (a *allocation) reserve(i int, k *world.SKU, amount int64) int64 {
	f := max(k.Factor, 1)
	got := min(amount, a.left[i]/f)
	a.left[i] -= got * f
	return got
}

// spend takes what a plan covers of an amount at a rate, and returns the commitment that it uses.
func (a *allocation) spend(i int, rate, amount int64) (got, cost int64) {
	if a.money[i] <= 0 || rate <= 0 {
		return 0, 0
	}
	got, cost = amount, world.MulDiv(amount, rate, world.Scale)
	if cost > a.money[i] {
		cost = a.money[i]
		got = min(amount, world.MulDiv(cost, world.Scale, rate))
	}
	a.money[i] -= cost
	a.used[i] += cost
	return got, cost
}

// negate adds to what is taken off.
func (a *allocation) negate(off *item, amount, cost, netCost int64) {
	for i := range a.negative {
		n := &a.negative[i]
		if n.item.plan == off.plan && n.item.account == off.account && n.item.usageType == off.usageType && n.item.operation == off.operation && n.item.zone == off.zone {
			n.amount, n.cost, n.netOff = n.amount+amount, n.cost+cost, n.netOff+netCost
			return
		}
	}
	a.negative = append(a.negative, negative{off, amount, cost, netCost})
}

// averages finds the blended rates of SKUs that have more than one rate in the month: what the organisation paid on average. It also
// adds up what reservations did not use.
func (d *delivery) averages() {
	type sum struct{ cost, amount int64 }
	all := map[*world.SKU]*sum{}
	for _, p := range d.series {
		if len(p.steps) > 1 || len(p.steps[0].tiers) > 1 || d.reserved(p) {
			all[p.SKU] = &sum{}
		}
	}
	var several []*planned
	for _, p := range d.series {
		if all[p.SKU] != nil {
			several = append(several, p)
		}
	}
	var a allocation
	for h := d.from; h < d.to; h++ {
		a.begin(d, h)
		for _, p := range several {
			s := all[p.SKU]
			x := d.lineAmount(p, h)
			s.amount += x
			for i, it := range p.discounted {
				if it != nil && x > 0 {
					got := a.reserve(i, p.SKU, x)
					s.cost += world.MulDiv(got, d.reservations[i].Hourly*p.SKU.Factor/max(d.reservations[i].SKU.Factor, 1), world.Scale)
					x -= got
				}
			}
			d.tiered(p, h, x, func(it *item, part int64) { s.cost += world.MulDiv(part, it.rate, world.Scale) })
		}
		for i, r := range d.reservations {
			if r.Has(h) {
				r.unused += a.left[i]
			}
		}
	}
	for _, p := range several {
		s := all[p.SKU]
		if s.amount == 0 {
			continue
		}
		rate := world.MulDiv(s.cost, world.Scale, s.amount)
		for _, st := range p.steps {
			for _, it := range st.items {
				it.blendedRate = rate
			}
		}
		for _, it := range append(p.discounted, p.bundled) {
			if it != nil {
				it.blendedRate = rate
			}
		}
	}
}

// reserved tells whether a reservation of the month covers the SKU of a series, whoever owns it.
func (d *delivery) reserved(p *planned) bool {
	for _, r := range d.reservations {
		if r.Covers(p.SKU) {
			return true
		}
	}
	return false
}

// tiered splits an amount that is used at an hour into parts by the tiers of its price.
func (d *delivery) tiered(p *planned, h world.Hour, x int64, give func(it *item, part int64)) {
	if x == 0 {
		return
	}
	st := &p.steps[0]
	for i := range p.steps[1:] {
		if h >= p.steps[i+1].from {
			st = &p.steps[i+1]
		}
	}
	if p.before == nil {
		give(st.items[0], x)
		return
	}
	at := p.before[h-d.from]
	for i, t := range st.tiers {
		end := int64(1) << 62
		if i+1 < len(st.tiers) {
			end = st.tiers[i+1].Above
		}
		if part := min(at+x, end) - max(at, t.Above); part > 0 {
			give(st.items[i], part)
		}
	}
}
