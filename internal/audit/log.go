package audit

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
)

// Options are how a log is kept.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// Limit bounds the log in bytes; 0 is DefaultLimit. The oldest segments go first, and at least two stay.
	Limit int64
}

// DefaultLimit is how large a log becomes.
const DefaultLimit = 1 << 30

// maxSegment is how large a segment becomes.
const maxSegment = 8 << 20

// What is written is on the disk after syncEvery at the latest, as long as more is written, and at the end; records of rights at once. A
// process that is killed loses nothing of what it wrote: that takes the machine to fail.
const syncEvery = time.Second

// lockTime is how long another process may hold the log.
const lockTime = 10 * time.Second

// Log is the log in a folder. Several goroutines may use it, and several processes the same folder.
type Log struct {
	dir     string
	options Options

	mu     sync.Mutex
	file   *os.File // the segment that was written last
	of     int64    // its first record
	synced time.Time
	dirty  bool
}

// Open returns the log in a folder, which is made with the first record.
func Open(dir string, o Options) *Log {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	return &Log{dir: dir, options: o}
}

// Close brings what was written to the disk. The log may be used again.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.leave()
}

// Append adds a record to the log. An error is a fault that says that nothing can be noted, and so nothing may be done.
func (l *Log) Append(r Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.append(r)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "AUDIT_NOT_WRITTEN", "this cannot be noted in the audit log, and is not done: "+plain(err))
	}
	return nil
}

// plain returns an error without the path of a file, which is for the log.
func plain(err error) string {
	var trouble *fs.PathError
	if errors.As(err, &trouble) {
		return trouble.Err.Error()
	}
	return err.Error()
}

func (l *Log) append(r Record) error {
	release, err := l.lock()
	if err != nil {
		return err
	}
	defer release()
	h, mend, err := l.end()
	if err != nil {
		return err
	}
	if mend != nil {
		if h, err = l.write(h, mend); err != nil {
			return err
		}
	}
	if h, err = l.room(h); err != nil {
		return err
	}
	_, err = l.write(h, &r)
	return err
}

// lock waits until no other process writes. The folder is there afterwards.
func (l *Log) lock() (release func(), err error) {
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return nil, err
	}
	const pause = time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		release, err = lake.Exclusive(filepath.Join(l.dir, lockFile))
		if !errors.Is(err, lake.ErrBusy) {
			return release, err
		}
		if waited > lockTime {
			return nil, errors.New("another process holds the audit log")
		}
		time.Sleep(pause)
	}
}

// end returns where the next record goes. Mend is the record that comes first, where the log does not end as it should.
func (l *Log) end() (h head, mend *Record, err error) {
	h, ok, err := readHead(l.dir)
	if err != nil {
		return h, nil, err
	}
	if !ok {
		return l.headless()
	}
	info, err := os.Stat(l.path(h.Segment))
	switch {
	case err == nil && info.Size() == h.Size, errors.Is(err, fs.ErrNotExist) && h.Size == 0:
		return h, nil, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return h, nil, err
	case err != nil || info.Size() < h.Size:
		missed := &Record{Event: Recovered, Outcome: Failed, Message: fmt.Sprintf("the log ended before record %d, which was the last", h.Sequence)}
		h.Segment, h.Size = h.Sequence+1, 0
		return h, missed, l.leave()
	}
	f, err := beyond(l.dir, h)
	if err != nil {
		return h, nil, err
	}
	return l.mended(f, "")
}

// headless finds the end of a log whose head is gone.
func (l *Log) headless() (head, *Record, error) {
	h := head{Hash: first, Segment: 1}
	list, err := segments(l.dir)
	if err != nil || len(list) == 0 {
		return h, nil, err
	}
	h.Segment = list[len(list)-1]
	h.Sequence = h.Segment - 1
	r, err := firstRecord(l.path(h.Segment))
	switch {
	case err == nil:
		h.Hash = r.Previous
	case !errors.Is(err, errNoRecord) && !errors.Is(err, errChanged):
		return h, nil, err
	}
	f, err := beyond(l.dir, h)
	if err != nil {
		return h, nil, err
	}
	return l.mended(f, "the file that tells where the log ends was missing")
}

// mended returns the end of a log and the record that tells what is wrong with it: what message says, and torn bytes.
func (l *Log) mended(f found, message string) (head, *Record, error) {
	outcome := Succeeded
	if message != "" {
		outcome = Failed // no kill does that
	}
	if len(f.torn) > 0 {
		if message != "" {
			message += "; "
		}
		message += fmt.Sprintf("%d bytes are no record: a process was killed while it wrote them", len(f.torn))
	}
	if message == "" {
		return f.head, nil, nil
	}
	r := &Record{Event: Recovered, Outcome: outcome, Message: message}
	if len(f.torn) == 0 {
		return f.head, r, nil
	}
	r.Torn = digest(f.torn)
	f.Size += int64(len(f.torn))
	if !f.open {
		return f.head, r, nil
	}
	file, err := l.segment(f.Segment)
	if err == nil {
		_, err = file.WriteAt([]byte(tornEnd), f.Size)
	}
	f.Size += int64(len(tornEnd))
	return f.head, r, err
}

