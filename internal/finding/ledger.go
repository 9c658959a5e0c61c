package finding

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// charged asks what the network cost in the window, by resource. Taxes, credits and refunds are left out; what another service waives is taken
// off. The bill says how far it goes by its last hour of usage.
const charged = `SELECT line_item_usage_account_id, product_region_code, line_item_product_code, line_item_usage_type, line_item_operation, line_item_resource_id,
  sum(CAST(line_item_unblended_cost AS decimal(38, 10))) AS dollars,
  sum(if(line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage'), CAST(line_item_usage_amount AS decimal(38, 10)), DECIMAL '0')) AS amount,
  min(line_item_usage_start_date) AS first, max(line_item_usage_end_date) AS last, max(line_item_currency_code) AS currency
FROM glaux.bill
WHERE billing_period BETWEEN '2000-01' AND '2000-02'
  AND line_item_usage_start_date >= TIMESTAMP '2000-01-01 00:00:00' AND line_item_usage_start_date < TIMESTAMP '2000-01-02 00:00:00'
  AND line_item_line_item_type NOT IN ('Tax', 'Credit', 'Refund')
  AND (line_item_usage_type LIKE '%NatGateway-%' OR line_item_usage_type LIKE '%VpcEndpoint-%' OR line_item_usage_type LIKE '%TransitGateway-%'
    OR line_item_usage_type LIKE '%PublicIPv4:%' OR line_item_usage_type LIKE '%DataTransfer-Regional-Bytes')
GROUP BY 1, 2, 3, 4, 5, 6`

// reach asks from when to when the bill has usage in the window.
const reach = `SELECT min(line_item_usage_start_date) AS first, max(line_item_usage_end_date) AS last, max(line_item_currency_code) AS currency
FROM glaux.bill
WHERE billing_period BETWEEN '2000-01' AND '2000-02' AND line_item_line_item_type = 'Usage'
  AND line_item_usage_start_date >= TIMESTAMP '2000-01-01 00:00:00' AND line_item_usage_start_date < TIMESTAMP '2000-01-02 00:00:00'`

// ofResources asks for the lines of some resources: the evidence of what is billed.
const ofResources = `SELECT line_item_usage_account_id, line_item_resource_id, line_item_usage_type, line_item_operation,
  sum(CAST(line_item_unblended_cost AS decimal(38, 10))) AS dollars, sum(CAST(line_item_usage_amount AS decimal(38, 10))) AS amount,
  min(line_item_usage_start_date) AS first, max(line_item_usage_end_date) AS last
FROM glaux.bill
WHERE billing_period BETWEEN '2000-01' AND '2000-02'
  AND line_item_usage_start_date >= TIMESTAMP '2000-01-01 00:00:00' AND line_item_usage_start_date < TIMESTAMP '2000-01-02 00:00:00'
  AND line_item_line_item_type NOT IN ('Tax', 'Credit', 'Refund') AND line_item_resource_id IN ('RESOURCES')
GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4`

// month is the hours of the month that estimates are for.
const month = 730

// charge is what a resource cost of one usage.
type charge struct {
	account, region, usage, operation, resource, id string
	class                                           usagetype.Class
	dollars, amount                                 *big.Rat
	first, last                                     time.Time
}

// ledger is what the network cost.
type ledger struct {
	list     []charge
	from, to time.Time // what of the window the bill has
	currency string
	sql      []string
}

// readLedger reads the bill of the window.
func readLedger(ctx context.Context, runner Runner, who access.Principal, v values) (*ledger, error) {
	l := &ledger{}
	q, err := asked(reach, v)
	if err != nil {
		return nil, err
	}
	l.sql = append(l.sql, ast.Print(q))
	if err := read(ctx, runner, who, q, func(r row) { l.from, l.to, l.currency = r.moment(0), r.moment(1), r.text(2) }); err != nil {
		return nil, err
	}
	if l.to.After(v.to) {
		l.to = v.to
	}
	if q, err = asked(charged, v); err != nil {
		return nil, err
	}
	l.sql = append(l.sql, ast.Print(q))
	return l, read(ctx, runner, who, q, func(r row) {
		c := charge{
			account: r.text(0), region: r.text(1), usage: r.text(3), operation: r.text(4), resource: r.text(5), id: idOf(r.text(5)), dollars: r.number(6), amount: r.number(7),
			first: r.moment(8), last: r.moment(9),
		}
		c.class = usagetype.Explain(usagetype.Line{Product: r.text(2), UsageType: c.usage, Operation: c.operation, Region: c.region}).Class
		l.list = append(l.list, c)
	})
}

