package class

import (
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// The rules are written in a language of few words, each of which says what it is in Go and what it is in SQL. A text that is empty in Go may
// be NULL in SQL; a test that is false may be NULL there. Functions stand on columns as they are wherever that is possible: an engine that
// reads columns with dictionaries then works them out once for each word, not once for each line.

// text is an expression whose value is a text.
type text interface {
	of(e env) string
	sql() ast.Expr
}

// test is an expression that is true or false.
type test interface {
	holds(e env) bool
	sql() ast.Expr
}

// env is a line and what the steps before have made of it.
type env struct {
	line  *Line
	known map[string]string
}

// field is a column of the bill.
type field struct {
	name string
	get  func(*Line) string
}

func (f field) of(e env) string { return f.get(e.line) }
func (f field) sql() ast.Expr {
	return build.Column(f.name)
}

// ref is what a step before has made.
type ref string

func (r ref) of(e env) string { return e.known[string(r)] }
func (r ref) sql() ast.Expr   { return build.Column(string(r)) }

// word is a constant.
type word string

func (w word) of(env) string { return string(w) }
func (w word) sql() ast.Expr { return build.Text(string(w)) }

// lower is a text in lower case. The bill's words are ASCII.
type lower struct{ x text }

func (l lower) of(e env) string { return strings.ToLower(l.x.of(e)) }
func (l lower) sql() ast.Expr   { return build.Call("lower", l.x.sql()) }

// without is a text without the parts that match a pattern, which never matches an empty text.
type without struct {
	x       text
	pattern *regexp.Regexp
}

func (w without) of(e env) string { return w.pattern.ReplaceAllLiteralString(w.x.of(e), "") }
func (w without) sql() ast.Expr {
	return build.Call("regexp_replace", w.x.sql(), build.Text(w.pattern.String()), build.Text(""))
}

// swapped is a text with one word in place of another.
type swapped struct {
	x        text
	old, new string
}

func (s swapped) of(e env) string { return strings.ReplaceAll(s.x.of(e), s.old, s.new) }
func (s swapped) sql() ast.Expr {
	if s.new == "" {
		return build.Call("replace", s.x.sql(), build.Text(s.old))
	}
	return build.Call("replace", s.x.sql(), build.Text(s.old), build.Text(s.new))
}

// joined are texts one after the other.
type joined []text

func (j joined) of(e env) string {
	var b strings.Builder
	for _, x := range j {
		b.WriteString(x.of(e))
	}
	return b.String()
}

func (j joined) sql() ast.Expr {
	var list []ast.Expr
	for _, x := range j {
		list = append(list, build.Call("coalesce", x.sql(), build.Text("")))
	}
	return build.Join("||", list...)
}

// rule gives a text where a test holds.
type rule struct {
	when test
	then text
}

// choice is the text of the first rule that holds, or nothing.
type choice []rule

func (c choice) of(e env) string {
	for _, r := range c {
		if r.when.holds(e) {
			return r.then.of(e)
		}
	}
	return ""
}

func (c choice) sql() ast.Expr {
	one := &ast.Case{Else: build.Text("")}
	for _, r := range c {
		one.Whens = append(one.Whens, ast.When{Cond: r.when.sql(), Result: r.then.sql()})
	}
	return one
}

// looked is what a table has for a text, or another text where it has nothing.
type looked struct {
	x     text
	table []pair
	other text
}

// pair is a row of a table: its key and its value.
type pair struct{ key, value string }

func (l looked) of(e env) string {
	x := l.x.of(e)
	for _, p := range l.table {
		if p.key == x {
			return p.value
		}
	}
	return l.other.of(e)
}

func (l looked) sql() ast.Expr {
	one := &ast.Case{Operand: l.x.sql(), Else: l.other.sql()}
	for _, p := range l.table {
		one.Whens = append(one.Whens, ast.When{Cond: build.Text(p.key), Result: build.Text(p.value)})
	}
	return one
}

// has tells whether a text holds one of some words.
type has struct {
	x     text
	words []string
}

func (h has) holds(e env) bool {
	x := h.x.of(e)
	for _, w := range h.words {
		if strings.Contains(x, w) {
			return true
		}
	}
	return false
}

func (h has) sql() ast.Expr {
	var list []ast.Expr
	for _, w := range h.words {
		list = append(list, build.Op(build.Call("strpos", h.x.sql(), build.Text(w)), ">", build.Number(0)))
	}
	return build.Join("OR", list...)
}

// begins tells whether a text begins with one of some words.
type begins struct {
	x     text
	words []string
}

func (b begins) holds(e env) bool {
	x := b.x.of(e)
	for _, w := range b.words {
		if strings.HasPrefix(x, w) {
			return true
		}
	}
	return false
}

func (b begins) sql() ast.Expr {
	var list []ast.Expr
	for _, w := range b.words {
		list = append(list, build.Call("starts_with", b.x.sql(), build.Text(w)))
	}
	return build.Join("OR", list...)
}

// ends tells whether a text ends with one of some words.
type ends struct {
	x     text
	words []string
}

func (n ends) holds(e env) bool {
	x := n.x.of(e)
	for _, w := range n.words {
		if strings.HasSuffix(x, w) {
			return true
		}
	}
	return false
}

func (n ends) sql() ast.Expr {
	var list []ast.Expr
	for _, w := range n.words {
		list = append(list, &ast.Like{X: n.x.sql(), Pattern: build.Text("%" + w)})
	}
	return build.Join("OR", list...)
}

// is tells whether a text is one of some words.
type is struct {
	x     text
	words []string
}

func (i is) holds(e env) bool {
	x := i.x.of(e)
	for _, w := range i.words {
		if w == x {
			return true
		}
	}
	return false
}

func (i is) sql() ast.Expr {
	if slices.Contains(i.words, "") {
		return build.In(build.Call("coalesce", i.x.sql(), build.Text("")), i.words)
	}
	return build.In(i.x.sql(), i.words)
}

// every holds where all of its tests do.
type every []test

func (a every) holds(e env) bool {
	for _, t := range a {
		if !t.holds(e) {
			return false
		}
	}
	return true
}

func (a every) sql() ast.Expr { return build.Join("AND", queries(a)...) }

// some holds where one of its tests does.
type some []test

func (a some) holds(e env) bool {
	for _, t := range a {
		if t.holds(e) {
			return true
		}
	}
	return false
}

func (a some) sql() ast.Expr { return build.Join("OR", queries(a)...) }

func queries(tests []test) []ast.Expr {
	list := make([]ast.Expr, len(tests))
	for i, t := range tests {
		list[i] = t.sql()
	}
	return list
}

// not holds where its test does not.
type not struct{ x test }

func (n not) holds(e env) bool { return !n.x.holds(e) }

func (n not) sql() ast.Expr {
	return build.Not(build.Call("coalesce", n.x.sql(), &ast.Bool{Value: false}))
}

// always holds: what is left.
type always struct{}

func (always) holds(env) bool { return true }
func (always) sql() ast.Expr  { return &ast.Bool{Value: true} }
