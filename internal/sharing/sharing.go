// Package sharing is the desk of who administers what others see: it changes the records, tells what a principal sees and why, shows it
// before it is granted, and lays grants out as a matrix. It promises that what it shows of a principal came through the same door as the
// principal's own queries, that only an administrator sees as somebody else, and that everybody else learns only what its own catalog
// says.
//
//	desk := &sharing.Desk{Shares: shares, Runner: runner}
//	sight, err := desk.Sight(ctx, who, "app-team")
//	preview, err := desk.Preview(ctx, who, sharing.PreviewRequest{As: "app-team", Database: "demo", Table: "cur"})
package sharing

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
)

// Desk answers who administers.
type Desk struct {
	Shares *share.Store
	// Runner runs queries by the policy of Shares.
	Runner *query.Runner
}

// As returns another principal for an administrator who asks as it, and oneself by one's own name or "".
func (d *Desk) As(who access.Principal, name string) (access.Principal, error) {
	if name == "" || name == who.Name {
		return who, nil
	}
	if err := d.administers(who, "see as somebody else"); err != nil {
		return access.Principal{}, err
	}
	as := d.Shares.Principal(name)
	as.By = who.Name
	return as, nil
}

// Administers tells whether a principal may change what others see, and see as others. Nobody may in somebody else's name.
func (d *Desk) Administers(who access.Principal) bool {
	return who.By == "" && d.Shares.Policy().Administrator(who)
}

// administers refuses whoever is no administrator.
func (d *Desk) administers(who access.Principal, what string) error {
	if d.Administers(who) {
		return nil
	}
	return fault.New(fault.Denied, share.CodeDenied, fmt.Sprintf("only an administrator may %s", what))
}

// State returns all records, to administrators.
func (d *Desk) State(ctx context.Context, who access.Principal) (share.State, error) {
	if err := d.administers(who, "see what is shared with whom"); err != nil {
		return share.State{}, err
	}
	return d.Shares.State(ctx)
}

// History returns the last changes, to administrators.
func (d *Desk) History(ctx context.Context, who access.Principal, most int) ([]share.Past, error) {
	if err := d.administers(who, "see what was changed"); err != nil {
		return nil, err
	}
	return d.Shares.History(ctx, most)
}

// Edit changes the records, or with dry only tells what would change.
func (d *Desk) Edit(ctx context.Context, who access.Principal, e share.Edit, dry bool) (share.Done, error) {
	return d.change(ctx, who, dry, func(s *share.State) error { return s.Apply(e) })
}

// Replace puts a whole state in the place of the one there is, or with dry only tells what would change. Version is that of the state to
// be replaced; 0 is any.
func (d *Desk) Replace(ctx context.Context, who access.Principal, state share.State, version int64, dry bool) (share.Done, error) {
	return d.change(ctx, who, dry, func(s *share.State) error {
		if err := s.Apply(share.Edit{Version: version}); err != nil {
			return err
		}
		*s = state
		return nil
	})
}

func (d *Desk) change(ctx context.Context, who access.Principal, dry bool, f func(*share.State) error) (share.Done, error) {
	if who.By != "" {
		return share.Done{}, fault.New(fault.Denied, share.CodeDenied, "nothing is changed in somebody else's name")
	}
	if !dry {
		return d.Shares.Change(ctx, who, f)
	}
	done, _, err := d.Shares.Try(ctx, who, f)
	return done, err
}
