package alert

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// claimed is a delivery that this process tries now, and nobody else.
type claimed struct {
	id, notice, monitor, recipient, part string
	attempts                             int // that came to an end before
}

// claim takes the next delivery that is due: one that was queued, or one whose process died over it, of none of the recipients that are
// being told something already. ok is false where there is none.
func (b *Box) claim(ctx context.Context, busy []string) (c claimed, ok bool, err error) {
	except, err := text(append([]string{}, busy...))
	if err != nil {
		return c, false, trouble("claim", err)
	}
	now := b.now()
	row := b.db.QueryRowContext(ctx, `UPDATE deliveries SET holder = ?1, until = ?2 WHERE id = (
			SELECT id FROM deliveries WHERE state IN ('queued', 'sending') AND next <= ?3 AND until <= ?3 AND trial = 0
				AND recipient NOT IN (SELECT value FROM json_each(?4))
			ORDER BY next, rowid LIMIT 1)
		RETURNING id, notice, monitor, recipient, part, attempts`, b.holder, now+b.options.Lease.Microseconds(), now, except)
	err = row.Scan(&c.id, &c.notice, &c.monitor, &c.recipient, &c.part, &c.attempts)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, trouble("claim", err)
}

// errLost tells that an attempt took longer than its lease, and is another process's now.
var errLost = errors.New("the attempt took too long, and another has begun")

