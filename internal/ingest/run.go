package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
)

// run is the sync of one source.
type run struct {
	Sync
	writer *lake.Writer
	src    *lake.Source
	store  blob.Store
	format source.Format
	report SourceReport

	progress Progress
	pieces   map[string][]lake.Piece // month → what feeds it now
	fresh    map[string]bool         // months that a new or changed delivery feeds
	held     map[string]bool         // months that a fault keeps as they are
	done     map[string]bool         // months that are committed or found unchanged
	plans    []plan
	looked   bool // for the objects
	listing  []source.Object

	meters []blob.Metered       // the stores that were opened
	copies map[string]blob.Copy // key → file of the delivery in work, where files must be fetched
	room   error                // why they cannot be fetched
	ahead  map[string]*copies   // delivery → files of the next one

	several bool // the files are of several kinds, and nobody has said which is meant
}

// source syncs the source. First come deliveries whose months only their rows tell, then the months one after the other,
// each committed as soon as all that feeds it is there.
func (r *run) source(ctx context.Context) error {
	r.pieces, r.fresh, r.held, r.done = map[string][]lake.Piece{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	r.progress.Source = r.src.Name()
	kind, objects, err := r.feedKind(ctx)
	if err != nil {
		return err
	}
	switch {
	case kind != nil:
		return r.feed(ctx, kind, objects)
	case r.several:
		return r.finish()
	}
	for _, f := range r.Formats {
		if f.Name() == r.src.Format || f.Name() == r.src.Kind {
			r.format = f
		}
	}
	plans, err := r.look(ctx)
	if err != nil {
		return err
	}
	r.plans = plans
	for _, p := range plans {
		r.progress.FilesAll += len(p.Files)
		for _, o := range p.Files {
			r.progress.BytesAll += o.Size
		}
	}
	for i, p := range plans {
		if err := r.delivery(ctx, p); err != nil {
			return err
		}
		if !p.Month.IsZero() && (i+1 == len(plans) || plans[i+1].Month != p.Month) {
			if err := r.commit(p.Month.String()); err != nil {
				return err
			}
		}
	}
	for _, month := range slices.Sorted(maps.Keys(r.pieces)) {
		if err := r.commit(month); err != nil {
			return err
		}
	}
	return r.finish()
}

// look lists the source and plans its deliveries. A source that cannot be listed, or has nothing, is a fault.
func (r *run) look(ctx context.Context) ([]plan, error) {
	objects, ok, err := r.objects(ctx, r.src.MonthNames())
	if err != nil || !ok {
		return nil, err
	}
	listing := source.Layout(objects, func(key string) ([]byte, error) { return readAll(ctx, r.store, key) })
	r.report.Notes = append(r.report.Notes, listing.Notes...)
	for _, f := range listing.Faults {
		r.fault(f)
	}
	if len(listing.Deliveries) == 0 && len(listing.Faults) == 0 {
		r.fault(source.Fault{File: r.src.Location, Reason: "there are no bills here", Months: r.src.MonthNames()})
	}
	var plans []plan
	for _, d := range listing.Deliveries {
		p, err := r.plan(ctx, d)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// objects opens the source and lists it, once. When that fails it is a fault that holds the months, and ok is false.
func (r *run) objects(ctx context.Context, months []string) (objects []source.Object, ok bool, err error) {
	if r.looked {
		return r.listing, r.store != nil, nil
	}
	r.looked = true
	store, err := r.Open(r.src.Location)
	if err != nil {
		r.fault(source.Fault{File: r.src.Location, Reason: "cannot open the source: " + err.Error(), Months: months})
		return nil, false, nil
	}
	objects, err = list(ctx, store)
	if ctx.Err() != nil {
		return nil, false, ctx.Err()
	}
	if err != nil {
		r.fault(source.Fault{File: r.src.Location, Reason: "cannot list the source: " + err.Error(), Months: months})
		return nil, false, nil
	}
	r.store, r.listing = store, objects
	return objects, true, nil
}

// delivery brings a delivery's pieces together, old or new.
func (r *run) delivery(ctx context.Context, p plan) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.same {
		for month, piece := range p.old {
			r.pieces[month] = append(r.pieces[month], piece)
		}
		if len(p.lost) > 0 {
			r.fault(source.Fault{File: strings.Join(p.lost, ", "), Reason: "gone from the source", Months: slices.Sorted(maps.Keys(p.old))})
		}
		r.advance(p, 1)
		return nil
	}
	pieces, fault, err := r.stage(ctx, p)
	if err != nil {
		return err
	}
	if fault != nil {
		fault.Months = union(fault.Months, slices.Collect(maps.Keys(p.old)))
		if !p.Month.IsZero() {
			fault.Months = union(fault.Months, []string{p.Month.String()})
		}
		r.fault(*fault)
	}
	for month, piece := range pieces {
		r.pieces[month] = append(r.pieces[month], piece)
		r.fresh[month] = true
	}
	r.advance(p, 1)
	return nil
}

// commit commits a month if it changed and nothing holds it.
func (r *run) commit(month string) error {
	if r.done[month] || len(r.pieces[month]) == 0 {
		return nil
	}
	r.done[month] = true
	old, known := r.src.Months[month]
	if r.held[month] {
		if known {
			r.report.Months = append(r.report.Months, monthReport(month, Kept, old))
		}
		return nil
	}
	if known && !r.fresh[month] {
		return r.keep(month, old)
	}
	err := r.writer.Commit(lake.Change{
		Database: r.src.Database, Table: r.src.Table, Format: r.format.Name(),
		Months: map[string][]lake.Piece{month: r.pieces[month]},
	})
	if err != nil {
		return err
	}
	status := New
	if known {
		status = Changed
		r.gone(month, old)
	}
	r.report.Months = append(r.report.Months, monthReport(month, status, r.now().Months[month]))
	return nil
}

// now returns the source as the lake has it now.
func (r *run) now() *lake.Source {
	for _, s := range r.writer.Sources() {
		if s.Name() == r.src.Name() {
			return s
		}
	}
	return r.src
}

// keep leaves a month alone that nothing new feeds. When some of what fed it is gone, that is a fault: a file that vanishes is no
// reason to lose a part of a bill.
func (r *run) keep(month string, old lake.Month) error {
	status := Unchanged
	if lost := missing(old.Pieces, r.pieces[month]); len(lost) > 0 {
		r.report.Faults = append(r.report.Faults, source.Fault{File: strings.Join(lost, ", "), Reason: "gone from the source", Months: []string{month}})
		status = Kept
	}
	r.report.Months = append(r.report.Months, monthReport(month, status, old))
	return nil
}

// gone notes what fed a month before and feeds it no longer.
func (r *run) gone(month string, old lake.Month) {
	if lost := missing(old.Pieces, r.pieces[month]); len(lost) > 0 {
		r.report.Notes = append(r.report.Notes, fmt.Sprintf("%s: no longer in the source, and replaced by what is: %s", month, strings.Join(lost, ", ")))
	}
}

// missing returns the keys that before was read from and after was not.
func missing(before, after []lake.Piece) []string {
	there := map[string]bool{}
	for _, p := range after {
		for _, in := range p.Inputs {
			there[in.Key] = true
		}
	}
	lost := map[string]bool{}
	for _, p := range before {
		for _, in := range p.Inputs {
			if !there[in.Key] {
				lost[in.Key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(lost))
}

// finish reports the months that nothing feeds any more, and records that the source was looked at.
func (r *run) finish() error {
	var orphans []string
	for _, month := range r.src.MonthNames() {
		if r.done[month] {
			continue
		}
		r.report.Months = append(r.report.Months, monthReport(month, Kept, r.src.Months[month]))
		if !r.held[month] {
			orphans = append(orphans, month)
		}
	}
	if len(orphans) > 0 {
		r.report.Notes = append(r.report.Notes, "no longer in the source, kept in the lake: "+strings.Join(orphans, ", "))
	}
	r.report.Notes = append(r.report.Notes, r.now().Mixed()...)
	sortMonths(r.report.Months)
	change := lake.Change{Database: r.src.Database, Table: r.src.Table, Done: true, Faults: r.report.Faults, Notes: r.report.Notes}
	if r.format != nil {
		r.report.Format, change.Format = r.format.Title(), r.format.Name()
	}
	return r.writer.Commit(change)
}

// fault reports a fault and holds its months.
func (r *run) fault(f source.Fault) {
	for _, month := range f.Months {
		r.held[month] = true
	}
	r.report.Faults = append(r.report.Faults, f)
}

// advance counts a delivery as done and tells the progress.
func (r *run) advance(p plan, part float64) {
	now := r.progress
	if _, ok := r.store.(blob.Remote); ok && part < 1 {
		part = fetchPart + (1-fetchPart)*part
	}
	for _, o := range p.Files {
		now.Bytes += int64(float64(o.Size) * part)
	}
	now.Delivery = p.ID
	now.Status = "converting"
	if part >= 1 {
		now.Files += len(p.Files)
		r.progress = now
	}
	if r.Progress != nil {
		r.Progress(now)
	}
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
