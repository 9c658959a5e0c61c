package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// shape is what a delivery's files have in common.
type shape struct {
	columns []source.Column
	lake    []source.LakeColumn // the same columns, as the lake describes them
	totals  []string
	notes   []string
}

// convert writes the rows of files into the staging folder and checks what was written.
func (r *run) convert(ctx context.Context, p plan, files []read) (map[string]lake.Piece, *source.Fault, error) {
	shape := r.shape(p, files)
	c := source.Conversion{
		Columns: shape.columns, Totals: shape.totals,
		Progress: func(part float64) { r.advance(p, min(part, 0.999)) },
	}
	for _, f := range files {
		c.Files = append(c.Files, source.File{Path: f.path, Encoding: f.head.Encoding, Columns: f.head.Names(), Nulls: r.format.Nulls()})
	}
	if p.Month.IsZero() {
		name, ok := r.format.Period(shape.given())
		if !ok {
			return nil, &source.Fault{File: p.ID, Reason: "no column tells the billing period; put the files in folders such as BILLING_PERIOD=2025-11"}, nil
		}
		c.Period = name
	} else {
		c.Month = p.Month.String()
	}
	var err error
	if c.Dir, err = r.writer.Stage(); err != nil {
		return nil, nil, err
	}
	pieces, err := r.Loader.Convert(ctx, c)
	if err != nil {
		fault, err := r.loadFault(ctx, p, files, err)
		return nil, fault, err
	}
	return r.check(ctx, p, files, shape, pieces)
}

// loadFault makes a fault of a loader's error, unless the context has ended.
func (r *run) loadFault(ctx context.Context, p plan, files []read, err error) (*source.Fault, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var fault source.Fault
	if !errors.As(err, &fault) {
		return &source.Fault{File: p.ID, Reason: err.Error()}, nil
	}
	for _, f := range files {
		if fault.File == f.path {
			fault.File = f.input.Key
		}
		fault.Reason = strings.ReplaceAll(fault.Reason, f.path, f.input.Key)
	}
	return &fault, nil
}

// shape unites the columns of the files by name. A column that has several types becomes what can hold all of them.
func (r *run) shape(p plan, files []read) shape {
	var s shape
	at := map[string]int{}
	partitions := r.format.Partitions()
	for i, f := range files {
		for j, c := range f.head.Columns {
			column := r.format.Column(c)
			if slices.ContainsFunc(partitions, func(p source.Partition) bool { return p.Name == column.Name }) && !r.needed(p, column.Name) {
				continue
			}
			s.add(at, column, len(files), i, j)
		}
		s.lacks(p.Columns, f, r.format)
	}
	for _, partition := range partitions {
		s.constant(at, partition)
	}
	for _, c := range s.lake {
		if c.Cost {
			s.totals = append(s.totals, c.Name)
		}
	}
	r.report.Notes = append(r.report.Notes, s.notes...)
	return s
}

// needed tells whether a file's own partition column is the only one that tells the billing period of its rows.
func (r *run) needed(p plan, name string) bool {
	if !p.Month.IsZero() {
		return false
	}
	holder, _ := r.format.Period([]string{name})
	return holder == name
}

func (s *shape) add(at map[string]int, column source.LakeColumn, files, file, index int) {
	i, ok := at[column.Name]
	if !ok {
		i = len(s.columns)
		at[column.Name] = i
		s.columns = append(s.columns, source.Column{Name: column.Name, Type: column.Type, From: make([][]int, files)})
		s.lake = append(s.lake, column)
	}
	if len(s.columns[i].From[file]) > 0 {
		s.notes = append(s.notes, fmt.Sprintf("several columns are named %q in Athena; they are merged, and of several values the first counts", column.Name))
	}
	s.columns[i].From[file] = append(s.columns[i].From[file], index)
	if column.Type.Equal(s.columns[i].Type) {
		return
	}
	super, ok := types.CommonSuper(s.columns[i].Type, column.Type)
	if !ok {
		super = types.Text()
	}
	s.notes = append(s.notes, fmt.Sprintf("column %q is %s in one file and %s in another of the same delivery; it is kept as %s",
		column.Name, source.HiveType(s.columns[i].Type), source.HiveType(column.Type), source.HiveType(super)))
	s.columns[i].Type, s.lake[i].Type = super, super
	s.lake[i].Cost = s.lake[i].Cost && super.Kind == types.Double
}

