package scalar

import (
	"math"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestFormatNumberShowsThreeDigitsAndAUnit(t *testing.T) {
	for _, c := range []struct {
		n    value.Value
		want string
	}{
		{int64(0), "0"},
		{int64(999), "999"},
		{int64(1125), "1.13K"},
		{int64(12345), "12.3K"},
		{int64(123456), "123K"},
		{int64(999999), "1000K"},
		{int64(-12345), "-12.35K"},
		{int64(math.MinInt64), "-9223.37Q"},
		{int64(math.MaxInt64), "9223Q"},
		{0.9, "0"},
		{1234.5, "1.23K"},
		{math.NaN(), "0"},
		{math.Inf(1), "9223Q"},
	} {
		if got := result(t, "format_number", types.Text(), c.n); got != c.want {
			t.Errorf("%v: got %s, want %s", c.n, got, c.want)
		}
	}
}
