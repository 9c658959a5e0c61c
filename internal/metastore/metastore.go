// Package metastore keeps what statements make: databases, external tables, tables made by queries, views, and prepared
// statements. It promises that a reader sees one version of all of it from beginning to end and finds the files of its tables for as
// long as it holds the version; that a change is made as a whole or not at all, whatever dies on the way; and that what a crash
// leaves behind is removed by the next change.
//
//	store, err := metastore.Open(folder)              // of a lake
//	version, err := store.Version()                   // Close it
//	cat := version.Catalog(base, open, nil)                // base and the metastore's own tables
//	err = store.Edit(ctx, now, func(r *metastore.Record) error { … })
//
// All is one record, a file of JSON that is replaced by an atomic rename under a lock. A reader holds a shared lock on a second file; files
// that the record does not name are deleted only while nobody reads.
package metastore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
)

// The files and folders, all below one folder of the lake.
const (
	homeDir     = "catalog"
	tablesDir   = "tables"
	stagingDir  = "staging"
	recordFile  = "record.json"
	writerFile  = "writer.lock"
	readersFile = "readers.lock"
	tempPrefix  = ".new-"
)

// patience is how often a writer tries to get at the record while another one writes, pause how long it waits between two tries: ten
// seconds in all.
const (
	patience = 2000
	pause    = 5 * time.Millisecond
)

// ErrBusy tells that another process keeps the metastore from being changed.
var ErrBusy = errors.New("the tables are being changed by another process")

// Store is the metastore of a lake.
type Store struct {
	dir string

	dirty  atomic.Bool // a change may have left files that nobody names
	mu     sync.Mutex
	stamp  fs.FileInfo // of the file that cached was read from
	cached *Record
}

// Open opens the metastore in the folder of a lake, and makes it where there is none.
func Open(lakeDir string) (*Store, error) {
	s := &Store{dir: filepath.Join(lakeDir, homeDir)}
	for _, sub := range []string{tablesDir, stagingDir} {
		if err := os.MkdirAll(filepath.Join(s.dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("open metastore: %w", err)
		}
	}
	file, err := os.OpenFile(s.path(readersFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open metastore: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open metastore: %w", err)
	}
	s.clean()
	return s, nil
}

func (s *Store) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

// Version is the metastore at one moment. It does not change, and the files of its tables stay until it is closed.
type Version struct {
	// Record is what there is. Nobody may change it.
	Record *Record

	store   *Store
	once    sync.Once
	release func()
}

// Version returns the metastore as it is now. The caller must close it.
func (s *Store) Version() (*Version, error) {
	release, err := wait(nil, func() (func(), error) { return lake.Shared(s.path(readersFile)) })
	if err != nil {
		return nil, fmt.Errorf("read metastore: %w", err)
	}
	r, err := s.read()
	if err != nil {
		release()
		return nil, err
	}
	return &Version{Record: r, store: s, release: release}, nil
}

// Close lets the version go. It may be called more than once. The last reader after a change cleans up.
func (v *Version) Close() {
	v.once.Do(func() {
		v.release()
		if v.store.dirty.CompareAndSwap(true, false) {
			v.store.clean()
		}
	})
}

// Edit changes the record: what change leaves behind becomes visible at once, and on an error nothing does. One change is made
// at a time, over all processes.
func (s *Store) Edit(ctx context.Context, now time.Time, change func(*Record) error) error {
	release, err := wait(ctx.Done(), func() (func(), error) { return lake.Exclusive(s.path(writerFile)) })
	if err != nil {
		return fmt.Errorf("change metastore: %w", err)
	}
	defer release()
	next, err := s.load() // a copy of its own
	if err != nil {
		return err
	}
	if err := change(next); err != nil {
		return err
	}
	next.Layout, next.Number, next.Written = layoutVersion, next.Number+1, now.UTC().Truncate(time.Millisecond)
	if err := s.write(next); err != nil {
		return err
	}
	// The change is made. What cannot be cleaned up now is left to the next one.
	if done, err := s.collect(next); err != nil || !done {
		s.dirty.Store(true)
	}
	return nil
}

// clean deletes what nobody needs, unless somebody writes or reads just now: then it is left to the next one who closes a version.
func (s *Store) clean() {
	release, err := lake.Exclusive(s.path(writerFile))
	if err != nil {
		s.dirty.Store(true)
		return
	}
	defer release()
	r, err := s.load()
	if err != nil {
		return // the next reader tells
	}
	if done, err := s.collect(r); err != nil || !done {
		s.dirty.Store(true)
	}
}

// wait tries to take a lock until it is free, for as long as patience lasts and stop is open.
func wait(stop <-chan struct{}, take func() (func(), error)) (func(), error) {
	for range patience {
		release, err := take()
		if !errors.Is(err, lake.ErrBusy) {
			return release, err
		}
		select {
		case <-stop:
			return nil, context.Canceled
		case <-time.After(pause):
		}
	}
	return nil, ErrBusy
}

// DataDir returns the folder of the files of its tables.
func (s *Store) DataDir() string { return s.path(tablesDir) }
