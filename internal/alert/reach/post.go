package reach

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/fault"
)

// Message is what is posted.
type Message struct {
	URL    string
	Header http.Header
	Body   []byte
}

// Post posts a message and takes whatever 2xx for an answer. It calls hand right before the request is sent. An error is an alert.Refusal
// where the receiver has answered.
func (g *Guard) Post(ctx context.Context, m Message, now time.Time, hand func() error) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return &alert.Refusal{Err: errors.New("the URL cannot be used"), Final: true}
	}
	r.Header = m.Header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("User-Agent", "Glaux")
	if err := hand(); err != nil {
		return err
	}
	answer, err := g.Client().Do(r)
	if err != nil {
		return Clean(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxSaid))
	if answer.StatusCode/100 == 2 { //nolint:mnd // whatever it said, it has taken it
		return nil
	}
	return Refused(answer.StatusCode, answer.Header, said, now, err)
}

// maxSaid is how much of what a receiver said is told, in bytes.
const maxSaid = 300

// Refused is what an answer means that is none of 2xx.
func Refused(status int, header http.Header, said []byte, now time.Time, err error) *alert.Refusal {
	text := fmt.Sprintf("the receiver answered %d %s", status, http.StatusText(status))
	if line := oneLine(said); line != "" {
		text += ": " + line
	}
	if err != nil {
		text += " (" + err.Error() + ")"
	}
	if status/100 == 3 { //nolint:mnd // a redirect
		text += "; redirects are not followed: enter the address that it leads to"
	}
	return &alert.Refusal{Err: errors.New(text), Final: status == http.StatusGone, After: RetryAfter(header.Get("Retry-After"), now)}
}

// Clean takes the address out of an error of a request: it may be a secret. What the guard says of it stays.
func Clean(err error) error {
	var refused *fault.Error
	if errors.As(err, &refused) {
		return &alert.Refusal{Err: refused}
	}
	var of *url.Error
	if errors.As(err, &of) {
		return fmt.Errorf("the receiver cannot be reached: %w", of.Err)
	}
	return err
}

// RetryAfter reads the header of that name: seconds or a date. What is neither, and what is past, is 0.
func RetryAfter(text string, now time.Time) time.Duration {
	const most = 7 * 24 * time.Hour
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return min(max(time.Duration(n)*time.Second, 0), most)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), most)
}

// oneLine makes what a receiver said fit to be shown.
func oneLine(said []byte) string {
	text := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(said), " "))
	return strings.Join(strings.Fields(text), " ")
}
