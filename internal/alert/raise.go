package alert

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// Raised tells what became of a case that was raised.
type Raised struct {
	// Messages is how many are on their way, and Waiting how many monitors keep it for a digest.
	Messages, Waiting int
}

// A monitor that tells at once tells so many cases in an hour, and the others together at its end.
const (
	stormCases = 20
	stormTime  = time.Hour
)

// Raise tells a case to whom the monitors name, once for each occasion: raising it again does nothing for the monitors that took it, and
// asks the others anew. A caller may raise all its cases again whenever it is not sure.
func (b *Box) Raise(ctx context.Context, c Case, occasion Occasion) (Raised, error) {
	var done Raised
	if c.ID == "" || occasion == "" {
		return done, fault.New(fault.Internal, "", "a case is raised with an id and an occasion")
	}
	content, err := text(c)
	if err != nil {
		return done, trouble("raise", err)
	}
	err = recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		done = Raised{}
		monitors, err := list(ctx, tx, readMonitor, "SELECT "+monitorColumns+" FROM monitors ORDER BY created, id")
		if err != nil {
			return err
		}
		for _, m := range monitors {
			if err := b.raise(ctx, tx, &m, &c, occasion, content, &done); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Raised{}, trouble("raise", err)
	}
	if done.Messages > 0 {
		b.wake()
	}
	return done, nil
}

// raise raises a case to one monitor.
func (b *Box) raise(ctx context.Context, tx *sql.Tx, m *Monitor, c *Case, occasion Occasion, content string, done *Raised) error {
	if !m.Enabled {
		return nil
	}
	if first, _, _ := strings.Cut(string(occasion), ":"); Occasion(first) == Opened {
		if !m.takes(c) {
			return nil
		}
	} else if known, err := wasOpened(ctx, tx, m.ID, c.ID); err != nil || !known {
		return err
	}
	now := b.now()
	put, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO raised (monitor, subject, occasion, content, at) VALUES (?, ?, ?, ?, ?)", m.ID, c.ID, occasion, content, now)
	if err != nil {
		return err
	}
	if n, err := put.RowsAffected(); err != nil || n == 0 {
		return err
	}
	calm, err := b.calm(ctx, tx, m)
	if err != nil {
		return err
	}
	if m.Rhythm.Kind != Immediate || !calm {
		done.Waiting++
		return nil
	}
	n, err := b.notify(ctx, tx, m, occasion)
	done.Messages += n
	return err
}

// wasOpened tells whether a monitor has told a case before.
func wasOpened(ctx context.Context, tx *sql.Tx, monitor, subject string) (bool, error) {
	var one int
	err := tx.QueryRowContext(ctx, "SELECT 1 FROM raised WHERE monitor = ? AND subject = ? AND (occasion = 'opened' OR occasion LIKE 'opened:%') LIMIT 1", monitor, subject).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// calm tells whether a monitor has told few enough cases lately to tell one more at once.
func (b *Box) calm(ctx context.Context, tx *sql.Tx, m *Monitor) (bool, error) {
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM notices WHERE monitor = ? AND created > ? AND occasion <> ?", m.ID, b.now()-stormTime.Microseconds(), Trial).Scan(&n)
	return n < stormCases, err
}

// notify makes one notice of all that waits at a monitor, and a delivery for each recipient whom it concerns.
func (b *Box) notify(ctx context.Context, tx *sql.Tx, m *Monitor, occasion Occasion) (deliveries int, err error) {
	notice, now := uuid.NewString(), b.now()
	if _, err := tx.ExecContext(ctx, "UPDATE raised SET notice = ? WHERE monitor = ? AND notice IS NULL", notice, m.ID); err != nil {
		return 0, err
	}
	cases, err := told(ctx, tx, notice)
	if err != nil {
		return 0, err
	}
	if len(cases) > 1 {
		occasion = Digest
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO notices (id, monitor, name, occasion, created) VALUES (?, ?, ?, ?, ?)", notice, m.ID, m.Name, occasion, now); err != nil {
		return 0, err
	}
	for _, r := range m.Recipients {
		for _, to := range addresses(&r, cases) {
			if err := b.address(ctx, tx, notice, m.ID, &r, to, now); err != nil {
				return deliveries, err
			}
			deliveries++
		}
	}
	return deliveries, nil
}

// address makes a delivery.
func (b *Box) address(ctx context.Context, q querier, notice, monitor string, r *Recipient, to goal, now int64) error {
	state := Queued
	if to.problem != "" {
		state = Failed
	}
	_, err := q.ExecContext(ctx, `INSERT INTO deliveries (id, notice, monitor, recipient, part, channel, address, trial, state, attempts, problem, next, holder, until, created, changed)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, '', 0, ?11, ?11)`,
		uuid.NewString(), notice, monitor, r.ID, to.part, r.Channel, to.address, to.trial, state, to.problem, now)
	return err
}

// goal is where a delivery goes, and which part of its notice.
type goal struct {
	address, part, problem string
	trial                  bool
}

// addresses returns where a notice goes for a recipient: nowhere, where none of its cases is the recipient's; to every owner, where the
// recipient is the owner; and several times, where each message tells one case.
func addresses(r *Recipient, cases []Told) (to []goal) {
	seen := map[string]bool{}
	for i := range cases {
		if !r.Only.Has(&cases[i].Case) {
			continue
		}
		one := goal{address: r.shown(), part: r.part(&cases[i])}
		if r.Channel == Email && r.Address == Owner {
			one.address = one.part
			if one.part == "" {
				one.address, one.problem = Owner, "the case has no owner whose name is an e-mail address"
			}
		}
		if !seen[one.part] {
			seen[one.part] = true
			to = append(to, one)
		}
	}
	return to
}

// part is the part of a notice that a case belongs to for a recipient: "" where all are told together.
func (r *Recipient) part(t *Told) string {
	switch {
	case r.Channel == SNS: // AWS's message is of one anomaly
		return string(t.Occasion) + " " + t.Case.ID
	case r.Channel == Email && r.Address == Owner:
		return t.Case.mailbox()
	}
	return ""
}

// shown is the address of a recipient as it may be shown.
func (r *Recipient) shown() string {
	if r.Channel == Slack && r.Address == "" {
		return "incoming webhook"
	}
	return r.Address
}

// Told is a case of a message, and why it is told.
type Told struct {
	Occasion Occasion
	Case     Case
}

// told returns the cases of a notice in the order in which they were raised.
func told(ctx context.Context, q querier, notice string) ([]Told, error) {
	return list(ctx, q, func(scan func(...any) error) (t Told, err error) {
		var content string
		if err := scan(&t.Occasion, &content); err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(content), &t.Case)
	}, "SELECT occasion, content FROM raised WHERE notice = ? ORDER BY at, subject, occasion", notice)
}
