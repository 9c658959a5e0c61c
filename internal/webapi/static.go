package webapi

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The files of the interface that the server knows by name.
const (
	indexFile  = "index.html"
	assetsPath = "/assets/"
	// noncePlace stands in index.html where the nonce of styles comes to stand.
	noncePlace = "__CSP_NONCE__"
)

// asset is a file of the interface, held in memory with its compressed forms, each of which is made once, when it is first asked for.
type asset struct {
	content   []byte
	mediaType string
	etag      string
	immutable bool
	gzip      func() []byte // nil where it is not worth it
	zstd      func() []byte
}

// pages serves the interface: its files, and index.html for the pages that it makes itself.
func (s *Server) pages() http.Handler {
	if s.parts.Pages == nil {
		return http.HandlerFunc(unbuilt)
	}
	assets, err := loadAssets(s.parts.Pages)
	if err != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			writeProblem(w, internal(r.Context(), "the pages cannot be read", err))
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			writeProblem(w, newProblem(http.StatusMethodNotAllowed, codeInvalid, "pages can be read only"))
			return
		}
		name := path.Clean(r.URL.Path)
		found, ok := assets[name]
		switch {
		case ok && name != "/"+indexFile:
			found.serve(w, r)
		case !ok && (strings.HasPrefix(name, assetsPath) || !takesPages(r)):
			writeProblem(w, newProblem(http.StatusNotFound, codeNotFound, "there is no such file"))
		default:
			serveIndex(w, r, assets["/"+indexFile])
		}
	})
}

// unbuilt answers where there are no pages.
func unbuilt(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	w.Write([]byte("Glaux was built without its pages: run make ui, then make build. The API below /api works.\n")) //nolint:errcheck,gosec // nobody to tell
}

// takesPages tells whether who asks wants a page rather than an image or a script.
func takesPages(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return accept == "" || accept == "*/*" || strings.Contains(accept, "text/html")
}

// loadAssets reads the files of the interface.
func loadAssets(pages fs.FS) (map[string]*asset, error) {
	assets := map[string]*asset{}
	err := fs.WalkDir(pages, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		content, err := fs.ReadFile(pages, name)
		if err != nil {
			return err
		}
		assets["/"+name] = newAsset("/"+name, content)
		return nil
	})
	return assets, err
}

// newAsset describes a file.
func newAsset(name string, content []byte) *asset {
	a := &asset{
		content: content, mediaType: mediaTypeOf(name), etag: etagOf(content), immutable: strings.HasPrefix(name, assetsPath),
	}
	if compressible(a.mediaType) {
		a.gzip = sync.OnceValue(func() []byte { return smaller(content, gzipped(content)) })
		a.zstd = sync.OnceValue(func() []byte { return smaller(content, zstandard(content)) })
	}
	return a
}

// mediaTypeOf returns the media type of a file by its ending. The table of the machine is not asked: it may be wrong.
func mediaTypeOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// etagOf returns the ETag of a content. It is weak, for the bytes that are sent depend on how they are compressed.
func etagOf(content []byte) string {
	const digits = 32
	sum := sha256.Sum256(content)
	return `W/"` + hex.EncodeToString(sum[:])[:digits] + `"`
}

// gzipped returns a content as gzip.
func gzipped(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.DefaultCompression)
	if err != nil {
		return content
	}
	if _, err := w.Write(content); err != nil || w.Close() != nil {
		return content
	}
	return out.Bytes()
}

// zstandard returns a content as zstd, in windows that every browser takes. The best level would save a fifteenth and take ten times as long,
// when the first page is waited for.
func zstandard(content []byte) []byte {
	const window = 8 << 20
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithWindowSize(window), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return content
	}
	return w.EncodeAll(content, nil)
}

// smaller returns what was compressed, nil where that is no gain.
func smaller(content, compressed []byte) []byte {
	if len(compressed) >= len(content) {
		return nil
	}
	return compressed
}

// serve answers with the file.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", "no-cache")
	if a.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	if matches(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.mediaType)
	content := a.content
	accepted := r.Header.Get("Accept-Encoding")
	for _, form := range []struct {
		name string
		of   func() []byte
	}{{"zstd", a.zstd}, {"gzip", a.gzip}} {
		if form.of == nil || !accepts(accepted, form.name) {
			continue
		}
		if packed := form.of(); packed != nil {
			h.Set("Content-Encoding", form.name)
			content = packed
			break
		}
	}
	send(w, r, content)
}

// serveIndex answers with the page that makes all pages. What it may do stands in its headers, with a nonce for its styles, which no other
// answer has: so it has no ETag, and it is sent anew whatever the browser holds.
func serveIndex(w http.ResponseWriter, r *http.Request, index *asset) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	nonce := rand.Text()
	h.Set("Content-Security-Policy", pagePolicy(nonce))
	h.Set("Content-Type", index.mediaType)
	send(w, r, bytes.ReplaceAll(index.content, []byte(noncePlace), []byte(nonce)))
}

// pagePolicy is what a page may load and do: its own scripts and styles, and nothing from anywhere else. Styles of single elements are
// allowed, for charts and the editor place things by them.
func pagePolicy(nonce string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; style-src-attr 'unsafe-inline'; " +
		"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
}

// send writes a body, or only its length.
func send(w http.ResponseWriter, r *http.Request, content []byte) {
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		return
	}
	w.Write(content) //nolint:errcheck,gosec // the asker is gone: nobody to tell
}

// matches tells whether a condition If-None-Match names an ETag.
func matches(condition, etag string) bool {
	if strings.TrimSpace(condition) == "*" {
		return true
	}
	for one := range strings.SplitSeq(condition, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// accepts tells whether Accept-Encoding takes a coding.
func accepts(header, coding string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(one, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, q, weighed := strings.Cut(strings.ReplaceAll(parameters, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !weighed || err == nil && weight > 0
	}
	return false
}
