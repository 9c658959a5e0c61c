package alert

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// Options are what a Box needs.
type Options struct {
	// Key is that of the installation: it seals secrets.
	Key []byte
	// Now is the clock.
	Now func() time.Time
	// Channels hand messages over. A channel that is missing fails what goes there.
	Channels map[Channel]Sender
	// Log is told of trouble; nil drops it.
	Log *slog.Logger
	// Lease is for how long an attempt belongs to who began it: no other process tries meanwhile. Two minutes when 0.
	Lease time.Duration
	// Poll is how often the box looks for what another process has put into it; two seconds when 0.
	Poll time.Duration
	// Pause is how long it waits after the first attempt that failed; half a minute when 0.
	Pause time.Duration
	// Burst is how many messages a monitor sends in an hour, one by one; 20 when 0. What is more is told together at the end of the hour.
	Burst int
}

// Box keeps monitors and what is to be told. Several goroutines and processes may use one.
type Box struct {
	db      *sql.DB
	seal    *identity.Sealer
	options Options
	holder  string
	poke    chan struct{}
}

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the file of a box, and makes it where there is none, with one monitor that is off. Close it.
func Open(ctx context.Context, path string, o Options) (*Box, error) {
	const mark, lease, poll, pause, burst = 0x676c616c, 2 * time.Minute, 2 * time.Second, 30 * time.Second, 20
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Lease == 0 {
		o.Lease = lease
	}
	if o.Poll == 0 {
		o.Poll = poll
	}
	if o.Pause == 0 {
		o.Pause = pause
	}
	if o.Burst == 0 {
		o.Burst = burst
	}
	seal, err := identity.NewSealer(o.Key, "alerts")
	if err != nil {
		return nil, err
	}
	db, err := recordfile.Open(ctx, path, recordfile.Form{Mark: mark, Steps: migrations, Loss: "monitors, and alerts that are not delivered yet"})
	if err != nil {
		return nil, err
	}
	b := &Box{db: db, seal: seal, options: o, holder: uuid.NewString(), poke: make(chan struct{}, 1)}
	if err := b.begin(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

// Close ends the use of the file.
func (b *Box) Close() error { return b.db.Close() }

// begin makes the monitor of a new box: a daily digest with AWS's own first thresholds, which tells nobody until it is turned on.
func (b *Box) begin(ctx context.Context) error {
	const begun = "begun"
	return trouble("begin", recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		var one int
		err := tx.QueryRowContext(ctx, "SELECT 1 FROM settings WHERE name = ?", begun).Scan(&one)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO settings (name, record) VALUES (?, 'true')", begun); err != nil {
			return err
		}
		return b.insert(ctx, tx, first())
	}))
}

// wake lets Run look at once.
func (b *Box) wake() {
	select {
	case b.poke <- struct{}{}:
	default:
	}
}

// now is the time as tables have it.
func (b *Box) now() int64 { return b.options.Now().UnixMicro() }

// ofMicros is a time of a table; 0 is none.
func ofMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// Sealed returns a secret of the box, nil where there is none.
func (b *Box) Sealed(ctx context.Context, name string) ([]byte, error) {
	return b.open(ctx, b.db, name)
}

// Keep seals a secret under a name, unless there is one, and returns the one that is kept.
func (b *Box) Keep(ctx context.Context, name string, secret []byte) ([]byte, error) {
	if _, err := b.db.ExecContext(ctx, "INSERT OR IGNORE INTO secrets (name, sealed) VALUES (?, ?)", name, b.seal.Seal(secret, name)); err != nil {
		return nil, trouble("keep secret", err)
	}
	return b.Sealed(ctx, name)
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// open returns a secret, nil where there is none.
func (b *Box) open(ctx context.Context, q querier, name string) ([]byte, error) {
	var sealed []byte
	err := q.QueryRowContext(ctx, "SELECT sealed FROM secrets WHERE name = ?", name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, trouble("read secret", err)
	}
	secret, err := b.seal.Open(sealed, name)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "INVALID_KEY", "a secret of alerts cannot be read: the key of the installation is another; enter it again")
	}
	return secret, nil
}

// put seals a secret in the place of another.
func (b *Box) put(ctx context.Context, q querier, name, secret string) error {
	_, err := q.ExecContext(ctx, "INSERT INTO secrets (name, sealed) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET sealed = ?2",
		name, b.seal.Seal([]byte(secret), name))
	return err
}

// list reads all rows of a query.
func list[T any](ctx context.Context, q querier, read func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	out := []T{}
	for rows.Next() {
		one, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// text writes a record as JSON.
func text(record any) (string, error) {
	out, err := json.Marshal(record)
	return string(out), err
}

// trouble makes a fault of an error of the file. What is a fault already stays it.
func trouble(what string, err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return fault.Wrap(fmt.Errorf("alerts: %s: %w", what, err), fault.Unavailable, "STORE_NOT_READ", "the records of alerts cannot be used at this moment; try again")
}
