package casebook

import (
	"context"
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
)

// Replay judges days that are past again, by what was known at each of them, and returns what is found in them. Nothing is kept.
func (b *Book) Replay(ctx context.Context, who access.Principal, r ReplayRequest) (Replay, error) {
	from, to, err := r.days()
	if err != nil {
		return Replay{}, err
	}
	v, err := b.view(ctx, who)
	if err != nil {
		return Replay{}, err
	}
	seen, err := b.sight(ctx, who)
	if err != nil {
		return Replay{}, err
	}
	rules := r.Rules
	if len(rules) == 0 && !r.Bare {
		rules = v.rules
	}
	if !b.replay.TryLock() {
		return Replay{}, fault.New(fault.Unavailable, "BUSY", "another replay is running; ask again when it is done")
	}
	defer b.replay.Unlock()
	start := b.options.Now()
	p, err := b.readPast(ctx)
	if err != nil {
		return Replay{}, err
	}
	found, days, err := b.replayed(ctx, p, from, to)
	if err != nil {
		return Replay{}, err
	}
	out := Replay{Cases: []Case{}, Days: days, Series: len(p.cube.keys)}
	first, last, some := seen.days(max(from, p.firstDay()), min(to, p.last()))
	if !seen.all { // how much others have is nobody's business
		out.Series, out.Days = 0, 0
		if some && days > 0 {
			out.Days = int(last-first) + 1
		}
	}
	out.fill(p, found, rules, seen, min(to, p.last()))
	out.Seconds = b.options.Now().Sub(start).Seconds()
	if out.Days > 0 {
		out.From, out.To = figures.Written(first), figures.Written(last)
	}
	return out, nil
}

// days reads the days of a request.
func (r ReplayRequest) days() (from, to anomaly.Day, err error) {
	from, to = 0, 1<<30 //nolint:mnd // after all days
	if r.From != "" {
		if from, err = figures.ParseDay(r.From); err != nil {
			return 0, 0, err
		}
	}
	if r.To != "" {
		if to, err = figures.ParseDay(r.To); err != nil {
			return 0, 0, err
		}
	}
	if to < from {
		return 0, 0, fault.New(fault.Invalid, "EMPTY_PERIOD", fmt.Sprintf("the days from %s to %s are none", r.From, r.To))
	}
	for _, rule := range r.Rules {
		if err := rule.check(); err != nil {
			return 0, 0, err
		}
	}
	return from, to, nil
}

// replayed hands all deliveries up to a day to a new detector.
func (b *Book) replayed(ctx context.Context, p *past, from, to anomaly.Day) (map[string]seen, int, error) {
	w := &watch{detector: b.options.Detector(), number: -1, known: map[string]anomaly.Finding{}}
	found, days := map[string]seen{}, 0
	err := p.deliver(ctx, func(number int64, d anomaly.Delivery) bool {
		if d.At > to {
			return number > 0 // recorded deliveries are in the order in which they were made
		}
		if d.At >= from {
			days++
		}
		w.judge(number, d, found)
		return true
	})
	for id, f := range found {
		if f.Found < from || f.Found > to {
			delete(found, id)
		}
	}
	return found, days, err
}

// fill puts what was found into the answer.
func (r *Replay) fill(p *past, found map[string]seen, rules []Rule, who *sight, last anomaly.Day) {
	var all []*kept
	for _, f := range sortedFindings(found) {
		k := &kept{State: StateOpen}
		k.take(f, p.cube, last)
		switch {
		case !who.sees(k.nodes()...):
		case slices.ContainsFunc(rules, func(r Rule) bool { return r.silences(k) }):
			r.Hidden++
		default:
			all = append(all, k)
		}
	}
	slices.SortFunc(all, compareKept)
	for _, k := range all {
		r.Cases = append(r.Cases, k.short(who.names))
	}
}

// firstDay returns the first day that anything is known of.
func (p *past) firstDay() anomaly.Day {
	first := p.last()
	for day := range p.cube.days {
		first = min(first, day)
	}
	return first
}
