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
	version, err := inspect(ctx, path)
	if err != nil {
		return nil, err
	}
	db, err := connect(path, url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, "_txlock": {"immediate"}})
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, now: now}
	if err := s.migrate(ctx, version); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// connect opens a file with SQLite's settings.
func connect(path string, settings url.Values) (*sql.DB, error) {
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	db.SetMaxOpenConns(1) // one writer; what is read is small
	return db, nil
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

// inspect finds out whose file it is, without changing it, and which steps of migration it has seen.
func inspect(ctx context.Context, path string) (version int, err error) {
	db, err := connect(path, url.Values{"_pragma": {"busy_timeout(10000)"}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var mark, tables int64
	var check string
	for query, into := range map[string]any{
		"PRAGMA application_id": &mark, "PRAGMA user_version": &version, "SELECT count(*) FROM sqlite_schema": &tables, "PRAGMA quick_check(1)": &check,
	} {
		if err := db.QueryRowContext(ctx, query).Scan(into); err != nil {
			return 0, unreadable(path, err)
		}
	}
	steps, err := migrationSteps()
	switch {
	case err != nil:
		return 0, err
	case check != "ok":
		return 0, unreadable(path, errors.New(check))
	case mark != application && (mark != 0 || tables > 0):
		return 0, fault.New(fault.Conflict, "STORE_NOT_OPENED", fmt.Sprintf("%s is a database of another program; move it away", path))
	case version < 0 || version > len(steps):
		return 0, fault.New(fault.Conflict, "STORE_NOT_OPENED", fmt.Sprintf("%s was written by a later version of Glaux; use that one", path))
	}
	return version, nil
}

// unreadable says what to do about a file that cannot be read.
func unreadable(path string, err error) error {
	return fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf(
		"%s is damaged or no file of Glaux (%v); move it away and a new one is made, without saved queries and history", path, err))
}

func migrationSteps() ([]string, error) {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	return steps, nil
}

// migrate runs the steps that the file has not seen. Another process may have run them meanwhile.
func (s *Store) migrate(ctx context.Context, version int) error {
	steps, err := migrationSteps()
	if err != nil {
		return err
	}
	for ; version < len(steps); version++ {
		if err := s.step(ctx, steps[version], version); err != nil {
			return fmt.Errorf("open records: %s: %w", steps[version], err)
		}
	}
	return nil
}

// step runs one step, unless it has been run.
func (s *Store) step(ctx context.Context, name string, version int) error {
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	return s.within(ctx, func(tx *sql.Tx) error {
		var now int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now); err != nil || now > version {
			return err
		}
		// A pragma takes no parameters; both numbers are our own.
		for _, statement := range []string{
			string(text), fmt.Sprintf("PRAGMA application_id = %d", application), fmt.Sprintf("PRAGMA user_version = %d", version+1),
		} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
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
