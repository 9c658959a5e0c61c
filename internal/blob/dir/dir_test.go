package dir_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
)

func tree(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range files {
		path := filepath.Join(root, filepath.FromSlash(f))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func keys(t *testing.T, s *dir.Store, prefix string) []string {
	t.Helper()
	var keys []string
	for o, err := range s.List(context.Background(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

func TestListGivesVisibleFilesInOrder(t *testing.T) {
	s, err := dir.Open(tree(t, "b", "a/z", "a/_hidden", ".git/config", "_tmp/x", "a.b", "a/b/c"))
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a.b", "a/b/c", "a/z", "b"}) {
		t.Errorf("all: %q", got)
	}
	if got := keys(t, s, "a/"); !slices.Equal(got, []string{"a/b/c", "a/z"}) {
		t.Errorf("a/: %q", got)
	}
	if got := keys(t, s, "a"); !slices.Equal(got, []string{"a.b", "a/b/c", "a/z"}) {
		t.Errorf("a: %q", got)
	}
	if got := keys(t, s, "not/there"); len(got) != 0 {
		t.Errorf("not/there: %q", got)
	}
}

func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	root := tree(t, "in/a", "secret")
	for link, target := range map[string]string{"in/out": "../secret", "in/far": "/etc/passwd", "in/same": "a", "in/up": ".."} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	s, err := dir.Open(filepath.Join(root, "in"))
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a", "far", "out", "same", "up"}) {
		t.Errorf("links that lead out must be listed, so that they are reported: %q", got)
	}
	for _, key := range []string{"out", "far", "up", "../secret", "/etc/passwd", "in/../../secret", ""} {
		if in, err := s.Open(context.Background(), key); err == nil {
			if text, err := io.ReadAll(in); err == nil {
				t.Errorf("Open(%q) gives %q", key, text)
			}
		}
		if path, err := s.Path(key); err == nil && key != "" {
			t.Errorf("Path(%q) gives %q", key, path)
		}
	}
	in, err := s.Open(context.Background(), "same")
	if err != nil {
		t.Fatalf("a link to a file inside: %v", err)
	}
	if text, err := io.ReadAll(in); err != nil || string(text) != "in/a" {
		t.Errorf("a link to a file inside gives %q, %v", text, err)
	}
}

func TestASingleFileIsAStore(t *testing.T) {
	s, err := dir.Open(filepath.Join(tree(t, "a", "b"), "a"))
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a"}) {
		t.Errorf("keys %q", got)
	}
	if _, err := s.Open(context.Background(), "b"); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("the file beside it: %v", err)
	}
}

func TestWhatIsMissingIsNotFound(t *testing.T) {
	root := tree(t, "a")
	if _, err := dir.Open(filepath.Join(root, "nowhere")); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("folder: %v", err)
	}
	s, err := dir.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(context.Background(), "nothing"); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("file: %v", err)
	}
	if _, err := s.Path("nothing"); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("path: %v", err)
	}
}
