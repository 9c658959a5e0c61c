package openid

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"github.com/glauxhq/glaux/internal/fault"
)

// somebody logs in at the provider. The claims of the token are changed by twist.
type somebody struct {
	*mockoidc.MockUser
	twist func(jwt.MapClaims)
}

func (s *somebody) Claims(_ []string, base *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	claims := jwt.MapClaims{
		"iss": base.Issuer, "aud": base.Audience, "exp": base.ExpiresAt, "iat": base.IssuedAt, "sub": base.Subject, "nonce": base.Nonce,
		"email": "alice@example.com", "groups": []string{"finance", "app-team", "finance"},
	}
	if s.twist != nil {
		s.twist(claims)
	}
	return claims, nil
}

// server starts a provider of logins, and what asks it.
func server(t *testing.T, now func() time.Time) (*mockoidc.MockOIDC, *Provider) {
	t.Helper()
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	p, err := New(Options{
		Issuer: m.Issuer(), ClientID: m.ClientID, ClientSecret: m.ClientSecret, Callback: "http://localhost:8787/auth/callback",
		Key: bytes.Repeat([]byte{7}, 32), Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return m, p
}

// visit goes to the provider, as a browser does, and returns what it is sent back with.
func visit(t *testing.T, address string) url.Values {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Error(err)
	}
	back, err := answer.Location()
	if err != nil {
		t.Fatalf("%s: %v", answer.Status, err)
	}
	if !strings.HasPrefix(back.String(), "http://localhost:8787/auth/callback?") {
		t.Fatalf("sent to %s", back)
	}
	return back.Query()
}

func TestALoginEndsWithANameAndGroups(t *testing.T) {
	m, p := server(t, time.Now)
	m.QueueUser(&somebody{MockUser: mockoidc.DefaultUser()})
	address, cookie, err := p.Begin(t.Context(), "/sql")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if q := asked.Query(); q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" || !strings.Contains(q.Get("scope"), "openid") {
		t.Errorf("asked for %v", q)
	}
	if q := asked.Query(); strings.Contains(cookie, q.Get("state")) || strings.Contains(cookie, q.Get("nonce")) {
		t.Error("the cookie can be read")
	}
	back := visit(t, address)
	who, err := p.End(t.Context(), cookie, back)
	if err != nil || who.Name != "alice@example.com" || !slices.Equal(who.Groups, []string{"app-team", "finance"}) || who.Next != "/sql" {
		t.Errorf("got %+v, %v", who, err)
	}
	if _, err := p.End(t.Context(), cookie, back); fault.KindOf(err) != fault.Denied {
		t.Errorf("the same once more: %v", err)
	}
}

func TestALoginThatDoesNotHoldIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		twist func(jwt.MapClaims)
		spoil func(cookie *string, back url.Values)
	}{
		{"another state", nil, func(_ *string, back url.Values) { back.Set("state", "x") }},
		{"no state", nil, func(_ *string, back url.Values) { back.Del("state") }},
		{"another code", nil, func(_ *string, back url.Values) { back.Set("code", "x") }},
		{"no cookie", nil, func(cookie *string, _ url.Values) { *cookie = "" }},
		{"a forged cookie", nil, func(cookie *string, _ url.Values) { *cookie = "A" + (*cookie)[1:] + "A" }},
		{"the provider says no", nil, func(_ *string, back url.Values) { back.Set("error", "access_denied") }},
		{"another nonce", func(c jwt.MapClaims) { c["nonce"] = "x" }, nil},
		{"no nonce", func(c jwt.MapClaims) { delete(c, "nonce") }, nil},
		{"for another client", func(c jwt.MapClaims) { c["aud"] = "x" }, nil},
		{"of another provider", func(c jwt.MapClaims) { c["iss"] = "https://evil.example.com" }, nil},
		{"too late", func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Hour).Unix() }, nil},
		{"without a name", func(c jwt.MapClaims) { delete(c, "email") }, nil},
		{"a name that is no text", func(c jwt.MapClaims) { c["email"] = []string{"alice@example.com"} }, nil},
		{"an address that nobody verified", func(c jwt.MapClaims) { c["email_verified"] = false }, nil},
		{"with another access token", func(c jwt.MapClaims) { c["at_hash"] = "x" }, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, p := server(t, time.Now)
			m.QueueUser(&somebody{MockUser: mockoidc.DefaultUser(), twist: test.twist})
			address, cookie, err := p.Begin(t.Context(), "/")
			if err != nil {
				t.Fatal(err)
			}
			back := visit(t, address)
			if test.spoil != nil {
				test.spoil(&cookie, back)
			}
			if who, err := p.End(t.Context(), cookie, back); fault.KindOf(err) != fault.Denied {
				t.Errorf("got %+v, %v", who, err)
			}
		})
	}
}

func TestALoginOfAnotherBrowserIsRefused(t *testing.T) {
	m, p := server(t, time.Now)
	m.QueueUser(&somebody{MockUser: mockoidc.DefaultUser()})
	address, _, err := p.Begin(t.Context(), "/")
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := p.Begin(t.Context(), "/")
	if err != nil {
		t.Fatal(err)
	}
	if who, err := p.End(t.Context(), other, visit(t, address)); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %+v, %v", who, err)
	}
}

func TestALoginHasItsTime(t *testing.T) {
	now := time.Now()
	_, p := server(t, func() time.Time { return now })
	address, cookie, err := p.Begin(t.Context(), "/")
	if err != nil {
		t.Fatal(err)
	}
	back := visit(t, address)
	now = now.Add(LoginTime)
	if _, err := p.End(t.Context(), cookie, back); fault.KindOf(err) != fault.Denied || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got %v", err)
	}
}

func TestAProviderThatIsAwayIsToldSo(t *testing.T) {
	p, err := New(Options{Issuer: "http://127.0.0.1:1", ClientID: "glaux", Callback: "http://localhost/auth/callback", Key: make([]byte, 32), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Begin(t.Context(), "/"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	good := Options{Issuer: "https://login.example.com", ClientID: "glaux", Callback: "https://glaux.example.com/auth/callback", Key: make([]byte, 32)}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Options){
		"in the clear":     func(o *Options) { o.Issuer = "http://login.example.com" },
		"no address":       func(o *Options) { o.Callback = "glaux" },
		"no client":        func(o *Options) { o.ClientID = "" },
		"a key too short":  func(o *Options) { o.Key = nil },
		"no provider":      func(o *Options) { o.Issuer = "" },
		"another protocol": func(o *Options) { o.Callback = "javascript:alert(1)" },
	} {
		o := good
		spoil(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
