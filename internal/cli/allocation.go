package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// allocation is `glaux allocation`.
func (c *command) allocation() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "allocation",
		Short: "Show who pays, by rules that can live in git",
		Long: `Show who pays: every dollar of the bill goes down a waterfall of steps (tags of inference profiles and resources, tags and names of callers,
metadata of invocation logs, accounts, rules) to one value of a key such as department; then shared costs, the residual and savings are split. The
rules are a YAML file: allocation.yaml beside the settings file, or that of --allocation. Without one, the key is the tag of department, team or
cost center that the bill has most of.`,
		Example: lines("glaux allocation show", "glaux allocation explain Sales", "glaux allocation test allocation.yaml"),
		RunE:    c.group,
		Args:    cobra.ArbitraryArgs,
	}
	cmd.AddCommand(c.allocationShow(), c.allocationExplain(), c.allocationTest())
	return cmd
}

// allocationFlags are the flags of a question.
type allocationFlags struct {
	ask      allocation.Ask
	from, to string
	genai    bool
}

// add adds them to a command.
func (f *allocationFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	settings(flags, "as", "format", "allocation")
	flags.StringVar(&f.ask.Key, "key", "", "what costs are allocated to, a `KEY` of the rules (default: the first)")
	flags.BoolVar(&f.genai, "genai", false, "the lines of generative AI alone, glaux.genai")
	flags.StringVar(&f.from, "from", "", "the first `DAY`, UTC (default: the first of the last month)")
	flags.StringVar(&f.to, "to", "", "the `DAY` after the last (default: the end of the bill)")
	flags.StringSliceVar(&f.ask.Accounts, "account", nil, "keep lines of an `ACCOUNT`")
	flags.StringSliceVar(&f.ask.Services, "service", nil, "keep lines of a `SERVICE`, by its product code")
}

// question is what they ask.
func (f *allocationFlags) question() (ask allocation.Ask, err error) {
	if f.ask.From, err = momentFlag("--from", f.from); err != nil {
		return ask, err
	}
	if f.ask.To, err = momentFlag("--to", f.to); err != nil {
		return ask, err
	}
	if f.genai {
		f.ask.Over = allocation.GenAI
	}
	return f.ask, nil
}

// allocationShow is `glaux allocation show`.
func (c *command) allocationShow() *cobra.Command {
	var f allocationFlags
	var asJSON, sql, steps bool
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show what each value of a key pays, and what each step found",
		Example: lines(
			"glaux allocation show",
			"glaux allocation show --key department --genai --from 2025-10-01 --to 2025-11-01",
			"glaux allocation show --steps",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		ask, err := f.question()
		if err != nil {
			return err
		}
		answer, err := a.Allocations().Allocate(ctx, a.Who(), ask)
		switch {
		case err != nil:
			return err
		case sql:
			return c.writeSQL(answer.SQL)
		case asJSON:
			return c.json(answer)
		case steps:
			return c.tableOfSteps(a, answer)
		}
		return c.tableOfValues(a, answer)
	})
	f.add(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.ask.Unsplit, "unsplit", false, "leave shared costs, the residual and savings where the waterfall put them")
	flags.BoolVar(&steps, "steps", false, "show what each step of the waterfall found")
	flags.BoolVar(&asJSON, "json", false, "write all that is known, as JSON")
	flags.BoolVar(&sql, "sql", false, "write the query instead, in Athena's SQL")
	return cmd
}

