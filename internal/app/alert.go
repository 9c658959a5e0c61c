package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/mail"
	"github.com/glauxhq/glaux/internal/alert/reach"
	"github.com/glauxhq/glaux/internal/alert/slack"
	"github.com/glauxhq/glaux/internal/alert/topic"
	"github.com/glauxhq/glaux/internal/alert/webhook"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// alertsFile has monitors and what is to be told, in the folder of the workbench.
const alertsFile = "alerts.sqlite"

// Alerts opens the monitors and what is to be told. Close its Box.
func (a *App) Alerts(ctx context.Context) (*alert.Desk, error) {
	dir, key, err := a.identityKey()
	if err != nil {
		return nil, err
	}
	guard, err := reach.New(a.Config.AlertAllow)
	if err != nil {
		return nil, err
	}
	now := a.outside.Now
	keys := &topic.Keys{Now: now}
	post := &mail.Sender{Dial: guard.Dial}
	box, err := alert.Open(ctx, filepath.Join(dir, alertsFile), alert.Options{
		Key: key, Now: now, Log: a.outside.Log,
		Channels: map[alert.Channel]alert.Sender{
			alert.Email: post, alert.Slack: &slack.Sender{Guard: guard, Now: now}, alert.Webhook: &webhook.Sender{Guard: guard, Now: now},
			alert.SNS: &topic.Sender{Guard: guard, Now: now, Keys: keys, Public: a.public},
		},
	})
	if err != nil {
		return nil, err
	}
	keys.Read, keys.Keep, post.Server = box.Sealed, box.Keep, box.Server
	return &alert.Desk{
		Box: box, Administers: a.alerts, Told: a.alerted, Certificates: keys.Certificate,
	}, nil
}

// alerts tells whether a principal may say who is told: it must be an administrator in its own name, and see everything that is told.
func (a *App) alerts(who access.Principal) bool {
	policy := a.shares.Policy()
	return who.By == "" && policy.Administrator(who) && policy.SeesAll(who)
}

// alerted notes in the audit log what somebody changes.
func (a *App) alerted(_ context.Context, e alert.Event) error {
	r := audit.Record{Event: audit.Alert, Outcome: audit.Succeeded, Principal: e.Who.Name, Groups: e.Who.Groups, By: e.Who.By, Kind: e.Kind, Text: e.Text}
	switch {
	case e.Stage == alert.Begun:
		r.Outcome = audit.Begun
	case e.Stage == alert.Refused:
		r.Outcome = audit.Refused
	case e.Err != nil:
		r.Outcome = audit.Failed
	}
	if e.Err != nil {
		r.Message = e.Err.Error()
	}
	return a.audit.Append(r)
}

// tellEvery is how often it is looked whether something happened to a case.
const tellEvery = 2 * time.Second

