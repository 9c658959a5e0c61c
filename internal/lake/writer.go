package lake

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/source"
)

// ErrNoSource tells that no source has the name. ErrSourceExists tells that one has it already.
var (
	ErrNoSource     = errors.New("no such source")
	ErrSourceExists = errors.New("there is a source of that name")
)

// Writer changes a lake. There is one at a time, over all processes.
type Writer struct {
	lake    *Lake
	lock    *lock
	record  *record
	staging string // the folder of this writer; "" before the first Stage
	clock   func() time.Time
}

// Begin starts writing. It gives ErrBusy when another process is writing. The clock gives the times that are recorded.
func (l *Lake) Begin(clock func() time.Time) (*Writer, error) {
	lock, err := lockExclusive(l.path(writerFile))
	if err != nil {
		return nil, fmt.Errorf("write to lake: %w", err)
	}
	w := &Writer{lake: l, lock: lock, record: &record{}, clock: clock}
	number, err := l.current()
	if err == nil && number > 0 {
		w.record, err = readRecord(l.path(recordsDir, recordName(number)))
	}
	if err == nil {
		err = l.dropStaging()
	}
	if err != nil {
		lock.release()
		return nil, err
	}
	return w, nil
}

// Close ends writing. What was staged and not committed is dropped, and so is what no reader holds any more.
func (w *Writer) Close() error {
	if w.lock == nil {
		return nil
	}
	defer func() { w.lock.release(); w.lock = nil }()
	if err := w.lake.dropStaging(); err != nil {
		return fmt.Errorf("clean lake: %w", err)
	}
	return w.lake.collect()
}

// Sources returns the sources as they are now, sorted by name. Nobody may change them.
func (w *Writer) Sources() []*Source { return sorted(w.record.Sources) }

// Add registers a source of bills, or of what its content says.
func (w *Writer) Add(database, table, location string) error {
	return w.Register(Source{Database: database, Table: table, Location: location})
}

// Register registers a source, of which Database, Table, Location, Settings, Kind and Bare count.
func (w *Writer) Register(s Source) error {
	if err := checkName(s.Database, s.Table); err != nil {
		return err
	}
	made := &Source{Database: s.Database, Table: s.Table, Location: s.Location, Settings: s.Settings, Kind: s.Kind, Bare: s.Bare, Added: w.now()}
	if _, ok := w.record.Sources[made.Name()]; ok {
		return fmt.Errorf("%s: %w", made.Name(), ErrSourceExists)
	}
	next := w.record.clone()
	next.Sources[made.Name()] = made
	if err := next.distinct(); err != nil {
		return err
	}
	return w.commit(next)
}

// distinct tells whether no two sources make a table of the same name.
func (r *record) distinct() error {
	owner := map[string]string{}
	for _, s := range sorted(r.Sources) {
		names := []string{s.Table}
		if len(s.Tables) > 0 {
			names = nil
		}
		for _, t := range s.Tables {
			names = append(names, s.TableName(t.Name))
		}
		for _, name := range names {
			name = s.Database + "." + name
			if other := owner[name]; other != "" {
				return fmt.Errorf("%s: the sources %s and %s would both make it: %w", name, other, s.Name(), ErrSourceExists)
			}
			owner[name] = s.Name()
		}
	}
	return nil
}

// Remove forgets a source and all that the lake has of it.
func (w *Writer) Remove(database, table string) error {
	name := database + "." + table
	if _, ok := w.record.Sources[name]; !ok {
		return fmt.Errorf("%s: %w", name, ErrNoSource)
	}
	next := w.record.clone()
	delete(next.Sources, name)
	return w.commit(next)
}

// Stage returns a new empty folder to write files into. Nothing in it is visible to anybody before Commit.
func (w *Writer) Stage() (string, error) {
	if w.staging == "" {
		folder, err := os.MkdirTemp(w.lake.path(stagingDir), "sync-")
		if err != nil {
			return "", fmt.Errorf("stage: %w", err)
		}
		w.staging = folder
	}
	folder, err := os.MkdirTemp(w.staging, "delivery-")
	if err != nil {
		return "", fmt.Errorf("stage: %w", err)
	}
	return folder, nil
}