// tableOfValues shows who pays.
func (c *command) tableOfValues(a *app.App, answer allocation.Answer) error {
	split := slices.ContainsFunc(answer.Values, func(v allocation.Value) bool { return v.Received.Sign() != 0 || v.Savings.Sign() != 0 })
	columns := append(words(answer.Key), amounts(centPlaces, "total")...)
	if split {
		columns = append(columns, amounts(centPlaces, "own", "received", "savings")...)
	}
	columns = append(columns, word("share"))
	var rows [][]value.Value
	for i := range answer.Values {
		v := &answer.Values[i]
		row := []value.Value{v.Value, amount(v.Shown, centPlaces)}
		if split {
			row = append(row, amount(v.Own, centPlaces), amount(v.Received, centPlaces), amount(v.Savings, centPlaces))
		}
		rows = append(rows, append(row, percent(v.Share)))
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	return c.notesOfAllocation(answer)
}

// tableOfSteps shows the waterfall.
func (c *command) tableOfSteps(a *app.App, answer allocation.Answer) error {
	columns := append(words("step", "looks at"), amounts(centPlaces, "cost")...)
	columns = append(columns, words("share", "lines")...)
	var rows [][]value.Value
	for i := range answer.Steps {
		s := &answer.Steps[i]
		rows = append(rows, []value.Value{s.Step, s.Says.EN, amount(s.Cost, centPlaces), percent(s.Share), fmt.Sprint(s.Lines)})
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	return c.notesOfAllocation(answer)
}

// notesOfAllocation says what a reader must know.
func (c *command) notesOfAllocation(answer allocation.Answer) error {
	c.note("%s %s of glaux.%s, %s, %s to %s: each line once, the same as the bill", answer.Total.Fixed(centPlaces), answer.Currency, answer.Over, answer.Metric, answer.From.Format("2006-01-02"), answer.To.Format("2006-01-02"))
	for _, n := range answer.Notes {
		c.note("%s", n.EN)
	}
	return nil
}

// percent is a share for people.
func percent(share float64) string { return fmt.Sprintf("%.1f%%", share*100) } //nolint:mnd // percent

// allocationExplain is `glaux allocation explain`.
func (c *command) allocationExplain() *cobra.Command {
	var f allocationFlags
	ask := allocation.ExplainAsk{}
	var asJSON, sql bool
	cmd := &cobra.Command{
		Use:   "explain [VALUE]",
		Short: "Show the lines behind a value or a step, before splits",
		Example: lines(
			"glaux allocation explain Sales",
			"glaux allocation explain --step residual --limit 20",
		),
		Args: cobra.MaximumNArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) (err error) {
		if ask.Ask, err = f.question(); err != nil {
			return err
		}
		if len(args) == 1 {
			ask.Value = args[0]
		}
		e, err := a.Allocations().Explain(ctx, a.Who(), ask)
		switch {
		case err != nil:
			return err
		case sql:
			return c.writeSQL(e.SQL)
		case asJSON:
			return c.json(e)
		}
		columns := append(amounts(centPlaces, "cost"), words(e.Key, "step", "account", "service", "usage type", "resource", "principal")...)
		var rows [][]value.Value
		for i := range e.Groups {
			g := &e.Groups[i]
			rows = append(rows, []value.Value{amount(g.Cost, centPlaces), g.Value, g.Step, g.Account, g.Service, g.UsageType, g.Resource, g.Principal})
		}
		if err := c.table(a, columns, rows); err != nil {
			return err
		}
		if e.More {
			c.note("there are more groups of lines: --limit N shows them")
		}
		for _, n := range e.Notes {
			c.note("%s", n.EN)
		}
		return nil
	})
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&ask.Step, "step", "", "keep lines of a `STEP`, by its name, or residual")
	flags.IntVar(&ask.Limit, "limit", 0, "how many groups of lines, those that cost most first (default: 100)")
	flags.BoolVar(&asJSON, "json", false, "write all that is known, as JSON")
	flags.BoolVar(&sql, "sql", false, "write the query instead, in Athena's SQL")
	return cmd
}

// allocationTest is `glaux allocation test`.
func (c *command) allocationTest() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "test [FILE]",
		Short: "Run the examples of rules, and check that they allocate the bill once",
		Long: `Run the examples that stand in a file of rules, and allocate the last month by each key: every dollar once, and the sum is that of the bill. The
command fails where one of them does, so that a repository can hold its rules to it.`,
		Example: lines("glaux allocation test", "glaux allocation test rules/allocation.yaml"),
		Args:    cobra.MaximumNArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		file := ""
		if len(args) == 1 {
			file = args[0]
		}
		tested, err := a.Allocations().Test(ctx, a.Who(), file)
		if err != nil {
			return err
		}
		if asJSON {
			err = c.json(tested)
		} else {
			err = c.tableOfChecks(a, tested)
		}
		if err == nil && tested.Failed > 0 {
			err = fault.New(fault.Invalid, "ALLOCATION_TEST_FAILED", fmt.Sprintf("%s failed", plural(int64(tested.Failed), "check")))
		}
		return err
	})
	settings(cmd.Flags(), "as", "format", "allocation")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write all that is known, as JSON")
	return cmd
}

// tableOfChecks shows what was tested.
func (c *command) tableOfChecks(a *app.App, tested allocation.Tested) error {
	var rows [][]value.Value
	for _, k := range tested.Checks {
		outcome := "ok"
		if !k.OK {
			outcome = "FAILED"
		}
		name := k.Name
		if k.At > 0 {
			name = fmt.Sprintf("%s (line %d)", k.Name, k.At)
		}
		rows = append(rows, []value.Value{outcome, k.Kind, name, k.Says})
	}
	if err := c.table(a, words("outcome", "test", "name", "result"), rows); err != nil {
		return err
	}
	c.note("%s, %d failed", plural(int64(len(tested.Checks)), "check"), tested.Failed)
	return nil
}
