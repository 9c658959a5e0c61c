package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// CreateTable is Hive's `CREATE [EXTERNAL] TABLE`. Its types are Hive's: `string`, `array<int>`, `map<string,string>`,
// `struct<a:int>`; a Type named struct has Fields.
type CreateTable struct {
	token.Span
	External, IfNotExists bool
	Name                  Name
	Columns               []ColumnDef
	Comment               *string
	PartitionedBy         []PartitionField
	ClusteredBy           *Clustering
	RowFormat             *RowFormat
	StoredAs              *StoredAs
	Location              *string
	Properties            []TextProperty
}

// ColumnDef is `name type [COMMENT 'text']`.
type ColumnDef struct {
	token.Span
	Name    Ident
	Type    *Type
	Comment *string
}

// PartitionField is an item of PARTITIONED BY: a column with its type or, for Iceberg, a column's name or a transform
// such as `bucket(16, id)`. Exactly one of Column and X is set.
type PartitionField struct {
	token.Span
	Column *ColumnDef
	X      Expr
}

// Clustering is `CLUSTERED BY (columns) INTO n BUCKETS`.
type Clustering struct {
	token.Span
	Columns []Ident
	Buckets int
}

// RowFormat is `ROW FORMAT SERDE 'class' [WITH SERDEPROPERTIES (…)]` or `ROW FORMAT DELIMITED …`.
type RowFormat struct {
	token.Span
	Serde      string // "" for DELIMITED
	Properties []TextProperty
	Delimiters []Delimiter
}

// Delimiter is a clause of ROW FORMAT DELIMITED: What is `FIELDS TERMINATED BY`, `ESCAPED BY`, `COLLECTION ITEMS
// TERMINATED BY`, `MAP KEYS TERMINATED BY`, `LINES TERMINATED BY` or `NULL DEFINED AS`.
type Delimiter struct {
	token.Span
	What, Text string
}

// StoredAs is `STORED AS format` or `STORED AS INPUTFORMAT 'class' OUTPUTFORMAT 'class'`; Format is upper case.
type StoredAs struct {
	token.Span
	Format, Input, Output string
}

// PartitionSpec is `PARTITION (column = value, …) [LOCATION 's3://…']`.
type PartitionSpec struct {
	token.Span
	Terms    []PartitionTerm
	Location *string
}

// PartitionTerm is `column op value`; Op is "" when only the column is named.
type PartitionTerm struct {
	token.Span
	Column Ident
	Op     string
	X      Expr
}

// AlterAction is what ALTER TABLE does.
type AlterAction int

// The actions of ALTER TABLE.
const (
	AlterAddPartitions   AlterAction = iota // ADD [IF NOT EXISTS] PARTITION (…) [LOCATION …] …
	AlterDropPartitions                     // DROP [IF EXISTS] PARTITION (…), …
	AlterRenamePartition                    // PARTITION (…) RENAME TO PARTITION (…)
	AlterSetLocation                        // [PARTITION (…)] SET LOCATION 's3://…'
	AlterSetProperties                      // SET TBLPROPERTIES (…)
	AlterAddColumns                         // [PARTITION (…)] ADD COLUMNS (…)
	AlterReplaceColumns                     // [PARTITION (…)] REPLACE COLUMNS (…)
	AlterChangeColumn                       // CHANGE [COLUMN] old new type …
	AlterDropColumn                         // DROP COLUMN name
)

// AlterTable is `ALTER TABLE name action`. Which other fields are set depends on the action.
type AlterTable struct {
	token.Span
	Name       Name
	Action     AlterAction
	If         bool // IF EXISTS or IF NOT EXISTS
	Partitions []PartitionSpec
	Location   *string
	Properties []TextProperty
	Columns    []ColumnDef
	Column     *Ident // the column that CHANGE or DROP names
	After      *Ident // of CHANGE … AFTER name
	First      bool   // of CHANGE … FIRST
}

// RepairTable is `MSCK REPAIR TABLE name`.
type RepairTable struct {
	token.Span
	Name Name
}

// Show is `SHOW what [FROM|IN name] [[LIKE] 'pattern' [ESCAPE 'c']]`. What is one of COLUMNS, CREATE TABLE, CREATE VIEW, DATABASES,
// SCHEMAS, TABLES, VIEWS, PARTITIONS, TBLPROPERTIES, FUNCTIONS, CATALOGS. In holds the database of COLUMNS, written
// after the table.
type Show struct {
	token.Span
	What    string
	Name    *Name
	In      *Ident
	Pattern *string
	Escape  *string
	Key     *string // of TBLPROPERTIES name ('key')
}

// Describe is `DESCRIBE [EXTENDED|FORMATTED] name [PARTITION (…)] [column]`; with Prepared, INPUT or OUTPUT, it is about
// the parameters or the columns of a prepared statement.
type Describe struct {
	token.Span
	Mode      string // "", EXTENDED or FORMATTED
	Prepared  string // "", INPUT or OUTPUT
	Name      Name
	Partition *PartitionSpec
	Column    *Name
}

// CreateDatabase is `CREATE DATABASE [IF NOT EXISTS] name [COMMENT …] [LOCATION …] [WITH DBPROPERTIES (…)]`.
type CreateDatabase struct {
	token.Span
	IfNotExists bool
	Name        Name
	Comment     *string
	Location    *string
	Properties  []TextProperty
}

// AlterDatabase is `ALTER DATABASE name SET DBPROPERTIES (…)`.
type AlterDatabase struct {
	token.Span
	Name       Name
	Properties []TextProperty
}

// Drop is `DROP DATABASE|TABLE|VIEW [IF EXISTS] name [CASCADE|RESTRICT]`.
type Drop struct {
	token.Span
	What     string // DATABASE, TABLE or VIEW
	IfExists bool
	Name     Name
	Behavior string // "", CASCADE or RESTRICT
}

// AlterView is `ALTER VIEW name [FORCE] ADD|UPDATE DIALECT AS 'query'` or `ALTER VIEW name DROP DIALECT`.
type AlterView struct {
	token.Span
	Name   Name
	Force  bool
	Action string // ADD, UPDATE or DROP
	Query  string
}

func (*CreateTable) statement()    {}
func (*AlterTable) statement()     {}
func (*RepairTable) statement()    {}
func (*Show) statement()           {}
func (*Describe) statement()       {}
func (*CreateDatabase) statement() {}
func (*AlterDatabase) statement()  {}
func (*Drop) statement()           {}
func (*AlterView) statement()      {}
