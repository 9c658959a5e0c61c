package value

import (
	"math/big"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// NewDecimal returns unscaled × 10^-scale.
func NewDecimal(unscaled int64, scale int) Decimal {
	return Decimal{Unscaled: big.NewInt(unscaled), Scale: scale}
}

// pow10 returns 10^n.
func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, 0))), nil)
}

// unscaled returns the digits, those of the zero value being 0.
func (d Decimal) unscaled() *big.Int {
	if d.Unscaled == nil {
		return new(big.Int)
	}
	return d.Unscaled
}

// append writes the decimal with all digits of its scale: 1.50, -0.03.
func (d Decimal) append(dst []byte) []byte {
	n := d.unscaled()
	if n.Sign() < 0 {
		dst = append(dst, '-')
	}
	digits := new(big.Int).Abs(n).Append(nil, 10)
	for range d.Scale - len(digits) + 1 {
		digits = append([]byte{'0'}, digits...)
	}
	point := len(digits) - max(d.Scale, 0)
	dst = append(dst, digits[:point]...)
	if d.Scale > 0 {
		dst = append(append(dst, '.'), digits[point:]...)
	}
	return dst
}

// String returns the decimal with all digits of its scale.
func (d Decimal) String() string { return string(d.append(nil)) }

// Rescale returns the decimal with another scale; digits that go are rounded, halves away from zero.
func (d Decimal) Rescale(scale int) Decimal {
	n := d.unscaled()
	if scale >= d.Scale {
		return Decimal{Unscaled: new(big.Int).Mul(n, pow10(scale-d.Scale)), Scale: scale}
	}
	return Decimal{Unscaled: divRound(n, pow10(d.Scale-scale)), Scale: scale}
}

// divRound divides, halves away from zero. It presumes that b is not 0.
func divRound(a, b *big.Int) *big.Int {
	quotient, rest := new(big.Int).QuoRem(a, b, new(big.Int))
	if rest.Abs(rest).Lsh(rest, 1).CmpAbs(b) >= 0 {
		return quotient.Add(quotient, big.NewInt(int64(a.Sign()*b.Sign())))
	}
	return quotient
}

// Fits tells whether the decimal, at the type's scale, has no more digits than the type.
func (d Decimal) Fits(t types.Type) bool {
	return d.Rescale(t.S).Unscaled.CmpAbs(pow10(t.P)) < 0
}

// Cmp returns -1, 0 or 1, as d is less than, equal to or greater than e.
func (d Decimal) Cmp(e Decimal) int {
	scale := max(d.Scale, e.Scale)
	return d.Rescale(scale).Unscaled.Cmp(e.Rescale(scale).Unscaled)
}

// Add returns d + e, exactly.
func (d Decimal) Add(e Decimal) Decimal {
	scale := max(d.Scale, e.Scale)
	return Decimal{Unscaled: new(big.Int).Add(d.Rescale(scale).Unscaled, e.Rescale(scale).Unscaled), Scale: scale}
}

// Sub returns d - e, exactly.
func (d Decimal) Sub(e Decimal) Decimal { return d.Add(e.Neg()) }

// Neg returns -d.
func (d Decimal) Neg() Decimal {
	return Decimal{Unscaled: new(big.Int).Neg(d.unscaled()), Scale: d.Scale}
}

// Mul returns d × e, exactly.
func (d Decimal) Mul(e Decimal) Decimal {
	return Decimal{Unscaled: new(big.Int).Mul(d.unscaled(), e.unscaled()), Scale: d.Scale + e.Scale}
}

// Quo returns d / e with the larger scale of the two, halves away from zero; it reports false when e is 0.
func (d Decimal) Quo(e Decimal) (Decimal, bool) {
	if e.unscaled().Sign() == 0 {
		return Decimal{}, false
	}
	scale := max(d.Scale, e.Scale)
	// d/e at the scale: unscaled(d) × 10^(scale - d.Scale + e.Scale) / unscaled(e), and the exponent is never negative.
	n := new(big.Int).Mul(d.unscaled(), pow10(scale-d.Scale+e.Scale))
	return Decimal{Unscaled: divRound(n, e.unscaled()), Scale: scale}, true
}

// Rem returns the rest of d / e, with the sign of d; it reports false when e is 0.
func (d Decimal) Rem(e Decimal) (Decimal, bool) {
	if e.unscaled().Sign() == 0 {
		return Decimal{}, false
	}
	scale := max(d.Scale, e.Scale)
	return Decimal{Unscaled: new(big.Int).Rem(d.Rescale(scale).Unscaled, e.Rescale(scale).Unscaled), Scale: scale}, true
}

// Float64 returns the nearest double.
func (d Decimal) Float64() float64 {
	f, _ := new(big.Rat).SetFrac(d.unscaled(), pow10(d.Scale)).Float64()
	return f
}
