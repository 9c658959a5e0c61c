package reach

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/fault"
)

func TestOnlyPublicAndAllowedAddressesAreReached(t *testing.T) {
	tests := []struct {
		allow, at   string
		safe, plain bool // over TLS, and without
	}{
		{"", "93.184.215.14:443", true, false},
		{"", "[2606:2800:220:1:248:1893:25c8:1946]:443", true, false},
		{"", "127.0.0.1:80", false, false},
		{"", "[::1]:80", false, false},
		{"", "[::ffff:127.0.0.1]:80", false, false},
		{"", "0.0.0.0:80", false, false},
		{"", "10.1.2.3:443", false, false},
		{"", "172.16.0.1:443", false, false},
		{"", "192.168.1.1:443", false, false},
		{"", "100.64.0.1:443", false, false},
		{"", "169.254.169.254:80", false, false},
		{"", "169.254.1.1:80", false, false},
		{"", "[fe80::1]:80", false, false},
		{"", "[fd00:ec2::254]:80", false, false},
		{"", "[64:ff9b::7f00:1]:80", false, false},
		{"", "224.0.0.1:80", false, false},
		{"", "255.255.255.255:80", false, false},
		{"private", "10.1.2.3:25", true, true},
		{"private", "[fd12::1]:25", true, true},
		{"private", "127.0.0.1:25", false, false},
		{"private", "169.254.169.254:80", false, false},
		{"private", "[fd00:ec2::254]:80", false, false},
		{"fd00:ec2::254", "[fd00:ec2::254]:80", true, true},
		{"169.254.0.0/16", "169.254.169.254:80", true, true},
		{"private, loopback", "[::ffff:127.0.0.1]:80", true, true},
		{"10.20.0.0/16", "10.20.30.40:443", true, true},
		{"10.20.0.0/16", "10.21.30.40:443", false, false},
		{"198.51.100.7", "198.51.100.7:443", true, true},
		{"::ffff:10.0.0.1", "10.0.0.1:443", true, true},
	}
	for _, test := range tests {
		g, err := New(test.allow)
		if err != nil {
			t.Fatal(err)
		}
		network := "tcp4"
		if strings.HasPrefix(test.at, "[") {
			network = "tcp6"
		}
		for plain, want := range map[bool]bool{false: test.safe, true: test.plain} {
			err := g.check(network, test.at, plain)
			if (err == nil) != want || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%q, %s, plain %v: %v", test.allow, test.at, plain, err)
			}
		}
	}
	for _, wrong := range []string{"everything", "10.0.0.0/33", "example.com", "fe80::1%eth0"} {
		if _, err := New(wrong); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func guard(t *testing.T, allow string) *Guard {
	t.Helper()
	g, err := New(allow)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func handed() error { return nil }

func TestAReceiverAnswers(t *testing.T) {
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	var redirected atomic.Bool
	mux := http.NewServeMux()
	answer := func(path string, status int, header ...string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			io.WriteString(w, "no\x1b[31m \r\n way\xff"+strings.Repeat("x", 1000)) //nolint:errcheck // a test
		})
	}
	answer("/ok", http.StatusAccepted)
	answer("/busy", http.StatusTooManyRequests, "Retry-After", "120")
	answer("/until", http.StatusServiceUnavailable, "Retry-After", "Wed, 04 Mar 2026 11:00:00 GMT")
	answer("/gone", http.StatusGone)
	answer("/moved", http.StatusFound, "Location", "/target")
	mux.HandleFunc("/target", func(http.ResponseWriter, *http.Request) { redirected.Store(true) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	g := guard(t, "loopback")
	for path, want := range map[string]alert.Refusal{
		"/ok": {}, "/busy": {After: 2 * time.Minute}, "/until": {After: time.Hour}, "/gone": {Final: true}, "/moved": {},
	} {
		err := g.Post(t.Context(), Message{URL: server.URL + path, Body: []byte("{}")}, now, handed)
		var got *alert.Refusal
		switch {
		case path == "/ok":
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
		case !errors.As(err, &got) || got.After != want.After || got.Final != want.Final:
			t.Errorf("%s: %+v", path, err)
		case len(got.Error()) > 600 || strings.ContainsAny(got.Error(), "\x1b\r\n"):
			t.Errorf("%s: it is told as %q", path, got.Error())
		}
	}
	if redirected.Load() {
		t.Error("a redirect was followed")
	}
}

func TestWhatMustNotBeReachedIsNotAndNotNamed(t *testing.T) {
	var reached atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(server.Close)
	err := guard(t, "private").Post(t.Context(), Message{URL: server.URL + "/services/verysecret"}, time.Now(), handed)
	if err == nil || reached.Load() || strings.Contains(err.Error(), "verysecret") || !strings.Contains(err.Error(), "alert-allow") {
		t.Errorf("reached %v: %v", reached.Load(), err)
	}
	server.Close()
	err = guard(t, "loopback").Post(t.Context(), Message{URL: server.URL + "/services/verysecret"}, time.Now(), handed)
	if err == nil || strings.Contains(err.Error(), "verysecret") {
		t.Errorf("got %v", err)
	}
}

// A receiver that never answers, or never stops, costs a bounded time and memory.
func TestAReceiverThatHangsOrFloods(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hang" {
			<-release
			return
		}
		w.WriteHeader(http.StatusInternalServerError)
		for r.Context().Err() == nil {
			if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) })
	g := guard(t, "loopback")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := g.Post(ctx, Message{URL: server.URL + "/hang"}, time.Now(), handed); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hang: %v", err)
	}
	begun := time.Now()
	if err := g.Post(t.Context(), Message{URL: server.URL + "/flood"}, time.Now(), handed); err == nil || time.Since(begun) > 10*time.Second {
		t.Errorf("flood: %v after %s", err, time.Since(begun))
	}
}

func TestNothingIsSentThatMustNotBeHandedOver(t *testing.T) {
	var reached atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(server.Close)
	lost := errors.New("lost")
	if err := guard(t, "loopback").Post(t.Context(), Message{URL: server.URL}, time.Now(), func() error { return lost }); !errors.Is(err, lost) || reached.Load() {
		t.Errorf("%v, reached %v", err, reached.Load())
	}
}

func FuzzWhatReceiversSay(f *testing.F) {
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	for _, seed := range []string{"120", "Wed, 04 Mar 2026 11:00:00 GMT", "-1", "99999999999999999999", "\x1b[0m\r\n", "NaN"} {
		f.Add(seed, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, header string, said []byte) {
		if d := RetryAfter(header, now); d < 0 || d > 7*24*time.Hour {
			t.Errorf("%q is %s", header, d)
		}
		for _, r := range Refused(http.StatusTeapot, http.Header{"Retry-After": {header}}, said, now, nil).Error() {
			if r < ' ' || r == 0x7f {
				t.Errorf("%q is told with %U", said, r)
			}
		}
	})
}
