//go:build !unix

package lake

import (
	"errors"
	"io/fs"
	"os"
)

// lock is a file beside the locked one, made by who holds it. Where there are no locks of the operating system, a process that
// dies leaves it behind; it must then be deleted by hand, and what it guards is kept until then.
type lock struct {
	path string
}

// lockExclusive locks a file for oneself. It gives ErrBusy when somebody else holds a lock.
func lockExclusive(path string) (*lock, error) {
	shared, err := os.ReadDir(path + ".readers")
	if err == nil && len(shared) > 0 {
		return nil, ErrBusy
	}
	file, err := os.OpenFile(path+".held", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, err
	}
	return &lock{path: path + ".held"}, file.Close()
}

// lockShared locks an existing file together with other readers.
func lockShared(path string) (*lock, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(path+".readers", 0o700); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(path+".readers", "reader")
	if err != nil {
		return nil, err
	}
	return &lock{path: file.Name()}, file.Close()
}

// release drops the lock. It may be called on nil.
func (l *lock) release() {
	if l != nil {
		_ = os.Remove(l.path) // what stays locks more than it should, never less
	}
}

// syncDir does nothing: such systems make names durable by themselves.
func syncDir(string) error { return nil }
