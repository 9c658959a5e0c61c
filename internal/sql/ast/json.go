package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// JSONValue is a value given to a JSON function: `x [FORMAT JSON [ENCODING UTF8|UTF16|UTF32]]`.
type JSONValue struct {
	token.Span
	X        Expr
	Format   bool
	Encoding string // "" without ENCODING
}

// JSONPassing is one argument of PASSING: `value AS name`.
type JSONPassing struct {
	token.Span
	Value JSONValue
	Name  Ident
}

// JSONPath is the beginning of a JSON function: `input, 'path' [AS name] [PASSING value AS name, …]`.
type JSONPath struct {
	token.Span
	Input   JSONValue
	Path    *String
	Name    *Ident
	Passing []JSONPassing
}

// JSONOutput is `RETURNING type [FORMAT JSON [ENCODING …]]`.
type JSONOutput struct {
	token.Span
	Type     *Type
	Format   bool
	Encoding string
}

// JSONBehavior is what to do on empty or on error. Kind is one of "", ERROR, NULL, TRUE, FALSE, UNKNOWN, EMPTY,
// "EMPTY ARRAY", "EMPTY OBJECT" and DEFAULT; Default is set for DEFAULT only.
type JSONBehavior struct {
	token.Span
	Kind    string
	Default Expr
}

// JSONExists is `JSON_EXISTS(path [behavior ON ERROR])`.
type JSONExists struct {
	token.Span
	Path    *JSONPath
	OnError JSONBehavior
}

// JSONValueCall is `JSON_VALUE(path [RETURNING type] [behavior ON EMPTY] [behavior ON ERROR])`.
type JSONValueCall struct {
	token.Span
	Path             *JSONPath
	Returning        *Type
	OnEmpty, OnError JSONBehavior
}

// JSONWrapping is how JSON_QUERY wraps and quotes its result. Wrapper is one of "", WITHOUT, WITH, "WITH CONDITIONAL"
// and "WITH UNCONDITIONAL"; Quotes is one of "", KEEP and OMIT.
type JSONWrapping struct {
	Wrapper  string
	Quotes   string
	OnScalar bool // ON SCALAR STRING
}

// JSONQuery is `JSON_QUERY(path [RETURNING …] [… WRAPPER] [KEEP|OMIT QUOTES] [behavior ON EMPTY] [behavior ON ERROR])`.
type JSONQuery struct {
	token.Span
	Path             *JSONPath
	Returning        *JSONOutput
	Wrapping         JSONWrapping
	OnEmpty, OnError JSONBehavior
}

// JSONMember is one member of JSON_OBJECT: `[KEY] key VALUE value` or `key : value`.
type JSONMember struct {
	token.Span
	Key   Expr
	Value JSONValue
}

// JSONObject is `JSON_OBJECT(member, … [NULL|ABSENT ON NULL] [WITH|WITHOUT UNIQUE KEYS] [RETURNING …])`. OnNull is "",
// NULL or ABSENT; Unique is "", WITH or WITHOUT.
type JSONObject struct {
	token.Span
	Members        []JSONMember
	OnNull, Unique string
	Returning      *JSONOutput
}

// JSONArray is `JSON_ARRAY(value, … [NULL|ABSENT ON NULL] [RETURNING …])`.
type JSONArray struct {
	token.Span
	Elems     []JSONValue
	OnNull    string
	Returning *JSONOutput
}

// JSONTable is `JSON_TABLE(path COLUMNS (column, …) [PLAN …] [ERROR|EMPTY ON ERROR])` in FROM.
type JSONTable struct {
	token.Span
	Path    *JSONPath
	Columns []JSONColumn
	Plan    *JSONPlan // nil without
	OnError JSONBehavior
}

// JSONPlan says how the rows of nested paths are joined: `PLAN DEFAULT (OUTER|INNER, UNION|CROSS)`, or a tree of the names of paths
// for `PLAN (…)`. Op is "" for a name alone, OUTER or INNER for a name with a child, UNION or CROSS for siblings, and DEFAULT.
type JSONPlan struct {
	token.Span
	Op    string
	Name  *Ident      // the path; nil for siblings and DEFAULT
	Parts []*JSONPlan // the child, or the siblings
	Words []string    // of DEFAULT, as written
}

// JSONColumnKind tells the columns of JSON_TABLE apart.
type JSONColumnKind int

// The columns of JSON_TABLE.
const (
	JSONOrdinalityColumn JSONColumnKind = iota // name FOR ORDINALITY
	JSONValueColumn                            // name type [PATH 'path'] …
	JSONQueryColumn                            // name type FORMAT JSON [PATH 'path'] …
	JSONNestedColumns                          // NESTED [PATH] 'path' [AS name] COLUMNS (…)
)

// JSONColumn is one item of COLUMNS. Name is nil for nested columns without a name; Path may be nil.
type JSONColumn struct {
	token.Span
	Kind             JSONColumnKind
	Name             *Ident
	Type             *Type
	Encoding         string
	Path             *String
	Wrapping         JSONWrapping
	OnEmpty, OnError JSONBehavior
	Columns          []JSONColumn
}

func (*JSONExists) expr()    {}
func (*JSONValueCall) expr() {}
func (*JSONQuery) expr()     {}
func (*JSONObject) expr()    {}
func (*JSONArray) expr()     {}
func (*JSONTable) rel()      {}
