package netflow

import (
	"cmp"
	"context"
	"errors"
	"math/big"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// charged asks for what was billed for traffic by the gigabyte. Discounts stand in lines of their own, whose quantities count nothing. The
// days are put in.
const charged = `SELECT CAST(date(line_item_usage_start_date) AS varchar) AS day, CAST(date(max(line_item_usage_end_date)) AS varchar) AS until,
  line_item_product_code AS product, line_item_usage_type AS usage_type, line_item_operation AS operation, line_item_usage_account_id AS account,
  line_item_resource_id AS resource, max(product_region_code) AS region,
  sum(CAST(line_item_unblended_cost AS decimal(38, 10))) AS dollars,
  coalesce(sum(CAST(line_item_usage_amount AS decimal(38, 10))) FILTER (WHERE line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'FlatRateSubscription')), 0) AS gigabytes
FROM glaux.bill
WHERE (line_item_usage_type LIKE '%NatGateway-Bytes' OR line_item_usage_type LIKE '%DataTransfer-%Bytes' OR line_item_usage_type LIKE '%AWS-Out-Bytes'
  OR line_item_usage_type LIKE '%VpcEndpoint-Bytes' OR line_item_usage_type LIKE '%TransitGateway-Bytes')
GROUP BY date(line_item_usage_start_date), 3, 4, 5, 6, 7
HAVING sum(CAST(line_item_unblended_cost AS decimal(38, 10))) <> 0
ORDER BY 1, 3, 4, 5, 6, 7`

// maxLines bounds the lines of the bill, by day and resource.
const maxLines = 1_000_000

// digits of amounts of a bill.
const digits = 10

// line is what was billed for a resource on a day, or on some days.
type line struct {
	day, until                            string
	usageType, operation, account, target string
	class                                 usagetype.Class
	region, to                            string   // codes
	units                                 *big.Int // ten-billionths of a dollar
	gigabytes                             *big.Int // ten-billionths of a gigabyte
}

// readLines reads what was billed for traffic in the days.
func readLines(ctx context.Context, runner Runner, who access.Principal, ask Ask) (list []line, sql string, err error) {
	q, err := build.Query(charged)
	if err != nil {
		return nil, "", err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, "", errors.New("query of charges: no select")
	}
	body.Filter = build.Op(charging(ask), "AND", body.Filter)
	err = scan(ctx, runner, who, q, maxLines, func(row []value.Value) error {
		if l := lineOf(row); priced(l.class) {
			list = append(list, l)
		}
		return nil
	})
	if errors.Is(err, errTooMuch) {
		err = tooMuch()
	}
	return list, ast.Print(q), err
}

// currencies asks for the currencies of the bill in the days.
const currencies = `SELECT line_item_currency_code AS currency FROM glaux.bill WHERE line_item_currency_code <> '' GROUP BY 1 ORDER BY 1`

// readCurrency reads the currency of the bill; all of them where there are several, and that of AWS's prices where who asks sees none.
func readCurrency(ctx context.Context, runner Runner, who access.Principal, ask Ask) (currency, sql string, err error) {
	q, err := build.Query(currencies)
	if err != nil {
		return "", "", err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return "", "", errors.New("query of currencies: no select")
	}
	body.Filter = build.Op(charging(ask), "AND", body.Filter)
	var list []string
	err = read(ctx, runner, who, q, func(row []value.Value) error { list = append(list, text(row[0])); return nil })
	if wrong := (*query.Error)(nil); errors.As(err, &wrong) { // a policy hides the column
		list, err = nil, nil
	}
	return cmp.Or(strings.Join(list, " "), "USD"), ast.Print(q), err
}

// charging is the condition for lines of the bill of the days.
func charging(ask Ask) ast.Expr {
	start := build.Column("line_item_usage_start_date")
	return build.Op(build.Op(start, ">=", instant(ask.From)), "AND", build.Op(start, "<", instant(ask.To)))
}

// priced tells the classes that flows explain.
func priced(c usagetype.Class) bool {
	switch c { //nolint:exhaustive // the others are no bytes that are paid for
	case usagetype.NatBytes, usagetype.CrossZone, usagetype.InternetOut, usagetype.CrossRegionOut, usagetype.EndpointBytes, usagetype.GatewayBytes:
		return true
	}
	return false
}

func lineOf(row []value.Value) line {
	l := line{
		day: text(row[0]), until: text(row[1]), usageType: text(row[3]), operation: text(row[4]), account: text(row[5]), target: text(row[6]),
		units: unscaled(row[8]), gigabytes: unscaled(row[9]),
	}
	m := usagetype.Explain(usagetype.Line{Product: text(row[2]), UsageType: l.usageType, Operation: l.operation, Charge: "Usage", Region: text(row[7])})
	l.class = m.Class
	if m.Region != nil {
		l.region = m.Region.Code
	}
	if m.To != nil {
		l.to = m.To.Code
	}
	if next := dayOf(l.day).AddDate(0, 0, 1).Format(time.DateOnly); l.until < next {
		l.until = next
	}
	return l
}

// unscaled are the ten-billionths of a decimal of ten digits.
func unscaled(v value.Value) *big.Int {
	if d, ok := v.(value.Decimal); ok {
		return d.Unscaled
	}
	return new(big.Int)
}

// amount is an amount of ten-billionths.
func amount(units *big.Int) money.Amount { return money.FromBig(units, digits) }

// token is the id of a resource in its ARN, as inventories name owners: nat-…, i-…, app/click, click-take.
func token(resource string) string {
	const parts = 6
	list := strings.SplitN(resource, ":", parts)
	if list[0] != "arn" || len(list) < parts {
		return resource
	}
	last := list[parts-1]
	kind, rest, ok := strings.Cut(last, ":")
	if ok && !strings.Contains(kind, "/") { // function:NAME, function:NAME:ALIAS, db:NAME
		name, _, _ := strings.Cut(rest, ":")
		return name
	}
	kind, rest, ok = strings.Cut(last, "/")
	if !ok {
		return last
	}
	if kind == "loadbalancer" {
		if i := strings.LastIndexByte(rest, '/'); i >= 0 {
			return rest[:i] // app/NAME/ID
		}
	}
	return rest
}
