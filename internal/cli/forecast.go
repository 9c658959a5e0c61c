package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/explore"
)

// forecast is `glaux forecast`.
func (c *command) forecast() *cobra.Command {
	var f costFlags
	var granularity string
	var steps int
	cmd := &cobra.Command{
		Use:   "forecast",
		Short: "Say what the coming days or months will cost, with an interval",
		Long: `Say what the coming days or months will cost, with an interval that should hold four truths of five. Standard error tells how it is made
and how the same method did on windows of the past that it had not seen.`,
		Example: lines(
			"glaux forecast",
			"glaux forecast --granularity daily --steps 14 --filter service=AmazonS3",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		filters, err := f.conditions()
		if err != nil {
			return err
		}
		time, err := (&spanFlags{}).span(ctx, a, f.table)
		if err != nil {
			return err
		}
		return c.runForecast(ctx, a, f.sql, steps, explore.Request{
			Table: f.table, Period: time, Granularity: explore.Granularity(granularity), Metric: explore.Metric(f.metric), Filters: filters,
		})
	})
	f.add(cmd)
	cmd.Flags().StringVar(&granularity, "granularity", string(explore.Monthly), "length of the steps: daily, monthly")
	cmd.Flags().IntVar(&steps, "steps", 0, "how many steps (default: three months, or the days to the end of the month)")
	complete(cmd, "granularity", []explore.Granularity{explore.Daily, explore.Monthly})
	return cmd
}

// runForecast asks and shows the answer.
func (c *command) runForecast(ctx context.Context, a *app.App, sql bool, steps int, r explore.Request) error {
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	made, err := explore.ForecastCosts(ctx, runner, a.Who(), r, steps)
	if err != nil {
		return err
	}
	if sql {
		return c.writeSQL(made.SQL)
	}
	sheet := made.Sheet(centPlaces)
	if err := c.table(a, sheet.Columns, sheet.Rows); err != nil {
		return err
	}
	const percent = 100
	c.note("%s in all. %s", made.Total.Fixed(centPlaces), made.Method.Text)
	c.tellNotes(fmt.Sprintf("note: in %d trial(s) on the past it was wrong by %.1f %%, and the interval held %.0f %%",
		made.Backtest.Windows, made.Backtest.Error*percent, made.Backtest.Coverage*percent), made.Notes)
	return nil
}
