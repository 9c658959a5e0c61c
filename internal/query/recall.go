package query

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
)

// Recall tells how many rows an earlier run has left under a print, and whether there are such. They must belong to who asks.
type Recall func(ctx context.Context, print string) (rows int64, ok bool)

// recall starts a guarded query, unless the caller has its rows already. It is resolved, guarded and noted like any other before.
func (r *Runner) recall(ctx context.Context, view *access.View, s *source, o Options, g access.Guarded) (*Result, error) {
	if o.Recall == nil {
		return r.again(ctx, s, g)
	}
	print := r.print(view, s, g)
	if print != "" {
		if rows, ok := o.Recall(ctx, print); ok && s.bounds.many(rows) == nil {
			return &Result{Columns: g.Query().Root.Columns(), Recalled: true, Print: print, rows: &memoryRows{read: true}, came: rows, shown: rows, ended: true}, nil
		}
	}
	result, err := r.again(ctx, s, g)
	if err == nil {
		result.Print = print
	}
	return result, err
}

// print names the rows of a guarded query: all that they depend on. It is "" where they may be others each time.
func (r *Runner) print(view *access.View, s *source, g access.Guarded) string {
	if r.Emit == nil || !s.stable || !stable(g.Query()) {
		return ""
	}
	statement, err := r.Emit(g.Query())
	if err != nil {
		return "" // the engine cannot emit it either, and says so
	}
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\n%s", view.Policy().Digest(view.Principal()), keyOf(statement)) // a hash takes everything
	for _, c := range g.Query().Root.Columns() {
		_, _ = fmt.Fprintf(h, "%q %s\n", c.Name, c.Type)
	}
	return hex.EncodeToString(h.Sum(nil))
}
