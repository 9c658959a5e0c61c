package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/source"
)

// sync is `glaux sync`.
func (c *command) sync() *cobra.Command {
	var every interval
	cmd := &cobra.Command{
		Use:   "sync [DATABASE.TABLE …]",
		Short: "Load what is new in the sources",
		Long: `Load what is new in the sources, all of them or those that are named. A month is replaced as a whole or not at all; queries that
run meanwhile see what was there when they began. A bad file is reported, its month keeps what it had, and the exit status is 1.

Of a bucket only what is new or changed is fetched, and what a sync that was stopped had fetched is not fetched again. What it asked of
the bucket is told, with the cost of the requests.

With --watch it goes on until it is interrupted, and looks again after each interval (10m, 1h; 15m when none is given).`,
		Example: lines("glaux sync", "glaux sync workshop.cur", "glaux sync --watch=1h"),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			if every > 0 {
				return c.watch(ctx, a, args, time.Duration(every))
			}
			return c.runSync(ctx, a, args)
		}),
	}
	cmd.Flags().Var(&every, "watch", "go on, and look again after each interval")
	cmd.Flags().Lookup("watch").NoOptDefVal = "15m"
	settings(cmd.Flags(), append(config.S3Settings(), "cache-size")...)
	return cmd
}

// runSync loads sources and tells what became of them.
func (c *command) runSync(ctx context.Context, a *app.App, names []string) error {
	bar := c.startBar()
	defer bar.stop()
	report, err := a.Sync(ctx, bar.sync, names...)
	bar.stop()
	for _, s := range report.Sources {
		err = errors.Join(err, c.tellSync(s))
	}
	switch {
	case err != nil:
		return err
	case report.Faulty():
		return errFaults
	case len(report.Sources) == 0:
		c.note("there are no sources; add one with: glaux source add DATABASE.TABLE LOCATION")
	}
	if err := a.Delivered(ctx); err != nil {
		c.note("note: what was delivered is noted for anomalies the next time: %s", sentence(err))
	}
	return nil
}

// tellSync tells what became of one source.
func (c *command) tellSync(s ingest.SourceReport) error {
	kind := s.Format
	if kind == "" {
		kind = "unknown kind"
	}
	if _, err := fmt.Fprintf(c.Stdout, "%s (%s)\n", s.Name, kind); err != nil {
		return err
	}
	for _, m := range s.Months {
		if _, err := fmt.Fprintf(c.Stdout, "  %s  %-9s  %s rows, %s\n", m.Month, m.Status, thousands(m.Rows), size(m.Bytes)); err != nil {
			return err
		}
	}
	if s.Traffic != nil {
		if _, err := fmt.Fprintf(c.Stdout, "  %s\n", trafficLine(*s.Traffic)); err != nil {
			return err
		}
		s.Notes = append(s.Notes, trafficNotes(*s.Traffic)...)
	}
	c.tellTrouble(s.Name, s.Notes, s.Faults)
	return nil
}

// tellTrouble tells what is worth knowing and what is wrong with a source.
func (c *command) tellTrouble(name string, notes []string, faults []source.Fault) {
	for _, n := range notes {
		c.note("%s: note: %s", name, n)
	}
	for _, f := range faults {
		c.note("%s: fault: %s", name, f.Error())
	}
}

// size writes a number of bytes for people.
func size(n int64) string {
	const step = 1000
	x, unit := float64(n), 0
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	for x >= step && unit < len(units)-1 {
		x /= step
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d %s", n, units[0])
	}
	return fmt.Sprintf("%.1f %s", x, units[unit])
}
