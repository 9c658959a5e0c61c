package identity

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/fault"
)

// keyBytes is how long a key is.
const keyBytes = 32

// Key reads a key, such as the one that signs sessions, from a file, or makes one where there is none.
func Key(path string) ([]byte, error) {
	key, err := readKey(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	made := make([]byte, keyBytes)
	rand.Read(made) //nolint:gosec // it never fails
	out, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return nil, keyFault(path, err)
	}
	defer os.Remove(out.Name()) //nolint:errcheck // it may be in its place
	if _, err := out.Write(made); err != nil {
		return nil, keyFault(path, errors.Join(err, out.Close()))
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return nil, keyFault(path, err)
	}
	// A link fails where another server was faster: then its key is the one.
	if err := os.Link(out.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, keyFault(path, err)
	}
	return readKey(path)
}

// readKey reads a key.
func readKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, keyFault(path, err)
	}
	if len(key) != keyBytes {
		return nil, fault.New(fault.Unavailable, "INVALID_KEY", fmt.Sprintf("%s is no key; remove it, and a new one will be made", path))
	}
	return key, nil
}

func keyFault(path string, err error) error {
	return fault.Wrap(err, fault.Unavailable, "INVALID_KEY", fmt.Sprintf("the key %s cannot be read or made: %v", path, err))
}
