package webapi

import (
	"container/list"
	"sync"
)

// The bounds of the rows that are kept in memory, and what a value takes beside its text.
const (
	maxKept  = 64 << 20
	maxOne   = maxKept / 16
	cellSize = 24
)

// kept are the rows of queries that give the same rows each time, by who asked what of which catalog. They are bounded in bytes; what was
// not asked for longest goes first. Nobody changes the rows.
type kept struct {
	mu    sync.Mutex
	found map[string]*list.Element // of *keptRows
	order list.List                // the latest used first
	size  int
}

type keptRows struct {
	key  string
	ran  Ran
	size int
}

// get returns what is kept under a key.
func (k *kept) get(key string) (Ran, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.found[key]
	if e == nil {
		return Ran{}, false
	}
	k.order.MoveToFront(e)
	return rowsOf(e).ran, true
}

// put keeps rows, unless they are large or have no key.
func (k *kept) put(key string, ran Ran, size int) {
	size += len(key)
	if key == "" || size > maxOne {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.found == nil {
		k.found = map[string]*list.Element{}
	}
	if e := k.found[key]; e != nil {
		k.drop(e)
	}
	for k.size+size > maxKept {
		k.drop(k.order.Back())
	}
	k.found[key] = k.order.PushFront(&keptRows{key: key, ran: ran, size: size})
	k.size += size
}

func (k *kept) drop(e *list.Element) {
	rows := rowsOf(e)
	k.order.Remove(e)
	delete(k.found, rows.key)
	k.size -= rows.size
}

func rowsOf(e *list.Element) *keptRows {
	rows, _ := e.Value.(*keptRows) // nothing else is put there
	return rows
}
