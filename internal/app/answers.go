package app

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/access"
)

// life is how long the workbench is open, and what runs for it.
type life struct {
	ctx     context.Context //nolint:containedctx // that of the workbench: what runs in it is for all who ask
	end     context.CancelFunc
	running sync.WaitGroup
}

// newLife returns a life that does not end with ctx, but with close.
func newLife(ctx context.Context) *life {
	l := &life{}
	l.ctx, l.end = context.WithCancel(context.WithoutCancel(ctx))
	return l
}

// close cancels what runs and waits for it.
func (l *life) close() {
	l.end()
	l.running.Wait()
}

// answers holds answers for a version of the lake, by principal. Each is made once, also when many ask at the same time, and goes on being
// made when who asked first goes away: the next one will ask the same.
type answers[T any] struct {
	mu      sync.Mutex
	version string
	made    map[string]*making[T]
}

// making is an answer that is there once done is closed.
type making[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// get returns the answer for a principal, and makes it where there is none, with a context that ends with the server. One that failed is
// made anew the next time.
func (k *answers[T]) get(ctx context.Context, l *life, version string, who access.Principal, do func(context.Context) (T, error)) (T, error) {
	const most = 64 // principals
	key := who.Name + "\x00" + strings.Join(who.Groups, "\x00")
	k.mu.Lock()
	if k.version != version || len(k.made) >= most {
		k.version, k.made = version, map[string]*making[T]{}
	}
	m, there := k.made[key]
	if !there {
		m = &making[T]{done: make(chan struct{})}
		k.made[key] = m
		l.running.Go(func() { k.make(l.ctx, key, m, do) })
	}
	k.mu.Unlock()
	select {
	case <-m.done:
		return m.value, m.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// make makes an answer.
func (k *answers[T]) make(life context.Context, key string, m *making[T], do func(context.Context) (T, error)) {
	defer close(m.done)
	defer func() {
		if trouble := recover(); trouble != nil { // our bug must not end the server
			m.err = fmt.Errorf("panic: %v", trouble)
		}
		if m.err == nil {
			return
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.made[key] == m {
			delete(k.made, key)
		}
	}()
	m.value, m.err = do(life)
}
