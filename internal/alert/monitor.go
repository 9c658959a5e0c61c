package alert

import (
	"time"

	"github.com/glauxhq/glaux/internal/money"
)

// Monitor says of which cases whom to tell, and when.
type Monitor struct {
	// ID is given by the box, and Version counts its changes: a change must name the version that it changes.
	ID      string `json:"id,omitempty" maxLength:"64" readOnly:"true"`
	Version int64  `json:"version,omitempty" minimum:"0" doc:"of the monitor that is changed; 0 is any"`
	Name    string `json:"name" minLength:"1" maxLength:"100"`
	Enabled bool   `json:"enabled"`
	Scope   Scope  `json:"scope,omitzero"`
	// Threshold bounds from below what is told.
	Threshold Threshold `json:"threshold,omitzero"`
	Rhythm    Rhythm    `json:"rhythm"`
	// Recipients are told, each for itself.
	Recipients []Recipient `json:"recipients" maxItems:"50"`
	Created    time.Time   `json:"created,omitzero" readOnly:"true"`
	Changed    time.Time   `json:"changed,omitzero" readOnly:"true"`
}

// Scope chooses cases. An empty field chooses all; values of one field are alternatives, and all fields must agree.
type Scope struct {
	Accounts []string `json:"accounts,omitempty" maxItems:"1000" doc:"ids of accounts"`
	Services []string `json:"services,omitempty" maxItems:"1000"`
	// Tag and Category are a key with its values; no value chooses whatever has the key.
	Tag      *Keyed   `json:"tag,omitempty"`
	Category *Keyed   `json:"category,omitempty"`
	Owners   []string `json:"owners,omitempty" maxItems:"1000"`
	Classes  []string `json:"classes,omitempty" maxItems:"20" doc:"sorts of change: spike, step, drift, new, netting, expiry, price, drop, credit"`
}

// Keyed is a key of a tag or the name of a cost category, with values.
type Keyed struct {
	Key    string   `json:"key" minLength:"1" maxLength:"256"`
	Values []string `json:"values,omitempty" maxItems:"1000"`
}

// Threshold says how large a case must be. What is 0 is not asked for.
type Threshold struct {
	Amount  money.Amount `json:"amount,omitzero" doc:"in the currency of the bill"`
	Percent float64      `json:"percent,omitempty" minimum:"0" maximum:"10000000000" doc:"of what was expected"`
	Both    bool         `json:"both,omitempty" doc:"amount and percent must be reached; otherwise one is enough"`
	Of      Measure      `json:"of,omitempty" enum:"impact,monthly" doc:"the amount is compared with the impact until now (default), or with that of a month"`
	Drops   bool         `json:"drops,omitempty" doc:"costs that fall are told too"`
}

// Measure is what an amount is compared with.
type Measure string

// The measures.
const (
	OfImpact  Measure = "impact"
	OfMonthly Measure = "monthly"
)

// Rhythm says when cases are told.
type Rhythm struct {
	Kind Kind `json:"kind" enum:"immediate,daily,weekly"`
	// Zone is the name of a time zone, UTC where it is empty; Hour and Weekday are of that zone.
	Zone    string `json:"zone,omitempty" maxLength:"64" doc:"such as Asia/Tokyo; UTC where it is empty"`
	Hour    int    `json:"hour,omitempty" minimum:"0" maximum:"23"`
	Weekday int    `json:"weekday,omitempty" minimum:"0" maximum:"6" doc:"0 is Sunday"`
}

// Kind is a rhythm's kind.
type Kind string

// The kinds of rhythm.
const (
	Immediate Kind = "immediate"
	Daily     Kind = "daily"
	Weekly    Kind = "weekly"
)

// Channel is a way to tell somebody.
type Channel string

// The channels.
const (
	Email   Channel = "email"
	Slack   Channel = "slack"
	Webhook Channel = "webhook"
	SNS     Channel = "sns"
)

// Language is the language of a recipient.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Owner as the address of an e-mail is that of the case's owner.
const Owner = "owner"

// Recipient is somebody who is told.
type Recipient struct {
	// ID is given by the box; a change that names it keeps its secret.
	ID       string   `json:"id,omitempty" maxLength:"64"`
	Channel  Channel  `json:"channel" enum:"email,slack,webhook,sns"`
	Address  string   `json:"address,omitempty" maxLength:"2000" doc:"email: an address, or owner for that of the case's owner; webhook and sns: a URL; slack: the id of a channel, with a bot's token"`
	Language Language `json:"language,omitempty" enum:"en,ja"`
	// Only routes: of the cases of the monitor, those of this scope.
	Only Scope `json:"only,omitzero"`
	// Secret is taken and never shown again, but for one that was just made.
	Secret    string `json:"secret,omitempty" maxLength:"2000" doc:"slack: the URL of an incoming webhook, or a bot's token; webhook: the key of signatures, made where none is given. It is shown once, where it was made"`
	HasSecret bool   `json:"hasSecret,omitempty" readOnly:"true"`
}

// Mail says how e-mail is sent.
type Mail struct {
	Host     string   `json:"host" maxLength:"255" doc:"empty: no e-mail is sent"`
	Port     int      `json:"port,omitempty" minimum:"0" maximum:"65535" doc:"587 where it is 0"`
	Security Security `json:"security,omitempty" enum:"starttls,tls,none" doc:"starttls (default) refuses to go on without"`
	User     string   `json:"user,omitempty" maxLength:"255"`
	From     string   `json:"from" maxLength:"320"`
	// Password is taken and never shown again. One that is not given is kept, unless the host or the user changes.
	Password    string `json:"password,omitempty" maxLength:"1000"`
	HasPassword bool   `json:"hasPassword,omitempty" readOnly:"true"`
}

// Security is how a connection is kept secret.
type Security string

// The kinds of security.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	Plain    Security = "none"
)

// State is where a delivery stands.
type State string

// The states. A delivery is queued, is being sent, and is sent or has failed in the end; it is dropped when its monitor or recipient is gone.
const (
	Queued  State = "queued"
	Sending State = "sending"
	Sent    State = "sent"
	Failed  State = "failed"
	Dropped State = "dropped"
)

// Delivery is one message to one recipient.
type Delivery struct {
	// ID is the id that its receiver sees, the same for all attempts.
	ID       string   `json:"id"`
	Monitor  string   `json:"monitor" doc:"the id of the monitor"`
	Name     string   `json:"name" doc:"the name of the monitor"`
	Channel  Channel  `json:"channel"`
	Address  string   `json:"address" doc:"of a secret one, what may be shown"`
	Occasion Occasion `json:"occasion" doc:"opened, worsened, ended, trial; digest where it tells several"`
	Cases    []string `json:"cases" doc:"ids of the cases that it tells"`
	State    State    `json:"state" enum:"queued,sending,sent,failed,dropped"`
	Attempts int      `json:"attempts"`
	// Problem is what went wrong at the last attempt.
	Problem string    `json:"problem,omitempty"`
	Created time.Time `json:"created"`
	Changed time.Time `json:"changed"`
	// Next is when it is tried again.
	Next time.Time `json:"next,omitzero"`
}

// Asked chooses deliveries, newest first.
type Asked struct {
	Monitor string `query:"monitor" maxLength:"64"`
	Case    string `query:"case" maxLength:"200"`
	State   State  `query:"state" enum:"queued,sending,sent,failed,dropped"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// CertificatePath is where certificates of signatures are served to everybody, each as a file.
const CertificatePath = "/alerts/"
