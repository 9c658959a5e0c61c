package mail_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"image/png"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/mail"
	"github.com/glauxhq/glaux/internal/alert/reach"
)

// office is a mail server that keeps what it gets.
type office struct {
	mu      sync.Mutex
	letters [][]byte
	to      []string
	logins  []string
	answer  error // to the content
	rcpt    error // to the recipient
}

func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{office: o}, nil }

type visit struct {
	*office
	known bool
}

func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.logins = append(v.logins, user)
		if user != "glaux" || password != "right" {
			return smtp.ErrAuthFailed
		}
		v.known = true
		return nil
	}), nil
}

func (v *visit) Mail(string, *smtp.MailOptions) error { return nil }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = append(v.to, to)
	return v.rcpt
}
func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

func (v *visit) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.answer != nil {
		return v.answer
	}
	v.letters = append(v.letters, text)
	return nil
}

// open opens an office. Its certificate is trusted by the returned settings.
func open(t *testing.T, o *office, encrypted bool) (mail.Sender, alert.Server) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	server := smtp.NewServer(o)
	server.Domain = "localhost"
	own := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if encrypted {
		listener = tls.NewListener(listener, own)
	} else {
		server.TLSConfig = own
	}
	go server.Serve(listener)            //nolint:errcheck // a test
	t.Cleanup(func() { server.Close() }) //nolint:errcheck // a test
	guard, err := reach.New("loopback")
	if err != nil {
		t.Fatal(err)
	}
	setting := alert.Server{Mail: alert.Mail{Host: "localhost", Port: port, Security: alert.StartTLS, User: "glaux", From: "glaux@example.com", HasPassword: true}, Password: "right"}
	return mail.Sender{Dial: guard.Dial, Trust: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}, setting
}

func with(s mail.Sender, setting alert.Server) *mail.Sender {
	s.Server = func(context.Context) (alert.Server, error) { return setting, nil }
	return &s
}

func parcel(language alert.Language) alert.Parcel {
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	return alert.Parcel{
		ID: "0b7c6f1e-8a53-4f0e-9f63-6f0a3c0d1b2e", Monitor: alert.Monitor{ID: "m", Name: "Search"}, Occasion: alert.Opened, Created: now,
		To: alert.Recipient{Channel: alert.Email, Address: "team@example.com", Language: language}, Cases: []alert.Told{{Occasion: alert.Opened, Case: alert.Example(now)}},
	}
}

func handed() error { return nil }

// parts returns the parts of a message by their media types, and how they are nested.
func parts(t *testing.T, kind string, body io.Reader, encoding string) map[string][]byte {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	if !strings.HasPrefix(media, "multipart/") {
		out[media] = decoded(t, body, encoding)
		return out
	}
	for reader := multipart.NewReader(body, params["boundary"]); ; {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if id := part.Header.Get("Content-ID"); id != "" {
			out["id"] = []byte(id)
		}
		for name, content := range parts(t, part.Header.Get("Content-Type"), part, part.Header.Get("Content-Transfer-Encoding")) {
			out[name] = content
		}
	}
}

func TestALetterArrivesWithItsPicture(t *testing.T) {
	for _, security := range []alert.Security{alert.StartTLS, alert.TLS} {
		for language, subject := range map[alert.Language]string{alert.English: "Cost anomaly", alert.Japanese: "コスト異常"} {
			t.Run(string(security)+" "+string(language), func(t *testing.T) {
				o := &office{}
				s, setting := open(t, o, security == alert.TLS)
				setting.Security = security
				for range 2 {
					if err := with(s, setting).Send(t.Context(), parcel(language), handed); err != nil {
						t.Fatal(err)
					}
				}
				if len(o.letters) != 2 || o.to[0] != "team@example.com" || len(o.logins) != 2 {
					t.Fatalf("%d letters to %v by %v", len(o.letters), o.to, o.logins)
				}
				look(t, o.letters, subject)
			})
		}
	}
}

// look looks at two attempts of one letter.
func look(t *testing.T, letters [][]byte, subject string) {
	t.Helper()
	first, err := netmail.ReadMessage(bytes.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	second, err := netmail.ReadMessage(bytes.NewReader(letters[1]))
	if err != nil {
		t.Fatal(err)
	}
	id := first.Header.Get("Message-ID")
	if id != "<0b7c6f1e-8a53-4f0e-9f63-6f0a3c0d1b2e@example.com>" || second.Header.Get("Message-ID") != id || first.Header.Get("Date") != second.Header.Get("Date") {
		t.Errorf("ids %q and %q", id, second.Header.Get("Message-ID"))
	}
	words, err := new(mime.WordDecoder).DecodeHeader(first.Header.Get("Subject"))
	if err != nil || !strings.Contains(words, subject) || first.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("subject %q, %v", words, err)
	}
	content := parts(t, first.Header.Get("Content-Type"), first.Body, first.Header.Get("Content-Transfer-Encoding"))
	if !bytes.Contains(content["text/plain"], []byte("+$216.00")) || !bytes.Contains(content["text/html"], []byte(`src="cid:case-1.png"`)) {
		t.Errorf("text: %s", content["text/plain"])
	}
	if _, err := png.Decode(bytes.NewReader(content["image/png"])); err != nil || string(content["id"]) != "<case-1.png>" {
		t.Errorf("picture: %v, id %q", err, content["id"])
	}
}

