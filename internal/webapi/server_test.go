package webapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
)

// start serves parts to a test. Who asks is local, unless the parts say otherwise.
func start(t *testing.T, parts Parts, settings Settings) *httptest.Server {
	t.Helper()
	if parts.Local.Name == "" {
		parts.Local = access.Local()
	}
	server := httptest.NewServer(New(parts, settings).Handler())
	t.Cleanup(server.Close)
	return server
}

// ask sends a request and returns the answer with its text. Headers are written name: value.
func ask(t *testing.T, server *httptest.Server, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if request.Header.Set(name, value); name == "Host" {
			request.Host = value
		}
	}
	answer, err := (&http.Transport{DisableCompression: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to the end
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func TestAnUnknownRouteIsAProblem(t *testing.T) {
	answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/nothing", "")
	if answer.StatusCode != http.StatusNotFound || answer.Header.Get("Content-Type") != problemMedia || !strings.Contains(text, `"code":"NOT_FOUND"`) {
		t.Errorf("got %v %s", answer.Status, text)
	}
}
