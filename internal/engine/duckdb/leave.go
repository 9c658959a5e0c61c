package duckdb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// interruptEvery is how often a cancelled call is told to stop until it does: DuckDB forgets an interrupt that arrives
// between two of its steps.
const interruptEvery = 5 * time.Millisecond

// patience is how long a cancelled call may go on. DuckDB looks for an interrupt between the pieces of its work, and some
// pieces are large: the array of a hundred million values is made in one. Who waits for such a call is let go, and the call ends by itself.
const patience = 500 * time.Millisecond

// errLeft is the error of a session whose call was left.
var errLeft = errors.New("a call of this session goes on")

// left is a call that nobody waits for any more, and what has to be done when it has ended.
type left struct {
	mu    sync.Mutex
	ended bool
	then  []func()
}

// after runs f when the call has ended.
func (l *left) after(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.then = append(l.then, f)
		return
	}
	f()
}

// end runs what waits for the end.
func (l *left) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	for _, f := range l.then {
		f()
	}
	l.then = nil
}

// guarded runs f, a call into DuckDB, and interrupts it when the context ends. It returns f's error, or the context's when that
// is the cause. A call that does not end soon is left: then f goes on, and what it uses must be let go of by release.
func (s *session) guarded(ctx context.Context, f func() error) error {
	if s.left != nil {
		return errLeft
	}
	if err := ended(ctx); err != nil {
		return err
	}
	if ctx.Done() == nil {
		return f()
	}
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return because(ctx, err)
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	defer func() { s.stopping.Store(s.left != nil) }()
	enough := time.After(patience)
	for {
		bindings.Interrupt(s.conn)
		select {
		case err := <-done:
			return because(ctx, err)
		case <-enough:
			s.leave(done)
			return because(ctx, errLeft)
		case <-time.After(interruptEvery):
		}
	}
}

// leave lets a call go on without anybody who waits for it, and goes on telling it to stop.
func (s *session) leave(done <-chan error) {
	l := &left{}
	s.left = l
	s.in.leaving.Add(1)
	s.in.active.Done() // who closes the instance does not wait for it
	go func() {
		defer s.in.leaving.Done()
		defer l.end()
		for {
			bindings.Interrupt(s.conn)
			select {
			case <-done: //nolint:errcheck // nobody asks any more
				return
			case <-time.After(interruptEvery):
			}
		}
	}()
}

// release runs f, which lets go of something that calls use: at once, or when the call that was left has ended.
func (s *session) release(f func()) {
	if s.left == nil {
		f()
		return
	}
	s.left.after(f)
}

// because adds to an error that the context has ended, when it has.
func because(ctx context.Context, err error) error {
	if why := ended(ctx); err != nil && why != nil {
		return fmt.Errorf("%w: %w", why, err)
	}
	return err
}

// ended returns why a context has ended, nil when it has not.
func ended(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return errors.Join(ctx.Err(), context.Cause(ctx))
}
