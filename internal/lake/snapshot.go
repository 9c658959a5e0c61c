package lake

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Snapshot is the lake at one moment. It does not change, and its files stay until it is closed.
type Snapshot struct {
	record *record
	lock   *lock
	once   sync.Once
	tables map[catalog.Name]*catalog.Table
}

var _ catalog.Catalog = (*Snapshot)(nil)

func newSnapshot(dir string, r *record, held *lock) *Snapshot {
	s := &Snapshot{record: r, lock: held, tables: map[catalog.Name]*catalog.Table{}}
	for _, src := range r.Sources {
		for _, t := range src.made() {
			name := catalog.Name{Database: src.Database, Table: src.TableName(t.Name)}
			s.tables[name] = table(dir, name, src, t)
		}
	}
	return s
}

// Close lets the snapshot go. It may be called more than once.
func (s *Snapshot) Close() error {
	s.once.Do(func() { s.lock.release() })
	return nil
}

// Number is the number of the snapshot: it grows with every commit.
func (s *Snapshot) Number() int64 { return s.record.Number }

// Written is when the snapshot was committed.
func (s *Snapshot) Written() time.Time { return s.record.Written }

// Sources returns the sources with what the lake has of them, sorted by name. Nobody may change them.
func (s *Snapshot) Sources() []*Source { return sorted(s.record.Sources) }

// Mixed tells which columns have not the same type in all months, one sentence each.
func (s *Source) Mixed() []string {
	u := newUnion()
	for _, month := range slices.Backward(s.MonthNames()) {
		for _, piece := range s.Months[month].Pieces {
			u.add(piece.Columns)
		}
	}
	return u.mixed()
}

// Table returns a source as a table. A source without any month is not there yet.
func (s *Snapshot) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if t, ok := s.tables[name]; ok {
		return t, nil
	}
	for other := range s.tables {
		if other.Database == name.Database {
			return nil, fmt.Errorf("%s: %w", name, catalog.ErrTableNotFound)
		}
	}
	return nil, fmt.Errorf("%s: %w", name, catalog.ErrSchemaNotFound)
}

// Databases returns the names of the databases that have tables, sorted.
func (s *Snapshot) Databases(context.Context) ([]string, error) {
	var names []string
	for name := range s.tables {
		names = append(names, name.Database)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Tables returns the names of the tables of a database, sorted.
func (s *Snapshot) Tables(_ context.Context, database string) ([]string, error) {
	var names []string
	for name := range s.tables {
		if name.Database == database {
			names = append(names, name.Table)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s.%s: %w", catalog.Default, database, catalog.ErrSchemaNotFound)
	}
	slices.Sort(names)
	return names, nil
}

// Sizes returns the bytes of the files of a table by billing period or day, as the partition column names it; nil of no table.
func (s *Snapshot) Sizes(name catalog.Name) map[string]int64 {
	for _, src := range s.record.Sources {
		for _, t := range src.made() {
			if src.Database != name.Database || src.TableName(t.Name) != name.Table {
				continue
			}
			sizes := map[string]int64{}
			for month, m := range src.Months {
				for _, piece := range m.Pieces {
					if piece.Table == t.Name {
						for _, f := range piece.Files {
							sizes[month] += f.Bytes
						}
					}
				}
			}
			return sizes
		}
	}
	return nil
}

// made returns the tables that there are: those of a log, or the one of a bill as soon as it has a month.
func (s *Source) made() []Table {
	if len(s.Tables) == 0 && len(s.Months) > 0 {
		return []Table{{}}
	}
	return s.Tables
}

// table makes a table of a source: its columns are those that it has at any rate, then those of all months, in the order of the latest
// month, then those that only earlier months have, then the partition columns.
func table(dir string, name catalog.Name, src *Source, made Table) *catalog.Table {
	u := newUnion()
	u.add(made.Columns)
	files := &catalog.Files{}
	groups := map[string]int{}
	months := src.MonthNames()
	for _, month := range slices.Backward(months) {
		for _, piece := range src.Months[month].Pieces {
			if piece.Table != made.Name {
				continue
			}
			u.add(piece.Columns)
			if len(piece.Files) == 0 {
				continue
			}
			group, ok := groups[piece.Schema]
			if !ok {
				group = len(files.Groups)
				groups[piece.Schema] = group
				files.Groups = append(files.Groups, catalog.FileGroup{Columns: fileColumns(piece.Columns)})
			}
			for _, f := range piece.Files {
				files.Groups[group].Paths = append(files.Groups[group].Paths, filepath.Join(dir, filepath.FromSlash(f.Path)))
			}
		}
	}
	for i := range files.Groups {
		slices.Reverse(files.Groups[i].Paths)
	}
	return &catalog.Table{Name: name, Columns: u.table(), Comment: made.Comment, Data: files, Location: src.Location}
}

func fileColumns(columns []source.LakeColumn) map[string]catalog.FileColumn {
	m := make(map[string]catalog.FileColumn, len(columns))
	for _, c := range columns {
		m[c.Name] = catalog.FileColumn{Name: c.Name, Type: c.Type}
	}
	return m
}

// union collects the columns of several sets of files.
type union struct {
	columns []catalog.Column
	at      map[string]int // name → index in columns
	seen    map[string][]types.Type
}

func newUnion() *union { return &union{at: map[string]int{}, seen: map[string][]types.Type{}} }

func (u *union) add(columns []source.LakeColumn) {
	for _, c := range columns {
		i, ok := u.at[c.Name]
		if !ok {
			u.at[c.Name] = len(u.columns)
			u.columns = append(u.columns, catalog.Column{Name: c.Name, Type: c.Type, Comment: c.Comment, Partition: c.Partition || isPartition(c.Name)})
			u.seen[c.Name] = []types.Type{c.Type}
			continue
		}
		if slices.ContainsFunc(u.seen[c.Name], c.Type.Equal) {
			continue
		}
		u.seen[c.Name] = append(u.seen[c.Name], c.Type)
		super, ok := types.CommonSuper(u.columns[i].Type, c.Type)
		if !ok {
			super = types.Text()
		}
		u.columns[i].Type = super
	}
}

// table returns the columns with the partition columns at the end.
func (u *union) table() []catalog.Column {
	columns := slices.Clone(u.columns)
	slices.SortStableFunc(columns, func(a, b catalog.Column) int {
		switch {
		case a.Partition == b.Partition:
			return 0
		case a.Partition:
			return 1
		}
		return -1
	})
	return columns
}

// mixed describes the columns that have several types.
func (u *union) mixed() []string {
	var notes []string
	for _, c := range u.columns {
		if len(u.seen[c.Name]) < 2 {
			continue
		}
		var words []string
		for _, t := range u.seen[c.Name] {
			words = append(words, source.HiveType(t))
		}
		notes = append(notes, fmt.Sprintf("column %q is %s, depending on the month; queries see %s", c.Name, strings.Join(words, " or "), source.HiveType(c.Type)))
	}
	return notes
}

// isPartition tells whether a column is a partition column of a table of bills.
func isPartition(name string) bool {
	return name == "billing_period" || name == "year" || name == "month"
}
