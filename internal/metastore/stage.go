package metastore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/lake"
)

// Stage is a folder to write the files of a managed table into, before they are the table's. It holds a version, so that nothing
// collects the files between their move and the change that names them.
type Stage struct {
	Dir string

	store   *Store
	version *Version
}

// Stage returns a new empty folder. Close it.
func (s *Store) Stage() (*Stage, error) {
	v, err := s.Version()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(s.path(stagingDir), "write-")
	if err != nil {
		v.Close()
		return nil, fmt.Errorf("stage: %w", err)
	}
	return &Stage{Dir: dir, store: s, version: v}, nil
}

// Adopt moves the staged files, durably, to where tables lie, under names that no other file ever had. They belong to no table
// until an Edit names them.
func (g *Stage) Adopt(files []File) ([]File, error) {
	folder, err := os.MkdirTemp(g.store.path(tablesDir), "t-")
	if err != nil {
		return nil, fmt.Errorf("move files: %w", err)
	}
	moved := make([]File, len(files))
	for i, f := range files {
		size, err := lake.SyncFile(f.Path)
		if err != nil {
			return nil, fmt.Errorf("move files: %w", err)
		}
		to := filepath.Join(folder, adopted(f.Path, i))
		if err := os.Rename(f.Path, to); err != nil {
			return nil, fmt.Errorf("move files: %w", err)
		}
		below, err := filepath.Rel(g.store.dir, to)
		if err != nil {
			return nil, fmt.Errorf("move files: %w", err)
		}
		moved[i] = File{Path: filepath.ToSlash(below), Bytes: size, Partition: f.Partition}
	}
	return moved, errors.Join(lake.SyncDir(folder), lake.SyncDir(g.store.path(tablesDir)))
}

// adopted returns the name of a staged file in the store: that of a file of a bucket stays, for it says the bucket.
func adopted(staged string, i int) string {
	base := filepath.Base(staged)
	if bucketName.MatchString(base) {
		return base
	}
	return fmt.Sprintf("%06d%s", i+1, filepath.Ext(base))
}

// Close drops what was not adopted.
func (g *Stage) Close() error {
	g.version.Close()
	return os.RemoveAll(g.Dir)
}
