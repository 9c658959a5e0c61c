package funcs

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Signature is one way to call a function. It is written as text in the tables:
//
//	(array(T), function(T, boolean)) -> array(T)
//	(decimal(p,s)) -> decimal(r,0) where r = p - s + min(s, 1)
//	(array(T), T) -> boolean where T mustCompare
//	(varchar, varchar...) -> varchar
//
// Words with a capital are variables for types, single small letters with a digit at most, in the place of a number,
// are variables for numbers. After `where` stand, separated by semicolons, what is demanded of a type and how numbers
// of the result are computed; `safe` sets Safe, `unlisted` Unlisted. Any is a type that nothing is learned from. Three dots after the last parameter let it stand there any number of times, or not at all.
type Signature struct {
	// Text is the signature as the manual shows it: `(array(T), T) -> boolean`.
	Text string
	// Params are the parameters, as patterns over type variables; with Variadic the last one may repeat. A variable T is
	// a type of kind Unknown with Names ["T"]; decimal(p,s) is a decimal with Names ["p", "s"].
	Params   []types.Type
	Variadic bool
	// Safe tells that a call with this signature cannot fail although others of the function can.
	Safe bool
	// Unlisted tells that messages and the manual do not name the signature: Trino reaches it by a coercion, or does not have it.
	Unlisted bool

	result types.Type
	// vars and needs are the type variables and what is demanded of each.
	vars  []string
	needs []need
	// numbers are the number variables.
	numbers []string
	// rules compute numbers of the result, in order.
	rules []rule
}

// wildcard is the variable that every type fits, in each place another.
const wildcard = "Any"

// need is what a signature demands of a type variable.
type need uint8

const (
	anyType need = iota
	mustCompare
	mustOrder
)

func (n need) holds(t types.Type) bool {
	switch n {
	case mustCompare:
		return t.Comparable()
	case mustOrder:
		return t.Orderable()
	case anyType:
	}
	return true
}

func (n need) String() string {
	return [...]string{anyType: "", mustCompare: ":comparable", mustOrder: ":orderable"}[n]
}

// rule computes the number variable in place at.
type rule struct {
	at   int
	expr expr
}

// generic tells whether the signature has type variables. (Number variables do not make it generic, as in Trino.)
func (s *Signature) generic() bool { return len(s.vars) > 0 }

// accepts tells whether the signature can take count arguments.
func (s *Signature) accepts(count int) bool {
	if s.Variadic {
		return count >= len(s.Params)-1
	}
	return count == len(s.Params)
}

// param returns the pattern of argument i.
func (s *Signature) param(i int) *types.Type { return &s.Params[min(i, len(s.Params)-1)] }

// numberVar returns the place of a number variable among all of the signature. The reader has seen every one.
func (s *Signature) numberVar(name string) int { return slices.Index(s.numbers, name) }

// Result returns the pattern of the result, over the same variables as Params.
func (s *Signature) Result() types.Type { return s.result }

// expected returns the signature as Trino lists it after «Expected:».
func (s *Signature) expected(name string) string {
	var b strings.Builder
	b.WriteString(name + "(")
	params := s.Params
	for last := len(params) - 1; s.Variadic && last > 0 && patternText(params[last]) == patternText(params[last-1]); last-- {
		params = params[:last]
	}
	for i, p := range params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(patternText(p))
	}
	b.WriteByte(')')
	vars := make([]string, len(s.vars))
	for i, v := range s.vars {
		vars[i] = v + s.needs[i].String()
	}
	slices.Sort(vars)
	if len(vars) > 0 {
		b.WriteString(" " + strings.Join(vars, ", "))
	}
	return b.String()
}

// isVar tells whether the pattern is a type variable, and which.
func isVar(p types.Type) (string, bool) {
	if p.Kind == types.Unknown && len(p.Names) == 1 {
		return p.Names[0], true
	}
	return "", false
}

// hasNumbers tells whether the pattern is a type whose numbers are variables.
func hasNumbers(p types.Type) bool {
	return len(p.Elems) == 0 && p.Kind != types.Unknown && len(p.Names) > 0
}

// open tells whether the pattern has variables anywhere.
func open(p types.Type) bool {
	if _, ok := isVar(p); ok || hasNumbers(p) {
		return true
	}
	return slices.ContainsFunc(p.Elems, open)
}

// patternText prints a pattern with its variables.
func patternText(p types.Type) string {
	if v, ok := isVar(p); ok {
		return v
	}
	if hasNumbers(p) {
		words := strings.SplitN(p.Kind.String(), " ", 2)
		numbers := make([]string, len(p.Names))
		for i := range p.Names {
			numbers[i] = numberText(p, i)
		}
		words[0] += "(" + strings.Join(numbers, ",") + ")"
		return strings.Join(words, " ")
	}
	if len(p.Elems) == 0 {
		return p.String()
	}
	elems := make([]string, len(p.Elems))
	for i, e := range p.Elems {
		elems[i] = patternText(e)
		if name := p.FieldName(i); name != "" {
			elems[i] = name + " " + elems[i]
		}
	}
	return p.Kind.String() + "(" + strings.Join(elems, ", ") + ")"
}
