package quick_test

import (
	"fmt"
	"testing"
)

// Where TRY meets a failure, every other row keeps its own value, each time.
func TestTryKeepsEachRowsValue(t *testing.T) {
	runner := newRunner(t)
	const values = "(VALUES '1', '2', '3', 'abc', 'true', '{', '2', ' a ', '1', '1', '1', '2025', '99999999999999999999', '2', '2', '1') AS t (x)"
	const want = "[1 2 3 <nil> <nil> <nil> 2 <nil> 1 1 1 2025 <nil> 2 2 1]"
	for range 60 {
		if got := fmt.Sprint(column(t, runner, "SELECT TRY(CAST(x AS integer)) FROM "+values)); got != want {
			t.Fatalf("got %s", got)
		}
	}
}
