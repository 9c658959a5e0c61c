package manual

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

func TestManualIsFresh(t *testing.T) {
	for name, want := range map[string]string{"errors.md": Errors(), "dialect.md": Dialect()} {
		fresh(t, name, want)
	}
}

// fresh tells whether a document is what is made of the program now.
func fresh(t *testing.T, name, want string) {
	t.Helper()
	path := filepath.Join("..", "..", "doc", name)
	if golden.Updating() {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil { //nolint:gosec // a document, meant to be read
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("doc/%s is stale: run `go generate ./internal/manual`", name)
	}
}
