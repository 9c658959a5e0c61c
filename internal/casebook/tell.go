package casebook

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/casebook/figures"
)

// Told is a case as it is told to people outside, with its causes.
type Told struct {
	Detail
	Why Why
	// Place is where it is in the bill, for who looks deeper.
	Place Place
	// Touched are the values of accounts, services, tags and cost categories that changed, by the name of the dimension: account_id,
	// service_code, tag:KEY, category:NAME. A value counts where its change is a tenth of the largest or more.
	Touched map[string][]string
}

// Tell returns a case as the watch sees it, which is everything: for who delivers alerts, and for nobody who asks. Keys and categories are the
// tags and cost categories that alerts are routed by.
func (b *Book) Tell(ctx context.Context, id string, keys, categories []string) (Told, error) {
	whole := &Book{read: b.read, write: b.write, options: b.options}
	whole.options.Runner = b.options.Whole
	whole.options.SeesAll = func(access.Principal) bool { return true }
	who := b.options.System
	v, err := whole.view(ctx, who)
	if err != nil {
		return Told{}, err
	}
	k, err := v.one(id)
	if err != nil {
		return Told{}, err
	}
	out := Told{Place: k.place(), Touched: map[string][]string{}}
	if out.Detail, err = whole.Case(ctx, who, id); err != nil {
		return Told{}, err
	}
	if out.Why, err = k.place().Why(ctx, whole.options.Runner, who); err != nil {
		return Told{}, err
	}
	out.touch(out.Why.Changed)
	dims, err := figures.Keyed(ctx, whole.options.Runner, who, keys, categories)
	if err != nil || len(dims) == 0 {
		return out, err
	}
	before, after := k.windows()
	for _, d := range dims { // one at a time: together they would be as many combinations as lines
		facts, err := figures.FactsOf(ctx, whole.options.Runner, who, k.scope(), []figures.Dimension{d}, before, after)
		if err != nil {
			return Told{}, err
		}
		delete(out.Touched, d.Name)
		out.touch(changed(facts))
	}
	return out, nil
}

// Lasting returns all open cases that have not ended, as the watch sees them, and the currency of the bill: for who delivers alerts.
func (b *Book) Lasting(ctx context.Context) (cases []Case, currency string, err error) {
	s, err := b.shelf(ctx)
	if err != nil {
		return nil, "", err
	}
	for _, k := range s.sorted {
		if k.State == StateOpen && k.End == 0 {
			cases = append(cases, k.short(nil))
		}
	}
	return cases, s.currency, nil
}

// touch notes the values whose change counts.
func (t *Told) touch(all []Changed) {
	const tenth = 0.1
	largest := map[string]float64{}
	for _, c := range all {
		largest[c.Dimension] = max(largest[c.Dimension], floatOf(absolute(c.Change)))
	}
	for _, c := range all {
		if size := floatOf(absolute(c.Change)); c.Value != "" && size > 0 && size >= tenth*largest[c.Dimension] {
			t.Touched[c.Dimension] = append(t.Touched[c.Dimension], c.Value)
		}
	}
}
