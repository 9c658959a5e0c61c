package lake

import (
	"path/filepath"
)

// Exclusive locks a file of a lake's folder for oneself, and makes it where there is none. It gives ErrBusy when somebody else
// holds a lock. The lock goes with the process.
func Exclusive(path string) (release func(), err error) {
	held, err := lockExclusive(path)
	if err != nil {
		return nil, err
	}
	return held.release, nil
}

// Shared locks an existing file of a lake's folder together with others. It gives ErrBusy when somebody holds it alone.
func Shared(path string) (release func(), err error) {
	held, err := lockShared(path)
	if err != nil {
		return nil, err
	}
	return held.release, nil
}

// SyncFile makes the bytes of a file durable and returns how many they are.
func SyncFile(path string) (int64, error) { return syncFile(path) }

// SyncDir makes the names in a folder durable.
func SyncDir(path string) error { return syncDir(filepath.Clean(path)) }
