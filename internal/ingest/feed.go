package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// Logs and inventories are no bills: their files do not replace each other, there are many of them, and a bad record is no reason to do
// without the others. New files are read once, in sets of a bounded size. A set is committed as a whole; a file of it that changes
// afterwards has the whole set read again.

// feedRun is the sync of one such source.
type feedRun struct {
	*run
	kind    feed.Kind
	objects []source.Object
	known   map[string]string // key → set
	sets    []fileSet         // to be read
	total   feed.Report       // of the sets that are read now
	before  map[string]bool   // months that the lake had
	changed map[string]bool   // months that something was added to
}

// feedKind returns the kind of a source that is no bill, with its objects; nil for a bill, and for what cannot be listed or recognised.
func (r *run) feedKind(ctx context.Context) (feed.Kind, []source.Object, error) {
	name := r.src.Kind
	if name == "" {
		name = r.src.Format
	}
	for _, k := range r.Kinds {
		if k.Name() == name {
			objects, ok, err := r.objects(ctx, nil)
			if err != nil || !ok {
				return k, nil, err
			}
			return k, objects, nil
		}
	}
	if name != "" || len(r.Kinds) == 0 {
		return nil, nil, nil
	}
	objects, ok, err := r.objects(ctx, r.src.MonthNames())
	if err != nil || !ok {
		return nil, nil, err
	}
	found, err := detect(ctx, r.store, objects, r.Kinds, r.Formats)
	if err != nil {
		return nil, nil, err
	}
	if len(found.Kinds) == 1 && !found.Bill {
		return found.Kinds[0], objects, nil
	}
	if r.several = len(found.Kinds) > 0; r.several {
		r.fault(source.Fault{File: r.src.Location, Reason: "there are files of several kinds here: " + strings.Join(found.titles(), ", ") +
			"; register the location once for each of them, with --kind"})
	}
	return nil, nil, nil
}

// feed syncs a source that is no bill.
func (r *run) feed(ctx context.Context, kind feed.Kind, objects []source.Object) error {
	f := &feedRun{run: r, kind: kind, objects: objects, known: map[string]string{}, before: map[string]bool{}, changed: map[string]bool{}}
	for day := range r.src.Months {
		f.before[monthOfDay(day)] = true
	}
	if len(r.report.Faults) == 0 { // else it cannot be listed: what the lake has is all that is known
		f.plan()
	}
	for _, p := range f.sets {
		r.plans = append(r.plans, p.plan())
		r.progress.FilesAll += len(p.files)
		for _, o := range p.files {
			r.progress.BytesAll += o.Size
		}
	}
	err := r.writer.Commit(lake.Change{Database: r.src.Database, Table: r.src.Table, Format: kind.Name(), Tables: tablesOf(kind)})
	if errors.Is(err, lake.ErrSourceExists) {
		r.report.Format = kind.Title()
		r.fault(source.Fault{File: r.src.Location, Reason: err.Error()})
		return r.finish()
	}
	if err != nil {
		return err
	}
	for _, p := range f.sets {
		if err := f.set(ctx, p); err != nil {
			return err
		}
	}
	return f.finish()
}

// tablesOf returns the tables of a kind as the lake keeps them.
func tablesOf(kind feed.Kind) []lake.Table {
	var tables []lake.Table
	for _, t := range kind.Tables() {
		tables = append(tables, lake.Table{Name: t.Name, Comment: t.Comment, Columns: t.Columns})
	}
	return tables
}

