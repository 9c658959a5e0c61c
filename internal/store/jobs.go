package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// JobRecord is a statement that was run, as the history keeps it. Record is what package job wrote of it.
type JobRecord struct {
	ID        string
	Owner     string
	Workgroup string
	Submitted time.Time
	// Ended is zero for as long as it waits or runs.
	Ended  time.Time
	SQL    string
	Record []byte
	// Print names the rows that it has, for who runs the same again; "" where they are not to be given again. RowsOf is the statement whose
	// rows are its own; "" where it has its own.
	Print, RowsOf string
}

// Rows is the statement whose result holds the rows.
func (j JobRecord) Rows() string { return cmp.Or(j.RowsOf, j.ID) }

// JobFilter chooses statements of a workgroup, newest first.
type JobFilter struct {
	Workgroup string
	// Owners are whose statements; nil are everybody's.
	Owners []string
	// Text is what the statement contains, in any case. State is where it stands, by its record. Before is the id of the one that comes next
	// in time. All may be "".
	Text, State, Before string
	Limit               int
}

// maxHistory is how many statements of a principal the history keeps.
const maxHistory = 10_000

// ErrNoJob tells that there is no such statement in the history.
var ErrNoJob = errors.New("no such statement in the history")

const jobColumns = "id, owner, workgroup, submitted, ended, sql, record, print, rows_of"

func readJob(scan func(...any) error) (j JobRecord, err error) {
	var submitted, ended int64
	err = scan(&j.ID, &j.Owner, &j.Workgroup, &submitted, &ended, &j.SQL, &j.Record, &j.Print, &j.RowsOf)
	j.Submitted = ofMoment(submitted)
	if ended != 0 {
		j.Ended = ofMoment(ended)
	}
	return j, err
}

// PutJob writes a statement into the history, or what has become of it. What is beyond the bound of the history falls out; the results that
// no statement has any more are returned, so that they can go too.
func (s *Store) PutJob(ctx context.Context, j JobRecord) (free []string, err error) {
	var ended int64
	if !j.Ended.IsZero() {
		ended = moment(j.Ended)
	}
	err = s.within(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE jobs SET ended = ?, record = ?, print = ?, rows_of = ? WHERE id = ? AND owner = ?",
			ended, j.Record, j.Print, j.RowsOf, j.ID, j.Owner)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO jobs (id, owner, workgroup, submitted, ended, sql, record, print, rows_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			j.ID, j.Owner, j.Workgroup, moment(j.Submitted), ended, j.SQL, j.Record, j.Print, j.RowsOf); err != nil {
			return err
		}
		free, err = dropJobs(ctx, tx, `owner = ?1 AND ended > 0 AND number <= (
			SELECT number FROM jobs WHERE owner = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)`, j.Owner, maxHistory)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("write history: %w", err)
	}
	return free, nil
}

// dropJobs deletes statements and returns the results that no other has.
func dropJobs(ctx context.Context, tx *sql.Tx, where string, args ...any) (free []string, err error) {
	results, err := resultsOf(ctx, tx, "DELETE FROM jobs WHERE "+where+" RETURNING CASE rows_of WHEN '' THEN id ELSE rows_of END", args...)
	if err != nil {
		return nil, err
	}
	for _, id := range results {
		var used bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1) OR EXISTS (SELECT 1 FROM jobs WHERE rows_of <> '' AND rows_of = ?1)", id).Scan(&used); err != nil {
			return nil, err
		}
		if !used {
			free = append(free, id)
		}
	}
	return free, nil
}

