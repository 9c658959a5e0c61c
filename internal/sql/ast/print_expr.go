package ast

import (
	"encoding/hex"
	"strings"
)

// How tightly an expression binds: an operand that binds more loosely than its place asks for needs parentheses.
const (
	anyLevel = iota
	orLevel
	andLevel
	notLevel
	predicateLevel
	concatLevel
	sumLevel
	mulLevel
	signLevel
	zoneLevel
	postfixLevel
)

// level returns how tightly x binds.
func level(x Expr) int {
	switch x := x.(type) {
	case *Lambda, *NamedArg:
		return anyLevel
	case *BinaryOp:
		return opLevel(x.Op)
	case *Unary:
		if x.Op == "NOT" {
			return notLevel
		}
		return signLevel
	case *IsNull, *IsDistinct, *Between, *In, *Like, *Quantified:
		return predicateLevel
	case *AtTimeZone:
		return zoneLevel
	}
	return postfixLevel
}

// opLevel returns how tightly the operator op binds.
func opLevel(op string) int {
	switch op {
	case "OR":
		return orLevel
	case "AND":
		return andLevel
	case "||":
		return concatLevel
	case "+", "-":
		return sumLevel
	case "*", "/", "%":
		return mulLevel
	}
	return predicateLevel
}

// exprs writes expressions with commas between them.
func (p *printer) exprs(list []Expr) {
	for i, x := range list {
		p.comma(i)
		p.expr(x, anyLevel)
	}
}

// expr writes x, in parentheses if it binds more loosely than least.
func (p *printer) expr(x Expr, least int) {
	if x != nil && level(x) < least {
		p.word("(")
		p.bare(x)
		p.word(")")
		return
	}
	p.bare(x)
}

// bare writes x without parentheses around it.
//
//nolint:funlen // one case for each kind of expression
func (p *printer) bare(x Expr) {
	switch x := x.(type) {
	case *ColumnRef:
		p.name(Name{Parts: x.Parts})
	case *Field:
		p.owner(x.X)
		p.word(".")
		p.ident(x.Name)
	case *Null:
		p.word("NULL")
	case *Bool:
		p.bool(x.Value)
	case *Number:
		p.word(x.Text)
	case *String:
		p.str(x.Value)
	case *Binary:
		p.word("X'" + strings.ToUpper(hex.EncodeToString(x.Value)) + "'")
	case *TypedLiteral:
		p.typ(x.Type)
		p.word(" ")
		p.str(x.Value)
	case *Interval:
		p.interval(x)
	case *Param:
		p.word("?")
	case *Unary:
		p.unary(x)
	case *BinaryOp:
		p.binary(x)
	case *Case:
		p.caseExpr(x)
	case *Cast:
		p.cast(x)
	case *AtTimeZone:
		p.expr(x.X, zoneLevel)
		p.word(" AT TIME ZONE ")
		p.expr(x.Zone, postfixLevel)
	case *Call:
		p.call(x)
	case *WindowMeasure:
		p.ident(x.Name)
		p.word(" ")
		p.over(x.Over)
	case *LabelStar:
		p.ident(x.Label)
		p.word(".*")
	case *TableArg:
		p.tableArg(x)
	case *Descriptor:
		p.descriptor(x)
	case *NamedArg:
		p.ident(x.Name)
		p.word(" => ")
		p.expr(x.X, anyLevel)
	case *Lambda:
		p.lambda(x)
	case *Array:
		p.word("ARRAY[")
		p.exprs(x.Elems)
		p.word("]")
	case *Row:
		if x.Explicit || len(x.Elems) < 2 {
			p.word("ROW")
		}
		p.word("(")
		p.exprs(x.Elems)
		p.word(")")
	case *Subscript:
		p.expr(x.X, postfixLevel)
		p.word("[")
		p.expr(x.Index, concatLevel)
		p.word("]")
	case *Paren:
		p.word("(")
		p.expr(x.X, anyLevel)
		p.word(")")
	case *SubqueryExpr:
		p.inline(x.Query)
	case *Exists:
		p.word("EXISTS ")
		p.inline(x.Query)
	default:
		p.predicate(x)
	}
}

// owner writes what stands before a point. A number is kept apart from it, as the point would become a part of it.
func (p *printer) owner(x Expr) {
	p.expr(x, postfixLevel)
	if _, number := x.(*Number); number {
		p.word(" ")
	}
}

// predicate writes a predicate.
func (p *printer) predicate(x Expr) {
	switch x := x.(type) {
	case *IsNull:
		p.expr(x.X, concatLevel)
		p.word(" IS ")
		p.not(x.Not)
		p.word("NULL")
	case *IsDistinct:
		p.expr(x.Left, concatLevel)
		p.word(" IS ")
		p.not(x.Not)
		p.word("DISTINCT FROM ")
		p.expr(x.Right, concatLevel)
	case *Between:
		p.between(x)
	case *In:
		p.in(x)
	case *Like:
		p.like(x)
	case *Quantified:
		p.expr(x.X, concatLevel)
		p.word(" " + x.Op + " " + x.Quantifier + " ")
		p.inline(x.Query)
	default:
		p.special(x)
	}
}

