package compose

import (
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// Amount writes an amount with its currency: $1,234.50, ¥1,235, EUR 1,234.50.
func Amount(a money.Amount, currency string) string {
	const cents, group = 2, 3
	sign, before, places := "", "$", cents
	switch currency {
	case "USD", "":
	case "JPY":
		before, places = "¥", 0
	default:
		before = clean(currency) + " "
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

// Signed writes an amount with its sign, also where it is a plus.
func Signed(a money.Amount, currency string) string {
	if a.Sign() > 0 {
		return "+" + Amount(a, currency)
	}
	return Amount(a, currency)
}
