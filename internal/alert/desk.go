package alert

import (
	"context"
	"errors"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// Desk is a Box for people: administrators only, for an alert tells of everything, and every change is noted.
type Desk struct {
	Box *Box
	// Administers tells whether a principal may say who is told.
	Administers func(access.Principal) bool
	// Told is told of a change before it is made and after, and of one that is refused; nil tells nobody. An error before keeps it from being
	// made.
	Told func(ctx context.Context, e Event) error
	// Certificates are those of signatures, by their names in URLs; nil has none.
	Certificates func(ctx context.Context, name string) ([]byte, error)
}

// Event is a change of who is told, or one that was refused.
type Event struct {
	Who access.Principal
	// Kind is CREATE_MONITOR, CHANGE_MONITOR, DELETE_MONITOR, TEST_MONITOR, RETRY_DELIVERY or SET_MAIL, Text which and what, without secrets.
	Kind, Text string
	// Stage is where it stands, and Err why it is refused or has failed.
	Stage Stage
	Err   error
}

// Stage is where a change stands.
type Stage string

// The stages.
const (
	Begun   Stage = "begun"
	Done    Stage = "done"
	Refused Stage = "refused"
)

// may refuses whoever is no administrator.
func (d *Desk) may(who access.Principal) error {
	if d.Administers(who) {
		return nil
	}
	return fault.New(fault.Denied, "", "only an administrator may see and say who is told of anomalies")
}

// change makes a change that is told of before and after.
func (d *Desk) change(ctx context.Context, e Event, do func() error) error {
	told := func(stage Stage, err error) error {
		if d.Told == nil {
			return nil
		}
		e.Stage, e.Err = stage, err
		return d.Told(ctx, e)
	}
	if err := d.may(e.Who); err != nil {
		return errors.Join(err, told(Refused, err))
	}
	if err := told(Begun, nil); err != nil {
		return err
	}
	err := do()
	return errors.Join(err, told(Done, err))
}

// Monitors returns all monitors by name.
func (d *Desk) Monitors(ctx context.Context, who access.Principal) ([]Monitor, error) {
	if err := d.may(who); err != nil {
		return nil, err
	}
	return d.Box.Monitors(ctx)
}

// Create makes a monitor. A secret that was made for it is in the answer, and nowhere else.
func (d *Desk) Create(ctx context.Context, who access.Principal, m Monitor) (made Monitor, err error) {
	err = d.change(ctx, Event{Who: who, Kind: "CREATE_MONITOR", Text: m.describe()}, func() (err error) {
		made, err = d.Box.Create(ctx, m)
		return err
	})
	return made, err
}

// Change puts a monitor in the place of the one of its id.
func (d *Desk) Change(ctx context.Context, who access.Principal, m Monitor) (made Monitor, err error) {
	err = d.change(ctx, Event{Who: who, Kind: "CHANGE_MONITOR", Text: m.describe()}, func() (err error) {
		made, err = d.Box.Change(ctx, m)
		return err
	})
	return made, err
}

// Delete deletes a monitor by its id or name.
func (d *Desk) Delete(ctx context.Context, who access.Principal, which string) error {
	return d.change(ctx, Event{Who: who, Kind: "DELETE_MONITOR", Text: which}, func() error {
		_, err := d.Box.Delete(ctx, which)
		return err
	})
}

// Test tells all recipients of a monitor a made-up case.
func (d *Desk) Test(ctx context.Context, who access.Principal, which string) (done []Delivery, err error) {
	err = d.change(ctx, Event{Who: who, Kind: "TEST_MONITOR", Text: which}, func() (err error) {
		done, err = d.Box.Test(ctx, which)
		return err
	})
	return done, err
}

// Deliveries returns what was told, newest first.
func (d *Desk) Deliveries(ctx context.Context, who access.Principal, asked Asked) ([]Delivery, error) {
	if err := d.may(who); err != nil {
		return nil, err
	}
	return d.Box.Deliveries(ctx, asked)
}

// Retry tries a delivery again.
func (d *Desk) Retry(ctx context.Context, who access.Principal, id string) (made Delivery, err error) {
	err = d.change(ctx, Event{Who: who, Kind: "RETRY_DELIVERY", Text: id}, func() (err error) {
		made, err = d.Box.Retry(ctx, id)
		return err
	})
	return made, err
}

// Mail says how e-mail is sent, without the password.
func (d *Desk) Mail(ctx context.Context, who access.Principal) (Mail, error) {
	if err := d.may(who); err != nil {
		return Mail{}, err
	}
	return d.Box.Mail(ctx)
}

// SetMail says how e-mail is sent.
func (d *Desk) SetMail(ctx context.Context, who access.Principal, m Mail) (made Mail, err error) {
	e := Event{Who: who, Kind: "SET_MAIL", Text: fmt.Sprintf("%s:%d %s as %q from %q", m.Host, m.Port, m.Security, m.User, m.From)}
	err = d.change(ctx, e, func() (err error) {
		made, err = d.Box.SetMail(ctx, m)
		return err
	})
	return made, err
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
