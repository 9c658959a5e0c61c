package bill

import (
	"strconv"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// double returns 10⁻¹⁰ units as the nearest double: that whose shortest decimal form is the amount.
func double(x int64) float64 {
	if x%world.Scale == 0 {
		return float64(x / world.Scale)
	}
	if x < 1<<53 && x > -1<<53 {
		return float64(x) / world.Scale // both are exact, so the quotient is the nearest
	}
	f, err := strconv.ParseFloat(string(appendDecimal(nil, x, false)), 64)
	if err != nil { // a decimal is always a number
		return 0
	}
	return f
}

// appendDecimal writes 10⁻¹⁰ units as a number: with all ten digits after the point, or without needless zeros.
func appendDecimal(out []byte, x int64, full bool) []byte {
	if x < 0 {
		out, x = append(out, '-'), -x
	}
	out = strconv.AppendInt(out, x/world.Scale, 10)
	rest := x % world.Scale
	if rest == 0 && !full {
		return out
	}
	var digits [10]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + rest%10)
		rest /= 10
	}
	n := len(digits)
	for !full && digits[n-1] == '0' {
		n--
	}
	return append(append(out, '.'), digits[:n]...)
}

// rateText writes a rate as the bill does: ten digits, nothing when there is none.
func rateText(x int64) string {
	if x < 0 {
		return ""
	}
	return string(appendDecimal(nil, x, true))
}
