package alert

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// first is the monitor of a new box.
func first() Monitor {
	const amount, percent, hour = 100, 40, 9
	return Monitor{
		ID: "default", Name: "Everything", Threshold: Threshold{Amount: money.New(amount, 0), Percent: percent, Both: true, Of: OfImpact},
		Rhythm: Rhythm{Kind: Daily, Hour: hour}, Recipients: []Recipient{},
	}
}

const monitorColumns = "id, record, version, created, changed"

// readMonitor reads a row. Of secrets it tells only that there are some.
func readMonitor(scan func(...any) error) (m Monitor, err error) {
	var record string
	var id string
	var version, created, changed int64
	if err := scan(&id, &record, &version, &created, &changed); err != nil {
		return m, err
	}
	err = json.Unmarshal([]byte(record), &m)
	m.ID, m.Version, m.Created, m.Changed = id, version, ofMicros(created), ofMicros(changed)
	return m, err
}

// Monitors returns all monitors by name.
func (b *Box) Monitors(ctx context.Context) ([]Monitor, error) {
	all, err := list(ctx, b.db, readMonitor, "SELECT "+monitorColumns+" FROM monitors ORDER BY name, id")
	return all, trouble("list monitors", err)
}

// Monitor returns a monitor by its id or its name.
func (b *Box) Monitor(ctx context.Context, which string) (Monitor, error) {
	return b.monitor(ctx, b.db, which)
}

func (b *Box) monitor(ctx context.Context, q querier, which string) (Monitor, error) {
	m, err := readMonitor(q.QueryRowContext(ctx, "SELECT "+monitorColumns+" FROM monitors WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC LIMIT 1", which).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.New(fault.NotFound, "MONITOR_NOT_FOUND", fmt.Sprintf("there is no monitor %q", which))
	}
	return m, trouble("read monitor", err)
}

// Create makes a monitor. A secret that is made for it is in what is returned, and shown never again.
func (b *Box) Create(ctx context.Context, m Monitor) (Monitor, error) {
	m.ID = uuid.NewString()
	for i := range m.Recipients {
		m.Recipients[i].ID = ""
	}
	return b.write(ctx, m, func(tx *sql.Tx) (Monitor, error) {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM monitors").Scan(&n); err != nil {
			return Monitor{}, err
		}
		if n >= mostMonitors {
			return Monitor{}, fault.New(fault.Exhausted, "TOO_MANY_MONITORS", fmt.Sprintf("there are %d monitors already", n))
		}
		return Monitor{}, nil
	})
}

// Change puts a monitor in the place of the one of its id. Recipients that it names by their ids keep their secrets where it has none.
func (b *Box) Change(ctx context.Context, m Monitor) (Monitor, error) {
	return b.write(ctx, m, func(tx *sql.Tx) (Monitor, error) {
		old, err := b.monitor(ctx, tx, m.ID)
		if err == nil && m.Version != 0 && m.Version != old.Version {
			err = fault.New(fault.Conflict, "MONITOR_CHANGED", "somebody has changed the monitor meanwhile; look at it again")
		}
		return old, err
	})
}

// write checks a monitor and keeps it in the place of the one that before returns.
func (b *Box) write(ctx context.Context, m Monitor, before func(*sql.Tx) (Monitor, error)) (Monitor, error) {
	m.Recipients = slices.Clone(m.Recipients)
	if err := m.check(); err != nil {
		return Monitor{}, err
	}
	made := map[string]string{} // secrets to be shown once, by recipient
	err := recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		old, err := before(tx)
		if err != nil {
			return err
		}
		if old.ID != "" {
			m.ID = old.ID
		}
		var taken int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM monitors WHERE name = ? AND id <> ?", m.Name, m.ID).Scan(&taken); err != nil {
			return err
		}
		if taken > 0 {
			return fault.New(fault.Conflict, "MONITOR_EXISTS", fmt.Sprintf("there is a monitor of the name %q already", m.Name))
		}
		for i := range m.Recipients {
			secret, err := b.keepRecipient(ctx, tx, &m.Recipients[i], old.Recipients)
			if err != nil {
				return err
			}
			made[m.Recipients[i].ID] = secret
		}
		if err := forget(ctx, tx, old.Recipients, m.Recipients); err != nil {
			return err
		}
		if old.ID == "" {
			return b.insert(ctx, tx, m)
		}
		return b.update(ctx, tx, m)
	})
	if err != nil {
		return Monitor{}, trouble("write monitor", err)
	}
	b.wake()
	m, err = b.Monitor(ctx, m.ID)
	for i, r := range m.Recipients {
		m.Recipients[i].Secret = made[r.ID]
	}
	return m, err
}

