// Package result keeps the rows of a statement on the disk: written as they come, read from any row on. It promises that a value comes
// back as it was, type and all, that a reader sees whole rows only, that what is kept is bounded in bytes and time, that nothing
// half-written is ever read after a crash, and that who reads the disk learns nothing: rows are encrypted, each result for its owner.
//
//	w, err := kept.Create(id, result.Of{Owner: "alice"}, columns)
//	err = w.Append(row)               // for each row; Rows says how many can be read by now
//	err = w.Finish()                  // or Discard
//	r, err := kept.Open(id, "alice")  // while it is written, too
//	defer r.Close()
//	rows, err := r.Read(from, n)
package result

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// Options bound what is kept. Zero numbers mean the defaults.
type Options struct {
	// MaxBytes is what all results may take on the disk: 8 GiB by default. The one that was not used for longest goes first.
	MaxBytes int64
	// MaxResult is what one result may take: half of MaxBytes by default.
	MaxResult int64
	// MaxAge is how long a result is kept that was made without an age of its own: 24 hours by default.
	MaxAge time.Duration
	// Key encrypts what is kept: KeySize bytes, of this installation alone.
	Key []byte
	// Now is the clock.
	Now func() time.Time
}

// The defaults of Options.
const (
	DefaultMaxBytes = 8 << 30
	DefaultMaxAge   = 24 * time.Hour
)

// ErrGone tells that a result is not kept, or no more.
var ErrGone = errors.New("the rows of this result are no longer kept")

// The names in a store's folder.
const (
	lockFile   = "lock"
	partSuffix = ".part"
	rowsSuffix = ".rows"
)

// Store is a folder of results. It belongs to one process, and may be used by several goroutines.
type Store struct {
	dir     string
	options Options
	coder   *coder
	release func()

	mu      sync.Mutex
	entries map[string]*entry
	total   int64
}

// Of says whose a result is, and how long it is kept.
type Of struct {
	// Owner is who may read it: Open needs the same name.
	Owner string
	// Age is how long it is kept; 0 is MaxAge of the store.
	Age time.Duration
}

// entry is a result of the store.
type entry struct {
	size    int64
	expires time.Time
	used    time.Time
	readers int
	writer  *Writer // nil when it is finished
	gone    bool    // removed: deleted when the last reader ends
}

// Open opens the folder of results and makes it where there is none. What was half-written by a process that ended is deleted.
func Open(dir string, o Options) (*Store, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxResult == 0 {
		o.MaxResult = o.MaxBytes / 2
	}
	if o.MaxAge == 0 {
		o.MaxAge = DefaultMaxAge
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open results: %w", err)
	}
	release, err := lake.Exclusive(filepath.Join(dir, lockFile))
	if errors.Is(err, lake.ErrBusy) {
		return nil, fault.Wrap(err, fault.Conflict, "SERVER_RUNS", "another glaux server uses this lake; stop it, or name another lake")
	}
	if err != nil {
		return nil, fmt.Errorf("open results: %w", err)
	}
	s := &Store{dir: dir, options: o, release: release, entries: map[string]*entry{}}
	if s.coder, err = newCoder(o.Key); err == nil {
		err = s.scan()
	}
	if err != nil {
		release()
		return nil, fmt.Errorf("open results: %w", err)
	}
	return s, nil
}

// scan finds the results of former runs.
func (s *Store) scan() error {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			return err
		}
		id, isRows := strings.CutSuffix(f.Name(), rowsSuffix)
		switch {
		case strings.HasSuffix(f.Name(), partSuffix):
			if err := os.Remove(filepath.Join(s.dir, f.Name())); err != nil {
				return err
			}
		case isRows:
			if err := s.found(id, info); err != nil {
				return err
			}
		}
	}
	s.sweep(0)
	return nil
}

// found adds a result of a former run. What is no result, or one of a former form, is deleted.
func (s *Store) found(id string, info fs.FileInfo) error {
	path := s.path(id, rowsSuffix)
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	first, err := readOpening(file)
	if err := errors.Join(file.Close()); err != nil {
		return err
	}
	if err != nil {
		return os.Remove(path)
	}
	s.entries[id] = &entry{size: info.Size(), expires: first.expires(), used: info.ModTime()}
	s.total += info.Size()
	return nil
}

// Close lets the folder go. Results that are being written must be finished or discarded before.
func (s *Store) Close() error {
	s.release()
	s.coder.out.Close()
	return s.coder.in.Close()
}

// Sweep deletes what is too old.
func (s *Store) Sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(0)
}

// Has tells whether the rows of a result can be read.
func (s *Store) Has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[id]
	return e != nil && !s.old(e)
}

