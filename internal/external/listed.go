package external

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/glauxhq/glaux/internal/blob"
)

// listed returns the files of a table that names them itself, of the partitions that a query needs.
func (l *layout) listed() []file {
	var found []file
	for _, f := range l.table.Listed {
		keep := true
		for i, k := range l.keys {
			keep = keep && i < len(f.Partition) && l.keeps(k.Name, f.Partition[i])
		}
		if keep {
			object := blob.Object{Key: f.Path, Size: f.Bytes, Version: f.Name, Modified: f.Written}
			found = append(found, file{store: own{}, object: object, path: f.Name, values: f.Partition})
		}
	}
	return found
}

// own opens files of the lake's own, whose keys are their paths.
type own struct{}

// List lists nothing: who reads such files knows them.
func (own) List(context.Context, string) iter.Seq2[blob.Object, error] {
	return func(func(blob.Object, error) bool) {}
}

// Open opens a file.
func (own) Open(_ context.Context, key string) (io.ReadCloser, error) {
	in, err := os.Open(key)
	if errors.Is(err, fs.ErrNotExist) {
		err = blob.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("open file of table: %w", err)
	}
	return in, nil
}
