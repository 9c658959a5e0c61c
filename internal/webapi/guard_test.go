package webapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/zstd"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/identity"
)

// built are pages as Vite builds them.
func built() fstest.MapFS {
	return fstest.MapFS{
		"index.html":        {Data: []byte(`<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><script type="module" src="/assets/a-1.js"></script>`)},
		"assets/a-1.js":     {Data: []byte(strings.Repeat("console.log(1)\n", 500))},
		"assets/b-2.woff2":  {Data: []byte("font")},
		"owl.svg":           {Data: []byte("<svg/>")},
		".keep":             {},
		"assets/.hidden.js": {Data: []byte("no")},
	}
}

func TestPagesMayLoadNothingFromElsewhere(t *testing.T) {
	server := start(t, Parts{Pages: built()}, Settings{})
	first, text := ask(t, server, http.MethodGet, "/", "")
	second, _ := ask(t, server, http.MethodGet, "/", "")
	policy := first.Header.Get("Content-Security-Policy")
	_, nonce, _ := strings.Cut(policy, "'nonce-")
	nonce, _, _ = strings.Cut(nonce, "'")
	if len(nonce) < 20 || !strings.Contains(text, `content="`+nonce+`"`) || strings.Contains(text, noncePlace) {
		t.Errorf("the nonce of %q is not in %s", policy, text)
	}
	if policy == second.Header.Get("Content-Security-Policy") {
		t.Error("two answers have the same nonce")
	}
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q lacks %q", policy, want)
		}
	}
	if strings.Contains(policy, "http") || strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "script-src 'self' 'unsafe") {
		t.Errorf("%q allows too much", policy)
	}
	api, _ := ask(t, server, http.MethodGet, "/api/session", "")
	if got := api.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") || strings.Contains(got, "self") {
		t.Errorf("got %q", got)
	}
	for _, answer := range []*http.Response{first, api} {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if !strings.Contains(answer.Header.Get("Permissions-Policy"), "camera=()") {
			t.Errorf("got %v", answer.Header)
		}
	}
}

func TestEveryPageIsTheSameFileAndFilesAreThemselves(t *testing.T) {
	server := start(t, Parts{Pages: built()}, Settings{})
	tests := []struct {
		name, method, path, accept string
		status                     int
		mediaType, cache, says     string
	}{
		{"the top", "GET", "/", "text/html", 200, "text/html; charset=utf-8", "no-cache", "csp-nonce"},
		{"a page", "GET", "/dashboards/own.net.work", "text/html,*/*", 200, "text/html; charset=utf-8", "no-cache", "csp-nonce"},
		{"a page without Accept", "GET", "/explorer", "", 200, "text/html; charset=utf-8", "no-cache", "csp-nonce"},
		{"the file of pages by its name", "GET", "/index.html", "text/html", 200, "text/html; charset=utf-8", "no-cache", "csp-nonce"},
		{"a script", "GET", "/assets/a-1.js", "*/*", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "console"},
		{"an icon", "GET", "/owl.svg", "image/*", 200, "image/svg+xml", "no-cache", "<svg"},
		{"a script that is not there", "GET", "/assets/gone-9.js", "*/*", 404, problemMedia, "no-store", "NOT_FOUND"},
		{"an image that is not there", "GET", "/gone.png", "image/png,image/*", 404, problemMedia, "no-store", "NOT_FOUND"},
		{"a hidden file", "GET", "/assets/.hidden.js", "*/*", 404, problemMedia, "no-store", "NOT_FOUND"},
		{"a way out", "GET", "/assets/../../secret", "text/html", 200, "text/html; charset=utf-8", "no-cache", "csp-nonce"},
		{"writing", "POST", "/", "", 405, problemMedia, "no-store", "INVALID_REQUEST"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer, text := ask(t, server, test.method, test.path, "", "Accept: "+test.accept)
			for strings.HasPrefix(answer.Status, "3") { // the mux cleans paths
				answer, text = ask(t, server, test.method, answer.Header.Get("Location"), "", "Accept: "+test.accept)
			}
			if answer.StatusCode != test.status || answer.Header.Get("Content-Type") != test.mediaType || answer.Header.Get("Cache-Control") != test.cache || !strings.Contains(text, test.says) {
				t.Errorf("got %s %v %.200s", answer.Status, answer.Header, text)
			}
		})
	}
	if head, text := ask(t, server, http.MethodHead, "/assets/a-1.js", ""); head.StatusCode != 200 || text != "" || head.ContentLength != 7500 {
		t.Errorf("got %s %d", head.Status, head.ContentLength)
	}
}

