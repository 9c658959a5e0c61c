package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/pack"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// Texter writes the rows of a Parquet file as text: a line that names the columns, then a line for each row, values parted by one blank,
// `-` where there is none. An engine has one.
type Texter interface {
	Text(ctx context.Context, path, out string) error
}

// The bounds of converting a set: how many files are read at once, and how many Parquet files each of them has open.
const (
	maxWorkers   = 4
	maxOpen      = 32
	workerBytes  = 4 << 20 // of files, for each further worker
	writerBuffer = 1 << 20
)

// converted is what became of a set.
type converted struct {
	report feed.Report
	files  []source.Object // that were read
	days   map[string][]lake.Piece
}

// unread is a file whose bytes could not be got to the end: the set has to do without it.
type unread struct {
	key string
	err error
}

// Error names the file.
func (u *unread) Error() string { return u.key + ": " + u.err.Error() }

// Unwrap returns the reason.
func (u *unread) Unwrap() error { return u.err }

// convert reads the files of a set into Parquet files. Where one cannot be read to its end, for trouble with reading and not with its
// bytes, what was read of it must not count: the set is begun again without it, and the file is left for the next sync.
func (f *feedRun) convert(ctx context.Context, p fileSet) (*converted, error) {
	defer f.hold(ctx, p.plan())()
	files := slices.Clone(p.files)
	for {
		made, err := f.try(ctx, files)
		var bad *unread
		if !errors.As(err, &bad) {
			return made, err
		}
		f.fault(faultOf(bad.key, fmt.Errorf("cannot be read: %w", bad.err)))
		files = slices.DeleteFunc(files, func(o source.Object) bool { return o.Key == bad.key })
	}
}

// try reads the files of a set with several workers.
func (f *feedRun) try(ctx context.Context, files []source.Object) (*converted, error) {
	folder, err := f.writer.Stage()
	if err != nil {
		return nil, err
	}
	var size int64
	for _, o := range files {
		size += o.Size
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan source.Object)
	workers := make([]*feedWorker, min(maxWorkers, runtime.GOMAXPROCS(0), max(len(files), 1), int(1+size/workerBytes)))
	var wait sync.WaitGroup
	for i := range workers {
		w := &feedWorker{f: f, packer: &packer{folder: folder, prefix: fmt.Sprintf("w%d-", i)}}
		workers[i] = w
		wait.Go(func() {
			if err := w.work(ctx, next); err != nil {
				cancel(err)
			}
		})
	}
	f.give(ctx, files, next)
	wait.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return f.gather(workers)
}

// give hands the files out and tells the progress.
func (f *feedRun) give(ctx context.Context, files []source.Object, next chan<- source.Object) {
	defer close(next)
	for _, o := range files {
		select {
		case <-ctx.Done():
			return
		case next <- o:
			f.advance(plan{Delivery: source.Delivery{ID: o.Key, Files: []source.Object{o}}}, 1)
		}
	}
}

// gather puts together what the workers wrote.
func (f *feedRun) gather(workers []*feedWorker) (*converted, error) {
	made := &converted{days: map[string][]lake.Piece{}}
	for _, w := range workers {
		made.files = append(made.files, w.files...)
		for _, fault := range w.faults {
			f.fault(fault)
		}
		if w.reader != nil {
			made.report.Add(w.reader.Report())
		}
		made.report.Add(&w.passed)
		for _, part := range w.packer.done {
			head, err := parquetHead(part.path)
			if err != nil {
				return nil, fmt.Errorf("what was written cannot be read: %w", err)
			}
			if head.Rows != part.rows {
				return nil, fmt.Errorf("%d rows were read and %d written", part.rows, head.Rows)
			}
			made.add(part)
		}
	}
	slices.SortFunc(made.files, func(a, b source.Object) int { return bytes.Compare([]byte(a.Key), []byte(b.Key)) })
	return made, nil
}

// add adds a file to the piece of its table, day and columns.
func (c *converted) add(part *part) {
	for i, piece := range c.days[part.day] {
		if piece.Table == part.shape.Table && slices.EqualFunc(piece.Columns, part.shape.Columns, sameColumn) {
			c.days[part.day][i].Files = append(piece.Files, lake.File{Path: part.path})
			c.days[part.day][i].Rows += part.rows
			return
		}
	}
	c.days[part.day] = append(c.days[part.day], lake.Piece{
		Table: part.shape.Table, Columns: part.shape.Columns, Rows: part.rows, Files: []lake.File{{Path: part.path}},
	})
}

