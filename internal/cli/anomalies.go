package cli

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// anomalies is `glaux anomalies`.
func (c *command) anomalies() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "anomalies",
		Short: "Find what is unusual in the bill, and keep its cases",
		Long: `Find what is unusual in the bill, and keep its cases. Each change gets one case, at the place that explains it, with what it has cost above what
was to be expected, what a month of it would cost, and its causes. What was delivered since the last time is judged first.`,
		RunE: c.group,
		Example: lines("glaux anomalies list", "glaux anomalies show 3f2a91c07d5b", "glaux anomalies explain 3f2a91c07d5b",
			"glaux anomalies replay --from 2025-06-01 --to 2025-06-30", `glaux query "SELECT * FROM glaux.anomalies WHERE state = 'open'"`),
	}
	cmd.AddCommand(c.anomaliesList(), c.anomaliesShow(), c.anomaliesExplain(), c.anomaliesEdit(), c.anomaliesFeedback(), c.anomaliesReplay(),
		c.anomaliesPlan(), c.anomaliesRule(), c.anomaliesMonitor())
	return cmd
}

// casework is what a command about cases does.
type casework func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error

// cases makes casework a command's function: what was delivered is judged before.
func (c *command) cases(do casework) func(*cobra.Command, []string) error {
	return c.run(func(ctx context.Context, a *app.App, args []string) error {
		book, err := a.Cases(ctx)
		if err != nil {
			return err
		}
		if err := book.Evaluate(ctx); err != nil {
			return err
		}
		return do(ctx, a, book, args)
	})
}

// anomaliesList is `glaux anomalies list`.
func (c *command) anomaliesList() *cobra.Command {
	var f casebook.Filter
	var state, class string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List cases: those that last first, the largest first",
		Long: `List cases: those that last first, the largest first. Impact is what a case has cost above the expectation, monthly what 30 more such days
would cost; both are estimates. The table glaux.anomalies has more columns.`,
		Example: lines("glaux anomalies list", "glaux anomalies list --state open --lasting", "glaux anomalies list --account 419832650148 --format csv"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, _ []string) error {
		f.State, f.Class = casebook.State(state), anomaly.Class(class)
		list, err := book.List(ctx, a.Who(), f)
		if err != nil {
			return err
		}
		if err := c.tableOfCases(a, list.Cases); err != nil {
			return err
		}
		if list.Found > len(list.Cases) {
			c.note("%d of %s shown; --limit shows more", len(list.Cases), plural(int64(list.Found), "case"))
		}
		c.tellWatch(list)
		return nil
	})
	flags := cmd.Flags()
	flags.StringVar(&state, "state", "", "only cases that are `STATE`: open, expected, planned, fixed, false")
	flags.StringVar(&class, "class", "", "only cases of a `CLASS`: spike, step, drift, new, netting, expiry, price, drop, credit")
	flags.BoolVar(&f.Lasting, "lasting", false, "only what has not ended")
	flags.StringVar(&f.Account, "account", "", "only cases in an `ACCOUNT`")
	flags.StringVar(&f.Service, "service", "", "only cases in a `SERVICE`, by the product code of the bill")
	flags.StringVar(&f.Owner, "owner", "", "only cases that `NAME` took")
	flags.StringVar(&f.Since, "since", "", "only what lasted on `DAY` or later")
	flags.IntVar(&f.Limit, "limit", 0, "most cases to show (default: 100)")
	settings(flags, "format", "as")
	complete(cmd, "format", render.Formats())
	complete(cmd, "state", []casebook.State{casebook.StateOpen, casebook.StateExpected, casebook.StatePlanned, casebook.StateFixed, casebook.StateFalse})
	return cmd
}

// tellWatch says how far the watch has come.
func (c *command) tellWatch(l casebook.List) {
	if l.Watch.Day == "" {
		c.note("there is no bill to watch yet: add one with glaux source add, and load it with glaux sync")
		return
	}
	c.note("judged up to %s; amortized cost, %s; impact and monthly are estimates", l.Watch.Day, l.Currency)
}

// amounts are columns of amounts.
func amounts(places int, names ...string) []typed.Column {
	const digits = 38
	var out []typed.Column
	for _, name := range names {
		out = append(out, typed.Column{Name: name, Type: types.DecimalOf(digits, places)})
	}
	return out
}

// amount is a cell of an amount, with so many digits after the point.
func amount(a money.Amount, places int) value.Value {
	unscaled, ok := new(big.Int).SetString(strings.Replace(a.Fixed(places), ".", "", 1), 10) //nolint:mnd // digits
	if !ok {
		return nil // Fixed writes digits
	}
	return value.Decimal{Unscaled: unscaled, Scale: places}
}