func TestAProgramWithoutPagesSaysSo(t *testing.T) {
	answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/explorer", "")
	if answer.StatusCode != 503 || !strings.Contains(text, "make ui") {
		t.Errorf("got %s %s", answer.Status, text)
	}
}

func TestAnswersAreSentOnce(t *testing.T) {
	server := start(t, Parts{Pages: built()}, Settings{})
	for _, path := range []string{"/assets/a-1.js", "/owl.svg", "/api/functions", "/api/openapi.json"} {
		answer, text := ask(t, server, http.MethodGet, path, "", "Accept-Encoding: zstd")
		etag := answer.Header.Get("ETag")
		if answer.StatusCode != 200 || etag == "" || text == "" {
			t.Errorf("%s: got %s %v", path, answer.Status, answer.Header)
			continue
		}
		again, text := ask(t, server, http.MethodGet, path, "", "If-None-Match: \"other\", "+etag, "Accept-Encoding: gzip")
		if again.StatusCode != 304 || text != "" || again.Header.Get("ETag") != etag {
			t.Errorf("%s: got %s %v %.100s", path, again.Status, again.Header, text)
		}
		other, _ := ask(t, server, http.MethodGet, path, "", `If-None-Match: W/"other"`)
		if other.StatusCode != 200 {
			t.Errorf("%s: got %s", path, other.Status)
		}
	}
	if answer, _ := ask(t, server, http.MethodGet, "/api/session", ""); answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("ETag") != "" {
		t.Errorf("got %v", answer.Header)
	}
}

func TestEachPageHasItsOwnNonce(t *testing.T) {
	server := start(t, Parts{Pages: built()}, Settings{})
	seen := map[string]bool{}
	for _, condition := range []string{"Accept: text/html", "If-None-Match: *", `If-None-Match: W/"other"`} {
		answer, text := ask(t, server, http.MethodGet, "/", "", condition)
		policy := answer.Header.Get("Content-Security-Policy")
		_, rest, _ := strings.Cut(policy, "'nonce-")
		nonce, _, _ := strings.Cut(rest, "'")
		if answer.StatusCode != http.StatusOK || answer.Header.Get("ETag") != "" || nonce == "" || seen[nonce] || !strings.Contains(text, nonce) {
			t.Errorf("%s: got %s %v %.200s", condition, answer.Status, answer.Header, text)
		}
		seen[nonce] = true
	}
}

func TestALongAnswerIsNotHeldToBeHashed(t *testing.T) {
	s := New(Parts{Local: access.Local()}, Settings{})
	text := strings.Repeat("a", maxHashed+1)
	server := serve(t, routed(s, func(api huma.API) {
		route(api, http.MethodGet, "/api/catalog", "long", "A test", func(context.Context, *None) (*Body[string], error) { return &Body[string]{text}, nil })
	}))
	answer, got := ask(t, server, http.MethodGet, "/api/catalog", "")
	if answer.StatusCode != 200 || len(got) != len(text)+3 || answer.Header.Get("ETag") != "" {
		t.Errorf("got %s, %d bytes, %v", answer.Status, len(got), answer.Header)
	}
}

