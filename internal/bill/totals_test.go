package bill_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The bills of these tests. The costs have many digits, and sums of them in double would not be exact.
const (
	cur2CSV = `line_item_usage_type,line_item_unblended_cost,pricing_public_on_demand_cost,bill_billing_period_start_date,product,resource_tags,line_item_product_code
Box,0.1000000001,0.3,2025-11-01T00:00:00Z,"{""product_name"": ""Boxes"", ""region"": ""eu""}","{""user_team"": ""a""}",Boxer
Box,0.2,,2025-11-01T00:00:00Z,{},,Boxer
Net,-0.0000000003,1e-9,2025-12-01T00:00:00Z,"{""product_name"": ""Nets""}","{""user_team"": ""b""}",Netter
`
	legacyCSV = `identity/LineItemId,lineItem/UnblendedCost,lineItem/BlendedCost,bill/BillingPeriodStartDate,product/ProductName,product/region,resourceTags/user:Team,lineItem/ProductCode,costCategory/Unit
1,0.3000000007,0.1,2025-10-01T00:00:00Z,Boxes,,a,Boxer,u
2,0.7,0.2,2025-10-01T00:00:00Z,,us,,Boxer,
`
	focusCSV = `"BilledCost","EffectiveCost","ListCost","ChargeCategory","ServiceName","SubAccountId","BillingPeriodStart","BillingPeriodEnd","Tags","CommitmentDiscountId","CommitmentDiscountType","RegionId","ConsumedQuantity"
0.0000008,0.1,0.2,"Usage","Queue","42","2025-12-01 00:00:00","2026-01-01 00:00:00","{""Cost Center"": ""x"", ""team"": ""a"", ""Team"": ""b""}",NULL,NULL,"us",3
0,0.25,0.3,"Usage","Box","42","2025-12-01 00:00:00","2026-01-01 00:00:00",NULL,"arn:sp","Savings Plan","us",NULL
-2.5,-2.5,0,"Credit","Box",NULL,"2025-12-01 00:00:00","2026-01-01 00:00:00",NULL,NULL,NULL,NULL,NULL
`
)

// house is the product with some sources loaded.
type house struct {
	t      *testing.T
	app    *app.App
	runner *query.Runner
}

