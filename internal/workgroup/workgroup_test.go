package workgroup

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/store"
)

var (
	alice = access.Principal{Name: "alice", Groups: []string{"team"}}
	bob   = access.Principal{Name: "bob"}
	chief = access.Principal{Name: "chief"}
)

// state has two workgroups beside primary, which nobody has written down.
func state() share.State {
	return share.State{
		Principals: []share.Principal{{Name: "team", Kind: share.Group, Workgroup: "lab"}, {Name: "alice", Kind: share.User}},
		Workgroups: []share.Workgroup{
			{Name: "lab", Members: []string{"team"}, Administrators: []string{"chief"}, Enforced: true, Limits: share.Limits{
				BytesScanned: 1000, Rows: 10, Time: time.Minute, Memory: 1 << 20, BytesPerDay: 1500, CPU: 5 * time.Second, CPUPerDay: time.Minute,
			}},
			{Name: "soft", Members: []string{"alice", "bob"}, Limits: share.Limits{Rows: 10}},
		},
	}
}

// groups returns workgroups at a time that the test sets.
func groups(t *testing.T, s share.State) (*Groups, *time.Time) {
	t.Helper()
	now := time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	days, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "records.sqlite"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = days.Close() })
	return &Groups{State: func(context.Context) (share.State, error) { return s, nil }, Days: days, Now: clock}, &now
}

func TestWhereAStatementRuns(t *testing.T) {
	g, _ := groups(t, state())
	for _, c := range []struct {
		who        access.Principal
		name, want string
	}{
		{alice, "", "lab"},
		{alice, "primary", "primary"},
		{alice, "soft", "soft"},
		{bob, "", "primary"},
		{bob, "lab", ""},
		{bob, "nowhere", ""},
		{chief, "lab", "lab"},
		{access.Principal{}, "soft", ""},
	} {
		got, err := g.Of(t.Context(), c.who, c.name)
		if got.Name != c.want || (c.want == "") != (fault.KindOf(err) == fault.NotFound && err != nil) {
			t.Errorf("%s in %q: got %q, %v", c.who.Name, c.name, got.Name, err)
		}
	}
	_, hidden := g.Of(t.Context(), bob, "lab")
	_, absent := g.Of(t.Context(), bob, "xyz")
	if strings.ReplaceAll(hidden.Error(), "lab", "xyz") != absent.Error() {
		t.Errorf("hidden and absent differ: %v, %v", hidden, absent)
	}
}

func TestEnforcedLimitsHold(t *testing.T) {
	g, _ := groups(t, state())
	much := query.Bounds{Bytes: 5000, Rows: 5, Time: time.Hour, Engine: engine.Limits{Memory: 1 << 30, Disk: 7, CPU: time.Hour}}
	got, err := g.Bounds(t.Context(), alice, "lab", much)
	want := query.Bounds{Workgroup: "lab", Bytes: 1000, Rows: 5, Time: time.Minute, Engine: engine.Limits{Memory: 1 << 20, Disk: 7, CPU: 5 * time.Second}}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err = g.Bounds(t.Context(), alice, "soft", query.Bounds{Rows: 50}); err != nil || got.Rows != 50 {
		t.Errorf("a default was enforced: %+v, %v", got, err)
	}
	if got, err = g.Bounds(t.Context(), alice, "soft", query.Bounds{}); err != nil || got.Rows != 10 {
		t.Errorf("a default does not count: %+v, %v", got, err)
	}
}

func TestADayHasItsBytes(t *testing.T) {
	g, now := groups(t, state())
	for i, ok := range []bool{true, false, true, false} {
		err := g.Spend(t.Context(), "lab", []int64{1000, 501, 500, 1}[i])
		if ok != (err == nil) || !ok && (fault.KindOf(err) != fault.Exhausted || !strings.Contains(err.Error(), `"lab" may read 1500 bytes a day`)) {
			t.Errorf("%d: got %v", i, err)
		}
	}
	if all, err := g.All(t.Context(), chief); err != nil || len(all) != 2 || all[1].Today != 1500 || !all[1].Administered {
		t.Errorf("got %+v, %v", all, err)
	}
	*now = now.Add(time.Hour)
	if err := g.Spend(t.Context(), "lab", 1); err != nil {
		t.Errorf("the next day: %v", err)
	}
	if err := g.Spend(t.Context(), "soft", 1<<60); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}

func TestADayHasItsCPUTime(t *testing.T) {
	g, now := groups(t, state())
	for i, want := range []time.Duration{60, 40, 20, 0} {
		left, err := g.CPU(t.Context(), "lab")
		if left != want*time.Second || (want == 0) != (fault.KindOf(err) == fault.Exhausted && err != nil) {
			t.Errorf("%d: got %s, %v", i, left, err)
		}
		if want == 0 && !strings.Contains(err.Error(), `"lab" may take 1m0s of CPU time a day, and has taken 1m0s today`) {
			t.Errorf("got %v", err)
		}
		if err := g.Used(t.Context(), "lab", 20*time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := g.All(t.Context(), chief); err != nil || len(all) != 2 || all[1].CPUToday != 80*time.Second {
		t.Errorf("got %+v, %v", all, err)
	}
	*now = now.Add(time.Hour)
	if left, err := g.CPU(t.Context(), "lab"); left != time.Minute || err != nil {
		t.Errorf("the next day: %s, %v", left, err)
	}
	if err := g.Used(t.Context(), "soft", time.Hour); err != nil {
		t.Error(err)
	}
	if left, err := g.CPU(t.Context(), "soft"); left != 0 || err != nil {
		t.Errorf("without a limit: %s, %v", left, err)
	}
}

func TestWhatOneSees(t *testing.T) {
	g, _ := groups(t, state())
	for who, want := range map[string]string{"alice": "primary lab* soft", "bob": "primary* soft", "nobody": "primary*"} {
		p := access.Principal{Name: who}
		if who == "alice" {
			p = alice
		}
		all, err := g.All(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range all {
			if s.Own {
				s.Name += "*"
			}
			names = append(names, s.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: got %s, want %s", who, got, want)
		}
	}
}
