package console

import (
	"sync"
	"time"
)

// What the cache holds at most, and for how long: what external tables read may change without a new snapshot.
const (
	maxKept  = 512
	maxStale = 5 * time.Minute
)

// cache keeps answers in memory. A key names who asked and of which snapshot, so that nobody gets what was found for another. When it is
// full, the answer that was longest not asked for goes. One answer is made once, however many ask for it at the same time.
type cache struct {
	mu   sync.Mutex
	kept map[string]*answer
	tick int64
}

// answer is what was found; done is closed when it is there.
type answer struct {
	done chan struct{}
	made time.Time
	used int64
	what any
	err  error
}

func newCache() *cache { return &cache{kept: map[string]*answer{}} }

// claim returns the answer of a key, and whether the caller has to make it.
func (c *cache) claim(key string, now time.Time) (a *answer, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick++
	if a := c.kept[key]; a != nil && now.Sub(a.made) < maxStale {
		a.used = c.tick
		return a, false
	}
	if len(c.kept) >= maxKept {
		c.drop()
	}
	a = &answer{done: make(chan struct{}), made: now, used: c.tick}
	c.kept[key] = a
	return a, true
}

// drop forgets the answer that was longest not asked for.
func (c *cache) drop() {
	oldest := ""
	for key, a := range c.kept {
		if oldest == "" || a.used < c.kept[oldest].used {
			oldest = key
		}
	}
	delete(c.kept, oldest)
}

// settle puts what was found, or forgets the key where it failed: the next one tries again.
func (c *cache) settle(key string, a *answer, what any, err error) {
	c.mu.Lock()
	a.what, a.err = what, err
	if err != nil && c.kept[key] == a {
		delete(c.kept, key)
	}
	c.mu.Unlock()
	close(a.done)
}
