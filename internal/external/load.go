package external

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// conversion is the version of what convert writes; a change makes all cached files be made anew.
const conversion = "1"

// maxWorkers bounds how many files are converted at once, and with them the memory.
const maxWorkers = 8

// definition is a digest of everything in a table's definition that decides what a converted file holds.
func (l *layout) definition() string {
	t := l.table
	texts := []string{conversion, t.Storage.Serde, t.Storage.Input}
	for _, k := range slices.Sorted(maps.Keys(t.Storage.Properties)) {
		texts = append(texts, k, t.Storage.Properties[k])
	}
	texts = append(texts, "")
	for _, k := range []string{"skip.header.line.count", "skip.footer.line.count", "serialization.null.format", serde.HeaderProperty} {
		texts = append(texts, k, t.Properties[k])
	}
	for _, c := range t.Columns {
		texts = append(texts, c.Name, c.Type)
	}
	return digestOf(texts...)
}

// load returns the files as the engine reads them, in the order in which they were found.
func (l *layout) load(ctx context.Context, found []file) (*catalog.Files, error) {
	if len(found) > maxFiles {
		return nil, l.tooManyFiles()
	}
	ready := make([]converted, len(found))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var work sync.WaitGroup
	for range min(len(found), maxWorkers, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := range next {
				var err error
				if ready[i], err = l.one(ctx, found[i]); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range found {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	work.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return l.groups(found, ready), nil
}

// maxFiles is how many files a statement reads of one table.
const maxFiles = 1_000_000

func (l *layout) tooManyFiles() error {
	return fault.New(fault.Exhausted, "EXCEEDED_FILE_LIMIT", fmt.Sprintf("table %s: the query would read more than %d files; read fewer partitions", l.name(), maxFiles))
}

// converted is a file in the cache. Shape says what columns it has; files of the same shape are read together.
type converted struct {
	path    string
	shape   string
	columns map[string]catalog.FileColumn
}

// one returns a file's copy in the cache.
func (l *layout) one(ctx context.Context, f file) (converted, error) {
	key := digestOf(l.digest, f.path, fmt.Sprint(f.object.Size), f.object.Version)
	path, err := l.r.Cache.file(ctx, key, func(out io.Writer) error { return l.convert(ctx, f, out) })
	if ctx.Err() != nil {
		return converted{}, context.Cause(ctx)
	}
	if err != nil {
		return converted{}, l.broken(f, err)
	}
	if l.format == nil {
		return l.parquet(f, path)
	}
	columns := map[string]catalog.FileColumn{}
	for _, c := range l.columns {
		columns[c.Name] = catalog.FileColumn{Name: c.Name, Type: c.Type}
	}
	return converted{path: path, columns: columns}, nil
}

// convert writes a file's copy. A panic of what reads foreign bytes is an error of ours, and costs this statement alone.
func (l *layout) convert(ctx context.Context, f file, out io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("convert %s: panic: %v\n%s", f.path, p, debug.Stack())
		}
	}()
	in, err := f.store.Open(ctx, f.object.Key)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	counted := &counter{ctx: ctx, in: in}
	if l.format == nil {
		_, err = io.Copy(out, counted)
	} else {
		buffered := bufio.NewWriterSize(out, 1<<20)
		if err = writeParquet(ctx, l.format, serde.File{Name: f.path, Body: counted}, buffered); err == nil {
			err = buffered.Flush()
		}
	}
	if err != nil {
		return err
	}
	if rest, err := io.Copy(io.Discard, counted); err != nil || rest > 0 && l.format == nil {
		return fmt.Errorf("read to the end: %w", errors.Join(err, errChanged))
	}
	if counted.n != f.object.Size {
		return errChanged
	}
	return nil
}

var errChanged = errors.New("the file changed while it was read; run the query again")

// counter counts the bytes that are read, and stops when the context ends.
type counter struct {
	ctx context.Context //nolint:containedctx // lives as long as one call
	in  io.Reader
	n   int64
}

// Read reads bytes.
func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

// broken makes an error to show of a file that cannot be read.
func (l *layout) broken(f file, err error) error {
	var known *fault.Error
	var data *serde.DataError
	var refused *serde.Unsupported
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &data):
		kind := fault.Invalid
		if data.Code == serde.TooLarge {
			kind = fault.Exhausted
		}
		return fault.Wrap(err, kind, data.Code, data.Error())
	case errors.As(err, &refused):
		return fault.Wrap(err, fault.Invalid, "NOT_SUPPORTED", f.path+": "+refused.Reason)
	case errors.Is(err, errChanged):
		return fault.Wrap(err, fault.Conflict, "HIVE_CANNOT_OPEN_SPLIT", f.path+": "+errChanged.Error())
	case errors.Is(err, blob.ErrNotFound):
		return fault.Wrap(err, fault.Unavailable, "HIVE_CANNOT_OPEN_SPLIT", "Error opening Hive split "+f.path+": the file is not there, or leads out of its location")
	}
	return fault.Wrap(err, fault.Unavailable, "HIVE_CANNOT_OPEN_SPLIT", "Error opening Hive split "+f.path)
}

// groups puts files with the same columns together.
func (l *layout) groups(found []file, ready []converted) *catalog.Files {
	out := &catalog.Files{}
	at := map[string]int{}
	constants := l.constants()
	for i, c := range ready {
		n, ok := at[c.shape]
		if !ok {
			n = len(out.Groups)
			at[c.shape] = n
			out.Groups = append(out.Groups, catalog.FileGroup{Columns: c.columns, Constants: constants})
		}
		g := &out.Groups[n]
		g.Paths = append(g.Paths, c.path)
		g.Values = append(g.Values, l.values(found[i]))
	}
	return out
}
