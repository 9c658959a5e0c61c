package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// anomaliesEdit is `glaux anomalies edit`.
func (c *command) anomaliesEdit() *cobra.Command {
	var state, owner, note, fixed string
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Change the state or the owner of a case, or write a note on it",
		Long: `Change the state or the owner of a case, or write a note on it. A case that is called fixed is watched for up to 90 days: its days are held against
what they would have cost without the fix, as the same days of the week cost in the four weeks before. It ends with what was saved, or is open again when the
fix has not worked.`,
		Example: lines("glaux anomalies edit 3f2a91c07d5b --state fixed --fixed 2025-11-01 --note 'a gateway endpoint was made'", "glaux anomalies edit 3f2a91c07d5b --owner mika"),
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error {
		e := casebook.Edit{Note: note, Fixed: fixed}
		if cmd.Flags().Changed("state") {
			s := casebook.State(state)
			e.State = &s
		}
		if cmd.Flags().Changed("owner") {
			e.Owner = &owner
		}
		if e == (casebook.Edit{}) {
			return usageError{"nothing to change: --state, --owner or --note"}
		}
		d, err := book.Edit(ctx, a.Who(), args[0], e)
		if err != nil {
			return err
		}
		return c.showCase(d)
	})
	cmd.Flags().StringVar(&state, "state", "", "open, expected, planned, fixed or false")
	cmd.Flags().StringVar(&fixed, "fixed", "", "with --state fixed: the first `DAY` of the fix (default: the day on which the case ended, or the day after the last one that is known)")
	cmd.Flags().StringVar(&owner, "owner", "", "`NAME` of who takes it; '' for nobody")
	cmd.Flags().StringVar(&note, "note", "", "a note")
	complete(cmd, "state", []casebook.State{casebook.StateOpen, casebook.StateExpected, casebook.StatePlanned, casebook.StateFixed, casebook.StateFalse})
	return cmd
}

// anomaliesFeedback is `glaux anomalies feedback`.
func (c *command) anomaliesFeedback() *cobra.Command {
	var f casebook.Feedback
	cmd := &cobra.Command{
		Use:   "feedback ID useful|expected|false|small",
		Short: "Say what a case was worth, and see what that teaches",
		Long: `Say what a case was worth. All but useful teach a threshold at the place of the case; the answer tells how many of the last cases would not
have been raised with it. --apply sets it, for administrators.`,
		Example: lines("glaux anomalies feedback 3f2a91c07d5b useful", "glaux anomalies feedback 3f2a91c07d5b small --apply"),
		Args:    cobra.ExactArgs(2), //nolint:mnd // as Use says
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error {
		f.Verdict = casebook.Verdict(args[1])
		learned, err := book.Feedback(ctx, a.Who(), args[0], f)
		if err != nil {
			return err
		}
		return c.tellLearned(learned)
	})
	cmd.Flags().StringVar(&f.Note, "note", "", "why")
	cmd.Flags().BoolVar(&f.Apply, "apply", false, "set the threshold that it teaches")
	return cmd
}

// tellLearned says what a rule does.
func (c *command) tellLearned(l casebook.Learned) error {
	if l.Rule == nil {
		_, err := fmt.Fprintln(c.Stdout, "noted")
		return err
	}
	is := "would be"
	if l.Applied {
		is = "is"
	}
	_, err := fmt.Fprintf(c.Stdout, "the rule %s: %s\nwith it %d of the last %s would not have been raised\n",
		is, strings.Map(harmless, ruleText(*l.Rule)), l.Effect.Gone, plural(int64(l.Effect.Of), "case"))
	return err
}

// ruleText says a rule in a line.
func ruleText(r casebook.Rule) string {
	text := "raise nothing below " + r.Least.Fixed(centPlaces)
	if r.Mute {
		text = "raise nothing"
	}
	text += " at " + placeOf(r.Node, "")
	if r.Class != "" {
		text += ", of class " + string(r.Class)
	}
	if r.Until != "" {
		text += ", until " + r.Until
	}
	if r.Note != "" {
		text += " (" + r.Note + ")"
	}
	return text
}

