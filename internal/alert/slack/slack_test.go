package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
	"github.com/glauxhq/glaux/internal/alert/reach"
	"github.com/glauxhq/glaux/internal/alert/slack"
)

func sender(t *testing.T) *slack.Sender {
	t.Helper()
	guard, err := reach.New("loopback")
	if err != nil {
		t.Fatal(err)
	}
	return &slack.Sender{Guard: guard, Now: time.Now}
}

func parcel(secret string, cases ...alert.Case) alert.Parcel {
	now := time.Now().UTC()
	p := alert.Parcel{
		ID: "id", Monitor: alert.Monitor{ID: "m", Name: "Search"}, Occasion: alert.Opened, Created: now,
		To: alert.Recipient{Channel: alert.Slack, Address: "C0123456789", Secret: secret},
	}
	if len(cases) == 0 {
		cases = []alert.Case{alert.Example(now)}
	}
	for _, c := range cases {
		p.Cases = append(p.Cases, alert.Told{Occasion: alert.Opened, Case: c})
	}
	return p
}

func handed() error { return nil }

func TestAnIncomingWebhook(t *testing.T) {
	var got slackapi.WebhookMessage
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		io.WriteString(w, "ok") //nolint:errcheck // a test
	}))
	t.Cleanup(server.Close)
	c := alert.Example(time.Now())
	c.URL = "https://glaux.example.com/anomalies/x?a=1&b=2"
	c.Causes[0].Elements[0].Value = "<!channel> *bold* `code` & <https://evil.example|click>"
	if err := sender(t).Send(t.Context(), parcel(server.URL, c), handed); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
	for _, want := range []string{"+$216.00", "▁", "<https://glaux.example.com/anomalies/x?a=1&amp;b=2|Open the case>", "&lt;!channel&gt;"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q is missing in %s", want, plain)
		}
	}
	for _, wrong := range []string{"<!channel>", "<https://evil", "*bold*", "`code`"} {
		if strings.Contains(plain, wrong) {
			t.Errorf("%q is markup in %s", wrong, plain)
		}
	}
}

// api is Slack's API, as far as a bot needs it.
type api struct {
	calls []string
	form  map[string]string
	fail  string // the method that refuses
	limit bool
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	a.calls = append(a.calls, method)
	w.Header().Set("Content-Type", "application/json")
	switch {
	case a.fail == method && a.limit:
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	case a.fail == method:
		io.WriteString(w, `{"ok":false,"error":"channel_not_found"}`) //nolint:errcheck // a test
	case method == "files.getUploadURLExternal":
		fmt.Fprintf(w, `{"ok":true,"upload_url":"http://%s/api/upload","file_id":"F1"}`, r.Host) //nolint:errcheck // a test
	case method == "upload":
		io.WriteString(w, "OK") //nolint:errcheck // a test
	default:
		if err := r.ParseForm(); err == nil {
			a.form = map[string]string{}
			for name := range r.Form {
				a.form[name] = r.Form.Get(name)
			}
		}
		io.WriteString(w, `{"ok":true,"files":[{"id":"F1","title":"x"}],"channel":"C","ts":"1"}`) //nolint:errcheck // a test
	}
}

func TestABotShowsThePicture(t *testing.T) {
	a := &api{}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	s := sender(t)
	s.API = server.URL + "/api/"
	var before []string
	if err := s.Send(t.Context(), parcel("xoxb-1"), func() error { before = append(before, a.calls...); return nil }); err != nil {
		t.Fatal(err)
	}
	if strings.Join(a.calls, " ") != "files.getUploadURLExternal upload files.completeUploadExternal" || len(before) != 2 {
		t.Errorf("calls %v, %v before it was handed over", a.calls, before)
	}
	if a.form["channel_id"] != "C0123456789" || !strings.Contains(a.form["blocks"], "216.00") || !strings.Contains(a.form["files"], "F1") {
		t.Errorf("got %v", a.form)
	}
	flat := alert.Example(time.Now())
	flat.Points = nil
	a.calls = nil
	if err := s.Send(t.Context(), parcel("xoxb-1", flat), handed); err != nil || strings.Join(a.calls, " ") != "chat.postMessage" {
		t.Errorf("without a picture: %v, calls %v", err, a.calls)
	}
}

func TestSlackRefuses(t *testing.T) {
	a := &api{fail: "files.completeUploadExternal"}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	s := sender(t)
	s.API = server.URL + "/api/"
	var refusal *alert.Refusal
	err := s.Send(t.Context(), parcel("xoxb-secret"), handed)
	if !errors.As(err, &refusal) || refusal.Final || !strings.Contains(err.Error(), "channel_not_found") || strings.Contains(err.Error(), "xoxb-secret") {
		t.Errorf("got %v", err)
	}
	a.limit, a.fail = true, "files.getUploadURLExternal"
	handed := false
	err = s.Send(t.Context(), parcel("xoxb-secret"), func() error { handed = true; return nil })
	if !errors.As(err, &refusal) || refusal.After != 30*time.Second || handed {
		t.Errorf("got %v, handed over: %v", err, handed)
	}
}

// However many and long cases are, Slack takes the message, and what has no room is said.
func TestMessagesStayWithinSlacksBounds(t *testing.T) {
	var cases []alert.Case
	for i := range 60 {
		c := alert.Example(time.Now())
		c.ID, c.Points = fmt.Sprint(i), nil
		c.Title.English = strings.Repeat("長い題", 200)
		for range 50 {
			c.Causes = append(c.Causes, alert.Cause{Elements: []alert.Element{{Dimension: "resource", Value: strings.Repeat("&", 1000)}}})
		}
		cases = append(cases, c)
	}
	letter, err := compose.Message(parcel("x", cases...))
	if err != nil {
		t.Fatal(err)
	}
	blocks := slack.Blocks(&letter)
	if len(blocks) > 50 {
		t.Errorf("%d blocks", len(blocks))
	}
	said := false
	for _, b := range blocks {
		switch b := b.(type) {
		case *slackapi.HeaderBlock:
			if n := len([]rune(b.Text.Text)); n > 150 {
				t.Errorf("a header of %d letters", n)
			}
		case *slackapi.SectionBlock:
			if n := len([]rune(b.Text.Text)); n > 3000 || n == 0 {
				t.Errorf("a text of %d letters", n)
			}
			said = said || strings.Contains(b.Text.Text, "45 more") || strings.Contains(b.Text.Text, "more have no room")
		}
	}
	if !said {
		t.Error("what has no room is not said")
	}
}
