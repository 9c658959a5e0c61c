package query

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Seal is what a result stood on when it was made: who keeps rows shows them again only as long as it holds.
type Seal struct {
	// Rights names the rights of who asked: access.Policy.Digest.
	Rights string `json:"rights,omitempty"`
	// Guarded names the query with what the policy made of it; "" for what is no query.
	Guarded string `json:"guarded,omitempty"`
}

// seal returns what a guarded query stands on.
func seal(rights string, q *typed.Query) Seal {
	sum := sha256.Sum256([]byte(q.Print()))
	return Seal{Rights: rights, Guarded: hex.EncodeToString(sum[:])}
}

// Follow returns what tells who somebody is at each moment: with the groups and tags that the policy gives it then.
func (r *Runner) Follow(who access.Principal) func() access.Principal {
	then := r.Policy.Policy()
	return func() access.Principal {
		if now := r.Policy.Policy(); now != then {
			who, then = then.Follow(who, now), now
		}
		return who
	}
}

// Holds tells whether rows that somebody was given may be shown to him again: his rights are those of then, or others under which the same query
// would be guarded just so. It returns the rights of this moment, and an error where he may not.
func (r *Runner) Holds(ctx context.Context, who access.Principal, text string, o Options, was Seal) (rights string, err error) {
	r = r.once()
	rights = r.Policy.Policy().Digest(who)
	if rights == was.Rights {
		return rights, nil
	}
	changed := fault.New(fault.Denied, string(diag.PermissionDenied), "Your permissions have changed since this query ran; run it again")
	if was.Guarded == "" {
		return rights, changed
	}
	s, err := read(text, o.Params)
	if err != nil {
		return rights, err
	}
	view, release, err := r.view(ctx, who)
	if err != nil {
		return rights, err
	}
	defer release()
	q, err := r.resolve(ctx, view, s, o)
	if err != nil {
		return rights, changed // what it read is hidden now, or gone
	}
	guarded, err := view.Guard(ctx, q)
	if err != nil || seal(rights, guarded.Query()).Guarded != was.Guarded {
		return rights, changed
	}
	return rights, nil
}
