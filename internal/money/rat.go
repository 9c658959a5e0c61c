package money

import "math/big"

// Rat returns the amount as a fraction, exact.
func (a Amount) Rat() *big.Rat { return new(big.Rat).SetFrac(a.big(), pow10(a.scale)) }

// FromRat returns a fraction with at most places digits after the point, halves away from zero.
func FromRat(r *big.Rat, places int) Amount {
	places = max(places, 0)
	quotient, rest := new(big.Int).QuoRem(new(big.Int).Mul(r.Num(), pow10(places)), r.Denom(), new(big.Int))
	if rest.Abs(rest).Lsh(rest, 1).Cmp(r.Denom()) >= 0 {
		quotient.Add(quotient, big.NewInt(int64(r.Sign())))
	}
	return fromBig(quotient, places)
}
