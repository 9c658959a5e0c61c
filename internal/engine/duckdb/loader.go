package duckdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/diag"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Loader writes the lake's copies of files. Each call has a DuckDB instance of its own, which can touch the files of that call and
// nothing else; queries never run in it. It keeps every value or refuses the file, and names the file, the place and the reason.
type Loader struct {
	options Options
	log     *slog.Logger
}

// NewLoader returns a loader with the limits of o; o.DataDirs has no meaning here.
func NewLoader(o Options) *Loader {
	l := &Loader{options: o, log: o.Log}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	return l
}

// loading is one call of a loader.
type loading struct {
	l        *Loader
	s        *session
	progress func(part float64)
}

// open starts an instance that can use the files and the folders.
func (l *Loader) open(files, folders []string, progress func(float64)) (*loading, func(), error) {
	options := l.options
	options.DataDirs = folders
	in, err := openLimited(options, files...)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, string(diag.GenericInternalError), "The loader cannot start")
	}
	s, err := in.connect()
	if err != nil {
		in.close()
		return nil, nil, internal(err)
	}
	g := &loading{l: l, s: s, progress: progress}
	if err := s.showProgress(); err != nil {
		s.close()
		in.close()
		return nil, nil, internal(err)
	}
	return g, func() { s.close(); in.close(); trim() }, nil
}

// The part of a conversion's work that counting is; writing is the rest.
const countingPart = 0.4

// Convert writes the rows of c.Files as Parquet files of the lake, one for each billing period. The error is a source.Fault
// when a file is at fault, else a *fault.Error.
func (l *Loader) Convert(ctx context.Context, c source.Conversion) ([]source.Piece, error) {
	if err := verify(ctx, c.Files); err != nil {
		return nil, l.explain(err)
	}
	dir, err := realPath(c.Dir)
	if err != nil {
		return nil, internal(err)
	}
	paths := make([]string, len(c.Files))
	c.Files = slices.Clone(c.Files)
	for i := range c.Files {
		if paths[i], err = realFile(c.Files[i].Path); err != nil {
			return nil, err
		}
		c.Files[i].Path = paths[i]
	}
	pieces, err := l.written(ctx, c, paths, dir)
	var full *fault.Error
	if l.options.MoreMemory != "" && errors.As(err, &full) && full.Code == string(diag.ExceededLocalMemoryLimit) {
		more := NewLoader(l.options)
		more.options.MemoryLimit, more.options.MoreMemory = l.options.MoreMemory, ""
		l.log.Info("a delivery does not fit into the memory of loading; it gets more", "files", paths, "memory", l.options.MoreMemory)
		return more.written(ctx, c, paths, dir)
	}
	return pieces, err
}

// written writes the rows of the files into dir with an instance of its own.
func (l *Loader) written(ctx context.Context, c source.Conversion, paths []string, dir string) ([]source.Piece, error) {
	g, end, err := l.open(paths, []string{dir}, c.Progress)
	if err != nil {
		return nil, err
	}
	defer end()
	load, err := g.plan(ctx, c)
	if err != nil {
		return nil, l.explain(err)
	}
	pieces, err := g.convert(ctx, c, load, dir)
	if err != nil {
		return nil, l.explain(g.locate(ctx, c, err))
	}
	return pieces, nil
}

// realFile is realPath for a file to be read.
func realFile(path string) (string, error) {
	real, err := realPath(path)
	if err != nil {
		return "", source.Fault{File: path, Reason: "the file cannot be read"}
	}
	return real, nil
}

// convert counts what is in the files and writes it, month by month.
func (g *loading) convert(ctx context.Context, c source.Conversion, load emitduckdb.Load, dir string) ([]source.Piece, error) {
	stop := g.watch(0, countingPart)
	months, err := g.counted(ctx, c, load)
	stop()
	if err != nil {
		return nil, err
	}
	trim()
	pieces := make([]source.Piece, 0, len(months))
	for i, m := range months {
		path := filepath.Join(dir, fmt.Sprintf("part-%04d.parquet", i))
		part := (1 - countingPart) / float64(len(months))
		stop := g.watch(countingPart+part*float64(i), part)
		err := g.s.exec(ctx, load.Copy(m.key, path), bindings.StatementTypeCopy)
		stop()
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, source.Piece{Month: m.name(), Paths: []string{path}, Read: m.measure()})
	}
	return pieces, nil
}

