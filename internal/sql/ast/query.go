package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// Query is `[WITH …] body [ORDER BY …] [OFFSET n] [LIMIT n | FETCH FIRST n ROWS ONLY|WITH TIES]`. It is a statement,
// and in parentheses a body, a FROM item or an expression (through Subquery and SubqueryExpr).
type Query struct {
	token.Span
	With    *With
	Body    Body
	OrderBy []SortItem
	Offset  Expr // nil without OFFSET
	Limit   *Limit
}

// With is `WITH [RECURSIVE] name [(columns)] AS (query), …`.
type With struct {
	token.Span
	Recursive bool
	Tables    []CTE
}

// CTE is one named query of WITH.
type CTE struct {
	token.Span
	Name    Ident
	Columns []Ident
	Query   *Query
}

// Limit is `LIMIT n`, `LIMIT ALL`, `FETCH FIRST [n] ROWS ONLY` or `FETCH FIRST [n] ROWS WITH TIES`.
type Limit struct {
	token.Span
	All      bool // LIMIT ALL
	Count    Expr // an integer literal or a parameter; nil for ALL and for FETCH FIRST ROW
	Fetch    bool // written as FETCH
	WithTies bool
}

// NullOrder is `NULLS FIRST`, `NULLS LAST` or neither.
type NullOrder int

// The null orders. Athena's default is last, ascending and descending.
const (
	NullsDefault NullOrder = iota
	NullsFirst
	NullsLast
)

// SortItem is one key of ORDER BY.
type SortItem struct {
	token.Span
	X     Expr
	Desc  bool
	Nulls NullOrder
}

// Select is `SELECT [DISTINCT] items [FROM …] [WHERE …] [GROUP BY …] [HAVING …] [WINDOW …]`.
type Select struct {
	token.Span
	Distinct bool
	Items    []SelectItem
	From     []Rel // items separated by commas: a cross join
	Filter   Expr  // of WHERE; not named so, as every node has a method Where
	GroupBy  *GroupBy
	Having   Expr
	Windows  []NamedWindow
}

// SelectItem is an expression with an optional alias, or a star: `*`, `t.*`, `expr.*`, `t.* AS (a, b)`.
type SelectItem struct {
	token.Span
	X       Expr // nil for a bare star
	Star    bool // X.* when X is not nil
	Alias   *Ident
	Aliases []Ident // of `expr.* AS (a, b)`
}

// GroupBy is `GROUP BY [ALL | DISTINCT] elements`.
type GroupBy struct {
	token.Span
	Distinct bool
	Elements []Grouping
}

// GroupingKind tells the forms of a grouping element apart.
type GroupingKind int

// The grouping elements.
const (
	GroupingSimple GroupingKind = iota // one set: `a` or `(a, b)` or `()`
	GroupingSets                       // GROUPING SETS ((a, b), (a), ())
	GroupingRollup                     // ROLLUP (a, b)
	GroupingCube                       // CUBE (a, b)
)

// Grouping is one element of GROUP BY. A simple element has one set; for ROLLUP and CUBE each set is one of the
// listed items (an item may be a parenthesised list).
type Grouping struct {
	token.Span
	Kind GroupingKind
	Sets [][]Expr
}

// NamedWindow is `name AS (window)` of the WINDOW clause.
type NamedWindow struct {
	token.Span
	Name   Ident
	Window *Window
}

// Window is the specification of a window: `([base] [PARTITION BY …] [ORDER BY …] [frame])`.
type Window struct {
	token.Span
	Base        *Ident // an existing window that this one refines
	PartitionBy []Expr
	OrderBy     []SortItem
	Frame       *Frame
}

// FrameUnit is ROWS, RANGE or GROUPS.
type FrameUnit int

// The frame units.
const (
	Rows FrameUnit = iota
	Range
	Groups
)

// BoundKind tells the ends of a frame apart.
type BoundKind int

// The frame bounds.
const (
	UnboundedPreceding BoundKind = iota
	Preceding
	CurrentRow
	Following
	UnboundedFollowing
)

// Bound is one end of a frame. Value is set for Preceding and Following.
type Bound struct {
	token.Span
	Kind  BoundKind
	Value Expr
}

