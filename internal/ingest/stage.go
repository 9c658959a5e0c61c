package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/source"
)

// read is a file of a delivery that was looked into.
type read struct {
	input lake.Input
	path  string
	head  source.Head
	rows  int64
}

// stage reads a delivery and writes its pieces, by month, into the staging folder. A fault means that the delivery is bad
// and there are no pieces; an error is trouble with the lake or the end of the context.
func (r *run) stage(ctx context.Context, p plan) (map[string]lake.Piece, *source.Fault, error) {
	defer r.hold(ctx, p)()
	files, fault, err := r.readFiles(ctx, p)
	if err != nil || fault != nil {
		return nil, fault, err
	}
	if len(files) == 0 {
		r.report.Notes = append(r.report.Notes, fmt.Sprintf("%s holds no rows", p.ID))
		return nil, nil, nil
	}
	return r.convert(ctx, p, files)
}

// readFiles looks into all files of a delivery. When some are bad it tells the first, and the months of the others.
func (r *run) readFiles(ctx context.Context, p plan) ([]read, *source.Fault, error) {
	var files []read
	var bad *source.Fault
	var months []string
	for i, o := range p.Files {
		f, err := r.readFile(ctx, o, p.inputs[i])
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if errors.Is(err, source.ErrEmpty) && p.Empty && len(p.Files) > 1 {
			r.report.Notes = append(r.report.Notes, o.Key+" is empty and not read")
			continue
		}
		if err == nil {
			err = r.settle(f.head)
		}
		months = union(months, r.sampleMonths(f.head))
		if err != nil {
			fault := faultOf(o.Key, err)
			if bad != nil {
				r.fault(fault)
				continue
			}
			bad = &fault
			continue
		}
		files = append(files, f)
	}
	if bad != nil {
		bad.Months = union(bad.Months, months)
	}
	return files, bad, nil
}

// readFile fetches a file where that is needed, reads its head, and counts the rows.
func (r *run) readFile(ctx context.Context, o source.Object, in lake.Input) (read, error) {
	f := read{input: in}
	var err error
	if f.path, f.input.Hash, err = r.fetch(ctx, o, in.Hash); err != nil {
		return f, err
	}
	file, err := os.Open(f.path)
	if err != nil {
		return f, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	info, err := file.Stat()
	if err != nil {
		return f, err
	}
	if f.head, err = source.ReadHead(file, info.Size()); err != nil {
		return f, err
	}
	if f.rows = f.head.Rows; f.rows < 0 {
		if f.rows, err = source.CountRows(&cancelable{ctx: ctx, in: file}, f.head.Encoding); err != nil {
			return f, err
		}
	}
	if f.input.Hash == "" {
		f.input.Hash, err = r.hash(ctx, o.Key)
	}
	return f, err
}

// fetch returns the path of a file on this machine, and its hash where that is known.
func (r *run) fetch(ctx context.Context, o source.Object, hash string) (string, string, error) {
	switch store := r.store.(type) {
	case blob.Local:
		local, err := store.Path(o.Key)
		return local, hash, err
	case blob.Remote:
		return r.local(o)
	}
	local, err := r.transfer(ctx, o)
	return local, hash, err
}

// transfer copies a file into the staging folder.
func (r *run) transfer(ctx context.Context, o source.Object) (string, error) {
	folder, err := r.writer.Stage()
	if err != nil {
		return "", err
	}
	in, err := r.store.Open(ctx, o.Key)
	if err != nil {
		return "", err
	}
	defer in.Close() //nolint:errcheck // nothing was written
	out, err := os.Create(filepath.Join(folder, filepath.Base(path.Clean("/"+o.Key))))
	if err != nil {
		return "", err
	}
	n, err := io.Copy(out, &cancelable{ctx: ctx, in: in})
	if err = errors.Join(err, out.Close()); err != nil {
		return "", fmt.Errorf("fetch: %w", err)
	}
	if n != o.Size {
		return "", fmt.Errorf("byte %d: the transfer ended early: %d bytes were listed", n, o.Size)
	}
	return out.Name(), nil
}

// settle finds the format of a file. All files of a source are of one format.
func (r *run) settle(h source.Head) error {
	format := source.Detect(r.Formats, h)
	if r.format != nil && (format == nil || format.Name() != r.format.Name()) && r.format.Sniff(h) {
		format = r.format
	}
	if format == nil {
		return fmt.Errorf("line 1: the columns are those of no known bill: %s", shorten(h.Names()))
	}
	if r.format == nil {
		r.format = format
	}
	if format.Name() != r.format.Name() {
		return fmt.Errorf("line 1: this is %s, and the other files of the source are %s; register it as a source of its own", format.Title(), r.format.Title())
	}
	return nil
}

func shorten(names []string) string {
	const most = 6
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// sampleMonths returns the months of the rows that a CSV head shows, so that a file that breaks later holds its month.
func (r *run) sampleMonths(h source.Head) []string {
	format := source.Detect(r.Formats, h)
	if format == nil {
		return nil
	}
	var names []string
	for _, c := range h.Columns {
		names = append(names, format.Column(c).Name)
	}
	name, ok := format.Period(names)
	at := slices.Index(names, name)
	if !ok || at < 0 {
		return nil
	}
	var months []string
	for _, row := range h.Sample {
		if at < len(row) && len(row[at]) >= 7 {
			if m, err := period.ParseMonth(row[at][:7]); err == nil {
				months = append(months, m.String())
			}
		}
	}
	return union(months, nil)
}

// faultOf makes a fault of an error that begins with its place.
func faultOf(file string, err error) source.Fault {
	text := err.Error()
	for _, word := range []string{"byte ", "line ", "row ", "end of file", "inside the gzip", "column "} {
		if place, reason, ok := strings.Cut(text, ": "); ok && strings.HasPrefix(text, word) {
			return source.Fault{File: file, Place: place, Reason: reason}
		}
	}
	return source.Fault{File: file, Reason: text}
}
