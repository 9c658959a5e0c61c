// Package catalog says what a query can name: catalogs, databases, tables and their columns. It promises that analysis
// needs no other I/O than the methods of Catalog, and that a Table tells an analyzer everything and an engine nothing
// but the Data it put there itself.
package catalog

import (
	"context"
	"errors"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Default is the name of the one catalog, as Athena calls it.
const Default = "awsdatacatalog"

// Name is a table's full name. Database and Table are lower case.
type Name struct {
	Database, Table string
}

// String returns the name as Athena writes it in messages: awsdatacatalog.db.table.
func (n Name) String() string { return Default + "." + n.Database + "." + n.Table }

// Column is a column of a table. Name is lower case.
type Column struct {
	Name    string
	Type    types.Type
	Comment string
	// Hidden columns ("$path") can be named but are not in `*`.
	Hidden bool
	// Partition tells that the column is a partition key (`billing_period`).
	Partition bool
}

// Table is a table or a view.
type Table struct {
	Name    Name
	Columns []Column
	Comment string
	// Data is what the engine needs to read the table; nobody else looks into it. It is nil for a view.
	Data any
	// View is set for a view.
	View *View
	// Location is where the table's files come from, s3://bucket/prefix/ or a folder; "" where nobody registers it: the lake's own, a view.
	Location string
	// Whole is the table with all its columns where Columns are only those that a caller may see; nil where they are the same.
	// It is for the guard and the engine alone.
	Whole *Table
}

// Full returns the table with all its columns.
func (t *Table) Full() *Table {
	if t.Whole != nil {
		return t.Whole
	}
	return t
}

// View is a stored query.
type View struct {
	Query *ast.Query
	// Definer is the principal with whose rights the view reads; "" means those of the caller (invoker's rights).
	Definer string
	// Catalog is where a definer's view resolves its own names: what the definer sees. It is nil where nobody has put it yet.
	Catalog Catalog
	// Database is the database that names without one mean inside the view.
	Database string
	// Public tells that everybody may name the view, because it is made of what its caller sees and shows nothing else. A
	// public view has the invoker's rights.
	Public bool
}

// The errors of a Catalog; test with errors.Is. A hidden thing and a missing one give the same error.
var (
	ErrSchemaNotFound = errors.New("schema not found")
	ErrTableNotFound  = errors.New("table not found")
)

// Catalog is what a query can name, for one caller at one moment.
type Catalog interface {
	// Table returns a table by name, or ErrSchemaNotFound or ErrTableNotFound.
	Table(ctx context.Context, name Name) (*Table, error)
	// Databases returns the names of all databases, sorted.
	Databases(ctx context.Context) ([]string, error)
	// Tables returns the names of the tables and views of a database, sorted, or ErrSchemaNotFound.
	Tables(ctx context.Context, database string) ([]string, error)
}

// DatabasesAnd returns the names of all databases of a catalog and one more, sorted: for catalogs that lie over another one.
func DatabasesAnd(ctx context.Context, c Catalog, more string) ([]string, error) {
	names, err := c.Databases(ctx)
	if err != nil {
		return nil, err
	}
	names = append(slices.Clone(names), more)
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Files is the Data of a table that consists of Parquet files on this machine, as a lake keeps them.
type Files struct {
	Groups []FileGroup
}

// FileGroup is a set of files with the same columns.
type FileGroup struct {
	Paths []string
	// Columns maps a table's column name to the column in the files. A column that is missing here is NULL in these files.
	Columns map[string]FileColumn
	// Constants are columns whose values are the same in all rows of a file, such as partition keys and "$path". Values holds them:
	// for each of Paths, a text for each of Constants; nil is NULL.
	Constants []Column
	Values    [][]*string
}

// FileColumn is a column of a Parquet file: its name there, and the type in which it stands there.
type FileColumn struct {
	Name string
	Type types.Type
}

// Deferred is the Data of a table whose files are found only when a query reads it. Whoever runs a query puts the Files in its place.
type Deferred interface {
	// Files returns the files that hold every row that meets all the constraints. It may return more.
	Files(ctx context.Context, want []Constraint) (*Files, error)
}

// Constraint is what all rows that a query needs of a table have in common: a condition on the value of one partition key.
type Constraint struct {
	// Column is the name of the key.
	Column string
	// Keep tells whether rows with that value, written as text, may be needed.
	Keep func(text string) bool
	// Only lists the values that are needed, as text, when the query names them all (`=` or IN); else it is nil.
	Only []string
}
