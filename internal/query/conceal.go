package query

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// mayShow refuses a stage that would tell what the caller may not know. Who administers the policy knows it.
func (r *Runner) mayShow(ctx context.Context, view *access.View, s *source, stage Stage, o Options) error {
	who := view.Principal()
	if who.By != "" {
		who = view.Policy().Named(who.By)
	}
	if view.Policy().Administrator(who) {
		return nil
	}
	if stage != StageTyped {
		return r.mayExplain(ctx, view, s, o)
	}
	q, err := r.resolve(ctx, view, s, o)
	if err != nil {
		return err
	}
	if defined(q) {
		return concealed()
	}
	return nil
}

// defined tells whether a query reads a view of its definer, whose tables the caller need not see.
func defined(q *typed.Query) (found bool) {
	typed.Walk(q.Root, typed.Visitor{Rel: func(rel typed.Rel) bool {
		v, ok := rel.(*typed.View)
		found = found || ok && v.Definer
		return !found
	}})
	return found
}

// mayExplain refuses to show the plan of a query where it would tell what the caller may not know: the filter that a policy puts on
// rows, with the columns and values it names, and the tables below a view that are not the caller's.
func (r *Runner) mayExplain(ctx context.Context, view *access.View, s *source, o Options) error {
	hidden, err := r.conceals(ctx, view, s, o)
	if err != nil {
		return err
	}
	if hidden {
		return concealed()
	}
	return nil
}

func concealed() error {
	return diag.List{diag.New(diag.PermissionDenied, token.Span{}, "EXPLAIN is not available where a policy filters rows").
		WithHint("EXPLAIN (TYPE VALIDATE) tells whether the query is valid")}
}

// conceals tells whether a query reads tables that the caller does not see, or rows of which a policy hides some.
func (r *Runner) conceals(ctx context.Context, view *access.View, s *source, o Options) (bool, error) {
	q, err := r.resolve(ctx, view, s, o)
	if err != nil {
		return false, err
	}
	guarded, err := view.Guard(ctx, q)
	if err != nil {
		return false, err
	}
	return screened(guarded.Query()), nil
}

// screened tells whether a policy hides rows or cells of what a query reads, or whole tables: those below a view of its definer. Then what
// the engine says of its work (plans, bytes, files) tells of them.
func screened(q *typed.Query) (hidden bool) {
	typed.Walk(q.Root, typed.Visitor{Rel: func(rel typed.Rel) bool {
		switch rel := rel.(type) {
		case *typed.Scan:
			hidden = hidden || filters(rel.Guard)
		case *typed.View:
			hidden = hidden || rel.Definer || filters(rel.Guard)
		case *typed.Select:
			hidden = hidden || rel.Screen != nil && slices.ContainsFunc(rel.Items, masked)
		}
		return !hidden
	}})
	return hidden
}

// masked tells whether what a policy shows of a column is anything but the column.
func masked(item typed.Item) bool {
	_, plain := item.X.(*typed.Ref)
	return !plain
}

func filters(g *typed.Guard) bool { return g != nil && g.Filter != nil }