// insert makes the row of a monitor.
func (b *Box) insert(ctx context.Context, tx *sql.Tx, m Monitor) error {
	record, err := text(m)
	if err != nil {
		return err
	}
	now := b.now()
	_, err = tx.ExecContext(ctx, "INSERT INTO monitors (id, name, record, version, created, changed) VALUES (?1, ?2, ?3, 1, ?4, ?4)", m.ID, m.Name, record, now)
	return err
}

// update changes the row of a monitor.
func (b *Box) update(ctx context.Context, tx *sql.Tx, m Monitor) error {
	record, err := text(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE monitors SET name = ?2, record = ?3, version = version + 1, changed = ?4 WHERE id = ?1", m.ID, m.Name, record, b.now())
	return err
}

// webhookKey is how many bytes a made key of signatures has; Standard Webhooks asks for 24 to 64.
const webhookKey = 24

// keepRecipient gives a recipient its id and keeps its secret. It returns one that it made.
func (b *Box) keepRecipient(ctx context.Context, tx *sql.Tx, r *Recipient, old []Recipient) (made string, err error) {
	i := slices.IndexFunc(old, func(o Recipient) bool { return o.ID == r.ID && r.ID != "" && o.Channel == r.Channel })
	kept := i >= 0 && old[i].HasSecret
	if i < 0 {
		r.ID = uuid.NewString()
	}
	secret := r.Secret
	r.Secret = ""
	if r.Channel == Webhook && secret == "" && !kept {
		var random [webhookKey]byte
		rand.Read(random[:]) //nolint:gosec // it never fails
		secret = "whsec_" + base64.StdEncoding.EncodeToString(random[:])
		made = secret
	}
	if r.Channel == Webhook && secret != "" {
		if err := checkKey(secret); err != nil {
			return "", err
		}
	}
	if r.Channel == Slack && secret == "" && !kept {
		return "", invalid("a Slack recipient needs a secret: the URL of an incoming webhook, or a bot's token")
	}
	r.HasSecret = kept || secret != ""
	if secret == "" {
		return "", nil
	}
	return made, b.put(ctx, tx, recipientSecret(r.ID), secret)
}

// checkKey takes a key of signatures as Standard Webhooks writes it.
func checkKey(secret string) error {
	const least, most = 24, 64
	letters, ok := strings.CutPrefix(secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(letters)
	if !ok || err != nil || len(key) < least || len(key) > most {
		return invalid("the key of a webhook is whsec_ and %d to %d bytes in base64; without one, one is made", least, most)
	}
	return nil
}

// recipientSecret is the name of the secret of a recipient.
func recipientSecret(id string) string { return "recipient:" + id }

// forget deletes the secrets of recipients that are gone, and drops what was to be told to them.
func forget(ctx context.Context, tx *sql.Tx, old, now []Recipient) error {
	for _, r := range old {
		if slices.ContainsFunc(now, func(n Recipient) bool { return n.ID == r.ID }) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM secrets WHERE name = ?", recipientSecret(r.ID)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE deliveries SET state = ?, problem = 'the recipient was taken away' WHERE recipient = ? AND state = ?", Dropped, r.ID, Queued); err != nil {
			return err
		}
	}
	return nil
}

// Delete deletes a monitor, and drops what it has not told yet.
func (b *Box) Delete(ctx context.Context, which string) (Monitor, error) {
	var m Monitor
	return m, trouble("delete monitor", recordfile.Within(ctx, b.db, func(tx *sql.Tx) (err error) {
		if m, err = b.monitor(ctx, tx, which); err != nil {
			return err
		}
		if err := forget(ctx, tx, m.Recipients, nil); err != nil {
			return err
		}
		for _, statement := range []string{
			"DELETE FROM raised WHERE monitor = ? AND notice IS NULL",
			"DELETE FROM monitors WHERE id = ?",
		} {
			if _, err := tx.ExecContext(ctx, statement, m.ID); err != nil {
				return err
			}
		}
		return nil
	}))
}
