// Package statement executes what is no query: it makes, shows, changes and drops databases, tables, views and prepared statements, and
// writes the rows of queries into tables and files. It promises that a principal is shown nothing but what its own view of the catalog
// holds, that nobody changes anything without the permission for it and that what a principal may not see is for it not there, that no file
// outside of the registered locations is read or written, and that a statement has its whole effect or none.
//
//	runner.Statements = &statement.Executor{Store: store, Places: places, Now: time.Now}
package statement

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// Executor executes statements against a metastore.
type Executor struct {
	Store *metastore.Store
	// Places are the locations that statements may name, as they are at the moment of the call.
	Places func() (metastore.Places, error)
	// Located returns the place that a table of bills comes from, "" when there is none to tell.
	Located func(name catalog.Name) string
	// Now is the clock.
	Now func() time.Time
	// Made is told who made a database, a table or a view, to give it ALL on that; nil gives nothing. Where it fails, so does the
	// statement, and what was made stays.
	Made func(ctx context.Context, who access.Principal, on access.Resource) error
	// Gone is told what was dropped, to forget what was granted on it: another thing of the name has nothing to do with it. It may be nil.
	Gone func(ctx context.Context, who access.Principal, on ...access.Resource) error
}

var _ query.Executor = (*Executor)(nil)

// Execute executes a statement.
func (e *Executor) Execute(ctx context.Context, c query.Call) (*query.Result, error) {
	switch s := c.Statement.(type) {
	case *ast.Show:
		return e.show(ctx, c, s)
	case *ast.Describe:
		return e.describe(ctx, c, s)
	case *ast.Prepare:
		return e.prepare(ctx, c, s)
	case *ast.Execute:
		return e.execute(ctx, c, s)
	case *ast.Deallocate:
		return e.deallocate(ctx, c, s)
	}
	switch s := c.Statement.(type) {
	case *ast.CreateDatabase:
		return e.createDatabase(ctx, c, s)
	case *ast.AlterDatabase:
		return e.alterDatabase(ctx, c, s)
	case *ast.Drop:
		return e.drop(ctx, c, s)
	case *ast.CreateTable:
		return e.createTable(ctx, c, s)
	case *ast.AlterTable:
		return e.alterTable(ctx, c, s)
	case *ast.RepairTable:
		return e.repair(ctx, c, s)
	case *ast.CreateView:
		return e.createView(ctx, c, s)
	case *ast.AlterView:
		return nil, notSupported(s, "ALTER VIEW dialects are not supported: a view has the one dialect of Athena")
	case *ast.CreateTableAs:
		return e.createTableAs(ctx, c, s)
	case *ast.Insert:
		return e.insert(ctx, c, s)
	case *ast.Unload:
		return e.unload(ctx, c, s)
	}
	return nil, e.modify(ctx, c)
}

// words returns the first words of a statement.
func words(s ast.Statement) string {
	var name []string
	for word := range strings.FieldsSeq(ast.Print(s)) {
		if kind, _ := token.Keyword(word); kind == "" || len(name) == maxWords {
			break
		}
		name = append(name, word)
	}
	return strings.Join(name, " ")
}

// maxWords is how many words name a statement: CREATE EXTERNAL TABLE.
const maxWords = 3

// modify answers the statements that only tables of Iceberg take.
func (e *Executor) modify(ctx context.Context, c query.Call) error {
	var name ast.Name
	do, msg := access.Delete, "Modifying Hive table rows is only supported for transactional tables"
	switch s := c.Statement.(type) {
	case *ast.Delete:
		name = s.Table
	case *ast.Update:
		name, do = s.Table, access.Insert
	case *ast.Merge:
		name, do = s.Table, access.Insert
	case *ast.Optimize:
		name, msg = s.Table, "OPTIMIZE is only supported for Iceberg tables"
	case *ast.Vacuum:
		name, msg = s.Table, "VACUUM is only supported for Iceberg tables"
	default:
		return notSupported(c.Statement, words(c.Statement)+" is not supported")
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return err
	}
	defer sight.Close()
	table, err := find(ctx, sight, name)
	if err != nil {
		return err
	}
	if err := mayTable(ctx, c, sight, do, table.Name, nil); err != nil {
		return err
	}
	return diag.New(diag.NotSupported, name.Span, "%s", msg)
}

