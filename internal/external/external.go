// Package external makes the files of external tables readable: it finds them at the table's location and in its partitions, leaves out
// the partitions that a query does not need, and keeps a copy of each file as Parquet in the lake's cache. It promises that a file is
// converted once for as long as neither it nor the table's definition changes, that an answer stands on whole files only, and that the
// cache stays within its bound without taking away what a running query reads.
//
//	r := &external.Reader{Open: open, Cache: cache, Now: time.Now}
//	cat := version.Catalog(base, r.Files, external.Hidden) // a metastore.Reader
package external

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Reader reads external tables. It may be used by several queries at once.
type Reader struct {
	// Open returns the objects below a location of a statement. Objects that are not there are blob.ErrNotFound, and so is a place
	// that does not exist; a place that may not be read is an error to show.
	Open func(location string) (blob.Store, error)
	// Cache keeps the converted files.
	Cache *Cache
	// Now is the clock of partition projection.
	Now func() time.Time
}

// The names of the hidden columns, and what they say of the file of a row. Bucketed tables alone have the bucket, and partitioned ones
// the partition.
const (
	PathColumn      = "$path"
	BucketColumn    = "$bucket"
	ModifiedColumn  = "$file_modified_time"
	SizeColumn      = "$file_size"
	PartitionColumn = "$partition"
)

// Files finds the files of a table that may hold rows which meet the constraints, and converts those that are not in the cache. It is a
// metastore.Reader.
func (r *Reader) Files(ctx context.Context, t *metastore.Table, want []catalog.Constraint) (*catalog.Files, error) {
	l, err := r.plan(t, want)
	if err != nil {
		return nil, err
	}
	if t.Listed != nil {
		return l.load(ctx, l.listed())
	}
	parts, err := l.partitions(r.Now())
	if err != nil {
		return nil, err
	}
	found, err := l.find(ctx, parts)
	if err != nil {
		return nil, err
	}
	return l.load(ctx, found)
}

// layout is a table on its way to files.
type layout struct {
	r       *Reader
	table   *metastore.Table
	want    map[string][]catalog.Constraint
	columns []serde.Column // of the files
	keys    []serde.Column // partition keys
	format  *serde.Format  // nil for Parquet
	digest  string         // of everything that decides how files are read
	objects int            // that were listed
}

// plan reads the definition of a table.
func (r *Reader) plan(t *metastore.Table, want []catalog.Constraint) (*layout, error) {
	l := &layout{r: r, table: t, want: map[string][]catalog.Constraint{}}
	for _, c := range want {
		l.want[c.Column] = append(l.want[c.Column], c)
	}
	var err error
	if l.columns, err = columnsOf(t.Columns); err != nil {
		return nil, l.invalid(err)
	}
	if l.keys, err = columnsOf(t.PartitionKeys); err != nil {
		return nil, l.invalid(err)
	}
	if serde.IsParquet(t.Storage.Serde, t.Storage.Input) {
		l.digest = digestOf("parquet")
		return l, nil
	}
	l.format, err = serde.New(serde.Definition{
		Class: t.Storage.Serde, Input: t.Storage.Input, Properties: t.Storage.Properties, Table: t.Properties, Columns: l.columns,
	})
	if err != nil {
		return nil, l.invalid(err)
	}
	l.digest = l.definition()
	return l, nil
}

func columnsOf(list []metastore.Column) ([]serde.Column, error) {
	columns := make([]serde.Column, len(list))
	for i, c := range list {
		t, err := c.TypeOf()
		if err != nil {
			return nil, err
		}
		columns[i] = serde.Column{Name: c.Name, Type: t}
	}
	return columns, nil
}

// name is the table's full name.
func (l *layout) name() string { return l.table.Database + "." + l.table.Name }

