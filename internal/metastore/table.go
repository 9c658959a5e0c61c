package metastore

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Kind tells what a table is.
type Kind string

// The kinds of tables.
const (
	// External tables are files that lie outside of the lake; Location says where.
	External Kind = "external"
	// Managed tables are files that the store keeps for itself; Pieces name them.
	Managed Kind = "managed"
	// ViewKind is a stored query.
	ViewKind Kind = "view"
)

// Table is a table or a view.
type Table struct {
	Database string `json:"database"`
	Name     string `json:"name"`
	Kind     Kind   `json:"kind"`
	// Columns are the columns without the partition keys.
	Columns       []Column          `json:"columns,omitempty"`
	PartitionKeys []Column          `json:"partition_keys,omitempty"`
	Comment       string            `json:"comment,omitempty"`
	Owner         string            `json:"owner,omitempty"`
	Created       time.Time         `json:"created"`
	Properties    map[string]string `json:"properties,omitempty"`

	// Location is the place of an external table as the statement gave it: s3://bucket/prefix/ or a folder.
	Location string  `json:"location,omitempty"`
	Storage  Storage `json:"storage,omitzero"`
	// BucketColumns and Buckets are those of CLUSTERED BY.
	BucketColumns []string    `json:"bucket_columns,omitempty"`
	Buckets       int         `json:"buckets,omitempty"`
	Partitions    []Partition `json:"partitions,omitempty"`

	// Pieces are the files of a managed table.
	Pieces []Piece `json:"pieces,omitempty"`

	// Listed are the files of the table when it has no location: that is so for what a Reader is asked to read of a managed table.
	Listed []Listed `json:"-"`

	// View is set for a view.
	View *View `json:"view,omitempty"`
}

// Column is a column: its name, lower case, and its type in Hive's words; in a view the type is in Trino's.
type Column struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Comment string `json:"comment,omitempty"`
}

// Storage says how the files of a table are to be read.
type Storage struct {
	// Serde is the class that reads rows, with its properties; Input and Output are the classes of the files' format.
	Serde      string            `json:"serde,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
	Input      string            `json:"input,omitempty"`
	Output     string            `json:"output,omitempty"`
}

// Partition is a partition of an external table: one value for each key, as text, and the place of its files.
type Partition struct {
	Values   []string  `json:"values"`
	Location string    `json:"location"`
	Created  time.Time `json:"created,omitzero"`
}

// Piece is the files that one statement wrote into a managed table. Columns are those of the table at that time, with Hive's types;
// partition keys are the last ones.
type Piece struct {
	Columns []Column `json:"columns"`
	// Storage says how the files are to be read, when they are not Parquet; then partition keys do not stand in them. Parquet files hold
	// all columns by their names.
	Storage Storage `json:"storage,omitzero"`
	Files   []File  `json:"files"`
	Rows    int64   `json:"rows"`
	// Written is when the files were written.
	Written time.Time `json:"written,omitzero"`
}

// File is a file of a managed table. Path is relative to the store's folder, with slashes. Partition are the values of the
// table's partition keys in all rows of the file.
type File struct {
	Path      string   `json:"path"`
	Bytes     int64    `json:"bytes"`
	Partition []string `json:"partition,omitempty"`
}

// Listed is a file that a Reader need not look for. Name is what queries see as its path; no other file ever has it.
type Listed struct {
	File
	Name    string
	Written time.Time
}

// bucketName is how the files of bucketed tables are called: by Hive, and by Trino.
var bucketName = regexp.MustCompile(`^(?:(0\d+)_\d+.*|\d{8}_\d{6}_\d{5}_[a-z0-9]{5}_bucket-(\d+)(?:[-_.].*)?)$`)

// Bucket returns the bucket that the name of a file of a bucketed table says.
func (t *Table) Bucket(name string) (bucket int, ok bool) {
	m := bucketName.FindStringSubmatch(path.Base(name))
	if t.Buckets == 0 || m == nil {
		return 0, false
	}
	bucket, err := strconv.Atoi(m[1] + m[2])
	return bucket, err == nil && bucket < t.Buckets
}

// PartitionName returns the values of a partition's keys as Hive names it: k=v/k2=v2.
func (t *Table) PartitionName(values []string) string {
	parts := make([]string, min(len(values), len(t.PartitionKeys)))
	for i := range parts {
		parts[i] = t.PartitionKeys[i].Name + "=" + values[i]
	}
	return strings.Join(parts, "/")
}

// View is a query with the database that names without one mean in it. It reads with the rights of who asks.
type View struct {
	Text     string `json:"text"`
	Database string `json:"database"`
	// Definer is with whose rights the view reads, "" for those of who asks.
	Definer string `json:"definer,omitempty"`
}

// All returns the columns and then the partition keys.
func (t *Table) All() []Column { return append(slices.Clone(t.Columns), t.PartitionKeys...) }

// Projected tells whether the partitions are computed from the table's properties and not registered.
func (t *Table) Projected() bool {
	return strings.EqualFold(t.Properties["projection.enabled"], "true")
}

// Key returns the position of a partition key, -1 when there is none of that name.
func (t *Table) Key(name string) int {
	return slices.IndexFunc(t.PartitionKeys, func(c Column) bool { return c.Name == name })
}

// Partition returns the position of the partition with the values, -1 when there is none.
func (t *Table) Partition(values []string) int {
	return slices.IndexFunc(t.Partitions, func(p Partition) bool { return slices.Equal(p.Values, values) })
}

// Clone returns a copy that can be changed; what cannot change of it is shared.
func (t *Table) Clone() *Table {
	c := *t
	c.Columns, c.PartitionKeys = slices.Clone(t.Columns), slices.Clone(t.PartitionKeys)
	c.Properties, c.Storage.Properties = maps.Clone(t.Properties), maps.Clone(t.Storage.Properties)
	c.Partitions, c.Pieces = slices.Clone(t.Partitions), slices.Clone(t.Pieces)
	return &c
}

// TypeOf returns the type of a column of a table, read from Hive's words.
func (c Column) TypeOf() (types.Type, error) {
	tree, problems := parse.HiveType(c.Type)
	if err := problems.Err(); err != nil {
		return types.Type{}, fmt.Errorf("column %q: type %q: %w", c.Name, c.Type, err)
	}
	t, err := types.ParseHive(tree)
	if err != nil {
		return types.Type{}, fmt.Errorf("column %q: type %q: %w", c.Name, c.Type, err)
	}
	return t, nil
}

// trinoType returns the type of a column of a view, read from Trino's words.
func (c Column) trinoType() (types.Type, error) {
	tree, problems := parse.Type(c.Type)
	if err := problems.Err(); err != nil {
		return types.Type{}, fmt.Errorf("column %q: type %q: %w", c.Name, c.Type, err)
	}
	return types.Parse(tree)
}
