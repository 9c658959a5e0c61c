package webapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// start serves parts to a test. Who asks is local, unless the parts say otherwise.
func start(t *testing.T, parts Parts, settings Settings) *httptest.Server {
	t.Helper()
	if parts.Local.Name == "" {
		parts.Local = access.Local()
	}
	return serve(t, New(parts, settings).Handler())
}

// serve serves a handler to a test.
func serve(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
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
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	answer, err := transport.RoundTrip(request)
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

// routed returns a handler with the server's middleware around one route of the test's own.
func routed(s *Server, add func(huma.API)) http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Test", "1")
	config.CreateHooks = nil
	config.Transformers = append(config.Transformers, asProblem)
	add(humago.New(mux, config))
	return s.bounded(s.recovered(s.headed(s.hosted(s.sameOrigin(s.compressed(s.cached(s.authenticated(mux))))))))
}

func TestAnUnknownRouteIsAProblem(t *testing.T) {
	answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/nothing", "")
	if answer.StatusCode != http.StatusNotFound || answer.Header.Get("Content-Type") != problemMedia || !strings.Contains(text, `"code":"NOT_FOUND"`) {
		t.Errorf("got %v %s", answer.Status, text)
	}
}

func TestErrorsBecomeProblems(t *testing.T) {
	wrong := &query.Error{Text: "SELECT\n  é, prodct", List: diag.List{diag.New(diag.ColumnNotFound, token.Span{Start: 13, End: 19}, "no prodct").WithHint("product")}}
	tests := []struct {
		name   string
		err    error
		status int
		code   string
		says   string
	}{
		{"a wrong request", fault.New(fault.Invalid, "INVALID_PERIOD", "it ends before it begins"), 400, "INVALID_PERIOD", "it ends"},
		{"a wrong request without a code", fault.New(fault.Invalid, "", "no"), 400, "INVALID_REQUEST", "no"},
		{"what is not allowed", fault.New(fault.Denied, "", "no"), 403, "PERMISSION_DENIED", "no"},
		{"what is not there", fault.New(fault.NotFound, "QUERY_NOT_FOUND", "no"), 404, "QUERY_NOT_FOUND", "no"},
		{"a conflict", fault.New(fault.Conflict, "EXISTS", "no"), 409, "EXISTS", "no"},
		{"a limit", fmt.Errorf("deep: %w", fault.New(fault.Exhausted, "EXCEEDED_MEMORY_LIMIT", "too much")), 422, "EXCEEDED_MEMORY_LIMIT", "too much"},
		{"trouble outside", fault.New(fault.Unavailable, "", "later"), 503, "UNAVAILABLE", "later"},
		{"a wrong statement", wrong, 400, string(diag.ColumnNotFound), "line 2:"},
		{"a statement that is not allowed", diag.List{diag.New(diag.PermissionDenied, token.Span{}, "no")}, 403, "PERMISSION_DENIED", "no"},
		{"our own bug", errors.New("secret detail"), 500, "INTERNAL_ERROR", "incident"},
		{"a fault of ours", fault.Wrap(errors.New("secret detail"), fault.Internal, "", "secret detail"), 500, "INTERNAL_ERROR", "incident"},
		{"too long", fmt.Errorf("run: %w", context.DeadlineExceeded), 504, "EXCEEDED_TIME_LIMIT", "cancelled"},
	}
	var failing error
	var log bytes.Buffer
	s := New(Parts{Local: access.Local()}, Settings{Log: slog.New(slog.NewTextHandler(&log, nil))})
	server := serve(t, routed(s, func(api huma.API) {
		route(api, http.MethodGet, "/api/test", "test", "A test", func(context.Context, *None) (*Body[string], error) { return nil, failing })
	}))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			failing = test.err
			log.Reset()
			answer, text := ask(t, server, http.MethodGet, "/api/test", "")
			var p Problem
			if err := json.Unmarshal([]byte(text), &p); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if answer.StatusCode != test.status || p.Status != test.status || p.Code != test.code || !strings.Contains(p.Detail, test.says) {
				t.Errorf("got %s %s", answer.Status, text)
			}
			if answer.Header.Get("Content-Type") != problemMedia || answer.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("got %v", answer.Header)
			}
			if internal := test.status == 500; strings.Contains(text, "secret") || internal != strings.Contains(log.String(), "secret detail") ||
				internal != (p.Incident != "" && strings.Contains(log.String(), p.Incident)) {
				t.Errorf("told %s, logged %s", text, log.String())
			}
		})
	}
}

func TestAProblemOfAStatementHasItsPlaces(t *testing.T) {
	p := problemOf(t.Context(), &query.Error{
		Text: "SELECT 'é𝄞', prodct", List: diag.List{diag.New(diag.ColumnNotFound, token.Span{Start: 17, End: 23}, "no prodct").WithHint("product")},
	})
	if len(p.Diagnostics) != 1 {
		t.Fatalf("got %+v", p)
	}
	if d := p.Diagnostics[0]; d.From != 14 || d.To != 20 || d.Line != 1 || d.Hint != "product" || d.Severity != "error" {
		t.Errorf("got %+v", d)
	}
}

