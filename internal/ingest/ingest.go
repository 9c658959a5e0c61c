// Package ingest brings bills into the lake: it lists what a source has, finds what is new, reads it, checks it, and commits
// it month by month. It promises that a month is committed only when every row and every cent of its delivery is there, that a month whose
// files are bad, incomplete or gone keeps what it had, and that nothing is left out without a word in the report.
//
//	run := ingest.Sync{Lake: l, Loader: loader, Formats: formats, Open: open, Clock: time.Now}
//	report, err := run.Run(ctx)            // all sources
//	if report.Faulty() { … }               // some months are not what the source has
package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// Sync is a run over the sources of a lake.
type Sync struct {
	Lake   *lake.Lake
	Loader Loader
	// Formats are the formats that are known, in the order in which they are tried.
	Formats []source.Format
	// Kinds are the kinds of logs and inventories that are known, in the order in which they are tried.
	Kinds []feed.Kind
	// Open opens the place that a source names.
	Open  func(location string) (blob.Store, error)
	Clock func() time.Time
	// Progress, when not nil, is called now and then, never by two at the same time.
	Progress func(Progress)
}

// Progress is how far a sync is with one source.
type Progress struct {
	Source           string
	Files, FilesAll  int
	Bytes, BytesAll  int64
	Delivery, Status string // what is being done with which delivery: "reading", "converting"
}

// Run syncs the sources of those names (database.table), or all of them when there are none. Trouble with a source is a fault in the
// report; an error is trouble with the lake itself, or the end of the context.
func (s Sync) Run(ctx context.Context, names ...string) (Report, error) {
	writer, err := s.Lake.Begin(s.Clock)
	if err != nil {
		return Report{}, err
	}
	report, err := s.run(ctx, writer, names)
	return report, errors.Join(err, writer.Close())
}

func (s Sync) run(ctx context.Context, writer *lake.Writer, names []string) (Report, error) {
	var report Report
	sources := writer.Sources()
	for _, name := range names {
		if !slices.ContainsFunc(sources, func(src *lake.Source) bool { return src.Name() == name }) {
			return report, fmt.Errorf("%s: %w", name, lake.ErrNoSource)
		}
	}
	for _, src := range sources {
		if len(names) > 0 && !slices.Contains(names, src.Name()) {
			continue
		}
		r := &run{Sync: s, writer: writer, src: src, report: SourceReport{Name: src.Name(), Location: src.Location}}
		r.Open = r.metered(s.Open)
		err := r.source(ctx)
		r.drop()
		if err != nil {
			return report, fmt.Errorf("sync %s: %w", src.Name(), err)
		}
		r.report.Traffic = r.traffic()
		report.Sources = append(report.Sources, r.report)
	}
	return report, nil
}
