package query

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// definers is what a principal sees, in which a view with its definer's rights has the catalog that the definer sees.
type definers struct {
	catalog.Catalog
	runner *Runner
	view   *access.View
}

// Table returns a table, or a view with the catalog that it reads.
func (d *definers) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	t, err := d.Catalog.Table(ctx, name)
	if err != nil || t.View == nil || t.View.Definer == "" || t.View.Catalog != nil {
		return t, err
	}
	inside, err := d.runner.visible(ctx, d.view.Definer(t.View.Definer))
	if err != nil {
		return nil, err
	}
	out, view := *t, *t.View
	view.Catalog = inside
	out.View = &view
	return &out, nil
}
