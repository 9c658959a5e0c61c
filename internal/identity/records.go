package identity

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// Records is the file of sessions and access keys. Several goroutines and processes may use it.
type Records struct {
	ctx  context.Context //nolint:containedctx // who asks for a session has none; it lives as long as the records
	db   *sql.DB
	seal *Sealer
	now  func() time.Time
}

//go:embed migrations/*.sql
var migrations embed.FS

// mark tells the file from others.
const mark = 0x676c6964

// OpenRecords opens the file, and makes it where there is none. The key of the installation encrypts the secrets of access keys.
func OpenRecords(ctx context.Context, path string, key []byte, now func() time.Time) (*Records, error) {
	seal, err := NewSealer(key, "access keys")
	if err != nil {
		return nil, err
	}
	db, err := recordfile.Open(ctx, path, recordfile.Form{Mark: mark, Steps: migrations, Loss: "access keys, and everybody logs in again"})
	if err != nil {
		return nil, err
	}
	return &Records{ctx: context.WithoutCancel(ctx), db: db, seal: seal, now: now}, nil
}

// Close ends the use of the file.
func (r *Records) Close() error { return r.db.Close() }

// visit is a session as it is kept. Of the cookie there is only what SHA-256 makes of it.
type visit struct {
	principal string
	groups    []string // those that somebody else vouched for; nil where the product's own records tell them
	vouched   bool
	origin    string // «token:ID», or «openid»
	expires   time.Time
}

// mostSessions is how many sessions a principal may have; the oldest end.
const mostSessions = 100

// begin keeps a session.
func (r *Records) begin(hash []byte, v visit) error {
	var groups any
	if v.vouched {
		text, err := json.Marshal(v.groups)
		if err != nil {
			return trouble("begin session", err)
		}
		groups = string(text)
	}
	now := r.now()
	return trouble("begin session", recordfile.Within(r.ctx, r.db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(r.ctx, "DELETE FROM sessions WHERE expires <= ?", now.UnixMicro()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(r.ctx, `DELETE FROM sessions WHERE hash IN (
			SELECT hash FROM sessions WHERE principal = ? ORDER BY created DESC LIMIT -1 OFFSET ?)`, v.principal, mostSessions-1); err != nil {
			return err
		}
		_, err := tx.ExecContext(r.ctx, "INSERT INTO sessions (hash, principal, groups, origin, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
			hash, v.principal, groups, v.origin, now.UnixMicro(), v.expires.UnixMicro())
		return err
	}))
}

// visit returns a session that has not ended.
func (r *Records) visit(hash []byte) (v visit, ok bool, err error) {
	var groups sql.NullString
	var expires int64
	err = r.db.QueryRowContext(r.ctx, "SELECT principal, groups, origin, expires FROM sessions WHERE hash = ?", hash).
		Scan(&v.principal, &groups, &v.origin, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return visit{}, false, nil
	}
	if err != nil {
		return visit{}, false, trouble("read session", err)
	}
	if v.vouched = groups.Valid; v.vouched {
		if err := json.Unmarshal([]byte(groups.String), &v.groups); err != nil {
			return visit{}, false, trouble("read session", err)
		}
	}
	v.expires = time.UnixMicro(expires).UTC()
	return v, r.now().Before(v.expires), nil
}

// end ends a session.
func (r *Records) end(hash []byte) error {
	_, err := r.db.ExecContext(r.ctx, "DELETE FROM sessions WHERE hash = ?", hash)
	return trouble("end session", err)
}

// EndSessions ends all sessions of a principal, and tells how many there were.
func (r *Records) EndSessions(principal string) (int64, error) {
	done, err := r.db.ExecContext(r.ctx, "DELETE FROM sessions WHERE principal = ?", principal)
	if err != nil {
		return 0, trouble("end sessions", err)
	}
	n, err := done.RowsAffected()
	return n, trouble("end sessions", err)
}

// trouble makes a fault of an error of the file.
func trouble(what string, err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fmt.Errorf("%s: %w", what, err), fault.Unavailable, "STORE_NOT_READ", "the records of sessions and keys cannot be used at this moment; try again")
}
