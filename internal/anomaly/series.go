package anomaly

import (
	"cmp"
	"slices"
	"strings"
)

// leaf is one series: what is known of it, and what was found in it. Days are indexes from the detector's first day.
type leaf struct {
	key Key
	// sign is -1 for credits, whose amounts are negative: within the detector every series is positive.
	sign float64
	// cost and use by day, as last delivered; days beyond their length are nothing.
	cost, use []float64
	// early holds what was known of the last days at each age, for the arrival curve: early[day%span][age].
	early [arrivalSpan][arrivalSpan]float64
	// told tells, a bit for each age, whether there was a delivery at that age.
	told [arrivalSpan]uint8
	// skip tells which days were unusual: they are no part of a baseline.
	skip []bool
	// born is the first day with anything, restart the first day of the level that holds now.
	born, restart int
	// perMonth sums up the evidence that the daily cost is a monthly one, divided by the days of the month.
	perMonth float64
	// judged is the last month whose begin was taken into perMonth.
	judged int
	// now is the unusual stretch that is under way, lasting are those that became a new level.
	now *event
	// past is the last one that ended.
	past    *event
	lasting []*event
	// breed names the series that stray as it does.
	breed metered
	// kin names the series that move together with it.
	kin string
	// tail is how far it strays.
	tail tail
	// base is the baseline made at this delivery.
	base baseline
	// off is how far the recent days, by age, lie off the baseline, completed.
	off [arrivalSpan]float64
	// under is the same with the least that the day may come to.
	under [arrivalSpan]float64
	// grouped tells that its nodes know of it.
	grouped bool
	// quiet tells that nothing happens that anybody would want to know.
	quiet bool
	// driftAt is the day of the last look for drift.
	driftAt int
}

// at returns the cost of a day.
func (l *leaf) at(day int) float64 {
	if day < 0 || day >= len(l.cost) {
		return 0
	}
	return l.cost[day]
}

// used returns the usage of a day.
func (l *leaf) used(day int) float64 {
	if day < 0 || day >= len(l.use) {
		return 0
	}
	return l.use[day]
}

// usual tells whether a day may be learned from.
func (l *leaf) usual(day int) bool { return day >= len(l.skip) || day < 0 || !l.skip[day] }

// free tells whether a day was used and cost nothing: a free tier says nothing of what the next day costs.
func (l *leaf) free(day int) bool { return l.at(day) == 0 && l.used(day) > 0 }

// freeTier tells whether some days of a series were free and more were paid for: then the free ones are no part of its level.
func (l *leaf) freeTier(first, end int) bool {
	free, paid := 0, 0
	for day := max(first, 0); day < end; day++ {
		if l.free(day) {
			free++
		} else if l.at(day) > 0 {
			paid++
		}
	}
	return free > 0 && paid > free
}

// leaveOut takes the days first ≤ day < end out of all baselines.
func (l *leaf) leaveOut(first, end int) {
	if len(l.skip) < end {
		l.skip = append(l.skip, make([]bool, end-len(l.skip))...)
	}
	for day := max(first, 0); day < end; day++ {
		l.skip[day] = true
	}
}

// grown returns a slice that has an index.
func grown(values []float64, index int) []float64 {
	if index < len(values) {
		return values
	}
	if index < cap(values) {
		return values[:index+1]
	}
	out := make([]float64, index+1, index+1+max(60, index/4))
	copy(out, values)
	return out
}

// take replaces what is known of the delivery's days. Series that were never seen are made.
func (d *Detector) take(delivery Delivery) {
	if !d.begun {
		d.begun, d.calendar.first = true, delivery.First
		d.first = delivery.First
	}
	d.calendar.cover(max(delivery.End, delivery.At+1) + 1)
	first, end := max(int(delivery.First-d.first), 0), int(delivery.End-d.first)
	for _, l := range d.leaves {
		for day := first; day < min(end, len(l.cost)); day++ {
			l.cost[day], l.use[day] = 0, 0
		}
	}
	for _, row := range delivery.Rows {
		day := int(row.Day - d.first)
		if day < first || day >= end {
			continue // a row outside of what the delivery says it replaces would be counted twice
		}
		l := d.byKey[row.Key]
		if l == nil {
			l = newLeaf(row.Key, day)
			d.byKey[row.Key] = l
			d.leaves = append(d.leaves, l)
			d.unsorted = true
		}
		l.born = min(l.born, day)
		l.cost, l.use = grown(l.cost, day), grown(l.use, day)
		l.cost[day] += l.sign * row.Cost
		l.use[day] += row.Usage
	}
	if d.unsorted {
		slices.SortFunc(d.leaves, func(a, b *leaf) int { return compareKeys(a.key, b.key) })
		d.unsorted = false
	}
	d.days = max(d.days, end)
}

// newLeaf returns a series of which nothing is known yet.
func newLeaf(key Key, born int) *leaf {
	l := &leaf{key: key, breed: breedOf(key), sign: 1, born: born, judged: -1, restart: -1}
	if key.Kind == Credit {
		l.sign = -1
	}
	if kin := kinOf(key.UsageType); kin != "" && (key.Kind == Usage || key.Kind == Marketplace) {
		l.kin = kin + key.Account + key.Service
	}
	if perMonth(key.UsageType) {
		l.perMonth = 0.03
	}
	return l
}

// kinOf names what a usage type moves together with: the bytes of one detour are counted several times, and so are a model's tokens.
func kinOf(usageType string) string {
	for _, word := range [...]string{"NatGateway", "DataTransfer", "-Out-Bytes", "-In-Bytes", "VpcEndpoint"} {
		if strings.Contains(usageType, word) {
			return "network "
		}
	}
	for _, word := range [...]string{"TokenCount", "-tokens", "token-count"} {
		if strings.Contains(usageType, word) {
			return "tokens "
		}
	}
	return ""
}

// perMonth tells whether a usage type is, by its name, storage: that is charged by the month, each day a part of it, larger in shorter months.
func perMonth(usageType string) bool {
	for _, word := range [...]string{"ByteHrs", "VolumeUsage", "SnapshotUsage", "StorageUsage", "StoragePerMonth"} {
		if strings.Contains(usageType, word) {
			return true
		}
	}
	return false
}

// compareKeys orders keys by account, service, usage type, region and kind.
func compareKeys(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Service, b.Service), cmp.Compare(a.UsageType, b.UsageType),
		cmp.Compare(a.Region, b.Region), cmp.Compare(a.Kind, b.Kind))
}