func sameColumn(a, b source.LakeColumn) bool { return a.Name == b.Name && a.Type.Equal(b.Type) }

// feedWorker reads files one after the other.
type feedWorker struct {
	f      *feedRun
	packer *packer
	reader feed.Reader
	passed feed.Report // files of other kinds
	files  []source.Object
	faults []source.Fault
}

// work reads files until there are no more.
func (w *feedWorker) work(ctx context.Context, next <-chan source.Object) (err error) {
	defer func() { err = errors.Join(err, w.packer.close()) }()
	if w.reader, err = w.f.kind.Reader(w.packer); err != nil {
		return err
	}
	for o := range next {
		if err := w.file(ctx, o); err != nil {
			return errors.Join(err, w.reader.Flush())
		}
	}
	return w.reader.Flush()
}

// file reads one file. One that cannot be opened is a fault and stays for the next sync.
func (w *feedWorker) file(ctx context.Context, o source.Object) error {
	body, err := w.f.store.Open(ctx, o.Key)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		w.faults = append(w.faults, source.Fault{File: o.Key, Reason: "cannot be opened: " + err.Error()})
		return nil
	}
	defer body.Close() //nolint:errcheck // only read
	counted := &counter{in: &cancelable{ctx: ctx, in: body}}
	in := bufio.NewReaderSize(counted, 256<<10)
	head, err := in.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return w.failed(ctx, o, err)
	}
	if err := w.read(ctx, o, head, in); err != nil {
		return err
	}
	if counted.err != nil {
		return w.failed(ctx, o, counted.err)
	}
	if counted.ended && counted.n != o.Size {
		return w.failed(ctx, o, errors.New("the file changed while it was read; sync again"))
	}
	w.files = append(w.files, o)
	return nil
}

// failed tells which file could not be read.
func (w *feedWorker) failed(ctx context.Context, o source.Object, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &unread{o.Key, err}
}

// read reads a file that is open, if it is of the kind.
func (w *feedWorker) read(ctx context.Context, o source.Object, head []byte, in *bufio.Reader) error {
	file := feed.File{Key: o.Key, Body: in, Modified: o.Modified}
	switch {
	case len(head) == 0:
		w.passed.Count("empty files", 1)
		return nil
	case bytes.HasPrefix(head, []byte("PAR1")):
		return w.columnar(ctx, file)
	}
	if plain := plainHead(o.Key, head); len(plain) > 0 && !w.f.kind.Sniff(o.Key, plain) {
		w.pass(o.Key, plain)
		return nil
	}
	return w.checked(w.reader.Read(ctx, file), o)
}

// pass tells what a file is that is not of the kind.
func (w *feedWorker) pass(key string, plain []byte) {
	if other := feed.Detect(w.f.Kinds, key, plain); other != nil {
		w.passed.Count("files of another kind, not read ("+other.Title()+")", 1)
		return
	}
	for _, other := range w.f.Kinds {
		if why := other.Pass(key); why != "" {
			w.passed.Count(why+", not read", 1)
			return
		}
	}
	if strings.HasSuffix(key, "Manifest.json") || w.bill(plainBill(plain)) {
		w.passed.Count(bills, 1)
		return
	}
	line, _, _ := bytes.Cut(plain, []byte{'\n'})
	w.passed.Refuse(key, "line 1", "the file does not begin as "+w.f.kind.Title()+" do: "+feed.Shorten(string(line)))
}

// bills is what files of bills are counted as.
const bills = "files of bills, not read"

// bill tells whether a head is that of a bill.
func (w *feedWorker) bill(h source.Head, err error) bool {
	return err == nil && source.Detect(w.f.Formats, h) != nil
}

// plainBill returns the head of a text.
func plainBill(plain []byte) (source.Head, error) {
	whole := plain[:lastLine(plain)]
	return source.ReadHead(bytes.NewReader(whole), int64(len(whole)))
}

