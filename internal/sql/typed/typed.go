// Package typed is the resolved tree of a query: every name is a column id, every expression has a Trino type, every
// coercion is a written cast, every call names its function and signature. It keeps the form of SELECT blocks, so that
// what is emitted still looks like what was written. It promises that nothing in it depends on names or scopes any more:
// whoever rewrites a Rel or Expr need only keep ids and types. Trees are built once and not changed; Rewrite makes new ones.
package typed

import (
	"time"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// ColumnID names a column of one Rel, unique within a Query. Correlated subqueries use the ids of the outer query.
type ColumnID int

// Column is an output column of a Rel. Name is for people and results only.
type Column struct {
	ID   ColumnID
	Name string
	Type types.Type
}

// Query is a whole resolved query. The columns of Root are the columns of the result, in order, with their names.
type Query struct {
	Root *Block
	// NextID is greater than every ColumnID in the tree: who adds columns takes ids from here on.
	NextID ColumnID
	// Views are the views whose text became part of the tree.
	Views []catalog.Name
	// Now is the moment that current_timestamp and its kin stand for in this query.
	Now time.Time
	// Clocked tells that the query, or a view in it, asks for the time.
	Clocked bool
}

// Rel is a relation: rows with columns.
type Rel interface {
	// Columns returns the output columns in order.
	Columns() []Column
	rel()
}

// Expr is an expression.
type Expr interface {
	// Type returns the type of the value.
	Type() types.Type
	expr()
}

// Block is a query as written between parentheses: CTEs, a body, order and limits. Its columns are those of the body.
type Block struct {
	CTEs []*CTE
	Body Rel // *Select, *SetOp, *Values, *Block, *CTERef, *Scan or *View
	// OrderBy may use the columns of the body; where the body is a Select, also everything its Items may use.
	OrderBy []SortKey
	Offset  *int64
	Limit   *int64 // nil: all rows
	// WithTies keeps the rows that are equal to the last one by OrderBy.
	WithTies bool
}

// CTE is a named query of WITH. References to it are CTERefs with columns of their own.
type CTE struct {
	Name string
	Cols []Column
	// Block is the query; for a recursive CTE its body is a SetOp whose right side holds CTERefs to this CTE.
	Block     *Block
	Recursive bool
	// Steps bounds the steps of a recursive CTE: a row that a later one makes is an error. 0 is no bound.
	Steps int
}

// CTERef reads a CTE. Cols stand for CTE.Cols, one for one, with new ids.
type CTERef struct {
	CTE  *CTE
	Cols []Column
}

// Scan reads a table: the only leaf that reads data. Cols stand for columns of the table, by Source: the analyzer leaves
// only those that the query uses, which may be none (`SELECT count(*)`).
type Scan struct {
	Table *catalog.Table
	Cols  []Column
	// Source[i] is the index in Table.Columns of Cols[i].
	Source []int
	Span   token.Span
	// Guard is set by access.Policy.Guard and by nobody else.
	Guard *Guard
}

// Guard is what a policy puts on a scan: which rows may be seen. An engine reads through it; see access.
type Guard struct {
	// Filter keeps the rows for which it is true; nil keeps all. It uses the ids of the Cols of what is guarded.
	Filter Expr
}

// Screen tells of a Select that it is what a policy shows of the one table or view in its From: the rows that the guard lets through, and
// in its Items what their columns show.
type Screen struct {
	// Barrier tells that something above may fail on what the screen hides, so that the engine must finish with it first.
	Barrier bool
}

// View is a view whose text was put in place. Cols stand for the columns of Block, one for one, with new ids.
type View struct {
	Table *catalog.Table
	Cols  []Column
	Block *Block
	// Definer tells that the scans below are not the caller's but the view's definer's.
	Definer bool
	Span    token.Span
	Guard   *Guard
}

// Values is a list of rows.
type Values struct {
	Rows [][]Expr
	Cols []Column
}

// Select is one SELECT block. It is evaluated as it is written down here.
type Select struct {
	From  Rel  // nil: one row without columns
	Where Expr // boolean, or nil
	// Group is set when the block aggregates. Then Having, Windows, Items and order keys use only Group's columns (and outer ones).
	Group *Group
	// Having is boolean, or nil.
	Having Expr
	// Windows are evaluated after Having; later members, Items and order keys use their columns.
	Windows []WindowColumn
	// Items are the output.
	Items    []Item
	Distinct bool
	// Screen is set by access and by nobody else.
	Screen *Screen
}

// Item is an output column of a Select and what it holds.
type Item struct {
	Column Column
	X      Expr
}

// Group is GROUP BY with the aggregates of the block.
type Group struct {
	Keys []Item // grouping expressions with the columns that stand for them above
	// Sets are the grouping sets as indexes into Keys; nil is one set of all keys. With Keys empty and Sets nil the input is one group.
	Sets [][]int
	Aggs []AggColumn
	// Groupings are the calls of grouping(…), bits in the order of Keys indexes.
	Groupings []GroupingColumn
}

// GroupingColumn stands for `grouping(k1, k2, …)`, a bigint (Trino: integer when used); Keys are indexes into Group.Keys.
type GroupingColumn struct {
	Column Column
	Keys   []int
}

// AggColumn stands for an aggregate call.
type AggColumn struct {
	Column Column
	Call   *Agg
}

// Agg is an aggregate call. Args have the types that the signature wants.
type Agg struct {
	Func     *funcs.Func
	Sig      *funcs.Signature
	Args     []Expr
	Star     bool // count(*)
	Distinct bool
	OrderBy  []SortKey
	Filter   Expr
	// Overflow is set for LISTAGG with ON OVERFLOW TRUNCATE.
	Overflow *Overflow
	Result   types.Type
	Span     token.Span
}

// Overflow is LISTAGG's ON OVERFLOW TRUNCATE.
type Overflow struct {
	Filler string
	Count  bool
}

// WindowColumn stands for a window call.
type WindowColumn struct {
	Column Column
	Call   *WindowCall
}

// WindowCall is a function over a window: an aggregate or a window function.
type WindowCall struct {
	Agg
	IgnoreNulls bool
	PartitionBy []Expr
	Order       []SortKey
	Frame       *Frame // nil: the default
}

// Frame is the frame of a window. End is always set.
type Frame struct {
	Unit       FrameUnit
	Start, End Bound
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

// Bound is an end of a frame; X is set for Preceding and Following.
type Bound struct {
	Kind BoundKind
	X    Expr
}

// SortKey is a key of an order. NullsFirst is always decided (Athena's default is last).
type SortKey struct {
	X          Expr
	Desc       bool
	NullsFirst bool
}

// SetOperator is UNION, INTERSECT or EXCEPT.
type SetOperator int

// The set operators.
const (
	Union SetOperator = iota
	Intersect
	Except
)

// SetOp combines two relations of equal types, column by column.
type SetOp struct {
	Op          SetOperator
	All         bool
	Left, Right Rel
	Cols        []Column
}

// JoinKind is the kind of a join.
type JoinKind int

// The joins. Semi-joins are expressions (InQuery, Exists).
const (
	InnerJoin JoinKind = iota
	LeftJoin
	RightJoin
	FullJoin
	CrossJoin
)

// Join joins two relations. Its columns are those of Left and then those of Right. With Lateral, Right may use the ids of Left.
type Join struct {
	Kind        JoinKind
	Left, Right Rel
	On          Expr // nil for CrossJoin
	Lateral     bool
}

// Unnest makes rows of arrays and maps, side by side, shorter ones padded with NULL. An array of rows gives a column per field, a map two.
type Unnest struct {
	Args []Expr
	// Cols are the columns of all arguments in order, then the ordinality where there is one.
	Cols       []Column
	Ordinality bool
	// Whole keeps the rows of an array of rows in one column; else each of their fields is a column.
	Whole bool
}

// Sample keeps each row with a probability of Percent.
type Sample struct {
	Input   Rel
	System  bool
	Percent float64
}

// Sequence gives the numbers from Start to Stop, Stop included where a step meets it, in one bigint column. Step leads from Start to
// Stop; it is 0 where they are the same.
type Sequence struct {
	Start, Stop, Step int64
	Col               Column
}

// Columns of each relation.

// Columns returns the columns of the body.
func (b *Block) Columns() []Column { return b.Body.Columns() }

// Columns returns the reference's own columns.
func (r *CTERef) Columns() []Column { return r.Cols }

// Columns returns the columns read.
func (s *Scan) Columns() []Column { return s.Cols }

// Columns returns the view's own columns.
func (v *View) Columns() []Column { return v.Cols }

// Columns returns the columns of the rows.
func (v *Values) Columns() []Column { return v.Cols }

// Columns returns the columns of the items.
func (s *Select) Columns() []Column {
	cols := make([]Column, len(s.Items))
	for i, item := range s.Items {
		cols[i] = item.Column
	}
	return cols
}

// Columns returns the columns of the result.
func (s *SetOp) Columns() []Column { return s.Cols }

// Columns returns the columns of both sides.
func (j *Join) Columns() []Column {
	left := j.Left.Columns()
	return append(left[:len(left):len(left)], j.Right.Columns()...)
}

// Columns returns the columns made.
func (u *Unnest) Columns() []Column { return u.Cols }

// Columns returns the input's columns.
func (s *Sample) Columns() []Column { return s.Input.Columns() }

// Columns returns the one column.
func (s *Sequence) Columns() []Column { return []Column{s.Col} }

func (*Block) rel()    {}
func (*CTERef) rel()   {}
func (*Scan) rel()     {}
func (*View) rel()     {}
func (*Values) rel()   {}
func (*Select) rel()   {}
func (*SetOp) rel()    {}
func (*Join) rel()     {}
func (*Unnest) rel()   {}
func (*Sample) rel()   {}
func (*Sequence) rel() {}

// Ref is a use of a column, of this block or of an outer one, or of a parameter of a lambda.
type Ref struct {
	Column Column
	Span   token.Span
}

// Literal is a constant; Value is nil for NULL.
type Literal struct {
	Value value.Value
	T     types.Type
}

// Call is a call of a scalar function or operator. Args have the types that the signature wants.
type Call struct {
	Func   *funcs.Func
	Sig    *funcs.Signature
	Args   []Expr
	Result types.Type
	Span   token.Span
}

// Cast is CAST or TRY_CAST, written by the user or, when Implicit, by the analyzer.
type Cast struct {
	X        Expr
	To       types.Type
	Try      bool
	Implicit bool
	Span     token.Span
}

// CompareOp is a comparison.
type CompareOp int

// The comparisons.
const (
	Equal CompareOp = iota
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
	DistinctFrom
	NotDistinctFrom
)

// Compare is a comparison of two expressions of equal type.
type Compare struct {
	Op   CompareOp
	L, R Expr
	Span token.Span
}

// Logic is AND or OR over two or more conditions.
type Logic struct {
	Or   bool
	Args []Expr
}

// Not is NOT x.
type Not struct{ X Expr }

// IsNull is x IS NULL.
type IsNull struct{ X Expr }

// Between is x BETWEEN low AND high, all of one type.
type Between struct{ X, Low, High Expr }

// In is x IN (list), all of one type.
type In struct {
	X    Expr
	List []Expr
}

// InQuery is x IN (query); x and the query's one column have one type. For a row on the left, x is a RowCtor and the
// query has one row-typed column.
type InQuery struct {
	X     Expr
	Query *Block
}

// Exists is EXISTS (query).
type Exists struct{ Query *Block }

// ScalarQuery is a query used as a value; more than one row is an error, none is NULL.
type ScalarQuery struct {
	Query *Block
	Span  token.Span
}

// Quantified is x op ALL|ANY (query).
type Quantified struct {
	Op    CompareOp
	All   bool
	X     Expr
	Query *Block
}

// Like is x LIKE pattern [ESCAPE escape].
type Like struct {
	X, Pattern, Escape Expr // Escape may be nil
	Span               token.Span
}

// Case is CASE; Operand is nil for the searched form, else Cond holds a value of Operand's type.
type Case struct {
	Operand Expr
	Whens   []When
	Else    Expr // nil: NULL
	Result  types.Type
}

// When is a branch of Case.
type When struct{ Cond, Result Expr }

// Coalesce is the first argument that is not NULL; all have one type.
type Coalesce struct{ Args []Expr }

// NullIf is NULL when the arguments are equal, else X. Comparing happens on LeftCompare = RightCompare, which are X and Y in a common type.
type NullIf struct {
	X                         Expr
	LeftCompare, RightCompare Expr
}

// Try is TRY(x): NULL where x fails.
type Try struct{ X Expr }

// Lambda is x -> body; Params are columns that Body refers to.
type Lambda struct {
	Params []Column
	Body   Expr
}

// ArrayCtor is ARRAY[…]; all elements have type T.Elems[0].
type ArrayCtor struct {
	Elems []Expr
	T     types.Type
}

// RowCtor is ROW(…).
type RowCtor struct {
	Elems []Expr
	T     types.Type
}

// Subscript is x[index] on an array (index bigint) or a map (index of the key type); it fails where there is no such element, or is
// NULL there if Null, which is for maps only.
type Subscript struct {
	X, Index Expr
	Result   types.Type
	Null     bool
	Span     token.Span
}

// Field is a field of a row, by position from 0.
type Field struct {
	X      Expr
	Index  int
	Result types.Type
}
