package anomaly

import (
	"math"
	"slices"
)

// Prices. A price is judged alone: prices hardly have noise, so a change shows in them that usage would hide.

// priceShare is the least change of a price, priceDays for how many days it must hold.
const priceShare, priceDays = 0.05, 3

// usualPrice returns the median price of the days before end, and how far most prices are from it; 0 when there are too few.
func (d *Detector) usualPrice(l *leaf, first, end int) (price, spread float64) {
	prices := d.values[:0]
	for day := max(l.born, first, end-windowDays); day < end; day++ {
		if l.usual(day) && l.used(day) > 0 && l.at(day) > 0 {
			prices = append(prices, l.at(day)/l.used(day))
		}
	}
	d.values = prices
	if len(prices) < leastDays {
		return 0, 0
	}
	price = d.median(prices[max(0, len(prices)-levelDays):])
	offs := d.scratch[:0]
	for _, p := range prices {
		offs = append(offs, math.Abs(p/price-1))
	}
	slices.Sort(offs)
	d.scratch = offs
	return price, offs[len(offs)-1-len(offs)/20]
}

// judgePrice looks for a price that changed while usage went on: for three days in a row, to the same new price, where prices were steady before. Prices
// of the first days of a month are left to free tiers.
func (d *Detector) judgePrice(l *leaf) *event {
	if l.key.Kind != Usage && l.key.Kind != Marketplace || l.base.sparse {
		return nil
	}
	usual, spread := d.usualPrice(l, l.restart, min(d.settled(l)-1, d.today-3))
	if usual <= 0 || spread > 0.06 {
		return nil
	}
	band := max(priceShare, 2.5*spread)
	for age := arrivalSpan - priceDays; age >= 0; age-- {
		end := d.today - age
		first := end - priceDays + 1
		if first < max(l.restart, l.born)+leastDays || d.calendar.at(first).ofMonth < 4 && d.calendar.at(end).ofMonth < 6 {
			continue
		}
		off, least, most := 0.0, math.Inf(1), math.Inf(-1)
		for day := first; day <= end; day++ {
			ratio := math.NaN()
			if l.usual(day) && l.used(day) > 0 {
				ratio = l.at(day)/l.used(day)/usual - 1
			}
			off += (l.at(day) - usual*l.used(day)) / max(0.3, d.arrivalsOf(l.key).bounds(d.today-day).mid)
			least, most = min(least, ratio), max(most, ratio)
		}
		if !(least > band || most < -band) || most-least > 0.5*math.Max(math.Abs(least), math.Abs(most)) ||
			math.Abs(off)/priceDays < 0.05*d.floor() || d.pricedSo(l, end) {
			continue
		}
		rise := math.Copysign(1, least)
		if d.returns(l, first, l.at(first), rise) {
			continue
		}
		if rise < 0 && (least < -0.65 || d.committed(first)) {
			l.restart = first
			return nil // a commitment or a free tier pays
		}
		return &event{
			leaf: l, start: first, rise: rise, sort: Price, base: l.base, peak: math.Abs(off) / priceDays,
			score: math.Min(math.Abs(least), math.Abs(most)) / band,
		}
	}
	return nil
}

// pricedAnew tells whether what was found in the costs of a series is a new price: all who pay it are told of at once, not each by itself.
func (d *Detector) pricedAnew(e *event) bool {
	l := e.leaf
	if e.sort != "" || l.key.Kind != Usage && l.key.Kind != Marketplace || e.base.sparse || d.calendar.at(e.start).ofMonth < 4 {
		return false
	}
	usual, spread := d.usualPrice(l, l.restart, e.start)
	if usual <= 0 || spread > 0.06 || l.used(e.start) <= 0 {
		return false
	}
	off := l.at(e.start)/l.used(e.start)/usual - 1
	if e.rise*off < max(priceShare, 1.5*spread) || d.pricedSo(l, e.start) {
		return false
	}
	was := e.part(d, e.start) * e.base.expected(e.start, d.calendar.at(e.start))
	return e.rise*(l.at(e.start)-usual*l.used(e.start)) > 0.65*e.rise*(l.at(e.start)-was)
}

// pricedSo tells whether the price was about the same a month ago: prices of tiers begin anew with each month.
func (d *Detector) pricedSo(l *leaf, day int) bool {
	price := l.at(day) / l.used(day)
	for _, months := range [...]int{1, 2} {
		then := d.monthsBefore(day, months)
		for near := then - 1; near <= then+1; near++ {
			if near >= 0 && l.used(near) > 0 && math.Abs(l.at(near)/l.used(near)/price-1) < 0.04 {
				return true
			}
		}
	}
	return false
}
