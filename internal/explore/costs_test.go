package explore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/money"
)

// The same questions as SQL, written by hand and in another way than the package does it.

// byHand is the SQL of dimensions.
func byHand() map[string]string {
	return map[string]string{
		"service": `CASE WHEN line_item_product_code <> 'AmazonEC2' OR line_item_product_code IS NULL THEN
				coalesce(element_at(map(ARRAY['AmazonS3', '4x7kq2m9'], ARRAY['Amazon Simple Storage Service', 'Hawkeye']), line_item_product_code), line_item_product_code)
			WHEN coalesce(product_product_family, '') = 'Compute Instance' OR strpos(line_item_usage_type, 'BoxUsage') > 0 THEN 'Amazon Elastic Compute Cloud - Compute'
			ELSE 'EC2 - Other' END`,
		"account":          `CASE line_item_usage_account_id WHEN '111' THEN 'Shop' WHEN '222' THEN 'Data' ELSE line_item_usage_account_id END`,
		"usage_type":       `line_item_usage_type`,
		"region":           `product_region_code`,
		"resource":         `line_item_resource_id`,
		"charge_type":      `line_item_line_item_type`,
		"tag:user_team":    `element_at(resource_tags, 'user_team')`,
		"category:Team":    `element_at(cost_category, 'Team')`,
		"pricing_unit":     `pricing_unit`,
		"product:nosuch":   `''`,
		"bill_invoice_id":  `bill_invoice_id`,
		"billing_period":   `billing_period`,
		"operation":        `line_item_operation`,
		"purchase_option":  purchase,
		"tag:user_env":     `element_at(resource_tags, 'user_env')`,
		"product_code_two": `line_item_product_code`,
	}
}

const purchase = `IF(coalesce(savings_plan_savings_plan_a_r_n, '') <> '', 'Savings Plan', IF(coalesce(reservation_reservation_a_r_n, '') <> '', 'Reserved', IF(line_item_line_item_type = 'Usage', 'On-demand', '')))`

// handCharge is what a charge is.
const handCharge = `IF(line_item_product_code = 'AWSSupportBusiness' AND line_item_line_item_type = 'Fee', 'support',
	coalesce(element_at(map(ARRAY['Tax', 'Credit', 'Refund', 'EdpDiscount', 'BundledDiscount', 'Fee', 'SavingsPlanUpfrontFee'],
		ARRAY['tax', 'credit', 'refund', 'discount', 'discount', 'fee', 'fee']), line_item_line_item_type), ''))`

// handAmount is what a line costs.
func handAmount(m explore.Metric) string {
	d := func(x string) string { return "CAST(" + x + " AS decimal(38, 10))" }
	net := `coalesce(line_item_net_unblended_cost, line_item_unblended_cost)`
	spend := func(sp, unused, ri, rifee, other string) string {
		return d(`coalesce(IF(line_item_line_item_type = 'SavingsPlanCoveredUsage', ` + sp + `, IF(line_item_line_item_type = 'SavingsPlanRecurringFee', ` + unused +
			`, IF(line_item_line_item_type IN ('SavingsPlanNegation', 'SavingsPlanUpfrontFee'), 0, IF(line_item_line_item_type = 'DiscountedUsage', ` + ri +
			`, IF(line_item_line_item_type = 'RIFee', ` + rifee + `, IF(line_item_line_item_type = 'Fee' AND reservation_reservation_a_r_n = 'arn:ri', 0, ` + other + `)))))), 0)`)
	}
	fee := `reservation_unused_recurring_fee + coalesce(reservation_unused_amortized_upfront_fee_for_billing_period, 0)`
	switch m {
	case explore.Amortized:
		return spend("savings_plan_savings_plan_effective_cost", "savings_plan_total_commitment_to_date - savings_plan_used_commitment",
			"reservation_effective_cost", fee, "line_item_unblended_cost")
	case explore.NetAmortized:
		return spend("coalesce(savings_plan_net_savings_plan_effective_cost, savings_plan_savings_plan_effective_cost)",
			"(savings_plan_total_commitment_to_date - savings_plan_used_commitment) * 0.75e0", "coalesce(reservation_net_effective_cost, reservation_effective_cost)", fee, net)
	case explore.NetUnblended:
		return d(net)
	case explore.Blended:
		return d("line_item_blended_cost")
	case explore.Usage:
		return d("IF(line_item_line_item_type IN ('Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage'), line_item_usage_amount, 0)")
	case explore.Unblended:
	}
	return d("line_item_unblended_cost")
}

// handTime is the time of a line: late usage counts on the first of its bill.
const handTime = `IF(date_format(line_item_usage_start_date, '%Y-%m') <> billing_period, date_parse(billing_period, '%Y-%m'), line_item_usage_start_date)`

func handStep(g explore.Granularity) string {
	switch g {
	case explore.Hourly:
		return "date_format(" + handTime + ", '%Y-%m-%dT%H:00:00Z')"
	case explore.Daily:
		return "date_format(" + handTime + ", '%Y-%m-%d')"
	case explore.Monthly:
		return "billing_period"
	case explore.Total:
	}
	return "''"
}

