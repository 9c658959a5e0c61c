package alert_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/mail"
	"github.com/glauxhq/glaux/internal/alert/reach"
	"github.com/glauxhq/glaux/internal/alert/webhook"
	"github.com/glauxhq/glaux/internal/killtest"
)

// killCases is how many cases are told in the test.
const killCases = 60

func TestMain(m *testing.M) { killtest.Main(m, tellForEver) }

// openReal opens a box with the real channels of webhooks and e-mail, to this machine.
func openReal(ctx context.Context, path string) (*alert.Box, error) {
	guard, err := reach.New("loopback")
	if err != nil {
		return nil, err
	}
	post := &mail.Sender{Dial: guard.Dial}
	box, err := alert.Open(ctx, path, alert.Options{
		Key: bytes.Repeat([]byte{7}, 32), Now: time.Now, Lease: 400 * time.Millisecond, Poll: 5 * time.Millisecond, Pause: 10 * time.Millisecond, Burst: 10 * killCases,
		Channels: map[alert.Channel]alert.Sender{alert.Webhook: &webhook.Sender{Guard: guard, Now: time.Now}, alert.Email: post},
	})
	if err == nil {
		post.Server = box.Server
	}
	return box, err
}

// tellForEver raises all cases, some for two occasions, each time from the first on, as who is not sure does, and delivers.
func tellForEver(path string) error {
	ctx := context.Background()
	box, err := openReal(ctx, path)
	if err != nil {
		return err
	}
	failed := make(chan error, 2)
	go func() { failed <- box.Run(ctx) }()
	go func() {
		for i := range killCases {
			if _, err := box.Raise(ctx, acase(fmt.Sprintf("case-%d", i), 10), alert.Opened); err != nil {
				failed <- err
				return
			}
		}
	}()
	return <-failed
}

// receiver counts by id what it has taken. It refuses some, and is slow with some.
type receiver struct {
	mu    sync.Mutex
	taken map[string]int             // by id
	cases map[string]map[string]bool // ids by case and receiver
}

func (r *receiver) take(id, about string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken[id]++
	if r.cases[about] == nil {
		r.cases[about] = map[string]bool{}
	}
	r.cases[about][id] = true
}

// moody waits a little, and refuses one in eight.
func (r *receiver) moody() (refuse bool) {
	time.Sleep(time.Duration(rand.IntN(6)) * time.Millisecond)
	return rand.IntN(8) == 0
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	var e struct {
		Data struct{ Cases []struct{ ID string } }
	}
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return // whoever sent it is dead
	}
	if json.Unmarshal(body, &e) != nil || len(e.Data.Cases) == 0 {
		http.Error(w, "what is this", http.StatusBadRequest)
		return
	}
	if r.moody() {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	for _, c := range e.Data.Cases {
		r.take(q.Header.Get("webhook-id"), q.URL.Path+" "+c.ID)
	}
	r.moody()
	w.WriteHeader(http.StatusNoContent)
}

// NewSession lets everybody send mail.
func (r *receiver) NewSession(*smtp.Conn) (smtp.Session, error) { return &letterbox{r}, nil }

type letterbox struct{ *receiver }

func (l *letterbox) Mail(string, *smtp.MailOptions) error { return nil }
func (l *letterbox) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (l *letterbox) Reset()                               {}
func (l *letterbox) Logout() error                        { return nil }

func (l *letterbox) Data(from io.Reader) error {
	m, err := netmail.ReadMessage(from)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	if l.moody() {
		return &smtp.SMTPError{Code: 451, Message: "not now"}
	}
	id, _, _ := strings.Cut(strings.Trim(m.Header.Get("Message-ID"), "<>"), "@")
	l.take(id, "mail "+id)
	l.moody()
	return nil
}

