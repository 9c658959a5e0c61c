package alert

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// Desk is a Box for people: administrators only, for an alert tells of everything, and every change is noted.
type Desk struct {
	Box *Box
	// Administers tells whether a principal may say who is told.
	Administers func(access.Principal) bool
	// Told is told of a change before it is made; nil tells nobody. An error keeps it from being made.
	Told func(ctx context.Context, e Event) error
	// Certificates are those of signatures, by their names in URLs; nil has none.
	Certificates func(ctx context.Context, name string) ([]byte, error)
}

// Event is a change of who is told, or one that was refused.
type Event struct {
	Who access.Principal
	// Kind is CREATE_MONITOR, CHANGE_MONITOR, DELETE_MONITOR, TEST_MONITOR, RETRY_DELIVERY or SET_MAIL, Text which and what, without secrets.
	Kind, Text string
	// Refused is why it is not made.
	Refused error
}

// may refuses whoever is no administrator. What is refused is noted as well, where it would change something.
func (d *Desk) may(ctx context.Context, e Event) error {
	if !d.Administers(e.Who) {
		e.Refused = fault.New(fault.Denied, "", "only an administrator may see and say who is told of anomalies")
	}
	if d.Told != nil && e.Kind != "" {
		if err := d.Told(ctx, e); err != nil {
			return err
		}
	}
	return e.Refused
}

// Monitors returns all monitors by name.
func (d *Desk) Monitors(ctx context.Context, who access.Principal) ([]Monitor, error) {
	if err := d.may(ctx, Event{Who: who}); err != nil {
		return nil, err
	}
	return d.Box.Monitors(ctx)
}

// Create makes a monitor. A secret that was made for it is in the answer, and nowhere else.
func (d *Desk) Create(ctx context.Context, who access.Principal, m Monitor) (Monitor, error) {
	if err := d.may(ctx, Event{Who: who, Kind: "CREATE_MONITOR", Text: m.describe()}); err != nil {
		return Monitor{}, err
	}
	return d.Box.Create(ctx, m)
}

// Change puts a monitor in the place of the one of its id.
func (d *Desk) Change(ctx context.Context, who access.Principal, m Monitor) (Monitor, error) {
	if err := d.may(ctx, Event{Who: who, Kind: "CHANGE_MONITOR", Text: m.describe()}); err != nil {
		return Monitor{}, err
	}
	return d.Box.Change(ctx, m)
}

// Delete deletes a monitor by its id or name.
func (d *Desk) Delete(ctx context.Context, who access.Principal, which string) error {
	if err := d.may(ctx, Event{Who: who, Kind: "DELETE_MONITOR", Text: which}); err != nil {
		return err
	}
	_, err := d.Box.Delete(ctx, which)
	return err
}

// Test tells all recipients of a monitor a made-up case.
func (d *Desk) Test(ctx context.Context, who access.Principal, which string) ([]Delivery, error) {
	if err := d.may(ctx, Event{Who: who, Kind: "TEST_MONITOR", Text: which}); err != nil {
		return nil, err
	}
	return d.Box.Test(ctx, which)
}

// Deliveries returns what was told, newest first.
func (d *Desk) Deliveries(ctx context.Context, who access.Principal, asked Asked) ([]Delivery, error) {
	if err := d.may(ctx, Event{Who: who}); err != nil {
		return nil, err
	}
	return d.Box.Deliveries(ctx, asked)
}

// Retry tries a delivery again.
func (d *Desk) Retry(ctx context.Context, who access.Principal, id string) (Delivery, error) {
	if err := d.may(ctx, Event{Who: who, Kind: "RETRY_DELIVERY", Text: id}); err != nil {
		return Delivery{}, err
	}
	return d.Box.Retry(ctx, id)
}

// Mail says how e-mail is sent, without the password.
func (d *Desk) Mail(ctx context.Context, who access.Principal) (Mail, error) {
	if err := d.may(ctx, Event{Who: who}); err != nil {
		return Mail{}, err
	}
	return d.Box.Mail(ctx)
}

// SetMail says how e-mail is sent.
func (d *Desk) SetMail(ctx context.Context, who access.Principal, m Mail) (Mail, error) {
	if err := d.may(ctx, Event{Who: who, Kind: "SET_MAIL", Text: fmt.Sprintf("%s:%d %s as %q from %q", m.Host, m.Port, m.Security, m.User, m.From)}); err != nil {
		return Mail{}, err
	}
	return d.Box.SetMail(ctx, m)
}

// Certificate is a certificate of signatures, PEM. It is nobody's secret.
func (d *Desk) Certificate(ctx context.Context, name string) ([]byte, error) {
	if d.Certificates == nil {
		return nil, fault.New(fault.NotFound, "", "there is no such certificate")
	}
	return d.Certificates(ctx, name)
}

// describe writes a monitor for the log, without secrets.
func (m Monitor) describe() string {
	recipients := append([]Recipient{}, m.Recipients...)
	for i := range recipients {
		recipients[i].Secret = ""
	}
	m.Recipients = recipients
	out, err := text(m)
	if err != nil {
		return m.Name
	}
	return out
}
