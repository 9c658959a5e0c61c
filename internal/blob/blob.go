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

// Remote is a Store whose objects are fetched to this machine, several at a time, and kept there for later.
type Remote interface {
	Store
	// Fetch makes files of objects, in the versions in which they are given, and returns a Copy for each, in the same order. Done,
	// when not nil, is told the number of bytes as they are there; it may be called by several at the same time.
	Fetch(ctx context.Context, objects []Object, done func(bytes int64)) []Copy
	// Room is how many bytes the copies that are held at one time may have together.
	Room() int64
}

// Copy is an object as a file on this machine. It stays what it is, and where it is, until it is released.
type Copy struct {
	// Path is the file, Hash the SHA-256 of its bytes in hexadecimal.
	Path, Hash string
	// Err tells why there is no file.
	Err error

	// Let lets the file go; nil where there is nothing to let go.
	Let func()
}

// Release lets the file go. It may be called on a Copy without a file.
func (c Copy) Release() {
	if c.Let != nil {
		c.Let()
	}
}

// Metered is a Store that counts what it asks for.
type Metered interface {
	Store
	// Traffic is what was asked for since the store was opened.
	Traffic() Traffic
}

// Traffic counts requests over the network, repeated ones and refused ones too.
type Traffic struct {
	Lists, Gets, Heads int64
	// Bytes came as answers to Gets.
	Bytes int64
	// Fetched objects came over the network, at least in part, Reused ones were there already; Resumed ones are those of Fetched of
	// which a former run had left a part.
	Fetched, Reused, Resumed int64
	// Unproven objects could be checked by nothing but their size.
	Unproven int64
	// Skew is how far this machine's clock goes behind the store's; negative when it goes before it.
	Skew time.Duration
}

// Add adds the counts of another store.
func (t *Traffic) Add(o Traffic) {
	t.Lists, t.Gets, t.Heads, t.Bytes = t.Lists+o.Lists, t.Gets+o.Gets, t.Heads+o.Heads, t.Bytes+o.Bytes
	t.Fetched, t.Reused, t.Resumed, t.Unproven = t.Fetched+o.Fetched, t.Reused+o.Reused, t.Resumed+o.Resumed, t.Unproven+o.Unproven
	if o.Skew != 0 {
		t.Skew = o.Skew
	}
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
