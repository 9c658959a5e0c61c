package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// snapshot returns the sources as they are at this moment.
func (a *App) snapshot(context.Context) (catalog.Catalog, func(), error) {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return nil, nil, lakeFault(err)
	}
	return s, func() { s.Close() }, nil //nolint:errcheck // a lock that is dropped in any case
}

// views adds the view over all bills that a principal sees.
func views(ctx context.Context, snapshot, visible catalog.Catalog) (catalog.Catalog, error) {
	s, ok := snapshot.(*lake.Snapshot)
	if !ok {
		return visible, nil
	}
	sources, err := billSources(ctx, s, visible)
	if err != nil {
		return nil, lakeFault(err)
	}
	return bill.With(visible, sources), nil
}

// billSources returns the sources that have been loaded and can be seen, with the columns that can be seen, as the view over
// all bills takes them.
func billSources(ctx context.Context, s *lake.Snapshot, visible catalog.Catalog) ([]bill.Source, error) {
	var loaded []bill.Source
	for _, src := range s.Sources() {
		if len(src.Months) == 0 {
			continue
		}
		name := catalog.Name{Database: src.Database, Table: src.Table}
		table, err := visible.Table(ctx, name)
		if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, bill.Source{Name: name, Format: src.Format, Columns: table.Columns})
	}
	return loaded, nil
}

// DDL returns the statement that makes the view over all bills, or with a name the table of that source, in Amazon Athena.
func (a *App) DDL(ctx context.Context, name string) (string, error) {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return "", lakeFault(err)
	}
	defer s.Close() //nolint:errcheck // a lock that is dropped in any case
	sources, err := billSources(ctx, s, a.policy.View(a.who, s))
	if err != nil {
		return "", lakeFault(err)
	}
	if name == "" || strings.EqualFold(name, bill.Database+"."+bill.View) {
		return bill.ViewDDL(sources)
	}
	for _, src := range s.Sources() {
		for _, loaded := range sources {
			if loaded.Name == (catalog.Name{Database: src.Database, Table: src.Table}) && strings.EqualFold(src.Name(), name) {
				return bill.TableDDL(loaded, src.Location), nil
			}
		}
	}
	return "", fault.New(fault.NotFound, "SOURCE_NOT_FOUND", fmt.Sprintf("no source %s has been loaded", name))
}
