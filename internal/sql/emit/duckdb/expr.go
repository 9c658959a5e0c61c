package duckdb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// expr writes an expression. DuckDB makes a NULL without a type of a call with an argument that is always NULL; such calls
// get their type back.
func (e *emitter) expr(x typed.Expr) emit.Expr {
	y := e.bare(x)
	if losesType(x) {
		return emit.Cast(y, e.typeName(x.Type()))
	}
	return y
}

// bare writes an expression, which DuckDB may take for a NULL without a type.
func (e *emitter) bare(x typed.Expr) emit.Expr {
	switch x := x.(type) {
	case *typed.Ref:
		return e.column(x.Column.ID)
	case *typed.Literal:
		return e.literal(x.Value, x.T)
	case *typed.Call:
		return e.call(x)
	case *typed.Cast:
		return e.castNode(x)
	case *typed.Compare:
		return e.compareNodes(x.Op, x.L, x.R)
	case *typed.Logic:
		return e.logic(x)
	case *typed.Not:
		return emit.Not(e.expr(x.X))
	case *typed.IsNull:
		return emit.IsNull(e.expr(x.X))
	case *typed.Between:
		return e.between(x)
	case *typed.In:
		return e.in(x)
	case *typed.InQuery:
		return e.inQuery(x)
	case *typed.Exists:
		return e.exists(x)
	case *typed.ScalarQuery:
		return e.scalarQuery(x)
	case *typed.Quantified:
		return e.quantified(x)
	case *typed.Like:
		return e.like(x)
	case *typed.Case:
		return e.caseNode(x)
	case *typed.Coalesce:
		return emit.Call("coalesce", e.exprs(x.Args)...)
	case *typed.NullIf:
		return e.nullIf(x)
	case *typed.Try:
		return e.try(x)
	case *typed.ArrayCtor:
		return e.array(x)
	case *typed.RowCtor:
		return structPack(e.exprs(x.Elems))
	case *typed.Subscript:
		return e.subscript(x)
	case *typed.Field:
		return emit.Member(e.expr(x.X), fieldName(x.Index))
	case *typed.Lambda:
	}
	return e.unsupported(token.Span{}, "this expression is not supported here")
}

// maxScalarDepth is how deep scalar subqueries may stand in each other: DuckDB plans each twice, so that a level doubles the time.
const maxScalarDepth = 20

func (e *emitter) scalarQuery(x *typed.ScalarQuery) emit.Expr {
	if e.scalarDepth == maxScalarDepth {
		if len(e.errs) == 0 {
			e.errs = append(e.errs, diag.New(diag.NestingTooDeep, x.Span, "statement is too large (more than %d subqueries in each other)", maxScalarDepth))
		}
		return emit.Atom("NULL")
	}
	e.scalarDepth++
	defer func() { e.scalarDepth-- }()
	e.place(emit.PlaceSubquery, x.Span, "")
	return emit.Atom("(\n" + emit.Indent(e.block(x.Query)) + "\n)")
}

func (e *emitter) exprs(xs []typed.Expr) []emit.Expr {
	out := make([]emit.Expr, len(xs))
	for i, x := range xs {
		out[i] = e.expr(x)
	}
	return out
}

func (e *emitter) logic(x *typed.Logic) emit.Expr {
	args := e.exprs(x.Args)
	for i, arg := range x.Args {
		args[i] = e.caught(args[i], arg)
	}
	if x.Or {
		return emit.Or(args...)
	}
	return emit.And(args...)
}

// caught returns a part of AND or OR, inside of TRY, in a TRY of its own where it is made of constants that may fail: DuckDB computes such
// a part while it plans, and the TRY around it does not catch that.
func (e *emitter) caught(part emit.Expr, of ...typed.Expr) emit.Expr {
	if e.trying == 0 || !slices.ContainsFunc(of, foldsToFailure) || slices.ContainsFunc(of, func(x typed.Expr) bool { return len(typed.UsedBy(x)) > 0 }) {
		return part
	}
	return try(part)
}

// foldsToFailure tells whether an expression of constants may fail.
func foldsToFailure(x typed.Expr) bool { return len(typed.UsedBy(x)) == 0 && typed.MayThrow(x) }

// array writes ARRAY[…]; an empty one has a type.
func (e *emitter) array(x *typed.ArrayCtor) emit.Expr {
	parts := make([]string, len(x.Elems))
	for i, el := range x.Elems {
		parts[i] = e.expr(el).Text
	}
	list := emit.Atom("[" + strings.Join(parts, ", ") + "]")
	if len(x.Elems) == 0 || x.T.Elem().Kind == types.Unknown {
		return emit.Cast(list, e.typeName(x.T))
	}
	return list
}

