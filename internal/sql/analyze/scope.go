package analyze

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// field is a name for a value: a column of FROM, an output column that ORDER BY may name, or a parameter of a lambda.
type field struct {
	name  string // in lower case; "" when it cannot be named
	shown string // as it is written in a result
	// qual is what may stand before the name: ["t"] for an alias, ["awsdatacatalog", "db", "t"] for a table, of which
	// any end may be written; nil for neither.
	qual   []string
	hidden bool // can be named but is not in *
	x      typed.Expr
}

// columnField returns the field that stands for a column.
func columnField(c typed.Column, qual []string) field {
	return field{name: strings.ToLower(c.Name), shown: c.Name, qual: qual, x: &typed.Ref{Column: c}}
}

// matches tells whether parts, in lower case, name the field.
func (f field) matches(parts []string) bool {
	n := len(parts) - 1
	if f.name == "" || f.name != parts[n] || n > len(f.qual) {
		return false
	}
	return slices.Equal(parts[:n], f.qual[len(f.qual)-n:])
}

// unnamed is how the column i without a name is called in a result.
func unnamed(i int) string { return fmt.Sprintf("_col%d", i) }

// tableQualifier returns what may stand before the columns of a table.
func tableQualifier(n catalog.Name) []string { return []string{catalog.Default, n.Database, n.Table} }

// relation is an item of FROM: the rows and the names of their columns.
type relation struct {
	rel    typed.Rel
	fields []field
}

// scope is what names mean at one place; where it does not know one, parent does.
type scope struct {
	parent *scope
	fields []field
	// query tells that the parent belongs to the query around: what is found there is correlated.
	query bool
	// outputs tells that the fields are output columns, which ORDER BY sees before those of FROM.
	outputs bool
	// byName holds the indexes of the fields by their names, made when it is first asked for.
	byName map[string][]int
}

// found is what a name was found to mean.
type found struct {
	field field
	rest  []ast.Ident // the parts of the name that are fields of a row
}

// lookup finds what parts mean. The innermost scope that knows a beginning of the name decides; there the longest
// beginning wins, and what is left are fields of a row.
func (s *scope) lookup(parts []ast.Ident, at token.Span) (found, bool, error) {
	lower := make([]string, len(parts))
	for i, p := range parts {
		lower[i] = p.Lower()
	}
	for ; s != nil; s = s.parent {
		for n := len(parts); n > 0; n-- {
			hits := s.hits(lower[:n])
			if len(hits) > 1 {
				return found{}, false, errAmbiguous(at, parts[:n])
			}
			if len(hits) == 1 {
				return found{field: s.fields[hits[0]], rest: parts[n:]}, true, nil
			}
		}
	}
	return found{}, false, nil
}

// hits returns the indexes of the fields that parts name.
func (s *scope) hits(parts []string) []int {
	if s.byName == nil {
		s.byName = make(map[string][]int, len(s.fields))
		for i, f := range s.fields {
			s.byName[f.name] = append(s.byName[f.name], i)
		}
	}
	var out []int
	for _, i := range s.byName[parts[len(parts)-1]] {
		if s.fields[i].matches(parts) {
			out = append(out, i)
		}
	}
	return out
}

// relation returns the fields of the item of FROM that parts name, in the innermost scope that has one.
func (s *scope) relation(parts []string) []field {
	for ; s != nil; s = s.parent {
		var out []field
		for _, f := range s.fields {
			if n := len(f.qual) - len(parts); n >= 0 && slices.Equal(parts, f.qual[n:]) {
				out = append(out, f)
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}

// names returns what could have been meant in this scope and those around, for hints.
func (s *scope) names() []string {
	var out []string
	for ; s != nil; s = s.parent {
		for _, f := range s.fields {
			if f.name != "" {
				out = append(out, f.name)
			}
		}
	}
	return out
}

// named is a list of named queries, the innermost first.
type named struct {
	parent *named
	name   string
	cte    *typed.CTE
	fields []field // the names of the columns; x is not set for them
	// step is set while the query itself is being analyzed as a recursive one.
	step *recursion
}

// find returns the named query that name means.
func (n *named) find(name string) *named {
	for ; n != nil; n = n.parent {
		if n.name == name {
			return n
		}
	}
	return nil
}