// set reads a set of files and commits it in the place of those that it replaces.
func (f *feedRun) set(ctx context.Context, p fileSet) error {
	made, err := f.convert(ctx, p)
	if err != nil {
		return err
	}
	now := f.now()
	change := lake.Change{Database: f.src.Database, Table: f.src.Table, Months: map[string][]lake.Piece{}, Sets: map[string]*lake.Set{}}
	for _, old := range p.replaces {
		change.Sets[old] = nil
	}
	for day, month := range now.Months {
		kept := slices.DeleteFunc(slices.Clone(month.Pieces), func(piece lake.Piece) bool { return slices.Contains(p.replaces, piece.Delivery) })
		if len(made.days[day]) > 0 || len(kept) < len(month.Pieces) {
			change.Months[day] = kept
		}
	}
	for day, pieces := range made.days {
		for i := range pieces {
			pieces[i].Delivery = p.id
		}
		change.Months[day] = append(change.Months[day], pieces...)
		f.changed[monthOfDay(day)] = true
	}
	set := &lake.Set{Records: made.report.Records, Counts: made.report.Counts, Bad: made.report.Bad, Samples: made.report.Samples}
	for _, o := range made.files {
		set.Inputs = append(set.Inputs, lake.Input{Key: o.Key, Size: o.Size, Version: o.Version})
	}
	change.Sets[p.id] = set
	f.total.Add(&made.report)
	if len(set.Inputs) == 0 && len(p.replaces) == 0 {
		return nil // nothing could be opened; the faults say why
	}
	return f.writer.Commit(change)
}

// finish tells what the lake has now, and what was passed over and refused.
func (f *feedRun) finish() error {
	r := f.run
	now := r.now()
	r.report.Months = append(r.report.Months, feedMonths(now, f.before, f.changed)...)
	sortMonths(r.report.Months)
	for _, sample := range f.total.Samples {
		r.fault(sample)
	}
	if more := f.total.Bad - int64(len(f.total.Samples)); more > 0 {
		r.fault(source.Fault{Reason: fmt.Sprintf("%s more were refused", count(more, "record"))})
	}
	f.notes(now)
	r.report.Format = f.kind.Title()
	return r.writer.Commit(lake.Change{
		Database: r.src.Database, Table: r.src.Table, Done: true, Faults: r.report.Faults, Notes: r.report.Notes, Format: f.kind.Name(),
	})
}

// notes tells the sums over all sets, those of former syncs too.
func (f *feedRun) notes(now *lake.Source) {
	r := f.run
	if len(now.Sets) == 0 && len(r.report.Faults) == 0 {
		r.fault(source.Fault{File: r.src.Location, Reason: "there are no " + f.kind.Title() + " here"})
	}
	counts := map[string]int64{}
	var bad int64
	var first *source.Fault
	for _, name := range slices.Sorted(maps.Keys(now.Sets)) {
		set := now.Sets[name]
		for what, n := range set.Counts {
			counts[what] += n
		}
		bad += set.Bad
		if first == nil && len(set.Samples) > 0 {
			first = &set.Samples[0]
		}
	}
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		r.report.Notes = append(r.report.Notes, fmt.Sprintf("%s: %s", what, thousands(counts[what])))
	}
	if old := bad - f.total.Bad; old > 0 && first != nil {
		r.report.Notes = append(r.report.Notes, fmt.Sprintf("%s of files read before were refused, such as %s", count(old, "record"), first.Error()))
	}
}

// monthOfDay returns the month of a day of logs.
func monthOfDay(day string) string {
	if len(day) == len("2006-01-02") {
		return day[:7]
	}
	return day
}

// feedMonths describes what the lake has, by month.
func feedMonths(s *lake.Source, before, changed map[string]bool) []MonthReport {
	var all []MonthReport
	for name, month := range s.ByMonth() {
		status := Unchanged
		switch {
		case !before[name]:
			status = New
		case changed[name]:
			status = Changed
		}
		all = append(all, monthReport(name, status, month))
	}
	return all
}

// count writes a number of things.
func count(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands writes a number with commas.
func thousands(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// headOf returns the beginning of an object, as it lies there.
func headOf(ctx context.Context, open func() (io.ReadCloser, error)) ([]byte, error) {
	in, err := open()
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // only read
	head := make([]byte, headBytes)
	n, err := io.ReadFull(&cancelable{ctx: ctx, in: in}, head)
	if err != nil && n == 0 {
		return nil, err
	}
	return head[:n], nil
}
