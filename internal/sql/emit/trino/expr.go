package trino

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// exprs prints expressions with commas between them.
func (p *printer) exprs(xs []typed.Expr) string {
	made := make([]emit.Expr, len(xs))
	for i, x := range xs {
		made[i] = p.expr(x)
	}
	return join(made)
}

// expr prints an expression.
func (p *printer) expr(x typed.Expr) emit.Expr {
	switch x := x.(type) {
	case *typed.Ref:
		return p.column(x.Column)
	case *typed.Literal:
		return p.literal(x)
	case *typed.Call:
		return p.call(x)
	case *typed.Cast:
		return p.cast(x)
	case *typed.Compare:
		return emit.Compare(compareOp(x.Op), p.expr(x.L), p.expr(x.R))
	case *typed.Logic:
		return p.logic(x)
	case *typed.Not:
		return p.not(x)
	case *typed.IsNull:
		return emit.IsNull(p.expr(x.X))
	case *typed.Between:
		return p.between(x, "")
	case *typed.In:
		return p.in(x, "")
	case *typed.InQuery:
		return p.inQuery(x, "")
	case *typed.Exists:
		return emit.Atom("EXISTS " + parens(p.block(x.Query, false)))
	case *typed.ScalarQuery:
		return emit.Atom(parens(p.block(x.Query, false)))
	case *typed.Quantified:
		return p.quantified(x)
	case *typed.Like:
		return p.like(x, "")
	case *typed.Case:
		return p.caseOf(x)
	case *typed.Coalesce:
		return emit.Atom("coalesce(" + p.exprs(x.Args) + ")")
	case *typed.NullIf:
		return emit.Atom("nullif(" + p.expr(x.X).Text + ", " + p.expr(x.RightCompare).Text + ")")
	case *typed.Try:
		return emit.Atom("try(" + p.expr(x.X).Text + ")")
	case *typed.Lambda:
		return p.lambda(x)
	case *typed.ArrayCtor:
		return emit.Atom("ARRAY[" + p.exprs(x.Elems) + "]")
	case *typed.RowCtor:
		return emit.Atom("ROW(" + p.exprs(x.Elems) + ")")
	case *typed.Subscript:
		return emit.Expr{Text: p.expr(x.X).At(emit.PrecPostfix) + "[" + p.expr(x.Index).Text + "]", Prec: emit.PrecPostfix}
	case *typed.Field:
		return p.field(x)
	}
	return p.fail("no Trino text for %T", x)
}

func compareOp(op typed.CompareOp) string {
	return [...]string{"=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"}[op]
}

func (p *printer) logic(x *typed.Logic) emit.Expr {
	made := make([]emit.Expr, len(x.Args))
	for i, arg := range x.Args {
		made[i] = p.expr(arg)
	}
	if x.Or {
		return emit.Or(made...)
	}
	return emit.And(made...)
}

// not prints NOT, inside the predicate where the predicate has a place for it.
func (p *printer) not(n *typed.Not) emit.Expr {
	switch x := n.X.(type) {
	case *typed.IsNull:
		return emit.IsNotNull(p.expr(x.X))
	case *typed.Between:
		return p.between(x, "NOT ")
	case *typed.In:
		return p.in(x, "NOT ")
	case *typed.InQuery:
		return p.inQuery(x, "NOT ")
	case *typed.Like:
		return p.like(x, "NOT ")
	}
	return emit.Not(p.expr(n.X))
}

// predicate returns a text that binds as a comparison does.
func predicate(text string) emit.Expr { return emit.Expr{Text: text, Prec: emit.PrecCompare} }

// operand prints what stands beside the word of a predicate.
func (p *printer) operand(x typed.Expr) string { return p.expr(x).At(emit.PrecOther) }

func (p *printer) between(x *typed.Between, not string) emit.Expr {
	return predicate(p.operand(x.X) + " " + not + "BETWEEN " + p.operand(x.Low) + " AND " + p.operand(x.High))
}

func (p *printer) in(x *typed.In, not string) emit.Expr {
	return predicate(p.operand(x.X) + " " + not + "IN (" + p.exprs(x.List) + ")")
}

