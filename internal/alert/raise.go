package alert

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
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

// burstTime is the time in which a monitor sends Options.Burst messages one by one.
const burstTime = time.Hour

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
		if kindOf(occasion) == Opened {
			if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO offered (subject, at) VALUES (?, ?)", c.ID, b.now()); err != nil {
				return err
			}
		}
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
	known, err := wasOpened(ctx, tx, m.ID, c.ID)
	if err != nil || !m.Enabled {
		return err
	}
	kind := kindOf(occasion)
	if (kind == Opened || kind == Worsened && !known) && !m.takes(c) || kind != Opened && kind != Worsened && !known {
		return nil
	}
	if kind == Worsened && !known { // it is large enough only now: that it has grown is told by this
		if fresh, err := b.note(ctx, tx, m, c, occasion, "{}", ""); err != nil || !fresh {
			return err
		}
		occasion = Opened
	}
	if fresh, err := b.note(ctx, tx, m, c, occasion, content, nil); err != nil || !fresh {
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

// note notes that a case was raised to a monitor for an occasion; fresh is false where it was before. It waits while notice is nil.
func (b *Box) note(ctx context.Context, tx *sql.Tx, m *Monitor, c *Case, occasion Occasion, content string, notice any) (fresh bool, err error) {
	put, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO raised (monitor, subject, occasion, content, at, notice) VALUES (?, ?, ?, ?, ?, ?)",
		m.ID, c.ID, occasion, content, b.now(), notice)
	if err != nil {
		return false, err
	}
	n, err := put.RowsAffected()
	return n > 0, err
}

// kindOf is an occasion without the mark of its caller.
func kindOf(o Occasion) Occasion {
	kind, _, _ := strings.Cut(string(o), ":")
	return Occasion(kind)
}

// Wants tells for which cases, that were raised before, a monitor of that time waits which did not take them: those that have become large
// enough without anybody saying so. Of tags and cost categories, which the cases need not have, it assumes that they fit.
func (b *Box) Wants(ctx context.Context, cases []Case) (ids []string, err error) {
	monitors, err := b.Monitors(ctx)
	if err != nil {
		return nil, err
	}
	for i := range cases {
		wanted, err := b.wants(ctx, monitors, &cases[i])
		if err != nil {
			return nil, trouble("look", err)
		}
		if wanted {
			ids = append(ids, cases[i].ID)
		}
	}
	return ids, nil
}

func (b *Box) wants(ctx context.Context, monitors []Monitor, c *Case) (bool, error) {
	var at int64
	err := b.db.QueryRowContext(ctx, "SELECT at FROM offered WHERE subject = ?", c.ID).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, m := range monitors {
		m.Scope.Tag, m.Scope.Category = nil, nil
		if m.Created.UnixMicro() > at || !m.takes(c) {
			continue
		}
		if known, err := wasOpened(ctx, b.db, m.ID, c.ID); err != nil || !known {
			return err == nil, err
		}
	}
	return false, nil
}

// Keys are the tags and cost categories by which monitors and recipients choose.
func (b *Box) Keys(ctx context.Context) (tags, categories []string, err error) {
	monitors, err := b.Monitors(ctx)
	if err != nil {
		return nil, nil, err
	}
	add := func(s *Scope) {
		if s.Tag != nil && !slices.Contains(tags, s.Tag.Key) {
			tags = append(tags, s.Tag.Key)
		}
		if s.Category != nil && !slices.Contains(categories, s.Category.Key) {
			categories = append(categories, s.Category.Key)
		}
	}
	for i := range monitors {
		add(&monitors[i].Scope)
		for j := range monitors[i].Recipients {
			add(&monitors[i].Recipients[j].Only)
		}
	}
	return tags, categories, nil
}

// wasOpened tells whether a monitor has told a case before.
func wasOpened(ctx context.Context, q querier, monitor, subject string) (bool, error) {
	var one int
	err := q.QueryRowContext(ctx, "SELECT 1 FROM raised WHERE monitor = ? AND subject = ? AND (occasion = 'opened' OR occasion LIKE 'opened:%') LIMIT 1", monitor, subject).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// calm tells whether a monitor has told few enough cases lately to tell one more at once.
func (b *Box) calm(ctx context.Context, tx *sql.Tx, m *Monitor) (bool, error) {
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM notices WHERE monitor = ? AND created > ? AND occasion <> ?", m.ID, b.now()-burstTime.Microseconds(), Trial).Scan(&n)
	return n < b.options.Burst, err
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