func TestAnswersAreCompressed(t *testing.T) {
	server := start(t, Parts{Pages: built()}, Settings{})
	for _, path := range []string{"/assets/a-1.js", "/api/functions"} {
		_, plain := ask(t, server, http.MethodGet, path, "")
		for accept, want := range map[string]string{"gzip": "gzip", "zstd": "zstd", "gzip, deflate, br, zstd": "zstd", "gzip, zstd;q=0": "gzip", "br": "", "": ""} {
			answer, text := ask(t, server, http.MethodGet, path, "", "Accept-Encoding: "+accept)
			if got := answer.Header.Get("Content-Encoding"); got != want || !strings.Contains(strings.Join(answer.Header["Vary"], ","), "Accept-Encoding") {
				t.Errorf("%s for %q: got %q, %v", path, accept, got, answer.Header)
				continue
			}
			if got, err := unpack(want, text); err != nil || got != plain || want != "" && len(text) > len(plain)/2 {
				t.Errorf("%s for %q: %d of %d bytes, %v", path, accept, len(text), len(plain), err)
			}
		}
	}
	if answer, _ := ask(t, server, http.MethodGet, "/assets/b-2.woff2", "", "Accept-Encoding: gzip"); answer.Header.Get("Content-Encoding") != "" {
		t.Errorf("a font is compressed twice: %v", answer.Header)
	}
}

func unpack(coding, text string) (string, error) {
	switch coding {
	case "gzip":
		r, err := gzip.NewReader(strings.NewReader(text))
		if err != nil {
			return "", err
		}
		all, err := io.ReadAll(r)
		return string(all), err
	case "zstd":
		r, err := zstd.NewReader(strings.NewReader(text))
		if err != nil {
			return "", err
		}
		defer r.Close()
		all, err := io.ReadAll(r)
		return string(all), err
	}
	return text, nil
}

func TestOnlyNamesOfThisMachineAreAnsweredOnLoopback(t *testing.T) {
	loopback := start(t, Parts{Pages: built()}, Settings{Loopback: true, Hosts: []string{"bills.example.com"}})
	for host, want := range map[string]int{
		"localhost:8787": 200, "LOCALHOST": 200, "127.0.0.1:8787": 200, "127.8.8.8": 200, "[::1]:8787": 200, "[::1]": 200, "bills.example.com": 200,
		"evil.example.com": 421, "evil.example.com:8787": 421, "192.0.2.1:8787": 421, "localhost.evil.example.com": 421, "127.0.0.1.evil.example.com": 421,
	} {
		for _, path := range []string{"/", "/api/session"} {
			if answer, text := ask(t, loopback, http.MethodGet, path, "", "Host: "+host); answer.StatusCode != want {
				t.Errorf("%s%s: got %s %.100s", host, path, answer.Status, text)
			}
		}
	}
	open := start(t, Parts{}, Settings{})
	if answer, _ := ask(t, open, http.MethodGet, "/api/session", "", "Host: bills.example.com"); answer.StatusCode != 200 {
		t.Errorf("got %s", answer.Status)
	}
}