func (e *emitter) caseNode(x *typed.Case) emit.Expr {
	parts := make([]emit.Expr, 0, 2*len(x.Whens)+1)
	write := func(operand emit.Expr) emit.Expr {
		for _, w := range x.Whens {
			cond := e.expr(w.Cond)
			if x.Operand != nil {
				cond = e.compare(typed.Equal, operand, cond, x.Operand.Type(), known(x.Operand), known(w.Cond))
			}
			parts = append(parts, cond, e.expr(w.Result))
		}
		if x.Else != nil {
			parts = append(parts, e.expr(x.Else))
		}
		return emit.Case(parts...)
	}
	if x.Operand == nil {
		return write(emit.Expr{})
	}
	return e.simpleCase(x, write)
}

// simpleCase binds the operand of CASE x WHEN … where it may not be repeated. DuckDB allows no subquery in a lambda, so an
// operand that is long or volatile is compared in place when a branch has a query inside.
func (e *emitter) simpleCase(x *typed.Case, write func(emit.Expr) emit.Expr) emit.Expr {
	operand := e.expr(x.Operand)
	for _, w := range x.Whens {
		if hasQuery(w.Cond) || hasQuery(w.Result) {
			return write(operand)
		}
	}
	if x.Else != nil && hasQuery(x.Else) {
		return write(operand)
	}
	return e.let1(operand, write)
}

// hasQuery tells whether a query stands inside x.
func hasQuery(x typed.Expr) bool {
	found := false
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		found = found || typed.Subquery(x) != nil
		return !found
	}})
	return found
}

func (e *emitter) nullIf(x *typed.NullIf) emit.Expr {
	value := e.expr(x.X)
	equal := e.compare(typed.Equal, e.expr(x.LeftCompare), e.expr(x.RightCompare), x.LeftCompare.Type(), known(x.LeftCompare), known(x.RightCompare))
	return emit.Case(equal, e.null(x.X.Type()), value)
}

// try writes TRY(x). DuckDB refuses it around a volatile function and around a subquery; the value of a subquery is made
// first, and an error in it is, as in Trino, not caught.
func (e *emitter) try(x *typed.Try) emit.Expr {
	if !typed.MayThrow(x.X) {
		return e.expr(x.X)
	}
	queries, rest := e.queriesFirst(x.X)
	from := ""
	if len(queries) > 0 {
		wider, undo := e.bringIn(e.nested("SELECT "+strings.Join(queries, ", ")), nil, []typed.Expr{rest})
		defer undo()
		from = wider
	}
	e.trying++
	inner := e.expr(rest)
	e.trying--
	if isVolatile(inner.Text) {
		return e.unsupported(token.Span{}, "TRY around a call that differs from row to row is not supported")
	}
	tried := try(e.fenced(inner, rest))
	if len(queries) == 0 {
		return tried
	}
	query := emit.Lines("SELECT "+tried.Text, "FROM "+from)
	return emit.Atom("(\n" + emit.Indent(query) + "\n)")
}

// try is TRY as DuckDB computes it right. Where something failed, it takes the rows one by one into a vector of one row, which coalesce
// and CASE overrun: they write where the row was. They do not where a function stands between them and TRY.
func try(x emit.Expr) emit.Expr {
	return emit.Call("TRY", emit.Member(structPack([]emit.Expr{x}), fieldName(0)))
}

// fenced keeps what stands in TRY from being computed outside of it: DuckDB computes what occurs twice in a SELECT once, before everything
// else, and TRY around one of the two does not catch that. It leaves the branches of CASE where they are, so there is one whose condition
// always holds, over a column, which DuckDB does not see through. Constants it computes within TRY.
func (e *emitter) fenced(inner emit.Expr, of typed.Expr) emit.Expr {
	if column := e.outside(of); column.Text != "" && e.trying == 0 {
		return emit.Case(emit.Or(emit.IsNull(column), emit.IsNotNull(column)), inner)
	}
	return inner
}

// outside returns the shortest column that an expression uses, but for parameters of its lambdas; none where it uses none.
func (e *emitter) outside(of typed.Expr) (column emit.Expr) {
	params := map[typed.ColumnID]bool{}
	typed.WalkExpr(of, typed.Visitor{Expr: func(x typed.Expr) bool {
		switch x := x.(type) {
		case *typed.Lambda:
			for _, p := range x.Params {
				params[p.ID] = true
			}
		case *typed.Ref:
			if c := e.column(x.Column.ID); !params[x.Column.ID] && (column.Text == "" || len(c.Text) < len(column.Text)) {
				column = c
			}
		}
		return true
	}})
	return column
}

