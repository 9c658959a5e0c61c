package diag_test

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// An error that nobody knows the place of is shown without one.
func TestNowhere(t *testing.T) {
	d := diag.New(diag.NumericValueOutOfRange, token.Nowhere(), "too large").WithHint("use a double")
	if got, want := d.Show("SELECT 1"), "NUMERIC_VALUE_OUT_OF_RANGE: too large\n  hint: use a double"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
