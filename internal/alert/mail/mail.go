// Package mail sends alerts as e-mail: text, HTML and pictures, through the server of the installation. It promises that a message has the
// Message-ID of its delivery at every attempt, that a password goes only over a connection that is encrypted, and that a server can cost
// neither much time nor much memory.
package mail

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
)

// Sender is the channel of e-mail.
type Sender struct {
	// Server returns how mail is sent.
	Server func(ctx context.Context) (alert.Server, error)
	// Dial opens a connection; Plain tells that nothing will be encrypted.
	Dial func(ctx context.Context, network, address string, plain bool) (net.Conn, error)
	// Trust are more certificates that are trusted; nil for those of the machine.
	Trust *tls.Config
}

var _ alert.Sender = (*Sender)(nil)

// patience bounds every step of a conversation.
const patience = 20 * time.Second

// Send sends a parcel to its recipient.
func (s *Sender) Send(ctx context.Context, p alert.Parcel, hand func() error) (err error) {
	server, err := s.Server(ctx)
	if err != nil {
		return err
	}
	if server.Host == "" {
		return errors.New("no server for e-mail is set")
	}
	letter, err := compose.Message(p)
	if err != nil {
		return err
	}
	message, err := write(&p, &letter, server.From)
	if err != nil {
		return &alert.Refusal{Err: err, Final: true}
	}
	var opened net.Conn
	client, err := s.client(server, &opened)
	if err != nil {
		return err
	}
	// The library leaves a connection open where a greeting or a login fails.
	defer func() {
		if opened != nil {
			opened.Close() //nolint:errcheck,gosec // what counts was said before
		}
	}()
	stop := context.AfterFunc(ctx, func() {
		if opened != nil {
			opened.SetDeadline(time.Unix(1, 0)) //nolint:errcheck,gosec // it is as good as closed
		}
	})
	defer stop()
	if err := client.DialWithContext(ctx); err != nil {
		return refusal(err, false)
	}
	if err := hand(); err != nil {
		return err
	}
	if err := client.Send(message); err != nil && !message.IsDelivered() {
		return refusal(err, true)
	}
	client.Close() //nolint:errcheck,gosec // the message was taken
	return nil
}

// client prepares a conversation with a server.
func (s *Sender) client(server alert.Server, opened *net.Conn) (*gomail.Client, error) {
	encryption := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.Trust != nil {
		encryption = s.Trust.Clone()
	}
	encryption.ServerName = server.Host
	policy := gomail.TLSMandatory
	if server.Security == alert.Plain {
		policy = gomail.NoTLS
	}
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(patience), gomail.WithTLSConfig(encryption), gomail.WithTLSPolicy(policy),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := s.Dial(ctx, network, address, server.Security == alert.Plain)
			if err != nil {
				return nil, err
			}
			conn = &bounded{Conn: conn, left: maxTalk}
			*opened = conn
			if server.Security == alert.TLS {
				return tls.Client(conn, encryption), nil
			}
			return conn, nil
		}),
	}
	if server.Security == alert.TLS { // encrypted from the first byte, by the connection above
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if server.User != "" {
		options = append(options, gomail.WithUsername(server.User), gomail.WithPassword(server.Password), gomail.WithOpportunisticSMTPAuth(
			gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthXOAUTH2))
	}
	return gomail.NewClient(server.Host, options...)
}

// write makes the message.
func write(p *alert.Parcel, letter *compose.Letter, from string) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := errors.Join(m.FromFormat("Glaux", from), m.To(p.To.Address)); err != nil {
		return nil, fmt.Errorf("an address cannot be used: %w", err)
	}
	m.Subject(letter.Subject)
	m.SetMessageIDWithValue(MessageID(p.ID, from))
	m.SetDateWithValue(p.Created)
	// Nobody answers a machine by a machine (RFC 3834).
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetBodyString(gomail.TypeTextPlain, letter.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, letter.HTML)
	for _, picture := range letter.Pictures {
		if err := m.EmbedReader(picture.Name, bytes.NewReader(picture.PNG), gomail.WithFileContentType("image/png"), gomail.WithFileContentID("<"+picture.Name+">")); err != nil {
			return nil, fmt.Errorf("put picture into message: %w", err)
		}
	}
	return m, nil
}

// MessageID is the Message-ID of a delivery, without its angle brackets.
func MessageID(delivery, from string) string {
	_, domain, _ := strings.Cut(from, "@")
	return delivery + "@" + cmp.Or(domain, "glaux.invalid")
}

// refusal tells what a server said. Only what it refuses for good once it knows the message (an address, the content) is final: a login that
// fails can be set right.
func refusal(err error, message bool) error {
	var said *gomail.SendError
	if message && errors.As(err, &said) && said.ErrorCode() >= 550 && said.ErrorCode() < 560 && !said.IsTemp() {
		return &alert.Refusal{Err: err, Final: true}
	}
	return err
}

// maxTalk bounds what a server may say in a conversation.
const maxTalk = 1 << 20

// bounded is a connection of which not more than some bytes are read.
type bounded struct {
	net.Conn
	left int
}

// Read reads as long as there is something left.
func (b *bounded) Read(into []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.Conn.Read(into[:min(len(into), b.left)])
	b.left -= n
	return n, err
}
