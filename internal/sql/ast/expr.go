package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// ColumnRef is a name used as an expression: `a`, `t.a`, `db.t.a`, `a.field`. Which of these it is, the analyzer finds.
type ColumnRef struct {
	token.Span
	Parts []Ident
}

// Field is `x.name` where x is not itself a plain name.
type Field struct {
	token.Span
	X    Expr
	Name Ident
}

// Null is NULL.
type Null struct{ token.Span }

// Bool is TRUE or FALSE.
type Bool struct {
	token.Span
	Value bool
}

// NumberKind tells number literals apart.
type NumberKind int

// The number literals: 12 · 1.2, .5 · 1.2E3.
const (
	IntegerNumber NumberKind = iota
	DecimalNumber
	DoubleNumber
)

// Number is a number literal; Text is as written, with underscores removed. A minus directly before a number belongs to it
// (`-9223372036854775808` is a number), so Text may begin with "-"; `a - 1` is a BinaryOp.
type Number struct {
	token.Span
	Kind NumberKind
	Text string
}

// String is 'text' or U&'text'; Value holds the characters with escapes undone.
type String struct {
	token.Span
	Value string
}

// Binary literal X'00ff'; Value holds the bytes.
type Binary struct {
	token.Span
	Value []byte
}

// TypedLiteral is `DATE '…'`, `TIMESTAMP '…'`, `DECIMAL '…'`, `JSON '…'`, `IPADDRESS '…'`, `REAL '…'`: a type and a text.
type TypedLiteral struct {
	token.Span
	Type  *Type
	Value string
}

// Interval is `INTERVAL [+|-] '1-2' YEAR [TO MONTH]`. Units are lower case ("year" … "second"); To is "" without TO.
type Interval struct {
	token.Span
	Negative bool
	Value    string
	From, To string
}

// Param is `?`; Index counts from 0 in source order.
type Param struct {
	token.Span
	Index int
}

// Unary is `-x`, `+x` or `NOT x`. Op is "-", "+" or "NOT".
type Unary struct {
	token.Span
	Op string
	X  Expr
}

// BinaryOp is `left op right`. Op is one of + - * / % || = <> < <= > >= AND OR. `!=` is read as `<>`.
type BinaryOp struct {
	token.Span
	Op          string
	OpSpan      token.Span // the place of the operator: where Athena reports type errors
	Left, Right Expr
}

// IsNull is `x IS [NOT] NULL`.
type IsNull struct {
	token.Span
	OpSpan token.Span // the place of the first word after the left side: where Athena reports errors
	X      Expr
	Not    bool
}

// IsDistinct is `left IS [NOT] DISTINCT FROM right`.
type IsDistinct struct {
	token.Span
	OpSpan      token.Span // the place of the first word after the left side: where Athena reports errors
	Left, Right Expr
	Not         bool
}

// Between is `x [NOT] BETWEEN [SYMMETRIC] low AND high`.
type Between struct {
	token.Span
	OpSpan       token.Span // the place of the first word after the left side: where Athena reports errors
	X, Low, High Expr
	Not          bool
	Symmetric    bool
}

// In is `x [NOT] IN (list)` or `x [NOT] IN (query)`; exactly one of List and Query is set.
type In struct {
	token.Span
	OpSpan token.Span // the place of the first word after the left side: where Athena reports errors
	X      Expr
	List   []Expr
	Query  *Query
	Not    bool
}

// Like is `x [NOT] LIKE pattern [ESCAPE escape]`.
type Like struct {
	token.Span
	OpSpan             token.Span // the place of the first word after the left side: where Athena reports errors
	X, Pattern, Escape Expr       // Escape may be nil
	Not                bool
}

// Quantified is `x op ALL|ANY|SOME (query)`. Quantifier is "ALL" or "ANY" (SOME is read as ANY).
type Quantified struct {
	token.Span
	OpSpan     token.Span // the place of the first word after the left side: where Athena reports errors
	X          Expr
	Op         string
	Quantifier string
	Query      *Query
}

// Exists is `EXISTS (query)`.
type Exists struct {
	token.Span
	Query *Query
}

// SubqueryExpr is `(query)` used as a value.
type SubqueryExpr struct {
	token.Span
	Query *Query
}

// Case is `CASE [operand] WHEN … THEN … [ELSE …] END`.
type Case struct {
	token.Span
	Operand Expr // nil for the searched form
	Whens   []When
	Else    Expr
}

// When is one branch of CASE.
type When struct {
	token.Span
	Cond, Result Expr
}

// Cast is `CAST(x AS type)` or `TRY_CAST(x AS type)`.
type Cast struct {
	token.Span
	Try  bool
	X    Expr
	Type *Type
}

// AtTimeZone is `x AT TIME ZONE zone`.
type AtTimeZone struct {
	token.Span
	OpSpan  token.Span // the place of the first word after the left side: where Athena reports errors
	X, Zone Expr
}

// Extract is `EXTRACT(field FROM x)`; Field is lower case.
type Extract struct {
	token.Span
	Field string
	X     Expr
}

// Trim is `TRIM([LEADING|TRAILING|BOTH] [chars] FROM x)`. Side is "BOTH", "LEADING" or "TRAILING". `trim(x)` is a Call.
type Trim struct {
	token.Span
	Side  string
	Chars Expr // may be nil
	X     Expr
}

