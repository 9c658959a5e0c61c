package cache

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
)

const journalSuffix = ".journal"

// busyEvery is how often it is looked whether another process has finished a copy.
const busyEvery = 100 * time.Millisecond

// Span is a part of an object: Size bytes from Start on.
type Span struct{ Start, Size int64 }

// End is the offset behind the span.
func (s Span) End() int64 { return s.Start + s.Size }

// Partial is a copy on its way. Spans may be written by several at the same time.
type Partial struct {
	c       *Cache
	name    Name
	digest  string
	unlock  func()
	data    *os.File
	journal *os.File

	mu   sync.Mutex
	done []Span
	kept bool // what is there came, in part, from a former run
}

// Begin starts a copy, or continues one that was left. When another goroutine or process is at it, Begin waits until that has ended. It
// returns the finished copy instead when there is one by then.
func (c *Cache) Begin(ctx context.Context, name Name) (*Partial, *File, error) {
	p := &Partial{c: c, name: name, digest: name.digest()}
	index := c.indexPath(p.digest)
	for {
		if err := os.MkdirAll(filepath.Dir(index), 0o700); err != nil {
			return nil, nil, fmt.Errorf("cache: %w", err)
		}
		release, err := lake.Exclusive(index)
		if err == nil {
			p.unlock = release
			break
		}
		if !errors.Is(err, lake.ErrBusy) {
			return nil, nil, fmt.Errorf("cache: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(busyEvery):
		}
	}
	file, err := c.lookup(name, p.digest)
	if err != nil || file != nil {
		p.unlock()
		return nil, file, err
	}
	if err := p.open(); err != nil {
		p.unlock()
		return nil, nil, err
	}
	return p, nil, nil
}

// open opens the unfinished file and reads which of its spans are there.
func (p *Partial) open() error {
	path := p.path()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	info, err := os.Stat(path)
	there := err == nil && info.Size() == p.name.Size
	if !there {
		if err := errors.Join(remove(path), remove(path+journalSuffix)); err != nil {
			return fmt.Errorf("cache: %w", err)
		}
		if err := p.c.reserve(p.name.Size); err != nil {
			return err
		}
	}
	if p.data, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err == nil {
		err = p.data.Truncate(p.name.Size) // it counts for the bound as a whole from the beginning
	}
	if err == nil {
		p.journal, err = os.OpenFile(path+journalSuffix, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	}
	if err != nil {
		p.close()
		return fmt.Errorf("cache: %w", err)
	}
	p.read()
	return nil
}

func (p *Partial) path() string { return filepath.Join(p.c.dir, unfinishedDir, p.digest) }

// read reads the journal. A line that a crash cut off says nothing, and so does one that cannot be.
func (p *Partial) read() {
	lines := bufio.NewScanner(p.journal)
	for lines.Scan() {
		var s Span
		var end string
		if n, err := fmt.Sscanf(lines.Text(), "%d %d %s", &s.Start, &s.Size, &end); n != 3 || err != nil || end != "." {
			continue
		}
		if s.Start >= 0 && s.Size > 0 && s.Start <= p.name.Size && s.Size <= p.name.Size-s.Start {
			p.done = append(p.done, s)
		}
	}
	p.kept = len(p.done) > 0
}

// Resumed tells whether a former run had left a part of the copy.
func (p *Partial) Resumed() bool { return p.kept }

// Missing returns the spans that are not there yet, in order.
func (p *Partial) Missing() []Span {
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.SortFunc(p.done, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	var missing []Span
	at := int64(0)
	for _, s := range append(slices.Clone(p.done), Span{Start: p.name.Size}) {
		if s.Start > at {
			missing = append(missing, Span{Start: at, Size: s.Start - at})
		}
		at = max(at, s.End())
	}
	return missing
}

// WriteAt writes bytes into the copy.
func (p *Partial) WriteAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset+int64(len(b)) > p.name.Size {
		return 0, fmt.Errorf("cache: %d bytes at %d are outside of an object of %d bytes", len(b), offset, p.name.Size)
	}
	return p.data.WriteAt(b, offset)
}

// Mark notes that a span has been written. From then on it survives the end of the process.
func (p *Partial) Mark(s Span) error {
	if s.Size == 0 {
		return nil
	}
	if err := p.data.Sync(); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := fmt.Fprintf(p.journal, "%d %d .\n", s.Start, s.Size); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	p.done = append(p.done, s)
	return nil
}

// Read returns the bytes from the beginning, for who checks them.
func (p *Partial) Read() (*os.File, error) { return os.Open(p.path()) }

// Finish makes the copy one that Lookup finds, and holds it. The hash is the SHA-256 of its bytes, which the caller has checked. The
// Partial is closed.
func (p *Partial) Finish(hash string) (*File, error) {
	defer p.Close()
	path := p.c.bytesPath(hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	data := p.data
	p.data = nil
	if err := errors.Join(data.Sync(), data.Close()); err != nil { // closed, because some systems rename no open file
		return nil, fmt.Errorf("cache: %w", err)
	}
	there, err := p.c.hold(hash, p.name.Size)
	if err != nil {
		return nil, err
	}
	if there != nil { // another object has the same bytes
		there.Release()
		if err := remove(p.path()); err != nil {
			return nil, fmt.Errorf("cache: %w", err)
		}
		p.c.free(p.name.Size)
	} else if err := os.Rename(p.path(), path); err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	text, err := json.Marshal(entry{Name: p.name, Hash: hash})
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	if err := os.WriteFile(p.c.indexPath(p.digest), text, 0o600); err != nil { // in place: the file is the lock too
		return nil, fmt.Errorf("cache: %w", err)
	}
	if err := remove(p.path() + journalSuffix); err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	file, err := p.c.hold(hash, p.name.Size)
	if err == nil && file == nil {
		err = fmt.Errorf("cache: %w: the copy was deleted as soon as it was there", fs.ErrNotExist)
	}
	return file, err
}

// Reset forgets all that was fetched; the next Missing is the whole object.
func (p *Partial) Reset() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.kept = nil, false
	if err := p.journal.Truncate(0); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	return nil
}

// Discard deletes what was fetched and closes the Partial.
func (p *Partial) Discard() error {
	defer p.Close()
	if err := errors.Join(remove(p.path()), remove(p.path()+journalSuffix)); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	p.c.free(p.name.Size)
	return nil
}

// Close leaves what was fetched for a later Begin. It may be called more than once.
func (p *Partial) Close() {
	p.close()
	if p.unlock != nil {
		p.unlock()
		p.unlock = nil
	}
}

func (p *Partial) close() {
	for _, f := range []*os.File{p.data, p.journal} {
		if f != nil {
			_ = f.Close() // Mark and Finish have said whether all was written
		}
	}
	p.data, p.journal = nil, nil
}
