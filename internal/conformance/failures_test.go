package conformance

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

// Every vector that fails stands in a list with the reason why, and nothing else does.
func TestFailuresAreListedWithTheirReasons(t *testing.T) {
	if testing.Short() {
		t.Skip("runs thousands of queries")
	}
	for _, suite := range []struct {
		vectors, list string
		atLeast       int // percent that must pass
		keep          func(Vector) bool
	}{
		{"trino-expressions.jsonl", "failures.md", 99, func(v Vector) bool { return v.Precision == "" }},
		{"trino-queries.jsonl", "failures_queries.md", 97, func(v Vector) bool { return v.Feature == "" }},
	} {
		t.Run(suite.vectors, func(t *testing.T) {
			vectors, err := ReadFiles([]string{given(t, suite.vectors)}, suite.keep)
			if err != nil {
				t.Fatal(err)
			}
			results := open(t).All(t.Context(), vectors, runtime.NumCPU())
			checkFailures(t, filepath.Join("testdata", suite.list), results)
			if passed := Total(results)[Pass]; passed*100 < len(results)*suite.atLeast {
				t.Errorf("only %d of %d vectors pass", passed, len(results))
			}
		})
	}
}

// checkFailures compares the list at the path with the failures among the results.
func checkFailures(t *testing.T, path string, results []Result) {
	t.Helper()
	listed, err := ReadFailures(path)
	if err != nil {
		t.Fatal(err)
	}
	now := listed.With(results)
	if golden.Updating() {
		if err := os.WriteFile(path, []byte(now.String()), 0o644); err != nil { //nolint:gosec // a test file, meant to be read
			t.Fatal(err)
		}
	}
	for _, failure := range now.Unexplained() {
		t.Errorf("fails and is not listed with a reason: %.200s", failure)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != now.String() {
		t.Errorf("the list is not what a run gives (%v): run the test with -update", err)
	}
}

func TestFailuresKeepTheirReasons(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failures.md")
	a, b := Vector{SQL: "SELECT 1", Family: "F"}, Vector{SQL: "SELECT\n2", Family: "F"}
	text := failuresHead + "\n## The reason\n\n- " + a.ID() + " error `SELECT 1`\n- ffff wrong `SELECT 3`\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	listed, err := ReadFailures(path)
	if err != nil || listed.String() != text {
		t.Fatalf("got %v\n%s", err, listed)
	}
	now := listed.With([]Result{{Vector: a, Outcome: Wrong}, {Vector: b, Outcome: Error}})
	want := failuresHead + "\n## The reason\n\n- " + a.ID() + " wrong `SELECT 1`\n\n## " + unknownReason + "\n\n- " + b.ID() + " error `SELECT 2`\n"
	if got := now.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if left := now.Unexplained(); len(left) != 1 || left[0] != "error: SELECT 2" {
		t.Errorf("got %q", left)
	}
}