// literal is a text as SQL has it.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// handWhere is the conditions of a period and of filters.
func handWhere(p explore.Period, filters []explore.Filter) string {
	stamp := func(text string) string {
		return "TIMESTAMP '" + strings.NewReplacer("T", " ", "Z", "").Replace(text) + "'"
	}
	where := handTime + " >= " + stamp(p.Start) + " AND " + handTime + " < " + stamp(p.End)
	for _, f := range filters {
		x := "coalesce(" + byHand()[f.Dimension] + ", '')"
		var any []string
		for _, v := range f.Values {
			switch {
			case f.Match == "contains" && v != "":
				any = append(any, "lower("+x+") LIKE '%"+strings.ReplaceAll(strings.ToLower(v), "'", "''")+"%'")
			case f.Match == "starts" && v != "":
				any = append(any, "lower("+x+") LIKE '"+strings.ReplaceAll(strings.ToLower(v), "'", "''")+"%'")
			default:
				any = append(any, x+" = "+literal(v))
			}
		}
		one := "(" + strings.Join(any, " OR ") + ")"
		if f.Exclude {
			one = "NOT " + one
		}
		where += " AND " + one
	}
	return where
}

// randomPeriod is a period within the bill, or a little outside of it, often of whole months.
func randomPeriod(rnd *rand.Rand, hourly bool) explore.Period {
	start := time.Date(billYear, time.Month(firstMonth-1+rnd.IntN(monthsOfBill+1)), 1, 0, 0, 0, 0, time.UTC)
	end := start.AddDate(0, 1+rnd.IntN(3), 0)
	if rnd.IntN(2) == 0 {
		start = start.AddDate(0, 0, rnd.IntN(20))
		end = end.AddDate(0, 0, rnd.IntN(9))
	}
	form := time.DateOnly
	if hourly {
		start = start.Add(time.Duration(rnd.IntN(30)) * time.Hour)
		end = start.Add(time.Duration(1+rnd.IntN(300)) * time.Hour)
		form = time.RFC3339
	}
	return explore.Period{Start: start.Format(form), End: end.Format(form)}
}

func randomFilters(rnd *rand.Rand, names []string) []explore.Filter {
	values := map[string][]string{
		"service": {"Amazon Simple Storage Service", "EC2 - Other", "Hawkeye", "nothing"}, "account": {"Shop", "Data", "nobody"},
		"region": {"us-east-1", "", "nowhere"}, "resource": {"it's", "", "i-1"}, "tag:user_team": {"click", "", "x"}, "charge_type": {"Usage", "Tax", "Credit"},
		"usage_type": {"Ama-Bytes", "ama", "AWS-BoxUsage:m5.large"}, "pricing_unit": {"Hrs", "GB"},
	}
	var list []explore.Filter
	for range rnd.IntN(3) {
		d := pick(rnd, names...)
		if of := values[d]; of != nil {
			f := explore.Filter{Dimension: d, Values: []string{pick(rnd, of...)}, Exclude: rnd.IntN(3) == 0, Match: pick(rnd, "", "is", "contains", "starts")}
			if rnd.IntN(2) == 0 {
				f.Values = append(f.Values, pick(rnd, of...))
			}
			list = append(list, f)
		}
	}
	return list
}

