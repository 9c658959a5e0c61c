package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/query"
)

// explain is `glaux explain`.
func (c *command) explain() *cobra.Command {
	var sql sqlFlags
	var stage string
	cmd := &cobra.Command{
		Use:   "explain [SQL | -f FILE | -]",
		Short: "Show what becomes of a query, without running it",
		Long: `Show what becomes of a query, without running it. The stages are:

  ast      as written: the text in canonical form, and its tree
  typed    as understood: names resolved, types and casts written out
  guarded  as allowed: with the filters of the policy
  sql      as the engine gets it
  plan     as the engine runs it`,
		Example: lines(
			`glaux explain "SELECT count(*) FROM workshop.cur"`,
			`glaux explain --stage guarded --as alice "SELECT * FROM workshop.cur"`,
		),
		Args: cobra.MaximumNArgs(1),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			at, err := query.ParseStage(stage)
			if err != nil {
				return usageError{err.Error()}
			}
			text, err := c.text(&sql, args)
			if err != nil {
				return err
			}
			runner, err := a.Runner()
			if err != nil {
				return err
			}
			shown, err := runner.Explain(ctx, a.Who(), text, at, sql.options(a))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.Stdout, strings.TrimRight(shown, "\n"))
			return err
		}),
	}
	sql.add(cmd.Flags())
	cmd.Flags().StringVar(&stage, "stage", string(query.StageSQL), "the `STAGE` to show: ast, typed, guarded, sql, plan")
	complete(cmd, "stage", query.Stages())
	return cmd
}
