// Package demo_test asks the demo world, through the whole product, whether it keeps its word: every figure of doc/demo.md, the laws of
// a bill's arithmetic, the invoices, and that CUR 2.0, the legacy report and FOCUS say the same.
package demo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// house is a lake with a world in it.
type house struct {
	t      *testing.T
	app    *app.App
	runner *query.Runner
	truth  demo.Truth
}

// newHouse makes a world and loads the named formats, each as demo.NAME.
func newHouse(t *testing.T, o demo.Options, names ...string) *house {
	t.Helper()
	folder := t.TempDir()
	a, err := app.Open(config.Config{Lake: filepath.Join(folder, "lake")}, app.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w, err := app.GenerateDemo(t.Context(), filepath.Join(folder, "world"), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		table := "demo." + strings.ReplaceAll(name, "-", "_")
		if err := a.AddSource(table, filepath.Join(w.Dir, filepath.FromSlash(w.Folders[name]))); err != nil {
			t.Fatal(err)
		}
	}
	report, err := a.Sync(t.Context(), nil)
	if err != nil || report.Faulty() {
		t.Fatalf("%v %+v", err, report)
	}
	h := &house{t: t, app: a}
	if h.runner, err = a.Runner(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(w.Dir, demo.TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &h.truth); err != nil {
		t.Fatal(err)
	}
	return h
}

// rows runs a query and returns its columns and rows as text; NULL is "".
func (h *house) rows(t *testing.T, sql string) (columns []string, rows [][]string) {
	t.Helper()
	ctx := context.Background()
	result, err := h.runner.Text(ctx, h.app.Who(), sql, query.Options{})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer result.Close() //nolint:errcheck // the rows have been read
	for _, c := range result.Columns {
		columns = append(columns, c.Name)
	}
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			return columns, rows
		}
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		for r := range batch.Len() {
			row := make([]string, len(result.Columns))
			for c := range row {
				row[c] = show(batch.Value(r, c))
			}
			rows = append(rows, row)
		}
	}
}

func show(v value.Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case value.Decimal:
		return money.FromBig(v.Unscaled, v.Scale).String()
	}
	return fmt.Sprint(v)
}

// one returns the only value of a query.
func (h *house) one(t *testing.T, sql string) string {
	t.Helper()
	_, rows := h.rows(t, sql)
	if len(rows) != 1 || len(rows[0]) != 1 {
		t.Fatalf("%s: %d rows", sql, len(rows))
	}
	return rows[0][0]
}

// The paper with the figures: a block of SQL, and after it a block with what it answers.
const paper = "../../doc/demo.md"

func TestTheWholeWorld(t *testing.T) {
	h := newHouse(t, demo.Options{Formats: []string{"cur2", "flow-logs", "trail", "invocations"}}, "cur2", "flow-logs", "trail", "invocations")
	t.Run("every figure of the paper is reproduced", h.figures)
	for _, law := range laws() {
		t.Run(law.name, func(t *testing.T) {
			if _, rows := h.rows(t, law.wrong); len(rows) > 0 {
				t.Errorf("%d rows break it, the first: %q", len(rows), rows[0])
			}
		})
	}
	t.Run("every type of line item occurs", h.kinds)
	t.Run("invoices and totals are those of the truth", h.tie)
	t.Run("incidents are in the truth, and quiet accounts have none", h.incidents)
	t.Run("units say what a click costs, and why that fell", h.theUnits)
	t.Run("models: who pays for what, what is dear, and what if", h.models)
}

