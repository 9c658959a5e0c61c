package trino

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// jsonTableCall returns the call of a JSON_TABLE, which an UNNEST holds.
func jsonTableCall(u *typed.Unnest) (*typed.Call, bool) {
	if len(u.Args) != 1 {
		return nil, false
	}
	call, ok := u.Args[0].(*typed.Call)
	return call, ok && call.Func.Name == sqljson.Table
}

// jsonTable prints JSON_TABLE with all clauses and a plan of its own. Paths are called p1, p2 and so on, and the columns of a path stand
// before those of the paths in it, whatever was written.
func (p *printer) jsonTable(x *typed.Call, cols []typed.Column) string {
	clauses, ok := clausesOf(x, sqljson.ClausesAt(sqljson.Table))
	path, _ := x.Args[1].(*typed.Literal)
	if !ok || path == nil || clauses.Rows == nil {
		return p.fail("JSON_TABLE without clauses").Text
	}
	t := &tableText{printer: p, cols: cols, defaults: x.Args[sqljson.ClausesAt(sqljson.Table)+1+len(clauses.Passing):]}
	var b strings.Builder
	b.WriteString("JSON_TABLE(" + p.expr(x.Args[0]).Text + format(clauses.Input) + ", " + quote(clauses.Rows.Path) + " AS p1")
	for i, param := range clauses.Passing {
		word := ", "
		if i == 0 {
			word = " PASSING "
		}
		b.WriteString(word + p.expr(x.Args[sqljson.ClausesAt(sqljson.Table)+1+i]).Text + format(param.Format) + " AS " + emit.Ident(param.Name))
	}
	t.paths = 1
	columns, plan := t.path(clauses.Rows, "p1")
	b.WriteString(" COLUMNS (" + columns + ") PLAN (" + plan + ") " + clauses.OnError + " ON ERROR)")
	return b.String() + " " + p.alias(t.order)
}

// tableText prints the columns and the plan of a JSON_TABLE.
type tableText struct {
	*printer
	cols     []typed.Column
	defaults []typed.Expr
	order    []typed.Column // the columns as they are printed
	paths    int
}

// path prints the columns of a path and its plan.
func (t *tableText) path(r *sqljson.Rows, name string) (columns, plan string) {
	var items []string
	for _, c := range r.Columns {
		items = append(items, t.column(c))
	}
	if r.Child == nil {
		return strings.Join(items, ", "), name
	}
	nested, below := t.nested(r.Child)
	word := " OUTER "
	if r.Inner {
		word = " INNER "
	}
	return strings.Join(append(items, nested...), ", "), name + word + below
}

// nested prints what stands below a path, and its plan.
func (t *tableText) nested(r *sqljson.Rows) (items []string, plan string) {
	if r.Op == "" {
		t.paths++
		name := "p" + strconv.Itoa(t.paths)
		columns, plan := t.path(r, name)
		if r.Child != nil {
			plan = "(" + plan + ")"
		}
		return []string{"NESTED PATH " + quote(r.Path) + " AS " + name + " COLUMNS (" + columns + ")"}, plan
	}
	plans := make([]string, len(r.Parts))
	for i, part := range r.Parts {
		var more []string
		more, plans[i] = t.nested(part)
		items = append(items, more...)
	}
	return items, "(" + strings.Join(plans, " "+r.Op+" ") + ")"
}

// column prints a column.
func (t *tableText) column(c sqljson.Column) string {
	if c.Field >= len(t.cols) {
		return t.fail("JSON_TABLE has no column %d", c.Field).Text
	}
	col := t.cols[c.Field]
	t.order = append(t.order, col)
	name := "k" + strconv.Itoa(len(t.order))
	if c.Function == "" {
		return name + " FOR ORDINALITY"
	}
	text := name + " " + col.Type.SQL()
	if c.Function == sqljson.Query {
		text += " FORMAT JSON"
	}
	text += " PATH " + quote(c.Path)
	if c.Call.Wrapper != "" {
		text += " WITH " + c.Call.Wrapper + " ARRAY WRAPPER"
	}
	if c.Call.Omit {
		text += " OMIT QUOTES ON SCALAR STRING"
	}
	next := c.Default
	for _, behavior := range [][2]string{{c.Call.OnEmpty, " ON EMPTY"}, {c.Call.OnError, " ON ERROR"}} {
		text += " " + behavior[0]
		if behavior[0] == "DEFAULT" && next < len(t.defaults) {
			text += " " + t.expr(t.defaults[next]).Text
			next++
		}
		text += behavior[1]
	}
	return text
}
