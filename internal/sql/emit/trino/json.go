package trino

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// jsonCall prints a function of SQL/JSON with the clauses that it holds as a constant, all of them written out. It reports false
// for any other function.
func (p *printer) jsonCall(x *typed.Call) (emit.Expr, bool) {
	name := x.Func.Name
	switch name {
	case sqljson.Exists, sqljson.Value, sqljson.Query, sqljson.Object, sqljson.Array:
	default:
		return emit.Expr{}, false
	}
	at := sqljson.ClausesAt(name)
	clauses, ok := clausesOf(x, at)
	if !ok {
		return p.fail("%s without clauses", name), true
	}
	var b strings.Builder
	b.WriteString(name + "(")
	switch name {
	case sqljson.Object:
		p.jsonMembers(&b, clauses, x.Args[at+1:])
	case sqljson.Array:
		p.jsonElements(&b, clauses, x.Args[at+1:])
	default:
		p.jsonPath(&b, x, clauses)
	}
	b.WriteString(")")
	return emit.Atom(b.String()), true
}

func clausesOf(x *typed.Call, at int) (sqljson.Call, bool) {
	if len(x.Args) <= at {
		return sqljson.Call{}, false
	}
	text, _ := x.Args[at].(*typed.Literal)
	if text == nil {
		return sqljson.Call{}, false
	}
	s, _ := text.Value.(string)
	clauses, err := sqljson.ReadCall(s)
	return clauses, err == nil
}

// format prints how a value is read as JSON; nothing is SQL's own value.
func format(f string) string {
	switch f {
	case "":
		return ""
	case "JSON":
		return " FORMAT JSON"
	}
	return " FORMAT JSON ENCODING " + f
}

func (p *printer) jsonPath(b *strings.Builder, x *typed.Call, c sqljson.Call) {
	path, _ := x.Args[1].(*typed.Literal)
	if path == nil {
		p.fail("%s with a path that is not constant", x.Func.Name)
		return
	}
	text, _ := path.Value.(string)
	values := x.Args[sqljson.ClausesAt(x.Func.Name)+1:]
	b.WriteString(p.expr(x.Args[0]).Text + format(c.Input) + ", " + quote(text))
	for i, param := range c.Passing {
		word := ", "
		if i == 0 {
			word = " PASSING "
		}
		b.WriteString(word + p.expr(values[i]).Text + format(param.Format) + " AS " + emit.Ident(param.Name))
	}
	if x.Func.Name == sqljson.Value && !x.Result.Equal(types.Text()) {
		b.WriteString(" RETURNING " + x.Result.SQL())
	}
	if c.Wrapper != "" {
		b.WriteString(" WITH " + c.Wrapper + " ARRAY WRAPPER")
	}
	if c.Omit {
		b.WriteString(" OMIT QUOTES ON SCALAR STRING")
	}
	values = values[len(c.Passing):]
	for _, behavior := range [][2]string{{c.OnEmpty, " ON EMPTY"}, {c.OnError, " ON ERROR"}} {
		if behavior[0] == "" {
			continue
		}
		b.WriteString(" " + behavior[0])
		if behavior[0] == "DEFAULT" {
			b.WriteString(" " + p.expr(values[0]).Text)
			values = values[1:]
		}
		b.WriteString(behavior[1])
	}
}

func (p *printer) jsonMembers(b *strings.Builder, c sqljson.Call, args []typed.Expr) {
	for i := 0; i+1 < len(args); i += 2 {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.expr(args[i]).Text + " : " + p.expr(args[i+1]).Text + format(c.Values[i/2]))
	}
	if c.Absent && len(args) > 0 {
		b.WriteString(" ABSENT ON NULL")
	}
	if c.Unique && len(args) > 0 {
		b.WriteString(" WITH UNIQUE KEYS")
	}
}

func (p *printer) jsonElements(b *strings.Builder, c sqljson.Call, args []typed.Expr) {
	for i, arg := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.expr(arg).Text + format(c.Values[i]))
	}
	if !c.Absent && len(args) > 0 {
		b.WriteString(" NULL ON NULL")
	}
}
