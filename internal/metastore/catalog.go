package metastore

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// Reader finds or makes the files of an external table that the engine can read. Want are conditions on partition keys that all rows
// of the query meet: a partition that does not meet them need not be read.
type Reader func(ctx context.Context, t *Table, want []catalog.Constraint) (*catalog.Files, error)

// Catalog returns everything of base, and the databases, tables and views of the version. Where both have a table, it is base's.
// Read reads external tables; nil reads none. Hidden returns the columns ("$path") that a table has besides its own; nil means none.
func (v *Version) Catalog(base catalog.Catalog, read Reader, hidden func(*Table) []catalog.Column) catalog.Catalog {
	if hidden == nil {
		hidden = func(*Table) []catalog.Column { return nil }
	}
	return &overlay{base: base, version: v, read: read, hidden: hidden}
}

type overlay struct {
	base    catalog.Catalog
	version *Version
	read    Reader
	hidden  func(*Table) []catalog.Column
}

// Table returns a table or a view.
func (o *overlay) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	t, err := o.base.Table(ctx, name)
	if err == nil || !absent(err) {
		return t, err
	}
	if own := o.version.Record.Table(name.Database, name.Table); own != nil {
		return o.table(own)
	}
	if o.version.Record.Databases[name.Database] != nil {
		return nil, fmt.Errorf("%s: %w", name, catalog.ErrTableNotFound)
	}
	return nil, err
}

func absent(err error) bool {
	return errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound)
}

