package statement

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/metastore"
)

// What was granted on a thing is forgotten after it was dropped, in other records than those of the things themselves. A process that dies between
// the two must not leave grants to whatever is made next under the name. So the change that drops something notes it in the record, and the next
// change, of whichever process, has the grants forgotten before it makes anything. Who forgets twice does no harm.

// change changes the record, after what was dropped before has been forgotten.
func (e *Executor) change(ctx context.Context, change func(*metastore.Record) error) error {
	return e.Store.Edit(ctx, e.Now(), func(r *metastore.Record) error {
		if err := e.forget(ctx, r); err != nil {
			return err
		}
		return change(r)
	})
}

// Settle has the grants on what was dropped forgotten, where a process that is gone did not come to that.
func (e *Executor) Settle(ctx context.Context) error {
	v, err := e.Store.Version()
	if err != nil {
		return err
	}
	settled := len(v.Record.Dropped) == 0
	v.Close()
	if settled {
		return nil
	}
	return e.Store.Edit(ctx, e.Now(), func(r *metastore.Record) error { return e.forget(ctx, r) })
}

// forget tells of each thing that was dropped.
func (e *Executor) forget(ctx context.Context, r *metastore.Record) error {
	for _, d := range r.Dropped {
		on := access.Database(d.Database)
		if d.Table != "" {
			on = access.Table(d.Database, d.Table)
		}
		if e.Gone == nil {
			continue
		}
		if err := e.Gone(ctx, access.Principal{Name: d.By, By: d.Via}, on); err != nil {
			return err
		}
	}
	r.Dropped = nil
	return nil
}
