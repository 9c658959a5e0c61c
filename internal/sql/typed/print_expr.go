package typed

import (
	"fmt"
	"strconv"
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
func text(x Expr) string {
	w := &exprWriter{}
	w.expr(x)
	return w.String()
}

// exprWriter writes expressions, each character once, however deep they are.
type exprWriter struct{ strings.Builder }

// put writes its arguments one after the other: texts as they are, expressions and lists of them as text.
func (w *exprWriter) put(parts ...any) {
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			w.WriteString(part)
		case Expr:
			w.expr(part)
		case []Expr:
			w.list(part, ", ")
		case *Block:
			w.WriteString(query(part))
		}
	}
}

func (w *exprWriter) list(xs []Expr, comma string) {
	for i, x := range xs {
		if i > 0 {
			w.WriteString(comma)
		}
		w.expr(x)
	}
}

//nolint:funlen // one case a node
func (w *exprWriter) expr(x Expr) {
	switch x := x.(type) {
	case nil:
		w.put("?")
	case *Ref:
		w.put(ref(x.Column))
	case *Literal:
		w.put(literal(x))
	case *Call:
		w.call(x)
	case *Cast:
		word := "cast("
		if x.Try {
			word = "try_cast("
		}
		if x.Implicit {
			word = "coerce("
		}
		w.put(word, x.X, " as ", x.To.String(), ")")
	case *Compare:
		w.put("(", x.L, " ", compareWords[x.Op], " ", x.R, ")")
	case *Logic:
		word := " and "
		if x.Or {
			word = " or "
		}
		w.put("(")
		w.list(x.Args, word)
		w.put(")")
	case *Not:
		w.put("(not ", x.X, ")")
	case *IsNull:
		w.put("(", x.X, " is null)")
	case *Between:
		w.put("(", x.X, " between ", x.Low, " and ", x.High, ")")
	case *In:
		w.put("(", x.X, " in (", x.List, "))")
	case *InQuery:
		w.put("(", x.X, " in ", x.Query, ")")
	case *Exists:
		w.put("exists ", x.Query)
	case *ScalarQuery:
		w.put("scalar ", x.Query)
	case *Quantified:
		word := " any "
		if x.All {
			word = " all "
		}
		w.put("(", x.X, " ", compareWords[x.Op], word, x.Query, ")")
	case *Like:
		w.put("(", x.X, " like ", x.Pattern)
		if x.Escape != nil {
			w.put(" escape ", x.Escape)
		}
		w.put(")")
	case *Case:
		w.caseExpr(x)
	case *Coalesce:
		w.put("coalesce(", x.Args, ")")
	case *NullIf:
		w.put("nullif(", x.X)
		if t := x.LeftCompare.Type(); !t.Equal(x.X.Type()) {
			w.put(" as ", t.String())
		}
		w.put(", ", x.RightCompare, ")")
	case *Try:
		w.put("try(", x.X, ")")
	case *Lambda:
		w.put("(", defs(x.Params), ") -> ", x.Body)
	case *ArrayCtor:
		w.put("array[", x.Elems, "]")
	case *RowCtor:
		w.put("row(", x.Elems, ")")
	case *Subscript:
		w.put(x.X, "[", x.Index, "]")
	case *Field:
		name := x.X.Type().FieldName(x.Index)
		if name == "" {
			name = strconv.Itoa(x.Index + 1)
		}
		w.put(x.X, ".", name)
	default:
		w.put(fmt.Sprintf("%T", x))
	}
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

func (w *exprWriter) call(x *Call) {
	switch {
	case !x.Func.Operator:
		w.put(x.Func.Name, "(", x.Args, ")")
	case len(x.Args) == 1:
		w.put("(-", x.Args[0], ")")
	default:
		w.put("(")
		w.list(x.Args, " "+x.Func.Name+" ")
		w.put(")")
	}
}

func (w *exprWriter) caseExpr(x *Case) {
	w.put("case")
	if x.Operand != nil {
		w.put(" ", x.Operand)
	}
	for _, when := range x.Whens {
		w.put(" when ", when.Cond, " then ", when.Result)
	}
	if x.Else != nil {
		w.put(" else ", x.Else)
	}
	w.put(" end")
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
	switch x.T.Kind { //nolint:exhaustive // the others are all alike
	case types.Date, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ, types.IntervalDaySecond, types.IntervalYearMonth:
		shown = "'" + shown + "'"
	}
	if name := typeName(x.T); name != "" {
		return shown + ":" + name
	}
	return shown
}