// Databases returns the names of all databases, sorted.
func (o *overlay) Databases(ctx context.Context) ([]string, error) {
	names, err := o.base.Databases(ctx)
	if err != nil {
		return nil, err
	}
	names = append(slices.Clone(names), o.version.Record.Names()...)
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Tables returns the names of the tables and views of a database, sorted.
func (o *overlay) Tables(ctx context.Context, database string) ([]string, error) {
	names, err := o.base.Tables(ctx, database)
	own := o.version.Record.Databases[database]
	if err != nil && (own == nil || !absent(err)) {
		return nil, err
	}
	names = slices.Clone(names)
	if own != nil {
		for name := range own.Tables {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// table returns a table of the record as queries see it.
func (o *overlay) table(t *Table) (*catalog.Table, error) {
	out := &catalog.Table{Name: catalog.Name{Database: t.Database, Table: t.Name}, Comment: t.Comment, Location: t.Location}
	typeOf := Column.TypeOf
	if t.Kind == ViewKind {
		typeOf = Column.trinoType
	}
	for i, c := range t.All() {
		typ, err := typeOf(c)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", out.Name, err)
		}
		out.Columns = append(out.Columns, catalog.Column{Name: c.Name, Type: typ, Comment: c.Comment, Partition: i >= len(t.Columns)})
	}
	switch t.Kind {
	case ViewKind:
		query, problems := parse.Query(t.View.Text)
		if err := problems.Err(); err != nil {
			return nil, fmt.Errorf("view %s: %w", out.Name, err)
		}
		out.View = &catalog.View{Query: query, Database: t.View.Database, Definer: t.View.Definer}
	case Managed:
		files, err := o.version.files(t, o.hidden(t))
		if err != nil {
			return nil, err
		}
		out.Data = files
		if listed := o.version.listed(t); len(listed) > 0 {
			out.Data = &mixed{files: files, tables: listed, read: o.read}
		}
		out.Columns = append(out.Columns, o.hidden(t)...)
	case External:
		out.Columns = append(out.Columns, o.hidden(t)...)
		out.Data = &deferred{table: t, read: o.read}
	}
	return out, nil
}

// files returns the Parquet files of a managed table.
func (v *Version) files(t *Table, hidden []catalog.Column) (*catalog.Files, error) {
	files := &catalog.Files{}
	for _, p := range t.Pieces {
		if p.Storage.Serde != "" {
			continue
		}
		group := catalog.FileGroup{Columns: map[string]catalog.FileColumn{}, Constants: hidden}
		for _, c := range p.Columns {
			typ, err := c.TypeOf()
			if err != nil {
				return nil, fmt.Errorf("table %s.%s: %w", t.Database, t.Name, err)
			}
			group.Columns[c.Name] = catalog.FileColumn{Name: c.Name, Type: typ}
		}
		for _, f := range p.Files {
			group.Paths = append(group.Paths, filepath.Join(v.store.dir, filepath.FromSlash(f.Path)))
			group.Values = append(group.Values, facts(t, p, f, hidden))
		}
		files.Groups = append(files.Groups, group)
	}
	return files, nil
}

// listed returns the other files of a managed table: a table for each piece, as a Reader takes it.
func (v *Version) listed(t *Table) []*Table {
	var list []*Table
	for _, p := range t.Pieces {
		if p.Storage.Serde == "" || len(p.Files) == 0 {
			continue
		}
		one := &Table{
			Database: t.Database, Name: t.Name, Kind: External, Properties: t.Properties, Storage: p.Storage,
			Columns: p.Columns[:len(p.Columns)-len(t.PartitionKeys)], PartitionKeys: t.PartitionKeys,
			BucketColumns: t.BucketColumns, Buckets: t.Buckets,
		}
		for _, f := range p.Files {
			name := lakePath(t, f)
			f.Path = filepath.Join(v.store.dir, filepath.FromSlash(f.Path))
			one.Listed = append(one.Listed, Listed{File: f, Name: name, Written: p.Written})
		}
		list = append(list, one)
	}
	return list
}

// lakePath returns the path of a file as queries see it: the one in the store, which tells nothing about the machine.
func lakePath(t *Table, f File) string {
	return "lake://" + t.Database + "/" + t.Name + "/" + path.Base(path.Dir(f.Path)) + "/" + path.Base(f.Path)
}

// facts returns what the hidden columns say of a file.
func facts(t *Table, p Piece, f File, hidden []catalog.Column) []*string {
	known := map[string]string{
		"$path":      lakePath(t, f),
		"$file_size": strconv.FormatInt(f.Bytes, 10),
	}
	if !p.Written.IsZero() {
		known["$file_modified_time"] = p.Written.UTC().Format("2006-01-02 15:04:05.000") + " UTC"
	}
	if bucket, ok := t.Bucket(f.Path); ok {
		known["$bucket"] = strconv.Itoa(bucket)
	}
	if len(t.PartitionKeys) > 0 {
		known["$partition"] = t.PartitionName(f.Partition)
	}
	values := make([]*string, len(hidden))
	for i, c := range hidden {
		if text, ok := known[c.Name]; ok {
			values[i] = &text
		}
	}
	return values
}

// deferred is the Data of an external table.
type deferred struct {
	table *Table
	read  Reader
}

// Files finds the files that a query needs.
func (d *deferred) Files(ctx context.Context, want []catalog.Constraint) (*catalog.Files, error) {
	if d.read == nil {
		return nil, fault.New(fault.Unavailable, "HIVE_CANNOT_OPEN_SPLIT",
			fmt.Sprintf("the files of external table %s.%s cannot be read here", d.table.Database, d.table.Name))
	}
	return d.read(ctx, d.table, want)
}

// mixed is the Data of a managed table that has files which are not Parquet.
type mixed struct {
	files  *catalog.Files
	tables []*Table
	read   Reader
}

// Files returns the Parquet files and what the reader makes of the others.
func (m *mixed) Files(ctx context.Context, want []catalog.Constraint) (*catalog.Files, error) {
	all := &catalog.Files{Groups: slices.Clone(m.files.Groups)}
	for _, t := range m.tables {
		files, err := (&deferred{table: t, read: m.read}).Files(ctx, want)
		if err != nil {
			return nil, err
		}
		all.Groups = append(all.Groups, files.Groups...)
	}
	return all, nil
}
