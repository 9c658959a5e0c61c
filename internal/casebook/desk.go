package casebook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// The bounds of a list.
const (
	plainLimit = 100
	maxLimit   = 1000
)

// List returns the cases that somebody sees and a filter chooses.
func (b *Book) List(ctx context.Context, who access.Principal, f Filter) (List, error) {
	if f.Since != "" {
		if _, err := figures.ParseDay(f.Since); err != nil {
			return List{}, err
		}
	}
	v, err := b.view(ctx, who)
	if err != nil {
		return List{}, err
	}
	limit := f.Limit
	if limit <= 0 {
		limit = plainLimit
	}
	out := List{Cases: []Case{}, Currency: v.money()}
	for _, k := range v.seen() {
		if !f.chooses(k) {
			continue
		}
		if out.Found++; len(out.Cases) < min(limit, maxLimit) {
			out.Cases = append(out.Cases, k.short(v.sight.names))
		}
	}
	out.Watch, err = b.stands(ctx, who, v)
	return out, err
}

// chooses tells whether a filter chooses a case.
func (f Filter) chooses(k *kept) bool {
	fits := func(want, is string) bool { return want == "" || want == is }
	switch {
	case !fits(string(f.State), string(k.State)), !fits(string(f.Class), string(k.Class)), !fits(f.Owner, k.Owner), f.Lasting && k.End != 0:
		return false
	case f.Since != "" && k.End != 0 && figures.Written(k.End-1) < f.Since:
		return false
	case f.Account == "" && f.Service == "":
		return true
	}
	return slices.ContainsFunc(k.Series, func(s anomaly.Key) bool { return fits(f.Account, s.Account) && fits(f.Service, s.Service) })
}

// stands tells how far the watch has come. What went wrong may name what not everybody sees.
func (b *Book) stands(ctx context.Context, who access.Principal, s *view) (Standing, error) {
	bill, err := b.options.Bill(ctx)
	if err != nil {
		return Standing{}, err
	}
	p := &b.standing
	p.mu.Lock()
	defer p.mu.Unlock()
	out := Standing{Current: s.version == bill.Version && s.judged == s.delivery, Running: p.running, Progress: p.done}
	if _, last, some := s.sight.days(0, s.day); some && s.judged >= 0 && last > 0 {
		out.Day = figures.Written(last)
	}
	if p.trouble != nil && b.options.SeesAll(who) {
		out.Trouble = p.trouble.Error()
	}
	return out, nil
}

// topNews is how many cases the home page shows.
const topNews = 5

// News returns what changed in the last days of the bill.
func (b *Book) News(ctx context.Context, who access.Principal, days int) (News, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return News{}, err
	}
	_, day, some := v.sight.days(0, v.day)
	since := day - anomaly.Day(max(days, 1)) + 1 //nolint:gosec // a few hundred
	out := News{Cases: []Case{}, Currency: v.money()}
	if some && day > 0 {
		out.Since = figures.Written(since)
	}
	for _, k := range v.seen() {
		lasting := k.End == 0 && k.State == StateOpen
		if lasting {
			out.Open++
			out.Monthly = out.Monthly.Add(k.Monthly)
		}
		if k.Found >= since {
			out.Fresh++
		}
		if k.End != 0 && k.End >= since {
			out.Ended++
		}
		if (lasting || k.Found >= since && k.State == StateOpen) && len(out.Cases) < topNews {
			out.Cases = append(out.Cases, k.short(v.sight.names))
		}
	}
	out.Watch, err = b.stands(ctx, who, v)
	return out, err
}

// Case returns a case with all that is kept of it.
func (b *Book) Case(ctx context.Context, who access.Principal, id string) (Detail, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return Detail{}, err
	}
	k, err := v.one(id)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Case: k.short(v.sight.names), Currency: v.currency, Formula: figures.Formula(), Points: k.Points, Links: k.links(), Proof: k.Proof}
	if d.Log, err = entriesOf(ctx, b.read, id); err != nil {
		return Detail{}, err
	}
	for _, r := range v.rules {
		if r.Node.Covers(k.Node) && (r.Class == "" || r.Class == k.Class) {
			d.Rules = append(d.Rules, r)
		}
	}
	if len(k.Points) > 0 {
		first, err := figures.ParseDay(k.Points[0].Day)
		if err != nil {
			return Detail{}, err
		}
		last, err := figures.ParseDay(k.Points[len(k.Points)-1].Day)
		if err != nil {
			return Detail{}, err
		}
		q, err := figures.DaysQuery(k.Series, figures.Span{First: first, End: last + 1})
		if err != nil {
			return Detail{}, err
		}
		d.PointSQL = ast.Print(q)
	}
	d.Figures, err = k.figures(d.PointSQL)
	return d, err
}

// figures are the numbers of a case: exact ones with the SQL that reads them, and estimates with that of what they were made of.
func (k *kept) figures(points string) ([]Figure, error) {
	q, err := figures.TotalQuery(k.Series, k.span())
	if err != nil {
		return nil, err
	}
	actual := ast.Print(q)
	out := []Figure{
		{Name: "actual", Value: k.Actual, SQL: actual},
		{Name: "expected", Value: k.Actual.Sub(k.Impact), Estimate: true, SQL: points},
		{Name: "impact", Value: k.Impact, Estimate: true, SQL: actual},
	}
	if k.End == 0 {
		out = append(out, Figure{Name: "monthly", Value: k.Monthly, Estimate: true, SQL: points})
	}
	return out, nil
}

