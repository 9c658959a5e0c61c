package feed

import (
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
)

// Shape is a set of columns of a table: those that some files have.
type Shape struct {
	Table   string
	Columns []source.LakeColumn
}

// NewShape returns the shape of a log whose columns are known, with those that are made of its time: see MadeColumns.
func NewShape(known []source.Known, moment, comment string) *Shape {
	s := &Shape{}
	for _, c := range known {
		s.Columns = append(s.Columns, source.LakeColumn{Name: c.Name, Type: c.Type, Comment: c.Meaning})
	}
	s.Columns = append(s.Columns, MadeColumns(moment, comment)...)
	return s
}

// SerdeColumns returns the columns as rows are built of them.
func (s *Shape) SerdeColumns() []serde.Column {
	columns := make([]serde.Column, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = serde.Column{Name: c.Name, Type: c.Type}
	}
	return columns
}

// Schema returns the Arrow schema of the columns.
func (s *Shape) Schema() (*arrow.Schema, error) { return serde.Schema(s.SerdeColumns()) }

// maxPages bounds the pages that are open at once: files of logs hold one day or two.
const maxPages = 24

// NoDay is the day of rows that tell none.
const NoDay = int32(-1 << 31)

// The days that are believed.
const (
	firstDay = 3653  // 1980-01-01
	endDay   = 84006 // 2200-01-01
)

// DayOf returns the UTC day of a time, as days since 1970, and whether it can be the day of a record.
func DayOf(seconds int64) (int32, bool) {
	const day = 86400
	if seconds < firstDay*day || seconds >= endDay*day {
		return NoDay, false
	}
	return int32(seconds / day), true //nolint:gosec // in range
}

// DayName returns the name of a day.
func DayName(day int32) string {
	if day == NoDay {
		return Undated
	}
	return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
}

// Pages collects rows by shape and day.
type Pages struct {
	sink  Sink
	bind  func(shape *Shape, fields []array.Builder) (any, error)
	open  []*Page // the one used last is the last
	clock int64
}

// Page collects the rows of a shape and a day.
type Page struct {
	*serde.Rows
	// Bound is what Pages.bind made for the page.
	Bound any

	shape *Shape
	day   int32
	used  int64
}

// NewPages returns pages that give their rows to the sink. For each new page bind makes what appends values to its fields; it may be nil.
func NewPages(sink Sink, bind func(shape *Shape, fields []array.Builder) (any, error)) *Pages {
	return &Pages{sink: sink, bind: bind}
}

// Page returns the page of a shape and a day. It is valid until the next call.
func (p *Pages) Page(shape *Shape, day int32) (*Page, error) {
	p.clock++
	for _, page := range p.open {
		if page.shape == shape && page.day == day {
			page.used = p.clock
			return page, nil
		}
	}
	if len(p.open) >= maxPages {
		if err := p.closeOldest(); err != nil {
			return nil, err
		}
	}
	name := DayName(day)
	rows, err := serde.NewRows(shape.SerdeColumns(), func(batch arrow.RecordBatch) error { return p.sink.Rows(shape, name, batch) })
	if err != nil {
		return nil, fmt.Errorf("table %q: %w", shape.Table, err)
	}
	page := &Page{Rows: rows, shape: shape, day: day, used: p.clock}
	if p.bind != nil {
		if page.Bound, err = p.bind(shape, rows.Fields()); err != nil {
			rows.Release()
			return nil, fmt.Errorf("table %q: %w", shape.Table, err)
		}
	}
	p.open = append(p.open, page)
	return page, nil
}

// closeOldest closes the page that was not used for longest.
func (p *Pages) closeOldest() error {
	oldest := 0
	for i, page := range p.open {
		if page.used < p.open[oldest].used {
			oldest = i
		}
	}
	page := p.open[oldest]
	p.open = append(p.open[:oldest], p.open[oldest+1:]...)
	defer page.Release()
	return page.Flush()
}

// Flush gives on all rows and closes the pages.
func (p *Pages) Flush() error {
	var first error
	for _, page := range p.open {
		if first == nil {
			first = page.Flush()
		}
		page.Release()
	}
	p.open = nil
	return first
}
