// Package topic posts alerts to HTTP endpoints that expect Amazon SNS: the notification envelope, in it the message of AWS Cost Anomaly
// Detection, signed as SNS signs (version 2, RSA with SHA-256). It promises one message for each case, that MessageId is that of the
// delivery at every attempt, and that whoever trusts the certificate of the installation can check each message as one of SNS.
//
// What differs from SNS: the certificate is the installation's own and lies at its address, topics are arn:glaux:…, an endpoint is
// subscribed by an administrator and is asked for no confirmation, and the message has one more member, «glaux».
package topic

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
	"github.com/glauxhq/glaux/internal/alert/reach"
	"github.com/glauxhq/glaux/internal/money"
)

// Sender is the channel of SNS endpoints.
type Sender struct {
	Guard *reach.Guard
	Now   func() time.Time
	Keys  *Keys
	// Public returns the address of the workbench, "" where it has none.
	Public func() string
}

var _ alert.Sender = (*Sender)(nil)

// Envelope is a notification of SNS.
type Envelope struct {
	Type             string `json:"Type"`
	MessageID        string `json:"MessageId"`
	TopicArn         string `json:"TopicArn"`
	Subject          string `json:"Subject,omitempty"`
	Message          string `json:"Message"`
	Timestamp        string `json:"Timestamp"`
	SignatureVersion string `json:"SignatureVersion"`
	Signature        string `json:"Signature"`
	SigningCertURL   string `json:"SigningCertURL"`
	UnsubscribeURL   string `json:"UnsubscribeURL,omitempty"`
}

// Canonical is the text that is signed.
func (e *Envelope) Canonical() string {
	var b strings.Builder
	for _, member := range [][2]string{
		{"Message", e.Message}, {"MessageId", e.MessageID}, {"Subject", e.Subject}, {"Timestamp", e.Timestamp}, {"TopicArn", e.TopicArn}, {"Type", e.Type},
	} {
		if member[0] != "Subject" || member[1] != "" {
			b.WriteString(member[0] + "\n" + member[1] + "\n")
		}
	}
	return b.String()
}

// Send posts a parcel.
func (s *Sender) Send(ctx context.Context, p alert.Parcel, hand func() error) error {
	public := s.Public()
	if public == "" {
		return fmt.Errorf("receivers read the certificate of signatures from the workbench: its address is not known; start the server, or set url")
	}
	e, err := s.envelope(ctx, &p, public)
	if err != nil {
		return err
	}
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write notification: %w", err)
	}
	header := http.Header{}
	header.Set("Content-Type", "text/plain; charset=UTF-8") // as SNS itself says
	header.Set("x-amz-sns-message-type", e.Type)
	header.Set("x-amz-sns-message-id", e.MessageID)
	header.Set("x-amz-sns-topic-arn", e.TopicArn)
	return s.Guard.Post(ctx, reach.Message{URL: p.To.Address, Header: header, Body: body}, s.Now(), hand)
}

// envelope writes and signs the notification of a parcel.
func (s *Sender) envelope(ctx context.Context, p *alert.Parcel, public string) (*Envelope, error) {
	letter, err := compose.Message(*p)
	if err != nil {
		return nil, err
	}
	message, err := Message(p, &letter.Items[0])
	if err != nil {
		return nil, err
	}
	e := &Envelope{
		Type: "Notification", MessageID: p.ID, TopicArn: "arn:glaux:sns:::" + p.Monitor.ID, Subject: subject(letter.Subject), Message: message,
		Timestamp: p.Created.UTC().Format("2006-01-02T15:04:05.000Z"), SignatureVersion: "2",
	}
	name, signature, err := s.Keys.Sign(ctx, e.Canonical())
	e.SigningCertURL, e.Signature = public+alert.CertificatePath+name, signature
	return e, err
}

// subject is the part of a subject that SNS allows: a hundred letters of ASCII.
func subject(s string) string {
	const most = 100
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "−", "-"))
	s = strings.Join(strings.Fields(s), " ")
	return s[:min(len(s), most)]
}

// Anomaly is the message of AWS Cost Anomaly Detection.
type Anomaly struct {
	AccountID          string  `json:"accountId"`
	AnomalyDetailsLink string  `json:"anomalyDetailsLink"`
	AnomalyEndDate     string  `json:"anomalyEndDate"`
	AnomalyID          string  `json:"anomalyId"`
	AnomalyScore       Score   `json:"anomalyScore"`
	AnomalyStartDate   string  `json:"anomalyStartDate"`
	DimensionKey       string  `json:"dimensionKey"`
	DimensionalValue   string  `json:"dimensionalValue"`
	Impact             Impact  `json:"impact"`
	MonitorArn         string  `json:"monitorArn"`
	MonitorName        string  `json:"monitorName"`
	MonitorType        string  `json:"monitorType"`
	RootCauses         []Cause `json:"rootCauses"`
	SubscriptionID     string  `json:"subscriptionId"`
	SubscriptionName   string  `json:"subscriptionName"`
	// Glaux is what AWS does not tell.
	Glaux More `json:"glaux"`
}

// Score is how sure it is: how many times the width of the band the change is.
type Score struct {
	CurrentScore float64 `json:"currentScore"`
	MaxScore     float64 `json:"maxScore"`
}

