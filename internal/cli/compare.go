package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/explore"
)

// compare is `glaux compare`.
func (c *command) compare() *cobra.Command {
	var f costFlags
	var before, after string
	var top int
	cmd := &cobra.Command{
		Use:   "compare --before WINDOW --after WINDOW",
		Short: "Say what changed between two windows of time, and why",
		Long: `Say what changed between two windows of time, and why: the change of each group is the sum of five effects, to the last digit. Price is
the same usage at another price; quantity more or less of the same; mix what is new or gone, and shifts between kinds of usage;
commitment what Savings Plans and reservations cover, and their fees; charges tax, credits, refunds, discounts and support. A
window is a month (2025-09), a day, or FIRST..END, whose END is not in it.`,
		Example: lines(
			"glaux compare --before 2025-09 --after 2025-10 --by service",
			"glaux compare --before 2025-09 --after 2025-10 --by usage_type --filter account=App-Team-Click --metric amortized",
			"glaux compare --before 2025-10-01..2025-10-15 --after 2025-11-01..2025-11-15 --by account,service --format csv",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		if before == "" || after == "" {
			return usageError{"two windows are needed: --before 2025-09 --after 2025-10"}
		}
		r := explore.CompareRequest{Table: f.table, Metric: explore.Metric(f.metric), GroupBy: f.by, Top: top}
		var err error
		if r.Filters, err = f.conditions(); err != nil {
			return err
		}
		if r.Before, err = window(before); err != nil {
			return err
		}
		if r.After, err = window(after); err != nil {
			return err
		}
		return c.runCompare(ctx, a, f.sql, r)
	})
	f.add(cmd)
	f.addGroups(cmd.Flags())
	cmd.Flags().StringVar(&before, "before", "", "the first `WINDOW`")
	cmd.Flags().StringVar(&after, "after", "", "the second `WINDOW`")
	cmd.Flags().IntVar(&top, "top", 0, "how many groups stand alone, those that changed most (default: 10)")
	return cmd
}

// runCompare asks and shows the answer.
func (c *command) runCompare(ctx context.Context, a *app.App, sql bool, r explore.CompareRequest) error {
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	made, err := explore.Compare(ctx, runner, a.Who(), r)
	if err != nil {
		return err
	}
	if sql {
		return c.writeSQL(made.SQL)
	}
	sheet := made.Sheet(c.places(a))
	if !formatOf(a.Config.Format, "").Streams() {
		count := 0
		for _, row := range made.Changes {
			count = max(count, row.Count)
		}
		tellOthers(sheet, count)
	}
	if err := c.table(a, sheet.Columns, sheet.Rows); err != nil {
		return err
	}
	c.tellNotes(fmt.Sprintf("%s, %s: from %s..%s to %s..%s", title(made.Request.Metric), made.Unit,
		made.Request.Before.Start, made.Request.Before.End, made.Request.After.Start, made.Request.After.End), made.Notes)
	return nil
}
