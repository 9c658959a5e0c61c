package casebook

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// The bounds of what people teach.
const (
	maxRules   = 1000
	maxEffects = 20 // the last cases that an effect speaks of
	maxReason  = 1000
)

// newID returns a name for a record.
func newID() string {
	const length = 16
	return strings.ToLower(rand.Text()[:length])
}

// classes are all classes.
func classes() []anomaly.Class {
	return []anomaly.Class{
		anomaly.Spike, anomaly.Step, anomaly.Drift, anomaly.NewSeries, anomaly.Netting, anomaly.Expiry, anomaly.Price, anomaly.Drop, anomaly.CreditGone,
	}
}

// check refuses what is no rule.
func (r Rule) check() error {
	bad := ""
	switch {
	case r.Class != "" && !slices.Contains(classes(), r.Class):
		bad = fmt.Sprintf("there is no class %q", r.Class)
	case r.Least.Sign() < 0:
		bad = "a threshold is not negative"
	case !r.Mute && r.Least.Sign() == 0:
		bad = "a rule mutes, or has a threshold above 0"
	case len(r.Note) > maxReason:
		bad = "the note is too long"
	}
	if bad != "" {
		return fault.New(fault.Invalid, "INVALID_REQUEST", bad)
	}
	if r.Until != "" {
		_, err := figures.ParseDay(r.Until)
		return err
	}
	return nil
}

// Rules returns the thresholds and mutes at places that somebody sees.
func (b *Book) Rules(ctx context.Context, who access.Principal) ([]Rule, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return nil, err
	}
	return visible(v, v.rules, func(r Rule) anomaly.Node { return r.Node }, b.options.Administers(who)), nil
}

// visible are the records at places that are seen.
func visible[T any](v *view, all []T, at func(T) anomaly.Node, everything bool) []T {
	out := []T{}
	for _, one := range all {
		if everything || v.sight.sees(at(one)) {
			out = append(out, one)
		}
	}
	return out
}

// PutRule sets a threshold or a mute, for administrators; one without an id is new. With dry it is not kept: the effect is told to whoever
// sees the cases.
func (b *Book) PutRule(ctx context.Context, who access.Principal, r Rule, dry bool) (Learned, error) {
	if err := r.check(); err != nil {
		return Learned{}, err
	}
	v, err := b.view(ctx, who)
	if err != nil {
		return Learned{}, err
	}
	out := Learned{Rule: &r, Effect: v.effect(r)}
	if dry {
		return out, nil
	}
	if r, err = b.keepRule(ctx, who, r); err != nil {
		return Learned{}, err
	}
	out.Applied = true
	return out, nil
}

// keepRule keeps a rule.
func (b *Book) keepRule(ctx context.Context, who access.Principal, r Rule) (Rule, error) {
	if err := b.teaches(who); err != nil {
		return Rule{}, err
	}
	fresh := r.ID == ""
	if fresh {
		r.ID = newID()
	}
	r.Who, r.At = who.Name, b.stamp()
	return r, b.keep(ctx, who, ruleRecord(r.ID), fresh, r)
}

// teaches refuses who may not set rules.
func (b *Book) teaches(who access.Principal) error {
	if who.By != "" || !b.options.Administers(who) {
		return fault.New(fault.Denied, "PERMISSION_DENIED", "only administrators who see everything set rules, which decide what everybody is told; others may judge cases and say so in notes")
	}
	return nil
}

// record names a record of one of our own tables.
type record struct{ table, what, kind, id string }

func ruleRecord(id string) record { return record{"rules", "rule", "RULE", id} }

func plannedRecord(id string) record { return record{"planned", "planned event", "PLANNED_EVENT", id} }

// keep writes a record into its table.
func (b *Book) keep(ctx context.Context, who access.Principal, r record, fresh bool, body any) error {
	table, what, id := r.table, r.what, r.id
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if err := b.options.Told(ctx, who, r.kind+"_SET", string(text)); err != nil {
		return err
	}
	return written(b.within(ctx, func(tx *sql.Tx) error {
		if !fresh {
			done, err := tx.ExecContext(ctx, "UPDATE "+table+" SET body = ? WHERE id = ?", text, id)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return cmp.Or(err, absent(what))
			}
			return touched(ctx, tx)
		}
		var count int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&count); err != nil {
			return err
		}
		if count >= maxRules {
			return fault.New(fault.Exhausted, "TOO_MANY_RECORDS", fmt.Sprintf("there are %d of these already; take some away", count))
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO "+table+" (id, body) VALUES (?, ?)", id, text); err != nil {
			return err
		}
		return touched(ctx, tx)
	}))
}

