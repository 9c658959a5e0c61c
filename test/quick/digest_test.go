package quick_test

import (
	"fmt"
	"testing"
)

func TestDigestsOfGroups(t *testing.T) {
	runner := newRunner(t)
	for text, want := range map[string]string{
		"to_hex(checksum(0))":                                                                           "[9D2D16796C5091EA]",
		"to_hex(checksum(x)) FROM (VALUES 2) AS t (x)":                                                  "[D0F70CEBD131EC61]",
		"checksum(x) FROM (SELECT 1 WHERE false) AS t (x)":                                              "[<nil>]",
		"to_hex(checksum(x)) FROM (VALUES CAST(NULL AS bigint)) AS t (x)":                               "[87CAEB85B179379E]",
		"checksum(x) = checksum(x + 0) FROM (VALUES 1e0, -0e0, 0e0) AS t (x)":                           "[true]",
		"array_join(map_keys(numeric_histogram(3, x)), ' ') FROM (VALUES 1e0, 2e0, 2e0, NULL) AS t (x)": "[1.0E0 2.0E0]",
		"array_join(map_values(numeric_histogram(2, x)), ' ') FROM (VALUES 1e0, 2e0, 9e0) AS t (x)":     "[2.0E0 1.0E0]",
		"array_join(map_keys(numeric_histogram(2, x)), ' ') FROM (VALUES 1e0, 2e0, 9e0) AS t (x)":       "[1.5E0 9.0E0]",
	} {
		if got := fmt.Sprint(column(t, runner, "SELECT "+text)); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
