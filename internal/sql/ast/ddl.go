package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// Property is `name = value` of WITH (…).
type Property struct {
	token.Span
	Name Ident
	X    Expr
}

// TextProperty is `'key' = 'value'` of TBLPROPERTIES, SERDEPROPERTIES and DBPROPERTIES.
type TextProperty struct {
	token.Span
	Key, Value string
}

// Explain is `EXPLAIN [ANALYZE [VERBOSE]] [(option, …)] statement`.
type Explain struct {
	token.Span
	Analyze, Verbose bool
	Options          []ExplainOption
	Statement        Statement
}

// ExplainOption is `TYPE …` or `FORMAT …`, both in upper case.
type ExplainOption struct {
	token.Span
	Name, Value string
}

// Prepare is `PREPARE name FROM statement`.
type Prepare struct {
	token.Span
	Name      Ident
	Statement Statement
}

// Execute is `EXECUTE name [USING x, …]`.
type Execute struct {
	token.Span
	Name Ident
	Args []Expr
}

// Deallocate is `DEALLOCATE PREPARE name`.
type Deallocate struct {
	token.Span
	Name Ident
}

// CreateView is `CREATE [OR REPLACE] VIEW name [COMMENT 'text'] [SECURITY DEFINER|INVOKER] AS query`.
type CreateView struct {
	token.Span
	Replace  bool
	Name     Name
	Comment  *string
	Security string // "", DEFINER or INVOKER
	Query    *Query
}

// CreateTableAs is `CREATE TABLE [IF NOT EXISTS] name [(columns)] [COMMENT 'text'] [WITH (…)] AS query [WITH [NO] DATA]`.
type CreateTableAs struct {
	token.Span
	IfNotExists bool
	Name        Name
	Columns     []Ident
	Comment     *string
	Properties  []Property
	Query       *Query
	Data        string // "", "WITH DATA" or "WITH NO DATA"
}

// Insert is `INSERT INTO table [(columns)] query`.
type Insert struct {
	token.Span
	Table   Name
	Columns []Ident
	Query   *Query
}

// Unload is `UNLOAD (query) TO 'location' [WITH (…)]`.
type Unload struct {
	token.Span
	Query      *Query
	To         string
	Properties []Property
}

// Delete is `DELETE FROM table [WHERE condition]`.
type Delete struct {
	token.Span
	Table Name
	Cond  Expr
}

// Assignment is `name = value` of UPDATE and MERGE.
type Assignment struct {
	token.Span
	Name Ident
	X    Expr
}

// Update is `UPDATE table SET name = value, … [WHERE condition]`.
type Update struct {
	token.Span
	Table Name
	Set   []Assignment
	Cond  Expr
}

// Merge is `MERGE INTO table [[AS] alias] USING source ON condition when …`.
type Merge struct {
	token.Span
	Table  Name
	Alias  *Ident
	Source Rel
	On     Expr
	Cases  []MergeCase
}

// MergeAction is what a case of MERGE does.
type MergeAction int

// The actions of MERGE.
const (
	MergeUpdate MergeAction = iota
	MergeDelete
	MergeInsert
)

// MergeCase is `WHEN [NOT] MATCHED [AND condition] THEN action`. Set belongs to MergeUpdate, Columns and Values to
// MergeInsert, which is the action of NOT MATCHED.
type MergeCase struct {
	token.Span
	Cond    Expr
	Action  MergeAction
	Set     []Assignment
	Columns []Ident
	Values  []Expr
}

// Optimize is `OPTIMIZE table REWRITE DATA USING BIN_PACK [WHERE condition]`.
type Optimize struct {
	token.Span
	Table Name
	Cond  Expr
}

// Vacuum is `VACUUM table`.
type Vacuum struct {
	token.Span
	Table Name
}

func (*Explain) statement()       {}
func (*Prepare) statement()       {}
func (*Execute) statement()       {}
func (*Deallocate) statement()    {}
func (*CreateView) statement()    {}
func (*CreateTableAs) statement() {}
func (*Insert) statement()        {}
func (*Unload) statement()        {}
func (*Delete) statement()        {}
func (*Update) statement()        {}
func (*Merge) statement()         {}
func (*Optimize) statement()      {}
func (*Vacuum) statement()        {}
