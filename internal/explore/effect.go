package explore

import (
	"math/big"

	"github.com/glauxhq/glaux/internal/money"
)

// The change of a group is split cell by cell. A cell is a usage type with its operation, region and unit; cells of one product, product
// family and unit are a family, within which quantities may be added up. For each window a cell has a quantity Q and its cost L at
// on-demand prices: what was paid for usage on demand, and the public price of what a commitment covered.
//
//	price      = Σ over cells in both windows of L₁ − L₀ · Q₁ / Q₀         the usage of now at the prices of now, less at those of before
//	quantity   = Σ over families of (ΣQ₁ − ΣQ₀) · ΣL₀ / ΣQ₀                growth at the family's price of before; cells in both windows
//	mix        = ΔL − price − quantity                                     new and gone cells, and shifts inside families
//	commitment = what was paid for covered usage less its public price, negations, recurring and upfront fees: after − before
//	charges    = tax, credits, refunds, discounts, support and other fees: after − before
//
// Price and quantity are rounded to ten digits; mix takes what is left, and in a family of one cell quantity does. So the effects of a
// group add up to its change to the last digit.

// effectPlaces is how many digits after the point price and quantity have.
const effectPlaces = 10

// The windows of a comparison.
const (
	before = iota
	after
	windows
)

// cell is a kind of usage in both windows.
type cell struct {
	family   string
	quantity [windows]money.Amount
	list     [windows]money.Amount // the cost at on-demand prices
}

// family is what cells of one kind, in both windows, add up to.
type family struct {
	cells    int
	price    *big.Rat
	quantity [windows]money.Amount
	list     [windows]money.Amount
}

// splitCells splits the change of the cost at on-demand prices.
func splitCells(cells []cell) (price, quantity, mix money.Amount) {
	families := map[string]*family{}
	for _, c := range cells {
		change := c.list[after].Sub(c.list[before])
		switch {
		case c.quantity[before].Sign() > 0 && c.quantity[after].Sign() > 0:
			f := families[c.family]
			if f == nil {
				f = &family{price: new(big.Rat)}
				families[c.family] = f
			}
			f.add(c)
		case c.list[before].Sign() != 0 && c.list[after].Sign() != 0:
			price = price.Add(change) // it has no quantity to speak of: its price has changed
		default:
			mix = mix.Add(change) // it is new, or gone
		}
	}
	for _, f := range families {
		p, q, m := f.split()
		price, quantity, mix = price.Add(p), quantity.Add(q), mix.Add(m)
	}
	return price, quantity, mix
}

// add adds a cell that is in both windows.
func (f *family) add(c cell) {
	f.cells++
	for w := range windows {
		f.quantity[w] = f.quantity[w].Add(c.quantity[w])
		f.list[w] = f.list[w].Add(c.list[w])
	}
	then := new(big.Rat).Quo(c.quantity[after].Rat(), c.quantity[before].Rat())
	then.Mul(then, c.list[before].Rat()) // the usage of now at the price of before
	f.price.Add(f.price, then.Sub(c.list[after].Rat(), then))
}

// split splits the change of a family.
func (f *family) split() (price, quantity, mix money.Amount) {
	price = money.FromRat(f.price, effectPlaces)
	rest := f.list[after].Sub(f.list[before]).Sub(price)
	if f.cells == 1 {
		return price, rest, money.Amount{}
	}
	growth := new(big.Rat).Sub(f.quantity[after].Rat(), f.quantity[before].Rat())
	growth.Mul(growth, f.list[before].Rat())
	quantity = money.FromRat(growth.Quo(growth, f.quantity[before].Rat()), effectPlaces)
	return price, quantity, rest.Sub(quantity)
}

// add adds effects.
func (e Effects) add(other Effects) Effects {
	return Effects{
		Price: e.Price.Add(other.Price), Quantity: e.Quantity.Add(other.Quantity), Mix: e.Mix.Add(other.Mix),
		Commitment: e.Commitment.Add(other.Commitment), Charges: e.Charges.Add(other.Charges),
	}
}

// Sum is all effects together.
func (e Effects) Sum() money.Amount {
	return e.Price.Add(e.Quantity).Add(e.Mix).Add(e.Commitment).Add(e.Charges)
}
