package escape_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/identity"
)

// login begins a session and returns its cookie.
func (s *server) login(t *testing.T, as string, headers ...string) (cookie string, got answer) {
	t.Helper()
	got = s.ask(t, "", post("/api/session", `{"token": "`+s.tokens[as]+`"}`, headers...))
	if got.status != http.StatusOK {
		return "", got
	}
	cookie, _, _ = strings.Cut(got.header.Get("Set-Cookie"), ";")
	return cookie, got
}

// What was once good for a session is good for nothing after its end, and no session is anybody's choice.
func TestSessions(t *testing.T) {
	s := newServer(t)
	asks := func(headers ...string) answer { return s.ask(t, "", get("/api/session", headers...)) }
	const eve = `"principal":"eve"`
	t.Run("a cookie is for scripts of no page and for no other site", func(t *testing.T) {
		_, got := s.login(t, "eve")
		for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
			if set := got.header.Get("Set-Cookie"); !strings.Contains(set, want) {
				t.Errorf("%q lacks %s", set, want)
			}
		}
	})
	t.Run("a cookie that somebody chose is no session after a login", func(t *testing.T) {
		chosen := "glaux_session=chosen-by-mallory"
		cookie, _ := s.login(t, "eve", "Cookie: "+chosen)
		if cookie == "" || cookie == chosen || asks("Cookie: "+chosen).status != 401 || !strings.Contains(asks("Cookie: "+cookie).body, eve) {
			t.Errorf("the cookie is %q", cookie)
		}
	})
	t.Run("each login has a cookie of its own", func(t *testing.T) {
		one, _ := s.login(t, "eve")
		two, _ := s.login(t, "eve", "Cookie: "+one)
		if one == two {
			t.Error("two logins have one cookie")
		}
	})
	t.Run("a cookie is worth nothing after the logout", func(t *testing.T) {
		cookie, _ := s.login(t, "eve")
		other, _ := s.login(t, "eve")
		if got := s.ask(t, "", del("/api/session", "Cookie: "+cookie)); got.status >= 300 {
			t.Errorf("got %d %s", got.status, got.body)
		}
		if asks("Cookie: "+cookie).status != 401 || asks("Cookie: "+other).status != 200 {
			t.Error("the logout ended something else")
		}
	})
	t.Run("a cookie does not change what is changed from another site", func(t *testing.T) {
		cookie, _ := s.login(t, "eve")
		for _, from := range []string{"Origin: https://evil.example.com", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: null"} {
			if got := s.ask(t, "", put("/api/saved", `{"name": "x", "sql": "x"}`, "Cookie: "+cookie, from)); got.status != 403 {
				t.Errorf("%s: got %d %s", from, got.status, got.body)
			}
		}
		if got := s.ask(t, "", get("/api/saved", "Cookie: "+cookie)); got.body != "[]\n" {
			t.Errorf("got %s", got.body)
		}
	})
	t.Run("a cookie does not become somebody else's", func(t *testing.T) {
		cookie, _ := s.login(t, "eve")
		for _, more := range []string{"Glaux-As: boss", "X-Forwarded-User: boss", "Cookie: glaux_session=boss", "Cookie: principal=boss"} {
			if got := asks("Cookie: "+cookie, more); got.status == 200 && !strings.Contains(got.body, eve) {
				t.Errorf("%s: got %d %s", more, got.status, got.body)
			}
		}
	})
	t.Run("a session ends with its time", func(t *testing.T) {
		cookie, _ := s.login(t, "eve")
		s.clock.forward(13 * time.Hour)
		if got := asks("Cookie: " + cookie); got.status != 401 {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
	t.Run("a token and its session end with its time", func(t *testing.T) {
		end := s.clock.time().Add(time.Hour)
		s.token(t, "mallory", &end)
		token := "Authorization: Bearer " + s.tokens["mallory"]
		cookie, _ := s.login(t, "mallory")
		if asks(token).status != 200 || asks("Cookie: "+cookie).status != 200 {
			t.Error("the token is not good")
		}
		s.clock.forward(time.Hour + time.Second)
		if asks(token).status != 401 || asks("Cookie: "+cookie).status != 401 {
			t.Error("the token is good after its end")
		}
	})
	t.Run("a token and its session end with its revoke", func(t *testing.T) {
		cookie, _ := s.login(t, "carol")
		if _, err := identity.Revoke(s.file, "carol"); err != nil {
			t.Fatal(err)
		}
		if asks("Authorization: Bearer "+s.tokens["carol"]).status != 401 || asks("Cookie: "+cookie).status != 401 {
			t.Error("the token is good after its revoke")
		}
		if _, got := s.login(t, "carol"); got.status != 401 {
			t.Errorf("a login with it: %d %s", got.status, got.body)
		}
	})
	t.Run("who guesses is stopped, whatever it says of its address", func(t *testing.T) {
		s.clock.forward(2 * time.Minute)
		limited := 0
		for i := range 30 {
			from := "X-Forwarded-For: 192.0.2." + string(rune('0'+i%10))
			got := s.ask(t, "", get("/api/session", "Authorization: Bearer glaux_wrong", from, "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.7"))
			if got.status == http.StatusTooManyRequests {
				limited++
			} else if got.status != 401 {
				t.Errorf("got %d %s", got.status, got.body)
			}
		}
		if _, got := s.login(t, "eve"); limited != 20 || got.status != http.StatusTooManyRequests {
			t.Errorf("%d of 30 were stopped, and a login got %d", limited, got.status)
		}
	})
}