// cell is a text; "" is NULL.
func cell(text string) value.Value {
	if text == "" {
		return nil
	}
	return text
}

// tableOfCases shows cases. Formats for people have the columns that fit on a terminal.
func (c *command) tableOfCases(a *app.App, list []casebook.Case) error {
	wide := formatOf(a.Config.Format, "").Streams()
	columns := words("id", "state", "class", "severity", "account")
	if wide {
		columns = append(columns, words("account_name")...)
	}
	columns = append(columns, words("service", "usage_type", "region", "start", "end")...)
	if wide {
		columns = append(columns, words("found")...)
		columns = append(columns, amounts(c.places(a), "actual")...)
	}
	columns = append(columns, amounts(centPlaces, "impact", "monthly")...)
	columns = append(columns, words("owner")...)
	var rows [][]value.Value
	for _, one := range list {
		account := one.Node.Account
		if !wide && one.Account != "" {
			account = one.Account
		}
		row := []value.Value{one.ID, string(one.State), string(one.Class), string(one.Severity), cell(account)}
		if wide {
			row = append(row, cell(one.Account))
		}
		row = append(row, cell(one.Node.Service), cell(one.Node.UsageType), cell(one.Node.Region), one.Start, cell(one.End))
		if wide {
			row = append(row, one.Found, amount(one.Actual, c.places(a)))
		}
		rows = append(rows, append(row, amount(one.Impact, centPlaces), amount(one.Monthly, centPlaces), cell(one.Owner)))
	}
	return c.table(a, columns, rows)
}

// anomaliesShow is `glaux anomalies show`.
func (c *command) anomaliesShow() *cobra.Command {
	var sql, band bool
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show a case: its figures, its days and its log",
		Example: lines("glaux anomalies show 3f2a91c07d5b", "glaux anomalies show 3f2a91c07d5b --days --format csv", "glaux anomalies show 3f2a91c07d5b --sql"),
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error {
		d, err := book.Case(ctx, a.Who(), args[0])
		switch {
		case err != nil:
			return err
		case sql:
			return c.writeFigures(d)
		case band:
			return c.tableOfDays(a, d)
		}
		return c.showCase(d)
	})
	cmd.Flags().BoolVar(&sql, "sql", false, "write the queries of the figures, in Athena's SQL")
	cmd.Flags().BoolVar(&band, "days", false, "the days with what was expected of them")
	settings(cmd.Flags(), "format", "as")
	return cmd
}

// writeFigures writes the queries of a case's figures.
func (c *command) writeFigures(d casebook.Detail) error {
	told := map[string]bool{}
	for _, f := range d.Figures {
		if f.SQL == "" || told[f.SQL] {
			continue
		}
		told[f.SQL] = true
		if err := c.writeSQL("-- " + f.Name + "\n" + f.SQL + ";"); err != nil {
			return err
		}
	}
	return nil
}

// tableOfDays shows the band of a case.
func (c *command) tableOfDays(a *app.App, d casebook.Detail) error {
	places := c.places(a)
	columns := append(words("day"), amounts(places, "actual")...)
	columns = append(columns, amounts(centPlaces, "expected", "low", "high")...)
	var rows [][]value.Value
	for _, p := range d.Points {
		rows = append(rows, []value.Value{
			p.Day, amount(p.Actual, places), amount(p.Expected, centPlaces), amount(p.Low, centPlaces), amount(p.High, centPlaces),
		})
	}
	return c.table(a, columns, rows)
}

// showCase writes a case as lines of text.
func (c *command) showCase(d casebook.Detail) error {
	var b strings.Builder
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-10s %s\n", name, strings.Map(harmless, text))
		}
	}
	line("case", d.ID)
	line("state", string(d.State))
	line("owner", d.Owner)
	line("class", fmt.Sprintf("%s, severity %s", d.Class, d.Severity))
	line("where", placeOf(d.Node, d.Account))
	for _, n := range d.Also {
		line("and", placeOf(n, ""))
	}
	until := d.End
	if until == "" {
		until = "lasts"
	}
	line("days", fmt.Sprintf("%s to %s, found %s", d.Start, until, d.Found))
	for _, f := range d.Figures {
		kind := "exact"
		if f.Estimate {
			kind = "estimate"
		}
		line(f.Name, fmt.Sprintf("%s %s (%s)", f.Value.Fixed(centPlaces), d.Currency, kind))
	}
	line("planned", d.Planned)
	if d.Proof != nil {
		line("fix", proofText(d.Proof, d.Currency))
	}
	for _, r := range d.Rules {
		line("rule", ruleText(r))
	}
	for _, e := range d.Log {
		line("log", strings.TrimSpace(fmt.Sprintf("%s %s %s %s", e.At.UTC().Format("2006-01-02 15:04"), e.Kind, e.Who, e.Text)))
	}
	_, err := c.Stdout.Write([]byte(b.String()))
	return err
}

