package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/readiness"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/tieout"
	"github.com/glauxhq/glaux/internal/webapi"
)

// standing tells the workbench what the lake has. What takes a query is asked once for each state of the lake and principal.
type standing struct {
	app    *App
	runner *query.Runner
	// whole asks as the program itself, which sees all rows: whether the lake ties out is no question of rights.
	whole *query.Runner

	life     *life
	total    answers[[]tieout.Month] // of all there is, by the version of the data alone
	measured answers[[]tieout.Month] // of what each principal sees
	found    answers[[]readiness.Finding]
}

var _ webapi.Lake = (*standing)(nil)

// newStanding returns what tells of the lake.
func (a *App) newStanding(life *life, runner *query.Runner) *standing {
	whole := *runner
	whole.Policy, whole.Statements = access.LocalPolicy(), nil
	return &standing{app: a, runner: runner, whole: &whole, life: life}
}

// Version changes with everything that can be queried.
func (s *standing) Version(ctx context.Context) (string, error) { return s.app.version(ctx) }

// version changes with everything that can be queried, and with who may see what.
func (a *App) version(ctx context.Context) (string, error) { return a.named(ctx, (*moment).Version) }

// named returns a name of this moment.
func (a *App) named(ctx context.Context, name func(*moment) string) (string, error) {
	c, release, err := a.snapshot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	m, ok := c.(*moment)
	if !ok {
		return "", errors.New("a snapshot without a version")
	}
	return name(m), nil
}

// warm begins to find out whether the lake ties out, before anybody asks.
func (s *standing) warm() {
	s.life.running.Go(func() {
		_, err := s.all(s.life.ctx)
		if err != nil && s.app.outside.Log != nil {
			s.app.outside.Log.Debug("the totals could not be compared yet", "error", err)
		}
	})
}

// Readiness tells what the lake can and cannot answer for a principal.
func (s *standing) Readiness(ctx context.Context, who access.Principal) ([]readiness.Finding, error) {
	version, err := s.Version(ctx)
	if err != nil {
		return nil, err
	}
	return s.found.get(ctx, s.life, version, who, func(ctx context.Context) ([]readiness.Finding, error) {
		snapshot, err := s.app.Lake.Snapshot()
		if err != nil {
			return nil, lakeFault(err)
		}
		defer snapshot.Close() //nolint:errcheck // a lock that is dropped in any case
		sources, err := s.visible(ctx, snapshot, who)
		if err != nil {
			return nil, err
		}
		var known readiness.Lake
		for _, src := range sources {
			known.Sources = append(known.Sources, s.examined(src, who))
		}
		return readiness.Examine(ctx, s.runner, who, known)
	})
}

// examined is what a principal may know of a source.
func (s *standing) examined(src *lake.Source, who access.Principal) readiness.Source {
	known := examinedSource(src)
	if !s.app.shares.Policy().SeesAll(who) {
		known.Location, known.Rows, known.Faults = "", 0, nil
	}
	return known
}

// visible returns the sources of which a principal sees any table.
func (s *standing) visible(ctx context.Context, snapshot *lake.Snapshot, who access.Principal) ([]*lake.Source, error) {
	if s.app.shares.Policy().SeesAll(who) {
		return snapshot.Sources(), nil
	}
	view := s.app.shares.Policy().View(who, snapshot)
	var seen []*lake.Source
	for _, src := range snapshot.Sources() {
		names := []string{src.Table}
		for _, t := range src.Tables {
			names = append(names, src.TableName(t.Name))
		}
		for _, name := range names {
			_, err := view.Table(ctx, catalog.Name{Database: src.Database, Table: name})
			if err == nil {
				seen = append(seen, src)
				break
			}
			if !errors.Is(err, catalog.ErrTableNotFound) && !errors.Is(err, catalog.ErrSchemaNotFound) {
				return nil, lakeFault(err)
			}
		}
	}
	return seen, nil
}

// Status tells what the lake has, how fresh it is, and whether it ties out.
func (s *standing) Status(ctx context.Context, who access.Principal) (webapi.Status, error) {
	version, err := s.Version(ctx)
	if err != nil {
		return webapi.Status{}, err
	}
	all, err := s.all(ctx)
	if err != nil {
		return webapi.Status{}, err
	}
	own := all
	if administrator := s.app.shares.Policy().SeesAll(who); !administrator {
		if own, err = s.own(ctx, version, who); err != nil {
			return webapi.Status{}, err
		}
	}
	snapshot, err := s.app.Lake.Snapshot()
	if err != nil {
		return webapi.Status{}, lakeFault(err)
	}
	defer snapshot.Close() //nolint:errcheck // a lock that is dropped in any case
	return s.status(ctx, snapshot, who, all, own)
}

