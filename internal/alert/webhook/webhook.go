// Package webhook posts alerts as JSON, signed as Standard Webhooks says. It promises that webhook-id is that of the delivery at every
// attempt, and that a receiver who checks signature and time takes nothing that somebody else made.
package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
	"github.com/glauxhq/glaux/internal/alert/reach"
)

// Sender is the channel of webhooks.
type Sender struct {
	Guard *reach.Guard
	Now   func() time.Time
}

var _ alert.Sender = (*Sender)(nil)

// Event is what is posted.
type Event struct {
	// Type is anomaly.opened, anomaly.worsened, anomaly.ended, anomaly.digest or anomaly.trial.
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      Data      `json:"data"`
}

// Data is what an event is about.
type Data struct {
	// ID is the id of the delivery, as in webhook-id.
	ID      string  `json:"id"`
	Monitor Monitor `json:"monitor"`
	// Text is the message for people, in the language of the recipient.
	Subject string `json:"subject"`
	Text    string `json:"text"`
	Cases   []Case `json:"cases"`
}

// Monitor is whose event it is.
type Monitor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Case is a case with its picture, the largest first.
type Case struct {
	alert.Case
	Occasion alert.Occasion `json:"occasion"`
	Headline string         `json:"headline"`
	// Percent is the impact in per cent of what was expected; none where nothing was.
	Percent *float64 `json:"percent,omitempty"`
	// Picture is a PNG in base64; the ten largest cases have one.
	Picture []byte `json:"picture,omitempty"`
}

// Send posts a parcel.
func (s *Sender) Send(ctx context.Context, p alert.Parcel, hand func() error) error {
	signer, err := standardwebhooks.NewWebhook(p.To.Secret)
	if err != nil || p.To.Secret == "" {
		return fmt.Errorf("the key of signatures cannot be used; enter another")
	}
	body, err := Body(&p)
	if err != nil {
		return err
	}
	now := s.Now()
	signature, err := signer.Sign(p.ID, now, body)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(standardwebhooks.HeaderWebhookID, p.ID)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10)) //nolint:mnd // decimal
	header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return s.Guard.Post(ctx, reach.Message{URL: p.To.Address, Header: header, Body: body}, now, hand)
}

// Body writes the event of a parcel.
func Body(p *alert.Parcel) ([]byte, error) {
	letter, err := compose.Message(*p)
	if err != nil {
		return nil, err
	}
	occasion, _, _ := strings.Cut(string(p.Occasion), ":")
	e := Event{
		Type: "anomaly." + occasion, Timestamp: p.Created,
		Data: Data{ID: p.ID, Monitor: Monitor{ID: p.Monitor.ID, Name: p.Monitor.Name}, Subject: letter.Subject, Text: letter.Text, Cases: []Case{}},
	}
	for _, item := range letter.Items {
		c := Case{Case: item.Case, Occasion: item.Occasion, Headline: item.Title}
		if percent, ok := item.Case.Percent(); ok {
			c.Percent = &percent
		}
		if item.Picture != nil {
			c.Picture = item.Picture.PNG
		}
		e.Data.Cases = append(e.Data.Cases, c)
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write event: %w", err)
	}
	return body, nil
}
