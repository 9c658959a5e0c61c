package arch

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

const dependencies = "../../doc/dependencies.txt"

// doc/dependencies.txt lists the foreign modules that the binary links, so that a new one is a visible change. `-update` rewrites it.
func TestDependencies(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "../../cmd/glaux").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	modules := strings.Fields(string(out))
	slices.Sort(modules)
	modules = slices.DeleteFunc(slices.Compact(modules), func(path string) bool { return path == Module || strings.Contains(path, "/lib/") })
	got := "# The foreign modules linked into glaux. Made by `go test ./internal/arch -update`; reasons in adr/0005.\n" + strings.Join(modules, "\n") + "\n"
	if golden.Updating() {
		if err := os.WriteFile(dependencies, []byte(got), 0o644); err != nil { //nolint:gosec // a document, meant to be read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(dependencies)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("doc/dependencies.txt is not what the binary links; got:\n%s", got)
	}
}
