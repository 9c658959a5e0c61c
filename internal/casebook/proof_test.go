package casebook

import (
	"fmt"
	"slices"
	"testing"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/fault"
)

// proofHouse has a case that lasts: an account costs 50 a day instead of 10 since March.
func proofHouse(t *testing.T) (h *house, id string) {
	t.Helper()
	h = newHouse(t)
	h.world.set("1", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-03-01"), day("2025-04-20"))
	return h, fmt.Sprint("1-", day("2025-03-01"))
}

// kinds are the kinds of a case's log.
func kinds(d Detail) []string {
	var out []string
	for _, e := range d.Log {
		out = append(out, e.Kind)
	}
	return out
}

func TestAFixThatWorksEndsItsCase(t *testing.T) {
	h, id := proofHouse(t)
	h.world.set("1", 25, day("2025-04-10"), day("2025-04-20"))
	h.evaluate()
	ctx, fixed := t.Context(), StateFixed
	d, err := h.Edit(ctx, boss, id, Edit{State: &fixed, Fixed: "2025-04-10"})
	if err != nil {
		t.Fatal(err)
	}
	p := d.Proof
	if p == nil || p.Outcome != anomaly.Worked || p.Until != "2025-04-17" || p.Days != 7 || p.Actual.String() != "175" || p.Would.String() != "350" || p.Saved.String() != "175" || p.Monthly.String() != "750" {
		t.Fatalf("%+v", p)
	}
	if p.Low.Cmp(p.Would) >= 0 || p.High.Cmp(p.Would) <= 0 || p.Low.Cmp(p.Actual) <= 0 {
		t.Errorf("the bounds are %s and %s", p.Low, p.High)
	}
	if d.State != StateFixed || d.End != "2025-04-10" || d.Actual.String() != "2000" {
		t.Errorf("%s, until %s, %s", d.State, d.End, d.Actual)
	}
	same(t, "log", kinds(d), "raised", "state", "saved")
	if got := h.changes(); got[len(got)-1] != "ended "+id {
		t.Errorf("nobody was told: %q", got)
	}
	// Who says that it is open takes the end back, and who says again that it is fixed sets it again.
	open := StateOpen
	if d, err = h.Edit(ctx, boss, id, Edit{State: &open}); err != nil || d.Ended || d.Proof != nil || d.Actual.String() != "2250" {
		t.Errorf("%t %s %+v, %v", d.Ended, d.Actual, d.Proof, err)
	}
	if d, err = h.Edit(ctx, boss, id, Edit{State: &fixed, Fixed: "2025-04-10"}); err != nil || d.End != "2025-04-10" || d.Actual.String() != "2000" {
		t.Errorf("%s %s, %v", d.End, d.Actual, err)
	}
	if d, err = h.Edit(ctx, boss, id, Edit{State: &fixed}); err != nil || d.End != "2025-04-10" || d.Proof.Fixed != "2025-04-10" {
		t.Errorf("%s %+v, %v", d.End, d.Proof, err)
	}
	// Days that come are counted, and nothing is said twice.
	h.world.set("1", 25, day("2025-04-20"), day("2025-04-25"))
	h.evaluate()
	if d, err = h.Case(ctx, boss, id); err != nil || d.Proof.Days != 12 || d.Proof.Saved.String() != "300" || d.End != "2025-04-10" || d.Actual.String() != "2000" {
		t.Errorf("%+v, %v", d.Proof, err)
	}
	same(t, "log", kinds(d), "raised", "state", "saved", "state", "state", "saved")
	// What comes back is open again.
	h.world.set("1", 50, day("2025-04-25"), day("2025-05-06"))
	h.evaluate()
	if d, err = h.Case(ctx, boss, id); err != nil || d.State != StateOpen || d.Ended || d.Proof.Outcome != anomaly.Failed {
		t.Errorf("%s %t %+v, %v", d.State, d.Ended, d.Proof, err)
	}
	if got := kinds(d); got[len(got)-1] != "failed" {
		t.Errorf("log: %q", got)
	}
}

func TestAFixThatDoesNotWorkIsTold(t *testing.T) {
	h, id := proofHouse(t)
	h.evaluate()
	ctx, fixed, open := t.Context(), StateFixed, StateOpen
	for named, kind := range map[string]fault.Kind{"2025-02-01": fault.Invalid, "2025-05-01": fault.Invalid, "soon": fault.Invalid} {
		if _, err := h.Edit(ctx, boss, id, Edit{State: &fixed, Fixed: named}); fault.KindOf(err) != kind {
			t.Errorf("a fix of %s: %v", named, err)
		}
	}
	if _, err := h.Edit(ctx, boss, id, Edit{State: &open, Fixed: "2025-04-10"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an open case was fixed: %v", err)
	}
	// Without a day it is fixed from the next one on: there is nothing to say yet.
	d, err := h.Edit(ctx, boss, id, Edit{State: &fixed})
	if err != nil || d.Proof == nil || d.Proof.Outcome != anomaly.Waiting || d.Proof.Fixed != "2025-04-20" || d.Proof.Days != 0 || d.State != StateFixed {
		t.Fatalf("%+v, %v", d.Proof, err)
	}
	h.world.set("1", 50, day("2025-04-20"), day("2025-05-01"))
	h.evaluate()
	if d, err = h.Case(ctx, boss, id); err != nil || d.Proof.Outcome != anomaly.Waiting || d.Proof.Days != 8 || d.State != StateFixed {
		t.Errorf("%+v, %v", d.Proof, err)
	}
	h.world.set("1", 50, day("2025-05-01"), day("2025-05-08"))
	h.evaluate()
	if d, err = h.Case(ctx, boss, id); err != nil || d.Proof.Outcome != anomaly.Failed || d.State != StateOpen || !slices.Contains(kinds(d), "failed") {
		t.Errorf("%s %+v, %v", d.State, d.Proof, err)
	}
	// Nobody who does not see the case learns of it.
	if _, err := h.Edit(ctx, alice, id, Edit{State: &fixed, Fixed: "2025-04-10"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}
