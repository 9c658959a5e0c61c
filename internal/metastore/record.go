package metastore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
)

// layoutVersion is the version of the record's form. A record of a later version is not read.
const layoutVersion = 1

// Record is everything that the metastore keeps.
type Record struct {
	Layout    int                  `json:"layout"`
	Number    int64                `json:"number"`
	Written   time.Time            `json:"written"`
	Databases map[string]*Database `json:"databases"`
	// Prepared are the prepared statements, by the key that PreparedKey makes.
	Prepared map[string]*Prepared `json:"prepared,omitempty"`
	// Dropped are things that were dropped and whose grants may not be forgotten yet. Nothing of their names is made before that.
	Dropped []Dropped `json:"dropped,omitempty"`
}

// Dropped is a table, a view, or with no table a database, that was dropped by somebody, with the name of Via who asked as he.
type Dropped struct {
	Database string `json:"database"`
	Table    string `json:"table,omitempty"`
	By       string `json:"by"`
	Via      string `json:"via,omitempty"`
}

// Database is a database with its tables and views, by name.
type Database struct {
	Name       string            `json:"name"`
	Comment    string            `json:"comment,omitempty"`
	Location   string            `json:"location,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
	Owner      string            `json:"owner,omitempty"`
	Created    time.Time         `json:"created"`
	Tables     map[string]*Table `json:"tables,omitempty"`
}

// Prepared is a statement that EXECUTE can run.
type Prepared struct {
	Workgroup string    `json:"workgroup"`
	Principal string    `json:"principal"`
	Name      string    `json:"name"`
	Text      string    `json:"text"`
	Comment   string    `json:"comment,omitempty"`
	Changed   time.Time `json:"changed"`
}

// PreparedKey returns the key of a prepared statement. A principal has statements of its own in every workgroup.
func PreparedKey(workgroup, principal, name string) string {
	return workgroup + "\x00" + principal + "\x00" + name
}

// Table returns a table or a view, nil when there is none.
func (r *Record) Table(database, name string) *Table {
	if d := r.Databases[database]; d != nil {
		return d.Tables[name]
	}
	return nil
}

// Database returns the database of that name and makes it where there is none: a table may be made in a database that exists
// only through the bills in it.
func (r *Record) Database(name, owner string, now time.Time) *Database {
	d := r.Databases[name]
	if d == nil {
		d = &Database{Name: name, Owner: owner, Created: now}
		r.Databases[name] = d
	}
	if d.Tables == nil {
		d.Tables = map[string]*Table{}
	}
	return d
}

// files tells which files of the store's own the record names, relative to the store's folder.
func (r *Record) files() map[string]bool {
	named := map[string]bool{}
	for _, d := range r.Databases {
		for _, t := range d.Tables {
			for _, p := range t.Pieces {
				for _, f := range p.Files {
					named[filepath.FromSlash(f.Path)] = true
				}
			}
		}
	}
	return named
}

// read returns the current record, shared with other readers.
func (s *Store) read() (*Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := os.Stat(s.path(recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return empty(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read metastore: %w", err)
	}
	if s.cached != nil && os.SameFile(now, s.stamp) && now.ModTime().Equal(s.stamp.ModTime()) && now.Size() == s.stamp.Size() {
		return s.cached, nil
	}
	r, err := s.load()
	if err != nil {
		return nil, err
	}
	// What was loaded may be newer than what was looked at; then the next reader loads it once more.
	s.cached, s.stamp = r, now
	return r, nil
}

func empty() *Record {
	return &Record{Layout: layoutVersion, Databases: map[string]*Database{}, Prepared: map[string]*Prepared{}}
}

// load reads the record from its file.
func (s *Store) load() (*Record, error) {
	text, err := os.ReadFile(s.path(recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return empty(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read metastore: %w", err)
	}
	r := empty()
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("read metastore %q: %w", s.path(recordFile), err)
	}
	if r.Layout != layoutVersion {
		return nil, fmt.Errorf("read metastore %q: it is of version %d; this program knows version %d", s.path(recordFile), r.Layout, layoutVersion)
	}
	return r, nil
}

// write replaces the record durably; the rename is the commit.
func (s *Store) write(r *Record) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("write metastore: %w", err)
	}
	if err := lake.WriteWhole(s.path(recordFile), filepath.Join(s.dir, tempPrefix+"*"), append(text, '\n')); err != nil {
		return fmt.Errorf("write metastore: %w", err)
	}
	return nil
}

// collect deletes what crashed writers left behind and, when nobody reads, the files that the record does not name; done is false when
// somebody reads. The caller holds the writer's lock.
func (s *Store) collect(r *Record) (done bool, err error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return false, fmt.Errorf("clean metastore: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			if err := os.Remove(s.path(e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return false, fmt.Errorf("clean metastore: %w", err)
			}
		}
	}
	release, err := lake.Exclusive(s.path(readersFile))
	if errors.Is(err, lake.ErrBusy) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("clean metastore: %w", err)
	}
	defer release()
	return true, errors.Join(s.dropStaging(), s.dropUnnamed(r.files()))
}

// dropStaging deletes what writers that died had staged: those that live hold a version, and so the lock of the readers.
func (s *Store) dropStaging() error {
	entries, err := os.ReadDir(s.path(stagingDir))
	if err != nil {
		return fmt.Errorf("clean metastore: %w", err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(s.path(stagingDir, e.Name())); err != nil {
			return fmt.Errorf("clean metastore: %w", err)
		}
	}
	return nil
}

// dropUnnamed deletes the files of tables that are not named, and the folders that are then empty.
func (s *Store) dropUnnamed(named map[string]bool) error {
	var folders []string
	err := filepath.WalkDir(s.path(tablesDir), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			folders = append(folders, path)
			return nil
		}
		below, err := filepath.Rel(s.dir, path)
		if err != nil || named[below] {
			return err
		}
		return os.Remove(path)
	})
	if err != nil {
		return fmt.Errorf("clean metastore: %w", err)
	}
	for _, folder := range slices.Backward(folders[1:]) {
		_ = os.Remove(folder) // refused unless it is empty, which is what is wanted
	}
	return nil
}

// Names returns the names of the databases, sorted.
func (r *Record) Names() []string { return slices.Sorted(maps.Keys(r.Databases)) }
