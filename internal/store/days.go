package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// keptDays is for how long days of workgroups are remembered.
const keptDays = "-40 days"

// Spend counts bytes that the statements of a workgroup read on a day, written as 2025-12-31, unless that makes more than there may be. It
// returns what the day had before, and whether there was room.
func (s *Store) Spend(ctx context.Context, workgroup, day string, bytes, most int64) (before int64, ok bool, err error) {
	err = s.within(ctx, func(tx *sql.Tx) error {
		now, err := spent(ctx, tx, workgroup, day)
		if err != nil {
			return err
		}
		before = now.Bytes
		if ok = before <= most && bytes <= most-before; !ok {
			return nil
		}
		return add(ctx, tx, workgroup, day, Day{Bytes: bytes})
	})
	if err != nil {
		return 0, false, fmt.Errorf("count what a workgroup reads: %w", err)
	}
	return before, ok, nil
}

// SpendCPU counts CPU time that a statement of a workgroup took on a day.
func (s *Store) SpendCPU(ctx context.Context, workgroup, day string, cpu time.Duration) error {
	if err := s.within(ctx, func(tx *sql.Tx) error { return add(ctx, tx, workgroup, day, Day{CPU: cpu}) }); err != nil {
		return fmt.Errorf("count the CPU time of a workgroup: %w", err)
	}
	return nil
}

// add counts more of a day, and forgets days of long ago.
func add(ctx context.Context, tx *sql.Tx, workgroup, day string, more Day) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO workgroup_days (workgroup, day, bytes, cpu) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT (workgroup, day) DO UPDATE SET bytes = bytes + ?3, cpu = cpu + ?4`, workgroup, day, more.Bytes, more.CPU.Microseconds()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM workgroup_days WHERE day < date(?, ?)", day, keptDays)
	return err
}

// Day is what was counted of a workgroup on a day.
type Day struct {
	Bytes int64
	CPU   time.Duration
}

// Spent returns what was counted.
func (s *Store) Spent(ctx context.Context, workgroup, day string) (Day, error) {
	d, err := spent(ctx, s.db, workgroup, day)
	if err != nil {
		return Day{}, fmt.Errorf("count what a workgroup reads: %w", err)
	}
	return d, nil
}

// one asks for one row: a database or a transaction.
type one interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func spent(ctx context.Context, from one, workgroup, day string) (d Day, err error) {
	var cpu int64
	err = from.QueryRowContext(ctx, "SELECT bytes, cpu FROM workgroup_days WHERE workgroup = ? AND day = ?", workgroup, day).Scan(&d.Bytes, &cpu)
	if errors.Is(err, sql.ErrNoRows) {
		return Day{}, nil
	}
	d.CPU = time.Duration(cpu) * time.Microsecond
	return d, err
}
