package store

import (
	"context"
	"database/sql"
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
}

// maxHistory is how many statements of a principal the history keeps.
const maxHistory = 10_000

// ErrNoJob tells that there is no such statement in the history.
var ErrNoJob = errors.New("no such statement in the history")

const jobColumns = "id, owner, workgroup, submitted, ended, sql, record"

func readJob(scan func(...any) error) (j JobRecord, err error) {
	var submitted, ended int64
	err = scan(&j.ID, &j.Owner, &j.Workgroup, &submitted, &ended, &j.SQL, &j.Record)
	j.Submitted = ofMoment(submitted)
	if ended != 0 {
		j.Ended = ofMoment(ended)
	}
	return j, err
}

// PutJob writes a statement into the history, or what has become of it. What is beyond the bound of the history falls out; its ids are
// returned, so that their rows can go too.
func (s *Store) PutJob(ctx context.Context, j JobRecord) (dropped []string, err error) {
	var ended int64
	if !j.Ended.IsZero() {
		ended = moment(j.Ended)
	}
	err = s.within(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE jobs SET ended = ?, record = ? WHERE id = ? AND owner = ?", ended, j.Record, j.ID, j.Owner)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO jobs (id, owner, workgroup, submitted, ended, sql, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
			j.ID, j.Owner, j.Workgroup, moment(j.Submitted), ended, j.SQL, j.Record); err != nil {
			return err
		}
		dropped, err = dropJobs(ctx, tx, j.Owner)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("write history: %w", err)
	}
	return dropped, nil
}

// dropJobs deletes the oldest statements beyond the bound.
func dropJobs(ctx context.Context, tx *sql.Tx, owner string) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `DELETE FROM jobs WHERE owner = ? AND ended > 0 AND number <= (
		SELECT number FROM jobs WHERE owner = ? ORDER BY number DESC LIMIT 1 OFFSET ?) RETURNING id`, owner, owner, maxHistory)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	var ids []string
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

// JobsIn returns statements of a workgroup, of all principals, as Jobs returns those of one.
func (s *Store) JobsIn(ctx context.Context, workgroup, text, before string, limit int) ([]JobRecord, error) {
	return list(ctx, s.db, readJob, "SELECT "+jobColumns+` FROM jobs
		WHERE workgroup = ?1 AND (?2 = '' OR instr(lower(sql), lower(?2)) > 0)
		AND (?3 = '' OR number < (SELECT number FROM jobs WHERE workgroup = ?1 AND id = ?3))
		ORDER BY number DESC LIMIT ?4`, workgroup, text, before, limit)
}

// OpenJobs returns the statements of all principals that have not ended.
func (s *Store) OpenJobs(ctx context.Context) ([]JobRecord, error) {
	return list(ctx, s.db, readJob, "SELECT "+jobColumns+" FROM jobs WHERE ended = 0 ORDER BY number")
}

// DeleteJob takes a statement out of the history.
func (s *Store) DeleteJob(ctx context.Context, owner, id string) error {
	done, err := s.db.ExecContext(ctx, "DELETE FROM jobs WHERE owner = ? AND id = ?", owner, id)
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	if n == 0 {
		return ErrNoJob
	}
	return nil
}
