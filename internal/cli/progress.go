package cli

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/query"
)

// The times of a progress bar: it appears after a while, so that quick commands stay quiet.
const (
	barDelay = 500 * time.Millisecond
	barEvery = 100 * time.Millisecond
)

// bar shows how far a command is, on a terminal only. It is used by the command's goroutine; another one draws it.
type bar struct {
	mu    sync.Mutex
	state func() barState
	done  chan struct{}
	ended sync.WaitGroup
	once  sync.Once
}

// barState is what a bar shows: bytes done of all, and of what. With no bytes known, it shows that something goes on.
type barState struct {
	about     string
	done, all int64
}

// startBar returns a bar that waits for something to follow. Without a terminal it shows nothing.
func (c *command) startBar() *bar {
	b := &bar{done: make(chan struct{})}
	if c.ErrTerminal {
		b.ended.Add(1)
		go func() {
			defer b.ended.Done()
			c.draw(b)
		}()
	}
	return b
}

// follow shows the progress of a query.
func (b *bar) follow(r *query.Result) {
	b.set(func() barState {
		p := r.Progress()
		if p.Fraction < 0 || r.Bytes <= 0 {
			return barState{about: "running"}
		}
		return barState{about: "reading", done: int64(p.Fraction * float64(r.Bytes)), all: r.Bytes}
	})
}

// sync shows the progress of a sync.
func (b *bar) sync(p ingest.Progress) {
	b.set(func() barState { return barState{about: p.Source, done: p.Bytes, all: p.BytesAll} })
}

func (b *bar) set(state func() barState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.state = state
}

func (b *bar) now() barState {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == nil {
		return barState{about: "starting"}
	}
	return b.state()
}

// stop removes the bar and waits until it is gone. It may be called more than once. What the bar followed may end only after this.
func (b *bar) stop() {
	b.once.Do(func() { close(b.done) })
	b.ended.Wait()
}

// quiet is a terminal that a bar leaves before anything is written to it.
type quiet struct {
	out io.Writer
	bar *bar
}

// Write stops the bar and writes p.
func (q *quiet) Write(p []byte) (int, error) {
	q.bar.stop()
	return q.out.Write(p)
}

// draw draws the bar until it is stopped.
func (c *command) draw(b *bar) {
	select {
	case <-b.done:
		return
	case <-time.After(barDelay):
	}
	tick := time.NewTicker(barEvery)
	defer tick.Stop()
	shown := newBar(c, b.now())
	for {
		select {
		case <-b.done:
			shown.Clear() //nolint:errcheck // a bar that cannot be drawn does no harm
			return
		case <-tick.C:
		}
		state := b.now()
		if state.all != shown.GetMax64() && state.all > 0 {
			shown.ChangeMax64(state.all)
		}
		shown.Describe(state.about)
		shown.Set64(min(state.done, max(state.all-1, 0))) //nolint:errcheck // as above
	}
}

// newBar returns what draws.
func newBar(c *command, state barState) *progressbar.ProgressBar {
	all := state.all
	if all <= 0 {
		all = -1 // a spinner
	}
	return progressbar.NewOptions64(all,
		progressbar.OptionSetWriter(c.Stderr),
		progressbar.OptionSetDescription(state.about),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowTotalBytes(true),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionFullWidth(),
		progressbar.OptionSetSpinnerChangeInterval(0), // else the spinner draws itself, even when it was cleared
		progressbar.OptionClearOnFinish(),
	)
}