// anomaliesReplay is `glaux anomalies replay`.
func (c *command) anomaliesReplay() *cobra.Command {
	var r casebook.ReplayRequest
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Judge days that are past again, and show what is found in them",
		Long: `Judge days that are past again, each by what was known at its delivery, and show what is found in them. Nothing is kept. The rules of the
installation hold unless --bare says otherwise.`,
		Example: lines("glaux anomalies replay", "glaux anomalies replay --from 2025-06-01 --to 2025-06-30 --format csv"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, _ []string) error {
		out, err := book.Replay(ctx, a.Who(), r)
		if err != nil {
			return err
		}
		if err := c.tableOfCases(a, out.Cases); err != nil {
			return err
		}
		text := fmt.Sprintf("%s to %s: deliveries judged: %d", out.From, out.To, out.Days)
		if out.Days == 0 {
			text = "no day was judged"
		}
		if out.Hidden > 0 {
			text += fmt.Sprintf("; rules kept %s from being raised", plural(int64(out.Hidden), "case"))
		}
		c.note("%s", text)
		return nil
	})
	cmd.Flags().StringVar(&r.From, "from", "", "the first `DAY` that is judged (default: the first of the bill)")
	cmd.Flags().StringVar(&r.To, "to", "", "the last `DAY` that is judged (default: the last of the bill)")
	cmd.Flags().BoolVar(&r.Bare, "bare", false, "without the rules of the installation")
	settings(cmd.Flags(), "format", "as")
	return cmd
}

// nodeFlags adds the flags of a place.
func nodeFlags(flags *pflag.FlagSet, n *anomaly.Node) {
	flags.StringVar(&n.Account, "account", "", "in this `ACCOUNT`")
	flags.StringVar(&n.Service, "service", "", "in this `SERVICE`, by the product code of the bill")
	flags.StringVar(&n.UsageType, "usage-type", "", "of this `USAGE-TYPE`")
	flags.StringVar(&n.Region, "region", "", "in this `REGION`")
}

// anomaliesPlan is `glaux anomalies plan`.
func (c *command) anomaliesPlan() *cobra.Command {
	cmd := &cobra.Command{
		Use: "plan", Short: "Planned events: cases that begin in them are planned", RunE: c.group,
		Example: lines("glaux anomalies plan add --account 419832650148 --from 2025-11-20 --to 2025-12-02 --note 'winter sale'", "glaux anomalies plan list"),
	}
	var e casebook.Event
	add := &cobra.Command{
		Use: "add", Short: "Declare a planned event", Args: cobra.NoArgs,
		Example: lines("glaux anomalies plan add --service AmazonRDS --from 2025-11-20 --to 2025-12-02 --note 'migration'"),
	}
	add.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, _ []string) error {
		made, err := book.Plan(ctx, a.Who(), e)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.Stdout, "planned: %s to %s at %s\n", made.Start, made.End, placeOf(made.Node, ""))
		return err
	})
	nodeFlags(add.Flags(), &e.Node)
	add.Flags().StringVar(&e.Start, "from", "", "the first `DAY`")
	add.Flags().StringVar(&e.End, "to", "", "the first `DAY` that is not in it")
	add.Flags().StringVar(&e.Note, "note", "", "what it is")
	show := &cobra.Command{Use: "list", Short: "List planned events", Args: cobra.NoArgs, Example: lines("glaux anomalies plan list")}
	show.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, _ []string) error {
		all, err := book.Planned(ctx, a.Who())
		if err != nil {
			return err
		}
		var rows [][]value.Value
		for _, e := range all {
			rows = append(rows, []value.Value{
				e.ID, e.Start, e.End, cell(e.Node.Account), cell(e.Node.Service), cell(e.Node.UsageType), cell(e.Node.Region), e.Note, cell(e.Who),
			})
		}
		return c.table(a, words("id", "from", "to", "account", "service", "usage_type", "region", "note", "by"), rows)
	})
	settings(show.Flags(), "format", "as")
	remove := &cobra.Command{Use: "remove ID", Short: "Take a planned event away", Args: cobra.ExactArgs(1), Example: lines("glaux anomalies plan remove k7q2m4")}
	remove.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error {
		return book.Unplan(ctx, a.Who(), args[0])
	})
	cmd.AddCommand(add, show, remove)
	return cmd
}

