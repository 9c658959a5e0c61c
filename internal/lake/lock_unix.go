//go:build unix

package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// lock is a lock on a file, which the operating system drops when the process ends.
type lock struct {
	file *os.File
}

// lockExclusive locks a file for oneself, and makes it where there is none. It gives ErrBusy when somebody else holds a lock.
func lockExclusive(path string) (*lock, error) {
	return open(path, os.O_RDWR|os.O_CREATE, syscall.LOCK_EX)
}

// lockShared locks an existing file together with other readers. It gives ErrBusy, or fs.ErrNotExist, when it is being deleted.
func lockShared(path string) (*lock, error) {
	l, err := open(path, os.O_RDONLY, syscall.LOCK_SH)
	if err != nil {
		return nil, err
	}
	mine, err := l.file.Stat()
	if err != nil {
		l.release()
		return nil, err
	}
	there, err := os.Stat(path)
	if err != nil || !os.SameFile(mine, there) {
		l.release()
		return nil, fmt.Errorf("lock %q: %w", path, fs.ErrNotExist)
	}
	return l, nil
}

func open(path string, flags, how int) (*lock, error) {
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	if err == nil {
		return &lock{file: file}, nil
	}
	_ = file.Close() // nothing was written
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrBusy
	}
	return nil, fmt.Errorf("lock %q: %w", path, err)
}

// release drops the lock. It may be called on nil.
func (l *lock) release() {
	if l != nil {
		_ = l.file.Close() // closing drops the lock; nothing was written
	}
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close() //nolint:errcheck // nothing was written
	return dir.Sync()
}
