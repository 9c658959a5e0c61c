package scalar

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The customers of TPC-H «tiny» that order are the numbers up to 1,500 that 3 does not divide; Trino's tests say what it estimates.
func TestEstimatesAreTrinos(t *testing.T) {
	for _, c := range []struct {
		t    types.Type
		make func(n int64) value.Value
		want int64
	}{
		{types.Of(types.BigInt), func(n int64) value.Value { return n }, 990},
		{types.Of(types.Double), func(n int64) value.Value { return float64(n) }, 1014},
		{types.Of(types.Real), func(n int64) value.Value { return float32(n) }, 1006},
		{types.Text(), func(n int64) value.Value { return fmt.Sprint(n) }, 1036},
		{types.Type{Kind: types.Char, P: 20}, func(n int64) value.Value { return fmt.Sprintf("%-20d", n) }, 1036},
		{types.DecimalOf(18, 0), func(n int64) value.Value { return value.NewDecimal(n, 0) }, 990},
		{types.DecimalOf(25, 20), func(n int64) value.Value {
			return value.Decimal{Unscaled: new(big.Int).Mul(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(20), nil)), Scale: 20}
		}, 988},
	} {
		var codes value.List
		for n := int64(1); n <= 1500; n++ {
			if n%3 != 0 {
				codes = append(codes, distinctCode(distinctHash(c.make(n), c.t)))
			}
		}
		if got := distinctEstimate(codes); got != c.want {
			t.Errorf("%s: got %v, want %d", c.t, got, c.want)
		}
	}
}

func TestEstimatesOfManyValuesAreNear(t *testing.T) {
	for _, n := range []int64{2_000, 5_000, 20_000, 300_000} {
		var codes value.List
		for i := range n {
			codes = append(codes, distinctCode(distinctHash(i, types.Of(types.BigInt))))
		}
		got := integer(distinctEstimate(codes))
		if off := float64(got-n) / float64(n); off > 0.07 || off < -0.07 {
			t.Errorf("%d values are estimated as %d", n, got)
		}
	}
}
