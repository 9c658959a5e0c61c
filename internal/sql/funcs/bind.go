package funcs

import (
	"math"
	"slices"

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
//
// A query of twenty lines resolves dozens of calls, each against a dozen signatures that mostly do not fit: so the
// variables lie in arrays, and nothing is allocated before a signature fits.
type binding struct {
	sig    *Signature
	coerce bool
	types  [maxVars]types.Type
	bound  [maxVars]bool
	nums   [maxVars]int64
	known  [maxVars]bool
	// lambdaErr is what was wrong inside a lambda.
	lambdaErr error
}

// maxVars is how many type variables, and how many number variables, a signature may have.
const maxVars = 6

// bind matches args with the signature, with coercions or exactly.
func bind(f *Func, sig *Signature, args []Arg, coerce bool) (Match, bool, error) {
	if !sig.accepts(len(args)) {
		return Match{}, false, nil
	}
	b := binding{sig: sig, coerce: coerce}
	lambdas := false
	for i := range args {
		if args[i].Lambda != nil {
			lambdas = true
		} else if !b.unify(sig.param(i), &args[i].Type) {
			return Match{}, false, nil
		}
	}
	var bodies []types.Type
	if lambdas {
		var ok bool
		if bodies, ok = b.lambdas(args); !ok {
			return Match{}, false, b.lambdaErr
		}
	}
	for i, need := range sig.needs {
		if !need.holds(b.types[i]) {
			return Match{}, false, nil
		}
	}
	params, ok := b.params(args, bodies)
	if !ok || !b.compute() {
		return Match{}, false, nil
	}
	return Match{Func: f, Signature: sig, Params: params, Result: b.substitute(sig.result)}, true, nil
}

// params returns the types that the arguments must have, and whether they fit. Bodies are the types of the lambdas' bodies.
func (b *binding) params(args []Arg, bodies []types.Type) ([]types.Type, bool) {
	params := make([]types.Type, len(args))
	for i := range args {
		pattern := b.sig.param(i)
		if name, ok := isVar(*pattern); ok && name == wildcard {
			params[i] = args[i].Type
			continue
		}
		params[i] = b.substitute(*pattern)
		if args[i].Lambda != nil {
			if !types.CanCoerce(bodies[i], params[i].Result()) {
				return nil, false
			}
		} else if !b.fits(&args[i].Type, &params[i]) {
			return nil, false
		}
	}
	return params, true
}

func (b *binding) fits(given, param *types.Type) bool {
	if b.coerce {
		return types.CanCoerce(*given, *param)
	}
	return given.Kind == param.Kind && given.Equal(*param)
}

// lambdas types the lambdas among args and returns the types of their bodies.
func (b *binding) lambdas(args []Arg) ([]types.Type, bool) {
	bodies := make([]types.Type, len(args))
	for range rounds {
		before, known := b.types, b.bound
		for i, arg := range args {
			if arg.Lambda == nil {
				continue
			}
			pattern := b.sig.param(i)
			if pattern.Kind != types.Function || len(pattern.Params()) != arg.Arity {
				return nil, false
			}
			params := b.substitute(*pattern).Params()
			body, err := arg.Lambda(params)
			if err != nil {
				b.lambdaErr = err
				return nil, false
			}
			bodies[i] = body
			if !b.unify(&pattern.Elems[len(pattern.Elems)-1], &body) {
				return nil, false
			}
		}
		if b.same(&before, &known) {
			return bodies, true
		}
	}
	return bodies, true
}

// same tells whether the variables that lambdas can see stand for what they stood for before.
func (b *binding) same(before *[maxVars]types.Type, known *[maxVars]bool) bool {
	for i := range b.sig.vars {
		if known[i] && !before[i].Equal(b.types[i]) {
			return false
		}
	}
	return true
}

// unify makes the variables of the pattern stand for what the type has in their place.
func (b *binding) unify(pattern, given *types.Type) bool {
	if name, ok := isVar(*pattern); ok {
		return b.unifyVar(name, given)
	}
	if !open(*pattern) {
		return b.fits(given, pattern)
	}
	if given.Kind == types.Unknown {
		return b.coerce
	}
	if hasNumbers(*pattern) {
		return b.unifyNumbers(pattern, *given)
	}
	if pattern.Kind != given.Kind || len(pattern.Elems) != len(given.Elems) {
		return false
	}
	for i := range pattern.Elems {
		if !b.unify(&pattern.Elems[i], &given.Elems[i]) {
			return false
		}
	}
	return true
}

func (b *binding) unifyVar(name string, given *types.Type) bool {
	if name == wildcard {
		return true
	}
	i := slices.Index(b.sig.vars, name)
	switch {
	case !b.bound[i]:
		b.types[i], b.bound[i] = *given, true
		return true
	case b.types[i].Equal(*given):
		return true
	case !b.coerce:
		return false
	}
	super, ok := types.CommonSuper(b.types[i], *given)
	b.types[i] = super
	return ok
}

func (b *binding) unifyNumbers(pattern *types.Type, given types.Type) bool {
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
	if wide, ok := b.resolved(*pattern); ok && b.coerce {
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
		at := b.sig.numberVar(name)
		if b.known[at] && b.nums[at] != n && !b.coerce {
			return false
		}
		b.nums[at], b.known[at] = n, true
	}
	return true
}

// resolved returns the pattern as a type when all its numbers are known.
func (b *binding) resolved(pattern types.Type) (types.Type, bool) {
	for _, name := range pattern.Names {
		if name != "" && !b.known[b.sig.numberVar(name)] {
			return types.Type{}, false
		}
	}
	return b.substitute(pattern), true
}

// compute runs the rules for the numbers of the result.
func (b *binding) compute() bool {
	for i := range b.sig.rules {
		rule := &b.sig.rules[i]
		n, ok := rule.expr.eval(b)
		if !ok {
			return false
		}
		b.nums[rule.at], b.known[rule.at] = n, true
	}
	return true
}

// substitute puts the bound types and numbers into a pattern. A variable that nothing was learned of is Unknown; a number
// that nothing was learned of, because the argument is NULL, is the smallest that is right.
func (b *binding) substitute(pattern types.Type) types.Type {
	if name, ok := isVar(pattern); ok {
		if i := slices.Index(b.sig.vars, name); i >= 0 {
			return b.types[i]
		}
		return types.Type{}
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
	at := b.sig.numberVar(name)
	if !b.known[at] {
		b.nums[at], b.known[at] = unknownNumber(kind, i), true
	}
	n := b.nums[at]
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
