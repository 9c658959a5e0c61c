package typed

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// PrintExpr returns the text of an expression as Query.Print shows it.
func PrintExpr(x Expr) string { return text(x) }

// compareWords are the comparisons as they are shown.
//
//nolint:gochecknoglobals // a table
var compareWords = [...]string{
	Equal: "=", NotEqual: "<>", Less: "<", LessEqual: "<=", Greater: ">", GreaterEqual: ">=",
	DistinctFrom: "is distinct from", NotDistinctFrom: "is not distinct from",
}

// text returns an expression on one line. Every operator stands in parentheses: nothing depends on precedence.
//
//nolint:funlen // one case a node
func text(x Expr) string {
	switch x := x.(type) {
	case nil:
		return "?"
	case *Ref:
		return ref(x.Column)
	case *Literal:
		return literal(x)
	case *Call:
		return call(x)
	case *Cast:
		word := "cast"
		if x.Try {
			word = "try_cast"
		}
		if x.Implicit {
			word = "coerce"
		}
		return fmt.Sprintf("%s(%s as %s)", word, text(x.X), x.To)
	case *Compare:
		return "(" + text(x.L) + " " + compareWords[x.Op] + " " + text(x.R) + ")"
	case *Logic:
		word := " and "
		if x.Or {
			word = " or "
		}
		return "(" + joined(x.Args, word) + ")"
	case *Not:
		return "(not " + text(x.X) + ")"
	case *IsNull:
		return "(" + text(x.X) + " is null)"
	case *Between:
		return fmt.Sprintf("(%s between %s and %s)", text(x.X), text(x.Low), text(x.High))
	case *In:
		return fmt.Sprintf("(%s in (%s))", text(x.X), list(x.List))
	case *InQuery:
		return fmt.Sprintf("(%s in %s)", text(x.X), query(x.Query))
	case *Exists:
		return "exists " + query(x.Query)
	case *ScalarQuery:
		return "scalar " + query(x.Query)
	case *Quantified:
		word := "any"
		if x.All {
			word = "all"
		}
		return fmt.Sprintf("(%s %s %s %s)", text(x.X), compareWords[x.Op], word, query(x.Query))
	case *Like:
		escape := ""
		if x.Escape != nil {
			escape = " escape " + text(x.Escape)
		}
		return "(" + text(x.X) + " like " + text(x.Pattern) + escape + ")"
	case *Case:
		return caseText(x)
	case *Coalesce:
		return "coalesce(" + list(x.Args) + ")"
	case *NullIf:
		as := ""
		if t := x.LeftCompare.Type(); !t.Equal(x.X.Type()) {
			as = " as " + t.String()
		}
		return "nullif(" + text(x.X) + as + ", " + text(x.RightCompare) + ")"
	case *Try:
		return "try(" + text(x.X) + ")"
	case *Lambda:
		return "(" + defs(x.Params) + ") -> " + text(x.Body)
	case *ArrayCtor:
		return "array[" + list(x.Elems) + "]"
	case *RowCtor:
		return "row(" + list(x.Elems) + ")"
	case *Subscript:
		return text(x.X) + "[" + text(x.Index) + "]"
	case *Field:
		name := x.X.Type().FieldName(x.Index)
		if name == "" {
			return fmt.Sprintf("%s.%d", text(x.X), x.Index+1)
		}
		return text(x.X) + "." + name
	}
	return fmt.Sprintf("%T", x)
}

func joined(xs []Expr, word string) string {
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = text(x)
	}
	return strings.Join(out, word)
}

// query returns a block on one line, in brackets.
func query(b *Block) string {
	p := &printer{}
	p.block(b)
	lines := strings.Split(strings.TrimSpace(p.b.String()), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return "[" + strings.Join(lines, "; ") + "]"
}

func call(x *Call) string {
	if !x.Func.Operator {
		return x.Func.Name + "(" + list(x.Args) + ")"
	}
	if len(x.Args) == 1 {
		return "(-" + text(x.Args[0]) + ")"
	}
	return "(" + joined(x.Args, " "+x.Func.Name+" ") + ")"
}

func caseText(x *Case) string {
	var b strings.Builder
	b.WriteString("case")
	if x.Operand != nil {
		b.WriteString(" " + text(x.Operand))
	}
	for _, w := range x.Whens {
		b.WriteString(" when " + text(w.Cond) + " then " + text(w.Result))
	}
	if x.Else != nil {
		b.WriteString(" else " + text(x.Else))
	}
	return b.String() + " end"
}

// literal returns a constant with its type, unless the text alone shows it.
func literal(x *Literal) string {
	if x.Value == nil {
		if x.T.Kind == types.Unknown {
			return "null"
		}
		return "null:" + x.T.String()
	}
	switch v := x.Value.(type) {
	case string:
		quoted := "'" + strings.ReplaceAll(v, "'", "''") + "'"
		if x.T.Kind == types.Varchar && x.T.P == utf8.RuneCountInString(v) {
			return quoted
		}
		return quoted + ":" + x.T.String()
	case []byte:
		return fmt.Sprintf("x'%x'", v)
	}
	shown := value.Text(x.Value, x.T)
	switch x.T.Kind {
	case types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ, types.IntervalDaySecond, types.IntervalYearMonth:
		shown = "'" + shown + "'"
	}
	if name := typeName(x.T); name != "" {
		return shown + ":" + name
	}
	return shown
}
