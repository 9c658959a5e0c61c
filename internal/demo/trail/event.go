package trail

import (
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// event is a record of CloudTrail, with the members in AWS's order.
type event struct {
	EventVersion       string         `json:"eventVersion"`
	UserIdentity       identity       `json:"userIdentity"`
	EventTime          string         `json:"eventTime"`
	EventSource        string         `json:"eventSource"`
	EventName          string         `json:"eventName"`
	AWSRegion          string         `json:"awsRegion"`
	SourceIPAddress    string         `json:"sourceIPAddress"`
	UserAgent          string         `json:"userAgent"`
	RequestParameters  map[string]any `json:"requestParameters"`
	ResponseElements   map[string]any `json:"responseElements"`
	RequestID          string         `json:"requestID"`
	EventID            string         `json:"eventID"`
	ReadOnly           bool           `json:"readOnly"`
	EventType          string         `json:"eventType"`
	ManagementEvent    bool           `json:"managementEvent"`
	RecipientAccountID string         `json:"recipientAccountId"`
	EventCategory      string         `json:"eventCategory"`
}

// identity is who made a call.
type identity struct {
	Type           string   `json:"type"`
	PrincipalID    string   `json:"principalId"`
	ARN            string   `json:"arn"`
	AccountID      string   `json:"accountId"`
	AccessKeyID    string   `json:"accessKeyId,omitempty"`
	UserName       string   `json:"userName,omitempty"`
	SessionContext *session `json:"sessionContext,omitempty"`
}

// session tells of the role behind a session.
type session struct {
	SessionIssuer struct {
		Type        string `json:"type"`
		PrincipalID string `json:"principalId"`
		ARN         string `json:"arn"`
		AccountID   string `json:"accountId"`
		UserName    string `json:"userName"`
	} `json:"sessionIssuer"`
	Attributes struct {
		CreationDate     string `json:"creationDate"`
		MFAAuthenticated string `json:"mfaAuthenticated"`
	} `json:"attributes"`
}

// caller returns a principal as an event shows it.
func caller(w *world.World, p *world.Principal, at time.Time) identity {
	who := identity{PrincipalID: p.UserID, ARN: p.ARN, AccountID: p.Account.ID}
	session, role, isSession := strings.Cut(p.ARN, ":assumed-role/")
	switch {
	case isSession:
		name, _, _ := strings.Cut(role, "/")
		who.Type, who.AccessKeyID = "AssumedRole", "ASIA"+strings.ToUpper(token(w, uint64(at.Unix()), p.ARN)[:16]) //nolint:gosec // after 1970
		who.SessionContext = sessionOf(p, strings.Replace(session, ":sts:", ":iam:", 1)+":role/"+name, name, at)
	case strings.HasSuffix(p.ARN, ":root"):
		who.Type = "Root"
	default:
		who.Type, who.UserName, who.AccessKeyID = "IAMUser", p.Name, "AKIA"+strings.ToUpper(token(w, 0, p.ARN)[:16])
	}
	return who
}

func sessionOf(p *world.Principal, arn, name string, at time.Time) *session {
	s := &session{}
	s.SessionIssuer.Type, s.SessionIssuer.ARN, s.SessionIssuer.AccountID, s.SessionIssuer.UserName = "Role", arn, p.Account.ID, name
	s.SessionIssuer.PrincipalID, _, _ = strings.Cut(p.UserID, ":")
	s.Attributes.CreationDate, s.Attributes.MFAAuthenticated = stamp(at.Add(-17*time.Minute)), "true" //nolint:mnd // some time before
	return s
}

// stamp writes a moment as events do.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// ofChange returns a change of the world as an event.
func ofChange(w *world.World, c *world.Change) event {
	e := newEvent(w, c.Principal, c.At, c.Source, c.Name, c.Region)
	e.RequestParameters, e.ResponseElements = c.Request, c.Response
	if e.ResponseElements == nil && len(c.Resources) > 0 {
		e.ResponseElements = map[string]any{"requestId": e.RequestID, "_return": true}
	}
	e.RecipientAccountID = c.Account.ID
	return e
}

// newEvent returns an event that changes something.
func newEvent(w *world.World, p *world.Principal, at time.Time, source, name string, r world.Region) event {
	seed := source + name + p.ARN
	return event{
		EventVersion: "1.11", UserIdentity: caller(w, p, at), EventTime: stamp(at), EventSource: source, EventName: name, AWSRegion: r.Code,
		SourceIPAddress: "203.0.113." + fmt.Sprint(17+w.Chance(uint64(len(p.ARN)), 0, saltAddress, 200)), UserAgent: agent(p), //nolint:mnd // an address of somebody
		RequestID: uuid(w, at, seed+"request"), EventID: uuid(w, at, seed+"event"), EventType: "AwsApiCall", ManagementEvent: true,
		RecipientAccountID: p.Account.ID, EventCategory: "Management",
	}
}

// agent returns the program by which somebody works.
func agent(p *world.Principal) string {
	if p.Person == "" {
		return "aws-sdk-go-v2/1.39.2 os/linux lang/go#1.25.1"
	}
	return "aws-cli/2.31.6 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0"
}
