package casebook

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
)

// maxCases bounds the cases that are kept; the oldest of those that are over go first.
const maxCases = 5000

// Evaluate notes what was delivered since the last time and judges it. What it finds is in the book when it returns.
func (b *Book) Evaluate(ctx context.Context) (err error) {
	b.judging.Lock()
	defer b.judging.Unlock()
	b.standing.begin()
	defer func() { b.standing.end(err) }()
	if err := b.record(ctx); err != nil {
		return err
	}
	for {
		if err = b.judge(ctx); !errors.Is(err, errStale) {
			return err
		}
		b.watch = nil // another process was faster: begin with what it has written
	}
}

// judge hands what was delivered to the detector, and writes what came out.
func (b *Book) judge(ctx context.Context) error {
	h, err := readHead(ctx, b.read)
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	if h.judged == h.delivery {
		return nil
	}
	p, err := b.readPast(ctx)
	if err != nil {
		return err
	}
	if len(p.based)+len(p.deliveries) == 0 {
		return nil
	}
	found := map[string]seen{}
	if b.watch == nil || b.watch.number > h.judged {
		b.watch = &watch{detector: b.options.Detector(), number: -1, known: map[string]anomaly.Finding{}}
	}
	total, done := len(p.based)+len(p.deliveries), 0
	from := b.watch.number
	err = p.deliver(ctx, func(number int64, d anomaly.Delivery) bool {
		done++
		b.standing.part(float64(done) / float64(total))
		if number > from {
			into := found
			if number <= h.judged {
				into = map[string]seen{}
			}
			b.watch.judge(number, d, into)
		}
		return true
	})
	if err != nil {
		b.watch = nil // it knows half a history
		return err
	}
	b.watch.number = h.delivery
	return b.within(ctx, func(tx *sql.Tx) error { return b.apply(ctx, tx, h, p, found) })
}

// readPast reads the deliveries at one moment.
func (b *Book) readPast(ctx context.Context) (*past, error) {
	tx, err := b.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	p, err := readPast(ctx, tx)
	return p, errors.Join(err, tx.Rollback())
}

// apply writes what was found.
func (b *Book) apply(ctx context.Context, tx *sql.Tx, h head, p *past, found map[string]seen) error {
	s, err := readShelf(ctx, tx)
	if err != nil {
		return err
	}
	if s.judged != h.judged || s.delivery != h.delivery {
		return errStale
	}
	a := &applying{shelf: s, cube: p.cube, last: p.last(), first: h.judged < 0, now: b.stamp()}
	for _, f := range sortedFindings(found) {
		if err := a.one(ctx, tx, f); err != nil {
			return err
		}
	}
	if err := a.orphans(ctx, tx, b.watch.known); err != nil {
		return err
	}
	if err := a.proofs(ctx, tx); err != nil {
		return err
	}
	if err := a.bound(ctx, tx); err != nil {
		return err
	}
	h.judged, h.day = h.delivery, a.last
	return h.write(ctx, tx)
}

// applying is what is known while findings are written.
type applying struct {
	*shelf
	cube  *cube
	last  anomaly.Day
	first bool
	now   time.Time
}

// one writes a finding.
func (a *applying) one(ctx context.Context, tx *sql.Tx, f seen) error {
	k, known := a.cases[f.ID]
	before := kept{}
	if known {
		before = *k
	} else {
		k = &kept{State: StateOpen}
	}
	k.take(f, a.cube, a.last)
	k.Updated = a.now
	if !known {
		if a.silenced(k) {
			return nil
		}
		a.cases[k.ID] = k
		a.plan(k)
	}
	kind, entry := a.news(k, before, known)
	if kind != "" {
		if kind == Raised || kind == Grew || kind == History {
			k.Told = absolute(k.Monthly)
		}
		if err := a.tell(ctx, tx, k, kind); err != nil {
			return err
		}
		if _, err := enter(ctx, tx, k.ID, Entry{At: a.now, Kind: entry}); err != nil {
			return err
		}
	}
	if !known && k.Planned != "" {
		if _, err := enter(ctx, tx, k.ID, Entry{At: a.now, Kind: "planned", Text: k.Planned}); err != nil {
			return err
		}
	}
	return k.put(ctx, tx)
}