func TestAWrongRequestIsAProblemWithItsFields(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	for name, test := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"a missing field":  {http.MethodPost, "/api/queries", `{}`, 422, "body"},
		"a number too big": {http.MethodGet, "/api/search?text=a&limit=1000", "", 422, "limit"},
		"no JSON":          {http.MethodPost, "/api/queries", `{`, 400, ""},
		"a body too long":  {http.MethodPost, "/api/queries", `{"sql":"` + strings.Repeat("a", maxBody) + `"}`, 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer, text := ask(t, server, test.method, test.path, test.body)
			var p Problem
			if err := json.Unmarshal([]byte(text), &p); err != nil || answer.StatusCode != test.status || p.Code != "INVALID_REQUEST" {
				t.Fatalf("got %s %.300s, %v", answer.Status, text, err)
			}
			if test.says != "" && (len(p.Errors) == 0 || !strings.Contains(p.Errors[0].Location, test.says)) {
				t.Errorf("got %.300s", text)
			}
		})
	}
}

func TestAPanicIsAProblemOfItsRequestAlone(t *testing.T) {
	var log bytes.Buffer
	s := New(Parts{Local: access.Local()}, Settings{Log: slog.New(slog.NewTextHandler(&log, nil))})
	server := serve(t, routed(s, func(api huma.API) {
		route(api, http.MethodGet, "/api/panic", "panic", "A test", func(context.Context, *None) (*Body[string], error) { panic("secret detail") })
		route(api, http.MethodGet, "/api/fine", "fine", "A test", func(context.Context, *None) (*Body[string], error) { return &Body[string]{"fine"}, nil })
	}))
	answer, text := ask(t, server, http.MethodGet, "/api/panic", "")
	if answer.StatusCode != 500 || strings.Contains(text, "secret") || !strings.Contains(log.String(), "secret detail") || !strings.Contains(log.String(), "server_test.go") {
		t.Errorf("got %s %s, logged %s", answer.Status, text, log.String())
	}
	if answer, _ := ask(t, server, http.MethodGet, "/api/fine", ""); answer.StatusCode != 200 {
		t.Errorf("the next request got %s", answer.Status)
	}
}

func TestAFileIsWrittenAsItIsMadeAndBrokenOffWhenItFails(t *testing.T) {
	s := New(Parts{Local: access.Local()}, Settings{})
	more := make(chan struct{})
	server := serve(t, routed(s, func(api huma.API) {
		file(api, http.MethodGet, "/api/slow", "slow", "A test", []string{"text/csv"}, func(context.Context, *None) (*File, error) {
			return &File{Name: "a b.csv", Type: "text/csv", Write: func(_ context.Context, w Stream) error {
				_, err := io.WriteString(w, "first\n")
				w.Flush()
				<-more
				return errors.Join(err, writeAll(w, strings.Repeat("row\n", 1000)))
			}}, nil
		})
		file(api, http.MethodGet, "/api/broken", "broken", "A test", []string{"text/csv"}, func(context.Context, *None) (*File, error) {
			return &File{Type: "text/csv", Write: func(_ context.Context, w Stream) error {
				return errors.Join(writeAll(w, strings.Repeat("row\n", 100000)), errors.New("the disk is gone"))
			}}, nil
		})
		file(api, http.MethodGet, "/api/refused", "refused", "A test", []string{"text/csv"}, func(context.Context, *None) (*File, error) {
			return &File{Name: "a.csv", Type: "text/csv", Write: func(context.Context, Stream) error { return fault.New(fault.NotFound, "GONE", "gone") }}, nil
		})
	}))
	for _, coding := range []string{"identity", "gzip", "zstd"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/slow", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", coding)
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, 1)
		if _, err := io.ReadFull(answer.Body, first); err != nil { // would wait for ever if nothing were flushed
			t.Fatal(err)
		}
		more <- struct{}{}
		if rest, err := io.ReadAll(answer.Body); err != nil || len(rest) == 0 {
			t.Errorf("%s: %d bytes, %v", coding, len(rest), err)
		}
		answer.Body.Close() //nolint:errcheck,gosec // read to the end
		if got := answer.Header.Get("Content-Disposition"); got != `attachment; filename="a b.csv"` {
			t.Errorf("got %s", got)
		}
	}
	if answer, err := http.Get(server.URL + "/api/broken"); err == nil { //nolint:noctx // a test
		text, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err == nil {
			t.Errorf("half a file, of %d bytes, was taken for a whole one", len(text))
		}
	}
	if refused, text := ask(t, server, http.MethodGet, "/api/refused", ""); refused.StatusCode != 404 || refused.Header.Get("Content-Disposition") != "" {
		t.Errorf("got %s %s %v", refused.Status, text, refused.Header)
	}
}

func writeAll(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}

func TestEveryRouteIsInTheDocument(t *testing.T) {
	s := New(Parts{}, Settings{})
	mux := &recording{ServeMux: http.NewServeMux()}
	document := s.API(mux).OpenAPI()
	listed := map[string]bool{}
	for path, item := range document.Paths {
		for method, o := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete, "PATCH": item.Patch} {
			if o != nil {
				listed[method+" "+path] = true
				if o.OperationID == "" || o.Summary == "" {
					t.Errorf("%s %s has no id or no summary", method, path)
				}
			}
		}
	}
	if len(mux.patterns) < 30 {
		t.Fatalf("only %d routes", len(mux.patterns))
	}
	for _, pattern := range mux.patterns {
		if !listed[pattern] && !strings.HasPrefix(pattern, "GET /api/openapi") {
			t.Errorf("%s is not in the document", pattern)
		}
	}
}

// recording remembers the patterns of a mux.
type recording struct {
	*http.ServeMux
	patterns []string
}

func (r *recording) HandleFunc(pattern string, f func(http.ResponseWriter, *http.Request)) {
	r.patterns = append(r.patterns, pattern)
	r.ServeMux.HandleFunc(pattern, f)
}