// idOf is the id at the end of an ARN, or what stands there instead.
func idOf(resource string) string {
	if !strings.HasPrefix(resource, "arn:") {
		return resource
	}
	return resource[strings.LastIndexAny(resource, "/:")+1:]
}

// hours is how long the bill is, at least one.
func (l *ledger) hours() float64 { return max(1, l.to.Sub(l.from).Hours()) }

// of adds the charges of a class at a resource, by its id.
func (l *ledger) of(class usagetype.Class, id string) (sum charge) {
	sum.dollars, sum.amount = new(big.Rat), new(big.Rat)
	for _, c := range l.list {
		if c.class != class || c.id != id {
			continue
		}
		dollars, amount, first, last := sum.dollars, sum.amount, sum.first, sum.last
		sum = c
		sum.dollars, sum.amount = dollars.Add(dollars, c.dollars), amount.Add(amount, c.amount)
		if !first.IsZero() && first.Before(sum.first) {
			sum.first = first
		}
		if last.After(sum.last) {
			sum.last = last
		}
	}
	return sum
}

// there tells whether there were such charges.
func (c charge) there() bool { return c.resource != "" }

// running tells whether a charge by the hour goes on at the end of the bill, and has for a while.
func (l *ledger) running(c charge) bool {
	const slack, least = 26 * time.Hour, 48 * time.Hour // bills come by the day
	return c.there() && l.to.Sub(c.last) <= slack && c.last.Sub(c.first) >= least
}

// perMonth is dollars of a span of time as dollars of a month.
func perMonth(dollars *big.Rat, hours float64) money.Amount {
	scale := new(big.Rat).SetFloat64(month / max(1, hours))
	return money.FromRat(scale.Mul(scale, dollars), cents)
}

// monthly is a charge as dollars of a month: by the hours in which it was charged.
func (c charge) monthly() money.Amount { return perMonth(c.dollars, c.last.Sub(c.first).Hours()) }

// cents is how exact an estimate is written.
const cents = 2

// price is what a unit of a class costs in a region: by the bill of the account, or of others; else the list price, where it is known.
func (l *ledger) price(class usagetype.Class, account, region string) (*big.Rat, bool) {
	for _, same := range []func(charge) bool{
		func(c charge) bool { return c.account == account && c.region == region },
		func(c charge) bool { return c.region == region },
	} {
		dollars, amount := new(big.Rat), new(big.Rat)
		for _, c := range l.list {
			if c.class == class && same(c) && c.dollars.Sign() > 0 {
				dollars.Add(dollars, c.dollars)
				amount.Add(amount, c.amount)
			}
		}
		if amount.Sign() > 0 {
			return dollars.Quo(dollars, amount), true
		}
	}
	list, ok := listPrices()[class]
	if !ok {
		return nil, false
	}
	text, ok := list[region]
	if !ok {
		text = list[""]
	}
	p, ok := new(big.Rat).SetString(text)
	return p, ok
}

// listPrices are prices of AWS's lists, in dollars, for what the bill does not have yet. Those of "" are of Virginia.
func listPrices() map[usagetype.Class]map[string]string {
	const tokyo, ireland, frankfurt, london, singapore, sydney, seoul = "ap-northeast-1", "eu-west-1", "eu-central-1", "eu-west-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-2"
	nat := map[string]string{"": "0.045", tokyo: "0.062", ireland: "0.048", london: "0.05", frankfurt: "0.052", singapore: "0.059", sydney: "0.059", seoul: "0.059"}
	return map[usagetype.Class]map[string]string{
		usagetype.NatHours: nat, usagetype.NatBytes: nat,
		usagetype.EndpointHours: {"": "0.01", tokyo: "0.014", ireland: "0.011", london: "0.011", frankfurt: "0.012", singapore: "0.013", sydney: "0.013", seoul: "0.013"},
		usagetype.EndpointBytes: {"": "0.01"},
		usagetype.CrossZone:     {"": "0.01"},
		usagetype.PublicAddress: {"": "0.005"},
	}
}

// hourly is what something costs a month by the hour, at the price of a class.
func (l *ledger) hourly(class usagetype.Class, account, region string) money.Amount {
	p, ok := l.price(class, account, region)
	if !ok {
		return money.Amount{}
	}
	return money.FromRat(new(big.Rat).Mul(p, new(big.Rat).SetInt64(month)), cents)
}

// resources returns the names that the bill has for some ids.
func (l *ledger) resources(ids ...string) []string {
	var list []string
	for _, c := range l.list {
		if slices.Contains(ids, c.id) && !slices.Contains(list, c.resource) {
			list = append(list, c.resource)
		}
	}
	slices.Sort(list)
	return list
}
