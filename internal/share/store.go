package share

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
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// Options are what a Store needs.
type Options struct {
	// Now is the clock of the history.
	Now func() time.Time
	// Log is told when the records cannot be read; nil drops it.
	Log *slog.Logger
	// Examine looks at a state with what the lake has: whether the columns of filters and grants are there, and whether expressions fit
	// them. What is not loaded yet is a note and no error. It is asked before each change is made; nil asks nobody.
	Examine func(ctx context.Context, before, after State, deltas []Delta) (notes []string, err error)
	// Told is told of every change that was made and every one that was refused; nil tells nobody. An error keeps the change from being
	// made.
	Told func(ctx context.Context, e Event) error
}

// Event is a change that was made, or was refused.
type Event struct {
	Who     access.Principal
	Version int64 // after the change
	Deltas  []Delta
	// Refused is why the change is not made; nil where it is.
	Refused error
}

// Done is a change that was made.
type Done struct {
	Version int64    `json:"version" doc:"of the state after the change"`
	Deltas  []Delta  `json:"deltas"`
	Notes   []string `json:"notes,omitempty" doc:"what is allowed, but may not be meant"`
}

// Past is a change of the past.
type Past struct {
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Deltas  []Delta   `json:"deltas"`
}

// Store keeps the records. Several goroutines and processes may use it.
type Store struct {
	ctx     context.Context //nolint:containedctx // Policy has none; it lives as long as the store
	options Options
	write   *sql.DB
	read    *sql.DB

	mu      sync.Mutex
	current *moment
}

var _ access.Source = (*Store)(nil)

// The file, in the folder of a lake.
const (
	homeDir  = "share"
	fileName = "share.sqlite"
)

// maxHistory is how many changes are remembered.
const maxHistory = 10_000

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the records in the folder of a lake. The first time it makes those of First.
func Open(ctx context.Context, lakeDir string, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	dir := filepath.Join(lakeDir, homeDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", fmt.Sprintf("no folder for what is shared: %v", err))
	}
	const mark = 0x676c7368
	path := filepath.Join(dir, fileName)
	write, err := recordfile.Open(ctx, path, recordfile.Form{Mark: mark, Steps: migrations, Loss: "what was granted"})
	if err != nil {
		return nil, err
	}
	read, err := recordfile.Reader(path)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	s := &Store{ctx: context.WithoutCancel(ctx), options: o, write: write, read: read}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close ends the use of the records.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// First is the state of a new lake: the local user is an administrator and may do everything, by a grant that can be revoked.
func First() State {
	local := access.Local().Name
	return State{
		Administrators: []string{local},
		Principals:     []Principal{{Name: local, Kind: User}},
		Grants: []Grant{{
			Principal: local, Resource: Resource{Type: Catalog}, Permissions: []access.Permission{access.All}, Grantable: []access.Permission{access.All},
		}},
	}
}

// begin makes the first state where there is none.
func (s *Store) begin(ctx context.Context) error {
	err := recordfile.Within(ctx, s.write, func(tx *sql.Tx) error {
		if version, err := head(ctx, tx); err != nil || version > 0 {
			return err
		}
		deltas, err := Diff(State{}, First())
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO head (one, version) VALUES (1, 0)"); err != nil {
			return err
		}
		return s.commit(ctx, tx, "", 1, deltas)
	})
	if err != nil {
		return fmt.Errorf("begin what is shared: %w", err)
	}
	_, err = s.now(ctx)
	return err
}

