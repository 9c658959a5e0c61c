package anomaly

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheDocumentHasTheTablesThatAreWritten holds the results in the document to the form of what the program writes: the same subjects, figures and
// classes, in the same order, whatever the numbers.
func TestTheDocumentHasTheTablesThatAreWritten(t *testing.T) {
	text, err := os.ReadFile("../../../doc/anomaly-benchmark.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), resultsBegin)
	results, _, closed := strings.Cut(rest, resultsEnd)
	if !ok || !closed {
		t.Fatal("the document has no results")
	}
	var list []Result
	for _, s := range append([]Subject{Glaux()}, Baselines()...) {
		r := Result{Name: s.Name, Score: &Score{Classes: map[string]*ClassScore{}}}
		for _, class := range demandedClasses() {
			r.Classes[class] = &ClassScore{}
		}
		list = append(list, r)
	}
	var b strings.Builder
	if err := Print(&b, list); err != nil {
		t.Fatal(err)
	}
	numbers := regexp.MustCompile(`\d+(\.\d+)?|—`)
	lines := func(s string) map[string]bool {
		set := map[string]bool{}
		for _, l := range strings.Split(s, "\n") {
			if strings.HasPrefix(l, "|") || strings.Contains(l, "account-months") {
				set[numbers.ReplaceAllString(l, "n")] = true
			}
		}
		return set
	}
	want, got := lines(b.String()), lines(results)
	for l := range want {
		if !got[l] {
			t.Errorf("the document lacks the line\n\t%s", l)
		}
	}
	for l := range got {
		if !want[l] {
			t.Errorf("the program does not write\n\t%s", l)
		}
	}
}

// demandedClasses are the classes of the held-out worlds.
func demandedClasses() []string {
	return strings.Fields("commitment-expiry credit-expiry detour drift duplicate-environment idle-after-migration log-loop marketplace netting-accounts netting-usage " +
		"new-account new-region new-service new-usage-type price-change ramp requests spike step storage-leak tokens")
}