// MaxAge is how long a result is kept that was made without an age of its own.
func (s *Store) MaxAge() time.Duration { return s.options.MaxAge }

// IDs returns the names of the results that are whole.
func (s *Store) IDs() (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, e := range s.entries {
		if e.writer == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// Bytes is what all results take by now.
func (s *Store) Bytes() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

// Remove deletes a result, or does nothing where there is none.
func (s *Store) Remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[id]
	if e == nil {
		return nil
	}
	if e.writer != nil {
		return fault.New(fault.Conflict, "RESULT_IN_USE", "the result is being written")
	}
	return s.drop(id, e)
}

func (s *Store) old(e *entry) bool {
	return e.writer == nil && s.options.Now().After(e.expires)
}

// drop deletes the file of a result, or leaves that to its last reader.
func (s *Store) drop(id string, e *entry) error {
	delete(s.entries, id)
	e.gone = true
	if e.readers > 0 {
		return nil
	}
	return s.unlink(id, e)
}

func (s *Store) unlink(id string, e *entry) error {
	s.total -= e.size
	if err := os.Remove(s.path(id, rowsSuffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete result: %w", err)
	}
	return nil
}

// sweep deletes what is too old, and what was not used for longest until there is room for so many bytes more. What cannot be deleted
// is looked at again the next time the folder is opened.
func (s *Store) sweep(room int64) {
	var idle []string
	for id, e := range s.entries {
		if e.writer != nil || e.readers > 0 {
			continue
		}
		if s.old(e) {
			_ = s.drop(id, e) // its size no longer counts; opening the folder finds the file again
			continue
		}
		idle = append(idle, id)
	}
	if s.total+room <= s.options.MaxBytes {
		return
	}
	slices.SortFunc(idle, func(a, b string) int {
		return cmp.Or(s.entries[a].used.Compare(s.entries[b].used), strings.Compare(a, b))
	})
	for _, id := range idle {
		if s.total+room <= s.options.MaxBytes {
			return
		}
		_ = s.drop(id, s.entries[id]) // as above
	}
}

// reserve counts bytes that a result is about to take.
func (s *Store) reserve(e *entry, size int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.size+size > s.options.MaxResult {
		return fault.New(fault.Exhausted, "EXCEEDED_RESULT_LIMIT", fmt.Sprintf(
			"the result is larger than the %s that one result may take on the server; take fewer rows or columns, or write it to a place with UNLOAD", megabytes(s.options.MaxResult)))
	}
	if s.total+size > s.options.MaxBytes {
		s.sweep(size)
	}
	if s.total+size > s.options.MaxBytes {
		return fault.New(fault.Exhausted, "EXCEEDED_RESULT_LIMIT", fmt.Sprintf(
			"all results together would be larger than the %s that the server keeps; wait until other queries end", megabytes(s.options.MaxBytes)))
	}
	e.size += size
	s.total += size
	return nil
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

func (s *Store) path(id, suffix string) string { return filepath.Join(s.dir, id+suffix) }

func checkID(id string) error {
	if !plainID().MatchString(id) {
		return fmt.Errorf("%q is no name of a result", id)
	}
	return nil
}

func plainID() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`) }

// Create begins a result. Finish or Discard it.
func (s *Store) Create(id string, of Of, columns []typed.Column) (*Writer, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	if of.Age <= 0 {
		of.Age = s.options.MaxAge
	}
	now := s.options.Now()
	w := &Writer{store: s, id: id, columns: columns, block: wire.NewBlock(len(columns)), owner: of.Owner, opening: newOpening(now.Add(of.Age))}
	var err error
	if w.coder, err = s.coder.keyed(w.opening, id, of.Owner); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if s.entries[id] != nil {
		s.mu.Unlock()
		return nil, fault.New(fault.Conflict, "RESULT_EXISTS", "there is a result of this name already")
	}
	w.entry = &entry{writer: w, expires: now.Add(of.Age), used: now}
	s.entries[id] = w.entry
	s.mu.Unlock()
	if err := w.begin(); err != nil {
		return nil, errors.Join(err, w.Discard())
	}
	return w, nil
}

// Open returns a reader of a result of an owner. Close it. The error is ErrGone where there is none.
func (s *Store) Open(id, owner string) (*Reader, error) {
	s.mu.Lock()
	e := s.entries[id]
	if e == nil || s.old(e) {
		s.mu.Unlock()
		return nil, ErrGone
	}
	e.readers++
	e.used = s.options.Now()
	w := e.writer
	s.mu.Unlock()
	r := &Reader{store: s, id: id, owner: owner, entry: e, writer: w}
	if err := r.begin(); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}
