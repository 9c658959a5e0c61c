package webapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/fault"
)

// refusing is a channel that refuses everything.
type refusing struct{}

func (refusing) Send(context.Context, alert.Parcel, func() error) error {
	return errors.New("the receiver answered 500")
}

// telling returns the parts of a server where root administers alerts too, and what was told of changes.
func telling(t *testing.T) (Parts, map[string]string, *[]alert.Event) {
	t.Helper()
	parts, tokens, _ := lettingIn(t, "root", "alice")
	box, err := alert.Open(t.Context(), filepath.Join(t.TempDir(), "alerts.sqlite"), alert.Options{
		Key: bytes.Repeat([]byte{7}, 32), Now: time.Now, Channels: map[alert.Channel]alert.Sender{alert.Webhook: refusing{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() }) //nolint:errcheck,gosec // a test
	var events []alert.Event
	parts.Alerts = &alert.Desk{
		Box: box, Administers: func(who access.Principal) bool { return who.Name == "root" && who.By == "" },
		Told: func(_ context.Context, e alert.Event) error { events = append(events, e); return nil },
		Certificates: func(_ context.Context, name string) ([]byte, error) {
			if name != "mine.pem" {
				return nil, fault.New(fault.NotFound, "", "there is no such certificate")
			}
			return []byte("CERTIFICATE"), nil
		},
	}
	return parts, tokens, &events
}

const monitorBody = `{"name":"search","enabled":true,"scope":{"accounts":["111122223333"]},"threshold":{"amount":"50"},"rhythm":{"kind":"immediate"},
	"recipients":[{"channel":"webhook","address":"https://hooks.example.com/x","language":"ja"}]}`

func TestAMonitorIsMadeTestedChangedAndDeleted(t *testing.T) {
	parts, tokens, events := telling(t)
	server := start(t, parts, Settings{Now: time.Now})
	root := "Authorization: Bearer " + tokens["root"]
	answer, text := ask(t, server, http.MethodPost, "/api/alerts/monitors", monitorBody, root)
	var m alert.Monitor
	if err := json.Unmarshal([]byte(text), &m); err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(m.Recipients[0].Secret, "whsec_") {
		t.Fatalf("got %s %s, %v", answer.Status, text, err)
	}
	secret := m.Recipients[0].Secret
	m.Recipients[0].Secret, m.Name, m.Threshold.Percent = "", "search team", 12.5
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	answer, text = ask(t, server, http.MethodPut, "/api/alerts/monitors/"+m.ID, string(body), root)
	if answer.StatusCode != http.StatusOK || strings.Contains(text, secret) || !strings.Contains(text, `"search team"`) || !strings.Contains(text, `"hasSecret":true`) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	if answer, _ = ask(t, server, http.MethodPut, "/api/alerts/monitors/"+m.ID, string(body), root); answer.StatusCode != http.StatusConflict {
		t.Errorf("a change of what was changed: %s", answer.Status)
	}
	answer, text = ask(t, server, http.MethodPost, "/api/alerts/monitors/"+m.ID+"/test", "", root)
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, `"state":"failed"`) || !strings.Contains(text, "answered 500") {
		t.Errorf("a test: %s %s", answer.Status, text)
	}
	if answer, text = ask(t, server, http.MethodGet, "/api/alerts/deliveries?monitor="+m.ID, "", root); answer.StatusCode != http.StatusOK || !strings.Contains(text, `"occasion":"trial"`) {
		t.Errorf("what was told: %s %s", answer.Status, text)
	}
	answer, text = ask(t, server, http.MethodPut, "/api/alerts/mail", `{"host":"smtp.example.com","from":"g@example.com","user":"u","password":"verysecret"}`, root)
	if answer.StatusCode != http.StatusOK || strings.Contains(text, "verysecret") || !strings.Contains(text, `"port":587`) {
		t.Errorf("mail: %s %s", answer.Status, text)
	}
	if answer, text = ask(t, server, http.MethodDelete, "/api/alerts/monitors/"+m.ID, "", root); answer.StatusCode != http.StatusNoContent {
		t.Errorf("got %s %s", answer.Status, text)
	}
	var kinds []string
	for _, e := range *events {
		if e.Stage != alert.Begun {
			kinds = append(kinds, e.Kind)
		}
		if strings.Contains(e.Text, secret) || strings.Contains(e.Text, "verysecret") {
			t.Errorf("a secret is noted: %s", e.Text)
		}
	}
	if got := strings.Join(kinds, " "); got != "CREATE_MONITOR CHANGE_MONITOR CHANGE_MONITOR TEST_MONITOR SET_MAIL DELETE_MONITOR" {
		t.Errorf("noted %s", got)
	}
}

func TestAlertsAreForAdministrators(t *testing.T) {
	parts, tokens, events := telling(t)
	server := start(t, parts, Settings{Now: time.Now})
	for _, route := range []string{
		"GET /api/alerts/monitors", "POST /api/alerts/monitors", "PUT /api/alerts/monitors/default", "DELETE /api/alerts/monitors/default", "POST /api/alerts/monitors/default/test",
		"GET /api/alerts/deliveries", "POST /api/alerts/deliveries/x/retry", "GET /api/alerts/mail", "PUT /api/alerts/mail",
	} {
		method, path, _ := strings.Cut(route, " ")
		body := ""
		switch {
		case strings.HasSuffix(path, "/mail") && method == http.MethodPut:
			body = `{"host":"","from":""}`
		case method == http.MethodPost && strings.HasSuffix(path, "monitors"), method == http.MethodPut:
			body = monitorBody
		}
		for name, want := range map[string]int{"alice": http.StatusForbidden, "": http.StatusUnauthorized} {
			if answer, text := ask(t, server, method, path, body, "Authorization: Bearer "+tokens[name]); answer.StatusCode != want {
				t.Errorf("%s by %q: %s %s", route, name, answer.Status, text)
			}
		}
		if answer, text := ask(t, server, method, path, body, "Authorization: Bearer "+tokens["root"], viewAsHeader+": alice"); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s as somebody else: %s %s", route, answer.Status, text)
		}
	}
	for _, e := range *events {
		if e.Stage != alert.Refused || e.Err == nil {
			t.Errorf("%s was not refused", e.Kind)
		}
	}
}

func TestEverybodyReadsTheCertificate(t *testing.T) {
	parts, _, _ := telling(t)
	server := start(t, parts, Settings{Now: time.Now})
	if answer, text := ask(t, server, http.MethodGet, alert.CertificatePath+"mine.pem", ""); answer.StatusCode != http.StatusOK || text != "CERTIFICATE" {
		t.Errorf("got %s %s", answer.Status, text)
	}
	if answer, _ := ask(t, server, http.MethodGet, alert.CertificatePath+"other.pem", ""); answer.StatusCode != http.StatusNotFound {
		t.Errorf("got %s", answer.Status)
	}
}