// Position is `POSITION(sub IN x)`.
type Position struct {
	token.Span
	Sub, X Expr
}

// Substring is `SUBSTRING(x FROM start [FOR length])`. The comma form is a Call.
type Substring struct {
	token.Span
	X, Start, Length Expr
}

// Normalize is `NORMALIZE(x [, NFC|NFD|NFKC|NFKD])`; Form is "" when not written.
type Normalize struct {
	token.Span
	X    Expr
	Form string
}

// Special is a function written without parentheses: CURRENT_DATE, CURRENT_TIME[(p)], CURRENT_TIMESTAMP[(p)],
// LOCALTIME[(p)], LOCALTIMESTAMP[(p)], CURRENT_USER, CURRENT_CATALOG, CURRENT_SCHEMA, CURRENT_PATH. Name is lower case.
type Special struct {
	token.Span
	Name      string
	Precision *int
}

// NullTreatment is RESPECT NULLS, IGNORE NULLS or neither.
type NullTreatment int

// The null treatments.
const (
	NullTreatmentDefault NullTreatment = iota
	RespectNulls
	IgnoreNulls
)

// Call is a function call with everything that may follow one:
// `[RUNNING|FINAL] name([DISTINCT] args [ORDER BY …]) [WITHIN GROUP (ORDER BY …)] [FILTER (WHERE …)] [IGNORE NULLS] [OVER …]`.
type Call struct {
	token.Span
	Name     Name
	Method   bool // written as `x.name(…)`; x is the first of Args
	Star     bool // count(*), and `t.*` inside a call is not possible
	Distinct bool
	Args     []Expr // a lambda is a Lambda, a named argument a NamedArg
	OrderBy  []SortItem
	// Within is the ORDER BY of WITHIN GROUP; Overflow is LISTAGG's `ON OVERFLOW …`, nil without.
	Within   []SortItem
	Overflow *Overflow
	Filter   Expr
	Nulls    NullTreatment
	Over     *Over
	// Mode is "RUNNING" or "FINAL" inside MATCH_RECOGNIZE, else "".
	Mode string
}

// Overflow is `ON OVERFLOW ERROR` or `ON OVERFLOW TRUNCATE ['filler'] WITH|WITHOUT COUNT`.
type Overflow struct {
	token.Span
	Truncate bool
	Filler   Expr
	Count    bool
}

// Over is `OVER name` or `OVER (window)`; exactly one of Name and Window is set.
type Over struct {
	token.Span
	Name   *Ident
	Window *Window
}

// NamedArg is `name => value` in a call.
type NamedArg struct {
	token.Span
	Name Ident
	X    Expr
}

// Lambda is `x -> body` or `(x, y) -> body`.
type Lambda struct {
	token.Span
	Params []Ident
	Body   Expr
}

// Array is `ARRAY[…]`.
type Array struct {
	token.Span
	Elems []Expr
}

// Row is `ROW(…)` or `(a, b)`; Explicit tells that ROW was written.
type Row struct {
	token.Span
	Elems    []Expr
	Explicit bool
}

// Subscript is `x[index]`.
type Subscript struct {
	token.Span
	X, Index Expr
}

// Paren is `(x)`. It is kept so that a tree prints as it was written; it has no meaning.
type Paren struct {
	token.Span
	X Expr
}

// Type is a type as written: `bigint`, `decimal(16, 8)`, `array(varchar)`, `row(a bigint, b varchar)`,
// `timestamp(3) with time zone`, `interval day to second`. Name is lower case and in Trino's spelling of the head:
// "timestamp with time zone" and "time with time zone" for zoned types, "interval day to second", "interval year to month".
type Type struct {
	token.Span
	Name   string
	Args   []TypeArg
	Fields []RowField // of row
}

// TypeArg is a parameter of a type: another type or a number (exactly one is set).
type TypeArg struct {
	Type   *Type
	Number *int
}

// RowField is a field of a row type; Name is nil for an anonymous one.
type RowField struct {
	token.Span
	Name *Ident
	Type *Type
}

func (*ColumnRef) expr()    {}
func (*Field) expr()        {}
func (*Null) expr()         {}
func (*Bool) expr()         {}
func (*Number) expr()       {}
func (*String) expr()       {}
func (*Binary) expr()       {}
func (*TypedLiteral) expr() {}
func (*Interval) expr()     {}
func (*Param) expr()        {}
func (*Unary) expr()        {}
func (*BinaryOp) expr()     {}
func (*IsNull) expr()       {}
func (*IsDistinct) expr()   {}
func (*Between) expr()      {}
func (*In) expr()           {}
func (*Like) expr()         {}
func (*Quantified) expr()   {}
func (*Exists) expr()       {}
func (*SubqueryExpr) expr() {}
func (*Case) expr()         {}
func (*Cast) expr()         {}
func (*AtTimeZone) expr()   {}
func (*Extract) expr()      {}
func (*Trim) expr()         {}
func (*Position) expr()     {}
func (*Substring) expr()    {}
func (*Normalize) expr()    {}
func (*Special) expr()      {}
func (*Call) expr()         {}
func (*NamedArg) expr()     {}
func (*Lambda) expr()       {}
func (*Array) expr()        {}
func (*Row) expr()          {}
func (*Subscript) expr()    {}
func (*Paren) expr()        {}