// querier is a connection or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// head returns the version, 0 where nothing was ever kept.
func head(ctx context.Context, db querier) (version int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT version FROM head").Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// load reads the whole state.
func load(ctx context.Context, db querier) (s State, err error) {
	if s.Version, err = head(ctx, db); err != nil {
		return State{}, err
	}
	rows, err := db.QueryContext(ctx, "SELECT kind, body FROM records ORDER BY kind, key")
	if err != nil {
		return State{}, err
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	for rows.Next() {
		var part string
		var text []byte
		if err := rows.Scan(&part, &text); err != nil {
			return State{}, err
		}
		if err := s.add(Part(part), text); err != nil {
			return State{}, fmt.Errorf("a record of what is shared, %q: %w", part, err)
		}
	}
	return s.normal(), rows.Err()
}

// commit writes a change into the transaction.
func (s *Store) commit(ctx context.Context, tx *sql.Tx, who string, version int64, deltas []Delta) error {
	for _, d := range deltas {
		var err error
		if d.After == "" {
			_, err = tx.ExecContext(ctx, "DELETE FROM records WHERE kind = ? AND key = ?", string(d.Part), d.key.name)
		} else {
			_, err = tx.ExecContext(ctx, "INSERT INTO records (kind, key, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
				string(d.Part), d.key.name, []byte(d.After))
		}
		if err != nil {
			return err
		}
	}
	text, err := json.Marshal(deltas)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO changes (version, at, who, deltas) VALUES (?, ?, ?, ?)",
		version, s.options.Now().UnixMicro(), who, text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM changes WHERE version <= ?", version-maxHistory); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE head SET version = ?", version)
	return err
}

// moment is the state of one version, and what was made of it.
type moment struct {
	state      State
	policy     *access.Policy
	principals map[string]access.Principal
	parsed     parsed
}

// now returns the state of this moment. Asking costs one look at the version.
func (s *Store) now(ctx context.Context) (*moment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	version, err := head(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("read what is shared: %w", err)
	}
	if s.current != nil && s.current.state.Version == version {
		return s.current, nil
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read what is shared: %w", err)
	}
	state, err := load(ctx, tx)
	if err = errors.Join(err, tx.Rollback()); err != nil {
		return nil, fmt.Errorf("read what is shared: %w", err)
	}
	var known parsed
	if s.current != nil {
		known = s.current.parsed
	}
	made, err := newMoment(state, known)
	if err != nil {
		return nil, fmt.Errorf("read what is shared: %w", err)
	}
	s.current = made
	return made, nil
}

// State returns the records of this moment. Nobody may change them.
func (s *Store) State(ctx context.Context) (State, error) {
	m, err := s.now(ctx)
	if err != nil {
		return State{}, err
	}
	return m.state, nil
}

// Policy returns the policy of this moment: always the same for one version. While the records cannot be read it allows nothing.
func (s *Store) Policy() *access.Policy {
	m, err := s.now(s.ctx)
	if err != nil {
		s.options.Log.Error("what is shared cannot be read; nobody may see anything", "error", err)
		return access.New(access.Rules{})
	}
	return m.policy
}

// Principal returns the principal of a name, with all groups that it belongs to and its session tags. One that is not known belongs to
// none; nor does anybody while the records cannot be read. A group or a role by its own name is who has just its rights.
func (s *Store) Principal(name string) access.Principal {
	m, err := s.now(s.ctx)
	if err != nil {
		s.options.Log.Error("what is shared cannot be read; nobody belongs to any group", "error", err)
		return access.Principal{Name: name}
	}
	return m.principal(name)
}

// Member returns who somebody else vouches for: a name with groups, as a login of an organisation tells them. Only groups and roles that
// are known count. The name is a user's, and never stands for a group or a role of that name.
func (s *Store) Member(name string, groups []string) (access.Principal, error) {
	m, err := s.now(s.ctx)
	if err != nil {
		return access.Principal{}, err
	}
	return m.member(name, groups)
}

// Change makes a change for a principal, as a whole or not at all. An administrator may change everything; who has the grant option may
// grant and revoke just that. f gets the state of this moment and changes it.
func (s *Store) Change(ctx context.Context, who access.Principal, f func(*State) error) (Done, error) {
	return s.change(ctx, who, f, false)
}

// Try tells what a change would do, and does nothing.
func (s *Store) Try(ctx context.Context, who access.Principal, f func(*State) error) (Done, State, error) {
	m, err := s.now(ctx)
	if err != nil {
		return Done{}, State{}, err
	}
	return s.prepare(ctx, who, m, f, false)
}

// change makes a change. Trusted is one of the product's own.
func (s *Store) change(ctx context.Context, who access.Principal, f func(*State) error, trusted bool) (done Done, err error) {
	told := false
	err = recordfile.Within(ctx, s.write, func(tx *sql.Tx) error {
		before, err := s.now(ctx) // what was committed last: nobody else writes during this transaction
		if err != nil {
			return err
		}
		if done, _, err = s.prepare(ctx, who, before, f, trusted); err != nil || len(done.Deltas) == 0 {
			return err
		}
		if err := s.commit(ctx, tx, who.Name, done.Version, done.Deltas); err != nil {
			return fmt.Errorf("write what is shared: %w", err)
		}
		told = true
		return s.tell(ctx, Event{Who: who, Version: done.Version, Deltas: done.Deltas})
	})
	if err != nil {
		if !told {
			err = errors.Join(err, s.tell(ctx, Event{Who: who, Version: done.Version, Deltas: done.Deltas, Refused: err}))
		}
		return Done{}, err
	}
	return done, nil
}

func (s *Store) tell(ctx context.Context, e Event) error {
	if s.options.Told == nil {
		return nil
	}
	return s.options.Told(ctx, e)
}

// prepare finds out what a change does, and whether it may be made. Without any effect the version stays.
func (s *Store) prepare(ctx context.Context, who access.Principal, m *moment, f func(*State) error, trusted bool) (Done, State, error) {
	before := m.state
	after := before.Clone()
	if err := f(&after); err != nil {
		return Done{Version: before.Version}, State{}, err
	}
	after = after.normal()
	after.Version = before.Version
	deltas, err := Diff(before, after)
	done := Done{Version: before.Version, Deltas: deltas}
	if err != nil {
		return done, State{}, err
	}
	// Who may not, hears only that: what is wrong with the change could tell of what there is.
	if !trusted {
		if err := m.may(who, deltas); err != nil {
			return done, State{}, err
		}
	}
	if len(deltas) == 0 {
		done.Deltas = []Delta{}
		return done, after, nil
	}
	if err := after.Check(); err != nil {
		return done, State{}, err
	}
	if s.options.Examine != nil {
		if done.Notes, err = s.options.Examine(ctx, before, after, deltas); err != nil {
			return done, State{}, err
		}
	}
	done.Version++
	after.Version = done.Version
	return done, after, nil
}

// History returns the last changes, the newest first.
func (s *Store) History(ctx context.Context, most int) ([]Past, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT version, at, who, deltas FROM changes ORDER BY version DESC LIMIT ?", most)
	if err != nil {
		return nil, fmt.Errorf("read the history of what is shared: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	list := []Past{}
	for rows.Next() {
		var p Past
		var at int64
		var text []byte
		if err := rows.Scan(&p.Version, &at, &p.Who, &text); err != nil {
			return nil, fmt.Errorf("read the history of what is shared: %w", err)
		}
		if err := json.Unmarshal(text, &p.Deltas); err != nil {
			return nil, fmt.Errorf("read the history of what is shared: %w", err)
		}
		p.At = time.UnixMicro(at).UTC()
		list = append(list, p)
	}
	return list, rows.Err()
}
