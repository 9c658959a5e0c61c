package anomaly

import (
	"fmt"
	"math"
	"slices"
	"strings"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// density is how many incidents an account has in a month.
const density = 0.27

// The first incident comes after warm days, the last early enough to be found.
const (
	warm = 45
	tail = 35
)

// builder makes things happen to a world.
type builder struct {
	*World
	chance chance
	done   []*happening
	// taken are the spans in which a series is part of something, by series.
	taken map[*series][][2]int
	// starts are the days on which something begins, by account.
	starts map[int][]int
	// grown are accounts that came later.
	grown int
}

// happening is something that happens: what it adds, where, and what there is to find.
type happening struct {
	class    string
	at, to   int // to is the day after its last, the end of the world while it lasts
	effects  []effect
	factors  []factor
	within   int
	optional string // why nobody need find it, "" when one must
	// nodes overrides the nodes of the effects.
	nodes []detect.Node
	// alone are classes that concern many accounts: the gap between starts within one account does not hold.
	alone bool
	// made tells that it is in the world already, so that it cannot be refused.
	made bool
	// parts are the lines of each true cause, once they are made.
	parts map[int][]int
	downs []int
}

// effect is what a happening adds to a resource.
type effect struct {
	account int
	item    item
	region  string
	// line is the index of the resource, −1 for a new one.
	line int
	zone string
	team string
	// resource is the name of a new resource, drawn when empty.
	resource string
	// more is by day from the start on, in units.
	more []float64
	// part counts the true causes; effects with one part are one cause. Down is the side that falls.
	part int
	down bool
}

// factor multiplies the price of a series, or a credit's share, from the start on.
type factor struct {
	series *series
	price  float64
	// to is the day after the last.
	to int
}

// happen fills the world with incidents, class after class in a drawn order.
func (b *builder) happen() {
	n := int(math.Round(density * float64(b.Spec.Accounts) * float64(b.Days-warm-tail) / 30))
	list := classes()
	for made, tries := 0, 0; made < n && tries < n*40; {
		b.chance.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, class := range list {
			if made == n {
				break
			}
			tries++
			if b.try(class) {
				made++
			}
		}
	}
}

// try draws until something of a class fits.
func (b *builder) try(class maker) bool {
	for range 30 {
		a := b.chance.IntN(len(b.accounts))
		at := b.chance.whole(warm, b.Days-tail)
		if b.accounts[a].from+40 > at {
			continue
		}
		h := class(b, a, at)
		if h == nil {
			continue
		}
		if h.made {
			b.settle(h, b.accountOf(h.nodes[0].Account))
			return true
		}
		if !b.fits(h, a) {
			continue
		}
		money, signal := b.estimate(h)
		if (money < floorDollars*1.1 || signal < floorSignal*1.05) && !b.chance.once(0.04) {
			continue
		}
		b.settle(h, a)
		return true
	}
	return false
}

// fits tells whether nothing else is going on there.
func (b *builder) fits(h *happening, a int) bool {
	if !h.alone {
		for _, other := range b.starts[a] {
			if other > h.at-12 && other < h.at+12 {
				return false
			}
		}
	}
	for _, s := range b.concerned(h) {
		for _, span := range b.taken[s] {
			if h.at-60 < span[1] && span[0] < min(h.to, b.Days)+60 {
				return false
			}
		}
	}
	return true
}

// concerned returns the series of a happening that exist already.
func (b *builder) concerned(h *happening) []*series {
	var list []*series
	for _, e := range h.effects {
		if s, ok := b.byKey[b.keyOf(e)]; ok {
			list = append(list, b.series[s])
		}
	}
	for _, f := range h.factors {
		list = append(list, f.series)
		if f.series.paid >= 0 {
			list = append(list, b.series[f.series.paid])
		}
	}
	return list
}

// keyOf returns the key of an effect without adding it.
func (b *builder) keyOf(e effect) detect.Key {
	if e.line >= 0 {
		return b.series[b.lines[e.line].series].key
	}
	w := World{byKey: map[detect.Key]int{}, accounts: b.accounts}
	return w.seriesOf(e.account, e.item, e.region).key
}

// estimate foresees what a happening costs in its first 28 days and how plain it is, at list prices.
func (b *builder) estimate(h *happening) (dollars, signal float64) {
	var sum float64
	byKey := map[detect.Key][]float64{}
	for _, e := range h.effects {
		if e.down {
			continue
		}
		k := b.keyOf(e)
		if byKey[k] == nil {
			byKey[k] = make([]float64, b.Days-h.at)
		}
		for i, v := range e.more {
			price := e.item.price
			if i, ok := b.byKey[k]; ok && b.series[i].plain != nil {
				price *= b.series[i].plain[0]
			}
			if e.item.monthly {
				price /= 30.4
			}
			byKey[k][i] += v * price
		}
	}
	for _, f := range h.factors {
		extra := make([]float64, b.Days-h.at)
		for d := h.at; d < f.to; d++ {
			extra[d-h.at] = b.level(f.series, d) * f.price
		}
		byKey[f.series.key] = extra
	}
	for k, extra := range byKey {
		for _, v := range extra[:min(28, len(extra))] {
			dollars += v
		}
		sum += b.power(k, h.at, extra[:min(h.within+1, len(extra), h.to-h.at)])
	}
	return dollars, math.Sqrt(sum)
}

// level is what a series costs on a day at its usual price, without tiers.
func (w *World) level(s *series, d int) float64 {
	if s.paid >= 0 {
		return w.level(w.series[s.paid], d)
	}
	sum := 0.0
	for _, i := range s.lines {
		if l := w.lines[i]; l.plain != nil {
			sum += l.plain[d]
		}
	}
	price := s.item.price
	if s.item.monthly {
		price /= 30.4
	}
	if s.plain != nil {
		price *= s.plain[d]
	}
	return sum * price
}

// power is the sum of powers.
func (w *World) power(k detect.Key, at int, extra []float64) float64 {
	return sum(w.powers(k, at, extra))
}

// powers are, by day, the squares of the signal-to-noise ratio that somebody has who knows the shape of a change of a series, its place and the
// true expectation: a matched filter over autocorrelated noise.
func (w *World) powers(k detect.Key, at int, extra []float64) []float64 {
	i, ok := w.byKey[k]
	list, last := make([]float64, len(extra)), 0.0
	for d, v := range extra {
		deviation, memory := 0.25, 0.0 // dollars: what is nothing is not quite without noise
		if ok {
			s := w.series[i]
			if s.paid >= 0 {
				s = w.series[s.paid]
			}
			pulse := 0.0
			if s.item.shape == traffic {
				pulse = 0.014 * w.style.noise
			}
			rough := math.Sqrt(s.noise*s.noise*(1+0.16/math.Max(1, float64(len(s.lines)))) + pulse*pulse)
			deviation = math.Max(deviation*0.2, rough*w.level(s, at+d))
			memory = s.memory
		}
		z := v / deviation
		fresh := (z - memory*last) / math.Sqrt(1-memory*memory)
		list[d] = fresh * fresh
		last = z
	}
	return list
}

// settle makes a happening real.
func (b *builder) settle(h *happening, a int) {
	h.parts = map[int][]int{}
	for n, e := range h.effects {
		i := e.line
		if i < 0 {
			i = b.resource(h, n, e)
		}
		l := b.lines[i]
		if l.more == nil {
			l.more = make([]float64, b.Days)
		}
		for d, v := range e.more {
			l.more[h.at+d] += v
		}
		if e.down {
			h.downs = append(h.downs, i)
		} else {
			h.parts[e.part] = append(h.parts[e.part], i)
		}
		b.take(b.series[l.series], h)
	}
	for n, f := range h.factors {
		b.reprice(h, f)
		b.take(f.series, h)
		if f.series.paid >= 0 {
			b.take(b.series[f.series.paid], h)
		}
		h.parts[n] = append(h.parts[n], f.series.lines...)
	}
	if b.starts == nil {
		b.starts = map[int][]int{}
	}
	b.starts[a] = append(b.starts[a], h.at)
	b.done = append(b.done, h)
}

// resource makes the new resource of an effect.
func (b *builder) resource(h *happening, n int, e effect) int {
	s := b.seriesOf(e.account, e.item, e.region)
	if len(s.lines) == 0 {
		s.noise, s.memory = e.item.noise*b.style.noise, 0.3
	}
	c := b.World.chance(fmt.Sprintf("%s %d %d %s", h.class, h.at, n, s.key.Account))
	l := b.line(b.byKey[s.key], e.account, e.region, c, c.IntN(3))
	if e.zone != "" && s.item.zoned {
		l.zone = e.zone
	}
	if e.team != "" {
		l.team = e.team
	}
	if e.resource != "" {
		l.resource = e.resource
	}
	return len(b.lines) - 1
}

// reprice applies a factor; a credit's series has shares instead.
func (b *builder) reprice(h *happening, f factor) {
	if f.series.paid >= 0 {
		for d := h.at; d < f.to; d++ {
			f.series.share[d] = 0
		}
		return
	}
	if f.series.plain == nil {
		f.series.plain, f.series.factor = constant(b.Days, 1), constant(b.Days, 1)
	}
	for d := h.at; d < f.to; d++ {
		f.series.factor[d] *= 1 + f.price
	}
}

// take notes that a series is part of a happening.
func (b *builder) take(s *series, h *happening) {
	if b.taken == nil {
		b.taken = map[*series][][2]int{}
	}
	b.taken[s] = append(b.taken[s], [2]int{h.at, h.to})
}

// launch adds what is new on purpose: services that ramp up, and things that are switched off. They are labelled, but not demanded.
func (b *builder) launch() {
	c := b.World.chance("launches")
	save := b.chance
	b.chance = c
	n := int(math.Round(b.style.launches * float64(b.Spec.Accounts) * float64(b.Days) / 365))
	if b.Spec.Control {
		n = 0
	}
	for range n {
		a, at := c.IntN(len(b.accounts)), c.whole(warm, b.Days-tail)
		h := launched(b, a, at)
		if c.once(0.3) {
			h = dropped(b, a, at)
		}
		if h != nil && b.fits(h, a) {
			b.settle(h, a)
		}
	}
	b.chance = save
}

// used returns the series of an account that a test accepts and whose level is at least so many dollars a day, dearest first.
func (b *builder) used(a, at int, least float64, accept func(*series) bool) []*series {
	type ranked struct {
		s     *series
		level float64
	}
	var list []ranked
	for _, s := range b.series {
		if s.key.Account != b.accounts[a].id || s.paid >= 0 || s.credited || s.item.shape == first || s.key.Kind == detect.Commitment || s.key.Kind == detect.Tax || !accept(s) {
			continue
		}
		if level := b.around(s, at); level >= least {
			list = append(list, ranked{s, level})
		}
	}
	slices.SortStableFunc(list, func(x, y ranked) int {
		switch {
		case x.level > y.level:
			return -1
		case x.level < y.level:
			return 1
		default:
			return strings.Compare(x.s.key.UsageType, y.s.key.UsageType)
		}
	})
	out := make([]*series, len(list))
	for i, r := range list {
		out[i] = r.s
	}
	return out
}

// around is the mean level of the four weeks before a day.
func (w *World) around(s *series, at int) float64 {
	sum := 0.0
	for d := at - 28; d < at; d++ {
		sum += w.level(s, d)
	}
	return sum / 28
}

// spendOf is what an account spends a day around a day, fees aside.
func (b *builder) spendOf(a, at int) float64 {
	sum := 0.0
	for _, s := range b.series {
		if s.key.Account == b.accounts[a].id && s.paid < 0 && s.key.Kind != detect.Tax && s.item.shape != first {
			sum += b.around(s, at)
		}
	}
	return sum
}

// units returns how many units a day of an item are so many dollars.
func (it item) units(dollars float64) float64 {
	price := it.price
	if it.tiers != nil {
		price = it.tiers[1].price
	}
	if it.monthly {
		price /= 30.4
	}
	return dollars / price
}
