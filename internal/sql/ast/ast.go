// Package ast is the tree of a statement as it was written. It promises three things: a tree is never changed after
// it was parsed; it holds everything that matters to meaning and to printing, and nothing that needs a catalog; and
// Print(parse(Print(tree))) is Print(tree). Names keep their written case and quotes; the analyzer compares them
// without case, as Athena does. Children stand in source order.
package ast

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/token"
)

// Node is anything that has a place in the text.
type Node interface {
	// Where returns the span that the node was read from.
	Where() token.Span
}

// Statement is one whole statement: a query or a command.
type Statement interface {
	Node
	statement()
}

// Reads tells whether a statement changes nothing.
func Reads(s Statement) bool {
	switch s := s.(type) {
	case *Query, *Show, *Describe:
		return true
	case *Explain:
		return !s.Analyze || Reads(s.Statement)
	}
	return false
}

// Body is what a query consists of before ORDER BY: Select, SetOp, Values, TableBody or a Query in parentheses.
type Body interface {
	Node
	body()
}

// Rel is an item of FROM.
type Rel interface {
	Node
	rel()
}

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// Ident is a name as written. Quoted tells whether it stood in quotes (double quotes or backticks); Name holds the
// characters between them, with doubled quotes undone.
type Ident struct {
	token.Span
	Name   string
	Quoted bool
}

// Lower returns the name as Athena compares it: in lower case, quoted or not.
func (i Ident) Lower() string { return strings.ToLower(i.Name) }

// Name is a qualified name: `t`, `db.t`, `"catalog"."db"."t"`.
type Name struct {
	token.Span
	Parts []Ident
}

// Last returns the last part of the name, in lower case.
func (n Name) Last() string { return n.Parts[len(n.Parts)-1].Lower() }

// Lower returns all parts in lower case.
func (n Name) Lower() []string {
	parts := make([]string, len(n.Parts))
	for i, p := range n.Parts {
		parts[i] = p.Lower()
	}
	return parts
}
