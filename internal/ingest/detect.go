package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// headBytes is how much of a file is looked at to know its kind, plainBytes how much of that without compression.
const (
	headBytes  = 16 << 10
	plainBytes = 32 << 10
)

// samples is how many files of a location are looked at to know its kind.
const samples = 16

// Columnar is a feed.Kind that comes in Parquet too.
type Columnar interface {
	feed.Kind
	// SniffColumns tells whether the columns of a Parquet file are of this kind.
	SniffColumns(names []string) bool
}

// Found is what a location holds, judging by some of its files.
type Found struct {
	// Kinds are the kinds of logs and inventories.
	Kinds []feed.Kind
	// Bill tells that there are bills, Format which.
	Bill   bool
	Format source.Format
}

// titles names what was found.
func (f Found) titles() []string {
	var titles []string
	for _, k := range f.Kinds {
		titles = append(titles, k.Title())
	}
	if f.Bill {
		titles = append(titles, "bills")
	}
	return titles
}

// Detect looks at some files of a location and tells what they are, by content.
func (s Sync) Detect(ctx context.Context, location string) (Found, error) {
	store, err := s.Open(location)
	if err != nil {
		return Found{}, err
	}
	objects, err := list(ctx, store)
	if err != nil {
		return Found{}, err
	}
	return detect(ctx, store, objects, s.Kinds, s.Formats)
}

func detect(ctx context.Context, store blob.Store, objects []source.Object, kinds []feed.Kind, formats []source.Format) (Found, error) {
	var found Found
	for _, o := range sampled(objects) {
		if strings.HasSuffix(path.Base(o.Key), "Manifest.json") {
			found.Bill = true
			continue
		}
		kind, format, err := recognise(ctx, store, o, kinds, formats)
		if ctx.Err() != nil {
			return found, ctx.Err()
		}
		if err != nil {
			continue // whoever reads the file tells it
		}
		if kind != nil && !contains(found.Kinds, kind) {
			found.Kinds = append(found.Kinds, kind)
		}
		if format != nil {
			found.Bill, found.Format = true, format
		}
	}
	return found, nil
}

func contains(kinds []feed.Kind, kind feed.Kind) bool {
	for _, k := range kinds {
		if k.Name() == kind.Name() {
			return true
		}
	}
	return false
}

// sampled returns some objects that are not empty, from all over the list.
func sampled(objects []source.Object) []source.Object {
	var full []source.Object
	for _, o := range objects {
		if o.Size > 0 {
			full = append(full, o)
		}
	}
	if len(full) <= samples {
		return full
	}
	some := make([]source.Object, samples)
	for i := range some {
		some[i] = full[i*(len(full)-1)/(samples-1)]
	}
	return some
}

// recognise tells what a file is: of a kind, or a bill of a format, or neither.
func recognise(ctx context.Context, store blob.Store, o source.Object, kinds []feed.Kind, formats []source.Format) (feed.Kind, source.Format, error) {
	head, err := headOf(ctx, func() (io.ReadCloser, error) { return store.Open(ctx, o.Key) })
	if err != nil {
		return nil, nil, err
	}
	if !bytes.HasPrefix(head, []byte("PAR1")) {
		plain := plainHead(o.Key, head)
		if kind := feed.Detect(kinds, o.Key, plain); kind != nil {
			return kind, nil, nil
		}
		h, err := plainBill(plain)
		if err != nil {
			return nil, nil, nil //nolint:nilerr // no CSV: it is nothing that is known
		}
		return nil, source.Detect(formats, h), nil
	}
	file, release, err := fileOf(ctx, store, o)
	if err != nil {
		return nil, nil, err
	}
	defer release()
	h, err := parquetHead(file)
	if err != nil {
		return nil, nil, err
	}
	return columnar(kinds, h), source.Detect(formats, h), nil
}

// fileOf returns the path of an object on this machine.
func fileOf(ctx context.Context, store blob.Store, o source.Object) (local string, release func(), err error) {
	switch store := store.(type) {
	case blob.Local:
		local, err = store.Path(o.Key)
		return local, func() {}, err
	case blob.Remote:
		c := store.Fetch(ctx, []blob.Object{{Key: o.Key, Size: o.Size, Version: o.Version, Modified: o.Modified}}, nil)[0]
		return c.Path, c.Release, c.Err
	}
	return "", nil, errors.New("the file is not on this machine")
}

// lastLine returns where the last whole line of a text ends, or its end where there is none.
func lastLine(plain []byte) int {
	if i := bytes.LastIndexByte(plain, '\n'); i >= 0 {
		return i + 1
	}
	return len(plain)
}

// columnar returns the kind of a Parquet file.
func columnar(kinds []feed.Kind, h source.Head) feed.Kind {
	for _, k := range kinds {
		if c, ok := k.(Columnar); ok && c.SniffColumns(h.Names()) {
			return k
		}
	}
	return nil
}

// parquetHead reads what a Parquet file says about itself.
func parquetHead(local string) (source.Head, error) {
	file, err := os.Open(local)
	if err != nil {
		return source.Head{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	info, err := file.Stat()
	if err != nil {
		return source.Head{}, err
	}
	return source.ReadHead(file, info.Size())
}

// plainHead returns the beginning of a file without its compression, as far as it goes.
func plainHead(key string, head []byte) []byte {
	plain, err := serde.Decompress(serde.File{Name: key, Body: bytes.NewReader(head)})
	if err != nil {
		return nil
	}
	defer plain.Close() //nolint:errcheck // only read
	out := make([]byte, plainBytes)
	n, _ := io.ReadFull(plain, out) // the head breaks off, of course
	return out[:n]
}