// figures runs the queries of the paper.
func (h *house) figures(t *testing.T) {
	content, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(content), "```")
	figures := 0
	for i := 1; i+2 < len(parts); i += 2 {
		sql, isSQL := strings.CutPrefix(parts[i], "sql\n")
		want, isTable := strings.CutPrefix(parts[i+2], "csv\n")
		if !isSQL || !isTable {
			continue
		}
		figures++
		columns, rows := h.rows(t, sql)
		lines := []string{strings.Join(columns, ",")}
		for _, row := range rows {
			lines = append(lines, strings.Join(row, ","))
		}
		got := strings.Join(lines, "\n") + "\n"
		if got != want && !golden.Updating() {
			t.Errorf("%s\ngives\n%s\nand the paper says\n%s", sql, got, want)
		}
		parts[i+2] = "csv\n" + got
	}
	if figures < 20 {
		t.Errorf("the paper has %d figures only", figures)
	}
	if golden.Updating() {
		if err := os.WriteFile(paper, []byte(strings.Join(parts, "```")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// law is a law of arithmetic, as a query for what breaks it.
type law struct{ name, wrong string }

func laws() []law {
	dec := func(column string) string { return "CAST(coalesce(" + column + ", 0) AS decimal(38, 10))" }
	sum := func(column string) string { return "sum(" + dec(column) + ")" }
	plans := `SELECT line_item_usage_start_date, savings_plan_savings_plan_a_r_n,
			sum(if(line_item_line_item_type = 'SavingsPlanCoveredUsage', ` + dec("savings_plan_savings_plan_effective_cost") + `, 0)) AS effective,
			sum(if(line_item_line_item_type = 'SavingsPlanRecurringFee', ` + dec("savings_plan_used_commitment") + `, 0)) AS used,
			sum(if(line_item_line_item_type IN ('SavingsPlanCoveredUsage', 'SavingsPlanNegation'), ` + dec("line_item_unblended_cost") + `, 0)) AS cost
		FROM demo.cur2 WHERE savings_plan_savings_plan_a_r_n <> '' GROUP BY 1, 2`
	return []law{
		{
			"usage times rate is cost, to half a unit of the last digit",
			`SELECT line_item_usage_type FROM demo.cur2 WHERE line_item_line_item_type IN ('Usage', 'SavingsPlanCoveredUsage')
			AND abs(` + dec("line_item_usage_amount") + ` * CAST(nullif(line_item_unblended_rate, '') AS decimal(18, 10)) - ` + dec("line_item_unblended_cost") + `) > DECIMAL '0.0000000001' LIMIT 3`,
		},
		{
			"usage times blended rate is blended cost",
			`SELECT line_item_usage_type, line_item_line_item_type FROM demo.cur2 WHERE line_item_line_item_type IN ('Usage', 'DiscountedUsage')
			AND abs(` + dec("line_item_usage_amount") + ` * CAST(nullif(line_item_blended_rate, '') AS decimal(18, 10)) - ` + dec("line_item_blended_cost") + `) > DECIMAL '0.0000000001' LIMIT 3`,
		},
		{
			"what the contract takes off the lines of a month, account and service stands in a line of its own",
			`SELECT billing_period, line_item_usage_account_id, line_item_product_code FROM demo.cur2 GROUP BY 1, 2, 3
			HAVING ` + sum("line_item_unblended_cost") + ` <> ` + sum("line_item_net_unblended_cost"),
		},
		{"net and gross amounts of lines differ by the discount", `SELECT line_item_usage_type FROM demo.cur2 WHERE line_item_line_item_type IN ('Usage', 'SavingsPlanRecurringFee', 'RIFee')
			AND ` + dec("line_item_unblended_cost") + ` + ` + dec("discount_total_discount") + ` <> ` + dec("line_item_net_unblended_cost") + ` LIMIT 3`},
		{"the map of discounts adds up to the total", `SELECT line_item_usage_type FROM demo.cur2
			WHERE ` + dec("reduce(map_values(discount), DOUBLE '0', (s, x) -> s + x, s -> s)") + ` <> ` + dec("discount_total_discount") + ` LIMIT 3`},
		{"what a plan covers in an hour is what its fee says was used, and is taken off again", `SELECT * FROM (` + plans + `) WHERE effective <> used OR cost <> 0 LIMIT 3`},
		{"no plan pays more than its commitment", `SELECT 1 FROM demo.cur2 WHERE savings_plan_used_commitment > savings_plan_total_commitment_to_date LIMIT 3`},
		{
			"used and unused hours of a reservation are all that was reserved",
			`SELECT billing_period, reservation_reservation_a_r_n FROM demo.cur2 WHERE line_item_line_item_type IN ('DiscountedUsage', 'RIFee') GROUP BY 1, 2
			HAVING sum(if(line_item_line_item_type = 'DiscountedUsage', ` + dec("line_item_normalized_usage_amount") + `, ` + dec("reservation_unused_normalized_unit_quantity") + `))
				<> sum(if(line_item_line_item_type = 'RIFee', ` + dec("line_item_usage_amount") + ` * CAST(reservation_normalized_units_per_reservation AS decimal(10, 0)), 0))`,
		},
		{
			"amortized costs, less what was paid before, plus what was paid at once, are the unblended costs",
			`SELECT billing_period, commitment FROM (SELECT billing_period, coalesce(nullif(savings_plan_savings_plan_a_r_n, ''), nullif(reservation_reservation_a_r_n, '')) AS commitment,
				sum(` + dec("line_item_unblended_cost") + `) AS unblended,
				sum(CASE line_item_line_item_type
					WHEN 'SavingsPlanCoveredUsage' THEN ` + dec("savings_plan_savings_plan_effective_cost") + `
					WHEN 'SavingsPlanRecurringFee' THEN ` + dec("savings_plan_total_commitment_to_date") + ` - ` + dec("savings_plan_used_commitment") + ` - ` + dec("savings_plan_amortized_upfront_commitment_for_billing_period") + `
					WHEN 'SavingsPlanUpfrontFee' THEN ` + dec("line_item_unblended_cost") + `
					WHEN 'DiscountedUsage' THEN ` + dec("reservation_effective_cost") + `
					WHEN 'RIFee' THEN ` + dec("reservation_unused_amortized_upfront_fee_for_billing_period") + ` + ` + dec("reservation_unused_recurring_fee") + ` - ` + dec("reservation_amortized_upfront_fee_for_billing_period") + `
					WHEN 'Fee' THEN ` + dec("line_item_unblended_cost") + `
					ELSE 0 END) AS rebuilt
				FROM demo.cur2 WHERE savings_plan_savings_plan_a_r_n <> '' OR reservation_reservation_a_r_n <> '' GROUP BY 1, 2)
			WHERE abs(unblended - rebuilt) > DECIMAL '0.00001'`,
		},
		{
			"the split cost of the pods of a node is the amortized cost of the node",
			`WITH pods AS (SELECT split_line_item_parent_resource_id AS node, line_item_usage_start_date AS at, ` + sum("split_line_item_split_cost") + ` + ` + sum("split_line_item_unused_cost") + ` AS cost
				FROM demo.cur2 WHERE split_line_item_parent_resource_id <> '' GROUP BY 1, 2),
			nodes AS (SELECT line_item_resource_id AS node, line_item_usage_start_date AS at,
				sum(if(line_item_line_item_type = 'SavingsPlanCoveredUsage', ` + dec("savings_plan_savings_plan_effective_cost") + `, ` + dec("line_item_unblended_cost") + `)) AS cost
				FROM demo.cur2 WHERE line_item_usage_type LIKE '%BoxUsage%' AND line_item_resource_id IN (SELECT node FROM pods) GROUP BY 1, 2)
			SELECT node, at, pods.cost, nodes.cost FROM pods FULL JOIN nodes USING (node, at) WHERE pods.cost IS NULL OR nodes.cost IS NULL OR pods.cost <> nodes.cost LIMIT 3`,
		},
		{"tax is eight percent of what an account pays for a service", `SELECT billing_period, line_item_usage_account_id, line_item_product_code FROM demo.cur2 GROUP BY 1, 2, 3
			HAVING abs(` + "sum(if(line_item_line_item_type = 'Tax', " + dec("line_item_unblended_cost") + ", 0)) - greatest(0, DECIMAL '0.08' * sum(if(line_item_line_item_type <> 'Tax', " + dec("line_item_unblended_cost") + `, 0)))) > DECIMAL '0.0051'`},
		{"intervals are those of the dates", `SELECT identity_time_interval FROM demo.cur2 WHERE identity_time_interval
			<> date_format(line_item_usage_start_date, '%Y-%m-%dT%H:%i:%sZ') || '/' || date_format(line_item_usage_end_date, '%Y-%m-%dT%H:%i:%sZ') LIMIT 3`},
		{"lines are told by their ids", `SELECT identity_line_item_id FROM demo.cur2 WHERE billing_period = '2025-10' GROUP BY 1 HAVING count(*) > 1 LIMIT 3`},
		{"an invoice has a number when its month is closed", `SELECT billing_period, bill_invoice_id FROM demo.cur2 WHERE (bill_invoice_id = '') <> (billing_period = '2025-11') LIMIT 3`},
		{"what a firewall waives costs nothing", `SELECT billing_period FROM demo.cur2 WHERE line_item_usage_account_name = 'Athene-Network' AND line_item_usage_type LIKE '%NatGateway%' GROUP BY 1
			HAVING ` + sum("line_item_unblended_cost") + ` <> 0`},
	}
}

// kinds looks for types of line items.
func (h *house) kinds(t *testing.T) {
	_, rows := h.rows(t, "SELECT DISTINCT line_item_line_item_type FROM demo.cur2")
	var there []string
	for _, row := range rows {
		there = append(there, row[0])
	}
	for _, kind := range []string{
		"Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee", "DiscountedUsage", "RIFee", "Fee", "Tax",
		"Credit", "Refund", "EdpDiscount", "BundledDiscount",
	} {
		if !slices.Contains(there, kind) {
			t.Errorf("there is no %s", kind)
		}
	}
}

// tie compares the bill with the truth.
func (h *house) tie(t *testing.T) {
	_, rows := h.rows(t, `SELECT billing_period, bill_invoice_id, bill_invoicing_entity, sum(CAST(line_item_unblended_cost AS decimal(38, 10))) FROM demo.cur2 WHERE bill_invoice_id <> '' GROUP BY 1, 2, 3`)
	found := map[string]string{}
	for _, row := range rows {
		found[strings.Join(row[:3], " ")] = row[3]
	}
	if len(found) != len(h.truth.Bill.Invoices) {
		t.Errorf("the bill has %d invoices, the truth %d", len(found), len(h.truth.Bill.Invoices))
	}
	for _, i := range h.truth.Bill.Invoices {
		if got := found[i.Month.String()+" "+i.ID+" "+i.Issuer]; got != i.Amount.String() {
			t.Errorf("invoice %s of %s by %s: %s in the bill, %s in truth", i.ID, i.Month, i.Issuer, got, i.Amount)
		}
	}
	h.totals(t, "demo.cur2")
	if got := h.one(t, "SELECT count(*) FROM demo.cur2"); got != fmt.Sprint(h.truth.Bill.Rows) {
		t.Errorf("%s rows, and the truth says %d", got, h.truth.Bill.Rows)
	}
}

// totals compares the totals of a source with the truth, by month, account and service.
func (h *house) totals(t *testing.T, source string) {
	t.Helper()
	_, rows := h.rows(t, `SELECT billing_period, line_item_usage_account_id, product_product_name, sum(CAST(line_item_unblended_cost AS decimal(38, 10)))
		FROM glaux.bill WHERE source = '`+source+`' GROUP BY 1, 2, 3`)
	found := map[string]string{}
	for _, row := range rows {
		if row[3] != "0" {
			found[strings.Join(row[:3], "|")] = row[3]
		}
	}
	wanted := 0
	for _, want := range h.truth.Bill.Totals {
		if want.Amount.Sign() == 0 {
			continue
		}
		wanted++
		if got := found[want.Month.String()+"|"+want.Account+"|"+want.Service]; got != want.Amount.String() {
			t.Errorf("%s: %s, %s, %s: %q, and in truth %s", source, want.Month, want.Account, want.Service, got, want.Amount)
		}
	}
	if len(found) != wanted || wanted < 80 {
		t.Errorf("%s has %d totals, the truth %d", source, len(found), wanted)
	}
}

// incidents looks at the list of incidents.
func (h *house) incidents(t *testing.T) {
	kinds := map[string]bool{}
	for _, i := range h.truth.Incidents {
		kinds[i.Kind] = true
		if i.Cause == "" || len(i.Effects) == 0 && i.Kind != "netting" {
			t.Errorf("%s has no cause, or no effects", i.ID)
		}
		for _, id := range i.Accounts {
			for _, a := range h.truth.Accounts {
				if a.ID == id && a.Quiet {
					t.Errorf("%s happens in %s, which is quiet", i.ID, a.Name)
				}
			}
		}
	}
	for _, kind := range []string{
		"detour", "spike", "step", "drift", "netting", "new-region", "new-service", "price-change", "commitment-expiry", "credit-expiry", "log-loop", "model-switch", "forgotten",
	} {
		if !kinds[kind] {
			t.Errorf("there is no incident of the kind %s", kind)
		}
	}
	if quiet := len(slices.DeleteFunc(h.truth.Accounts, func(a demo.Account) bool { return !a.Quiet })); quiet < 2 {
		t.Errorf("%d quiet accounts", quiet)
	}
}

func TestTheThreeBillsSayTheSame(t *testing.T) {
	h := newHouse(t, demo.Options{Seed: 3, Months: 3, End: period.NewMonth(2025, 2), Formats: []string{"cur2", "cur1", "cur1-csv", "focus"}}, "cur2", "cur1", "cur1-csv", "focus")
	for _, source := range []string{"demo.cur2", "demo.cur1", "demo.cur1_csv", "demo.focus"} {
		t.Run(source, func(t *testing.T) { h.totals(t, source) })
	}
	if _, rows := h.rows(t, spreadSQL); len(rows) > 0 {
		t.Errorf("FOCUS spreads commitments otherwise than CUR 2.0: %q", rows)
	}
	for _, source := range []string{"demo.cur1", "demo.cur1_csv"} {
		if _, rows := h.rows(t, `SELECT line_item_line_item_type, count(*), sum(CAST(line_item_blended_cost AS decimal(38, 10))), sum(CAST(savings_plan_savings_plan_effective_cost AS decimal(38, 10))), count(DISTINCT line_item_resource_id)
			FROM demo.cur2 GROUP BY 1 EXCEPT SELECT line_item_line_item_type, count(*), sum(CAST(line_item_blended_cost AS decimal(38, 10))), sum(CAST(savings_plan_savings_plan_effective_cost AS decimal(38, 10))), count(DISTINCT line_item_resource_id)
			FROM `+source+` GROUP BY 1`); len(rows) > 0 {
			t.Errorf("%s says otherwise than CUR 2.0: %q", source, rows)
		}
	}
}

// spreadSQL compares, by month and account, the effective costs of FOCUS with what CUR 2.0 says of commitments, after discounts.
const spreadSQL = `
WITH cur AS (
  SELECT billing_period, line_item_usage_account_id AS account, sum(CAST(coalesce(CASE line_item_line_item_type
      WHEN 'SavingsPlanCoveredUsage' THEN savings_plan_net_savings_plan_effective_cost
      WHEN 'SavingsPlanRecurringFee' THEN (savings_plan_total_commitment_to_date - savings_plan_used_commitment) * if(line_item_net_unblended_cost < line_item_unblended_cost, 0.95, 1)
      WHEN 'DiscountedUsage' THEN reservation_net_effective_cost
      WHEN 'RIFee' THEN reservation_net_unused_amortized_upfront_fee_for_billing_period + reservation_net_unused_recurring_fee
      ELSE if(line_item_line_item_type IN ('SavingsPlanNegation', 'SavingsPlanUpfrontFee') OR line_item_line_item_type = 'Fee' AND reservation_reservation_a_r_n <> '', 0, line_item_net_unblended_cost)
    END, 0) AS decimal(38, 10))) AS cost
  FROM demo.cur2 GROUP BY 1, 2),
focus AS (SELECT billing_period, subaccountid AS account, sum(CAST(effectivecost AS decimal(38, 10))) AS cost FROM demo.focus GROUP BY 1, 2)
SELECT billing_period, account, cur.cost, focus.cost FROM cur FULL JOIN focus USING (billing_period, account)
WHERE cur.cost IS NULL OR focus.cost IS NULL OR abs(cur.cost - focus.cost) > DECIMAL '0.00001'`
