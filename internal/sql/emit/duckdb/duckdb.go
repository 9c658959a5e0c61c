// Package duckdb writes a resolved query as DuckDB SQL that gives Trino's answer. It promises that the text is made from the
// typed tree alone: columns are named c<ID> and relations r<N>, strings are literals, tables are read through read_parquet
// over the paths of catalog.Files, and only the functions of the rule tables are called. What cannot be said exactly is a
// NOT_SUPPORTED diagnostic, never an approximation.
//
// DuckDB differs from Trino in small ways nearly everywhere; three devices carry most of the weight. A raised error is a cast
// that fails when, and only when, it is evaluated (see raise). A value used twice is bound once (see let). And what DuckDB
// cannot say at all is a function written in Go (package scalar), often behind a quick form of DuckDB's own that covers the
// common values: `coalesce(quick, exact)`.
package duckdb

import (
	"cmp"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Query returns the statement that answers q. The error is a diag.List.
func Query(q *typed.Query) (emit.Statement, error) {
	e := &emitter{
		scalars: rules, aggregates: aggregateRules,
		used:   typed.Used(q.Root),
		ctes:   map[*typed.CTE]string{},
		byName: map[string]bool{},
		subst:  map[typed.ColumnID]emit.Expr{},
		utc:    map[string]emit.Expr{},
	}
	text := e.block(q.Root)
	if len(e.errs) > 0 {
		return emit.Statement{}, e.errs
	}
	s := emit.Statement{Setup: e.setup, Teardown: e.teardown, SQL: text, Functions: e.functions, Places: e.places}
	for _, c := range q.Root.Columns() {
		s.Columns = append(s.Columns, c.Type)
	}
	return s, nil
}

// emitter is the state of one translation. The first thing that cannot be said is kept in errs, and the walk goes on with NULL
// in its place, so that expressions can be put together without an error at every step.
type emitter struct {
	// scalars and aggregates find rules. They are members because the tables refer to what refers to them.
	scalars    func(name string) (rule, bool)
	aggregates func(name string, window bool) (aggRule, bool)

	errs  diag.List
	used  map[typed.ColumnID]bool
	ctes  map[*typed.CTE]string
	subst map[typed.ColumnID]emit.Expr
	// utc holds, for texts of instants that are shown in UTC, the text of the timestamp alone: comparing that lets DuckDB skip
	// what a file's statistics rule out.
	utc             map[string]emit.Expr
	inExists        int // how many EXISTS are around
	functions       []emit.Function
	places          []emit.Place
	viewed          *token.Span // the place of the view whose query is written, which has places of another text
	byName          map[string]bool
	setup, teardown []string
	rels, lets      int
	scalarDepth     int    // how deep in scalar subqueries
	trying          int    // how many TRY are around
	grouping        int    // how many aggregates are being written, outside of their arguments, and calls that cannot fail
	lazy            int    // how deep in lists of IN that are taken in turn
	around          string // a column that what the parameters of the lambdas around stand for is made of, "" for none
	hoisted         int    // subqueries that are written before the expression they stand in
}

// unsupported notes that what stands at span cannot be translated.
func (e *emitter) unsupported(span token.Span, format string, args ...any) emit.Expr {
	if len(e.errs) == 0 {
		e.errs = append(e.errs, diag.New(diag.NotSupported, span, format, args...))
	}
	return emit.Atom("NULL")
}

// column returns how a column is written.
func (e *emitter) column(id typed.ColumnID) emit.Expr {
	if x, ok := e.subst[id]; ok {
		return x
	}
	return emit.Atom(columnName(id))
}

func columnName(id typed.ColumnID) string { return "c" + strconv.Itoa(int(id)) }

// relation returns a new name for a relation.
func (e *emitter) relation() string {
	e.rels++
	return "r" + strconv.Itoa(e.rels)
}

// nested returns a query between parentheses with a name.
func (e *emitter) nested(query string) string {
	return "(\n" + emit.Indent(query) + "\n) AS " + e.relation()
}

// letLimit is the length up to which a text is rather repeated than bound.
const letLimit = 60

// let returns body with xs in it, where body may use each more than once. Short texts are repeated; else, so that nested
// uses do not double the text at each level and volatile calls are made once, the values are bound by a lambda over a list of
// one.
func (e *emitter) let(xs []emit.Expr, body func(xs []emit.Expr) emit.Expr) emit.Expr {
	return e.letSome(xs, nil, body)
}

// letSome is let where only the members of twice are used more than once. Body gets those of twice and then those of once, which
// are bound too when anything is: DuckDB allows no subquery inside a lambda.
func (e *emitter) letSome(twice, once []emit.Expr, body func(xs []emit.Expr) emit.Expr) emit.Expr {
	cheap := true
	for _, x := range twice {
		cheap = cheap && len(x.Text) <= letLimit && !isVolatile(x.Text)
	}
	xs := append(twice[:len(twice):len(twice)], once...)
	if cheap {
		return body(xs)
	}
	name := e.param()
	bound, fields := xs[0], []emit.Expr{name}
	if len(xs) > 1 {
		bound = structPack(xs)
		fields = make([]emit.Expr, len(xs))
		for i := range xs {
			fields[i] = emit.Member(name, fieldName(i))
		}
	}
	list := emit.Atom("[" + bound.Text + "]")
	inner := e.over(columnIn(xs), func() emit.Expr { return body(fields) })
	return emit.Subscript(emit.Call("list_transform", list, emit.Lambda(inner, name.Text)), emit.Atom("1"))
}

// over writes the body of a lambda over what is made of a column, "" for none.
func (e *emitter) over(column string, body func() emit.Expr) emit.Expr {
	outer := e.around
	e.around = cmp.Or(column, outer)
	defer func() { e.around = outer }()
	return body()
}

// let1 is let for one value.
func (e *emitter) let1(x emit.Expr, body func(x emit.Expr) emit.Expr) emit.Expr {
	return e.let([]emit.Expr{x}, func(xs []emit.Expr) emit.Expr { return body(xs[0]) })
}

// raise is an expression of type t that fails with INVALID_FUNCTION_ARGUMENT when it is evaluated; where a part of the message
// is NULL, it is NULL instead. DuckDB's error() would not do: it is volatile, and TRY refuses volatile functions.
func (e *emitter) raise(at token.Pos, t types.Type, message ...emit.Expr) emit.Expr {
	text := emit.String("GLAUX!" + string(diag.InvalidFunctionArgument) + "!" + e.at(at) + "!")
	for _, m := range message {
		text = emit.Binary("||", emit.PrecOther, text, m)
	}
	return e.fails(text, t)
}

// raiseText is raise with a constant message.
func (e *emitter) raiseText(code diag.Code, at token.Pos, t types.Type, message string) emit.Expr {
	text := emit.String("GLAUX!" + string(code) + "!" + e.at(at) + "!" + message)
	return e.fails(text, t)
}

// at writes a place of the query, for errors at run time. Inside of a view it is that of the view.
func (e *emitter) at(pos token.Pos) string {
	if e.viewed != nil {
		pos = e.viewed.Start
	}
	return strconv.Itoa(int(pos))
}

// place notes an operation of DuckDB's own that can fail. Message is Trino's sentence; without one DuckDB's is put into Trino's words.
func (e *emitter) place(kind emit.PlaceKind, span token.Span, message string) {
	if e.viewed != nil {
		span = *e.viewed
	}
	e.places = append(e.places, emit.Place{Kind: kind, Error: diag.New(diag.NumericValueOutOfRange, span, "%s", message)})
}

// fails is an expression of type t whose evaluation needs text as a number. The list has to do with DuckDB's optimizer: it computes the
// constant condition of a CASE on its own, and throws when that fails, though the CASE may never be reached; a failing
// argument of a function it leaves where it is.
func (e *emitter) fails(text emit.Expr, t types.Type) emit.Expr {
	return emit.Call("list_extract", emit.Atom("["+e.null(t).Text+"]"), emit.Cast(text, "BIGINT"))
}

// null is a NULL of type t.
func (e *emitter) null(t types.Type) emit.Expr { return emit.Cast(emit.Atom("NULL"), e.typeName(t)) }
