package query

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// mayExplain refuses to show the plan of a query where it would tell what the caller may not know: the filter that a policy puts on
// rows, with the columns and values it names, and the tables below a view that are not the caller's.
func (r *Runner) mayExplain(ctx context.Context, view *access.View, s *source, o Options) error {
	hidden, err := r.conceals(ctx, view, s, o)
	if err != nil {
		return err
	}
	if hidden {
		return diag.List{diag.New(diag.PermissionDenied, token.Span{}, "EXPLAIN is not available where a policy filters rows").
			WithHint("EXPLAIN (TYPE VALIDATE) tells whether the query is valid")}
	}
	return nil
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
