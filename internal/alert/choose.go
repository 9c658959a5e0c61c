package alert

import (
	"math/big"
	"slices"
	"strings"
)

// takes tells whether a monitor tells a case.
func (m *Monitor) takes(c *Case) bool { return m.Enabled && m.Scope.Has(c) && m.Threshold.Has(c) }

// Has tells whether a case is one of the scope.
func (s *Scope) Has(c *Case) bool {
	return chosenIn(s.Accounts, c.accounts()) && chosenIn(s.Services, c.services()) && chosenIn(s.Owners, []string{c.Owner}) && chosenIn(s.Classes, []string{c.Class}) &&
		s.Tag.has(c.Tags) && s.Category.has(c.Categories)
}

// chosenIn tells whether a list that chooses has one of the values. An empty one chooses all.
func chosenIn(chosen, values []string) bool {
	return len(chosen) == 0 || slices.ContainsFunc(values, func(v string) bool { return v != "" && slices.Contains(chosen, v) })
}

func (c *Case) accounts() []string { return append([]string{c.Place.Account}, c.Accounts...) }
func (c *Case) services() []string { return append([]string{c.Place.Service}, c.Services...) }

// has tells whether one of the values of the key is chosen.
func (k *Keyed) has(of map[string][]string) bool {
	if k == nil {
		return true
	}
	values := of[k.Key]
	return len(values) > 0 && chosenIn(k.Values, values)
}

// Has tells whether a case is large enough.
func (t *Threshold) Has(c *Case) bool {
	size := c.Impact
	if t.Of == OfMonthly {
		size = c.Monthly
	}
	if size.Sign() < 0 {
		if !t.Drops {
			return false
		}
		size = size.Neg()
	}
	large := size.Cmp(t.Amount) >= 0
	percent, known := c.Percent()
	much := known && abs(percent) >= t.Percent || !known // what nothing was expected of is more than any share of it
	switch {
	case t.Amount.Sign() == 0:
		return much
	case t.Percent == 0:
		return large
	case t.Both:
		return large && much
	}
	return large || much
}

// Percent is the impact in per cent of what was expected; ok is false where nothing was, not a cent.
func (c *Case) Percent() (percent float64, ok bool) {
	const hundred, cents = 100, 2
	if c.Expected.Round(cents).Sign() <= 0 {
		return 0, false
	}
	percent, _ = new(big.Rat).Mul(new(big.Rat).Quo(c.Impact.Rat(), c.Expected.Rat()), big.NewRat(hundred, 1)).Float64()
	return percent, true
}

func abs(x float64) float64 { return max(x, -x) }

// mailbox is the address of the owner of a case, "" where it has none that is one.
func (c *Case) mailbox() string {
	owner := strings.TrimSpace(c.Owner)
	if checkMailbox(owner) != nil {
		return ""
	}
	return owner
}