// counted counts what is in the files.
func (g *loading) counted(ctx context.Context, c source.Conversion, load emitduckdb.Load) ([]*month, error) {
	totals := columnsNamed(c.Columns, c.Totals)
	want := []types.Type{text, bigint}
	names := make([]string, len(totals))
	for i, t := range totals {
		want = append(want, c.Columns[t].Type)
		names[i] = c.Columns[t].Name
	}
	return g.count(ctx, load.Counts(totals), append(want, bigint), names)
}

// columnsNamed returns the indexes of the columns with the names, in the order of the names.
func columnsNamed(columns []source.Column, names []string) []int {
	found := make([]int, 0, len(names))
	for _, name := range names {
		i := slices.IndexFunc(columns, func(c source.Column) bool { return c.Name == name })
		if i >= 0 {
			found = append(found, i)
		}
	}
	return found
}

// Measure counts the rows and sums the columns of Parquet files of the lake.
func (l *Loader) Measure(ctx context.Context, paths, columns []string) (source.Measure, error) {
	if len(paths) == 0 {
		return source.Measure{Totals: map[string]money.Amount{}}, nil
	}
	files := make([]string, len(paths))
	for i, p := range paths {
		path, err := realFile(p)
		if err != nil {
			return source.Measure{}, err
		}
		files[i] = path
	}
	g, end, err := l.open(files, nil, nil)
	if err != nil {
		return source.Measure{}, err
	}
	defer end()
	m, err := g.measure(ctx, files, columns)
	if err != nil {
		return source.Measure{}, l.explain(g.faulty(ctx, files, err))
	}
	return m, nil
}

func (g *loading) measure(ctx context.Context, paths, columns []string) (source.Measure, error) {
	held, err := g.describe(ctx, paths[0])
	if err != nil {
		return source.Measure{}, err
	}
	var names []string
	want := []types.Type{text, bigint}
	for _, h := range held {
		if !slices.Contains(columns, h.name) {
			continue
		}
		t, ok := summable(h.held)
		if !ok {
			return source.Measure{}, fmt.Errorf("column %q of type %s has no sum", h.name, h.held)
		}
		names = append(names, h.name)
		want = append(want, t)
	}
	months, err := g.count(ctx, emitduckdb.CountsOf(paths, names), append(want, bigint), names)
	if err != nil {
		return source.Measure{}, err
	}
	if len(months) == 0 {
		return source.Measure{Totals: map[string]money.Amount{}}, nil
	}
	return months[0].measure(), nil
}

// verify reads gzip files to their end: DuckDB takes what it gets from a stream that breaks off and checks no sum.
func verify(ctx context.Context, files []source.File) error {
	for _, f := range files {
		if f.Encoding != source.GzipCSV {
			continue
		}
		if err := verifyGzip(ctx, f.Path); err != nil {
			return err
		}
	}
	return nil
}

// watch tells the caller now and then how far the running statement is, as a share of part after from. It returns its end.
func (g *loading) watch(from, part float64) (stop func()) {
	if g.progress == nil {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if p := g.s.progress(); p.Fraction > 0 {
					g.progress(from + part*p.Fraction)
				}
			}
		}
	}()
	return func() {
		close(done)
		<-ended
		g.progress(from + part)
	}
}

// explain turns what went wrong into what a user may read.
func (l *Loader) explain(err error) error {
	var f source.Fault
	if errors.As(err, &f) {
		return f
	}
	var path *os.PathError
	if errors.As(err, &path) {
		return source.Fault{File: path.Path, Reason: path.Err.Error()}
	}
	return explain(err, nil, l.options, l.log)
}
