package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// keptDays is for how long days of workgroups are remembered.
const keptDays = "-40 days"

// Spend counts bytes that the statements of a workgroup read on a day, written as 2025-12-31, unless that makes more than there may be. It
// returns what the day had before, and whether there was room.
func (s *Store) Spend(ctx context.Context, workgroup, day string, bytes, most int64) (before int64, ok bool, err error) {
	err = s.within(ctx, func(tx *sql.Tx) error {
		if before, err = spent(ctx, tx, workgroup, day); err != nil {
			return err
		}
		if ok = before <= most && bytes <= most-before; !ok {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO workgroup_days (workgroup, day, bytes) VALUES (?1, ?2, ?3)
			ON CONFLICT (workgroup, day) DO UPDATE SET bytes = bytes + ?3`, workgroup, day, bytes); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM workgroup_days WHERE day < date(?, ?)", day, keptDays)
		return err
	})
	if err != nil {
		return 0, false, fmt.Errorf("count what a workgroup reads: %w", err)
	}
	return before, ok, nil
}

// Spent returns how many bytes were counted.
func (s *Store) Spent(ctx context.Context, workgroup, day string) (int64, error) {
	n, err := spent(ctx, s.db, workgroup, day)
	if err != nil {
		return 0, fmt.Errorf("count what a workgroup reads: %w", err)
	}
	return n, nil
}

// one asks for one row: a database or a transaction.
type one interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func spent(ctx context.Context, from one, workgroup, day string) (n int64, err error) {
	err = from.QueryRowContext(ctx, "SELECT bytes FROM workgroup_days WHERE workgroup = ? AND day = ?", workgroup, day).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}