// news says what is to be told of a case, and what its log says of it.
func (a *applying) news(k *kept, before kept, known bool) (ChangeKind, string) {
	switch {
	case !known && a.first && (k.End != 0 || k.Found < a.last-arrivingFor):
		return History, "raised"
	case !known:
		return Raised, "raised"
	case before.End == 0 && k.End != 0:
		return Ended, "ended"
	case before.End != 0 && k.End == 0:
		return Again, "again"
	case k.End == 0 && before.Told.Sign() > 0 && absolute(k.Monthly).Cmp(before.Told.Add(before.Told)) >= 0:
		return Grew, "grew"
	}
	return "", ""
}

// silenced tells whether the rules keep a case from being raised.
func (a *applying) silenced(k *kept) bool {
	return slices.ContainsFunc(a.rules, func(r Rule) bool { return r.silences(k) })
}

// plan gives a case the state of the planned event that it falls into.
func (a *applying) plan(k *kept) {
	for _, e := range a.planned {
		if e.holds(k) {
			k.State, k.Planned = StatePlanned, e.Note
			return
		}
	}
}

// tell writes what is told of a case.
func (a *applying) tell(ctx context.Context, tx *sql.Tx, k *kept, kind ChangeKind) error {
	text, err := json.Marshal(k.short(nil))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO changes (at, kind, body) VALUES (?, ?, ?)", moment(a.now), string(kind), text)
	return err
}

// orphans ends the cases that the detector does not know: what they were found in has been delivered anew, and is usual now.
func (a *applying) orphans(ctx context.Context, tx *sql.Tx, known map[string]anomaly.Finding) error {
	for _, k := range a.sorted {
		if _, there := known[k.ID]; there || k.End != 0 {
			continue
		}
		k.End, k.Updated = max(k.Last, k.Start)+1, a.now
		if err := a.tell(ctx, tx, k, Ended); err != nil {
			return err
		}
		if _, err := enter(ctx, tx, k.ID, Entry{At: a.now, Kind: "ended", Text: "corrected"}); err != nil {
			return err
		}
		if err := k.put(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// bound drops the oldest cases that are over, beyond the bound.
func (a *applying) bound(ctx context.Context, tx *sql.Tx) error {
	if len(a.cases) <= maxCases {
		return nil
	}
	var over []*kept
	for _, k := range a.cases {
		if k.End != 0 {
			over = append(over, k)
		}
	}
	slices.SortFunc(over, func(x, y *kept) int { return compareKept(y, x) })
	for _, k := range over[:min(len(over), len(a.cases)-maxCases)] {
		for _, statement := range []string{"DELETE FROM cases WHERE id = ?", "DELETE FROM entries WHERE case_id = ?"} {
			if _, err := tx.ExecContext(ctx, statement, k.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// silences tells whether a rule keeps a case from being raised.
func (r Rule) silences(k *kept) bool {
	switch {
	case !r.Node.Covers(k.Node) || r.Class != "" && r.Class != k.Class:
		return false
	case r.Until != "" && figures.Written(k.Found) >= r.Until:
		return false
	}
	return r.Mute || k.Peak.Cmp(r.Least) < 0
}

// holds tells whether a case begins in a planned event.
func (e Event) holds(k *kept) bool {
	start := figures.Written(k.Start)
	return e.Node.Covers(k.Node) && start >= e.Start && start < e.End
}

// Changes returns what happened to cases after a change, in order, at most some: for who tells people of it. See Handled.
func (b *Book) Changes(ctx context.Context, after int64, most int) ([]Change, error) {
	return list(ctx, b.read, func(scan func(...any) error) (c Change, err error) {
		var at int64
		var text []byte
		if err := scan(&c.Number, &at, &c.Kind, &text); err != nil {
			return c, err
		}
		c.At = ofMoment(at)
		return c, json.Unmarshal(text, &c.Case)
	}, "SELECT number, at, kind, body FROM changes WHERE number > ? ORDER BY number LIMIT ?", after, most)
}

// Handled returns the number of the last change that was handled, and Handle remembers it. What was handled long ago is forgotten.
func (b *Book) Handled(ctx context.Context) (int64, error) {
	h, err := readHead(ctx, b.read)
	if err != nil {
		return 0, fmt.Errorf("read cases: %w", err)
	}
	return h.handled, nil
}

// Handle remembers that all changes up to one have been handled.
func (b *Book) Handle(ctx context.Context, number int64) error {
	const kept = 10_000
	err := b.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE head SET handled = max(handled, ?)", number); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM changes WHERE number <= ?", number-kept)
		return err
	})
	if err != nil {
		return fmt.Errorf("write cases: %w", err)
	}
	return nil
}