// invalid makes an error of what is wrong with a definition.
func (l *layout) invalid(err error) error {
	var refused *serde.Unsupported
	if errors.As(err, &refused) {
		return fault.Wrap(err, fault.Invalid, "NOT_SUPPORTED", fmt.Sprintf("table %s: %s", l.name(), refused.Reason))
	}
	return fault.Wrap(err, fault.Invalid, "INVALID_TABLE_PROPERTY", fmt.Sprintf("table %s: %s", l.name(), err))
}

// partition is a set of files that have the values of the partition keys in common.
type partition struct {
	location string   // with a slash at the end
	values   []string // of the keys, as text that FromText reads; nil for a table without keys
}

// nullPartition is Hive's name for the partition of rows whose key is NULL.
const nullPartition = "__HIVE_DEFAULT_PARTITION__"

// maxPartitions is how many partitions Athena reads for one table.
const maxPartitions = 1_000_000

// partitions returns the partitions that a query needs.
func (l *layout) partitions(now time.Time) ([]partition, error) {
	if len(l.keys) == 0 {
		return []partition{{location: slashed(l.table.Location)}}, nil
	}
	if l.table.Projected() {
		return l.project(now.UTC())
	}
	var list []partition
	for _, p := range l.table.Partitions {
		if len(p.Values) != len(l.keys) {
			return nil, fault.New(fault.Internal, "HIVE_METASTORE_ERROR", fmt.Sprintf("table %s: a partition has %d values for %d keys", l.name(), len(p.Values), len(l.keys)))
		}
		keep := true
		for i, k := range l.keys {
			if err := l.check(k, p.Values[i]); err != nil {
				return nil, err
			}
			keep = keep && l.keeps(k.Name, p.Values[i])
		}
		if keep {
			list = append(list, partition{location: slashed(p.Location), values: p.Values})
		}
	}
	return list, nil
}

// keeps tells whether a query needs a value of a key.
func (l *layout) keeps(key, text string) bool {
	if text == nullPartition {
		return len(l.want[key]) == 0 // no condition of a Constraint is met by NULL
	}
	for _, c := range l.want[key] {
		if c.Keep != nil && !c.Keep(text) {
			return false
		}
	}
	return true
}

// check tells whether a text is a value of a key.
func (l *layout) check(key serde.Column, text string) error {
	if text == nullPartition {
		return nil
	}
	if _, err := value.FromText(text, key.Type); err != nil {
		return fault.New(fault.Invalid, "HIVE_INVALID_PARTITION_VALUE",
			fmt.Sprintf("Invalid partition value '%s' for %s partition key: %s", text, key.Type, key.Name))
	}
	return nil
}

// slashed returns a location with one slash at the end.
func slashed(location string) string { return strings.TrimRight(location, "/") + "/" }

// file is an object of a table.
type file struct {
	store  blob.Store
	object blob.Object
	path   string // as $path shows it
	values []string
}

// manyPartitions is from how many partitions on the table's own location is listed as a whole, and not each partition by itself.
const manyPartitions = 64