// drop deletes a record from its table.
func (b *Book) drop(ctx context.Context, who access.Principal, r record) error {
	table, what, id := r.table, r.what, r.id
	if err := b.options.Told(ctx, who, r.kind+"_REMOVED", id); err != nil {
		return err
	}
	return written(b.within(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE id = ?", id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, absent(what))
		}
		return touched(ctx, tx)
	}))
}

// DropRule takes a rule away, for administrators.
func (b *Book) DropRule(ctx context.Context, who access.Principal, id string) error {
	if err := b.teaches(who); err != nil {
		return err
	}
	return b.drop(ctx, who, ruleRecord(id))
}

// effect is what a rule would have done to the last cases that are seen. A case keeps the largest that it ever was, which is what decides
// whether a rule would have let it through at any delivery: so this is what a replay with the rule gives.
func (v *view) effect(rules ...Rule) Effect {
	last := v.seen()
	slices.SortStableFunc(last, func(a, b *kept) int { return cmp.Compare(b.Found, a.Found) })
	last = last[:min(len(last), maxEffects)]
	out := Effect{Of: len(last)}
	for _, k := range last {
		if slices.ContainsFunc(rules, func(r Rule) bool { return r.silences(k) }) {
			out.Gone++
			out.Cases = append(out.Cases, k.short(v.sight.names))
		}
	}
	return out
}

// Feedback takes a verdict on a case. Whoever sees it may give one; what it teaches is applied for administrators.
func (b *Book) Feedback(ctx context.Context, who access.Principal, id string, f Feedback) (Learned, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return Learned{}, err
	}
	k, err := v.one(id)
	if err != nil {
		return Learned{}, err
	}
	if !slices.Contains([]Verdict{Useful, Expected, NotReal, TooSmall}, f.Verdict) {
		return Learned{}, fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("there is no verdict %q; there are useful, expected, false and small", f.Verdict))
	}
	if err := bounded(f.Note, maxNote); err != nil {
		return Learned{}, err
	}
	out := Learned{Rule: k.teaches(f)}
	if out.Rule != nil {
		out.Effect = v.effect(*out.Rule)
	}
	if f.Apply && out.Rule != nil {
		if err := b.teaches(who); err != nil {
			return Learned{}, err
		}
	}
	if err := b.judged(ctx, who, id, f); err != nil {
		return Learned{}, err
	}
	if f.Apply && out.Rule != nil {
		r, err := b.keepRule(ctx, who, *out.Rule)
		if err != nil {
			return Learned{}, err
		}
		out.Rule, out.Applied = &r, true
	}
	return out, nil
}

// judged notes a verdict, and what it makes of the case.
func (b *Book) judged(ctx context.Context, who access.Principal, id string, f Feedback) error {
	return b.change(ctx, who, id, func(tx *sql.Tx, k *kept) error {
		k.Updated = b.stamp()
		entry := Entry{At: k.Updated, Who: who.Name, Kind: "feedback", Text: strings.TrimSpace(string(f.Verdict) + " " + f.Note)}
		state := k.State
		switch f.Verdict {
		case Useful:
		case Expected:
			state = StateExpected
		case NotReal, TooSmall:
			state = StateFalse
		}
		if state != k.State {
			k.State, k.Hands = state, true
		}
		_, err := enter(ctx, tx, id, entry)
		return err
	})
}

