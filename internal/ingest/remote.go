package ingest

import (
	"context"
	"fmt"
	"sync"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/source"
)

// copies are files that are being fetched to this machine, or are there. They are held until they are released.
type copies struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when nothing more comes
	size   int64         // of all
	byKey  map[string]blob.Copy
}

// fetch begins to fetch files.
func fetch(ctx context.Context, store blob.Remote, files []source.Object, told func(int64)) *copies {
	ctx, cancel := context.WithCancel(ctx)
	c := &copies{cancel: cancel, done: make(chan struct{}), byKey: map[string]blob.Copy{}}
	objects := make([]blob.Object, len(files))
	for i, o := range files {
		objects[i] = blob.Object{Key: o.Key, Size: o.Size, Version: o.Version, Modified: o.Modified}
		c.size += o.Size
	}
	go func() {
		defer close(c.done)
		for i, got := range store.Fetch(ctx, objects, told) {
			c.byKey[objects[i].Key] = got
		}
	}()
	return c
}

// release lets the files go, fetched or not. It may be called on nil.
func (c *copies) release() {
	if c == nil {
		return
	}
	c.cancel()
	<-c.done
	for _, got := range c.byKey {
		got.Release()
	}
}

// hold fetches the files of a delivery, and begins to fetch those of the next one, which then come while this one is converted. What it
// returns lets this one's go. For a folder of this machine it does nothing.
func (r *run) hold(ctx context.Context, p plan) (release func()) {
	store, ok := r.store.(blob.Remote)
	if !ok {
		return func() {}
	}
	if size := sizeOf(p); size > store.Room() {
		r.room = fmt.Errorf("its delivery has %.1f GiB, which must be on this machine at one time, and the copies of objects of S3 may have %.1f GiB: raise --cache-size",
			gib(size), gib(store.Room()))
		return func() { r.room = nil }
	}
	c := r.ahead[p.ID]
	delete(r.ahead, p.ID)
	if c == nil {
		c = fetch(ctx, store, p.Files, r.fetching(p))
	}
	<-c.done
	r.copies = c.byKey
	if next := r.following(p); next != nil && sizeOf(*next) <= store.Room()-c.size {
		r.ahead = map[string]*copies{next.ID: fetch(ctx, store, next.Files, nil)}
	}
	return func() {
		r.copies = nil
		c.release()
	}
}

func sizeOf(p plan) (size int64) {
	for _, o := range p.Files {
		size += o.Size
	}
	return size
}

func gib(n int64) float64 { return float64(n) / (1 << 30) }

// following returns the plan after p that has something to read; nil when there is none.
func (r *run) following(p plan) *plan {
	found := false
	for i := range r.plans {
		if found && !r.plans[i].same {
			return &r.plans[i]
		}
		found = found || r.plans[i].ID == p.ID
	}
	return nil
}

// drop lets go of what was fetched for later.
func (r *run) drop() {
	for _, c := range r.ahead {
		c.release()
	}
	r.ahead = nil
}

// fetching returns what tells how far the fetching of a delivery is.
func (r *run) fetching(p plan) func(int64) {
	var mu sync.Mutex
	var there int64
	all := sizeOf(p)
	return func(n int64) {
		mu.Lock()
		defer mu.Unlock()
		if there += n; r.Progress != nil {
			now := r.progress
			now.Delivery, now.Status = p.ID, "fetching"
			now.Bytes += int64(float64(min(there, all)) * fetchPart)
			r.Progress(now)
		}
	}
}

// fetchPart is the part of a delivery's work that is fetching, where it must be fetched.
const fetchPart = 0.5

// local returns the file of an object that hold has fetched.
func (r *run) local(o source.Object) (path, hash string, err error) {
	c, ok := r.copies[o.Key]
	if !ok && r.room != nil {
		return "", "", r.room
	}
	if !ok {
		return "", "", fmt.Errorf("%q was not fetched", o.Key)
	}
	return c.Path, c.Hash, c.Err
}

// metered wraps what opens a place, so that what its store asks for can be told.
func (r *run) metered(open func(string) (blob.Store, error)) func(string) (blob.Store, error) {
	return func(location string) (blob.Store, error) {
		store, err := open(location)
		if m, ok := store.(blob.Metered); ok && err == nil {
			r.meters = append(r.meters, m)
		}
		return store, err
	}
}

// traffic is what the stores of this run asked for; nil when they ask nobody.
func (r *run) traffic() *blob.Traffic {
	if len(r.meters) == 0 {
		return nil
	}
	var sum blob.Traffic
	for _, m := range r.meters {
		sum.Add(m.Traffic())
	}
	return &sum
}