// queriesFirst writes the subqueries in x as columns, and returns x with these columns in their place.
func (e *emitter) queriesFirst(x typed.Expr) (queries []string, rest typed.Expr) {
	rest = typed.RewriteExpr(x, typed.Rewriter{Before: func(q typed.Expr) typed.Expr {
		if typed.Subquery(q) == nil {
			return nil
		}
		e.hoisted++
		name := "q" + strconv.Itoa(e.hoisted)
		queries = append(queries, e.expr(q).Text+" AS "+name)
		id := typed.ColumnID(-e.hoisted)
		e.subst[id] = emit.Atom(name)
		return &typed.Ref{Column: typed.Column{ID: id, Name: name, Type: q.Type()}}
	}})
	return queries, rest
}

// isVolatile tells whether a text may call a volatile function. It may say yes where it only looks so.
func isVolatile(text string) bool {
	return strings.Contains(text, "random") || strings.Contains(text, "gen_random_uuid") || strings.Contains(text, "volatile_")
}

// like writes LIKE. An escape character is checked when it is constant, as patterns nearly always are.
func (e *emitter) like(x *typed.Like) emit.Expr {
	pattern, constant := constantText(x.Pattern)
	escape, escaped := "", x.Escape != nil
	if escaped {
		var ok bool
		if escape, ok = constantText(x.Escape); !ok {
			constant = false
		}
	}
	if !constant {
		args := []typed.Expr{x.X, x.Pattern}
		if escaped {
			args = append(args, x.Escape)
		}
		return e.goCall("$like", x.Type(), x.Span.Start, typesOf(args), e.exprs(args))
	}
	if msg, ok := likeProblem(pattern, escape, escaped); !ok {
		return e.raiseText(diag.InvalidFunctionArgument, x.Span.Start, x.Type(), msg)
	}
	text := e.expr(x.X).At(emit.PrecOther) + " LIKE " + emit.String(pattern).At(emit.PrecOther)
	if escaped {
		text += " ESCAPE " + emit.String(escape).Text
	}
	return emit.Expr{Text: text, Prec: emit.PrecCompare}
}

// likeProblem returns what Trino says about a pattern or an escape that it refuses.
func likeProblem(pattern, escape string, escaped bool) (string, bool) {
	if !escaped {
		return "", true
	}
	runes := []rune(escape)
	if len(runes) != 1 {
		return "Escape string must be a single character", false
	}
	after := false
	for _, r := range pattern {
		switch {
		case after && r != '%' && r != '_' && r != runes[0]:
			return badEscape, false
		case after:
			after = false
		case r == runes[0]:
			after = true
		}
	}
	if after {
		return badEscape, false
	}
	return "", true
}

const badEscape = "Escape character must be followed by '%', '_' or the escape character itself"

// constantText returns the text of a literal, also below casts between varchars that do not change it.
func constantText(x typed.Expr) (string, bool) {
	switch x := x.(type) {
	case *typed.Literal:
		s, ok := x.Value.(string)
		return s, ok
	case *typed.Cast:
		to := x.To
		switch to.Kind { //nolint:exhaustive // the rest is what follows
		case types.Varchar, types.JSONPath, types.Regexp:
			s, ok := constantText(x.X)
			if ok && (to.Kind != types.Varchar || to.P == types.Unbounded || len([]rune(s)) <= to.P) {
				return s, true
			}
		}
	}
	return "", false
}

func typesOf(xs []typed.Expr) []types.Type {
	out := make([]types.Type, len(xs))
	for i, x := range xs {
		out[i] = x.Type()
	}
	return out
}

// deepExists is how many EXISTS may be nested as they are: DuckDB plans each of them more than once, the inner ones with it.
const deepExists = 6

// exists writes EXISTS, far inside of others as IN, which DuckDB plans once.
func (e *emitter) exists(x *typed.Exists) emit.Expr {
	e.inExists++
	defer func() { e.inExists-- }()
	query := emit.Indent(e.block(x.Query))
	if e.inExists <= deepExists {
		return emit.Atom("EXISTS (\n" + query + "\n)")
	}
	return emit.Atom("(1 IN (\n" + emit.Indent(emit.Lines("SELECT 1", "FROM (\n"+query+"\n)")) + "\n))")
}
