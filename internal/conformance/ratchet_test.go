package conformance

import (
	"runtime"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

// No family passes less or is wrong more often than before, and no vector that passed has ceased to pass. Run with -update to
// take a better run as the new measure.
func TestRatchet(t *testing.T) {
	if testing.Short() {
		t.Skip("runs thousands of queries")
	}
	paths := []string{given(t, "trino-expressions.jsonl"), given(t, "trino-queries.jsonl")}
	vectors, err := ReadFiles(paths, func(v Vector) bool { return v.Precision == "" })
	if err != nil {
		t.Fatal(err)
	}
	results := open(t).All(t.Context(), vectors, runtime.NumCPU())
	t.Log(Total(results))
	if golden.Updating() {
		if err := NewRatchet(results).Write("testdata"); err != nil {
			t.Fatal(err)
		}
	}
	before, err := ReadRatchet("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, worse := range before.Worse(results) {
		t.Error(worse)
	}
}

func TestRatchetTellsWhatIsWorse(t *testing.T) {
	a, b := Vector{SQL: "SELECT 1", Family: "F"}, Vector{SQL: "SELECT 2", Family: "F"}
	ratchet := NewRatchet([]Result{{Vector: a, Outcome: Pass}, {Vector: b, Outcome: Error}})
	dir := t.TempDir()
	if err := ratchet.Write(dir); err != nil {
		t.Fatal(err)
	}
	read, err := ReadRatchet(dir)
	if err != nil {
		t.Fatal(err)
	}
	if worse := read.Worse([]Result{{Vector: a, Outcome: Pass}, {Vector: b, Outcome: Pass}}); len(worse) != 0 {
		t.Errorf("better is told as worse: %q", worse)
	}
	worse := read.Worse([]Result{{Vector: a, Outcome: Wrong, Got: "integer | 2"}, {Vector: b, Outcome: Pass}})
	if len(worse) != 2 || !strings.Contains(worse[0], "SELECT 1 passed before") || !strings.Contains(worse[1], "wrong 1 (was 0)") {
		t.Errorf("got %q", worse)
	}
}
