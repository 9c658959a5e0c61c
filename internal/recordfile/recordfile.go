// Package recordfile opens files of records: SQLite in WAL mode, brought up to date by steps of SQL. It promises that a file of another
// program, a damaged one and one of a later version are refused and left as they are, that nobody but their owner may read them from the
// first moment on, and that what was committed is on the disk.
//
//	db, err := recordfile.Open(ctx, path, recordfile.Form{Mark: 0x676c6178, Steps: steps, Loss: "saved queries"})
//	err = recordfile.Within(ctx, db, func(tx *sql.Tx) error { … })
package recordfile

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"github.com/cenkalti/backoff/v5"
	"modernc.org/sqlite" // registers the driver

	"github.com/glauxhq/glaux/internal/fault"
)

// Form is what a file of records is like.
type Form struct {
	// Mark tells such files from others in SQLite's own head.
	Mark int64
	// Steps are the files migrations/*.sql, in order. The file remembers how many it has seen.
	Steps fs.FS
	// Loss is what is gone when a damaged file is moved away, for people.
	Loss string
}

// Open opens the file, and makes it where there is none. All writing goes through this one connection.
func Open(ctx context.Context, path string, form Form) (*sql.DB, error) {
	if err := make0600(path); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf("the file of records cannot be made: %v", err))
	}
	version, err := form.inspect(ctx, path)
	if err != nil {
		return nil, err
	}
	// Two processes that make a file at once both want it alone for a moment, and SQLite lets neither wait for the other.
	return backoff.Retry(ctx, func() (*sql.DB, error) {
		db, err := form.current(ctx, path, version)
		if err != nil && !busy(err) {
			err = backoff.Permanent(err)
		}
		return db, err
	}, backoff.WithBackOff(&backoff.ExponentialBackOff{InitialInterval: 5 * time.Millisecond, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: time.Second}), backoff.WithMaxElapsedTime(patience))
}

// patience is how long another process is waited for.
const patience = 10 * time.Second

// current opens the file for writing, with all steps.
func (f Form) current(ctx context.Context, path string, version int) (*sql.DB, error) {
	db, err := connect(path, url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, "_txlock": {"immediate"}})
	if err != nil {
		return nil, err
	}
	if err := f.migrate(ctx, db, version); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// busy tells whether another process has the file.
func busy(err error) bool {
	const code, primary = 5, 0xff // SQLITE_BUSY, and where the code of an error stands in a longer one
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&primary == code
}

// Reader opens a file that Open has opened before, to read it while somebody writes.
func Reader(path string) (*sql.DB, error) {
	return connect(path, url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}})
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

// inspect finds out whose file it is, without changing it, and which steps it has seen.
func (f Form) inspect(ctx context.Context, path string) (version int, err error) {
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
			return 0, f.unreadable(path, err)
		}
	}
	steps, err := f.steps()
	switch {
	case err != nil:
		return 0, err
	case check != "ok":
		return 0, f.unreadable(path, errors.New(check))
	case mark != f.Mark && (mark != 0 || tables > 0):
		return 0, fault.New(fault.Conflict, "STORE_NOT_OPENED", fmt.Sprintf("%s is a database of another program; move it away", path))
	case version < 0 || version > len(steps):
		return 0, fault.New(fault.Conflict, "STORE_NOT_OPENED", fmt.Sprintf("%s was written by a later version of Glaux; use that one", path))
	}
	return version, nil
}

// unreadable says what to do about a file that cannot be read.
func (f Form) unreadable(path string, err error) error {
	return fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf(
		"%s is damaged or no file of Glaux (%v); move it away and a new one is made, without %s", path, err, f.Loss))
}

func (f Form) steps() ([]string, error) {
	steps, err := fs.Glob(f.Steps, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	return steps, nil
}

// migrate runs the steps that the file has not seen. Another process may have run them meanwhile.
func (f Form) migrate(ctx context.Context, db *sql.DB, version int) error {
	steps, err := f.steps()
	if err != nil {
		return err
	}
	for ; version < len(steps); version++ {
		if err := f.step(ctx, db, steps[version], version); err != nil {
			return fmt.Errorf("open records: %s: %w", steps[version], err)
		}
	}
	return nil
}

// step runs one step, unless it has been run.
func (f Form) step(ctx context.Context, db *sql.DB, name string, version int) error {
	text, err := fs.ReadFile(f.Steps, name)
	if err != nil {
		return err
	}
	return Within(ctx, db, func(tx *sql.Tx) error {
		var now int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now); err != nil || now > version {
			return err
		}
		// A pragma takes no parameters; both numbers are our own.
		for _, statement := range []string{
			string(text), fmt.Sprintf("PRAGMA application_id = %d", f.Mark), fmt.Sprintf("PRAGMA user_version = %d", version+1),
		} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// Within runs f in a transaction: all of it happens, or nothing.
func Within(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