// Frame is `[MEASURES …] ROWS|RANGE|GROUPS [BETWEEN] start [AND end] [PATTERN …]`. End is nil when only a start was
// written; Measures and Matching belong to row pattern matching in windows, and Matching is nil without it.
type Frame struct {
	token.Span
	Measures []Measure
	Unit     FrameUnit
	Start    Bound
	End      *Bound
	Matching *Matching
}

// SetOperator is UNION, INTERSECT or EXCEPT.
type SetOperator int

// The set operators.
const (
	Union SetOperator = iota
	Intersect
	Except
)

// SetOp is `left UNION|INTERSECT|EXCEPT [ALL|DISTINCT] right`.
type SetOp struct {
	token.Span
	OpSpan      token.Span // the place of UNION, INTERSECT or EXCEPT: where Athena reports errors
	Op          SetOperator
	All         bool
	Left, Right Body
}

// Values is `VALUES row, …`. A row is a Row expression or, for one column, any other expression.
type Values struct {
	token.Span
	Rows []Expr
}

// TableBody is `TABLE name`, short for SELECT * FROM name.
type TableBody struct {
	token.Span
	Name Name
}

// Table is a table, view or CTE named in FROM.
type Table struct {
	token.Span
	Name Name
	// Version is the expression of `FOR TIMESTAMP|VERSION AS OF x`, nil without. VersionKind is "timestamp" or "version".
	Version     Expr
	VersionKind string
}

// Aliased is `rel [AS] alias [(columns)]`.
type Aliased struct {
	token.Span
	Rel     Rel
	Alias   Ident
	Columns []Ident
}

// Subquery is `(query)` in FROM.
type Subquery struct {
	token.Span
	Query *Query
}

// Lateral is `LATERAL (query)`.
type Lateral struct {
	token.Span
	Query *Query
}

// Unnest is `UNNEST(exprs) [WITH ORDINALITY]`.
type Unnest struct {
	token.Span
	Exprs      []Expr
	Ordinality bool
}

// ParenRel is `(rel)`: a join in parentheses.
type ParenRel struct {
	token.Span
	Rel Rel
}

// JoinKind is the kind of a join.
type JoinKind int

// The joins. A comma in FROM is kept as several items of Select.From.
const (
	InnerJoin JoinKind = iota
	LeftJoin
	RightJoin
	FullJoin
	CrossJoin
)

// Join is `left [kind] JOIN right [ON … | USING (…)]`.
type Join struct {
	token.Span
	Kind        JoinKind
	Natural     bool
	Left, Right Rel
	On          Expr
	Using       []Ident
}

// Sample is `rel TABLESAMPLE method (percent)`. Method is "bernoulli" or "system".
type Sample struct {
	token.Span
	Rel     Rel
	Method  string
	Percent Expr
}

// TableFunction is `TABLE(name(args) [COPARTITION (a, b), …])` in FROM. An argument may be a TableArg or a Descriptor.
type TableFunction struct {
	token.Span
	Call        *Call
	Copartition [][]Name
}

// TableArg is a table as an argument of a table function: `TABLE(name | query) [alias] [PARTITION BY …]
// [PRUNE|KEEP WHEN EMPTY] [ORDER BY …]`. Rel is a Table or a Subquery, perhaps Aliased.
type TableArg struct {
	token.Span
	Rel         Rel
	Partitioned bool
	PartitionBy []Expr
	WhenEmpty   string // "", PRUNE or KEEP
	OrderBy     []SortItem
}

// Descriptor is `DESCRIPTOR(name [type], …)`; every field has a name.
type Descriptor struct {
	token.Span
	Fields []RowField
}

func (*Query) statement()   {}
func (*Query) body()        {}
func (*Select) body()       {}
func (*SetOp) body()        {}
func (*Values) body()       {}
func (*TableBody) body()    {}
func (*Table) rel()         {}
func (*Aliased) rel()       {}
func (*Subquery) rel()      {}
func (*Lateral) rel()       {}
func (*Unnest) rel()        {}
func (*ParenRel) rel()      {}
func (*Join) rel()          {}
func (*Sample) rel()        {}
func (*TableFunction) rel() {}
func (*TableArg) expr()     {}
func (*Descriptor) expr()   {}
