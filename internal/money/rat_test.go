package money_test

import (
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/money"
)

func TestFractionsAreRoundedHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		numerator, denominator int64
		places                 int
		want                   string
	}{{1, 3, 4, "0.3333"}, {2, 3, 4, "0.6667"}, {1, 2, 0, "1"}, {-1, 2, 0, "-1"}, {-1, 3, 0, "0"}, {7, 1, 3, "7"}, {0, 5, 2, "0"}} {
		if got := money.FromRat(big.NewRat(c.numerator, c.denominator), c.places); got.String() != c.want {
			t.Errorf("%d/%d with %d places is %s, want %s", c.numerator, c.denominator, c.places, got, c.want)
		}
	}
}

func TestAnAmountIsAFractionWithoutLoss(t *testing.T) {
	for _, text := range []string{"0", "-0.0000000001", "12.5", "123456789012345678901234567890.1"} {
		a, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if back := money.FromRat(a.Rat(), 10); !back.Equal(a) {
			t.Errorf("%s came back as %s", text, back)
		}
	}
}