// Impact is what it cost. TotalImpactPercentage is missing where nothing was expected.
type Impact struct {
	MaxImpact             json.Number  `json:"maxImpact"`
	TotalActualSpend      json.Number  `json:"totalActualSpend"`
	TotalExpectedSpend    json.Number  `json:"totalExpectedSpend"`
	TotalImpact           json.Number  `json:"totalImpact"`
	TotalImpactPercentage *json.Number `json:"totalImpactPercentage,omitempty"`
}

// Cause is a root cause. What is not one of its members stands in Glaux.
type Cause struct {
	LinkedAccount     string       `json:"linkedAccount,omitempty"`
	LinkedAccountName string       `json:"linkedAccountName,omitempty"`
	Region            string       `json:"region,omitempty"`
	Service           string       `json:"service,omitempty"`
	UsageType         string       `json:"usageType,omitempty"`
	Impact            Contribution `json:"impact"`
}

// Contribution is what a cause adds.
type Contribution struct {
	Contribution json.Number `json:"contribution"`
}

// More is what AWS does not tell.
type More struct {
	Occasion alert.Occasion `json:"occasion"`
	Version  int64          `json:"version"`
	State    string         `json:"state"`
	Class    string         `json:"class"`
	Title    string         `json:"title"`
	Text     string         `json:"text"`
	Currency string         `json:"currency"`
	Monthly  json.Number    `json:"monthly"`
	Owner    string         `json:"owner,omitempty"`
	Causes   []alert.Cause  `json:"causes"`
	Means    alert.Text     `json:"means,omitzero"`
	Look     []alert.Text   `json:"look,omitempty"`
	Fix      *alert.Fix     `json:"fix,omitempty"`
	Links    []alert.Link   `json:"links"`
	// Picture is a PNG in base64, where it has room.
	Picture []byte `json:"picture,omitempty"`
}

// mostMessage is the most that SNS takes, less what the envelope needs.
const mostMessage = 240 << 10

// Message writes the message of a case. Where it is too long for SNS, it goes without the picture.
func Message(p *alert.Parcel, i *compose.Item) (string, error) {
	a := anomaly(p, i)
	out, err := json.Marshal(a)
	if err == nil && len(out) > mostMessage {
		a.Glaux.Picture = nil
		out, err = json.Marshal(a)
	}
	if err != nil {
		return "", fmt.Errorf("write message: %w", err)
	}
	return string(out), nil
}

// anomaly puts a case into AWS's terms.
func anomaly(p *alert.Parcel, i *compose.Item) *Anomaly {
	c, m := &i.Case, &p.Monitor
	end := c.End
	if end.IsZero() && len(c.Points) > 0 {
		end = c.Points[len(c.Points)-1].Day // AWS tells the last day that is known while it lasts
	}
	a := &Anomaly{
		AccountID: c.Place.Account, AnomalyDetailsLink: c.URL, AnomalyEndDate: date(end), AnomalyID: c.ID, AnomalyStartDate: date(c.Start),
		AnomalyScore: Score{CurrentScore: c.Score, MaxScore: c.Score}, DimensionKey: "SERVICE", DimensionalValue: c.Place.Service,
		Impact: Impact{
			MaxImpact: number(c.Largest), TotalActualSpend: number(c.Actual), TotalExpectedSpend: number(c.Expected), TotalImpact: number(c.Impact),
		},
		MonitorArn: "arn:glaux:ce:::anomalymonitor/" + m.ID, MonitorName: m.Name, MonitorType: "CUSTOM",
		SubscriptionID: "arn:glaux:ce:::anomalysubscription/" + p.To.ID, SubscriptionName: m.Name, RootCauses: []Cause{},
		Glaux: More{
			Occasion: i.Occasion, Version: c.Version, State: c.State, Class: c.Class, Title: i.Title, Text: i.What, Currency: c.Currency, Monthly: number(c.Monthly), Owner: c.Owner,
			Causes: append([]alert.Cause{}, c.Causes...), Means: c.Means, Look: c.Look, Fix: c.Fix, Links: append([]alert.Link{}, c.Links...),
		},
	}
	if percent, ok := c.Percent(); ok {
		n := json.Number(fmt.Sprintf("%.2f", percent))
		a.Impact.TotalImpactPercentage = &n
	}
	if i.Picture != nil {
		a.Glaux.Picture = i.Picture.PNG
	}
	for _, cause := range c.Causes {
		a.RootCauses = append(a.RootCauses, rootCause(c, cause))
	}
	return a
}

// rootCause puts a cause into AWS's terms; what it does not say itself is that of the case.
func rootCause(of *alert.Case, c alert.Cause) Cause {
	out := Cause{
		LinkedAccount: of.Place.Account, LinkedAccountName: of.Place.AccountName, Region: of.Place.Region, Service: of.Place.Service, UsageType: of.Place.UsageType,
		Impact: Contribution{number(c.Change)},
	}
	for _, e := range c.Elements {
		switch e.Dimension {
		case "account_id":
			if e.Value != of.Place.Account {
				out.LinkedAccountName = ""
			}
			out.LinkedAccount = e.Value
		case "region":
			out.Region = e.Value
		case "service_code":
			out.Service = e.Value
		case "usage_type":
			out.UsageType = e.Value
		}
	}
	return out
}

func number(a money.Amount) json.Number { return json.Number(a.String()) }

// date writes a day as AWS does, "" for none.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
