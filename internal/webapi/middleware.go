package webapi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/glauxhq/glaux/internal/job"
)

// bounded answers no more than so many requests at the same time, and gives each its log.
func (s *Server) bounded(next http.Handler) http.Handler {
	slots := make(chan struct{}, s.settings.Requests)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		default:
			w.Header().Set("Retry-After", "1")
			writeProblem(w, newProblem(http.StatusServiceUnavailable, codeLimited, fmt.Sprintf("%d requests are under way already; ask again in a moment", s.settings.Requests)))
			return
		}
		log := s.settings.Log.With("method", r.Method, "path", r.URL.Path)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, &request{log: log})))
	})
}

// queued runs no more than so many queries of pages at the same time; the others wait for their turn, for as long as their askers do. What
// runs in the background, and what is only sent, has bounds of its own. No principal takes all turns from the others.
func (s *Server) queued(next http.Handler) http.Handler {
	turns := job.NewTurns(s.settings.Queries)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !queries(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		turn := turns.Queue("", s.who(r.Context()).Owner(), 0)
		if err := turns.Await(r.Context(), turn); err != nil {
			writeProblem(w, interrupted(r.Context(), err))
			return
		}
		defer turns.Done(turn)
		next.ServeHTTP(w, r)
	})
}

// queries tells whether the answer of a route takes a query that is run for it.
func queries(path string) bool {
	switch {
	case strings.HasPrefix(path, "/api/investigations"), path == "/api/findings", path == mcpPath:
		return true
	case path == "/api/run", strings.HasPrefix(path, "/api/explore/"):
		return !strings.HasSuffix(path, "/export")
	case strings.HasPrefix(path, "/api/dashboards/"):
		return strings.Contains(path, "/tiles/") || strings.Contains(path, "/params/")
	}
	return strings.HasPrefix(path, "/api/catalog/") && strings.HasSuffix(path, "/frequent") || strings.HasSuffix(path, "/statistics")
}

// recovered makes of a panic a problem of that request alone.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := &sentWriter{ResponseWriter: w}
		sent.until(time.Time{})
		defer func() {
			switch trouble := recover(); trouble {
			case nil:
			case http.ErrAbortHandler:
				panic(trouble)
			default:
				p := internal(r.Context(), "a panic", fmt.Errorf("%v", trouble), "stack", string(debug.Stack()))
				if sent.sent {
					panic(http.ErrAbortHandler)
				}
				w.Header().Del("Content-Encoding")
				writeProblem(w, p)
			}
		}()
		next.ServeHTTP(sent, r)
	})
}

// writeTime is how long one write may take: who reads nothing for longer is gone.
const writeTime = 2 * time.Minute

// sentWriter knows whether the answer has begun, and gives each write its time.
type sentWriter struct {
	http.ResponseWriter
	sent bool
}

// until says when the writes from now on must be done; the zero time is never. Writers that know no deadlines are those of tests.
func (w *sentWriter) until(t time.Time) {
	http.NewResponseController(w.ResponseWriter).SetWriteDeadline(t) //nolint:errcheck,gosec // as above
}

// writing gives the write that begins its time. A connection's deadlines are in the machine's own time.
func (w *sentWriter) writing() { w.until(time.Now().Add(writeTime)) } //nolint:forbidigo // as above

// WriteHeader begins the answer.
func (w *sentWriter) WriteHeader(status int) {
	w.sent = true
	w.writing()
	w.ResponseWriter.WriteHeader(status)
}

// Write writes.
func (w *sentWriter) Write(p []byte) (int, error) {
	w.sent = true
	w.writing()
	return w.ResponseWriter.Write(p)
}

// Flush sends what was written on its way.
func (w *sentWriter) Flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		w.sent = true
		w.writing()
		f.Flush()
	}
}

// Unwrap returns the writer below, for http.ResponseController.
func (w *sentWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// headed sets the headers that keep a page from doing what it should not. That of content stands with the page itself, which knows its
// nonce; what is no page may do nothing at all.
func (s *Server) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()")
		next.ServeHTTP(w, r)
	})
}

// hosted answers only to names of this machine, where the server is reached from this machine only. A page of another site cannot give
// its own name this machine's address, and so read what is here.
func (s *Server) hosted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.settings.Loopback && !s.known(r.Host) {
			writeProblem(w, newProblem(http.StatusMisdirectedRequest, codeForeign, fmt.Sprintf("%q is no name of this server; where it is, start it with --host", r.Host)))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// known tells whether a Host header names this machine.
func (s *Server) known(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(name, "localhost") || slices.ContainsFunc(s.settings.Hosts, func(h string) bool { return strings.EqualFold(h, name) }) {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.Unmap().IsLoopback()
}

// sameOrigin lets pages of other sites change nothing, and read nothing of the API: a browser tells where a request comes from.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	denied := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, newProblem(http.StatusForbidden, codeForeign, "the request comes from a page of another site"))
	})
	protection.SetDenyHandler(denied)
	guarded := protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := r.Header.Get("Sec-Fetch-Site")
		if isAPI(r) && (from == "cross-site" || from == "same-site") {
			denied(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// isAPI tells whether a request is for the API, or for the door of MCP clients.
func isAPI(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == mcpPath
}

// compressed compresses answers with zstd or gzip, whichever the asker takes. What is flushed goes out at once.
func (s *Server) compressed(next http.Handler) http.Handler {
	const least = 1024
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(least), gzhttp.EnableZstd(true), gzhttp.PreferZstd(true), gzhttp.ContentTypeFilter(compressible))
	if err != nil {
		panic(errors.Join(errors.New("the settings of compression are wrong"), err)) // they are constants: a test would see
	}
	return wrap(next)
}

// compressible tells whether a media type is worth compressing.
func compressible(mediaType string) bool {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	switch {
	case strings.HasPrefix(mediaType, "text/"), strings.HasSuffix(mediaType, "json"), strings.HasSuffix(mediaType, "xml"):
		return true
	}
	return slices.Contains([]string{"application/javascript", "application/x-ndjson", "application/jsonl", "application/wasm"}, mediaType)
}
