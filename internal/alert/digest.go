package alert

import (
	"context"
	"database/sql"
	"time"

	"github.com/glauxhq/glaux/internal/recordfile"
)

// Digest is the occasion of a message that tells what came in a day or a week, or more at once than a monitor tells one by one.
const Digest Occasion = "digest"

// after returns the first moment of a rhythm after another. A day on which the clock skips the hour has it an hour later, one that has it
// twice the first time. It needs no clock of its own: what was missed is what should have come before now.
func (r *Rhythm) after(t time.Time) time.Time {
	zone, err := r.zone()
	if err != nil { // it was checked when it was kept; another machine may not know the zone
		zone = time.UTC
	}
	local := t.In(zone)
	const days = 7
	for i := range 2*days + 1 {
		at := time.Date(local.Year(), local.Month(), local.Day()+i, r.Hour, 0, 0, 0, zone)
		if at.Hour() != r.Hour { // the clock skips it, and Date goes back
			at = at.Add(time.Hour)
		}
		if at.After(t) && (r.Kind != Weekly || int(at.Weekday()) == r.Weekday) {
			return at
		}
	}
	return t.Add(days * 24 * time.Hour) // never: a week has every weekday
}

// digest makes the notices that are due: of digests whose time has come, also while nobody ran, and of what did not fit into an hour.
func (b *Box) digest(ctx context.Context) error {
	type waiting struct {
		Monitor
		oldest int64
	}
	all, err := list(ctx, b.db, func(scan func(...any) error) (w waiting, err error) {
		w.Monitor, err = readMonitor(func(into ...any) error { return scan(append(into, &w.oldest)...) })
		return w, err
	}, `SELECT `+monitorColumns+`, w.oldest FROM monitors JOIN (
		SELECT monitor, min(at) AS oldest FROM raised WHERE notice IS NULL GROUP BY monitor) w ON w.monitor = monitors.id`)
	if err != nil {
		return trouble("make digests", err)
	}
	now := b.options.Now()
	for i := range all {
		w := &all[i]
		due := w.Rhythm.after(ofMicros(w.oldest))
		if w.Rhythm.Kind == Immediate {
			due = ofMicros(w.oldest).Add(burstTime)
		}
		if due.After(now) || !w.Enabled {
			continue
		}
		if err := b.makeDigest(ctx, &w.Monitor); err != nil {
			return trouble("make digests", err)
		}
	}
	return nil
}

// makeDigest makes a digest of what waits, unless another process was faster.
func (b *Box) makeDigest(ctx context.Context, m *Monitor) error {
	return recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		var waiting int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM raised WHERE monitor = ? AND notice IS NULL", m.ID).Scan(&waiting); err != nil || waiting == 0 {
			return err
		}
		_, err := b.notify(ctx, tx, m, Digest)
		return err
	})
}
