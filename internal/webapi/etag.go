package webapi

import (
	"net/http"
	"strings"
)

// maxHashed bounds the answers that are held to be hashed.
const maxHashed = 4 << 20

// cached tells browsers what they may keep. Answers that rarely change and are cheap to hash get an ETag, so that they are sent once; all
// others are kept by nobody.
func (s *Server) cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if r.Method != http.MethodGet || !rarelyChanges(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		held := &heldWriter{ResponseWriter: w}
		next.ServeHTTP(held, r)
		held.finish(r)
	})
}

// rarelyChanges tells whether the answers of a route change with the lake or the program only.
func rarelyChanges(path string) bool {
	switch path {
	case "/api/functions", "/api/catalog", "/api/dashboards", "/api/explore/days", "/api/explore/dimensions", "/api/explore/metrics", "/api/openapi.json",
		"/api/status", "/api/readiness", "/api/saved", "/api/reports", "/api/annotations":
		return true
	}
	rest, dashboard := strings.CutPrefix(path, "/api/dashboards/")
	return dashboard && !strings.Contains(rest, "/") || strings.HasPrefix(path, "/api/catalog/") && !strings.HasSuffix(path, "/frequent")
}

// heldWriter holds an answer until it is complete, or too long to be held.
type heldWriter struct {
	http.ResponseWriter
	status int
	body   []byte
	gone   bool // it was too long, and is on its way
}

// WriteHeader notes the status.
func (h *heldWriter) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

// Write holds what is written.
func (h *heldWriter) Write(p []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	if !h.gone && len(h.body)+len(p) > maxHashed {
		h.release()
	}
	if h.gone {
		return h.ResponseWriter.Write(p)
	}
	h.body = append(h.body, p...)
	return len(p), nil
}

// release sends what was held.
func (h *heldWriter) release() {
	h.gone = true
	if h.status == 0 {
		return // nothing was written at all: net/http answers
	}
	h.ResponseWriter.WriteHeader(h.status)
	h.ResponseWriter.Write(h.body) //nolint:errcheck,gosec // the asker is gone: nobody to tell
	h.body = nil
}

// finish sends the answer, or that it is the one which the asker has.
func (h *heldWriter) finish(r *http.Request) {
	if h.gone {
		return
	}
	if h.status == http.StatusOK {
		etag := etagOf(h.body)
		h.Header().Set("ETag", etag)
		h.Header().Set("Cache-Control", "private, no-cache")
		h.Header().Set("Vary", "Cookie, Authorization, "+viewAsHeader+", Accept-Encoding")
		if matches(r.Header.Get("If-None-Match"), etag) {
			h.Header().Del("Content-Type")
			h.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.release()
}
