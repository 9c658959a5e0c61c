package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/unit"
)

// unit is `glaux unit`.
func (c *command) unit() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "unit",
		Short: "Say what one of something costs, and why that changed",
		Long: `Say what one of something costs: a click, a million requests, a gigabyte kept for a month. Ready units need nothing but the bill; a file of your own
says which lines are meant and what is counted. doc/units.md says how to write one; --units DIR, or GLAUX_UNITS, names the folder.`,
		Example: lines("glaux unit list", "glaux unit explain nat-gb"),
		RunE:    c.group,
	}
	cmd.AddCommand(c.unitList(), c.unitShow(), c.unitExplain(), c.unitTest())
	return cmd
}

// unitFlags are what the questions have in common.
type unitFlags struct {
	ask         unit.Ask
	asJSON, sql bool
}

func (f *unitFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	settings(flags, "as", "format", "units")
	flags.StringVar(&f.ask.From, "from", "", "the first `DAY`, UTC (default: the first of the last month)")
	flags.StringVar(&f.ask.To, "to", "", "the `DAY` after the last (default: the end of the bill)")
	flags.StringVar(&f.ask.BeforeFrom, "before-from", "", "the first `DAY` of what it is compared with (default: as many days of the month before)")
	flags.StringVar(&f.ask.BeforeTo, "before-to", "", "the `DAY` after the last of that")
	flags.BoolVar(&f.asJSON, "json", false, "write all that is known, as JSON")
	flags.BoolVar(&f.sql, "sql", false, "write the queries instead, in Athena's SQL")
}

// unitList is `glaux unit list`.
func (c *command) unitList() *cobra.Command {
	var f unitFlags
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the units with what one costs, now and before", Args: cobra.NoArgs,
		Example: lines("glaux unit list", "glaux unit list --all", "glaux unit list --from 2025-10-01 --to 2025-11-01"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		list, err := a.Units().Units(ctx, a.Who(), f.ask)
		switch {
		case err != nil:
			return err
		case f.sql:
			return c.writeSQL(strings.Join(list.SQL, ";\n\n"))
		case f.asJSON:
			return c.json(list)
		}
		return c.tableOfUnits(a, list, all)
	})
	f.add(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "also those of which the bill has nothing")
	return cmd
}

// tableOfUnits shows units.
func (c *command) tableOfUnits(a *app.App, list unit.Listing, all bool) error {
	columns := append(words("unit", "per"), amounts(perPlaces, "cost per", "before")...)
	columns = append(columns, words("change")...)
	columns = append(columns, amounts(centPlaces, "cost")...)
	columns = append(columns, words("verdict", "title")...)
	var rows [][]value.Value
	hidden := 0
	var from, to string
	for i := range list.Units {
		u := &list.Units[i]
		from, to = u.After.From, u.After.To
		if !u.HasData && !all {
			hidden++
			continue
		}
		rows = append(rows, []value.Value{
			u.ID, fmt.Sprintf("%d", u.Per), optional(u.After.CostPer), optional(u.Before.CostPer), shareOf(u.CostPerChange), amount(u.After.Cost, centPlaces), string(u.Verdict.Kind), u.Title.EN,
		})
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.note("%s, %s to %s, in %s", plural(int64(len(rows)), "unit"), from, to, list.Currency)
	if hidden > 0 {
		c.note("of %s this bill has nothing; --all shows them", plural(int64(hidden), "more unit"))
	}
	for _, n := range list.Notes {
		c.note("%s", n.EN)
	}
	return nil
}

// perPlaces is how many digits after the point the cost of one is shown with.
const perPlaces = 6

// optional is an amount that may be missing.
func optional(a *money.Amount) value.Value {
	if a == nil {
		return nil
	}
	return amount(*a, perPlaces)
}

// shareOf is a change as a share, empty where there is none.
func shareOf(f *float64) value.Value {
	if f == nil {
		return nil
	}
	return fmt.Sprintf("%+.1f %%", *f*100) //nolint:mnd // percent
}

// unitShow is `glaux unit show`.
func (c *command) unitShow() *cobra.Command {
	var f unitFlags
	cmd := &cobra.Command{
		Use: "show UNIT", Short: "Show what one costs, day by day or month by month", Args: cobra.ExactArgs(1),
		Example: lines("glaux unit show click", "glaux unit show nat-gb --months --from 2025-01-01 --to 2025-11-01"),
	}
	var months bool
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		r, err := a.Units().Unit(ctx, a.Who(), args[0], f.ask)
		switch {
		case err != nil:
			return err
		case f.sql:
			return c.writeSQL(r.Queries[0].SQL)
		case f.asJSON:
			return c.json(r)
		}
		points := r.Points
		if !months && r.Grain == unit.Day {
			points = nil
			for _, p := range r.Days {
				if p.Day >= r.After.From && p.Day < r.After.To {
					points = append(points, p)
				}
			}
		}
		var rows [][]value.Value
		for _, p := range points {
			rows = append(rows, []value.Value{p.Day, amount(p.Cost, centPlaces), amount(p.Quantity, centPlaces), optional(p.CostPer)})
		}
		columns := append([]typed.Column{word("day")}, amounts(centPlaces, "cost", "quantity")...)
		if err := c.table(a, append(columns, amounts(perPlaces, "cost per")...), rows); err != nil {
			return err
		}
		c.note("%s: %s for %d %s", r.Title.EN, r.Currency, r.Per, r.Of.EN)
		return c.unitNotes(&r)
	})
	f.add(cmd)
	cmd.Flags().BoolVar(&months, "months", false, "months instead of days")
	return cmd
}