// proofText says what became of a fix.
func proofText(p *casebook.Proof, currency string) string {
	saved := fmt.Sprintf("%d days cost %s instead of %s %s (estimate, %s to %s)", p.Days, p.Actual.Fixed(centPlaces), p.Would.Fixed(centPlaces), currency, p.Low.Fixed(centPlaces), p.High.Fixed(centPlaces))
	switch p.Outcome {
	case anomaly.Worked:
		return fmt.Sprintf("of %s worked: %s, %s saved so far", p.Fixed, saved, p.Saved.Fixed(centPlaces))
	case anomaly.Partly:
		return fmt.Sprintf("of %s worked partly: %s, %s saved so far", p.Fixed, saved, p.Saved.Fixed(centPlaces))
	case anomaly.Failed:
		return fmt.Sprintf("of %s did not work: %s", p.Fixed, saved)
	case anomaly.Waiting:
	}
	if p.Days == 0 {
		return fmt.Sprintf("of %s: no day since is known yet", p.Fixed)
	}
	return fmt.Sprintf("of %s: too early to tell, %s", p.Fixed, saved)
}

// placeOf names a node.
func placeOf(n anomaly.Node, account string) string {
	parts := []string{n.Account, n.Service, n.UsageType, n.Region}
	if account != "" {
		parts[0] = account + " (" + n.Account + ")"
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return "the whole bill"
	}
	return strings.Join(parts, " / ")
}

// anomaliesExplain is `glaux anomalies explain`.
func (c *command) anomaliesExplain() *cobra.Command {
	var sql, changed bool
	cmd := &cobra.Command{
		Use:   "explain ID",
		Short: "Say what caused a case: up to ten causes, those that explain most first",
		Long: `Say what caused a case: up to ten causes, those that explain most first, read from the bill now. The days of the case are compared with as
many days some whole weeks before it. Before, after and change are exact; price and quantity split the change.`,
		Example: lines("glaux anomalies explain 3f2a91c07d5b", "glaux anomalies explain 3f2a91c07d5b --changed --format csv", "glaux anomalies explain 3f2a91c07d5b --sql"),
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error {
		why, err := book.Why(ctx, a.Who(), args[0])
		if err != nil {
			return err
		}
		if sql {
			for i, cause := range why.Causes {
				if err := c.writeSQL(fmt.Sprintf("-- cause %d\n%s;", i+1, cause.SQL)); err != nil {
					return err
				}
			}
			return c.writeSQL("-- all facts\n" + why.SQL + ";")
		}
		if err := c.tableOfWhy(a, why, changed); err != nil {
			return err
		}
		c.note("from %s..%s to %s..%s: %s", why.Before.Start, why.Before.End, why.After.Start, why.After.End, why.Change.Change.Fixed(centPlaces))
		return nil
	})
	cmd.Flags().BoolVar(&sql, "sql", false, "write the queries of the figures, in Athena's SQL")
	cmd.Flags().BoolVar(&changed, "changed", false, "what changed along each dimension, instead of causes")
	settings(cmd.Flags(), "format", "as")
	return cmd
}

// tableOfWhy shows causes, or what changed.
func (c *command) tableOfWhy(a *app.App, why casebook.Why, changed bool) error {
	places := c.places(a)
	shift := func(s casebook.Shift) []value.Value {
		return []value.Value{amount(s.Before, places), amount(s.After, places), amount(s.Change, places)}
	}
	var rows [][]value.Value
	if changed {
		for _, one := range why.Changed {
			rows = append(rows, append([]value.Value{one.Dimension, cell(one.Value)}, shift(one.Shift)...))
		}
		return c.table(a, append(words("dimension", "value"), amounts(places, "before", "after", "change")...), rows)
	}
	const percent = 100
	for _, one := range why.Causes {
		var parts []string
		for _, e := range one.Elements {
			parts = append(parts, e.Dimension+"="+e.Value)
		}
		row := append([]value.Value{strings.Join(parts, ", ")}, shift(one.Shift)...)
		rows = append(rows, append(row, amount(one.Price, centPlaces), amount(one.Quantity, centPlaces), fmt.Sprintf("%.0f %%", one.Share*percent)))
	}
	columns := append(words("cause"), amounts(places, "before", "after", "change")...)
	columns = append(columns, amounts(centPlaces, "price", "quantity")...)
	return c.table(a, append(columns, words("share")...), rows)
}