// tornEnd ends a line that the end of a process tore, so that it is no record even where nothing but its end was missing.
const tornEnd = "~\n"

// firstRecord returns the first record of a segment.
func firstRecord(path string) (Record, error) {
	file, err := os.Open(path)
	if err != nil {
		return Record{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	text, err := bufio.NewReaderSize(io.LimitReader(file, maxLine+1), maxLine+1).ReadSlice('\n')
	if err != nil {
		return Record{}, errNoRecord
	}
	return read(bytes.TrimSuffix(text, []byte("\n")))
}

// write writes a record at the end of the log, and where the log ends now.
func (l *Log) write(h head, r *Record) (head, error) {
	r.bound()
	r.Sequence, r.Previous, r.Time = h.Sequence+1, h.Hash, l.options.Now().UTC().Truncate(time.Microsecond)
	text, err := line(r)
	if err != nil {
		return h, err
	}
	file, err := l.segment(h.Segment)
	if err != nil {
		return h, err
	}
	if _, err := file.WriteAt(text, h.Size); err != nil {
		return h, err
	}
	l.dirty = true
	h.Sequence, h.Hash, h.Size = r.Sequence, r.Hash, h.Size+int64(len(text))
	if err := l.setHead(h); err != nil {
		return h, err
	}
	if age := r.Time.Sub(l.synced); age >= syncEvery || age < 0 || weighty(r.Event) {
		return h, l.sync()
	}
	return h, nil
}

// weighty tells whether a record must be on the disk before what it tells is done.
func weighty(e Event) bool {
	return e == Policy || e == Credential || e == Recovered || e == Dropped
}

// sync brings what was written to the disk.
func (l *Log) sync() error {
	if l.file == nil || !l.dirty {
		return nil
	}
	l.synced, l.dirty = l.options.Now(), false
	return l.file.Sync()
}

// leave ends the use of the segment that was written last.
func (l *Log) leave() error {
	if l.file == nil {
		return nil
	}
	err := errors.Join(l.sync(), l.file.Close())
	l.file = nil
	return err
}

// segment returns the segment to write to.
func (l *Log) segment(of int64) (*os.File, error) {
	if l.file != nil && l.of == of {
		return l.file, nil
	}
	if err := l.leave(); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(l.path(of), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lake.SyncDir(l.dir); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	l.file, l.of = file, of
	return file, nil
}

// setHead notes where the log ends.
func (l *Log) setHead(h head) error {
	text, err := h.text()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(l.dir, headFile), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(text, 0)
	return errors.Join(err, file.Close())
}

// room begins a new segment where the last is full, and deletes the oldest ones where there are too many.
func (l *Log) room(h head) (head, error) {
	if h.Size < maxSegment {
		return h, nil
	}
	h.Segment, h.Size = h.Sequence+1, 0
	if err := l.setHead(h); err != nil {
		return h, err
	}
	list, err := segments(l.dir)
	if err != nil {
		return h, err
	}
	var total int64
	sizes := make([]int64, len(list))
	for i, n := range list {
		info, err := os.Stat(l.path(n))
		if err != nil {
			return h, err
		}
		sizes[i] = info.Size()
		total += sizes[i]
	}
	for i := 0; i < len(list)-1 && total+maxSegment > l.options.Limit; i++ {
		if h, err = l.drop(h, list[i], list[i+1]); err != nil {
			return h, err
		}
		total -= sizes[i]
	}
	return h, nil
}

// drop deletes the oldest segment, after the log has noted it.
func (l *Log) drop(h head, oldest, next int64) (head, error) {
	r, err := firstRecord(l.path(next))
	if err != nil && !errors.Is(err, errNoRecord) && !errors.Is(err, errChanged) {
		return h, err
	}
	dropped := &Record{
		Event: Dropped, Outcome: Succeeded, DroppedTo: next - 1, DroppedHash: r.Previous,
		Message: fmt.Sprintf("records %d to %d were deleted: the log has reached its bound", oldest, next-1),
	}
	if h, err = l.write(h, dropped); err != nil {
		return h, err
	}
	return h, os.Remove(l.path(oldest))
}

func (l *Log) path(segment int64) string { return filepath.Join(l.dir, segmentName(segment)) }

// frozen is the log at one moment: its segments, open, and where it ends.
type frozen struct {
	head     head
	known    bool // the head was there
	segments []int64
	files    []*os.File
}

// freeze opens all segments as they are between two records. Close it.
func (l *Log) freeze(ctx context.Context) (*frozen, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := os.Stat(l.dir); errors.Is(err, fs.ErrNotExist) {
		return &frozen{head: head{Hash: first, Segment: 1}, known: true}, nil
	}
	release, err := l.lock()
	if err != nil {
		return nil, err
	}
	defer release()
	f := &frozen{}
	if f.head, f.known, err = readHead(l.dir); err != nil {
		return nil, err
	}
	if f.segments, err = segments(l.dir); err != nil {
		return nil, err
	}
	for _, n := range f.segments {
		file, err := os.Open(l.path(n))
		if err != nil {
			return nil, errors.Join(err, f.close())
		}
		f.files = append(f.files, file)
	}
	return f, ctx.Err()
}

func (f *frozen) close() error {
	var errs []error
	for _, file := range f.files {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}
