package query

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// lease is what a running query was given to see, until the policy takes it back.
type lease struct {
	live  access.Source
	view  *access.View
	query *typed.Query
	given *typed.Query // query, guarded
}

// check guards the query again when the policy is another one than before. A query that would be guarded otherwise now, or not at all, has
// no more rows to give.
func (l *lease) check(ctx context.Context) error {
	now := l.live.Policy()
	if now == l.view.Policy() {
		return nil
	}
	view := l.view.Under(now)
	guarded, err := view.Guard(ctx, l.query)
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if err != nil || guarded.Query().Print() != l.given.Print() {
		return diag.List{diag.New(diag.PermissionDenied, token.Span{}, "Your permissions changed while the statement ran").
			WithHint("run it again: it will see what you may see now")}
	}
	l.view = view
	return nil
}
