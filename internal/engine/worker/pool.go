package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Pool is the workers, and who may have one. It is an engine.Engine.
type Pool struct {
	options Options
	numbers atomic.Int64 // of workers that were started
	warned  sync.Once

	mu      sync.Mutex
	closed  bool
	all     map[*process]bool
	idle    []*process // the last one was used last: what it has read is warm
	coming  int        // workers that are being started, to wait
	taken   map[string]int
	running int
	waiting []*waiter
	memory  purse
	gone    sync.WaitGroup // processes that have not ended
}

// waiter is who waits for a place.
type waiter struct {
	who   string
	limit int64
	got   chan *place
}

// place is the right to run a statement in so much memory.
type place struct {
	who    string
	memory int64
	paid   int64 // of memory, what the purse lent
}

// Open returns a pool and starts the workers that wait for work. Close it.
func Open(o Options) (*Pool, error) {
	if len(o.Command) == 0 || o.TempDir == "" {
		return nil, errors.New("a pool needs a command and a folder")
	}
	o = o.withDefaults()
	p := &Pool{options: o, all: map[*process]bool{}, taken: map[string]int{}, memory: newPurse(o.Memory, o.Running)}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.warm()
	return p, nil
}

// Close kills all workers. What runs ends with an error.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	for w := range p.all {
		w.kill(fault.New(fault.Unavailable, "SERVER_STOPS", "the server is being stopped"))
	}
	for _, w := range p.waiting {
		close(w.got)
	}
	p.waiting = nil
	p.mu.Unlock()
	p.gone.Wait()
	return nil
}

// most is how many workers one principal may have at a time: one in four is for the others.
func (p *Pool) most() int { return p.options.Running - max(p.options.Running/4, 1) }

// enter waits for the right to run a statement.
func (p *Pool) enter(ctx context.Context, who string, limit int64) (*place, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errClosed()
	}
	if len(p.waiting) == 0 || !p.anyFits() {
		if p.fits(who) {
			defer p.mu.Unlock()
			return p.give(who, limit), nil
		}
	}
	w := &waiter{who: who, limit: limit, got: make(chan *place, 1)}
	p.waiting = append(p.waiting, w)
	p.mu.Unlock()
	select {
	case got, ok := <-w.got:
		if !ok {
			return nil, errClosed()
		}
		return got, nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.waiting {
		if p.waiting[i] == w {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			return nil, interrupted(context.Cause(ctx))
		}
	}
	if got, ok := <-w.got; ok { // it came at the same moment
		p.back(got)
	}
	return nil, interrupted(context.Cause(ctx))
}

func errClosed() error {
	return fault.New(fault.Unavailable, "SERVER_STOPS", "the server is being stopped")
}

// fits tells whether a principal may have a worker now.
func (p *Pool) fits(who string) bool {
	return p.running < p.options.Running && p.taken[who] < p.most()
}

// anyFits tells whether somebody who waits may have one.
func (p *Pool) anyFits() bool {
	for _, w := range p.waiting {
		if p.fits(w.who) {
			return true
		}
	}
	return false
}

// give gives a principal a place.
func (p *Pool) give(who string, limit int64) *place {
	p.running++
	p.taken[who]++
	memory, paid := p.memory.take(limit)
	return &place{who: who, memory: memory, paid: paid}
}

// leave gives a place back, and to who has the fewest of those who wait.
func (p *Pool) leave(l *place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.back(l)
}

func (p *Pool) back(l *place) {
	p.running--
	if p.taken[l.who]--; p.taken[l.who] == 0 {
		delete(p.taken, l.who)
	}
	p.memory.give(l.paid)
	for {
		next := -1
		for i, w := range p.waiting {
			if p.fits(w.who) && (next < 0 || p.taken[w.who] < p.taken[p.waiting[next].who]) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		w := p.waiting[next]
		p.waiting = append(p.waiting[:next], p.waiting[next+1:]...)
		w.got <- p.give(w.who, w.limit)
	}
}

// worker returns a worker that waits, or a new one.
func (p *Pool) worker(ctx context.Context) (*process, error) {
	p.mu.Lock()
	for len(p.idle) > 0 {
		w := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if w.alive() {
			p.warm()
			p.mu.Unlock()
			return w, nil
		}
	}
	p.mu.Unlock()
	return p.spawn(ctx)
}

// warm starts the workers that are to wait for work.
func (p *Pool) warm() {
	for !p.closed && len(p.idle)+p.coming < p.options.Warm && len(p.all)+p.coming < p.options.Running+p.options.Warm {
		p.coming++
		go func() {
			w, err := p.spawn(context.Background()) //nolint:forbidigo // it waits for whoever comes; launching has a time of its own
			p.mu.Lock()
			defer p.mu.Unlock()
			p.coming--
			if err != nil {
				p.options.Log.Error("a worker cannot start", "error", err)
				return
			}
			p.idle = append([]*process{w}, p.idle...)
		}()
	}
}

// spawn starts a worker and waits until it is ready.
func (p *Pool) spawn(ctx context.Context) (*process, error) {
	dir := filepath.Join(p.options.TempDir, "worker-"+strconv.Itoa(os.Getpid())+"-"+strconv.FormatInt(p.numbers.Add(1), 10))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, noWorker(err)
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errors.Join(errClosed(), os.RemoveAll(dir))
	}
	p.gone.Add(1)
	w, err := launch(p.options, setup{DataDirs: p.options.DataDirs, TempDir: dir, Threads: p.options.Threads, Idle: p.memory.floor})
	if err != nil {
		p.gone.Done()
		p.mu.Unlock()
		return nil, noWorker(errors.Join(err, os.RemoveAll(dir)))
	}
	p.all[w] = true
	p.mu.Unlock()
	go func() {
		defer p.gone.Done()
		<-w.dead
		p.mu.Lock()
		delete(p.all, w)
		p.mu.Unlock()
		if err := os.RemoveAll(dir); err != nil {
			p.options.Log.Warn("a worker's folder is left", "error", err)
		}
	}()
	standing, err := w.greet(ctx)
	if err != nil {
		return nil, noWorker(err)
	}
	if !standing.Files || !standing.Network {
		p.warned.Do(func() {
			p.options.Log.Warn("this system cannot shut workers off whole", "files", standing.Files, "network", standing.Network)
		})
	}
	return w, nil
}

// noWorker is the error of a worker that does not start.
func noWorker(err error) error {
	return fault.Wrap(fmt.Errorf("start worker: %w", err), fault.Unavailable, string(diag.GenericInternalError), "The query engine cannot start")
}

// keep lets a worker that has done its work wait for more, or ends it where it is of no more use.
func (p *Pool) keep(w *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || !w.alive() || w.spent.Load() || len(p.idle) >= p.options.Running {
		w.kill(errSpent)
		p.warm()
		return
	}
	w.rested = time.Now() //nolint:forbidigo // how long it waits, not what time it is
	p.idle = append(p.idle, w)
	if len(p.idle) > p.options.Warm {
		time.AfterFunc(idleTime, p.thin)
	}
}

// idleTime is for how long workers wait that are more than need to be warm.
const idleTime = time.Minute

// thin ends workers that have waited for long, down to those that are to be warm.
func (p *Pool) thin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > p.options.Warm && time.Since(p.idle[0].rested) >= idleTime {
		p.idle[0].kill(errSpent)
		p.idle = p.idle[1:]
	}
}

// errSpent is why a worker ends that nobody needs.
var errSpent = errors.New("the worker is spent")
