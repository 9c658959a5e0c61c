package external

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

// cacheDir is the folder of the cache in that of the lake.
const cacheDir = "external"

// DefaultLimit is how many bytes a cache holds when nobody says otherwise.
const DefaultLimit = 64 << 30

// inUse is for how long a file is kept after it was handed to a query: longer than a query may run.
const inUse = time.Hour

// lostAfter is the age from which an unfinished file belongs to a process that is gone.
const lostAfter = 24 * time.Hour

// Cache is a folder with converted files. Several processes may use the same one: a file appears by a rename, whole or not at all, and a file
// that was asked for within the last hour is not deleted. The time of a file is when it was last asked for.
type Cache struct {
	dir   string
	limit int64
	now   func() time.Time

	slots chan struct{} // as many as files may be made at a time

	mu      sync.Mutex
	size    int64 // of the files, as far as this process knows; -1 when it has not looked yet
	begun   int64 // of the files that are being made
	pending map[string]*making
}

// making is a file that is being made.
type making struct {
	done chan struct{}
	err  error
}

// OpenCache returns the cache of a lake, a folder in the lake's own, which is made when it is first needed. Limit bounds the bytes in it.
func OpenCache(lakeDir string, limit int64, now func() time.Time) *Cache {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Cache{
		dir: filepath.Join(lakeDir, cacheDir), limit: limit, now: now, size: -1, pending: map[string]*making{},
		slots: make(chan struct{}, min(maxWorkers, runtime.GOMAXPROCS(0))),
	}
}

// Dir returns the folder of the cache, in which all files are that a table is read from.
func (c *Cache) Dir() string { return c.dir }

// path returns where the file of a key lies.
func (c *Cache) path(key string) string {
	return filepath.Join(c.dir, key[:2], key+".parquet")
}

const unfinished = ".new-"

// file returns the path of the file of a key and makes it where it is not there. Who asks for what another is just making waits for it.
func (c *Cache) file(ctx context.Context, key string, write func(out io.Writer) error) (string, error) {
	path := c.path(key)
	for {
		c.mu.Lock()
		if other := c.pending[key]; other != nil {
			c.mu.Unlock()
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-other.done:
			}
			if other.err != nil && !errors.Is(other.err, context.Canceled) && !errors.Is(other.err, context.DeadlineExceeded) {
				return "", other.err
			}
			continue
		}
		if c.touch(path) {
			c.mu.Unlock()
			return path, nil
		}
		own := &making{done: make(chan struct{})}
		c.pending[key] = own
		c.mu.Unlock()
		own.err = c.turn(ctx, path, write)
		c.mu.Lock()
		delete(c.pending, key)
		c.mu.Unlock()
		close(own.done)
		return path, own.err
	}
}

// touch tells whether a file is there, and notes that it is used.
func (c *Cache) touch(path string) bool {
	now := c.now()
	return os.Chtimes(path, now, now) == nil
}

// turn makes a file when there is a slot for it: all statements together make no more than a few at a time, and so take no more memory than these.
func (c *Cache) turn(ctx context.Context, path string, write func(out io.Writer) error) error {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.slots }()
	return c.make(path, write)
}

// make writes a file beside its place and moves it there.
func (c *Cache) make(path string, write func(out io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	temp, err := os.CreateTemp(c.dir, unfinished+"*")
	if err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // after the rename there is none
	out := &metered{cache: c, out: temp}
	defer func() { out.settle(err == nil) }()
	if err = errors.Join(write(out), temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	c.touch(path)
	return nil
}

// metered is a file that takes room in the cache as it grows.
type metered struct {
	cache *Cache
	out   io.Writer
	n     int64 // bytes that were written
	taken int64 // bytes that have room
}

// roomStep is how much room is taken at a time.
const roomStep = 4 << 20

// Write writes bytes for which there is room.
func (m *metered) Write(p []byte) (int, error) {
	if need := m.n + int64(len(p)) - m.taken; need > 0 {
		// Near the bound only what is needed.
		err := m.cache.room(max(need, roomStep))
		if err == nil {
			m.taken += max(need, roomStep)
		} else if err = m.cache.room(need); err == nil {
			m.taken += need
		}
		if err != nil {
			return 0, err
		}
	}
	n, err := m.out.Write(p)
	m.n += int64(n)
	if errors.Is(err, syscall.ENOSPC) {
		err = fault.Wrap(err, fault.Exhausted, "EXTERNAL_TABLE_CACHE_FULL", "the disk has no space left for the converted files of external tables")
	}
	return n, err
}

// settle gives back the room that was not needed, or all of it where no file was made.
func (m *metered) settle(made bool) {
	m.cache.mu.Lock()
	defer m.cache.mu.Unlock()
	m.cache.begun -= m.taken
	if made && m.cache.size >= 0 {
		m.cache.size += m.n
	}
}

// kept is a file of the cache.
type kept struct {
	path string
	size int64
	used time.Time
}

// room makes room for more of a file: those that nobody has asked for for longest go first.
func (c *Cache) room(size int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size >= 0 && c.size+c.begun+size <= c.limit {
		c.begun += size
		return nil
	}
	files, err := c.files()
	if err != nil {
		return err
	}
	c.size = 0
	for _, f := range files {
		c.size += f.size
	}
	slices.SortFunc(files, func(a, b kept) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if c.size+c.begun+size <= c.limit*9/10 || c.now().Sub(f.used) < inUse {
			break
		}
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clean cache: %w", err)
		}
		c.size -= f.size
	}
	if c.size+c.begun+size > c.limit {
		return fault.New(fault.Exhausted, "EXTERNAL_TABLE_CACHE_FULL", fmt.Sprintf(
			"the converted files of external tables need more than the %d MB that are allowed for them; read fewer partitions or raise the limit", c.limit>>20))
	}
	c.begun += size
	return nil
}

// files lists the cache and deletes what processes that are gone left unfinished.
func (c *Cache) files() ([]kept, error) {
	var files []kept
	err := filepath.WalkDir(c.dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted by another process just now
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), unfinished) {
			if c.now().Sub(info.ModTime()) > lostAfter {
				return os.Remove(path)
			}
			return nil
		}
		files = append(files, kept{path, info.Size(), info.ModTime()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("clean cache: %w", err)
	}
	return files, nil
}

// digestOf returns a short name of texts that differ from each other by their bytes and their number.
func digestOf(texts ...string) string {
	h := sha256.New()
	for _, text := range texts {
		h.Write([]byte(strconv.Itoa(len(text)) + ":" + text)) //nolint:gosec // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}
