package webhook_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/reach"
	"github.com/glauxhq/glaux/internal/alert/webhook"
)

const key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

func parcel(address, secret string) alert.Parcel {
	now := time.Now().UTC()
	return alert.Parcel{
		ID: "0b7c6f1e-8a53-4f0e-9f63-6f0a3c0d1b2e", Monitor: alert.Monitor{ID: "m", Name: "Search"}, Occasion: "worsened:7", Created: now,
		To:    alert.Recipient{Channel: alert.Webhook, Address: address, Secret: secret},
		Cases: []alert.Told{{Occasion: "worsened:7", Case: alert.Example(now)}},
	}
}

func sender(t *testing.T) *webhook.Sender {
	t.Helper()
	guard, err := reach.New("loopback")
	if err != nil {
		t.Fatal(err)
	}
	return &webhook.Sender{Guard: guard, Now: time.Now}
}

// The receiver checks what it gets with the library of Standard Webhooks.
func TestAReceiverOfStandardWebhooksTakesIt(t *testing.T) {
	check, err := standardwebhooks.NewWebhook(key)
	if err != nil {
		t.Fatal(err)
	}
	var bodies [][]byte
	var headers []http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		bodies, headers = append(bodies, body), append(headers, r.Header)
	}))
	t.Cleanup(server.Close)
	handed := 0
	for range 2 {
		if err := sender(t).Send(t.Context(), parcel(server.URL, key), func() error { handed++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if handed != 2 || len(bodies) != 2 || headers[0].Get("webhook-id") != headers[1].Get("webhook-id") {
		t.Fatalf("handed %d, got %d, ids %q and %q", handed, len(bodies), headers[0].Get("webhook-id"), headers[1].Get("webhook-id"))
	}
	if err := check.Verify(bodies[0], headers[0]); err != nil {
		t.Error(err)
	}
	if err := check.Verify(append(bytes.Clone(bodies[0]), ' '), headers[0]); err == nil {
		t.Error("a body that was changed is taken")
	}
	var e webhook.Event
	if err := json.Unmarshal(bodies[0], &e); err != nil {
		t.Fatal(err)
	}
	if e.Type != "anomaly.worsened" || e.Data.ID != headers[0].Get("webhook-id") || len(e.Data.Cases) != 1 || e.Data.Cases[0].Impact.String() != "216" ||
		e.Data.Cases[0].Percent == nil || len(e.Data.Cases[0].Causes) != 2 || e.Data.Cases[0].Fix == nil {
		t.Errorf("got %+v", e)
	}
	if _, err := png.Decode(bytes.NewReader(e.Data.Cases[0].Picture)); err != nil {
		t.Errorf("the picture is none: %v", err)
	}
}

func TestAKeyThatIsNoneSendsNothing(t *testing.T) {
	for _, secret := range []string{"", "whsec_%%%"} {
		err := sender(t).Send(t.Context(), parcel("https://example.com/", secret), func() error { t.Error("it was handed over"); return nil })
		if err == nil || secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", secret, err)
		}
	}
}
