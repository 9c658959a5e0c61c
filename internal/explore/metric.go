package explore

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/amount"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// exact is how money is added up.
const exact = amount.Exact

// usageTypes are the types of lines that carry usage; quantities of other lines count nothing.
const usageTypes = amount.UsageTypes

// The amounts of a line, as SQL over the columns of CUR 2.0.
const (
	unblended    = amount.Unblended
	netUnblended = amount.NetUnblended
	amortized    = amount.Amortized
	netAmortized = amount.NetAmortized
	blended      = `line_item_blended_cost`
	usageAmount  = `line_item_usage_amount`
	// splitRows are rows of split cost allocation, which tell again what rows of instances told.
	splitRows = amount.SplitRows
)

// metric is a metric with all that a query needs of it.
type metric struct {
	MetricInfo
	amount string // of a line, as SQL
	unit   string // the column of units
	only   string // the lines that count, "" for all
	// lacks is the condition of lines that lack what the metric needs, and note the code of the note about them.
	lacks, note string
}

// metrics returns the metrics, in the order of menus.
func metrics() []metric {
	list := []metric{
		{
			MetricInfo: MetricInfo{
				Name: Unblended, Title: "Unblended cost",
				Doc: "What the bill says, line by line: its sum over a month is the invoice. Commitments count when they are paid.",
			},
			amount: unblended, unit: "line_item_currency_code",
			lacks: `line_item_unblended_cost IS NULL`, note: noteNoUnblended,
		},
		{
			MetricInfo: MetricInfo{
				Name: Amortized, Title: "Amortized cost",
				Doc: "Savings Plans and reservations are spread over the usage they cover; what was not used stays with their fees; one-time payments and negations count nothing.",
			},
			amount: amortized, unit: "line_item_currency_code",
			lacks: `line_item_line_item_type = 'SavingsPlanCoveredUsage' AND savings_plan_savings_plan_effective_cost IS NULL
				OR line_item_line_item_type = 'DiscountedUsage' AND reservation_effective_cost IS NULL`,
			note: noteNoEffective,
		},
		{
			MetricInfo: MetricInfo{
				Name: NetUnblended, Title: "Net unblended cost",
				Doc: "Unblended cost after the discounts of a contract, on the line that they discount. A line without a net cost counts with its unblended cost.",
			},
			amount: netUnblended, unit: "line_item_currency_code",
			lacks: `line_item_net_unblended_cost IS NULL`, note: noteNoNet,
		},
		{
			MetricInfo: MetricInfo{
				Name: NetAmortized, Title: "Net amortized cost",
				Doc: "Amortized cost after the discounts of a contract. Where a line has no net amount, the one before discounts counts. What a Savings Plan did not use is discounted as its commitment is.",
			},
			amount: netAmortized, unit: "line_item_currency_code",
			lacks: `line_item_net_unblended_cost IS NULL`, note: noteNoNetAmortized,
		},
		{
			MetricInfo: MetricInfo{
				Name: Blended, Title: "Blended cost",
				Doc: "At the average rate of the organisation. Lines without one, such as discounts, count nothing.",
			},
			amount: blended, unit: "line_item_currency_code",
			lacks: `line_item_blended_cost IS NULL`, note: noteNoBlended,
		},
		{
			MetricInfo: MetricInfo{
				Name: Usage, Title: "Usage amount",
				Doc: "How much was used, in the units of the price list. It adds up where all lines have one unit. Split rows of containers are left out: their instances are counted.",
			},
			amount: usageAmount, unit: "pricing_unit",
			only:  `line_item_line_item_type IN (` + usageTypes + `) AND NOT ` + splitRows,
			lacks: `line_item_usage_amount IS NULL`, note: noteNoUsage,
		},
	}
	for i, m := range list {
		list[i].Formula = formula(m.amount)
		if m.only != "" {
			list[i].Formula += " FILTER (WHERE " + m.only + ")"
		}
	}
	return list
}

// formula is how a metric is shown: one line of SQL.
func formula(of string) string {
	return "sum(" + fmt.Sprintf(exact, strings.Join(strings.Fields(of), " ")) + ")"
}

// Metrics returns all metrics with their formulas.
func Metrics() []MetricInfo {
	var list []MetricInfo
	for _, m := range metrics() {
		list = append(list, m.MetricInfo)
	}
	return list
}

// metricOf finds a metric; "" is Unblended.
func metricOf(name Metric) (metric, error) {
	if name == "" {
		name = Unblended
	}
	var names []string
	for _, m := range metrics() {
		if m.Name == name {
			return m, nil
		}
		names = append(names, string(m.Name))
	}
	return metric{}, fault.New(fault.Invalid, "UNKNOWN_METRIC", fmt.Sprintf("there is no metric %q; the metrics are %s", name, strings.Join(names, ", ")))
}

// cost is the amount of a line, exact.
func (m metric) cost() (ast.Expr, error) {
	return build.Expression(fmt.Sprintf(exact, "coalesce("+m.amount+", 0)"))
}

// The kinds of charges that are no usage, in the order in which they are shown.
func chargeKinds() []string { return []string{"fee", "support", "tax", "discount", "credit", "refund"} }

// chargeColumns are the columns that chargeKind looks at.
func chargeColumns() []string { return []string{"line_item_line_item_type", "line_item_product_code"} }

// chargeKind tells what a line is: usage and its commitments are empty text, all else has a name.
const chargeKind = `CASE
	WHEN line_item_line_item_type = 'Tax' THEN 'tax'
	WHEN line_item_line_item_type = 'Credit' THEN 'credit'
	WHEN line_item_line_item_type = 'Refund' THEN 'refund'
	WHEN line_item_line_item_type LIKE '%Discount' THEN 'discount'
	WHEN line_item_product_code LIKE 'AWSSupport%' OR line_item_product_code IN ('AWSDeveloperSupport', 'AWSPremiumSupport', 'OCBPremiumSupport') THEN 'support'
	WHEN line_item_line_item_type IN ('Fee', 'SavingsPlanUpfrontFee', 'Adjustment') THEN 'fee'
	ELSE '' END`
