package scalar

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// decimalDigits is a number that is not negative: 0.d1d2d3… × 10^exp, without zeros in front; no digits are zero.
type decimalDigits struct {
	digits string
	exp    int
}

// shortest returns the digits that Java shows for a double, the fewest that read back as it.
func shortest(f float64) decimalDigits {
	if f == 0 {
		return decimalDigits{}
	}
	s := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exponent) // FormatFloat writes a number here
	return decimalDigits{strings.Replace(mantissa, ".", "", 1), e + 1}
}

// exactly returns the digits of a decimal.
func exactly(d value.Decimal) decimalDigits {
	digits := new(big.Int).Abs(d.Rescale(d.Scale).Unscaled).String()
	if digits == "0" {
		return decimalDigits{}
	}
	return decimalDigits{digits, len(digits) - d.Scale}
}

// round keeps n digits, halves up.
func (d decimalDigits) round(n int) decimalDigits {
	if n >= len(d.digits) {
		return d
	}
	if n < 0 {
		return decimalDigits{}
	}
	up := d.digits[n] >= '5'
	kept := []byte(d.digits[:n])
	if up {
		i := n - 1
		for ; i >= 0 && kept[i] == '9'; i-- {
			kept[i] = '0'
		}
		if i >= 0 {
			kept[i]++
		} else {
			kept = append([]byte{'1'}, kept...)
			d.exp++
		}
	}
	if len(kept) == 0 {
		return decimalDigits{}
	}
	return decimalDigits{string(kept), d.exp}
}

// fixed writes the number with so many digits after the point.
func (d decimalDigits) fixed(precision int) (whole, fraction string) {
	d = d.round(d.exp + precision)
	if d.digits == "" {
		return "0", strings.Repeat("0", precision)
	}
	switch {
	case d.exp <= 0:
		whole, fraction = "0", strings.Repeat("0", -d.exp)+d.digits
	case d.exp >= len(d.digits):
		whole = d.digits + strings.Repeat("0", d.exp-len(d.digits))
	default:
		whole, fraction = d.digits[:d.exp], d.digits[d.exp:]
	}
	return whole, fraction + strings.Repeat("0", max(precision-len(fraction), 0))
}

// scientific writes the number with one digit before the point and so many after it, and the exponent.
func (d decimalDigits) scientific(precision int) (whole, fraction, exponent string) {
	d = d.round(precision + 1)
	if d.digits == "" {
		return "0", strings.Repeat("0", precision), "+00"
	}
	sign, e := "+", d.exp-1
	if e < 0 {
		sign, e = "-", -e
	}
	exponent = strconv.Itoa(e)
	if e < 10 {
		exponent = "0" + exponent
	}
	fraction = d.digits[1:]
	return d.digits[:1], fraction + strings.Repeat("0", max(precision-len(fraction), 0)), sign + exponent
}

// formatReal writes a double or a decimal for %f, %e and %g.
func (f formatSpec) formatReal(d decimalDigits, negative bool) string {
	precision := f.precision
	if precision < 0 {
		precision = 6
	}
	var whole, fraction, exponent string
	switch f.conv {
	case 'f':
		whole, fraction = d.fixed(precision)
	case 'e':
		whole, fraction, exponent = d.scientific(precision)
	default:
		precision = max(precision, 1)
		rounded := d.round(precision)
		if d.digits != "" && (rounded.exp-1 < -4 || rounded.exp-1 >= precision) {
			whole, fraction, exponent = d.scientific(precision - 1)
			break
		}
		if d.digits == "" {
			rounded.exp = 1
		}
		whole, fraction = d.fixed(max(precision-rounded.exp, 0))
	}
	number := f.grouped(whole)
	if fraction != "" || f.has('#') {
		number += "." + fraction
	}
	if exponent != "" {
		exponent = "e" + exponent
	}
	return f.signed(number, exponent, negative)
}