// checked tells which file an error of reading is about. Trouble with writing is no file's.
func (w *feedWorker) checked(err error, o source.Object) error {
	if err == nil || w.packer.err != nil || errors.Is(err, context.Canceled) {
		return err
	}
	return &unread{o.Key, err}
}

// columnar reads a Parquet file by way of text, so that its records are checked like all others.
func (w *feedWorker) columnar(ctx context.Context, file feed.File) error {
	texter, ok := w.f.Loader.(Texter)
	kind, columnar := w.f.kind.(Columnar)
	if !ok || !columnar {
		w.passed.Count("Parquet files, not read", 1)
		return nil
	}
	folder, err := os.MkdirTemp(w.packer.folder, "text-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the staging folder is dropped anyway
	local := filepath.Join(folder, "in.parquet")
	if err := copyTo(local, file.Body); err != nil {
		return err
	}
	head, err := parquetHead(local)
	if err != nil {
		w.passed.Refuse(file.Key, "", err.Error())
		return nil
	}
	if !kind.SniffColumns(head.Names()) {
		if w.bill(head, nil) {
			w.passed.Count(bills, 1)
			return nil
		}
		w.passed.Refuse(file.Key, "", "the columns are none of "+kind.Title()+": "+shorten(head.Names()))
		return nil
	}
	text := filepath.Join(folder, "text")
	if err := texter.Text(ctx, local, text); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var fault source.Fault
		if !errors.As(err, &fault) {
			fault.Reason = err.Error()
		}
		w.passed.Refuse(file.Key, fault.Place, fault.Reason)
		return nil
	}
	in, err := os.Open(text)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	file.Body = in
	return w.reader.Read(ctx, file)
}

// copyTo writes a reader into a new file.
func copyTo(path string, in io.Reader) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// counter counts what is read and keeps why reading ended.
type counter struct {
	in    io.Reader
	n     int64
	ended bool
	err   error
}

// Read reads bytes.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	switch {
	case errors.Is(err, io.EOF):
		c.ended = true
	case err != nil:
		c.err = err
	}
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

// packer writes rows as Parquet files, one for each shape and day.
type packer struct {
	folder, prefix string
	open           []*part // the one used last is the last
	done           []*part
	made           int
	err            error // of writing
}

// part is a file that is being written.
type part struct {
	shape *feed.Shape
	day   string
	path  string
	rows  int64

	file *os.File
	out  *bufio.Writer
	w    *pack.Writer
}

var _ feed.Sink = (*packer)(nil)

// Rows writes a batch to the file of its shape and day.
func (p *packer) Rows(shape *feed.Shape, day string, batch arrow.RecordBatch) error {
	part, err := p.part(shape, day)
	if err == nil {
		err = part.w.Write(batch)
	}
	if err != nil {
		p.err = err
		return err
	}
	part.rows += batch.NumRows()
	return nil
}

// part returns the file of a shape and a day.
func (p *packer) part(shape *feed.Shape, day string) (*part, error) {
	for i, part := range p.open {
		if part.shape == shape && part.day == day {
			p.open = append(append(p.open[:i:i], p.open[i+1:]...), part)
			return part, nil
		}
	}
	if len(p.open) >= maxOpen {
		if err := p.end(p.open[0]); err != nil {
			return nil, err
		}
		p.open = p.open[1:]
	}
	schema, err := shape.Schema()
	if err != nil {
		return nil, err
	}
	p.made++
	made := &part{shape: shape, day: day, path: filepath.Join(p.folder, fmt.Sprintf("%s%06d.parquet", p.prefix, p.made))}
	if made.file, err = os.Create(made.path); err != nil {
		return nil, err
	}
	made.out = bufio.NewWriterSize(made.file, writerBuffer)
	if made.w, err = pack.New(made.out, schema, pack.Zstd); err != nil {
		return nil, errors.Join(err, made.file.Close())
	}
	p.open = append(p.open, made)
	return made, nil
}

// end ends a file.
func (p *packer) end(part *part) error {
	p.done = append(p.done, part)
	return errors.Join(part.w.Close(), part.out.Flush(), part.file.Close())
}

// close ends all files.
func (p *packer) close() error {
	var err error
	for _, part := range p.open {
		err = errors.Join(err, p.end(part))
	}
	p.open = nil
	return err
}
