package access

import (
	"context"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Guard rewrites a query that was analyzed in the principal's View so that every scan yields only what the grants allow:
//
//  1. A table with a grant of all rows and columns is marked as guarded and read as it is.
//  2. Any other table is read through the OR of the grants' filters. A column that only some of these grants allow is NULL in
//     the rows that no grant showing the column keeps.
//  3. Where a filter stands and an expression of the query may fail at run time, the filter becomes a barrier: the engine
//     must finish filtering before it evaluates anything of the query (see doc/adr/0004).
//
// What lies below a view with definer's rights is the definer's; the view itself is guarded as a table is. A second walk
// proves that no scan stands unguarded. Guarding costs one pass over the tree and the typing of the filters.
func (p *Policy) Guard(ctx context.Context, who Principal, q *typed.Query) (Guarded, error) {
	g := &guard{ctx: ctx, policy: p, who: who, query: q, next: q.NextID}
	out := q.Rewrite(typed.Rewriter{BeforeRel: g.before, Rel: g.rel})
	if g.err != nil {
		return Guarded{}, g.err
	}
	out.NextID = g.next
	out = out.Prune()
	if typed.RowsMayThrow(out.Root) {
		out = out.Rewrite(typed.Rewriter{Rel: barrier})
	}
	if err := verify(out.Root); err != nil {
		return Guarded{}, err
	}
	return Guarded{query: out, who: who}, nil
}

// guard is one call of Guard; the context lives as long as the call does.
type guard struct {
	ctx    context.Context //nolint:containedctx // the rewriter's callbacks have no parameter for it
	policy *Policy
	who    Principal
	query  *typed.Query
	next   typed.ColumnID
	err    error
}

// before keeps the rewriter from what lies below a definer's view, and guards the view.
func (g *guard) before(r typed.Rel) typed.Rel {
	if v, ok := r.(*typed.View); ok && v.Definer {
		return g.view(v)
	}
	return nil
}

// rel guards the scans and the views with the invoker's rights, whose scans were guarded before.
func (g *guard) rel(r typed.Rel) typed.Rel {
	switch r := r.(type) {
	case *typed.Scan:
		return g.scan(r)
	case *typed.View:
		return g.view(r)
	}
	return r
}

// scan returns the scan as the principal may read it.
func (g *guard) scan(s *typed.Scan) typed.Rel {
	grants := g.grants(s.Table)
	if whole(grants) || g.err != nil {
		out := *s
		out.Guard = &typed.Guard{}
		return &out
	}
	// Read the whole table, filter, and show the scan's own columns, each behind the grants that allow it.
	table := s.Table.Full()
	inner := &typed.Scan{Table: table, Span: s.Span, Cols: g.columns(table.Columns), Source: indexes(len(table.Columns))}
	filters := g.filters(grants, table, inner.Cols)
	inner.Guard = &typed.Guard{Filter: anyOf(filters)}
	out := &typed.Select{From: inner}
	for i, col := range s.Cols {
		at := slices.IndexFunc(table.Columns, func(c catalog.Column) bool { return c.Name == s.Table.Columns[s.Source[i]].Name })
		out.Items = append(out.Items, typed.Item{Column: col, X: shown(inner.Cols[at], table.Columns[at].Name, grants, filters)})
	}
	return out
}

// view returns the view as the principal may read it. A public view needs no grant: the scans below it have theirs.
func (g *guard) view(v *typed.View) typed.Rel {
	out := *v
	out.Guard = &typed.Guard{}
	if v.Table.View.Public && !v.Definer {
		return &out
	}
	grants := g.grants(v.Table)
	if whole(grants) || g.err != nil {
		return &out
	}
	table := v.Table.Full()
	out.Cols = g.renumber(v.Cols)
	filters := g.filters(grants, table, out.Cols)
	out.Guard = &typed.Guard{Filter: anyOf(filters)}
	over := &typed.Select{From: &out}
	for i, col := range v.Cols {
		over.Items = append(over.Items, typed.Item{Column: col, X: shown(out.Cols[i], strings.ToLower(col.Name), grants, filters)})
	}
	return over
}

// barrier makes the filters of a scan or a view barriers.
func barrier(r typed.Rel) typed.Rel {
	switch r := r.(type) {
	case *typed.Scan:
		r.Guard = raised(r.Guard)
	case *typed.View:
		r.Guard = raised(r.Guard)
	}
	return r
}

// raised returns the guard with its barrier up, where there is something to hide.
func raised(g *typed.Guard) *typed.Guard {
	if g == nil || g.Filter == nil {
		return g
	}
	out := *g
	out.Barrier = true
	return &out
}

// grants returns the grants for a table; without any the query is denied in the words for a missing table, which is what the
// principal's View says already, so that this can be seen only by a query analyzed in another view.
func (g *guard) grants(table *catalog.Table) []*Grant {
	grants := g.policy.of(g.who, table.Name)
	if len(grants) == 0 && g.err == nil {
		g.err = fault.New(fault.Denied, "TABLE_NOT_FOUND", "Table '"+table.Name.String()+"' does not exist")
	}
	return grants
}

// whole tells whether a grant of every row and column is among the grants.
func whole(grants []*Grant) bool { return slices.ContainsFunc(grants, (*Grant).full) }

// filters types the filter of each grant over cols; a grant without a filter has nil.
func (g *guard) filters(grants []*Grant, table *catalog.Table, cols []typed.Column) []typed.Expr {
	filters := make([]typed.Expr, len(grants))
	for i, grant := range grants {
		if grant.Rows == nil || g.err != nil {
			continue
		}
		filters[i] = g.filter(grant.Rows, table, cols)
	}
	return filters
}

// filter types one filter. It must be a condition over the columns of its table alone. An error of it is the policy's fault and told without
// naming what the principal may not see.
func (g *guard) filter(x ast.Expr, table *catalog.Table, cols []typed.Column) typed.Expr {
	options := analyze.Options{User: g.who.Name, Now: g.query.Now}
	filter, err := analyze.Condition(g.ctx, x, table, cols, options)
	if err != nil {
		g.err = fault.Wrap(err, fault.Internal, "INVALID_ROW_FILTER", "Row filter for '"+table.Name.String()+"' is invalid; ask the owner of the policy")
	}
	return filter
}

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

// shown returns what a column shows: itself where every grant allows it, else its value in the rows that some allowing grant
// keeps, and NULL in the others.
func shown(col typed.Column, name string, grants []*Grant, filters []typed.Expr) typed.Expr {
	var allowing []typed.Expr
	for i, grant := range grants {
		if grant.allows(name) {
			allowing = append(allowing, filters[i])
		}
	}
	ref := &typed.Ref{Column: col}
	if len(allowing) == len(grants) {
		return ref
	}
	if len(allowing) == 0 {
		return &typed.Literal{T: col.Type}
	}
	cond := anyOf(allowing)
	if cond == nil {
		return ref
	}
	return &typed.Case{Whens: []typed.When{{Cond: cond, Result: ref}}, Result: col.Type}
}

// columns returns new columns for those of a table.
func (g *guard) columns(of []catalog.Column) []typed.Column {
	cols := make([]typed.Column, len(of))
	for i, c := range of {
		cols[i] = g.fresh(c.Name, c.Type)
	}
	return cols
}

// renumber returns the columns with new ids.
func (g *guard) renumber(of []typed.Column) []typed.Column {
	cols := make([]typed.Column, len(of))
	for i, c := range of {
		cols[i] = g.fresh(c.Name, c.Type)
	}
	return cols
}

func (g *guard) fresh(name string, t types.Type) typed.Column {
	col := typed.Column{ID: g.next, Name: name, Type: t}
	g.next++
	return col
}

// indexes returns 0 … n-1.
func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// verify proves that every scan stands under a guard: its own, or that of the definer's view above it.
func verify(root typed.Rel) error {
	var unguarded string
	typed.Walk(root, typed.Visitor{Rel: func(r typed.Rel) bool {
		switch r := r.(type) {
		case *typed.Scan:
			if r.Guard == nil {
				unguarded = r.Table.Name.String()
			}
		case *typed.View:
			if r.Guard == nil {
				unguarded = r.Table.Name.String()
			}
			return !r.Definer
		}
		return true
	}})
	if unguarded != "" {
		return fault.New(fault.Internal, "GENERIC_INTERNAL_ERROR", "a table stands unguarded in the query; it was not run")
	}
	return nil
}
