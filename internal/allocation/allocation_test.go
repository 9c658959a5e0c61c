package allocation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// house is the product with the bills of all seeds, one in each month, and invocation logs.
type house struct {
	*testing.T
	app    *app.App
	runner *query.Runner
	truth  *truth
}

// columns are those of the bill.
func columns() []string {
	return []string{
		"identity_line_item_id", "line_item_line_item_type", "line_item_product_code", "line_item_usage_type", "line_item_usage_account_id", "line_item_usage_account_name",
		"line_item_resource_id", "line_item_iam_principal", "line_item_usage_start_date", "line_item_usage_end_date", "bill_billing_period_start_date", "bill_billing_period_end_date",
		"line_item_currency_code", "line_item_unblended_cost", "line_item_usage_amount", "pricing_unit", "pricing_public_on_demand_cost", "product", "resource_tags", "tags", "cost_category",
		"savings_plan_savings_plan_effective_cost", "savings_plan_savings_plan_a_r_n", "savings_plan_total_commitment_to_date", "savings_plan_used_commitment",
		"reservation_effective_cost", "reservation_reservation_a_r_n",
	}
}

// newHouse makes and loads the bills.
func newHouse(t *testing.T, seeds int) *house {
	t.Helper()
	dir := t.TempDir()
	tr := generate(seeds)
	write := func(folder, name, content string) string {
		path := filepath.Join(dir, folder)
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a, err := app.Open(config.Config{Lake: filepath.Join(dir, "lake"), Database: "default", Memory: 1 << 30, Threads: 2},
		app.Outside{Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, folder := range map[string]string{"shop.cur": write("bill", "bill.csv", tr.csv.String()), "shop.calls": write("logs", "calls.json", tr.logs.String())} {
		if err := a.AddSource(name, folder); err != nil {
			t.Fatal(err)
		}
	}
	if report, err := a.Sync(context.Background(), nil); err != nil || report.Faulty() {
		t.Fatalf("%v %+v", err, report)
	}
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	return &house{T: t, app: a, runner: runner, truth: tr}
}

// allocate asks who pays.
func (h *house) allocate(rules allocation.Rules, ask allocation.Ask) allocation.Answer {
	h.Helper()
	a, err := allocation.Allocate(context.Background(), h.runner, h.app.Who(), rules, ask)
	if err != nil {
		h.Fatal(err)
	}
	return a
}

// rules reads rules.
func rules(t *testing.T, file string) allocation.Rules {
	t.Helper()
	r, err := allocation.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// truth is who really used what.
type truth struct {
	csv, logs strings.Builder
	lines     int
	of        map[string]string              // the department of each line that is of one
	cost      map[string]*big.Rat            // and its cost
	logged    map[string]map[string]*big.Rat // by month and department: what callers of the gateway used
	known     *big.Rat                       // dollars with any key
	rnd       *rand.Rand
}

// departments are those who pay, with the writings of their tags.
func departments() []string { return []string{"Sales", "Dev", "Support", "Research", "Marketing"} }

// accounts are the own accounts of departments.
func accountOf(d string) string {
	return fmt.Sprintf("11112222333%d", slices.Index(departments(), d))
}

const (
	common   = "999988887777" // the account that all use
	gateway  = "arn:aws:sts::999988887777:assumed-role/LLMGateway/app"
	firstDay = 2
)

// generate makes one bill for each seed.
func generate(seeds int) *truth {
	tr := &truth{of: map[string]string{}, cost: map[string]*big.Rat{}, logged: map[string]map[string]*big.Rat{}, known: new(big.Rat)}
	tr.csv.WriteString(strings.Join(columns(), ",") + "\n")
	for seed := range seeds {
		tr.rnd = rand.New(rand.NewPCG(uint64(seed), 9))
		month := time.Date(2024, time.Month(1+seed), 1, 0, 0, 0, 0, time.UTC)
		for range 250 {
			tr.line(month)
		}
		tr.charges(month)
		for day := range 3 {
			tr.calls(month, month.AddDate(0, 0, firstDay+day))
		}
	}
	return tr
}

func (tr *truth) pick(of ...string) string { return of[tr.rnd.IntN(len(of))] }

// write writes a line.
func (tr *truth) write(month time.Time, line map[string]string) string {
	tr.lines++
	id := fmt.Sprint("line-", tr.lines)
	at := month.AddDate(0, 0, tr.rnd.IntN(27)).Add(time.Duration(tr.rnd.IntN(24)) * time.Hour)
	all := map[string]string{
		"identity_line_item_id": id, "line_item_line_item_type": "Usage", "line_item_currency_code": "USD", "resource_tags": "{}", "tags": "{}", "product": "{}", "cost_category": "{}",
		"line_item_usage_start_date": at.Format(time.RFC3339), "line_item_usage_end_date": at.Add(time.Hour).Format(time.RFC3339), "line_item_usage_amount": "1",
		"bill_billing_period_start_date": month.Format(time.RFC3339), "bill_billing_period_end_date": month.AddDate(0, 1, 0).Format(time.RFC3339),
	}
	for k, v := range line {
		all[k] = v
	}
	for i, c := range columns() {
		if i > 0 {
			tr.csv.WriteByte(',')
		}
		tr.csv.WriteString(`"` + strings.ReplaceAll(all[c], `"`, `""`) + `"`)
	}
	tr.csv.WriteByte('\n')
	return id
}

// dollars are a cost of many digits.
func (tr *truth) dollars() string { return fmt.Sprintf("%.10f", 0.01+tr.rnd.ExpFloat64()*3) }

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// line writes a line of a department, which says whose it is in one of many ways, and often says something else in a weaker one.
func (tr *truth) line(month time.Time) {
	d, other := tr.pick(departments()...), tr.pick(departments()...)
	writing := tr.pick(d, d, strings.ToLower(d), strings.ToUpper(d))
	cost := tr.dollars()
	line := map[string]string{
		"line_item_unblended_cost": cost, "line_item_usage_account_id": common, "line_item_usage_account_name": "Common", "line_item_product_code": "AmazonBedrock",
		"line_item_usage_type": "USE1-NovaPro-input-tokens", "pricing_unit": "1K tokens", "product": `{"product_name": "Amazon Bedrock"}`,
	}
	role := func(name string) string { return "arn:aws:sts::" + common + ":assumed-role/" + name + "/s-1" }
	tag := func(column, key, is string) { line[column] = fmt.Sprintf(`{%q: %q}`, key, is) }
	whose := d
	switch tr.rnd.IntN(10) {
	case 0, 1: // a profile, called by a role of somebody else, in the account of somebody else
		line["line_item_resource_id"] = "arn:aws:bedrock:us-east-1:" + common + ":application-inference-profile/" + strings.ToLower(d)
		tag("resource_tags", "user_department", writing)
		tag("tags", "iamPrincipal/department", other)
		line["line_item_iam_principal"], line["line_item_usage_account_id"] = role(other+"App"), accountOf(other)
	case 2: // another service
		line["line_item_product_code"], line["line_item_usage_type"], line["line_item_resource_id"], line["product"] = "AmazonEC2", "BoxUsage:m5.large", "i-1", "{}"
		tag("resource_tags", "user_department", writing)
		line["line_item_usage_account_id"] = accountOf(other)
	case 3:
		line["line_item_iam_principal"] = "arn:aws:iam::" + common + ":user/" + strings.ToLower(other)
		tag("tags", "iamPrincipal/department", writing)
	case 4:
		line["line_item_iam_principal"] = role(other + "App")
		tag("tags", "iamPrincipal/department", writing)
	case 5:
		line["line_item_iam_principal"], line["line_item_usage_account_id"] = role(d+"App"), accountOf(other)
	case 6:
		line["line_item_usage_account_id"] = accountOf(d)
	case 7:
		tag("tags", "accountTag/department", writing)
	case 8: // nobody's
		whose = ""
	case 9:
		if tr.rnd.IntN(10) > 0 {
			line["line_item_usage_account_id"] = accountOf(d)
			break
		}
		tag("resource_tags", "user_department", d+" ") // a slip of the hand that no alias knows
		line["line_item_resource_id"] = "g-1"
	}
	id := tr.write(month, line)
	if whose != "" {
		tr.of[id], tr.cost[id] = whose, rat(cost)
		tr.known.Add(tr.known, rat(cost))
	}
}

// charges writes what is nobody's, or everybody's: support, credits, and usage that a commitment covers, of departments that have one.
func (tr *truth) charges(month time.Time) {
	tr.write(month, map[string]string{"line_item_line_item_type": "Fee", "line_item_product_code": "AWSSupportBusiness", "line_item_unblended_cost": tr.dollars(), "line_item_usage_account_id": common})
	tr.write(month, map[string]string{
		"line_item_line_item_type": "Credit", "line_item_product_code": "AmazonEC2", "line_item_unblended_cost": "-" + tr.dollars(), "line_item_usage_account_id": common,
	})
	for range 12 {
		d, cost := tr.pick(departments()...), tr.dollars()
		line := map[string]string{
			"line_item_line_item_type": "SavingsPlanCoveredUsage", "line_item_product_code": "AmazonEC2", "line_item_usage_type": "BoxUsage:m5.large", "line_item_unblended_cost": cost,
			"pricing_public_on_demand_cost": cost, "savings_plan_savings_plan_effective_cost": rat(cost).Mul(rat(cost), big.NewRat(7, 10)).FloatString(10), "savings_plan_savings_plan_a_r_n": "arn:sp",
			"line_item_usage_account_id": accountOf(d), "line_item_resource_id": "i-2",
		}
		tr.write(month, line)
		line["line_item_line_item_type"], line["line_item_unblended_cost"], line["pricing_public_on_demand_cost"] = "SavingsPlanNegation", "-"+cost, ""
		tr.write(month, line)
	}
	tr.write(month, map[string]string{
		"line_item_line_item_type": "SavingsPlanRecurringFee", "line_item_product_code": "ComputeSavingsPlans", "line_item_unblended_cost": "30", "savings_plan_total_commitment_to_date": "30",
		"savings_plan_used_commitment": "28.5", "savings_plan_savings_plan_a_r_n": "arn:sp", "line_item_usage_account_id": common,
	})
	tr.write(month, map[string]string{
		"line_item_line_item_type": "Usage", "line_item_product_code": "AmazonEC2", "line_item_usage_type": "BoxUsage:m5.large", "line_item_unblended_cost": "12.5", "pricing_public_on_demand_cost": "12.5",
		"line_item_usage_account_id": accountOf("Dev"), "line_item_resource_id": "i-3",
	})
}

// calls writes a day of the gateway: lines by kind of tokens, and the calls that they are made of.
func (tr *truth) calls(month, at time.Time) {
	sums := map[string]map[string]int64{"input": {}, "output": {}}
	for range 12 {
		d := tr.pick(append(departments(), "")...)
		in, out := int64(100+tr.rnd.IntN(4000)), int64(50+tr.rnd.IntN(1000))
		sums["input"][d] += in
		sums["output"][d] += out
		call := map[string]any{
			"timestamp": at.Add(time.Duration(tr.rnd.IntN(86400)) * time.Second).Format(time.RFC3339), "accountId": common, "identity": map[string]string{"arn": gateway}, "region": "us-east-1",
			"requestId": fmt.Sprint("r-", tr.rnd.Uint64()), "operation": "Converse", "modelId": "amazon.nova-pro-v1:0", "schemaType": "ModelInvocationLog", "schemaVersion": "1.0",
			"input": map[string]any{"inputTokenCount": in}, "output": map[string]any{"outputTokenCount": out},
		}
		if d != "" {
			call["requestMetadata"] = map[string]string{"department": d}
		}
		text, err := json.Marshal(call)
		if err != nil {
			panic(err)
		}
		tr.logs.Write(append(text, '\n'))
	}
	for kind, by := range sums {
		cost := tr.dollars()
		tr.write(month, map[string]string{
			"line_item_unblended_cost": cost, "line_item_usage_account_id": common, "line_item_product_code": "AmazonBedrock", "line_item_usage_type": "USE1-NovaPro-" + kind + "-tokens",
			"pricing_unit": "1K tokens", "line_item_iam_principal": gateway, "product": `{"product_name": "Amazon Bedrock"}`,
			"line_item_usage_start_date": at.Format(time.RFC3339), "line_item_usage_end_date": at.AddDate(0, 0, 1).Format(time.RFC3339),
		})
		var all int64
		for _, n := range by {
			all += n
		}
		for d, n := range by {
			if d == "" {
				continue
			}
			key := month.Format("2006-01")
			if tr.logged[key] == nil {
				tr.logged[key] = map[string]*big.Rat{}
			}
			if tr.logged[key][d] == nil {
				tr.logged[key][d] = new(big.Rat)
			}
			part := new(big.Rat).Mul(rat(cost), big.NewRat(n, all))
			tr.logged[key][d].Add(tr.logged[key][d], part)
			tr.known.Add(tr.known, part)
		}
	}
}

// waterfall is the waterfall of the issue.
const waterfall = `version: 1
keys:
  - name: department
    steps:
      - profile_tag: Department
      - resource_tag: Department
      - principal_tag: department
      - session_tag: department
      - principals:
          - {match: "*:assumed-role/SalesApp/*", value: Sales}
          - {regex: ":assumed-role/([A-Z][a-z]+)App/", value: "$1"}
      - metadata: department
      - account_tag: department
      - accounts: {"111122223330": Sales, "111122223331": Dev, "111122223332": Support, "111122223333": Research, "111122223334": Marketing}
    aliases:
      Sales: [sales, SALES]
      Dev: [dev, DEV]
      Support: [support, SUPPORT]
      Research: [research, RESEARCH]
      Marketing: [marketing, MARKETING]
`

// seeds is how many bills are made, one for each month from 2024 on.
const seeds = 20

// allMonths asks for all of them.
func allMonths() allocation.Ask {
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return allocation.Ask{From: from, To: from.AddDate(0, seeds, 0)}
}

func TestCostsAreAllocated(t *testing.T) {
	h := newHouse(t, seeds)
	for name, test := range map[string]func(*house){
		"the waterfall knows the truth of twenty bills":    (*house).waterfallKnows,
		"splits move what a slow reckoning moves":          (*house).splitsMove,
		"savings change hands and nothing is lost":         (*house).savingsChange,
		"a part of a month, an account, a service":         (*house).narrowed,
		"a cost category as AWS writes it":                 (*house).category,
		"the lines behind a value":                         (*house).explained,
		"examples run as bills do":                         (*house).tested,
		"the documentation is right":                       (*house).documented,
		"without a file the most used tag is the key":      (*house).present,
		"the query reads as Athena does, and runs as text": (*house).runsAsText,
	} {
		t.Run(name, func(t *testing.T) {
			one := *h
			one.T = t
			test(&one)
		})
	}
}

// waterfallKnows compares with the truth.
func (h *house) waterfallKnows() {
	const least = 0.98
	r := rules(h.T, waterfall)
	right := h.linesRight(r)
	for _, over := range []allocation.Source{allocation.Bill, allocation.GenAI} {
		ask := allMonths()
		ask.Over = over
		a := h.allocate(r, ask)
		if len(a.Months) != seeds || a.Total.Sign() <= 0 {
			h.Fatalf("%s: %d months, total %s", over, len(a.Months), a.Total)
		}
		addsUp(h.T, a)
		if over == allocation.Bill {
			right.Add(right, h.logsRight(a))
		}
	}
	share, _ := new(big.Rat).Quo(right, h.truth.known).Float64()
	h.Logf("%.3f %% of the dollars with any key go to the right department", 100*share)
	if share < least {
		h.Errorf("only %.4f of the dollars are right", share)
	}
}

// logsRight are the dollars that logs divided as callers used them.
func (h *house) logsRight(a allocation.Answer) *big.Rat {
	right := new(big.Rat)
	at := slices.IndexFunc(a.Steps, func(s allocation.StepShare) bool { return s.Kind == allocation.ByMetadata })
	for _, v := range a.Values {
		want := new(big.Rat)
		for _, m := range h.truth.logged {
			if m[v.Value] != nil {
				want.Add(want, m[v.Value])
			}
		}
		if got := v.Steps[at].Rat(); got.Cmp(want) < 0 {
			want = got
		}
		right.Add(right, want)
	}
	return right
}

// linesRight are the dollars of lines that the expressions of rules give to the right department.
func (h *house) linesRight(r allocation.Rules) *big.Rat {
	h.Helper()
	key, err := r.Key("department")
	if err != nil {
		h.Fatal(err)
	}
	who, step := key.Expr()
	q := &ast.Query{Body: &ast.Select{
		Items: []ast.SelectItem{build.Item(build.Column("identity_line_item_id"), "id"), build.Item(who, "value"), build.Item(step, "step")}, From: []ast.Rel{build.Table("", "glaux", "bill")},
	}}
	result, err := h.runner.Tree(context.Background(), h.app.Who(), q, query.Options{})
	if err != nil {
		h.Fatal(err)
	}
	defer result.Close() //nolint:errcheck // the rows have been read
	right := new(big.Rat)
	steps := map[string]bool{}
	err = result.Each(context.Background(), func(row []value.Value) error {
		id, _ := row[0].(string)
		name, _ := row[1].(string)
		s, _ := row[2].(string)
		steps[s] = true
		if d, ok := h.truth.of[id]; ok && d == name {
			right.Add(right, h.truth.cost[id])
		}
		return nil
	})
	if err != nil || len(steps) != 8 {
		h.Fatal(err, steps)
	}
	return right
}

// addsUp checks that an answer is one.
func addsUp(t *testing.T, a allocation.Answer) {
	t.Helper()
	var values, shown, steps, own money.Amount
	months := make([]money.Amount, len(a.Months))
	for _, v := range a.Values {
		values, shown, own = values.Add(v.Total), shown.Add(v.Shown), own.Add(v.Own)
		var byMonth, byStep money.Amount
		for i, m := range v.Months {
			months[i], byMonth = months[i].Add(m), byMonth.Add(m)
		}
		for _, s := range v.Steps {
			byStep = byStep.Add(s)
		}
		if !byMonth.Equal(v.Total) || !byStep.Equal(v.Own) || !v.Own.Add(v.Received).Add(v.Savings).Equal(v.Total) {
			t.Errorf("%s: total %s, by month %s, own %s, by step %s, received %s, savings %s", v.Value, v.Total, byMonth, v.Own, byStep, v.Received, v.Savings)
		}
	}
	for _, s := range a.Steps {
		steps = steps.Add(s.Cost)
	}
	if !values.Equal(a.Billed) || !shown.Equal(a.Billed.Round(2)) || !steps.Equal(a.Billed) || !own.Equal(a.Billed) {
		t.Errorf("values %s, shown %s, steps %s, own %s, billed %s", values, shown, steps, own, a.Billed)
	}
}
