package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/query"
)

// demoQuery is the first question of the demo: what rose?
const demoQuery = `WITH cost AS (
  SELECT line_item_usage_type AS usage_type,
         sum(line_item_unblended_cost) FILTER (WHERE billing_period = '2025-10') AS october,
         sum(line_item_unblended_cost) FILTER (WHERE billing_period = '2025-11') AS november
  FROM demo.cur
  WHERE line_item_line_item_type = 'Usage'
  GROUP BY 1
)
SELECT usage_type, round(october, 2) AS october, round(november, 2) AS november, round(november - october, 2) AS rise
FROM cost
ORDER BY november - october DESC
LIMIT 8`

// demo is `glaux demo`.
func (c *command) demo() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Make a small bill of two months, load it as demo.cur and answer a query",
		Long: `Make a small bill of two months, load it as demo.cur and answer a query. The bill is generated; it stands in the folder «demo»
beside the lake's own, and is made anew each time.`,
		Example: lines("glaux demo", `glaux query "SELECT line_item_usage_account_name, sum(line_item_unblended_cost) FROM demo.cur GROUP BY 1"`),
		Args:    cobra.NoArgs,
		RunE: c.run(func(ctx context.Context, a *app.App, _ []string) error {
			folder, err := a.MakeDemo(ctx)
			if err != nil {
				return err
			}
			c.note("bills of two months are in %s", folder)
			if err := c.runSync(ctx, a, []string{app.DemoSource}); err != nil {
				return err
			}
			if _, err := fmt.Fprintf(c.Stdout, "\n%s\n\n", demoQuery); err != nil {
				return err
			}
			return c.runQuery(ctx, a, demoQuery, query.Options{}, "")
		}),
	}
}
