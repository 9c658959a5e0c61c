package explore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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

// house is the product with one small bill.
type house struct {
	t      *testing.T
	app    *app.App
	runner *query.Runner
}

// newHouse loads a bill from a CSV.
func newHouse(t *testing.T, csv string) *house {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "bill")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "bill.csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(config.Config{Lake: filepath.Join(t.TempDir(), "lake"), Database: "default", Memory: 1 << 30, Threads: 2},
		app.Outside{Now: func() time.Time { return time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.AddSource("shop.cur", folder); err != nil {
		t.Fatal(err)
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

// rows runs a query that was written by hand and returns its rows as texts, NULL as "".
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
				if v := batch.Value(r, c); v != nil {
					row[c] = value.Text(v, result.Columns[c].Type)
				}
			}
			rows = append(rows, row)
		}
	}
}

func parsed(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// billColumns are the columns of the bill of these tests.
func billColumns() []string {
	return []string{
		"line_item_line_item_type", "line_item_product_code", "line_item_usage_type", "line_item_operation", "product_region_code",
		"line_item_usage_account_id", "line_item_usage_account_name", "line_item_resource_id", "line_item_usage_start_date",
		"bill_billing_period_start_date", "bill_billing_period_end_date", "bill_invoice_id", "bill_billing_entity", "line_item_currency_code",
		"line_item_unblended_cost", "line_item_net_unblended_cost", "line_item_blended_cost", "line_item_usage_amount", "pricing_unit",
		"pricing_public_on_demand_cost", "product_product_family", "product_servicecode", "product", "resource_tags", "cost_category",
		"savings_plan_savings_plan_effective_cost", "savings_plan_net_savings_plan_effective_cost", "savings_plan_total_commitment_to_date",
		"savings_plan_used_commitment", "savings_plan_recurring_commitment_for_billing_period", "savings_plan_net_recurring_commitment_for_billing_period",
		"savings_plan_amortized_upfront_commitment_for_billing_period", "savings_plan_net_amortized_upfront_commitment_for_billing_period",
		"savings_plan_savings_plan_a_r_n", "reservation_reservation_a_r_n", "reservation_effective_cost", "reservation_net_effective_cost",
		"reservation_unused_recurring_fee", "reservation_unused_amortized_upfront_fee_for_billing_period",
	}
}

// firstMonth and monthsOfBill are the billing periods of the bill of these tests.
const (
	firstMonth   = 1 // January 2025
	monthsOfBill = 4
	billYear     = 2025
)

// randomBill makes lines of all types, with costs of many digits, late usage, values that are not there, and two names for one service code.
func randomBill(rnd *rand.Rand, lines int) string {
	var b strings.Builder
	b.WriteString(strings.Join(billColumns(), ",") + "\n")
	for range lines {
		line := randomLine(rnd)
		for i, c := range billColumns() {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(line[c], `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func pick(rnd *rand.Rand, of ...string) string { return of[rnd.IntN(len(of))] }

func digits(rnd *rand.Rand, most float64) string {
	return fmt.Sprintf("%.*f", 2+rnd.IntN(9), rnd.Float64()*most)
}

func randomLine(rnd *rand.Rand) map[string]string {
	month := time.Date(billYear, time.Month(firstMonth+rnd.IntN(monthsOfBill)), 1, 0, 0, 0, 0, time.UTC)
	at := month.Add(time.Duration(rnd.IntN(28*24)) * time.Hour)
	if rnd.IntN(40) == 0 {
		at = at.AddDate(0, pickNumber(rnd, -1, 1), 0) // usage outside of its billing period
	}
	account := pick(rnd, "111", "222", "333")
	line := map[string]string{
		"line_item_line_item_type": pick(rnd, "Usage", "Usage", "Usage", "Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"),
		"line_item_product_code":   pick(rnd, "AmazonEC2", "AmazonS3", "AWSLambda", "4x7kq2m9"),
		"line_item_operation":      pick(rnd, "RunInstances", "PutObject", ""), "product_region_code": pick(rnd, "us-east-1", "ap-northeast-1", ""),
		"line_item_usage_account_id": account, "line_item_usage_account_name": map[string]string{"111": "Shop", "222": "Data", "333": ""}[account],
		"line_item_resource_id": pick(rnd, "i-1", "i-2", "it's", ""), "line_item_usage_start_date": at.Format(time.RFC3339),
		"bill_billing_period_start_date": month.Format(time.RFC3339), "bill_billing_period_end_date": month.AddDate(0, 1, 0).Format(time.RFC3339),
		"bill_invoice_id": "9", "bill_billing_entity": "AWS", "line_item_currency_code": "USD",
		"line_item_unblended_cost": digits(rnd, 9), "line_item_blended_cost": digits(rnd, 9), "line_item_usage_amount": digits(rnd, 100),
		"pricing_unit": pick(rnd, "Hrs", "GB"), "pricing_public_on_demand_cost": digits(rnd, 12),
		"resource_tags": pick(rnd, `{}`, `{"user_team": "click"}`, `{"user_team": "data", "user_env": "prod"}`), "cost_category": pick(rnd, `{}`, `{"Team": "a"}`),
	}
	if rnd.IntN(3) > 0 {
		line["line_item_net_unblended_cost"] = digits(rnd, 8)
	}
	code := line["line_item_product_code"]
	line["product_servicecode"] = map[string]string{"4x7kq2m9": ""}[code] + map[bool]string{true: code}[code != "4x7kq2m9"]
	line["product"] = map[string]string{
		"AmazonEC2": `{"product_name": "Amazon Elastic Compute Cloud"}`, "AmazonS3": `{"product_name": "Amazon Simple Storage Service"}`,
		"AWSLambda": `{}`, "4x7kq2m9": `{"product_name": "Hawkeye"}`,
	}[code]
	line["line_item_usage_type"] = code[:3] + pick(rnd, "-BoxUsage:m5.large", "-BoxUsage:m5.xlarge", "-Bytes")
	if strings.Contains(line["line_item_usage_type"], "Box") {
		line["product_product_family"] = "Compute Instance"
	}
	if rnd.IntN(6) == 0 {
		randomCharge(rnd, line)
	}
	commit(rnd, line)
	return line
}

func pickNumber(rnd *rand.Rand, of ...int) int { return of[rnd.IntN(len(of))] }

// randomCharge makes a charge of a line.
func randomCharge(rnd *rand.Rand, line map[string]string) {
	kind := pick(rnd, "Tax", "Credit", "Refund", "Fee", "EdpDiscount", "BundledDiscount", "RIFee", "SavingsPlanNegation", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee", "Support", "Unheard")
	line["line_item_line_item_type"], line["pricing_public_on_demand_cost"] = kind, ""
	if kind == "Support" {
		line["line_item_line_item_type"], line["line_item_product_code"] = "Fee", "AWSSupportBusiness"
		line["product"], line["product_servicecode"], line["product_product_family"] = `{}`, "AWSSupportBusiness", ""
	}
	if strings.HasSuffix(kind, "Discount") || kind == "Credit" || kind == "Refund" || kind == "SavingsPlanNegation" {
		line["line_item_unblended_cost"] = "-" + line["line_item_unblended_cost"]
	}
}

// commit fills the columns of commitments.
func commit(rnd *rand.Rand, line map[string]string) {
	switch line["line_item_line_item_type"] {
	case "SavingsPlanCoveredUsage":
		line["savings_plan_savings_plan_a_r_n"] = "arn:sp"
		line["savings_plan_savings_plan_effective_cost"] = digits(rnd, 6)
		line["savings_plan_net_savings_plan_effective_cost"] = pick(rnd, "", digits(rnd, 5))
	case "SavingsPlanRecurringFee":
		line["savings_plan_total_commitment_to_date"], line["savings_plan_used_commitment"] = digits(rnd, 9), digits(rnd, 5)
		line["savings_plan_recurring_commitment_for_billing_period"], line["savings_plan_amortized_upfront_commitment_for_billing_period"] = "4", "0"
		line["savings_plan_net_recurring_commitment_for_billing_period"], line["savings_plan_net_amortized_upfront_commitment_for_billing_period"] = "3", "0"
	case "DiscountedUsage":
		line["reservation_reservation_a_r_n"], line["line_item_unblended_cost"] = "arn:ri", "0"
		line["reservation_effective_cost"], line["reservation_net_effective_cost"] = digits(rnd, 6), pick(rnd, "", digits(rnd, 5))
	case "RIFee":
		line["reservation_unused_recurring_fee"], line["reservation_unused_amortized_upfront_fee_for_billing_period"] = digits(rnd, 2), pick(rnd, "", digits(rnd, 1))
	case "Fee":
		line["reservation_reservation_a_r_n"] = pick(rnd, "", "arn:ri")
	}
}
