package anomaly

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// The explanation. Every group of lines moved by some dollars; the moves add up to the change exactly. Among all combinations of values the one is named
// that says most with fewest words: one whose lines moved by one ratio, and outside of which nothing moved. The sum of what it gets wrong, as a part of
// all that moved, is the generalised potential score of Squeeze; a value's explanatory power is from Adtributor. Then, as RiskLoc does, its lines are taken
// away and the rest is explained anew. Price: 2^dimensions × facts for each cause, six dimensions at most.

// causesMost is how many causes are told at most.
const causesMost = 10

const (
	// dimensionsMost is how many dimensions are combined, wordPrice what a combination's score loses for each of them.
	dimensionsMost = 6
	wordPrice      = 0.01
	// causeLeast is the part of all moves below which nothing more is explained.
	causeLeast = 0.002
)

// Explain says which combinations of values the change between before and after comes from, most dollars first, at most ten. The values of a fact stand for
// the dimensions in their order. Causes do not overlap: their changes are parts of one sum, of which Share is the part. Price and Quantity add up to Change.
func Explain(dimensions []string, facts []Fact) []Cause {
	facts = merged(facts)
	total, moves := 0.0, 0.0
	for _, f := range facts {
		total += f.After - f.Before
		moves += math.Abs(f.After - f.Before)
	}
	if moves == 0 {
		return nil
	}
	cube := cubeOf(dimensions, facts)
	var out []Cause
	for len(out) < causesMost {
		inside := cube.next()
		if len(inside) == 0 {
			break
		}
		cause := causeOf(inside, total)
		for i, dimension := range dimensions {
			if alike(inside, i) {
				cause.Elements = append(cause.Elements, Element{Dimension: dimension, Value: inside[0].Values[i]})
			}
		}
		out = append(out, cause)
		if cube.moves < causeLeast*moves {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Cause) int { return cmp.Compare(math.Abs(b.Change), math.Abs(a.Change)) })
	return out
}

// alike tells whether facts have the same value of a dimension.
func alike(facts []Fact, dimension int) bool {
	for _, f := range facts[1:] {
		if f.Values[dimension] != facts[0].Values[dimension] {
			return false
		}
	}
	return true
}

// merged adds up the facts of the same values and puts them in order, so that their order does not matter.
func merged(facts []Fact) []Fact {
	sorted := slices.Clone(facts)
	slices.SortStableFunc(sorted, func(a, b Fact) int {
		return cmp.Or(slices.Compare(a.Values, b.Values), cmp.Compare(a.After, b.After), cmp.Compare(a.Before, b.Before),
			cmp.Compare(a.UsageAfter, b.UsageAfter), cmp.Compare(a.UsageBefore, b.UsageBefore))
	})
	var out []Fact
	for _, f := range sorted {
		if n := len(out); n > 0 && slices.Equal(out[n-1].Values, f.Values) {
			out[n-1].Before += f.Before
			out[n-1].After += f.After
			out[n-1].UsageBefore += f.UsageBefore
			out[n-1].UsageAfter += f.UsageAfter
			continue
		}
		out = append(out, f)
	}
	return out
}

// causeOf sums up a cause. The price part is what each fact's change of price did to its usage of after; the rest is quantity.
func causeOf(facts []Fact, total float64) Cause {
	var out Cause
	for _, f := range facts {
		out.Change += f.After - f.Before
		// Between usages a thousand times apart there is no price to compare.
		if f.UsageBefore > 0 && f.UsageAfter > f.UsageBefore/1000 && f.UsageAfter < f.UsageBefore*1000 {
			out.Price += (f.After/f.UsageAfter - f.Before/f.UsageBefore) * f.UsageAfter
		}
	}
	out.Quantity = out.Change - out.Price
	if total != 0 {
		out.Share = out.Change / total
	}
	return out
}

// cube holds the facts that are not yet explained, and which group each belongs to in every combination of dimensions.
type cube struct {
	facts []Fact
	left  []bool
	moves float64
	// groups[mask][fact] is the group of a fact when the dimensions of the mask are told apart, counts[mask] how many groups there are.
	groups [][]int32
	counts []int
}

// cubeOf groups the facts by all combinations of the dimensions that tell them apart.
func cubeOf(dimensions []string, facts []Fact) *cube {
	var used []int
	for i := range dimensions {
		if len(used) < dimensionsMost && !alike(facts, i) {
			used = append(used, i)
		}
	}
	c := &cube{facts: facts, left: make([]bool, len(facts)), groups: make([][]int32, 1<<len(used)), counts: make([]int, 1<<len(used))}
	c.groups[0], c.counts[0] = make([]int32, len(facts)), 1
	for mask := 1; mask < 1<<len(used); mask++ {
		bit := bits.TrailingZeros(uint(mask))
		rest := c.groups[mask&(mask-1)]
		type pair struct {
			group int32
			value string
		}
		index := map[pair]int32{}
		c.groups[mask] = make([]int32, len(facts))
		for i, f := range facts {
			key := pair{rest[i], f.Values[used[bit]]}
			group, ok := index[key]
			if !ok {
				group = int32(len(index)) //nolint:gosec // fewer groups than facts
				index[key] = group
			}
			c.groups[mask][i] = group
		}
		c.counts[mask] = len(index)
	}
	for i, f := range facts {
		c.left[i] = true
		c.moves += math.Abs(f.After - f.Before)
	}
	return c
}

// gathered sums up the facts of one group.
type gathered struct {
	before, after, moved, wrong float64
}

// next takes the most telling combination away and returns its facts.
func (c *cube) next() []Fact {
	bestMask, bestGroup, best := 0, int32(-1), 0.0
	for mask, groups := range c.groups {
		sums := make([]gathered, c.counts[mask])
		for i, f := range c.facts {
			if c.left[i] {
				sum := &sums[groups[i]]
				sum.before, sum.after, sum.moved = sum.before+f.Before, sum.after+f.After, sum.moved+math.Abs(f.After-f.Before)
			}
		}
		for i, f := range c.facts {
			if sum := &sums[groups[i]]; c.left[i] && sum.before != 0 {
				sum.wrong += math.Abs(f.After - f.Before*sum.after/sum.before)
			}
		}
		words := wordPrice * float64(bits.OnesCount(uint(mask)))
		for group, sum := range sums {
			// What it gets right: of its own moves those that one ratio tells.
			if score := (sum.moved-sum.wrong)/c.moves - words; sum.moved > 0 && (bestGroup < 0 || score > best+1e-9) {
				bestMask, bestGroup, best = mask, int32(group), score //nolint:gosec // fewer groups than facts
			}
		}
	}
	var out []Fact
	for i, f := range c.facts {
		if c.left[i] && c.groups[bestMask][i] == bestGroup {
			out = append(out, f)
			c.left[i] = false
			c.moves -= math.Abs(f.After - f.Before)
		}
	}
	return out
}
