package access

import (
	"context"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Guard rewrites a query that was analyzed in the view so that every scan yields only what the grants allow:
//
//  1. A table with a grant of all rows and columns, unmasked, is marked as guarded and read as it is.
//  2. Any other table is read through the OR of the grants' filters. A column shows its value in the rows of the grants that show it
//     as it is, else in those of a grant that masks it its mask, and else NULL.
//  3. Where something is hidden, by a filter, a mask or a definer's view, and an expression of the query may fail at run time, a barrier
//     stands above it: the engine must finish with what may be seen before it evaluates anything of the query (see doc/adr/0004).
//
// What lies below a view with definer's rights is guarded for the definer; the view itself is guarded as a table is. A second walk
// proves that no scan stands unguarded. Guarding costs one pass over the tree and the typing of the filters, which are kept.
func (v *View) Guard(ctx context.Context, q *typed.Query) (Guarded, error) {
	g := &guard{ctx: ctx, View: v, next: q.NextID}
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
	return Guarded{query: out, who: v.who}, nil
}

// guard is one call of Guard; the context lives as long as the call does.
type guard struct {
	*View
	ctx  context.Context //nolint:containedctx // the rewriter's callbacks have no parameter for it
	next typed.ColumnID
	err  error
}

// before guards what lies below a definer's view for the definer, and the view for the caller. Such a view hides what its own conditions
// leave out, so that nothing in it may fail: an engine might evaluate it on those rows.
func (g *guard) before(r typed.Rel) typed.Rel {
	v, ok := r.(*typed.View)
	if !ok || !v.Definer {
		return nil
	}
	outer := g.View
	g.View = g.Definer(v.Table.View.Definer)
	out := *v
	out.Block = typed.RewriteBlock(v.Block, typed.Rewriter{BeforeRel: g.before, Rel: g.rel})
	g.View = outer
	if typed.RowsMayThrow(out.Block) && g.err == nil {
		g.err = fault.New(fault.Denied, string(diag.InvalidView), "View '"+v.Table.Name.String()+"' may fail on a row that it hides; ask its definer")
	}
	return g.view(&out)
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
	rights := g.rights(s.Table)
	if rights.whole() || g.err != nil {
		out := *s
		out.Guard = &typed.Guard{}
		return &out
	}
	// Read the whole table, filter, and show the scan's own columns, each behind the grants that allow it.
	table := s.Table.Full()
	inner := &typed.Scan{Table: table, Span: s.Span, Cols: g.columns(table.Columns), Source: indexes(len(table.Columns))}
	over := g.over(rights, table, inner.Cols)
	inner.Guard = &typed.Guard{Filter: over.filter()}
	out := &typed.Select{From: inner, Screen: &typed.Screen{}}
	for i, col := range s.Cols {
		at := slices.IndexFunc(table.Columns, func(c catalog.Column) bool { return c.Name == s.Table.Columns[s.Source[i]].Name })
		out.Items = append(out.Items, typed.Item{Column: col, X: over.shown(inner.Cols[at], table.Columns[at].Name)})
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
	rights := g.rights(v.Table)
	if g.err != nil || rights.whole() && !v.Definer {
		return &out
	}
	out.Cols = g.renumber(v.Cols)
	over := g.over(rights, v.Table.Full(), out.Cols)
	out.Guard = &typed.Guard{Filter: over.filter()}
	shown := &typed.Select{From: &out, Screen: &typed.Screen{}}
	for i, col := range v.Cols {
		shown.Items = append(shown.Items, typed.Item{Column: col, X: over.shown(out.Cols[i], strings.ToLower(col.Name))})
	}
	return shown
}

// barrier puts a barrier above what a policy shows of a table, where it hides something.
func barrier(r typed.Rel) typed.Rel {
	s, ok := r.(*typed.Select)
	if !ok || s.Screen == nil || !hides(s) {
		return r
	}
	s.Screen = &typed.Screen{Barrier: true} // of the copy that Rewrite has just made
	return s
}

// hides tells whether a screen hides rows, or cells of a row.
func hides(s *typed.Select) bool {
	switch from := s.From.(type) {
	case *typed.Scan:
		if from.Guard.Filter != nil {
			return true
		}
	case *typed.View:
		if from.Guard.Filter != nil || from.Definer {
			return true
		}
	}
	return slices.ContainsFunc(s.Items, func(item typed.Item) bool {
		_, plain := item.X.(*typed.Ref)
		return !plain
	})
}

// rights returns what may be read of a table. Without a grant the query is denied in the words for a missing table, which is what the
// View says already, so that this can be seen only by a query analyzed in another view; with the right to know of it alone, in those of
// a denied one.
func (g *guard) rights(table *catalog.Table) rights {
	rights := g.policy.rights(g.who, table)
	switch {
	case g.err != nil || len(rights.cells) > 0:
	case rights.known:
		g.err = fault.New(fault.Denied, string(diag.PermissionDenied), "Access Denied: Cannot select from table "+table.Name.String())
	default:
		g.err = fault.New(fault.Denied, string(diag.TableNotFound), "Table '"+table.Name.String()+"' does not exist")
	}
	return rights
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

// verify proves that every scan and every view stands under a guard, those in the filters of guards too.
func verify(root typed.Rel) error {
	guarded := true
	typed.Walk(root, typed.Visitor{Rel: func(r typed.Rel) bool {
		switch r := r.(type) {
		case *typed.Scan:
			guarded = guarded && r.Guard != nil
		case *typed.View:
			guarded = guarded && r.Guard != nil
		}
		return guarded
	}})
	if !guarded {
		return fault.New(fault.Internal, "GENERIC_INTERNAL_ERROR", "a table stands unguarded in the query; it was not run")
	}
	return nil
}
