package emit

import "strings"

// Prec says how tightly the outermost operator of a text binds. A text stands bare where something at least as tight is
// wanted, else between parentheses.
type Prec int

// The levels, loosest first. They are DuckDB's, which are PostgreSQL's.
const (
	PrecOr Prec = iota
	PrecAnd
	PrecNot
	PrecCompare // = < IS BETWEEN IN LIKE: never side by side without parentheses
	PrecOther   // || // and whatever else is not below
	PrecAdd
	PrecMul
	PrecUnary
	PrecPostfix // x::t x[i] x.f
	PrecAtom
)

// Expr is the text of an expression with its binding strength. It has no line breaks.
type Expr struct {
	Text string
	Prec Prec
}

// Atom is an expression that needs no parentheses anywhere.
func Atom(text string) Expr { return Expr{Text: text, Prec: PrecAtom} }

// At returns the text to put where something of strength least is wanted.
func (x Expr) At(least Prec) string {
	if x.Prec >= least {
		return x.Text
	}
	return "(" + x.Text + ")"
}

// Call is name(args…). The name must be one that the dialect knows.
func Call(name string, args ...Expr) Expr {
	var b strings.Builder
	b.WriteString(name)
	b.WriteByte('(')
	for i, a := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(a.Text)
	}
	b.WriteByte(')')
	return Atom(b.String())
}

// Binary is l op r of a left-associative operator of strength p.
func Binary(op string, p Prec, l, r Expr) Expr {
	return Expr{Text: l.At(p) + " " + op + " " + r.At(p+1), Prec: p}
}

// Compare is l op r for an operator that must not stand beside its like.
func Compare(op string, l, r Expr) Expr {
	return Expr{Text: l.At(PrecOther) + " " + op + " " + r.At(PrecOther), Prec: PrecCompare}
}

// And joins conditions with AND; none is true.
func And(conds ...Expr) Expr { return chain(" AND ", PrecAnd, "true", conds) }

// Or joins conditions with OR; none is false.
func Or(conds ...Expr) Expr { return chain(" OR ", PrecOr, "false", conds) }

func chain(op string, p Prec, none string, conds []Expr) Expr {
	switch len(conds) {
	case 0:
		return Atom(none)
	case 1:
		return conds[0]
	}
	parts := make([]string, len(conds))
	for i, c := range conds {
		parts[i] = c.At(p + 1)
	}
	return Expr{Text: strings.Join(parts, op), Prec: p}
}

// Not is NOT x.
func Not(x Expr) Expr { return Expr{Text: "NOT " + x.At(PrecNot), Prec: PrecNot} }

// IsNull is x IS NULL.
func IsNull(x Expr) Expr { return Expr{Text: x.At(PrecOther) + " IS NULL", Prec: PrecCompare} }

// IsNotNull is x IS NOT NULL.
func IsNotNull(x Expr) Expr { return Expr{Text: x.At(PrecOther) + " IS NOT NULL", Prec: PrecCompare} }

// Cast is CAST(x AS name).
func Cast(x Expr, name string) Expr { return Atom("CAST(" + x.Text + " AS " + name + ")") }

// Subscript is x[i].
func Subscript(x, i Expr) Expr {
	return Expr{Text: x.At(PrecAtom) + "[" + i.Text + "]", Prec: PrecPostfix}
}

// Member is (x).name, a field of a struct.
func Member(x Expr, name string) Expr {
	return Expr{Text: "(" + x.Text + ")." + name, Prec: PrecPostfix}
}

// Case is CASE with conditions and results in turn and, when their number is odd, a last member for ELSE.
func Case(parts ...Expr) Expr {
	var b strings.Builder
	b.WriteString("CASE")
	i := 0
	for ; i+1 < len(parts); i += 2 {
		b.WriteString(" WHEN " + parts[i].Text + " THEN " + parts[i+1].Text)
	}
	if i < len(parts) {
		b.WriteString(" ELSE " + parts[i].Text)
	}
	b.WriteString(" END")
	return Atom(b.String())
}

// Lambda is `lambda p, q: body`, an argument of a function.
func Lambda(body Expr, params ...string) Expr {
	return Atom("lambda " + strings.Join(params, ", ") + ": " + body.Text)
}

// String is a string literal. Line breaks and control characters are escaped, so that a text can be indented without
// changing it; a NUL, which no SQL text can hold, is spelled chr(0).
func String(s string) Expr {
	if !strings.ContainsRune(s, 0) {
		return Atom(quote(s))
	}
	parts := strings.Split(s, "\x00")
	for i, p := range parts {
		parts[i] = quote(p)
	}
	return Expr{Text: strings.Join(parts, " || chr(0) || "), Prec: PrecOther}
}

func quote(s string) string {
	var b strings.Builder
	control := strings.ContainsFunc(s, func(r rune) bool { return r < ' ' })
	if control {
		b.WriteByte('E')
	}
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			b.WriteString("''")
		case control && c == '\\':
			b.WriteString(`\\`)
		case c < ' ':
			const hex = "0123456789abcdef"
			b.WriteString(`\x` + string(hex[c>>4]) + string(hex[c&15]))
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// Ident is a quoted identifier.
func Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Indent moves every line of a text to the right by two blanks.
func Indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }

// Lines joins the parts that are not empty with line breaks.
func Lines(parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}