func (c *command) unitNotes(r *unit.Report) error {
	if r.Missing != nil {
		c.note("%s", r.Missing.EN)
	}
	for _, n := range r.Notes {
		c.note("%s", n.EN)
	}
	return nil
}

// unitExplain is `glaux unit explain`.
func (c *command) unitExplain() *cobra.Command {
	var f unitFlags
	var language string
	cmd := &cobra.Command{
		Use: "explain UNIT", Short: "Say why the cost of one changed: volume, price, mix, efficiency, and what caused it", Args: cobra.ExactArgs(1),
		Long: `Say why the cost of one changed: a verdict with its grounds; what is due to more work, other prices, another mix and more or less usage for
the work, to the last cent; what caused it; which part of the cost is static; what named changes, or the one at a day, did, with an interval of 95 %.`,
		Example: lines("glaux unit explain click", "glaux unit explain click --change nat-fix", "glaux unit explain nat-gb --change 2025-11-01 --lang ja"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		r, err := a.Units().Unit(ctx, a.Who(), args[0], f.ask)
		switch {
		case err != nil:
			return err
		case f.asJSON:
			return c.json(r)
		case f.sql:
			var list []string
			for _, q := range r.Queries {
				list = append(list, q.SQL)
			}
			return c.writeSQL(strings.Join(list, ";\n\n"))
		}
		_, err = fmt.Fprint(c.Stdout, unit.Write(&r, language == "ja"))
		return err
	})
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.ask.Change, "change", "", "estimate what a named `CHANGE` of the unit did, or the one at a day")
	flags.StringVar(&f.ask.Metric, "metric", "", "another `METRIC`: unblended, amortized, net_unblended, net_amortized")
	flags.StringVar(&language, "lang", "en", "the `LANGUAGE`: en or ja")
	complete(cmd, "lang", []string{"en", "ja"})
	return cmd
}

// unitTest is `glaux unit test`.
func (c *command) unitTest() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "test [FILE]", Short: "Check unit files: that they run, add up, and give what they expect", Args: cobra.MaximumNArgs(1),
		Example: lines("glaux unit test", "glaux unit test units/click.yaml"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		file := ""
		if len(args) == 1 {
			file = args[0]
		}
		tested, err := a.Units().Test(ctx, a.Who(), file)
		if err != nil {
			return err
		}
		if asJSON {
			err = c.json(tested)
		} else {
			err = c.tableOfUnitChecks(a, tested)
		}
		if err == nil && tested.Failed > 0 {
			return errFaults
		}
		return err
	})
	settings(cmd.Flags(), "as", "format", "units")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the checks as JSON")
	return cmd
}

// tableOfUnitChecks shows checks. Of those that the bill has nothing for, it says how many there are.
func (c *command) tableOfUnitChecks(a *app.App, tested unit.Tested) error {
	var rows [][]value.Value
	skipped := 0
	for _, one := range tested.Checks {
		if one.Skipped {
			skipped++
			continue
		}
		state := "ok"
		if !one.OK {
			state = "FAILED"
		}
		rows = append(rows, []value.Value{state, one.Unit, one.What, one.Says})
	}
	if err := c.table(a, words("state", "unit", "check", "says"), rows); err != nil {
		return err
	}
	c.note("%s, %d failed", plural(int64(len(rows)), "check"), tested.Failed)
	if skipped > 0 {
		c.note("of %s this bill has nothing", plural(int64(skipped), "ready unit"))
	}
	return nil
}
