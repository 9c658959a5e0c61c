package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/source"
)

// sync is `glaux sync`.
func (c *command) sync() *cobra.Command {
	return &cobra.Command{
		Use:   "sync [DATABASE.TABLE …]",
		Short: "Load what is new in the sources",
		Long: `Load what is new in the sources, all of them or those that are named. A month is replaced as a whole or not at all; queries that
run meanwhile see what was there when they began. A bad file is reported, its month keeps what it had, and the exit status is 1.`,
		Example: lines("glaux sync", "glaux sync workshop.cur"),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			return c.runSync(ctx, a, args)
		}),
	}
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
