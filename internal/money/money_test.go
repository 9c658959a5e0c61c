package money_test

import (
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/money"
)

func TestParseAndString(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "12": "12", "0.10": "0.1", "-0.0000008": "-0.0000008", "1.5E-7": "0.00000015", "1e3": "1000",
		"+7.": "7", ".5": "0.5", "123456789012345678901234567890.000000000000000000001": "123456789012345678901234567890.000000000000000000001",
	} {
		amount, err := money.Parse(text)
		if err != nil || amount.String() != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", text, amount, err, want)
		}
	}
	for _, text := range []string{"", "-", ".", "1.2.3", "--1", "1e", "1e9999999", "NaN", "0x1", "1 2", "1,5"} {
		if amount, err := money.Parse(text); err == nil {
			t.Errorf("Parse(%q) = %q; want an error", text, amount)
		}
	}
}

func TestAmountsAddWithoutLoss(t *testing.T) {
	var sum money.Amount
	tenth := money.New(1, 1)
	for range 10 {
		sum = sum.Add(tenth)
	}
	if !sum.Equal(money.New(1, 0)) {
		t.Errorf("ten tenths are %s", sum)
	}
	huge := money.FromBig(new(big.Int).Exp(big.NewInt(10), big.NewInt(40), nil), 0)
	if got := huge.Add(money.New(1, 20)).Sub(huge); got.String() != "0.00000000000000000001" {
		t.Errorf("the small part is lost: %s", got)
	}
	if money.New(5, 0).Sub(money.New(7, 0)).Sign() != -1 {
		t.Error("5 − 7 is not negative")
	}
}

func TestRoundAndFixed(t *testing.T) {
	for _, c := range []struct {
		text   string
		places int
		want   string
	}{
		{"1.005", 2, "1.01"}, {"-1.005", 2, "-1.01"}, {"1.004", 2, "1.00"}, {"0.5", 0, "1"}, {"-0.4", 0, "0"}, {"3", 2, "3.00"}, {"0.05", 3, "0.050"},
	} {
		amount, err := money.Parse(c.text)
		if err != nil || amount.Fixed(c.places) != c.want {
			t.Errorf("Fixed(%s, %d) = %q, %v; want %q", c.text, c.places, amount.Fixed(c.places), err, c.want)
		}
	}
}

func TestTextRoundTrip(t *testing.T) {
	text, err := money.New(-12345, 3).MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var back money.Amount
	if err := back.UnmarshalText(text); err != nil || !back.Equal(money.New(-12345, 3)) {
		t.Errorf("%s came back as %s, %v", text, back, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"1.5E-7", "-.5", "1e400", "000.000"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := money.Parse(text)
		if err != nil || len(text) > 1000 {
			return
		}
		back, err := money.Parse(amount.String())
		if err != nil || !back.Equal(amount) {
			t.Errorf("%q → %s → %s, %v", text, amount, back, err)
		}
	})
}
