package demo_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/finding"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/playbook"
)

// What findings must reach: of those that are told, so many are in the truth; of those of the truth that save at least worthTelling dollars a
// month, so many are told.
const (
	leastPrecision = 0.95
	leastRecall    = 0.9
	worthTelling   = 2
)

// fault is a finding of the truth in a month.
type fault struct {
	demo.Finding
	dollars, saves float64 // of a month of 730 hours
	hours          int64
}

// faults are the findings of the truth in a month.
func (h *house) faults(t *testing.T, m period.Month) []fault {
	t.Helper()
	var list []fault
	for _, f := range h.truth.Findings {
		for _, a := range f.Months {
			if a.Month == m {
				const month = 730
				scale := month / float64(a.Hours)
				list = append(list, fault{f, scale * number(t, a.Dollars), scale * number(t, a.Saves), a.Hours})
			}
		}
	}
	return list
}

// is tells whether a finding is about a fault. Machines behind one load balancer are one finding.
func (f fault) is(found finding.Finding) bool {
	if f.Kind != string(found.Kind) || !slices.Contains(found.Resources, f.Resources[0]) {
		return false
	}
	if found.Kind == finding.NatOtherZone && !slices.Contains(found.Resources, f.Resources[2]) {
		return false
	}
	return found.Kind == finding.AddressPublic || slices.Contains(f.Resources, found.Resources[0])
}

// findings compares what is found at the end of a month with the truth. Logs of the default format do not tell the services of AWS.
func (h *house) findings(t *testing.T, m period.Month, bare bool) {
	t.Helper()
	found, err := h.app.Findings(t.Context(), finding.Ask{From: m.Range().Start, To: m.Range().End})
	if err != nil {
		t.Fatal(err)
	}
	faults := h.faults(t, m)
	right, told := 0, map[int]bool{}
	for _, f := range found.Findings {
		var sum float64
		for i := range faults {
			if faults[i].is(f) {
				told[i] = true
				sum = max(sum, faults[i].dollars)
				if f.Kind == finding.AddressPublic {
					sum = faults[i].dollars * math.Round(number(t, f.Before)/faults[i].dollars)
				}
			}
		}
		if sum == 0 {
			t.Logf("not in the truth: %s %s, %s dollars", f.ID, f.Title.EN, f.Saves)
			continue
		}
		right++
		const near, few = 0.15, 1
		if before := number(t, f.Before); math.Abs(before-sum) > max(few, near*sum) {
			t.Errorf("%s costs %.2f dollars a month, and in truth %.2f", f.ID, before, sum)
		}
		h.whole(t, f, !bare)
	}
	want, have := 0, 0
	for i, f := range faults {
		if f.Optional || f.saves < worthTelling || f.hours < 72 || bare && strings.HasPrefix(f.Kind, "nat-without") {
			continue
		}
		want++
		if told[i] {
			have++
		} else {
			t.Logf("not found: %s at %s, %s: %.2f dollars", f.Kind, f.Resources[0], f.Why, f.saves)
		}
	}
	if precision := float64(right) / float64(len(found.Findings)); precision < leastPrecision {
		t.Errorf("%d of %d findings are in the truth", right, len(found.Findings))
	}
	if recall := float64(have) / float64(want); want < 8 || recall < leastRecall {
		t.Errorf("%d of %d faults were found", have, want)
	}
	h.peaceful(t, found)
	if bare && len(found.Missing) == 0 {
		t.Error("it is not said that services of AWS are not known")
	}
	t.Logf("precision %d of %d, recall %d of %d", right, len(found.Findings), have, want)
}

// peaceful checks that quiet accounts have no findings, and that the total counts nothing twice.
func (h *house) peaceful(t *testing.T, found finding.Found) {
	t.Helper()
	var sum money.Amount
	for _, f := range found.Findings {
		for _, a := range h.truth.Accounts {
			if a.ID == f.Account && a.Quiet {
				t.Errorf("%s is found in %s, which is quiet", f.ID, a.Name)
			}
		}
		if f.Overlap.Sign() < 0 || f.Overlap.Cmp(f.Saves) > 0 {
			t.Errorf("%s: %s of %s are saved by others too", f.ID, f.Overlap, f.Saves)
		}
		sum = sum.Add(f.Saves).Sub(f.Overlap)
	}
	if !sum.Equal(found.Saves) {
		t.Errorf("findings save %s, and the total is %s", sum, found.Saves)
	}
}

// whole checks that a finding says all that it should, that its evidence runs and shows something, and that its fix names its resources.
func (h *house) whole(t *testing.T, f finding.Finding, run bool) {
	t.Helper()
	for _, text := range []playbook.Text{f.Title, f.Says, f.BreakEven, f.Risk, f.Fix.Title} {
		if text.EN == "" || text.JA == "" {
			t.Errorf("%s lacks a text in one language", f.ID)
		}
	}
	if !f.Before.Sub(f.After).Equal(f.Saves) || f.Saves.Sign() <= 0 || f.After.Sign() < 0 {
		t.Errorf("%s: %s before, %s after, %s saved", f.ID, f.Before, f.After, f.Saves)
	}
	if len(f.Evidence) == 0 {
		t.Errorf("%s has no evidence", f.ID)
	}
	for _, e := range f.Evidence {
		if !run {
			break
		}
		if _, rows := h.rows(t, e.SQL); (len(rows) == 0) != strings.HasSuffix(e.Name.EN, ": none") {
			t.Errorf("%s: %q shows nothing", f.ID, e.Name.EN)
		}
	}
	if f.Fix.Terraform == "" || f.Fix.CLI == "" || !slices.ContainsFunc(f.Resources, func(id string) bool { return strings.Contains(f.Fix.CLI, id[strings.LastIndexByte(id, ':')+1:]) }) {
		t.Errorf("%s: the fix names none of %q", f.ID, f.Resources)
	}
}
