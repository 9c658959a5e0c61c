// Package workgroup says in which workgroup a statement runs and what it is held to there. It promises that nobody runs statements in a
// workgroup that does not have him, that a workgroup which somebody may not use is as absent as one that never was, that enforced limits
// hold whatever is asked for, and that what a day has read is counted across restarts.
//
//	groups := &workgroup.Groups{State: shares.State, Days: store, Now: time.Now}
//	g, err := groups.Of(ctx, who, "")            // the principal's own: primary, where nobody says otherwise
//	bounds, err := groups.Bounds(ctx, who, "", query.Bounds{})
package workgroup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/store"
)

// Days count what workgroups read: store.Store.
type Days interface {
	Spend(ctx context.Context, workgroup, day string, bytes, most int64) (before int64, ok bool, err error)
	SpendCPU(ctx context.Context, workgroup, day string, cpu time.Duration) error
	Spent(ctx context.Context, workgroup, day string) (store.Day, error)
}

// Groups are the workgroups of an installation. It is a query.Workgroups.
type Groups struct {
	// State returns who may see what, and the workgroups, at this moment.
	State func(ctx context.Context) (share.State, error)
	Days  Days
	Now   func() time.Time
}

// Standing is a workgroup as who asks sees it.
type Standing struct {
	share.Workgroup
	// Own tells that statements run there which name none. Administered, that who asks administers it.
	Own, Administered bool
	// Today is how many bytes of the limit of the day are counted, and CPUToday how much CPU time of that.
	Today    int64
	CPUToday time.Duration
}

// errNone is the answer for a workgroup that is not there, and for one that is not for who asks.
func errNone(name string) error {
	return fault.New(fault.NotFound, "WORKGROUP_NOT_FOUND", fmt.Sprintf("there is no workgroup %q, or you are no member of it", name))
}

// Of returns the workgroup of a name, "" for the principal's own.
func (g *Groups) Of(ctx context.Context, who access.Principal, name string) (share.Workgroup, error) {
	state, err := g.State(ctx)
	if err != nil {
		return share.Workgroup{}, err
	}
	return in(state, who, name)
}

// Administers tells whether a principal administers a workgroup: its results and its history. Who asks as another does not: what others ran is
// theirs, and no part of what the other one sees.
func (g *Groups) Administers(ctx context.Context, who access.Principal, name string) (bool, error) {
	state, err := g.State(ctx)
	if err != nil {
		return false, err
	}
	group, ok := find(state, name)
	return ok && administers(group, who), nil
}

func administers(group share.Workgroup, who access.Principal) bool {
	return who.By == "" && has(group.Administrators, who)
}

