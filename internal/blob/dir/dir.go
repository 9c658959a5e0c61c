// Package dir is a blob.Store over a folder, or a single file, of this machine. It promises that nothing outside the
// folder is ever read: a symbolic link that leads out is listed, but is an error for who opens it. Links to folders are
// not followed.
package dir

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
)

// maxDepth bounds how deep folders are followed, so that a link to a parent cannot lead in circles.
const maxDepth = 32

// Store is a folder.
type Store struct {
	path string // absolute, without symbolic links
	only string // when not "", the only file of the store
}

var _ blob.Local = (*Store)(nil)

// Open returns the store over a folder or a single file, which must exist.
func Open(location string) (*Store, error) {
	absolute, err := filepath.Abs(location)
	if err != nil {
		return nil, fmt.Errorf("open folder %q: %w", location, err)
	}
	real, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return nil, fmt.Errorf("open folder %q: %w", location, reason(err))
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, fmt.Errorf("open folder %q: %w", location, reason(err))
	}
	if info.IsDir() {
		return &Store{path: real}, nil
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open folder %q: neither a folder nor a file", location)
	}
	return &Store{path: filepath.Dir(real), only: filepath.Base(real)}, nil
}

// List returns the files below the folder whose keys begin with prefix. See blob.Store.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[blob.Object, error] {
	return func(yield func(blob.Object, error) bool) {
		root, err := os.OpenRoot(s.path)
		if err != nil {
			yield(blob.Object{}, fmt.Errorf("list %q: %w", s.path, reason(err)))
			return
		}
		defer root.Close() //nolint:errcheck // nothing was written
		var objects []blob.Object
		if s.only != "" {
			objects = appendFile(objects, root, s.only)
		} else {
			objects, err = walk(ctx, root, folderOf(root, prefix), 0, nil)
		}
		if err != nil {
			yield(blob.Object{}, fmt.Errorf("list %q: %w", s.path, err))
			return
		}
		slices.SortFunc(objects, func(a, b blob.Object) int { return cmp.Compare(a.Key, b.Key) })
		for _, o := range objects {
			if strings.HasPrefix(o.Key, prefix) && !yield(o, nil) {
				return
			}
		}
	}
}

// folderOf returns the folder in which all keys with the prefix lie, "." when that folder is not there.
func folderOf(root *os.Root, prefix string) string {
	folder := path.Dir(path.Clean("./" + prefix + "x"))
	if info, err := root.Stat(filepath.FromSlash(folder)); err != nil || !info.IsDir() {
		return "."
	}
	return folder
}

// Open returns the bytes of a file. See blob.Store.
func (s *Store) Open(_ context.Context, key string) (io.ReadCloser, error) {
	if err := s.check(key); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(s.path)
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", key, reason(err))
	}
	defer root.Close() //nolint:errcheck // the file stays open without it
	file, err := root.Open(filepath.FromSlash(key))
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", key, reason(err))
	}
	return file, nil
}

// Path returns the real path of a file. See blob.Local.
func (s *Store) Path(key string) (string, error) {
	if err := s.check(key); err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(filepath.Join(s.path, filepath.FromSlash(key)))
	if err != nil {
		return "", fmt.Errorf("open %q: %w", key, reason(err))
	}
	below, err := filepath.Rel(s.path, real)
	if err != nil || !filepath.IsLocal(below) {
		return "", fmt.Errorf("open %q: a link leads out of the folder: %w", key, blob.ErrNotFound)
	}
	return real, nil
}

func (s *Store) check(key string) error {
	if !filepath.IsLocal(filepath.FromSlash(key)) || (s.only != "" && key != s.only) {
		return fmt.Errorf("open %q: %w", key, blob.ErrNotFound)
	}
	return nil
}

// walk appends the visible files of a folder and of the folders in it.
func walk(ctx context.Context, root *os.Root, folder string, depth int, objects []blob.Object) ([]blob.Object, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("%q lies more than %d folders deep", folder, maxDepth)
	}
	entries, err := fs.ReadDir(root.FS(), folder)
	if err != nil {
		return nil, reason(err)
	}
	for _, entry := range entries {
		if blob.Hidden(entry.Name()) {
			continue
		}
		key := path.Join(folder, entry.Name())
		if entry.IsDir() {
			objects, err = walk(ctx, root, key, depth+1, objects)
		} else {
			objects = appendFile(objects, root, key)
		}
		if err != nil {
			return nil, err
		}
	}
	return objects, nil
}

// appendFile appends a regular file, or a link to one inside the root. A link that leads out or nowhere is appended
// without a size, so that who opens it gets the error and nothing goes missing in silence.
func appendFile(objects []blob.Object, root *os.Root, key string) []blob.Object {
	info, err := root.Stat(filepath.FromSlash(key))
	if err != nil {
		if _, err := root.Lstat(filepath.FromSlash(key)); err != nil {
			return objects // deleted since the folder was read
		}
		return append(objects, blob.Object{Key: key, Version: "unreadable"})
	}
	if !info.Mode().IsRegular() {
		return objects
	}
	return append(objects, blob.Object{
		Key:      key,
		Size:     info.Size(),
		Version:  fmt.Sprintf("%d-%d", info.Size(), info.ModTime().UnixNano()),
		Modified: info.ModTime().UTC(),
	})
}

// reason turns an error of the file system into one without the path, which the caller names, and knows ErrNotFound.
func reason(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return blob.ErrNotFound
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
