package cli

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestATokenIsMadeListedAndRevoked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens.json")
	now := func() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) }
	status, token, told := run(t.Context(), t, Env{Now: now}, "token", "create", "--file", file, "--days", "30", "alice")
	if status != exitDone || !strings.HasPrefix(token, "glaux_") || strings.Count(token, "\n") != 1 || !strings.Contains(told, "never again") {
		t.Fatalf("got %d, %q, %q", status, token, told)
	}
	status, list, _ := run(t.Context(), t, Env{}, "token", "list", "--file", file, "--format", "csv")
	if status != exitDone || !strings.Contains(list, ",alice,2025-12-03 04:05:06 UTC,2026-01-02 04:05:06 UTC") || strings.Contains(list, strings.TrimSpace(token)) {
		t.Errorf("got %d, %q", status, list)
	}
	if status, _, told := run(t.Context(), t, Env{}, "token", "revoke", "--file", file, "alice"); status != exitDone || !strings.Contains(told, "1 token taken out") {
		t.Errorf("got %d, %q", status, told)
	}
	if status, _, told := run(t.Context(), t, Env{}, "token", "revoke", "--file", file, "alice"); status == exitDone || !strings.Contains(told, "alice") {
		t.Errorf("got %d, %q", status, told)
	}
	if status, _, _ := run(t.Context(), t, Env{}, "token", "create", "alice"); status != exitUsage {
		t.Errorf("without a file: got %d", status)
	}
}

func TestServingElsewhereNeedsTokens(t *testing.T) {
	status, _, told := run(t.Context(), t, Env{}, "serve", "--listen", "0.0.0.0:0")
	if status != exitUsage && status != exitFault || !strings.Contains(told, "can be reached from other machines") || !strings.Contains(told, "glaux token create") {
		t.Errorf("got %d, %q", status, told)
	}
}

// screen is what a command writes while it runs.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestServeAnswersUntilItIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out screen
	home := t.TempDir()
	ended := make(chan int, 1)
	go func() {
		ended <- Main(ctx, Env{
			Args: []string{"serve", "--listen", "127.0.0.1:0", "--watch=1h"}, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &out,
			Getenv: func(name string) string { return map[string]string{"HOME": home}[name] },
		})
	}()
	var url string
	for deadline := time.Now().Add(time.Minute); url == ""; time.Sleep(10 * time.Millisecond) {
		if _, rest, ok := strings.Cut(out.String(), "the workbench is at "); ok {
			url, _, _ = strings.Cut(rest, " ")
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not begin: %s", out.String())
		}
	}
	answer, err := http.Get(url + "/api/session") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.Body.Close() != nil || !strings.Contains(string(text), `"principal":"local"`) {
		t.Errorf("got %s, %v", text, err)
	}
	cancel()
	if status := <-ended; status != exitDone || !strings.Contains(out.String(), "the workbench has stopped") {
		t.Errorf("got %d, %s", status, out.String())
	}
}