func entriesOf(ctx context.Context, from querier, id string) ([]Entry, error) {
	return list(ctx, from, func(scan func(...any) error) (e Entry, err error) {
		var at int64
		err = scan(&e.ID, &at, &e.Who, &e.Kind, &e.Text)
		e.At = ofMoment(at)
		return e, err
	}, "SELECT id, at, who, kind, text FROM entries WHERE case_id = ? ORDER BY id", id)
}

// states are all states.
func states() []State { return []State{StateOpen, StateExpected, StatePlanned, StateFixed, StateFalse} }

// The bounds of texts and of a case's log.
const (
	maxNote    = 10_000
	maxOwner   = 256
	maxEntries = 1000
)

// Edit changes the state or the owner of a case. Whoever sees it may.
func (b *Book) Edit(ctx context.Context, who access.Principal, id string, e Edit) (Detail, error) {
	if e.State != nil && !slices.Contains(states(), *e.State) {
		return Detail{}, fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("there is no state %q; a case is open, expected, planned, fixed or false", *e.State))
	}
	if err := bounded(e.Note, maxNote); err != nil {
		return Detail{}, err
	}
	if e.Owner != nil {
		if err := bounded(*e.Owner, maxOwner); err != nil {
			return Detail{}, err
		}
	}
	fix, err := b.fixing(ctx, who, id, e)
	if err != nil {
		return Detail{}, err
	}
	err = b.change(ctx, who, id, func(tx *sql.Tx, k *kept) error {
		now := b.stamp()
		k.Updated = now
		if e.State != nil && *e.State != k.State {
			k.State, k.Hands = *e.State, true
			if _, err := enter(ctx, tx, id, Entry{At: now, Who: who.Name, Kind: "state", Text: string(*e.State)}); err != nil {
				return err
			}
		}
		if fix != nil {
			if err := k.fix(ctx, tx, fix, now); err != nil {
				return err
			}
		}
		if e.Owner != nil && *e.Owner != k.Owner {
			k.Owner = strings.TrimSpace(*e.Owner)
			if _, err := enter(ctx, tx, id, Entry{At: now, Who: who.Name, Kind: "owner", Text: k.Owner}); err != nil {
				return err
			}
		}
		if note := strings.TrimSpace(e.Note); note != "" {
			if _, err := enter(ctx, tx, id, Entry{At: now, Who: who.Name, Kind: "note", Text: note}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Detail{}, err
	}
	return b.Case(ctx, who, id)
}

// bounded refuses a text that is too long.
func bounded(text string, most int) error {
	if len(text) > most {
		return fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("a text of %d bytes is longer than %d", len(text), most))
	}
	return nil
}

// change changes a case that somebody sees, in one transaction.
func (b *Book) change(ctx context.Context, who access.Principal, id string, do func(tx *sql.Tx, k *kept) error) error {
	if who.By != "" {
		return fault.New(fault.Denied, "PERMISSION_DENIED", fmt.Sprintf("you see as %s, and nothing is changed in somebody else's name", who.Name))
	}
	v, err := b.view(ctx, who)
	if err != nil {
		return err
	}
	if _, err := v.one(id); err != nil {
		return err
	}
	err = b.within(ctx, func(tx *sql.Tx) error {
		all, err := bodies[*kept](ctx, tx, "SELECT body FROM cases WHERE id = ?", id)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return absent("case")
		}
		var entries int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM entries WHERE case_id = ?", id).Scan(&entries); err != nil {
			return err
		}
		if entries >= maxEntries {
			return fault.New(fault.Exhausted, "TOO_MANY_RECORDS", fmt.Sprintf("the case has %d entries already", entries))
		}
		if err := do(tx, all[0]); err != nil {
			return err
		}
		if err := all[0].put(ctx, tx); err != nil {
			return err
		}
		return touched(ctx, tx)
	})
	return written(err)
}

// written says of an error that is none of the caller's what was done.
func written(err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return fmt.Errorf("write cases: %w", err)
}

// Note writes a note on a case. Whoever sees it may.
func (b *Book) Note(ctx context.Context, who access.Principal, id, text string) (Entry, error) {
	e := Entry{At: b.stamp(), Who: who.Name, Kind: "note", Text: strings.TrimSpace(text)}
	if e.Text == "" {
		return Entry{}, fault.New(fault.Invalid, "INVALID_REQUEST", "a note needs a text")
	}
	if err := bounded(text, maxNote); err != nil {
		return Entry{}, err
	}
	err := b.change(ctx, who, id, func(tx *sql.Tx, k *kept) (err error) {
		k.Updated = e.At
		e.ID, err = enter(ctx, tx, id, e)
		return err
	})
	return e, err
}

// larger returns the larger of two amounts.
func larger(a, b money.Amount) money.Amount {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}
