package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	_ "modernc.org/sqlite" // registers the driver

	"github.com/glauxhq/glaux/internal/fault"
)

// Store is the file of records. Several goroutines may use it.
type Store struct {
	db  *sql.DB
	now func() time.Time
}

// application marks a file as ours in SQLite's own head.
const application = 0x676c6178

// maxRecords bounds how many records of a kind a principal may have.
const maxRecords = 10_000

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the file of records, and makes it where there is none. A file that is none, that is damaged, or that a later version made
// is refused and left as it is.
func Open(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	if err := make0600(path); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf("the file of records cannot be made: %v", err))
	}
	settings := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, "_txlock": {"immediate"}}
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	db.SetMaxOpenConns(1) // one writer; what is read is small
	s := &Store{db: db, now: now}
	if err := s.prepare(ctx, path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// make0600 makes the file where there is none, so that nobody else may read it from the first moment on.
func make0600(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// Close ends the use of the file.
func (s *Store) Close() error { return s.db.Close() }

// prepare checks whose file it is and brings its tables to this version.
func (s *Store) prepare(ctx context.Context, path string) error {
	var mark, version, tables int64
	var check string
	for query, into := range map[string]any{
		"PRAGMA application_id": &mark, "PRAGMA user_version": &version, "SELECT count(*) FROM sqlite_schema": &tables, "PRAGMA quick_check(1)": &check,
	} {
		if err := s.db.QueryRowContext(ctx, query).Scan(into); err != nil {
			return fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf(
				"%s is damaged or no file of Glaux (%v); move it away and a new one is made, without saved queries and history", path, err))
		}
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("open records: %w", err)
	}
	switch {
	case check != "ok":
		return fault.New(fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf(
			"%s is damaged (%s); move it away and a new one is made, without saved queries and history", path, check))
	case mark != application && (mark != 0 || tables > 0):
		return fault.New(fault.Conflict, "STORE_NOT_OPENED", fmt.Sprintf("%s is a database of another program; move it away", path))
	case version > int64(len(steps)):
		return fault.New(fault.Conflict, "STORE_NOT_OPENED", fmt.Sprintf("%s was written by a later version of Glaux; use that one", path))
	}
	return s.migrate(ctx, steps[version:], int(version))
}

// migrate runs the steps that the file has not seen.
func (s *Store) migrate(ctx context.Context, steps []string, version int) error {
	for i, step := range steps {
		text, err := migrations.ReadFile(step)
		if err != nil {
			return fmt.Errorf("open records: %w", err)
		}
		err = s.within(ctx, func(tx *sql.Tx) error {
			// A pragma takes no parameters; both numbers are our own.
			for _, statement := range []string{
				string(text), fmt.Sprintf("PRAGMA application_id = %d", application), fmt.Sprintf("PRAGMA user_version = %d", version+i+1),
			} {
				if _, err := tx.ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("open records: %s: %w", step, err)
		}
	}
	return nil
}

// within runs f in a transaction.
func (s *Store) within(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// NewID returns a name for a record that nobody can guess.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// moment returns a time as it stands in a table, and back.
func moment(t time.Time) int64 { return t.UnixMicro() }

func ofMoment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// list reads all rows of a query.
func list[T any](ctx context.Context, db *sql.DB, read func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	out := []T{}
	for rows.Next() {
		record, err := read(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read records: %w", err)
		}
		out = append(out, record)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	return out, nil
}
