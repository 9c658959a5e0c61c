package job

import (
	"context"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
)

// got tells whether the turn of a statement has come.
func got(x *Turn) bool {
	select {
	case <-x.got:
		return true
	default:
		return false
	}
}

func TestNobodyHasAllTurns(t *testing.T) {
	turns := NewTurns(4)
	var mallory []*Turn
	for range 10 {
		mallory = append(mallory, turns.Queue("primary", "mallory", 0))
	}
	alice := turns.Queue("primary", "alice", 0)
	if !got(alice) || !got(mallory[2]) || got(mallory[3]) {
		t.Error("one place in four is for others")
	}
	bob := turns.Queue("primary", "bob", 0)
	turns.Done(mallory[0])
	if !got(bob) || got(mallory[3]) {
		t.Error("who has none goes before who has two")
	}
	if running, waiting := turns.count("primary"); running != 4 || waiting != 7 {
		t.Errorf("%d run, %d wait", running, waiting)
	}
}

func TestAWorkgroupRunsNoMoreThanItMay(t *testing.T) {
	turns := NewTurns(4)
	first, second := turns.Queue("lab", "alice", 1), turns.Queue("lab", "bob", 1)
	other := turns.Queue("primary", "carol", 0)
	if !got(first) || got(second) || !got(other) {
		t.Error("the second of the lab waits, and nobody else")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := turns.Await(ctx, second); err == nil {
		t.Error("it waits for ever")
	}
	third := turns.Queue("lab", "carol", 1)
	turns.Done(first)
	if got(second) || !got(third) {
		t.Error("who has left the queue has no turn")
	}
	turns.Done(third)
	turns.Done(other)
	if turns.running != 0 || len(turns.groups)+len(turns.owners)+len(turns.waiting) != 0 {
		t.Errorf("something is left: %+v", turns)
	}
}

// lab is a workgroup with alice as a member and an administrator.
type lab struct{ limits share.Limits }

func (l lab) Of(_ context.Context, who access.Principal, _ string) (share.Workgroup, error) {
	if who.Name == "mallory" {
		return share.Workgroup{}, fault.New(fault.NotFound, "WORKGROUP_NOT_FOUND", "there is no such workgroup")
	}
	return share.Workgroup{Name: "lab", Limits: l.limits}, nil
}

func (lab) Administers(_ context.Context, who access.Principal, name string) (bool, error) {
	return who.Name == "chief" && name == "lab", nil
}

func TestAWorkgroupIsSeenByWhoAdministersIt(t *testing.T) {
	p := newPlant()
	h := build(t, p, t.TempDir(), Options{Workgroups: lab{}})
	chief, other := access.Principal{Name: "chief"}, access.Principal{Name: "mallory"}
	j := h.start(t, "SELECT cost FROM cur")
	if _, err := h.Job(t.Context(), chief, j.ID); err != nil || j.Workgroup != "lab" {
		t.Errorf("while it runs: %+v, %v", j, err)
	}
	p.next <- 5
	close(p.next)
	h.until(t, j.ID, Succeeded)
	list, err := h.ListIn(t.Context(), chief, "lab", Find{Text: "COST", Limit: 10})
	if err != nil || len(list) != 1 || list[0].Owner != "local" || list[0].ID != j.ID {
		t.Errorf("got %+v, %v", list, err)
	}
	_, rows, err := h.Open(t.Context(), chief, j.ID)
	if err != nil || rows.Rows() != 5 || rows.Close() != nil {
		t.Errorf("the rows: %v", err)
	}
	_, err = h.ListIn(t.Context(), other, "lab", Find{Limit: 10})
	_, byJob := h.Job(t.Context(), other, j.ID)
	_, _, byOpen := h.Open(t.Context(), other, j.ID)
	for _, err := range []error{err, byJob, byOpen, h.Forget(t.Context(), other, j.ID)} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("another: %v", err)
		}
	}
	if err := h.Forget(t.Context(), chief, j.ID); err != nil || h.results.Has(j.ID) {
		t.Errorf("the administrator deletes it: %v", err)
	}
}

func TestAWorkgroupBoundsItsQueue(t *testing.T) {
	p := newPlant()
	h := build(t, p, t.TempDir(), Options{Workgroups: lab{share.Limits{Running: 1, Queued: 1, ResultAge: time.Second}}})
	h.until(t, h.start(t, "SELECT cost FROM cur").ID, Running)
	h.start(t, "SELECT cost FROM cur")
	if running, waiting := h.Counts("lab"); running != 1 || waiting != 1 {
		t.Errorf("%d run, %d wait", running, waiting)
	}
	_, err := h.Start(t.Context(), access.Local(), Request{SQL: "SELECT cost FROM cur"})
	if fault.KindOf(err) != fault.Exhausted {
		t.Errorf("got %v", err)
	}
}
