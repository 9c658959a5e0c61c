package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sharing"
)

// openShares opens the records of who may see what, and finds out who asks: the local user, or who an administrator asks as.
func (a *App) openShares() error {
	var err error
	a.shares, err = share.Open(context.Background(), a.Lake.Dir(), share.Options{
		Now: a.outside.Now, Log: a.outside.Log, Examine: sharing.Examiner{Snapshot: a.snapshot, Now: a.outside.Now}.Examine, Told: a.shared,
	})
	if err != nil {
		return err
	}
	local := a.shares.Principal(access.Local().Name)
	a.who = local
	if as := a.Config.As; as != "" && as != local.Name {
		if !a.shares.Policy().Administrator(local) {
			return fault.New(fault.Denied, share.CodeDenied, fmt.Sprintf("only an administrator may ask as %s, and %s is none", as, local.Name))
		}
		a.who = a.shares.Principal(as)
		a.who.By = local.Name
	}
	return nil
}

// Shares are the records of who may see what.
func (a *App) Shares() *share.Store { return a.shares }

// LocalUser is who sits at this machine, whoever it asks as.
func (a *App) LocalUser() access.Principal { return a.shares.Principal(access.Local().Name) }

// Desk is where who may see what is changed and shown. The first call starts the engine.
func (a *App) Desk() (*sharing.Desk, error) {
	runner, err := a.Runner()
	if err != nil {
		return nil, err
	}
	return &sharing.Desk{Shares: a.shares, Runner: runner}, nil
}

// shared notes a change of who may see what in the audit log, before it counts. One that cannot be noted is not made.
func (a *App) shared(_ context.Context, e share.Event) error {
	r := audit.Record{
		Event: audit.Policy, Outcome: audit.Succeeded, Principal: e.Who.Name, Groups: e.Who.Groups, By: e.Who.By, Kind: "SHARE",
		Message: fmt.Sprintf("version %d", e.Version),
	}
	var lines []string
	tables := map[string]bool{}
	for _, d := range e.Deltas {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", d.Sign(), d.Part, d.Name, d.After)))
		if t := d.Table(); t != "" && !tables[t] {
			tables[t] = true
			r.Tables = append(r.Tables, t)
		}
	}
	r.Text = strings.Join(lines, "\n")
	if e.Refused != nil {
		r.Outcome, r.Message = audit.Failed, e.Refused.Error()
		if fault.KindOf(e.Refused) == fault.Denied {
			r.Outcome, r.Code = audit.Refused, share.CodeDenied
		}
	}
	return a.audit.Append(r)
}

// administrator tells whether a principal may see everything.
func (a *App) administrator(who access.Principal) bool { return a.shares.Policy().SeesAll(who) }

// asking returns who asks as it is at this moment.
func (a *App) asking(who access.Principal) access.Principal {
	now := a.shares.Principal(who.Name)
	now.By = who.By
	return now
}
