package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/finding"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The languages in which a fix is written.
const (
	terraform      = "terraform"
	cloudFormation = "cloudformation"
	commands       = "cli"
)

// findings is `glaux findings`.
func (c *command) findings() *cobra.Command {
	var ask finding.Ask
	var from, to, fix string
	var asJSON, sql bool
	cmd := &cobra.Command{
		Use:   "findings [ID]",
		Short: "Show what the network costs without need, and how to mend it",
		Long: `Show what the network costs without need: NAT gateways in another zone, in front of S3 or without work, ends that talk across zones, addresses,
endpoints and attachments that nobody uses. Dollars are those of a month of 730 hours, estimated at the prices of the bill, now and after the
fix. With an ID all that is known of one finding is shown: evidence, break-even, risk and steps; --fix writes the change itself.`,
		Example: lines(
			"glaux findings",
			"glaux findings --from 2025-10-01 --to 2025-11-01 --account 419832650148",
			"glaux findings nat-idle:nat-0a1b2c3d --fix terraform > fix.tf",
		),
		Args: cobra.MaximumNArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) (err error) {
		if ask.From, err = momentFlag("--from", from); err != nil {
			return err
		}
		if ask.To, err = momentFlag("--to", to); err != nil {
			return err
		}
		found, err := a.Findings(ctx, ask)
		if err != nil {
			return err
		}
		if len(args) == 1 {
			return c.oneFinding(found, args[0], fix, asJSON, sql)
		}
		switch {
		case fix != "":
			return usageError{"--fix needs the ID of a finding"}
		case sql:
			return c.writeSQL(strings.Join(found.SQL, ";\n\n"))
		case asJSON:
			return c.json(found)
		}
		return c.tableOfFindings(a, found)
	})
	flags := cmd.Flags()
	settings(flags, "as", "format", "ip-ranges")
	flags.StringVar(&from, "from", "", "the first `DAY`, UTC (default: 30 days before --to)")
	flags.StringVar(&to, "to", "", "the `DAY` after the last: findings are what is wrong then (default: the end of the bill)")
	flags.StringSliceVar(&ask.Accounts, "account", nil, "keep findings of an `ACCOUNT`")
	flags.StringVar(&fix, "fix", "", "write the change as `LANGUAGE`: terraform, cloudformation, cli")
	flags.BoolVar(&asJSON, "json", false, "write all that is known, as JSON")
	flags.BoolVar(&sql, "sql", false, "write the queries instead, in Athena's SQL")
	complete(cmd, "fix", []string{terraform, cloudFormation, commands})
	return cmd
}

// tableOfFindings shows findings.
func (c *command) tableOfFindings(a *app.App, found finding.Found) error {
	columns := append(amounts(centPlaces, "saves", "before", "after"), words("finding", "account", "id")...)
	var rows [][]value.Value
	for i := range found.Findings {
		f := &found.Findings[i]
		rows = append(rows, []value.Value{amount(f.Saves, centPlaces), amount(f.Before, centPlaces), amount(f.After, centPlaces), f.Title.EN, f.Account, f.ID})
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.note("%s, %s to %s; all together %s %s a month, estimated", plural(int64(len(rows)), "finding"), found.From.Format("2006-01-02"), found.To.Format("2006-01-02"), found.Saves.Fixed(centPlaces), found.Currency)
	for _, m := range found.Missing {
		c.note("not looked at: %s", m.EN)
	}
	return nil
}

// oneFinding shows all of a finding, or its fix.
func (c *command) oneFinding(found finding.Found, id, fix string, asJSON, sql bool) error {
	at := slices.IndexFunc(found.Findings, func(f finding.Finding) bool { return f.ID == id })
	if at < 0 {
		return fault.New(fault.NotFound, "FINDING_NOT_FOUND", fmt.Sprintf("there is no finding %q in this time: glaux findings lists those that there are", id))
	}
	f := found.Findings[at]
	switch {
	case asJSON:
		return c.json(f)
	case sql:
		var list []string
		for _, e := range f.Evidence {
			list = append(list, e.SQL)
		}
		return c.writeSQL(strings.Join(list, ";\n\n"))
	case fix != "":
		text, ok := map[string]string{terraform: f.Fix.Terraform, cloudFormation: f.Fix.CloudFormation, commands: f.Fix.CLI}[fix]
		if !ok {
			return usageError{fmt.Sprintf("--fix %q is none of terraform, cloudformation, cli", fix)}
		}
		if text == "" {
			return fault.New(fault.NotFound, "NO_FIX", "this change cannot be made with "+fix+": choose another language")
		}
		_, err := fmt.Fprint(c.Stdout, text)
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", f.Title.EN, f.Says.EN)
	fmt.Fprintf(&b, "  saves       %s %s a month (%s now, %s after), %s\n", f.Saves.Fixed(centPlaces), found.Currency, f.Before.Fixed(centPlaces), f.After.Fixed(centPlaces), f.Confidence)
	fmt.Fprintf(&b, "  break-even  %s\n  account     %s %s\n  resources   %s\n", f.BreakEven.EN, f.Account, f.Region, strings.Join(f.Resources, " "))
	fmt.Fprintf(&b, "\n%s (%s)\n", f.Fix.Title.EN, f.Fix.ID)
	for i, s := range f.Fix.Steps {
		fmt.Fprintf(&b, "  %d. %s\n", i+1, s.EN)
	}
	fmt.Fprintf(&b, "\nRisk: %s\n\n%s", f.Risk.EN, f.Fix.CLI)
	_, err := fmt.Fprint(c.Stdout, b.String())
	return err
}
