package access

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Rules are what a Policy is made of: all that was granted at one version. Names of databases, tables and columns, and keys and values of
// tags, are lower case.
type Rules struct {
	// Version counts the changes of the rules; two policies of one version of one lake are the same.
	Version int64
	// Administrators are names as in Grant.Principals: who may grant everything, and see nothing by that.
	Administrators []string
	Grants         []Grant
	// Tagged are the values of LF-tags that databases, tables and columns have. Lower ones inherit them, and override by a value of
	// their own.
	Tagged []Tagged
	// Locations are the registered data locations; of several around a table the one with the longest path counts.
	Locations []Location
	// Mappings are the tables that row filters may read, with the policy's rights and not those of who asks.
	Mappings []catalog.Name
	// Principals are the known principals: definer's views read with the rights that these have now.
	Principals []Principal
}

// Grant gives principals permissions on a resource. Several grants that fit a principal and a table add up: permissions and columns to
// their union, rows to what any of the filters keeps, where a column is seen only in the rows of the grants that allow it (see View.Guard).
type Grant struct {
	// Principals are names of principals, `group:NAME` for who belongs to a group or a role.
	Principals []string
	Resource   Resource
	// Permissions are what may be done. Grantable are those that may be passed on.
	Permissions, Grantable []Permission

	// The rest is for SELECT on tables. A grant that restricts columns or rows, or masks, gives no other permission.

	// Columns are the columns that may be seen; nil means all, now and later, but for those Excluded. At most one of both is set.
	Columns, Excluded []string
	// Rows keeps the rows for which it is true; nil keeps all. It may use every column of the table, granted or not, and tables named by
	// Rules.Mappings. A row on which it fails is hidden.
	Rows ast.Expr
	// Masks stand in for columns, everywhere: expressions over the columns of the table, of the masked column's type. One that fails
	// on a row shows NULL there.
	Masks map[string]ast.Expr
	// Filter is the name of the data cells filter that the columns, rows and masks come from, "" for none. It is for people.
	Filter string
}

// Resource is what a grant is about. Kind says which fields count.
type Resource struct {
	Kind ResourceKind
	// Database and Table name a database or a table. Table "*" is every table of the database, now and later, and Database "*" with it
	// every table there is.
	Database, Table string
	// Path is a data location: s3://bucket/prefix or a folder, and all below it. With a table it is where the table's files are, for
	// Policy.May about tables of hybrid locations.
	Path string
	// Tags is a tag expression, all parts of which hold: it stands for the databases (OnTaggedDatabases), or the tables and columns
	// (OnTaggedTables), that have such tags.
	Tags []TagIs
}

// ResourceKind is a kind of resource.
type ResourceKind string

// The kinds of resources. ALL on the catalog is ALL on everything in it; other permissions do not reach what is below.
const (
	OnCatalog         ResourceKind = "catalog"
	OnDatabase        ResourceKind = "database"
	OnTable           ResourceKind = "table"
	OnLocation        ResourceKind = "location"
	OnTaggedDatabases ResourceKind = "tagged databases"
	OnTaggedTables    ResourceKind = "tagged tables"
)

// TagIs is one part of a tag expression: the resource has one of the values for the key.
type TagIs struct {
	Key    string
	Values []string
}

// Tagged is a database, table or column with a tag's value. Table and Column may be "".
type Tagged struct {
	Database, Table, Column string
	Key, Value              string
}

// Location is a registered data location. In hybrid mode the grants bind only who was opted in (names as in Grant.Principals); everybody
// else reads the tables whose files lie there whole. One that is not hybrid binds everybody.
type Location struct {
	Path    string
	Hybrid  bool
	OptedIn []string
}

// Whole is the whole catalog as a resource.
func Whole() Resource { return Resource{Kind: OnCatalog} }

// Database is a database as a resource, apart from its tables.
func Database(name string) Resource { return Resource{Kind: OnDatabase, Database: name} }

// Table is a table as a resource; "*" stands for every table, and "*", "*" for every table there is.
func Table(database, table string) Resource {
	return Resource{Kind: OnTable, Database: database, Table: table}
}

// Place is a data location as a resource.
func Place(path string) Resource { return Resource{Kind: OnLocation, Path: path} }

// Reads is a grant of SELECT on a table, all rows and columns: the shortest form of the commonest grant.
func Reads(principal, database, table string) Grant {
	return Grant{Principals: []string{principal}, Resource: Table(database, table), Permissions: []Permission{Select}}
}

// LocalRules are the rules of a command line on one's own machine: the local principal may do everything.
func LocalRules() Rules {
	return Rules{
		Administrators: []string{Local().Name},
		Grants:         []Grant{{Principals: []string{Local().Name}, Resource: Whole(), Permissions: []Permission{All}, Grantable: []Permission{All}}},
	}
}

// LocalPolicy is the policy of LocalRules.
func LocalPolicy() *Policy { return New(LocalRules()) }
