package bench

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// aimGuard is what a query may cost under a policy, beside the same query with the filter written by hand.
const aimGuard = 1.15

// shownRows is the filter of the policy: four of the accounts.
const shownRows = `line_item_usage_account_id IN ('100000000001', '100000000002', '100000000003', '100000000007')`

// guardedQuestions is how many of the questions are asked under a policy.
const guardedQuestions = 20

// guards measures the questions under a policy that shows some accounts, beside the SQL by hand over the same rows.
func guards(ctx context.Context, o Options, table *catalog.Table, files []string, e *duckdb.Engine, hand *hand) error {
	rows, problems := parse.Expression(shownRows)
	if len(problems) > 0 {
		return problems
	}
	grant := access.Reads(access.Local().Name, table.Name.Database, table.Name.Table)
	grant.Rows = rows
	through := runner(o, table, e)
	through.Policy = access.New(access.Rules{Grants: []access.Grant{grant}})
	o.printf("%-34s %10s %10s %7s\n", "query under a policy of rows", "glaux", "by hand", "ratio")
	logs := 0.0
	for _, q := range questions()[:guardedQuestions] {
		q.duckdb = strings.ReplaceAll(q.duckdb, "FILES", "(SELECT * FROM FILES WHERE "+shownRows+")")
		if err := same(ctx, q, through, hand, files); err != nil {
			return fmt.Errorf("%s, guarded: %w", q.name, err)
		}
		a, b, err := turns(ctx, o, q, through, hand, files)
		if err != nil {
			return fmt.Errorf("%s, guarded: %w", q.name, err)
		}
		ratio := float64(a) / float64(b)
		logs += math.Log(ratio)
		o.printf("%-34.34s %10s %10s %7.3f\n", "· "+q.name, short(a), short(b), ratio)
	}
	o.printf("%-34s %10s %10s %7.3f  (aim: at most %.2f)\n\n", fmt.Sprintf("geometric mean of %d", guardedQuestions), "", "", math.Exp(logs/guardedQuestions), aimGuard)
	return nil
}
