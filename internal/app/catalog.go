package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/external"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/infoschema"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/source/cloudtrail"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/source/flowlog"
	"github.com/glauxhq/glaux/internal/source/inventory"
	"github.com/glauxhq/glaux/internal/source/invocation"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/unit"
)

// moment is the sources and the tables as they are at one moment.
type moment struct {
	catalog.Catalog
	sources *lake.Snapshot
	tables  int64
	shared  int64
}

// Version names the moment: another one has the same name only if no source, no table and nothing of who may see what has changed. What is
// kept under it is forgotten with a revoke.
func (m *moment) Version() string { return fmt.Sprintf("%s.%d", m.data(), m.shared) }

// data names what can be queried, whoever may see it.
func (m *moment) data() string { return fmt.Sprintf("%d.%d", m.sources.Number(), m.tables) }

// Sizes returns the bytes of the files of a source's table by partition.
func (m *moment) Sizes(name catalog.Name) map[string]int64 { return m.sources.Sizes(name) }

// snapshot returns the sources and the tables as they are at this moment.
func (a *App) snapshot(ctx context.Context) (catalog.Catalog, func(), error) {
	shared, err := a.shares.State(ctx)
	if err != nil {
		return nil, nil, err
	}
	tables, err := a.tables.Version()
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, "", err.Error())
	}
	s, err := a.Lake.Snapshot()
	if err != nil {
		tables.Close()
		return nil, nil, lakeFault(err)
	}
	release := func() {
		tables.Close()
		s.Close() //nolint:errcheck,gosec // a lock that is dropped in any case
	}
	return &moment{Catalog: a.audit.With(tables.Catalog(s, a.files.Files, external.Hidden)), sources: s, tables: tables.Record.Number, shared: shared.Version}, release, nil
}

// views adds to what a principal sees the view over all its bills, and the description of it all.
func (a *App) views(ctx context.Context, view *access.View, snapshot catalog.Catalog) (catalog.Catalog, error) {
	m, ok := snapshot.(*moment)
	if !ok {
		return view, nil
	}
	sources, err := billSources(ctx, m.sources, view.Readable())
	if err != nil {
		return nil, lakeFault(err)
	}
	logs, err := logViews(ctx, m.sources, view.Readable())
	if err != nil {
		return nil, lakeFault(err)
	}
	cases := casebook.With(bill.With(view, sources, logs...), view.Principal(), a.openCases)
	cases = unit.With(cases, a.units, a.Config.Database)
	return infoschema.With(cases, view.Policy().SeesAll(view.Principal())), nil
}

// places returns the locations that statements may name: those of the settings, and those of the sources.
func (a *App) places() (metastore.Places, error) {
	var places metastore.Places
	for text := range strings.SplitSeq(a.Config.Locations, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		place, ok := metastore.ParsePlace(text)
		if !ok {
			return nil, fault.New(fault.Invalid, "", fmt.Sprintf("%q is no location", text))
		}
		places = append(places, place)
	}
	s, err := a.Lake.Snapshot()
	if err != nil {
		return nil, lakeFault(err)
	}
	defer s.Close() //nolint:errcheck // a lock that is dropped in any case
	for _, src := range s.Sources() {
		if remote(src.Location) {
			places = append(places, metastore.Place{Prefix: strings.TrimRight(src.Location, "/") + "/"})
		}
		if filepath.IsAbs(src.Location) {
			places = append(places, metastore.Place{Folder: src.Location})
		}
	}
	return places, nil
}

// objects returns what lies below a location of an external table.
func (a *App) objects(location string) (blob.Store, error) {
	places, err := a.places()
	if err != nil {
		return nil, err
	}
	folder, ok := places.Resolve(location)
	if !ok && places.Remote(location) {
		return a.remoteObjects(location)
	}
	if !ok {
		return nil, fault.New(fault.Denied, "PERMISSION_DENIED", fmt.Sprintf("location %q is not below a registered location", location))
	}
	return dir.Open(folder)
}

// located returns where the bills of a table come from.
func (a *App) located(name catalog.Name) string {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return ""
	}
	defer s.Close() //nolint:errcheck // a lock that is dropped in any case
	for _, src := range s.Sources() {
		if src.Database == name.Database && src.Table == name.Table {
			return src.Location
		}
	}
	return ""
}