func notSupported(at ast.Node, msg string) error {
	return diag.New(diag.NotSupported, at.Where(), "%s", msg)
}

// resolve returns the full name that a statement means.
func resolve(n ast.Name, database string) (catalog.Name, error) {
	parts := n.Lower()
	switch {
	case len(parts) > 3 || len(parts) == 3 && parts[0] != catalog.Default:
		return catalog.Name{}, diag.New(diag.CatalogNotFound, n.Span, "Catalog '%s' does not exist", parts[0])
	case len(parts) >= 2:
		return catalog.Name{Database: parts[len(parts)-2], Table: parts[len(parts)-1]}, nil
	case database == "":
		return catalog.Name{}, diag.New(diag.SchemaNotFound, n.Span, "Schema must be specified when session schema is not set").
			WithHint("write database.%s, or name a database with --database", parts[0])
	}
	return catalog.Name{Database: database, Table: parts[0]}, nil
}

// find returns a table that the caller sees, or the error of a query for one that is not there.
func find(ctx context.Context, sight *query.Sight, n ast.Name) (*catalog.Table, error) {
	name, err := resolve(n, sight.Database)
	if err != nil {
		return nil, err
	}
	table, err := sight.Visible.Table(ctx, name)
	switch {
	case errors.Is(err, catalog.ErrSchemaNotFound):
		return nil, diag.New(diag.SchemaNotFound, n.Span, "Schema '%s' does not exist", name.Database)
	case errors.Is(err, catalog.ErrTableNotFound):
		return nil, diag.New(diag.TableNotFound, n.Span, "Table '%s' does not exist", name)
	}
	return table, err
}

// there tells whether the caller sees a database, to make something in it.
func there(ctx context.Context, sight *query.Sight, database string) (bool, error) {
	if database == defaultDatabase {
		return true, nil
	}
	_, err := sight.Visible.Tables(ctx, database)
	if errors.Is(err, catalog.ErrSchemaNotFound) {
		return false, nil
	}
	return err == nil, err
}

// defaultDatabase is always there, as in Athena; it is shown once something is in it.
const defaultDatabase = "default"

// hive returns an error in the words of Hive, which runs the DDL of Athena.
func hive(kind fault.Kind, format string, args ...any) error {
	return fault.New(kind, "", "FAILED: "+fmt.Sprintf(format, args...))
}

// ddlTask is what stands before the errors of Hive's DDL.
const ddlTask = "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "

// places returns the registered locations.
func (e *Executor) places() (metastore.Places, error) {
	if e.Places == nil {
		return nil, nil
	}
	return e.Places()
}

// readable tells whether files at a location that a statement names may be read.
func (e *Executor) readable(location string) error {
	places, err := e.places()
	if err != nil || places.Remote(location) {
		return err
	}
	_, err = e.located(location)
	return err
}

// located returns the folder of a location that a statement names.
func (e *Executor) located(location string) (string, error) {
	places, err := e.places()
	if err != nil {
		return "", err
	}
	folder, ok := places.Resolve(location)
	if !ok && places.Remote(location) {
		return "", fault.New(fault.Denied, "", fmt.Sprintf(
			"The location %q lies in S3, which Glaux only reads: name a folder for it with --location %s=FOLDER", location, location))
	}
	if !ok {
		return "", fault.New(fault.Denied, "", fmt.Sprintf(
			"The location %q lies outside of the registered locations: register it with --location s3://bucket/prefix/=FOLDER or --location FOLDER", location))
	}
	return folder, nil
}