// dimensionNames are those that the random questions take.
func dimensionNames() []string {
	var names []string
	for name := range byHand() {
		if name != "product_code_two" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func randomRequest(rnd *rand.Rand) explore.Request {
	names := dimensionNames()
	r := explore.Request{
		Granularity: explore.Granularity(pick(rnd, "hourly", "daily", "daily", "monthly", "monthly", "total")),
		Metric:      explore.Metric(pick(rnd, "unblended", "amortized", "net_unblended", "net_amortized", "blended", "usage")),
		Top:         rnd.IntN(6), All: rnd.IntN(4) == 0, Charges: explore.Charges(pick(rnd, "apart", "apart", "only", "without", "together")),
	}
	r.Period = randomPeriod(rnd, r.Granularity == explore.Hourly)
	for _, i := range rnd.Perm(len(names))[:rnd.IntN(4)] {
		r.GroupBy = append(r.GroupBy, names[i])
	}
	r.Filters = randomFilters(rnd, names)
	return r
}

// handRows answers a request by hand: kind, keys and step → amount, all groups alone.
func (h *house) handRows(r explore.Request) map[string]money.Amount {
	keys := make([]string, len(r.GroupBy))
	for i, d := range r.GroupBy {
		keys[i] = "coalesce(" + byHand()[d] + ", '')"
	}
	charge := handCharge
	if r.Charges == explore.Together {
		charge = "''"
	}
	group := strings.Join(append(keys, "''"), " || chr(1) || ")
	grouped := r.Charges == explore.Only && len(r.GroupBy) > 0 // charges as usage is grouped
	where := handWhere(r.Period, r.Filters)
	if r.Metric == explore.Usage {
		where += " AND line_item_line_item_type IN ('Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage')"
	}
	sql := fmt.Sprintf(`SELECT c, IF(%s, g, '') AS g, s, sum(a) FROM (SELECT %s AS c, %s AS g, %s AS s, %s AS a FROM shop.cur WHERE %s) GROUP BY 1, 2, 3`,
		map[bool]string{true: "true", false: "c = ''"}[grouped], charge, group, handStep(r.Granularity), handAmount(r.Metric), where)
	all := map[string]money.Amount{}
	for _, row := range h.rows(strings.ReplaceAll(sql, "shop.cur", "glaux.bill")) {
		if r.Charges == explore.Only && row[0] == "" || r.Charges == explore.Without && row[0] != "" {
			continue
		}
		if row[3] == "" {
			row[3] = "0"
		}
		if grouped {
			row[0] = ""
		}
		key := row[0] + "|" + row[1] + "|" + row[2]
		all[key] = all[key].Add(parsed(h.t, row[3]))
	}
	return all
}

// check compares an answer with the rows by hand.
func (h *house) check(r explore.Request, a explore.Answer) {
	h.t.Helper()
	want := h.handRows(r)
	groups := map[string]bool{}
	var total, shown money.Amount
	for key, amount := range want {
		total = total.Add(amount)
		if parts := strings.Split(key, "|"); parts[0] == "" {
			groups[parts[1]] = true
		}
	}
	if len(r.GroupBy) > 0 && a.Groups != len(groups) {
		h.t.Errorf("%+v: %d groups, want %d", r, a.Groups, len(groups))
	}
	for _, row := range a.Rows {
		shown = shown.Add(row.Total)
		for i, step := range a.Steps {
			name := stepByHand(step.Start, r.Granularity)
			key := "|" + strings.Join(append(slices.Clone(row.Keys), ""), "\x01") + "|" + name
			if row.Kind == "charge" {
				key = row.Keys[0] + "||" + name
			}
			if row.Kind != "other" && !row.Values[i].Equal(want[key]) {
				h.t.Errorf("%+v: %s %v at %s is %s, want %s\n%s", r, row.Kind, row.Keys, step.Start, row.Values[i], want[key], a.SQL)
				return
			}
		}
	}
	if !a.Total.Equal(total) || !shown.Equal(total) {
		h.t.Errorf("%+v: the total is %s, the rows add up to %s, want %s\n%s", r, a.Total, shown, total, a.SQL)
	}
	h.checkOrder(r, a, len(groups))
}

// checkOrder looks at the order of the rows and at what is put together.
func (h *house) checkOrder(r explore.Request, a explore.Answer, groups int) {
	h.t.Helper()
	alone := 0
	for i, row := range a.Rows {
		if row.Kind == "group" {
			alone++
			if i > 0 && a.Rows[i-1].Kind == "group" && magnitude(row.Total).Cmp(magnitude(a.Rows[i-1].Total)) > 0 {
				h.t.Errorf("%+v: the groups are not in order", r)
			}
		}
		if row.Kind == "other" && row.Count != groups-alone {
			h.t.Errorf("%+v: %d groups stand alone and %d are put together, of %d", r, alone, row.Count, groups)
		}
	}
	top := r.Top
	if top == 0 {
		top = 10
	}
	if r.All {
		top = groups
	}
	if len(r.GroupBy) > 0 && alone != min(top, groups) {
		h.t.Errorf("%+v: %d groups stand alone, of %d", r, alone, groups)
	}
	for i := range a.Steps {
		var sum money.Amount
		for _, row := range a.Rows {
			sum = sum.Add(row.Values[i])
		}
		if !sum.Equal(a.StepTotals[i]) {
			h.t.Errorf("%+v: a step's total is %s, its rows add up to %s", r, a.StepTotals[i], sum)
		}
	}
}

func magnitude(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

func stepByHand(start string, g explore.Granularity) string {
	switch g {
	case explore.Hourly:
		if len(start) == len(time.DateOnly) {
			return start + "T00:00:00Z"
		}
		return start
	case explore.Daily:
		return start[:len(time.DateOnly)]
	case explore.Monthly:
		return start[:len("2025-01")]
	case explore.Total:
	}
	return ""
}

func TestFiguresEqualTheSameSumsInIndependentSQL(t *testing.T) {
	const requests, seed = 200, 20
	rnd := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same every time
	h := newHouse(t, randomBill(rnd, 3000))
	for range requests {
		r := randomRequest(rnd)
		a, err := explore.Costs(context.Background(), h.runner, h.app.Who(), r)
		if err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		h.check(r, a)
		if t.Failed() {
			return
		}
	}
}

func TestTheTextOfAnAnswerRunsAsItIs(t *testing.T) {
	const requests, seed = 40, 21
	rnd := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same every time
	h := newHouse(t, randomBill(rnd, 500))
	for range requests {
		r := randomRequest(rnd)
		a, err := explore.Costs(context.Background(), h.runner, h.app.Who(), r)
		if err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		var total money.Amount
		for _, row := range h.rows(a.SQL) {
			total = total.Add(parsed(t, row[3+len(r.GroupBy)]))
		}
		if !total.Equal(a.Total) {
			t.Errorf("%+v: the text gives %s, the answer %s\n%s", r, total, a.Total, a.SQL)
		}
	}
}
