package money

import "strings"

// In writes an amount for people, with its currency, cents and thousands apart: $1,234.50, ¥1,235, EUR 1,234.50. No currency is USD.
func (a Amount) In(currency string) string {
	const cents, group = 2, 3
	sign, before, places := "", "$", cents
	switch currency {
	case "USD", "":
	case "JPY":
		before, places = "¥", 0
	default:
		before = currency + " "
	}
	if a.Sign() < 0 {
		sign, a = "−", a.Neg()
	}
	whole, fraction, _ := strings.Cut(a.Fixed(places), ".")
	var out strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%group == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(digit)
	}
	if fraction != "" {
		out.WriteString("." + fraction)
	}
	return sign + before + out.String()
}

// SignedIn is In with the sign, also where it is a plus.
func (a Amount) SignedIn(currency string) string {
	if a.Sign() > 0 {
		return "+" + a.In(currency)
	}
	return a.In(currency)
}
