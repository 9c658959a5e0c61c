// Package shift takes a change of cost apart: more work, other prices, another mix of the same usage, more or less usage for the work. It
// promises that the parts add up to the change to the last digit, for every single line and all together, whatever the lines are: what stands
// in no other part is price.
//
//	parts, ok := shift.Take(lines, before, after) // quantities of the work
package shift

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/glauxhq/glaux/internal/money"
)

// Line is a kind of usage with its cost, before and after. Usage of the lines of a family is counted in one unit: tokens, hours, gigabytes.
type Line struct {
	// Family names the lines among which usage may move: tokens of all models.
	Family string
	CostBefore, CostAfter,
	UsageBefore, UsageAfter money.Amount
}

// Parts are those of a change. Their sum is the change.
type Parts struct {
	Volume, Price, Mix, Efficiency money.Amount
}

// Change is the sum of the parts.
func (p Parts) Change() money.Amount { return p.Volume.Add(p.Price).Add(p.Mix).Add(p.Efficiency) }

// Add adds other parts.
func (p Parts) Add(other Parts) Parts {
	return Parts{p.Volume.Add(other.Volume), p.Price.Add(other.Price), p.Mix.Add(other.Mix), p.Efficiency.Add(other.Efficiency)}
}

// Family is a family with its parts.
type Family struct {
	Name string
	Parts
}

// places is how many digits after the point parts have: those of the lines of a bill.
const places = 10

// Take takes the change of some lines apart, where the work was before and is after. It returns each family, sorted by name, and the sum. It
// is false where there was no work before: then nothing is known of what one cost.
//
// With g = after / before, and for a family the usage U, its mean price before P, and for a line its usage u, its price before p and after q:
// volume is cost before × (g − 1); efficiency P × (U after − U before × g); mix the sum of p × u after, less P × U after; price the sum of
// (q − p) × u after. A line that was not used before has its price of after also before.
func Take(lines []Line, before, after money.Amount) ([]Family, Parts, bool) {
	if before.Sign() <= 0 || after.Sign() < 0 {
		return nil, Parts{}, false
	}
	growth := new(big.Rat).Quo(after.Rat(), before.Rat())
	byName := map[string][]Line{}
	for _, l := range lines {
		byName[l.Family] = append(byName[l.Family], l)
	}
	var all []Family
	var sum Parts
	for name, list := range byName {
		one := Family{Name: name, Parts: family(list, growth)}
		all = append(all, one)
		sum = sum.Add(one.Parts)
	}
	slices.SortFunc(all, func(a, b Family) int { return cmp.Compare(a.Name, b.Name) })
	return all, sum, true
}

// family takes the lines of one family apart.
func family(list []Line, growth *big.Rat) Parts {
	costBefore, costAfter, usageBefore, usageAfter, kept := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
	var exactly money.Amount
	for _, l := range list {
		costBefore.Add(costBefore, l.CostBefore.Rat())
		costAfter.Add(costAfter, l.CostAfter.Rat())
		usageBefore.Add(usageBefore, l.UsageBefore.Rat())
		usageAfter.Add(usageAfter, l.UsageAfter.Rat())
		exactly = exactly.Add(l.CostAfter).Sub(l.CostBefore)
		if p := l.price(); p != nil {
			kept.Add(kept, p.Mul(p, l.UsageAfter.Rat()))
		}
	}
	volume := new(big.Rat).Sub(growth, big.NewRat(1, 1))
	volume.Mul(volume, costBefore)
	change := new(big.Rat).Sub(costAfter, costBefore)
	efficiency, mix := new(big.Rat), new(big.Rat)
	if mean := meanPrice(costBefore, usageBefore, kept, usageAfter); mean != nil {
		same := new(big.Rat).Mul(usageBefore, growth)
		efficiency.Mul(mean, same.Sub(usageAfter, same))
		mix.Sub(kept, mean.Mul(mean, usageAfter))
	}
	price := new(big.Rat).Sub(change, volume)
	price.Sub(price, efficiency)
	price.Sub(price, mix)
	return exact([4]*big.Rat{volume, price, mix, efficiency}, exactly)
}

// price is what one of the usage of a line cost before, or costs after where it was not used before; nil where it never was.
func (l Line) price() *big.Rat {
	switch {
	case l.UsageBefore.Sign() > 0:
		return new(big.Rat).Quo(l.CostBefore.Rat(), l.UsageBefore.Rat())
	case l.UsageAfter.Sign() > 0:
		return new(big.Rat).Quo(l.CostAfter.Rat(), l.UsageAfter.Rat())
	}
	return nil
}

// meanPrice is what one of the usage of a family cost before, or costs after where it is new.
func meanPrice(costBefore, usageBefore, kept, usageAfter *big.Rat) *big.Rat {
	switch {
	case usageBefore.Sign() > 0:
		return new(big.Rat).Quo(costBefore, usageBefore)
	case usageAfter.Sign() > 0:
		return new(big.Rat).Quo(kept, usageAfter)
	}
	return nil
}

// exact rounds the parts so that their sum is the change as it is: what rounding leaves goes to the largest part.
func exact(parts [4]*big.Rat, change money.Amount) Parts {
	var rounded [4]money.Amount
	left, largest := change, 0
	for i, p := range parts {
		rounded[i] = money.FromRat(p, places)
		left = left.Sub(rounded[i])
		if new(big.Rat).Abs(p).Cmp(new(big.Rat).Abs(parts[largest])) > 0 {
			largest = i
		}
	}
	rounded[largest] = rounded[largest].Add(left)
	return Parts{Volume: rounded[0], Price: rounded[1], Mix: rounded[2], Efficiency: rounded[3]}
}

// Cents rounds amounts to places digits so that the sum of what is shown is total as it is shown: the largest remainders are rounded up.
func Cents(list []money.Amount, total money.Amount, places int) []money.Amount {
	out := make([]money.Amount, len(list))
	left := total.Round(places)
	for i, a := range list {
		out[i] = a.Round(places)
		left = left.Sub(out[i])
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	sign := left.Sign()
	slices.SortStableFunc(order, func(a, b int) int { // those that lost most by rounding first
		lost := func(i int) money.Amount {
			d := list[i].Sub(out[i])
			if sign < 0 {
				d = d.Neg()
			}
			return d
		}
		return lost(b).Cmp(lost(a))
	})
	step := money.New(int64(sign), places)
	for n := 0; left.Sign() != 0 && len(order) > 0 && n < maxSteps; n++ {
		i := order[n%len(order)]
		out[i], left = out[i].Add(step), left.Sub(step)
	}
	return out
}

// maxSteps bounds how far a list may be from its total, in its last digit: half of one for each amount, where the list adds up.
const maxSteps = 10_000
