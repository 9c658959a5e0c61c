package analyze

import (
	"errors"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// lower returns a name as names are compared.
func lower(s string) string { return strings.ToLower(s) }

// lowerParts returns the parts of a name as they are compared.
func lowerParts(parts []ast.Ident) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.Lower()
	}
	return out
}

// nearestFunction returns the function whose name is most like name.
func nearestFunction(name string) string { return funcs.Nearest(name) }

// nearest returns the member of known that is most like name, "" when none is like it.
func nearest(name string, known []string) string {
	best, limit := "", len(name)/3
	for _, k := range known {
		if k == name {
			continue
		}
		if d := distance(name, k, limit+1); d <= limit && (best == "" || d < limit) {
			best, limit = k, d
		}
	}
	return best
}

// distance returns how many letters must be inserted, dropped or changed to make b of a, or limit if that is less. The
// names are cut to a length beyond which nobody mistypes them.
func distance(a, b string, limit int) int {
	const longest = 100
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return min(row[len(b)], limit)
}

func didYouMean(d diag.Diagnostic, near string) error {
	if near != "" {
		return d.WithHint("did you mean %q?", near)
	}
	return d
}

func hintNearest(d diag.Diagnostic, name string, known []string) error {
	return didYouMean(d, nearest(name, known))
}

// relations returns the names of the items of FROM that can be seen.
func (s *scope) relations() []string {
	var out []string
	seen := map[string]bool{}
	for ; s != nil; s = s.parent {
		for _, f := range s.fields {
			if n := len(f.qual); n > 0 && !seen[f.qual[n-1]] {
				seen[f.qual[n-1]] = true
				out = append(out, f.qual[n-1])
			}
		}
	}
	return out
}

// hintTypes tells how to make two types comparable, when one is a text and the other is not.
func hintTypes(d diag.Diagnostic, l, r types.Type) diag.Diagnostic {
	other := l
	switch {
	case l.IsText() && !r.IsText():
		other = r
	case r.IsText() && !l.IsText():
	default:
		return d
	}
	if other.Kind == types.Unknown || len(other.Elems) > 0 {
		return d
	}
	target := other.String()
	if other.IsInteger() {
		target = "bigint"
	}
	return d.WithHint("Athena does not compare or combine text with other types: cast one side, CAST(x AS %s) or CAST(x AS varchar)", target)
}

// hintOperator adds a hint to an error about operands, when one is a text and another is not.
func hintOperator(err error, operands []typed.Expr) error {
	var d diag.Diagnostic
	if !errors.As(err, &d) || d.Hint != "" {
		return err
	}
	for _, x := range operands[1:] {
		if hinted := hintTypes(d, operands[0].Type(), x.Type()); hinted.Hint != "" {
			return hinted
		}
	}
	return err
}

// hintAliases explains, where a column was not found, that its name is an alias that cannot be used there.
func hintAliases(err error, s *ast.Select) error {
	var p problems
	p.add(err)
	if p.err != nil {
		return err
	}
	for i, d := range p.list {
		if d.Code != diag.ColumnNotFound {
			continue
		}
		for j := range s.Items {
			alias := s.Items[j].Alias
			if alias == nil || d.Msg != plain(cannotBeResolved, alias.Lower()) {
				continue
			}
			p.list[i].Hint = plain("%q is an alias of SELECT, and only ORDER BY knows those; repeat the expression, or give its number in GROUP BY", alias.Name)
		}
	}
	return p.list
}
