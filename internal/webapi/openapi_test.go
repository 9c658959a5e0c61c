package webapi

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

// The document in git, from which the interface's client is made, is that of the routes.
func TestOpenAPIIsFresh(t *testing.T) {
	path := filepath.Join("..", "..", "ui", "src", "api", "openapi.json")
	document, err := json.MarshalIndent(New(Parts{}, Settings{}).API(http.NewServeMux()).OpenAPI(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if golden.Updating() {
		if err := os.WriteFile(path, append(document, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	there, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(there) != string(document)+"\n" {
		t.Error("ui/src/api/openapi.json is stale: go test ./internal/webapi -run OpenAPI -update, then npm --prefix ui run api")
	}
}