// all returns all that there is of the bills.
func (s *standing) all(ctx context.Context) ([]tieout.Month, error) {
	version, err := s.app.named(ctx, (*moment).data)
	if err != nil {
		return nil, err
	}
	return s.total.get(ctx, s.life, version, access.Principal{}, func(ctx context.Context) ([]tieout.Month, error) {
		return s.measure(ctx)
	})
}

// own returns what a principal sees of the bills: nothing where a column that it takes is hidden.
func (s *standing) own(ctx context.Context, version string, who access.Principal) ([]tieout.Month, error) {
	return s.measured.get(ctx, s.life, version, who, func(ctx context.Context) ([]tieout.Month, error) {
		months, err := tieout.Measure(ctx, s.runner, who)
		var wrong *query.Error
		if errors.As(err, &wrong) {
			return nil, nil
		}
		return months, err
	})
}

// status puts together what was found.
func (s *standing) status(ctx context.Context, snapshot *lake.Snapshot, who access.Principal, all, own []tieout.Month) (webapi.Status, error) {
	sources, err := s.visible(ctx, snapshot, who)
	if err != nil {
		return webapi.Status{}, err
	}
	whole := s.app.shares.Policy().SeesAll(who)
	if !whole {
		all = among(sources, all)
	}
	balance := tieout.Compare(all, sources)
	out := webapi.Status{Ties: balance.Ties, Months: []string{}, Sources: []webapi.SourceStatus{}}
	if whole { // others would learn of what they do not see: that something changed, and what is missing
		out.Snapshot, out.Difference = snapshot.Number(), balance.Difference
	}
	mine := map[string][]tieout.Month{}
	for _, m := range own {
		mine[m.Source] = append(mine[m.Source], m)
		out.Months = append(out.Months, m.Month)
		if m.First != "" && (out.First == "" || m.First < out.First) {
			out.First = m.First
		}
		out.Last = max(out.Last, m.Last)
	}
	slices.Sort(out.Months)
	out.Months = slices.Compact(out.Months)
	for _, src := range sources {
		if synced := src.Synced; !synced.IsZero() && (out.Synced == nil || synced.Before(*out.Synced)) {
			out.Synced = &synced // as old as the oldest of them
		}
		if whole {
			out.Sources = append(out.Sources, wholeSource(src, balance.Months[src.Name()]))
		} else {
			out.Sources = append(out.Sources, ownSource(src, mine[src.Name()]))
		}
	}
	return out, nil
}

// among returns the months of some sources.
func among(sources []*lake.Source, months []tieout.Month) (of []tieout.Month) {
	for _, m := range months {
		if slices.ContainsFunc(sources, func(src *lake.Source) bool { return src.Name() == m.Source }) {
			of = append(of, m)
		}
	}
	return of
}

// sourceStatus is what everybody may know who sees a source.
func sourceStatus(src *lake.Source) webapi.SourceStatus {
	out := webapi.SourceStatus{Name: src.Name(), Kind: src.Format, Title: FormatTitle(src.Format), Months: []webapi.MonthStatus{}}
	if synced := src.Synced; !synced.IsZero() {
		out.Synced = &synced
	}
	return out
}

// ownSource describes a source by the rows that a principal sees.
func ownSource(src *lake.Source, months []tieout.Month) webapi.SourceStatus {
	out := sourceStatus(src)
	changed := src.ByMonth()
	for _, m := range months {
		out.Months = append(out.Months, webapi.MonthStatus{
			Month: m.Month, Rows: m.Rows, Changed: changed[m.Month].Changed, Cost: m.Cost, Invoices: m.Invoices, Open: m.Open,
		})
	}
	return out
}

// wholeSource describes a source with all that the lake knows of it.
func wholeSource(src *lake.Source, compared map[string]tieout.Compared) webapi.SourceStatus {
	out := sourceStatus(src)
	out.Location, out.Notes = src.Location, src.Notes
	for _, f := range src.Faults {
		out.Faults = append(out.Faults, fmt.Sprint(f))
	}
	months := src.ByMonth()
	for _, name := range slices.Sorted(maps.Keys(months)) {
		month := months[name]
		files, size := month.Files()
		one := webapi.MonthStatus{Month: name, Files: files, Rows: month.Rows(), Bytes: size, Changed: month.Changed}
		if c, ok := compared[name]; ok {
			stated := c.Stated
			one.Rows, one.Cost, one.Ties, one.Invoices, one.Open = c.Rows, c.Cost, c.Ties(), c.Invoices, c.Open
			if c.Delivered {
				one.Stated = &stated
			}
		}
		out.Months = append(out.Months, one)
	}
	return out
}