// formatInteger writes a whole number for %d, %o and %x; negative ones in octal and hexadecimal are two's complement.
func (f formatSpec) formatInteger(n int64) (string, error) {
	if f.conv == 'd' {
		number := strings.TrimPrefix(strconv.FormatInt(n, 10), "-")
		return f.signed(f.grouped(number), "", n < 0), nil
	}
	if err := f.mismatch("( +"); err != nil {
		return "", err
	}
	base, prefix := 8, "0"
	if f.conv == 'x' {
		base, prefix = 16, "0x"
	}
	if !f.has('#') {
		prefix = ""
	}
	number := strconv.FormatUint(uint64(n), base) //nolint:gosec // two's complement
	if f.has('0') {
		number = strings.Repeat("0", max(f.width-len(prefix)-len(number), 0)) + number
	}
	return prefix + number, nil
}

// grouped puts commas between thousands.
func (f formatSpec) grouped(whole string) string {
	if !f.has(',') {
		return whole
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole
}

// signed puts the sign before a number and fills it up with zeros.
func (f formatSpec) signed(number, exponent string, negative bool) string {
	before, after := "", ""
	switch {
	case negative && f.has('('):
		before, after = "(", ")"
	case negative:
		before = "-"
	case f.has('+'):
		before = "+"
	case f.has(' '):
		before = " "
	}
	if f.has('0') {
		number = strings.Repeat("0", max(f.width-len(before)-len(number)-len(exponent)-len(after), 0)) + number
	}
	return before + number + exponent + after
}

// formatDouble writes a double for %f, %e, %g and %a.
func (f formatSpec) formatDouble(x float64) string {
	negative := math.Signbit(x)
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 0):
		f.flags = strings.ReplaceAll(f.flags, "0", "")
		return f.signed("Infinity", "", negative)
	case f.conv == 'a':
		prefix, number := "0x", hexFloat(math.Abs(x), f.precision)
		f.width -= len(prefix)
		sign := f.signed("", "", negative)
		padded := f.signed(number, "", negative)
		if sign = strings.TrimLeft(sign, "0"); sign != "" && strings.Trim(sign, "0") != "" {
			sign = sign[:1]
		}
		return sign + prefix + padded[len(sign):]
	}
	return f.formatReal(shortest(math.Abs(x)), negative)
}

// hexFloat is a double in hexadecimal without its 0x.
func hexFloat(x float64, precision int) string {
	if precision == 0 {
		precision = 1
	}
	if x > 0 && x < 0x1p-1022 {
		digits := strings.TrimRight(strconv.FormatUint(math.Float64bits(x)|1<<52, 16)[1:], "0")
		if precision < 0 {
			return "0." + digits + "p-1022"
		}
	}
	s := strconv.FormatFloat(x, 'x', precision, 64)[2:]
	mantissa, exponent, _ := strings.Cut(s, "p")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	e, _ := strconv.Atoi(exponent) // FormatFloat writes a number here
	return mantissa + "p" + strconv.Itoa(e)
}

// formatNumber shows a whole number with a letter for thousands, 12.4K, and three digits at least; a negative one always with
// two digits after the point, if they are not zero.
func formatNumber(args []value.Value) value.Value {
	n, ok := args[0].(int64)
	if !ok {
		n = saturated(number(args[0]))
	}
	f := float64(n)
	units := []string{"", "K", "M", "B", "T", "Q"}
	for (f >= 1000 || f <= -1000) && len(units) > 1 {
		f /= 1000
		units = units[1:]
	}
	precision := 2
	switch {
	case f >= 100:
		precision = 0
	case f >= 10:
		precision = 1
	}
	whole, fraction := exactDigits(math.Abs(f)).fixed(precision)
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if f < 0 {
		whole = "-" + whole
	}
	return whole + units[0]
}

// exactDigits returns all digits of a double of at least one, not only those that tell it from others.
func exactDigits(f float64) decimalDigits {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(f, 'f', 60, 64), ".")
	if whole == "0" {
		return decimalDigits{}
	}
	return decimalDigits{whole + fraction, len(whole)}
}

// saturated is Java's cast of a double to a long.
func saturated(f float64) int64 {
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}