// All returns the workgroups that a principal may use or administers, by name, primary first.
func (g *Groups) All(ctx context.Context, who access.Principal) ([]Standing, error) {
	state, err := g.State(ctx)
	if err != nil {
		return nil, err
	}
	own := ownOf(state, who)
	groups := slices.Clone(state.Workgroups)
	if _, ok := find(state, query.Primary); !ok {
		groups = append(groups, share.Workgroup{Name: query.Primary})
	}
	var out []Standing
	for _, group := range groups {
		s := Standing{Workgroup: group, Own: group.Name == own, Administered: administers(group, who)}
		if !s.Administered && !member(group, who) {
			continue
		}
		if group.Limits.BytesPerDay > 0 || group.Limits.CPUPerDay > 0 {
			day, err := g.Days.Spent(ctx, group.Name, g.today())
			if err != nil {
				return nil, err
			}
			s.Today, s.CPUToday = day.Bytes, day.CPU
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// rank puts primary first.
func rank(name string) int {
	if name == query.Primary {
		return 0
	}
	return 1
}

// Bounds returns what a statement is held to. Where a workgroup enforces its limits, what is asked for can only be less; elsewhere it counts
// in place of the limit.
func (g *Groups) Bounds(ctx context.Context, who access.Principal, name string, asked query.Bounds) (query.Bounds, error) {
	group, err := g.Of(ctx, who, name)
	if err != nil {
		return query.Bounds{}, err
	}
	l := group.Limits
	pick := func(limit, ask int64) int64 {
		if ask > 0 && (limit == 0 || !group.Enforced || ask < limit) {
			return ask
		}
		return limit
	}
	return query.Bounds{
		Workgroup: group.Name,
		Engine: engine.Limits{
			Memory: pick(l.Memory, asked.Engine.Memory), Disk: pick(l.Disk, asked.Engine.Disk), CPU: time.Duration(pick(int64(l.CPU), int64(asked.Engine.CPU))),
		},
		Bytes: pick(l.BytesScanned, asked.Bytes),
		Rows:  pick(l.Rows, asked.Rows),
		Time:  time.Duration(pick(int64(l.Time), int64(asked.Time))),
	}, nil
}

// Spend counts what a statement is about to read, where the workgroup bounds a day.
func (g *Groups) Spend(ctx context.Context, name string, bytes int64) error {
	state, err := g.State(ctx)
	if err != nil {
		return err
	}
	group, _ := find(state, name)
	most := group.Limits.BytesPerDay
	if most == 0 {
		return nil
	}
	before, ok, err := g.Days.Spend(ctx, name, g.today(), bytes, most)
	if err != nil || ok {
		return err
	}
	return fault.New(fault.Exhausted, "EXCEEDED_DAILY_LIMIT", fmt.Sprintf(
		"the workgroup %q may read %d bytes a day, and has read %d today; the day ends at midnight UTC", name, most, before))
}

// CPU returns how much CPU time of the day is left, where the workgroup bounds a day; 0 where it does not. A statement is held to what was left
// when it began, so that those that run at the same time can take it once each.
func (g *Groups) CPU(ctx context.Context, name string) (time.Duration, error) {
	state, err := g.State(ctx)
	if err != nil {
		return 0, err
	}
	group, _ := find(state, name)
	most := group.Limits.CPUPerDay
	if most == 0 {
		return 0, nil
	}
	day, err := g.Days.Spent(ctx, name, g.today())
	if err != nil {
		return 0, err
	}
	if left := most - day.CPU; left > 0 {
		return left, nil
	}
	return 0, fault.New(fault.Exhausted, "EXCEEDED_DAILY_LIMIT", fmt.Sprintf(
		"the workgroup %q may take %s of CPU time a day, and has taken %s today; the day ends at midnight UTC", name, most, day.CPU.Round(time.Millisecond)))
}

// Used counts CPU time that a statement took, where the workgroup bounds a day.
func (g *Groups) Used(ctx context.Context, name string, cpu time.Duration) error {
	state, err := g.State(ctx)
	if err != nil {
		return err
	}
	if group, _ := find(state, name); group.Limits.CPUPerDay == 0 {
		return nil
	}
	return g.Days.SpendCPU(ctx, name, g.today(), cpu)
}

// today is the UTC day of this moment.
func (g *Groups) today() string { return g.Now().UTC().Format(time.DateOnly) }

// in returns the workgroup in which a principal's statement runs.
func in(state share.State, who access.Principal, name string) (share.Workgroup, error) {
	if name == "" {
		name = ownOf(state, who)
	}
	group, ok := find(state, name)
	switch {
	case !ok && name == query.Primary:
		return share.Workgroup{Name: query.Primary}, nil
	case !ok, !member(group, who):
		return share.Workgroup{}, errNone(name)
	}
	return group, nil
}

// ownOf returns the workgroup of who names none: the principal's own record says it, then those of its groups in order of their names.
func ownOf(state share.State, who access.Principal) string {
	names := append([]string{who.Name}, slices.Sorted(slices.Values(who.Groups))...)
	for _, name := range names {
		for _, p := range state.Principals {
			if p.Name == name && p.Workgroup != "" {
				return p.Workgroup
			}
		}
	}
	return query.Primary
}

func find(state share.State, name string) (share.Workgroup, bool) {
	i := slices.IndexFunc(state.Workgroups, func(g share.Workgroup) bool { return g.Name == name })
	if i < 0 {
		return share.Workgroup{}, false
	}
	return state.Workgroups[i], true
}

// member tells whether a principal may run statements in a workgroup.
func member(g share.Workgroup, who access.Principal) bool {
	return g.Name == query.Primary || has(g.Members, who) || has(g.Administrators, who)
}

// has tells whether a list names a principal or one of its groups.
func has(names []string, who access.Principal) bool {
	return who.Name != "" && slices.Contains(names, who.Name) || slices.ContainsFunc(who.Groups, func(g string) bool { return slices.Contains(names, g) })
}
