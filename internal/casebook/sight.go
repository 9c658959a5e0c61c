package casebook

import (
	"context"
	"fmt"
	"sync"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
)

// A case is shown to who sees every line of the places that it was computed from, with all columns that were used. That is found out by
// asking for the daily figures of every place twice, as the watch and as who asks, once for a version of the bill and a digest of rights.

// sight is what somebody sees of the cases.
type sight struct {
	all   bool
	whole figures.Sight // of the watch
	own   figures.Sight
	names map[string]string
}

// sees tells whether all of some places is seen.
func (s *sight) sees(nodes ...anomaly.Node) bool {
	if s.all {
		return true
	}
	found := false
	for place, lines := range s.whole {
		for _, n := range nodes {
			if n.Covers(place) {
				if s.own[place] != lines {
					return false
				}
				found = true
			}
		}
	}
	return found // a place without lines tells nothing, and is nobody's
}

// days returns the first and the last of some days that are seen; who does not see everything is told of the days of what it sees alone.
func (s *sight) days(first, last anomaly.Day) (from, to anomaly.Day, some bool) {
	if s.all {
		return first, last, true
	}
	begins, ends, some := s.own.Days()
	from, to = max(first, begins), min(last, ends)
	return from, to, some && from <= to
}

// sights holds what was found out for a version of the bill.
type sights struct {
	mu      sync.Mutex
	version string
	whole   figures.Sight
	made    map[string]*sight
}

// maxSights bounds the principals that are remembered.
const maxSights = 256

// sight finds out what somebody sees.
func (b *Book) sight(ctx context.Context, who access.Principal) (*sight, error) {
	bill, err := b.options.Bill(ctx)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%t %s", b.options.SeesAll(who), b.options.Digest(who))
	c := &b.sights
	c.mu.Lock()
	if c.version != bill.Version || len(c.made) >= maxSights {
		c.version, c.whole, c.made = bill.Version, nil, map[string]*sight{}
	}
	made, whole := c.made[key], c.whole
	c.mu.Unlock()
	if made != nil {
		return made, nil
	}
	out := &sight{all: b.options.SeesAll(who), whole: whole}
	if out.names, err = figures.Names(ctx, b.options.Runner, who); err != nil {
		return nil, err
	}
	if !out.all {
		if out.whole == nil {
			if out.whole, err = figures.SightOf(ctx, b.options.Whole, b.options.System); err != nil {
				return nil, err
			}
		}
		if out.own, err = figures.SightOf(ctx, b.options.Runner, who); err != nil {
			return nil, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version == bill.Version {
		c.made[key] = out
		if out.whole != nil {
			c.whole = out.whole
		}
	}
	return out, nil
}

// view is the shelf as somebody sees it.
type view struct {
	*shelf
	sight *sight
}

// view returns what somebody sees.
func (b *Book) view(ctx context.Context, who access.Principal) (*view, error) {
	s, err := b.shelf(ctx)
	if err != nil {
		return nil, err
	}
	if len(s.cases)+len(s.rules)+len(s.planned) == 0 && b.options.SeesAll(who) {
		return &view{s, &sight{all: true}}, nil
	}
	seen, err := b.sight(ctx, who)
	if err != nil {
		return nil, err
	}
	return &view{s, seen}, nil
}

// money is the currency of the bill, for who sees anything of it.
func (v *view) money() string {
	if !v.sight.all && len(v.sight.own) == 0 {
		return ""
	}
	return v.currency
}

// seen are the cases that are seen, in their order.
func (v *view) seen() []*kept {
	var out []*kept
	for _, k := range v.sorted {
		if v.sight.sees(k.nodes()...) {
			out = append(out, k)
		}
	}
	return out
}

// one returns a case that is seen.
func (v *view) one(id string) (*kept, error) {
	k := v.cases[id]
	if k == nil || !v.sight.sees(k.nodes()...) {
		return nil, absent("case")
	}
	return k, nil
}

// Sees tells whether a principal may see a case.
func (b *Book) Sees(ctx context.Context, who access.Principal, id string) (bool, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return false, err
	}
	_, err = v.one(id)
	return err == nil, nil
}
