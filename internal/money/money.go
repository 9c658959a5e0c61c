// Package money holds exact decimal amounts. It promises that no digit is ever lost: adding, negating, comparing and
// printing are exact, amounts read from text keep every digit, and no float64 is involved anywhere.
package money

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// The bounds of a text, so that "1e999999999" cannot fill the memory.
const (
	maxExponent = 400
	maxDigits   = 2000
)

// Amount is an exact decimal number. The zero value is 0 and ready to use; an Amount is never changed.
type Amount struct {
	unscaled *big.Int // nil means 0
	scale    int      // the number is unscaled × 10^-scale; never negative
}

// New returns unscaled × 10^-scale.
func New(unscaled int64, scale int) Amount {
	return fromBig(big.NewInt(unscaled), scale)
}

// FromBig returns unscaled × 10^-scale. It keeps no reference to unscaled.
func FromBig(unscaled *big.Int, scale int) Amount {
	if unscaled == nil {
		return Amount{}
	}
	return fromBig(new(big.Int).Set(unscaled), scale)
}

// Parse reads a decimal number: digits with an optional sign, point and exponent, such as "-0.10" or "1.5E-7".
func Parse(text string) (Amount, error) {
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(text[i+1:])
		if err != nil || e > maxExponent || e < -maxExponent {
			return Amount{}, fmt.Errorf("amount %q: bad exponent", text)
		}
		mantissa, exponent = text[:i], e
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole, "+-") + fraction
	if digits == "" || len(digits) > maxDigits || len(whole)-len(strings.TrimLeft(whole, "+-")) > 1 {
		return Amount{}, fmt.Errorf("amount %q: not a decimal number", text)
	}
	if strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return Amount{}, fmt.Errorf("amount %q: not a decimal number", text)
	}
	unscaled, _ := new(big.Int).SetString(digits, 10)
	if strings.HasPrefix(whole, "-") {
		unscaled.Neg(unscaled)
	}
	return fromBig(unscaled, len(fraction)-exponent), nil
}

// Add returns a + b.
func (a Amount) Add(b Amount) Amount {
	x, y, scale := align(a, b)
	return fromBig(new(big.Int).Add(x, y), scale)
}

// Sub returns a − b.
func (a Amount) Sub(b Amount) Amount { return a.Add(b.Neg()) }

// Neg returns −a.
func (a Amount) Neg() Amount { return Amount{unscaled: new(big.Int).Neg(a.big()), scale: a.scale} }

// Cmp returns −1, 0 or 1 as a is less than, equal to or greater than b. 1.0 equals 1.
func (a Amount) Cmp(b Amount) int {
	x, y, _ := align(a, b)
	return x.Cmp(y)
}

// Equal tells whether a and b are the same number. 1.0 equals 1.
func (a Amount) Equal(b Amount) bool { return a.Cmp(b) == 0 }

// Sign returns −1, 0 or 1 as a is negative, zero or positive.
func (a Amount) Sign() int { return a.big().Sign() }

// Round returns a with at most places digits after the point, halves away from zero.
func (a Amount) Round(places int) Amount {
	places = max(places, 0)
	if a.scale <= places {
		return a
	}
	cut := pow10(a.scale - places)
	quotient, rest := new(big.Int).QuoRem(a.big(), cut, new(big.Int))
	if rest.Abs(rest).Lsh(rest, 1).Cmp(cut) >= 0 {
		quotient.Add(quotient, big.NewInt(int64(a.Sign())))
	}
	return fromBig(quotient, places)
}

// String returns the shortest exact form: no exponent, no trailing zeros after the point.
func (a Amount) String() string {
	text := a.Fixed(a.scale)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Fixed returns the amount with exactly places digits after the point, halves rounded away from zero.
func (a Amount) Fixed(places int) string {
	places = max(places, 0)
	a = a.Round(places)
	digits := new(big.Int).Abs(new(big.Int).Mul(a.big(), pow10(places-a.scale))).String()
	if len(digits) <= places {
		digits = strings.Repeat("0", places-len(digits)+1) + digits
	}
	if places > 0 {
		digits = digits[:len(digits)-places] + "." + digits[len(digits)-places:]
	}
	if a.Sign() < 0 {
		digits = "-" + digits
	}
	return digits
}

// MarshalText returns String.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what Parse reads.
func (a *Amount) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// big returns the unscaled number, never nil; the caller must not change it.
func (a Amount) big() *big.Int {
	if a.unscaled == nil {
		return new(big.Int)
	}
	return a.unscaled
}

// fromBig takes over unscaled and makes the scale non-negative.
func fromBig(unscaled *big.Int, scale int) Amount {
	if scale < 0 {
		unscaled, scale = unscaled.Mul(unscaled, pow10(-scale)), 0
	}
	return Amount{unscaled: unscaled, scale: scale}
}

// align returns the unscaled numbers of a and b at the larger of their scales.
func align(a, b Amount) (x, y *big.Int, scale int) {
	scale = max(a.scale, b.scale)
	x, y = a.big(), b.big()
	if a.scale < scale {
		x = new(big.Int).Mul(x, pow10(scale-a.scale))
	}
	if b.scale < scale {
		y = new(big.Int).Mul(y, pow10(scale-b.scale))
	}
	return x, y, scale
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
