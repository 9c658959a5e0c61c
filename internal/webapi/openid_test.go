package webapi

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/identity/openid"
)

// ledger is an audit log in memory.
type ledger struct {
	mu   sync.Mutex
	list []audit.Record
}

func (l *ledger) Append(r audit.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, r)
	return nil
}

func (*ledger) Verify(context.Context, string) (audit.Report, error) { return audit.Report{}, nil }

// last returns the last record.
func (l *ledger) last() audit.Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == 0 {
		return audit.Record{}
	}
	return l.list[len(l.list)-1]
}

// elsewhere serves where people log in at a provider of their organisation.
func elsewhere(t *testing.T) (server *httptest.Server, notes *ledger) {
	t.Helper()
	provider, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := provider.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	server = httptest.NewUnstartedServer(nil)
	t.Cleanup(server.Close)
	login, err := openid.New(openid.Options{
		Issuer: provider.Issuer(), ClientID: provider.ClientID, ClientSecret: provider.ClientSecret,
		Callback: "http://" + server.Listener.Addr().String() + CallbackPath, Key: bytes.Repeat([]byte{1}, 32), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	notes = &ledger{}
	server.Config.Handler = New(Parts{Local: access.Local(), Identity: gateOf(t, ""), OpenID: login, Audit: notes, Pages: built()}, Settings{}).Handler()
	server.Start()
	return server, notes
}

// follow goes to an address of the provider and returns the path that it sends the browser back to.
func follow(t *testing.T, server *httptest.Server, address string) string {
	t.Helper()
	there, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	answer, text := ask(t, &httptest.Server{URL: there.Scheme + "://" + there.Host}, http.MethodGet, there.RequestURI(), "")
	back := answer.Header.Get("Location")
	path, ok := strings.CutPrefix(back, server.URL)
	if !ok {
		t.Fatalf("sent to %q: %s %s", back, answer.Status, text)
	}
	return path
}

func TestALoginElsewhereOpensASession(t *testing.T) {
	server, notes := elsewhere(t)
	if _, text := ask(t, server, http.MethodGet, "/api/login", ""); !strings.Contains(text, `"token":false`) || !strings.Contains(text, `"openid":true`) {
		t.Errorf("got %s", text)
	}
	begun, _ := ask(t, server, http.MethodGet, "/auth/login?next=%2Fsql%3Ftab%3D1", "")
	if begun.StatusCode != http.StatusFound || len(begun.Cookies()) != 1 {
		t.Fatalf("got %s %v", begun.Status, begun.Header)
	}
	ticket := begun.Cookies()[0]
	if !ticket.HttpOnly || ticket.SameSite != http.SameSiteLaxMode || ticket.Path != CallbackPath || ticket.MaxAge <= 0 {
		t.Errorf("got %+v", ticket)
	}
	back := follow(t, server, begun.Header.Get("Location"))
	ended, text := ask(t, server, http.MethodGet, back, "", "Cookie: "+ticket.Name+"="+ticket.Value, "Sec-Fetch-Site: cross-site")
	if ended.StatusCode != http.StatusSeeOther || ended.Header.Get("Location") != "/sql?tab=1" {
		t.Fatalf("got %s %v %s", ended.Status, ended.Header, text)
	}
	var session *http.Cookie
	for _, c := range ended.Cookies() {
		if c.Name == sessionCookie {
			session = c
		} else if c.MaxAge >= 0 {
			t.Errorf("the cookie of the login stays: %+v", c)
		}
	}
	if session == nil || !session.HttpOnly || session.SameSite != http.SameSiteStrictMode {
		t.Fatalf("got %+v", session)
	}
	if _, text := ask(t, server, http.MethodGet, "/api/session", "", "Cookie: "+session.Name+"="+session.Value); !strings.Contains(text, `"principal":"jane.doe@example.com"`) {
		t.Errorf("got %s", text)
	}
	if r := notes.last(); r.Event != audit.Login || r.Outcome != audit.Succeeded || r.Principal != "jane.doe@example.com" || len(r.Groups) != 2 || r.From != "127.0.0.1" {
		t.Errorf("noted %+v", r)
	}
	// The same once more, by who has seen it.
	again, _ := ask(t, server, http.MethodGet, back, "", "Cookie: "+ticket.Name+"="+ticket.Value)
	if again.Header.Get("Location") != "/login?failed="+openid.CodeRefused {
		t.Errorf("got %s %v", again.Status, again.Header)
	}
	if r := notes.last(); r.Event != audit.Login || r.Outcome != audit.Refused || r.Code != openid.CodeRefused {
		t.Errorf("noted %+v", r)
	}
}

func TestALoginThatNobodyBeganIsRefusedAndCounted(t *testing.T) {
	server, _ := elsewhere(t)
	want := "/login?failed=" + openid.CodeRefused
	for i := range 12 {
		if i == 10 {
			want = "/login?failed=TOO_MANY_ATTEMPTS"
		}
		answer, _ := ask(t, server, http.MethodGet, CallbackPath+"?code=x&state=y", "")
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("attempt %d: got %s %q", i, answer.Status, got)
		}
		for _, c := range answer.Cookies() {
			if c.Name == sessionCookie {
				t.Error("a session began")
			}
		}
	}
}

func TestNobodyIsSentToAnotherHostAfterALogin(t *testing.T) {
	for next, want := range map[string]string{
		"/sql?a=b#c": "/sql?a=b#c", "": "/", "sql": "/", "//evil.example.com": "/", "https://evil.example.com": "/", `/\evil.example.com`: "/",
		"/\tx": "/", "javascript:alert(1)": "/", "/%zz": "/",
	} {
		if got := within(next); got != want {
			t.Errorf("%q: got %q", next, got)
		}
	}
}

func TestWrongTokensAndLogoutsAreNoted(t *testing.T) {
	notes := &ledger{}
	server := start(t, Parts{Identity: gateOf(t, ""), Audit: notes}, Settings{})
	for range 12 {
		ask(t, server, http.MethodGet, "/api/session", "", "Authorization: Bearer wrong")
	}
	if r := notes.last(); len(notes.list) != 10 || r.Event != audit.Login || r.Outcome != audit.Refused || r.From == "" {
		t.Errorf("%d noted, the last %+v", len(notes.list), r)
	}
}
