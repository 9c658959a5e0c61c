package explore

import (
	"context"
	"fmt"
	"sync"

	"github.com/glauxhq/glaux/internal/access"
)

// Memory is a Runner that remembers the names of services, which are slow to find and rarely change: as long as the version stays, for each
// principal by itself. It may be used by many at once.
type Memory struct {
	Runner
	version func(context.Context) (string, error)

	mu    sync.Mutex
	at    string // the version that names are of
	names map[string]*names
}

// maxRemembered bounds what is remembered.
const maxRemembered = 256

// Remember returns a Runner that remembers. version changes with everything that can be queried.
func Remember(runner Runner, version func(context.Context) (string, error)) *Memory {
	return &Memory{Runner: runner, version: version}
}

// recall returns the names that were found for a principal under a key, or finds them. What was found while the version changed is not
// kept.
func (m *Memory) recall(ctx context.Context, who access.Principal, key string, find func() (*names, error)) (*names, error) {
	version, err := m.version(ctx)
	if err != nil {
		return nil, err
	}
	key = fmt.Sprintf("%+q %s", who, key)
	if n := m.known(version, key); n != nil {
		return n, nil
	}
	n, err := find()
	if err != nil {
		return nil, err
	}
	if now, err := m.version(ctx); err != nil || now != version {
		return n, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at == version && len(m.names) < maxRemembered {
		m.names[key] = n
	}
	return n, nil
}

// known returns what is remembered of a version; all else is forgotten.
func (m *Memory) known(version, key string) *names {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at != version || len(m.names) >= maxRemembered {
		m.at, m.names = version, map[string]*names{}
	}
	return m.names[key]
}