// teaches returns the rule that a verdict teaches: nothing as large as this, and a fifth more, is told of the place again.
func (k *kept) teaches(f Feedback) *Rule {
	most := larger(k.Peak, absolute(k.Impact)).Rat()
	r := &Rule{Node: k.Node, Least: money.FromRat(most.Mul(most, big.NewRat(6, 5)), 2), Note: string(f.Verdict) + ": " + k.ID} //nolint:mnd // cents
	switch f.Verdict {
	case Useful:
		return nil
	case Expected:
		r.Class = k.Class // other changes of the place are as surprising as before
	case NotReal, TooSmall:
	}
	if r.Least.Sign() <= 0 {
		r.Least = money.New(1, 2) //nolint:mnd // a cent
	}
	return r
}

// Planned returns the planned events at places that somebody sees.
func (b *Book) Planned(ctx context.Context, who access.Principal) ([]Event, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return nil, err
	}
	out := visible(v, v.planned, func(e Event) anomaly.Node { return e.Node }, b.options.Administers(who))
	slices.SortStableFunc(out, func(x, y Event) int { return cmp.Or(cmp.Compare(y.Start, x.Start), cmp.Compare(x.ID, y.ID)) })
	return out, nil
}

// Plan declares a planned event at a place that somebody sees, or changes one; administrators may everywhere. Open cases that begin in it
// become planned.
func (b *Book) Plan(ctx context.Context, who access.Principal, e Event) (Event, error) {
	start, err := figures.ParseDay(e.Start)
	if err != nil {
		return Event{}, err
	}
	end, err := figures.ParseDay(e.End)
	if err != nil {
		return Event{}, err
	}
	if e.Note = strings.TrimSpace(e.Note); end <= start || e.Note == "" || len(e.Note) > maxReason {
		return Event{}, fault.New(fault.Invalid, "INVALID_REQUEST", "an event begins before it ends, and a note says what it is")
	}
	fresh := e.ID == ""
	if err := b.mayPlan(ctx, who, e); err != nil {
		return Event{}, err
	}
	if fresh {
		e.ID = newID()
	}
	e.Who, e.At = who.Name, b.stamp()
	if err := b.keep(ctx, who, plannedRecord(e.ID), fresh, e); err != nil {
		return Event{}, err
	}
	return e, b.applyPlan(ctx, who, e)
}

// mayPlan refuses who does not see the place of an event, or of the one that it changes.
func (b *Book) mayPlan(ctx context.Context, who access.Principal, e Event) error {
	if who.By != "" {
		return fault.New(fault.Denied, "PERMISSION_DENIED", fmt.Sprintf("you see as %s, and nothing is changed in somebody else's name", who.Name))
	}
	if b.options.Administers(who) {
		return nil
	}
	seen, err := b.sight(ctx, who)
	if err != nil {
		return err
	}
	s, err := b.shelf(ctx)
	if err != nil {
		return err
	}
	if e.ID != "" {
		at := slices.IndexFunc(s.planned, func(one Event) bool { return one.ID == e.ID })
		if at < 0 || !seen.sees(s.planned[at].Node) {
			return absent("planned event")
		}
	}
	if !seen.sees(e.Node) {
		return fault.New(fault.Denied, "PERMISSION_DENIED", "events are planned for places all of whose lines you see")
	}
	return nil
}

// applyPlan makes open cases that begin in an event planned.
func (b *Book) applyPlan(ctx context.Context, who access.Principal, e Event) error {
	return written(b.within(ctx, func(tx *sql.Tx) error {
		s, err := readShelf(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range s.sorted {
			if k.Hands || k.State != StateOpen || !e.holds(k) {
				continue
			}
			k.State, k.Planned, k.Updated = StatePlanned, e.Note, b.stamp()
			if err := k.put(ctx, tx); err != nil {
				return err
			}
			if _, err := enter(ctx, tx, k.ID, Entry{At: k.Updated, Who: who.Name, Kind: "planned", Text: e.Note}); err != nil {
				return err
			}
		}
		return touched(ctx, tx)
	}))
}

// Unplan takes a planned event away. Cases keep their states.
func (b *Book) Unplan(ctx context.Context, who access.Principal, id string) error {
	s, err := b.shelf(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(s.planned, func(e Event) bool { return e.ID == id })
	if at < 0 {
		return absent("planned event")
	}
	if err := b.mayPlan(ctx, who, s.planned[at]); err != nil {
		return err
	}
	return b.drop(ctx, who, plannedRecord(id))
}
