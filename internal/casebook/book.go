package casebook

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// Bill is what the lake has of bills at a moment.
type Bill struct {
	// Version changes with everything that can be read.
	Version string
	Months  []Month
}

// Month is a billing period, YYYY-MM, and what names its files: another content has another identity.
type Month struct {
	Name, Identity string
}

// Detector judges deliveries. *anomaly.Detector is one.
type Detector interface {
	Deliver(anomaly.Delivery) []anomaly.Finding
}

// Options are what a Book needs.
type Options struct {
	// Bill tells what there is.
	Bill func(ctx context.Context) (Bill, error)
	// Whole runs the queries of the watch itself, as System, which sees the whole bill. Runner runs those of who asks.
	Whole, Runner figures.Runner
	System        access.Principal
	// SeesAll tells whether a principal sees everything, Administers whether it may set rules, Digest names what decides what it sees.
	SeesAll, Administers func(access.Principal) bool
	Digest               func(access.Principal) string
	// Told is told of each change of what everybody is told, such as a rule, before it is made; an error keeps it from being made. Nil tells nobody.
	Told func(ctx context.Context, who access.Principal, kind, text string) error
	// Detector makes a detector that knows nothing; nil makes that of package anomaly.
	Detector func() Detector
	// Now is the clock; Log is told of trouble, nil drops it.
	Now func() time.Time
	Log *slog.Logger
}

// Book keeps cases. Several goroutines and processes may use it.
type Book struct {
	options Options
	write   *sql.DB
	read    *sql.DB

	judging  sync.Mutex // who evaluates
	watch    *watch     // what the detector knows, once it was needed
	standing progress

	mu     sync.Mutex
	cached *shelf
	sights sights
	replay sync.Mutex // one at a time
}

// The file, in a folder of the lake's own.
const (
	homeDir  = "cases"
	fileName = "cases.sqlite"
	mark     = 0x676c6173
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the cases in the folder of a lake, and makes their file where there is none.
func Open(ctx context.Context, lakeDir string, o Options) (*Book, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Told == nil {
		o.Told = func(context.Context, access.Principal, string, string) error { return nil }
	}
	if o.Detector == nil {
		o.Detector = func() Detector { return anomaly.New(anomaly.Options{}) }
	}
	dir := filepath.Join(lakeDir, homeDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf("no folder for cases: %v", err))
	}
	path := filepath.Join(dir, fileName)
	write, err := recordfile.Open(ctx, path, recordfile.Form{Mark: mark, Steps: migrations, Loss: "cases, their notes and what was taught"})
	if err != nil {
		return nil, err
	}
	read, err := recordfile.Reader(path)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &Book{options: o, write: write, read: read}, nil
}

// Exists tells whether a lake has cases already.
func Exists(lakeDir string) bool {
	_, err := os.Stat(filepath.Join(lakeDir, homeDir, fileName))
	return err == nil
}

// Close ends the use of the cases. What evaluates must have ended.
func (b *Book) Close() error { return errors.Join(b.read.Close(), b.write.Close()) }

// head is how far everything is.
type head struct {
	revision         int64
	version          string
	delivery, judged int64
	day              anomaly.Day
	currency         string
	handled          int64
}

// querier is a connection or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func readHead(ctx context.Context, from querier) (h head, err error) {
	err = from.QueryRowContext(ctx, "SELECT revision, version, delivery, judged, day, currency, handled FROM head").Scan(
		&h.revision, &h.version, &h.delivery, &h.judged, &h.day, &h.currency, &h.handled)
	return h, err
}

// write writes the head; what is shown counts as changed.
func (h head) write(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE head SET revision = revision + 1, version = ?, delivery = ?, judged = ?, day = ?, currency = ?",
		h.version, h.delivery, h.judged, h.day, h.currency)
	return err
}

// touched counts a change of what is shown.
func touched(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE head SET revision = revision + 1")
	return err
}

// within runs f in a transaction.
func (b *Book) within(ctx context.Context, f func(tx *sql.Tx) error) error {
	return recordfile.Within(ctx, b.write, f)
}

// list reads all rows of a query.
func list[T any](ctx context.Context, from querier, read func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	out := []T{}
	for rows.Next() {
		one, err := read(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read cases: %w", err)
		}
		out = append(out, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return out, nil
}

// bodies reads records that are kept as JSON.
func bodies[T any](ctx context.Context, from querier, query string, args ...any) ([]T, error) {
	return list(ctx, from, func(scan func(...any) error) (one T, err error) {
		var text []byte
		if err := scan(&text); err != nil {
			return one, err
		}
		return one, json.Unmarshal(text, &one)
	}, query, args...)
}

// moment returns a time as it stands in a table.
func moment(t time.Time) int64 { return t.UnixMicro() }

func ofMoment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// stamp is now, as exact as a record keeps it.
func (b *Book) stamp() time.Time { return ofMoment(moment(b.options.Now())) }
