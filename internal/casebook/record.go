package casebook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
)

// A delivery is what a new version of the bill changed. Only months whose files are others are read, and of these the days that differ are
// kept as they were at that delivery, so that it can be learned how days arrive, and so that the past can be judged again by what was known.

// The days that count as arriving when the bill is looked at for the first time, and for how long they may have been arriving: an export of
// last year is whole.
const (
	arriving    = 3
	arrivingFor = 7
)

// keptDays is for how long deliveries are kept one by one. Older ones are as if they had come whole.
const keptDays = 150

// Record notes what was delivered since the last time, without judging it. It is cheap where nothing was.
func (b *Book) Record(ctx context.Context) error {
	b.judging.Lock()
	defer b.judging.Unlock()
	return b.record(ctx)
}

// record is Record for who evaluates.
func (b *Book) record(ctx context.Context) error {
	bill, err := b.options.Bill(ctx)
	if err != nil {
		return err
	}
	h, err := readHead(ctx, b.read)
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	if h.version == bill.Version {
		return nil
	}
	d, err := b.differ(ctx, bill)
	if err != nil {
		return err
	}
	return b.within(ctx, func(tx *sql.Tx) error {
		now, err := readHead(ctx, tx)
		if err != nil || now.version != h.version || now.delivery != h.delivery {
			return err // another process has just noted it
		}
		return d.write(ctx, tx, now, bill.Version, b.options.Now())
	})
}

// difference is what a version of the bill changed.
type difference struct {
	first    bool // there was nothing before
	months   map[string]string
	packed   map[string][]byte
	gone     []string
	cube     *cube
	before   map[anomaly.Day][]cell // of the days that changed
	after    map[anomaly.Day][]cell
	last     anomaly.Day // with a line, of all months
	any      bool        // there is such a day
	anew     bool        // months before all that were known have come: the past is another
	currency string
}

// differ reads the months that changed, and compares them with those that are kept.
func (b *Book) differ(ctx context.Context, bill Bill) (*difference, error) {
	d := &difference{months: map[string]string{}, packed: map[string][]byte{}, cube: newCube(), before: map[anomaly.Day][]cell{}, after: map[anomaly.Day][]cell{}}
	known, err := keptMonths(ctx, b.read)
	if err != nil {
		return nil, err
	}
	d.first = len(known) == 0
	for _, m := range bill.Months {
		if _, there := known[m.Name]; !there && !d.first && m.Name < slices.Min(slices.Collect(maps.Keys(known))) {
			d.anew = true
		}
	}
	for at, m := range bill.Months {
		d.months[m.Name] = m.Identity
		if known[m.Name] == m.Identity {
			continue
		}
		b.standing.part(float64(at) / float64(len(bill.Months)))
		lines, err := figures.Month(ctx, b.options.Whole, b.options.System, m.Name)
		if err != nil {
			return nil, err
		}
		if err := d.compare(ctx, b.read, m.Name, lines); err != nil {
			return nil, err
		}
		if d.currency, err = figures.Currency(ctx, b.options.Whole, b.options.System, m.Name); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if _, there := d.months[name]; !there {
			d.gone = append(d.gone, name)
			if err := d.compare(ctx, b.read, name, nil); err != nil {
				return nil, err
			}
		}
	}
	return d, d.findLast(ctx, b.read, bill)
}

// keptMonths returns the identities of the months that are kept.
func keptMonths(ctx context.Context, from querier) (map[string]string, error) {
	out := map[string]string{}
	_, err := list(ctx, from, func(scan func(...any) error) (none struct{}, err error) {
		var month, identity string
		err = scan(&month, &identity)
		out[month] = identity
		return none, err
	}, "SELECT month, identity FROM months")
	return out, err
}

// keptMonth returns the days of a month that is kept; none where it is not.
func keptMonth(ctx context.Context, from querier, c *cube, month string) (map[anomaly.Day][]cell, error) {
	var packed []byte
	err := from.QueryRowContext(ctx, "SELECT lines FROM months WHERE month = ?", month).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return c.unpack(packed)
}

// compare takes the days of a month in that are not as they were.
func (d *difference) compare(ctx context.Context, from querier, month string, lines []figures.Line) error {
	old, err := keptMonth(ctx, from, d.cube, month)
	if err != nil {
		return err
	}
	now := d.cube.split(lines)
	if lines != nil {
		if d.packed[month], err = d.cube.pack(now); err != nil {
			return err
		}
	}
	for day, cells := range now {
		if was, there := old[day]; !there || !sameCells(was, cells) {
			d.after[day] = cells
			if there {
				d.before[day] = was
			}
		}
	}
	for day, cells := range old {
		if _, there := now[day]; !there {
			d.before[day], d.after[day] = cells, nil
		}
	}
	return nil
}

