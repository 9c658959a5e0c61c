package identity

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// clock is a clock that tests turn.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC)} }

// gate makes a token for alice and opens its file.
func gate(t *testing.T, c *clock) (g *Gate, token, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "tokens.json")
	_, token, err := Create(path, Ask{Principal: "alice"}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, c, path), token, path
}

func open(t *testing.T, c *clock, path string) *Gate {
	t.Helper()
	g, err := Open(Options{
		File: path, Records: records(t, c), Now: func() time.Time { return c.now },
		Member: func(name string, groups []string) (access.Principal, error) {
			return access.Principal{Name: name, Groups: append([]string{"m"}, groups...)}, nil
		},
		Principal: func(name string) access.Principal { return access.Principal{Name: name, Groups: []string{"g"}} },
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// records opens the records beside those of other tests.
func records(t *testing.T, c *clock) *Records {
	t.Helper()
	r, err := OpenRecords(t.Context(), filepath.Join(t.TempDir(), "identity.sqlite"), bytes.Repeat([]byte{7}, 32), func() time.Time { return c.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestATokenStandsForItsPrincipal(t *testing.T) {
	g, token, path := gate(t, newClock())
	who, err := g.Bearer("192.0.2.1", token)
	if err != nil || who.Name != "alice" || len(who.Groups) != 1 {
		t.Errorf("got %v, %v", who, err)
	}
	for _, wrong := range []string{"", "glaux_", token + "x", token[1:]} {
		if _, err := g.Bearer("192.0.2.1", wrong); fault.KindOf(err) != fault.Denied {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), token) {
		t.Errorf("the file holds the token: %s, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
}

func TestATokenTakenOutOfTheFileIsWorthNothing(t *testing.T) {
	g, token, path := gate(t, newClock())
	session, err := g.Login("192.0.2.1", token)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Create(path, Ask{Principal: "bob"}, newClock().now); err != nil {
		t.Fatal(err)
	}
	if n, err := Revoke(path, "alice"); err != nil || n != 1 {
		t.Fatalf("got %d, %v", n, err)
	}
	if _, err := g.Bearer("192.0.2.1", token); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v", err)
	}
	if _, ok, _ := g.Resume(session.Cookie); ok {
		t.Error("its session goes on")
	}
	if _, err := Revoke(path, "alice"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestATokenEnds(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "tokens.json")
	end := c.now.Add(time.Hour)
	_, token, err := Create(path, Ask{Principal: "alice", Expires: &end}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	g := open(t, c, path)
	session, err := g.Login("a", token)
	if err != nil || !session.Expires.Equal(end) {
		t.Fatalf("got %v, %v", session, err)
	}
	c.now = end
	if _, err := g.Bearer("a", token); err == nil {
		t.Error("it is still good")
	}
	if _, ok, _ := g.Resume(session.Cookie); ok {
		t.Error("its session is still good")
	}
}

func TestASessionOutlivesTheServerAndNotTheDay(t *testing.T) {
	c := newClock()
	g, token, _ := gate(t, c)
	session, err := g.Login("a", token)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(g.options)
	if err != nil {
		t.Fatal(err)
	}
	if who, ok, err := again.Resume(session.Cookie); err != nil || !ok || who.Name != "alice" {
		t.Errorf("got %v, %v", who, ok)
	}
	for i := range len(session.Cookie) - 1 { // the last digit has bits that mean nothing
		forged := []byte(session.Cookie)
		if forged[i] = 'A'; session.Cookie[i] == 'A' {
			forged[i] = 'B'
		}
		if _, ok, _ := again.Resume(string(forged)); ok {
			t.Fatalf("%s is taken for %s", forged, session.Cookie)
		}
	}
	c.now = c.now.Add(sessionTime)
	if _, ok, _ := again.Resume(session.Cookie); ok {
		t.Error("it goes on the next day")
	}
}

func TestALogoutEndsTheSession(t *testing.T) {
	g, token, _ := gate(t, newClock())
	one, err := g.Login("a", token)
	if err != nil {
		t.Fatal(err)
	}
	two, err := g.Login("a", token)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range []string{one.Cookie, "nonsense"} {
		if err := g.Logout(cookie); err != nil {
			t.Error(err)
		}
	}
	if _, ok, _ := g.Resume(one.Cookie); ok {
		t.Error("it goes on")
	}
	if _, ok, _ := g.Resume(two.Cookie); !ok {
		t.Error("it ended another one")
	}
}

func TestWhoGuessesIsSlowedDown(t *testing.T) {
	c := newClock()
	g, token, _ := gate(t, c)
	for range maxFailures {
		if _, err := g.Login("2001:db8::1", "guess"); fault.KindOf(err) != fault.Denied {
			t.Fatal(err)
		}
	}
	if _, err := g.Login("2001:db8::2", token); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("a neighbour with the right one: got %v", err)
	}
	if _, err := g.Login("192.0.2.1", token); err != nil {
		t.Errorf("somebody else: got %v", err)
	}
	c.now = c.now.Add(window)
	if _, err := g.Login("2001:db8::1", token); err != nil {
		t.Errorf("a minute later: got %v", err)
	}
}

func TestGuessingFromManyAddressesIsSlowedDown(t *testing.T) {
	c := newClock()
	l := &limits{}
	for i := range maxTogether {
		l.fail(time.Duration(i).String(), c.now)
	}
	if l.wait("somebody else", c.now) == 0 {
		t.Error("it is not")
	}
}

func TestWrongFilesAreRefused(t *testing.T) {
	const hash = `"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`
	tests := []struct {
		name, text, want string
		mode             os.FileMode
	}{
		{"no token", `{"tokens": []}`, "no token", 0o600},
		{"no JSON", `tokens`, "no token file", 0o600},
		{"an unknown field", `{"token": []}`, "unknown field", 0o600},
		{"more than one value", `{"tokens": []} {}`, "closing brace", 0o600},
		{"a hash that is none", `{"tokens": [{"id": "a", "principal": "b", "created": "2025-01-01T00:00:00Z", "sha256": "00"}]}`, "SHA-256", 0o600},
		{"no principal", `{"tokens": [{"id": "e3b0c44298fc", "created": "2025-01-01T00:00:00Z", ` + hash + `}]}`, "no principal", 0o600},
		{"another's id", `{"tokens": [{"id": "e3b0c44298fd", "principal": "a", "created": "2025-01-01T00:00:00Z", ` + hash + `}]}`, "another", 0o600},
		{"others may write it", `{"tokens": []}`, "chmod 600", 0o622},
		{"too long", `{"tokens": []}` + strings.Repeat(" ", maxFile), "longer", 0o600},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tokens.json")
			if err := os.WriteFile(path, []byte(test.text), test.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, test.mode); err != nil {
				t.Fatal(err)
			}
			_, err := Open(Options{File: path})
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if _, err := Open(Options{File: "/nowhere/tokens.json"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no file: got %v", err)
	}
}

func TestOneWriterKeepsAnotherOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	var group sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 8 {
		group.Go(func() {
			_, _, err := Create(path, Ask{Principal: "alice"}, time.Now())
			if err == nil {
				mu.Lock()
				made++
				mu.Unlock()
			} else if fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if list, err := List(path); err != nil || len(list) != made || made == 0 {
		t.Errorf("%d were made, %d are there, %v", made, len(list), err)
	}
	if _, err := os.Stat(path + newSuffix); !os.IsNotExist(err) {
		t.Errorf("the file beside it is left: %v", err)
	}
	for _, name := range []string{"", "a\nb", strings.Repeat("a", maxName+1)} {
		if _, _, err := Create(path, Ask{Principal: name}, time.Now()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", name, err)
		}
	}
}