// Change is what a commit changes in one source.
type Change struct {
	Database, Table string
	Format          string
	// Months replace the billing periods of those names. The paths of files in their pieces are either those of a folder
	// that Stage gave, absolute, or those of files that are committed already, as they stand in the pieces of a Source. Every piece
	// of a month must have Columns. A period without pieces is forgotten.
	Months map[string][]Piece
	// Tables, when not nil, replace the tables of a log. Sets replace its sets of files of those names; one that is nil is forgotten.
	Tables []Table
	Sets   map[string]*Set
	// Done tells that the source has been looked at as a whole: Faults and Notes replace those of the last time.
	Done   bool
	Faults []source.Fault
	Notes  []string
}

// Commit makes a change visible, all of it or, on an error, nothing.
func (w *Writer) Commit(c Change) error {
	next := w.record.clone()
	s, ok := next.Sources[c.Database+"."+c.Table]
	if !ok {
		return fmt.Errorf("%s.%s: %w", c.Database, c.Table, ErrNoSource)
	}
	if s.Months == nil {
		s.Months = map[string]Month{}
	}
	if c.Format != "" {
		s.Format = c.Format
	}
	for month, pieces := range c.Months {
		kept, err := w.adopt(s, month, pieces)
		if err != nil {
			return fmt.Errorf("commit %s of %s: %w", month, s.Name(), err)
		}
		if s.Months[month] = (Month{Changed: w.now(), Pieces: kept}); len(kept) == 0 {
			delete(s.Months, month)
		}
	}
	if err := s.change(c, next); err != nil {
		return err
	}
	if c.Done {
		s.Synced, s.Faults, s.Notes = w.now(), slices.Clone(c.Faults), slices.Clone(c.Notes)
	}
	return w.commit(next)
}

// change takes over the tables and the sets of a change.
func (s *Source) change(c Change, next *record) error {
	if c.Tables != nil {
		s.Tables = slices.Clone(c.Tables)
		if err := next.distinct(); err != nil {
			return err
		}
	}
	for name, set := range c.Sets {
		if set == nil {
			delete(s.Sets, name)
			continue
		}
		if s.Sets == nil {
			s.Sets = map[string]Set{}
		}
		s.Sets[name] = *set
	}
	return nil
}

// adopt moves the staged files of pieces to where data lies, durably. They are not visible until the record names them.
func (w *Writer) adopt(s *Source, month string, pieces []Piece) ([]Piece, error) {
	folder := path.Join(dataDir, s.Database, s.Table, month)
	if err := os.MkdirAll(w.lake.path(filepath.FromSlash(folder)), 0o700); err != nil {
		return nil, err
	}
	kept := slices.Clone(pieces)
	for i := range kept {
		files := slices.Clone(kept[i].Files)
		for j, f := range files {
			if !filepath.IsAbs(f.Path) {
				continue
			}
			moved, err := w.move(f.Path, folder)
			if err != nil {
				return nil, err
			}
			files[j] = moved
		}
		kept[i].Files = files
	}
	return kept, syncDir(w.lake.path(filepath.FromSlash(folder)))
}

// move moves a staged file into a folder of the lake under a new name that no other file ever had.
func (w *Writer) move(staged, folder string) (File, error) {
	below, err := filepath.Rel(w.staging, staged)
	if err != nil || w.staging == "" || !filepath.IsLocal(below) {
		return File{}, fmt.Errorf("%q is not staged", staged)
	}
	size, err := syncFile(staged)
	if err != nil {
		return File{}, err
	}
	place, err := os.CreateTemp(w.lake.path(filepath.FromSlash(folder)), "*.parquet")
	if err != nil {
		return File{}, err
	}
	if err := place.Close(); err != nil {
		return File{}, err
	}
	if err := os.Rename(staged, place.Name()); err != nil {
		return File{}, err
	}
	return File{Path: path.Join(folder, filepath.Base(place.Name())), Bytes: size}, nil
}

// syncFile makes a file's bytes durable and returns its size.
func syncFile(name string) (int64, error) {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	defer file.Close() //nolint:errcheck // Sync has said whether all is well
	if err := file.Sync(); err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// commit writes a record and lets go of what nobody needs any more.
func (w *Writer) commit(next *record) error {
	next.Number, next.Written = w.record.Number+1, w.now()
	if err := w.lake.write(next); err != nil {
		return err
	}
	w.record = next
	return nil
}

func (w *Writer) now() time.Time { return w.clock().UTC().Truncate(time.Millisecond) }

func sorted(sources map[string]*Source) []*Source {
	list := make([]*Source, 0, len(sources))
	for _, s := range sources {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *Source) int { return strings.Compare(a.Name(), b.Name()) })
	return list
}