// findLast finds the last day that anything is known of.
func (d *difference) findLast(ctx context.Context, from querier, bill Bill) error {
	for at := len(bill.Months) - 1; at >= 0; at-- {
		name := bill.Months[at].Name
		var days map[anomaly.Day][]cell
		var err error
		if packed, read := d.packed[name]; read {
			days, err = d.cube.unpack(packed)
		} else {
			days, err = keptMonth(ctx, from, d.cube, name)
		}
		if err != nil {
			return err
		}
		for day := range days {
			if !d.any || day > d.last {
				d.last, d.any = day, true
			}
		}
		if d.any {
			return nil
		}
	}
	return nil
}

// write writes a difference, as a delivery where days changed.
func (d *difference) write(ctx context.Context, tx *sql.Tx, h head, version string, now time.Time) error {
	for month, packed := range d.packed {
		if _, err := tx.ExecContext(ctx, "INSERT INTO months (month, identity, lines) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET identity = excluded.identity, lines = excluded.lines",
			month, d.months[month], packed); err != nil {
			return err
		}
	}
	for _, month := range d.gone {
		if _, err := tx.ExecContext(ctx, "DELETE FROM months WHERE month = ?", month); err != nil {
			return err
		}
	}
	h.version = version
	if d.currency != "" {
		h.currency = d.currency
	}
	if d.anew {
		for _, statement := range []string{"DELETE FROM deliveries", "DELETE FROM patches"} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		h.delivery, h.judged = 0, -1
	}
	if d.first || d.anew {
		d.settle(now)
	}
	if d.any && len(d.after) > 0 {
		h.delivery++
		if err := d.patch(ctx, tx, h.delivery, now); err != nil {
			return err
		}
	}
	return h.write(ctx, tx)
}

// settle leaves only the days that are still arriving, where the bill is looked at for the first time.
func (d *difference) settle(now time.Time) {
	arrives := figures.DayOf(now)-d.last <= arrivingFor
	maps.DeleteFunc(d.after, func(day anomaly.Day, _ []cell) bool { return !arrives || day <= d.last-arriving })
}

// patch writes a delivery with the days that it changed.
func (d *difference) patch(ctx context.Context, tx *sql.Tx, number int64, now time.Time) error {
	days := slices.Sorted(maps.Keys(d.after))
	if _, err := tx.ExecContext(ctx, "INSERT INTO deliveries (number, at, first, stop, made) VALUES (?, ?, ?, ?, ?)",
		number, d.last, days[0], days[len(days)-1]+1, moment(now)); err != nil {
		return err
	}
	put := func(delivery int64, day anomaly.Day, cells []cell) error {
		packed, err := d.cube.pack(map[anomaly.Day][]cell{day: cells})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO patches (delivery, day, lines) VALUES (?, ?, ?)", delivery, day, packed)
		return err
	}
	for _, day := range days {
		var patched int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM patches WHERE day = ?", day).Scan(&patched); err != nil {
			return err
		}
		if was, there := d.before[day]; there && patched == 0 {
			if err := put(0, day, was); err != nil {
				return err
			}
		}
		if err := put(number, day, d.after[day]); err != nil {
			return err
		}
	}
	return forget(ctx, tx, d.last-keptDays)
}

// forget drops deliveries made before a day. What they patched becomes how these days were before the deliveries that are left; where none of
// those patched it, how it is now.
func forget(ctx context.Context, tx *sql.Tx, before anomaly.Day) error {
	for _, statement := range []string{
		`INSERT INTO patches (delivery, day, lines) SELECT 0, day, lines FROM patches WHERE delivery IN
			(SELECT number FROM deliveries WHERE at < ?1 AND number <= (SELECT judged FROM head)) ORDER BY delivery
			ON CONFLICT (delivery, day) DO UPDATE SET lines = excluded.lines`,
		"DELETE FROM patches WHERE delivery IN (SELECT number FROM deliveries WHERE at < ?1 AND number <= (SELECT judged FROM head))",
		"DELETE FROM deliveries WHERE at < ?1 AND number <= (SELECT judged FROM head)",
	} {
		if _, err := tx.ExecContext(ctx, statement, before); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM patches WHERE delivery = 0 AND day NOT IN (SELECT day FROM patches WHERE delivery > 0)")
	return err
}
