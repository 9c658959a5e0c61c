package anomaly

import (
	"fmt"
	"math"
	"time"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// charge adds what is on a bill beside usage: commitments with their fees, credits, and tax.
func (w *World) charge() {
	c := w.chance("charges")
	for i, s := range append([]*series(nil), w.series...) {
		if s.item.service == "AmazonEC2" && s.item.shape == traffic && s.item.usage[:3] == "Box" && c.once(0.35) {
			w.commit(s, c)
		}
		if (s.item.service == "AWSGlue" || s.item.service == "AmazonBedrock" || s.item.service == "AmazonS3") && s.item.shape != growing && c.once(0.3) {
			w.credit(i, c.between(0.4, 1))
		}
	}
	if w.Spec.Style == "bank" || w.Spec.Style == "shop" {
		w.tax()
	}
}

// commit covers a series by a reservation whose fee is paid daily or whose discount is in the price.
func (w *World) commit(s *series, c chance) {
	discount := c.between(0.25, 0.45)
	s.plain = constant(w.Days, 1-discount)
	s.factor = constant(w.Days, 1-discount)
	if !c.once(0.5) {
		return
	}
	// The machines are paid by a fee: what is used costs little more than nothing.
	share := c.between(0.5, 0.8)
	for d := range s.plain {
		s.plain[d], s.factor[d] = 1-share, 1-share
	}
	a := w.accountOf(s.key.Account)
	level := 0.0
	for _, l := range s.lines {
		level += mean(w.lines[l].plain[:30]) * s.item.price
	}
	fee := item{service: s.key.Service, usage: "HeavyUsage:" + s.item.usage[len("BoxUsage:"):], price: 1, shape: flat, arrival: atOnce, noise: 0, things: 1, prefix: "ri", kind: detect.Commitment}
	f := w.seriesOf(a, fee, s.key.Region)
	l := w.line(w.byKey[f.key], a, s.key.Region, c, 0)
	l.plain = constant(w.Days, level*share*(1-discount))
}

// credit pays a part of a series.
func (w *World) credit(i int, share float64) {
	s := w.series[i]
	s.credited = true
	k := s.key
	k.Kind = detect.Credit
	w.byKey[k] = len(w.series)
	w.series = append(w.series, &series{
		key: k, item: item{service: s.item.service, arrival: s.item.arrival}, paid: i, share: constant(w.Days, share), lines: []int{len(w.lines)},
	})
	w.lines = append(w.lines, &line{series: len(w.series) - 1, account: w.accountOf(k.Account)})
}

// tax adds a tax on the first of each month to the first account.
func (w *World) tax() {
	k := detect.Key{Account: w.accounts[0].id, Service: "Tax", Kind: detect.Tax}
	w.byKey[k] = len(w.series)
	w.series = append(w.series, &series{key: k, item: item{service: "Tax", arrival: atOnce}, paid: -1})
}

// accountOf returns the index of an account.
func (w *World) accountOf(id string) int {
	for i := range w.accounts {
		if w.accounts[i].id == id {
			return i
		}
	}
	return -1
}

// price works out what everything costs, with and without incidents.
func (w *World) price() {
	for _, s := range w.series {
		if s.paid < 0 && s.key.Kind != detect.Tax {
			w.bill(s)
		}
	}
	for _, s := range w.series {
		if s.paid >= 0 {
			w.repay(s)
		}
	}
	for _, s := range w.series {
		if s.key.Kind == detect.Tax {
			w.levy(s)
		}
	}
}

// bill prices the lines of a series: tiers are of the month and of the series as a whole.
func (w *World) bill(s *series) {
	s.cost, s.amount, s.usual = make([]float64, w.Days), make([]float64, w.Days), make([]float64, w.Days)
	touched := s.factor != nil
	for _, l := range s.lines {
		w.lines[l].cost = make([]float64, w.Days)
		touched = touched || w.lines[l].more != nil
	}
	var month, monthPlain float64
	for d := range w.Days {
		if w.calendar[d].date == 1 {
			month, monthPlain = 0, 0
		}
		var used, plain float64
		for _, l := range s.lines {
			p, m := w.lines[l].at(d)
			used += p + m
			plain += p
		}
		rate, ratePlain := s.rate(month, used, w.calendar[d].length), s.rate(monthPlain, plain, w.calendar[d].length)
		if s.factor != nil {
			rate, ratePlain = rate*s.factor[d], ratePlain*s.plain[d]
		}
		month, monthPlain = month+used, monthPlain+plain
		s.amount[d], s.cost[d], s.usual[d] = used, used*rate, plain*ratePlain
		for _, i := range s.lines {
			l := w.lines[i]
			p, m := l.at(d)
			l.cost[d] = (p + m) * rate
			if touched {
				if l.usual == nil {
					l.usual = make([]float64, w.Days)
				}
				l.usual[d] = p * ratePlain
			}
		}
	}
}

// at returns what a line uses on a day, and what incidents add.
func (l *line) at(d int) (plain, more float64) {
	if l.plain != nil {
		plain = l.plain[d]
	}
	if l.more != nil {
		more = max(l.more[d], -plain)
	}
	return plain, more
}

// rate is the mean price of what is used on a day, after what the month has used before.
func (s *series) rate(before, used float64, length int) float64 {
	price := s.item.price
	if s.item.monthly {
		price /= float64(length)
	}
	if s.item.tiers == nil || used == 0 {
		return price
	}
	cost := 0.0
	for i, t := range s.item.tiers {
		end := math.Inf(1)
		if i+1 < len(s.item.tiers) {
			end = s.item.tiers[i+1].from
		}
		cost += max(0, min(before+used, end)-max(before, t.from)) * t.price
	}
	return cost / used
}

// repay takes what a credit pays off its series.
func (w *World) repay(s *series) {
	of := w.series[s.paid]
	s.cost, s.amount, s.usual = make([]float64, w.Days), make([]float64, w.Days), make([]float64, w.Days)
	l := w.lines[s.lines[0]]
	l.cost, l.usual = s.cost, s.usual
	full := s.share[0]
	for d := range w.Days {
		s.cost[d], s.usual[d] = -of.cost[d]*s.share[d], -of.usual[d]*full
	}
}

// levy puts a tax of the month's usage on its first day.
func (w *World) levy(s *series) {
	s.cost, s.amount, s.usual = make([]float64, w.Days), make([]float64, w.Days), make([]float64, w.Days)
	for _, of := range w.series {
		if of == s || of.cost == nil {
			continue
		}
		for d := range w.Days {
			if start := w.calendar[d].start; start >= 0 {
				s.cost[start] += of.cost[d] * 0.2
			}
		}
	}
	copy(s.usual, s.cost)
	l := &line{series: w.byKey[s.key], cost: s.cost}
	s.lines = []int{len(w.lines)}
	w.lines = append(w.lines, l)
}

// Date writes a day as 2025-06-01.
func Date(d detect.Day) string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }

// day reads a date.
func dayOf(text string) (detect.Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("date %q: want 2025-06-01", text)
	}
	return detect.Day(t.Unix() / 86400), nil //nolint:gosec // centuries
}

func constant(n int, v float64) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = v
	}
	return list
}

func mean(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}
