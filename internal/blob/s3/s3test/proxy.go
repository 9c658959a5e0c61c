package s3test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Proxy stands before the server. Its fields may be set before the first request.
type Proxy struct {
	// URL is the endpoint to ask.
	URL string
	// Answer, when it is not nil, may answer a request itself; it returns false to let the request through.
	Answer func(w http.ResponseWriter, r *http.Request) bool
	// BytesPerSecond slows each answer down; 0 does not.
	BytesPerSecond int
	// CutAfter ends the first answer to a GET of an object after so many bytes; 0 does not.
	CutAfter int

	mu   sync.Mutex
	log  []Request
	cuts int
}

// Request is a request that was made.
type Request struct {
	// Kind is LIST, GET or HEAD; Key is the object with its bucket, Range what was asked of it.
	Kind, Key, Range string
}

// Proxy starts a proxy before the server. Signatures stay right, because they are made for the proxy's address and the server sees it.
func (s *Server) Proxy() *Proxy {
	s.t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	p := &Proxy{}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		ModifyResponse: p.modify,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) {},      // the one who asked has gone
		ErrorLog:       slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // an answer that breaks off is wanted
		FlushInterval:  -1,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.note(r)
		if p.Answer == nil || !p.Answer(w, r) {
			forward.ServeHTTP(w, r)
		}
	}))
	s.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	p.URL = server.URL
	return p
}

func (p *Proxy) note(r *http.Request) {
	kind := r.Method
	if r.URL.Query().Has("list-type") {
		kind = "LIST"
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = append(p.log, Request{Kind: kind, Key: strings.TrimPrefix(r.URL.Path, "/"), Range: r.Header.Get("Range")})
}

// Requests returns what was asked since the last call.
func (p *Proxy) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.log
	p.log = nil
	return asked
}

// Count counts requests of a kind.
func Count(requests []Request, kind string) (n int) {
	for _, r := range requests {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

// modify makes trouble with an answer.
func (p *Proxy) modify(answer *http.Response) error {
	if answer.Request.Method != http.MethodGet || answer.Request.URL.Query().Has("list-type") {
		return nil
	}
	p.mu.Lock()
	cut := p.CutAfter > 0 && p.cuts == 0
	if cut {
		p.cuts++
	}
	p.mu.Unlock()
	if cut {
		answer.Body = &cutBody{ReadCloser: answer.Body, left: p.CutAfter}
	}
	if p.BytesPerSecond > 0 {
		answer.Body = &slowBody{ReadCloser: answer.Body, rate: p.BytesPerSecond}
	}
	return nil
}

// cutBody breaks off.
type cutBody struct {
	io.ReadCloser
	left int
}

// Read reads until it breaks off.
func (b *cutBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

// slowBody comes slowly.
type slowBody struct {
	io.ReadCloser
	rate int
}

// Read reads a little and waits.
func (b *slowBody) Read(p []byte) (int, error) {
	const perSecond = 20
	n, err := b.ReadCloser.Read(p[:min(len(p), max(b.rate/perSecond, 1))])
	time.Sleep(time.Second / perSecond)
	return n, err //nolint:wrapcheck // as above
}

// Peek returns what was asked since the last call of Requests.
func (p *Proxy) Peek() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.log...)
}
