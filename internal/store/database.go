package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/recordfile"
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
	db, err := recordfile.Open(ctx, path, recordfile.Form{Mark: application, Steps: migrations, Loss: "saved queries and history"})
	if err != nil {
		return nil, err
	}
	return &Store{db: db, now: now}, nil
}

// Close ends the use of the file.
func (s *Store) Close() error { return s.db.Close() }

// within runs f in a transaction.
func (s *Store) within(ctx context.Context, f func(*sql.Tx) error) error {
	return recordfile.Within(ctx, s.db, f)
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