// resultsOf returns the names that a statement gives.
func resultsOf(ctx context.Context, tx *sql.Tx, text string, args ...any) (ids []string, err error) {
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Job returns a statement of a principal, or ErrNoJob.
func (s *Store) Job(ctx context.Context, owner, id string) (JobRecord, error) {
	return s.job(ctx, "owner = ? AND id = ?", owner, id)
}

// JobOfAny returns a statement of whomever, or ErrNoJob: for who administers its workgroup.
func (s *Store) JobOfAny(ctx context.Context, id string) (JobRecord, error) {
	return s.job(ctx, "id = ?", id)
}

func (s *Store) job(ctx context.Context, where string, args ...any) (JobRecord, error) {
	j, err := readJob(s.db.QueryRowContext(ctx, "SELECT "+jobColumns+" FROM jobs WHERE "+where, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return JobRecord{}, ErrNoJob
	}
	if err != nil {
		return JobRecord{}, fmt.Errorf("read history: %w", err)
	}
	return j, nil
}

// Jobs returns statements of a principal, newest first: those whose text contains a text, in any case, and that were submitted before
// the one named, "" for the newest.
func (s *Store) Jobs(ctx context.Context, owner, text, before string, limit int) ([]JobRecord, error) {
	return list(ctx, s.db, readJob, "SELECT "+jobColumns+` FROM jobs
		WHERE owner = ?1 AND (?2 = '' OR instr(lower(sql), lower(?2)) > 0)
		AND (?3 = '' OR number < (SELECT number FROM jobs WHERE owner = ?1 AND id = ?3))
		ORDER BY number DESC LIMIT ?4`, owner, text, before, limit)
}

// JobsIn returns statements of a workgroup.
func (s *Store) JobsIn(ctx context.Context, f JobFilter) ([]JobRecord, error) {
	owners, err := json.Marshal(append([]string{}, f.Owners...))
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	return list(ctx, s.db, readJob, "SELECT "+jobColumns+` FROM jobs
		WHERE workgroup = ?1 AND (?2 = '' OR instr(lower(sql), lower(?2)) > 0)
		AND (?3 = '' OR number < (SELECT number FROM jobs WHERE workgroup = ?1 AND id = ?3))
		AND (?5 OR owner IN (SELECT value FROM json_each(?6)))
		AND (?7 = '' OR json_extract(CAST(record AS TEXT), '$.state') = ?7)
		ORDER BY number DESC LIMIT ?4`, f.Workgroup, f.Text, f.Before, f.Limit, f.Owners == nil, string(owners), f.State)
}

// JobsAgain returns the last statements of a principal in a workgroup that have rows of their own under a print and ended since a time, newest first.
func (s *Store) JobsAgain(ctx context.Context, owner, workgroup, print string, since time.Time) ([]JobRecord, error) {
	const few = 5 // the results of some may be gone
	return list(ctx, s.db, readJob, "SELECT "+jobColumns+` FROM jobs
		WHERE owner = ? AND print = ? AND print <> '' AND workgroup = ? AND rows_of = '' AND ended >= ? ORDER BY number DESC LIMIT ?`,
		owner, print, workgroup, moment(since), few)
}

// Unnamed returns those of the results that are of no statement.
func (s *Store) Unnamed(ctx context.Context, results []string) ([]string, error) {
	ids, err := json.Marshal(append([]string{}, results...))
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	read := func(scan func(...any) error) (id string, err error) {
		err = scan(&id)
		return id, err
	}
	return list(ctx, s.db, read, `SELECT value FROM json_each(?1)
		WHERE value NOT IN (SELECT id FROM jobs) AND value NOT IN (SELECT rows_of FROM jobs WHERE rows_of <> '')`, string(ids))
}

// OpenJobs returns the statements of all principals that have not ended.
func (s *Store) OpenJobs(ctx context.Context) ([]JobRecord, error) {
	return list(ctx, s.db, readJob, "SELECT "+jobColumns+" FROM jobs WHERE ended = 0 ORDER BY number")
}

// DeleteJob takes a statement out of the history, and returns the result that no other has.
func (s *Store) DeleteJob(ctx context.Context, owner, id string) (free []string, err error) {
	err = s.within(ctx, func(tx *sql.Tx) error {
		var there bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM jobs WHERE owner = ? AND id = ?)", owner, id).Scan(&there); err != nil {
			return err
		}
		if !there {
			return ErrNoJob
		}
		free, err = dropJobs(ctx, tx, "owner = ? AND id = ?", owner, id)
		return err
	})
	switch {
	case errors.Is(err, ErrNoJob):
		return nil, ErrNoJob
	case err != nil:
		return nil, fmt.Errorf("write history: %w", err)
	}
	return free, nil
}