func TestAServerRefuses(t *testing.T) {
	tests := []struct {
		name  string
		o     *office
		final bool
	}{
		{"the mailbox for good", &office{rcpt: &smtp.SMTPError{Code: 550, Message: "no such user"}}, true},
		{"the mailbox for now", &office{rcpt: &smtp.SMTPError{Code: 450, Message: "grey"}}, false},
		{"the content for good", &office{answer: &smtp.SMTPError{Code: 554, Message: "spam"}}, true},
		{"the content for now", &office{answer: &smtp.SMTPError{Code: 451, Message: "later"}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, setting := open(t, test.o, false)
			err := with(s, setting).Send(t.Context(), parcel(alert.English), handed)
			var refusal *alert.Refusal
			if err == nil || (errors.As(err, &refusal) && refusal.Final) != test.final {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestALoginThatFailsIsNotForGood(t *testing.T) {
	s, setting := open(t, &office{}, false)
	setting.Password = "wrong"
	handed := false
	err := with(s, setting).Send(t.Context(), parcel(alert.English), func() error { handed = true; return nil })
	var refusal *alert.Refusal
	if err == nil || handed || errors.As(err, &refusal) && refusal.Final || strings.Contains(err.Error(), "wrong") {
		t.Errorf("handed over: %v, got %v", handed, err)
	}
}

// A server that does not encrypt, or whose certificate is not trusted, never gets the password.
func TestThePasswordGoesOnlyThroughTLS(t *testing.T) {
	var said []byte
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() }) //nolint:errcheck // a test
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()                                //nolint:errcheck // a test
		conn.SetDeadline(time.Now().Add(2 * time.Second)) //nolint:errcheck // a test
		io.WriteString(conn, "220 localhost\r\n")         //nolint:errcheck // a test
		buffer := make([]byte, 1024)
		for range 5 {
			n, err := conn.Read(buffer)
			said = append(said, buffer[:n]...)
			if err != nil {
				return
			}
			io.WriteString(conn, "250-localhost\r\n250 AUTH PLAIN LOGIN\r\n") //nolint:errcheck // a test
		}
	}()
	o := &office{}
	s, setting := open(t, o, false)
	plain := setting
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	plain.Port, _ = strconv.Atoi(port)
	if err := with(s, plain).Send(t.Context(), parcel(alert.English), handed); err == nil {
		t.Error("a letter was sent without encryption")
	}
	<-done
	if bytes.Contains(said, []byte("AUTH")) {
		t.Errorf("it was told %q", said)
	}
	s.Trust = nil
	if err := with(s, setting).Send(t.Context(), parcel(alert.English), handed); err == nil || len(o.logins) != 0 {
		t.Errorf("a certificate that is not trusted: %v, logins %v", err, o.logins)
	}
}

// A server that floods, and one that says nothing, cost a bounded memory and time.
func TestAServerThatFloodsOrHangs(t *testing.T) {
	for name, talk := range map[string]func(net.Conn){
		"floods": func(c net.Conn) {
			for {
				if _, err := c.Write(bytes.Repeat([]byte("220-x"), 1000)); err != nil {
					return
				}
			}
		},
		"hangs": func(c net.Conn) { io.Copy(io.Discard, c) }, //nolint:errcheck // a test
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { listener.Close() }) //nolint:errcheck // a test
			go func() {
				if conn, err := listener.Accept(); err == nil {
					defer conn.Close() //nolint:errcheck // a test
					talk(conn)
				}
			}()
			s, setting := open(t, &office{}, false)
			setting.Port = listener.Addr().(*net.TCPAddr).Port
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			begun := time.Now()
			if err := with(s, setting).Send(ctx, parcel(alert.English), handed); err == nil || time.Since(begun) > 10*time.Second {
				t.Errorf("%v after %s", err, time.Since(begun))
			}
		})
	}
}

// What the bill is named by moves no header and no part.
func TestNamesAreNoHeaders(t *testing.T) {
	o := &office{}
	s, setting := open(t, o, false)
	p := parcel(alert.English)
	p.Cases[0].Case.Title.English = "rise\r\nBcc: victim@example.com\r\n\r\n<script>"
	p.Monitor.Name = "x\nX-Evil: 1"
	if err := with(s, setting).Send(t.Context(), p, handed); err != nil {
		t.Fatal(err)
	}
	m, err := netmail.ReadMessage(bytes.NewReader(o.letters[0]))
	if err != nil || m.Header.Get("Bcc") != "" || m.Header.Get("X-Evil") != "" || len(o.to) != 1 {
		t.Errorf("%v, headers %v, to %v", err, m.Header, o.to)
	}
	if html := parts(t, m.Header.Get("Content-Type"), m.Body, "")["text/html"]; bytes.Contains(html, []byte("<script>")) {
		t.Error("a name is markup")
	}
}

// decoded reads the content of a part.
func decoded(t *testing.T, body io.Reader, encoding string) []byte {
	t.Helper()
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
