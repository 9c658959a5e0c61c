package job

import (
	"context"
	"sync"
)

// Turns decides whose statement runs next: in order of arrival, but no workgroup runs more than it may, no principal has all places
// while there are several, and of those who wait the one with the fewest goes first.
type Turns struct {
	most int

	mu      sync.Mutex
	running int
	groups  map[string]int // running, by workgroup
	owners  map[string]int // running, by owner
	waiting []*Turn
}

// Turn is a statement that waits or runs.
type Turn struct {
	group, owner string
	limit        int // of the workgroup, 0 for none
	got          chan struct{}
}

// NewTurns returns turns for so many statements at a time.
func NewTurns(most int) *Turns {
	return &Turns{most: most, groups: map[string]int{}, owners: map[string]int{}}
}

// Queue puts a statement into the queue.
func (t *Turns) Queue(group, owner string, limit int) *Turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := &Turn{group: group, owner: owner, limit: limit, got: make(chan struct{})}
	t.waiting = append(t.waiting, x)
	t.next()
	return x
}

// Await waits for the turn of a statement. Where the context ends before, the statement leaves the queue.
func (t *Turns) Await(ctx context.Context, x *Turn) error {
	select {
	case <-x.got:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.waiting {
		if t.waiting[i] == x {
			t.waiting = append(t.waiting[:i], t.waiting[i+1:]...)
			return ctx.Err()
		}
	}
	t.end(x) // its turn came at the same moment
	return ctx.Err()
}

// Done ends a turn.
func (t *Turns) Done(x *Turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end(x)
}

func (t *Turns) end(x *Turn) {
	t.running--
	less(t.groups, x.group)
	less(t.owners, x.owner)
	t.next()
}

func less(counts map[string]int, key string) {
	if counts[key]--; counts[key] == 0 {
		delete(counts, key)
	}
}

// fits tells whether a statement may run now.
func (t *Turns) fits(x *Turn) bool {
	const several = 4
	own := t.most
	if own >= several {
		own -= own / several // one place in four is for others
	}
	return t.running < t.most && (x.limit == 0 || t.groups[x.group] < x.limit) && t.owners[x.owner] < own
}

// next lets those run who may.
func (t *Turns) next() {
	for {
		best := -1
		for i, x := range t.waiting {
			if t.fits(x) && (best < 0 || t.owners[x.owner] < t.owners[t.waiting[best].owner]) {
				best = i
			}
		}
		if best < 0 {
			return
		}
		x := t.waiting[best]
		t.waiting = append(t.waiting[:best], t.waiting[best+1:]...)
		t.running++
		t.groups[x.group]++
		t.owners[x.owner]++
		close(x.got)
	}
}

// count returns how many statements of a workgroup run and wait.
func (t *Turns) count(group string) (running, waiting int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, x := range t.waiting {
		if x.group == group {
			waiting++
		}
	}
	return t.groups[group], waiting
}
