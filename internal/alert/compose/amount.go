package compose

import "github.com/glauxhq/glaux/internal/money"

// Amount writes an amount with its currency, which is a text of a bill: $1,234.50, ¥1,235, EUR 1,234.50.
func Amount(a money.Amount, currency string) string { return a.In(clean(currency)) }

// Signed writes an amount with its sign, also where it is a plus.
func Signed(a money.Amount, currency string) string { return a.SignedIn(clean(currency)) }