// lacks notes columns that the manifest names and a file has not.
func (s *shape) lacks(listed []string, f read, format source.Format) {
	there := map[string]bool{}
	for _, c := range f.head.Columns {
		there[format.Column(c).Name] = true
	}
	var missing []string
	for _, name := range listed {
		if column := format.Column(source.HeadColumn{Name: name, Type: types.Text()}); !there[column.Name] {
			missing = append(missing, column.Name)
		}
	}
	if len(missing) > 0 {
		s.notes = append(s.notes, fmt.Sprintf("%s lacks columns that its manifest names: %s", f.input.Key, shorten(missing)))
	}
}

// constant adds a partition column, or makes one of a file's own column.
func (s *shape) constant(at map[string]int, p source.Partition) {
	value := p.Value
	if i, ok := at[p.Name]; ok && s.columns[i].From != nil {
		return // the files' own, which tells the period
	}
	s.columns = append(s.columns, source.Column{Name: p.Name, Type: types.Text(), Const: &value})
	s.lake = append(s.lake, source.LakeColumn{Name: p.Name, Type: types.Text()})
}

// given returns the names of the columns that come from the files.
func (s *shape) given() []string {
	var names []string
	for _, c := range s.columns {
		if c.Const == nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// check compares what was written with what was read: the rows with the files' own count, the sums of costs with those of
// the input, digit by digit, and the files with what they were before.
func (r *run) check(ctx context.Context, p plan, files []read, s shape, written []source.Piece) (map[string]lake.Piece, *source.Fault, error) {
	var want, got int64
	for _, f := range files {
		want += f.rows
	}
	pieces := map[string]lake.Piece{}
	for _, w := range written {
		got += w.Read.Rows
		if w.Read.Rows == 0 {
			continue
		}
		if _, err := period.ParseMonth(w.Month); err != nil {
			return nil, &source.Fault{File: p.ID, Reason: fmt.Sprintf("%d rows have no billing period, but %q", w.Read.Rows, w.Month)}, nil
		}
		after, err := r.Loader.Measure(ctx, w.Paths, s.totals)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			return nil, &source.Fault{File: p.ID, Reason: "what was written cannot be read: " + err.Error()}, nil
		}
		if reason := differ(w.Read, after); reason != "" {
			return nil, &source.Fault{File: p.ID, Reason: w.Month + ": " + reason}, nil
		}
		pieces[w.Month] = r.piece(p, files, s, w)
	}
	if got != want {
		return nil, &source.Fault{File: p.ID, Reason: fmt.Sprintf("%d rows were read, but the files say that they hold %d", got, want)}, nil
	}
	if len(pieces) == 0 && !p.Month.IsZero() {
		pieces[p.Month.String()] = r.piece(p, files, s, source.Piece{Month: p.Month.String()})
	}
	if len(pieces) == 0 {
		r.report.Notes = append(r.report.Notes, p.ID+" holds no rows")
	}
	fault, err := r.still(ctx, files)
	if err != nil || fault != nil {
		return nil, fault, err
	}
	return pieces, nil, nil
}

// differ tells in which way two measures differ, "" when they do not.
func differ(before, after source.Measure) string {
	if before.Rows != after.Rows {
		return fmt.Sprintf("%d rows were read and %d written", before.Rows, after.Rows)
	}
	names := union(slices.Collect(maps.Keys(before.Totals)), slices.Collect(maps.Keys(after.Totals)))
	for _, name := range names {
		a, okA := before.Totals[name]
		b, okB := after.Totals[name]
		if okA != okB || !a.Equal(b) {
			return fmt.Sprintf("%s sums up to %s in the source and to %s in what was written", name, a, b)
		}
	}
	return ""
}

// piece describes what was written. The lake learns the size of the files when it takes them over.
func (r *run) piece(p plan, files []read, s shape, w source.Piece) lake.Piece {
	piece := lake.Piece{Delivery: p.ID, Columns: s.lake, Rows: w.Read.Rows, Totals: w.Read.Totals}
	for _, in := range p.inputs {
		for _, f := range files {
			if f.input.Key == in.Key {
				in = f.input
			}
		}
		piece.Inputs = append(piece.Inputs, in)
	}
	for _, path := range w.Paths {
		piece.Files = append(piece.Files, lake.File{Path: path})
	}
	return piece
}

// still tells whether the files are what they were when they were listed. What was fetched was asked for in that version.
func (r *run) still(ctx context.Context, files []read) (*source.Fault, error) {
	if _, ok := r.store.(blob.Remote); ok {
		return nil, nil
	}
	for _, f := range files {
		found := false
		for o, err := range r.store.List(ctx, f.input.Key) {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err == nil && o.Key == f.input.Key {
				found = o.Version == f.input.Version
			}
		}
		if !found {
			return &source.Fault{File: f.input.Key, Reason: "the file changed while it was read; sync again"}, nil
		}
	}
	return nil, nil
}
