// Package demotest keeps in memory what a generator of the demo's world writes, for tests. It promises that a file is there from the moment it
// is created, with what was written to it so far.
//
//	made := demotest.Files{}
//	done, err := Write(ctx, w, Options{Create: made.Create})
package demotest

import (
	"bytes"
	"io"
)

// Files are files by path.
type Files map[string]*bytes.Buffer

// Create makes a file, empty where there was one.
func (f Files) Create(path string) (io.WriteCloser, error) {
	f[path] = &bytes.Buffer{}
	return file{f[path]}, nil
}

// file is a file that is written.
type file struct{ io.Writer }

// Close does nothing.
func (file) Close() error { return nil }