// anomaliesRule is `glaux anomalies rule`.
func (c *command) anomaliesRule() *cobra.Command {
	cmd := &cobra.Command{
		Use: "rule", Short: "Thresholds and mutes, which administrators set", RunE: c.group,
		Example: lines("glaux anomalies rule add --account 845173602382 --least 50", "glaux anomalies rule add --service AWSSupportBusiness --mute", "glaux anomalies rule list"),
	}
	cmd.AddCommand(c.anomaliesRuleAdd())
	show := &cobra.Command{Use: "list", Short: "List thresholds and mutes", Args: cobra.NoArgs, Example: lines("glaux anomalies rule list")}
	show.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, _ []string) error {
		all, err := book.Rules(ctx, a.Who())
		if err != nil {
			return err
		}
		var rows [][]value.Value
		for _, r := range all {
			rows = append(rows, []value.Value{r.ID, ruleText(r), cell(r.Who)})
		}
		return c.table(a, words("id", "rule", "by"), rows)
	})
	settings(show.Flags(), "format", "as")
	remove := &cobra.Command{Use: "remove ID", Short: "Take a rule away", Args: cobra.ExactArgs(1), Example: lines("glaux anomalies rule remove k7q2m4")}
	remove.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, args []string) error {
		return book.DropRule(ctx, a.Who(), args[0])
	})
	cmd.AddCommand(show, remove)
	return cmd
}

// anomaliesRuleAdd is `glaux anomalies rule add`.
func (c *command) anomaliesRuleAdd() *cobra.Command {
	var r casebook.Rule
	var least, class string
	var dry bool
	cmd := &cobra.Command{
		Use: "add", Short: "Set a threshold or a mute at a place and below", Args: cobra.NoArgs,
		Long: `Set a threshold or a mute at a place and below: cases that never reach the threshold are not raised. The answer tells how many of the last
cases would not have been raised; --dry-run changes nothing.`,
		Example: lines("glaux anomalies rule add --account 845173602382 --least 50 --dry-run", "glaux anomalies rule add --service AmazonEC2 --class drop --mute --until 2026-01-01"),
	}
	cmd.RunE = c.cases(func(ctx context.Context, a *app.App, book *casebook.Book, _ []string) error {
		r.Class = anomaly.Class(class)
		if least != "" {
			var err error
			if r.Least, err = money.Parse(least); err != nil {
				return usageError{fmt.Sprintf("--least: %v", err)}
			}
		}
		learned, err := book.PutRule(ctx, a.Who(), r, dry)
		if err != nil {
			return err
		}
		return c.tellLearned(learned)
	})
	nodeFlags(cmd.Flags(), &r.Node)
	cmd.Flags().StringVar(&class, "class", "", "only cases of this `CLASS`")
	cmd.Flags().StringVar(&least, "least", "", "the `AMOUNT` that a case must have cost, or cost in a month, to be raised")
	cmd.Flags().BoolVar(&r.Mute, "mute", false, "raise nothing at all")
	cmd.Flags().StringVar(&r.Until, "until", "", "the first `DAY` on which it holds no more")
	cmd.Flags().StringVar(&r.Note, "note", "", "why")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "change nothing, and tell what it would do")
	return cmd
}
