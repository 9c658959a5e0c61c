package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/query"
)

// demoQuery is the first question of the demo: what rose until October, and fell?
const demoQuery = `SELECT line_item_usage_type AS usage_type,
       round(sum(line_item_unblended_cost) FILTER (WHERE billing_period = '2025-10'), 2) AS october,
       round(sum(line_item_unblended_cost) FILTER (WHERE billing_period = '2025-11'), 2) AS november
FROM demo.cur
WHERE line_item_usage_account_name = 'App-Team-Click' AND line_item_line_item_type = 'Usage' AND billing_period IN ('2025-10', '2025-11')
GROUP BY 1
ORDER BY sum(if(billing_period = '2025-10', line_item_unblended_cost, -line_item_unblended_cost)) DESC
LIMIT 6`

// strixQuery is the same of the world Strix: what rose most from January to March?
const strixQuery = `SELECT line_item_usage_account_name AS account, line_item_usage_type AS usage_type,
       round(sum(line_item_unblended_cost) FILTER (WHERE billing_period = '2026-01'), 2) AS january,
       round(sum(line_item_unblended_cost) FILTER (WHERE billing_period = '2026-03'), 2) AS march
FROM demo.cur
WHERE line_item_line_item_type = 'Usage' AND billing_period IN ('2026-01', '2026-03')
GROUP BY 1, 2
ORDER BY sum(if(billing_period = '2026-03', line_item_unblended_cost, -line_item_unblended_cost)) DESC
LIMIT 6`

// question is the first question of a world.
func (f *worldFlags) question() string {
	if f.world == demo.Worlds()[0] {
		return demoQuery
	}
	return strixQuery
}

// worldFlags are the flags that choose a world.
type worldFlags struct {
	world   string
	seed    uint64
	months  int
	end     string
	rows    int64
	formats []string
}

func (f *worldFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.world, "world", demo.Worlds()[0], "which world: "+strings.Join(demo.Worlds(), ", "))
	flags.Uint64Var(&f.seed, "seed", 0, "another number gives other noise and other names, and the same story")
	flags.IntVar(&f.months, "months", 0, "how many billing periods; 0 for all that happens in the world")
	flags.StringVar(&f.end, "end", "", "the last billing period, which is not closed yet, such as 2025-11; the last one of the world when it is not named")
	flags.Int64Var(&f.rows, "rows", 0, "about how many lines the bill has; 0 for about a hundred thousand a month")
	flags.StringSliceVar(&f.formats, "format", nil, "what to write: "+strings.Join(demo.Formats(), ", ")+" (all but cur1-csv and flow-logs-v2 when none is named)")
}

// options reads the flags.
func (f *worldFlags) options() (demo.Options, error) {
	o := demo.Options{World: f.world, Seed: f.seed, Rows: f.rows, Formats: f.formats}
	if f.world == demo.Worlds()[0] {
		o.World = "" // as it was called before there were others
	}
	o.Months, o.End = demo.Default(o.World)
	if f.months != 0 {
		o.Months = f.months
	}
	if f.end != "" {
		end, err := period.ParseMonth(f.end)
		if err != nil {
			return demo.Options{}, usageError{"--end: " + err.Error()}
		}
		o.End = end
	}
	if err := o.Check(); err != nil {
		return demo.Options{}, usageError{err.Error()}
	}
	return o, nil
}

// demo is `glaux demo`.
func (c *command) demo() *cobra.Command {
	var flags worldFlags
	var s serving
	var quiet bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Make the world of an organisation that does not exist, load it and serve the workbench over it",
		Long: `Make the world of an organisation that does not exist, load it and serve the workbench over it. The world is generated: eight accounts, fourteen
months of bills (CUR 2.0, legacy CUR, FOCUS), flow logs, inventory, CloudTrail and invocation logs that agree with each other, and
truth.json, which says what went wrong in it. It stands in the folder «demo» beside the lake's own; where it is there already, it is
used again. --world strix makes another organisation: a transit gateway, peering, IPv6, pods with addresses of their own, a regional NAT gateway,
and other faults in it. Loaded are demo.cur, the bill in CUR 2.0, demo.flow_logs, demo.trail, demo.invocations and the tables demo.inventory_….
Then the workbench is served until Ctrl-C; with --no-serve a first question is answered instead.`,
		Example: lines("glaux demo --open", "glaux demo --no-serve", "glaux demo --lake ./strix/lake --world strix", `glaux query "SELECT line_item_usage_account_name, sum(line_item_unblended_cost) FROM demo.cur GROUP BY 1"`),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		o, err := flags.options()
		if err != nil {
			return err
		}
		if o.Formats != nil && !slices.Contains(o.Formats, "cur2") {
			return usageError{"--format: the demo loads cur2, which is not among them; `glaux demo generate` writes without loading"}
		}
		w, err := a.MakeDemo(ctx, o)
		if err != nil {
			return err
		}
		c.tellWorld(w)
		if err := c.runSync(ctx, a, w.Sources); err != nil {
			return err
		}
		if !quiet {
			return c.runServe(ctx, a, s)
		}
		if _, err := fmt.Fprintf(c.Stdout, "\n%s\n\n", flags.question()); err != nil {
			return err
		}
		return c.runQuery(ctx, a, flags.question(), query.Options{}, "")
	})
	flags.add(cmd.Flags())
	cmd.Flags().BoolVar(&quiet, "no-serve", false, "answer a first question instead of serving the workbench")
	cmd.Flags().BoolVar(&s.open, "open", false, "open the workbench in the browser of this machine")
	settings(cmd.Flags(), "listen")
	cmd.AddCommand(c.demoGenerate())
	return cmd
}

// demoGenerate is `glaux demo generate`.
func (c *command) demoGenerate() *cobra.Command {
	var flags worldFlags
	var dir string
	cmd := &cobra.Command{
		Use:   "generate --dir DIR",
		Short: "Write the demo's world into a folder",
		Long: `Write the demo's world into a folder, in the layout in which AWS would deliver it to a bucket, and load nothing. The same flags write
the same bytes. The folder must be empty, or hold a world that this command has made, which is replaced.`,
		Example: lines("glaux demo generate --dir ./world", "glaux demo generate --dir ./large --rows 100000000 --format cur2"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, _ *app.App, _ []string) error {
		if dir == "" {
			return usageError{"--dir: name the folder to write into"}
		}
		o, err := flags.options()
		if err != nil {
			return err
		}
		w, err := app.GenerateDemo(ctx, dir, o)
		if err != nil {
			return err
		}
		c.tellWorld(w)
		return nil
	})
	flags.add(cmd.Flags())
	cmd.Flags().StringVar(&dir, "dir", "", "the folder to write into")
	return cmd
}

// tellWorld says what there is, and where.
func (c *command) tellWorld(w app.World) {
	verb := "made"
	if w.Reused {
		verb = "found"
	}
	c.note("%s a world of %s lines in %s", verb, thousands(w.Rows), w.Dir)
}
