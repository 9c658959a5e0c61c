// Package blob is the seam to where files of bills lie: a folder today, a bucket too. It promises that a Store is only
// ever read, that keys are relative, with slashes, and sorted in a listing, and that a Version which did not change means
// that the bytes did not change.
package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
)

// ErrNotFound tells that a store has no object of that key. Test with errors.Is.
var ErrNotFound = errors.New("object not found")

// Object is a file in a store.
type Object struct {
	// Key is the path below the store's root, with slashes.
	Key string
	// Size is the number of bytes.
	Size int64
	// Version changes whenever the bytes change: an ETag, or size and time of a local file.
	Version string
	// Modified is when the object was written.
	Modified time.Time
}

// Store is a place with objects.
type Store interface {
	// List returns the objects whose keys begin with prefix, sorted by key. Hidden ones (see Hidden) are left out. An
	// error ends the listing.
	List(ctx context.Context, prefix string) iter.Seq2[Object, error]
	// Open returns the bytes of an object, or ErrNotFound.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// Local is a Store whose objects are files on this machine, which need not be fetched.
type Local interface {
	Store
	// Path returns the real path of an object's file, or ErrNotFound.
	Path(key string) (string, error)
}

// Hidden tells whether Athena ignores an object: some part of its key begins with an underscore or a point.
func Hidden(key string) bool {
	for part := range strings.SplitSeq(key, "/") {
		if strings.HasPrefix(part, "_") || strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}
