package access

import (
	"slices"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// over is what some grants make of a table's rows: their filters and masks, typed over the columns of one scan.
type over struct {
	cells []cells
	// filters are those of each grant; nil keeps all rows.
	filters []typed.Expr
	// masks are those of each grant, by column.
	masks []map[string]typed.Expr
}

// over types the filters and masks of the grants over cols, which stand for the columns of the table and have ids that follow on one
// another.
func (g *guard) over(r rights, table *catalog.Table, cols []typed.Column) over {
	if g.err != nil {
		return over{cells: r.cells, filters: make([]typed.Expr, len(r.cells)), masks: make([]map[string]typed.Expr, len(r.cells))}
	}
	o, next, err := g.kept(r, table, cols)
	if err != nil {
		g.err = fault.Wrap(secret{err}, fault.Internal, invalidFilter, "Row filter for '"+table.Name.String()+"' is invalid; ask the owner of the policy")
	}
	g.next = max(g.next, next)
	return o
}

// invalidFilter is the code of an error in a policy.
const invalidFilter = "INVALID_ROW_FILTER"

// secret is an error that names what the caller may not see: it is for the log, and nobody takes the error behind it out.
type secret struct{ err error }

// Error returns what is wrong with a filter.
func (s secret) Error() string { return s.err.Error() }

// filter keeps the rows that any of the grants keeps; nil keeps all.
func (o over) filter() typed.Expr { return anyOf(o.filters) }

// anyOf returns the OR of the filters, nil when one of them keeps all rows.
func anyOf(filters []typed.Expr) typed.Expr {
	if slices.Contains(filters, nil) {
		return nil
	}
	if len(filters) == 1 {
		return filters[0]
	}
	return &typed.Logic{Or: true, Args: filters}
}

// shown returns what a column shows: itself where every grant shows it as it is; else its value in the rows that some grant which does
// keeps, its mask in the other rows that a grant with one keeps, and NULL in the rest.
func (o over) shown(col typed.Column, name string) typed.Expr {
	ref := &typed.Ref{Column: col}
	var plain []typed.Expr
	masked := &typed.Case{Result: col.Type}
	for i, c := range o.cells {
		mask := o.masks[i][name]
		switch {
		case !c.allows(name):
		case mask == nil:
			plain = append(plain, o.filters[i])
		case masked.Else == nil && (o.filters[i] == nil || len(o.cells) == 1):
			masked.Else = mask
		case masked.Else == nil:
			masked.Whens = append(masked.Whens, typed.When{Cond: o.filters[i], Result: mask})
		}
	}
	if len(plain) > 0 {
		as := anyOf(plain)
		if as == nil || len(plain) == len(o.cells) {
			return ref
		}
		masked.Whens = slices.Insert(masked.Whens, 0, typed.When{Cond: as, Result: ref})
	}
	switch {
	case len(masked.Whens) > 0:
		return masked
	case masked.Else != nil:
		return masked.Else
	}
	return &typed.Literal{T: col.Type}
}
