// Package cache keeps copies of objects as files on this machine, under names made of their bytes. It promises that a copy is there
// whole or not at all, that what was fetched of an unfinished one is kept over a crash, that all copies together stay within a bound,
// and that a copy which is held by anybody, in any process, is not deleted.
//
//	c := cache.Open(folder, limit, time.Now)
//	file, err := c.Lookup(name)            // nil where there is none
//	part, file, err := c.Begin(ctx, name)  // one at a time for each name, over all processes
//	part.WriteAt(p, offset); part.Mark(offset, n)
//	file, err = part.Finish(hash)
//
// A copy lies in «bytes» under the SHA-256 of its bytes, so that equal objects are one file. Which bytes an object has stands in «index», a
// small file for each version of an object, and what is on its way lies in «unfinished» with a journal of the spans that are there. Who holds a
// copy has a shared lock on its file; it goes with the process. The time of a file is when it was last asked for.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
)

// The folders of a cache.
const (
	bytesDir      = "bytes"
	indexDir      = "index"
	unfinishedDir = "unfinished"
)

// DefaultLimit is how many bytes a cache holds when nobody says otherwise.
const DefaultLimit = 20 << 30

// Cache is a folder with copies. It may be used by several goroutines and processes.
type Cache struct {
	dir   string
	limit int64
	now   func() time.Time

	mu   sync.Mutex
	size int64 // of all copies, finished or not, as far as this process knows; -1 before it has looked
}

// Open returns the cache in a folder, which is made when it is first needed. A limit of 0 means DefaultLimit.
func Open(dir string, limit int64, now func() time.Time) *Cache {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Cache{dir: dir, limit: limit, now: now, size: -1}
}

// Limit is how many bytes all copies may have together.
func (c *Cache) Limit() int64 { return c.limit }

// Name tells a version of an object from all others.
type Name struct {
	// Place is the store: endpoint and bucket.
	Place, Key, Version string
	Size                int64
}

// digest is the name as a name of files.
func (n Name) digest() string {
	h := sha256.New()
	for _, text := range []string{n.Place, n.Key, n.Version, strconv.FormatInt(n.Size, 10)} {
		h.Write([]byte(strconv.Itoa(len(text)) + ":" + text)) //nolint:gosec // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}

// entry is a file of the index: what a name means. The name is there for people who look.
type entry struct {
	Name
	Hash string
}

// File is a copy that is held. Whoever has one must Release it.
type File struct {
	// Path is the file, Hash the SHA-256 of its bytes in hexadecimal.
	Path, Hash string
	release    func()
}

// Release lets the copy go; its file may then be deleted. It may be called on nil.
func (f *File) Release() {
	if f != nil {
		f.release()
	}
}

func (c *Cache) indexPath(digest string) string {
	return filepath.Join(c.dir, indexDir, digest[:2], digest)
}

func (c *Cache) bytesPath(hash string) string {
	return filepath.Join(c.dir, bytesDir, hash[:2], hash)
}

// Lookup returns the copy of an object, nil where there is none.
func (c *Cache) Lookup(name Name) (*File, error) {
	return c.lookup(name, name.digest())
}

func (c *Cache) lookup(name Name, digest string) (*File, error) {
	e, ok := readEntry(c.indexPath(digest))
	if !ok || e.Name != name {
		return nil, nil //nolint:nilnil // nil is «there is none»
	}
	return c.hold(e.Hash, name.Size)
}

// readEntry reads a file of the index. One that is not there, or was cut off by a crash, says nothing.
func readEntry(path string) (e entry, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &e) != nil {
		return entry{}, false
	}
	_, err = hex.DecodeString(e.Hash)
	return e, err == nil && len(e.Hash) == 2*sha256.Size
}

// hold locks the file of a hash against being deleted. It returns nil when there is none, or it is just being deleted.
func (c *Cache) hold(hash string, size int64) (*File, error) {
	path := c.bytesPath(hash)
	release, err := lake.Shared(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, lake.ErrBusy) {
		return nil, nil //nolint:nilnil // nil is «there is none»
	}
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != size {
		release()
		return nil, err
	}
	now := c.now()
	if err := os.Chtimes(path, now, now); err != nil {
		release()
		return nil, fmt.Errorf("cache: %w", err)
	}
	return &File{Path: path, Hash: hash, release: release}, nil
}