// find lists the files of partitions. A location without objects has no rows.
func (l *layout) find(ctx context.Context, parts []partition) ([]file, error) {
	base := l.base()
	var inside, outside []partition
	for _, p := range parts {
		if base != "" && strings.HasPrefix(p.location, base) && len(parts) >= manyPartitions {
			inside = append(inside, p)
		} else {
			outside = append(outside, p)
		}
	}
	found, err := l.findInside(ctx, base, inside)
	if err != nil {
		return nil, err
	}
	for _, p := range outside {
		err := l.list(ctx, p.location, "", func(f file) {
			f.values = p.values
			found = append(found, f)
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// base is the folder in which all projected partitions lie, or that of the table.
func (l *layout) base() string {
	if template := l.table.Properties[templateProperty]; l.table.Projected() && template != "" {
		fixed, _, _ := strings.Cut(template, "${")
		return fixed[:strings.LastIndexByte(fixed, '/')+1]
	}
	if l.table.Location == "" {
		return ""
	}
	return slashed(l.table.Location)
}

// findInside lists a folder once and tells by the folders of each object which partition it belongs to.
func (l *layout) findInside(ctx context.Context, base string, parts []partition) ([]file, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	by := make(map[string][]partition, len(parts))
	for _, p := range parts {
		below := strings.TrimPrefix(p.location, base)
		by[below] = append(by[below], p)
	}
	var found []file
	err := l.list(ctx, base, commonFolder(by), func(f file) {
		for folder := path.Dir(f.object.Key); ; folder = path.Dir(folder) {
			if folder == "." {
				folder = ""
			}
			key := folder
			if key != "" {
				key += "/"
			}
			for _, p := range by[key] {
				f.values = p.values
				found = append(found, f)
			}
			if folder == "" || folder == "/" {
				return
			}
		}
	})
	return found, err
}

// commonFolder returns the folder in which all of the folders lie.
func commonFolder(folders map[string][]partition) string {
	common, first := "", true
	for f := range folders {
		if first {
			common, first = f, false
			continue
		}
		n := 0
		for n < len(common) && n < len(f) && common[n] == f[n] {
			n++
		}
		common = common[:n]
	}
	return common[:strings.LastIndexByte(common, '/')+1]
}

// list calls f with the objects of a location that have bytes and are not hidden.
func (l *layout) list(ctx context.Context, location, prefix string, f func(file)) error {
	store, err := l.r.Open(location)
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for o, err := range store.List(ctx, prefix) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var known *fault.Error
		if errors.As(err, &known) {
			return err
		}
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "HIVE_FILESYSTEM_ERROR", fmt.Sprintf("the files of table %s cannot be listed", l.name()))
		}
		if o.Size == 0 && o.Version != "unreadable" || blob.Hidden(o.Key) {
			continue
		}
		if l.objects++; l.objects > maxFiles {
			return l.tooManyFiles()
		}
		f(file{store: store, object: o, path: location + o.Key})
	}
	return nil
}

// constants are the columns whose values are the same in all rows of a file: the partition keys and the hidden columns.
func (l *layout) constants() []catalog.Column {
	var list []catalog.Column
	for _, k := range l.keys {
		list = append(list, catalog.Column{Name: k.Name, Type: k.Type})
	}
	return append(list, Hidden(l.table)...)
}

// Hidden returns the hidden columns of a table.
func Hidden(t *metastore.Table) []catalog.Column {
	list := []catalog.Column{
		{Name: PathColumn, Type: types.Text(), Hidden: true},
		{Name: ModifiedColumn, Type: types.TimestampTZOf(3), Hidden: true},
		{Name: SizeColumn, Type: types.Of(types.BigInt), Hidden: true},
	}
	if t.Buckets > 0 {
		list = append(list, catalog.Column{Name: BucketColumn, Type: types.Of(types.Integer), Hidden: true})
	}
	if len(t.PartitionKeys) > 0 {
		list = append(list, catalog.Column{Name: PartitionColumn, Type: types.Text(), Hidden: true})
	}
	return list
}

// values returns the values of the constants for a file, nil for NULL.
func (l *layout) values(f file) []*string {
	var list []*string
	for _, text := range f.values {
		if text == nullPartition {
			list = append(list, nil)
			continue
		}
		list = append(list, &text)
	}
	modified := f.object.Modified.UTC().Format("2006-01-02 15:04:05.000") + " UTC"
	size := fmt.Sprint(f.object.Size)
	list = append(list, &f.path, &modified, &size)
	if l.table.Buckets > 0 {
		var bucket *string
		if n, ok := l.table.Bucket(f.path); ok {
			text := strconv.Itoa(n)
			bucket = &text
		}
		list = append(list, bucket)
	}
	if len(l.keys) > 0 {
		name := l.table.PartitionName(f.values)
		list = append(list, &name)
	}
	return list
}
