package figures

import (
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// A line lies on the day of its usage; one whose usage is outside of its billing period, such as what came late, on the first day of that
// period. So the sum over a month is its bill, and a day is read from the files of one month.
const dayOfLine = `IF(starts_with(CAST(line_item_usage_start_date AS varchar), billing_period), CAST(line_item_usage_start_date AS date), CAST(billing_period || '-01' AS date))`

// kindOfLine is the Kind of a line.
const kindOfLine = `CASE
	WHEN line_item_line_item_type = 'Tax' THEN 'tax'
	WHEN line_item_line_item_type IN ('Credit', 'Refund') THEN 'credit'
	WHEN line_item_line_item_type IN ('SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee', 'RIFee') THEN 'commitment'
	WHEN line_item_line_item_type = 'Fee' AND reservation_reservation_a_r_n <> '' THEN 'commitment'
	WHEN line_item_product_code LIKE 'AWSSupport%' OR line_item_product_code IN ('AWSDeveloperSupport', 'AWSPremiumSupport', 'OCBPremiumSupport') THEN 'other'
	WHEN bill_billing_entity = 'AWS Marketplace' THEN 'marketplace'
	WHEN line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'FlatRateSubscription', 'SavingsPlanNegation')
		OR line_item_line_item_type LIKE '%Discount' THEN 'usage'
	ELSE 'other' END`

// keyColumns are the columns of the parts of a node, from the top down.
func keyColumns() []string {
	return []string{"line_item_usage_account_id", "line_item_product_code", "line_item_usage_type", "product_region_code"}
}

// Formula is how the cost of lines is summed, as SQL: amortized, so that a fee is spread over what it covers and the end of a commitment
// shows where the usage is.
func Formula() string { return formulaOf(explore.Amortized) }

func formulaOf(name explore.Metric) string {
	for _, m := range explore.Metrics() {
		if m.Name == name {
			return m.Formula
		}
	}
	return ""
}

// costs is the sum of the costs of lines, 0 for none.
func costs() (ast.Expr, error) { return total(explore.Amortized) }

// usages is the sum of what was used.
func usages() (ast.Expr, error) { return total(explore.Usage) }

func total(name explore.Metric) (ast.Expr, error) {
	x, err := build.Expression(formulaOf(name))
	if err != nil {
		return nil, err
	}
	return build.Call("coalesce", x, build.Number(0)), nil
}

// at keeps the lines of a node. What the node leaves open is not asked for.
func at(n anomaly.Node) ast.Expr {
	var all []ast.Expr
	for i, part := range []string{n.Account, n.Service, n.UsageType, n.Region} {
		if part != "" {
			all = append(all, build.Op(build.Column(keyColumns()[i]), "=", build.Text(part)))
		}
	}
	return build.Join("AND", all...)
}

// during keeps the lines of the days from first to the one before end, and of their months only.
func during(first, end anomaly.Day) (ast.Expr, error) {
	day, err := build.Expression(dayOfLine)
	if err != nil {
		return nil, err
	}
	month := func(d anomaly.Day) string { return Date(d).Format("2006-01") }
	periods := build.Op(build.Column("billing_period"), "=", build.Text(month(first)))
	if month(first) != month(end-1) {
		periods = &ast.Between{X: build.Column("billing_period"), Low: build.Text(month(first)), High: build.Text(month(end - 1))}
	}
	return build.Join("AND", periods, &ast.Between{X: day, Low: date(first), High: date(end - 1)}), nil
}

// date writes a day as a literal.
func date(d anomaly.Day) ast.Expr { return build.Cast(build.Text(Written(d)), "date") }

// NodeOf is the node of a key with all its parts.
func NodeOf(k anomaly.Key) anomaly.Node {
	return anomaly.Node{Account: k.Account, Service: k.Service, UsageType: k.UsageType, Region: k.Region}
}

// Holds tells whether a node is at or below another one.
func Holds(above, n anomaly.Node) bool {
	fits := func(a, b string) bool { return a == "" || a == b }
	return fits(above.Account, n.Account) && fits(above.Service, n.Service) && fits(above.UsageType, n.UsageType) && fits(above.Region, n.Region)
}

// MonthOf is the month of a day, YYYY-MM.
func MonthOf(d anomaly.Day) string { return Date(d).Format("2006-01") }