// hand notes that what comes now may reach the receiver: from here to the end of the attempt nobody knows whether it did.
func (b *Box) hand(ctx context.Context, id string) error {
	now := b.now()
	done, err := b.db.ExecContext(ctx, "UPDATE deliveries SET state = ?1, until = ?2, changed = ?3 WHERE id = ?4 AND holder = ?5",
		Sending, now+b.options.Lease.Microseconds(), now, id, b.holder)
	if err != nil {
		return trouble("hand over", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(errLost, err)
	}
	return nil
}

// finish notes what became of an attempt. Only these count: a process that dies has nothing to do with the receiver.
func (b *Box) finish(ctx context.Context, id string, state State, problem string, wait time.Duration) error {
	now := b.now()
	_, err := b.db.ExecContext(ctx, "UPDATE deliveries SET state = ?1, problem = ?2, next = ?3, attempts = attempts + 1, holder = '', until = 0, changed = ?4 WHERE id = ?5 AND holder = ?6",
		state, problem, now+wait.Microseconds(), now, id, b.holder)
	return trouble("finish", err)
}

// postpone makes everything for a recipient wait that asked for it.
func (b *Box) postpone(ctx context.Context, recipient string, wait time.Duration) error {
	_, err := b.db.ExecContext(ctx, "UPDATE deliveries SET next = max(next, ?) WHERE recipient = ? AND state = ?", b.now()+wait.Microseconds(), recipient, Queued)
	return trouble("postpone", err)
}

// nextDue is when the next delivery is due that nobody tries; zero where there is none.
func (b *Box) nextDue(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := b.db.QueryRowContext(ctx, "SELECT min(max(next, until)) FROM deliveries WHERE state IN ('queued', 'sending') AND trial = 0").Scan(&at)
	return ofMicros(at.Int64), trouble("look", err)
}

// Parcel is a message for a recipient, with everything that is needed to deliver it.
type Parcel struct {
	// ID is the same at every attempt, and of no other message. Receivers tell by it what they have already.
	ID       string
	Monitor  Monitor
	Occasion Occasion
	// Created is when it was raised.
	Created time.Time
	// To is the recipient, with its Secret and the address that it goes to.
	To    Recipient
	Cases []Told
	// Attempt counts from 1.
	Attempt int
}

// errGone tells that there is nobody to tell, or nothing any more.
var errGone = errors.New("the monitor, its recipient or what was to be told was taken away")

// parcel reads a message. It is made of what the recipient is now: whoever corrects an address helps what is on its way.
func (b *Box) parcel(ctx context.Context, c claimed) (Parcel, error) {
	p := Parcel{ID: c.id, Attempt: c.attempts + 1}
	var created int64
	err := b.db.QueryRowContext(ctx, "SELECT occasion, created FROM notices WHERE id = ?", c.notice).Scan(&p.Occasion, &created)
	if err != nil {
		return p, trouble("read message", err)
	}
	p.Created = ofMicros(created)
	p.Monitor, err = b.Monitor(ctx, c.monitor)
	if fault.KindOf(err) == fault.NotFound {
		return p, errGone
	} else if err != nil {
		return p, err
	}
	i := slices.IndexFunc(p.Monitor.Recipients, func(r Recipient) bool { return r.ID == c.recipient })
	if i < 0 {
		return p, errGone
	}
	p.To = p.Monitor.Recipients[i]
	secret, err := b.Sealed(ctx, recipientSecret(p.To.ID))
	if err != nil {
		return p, err
	}
	p.To.Secret = string(secret)
	all, err := told(ctx, b.db, c.notice)
	if err != nil {
		return p, trouble("read message", err)
	}
	for _, t := range all {
		if p.To.Only.Has(&t.Case) && p.To.part(&t) == c.part {
			p.Cases = append(p.Cases, t)
		}
	}
	if p.To.Channel == Email && p.To.Address == Owner {
		p.To.Address = c.part
	}
	if len(p.Cases) == 0 {
		return p, errGone
	}
	return p, nil
}

const deliveryColumns = `d.id, d.monitor, n.name, d.channel, d.address, n.occasion, d.state, d.attempts, d.problem, d.created, d.changed, d.next,
	(SELECT json_group_array(subject) FROM (SELECT DISTINCT subject FROM raised r WHERE r.notice = d.notice ORDER BY subject LIMIT 100))`

func readDelivery(scan func(...any) error) (d Delivery, err error) {
	var created, changed, next int64
	var cases string
	err = scan(&d.ID, &d.Monitor, &d.Name, &d.Channel, &d.Address, &d.Occasion, &d.State, &d.Attempts, &d.Problem, &created, &changed, &next, &cases)
	if err != nil {
		return d, err
	}
	d.Created, d.Changed = ofMicros(created), ofMicros(changed)
	if d.State == Queued {
		d.Next = ofMicros(next)
	}
	return d, json.Unmarshal([]byte(cases), &d.Cases)
}

// Deliveries returns what was told, newest first.
func (b *Box) Deliveries(ctx context.Context, asked Asked) ([]Delivery, error) {
	const most = 1000
	if asked.Limit <= 0 || asked.Limit > most {
		asked.Limit = most
	}
	all, err := list(ctx, b.db, readDelivery, `SELECT `+deliveryColumns+` FROM deliveries d JOIN notices n ON n.id = d.notice
		WHERE (?1 = '' OR d.monitor = ?1 OR n.name = ?1) AND (?2 = '' OR d.state = ?2)
			AND (?3 = '' OR EXISTS (SELECT 1 FROM raised r WHERE r.notice = d.notice AND r.subject = ?3))
		ORDER BY d.created DESC, d.rowid DESC LIMIT ?4`, asked.Monitor, asked.State, asked.Case, asked.Limit)
	return all, trouble("list deliveries", err)
}

// delivery returns one.
func (b *Box) delivery(ctx context.Context, id string) (Delivery, error) {
	d, err := readDelivery(b.db.QueryRowContext(ctx, `SELECT `+deliveryColumns+` FROM deliveries d JOIN notices n ON n.id = d.notice WHERE d.id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fault.New(fault.NotFound, "DELIVERY_NOT_FOUND", fmt.Sprintf("there is no delivery %q", id))
	}
	return d, trouble("read delivery", err)
}

// Retry queues a delivery that has failed anew, or one that waits for its next attempt at once.
func (b *Box) Retry(ctx context.Context, id string) (Delivery, error) {
	d, err := b.delivery(ctx, id)
	if err != nil {
		return d, err
	}
	now := b.now()
	done, err := b.db.ExecContext(ctx, `UPDATE deliveries SET state = 'queued', attempts = CASE state WHEN 'failed' THEN 0 ELSE attempts END, next = ?1, changed = ?1
		WHERE id = ?2 AND trial = 0 AND state IN ('failed', 'queued') AND until <= ?1`, now, id)
	if err != nil {
		return d, trouble("retry", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return d, errors.Join(fault.New(fault.Conflict, "NOT_RETRIED", "only what has failed or waits is tried again; a test is made anew"), err)
	}
	b.wake()
	return b.delivery(ctx, id)
}

// keepDays is for how long it can be seen what was told.
const keepDays = 90

// sweep ends tests whose process died, and forgets what was told long ago. That it was told is remembered.
func (b *Box) sweep(ctx context.Context) error {
	now := b.now()
	old := now - (keepDays * 24 * time.Hour).Microseconds()
	return trouble("sweep", recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		for _, s := range []struct {
			text string
			args []any
		}{
			{"UPDATE deliveries SET state = 'failed', problem = 'the test was interrupted', holder = '', until = 0 WHERE trial = 1 AND state IN ('queued', 'sending') AND until <= ?", []any{now}},
			{"DELETE FROM deliveries WHERE created < ? AND state NOT IN ('queued', 'sending')", []any{old}},
			{"UPDATE raised SET content = '{}' WHERE at < ? AND content <> '{}' AND notice IS NOT NULL AND notice NOT IN (SELECT notice FROM deliveries)", []any{old}},
			{"DELETE FROM notices WHERE created < ? AND id NOT IN (SELECT notice FROM deliveries)", []any{old}},
			{"DELETE FROM raised WHERE at < ? AND occasion = 'trial'", []any{old}},
		} {
			if _, err := tx.ExecContext(ctx, s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	}))
}