// logViews returns the views over logs of one kind, and over the inventories, with the tables that can be seen.
func logViews(ctx context.Context, s *lake.Snapshot, visible catalog.Catalog) ([]bill.Logs, error) {
	views := []bill.Logs{
		{View: "flow_logs", Comment: "All flow logs of VPCs"},
		{View: "invocations", Comment: "All calls of models that Amazon Bedrock logged"},
		{View: "trail", Comment: "All events of CloudTrail"},
	}
	for i, kind := range []feed.Kind{flowlog.New(), invocation.New(), cloudtrail.New()} {
		views[i].Columns = columnsOf(kind.Tables()[0])
		var err error
		if views[i].Tables, err = seen(ctx, s, visible, kind.Tables()[0].Name, func(format string) bool { return format == kind.Name() }); err != nil {
			return nil, err
		}
	}
	for _, t := range inventory.New().Tables() {
		view := bill.Logs{View: t.Name, Comment: t.Comment + ", of all inventories, with the time for which it was so", Columns: columnsOf(t), Seen: sightings(t.Name)}
		var err error
		if view.Tables, err = seen(ctx, s, visible, t.Name, func(format string) bool { return format == inventory.Name }); err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// sightings says how the rows of a table of inventories become spans of time.
func sightings(table string) *bill.Seen {
	item, whole := inventory.Keys(table)
	return &bill.Seen{Captured: "first_seen", Vouched: "last_seen", Gone: "deleted", Item: item, Whole: whole}
}

// columnsOf returns the columns of a table of a kind of log.
func columnsOf(t feed.Table) []catalog.Column {
	list := make([]catalog.Column, len(t.Columns))
	for i, c := range t.Columns {
		list[i] = catalog.Column{Name: c.Name, Type: c.Type, Comment: c.Comment, Partition: c.Partition}
	}
	return list
}

// billSources returns the bills that have been loaded and can be seen, as the view over all bills takes them.
func billSources(ctx context.Context, s *lake.Snapshot, visible catalog.Catalog) ([]bill.Source, error) {
	return seen(ctx, s, visible, "", isBill)
}

// seen returns a table of the sources of some formats that have been loaded and can be seen, with the columns that can be seen.
func seen(ctx context.Context, s *lake.Snapshot, visible catalog.Catalog, table string, takes func(format string) bool) ([]bill.Source, error) {
	var loaded []bill.Source
	for _, src := range s.Sources() {
		if len(src.Months) == 0 || !takes(src.Format) {
			continue
		}
		name := catalog.Name{Database: src.Database, Table: src.TableName(table)}
		t, err := visible.Table(ctx, name)
		if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, bill.Source{Name: name, Format: src.Format, Columns: t.Columns})
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
	sources, err := billSources(ctx, s, a.shares.Policy().View(a.who, s))
	if err != nil {
		return "", lakeFault(err)
	}
	if name == "" || strings.EqualFold(name, bill.Database+"."+bill.View) {
		return bill.ViewDDL(sources)
	}
	if strings.EqualFold(name, bill.Database+"."+bill.GenAI) {
		return bill.GenAIDDL(sources), nil
	}
	if strings.EqualFold(name, unit.Database+"."+unit.View) {
		list, _, err := a.units.All()
		if err != nil {
			return "", err
		}
		return unit.ViewDDL(list)
	}
	for _, src := range s.Sources() {
		for _, loaded := range sources {
			if loaded.Name == (catalog.Name{Database: src.Database, Table: src.Table}) && strings.EqualFold(src.Name(), name) {
				return bill.TableDDL(loaded, src.Location), nil
			}
		}
	}
	for _, src := range s.Sources() {
		if strings.EqualFold(src.Name(), name) && len(src.Tables) > 0 {
			return "", fault.New(fault.Invalid, "NO_BILL", fmt.Sprintf("%s holds no bills but %s: SHOW CREATE TABLE shows its columns", name, FormatTitle(src.Format)))
		}
	}
	return "", fault.New(fault.NotFound, "SOURCE_NOT_FOUND", fmt.Sprintf("no source %s has been loaded", name))
}
