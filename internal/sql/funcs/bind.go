package funcs

import (
	"math"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// unbounded is the number that stands for the length of plain varchar in formulas.
const unbounded = math.MaxInt32

// rounds bounds how often lambdas are typed again because what they returned made a variable wider.
const rounds = 4

// binding holds what the variables of a signature stand for in one call.
//
// The arguments that are no lambdas are matched first, from left to right. A variable that meets two types stands for
// their common super-type when coercions are allowed, and does not match otherwise. Then each lambda is typed with the
// parameters known so far, and its result is matched like an argument; when this made a variable wider the lambdas are
// typed again. In the end every argument must coerce to its parameter.
type binding struct {
	sig    *Signature
	coerce bool
	types  map[string]types.Type
	nums   map[string]int64
	// lambdaErr is what was wrong inside a lambda.
	lambdaErr error
}

// bind matches args with the signature, with coercions or exactly.
func bind(f *Func, sig *Signature, args []Arg, coerce bool) (Match, bool, error) {
	if !sig.accepts(len(args)) {
		return Match{}, false, nil
	}
	b := &binding{sig: sig, coerce: coerce, types: map[string]types.Type{}, nums: map[string]int64{}}
	for i, arg := range args {
		if arg.Lambda == nil && !b.unify(sig.param(i), arg.Type) {
			return Match{}, false, nil
		}
	}
	bodies, ok := b.lambdas(args)
	if !ok {
		return Match{}, false, b.lambdaErr
	}
	for name, need := range sig.needs {
		if !need.holds(b.types[name]) {
			return Match{}, false, nil
		}
	}
	m := Match{Func: f, Signature: sig, Params: make([]types.Type, len(args))}
	for i, arg := range args {
		given := arg.Type
		if name, ok := isVar(sig.param(i)); ok && name == wildcard {
			m.Params[i] = given
			continue
		}
		m.Params[i] = b.substitute(sig.param(i))
		if arg.Lambda != nil {
			given = types.FunctionOf(m.Params[i].Params(), bodies[i])
			if !types.CanCoerce(given.Result(), m.Params[i].Result()) {
				return Match{}, false, nil
			}
			continue
		}
		if !b.fits(given, m.Params[i]) {
			return Match{}, false, nil
		}
	}
	if !b.compute() {
		return Match{}, false, nil
	}
	m.Result = b.substitute(sig.result)
	return m, true, nil
}

func (b *binding) fits(given, param types.Type) bool {
	if b.coerce {
		return types.CanCoerce(given, param)
	}
	return given.Equal(param)
}

// lambdas types the lambdas among args and returns the types of their bodies.
func (b *binding) lambdas(args []Arg) ([]types.Type, bool) {
	bodies := make([]types.Type, len(args))
	for range rounds {
		before := b.snapshot()
		for i, arg := range args {
			if arg.Lambda == nil {
				continue
			}
			pattern := b.sig.param(i)
			if pattern.Kind != types.Function || len(pattern.Params()) != arg.Arity {
				return nil, false
			}
			params := b.substitute(pattern).Params()
			body, err := arg.Lambda(params)
			if err != nil {
				b.lambdaErr = err
				return nil, false
			}
			bodies[i] = body
			if !b.unify(pattern.Result(), body) {
				return nil, false
			}
		}
		if b.same(before) {
			return bodies, true
		}
	}
	return bodies, true
}

func (b *binding) snapshot() map[string]types.Type {
	copied := make(map[string]types.Type, len(b.types))
	for name, t := range b.types {
		copied[name] = t
	}
	return copied
}

// same tells whether the variables that lambdas can see stand for what they stood for before.
func (b *binding) same(before map[string]types.Type) bool {
	for name, t := range b.types {
		if old, ok := before[name]; ok && !old.Equal(t) {
			return false
		}
	}
	return true
}

// unify makes the variables of the pattern stand for what the type has in their place.
func (b *binding) unify(pattern, given types.Type) bool {
	if name, ok := isVar(pattern); ok {
		return b.unifyVar(name, given)
	}
	if !open(pattern) {
		return b.fits(given, pattern)
	}
	if given.Kind == types.Unknown {
		return b.coerce
	}
	if hasNumbers(pattern) {
		return b.unifyNumbers(pattern, given)
	}
	if pattern.Kind != given.Kind || len(pattern.Elems) != len(given.Elems) {
		return false
	}
	for i := range pattern.Elems {
		if !b.unify(pattern.Elems[i], given.Elems[i]) {
			return false
		}
	}
	return true
}

func (b *binding) unifyVar(name string, given types.Type) bool {
	if name == wildcard {
		return true
	}
	bound, ok := b.types[name]
	switch {
	case !ok:
		b.types[name] = given
		return true
	case bound.Equal(given):
		return true
	case !b.coerce:
		return false
	}
	super, ok := types.CommonSuper(bound, given)
	b.types[name] = super
	return ok
}

func (b *binding) unifyNumbers(pattern, given types.Type) bool {
	if given.Kind != pattern.Kind {
		if !b.coerce {
			return false
		}
		lifted, ok := types.Lift(given, pattern.Kind)
		if !ok {
			return false
		}
		given = lifted
	}
	if wide, ok := b.resolved(pattern); ok && b.coerce {
		if given, ok = types.CommonSuper(wide, given); !ok {
			return false
		}
	}
	for i, name := range pattern.Names {
		n := int64(number(given, i))
		if n == types.Unbounded {
			n = unbounded
		}
		if name == "" {
			continue // fits checks it in the end
		}
		if old, ok := b.nums[name]; ok && old != n && !b.coerce {
			return false
		}
		b.nums[name] = n
	}
	return true
}

// resolved returns the pattern as a type when all its numbers are known.
func (b *binding) resolved(pattern types.Type) (types.Type, bool) {
	for _, name := range pattern.Names {
		if _, ok := b.nums[name]; name != "" && !ok {
			return types.Type{}, false
		}
	}
	return b.substitute(pattern), true
}

// compute runs the rules for the numbers of the result.
func (b *binding) compute() bool {
	for _, rule := range b.sig.rules {
		n, ok := rule.expr.eval(b.nums)
		if !ok {
			return false
		}
		b.nums[rule.name] = n
	}
	return true
}

// substitute puts the bound types and numbers into a pattern. A variable that nothing was learned of is Unknown; a number
// that nothing was learned of, because the argument is NULL, is the smallest that is right.
func (b *binding) substitute(pattern types.Type) types.Type {
	if name, ok := isVar(pattern); ok {
		return b.types[name]
	}
	if hasNumbers(pattern) {
		t := types.Type{Kind: pattern.Kind, P: pattern.P, S: pattern.S}
		for i, name := range pattern.Names {
			if name != "" {
				setNumber(&t, i, b.num(t.Kind, i, name))
			}
		}
		return t
	}
	if len(pattern.Elems) == 0 {
		return pattern
	}
	t := pattern
	t.Elems = make([]types.Type, len(pattern.Elems))
	for i, e := range pattern.Elems {
		t.Elems[i] = b.substitute(e)
	}
	return t
}

func (b *binding) num(kind types.Kind, i int, name string) int {
	n, ok := b.nums[name]
	if !ok {
		n = unknownNumber(kind, i)
		b.nums[name] = n
	}
	if kind == types.Varchar && n >= unbounded {
		return types.Unbounded
	}
	return int(n)
}

// unknownNumber is the number of a type that NULL is taken for: varchar(0), decimal(1,0), timestamp(3).
func unknownNumber(kind types.Kind, i int) int64 {
	switch kind { //nolint:exhaustive // the rest is texts
	case types.Decimal:
		if i == 0 {
			return 1
		}
	case types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		return 3
	}
	return 0
}