func TestPagesOfOtherSitesCanDoNothing(t *testing.T) {
	server := start(t, Parts{Pages: built()}, Settings{})
	own := strings.TrimPrefix(server.URL, "http://")
	tests := []struct {
		name, method, path string
		headers            []string
		allowed            bool
	}{
		{"a program", "DELETE", "/api/session", nil, true},
		{"our page", "DELETE", "/api/session", []string{"Sec-Fetch-Site: same-origin", "Origin: http://" + own}, true},
		{"our page in an old browser", "DELETE", "/api/session", []string{"Origin: http://" + own}, true},
		{"another site", "DELETE", "/api/session", []string{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example.com"}, false},
		{"another site in an old browser", "DELETE", "/api/session", []string{"Origin: https://evil.example.com"}, false},
		{"another port of this machine", "DELETE", "/api/session", []string{"Sec-Fetch-Site: same-site", "Origin: http://localhost:3000"}, false},
		{"a sandboxed page", "DELETE", "/api/session", []string{"Origin: null"}, false},
		{"another site that reads", "GET", "/api/session", []string{"Sec-Fetch-Site: cross-site"}, false},
		{"another port that reads", "GET", "/api/session", []string{"Sec-Fetch-Site: same-site"}, false},
		{"a link to the API that was typed", "GET", "/api/session", []string{"Sec-Fetch-Site: none"}, true},
		{"a link to a page from another site", "GET", "/explorer", []string{"Sec-Fetch-Site: cross-site", "Accept: text/html"}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer, text := ask(t, server, test.method, test.path, "", test.headers...)
			if refused := answer.StatusCode == 403 && strings.Contains(text, "FOREIGN_ORIGIN"); refused == test.allowed || test.allowed && answer.StatusCode >= 300 {
				t.Errorf("got %s %.100s", answer.Status, text)
			}
		})
	}
}

// gateOf opens a gate with a token file, "" for none.
func gateOf(t *testing.T, file string) *identity.Gate {
	t.Helper()
	records, err := identity.OpenRecords(t.Context(), filepath.Join(t.TempDir(), "identity.sqlite"), bytes.Repeat([]byte{1}, 32), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := records.Close(); err != nil {
			t.Error(err)
		}
	})
	gate, err := identity.Open(identity.Options{
		File: file, Records: records, Now: time.Now,
		Principal: func(name string) access.Principal {
			return access.Principal{Name: name, Groups: []string{"finance"}}
		},
		Member: func(name string, groups []string) (access.Principal, error) {
			return access.Principal{Name: name, Groups: groups}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return gate
}

// guarded serves with a token file that has a token of alice.
func guarded(t *testing.T) (url func(method, path, body string, headers ...string) (*http.Response, string), token string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tokens.json")
	_, token, err := identity.Create(file, identity.Ask{Principal: "alice"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	gate := gateOf(t, file)
	server := start(t, Parts{Identity: gate, Pages: built(), Administrator: func(access.Principal) bool { return false }}, Settings{Version: "v1"})
	return func(method, path, body string, headers ...string) (*http.Response, string) {
		return ask(t, server, method, path, body, headers...)
	}, token
}

func TestNobodyGetsAnythingWithoutAToken(t *testing.T) {
	do, token := guarded(t)
	mux := &recording{ServeMux: http.NewServeMux()}
	New(Parts{}, Settings{}).API(mux)
	for _, pattern := range append(mux.patterns, "GET /api/nothing") {
		method, path, _ := strings.Cut(pattern, " ")
		if public := pattern == "POST /api/session" || pattern == "GET /api/login" || pattern == "GET /api/openapi.json"; public {
			continue
		}
		for _, with := range []string{"Accept: */*", "Authorization: Bearer wrong", "Cookie: glaux_session=wrong", "Authorization: Basic " + token} {
			answer, text := do(method, strings.NewReplacer("{", "", "}", "").Replace(path), "", with)
			if answer.StatusCode != 401 && answer.StatusCode != 429 || answer.StatusCode == 401 && answer.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s with %q: got %s %.100s", pattern, with, answer.Status, text)
			}
		}
	}
	if answer, _ := do(http.MethodGet, "/login", "", "Accept: text/html"); answer.StatusCode != 200 {
		t.Errorf("the page to log in: got %s", answer.Status)
	}
}

func TestATokenOpensASession(t *testing.T) {
	do, token := guarded(t)
	const alice = `"principal":"alice"`
	if answer, text := do(http.MethodGet, "/api/session", "", "Authorization: Bearer "+token); answer.StatusCode != 200 || !strings.Contains(text, alice) || !strings.Contains(text, `"authentication":"token"`) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	if answer, text := do(http.MethodPost, "/api/session", `{"token":"wrong"}`); answer.StatusCode != 401 || !strings.Contains(text, identity.CodeInvalid) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	answer, text := do(http.MethodPost, "/api/session", `{"token":"`+token+`"}`)
	cookies := answer.Cookies()
	if answer.StatusCode != 200 || !strings.Contains(text, alice) || len(cookies) != 1 {
		t.Fatalf("got %s %s %v", answer.Status, text, answer.Header)
	}
	c := cookies[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || c.Path != "/" || strings.Contains(c.Value, token) || time.Until(c.Expires) < time.Hour {
		t.Errorf("got %+v", c)
	}
	forwarded, _ := do(http.MethodPost, "/api/session", `{"token":"`+token+`"}`, "X-Forwarded-Proto: https")
	if got := forwarded.Cookies(); len(got) != 1 || !got[0].Secure {
		t.Errorf("behind TLS: got %v", got)
	}
	session := "Cookie: " + c.Name + "=" + c.Value
	if answer, text := do(http.MethodGet, "/api/session", "", session); answer.StatusCode != 200 || !strings.Contains(text, alice) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	out, _ := do(http.MethodDelete, "/api/session", "", session)
	if got := out.Cookies(); out.StatusCode != 204 || len(got) != 1 || got[0].Value != "" || got[0].Expires.After(time.Now()) {
		t.Errorf("got %s %v", out.Status, out.Header)
	}
	if answer, _ := do(http.MethodGet, "/api/session", "", session); answer.StatusCode != 401 {
		t.Errorf("after the logout: got %s", answer.Status)
	}
}

func TestTooManyWrongTokensAreRefused(t *testing.T) {
	do, token := guarded(t)
	last := 0
	for range 12 {
		answer, _ := do(http.MethodPost, "/api/session", `{"token":"guess"}`)
		last = answer.StatusCode
	}
	if answer, text := do(http.MethodPost, "/api/session", `{"token":"`+token+`"}`); last != 429 || answer.StatusCode != 429 || !strings.Contains(text, "seconds") {
		t.Errorf("got %d, then %s %s", last, answer.Status, text)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	s := New(Parts{Local: access.Local()}, Settings{Requests: 2})
	began, end := make(chan struct{}), make(chan struct{})
	server := serve(t, routed(s, func(api huma.API) {
		route(api, http.MethodGet, "/api/slow", "slow", "A test", func(context.Context, *None) (*Body[string], error) {
			began <- struct{}{}
			<-end
			return &Body[string]{"done"}, nil
		})
	}))
	answers := make(chan int)
	for range 2 {
		go func() {
			answer, _ := ask(t, server, http.MethodGet, "/api/slow", "")
			answers <- answer.StatusCode
		}()
		<-began
	}
	answer, text := ask(t, server, http.MethodGet, "/api/slow", "")
	if answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" || !strings.Contains(text, codeLimited) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	close(end)
	if a, b := <-answers, <-answers; a != 200 || b != 200 {
		t.Errorf("got %d and %d", a, b)
	}
}

// running serves until the returned function is called, which returns what Run returned.
func running(t *testing.T, handler func(context.Context) (*Body[string], error), run Run) (address string, stop func() error) {
	t.Helper()
	s := New(Parts{Local: access.Local()}, Settings{})
	slow := routed(s, func(api huma.API) {
		route(api, http.MethodGet, "/api/test", "test", "A test", func(ctx context.Context, _ *None) (*Body[string], error) { return handler(ctx) })
	})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.answerOn(ctx, listener, slow, run) }()
	return "http://" + listener.Addr().String(), func() error { cancel(); return <-ended }
}

// fetch asks in the background.
func fetch(t *testing.T, url string) <-chan string {
	t.Helper()
	got := make(chan string, 1)
	go func() {
		answer, err := http.Get(url) //nolint:noctx // a test
		if err != nil {
			got <- err.Error()
			return
		}
		text, err := io.ReadAll(answer.Body)
		got <- answer.Status + " " + string(text) + errors.Join(err, answer.Body.Close(), errors.New("")).Error()
	}()
	return got
}

func TestARequestUnderWayComesToItsEndWhenTheServerStops(t *testing.T) {
	began, end := make(chan struct{}), make(chan struct{})
	stopping := make(chan struct{})
	address, stop := running(t, func(context.Context) (*Body[string], error) {
		close(began)
		<-end
		return &Body[string]{"done"}, nil
	}, Run{Grace: time.Minute, Stopping: func(context.Context) error { close(stopping); return nil }})
	got := fetch(t, address+"/api/test")
	<-began
	ended := make(chan error)
	go func() { ended <- stop() }()
	<-stopping
	close(end)
	if text := <-got; !strings.Contains(text, "200 OK") || !strings.Contains(text, "done") {
		t.Errorf("got %s", text)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestARequestThatDoesNotEndIsCancelledWithAMessage(t *testing.T) {
	began := make(chan struct{})
	address, stop := running(t, func(ctx context.Context) (*Body[string], error) {
		close(began)
		<-ctx.Done()
		return nil, ctx.Err()
	}, Run{Grace: 10 * time.Millisecond})
	got := fetch(t, address+"/api/test")
	<-began
	if err := stop(); err != nil {
		t.Error(err)
	}
	if text := <-got; !strings.Contains(text, "503") || !strings.Contains(text, codeStopping) {
		t.Errorf("got %s", text)
	}
}