func (p *printer) inQuery(x *typed.InQuery, not string) emit.Expr {
	left := p.operand(x.X)
	return predicate(left + " " + not + "IN " + parens(p.block(x.Query, false)))
}

func (p *printer) quantified(x *typed.Quantified) emit.Expr {
	word := " ANY "
	if x.All {
		word = " ALL "
	}
	left := p.operand(x.X)
	return predicate(left + " " + compareOp(x.Op) + word + parens(p.block(x.Query, false)))
}

func (p *printer) like(x *typed.Like, not string) emit.Expr {
	text := p.operand(x.X) + " " + not + "LIKE " + p.operand(x.Pattern)
	if x.Escape != nil {
		text += " ESCAPE " + p.operand(x.Escape)
	}
	return predicate(text)
}

func (p *printer) cast(x *typed.Cast) emit.Expr {
	word := "CAST("
	if x.Try {
		word = "TRY_CAST("
	}
	return emit.Atom(word + p.expr(x.X).Text + " AS " + x.To.SQL() + ")")
}

func (p *printer) caseOf(x *typed.Case) emit.Expr {
	var b strings.Builder
	b.WriteString("CASE")
	if x.Operand != nil {
		b.WriteString(" " + p.expr(x.Operand).Text)
	}
	for _, w := range x.Whens {
		b.WriteString(" WHEN " + p.expr(w.Cond).Text + " THEN " + p.expr(w.Result).Text)
	}
	if x.Else != nil {
		b.WriteString(" ELSE " + p.expr(x.Else).Text)
	}
	b.WriteString(" END")
	return emit.Atom(b.String())
}

// lambda prints x1 -> body; every lambda of a query has parameters of its own.
func (p *printer) lambda(x *typed.Lambda) emit.Expr {
	names := make([]string, len(x.Params))
	for i, param := range x.Params {
		p.params++
		names[i] = "x" + strconv.Itoa(p.params)
		p.columns[param.ID] = emit.Atom(names[i])
	}
	params := strings.Join(names, ", ")
	if len(names) != 1 {
		params = "(" + params + ")"
	}
	return emit.Expr{Text: params + " -> " + p.expr(x.Body).Text, Prec: emit.PrecOr}
}

// field prints a field of a row: by its name where it has one of its own, else by its position.
func (p *printer) field(x *typed.Field) emit.Expr {
	base := p.expr(x.X).At(emit.PrecPostfix)
	if id := ownName(x.X.Type(), x.Index); id != "" {
		return emit.Expr{Text: base + "." + name(id), Prec: emit.PrecPostfix}
	}
	return emit.Expr{Text: base + "[" + strconv.Itoa(x.Index+1) + "]", Prec: emit.PrecPostfix}
}

// ownName returns the name of a field that no other field of the row has, "" when there is none.
func ownName(row types.Type, index int) string {
	id := row.FieldName(index)
	for i := range row.Elems {
		if i != index && strings.EqualFold(row.FieldName(i), id) {
			return ""
		}
	}
	return id
}

// call prints a call of a function or an operator.
func (p *printer) call(x *typed.Call) emit.Expr {
	if x.Func.Operator {
		return p.operator(x)
	}
	if json, ok := p.jsonCall(x); ok {
		return json
	}
	if bareWord(x.Func.Name) {
		return emit.Atom(x.Func.Name)
	}
	return emit.Atom(name(x.Func.Name) + "(" + p.exprs(x.Args) + ")")
}

func (p *printer) operator(x *typed.Call) emit.Expr {
	if len(x.Args) == 1 {
		return emit.Expr{Text: "-" + p.expr(x.Args[0]).At(emit.PrecPostfix), Prec: emit.PrecUnary}
	}
	strength := emit.PrecMul
	switch x.Func.Name {
	case "+", "-":
		strength = emit.PrecAdd
	case "||":
		strength = emit.PrecOther
	}
	made := p.expr(x.Args[0])
	for _, arg := range x.Args[1:] {
		made = emit.Binary(x.Func.Name, strength, made, p.expr(arg))
	}
	return made
}

// bareWord tells whether a function is written without parentheses.
func bareWord(function string) bool {
	switch function {
	case "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "current_catalog",
		"current_schema", "current_path":
		return true
	}
	return false
}
