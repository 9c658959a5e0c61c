package scalar

import (
	"math"
	"math/big"
)

// Exponential and logarithms that are rounded once, as Trino's library has them; those of package math may be off by the last bit.

const exactBits = 160

// exactExp is e to the power of x.
func exactExp(x float64) float64 {
	if math.IsNaN(x) || x > 709 || x < -740 {
		return math.Exp(x)
	}
	out, _ := bigExp(x).Float64()
	return out
}

// exactLog is the natural logarithm of x.
func exactLog(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		return math.Log(x)
	}
	return corrected(math.Log(x), new(big.Float).SetPrec(exactBits).SetFloat64(x))
}

// exactLog1p is the natural logarithm of 1 + x.
func exactLog1p(x float64) float64 {
	if !(x > -1) || math.IsInf(x, 0) || math.Abs(x) < 1e-12 {
		return math.Log1p(x)
	}
	whole := new(big.Float).SetPrec(exactBits).SetFloat64(1)
	return corrected(math.Log1p(x), whole.Add(whole, new(big.Float).SetFloat64(x)))
}

// corrected returns the logarithm of x, given one that is nearly right: what is wrong, d, makes x·exp(-near) = 1 + d - ….
func corrected(near float64, x *big.Float) float64 {
	if math.Abs(near) > 700 {
		return near
	}
	d := new(big.Float).SetPrec(exactBits).Mul(x, bigExp(-near))
	d.Sub(d, big.NewFloat(1))
	square := new(big.Float).SetPrec(exactBits).Mul(d, d)
	d.Sub(d, square.Mul(square, big.NewFloat(0.5)))
	out, _ := d.Add(d, big.NewFloat(near)).Float64()
	return out
}

// bigExp is e to the power of x to exactBits less some: the series of a small part of x, squared as often as it was halved.
func bigExp(x float64) *big.Float {
	const halvings, terms = 24, 12
	small := new(big.Float).SetPrec(exactBits).SetFloat64(x)
	small.SetMantExp(small, -halvings)
	sum := new(big.Float).SetPrec(exactBits).SetFloat64(1)
	for n := terms; n > 0; n-- {
		sum.Mul(sum, small)
		sum.Quo(sum, big.NewFloat(float64(n)))
		sum.Add(sum, big.NewFloat(1))
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}
