package topic_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
	"github.com/glauxhq/glaux/internal/alert/reach"
	"github.com/glauxhq/glaux/internal/alert/topic"
	"github.com/glauxhq/glaux/internal/fault"
)

// install returns what an installation has: a box with keys, and a workbench that serves the certificate.
func install(t *testing.T) *topic.Sender {
	t.Helper()
	box, err := alert.Open(t.Context(), filepath.Join(t.TempDir(), "a.sqlite"), alert.Options{Key: bytes.Repeat([]byte{7}, 32), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() }) //nolint:errcheck // a test
	keys := &topic.Keys{Read: box.Sealed, Keep: box.Keep, Now: time.Now}
	bench := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := keys.Certificate(r.Context(), strings.TrimPrefix(r.URL.Path, alert.CertificatePath))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(text) //nolint:errcheck // a test
	}))
	t.Cleanup(bench.Close)
	guard, err := reach.New("loopback")
	if err != nil {
		t.Fatal(err)
	}
	return &topic.Sender{Guard: guard, Now: time.Now, Keys: keys, Public: func() string { return bench.URL }}
}

func parcel(address string) alert.Parcel {
	now := time.Now().UTC()
	c := alert.Example(now)
	c.ID, c.URL = "3f2a91c07d5b", "https://glaux.example.com/anomalies/3f2a91c07d5b"
	return alert.Parcel{
		ID: "0b7c6f1e-8a53-4f0e-9f63-6f0a3c0d1b2e", Monitor: alert.Monitor{ID: "m", Name: "Search"}, Occasion: alert.Opened, Created: now,
		To: alert.Recipient{ID: "r", Channel: alert.SNS, Address: address, Language: alert.Japanese}, Cases: []alert.Told{{Occasion: alert.Opened, Case: c}},
	}
}

// verify checks a notification as the verifiers of SNS do: by the certificate at its address, over the text that SNS signs.
func verify(t *testing.T, e topic.Envelope) error {
	t.Helper()
	answer, err := http.Get(e.SigningCertURL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // a test
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", e.SigningCertURL, answer.StatusCode, err)
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(e.Signature)
	if err != nil {
		t.Fatal(err)
	}
	signed := fmt.Sprintf("Message\n%s\nMessageId\n%s\nSubject\n%s\nTimestamp\n%s\nTopicArn\n%s\nType\n%s\n", e.Message, e.MessageID, e.Subject, e.Timestamp, e.TopicArn, e.Type)
	sum := sha256.Sum256([]byte(signed))
	return rsa.VerifyPKCS1v15(certificate.PublicKey.(*rsa.PublicKey), crypto.SHA256, sum[:], signature)
}

func TestAnEndpointOfSNSTakesIt(t *testing.T) {
	s := install(t)
	var all []topic.Envelope
	endpoint := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var e topic.Envelope
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
			t.Error(err)
		}
		if r.Header.Get("x-amz-sns-message-type") != "Notification" || r.Header.Get("x-amz-sns-message-id") != e.MessageID || r.Header.Get("x-amz-sns-topic-arn") != e.TopicArn {
			t.Errorf("headers: %v", r.Header)
		}
		all = append(all, e)
	}))
	t.Cleanup(endpoint.Close)
	for range 2 {
		if err := s.Send(t.Context(), parcel(endpoint.URL), func() error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	e := all[0]
	if err := verify(t, e); err != nil {
		t.Error(err)
	}
	if e.MessageID != all[1].MessageID || e.SigningCertURL != all[1].SigningCertURL || e.SignatureVersion != "2" || e.Type != "Notification" {
		t.Errorf("got %+v", e)
	}
	e.Message += " "
	if err := verify(t, e); err == nil {
		t.Error("a message that was changed is taken")
	}
	var a topic.Anomaly
	if err := json.Unmarshal([]byte(all[0].Message), &a); err != nil {
		t.Fatal(err)
	}
	if a.AnomalyID != "3f2a91c07d5b" || a.Impact.TotalImpact != "216" || a.Impact.TotalActualSpend != "328" || a.Impact.TotalExpectedSpend != "112" || a.Impact.MaxImpact != "27" ||
		a.Impact.TotalImpactPercentage == nil || *a.Impact.TotalImpactPercentage != "192.86" || len(a.RootCauses) != 2 || a.RootCauses[1].UsageType != "DataTransfer-Regional-Bytes" ||
		a.RootCauses[0].LinkedAccount != "000000000000" || a.RootCauses[0].Impact.Contribution != "162" || len(a.Glaux.Picture) == 0 || !strings.HasSuffix(a.AnomalyStartDate, "T00:00:00Z") {
		t.Errorf("got %s", all[0].Message)
	}
	for _, r := range e.Subject {
		if r > '~' {
			t.Errorf("SNS takes ASCII only, not %q", e.Subject)
		}
	}
}

// The members are those of AWS's own message, in its letters.
func TestTheMembersAreAWSs(t *testing.T) {
	p := parcel("https://example.com/")
	letter, err := compose.Message(p)
	if err != nil {
		t.Fatal(err)
	}
	text, err := topic.Message(&p, &letter.Items[0])
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"accountId", "anomalyDetailsLink", "anomalyEndDate", "anomalyId", "anomalyScore", "anomalyStartDate", "dimensionKey", "dimensionalValue", "impact", "monitorArn",
		"monitorName", "monitorType", "rootCauses", "subscriptionId", "subscriptionName", "glaux",
	}
	for _, name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d members, want %d", len(got), len(want))
	}
	impact := got["impact"].(map[string]any)
	for _, name := range []string{"maxImpact", "totalActualSpend", "totalExpectedSpend", "totalImpact", "totalImpactPercentage"} {
		if _, ok := impact[name].(float64); !ok {
			t.Errorf("%s is %v, want a number", name, impact[name])
		}
	}
}

func TestAMessageHasRoomInSNS(t *testing.T) {
	p := parcel("https://example.com/")
	letter, err := compose.Message(p)
	if err != nil {
		t.Fatal(err)
	}
	item := letter.Items[0]
	item.Picture = &compose.Picture{PNG: make([]byte, 250<<10)}
	text, err := topic.Message(&p, &item)
	if err != nil || len(text) > 240<<10 || strings.Contains(text, `"picture"`) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestWithoutAnAddressNothingIsSent(t *testing.T) {
	s := install(t)
	s.Public = func() string { return "" }
	err := s.Send(t.Context(), parcel("https://example.com/"), func() error { t.Error("it was handed over"); return nil })
	if err == nil || !strings.Contains(err.Error(), "url") {
		t.Errorf("got %v", err)
	}
}

func TestOfCertificatesOnlyOursIsServed(t *testing.T) {
	s := install(t)
	ctx := context.Background()
	if _, err := s.Keys.Certificate(ctx, "x.pem"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("before there is one: %v", err)
	}
	name, _, err := s.Keys.Sign(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Keys.Certificate(ctx, name)
	if err != nil || bytes.Contains(text, []byte("PRIVATE")) || !bytes.Contains(text, []byte("CERTIFICATE")) {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := s.Keys.Certificate(ctx, "../"+name); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}