// newHouse loads sources: the name of a table → its folder.
func newHouse(t *testing.T, locations map[string]string) *house {
	t.Helper()
	a, err := app.Open(config.Config{Lake: filepath.Join(t.TempDir(), "lake"), Database: "default", Memory: 1 << 30, Threads: 2}, app.Outside{Now: func() time.Time {
		return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, location := range locations {
		if err := a.AddSource(name, location); err != nil {
			t.Fatal(err)
		}
	}
	report, err := a.Sync(context.Background(), nil)
	if err != nil || report.Faulty() {
		t.Fatalf("%v %+v", err, report)
	}
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	return &house{t: t, app: a, runner: runner}
}

// generated is a house with a source of each format.
func generated(t *testing.T) *house {
	t.Helper()
	folder := t.TempDir()
	locations := map[string]string{}
	for name, text := range map[string]string{"b.two": cur2CSV, "b.one": legacyCSV, "b.focus": focusCSV} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		locations[name] = path
	}
	return newHouse(t, locations)
}

// rows runs a query and returns its rows as text.
func (h *house) rows(sql string) (rows [][]string) {
	h.t.Helper()
	ctx := context.Background()
	result, err := h.runner.Text(ctx, h.app.Who(), sql, query.Options{})
	if err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
	defer result.Close() //nolint:errcheck // the rows have been read
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			h.t.Fatalf("%s: %v", sql, err)
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
	if d, ok := v.(value.Decimal); ok {
		return money.FromBig(d.Unscaled, d.Scale).String()
	}
	return fmt.Sprint(v)
}

// sum returns the exact total of a column.
func (h *house) sum(column, from, where string) string {
	h.t.Helper()
	return h.rows(fmt.Sprintf("SELECT coalesce(sum(CAST(%s AS decimal(38, 18))), 0) FROM %s WHERE %s", column, from, where))[0][0]
}

// agree checks that the totals of each source are the same in the source, as the lake counted them, in its table, and in the view.
func (h *house) agree() {
	h.t.Helper()
	sources, err := h.app.Sources()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range sources {
		view := map[string]string{"billedcost": "line_item_unblended_cost", "listcost": "pricing_public_on_demand_cost"}
		for column, want := range s.Totals() {
			inView := column
			if s.Format == "focus" {
				inView = view[column]
			}
			if got := h.sum(column, s.Name(), "true"); got != want.String() {
				h.t.Errorf("%s: %s is %s in the source and %s in the table", s.Name(), column, want, got)
			}
			if inView == "" {
				continue
			}
			if got := h.sum(inView, "glaux.bill", "source = '"+s.Name()+"'"); got != want.String() {
				h.t.Errorf("%s: %s is %s in the source and %s in the view", s.Name(), column, want, got)
			}
		}
		for month, m := range s.Months {
			got := h.rows("SELECT count(*) FROM glaux.bill WHERE source = '" + s.Name() + "' AND billing_period = '" + month + "'")[0][0]
			if got != fmt.Sprint(m.Rows()) {
				h.t.Errorf("%s has %d rows in %s, and the view %s", s.Name(), m.Rows(), month, got)
			}
		}
	}
}

func TestTotalsThroughTheViewAreThoseOfTheSources(t *testing.T) {
	generated(t).agree()
}

func TestTotalsOfRealBillsThroughTheViewAreThoseOfTheSources(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data")
	locations := map[string]string{"real.cur": filepath.Join(data, "workshop-cur"), "real.focus": filepath.Join(data, "focus", "focus_sample.csv")}
	if _, err := os.Stat(locations["real.cur"]); err != nil {
		t.Skipf("real data is not here: %v", err)
	}
	newHouse(t, locations).agree()
}

func TestMapsAndFlatNamesSayTheSame(t *testing.T) {
	h := generated(t)
	for _, c := range []struct{ name, sql, want string }{
		{
			"of CUR 2.0", `SELECT product_product_name, element_at(product, 'product_name'), resource_tags_user_team, element_at(resource_tags, 'user_team'), product_region
				FROM glaux.bill WHERE source = 'b.two' ORDER BY line_item_unblended_cost`,
			"Nets Nets b b <nil>|Boxes Boxes a a eu|<nil> <nil> <nil> <nil> <nil>",
		},
		{
			"of the legacy report", `SELECT product_product_name, element_at(product, 'product_name'), product_region, element_at(product, 'region'), element_at(resource_tags, 'user_team'), cardinality(cost_category)
				FROM glaux.bill WHERE source = 'b.one' ORDER BY line_item_unblended_cost`,
			"Boxes Boxes  <nil> a 1| <nil> us us <nil> 0",
		},
		{
			"of FOCUS", `SELECT product_product_name, product['product_name'], line_item_line_item_type, line_item_product_code, line_item_usage_account_id, savings_plan_savings_plan_effective_cost, line_item_usage_amount
				FROM glaux.bill WHERE source = 'b.focus' ORDER BY line_item_unblended_cost`,
			"Box Box Credit Box <nil> <nil> <nil>|Box Box SavingsPlanCoveredUsage Box 42 0.25 <nil>|Queue Queue Usage Queue 42 <nil> 3",
		},
		{
			"of tags in FOCUS", `SELECT element_at(resource_tags, 'user_cost_center'), resource_tags['user_team'], tags['resourceTags/Team'], cardinality(resource_tags)
				FROM glaux.bill WHERE source = 'b.focus' AND tags IS NOT NULL`,
			"x a b 2",
		},
		{
			"of periods", `SELECT source, billing_period, count(*), max(bill_billing_period_start_date) = CAST(billing_period || '-01' AS timestamp) FROM glaux.bill GROUP BY 1, 2 ORDER BY 1, 2`,
			"b.focus 2025-12 3 true|b.one 2025-10 2 true|b.two 2025-11 2 true|b.two 2025-12 1 true",
		},
		{
			"of partitions in the legacy report", `SELECT DISTINCT year, month, billing_period FROM b.one`,
			"2025 10 2025-10",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines []string
			for _, row := range h.rows(c.sql) {
				lines = append(lines, strings.Join(row, " "))
			}
			if got := strings.Join(lines, "|"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestEveryColumnOfTheViewCanBeRead(t *testing.T) {
	h := generated(t)
	if got := len(h.rows("SELECT * FROM glaux.bill")); got != 8 {
		t.Errorf("%d rows", got)
	}
}
