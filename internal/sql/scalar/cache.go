package scalar

import "sync"

// cacheSize is how many things a cache keeps.
const cacheSize = 64

// cache remembers what was made of the last texts: compiled patterns, parsed paths. It may be used by several threads.
type cache[V any] struct {
	load func(text string) (V, error)
	mu   sync.RWMutex
	kept map[string]V
}

func (c *cache[V]) get(text string) (V, error) {
	c.mu.RLock()
	v, ok := c.kept[text]
	c.mu.RUnlock()
	if ok {
		return v, nil
	}
	v, err := c.load(text)
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= cacheSize {
		c.kept = make(map[string]V, cacheSize)
	}
	c.kept[text] = v
	return v, nil
}
