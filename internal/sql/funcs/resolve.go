package funcs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Resolve finds the signature of f that a call with args means, as Trino does:
//
//  1. a signature without type variables that fits exactly,
//  2. one with type variables that fits exactly,
//  3. of all that fit after coercions, the one that is more specific than every other: whose parameters could be given
//     to the others. Where some arguments are NULL, those that need no other coercion come first.
//
// An error is a diag.Diagnostic without a place, in Trino's words, or the error that a lambda gave. The price is one
// match for each signature and, where several fit, one for each pair of them.
func Resolve(f *Func, args []Arg) (Match, error) {
	var lambdaErr error
	for _, generic := range []bool{false, true} {
		for i := range f.Signatures {
			sig := &f.Signatures[i]
			if sig.generic() != generic {
				continue
			}
			m, ok, err := bind(f, sig, args, false)
			if ok {
				return checked(m)
			}
			if err != nil && lambdaErr == nil {
				lambdaErr = err
			}
		}
	}
	var found []Match
	for i := range f.Signatures {
		m, ok, err := bind(f, &f.Signatures[i], args, true)
		if ok {
			found = append(found, m)
		}
		if err != nil && lambdaErr == nil {
			lambdaErr = err
		}
	}
	if len(found) == 0 {
		if lambdaErr != nil {
			return Match{}, lambdaErr
		}
		return Match{}, mismatch(f, args)
	}
	best, err := choose(f, found, args)
	if err != nil {
		return Match{}, err
	}
	return checked(best)
}

// checked returns the match unless its result is a decimal that cannot be: the scales of factors may add up to more than
// 38 digits.
func checked(m Match) (Match, error) {
	if t := m.Result; t.Kind == types.Decimal && (t.S < 0 || t.S > t.P) {
		return Match{}, diag.Diagnostic{
			Code: diag.InvalidFunctionArgument,
			Msg:  fmt.Sprintf("DECIMAL scale must be in range [0, precision (%d)]: %d", t.P, t.S),
		}
	}
	return m, nil
}

// choose returns the most specific of the matches.
func choose(f *Func, found []Match, args []Arg) (Match, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	best := mostSpecific(found)
	if len(best) == 1 {
		return best[0], nil
	}
	if narrowed := onlyNullsCoerced(best, args); len(narrowed) > 0 {
		best = narrowed
	}
	if len(best) == 1 || sameResult(best) {
		return slices.MinFunc(best, func(a, b Match) int { return strings.Compare(a.Signature.Text, b.Signature.Text) }), nil
	}
	lines := make([]string, len(best))
	for i, m := range best {
		lines[i] = "\t * " + m.Signature.expected(f.Name)
	}
	slices.Sort(lines)
	return Match{}, diag.Diagnostic{Code: diag.AmbiguousFunctionCall, Msg: "Could not choose a best candidate operator. " +
		"Explicit type casts must be added.\nCandidates are:\n" + strings.Join(lines, "\n")}
}

// mostSpecific returns the matches that are more specific than all others they can be compared with.
func mostSpecific(found []Match) []Match {
	var best []Match
next:
	for i := range found {
		for j := range found {
			if i != j && moreSpecific(&found[j], &found[i]) && !moreSpecific(&found[i], &found[j]) {
				continue next
			}
		}
		best = append(best, found[i])
	}
	return best
}

// moreSpecific tells whether what m takes could be given to n.
func moreSpecific(m, n *Match) bool {
	args := make([]Arg, len(m.Params))
	for i, p := range m.Params {
		args[i].Type = p
		if p.Kind == types.Function {
			result := p.Result()
			args[i] = Arg{Arity: len(p.Params()), Lambda: func([]types.Type) (types.Type, error) { return result, nil }}
		}
	}
	_, ok, err := bind(n.Func, n.Signature, args, true)
	return ok && err == nil
}

// onlyNullsCoerced returns the matches that coerce no argument but NULLs.
func onlyNullsCoerced(found []Match, args []Arg) []Match {
	return slices.DeleteFunc(slices.Clone(found), func(m Match) bool {
		for i, arg := range args {
			if arg.Lambda == nil && arg.Type.Kind != types.Unknown && !arg.Type.Equal(m.Params[i]) {
				return true
			}
		}
		return false
	})
}

func sameResult(found []Match) bool {
	for _, m := range found[1:] {
		if !m.Result.Equal(found[0].Result) {
			return false
		}
	}
	return true
}

// mismatch is the error of a call that no signature fits.
func mismatch(f *Func, args []Arg) error {
	given := make([]string, len(args))
	for i, arg := range args {
		given[i] = "<function>"
		if arg.Lambda == nil {
			given[i] = arg.Type.SQL()
		}
	}
	if f.Operator && f.Name != concatOperator {
		return diag.Diagnostic{Code: diag.TypeMismatch, Msg: operatorMismatch(f.Name, given)}
	}
	name := f.Name
	if f.Operator {
		name = "concat"
	}
	if name == "concat" && len(args) == 1 {
		return diag.Diagnostic{Code: diag.InvalidFunctionArgument, Msg: "There must be two or more concatenation arguments"}
	}
	if name == "format" && len(args) > 1 && args[0].Lambda == nil {
		return diag.Diagnostic{Code: diag.TypeMismatch, Msg: "Type of first argument to format() must be VARCHAR (actual: " + given[0] + ")"}
	}
	expected := make([]string, 0, len(f.Signatures))
	for i := range f.Signatures {
		if !f.Signatures[i].Unlisted {
			expected = append(expected, f.Signatures[i].expected(name))
		}
	}
	slices.Sort(expected)
	return diag.Diagnostic{Code: diag.FunctionNotFound, Msg: fmt.Sprintf("Unexpected parameters (%s) for function %s. Expected: %s",
		strings.Join(given, ", "), name, strings.Join(slices.Compact(expected), ", "))}
}

func operatorMismatch(symbol string, given []string) string {
	if len(given) == 1 {
		return "Cannot negate " + given[0]
	}
	return fmt.Sprintf("Cannot apply operator: %s", strings.Join(given, " "+symbol+" "))
}
