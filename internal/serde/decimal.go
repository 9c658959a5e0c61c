package serde

import (
	"bytes"
	"math"
	"math/big"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
)

// decimalSink appends decimals. More digits behind the point than the scale are rounded half up, as in Hive; a number that is then too
// great for the precision is none.
type decimalSink struct {
	b    *array.Decimal128Builder
	p, s int
}

func (s *decimalSink) null() { s.b.AppendNull() }

func (s *decimalSink) put(text []byte) bool {
	v, ok := parseDecimal(trimBlanks(text), s.s)
	if !ok || v.CmpAbs(pow10(s.p)) >= 0 {
		return false
	}
	s.b.Append(decimal128.FromBigInt(v))
	return true
}

// maxDecimalText bounds the length of a number, and so what arithmetic with it can cost.
const maxDecimalText = 256

// parseDecimal reads a number such as -12.50 or 1E3 and returns it times 10^scale.
func parseDecimal(text []byte, scale int) (*big.Int, bool) {
	if len(text) == 0 || len(text) > maxDecimalText {
		return nil, false
	}
	exponent := 0
	if i := bytes.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(string(text[i+1:]))
		if err != nil || e > maxDecimalText || e < -maxDecimalText {
			return nil, false
		}
		exponent, text = e, text[:i]
	}
	negative := false
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		negative, text = text[0] == '-', text[1:]
	}
	whole, fraction, _ := bytes.Cut(text, []byte{'.'})
	digits := append(bytes.Clone(whole), fraction...)
	if len(digits) == 0 {
		return nil, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return nil, false
		}
	}
	v, _ := new(big.Int).SetString(string(digits), 10)
	v = shift(v, scale+exponent-len(fraction))
	if negative {
		v.Neg(v)
	}
	return v, true
}

// shift returns a number that is not negative times 10^by, rounded half up.
func shift(v *big.Int, by int) *big.Int {
	if by >= 0 {
		return v.Mul(v, pow10(by))
	}
	unit := pow10(-by)
	half := new(big.Int).Rsh(unit, 1)
	return v.Quo(v.Add(v, half), unit)
}

func pow10(n int) *big.Int {
	if n <= 18 {
		return big.NewInt(int64(math.Pow10(n)))
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
