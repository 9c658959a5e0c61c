// Package funcs knows every function and operator of the dialect: name, kind, signatures, what it is for, examples, and
// whether it can fail at run time. A function is one value; the tables are split by family. The analyzer resolves calls
// with it, the manual and the editor are generated from it, the emitters have one rule for each member, and the guard asks
// it what may throw. It promises that what is not in the tables cannot be called.
package funcs

import "github.com/glauxhq/glaux/internal/sql/types"

// Kind says where a function may stand.
type Kind uint8

// The kinds. An aggregate may also stand in a window.
const (
	Scalar Kind = iota
	Aggregate
	Window
)

// Func is a function or an operator. Operators have their symbol for a name: "+", "-", "*", "/", "%", "||", and "negate"
// for the unary minus. Comparisons, AND, OR, CASE, CAST, COALESCE, IN, LIKE, subscripts and the like are no functions: the typed tree has
// nodes for them.
type Func struct {
	Name       string
	Kind       Kind
	Signatures []Signature
	Doc        string // one or two plain sentences
	Examples   []Example
	// MayThrow tells that a call can fail at run time for some argument of the right types.
	MayThrow bool
	// Volatile tells that two calls with equal arguments may differ: random(), uuid(), shuffle().
	Volatile bool
	// OrderSensitive aggregates depend on the order of their input: array_agg, listagg.
	OrderSensitive bool
	// Operator marks the operators, which are not callable by name.
	Operator bool
	// Family is the name of the table that the function stands in ("string", "math", …), for the manual.
	Family string
	// safeFor tells of a function that may throw that a call with the given constants cannot.
	safeFor func(c Constants) bool
	// Unsupported, when not empty, says why calls are refused by name although Trino has the function.
	Unsupported string
}

// Example is an expression and the text of its value, as CAST(… AS varchar) or Athena's console shows it. Tests run every example.
type Example struct {
	SQL, Result string
}

// Arg is an argument of a call to be resolved.
type Arg struct {
	// Type is the argument's type. It is not set for a lambda.
	Type types.Type
	// Lambda is set for a lambda: Resolve calls it with the types of the parameters to learn the type of the body. It may be called
	// more than once while overloads are tried.
	Lambda func(params []types.Type) (types.Type, error)
	// Arity is the number of the lambda's parameters.
	Arity int
}

// Match is a resolved call: the argument types that the function wants (the analyzer writes a cast where an argument has
// another; for a lambda it is a types.Function) and the type of the result.
type Match struct {
	Func      *Func
	Signature *Signature
	Params    []types.Type
	Result    types.Type
}
