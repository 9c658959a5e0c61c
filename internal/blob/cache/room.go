package cache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
)

// ErrFull tells that a copy does not fit, and that nothing more can be deleted. Test with errors.Is.
var ErrFull = errors.New("the cache is full")

// abandoned is the age from which an unfinished copy is deleted: nobody came back for it.
const abandoned = 7 * 24 * time.Hour

// kept is a file that counts for the bound.
type kept struct {
	path string
	size int64
	used time.Time
	// unfinished tells that it is not whole.
	unfinished bool
}

// reserve makes room for bytes and counts them as taken. What nobody has asked for for longest is deleted first.
func (c *Cache) reserve(size int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size >= 0 && c.size+size <= c.limit {
		c.size += size
		return nil
	}
	files, err := c.files()
	if err != nil {
		return fmt.Errorf("clean cache: %w", err)
	}
	c.size = 0
	for _, f := range files {
		c.size += f.size
	}
	slices.SortFunc(files, func(a, b kept) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if c.size+size <= c.limit && (!f.unfinished || c.now().Sub(f.used) < abandoned) {
			continue
		}
		gone, err := c.evict(f)
		if err != nil {
			return fmt.Errorf("clean cache: %w", err)
		}
		if gone {
			c.size -= f.size
		}
	}
	if c.size+size > c.limit {
		return ErrFull
	}
	c.size += size
	return nil
}

// free counts bytes as no longer taken.
func (c *Cache) free(size int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size >= size {
		c.size -= size
	}
}

// evict deletes a file that nobody holds.
func (c *Cache) evict(f kept) (gone bool, err error) {
	guard := f.path
	if f.unfinished {
		guard = c.indexPath(filepath.Base(f.path)) // which is locked for as long as somebody writes
		if err := os.MkdirAll(filepath.Dir(guard), 0o700); err != nil {
			return false, err
		}
	}
	release, err := lake.Exclusive(guard)
	if errors.Is(err, lake.ErrBusy) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer release()
	if f.unfinished {
		err = errors.Join(remove(f.path), remove(f.path+journalSuffix))
	} else {
		err = remove(f.path)
	}
	return err == nil, err
}

// remove deletes a file that may be gone already.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// files lists what counts for the bound, and deletes the entries of the index that mean nothing any more.
func (c *Cache) files() ([]kept, error) {
	var files []kept
	for _, folder := range []string{bytesDir, unfinishedDir} {
		err := walk(filepath.Join(c.dir, folder), func(path string, info fs.FileInfo) error {
			if !strings.Contains(info.Name(), ".") {
				files = append(files, kept{path: path, size: info.Size(), used: info.ModTime(), unfinished: folder == unfinishedDir})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, c.sweepIndex()
}

// sweepIndex deletes the old entries whose copies are gone.
func (c *Cache) sweepIndex() error {
	return walk(filepath.Join(c.dir, indexDir), func(path string, info fs.FileInfo) error {
		if strings.Contains(info.Name(), ".") || c.now().Sub(info.ModTime()) < abandoned {
			return nil
		}
		if e, ok := readEntry(path); ok {
			if _, err := os.Stat(c.bytesPath(e.Hash)); err == nil {
				return nil
			}
		}
		release, err := lake.Exclusive(path)
		if errors.Is(err, lake.ErrBusy) {
			return nil
		}
		if err != nil {
			return err
		}
		defer release()
		return remove(path)
	})
}

// walk calls f with the files below a folder, which need not be there.
func walk(folder string, f func(path string, info fs.FileInfo) error) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted since its folder was read
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return f(path, info)
	})
}
