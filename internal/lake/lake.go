// Package lake keeps the bills: a registry of sources, and for each billing period of each the lake's own copy of the
// rows. It promises that what is committed is whole, that a reader sees one snapshot from beginning to end and finds its
// files for as long as it holds it, and that a crash at any moment loses nothing that was committed and leaves nothing
// that the next opening does not clean up. How rows are stored is its secret.
//
//	l, err := lake.Open(folder)
//	snapshot, err := l.Snapshot()       // a catalog.Catalog; Close it
//	writer, err := l.Begin(clock)       // one at a time, over all processes; Close it
//	folder, err := writer.Stage()       // write files there
//	err = writer.Commit(change)         // visible at once or not at all
//
// A snapshot is a record, a file of JSON that names every file of data. The record's number stands in the file «current», which
// is replaced by an atomic rename. A reader holds a shared lock on its record; a record on which no lock is held and which is
// not current is deleted, and with it the data that no other record names. The operating system drops the locks of a process that dies.
package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// maxReplaced bounds how often a snapshot may be replaced between finding and locking it.
const maxReplaced = 1000

// ErrBusy tells that another process is writing to the lake.
var ErrBusy = errors.New("the lake is being written by another process")

// The folders and files of a lake.
const (
	recordsDir  = "snapshots"
	dataDir     = "data"
	stagingDir  = "staging"
	currentFile = "current"
	writerFile  = "writer.lock"
	tempPrefix  = ".new-"
)

// Lake is a folder with bills.
type Lake struct {
	dir string
}

// Open opens the lake in a folder, and makes it where there is none. What a crashed writer left behind is removed.
func Open(dir string) (*Lake, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open lake %q: %w", dir, err)
	}
	l := &Lake{dir: absolute}
	for _, sub := range []string{recordsDir, dataDir, stagingDir} {
		if err := os.MkdirAll(filepath.Join(absolute, sub), 0o700); err != nil {
			return nil, fmt.Errorf("open lake %q: %w", dir, err)
		}
	}
	if l.dir, err = filepath.EvalSymlinks(absolute); err != nil {
		return nil, fmt.Errorf("open lake %q: %w", dir, err)
	}
	return l, l.clean()
}

// Dir returns the real path of the lake's folder. An engine needs it to allow reading there.
func (l *Lake) Dir() string { return l.dir }

// DataDir returns the folder of the files of its tables.
func (l *Lake) DataDir() string { return l.path(dataDir) }

// clean collects garbage, unless a writer is at work, who does it anyway.
func (l *Lake) clean() error {
	lock, err := lockExclusive(l.path(writerFile))
	if errors.Is(err, ErrBusy) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open lake: %w", err)
	}
	defer lock.release()
	if err := l.dropStaging(); err != nil {
		return fmt.Errorf("open lake: %w", err)
	}
	return l.collect()
}

func (l *Lake) dropStaging() error {
	entries, err := os.ReadDir(l.path(stagingDir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(l.path(stagingDir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// collect deletes the records that nobody reads, and the data that no record names. The caller holds the writer's lock.
func (l *Lake) collect() error {
	current, err := l.current()
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(l.path(recordsDir))
	if err != nil {
		return fmt.Errorf("clean lake: %w", err)
	}
	named := map[string]bool{}
	for _, e := range entries {
		path := l.path(recordsDir, e.Name())
		if !isRecord(e.Name()) {
			if err := dropTemp(path); err != nil {
				return fmt.Errorf("clean lake: %w", err)
			}
			continue
		}
		if e.Name() != recordName(current) || current == 0 {
			if gone, err := dropUnread(path); err != nil || gone {
				if err != nil {
					return fmt.Errorf("clean lake: %w", err)
				}
				continue
			}
		}
		r, err := readRecord(path)
		if err != nil {
			return err
		}
		for file := range r.files() {
			named[file] = true
		}
	}
	return l.dropUnnamed(named)
}

// dropTemp deletes a file that was being written when its writer died.
func dropTemp(path string) error {
	if !strings.HasPrefix(filepath.Base(path), tempPrefix) {
		return nil
	}
	return os.Remove(path)
}

// dropUnread deletes a record on which no reader holds a lock.
func dropUnread(path string) (gone bool, err error) {
	lock, err := lockExclusive(path)
	if errors.Is(err, ErrBusy) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer lock.release()
	return true, os.Remove(path)
}

// dropUnnamed deletes the files of data that are not named, and the folders that are then empty.
func (l *Lake) dropUnnamed(named map[string]bool) error {
	root := l.path(dataDir)
	var folders []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			folders = append(folders, path)
			return nil
		}
		below, err := filepath.Rel(l.dir, path)
		if err != nil || named[filepath.ToSlash(below)] {
			return err
		}
		return os.Remove(path)
	})
	if err != nil {
		return fmt.Errorf("clean lake: %w", err)
	}
	for i := len(folders) - 1; i > 0; i-- {
		_ = os.Remove(folders[i]) // refused unless it is empty, which is what is wanted
	}
	return nil
}

// Snapshot returns the lake as it is now. The caller must close it.
func (l *Lake) Snapshot() (*Snapshot, error) {
	for range maxReplaced {
		number, err := l.current()
		if err != nil {
			return nil, err
		}
		if number == 0 {
			return newSnapshot(l.dir, &record{}, nil), nil
		}
		path := l.path(recordsDir, recordName(number))
		lock, err := lockShared(path)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrBusy) {
			continue // replaced and deleted since «current» was read
		}
		if err != nil {
			return nil, fmt.Errorf("read snapshot: %w", err)
		}
		r, err := readRecord(path)
		if err != nil {
			lock.release()
			return nil, err
		}
		return newSnapshot(l.dir, r, lock), nil
	}
	return nil, fmt.Errorf("read snapshot: %w", ErrBusy)
}

func (l *Lake) path(parts ...string) string {
	return filepath.Join(append([]string{l.dir}, parts...)...)
}

// reserved tells why a database may not have the name; "" when it may.
func reserved(database string) string {
	switch database {
	case "glaux":
		return "it holds the views over all sources"
	case "information_schema":
		return "it describes the others"
	}
	return ""
}

var plainName = regexp.MustCompile(`^[a-z0-9_]{1,128}$`)

// checkName tells whether a table of that name can be kept.
func checkName(database, table string) error {
	for _, name := range []string{database, table} {
		if !plainName.MatchString(name) {
			return fmt.Errorf("%q is not a name: use lower-case letters, digits and underscores", name)
		}
	}
	if why := reserved(strings.ToLower(database)); why != "" {
		return fmt.Errorf("the database %q is taken: %s", database, why)
	}
	return nil
}