// tell raises what happens to cases, and delivers, as long as the workbench is open.
func (w *workbench) tell() {
	w.life.running.Go(func() {
		if err := w.alerts.Box.Run(w.life.ctx); err != nil && w.app.outside.Log != nil {
			w.app.outside.Log.Error("alerts are not delivered any more; start the server again", "error", err)
		}
	})
	w.life.running.Go(func() {
		tick := time.NewTicker(tellEvery)
		defer tick.Stop()
		known := ""
		for {
			if err := w.app.Tell(w.life.ctx, w.cases, w.alerts.Box); err == nil {
				known = ""
			} else if w.life.ctx.Err() == nil && err.Error() != known && w.app.outside.Log != nil {
				known = err.Error()
				w.app.outside.Log.Warn("cases are not told; it is tried again", "error", err)
			}
			select {
			case <-w.life.ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// Tell raises what happened to cases since the last time, and those that have become large enough for a monitor meanwhile. Whatever is
// raised twice, because the process ended between, is told once.
func (a *App) Tell(ctx context.Context, book *casebook.Book, box *alert.Box) error {
	const most = 100
	after, err := book.Handled(ctx)
	if err != nil {
		return err
	}
	for {
		changes, err := book.Changes(ctx, after, most)
		if err != nil || len(changes) == 0 {
			return err
		}
		for i := range changes {
			if err := a.raise(ctx, book, box, &changes[i]); err != nil {
				return err
			}
		}
		after = changes[len(changes)-1].Number
		if err := a.raiseGrown(ctx, book, box); err != nil {
			return err
		}
		if err := book.Handle(ctx, after); err != nil {
			return err
		}
	}
}

// raise raises one change. Of a case that somebody knows of already (planned, expected) it is told only that it has ended.
func (a *App) raise(ctx context.Context, book *casebook.Book, box *alert.Box, c *casebook.Change) error {
	occasion := alert.Opened
	switch c.Kind {
	case casebook.History:
		return nil
	case casebook.Raised:
	case casebook.Again:
		occasion = alert.Occasion(fmt.Sprintf("%s:%d", alert.Opened, c.Number))
	case casebook.Grew:
		occasion = alert.Occasion(fmt.Sprintf("%s:%d", alert.Worsened, c.Number))
	case casebook.Ended:
		occasion = alert.Occasion(fmt.Sprintf("%s:%d", alert.Ended, c.Number))
	}
	if c.Case.State != casebook.StateOpen && c.Kind != casebook.Ended {
		return nil
	}
	return a.raiseCase(ctx, book, box, c.Case.ID, c.Number, occasion)
}

// raiseCase raises a case as it is now. One that is not there any more is not told.
func (a *App) raiseCase(ctx context.Context, book *casebook.Book, box *alert.Box, id string, version int64, occasion alert.Occasion) error {
	keys, categories, err := box.Keys(ctx)
	if err != nil {
		return err
	}
	told, err := book.Tell(ctx, id, keys, categories)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := a.caseOf(&told, version)
	if err != nil {
		return err
	}
	c.Fix = a.fixOf(ctx, &told)
	_, err = box.Raise(ctx, c, occasion)
	return err
}

// raiseGrown raises the open cases that were too small for a monitor when they were raised, and are not any more.
func (a *App) raiseGrown(ctx context.Context, book *casebook.Book, box *alert.Box) error {
	list, currency, err := book.Lasting(ctx)
	if err != nil {
		return err
	}
	var cases []alert.Case
	for i := range list {
		c, err := short(&list[i], currency)
		if err != nil {
			return err
		}
		cases = append(cases, c)
	}
	ids, err := box.Wants(ctx, cases)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.raiseCase(ctx, book, box, id, 0, alert.Opened); err != nil {
			return err
		}
	}
	return nil
}

// short puts a case in short into the words of alerts.
func short(c *casebook.Case, currency string) (alert.Case, error) {
	out := alert.Case{
		ID: c.ID, Class: string(c.Class), State: string(c.State), Owner: c.Owner, Currency: currency,
		Place: alert.Place{
			Account: c.Node.Account, AccountName: c.Account, Service: c.Node.Service, UsageType: c.Node.UsageType, Region: c.Node.Region,
		},
		Impact: c.Impact, Monthly: c.Monthly, Actual: c.Actual, Expected: c.Actual.Sub(c.Impact), Score: c.Score,
	}
	for _, n := range c.Also {
		out.Accounts, out.Services = append(out.Accounts, n.Account), append(out.Services, n.Service)
	}
	var errs [3]error
	out.Start, errs[0] = day(c.Start)
	out.Found, errs[1] = day(c.Found)
	out.End, errs[2] = day(c.End)
	return out, errors.Join(errs[:]...)
}

// day reads a day, the zero time where there is none.
func day(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, text)
}

// caseOf puts a case with everything that is known of it into the words of alerts.
func (a *App) caseOf(t *casebook.Told, version int64) (alert.Case, error) {
	c, err := short(&t.Case, t.Currency)
	if err != nil {
		return c, err
	}
	c.Version = version
	c.Accounts = append(c.Accounts, t.Touched["account_id"]...)
	c.Services = append(c.Services, t.Touched["service_code"]...)
	c.Tags, c.Categories = keyed(t.Touched, "tag:"), keyed(t.Touched, "category:")
	if c.Points, c.Largest, err = points(t); err != nil {
		return c, err
	}
	for _, cause := range t.Why.Causes {
		one := alert.Cause{Change: cause.Change, Share: cause.Share, Price: cause.Price, Quantity: cause.Quantity}
		for _, e := range cause.Elements {
			one.Elements = append(one.Elements, alert.Element{Dimension: e.Dimension, Value: e.Value})
		}
		c.Causes = append(c.Causes, one)
	}
	explain(&c)
	public := a.public()
	if public == "" {
		return c, nil
	}
	c.URL = public + t.Link
	for _, l := range t.Links {
		c.Links = append(c.Links, alert.Link{Title: l.Name, URL: public + l.Href})
	}
	return c, nil
}

// explain says what the usage type of a case means, or that of its first cause which has one, where it is known.
func explain(c *alert.Case) {
	line := usagetype.Line{Product: c.Place.Service, UsageType: c.Place.UsageType, Region: c.Place.Region}
	for _, cause := range c.Causes {
		if line.UsageType != "" {
			break
		}
		for _, e := range cause.Elements {
			switch {
			case e.Dimension == "usage_type":
				line.UsageType = e.Value
			case e.Dimension == "service_code" && line.Product == "":
				line.Product = e.Value
			}
		}
	}
	m := usagetype.Explain(line)
	if line.UsageType == "" || !m.Known {
		return
	}
	c.Means = alert.Text{English: line.UsageType + ": " + m.Says.EN, Japanese: line.UsageType + ": " + m.Says.JA}
	for _, look := range m.Look {
		c.Look = append(c.Look, alert.Text{English: look.EN, Japanese: look.JA})
	}
}

// keyed are the values by key of the dimensions with a mark before the key.
func keyed(touched map[string][]string, mark string) map[string][]string {
	out := map[string][]string{}
	for name, values := range touched {
		if key, ok := strings.CutPrefix(name, mark); ok {
			out[key] = slices.Sorted(slices.Values(values))
		}
	}
	return out
}

// points are the days of the picture, and the largest that a day of the case was above the expectation.
func points(t *casebook.Told) (out []alert.Point, largest money.Amount, err error) {
	for _, p := range t.Points {
		at, err := day(p.Day)
		if err != nil {
			return nil, largest, err
		}
		if over := p.Actual.Sub(p.Expected); p.Day >= t.Start && (t.End == "" || p.Day < t.End) && over.Cmp(largest) > 0 {
			largest = over
		}
		out = append(out, alert.Point{Day: at, Actual: about(p.Actual), Expected: about(p.Expected), Low: about(p.Low), High: about(p.High), Complete: p.Complete})
	}
	return out, largest, nil
}

// about is a number near an amount, for a picture.
func about(m money.Amount) float64 {
	f, _ := m.Rat().Float64()
	return f
}