// However often the process is killed: every message is taken, each under one id; and only those are taken twice that were being handed over
// when it died. Who drops what it has by the id, as Standard Webhooks asks for, has each once.
func TestNoAlertIsLostOrRepeatedByProcessesThatAreKilled(t *testing.T) {
	r := &receiver{taken: map[string]int{}, cases: map[string]map[string]bool{}}
	hooks := httptest.NewServer(r)
	t.Cleanup(hooks.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	post := smtp.NewServer(r)
	post.Domain = "localhost"
	go post.Serve(listener)            //nolint:errcheck // a test
	t.Cleanup(func() { post.Close() }) //nolint:errcheck // a test

	path := filepath.Join(t.TempDir(), "alerts.sqlite")
	box := prepare(t, path, hooks.URL, listener.Addr().String())
	unknown := map[string]int{}
	kills := 0
	for ; kills < 25 && !done(t, box); kills++ {
		for _, id := range kill(t, path, box) {
			unknown[id]++
		}
	}
	finish(t, box)
	if kills < 5 {
		t.Errorf("all was told after %d kills; there was nothing to see", kills)
	}
	judge(t, r, unknown, kills)
}

// prepare makes a box with a monitor that tells two webhooks and a mailbox.
func prepare(t *testing.T, path, hooks, post string) *alert.Box {
	t.Helper()
	box, err := openReal(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() }) //nolint:errcheck // a test
	host, port, _ := net.SplitHostPort(post)
	number, _ := strconv.Atoi(port)
	if _, err := box.SetMail(t.Context(), alert.Mail{Host: host, Port: number, Security: alert.Plain, From: "glaux@example.com"}); err != nil {
		t.Fatal(err)
	}
	_, err = box.Create(t.Context(), alert.Monitor{Name: "all", Enabled: true, Recipients: []alert.Recipient{
		{Channel: alert.Webhook, Address: hooks + "/a"}, {Channel: alert.Webhook, Address: hooks + "/b"}, {Channel: alert.Email, Address: "team@example.com"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// kill lets a process tell for a while, kills it, and returns the ids of what it was handing over.
func kill(t *testing.T, path string, box *alert.Box) (ids []string) {
	t.Helper()
	killtest.Start(t, path).KillAfter(time.Duration(80+rand.IntN(500)) * time.Millisecond)
	under, err := box.Deliveries(t.Context(), alert.Asked{State: alert.Sending})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range under {
		ids = append(ids, d.ID)
	}
	return ids
}

// done tells whether all cases were raised and nothing is left to deliver.
func done(t *testing.T, box *alert.Box) bool {
	t.Helper()
	sent := 0
	for _, state := range []alert.State{alert.Queued, alert.Sending, alert.Sent} {
		all, err := box.Deliveries(t.Context(), alert.Asked{State: state})
		if err != nil {
			t.Fatal(err)
		}
		if state != alert.Sent && len(all) > 0 {
			return false
		}
		sent = len(all)
	}
	return sent > 0
}

// finish raises and delivers what is left.
func finish(t *testing.T, box *alert.Box) {
	t.Helper()
	for i := range killCases {
		if _, err := box.Raise(t.Context(), acase(fmt.Sprintf("case-%d", i), 10), alert.Opened); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- box.Run(ctx) }()
	until(t, func() bool {
		time.Sleep(200 * time.Millisecond) // the one connection of the box is for delivering
		return done(t, box)
	})
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// judge looks at what was taken.
func judge(t *testing.T, r *receiver, unknown map[string]int, kills int) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	twice := 0
	for id, n := range r.taken {
		if n > 1+unknown[id] {
			t.Errorf("%s was taken %d times, and was being handed over at %d kills", id, n, unknown[id])
		}
		if n > 1 {
			twice++
		}
	}
	messages := map[string]int{}
	for about, ids := range r.cases {
		if len(ids) != 1 {
			t.Errorf("%s was told under %d ids", about, len(ids))
		}
		place, _, _ := strings.Cut(about, " ")
		messages[place]++
	}
	for _, place := range []string{"/a", "/b"} {
		if messages[place] != killCases {
			t.Errorf("%s was told %d of %d cases", place, messages[place], killCases)
		}
	}
	t.Logf("%d kills, %d ids, %d were being handed over at a kill, %d of them were taken twice under one id; mail %d", kills, len(r.taken), len(unknown), twice, messages["mail"])
}
