package sqljson

import (
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Path is a path that was read.
type Path struct {
	Strict bool // else lax
	Root   Node
	// Variables are the names of the parameters that it uses, each once.
	Variables []string
}

// Node is an expression of a path: it gives a sequence of items.
type Node interface{ node() }

// The leaves of a path.
type (
	// Context is $, the input.
	Context struct{}
	// Current is @, the item that a filter looks at.
	Current struct{}
	// Last is last, the greatest index of the array.
	Last struct{}
	// Variable is $name.
	Variable struct{ Name string }
	// Literal is a constant; Value is nil for null.
	Literal struct {
		Value value.Value
		Type  types.Type
	}
)

// Member is .name or .*.
type Member struct {
	Base Node
	Name string
	All  bool
}

// Descend is ..name.
type Descend struct {
	Base Node
	Name string
}

// Elements is [subscripts]; without subscripts it is [*].
type Elements struct {
	Base       Node
	Subscripts []Subscript
}

// Subscript is one index, or the range up to To.
type Subscript struct{ From, To Node }

// Filter is ?(predicate).
type Filter struct {
	Base Node
	Keep Predicate
}

// Method is .name(): type, size, double, ceiling, floor, abs or keyvalue.
type Method struct {
	Base Node
	Name string
}

// Sign is +x or -x.
type Sign struct {
	Minus bool
	X     Node
}

// Arithmetic is l op r, where op is one of + - * / %.
type Arithmetic struct {
	Op   byte
	L, R Node
}

func (Context) node()     {}
func (Current) node()     {}
func (Last) node()        {}
func (Variable) node()    {}
func (Literal) node()     {}
func (*Member) node()     {}
func (*Descend) node()    {}
func (*Elements) node()   {}
func (*Filter) node()     {}
func (*Method) node()     {}
func (*Sign) node()       {}
func (*Arithmetic) node() {}

// Predicate is a condition of a filter: true, false or unknown.
type Predicate interface{ predicate() }

// Compare is l op r, where op is one of == <> < <= > >=.
type Compare struct {
	Op   string
	L, R Node
}

// Both is &&.
type Both struct{ L, R Predicate }

// Either is ||.
type Either struct{ L, R Predicate }

// Not is !.
type Not struct{ X Predicate }

// Found is exists(path).
type Found struct{ X Node }

// Unknown is (predicate) is unknown.
type Unknown struct{ X Predicate }

// Starts is x starts with prefix.
type Starts struct{ X, Prefix Node }

func (*Compare) predicate() {}
func (*Both) predicate()    {}
func (*Either) predicate()  {}
func (*Not) predicate()     {}
func (*Found) predicate()   {}
func (*Unknown) predicate() {}
func (*Starts) predicate()  {}