// special writes an expression that looks like a function but has words in its parentheses, or none.
func (p *printer) special(x Expr) {
	switch x := x.(type) {
	case *Extract:
		p.word("EXTRACT(" + strings.ToUpper(x.Field) + " FROM ")
		p.expr(x.X, concatLevel)
		p.word(")")
	case *Trim:
		p.trim(x)
	case *Position:
		p.word("POSITION(")
		p.expr(x.Sub, concatLevel)
		p.word(" IN ")
		p.expr(x.X, concatLevel)
		p.word(")")
	case *Substring:
		p.substring(x)
	case *Normalize:
		p.word("NORMALIZE(")
		p.expr(x.X, concatLevel)
		if x.Form != "" {
			p.word(", " + x.Form)
		}
		p.word(")")
	case *Special:
		p.word(strings.ToUpper(x.Name))
		if x.Precision != nil {
			p.word("(")
			p.int(*x.Precision)
			p.word(")")
		}
	default:
		p.json(x)
	}
}

func (p *printer) bool(v bool) {
	if v {
		p.word("TRUE")
	} else {
		p.word("FALSE")
	}
}

func (p *printer) not(not bool) {
	if not {
		p.word("NOT ")
	}
}

func (p *printer) interval(i *Interval) {
	p.word("INTERVAL ")
	if i.Negative {
		p.word("- ")
	}
	p.str(i.Value)
	p.word(" " + strings.ToUpper(i.From))
	if i.To != "" {
		p.word(" TO " + strings.ToUpper(i.To))
	}
}

// unary writes a sign or NOT. Two minus signs are kept apart, as they would begin a comment.
func (p *printer) unary(u *Unary) {
	if u.Op == "NOT" {
		p.word("NOT ")
		p.expr(u.X, notLevel)
		return
	}
	p.word(u.Op)
	if u.Op == "-" && startsMinus(u.X) {
		p.word(" ")
	}
	p.expr(u.X, signLevel)
}

// startsMinus reports whether the text of x, as the operand of a sign, begins with a minus.
func startsMinus(x Expr) bool {
	for {
		switch y := x.(type) {
		case *Unary:
			return y.Op == "-"
		case *Number:
			return strings.HasPrefix(y.Text, "-")
		case *AtTimeZone:
			x = y.X
		case *Subscript:
			x = y.X
		case *Field:
			x = y.X
		case *Call:
			if !y.Method || len(y.Args) == 0 {
				return false
			}
			x = y.Args[0]
		default:
			return false
		}
	}
}

// binary writes a binary operator. The left side of AND, OR and arithmetic may be of the same level; comparisons take
// values on both sides.
func (p *printer) binary(b *BinaryOp) {
	binds := opLevel(b.Op)
	left := binds
	if binds == predicateLevel {
		left = concatLevel
	}
	p.expr(b.Left, left)
	p.word(" ")
	p.word(b.Op)
	p.word(" ")
	p.expr(b.Right, binds+1)
}

func (p *printer) between(b *Between) {
	p.expr(b.X, concatLevel)
	p.word(" ")
	p.not(b.Not)
	p.word("BETWEEN ")
	if b.Symmetric {
		p.word("SYMMETRIC ")
	}
	p.expr(b.Low, concatLevel)
	p.word(" AND ")
	p.expr(b.High, concatLevel)
}

func (p *printer) in(in *In) {
	p.expr(in.X, concatLevel)
	p.word(" ")
	p.not(in.Not)
	p.word("IN ")
	if in.Query != nil {
		p.inline(in.Query)
		return
	}
	p.word("(")
	p.exprs(in.List)
	p.word(")")
}

func (p *printer) like(l *Like) {
	p.expr(l.X, concatLevel)
	p.word(" ")
	p.not(l.Not)
	p.word("LIKE ")
	p.expr(l.Pattern, concatLevel)
	if l.Escape != nil {
		p.word(" ESCAPE ")
		p.expr(l.Escape, concatLevel)
	}
}

func (p *printer) caseExpr(c *Case) {
	p.word("CASE")
	if c.Operand != nil {
		p.word(" ")
		p.expr(c.Operand, anyLevel)
	}
	for i := range c.Whens {
		p.word(" ")
		p.when(&c.Whens[i])
	}
	if c.Else != nil {
		p.word(" ELSE ")
		p.expr(c.Else, anyLevel)
	}
	p.word(" END")
}

func (p *printer) when(w *When) {
	p.word("WHEN ")
	p.expr(w.Cond, anyLevel)
	p.word(" THEN ")
	p.expr(w.Result, anyLevel)
}

func (p *printer) cast(c *Cast) {
	if c.Try {
		p.word("TRY_")
	}
	p.word("CAST(")
	p.expr(c.X, anyLevel)
	p.word(" AS ")
	p.typ(c.Type)
	p.word(")")
}

func (p *printer) trim(t *Trim) {
	p.word("TRIM(" + t.Side + " ")
	if t.Chars != nil {
		p.expr(t.Chars, concatLevel)
		p.word(" ")
	}
	p.word("FROM ")
	p.expr(t.X, concatLevel)
	p.word(")")
}

func (p *printer) substring(s *Substring) {
	p.word("SUBSTRING(")
	p.expr(s.X, concatLevel)
	p.word(" FROM ")
	p.expr(s.Start, concatLevel)
	if s.Length != nil {
		p.word(" FOR ")
		p.expr(s.Length, concatLevel)
	}
	p.word(")")
}

func (p *printer) lambda(l *Lambda) {
	if len(l.Params) == 1 {
		p.ident(l.Params[0])
	} else {
		p.idents(l.Params)
	}
	p.word(" -> ")
	p.expr(l.Body, anyLevel)
}
