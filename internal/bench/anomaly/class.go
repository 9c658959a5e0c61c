package anomaly

import (
	"math"
	"strings"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// maker draws an incident of a class in an account from a day on, nil when it does not fit there.
type maker func(b *builder, account, at int) *happening

// classes returns the makers of all classes.
func classes() []maker {
	return []maker{
		spike, step, drift, ramp, newService, newRegion, newUsageType, newAccount, nettingAccounts, nettingUsage,
		commitmentExpiry, creditExpiry, priceChange, logLoop, detour, tokens, leak, idle, duplicate, requests, marketplace,
	}
}

// lasting draws how long something lasts: fixed after a time, or never.
func (b *builder) lasting(at, least, most int) int {
	if b.chance.once(0.2) {
		return b.Days
	}
	return min(b.Days, at+b.chance.whole(least, most))
}

// profile returns a curve by day from the start on: f of the days since, times a beginning that may be in the middle of a day.
func (b *builder) profile(at, to int, f func(t int) float64) []float64 {
	list := make([]float64, to-at)
	for t := range list {
		list[t] = f(t)
	}
	list[0] *= b.chance.between(0.5, 1)
	return list
}

// grow multiplies a series by 1 + a profile, at one of its resources or at a new one.
func (b *builder) grow(s *series, at int, profile []float64) effect {
	more := make([]float64, len(profile))
	for t := range more {
		for _, i := range s.lines {
			if l := b.lines[i]; l.plain != nil {
				more[t] += l.plain[at+t] * profile[t]
			}
		}
	}
	e := effect{account: b.accountOf(s.key.Account), item: s.item, region: s.key.Region, line: -1, more: more}
	if b.chance.once(0.6) {
		e.line = pick(b.chance, s.lines)
	}
	return e
}

// one draws one of the series of an account, dearer ones oftener.
func (b *builder) one(a, at int, least float64, accept func(*series) bool) *series {
	list := b.used(a, at, least, accept)
	if len(list) == 0 {
		return nil
	}
	return list[int(float64(len(list))*math.Pow(b.chance.Float64(), 1.5))]
}

func not(shapes ...shape) func(*series) bool {
	return func(s *series) bool {
		for _, x := range shapes {
			if s.item.shape == x {
				return false
			}
		}
		return true
	}
}

func named(parts ...string) func(*series) bool {
	return func(s *series) bool {
		for _, p := range parts {
			if strings.Contains(s.key.UsageType, p) {
				return true
			}
		}
		return false
	}
}

// spike is one to three days of much more.
func spike(b *builder, a, at int) *happening {
	s := b.one(a, at, 4, not(monthly, growing))
	if s == nil {
		return nil
	}
	to, size := at+b.chance.whole(1, 3), b.chance.even(0.12, 5)
	return &happening{class: "spike", at: at, to: to, within: 7, effects: []effect{b.grow(s, at, b.profile(at, to, func(int) float64 { return size }))}}
}

// step is more from a day on.
func step(b *builder, a, at int) *happening {
	s := b.one(a, at, 8, not(monthly))
	if s == nil {
		return nil
	}
	to, size := b.lasting(at, 20, 120), b.chance.even(0.05, 1.5)
	return &happening{class: "step", at: at, to: to, within: 21, effects: []effect{b.grow(s, at, b.profile(at, to, func(int) float64 { return size }))}}
}

// drift is two per cent more a week, in one case of three up to five.
func drift(b *builder, a, at int) *happening {
	s := b.one(a, at, 30, not(monthly, weekly, office))
	if s == nil {
		return nil
	}
	rate := 0.02
	if b.chance.once(0.33) {
		rate = b.chance.between(0.025, 0.05)
	}
	to := b.lasting(at, 100, 200)
	return &happening{class: "drift", at: at, to: to, within: 56, effects: []effect{b.grow(s, at, b.profile(at, to, func(t int) float64 {
		return math.Pow(1+rate, math.Min(float64(t), 182)/7) - 1
	}))}}
}

// ramp grows to its size within ten to thirty days.
func ramp(b *builder, a, at int) *happening {
	s := b.one(a, at, 10, not(monthly, weekly))
	if s == nil {
		return nil
	}
	days, size, to := float64(b.chance.whole(10, 30)), b.chance.even(0.1, 2), b.lasting(at, 45, 120)
	return &happening{class: "ramp", at: at, to: to, within: 35, effects: []effect{b.grow(s, at, b.profile(at, to, func(t int) float64 {
		return size * math.Min(1, float64(t+1)/days)
	}))}}
}

// fresh draws the usage of something new, of so many dollars a day.
func (b *builder) fresh(it item, at, to, rise int, dollars float64) []float64 {
	rough := b.chance.noise(to-at, 0.3)
	return b.profile(at, to, func(t int) float64 {
		f := math.Min(1, float64(t+1)/float64(rise))
		if it.shape != flat && it.shape != growing && it.shape != first {
			f *= b.season(it.shape, at+t, 2)
		}
		return it.units(dollars) * f * math.Exp(rough[t]*it.noise)
	})
}

// newSize draws the dollars a day of something new in an account.
func (b *builder) newSize(a, at int) float64 {
	return math.Max(4.5, b.spendOf(a, at)*b.chance.even(0.01, 0.3))
}

// newService is a service that the account has not used.
func newService(b *builder, a, at int) *happening {
	it := pick(b.chance, strangers())
	if b.uses(a, it.service) {
		return nil
	}
	to := b.lasting(at, 10, 90)
	return &happening{class: "new-service", at: at, to: to, within: 21, effects: []effect{{
		account: a, item: it, region: b.style.region, line: -1, more: b.fresh(it, at, to, b.chance.whole(1, 2), b.newSize(a, at)),
	}}, nodes: []detect.Node{{Account: b.accounts[a].id, Service: it.service}}}
}

// uses tells whether an account has a service.
func (b *builder) uses(a int, service string) bool {
	for _, s := range b.series {
		if s.key.Account == b.accounts[a].id && s.key.Service == service {
			return true
		}
	}
	return false
}

// newRegion is machines, disks and transfer where there were none.
func newRegion(b *builder, a, at int) *happening {
	region := pick(b.chance, []string{"sa-east-1", "ap-south-1"})
	for _, s := range b.series {
		if s.key.Account == b.accounts[a].id && s.key.Region == region {
			return nil
		}
	}
	h := &happening{class: "new-region", at: at, to: b.lasting(at, 5, 60), within: 21}
	dollars := b.newSize(a, at)
	for i, usage := range []string{"BoxUsage:c7g.2xlarge", "EBS:VolumeUsage.gp3", "DataTransfer-Regional-Bytes"} {
		it := catalogItem(usage)
		it.shape = flat
		h.effects = append(h.effects, effect{account: a, item: it, region: region, line: -1, part: i, more: b.fresh(it, at, h.to, 1, dollars*[]float64{0.8, 0.12, 0.08}[i])})
	}
	return h
}

// catalogItem returns an item of the catalog by its usage type.
func catalogItem(usage string) item {
	for _, it := range catalog() {
		if it.usage == usage {
			return it
		}
	}
	return item{}
}

// newUsageType is a usage type that the account has not used, of a service that it has.
func newUsageType(b *builder, a, at int) *happening {
	it := pick(b.chance, newUsage())
	if !b.uses(a, it.service) {
		return nil
	}
	to := b.lasting(at, 5, 80)
	e := effect{account: a, item: it, region: b.style.region, line: -1, more: b.fresh(it, at, to, 1, b.newSize(a, at))}
	if _, ok := b.byKey[b.keyOf(e)]; ok {
		return nil
	}
	return &happening{class: "new-usage-type", at: at, to: to, within: 21, effects: []effect{e}}
}

// newAccount is an account that nobody announced.
func newAccount(b *builder, _, at int) *happening {
	i := b.Spec.Accounts + b.grown
	for b.grown++; b.style.roles[i%len(b.style.roles)] == small; b.grown++ {
		i++
	}
	before := len(b.lines)
	a := b.found(i, at)
	h := &happening{class: "new-account", made: true, at: at, to: b.Days, within: 21, nodes: []detect.Node{{Account: b.accounts[a].id}}}
	for j := before; j < len(b.lines); j++ {
		l := b.lines[j]
		l.plain, l.more = nil, l.plain
		more := l.more[at:]
		l.more = nil
		h.effects = append(h.effects, effect{account: a, item: b.series[l.series].item, region: b.series[l.series].key.Region, line: j, more: more})
	}
	return h
}

// nettingAccounts moves a workload from one account to another: the organisation pays what it paid.
func nettingAccounts(b *builder, a, at int) *happening {
	s := b.one(a, at, 15, not(monthly, weekly))
	other := b.chance.IntN(len(b.accounts))
	if s == nil || s.plain != nil || other == a || b.accounts[other].from > at-40 || b.accounts[other].role == small || s.item.tiers != nil {
		return nil
	}
	return b.move("netting-accounts", at, s, effect{account: other, item: s.item, region: s.key.Region, line: -1}, 1)
}

// nettingUsage moves a workload to another usage type within the account.
func nettingUsage(b *builder, a, at int) *happening {
	s := b.one(a, at, 15, named("BoxUsage", "InstanceUsage"))
	if s == nil || s.plain != nil {
		return nil
	}
	it := s.item
	it.usage = strings.NewReplacer("m6i", "m7i", "c7g", "c8g", "t3", "t4g", "r6g", "r7g", "r5", "r6i").Replace(it.usage)
	if strings.HasPrefix(it.usage, "ES") || it.usage == s.item.usage {
		return nil
	}
	return b.move("netting-usage", at, s, effect{account: a, item: it, region: s.key.Region, line: -1}, b.chance.between(0.95, 1.15))
}

// move takes a part of a series to somewhere else, for good, within one to five days.
func (b *builder) move(class string, at int, s *series, to effect, price float64) *happening {
	share, days := b.chance.between(0.35, 0.9), float64(b.chance.whole(1, 5))
	h := &happening{class: class, at: at, to: b.Days, within: 21}
	moved := make([]float64, b.Days-at)
	for _, i := range s.lines {
		l := b.lines[i]
		if l.plain == nil {
			continue
		}
		less := make([]float64, b.Days-at)
		for t := range less {
			v := l.plain[at+t] * share * math.Min(1, float64(t+1)/days)
			less[t] = -v
			moved[t] += v * price
		}
		h.effects = append(h.effects, effect{account: b.accountOf(s.key.Account), item: s.item, region: s.key.Region, line: i, more: less, down: true})
	}
	to.more = moved
	h.effects = append(h.effects, to)
	return h
}

// commitmentExpiry ends a reservation: the same machines at list price.
func commitmentExpiry(b *builder, a, at int) *happening {
	s := b.one(a, at, 3, func(s *series) bool { return s.plain != nil && s.plain[0] < 1 && s.factor[at] == s.plain[at] })
	if s == nil {
		return nil
	}
	h := &happening{class: "commitment-expiry", at: at, to: b.lasting(at, 20, 60), within: 21}
	h.factors = []factor{{series: s, price: 1/s.plain[0] - 1, to: h.to}}
	for _, fee := range b.series {
		if fee.key.Kind == detect.Commitment && fee.key.Account == s.key.Account && strings.HasSuffix(fee.key.UsageType, s.item.usage[len("BoxUsage:"):]) && fee.key.Region == s.key.Region {
			less := make([]float64, h.to-at)
			for t := range less {
				less[t] = -b.lines[fee.lines[0]].plain[at+t]
			}
			h.effects = append(h.effects, effect{account: a, item: fee.item, region: s.key.Region, line: fee.lines[0], more: less, down: true})
		}
	}
	return h
}

// creditExpiry ends a credit: what it paid is to be paid.
func creditExpiry(b *builder, a, at int) *happening {
	var list []*series
	for _, s := range b.series {
		if s.paid >= 0 && s.key.Account == b.accounts[a].id {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil
	}
	s := pick(b.chance, list)
	return &happening{class: "credit-expiry", at: at, to: b.Days, within: 21, factors: []factor{{series: s, price: s.share[at], to: b.Days}}}
}

// priceChange makes a usage type dearer in all accounts.
func priceChange(b *builder, a, at int) *happening {
	of := b.one(a, at, 5, not(monthly, weekly))
	if of == nil || of.item.tiers != nil {
		return nil
	}
	h := &happening{class: "price-change", at: at, to: b.Days, within: 21, alone: true}
	more := b.chance.even(0.05, 0.5)
	for _, s := range b.series {
		if s.key.UsageType == of.key.UsageType && s.key.Service == of.key.Service && s.paid < 0 && len(s.lines) > 0 {
			h.factors = append(h.factors, factor{series: s, price: more, to: b.Days})
		}
	}
	return h
}

// logLoop is a log group that writes about itself, in half of the cases with the function that does so.
func logLoop(b *builder, a, at int) *happening {
	s := b.one(a, at, 0.5, named("DataProcessing-Bytes"))
	if s == nil {
		return nil
	}
	to := at + b.chance.whole(3, 14)
	size, pace := b.chance.even(0.4, 8), b.chance.between(1.05, 1.35)
	h := &happening{class: "log-loop", at: at, to: to, within: 10}
	curve := b.profile(at, to, func(t int) float64 { return size * math.Min(math.Pow(pace, float64(t)), 5) })
	h.effects = append(h.effects, b.grow(s, at, curve))
	if fn := b.one(a, at, 0.5, named("Lambda-GB")); fn != nil && b.chance.once(0.5) {
		e := b.grow(fn, at, scaled(curve, 0.4))
		e.part = 1
		h.effects = append(h.effects, e)
	}
	return h
}

func scaled(list []float64, f float64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = v * f
	}
	return out
}

// detour sends traffic through a gateway in another zone: processed, across zones, and out, in three usage types.
func detour(b *builder, a, at int) *happening {
	nat := b.one(a, at, 1, named("NatGateway-Bytes"))
	between := b.one(a, at, 0.3, named("DataTransfer-Regional-Bytes"))
	out := b.one(a, at, 0.3, named("DataTransfer-Out-Bytes"))
	if nat == nil || between == nil || out == nil || nat.key.Region != between.key.Region || out.key.Region != nat.key.Region {
		return nil
	}
	h := &happening{class: "detour", at: at, to: b.lasting(at, 15, 90), within: 21}
	gigabytes, rise := b.spendOf(a, at)*b.chance.even(0.012, 0.3)/0.085, b.chance.whole(1, 4)
	gateway := b.lines[pick(b.chance, nat.lines)]
	rough := b.chance.noise(h.to-at, 0.3)
	curve := b.profile(at, h.to, func(t int) float64 {
		return gigabytes * math.Min(1, float64(t+1)/float64(rise)) * b.season(traffic, at+t, 0) * math.Exp(rough[t]*0.06)
	})
	for i, s := range []*series{nat, between, out} {
		e := effect{account: a, item: s.item, region: s.key.Region, line: -1, zone: gateway.zone, more: scaled(curve, []float64{1, 2, 0.25}[i]), part: i, team: gateway.team}
		if s == nat {
			for _, j := range nat.lines {
				if b.lines[j] == gateway {
					e.line = j
				}
			}
		}
		h.effects = append(h.effects, e)
	}
	return h
}

// tokens is an agent that calls a model without end.
func tokens(b *builder, a, at int) *happening {
	in := b.one(a, at, 0.5, named("InputTokenCount", "input-tokens"))
	if in == nil {
		return nil
	}
	to, size := at+b.chance.whole(2, 20), b.chance.even(0.4, 12)
	curve := b.profile(at, to, func(int) float64 { return size * b.chance.between(0.7, 1.3) })
	for t := range curve { // agents know no weekend
		if f := b.season(office, at+t, 0); f > 0 {
			curve[t] /= f
		}
	}
	h := &happening{class: "tokens", at: at, to: to, within: 10, effects: []effect{b.grow(in, at, curve)}}
	if out := b.one(a, at, 0.3, named("OutputTokenCount")); out != nil && strings.Contains(in.key.UsageType, "Count") {
		e := b.grow(out, at, scaled(curve, 0.5))
		e.part = 1
		h.effects = append(h.effects, e)
	}
	return h
}

// leak is storage that nobody deletes any more.
func leak(b *builder, a, at int) *happening {
	s := b.one(a, at, 6, named("TimedStorage", "SnapshotUsage", "ChargedBackup", "VolumeUsage"))
	if s == nil {
		return nil
	}
	rate, to := b.chance.even(0.0025, 0.02), b.lasting(at, 50, 140)
	return &happening{class: "storage-leak", at: at, to: to, within: 42, effects: []effect{b.grow(s, at, b.profile(at, to, func(t int) float64 { return rate * float64(t+1) }))}}
}

// idle is a new fleet beside the old one, which nobody switched off after the migration.
func idle(b *builder, a, at int) *happening {
	s := b.one(a, at, 10, named("BoxUsage", "InstanceUsage"))
	if s == nil {
		return nil
	}
	it := s.item
	it.usage = strings.NewReplacer("m6i", "m8g", "c7g", "c8gd", "t3", "t4g", "r6g", "r8g", "r5", "r8i").Replace(it.usage)
	if it.usage == s.item.usage {
		return nil
	}
	to := b.lasting(at, 20, 90)
	e := b.grow(s, at, b.profile(at, to, func(t int) float64 { return math.Min(1, float64(t+1)/3) * 0.9 }))
	e.item, e.line = it, -1
	if _, ok := b.byKey[b.keyOf(e)]; ok {
		return nil
	}
	return &happening{class: "idle-after-migration", at: at, to: to, within: 21, effects: []effect{e}}
}

// duplicate is an environment that was made twice: everything that runs, in new resources of one team.
func duplicate(b *builder, a, at int) *happening {
	h := &happening{class: "duplicate-environment", at: at, to: b.lasting(at, 8, 60), within: 21}
	size, team := b.chance.even(0.15, 1), pick(b.chance, []string{"blue", "green", "copy"})
	for _, s := range b.used(a, at, 1, named("BoxUsage", "InstanceUsage", "VolumeUsage", "NatGateway-Hours", "LoadBalancerUsage")) {
		if s.key.Region != b.style.region {
			continue
		}
		e := b.grow(s, at, b.profile(at, h.to, func(int) float64 { return size }))
		e.line, e.team, e.part = -1, team, len(h.effects)
		h.effects = append(h.effects, e)
	}
	if len(h.effects) < 3 {
		return nil
	}
	return h
}

// requests is a client that asks again and again.
func requests(b *builder, a, at int) *happening {
	s := b.one(a, at, 1, named("Requests", "Request", "Lambda-GB", "StorageIO"))
	if s == nil {
		return nil
	}
	to, size := at+b.chance.whole(2, 12), b.chance.even(0.25, 8)
	return &happening{class: "requests", at: at, to: to, within: 10, effects: []effect{b.grow(s, at, b.profile(at, to, func(int) float64 { return size }))}}
}

// marketplace is a subscription that somebody took, paid on the first of a month.
func marketplace(b *builder, a, at int) *happening {
	for at < b.Days-tail && b.calendar[at].date != 1 {
		at++
	}
	it := item{
		service: pick(b.chance, []string{"Snowflake Capacity", "MongoDB Atlas", "Elastic Cloud", "CrowdStrike Falcon"}), usage: "MP:SaaS-contract",
		price: 1, shape: first, arrival: seller, noise: 0.001, things: 1, prefix: "agreement", kind: detect.Marketplace,
	}
	if b.uses(a, it.service) || b.calendar[at].date != 1 {
		return nil
	}
	fee := math.Max(150, b.spendOf(a, at)*30*b.chance.even(0.03, 0.5))
	more := make([]float64, b.Days-at)
	for t := range more {
		if b.calendar[at+t].date == 1 {
			more[t] = fee
		}
	}
	return &happening{class: "marketplace", at: at, to: b.Days, within: 21, effects: []effect{{account: a, item: it, region: b.style.region, line: -1, more: more}}}
}

// launched is a service that comes on purpose and grows over weeks.
func launched(b *builder, a, at int) *happening {
	it := pick(b.chance, strangers())
	if b.uses(a, it.service) {
		return nil
	}
	return &happening{class: "launch", optional: "planned", at: at, to: b.Days, within: 60, effects: []effect{{
		account: a, item: it, region: b.style.region, line: -1, more: b.fresh(it, at, b.Days, b.chance.whole(14, 45), b.newSize(a, at)),
	}}, nodes: []detect.Node{{Account: b.accounts[a].id, Service: it.service}}}
}

// dropped is something that is switched off on purpose.
func dropped(b *builder, a, at int) *happening {
	s := b.one(a, at, 5, not(monthly, weekly, growing))
	if s == nil {
		return nil
	}
	h := &happening{class: "drop", optional: "costs fall", at: at, to: b.Days, within: 21}
	share := b.chance.between(0.3, 1)
	for _, i := range s.lines {
		l := b.lines[i]
		if l.plain == nil {
			continue
		}
		less := make([]float64, b.Days-at)
		for t := range less {
			less[t] = -l.plain[at+t] * share
		}
		h.effects = append(h.effects, effect{account: a, item: s.item, region: s.key.Region, line: i, more: less, down: true})
	}
	return h
}
