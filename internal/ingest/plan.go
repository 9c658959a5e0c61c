package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
)

// plan is what a delivery needs.
type plan struct {
	source.Delivery
	inputs []lake.Input // its files, as they are now
	old    map[string]lake.Piece
	// same tells that nothing changed since the delivery was committed.
	same bool
	// lost names files that the committed delivery had and that are gone while nothing else changed.
	lost []string
}

// list returns the objects of the store.
func list(ctx context.Context, store blob.Store) ([]source.Object, error) {
	var objects []source.Object
	for o, err := range store.List(ctx, "") {
		if err != nil {
			return nil, err
		}
		objects = append(objects, source.Object{Key: o.Key, Size: o.Size, Version: o.Version, Modified: o.Modified})
	}
	return objects, nil
}

// readAll returns a manifest.
func readAll(ctx context.Context, store blob.Store, key string) ([]byte, error) {
	in, err := store.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // nothing was written
	var text bytes.Buffer
	if _, err := io.Copy(&text, io.LimitReader(in, source.MaxManifest+1)); err != nil {
		return nil, fmt.Errorf("read %q: %w", key, err)
	}
	return text.Bytes(), nil
}

// plan compares a delivery with what was committed of it. Files are the same when their versions are or, where only the version
// differs, when their bytes are.
func (r *run) plan(ctx context.Context, d source.Delivery) (plan, error) {
	p := plan{Delivery: d, old: map[string]lake.Piece{}}
	before := map[string]lake.Input{}
	for name, month := range r.src.Months {
		for _, piece := range month.Pieces {
			if piece.Delivery != d.ID {
				continue
			}
			p.old[name] = piece
			for _, in := range piece.Inputs {
				before[in.Key] = in
			}
		}
	}
	p.same = len(before) > 0
	for _, o := range d.Files {
		in := lake.Input{Key: o.Key, Size: o.Size, Version: o.Version}
		was, known := before[o.Key]
		switch {
		case known && was.Version == o.Version && was.Size == o.Size:
			in.Hash = was.Hash
		case known && was.Size == o.Size && p.same:
			hash, err := r.hash(ctx, o.Key)
			if ctx.Err() != nil {
				return p, ctx.Err()
			}
			in.Hash = hash
			p.same = err == nil && hash == was.Hash // an unreadable file is a fault when it is read
		default:
			p.same = false
		}
		p.inputs = append(p.inputs, in)
		delete(before, o.Key)
	}
	if p.same && len(before) > 0 {
		p.lost = slices.Sorted(maps.Keys(before))
		p.same = d.Manifest == ""
		if !p.same {
			p.lost = nil // the manifest says that they count no longer
		}
	}
	return p, nil
}

// hash returns the SHA-256 of an object.
func (r *run) hash(ctx context.Context, key string) (string, error) {
	in, err := r.store.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer in.Close() //nolint:errcheck // nothing was written
	sum := sha256.New()
	if _, err := io.Copy(sum, &cancelable{ctx: ctx, in: in}); err != nil {
		return "", fmt.Errorf("read %q: %w", key, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// cancelable is a reader that ends with its context.
type cancelable struct {
	ctx context.Context // it lives as long as one call
	in  io.Reader
}

// Read reads unless the context has ended.
func (c *cancelable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.in.Read(p)
}
