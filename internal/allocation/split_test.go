package allocation_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// support is a shared cost of the bills.
const support = `    shared:
      - name: Support plan
        when: {Dimensions: {Key: SERVICE_CODE, Values: [AWSSupport], MatchOptions: [STARTS_WITH]}}
        split: %s
`

// splitsMove compares splits of all kinds with the same worked out month by month in fractions.
func (h *house) splitsMove() {
	plain := h.allocate(rules(h.T, waterfall+fmt.Sprintf(support, "{method: even}")), func() allocation.Ask {
		ask := allMonths()
		ask.Unsplit = true
		return ask
	}())
	if len(plain.Moves) > 0 {
		h.Fatal("splits were made though nobody asked for them")
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		shared, splits := drawnSplit(rnd, "Support plan"), []split{drawnSplit(rnd, "Unallocated"), drawnSplit(rnd, "Marketing")}
		text := waterfall + fmt.Sprintf(support, shared.text()) + "    residual: {split: " + splits[0].text() + "}\n    splits:\n      - {source: Marketing, " + strings.TrimPrefix(splits[1].text(), "{") + "\n"
		a := h.allocate(rules(h.T, text), allMonths())
		addsUp(h.T, a)
		for m := range a.Months {
			h.compareMonth(plain, a, m, append(splits, shared))
		}
		if h.Failed() {
			h.Fatal(text)
		}
	}
}

// split is a split of a test.
type split struct {
	source, method string
	targets        []string
	shares         []int64
}

// drawnSplit is any split.
func drawnSplit(rnd *rand.Rand, source string) split {
	s := split{source: source, method: []string{"proportional", "even", "fixed"}[rnd.IntN(3)]}
	targets := []string{"Sales", "Dev", "Support", "Research", "Nobody yet"}
	rnd.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	if s.targets = targets[:1+rnd.IntN(4)]; s.method == "fixed" {
		left := int64(100)
		for range s.targets[1:] {
			n := rnd.Int64N(left + 1)
			s.shares, left = append(s.shares, n), left-n
		}
		s.shares = append(s.shares, left)
	} else if rnd.IntN(3) == 0 {
		s.targets = nil
	}
	return s
}

// text is the split as a file has it.
func (s split) text() string {
	switch {
	case s.method == "fixed":
		var list []string
		for i, t := range s.targets {
			list = append(list, fmt.Sprintf("%s: %d", t, s.shares[i]))
		}
		return "{method: fixed, shares: {" + strings.Join(list, ", ") + "}}"
	case s.targets == nil:
		return "{method: " + s.method + "}"
	}
	return "{method: " + s.method + ", targets: [" + strings.Join(s.targets, ", ") + "]}"
}

// compareMonth compares a month.
func (h *house) compareMonth(plain, a allocation.Answer, m int, splits []split) {
	h.Helper()
	own, want := map[string]*big.Rat{}, map[string]*big.Rat{}
	for _, v := range plain.Values {
		own[v.Value], want[v.Value] = v.Months[m].Rat(), v.Months[m].Rat()
	}
	for _, s := range splits {
		cost := own[s.source]
		weights, whole := s.weights(own, splits), new(big.Rat)
		for _, w := range weights {
			whole.Add(whole, w)
		}
		if cost == nil || whole.Sign() == 0 {
			continue
		}
		for t, w := range weights {
			if want[t] == nil {
				want[t] = new(big.Rat)
			}
			part := new(big.Rat).Mul(cost, new(big.Rat).Quo(w, whole))
			want[t].Add(want[t], part)
			want[s.source].Sub(want[s.source], part)
		}
	}
	for _, v := range a.Values {
		w := want[v.Value]
		if w == nil {
			w = new(big.Rat)
		}
		if d := new(big.Rat).Sub(v.Months[m].Rat(), w); d.Abs(d).Cmp(big.NewRat(1, 1_000_000_000)) > 0 {
			h.Errorf("%s, %s: got %s, want %s", a.Months[m], v.Value, v.Months[m], w.FloatString(10))
		}
	}
}

// weights are those of the targets.
func (s split) weights(own map[string]*big.Rat, splits []split) map[string]*big.Rat {
	targets := s.targets
	if targets == nil {
		for name, cost := range own {
			if cost.Sign() != 0 && name != "Unallocated" && !slices.ContainsFunc(splits, func(o split) bool { return o.source == name }) {
				targets = append(targets, name)
			}
		}
	}
	out := map[string]*big.Rat{}
	for i, t := range targets {
		w := big.NewRat(1, 1)
		switch s.method {
		case "fixed":
			w = big.NewRat(s.shares[i], 1)
		case "proportional":
			if w = new(big.Rat); own[t] != nil && own[t].Sign() > 0 {
				w = own[t]
			}
		}
		out[t] = w
	}
	return out
}

// savingsChange redistributes what commitments saved.
func (h *house) savingsChange() {
	amortized := strings.Replace(waterfall, "    steps:", "    metric: amortized\n    steps:", 1)
	plain := h.allocate(rules(h.T, amortized), allMonths())
	var saved money.Amount
	for _, file := range []string{"    savings: {method: usage}\n", "    savings: {method: fixed, shares: {Platform team: 100}}\n"} {
		a := h.allocate(rules(h.T, amortized+file), allMonths())
		addsUp(h.T, a)
		if !a.Total.Equal(plain.Total) {
			h.Errorf("total %s, without %s", a.Total, plain.Total)
		}
		changed := 0
		for _, v := range a.Values {
			if v.Savings.Sign() != 0 {
				changed++
			}
			if v.Value == "Platform team" {
				saved = v.Savings
			}
		}
		if changed < 3 {
			h.Errorf("%s: %d values changed", file, changed)
		}
	}
	// The chosen team has it all: 30 % of what would have been paid on demand.
	result, err := h.runner.Text(context.Background(), h.app.Who(), `SELECT -sum(CAST(pricing_public_on_demand_cost AS decimal(38, 10)) - CAST(savings_plan_savings_plan_effective_cost AS decimal(38, 10)))
		FROM glaux.bill WHERE line_item_line_item_type = 'SavingsPlanCoveredUsage'`, query.Options{})
	if err != nil {
		h.Fatal(err)
	}
	defer result.Close() //nolint:errcheck // the row has been read
	err = result.Each(context.Background(), func(row []value.Value) error {
		d, _ := row[0].(value.Decimal)
		if want := money.FromBig(d.Unscaled, d.Scale); !want.Equal(saved) || saved.Sign() >= 0 {
			h.Errorf("the team saves %s, want %s", saved, want)
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// narrowed asks for less.
func (h *house) narrowed() {
	r := rules(h.T, waterfall)
	day := time.Date(2024, 3, 5, 15, 0, 0, 0, time.UTC)
	all := h.allocate(r, allocation.Ask{From: day, To: day.AddDate(0, 0, 10)})
	addsUp(h.T, all)
	one := h.allocate(r, allocation.Ask{From: day, To: day.AddDate(0, 0, 10), Accounts: []string{common}, Services: []string{"AmazonBedrock"}})
	addsUp(h.T, one)
	if len(all.Months) != 1 || one.Total.Cmp(all.Total) >= 0 || one.Total.Sign() <= 0 || all.From.Hour() != 0 {
		h.Errorf("%v: %s of %s", all.Months, one.Total, all.Total)
	}
	last := h.allocate(r, allocation.Ask{})
	if len(last.Months) != 1 || last.Months[0] != "2025-08" || last.From.Day() != 1 {
		h.Errorf("the last month is %v from %s", last.Months, last.From)
	}
	for name, ask := range map[string]allocation.Ask{
		"EMPTY_PERIOD":           {From: day, To: day},
		"UNKNOWN_ALLOCATION_KEY": {Key: "colour"},
		"UNKNOWN_SOURCE":         {Over: "trail"},
	} {
		if _, err := allocation.Allocate(context.Background(), h.runner, h.app.Who(), r, ask); fault.KindOf(err) == fault.Internal || !strings.Contains(fmt.Sprintf("%#v", err), name) {
			h.Errorf("%s: %v", name, err)
		}
	}
}

const categories = `version: 1
cost_categories:
  - Name: Stage
    RuleVersion: CostCategoryExpression.v1
    Rules:
      - {Type: REGULAR, Value: data, Rule: {And: [{Dimensions: {Key: SERVICE_CODE, Values: [amazonec2], MatchOptions: [CASE_INSENSITIVE]}}, {Not: {Tags: {Key: Department, MatchOptions: [ABSENT]}}}]}}
      - {Type: REGULAR, Value: support, Rule: {Dimensions: {Key: SERVICE_CODE, Values: [AWSSupport], MatchOptions: [STARTS_WITH]}}}
      - {Type: REGULAR, Value: odd_100%, Rule: {Or: [{Dimensions: {Key: RESOURCE_ID, Values: ["-1"], MatchOptions: [ENDS_WITH]}}, {Tags: {Key: Department, Values: ["a_e"], MatchOptions: [CONTAINS]}}]}}
      - {Type: INHERITED_VALUE, InheritedValue: {DimensionName: LINKED_ACCOUNT_NAME}}
    DefaultValue: other
    SplitChargeRules:
      - {Source: support, Targets: [data, other], Method: PROPORTIONAL}
      - {Source: Common, Targets: [data, other], Method: FIXED, Parameters: [{Type: ALLOCATION_PERCENTAGES, Values: ["12.5", "87.5"]}]}
  - Name: Kind
    Rules:
      - {Value: stage of data, Rule: {CostCategories: {Key: Stage, Values: [data]}}}
`

// category allocates by cost categories.
func (h *house) category() {
	r := rules(h.T, categories)
	a := h.allocate(r, allMonths())
	addsUp(h.T, a)
	found := map[string]allocation.Value{}
	for _, v := range a.Values {
		found[v.Value] = v
	}
	for _, name := range []string{"data", "support", "odd_100%", "Common", "other"} {
		if found[name].Lines == 0 {
			h.Errorf("no line is %s: %v", name, a.Values)
		}
	}
	if found["support"].Total.Sign() != 0 || found["Common"].Total.Sign() != 0 || found["data"].Received.Sign() <= 0 {
		h.Errorf("the split charges were not made: %+v", found)
	}
	kind := h.allocate(r, func() allocation.Ask { ask := allMonths(); ask.Key = "Kind"; return ask }())
	if kind.Values[0].Value != "stage of data" || !kind.Values[0].Own.Equal(found["data"].Own) {
		h.Errorf("a category of another category: %+v, want %s", kind.Values, found["data"].Own)
	}
}

// explained asks for the lines behind values.
func (h *house) explained() {
	r := rules(h.T, waterfall)
	a := h.allocate(r, allMonths())
	for _, ask := range []allocation.ExplainAsk{{Ask: allMonths(), Value: "Sales", Limit: 10_000}, {Ask: allMonths(), Step: "profile tag Department", Limit: 10_000}} {
		e, err := allocation.Explain(context.Background(), h.runner, h.app.Who(), r, ask)
		if err != nil {
			h.Fatal(err)
		}
		var sum money.Amount
		for _, g := range e.Groups {
			sum = sum.Add(g.Cost)
			if ask.Value != "" && g.Value != ask.Value || ask.Step != "" && g.Step != ask.Step {
				h.Errorf("%+v", g)
			}
		}
		if at := slices.IndexFunc(a.Steps, func(s allocation.StepShare) bool { return s.Step == ask.Step }); at >= 0 && !sum.Equal(a.Steps[at].Cost) {
			h.Errorf("the lines of the step are %s, the step is %s", sum, a.Steps[at].Cost)
		}
		if len(e.Groups) == 0 || e.More || e.Currency != "USD" {
			h.Errorf("%+v", e)
		}
	}
	few, err := allocation.Explain(context.Background(), h.runner, h.app.Who(), r, allocation.ExplainAsk{Ask: allMonths(), Step: "residual", Limit: 1})
	if err != nil || len(few.Groups) != 1 || !few.More || few.Groups[0].Step != "residual" {
		h.Errorf("%+v, %v", few, err)
	}
	if _, err := allocation.Explain(context.Background(), h.runner, h.app.Who(), r, allocation.ExplainAsk{Ask: allMonths(), Step: "colour"}); fault.KindOf(err) != fault.NotFound {
		h.Error(err)
	}
}

const examples = `examples:
  - name: a profile, written in capitals
    line: {line_item_resource_id: "arn:aws:bedrock:us-east-1:1:application-inference-profile/x", resource_tags: {user_department: SALES}}
    value: Sales
    step: profile tag Department
  - name: a role
    line: {line_item_iam_principal: "arn:aws:sts::1:assumed-role/DevApp/x"}
    value: Dev
  - name: a wrong guess
    line: {line_item_usage_account_id: "111122223331"}
    value: Sales
  - name: the residual
    line: {line_item_product_code: AmazonEC2}
    step: residual
  - name: a split
    costs: {Sales: 30, Dev: 10, Unallocated: 4.00}
    after: {Sales: 33, Dev: 11}
  - name: a split that is wrong
    costs: {Sales: 30, Dev: 10, Unallocated: 4}
    after: {Sales: 32, Dev: 12}
`

// tested runs examples.
func (h *house) tested() {
	out, err := allocation.Test(context.Background(), h.runner, h.app.Who(), rules(h.T, waterfall+"    residual: {split: {method: proportional}}\n"+examples))
	if err != nil {
		h.Fatal(err)
	}
	var failed []string
	for _, c := range out.Checks {
		if !c.OK {
			failed = append(failed, fmt.Sprintf("%s: %s", c.Name, c.Says))
		}
	}
	want := []string{
		"a wrong guess: expected Sales; got Dev, by the step accounts",
		"a split that is wrong: expected Dev 12.00, Sales 32.00; got Dev 11.00, Sales 33.00",
	}
	if !slices.Equal(failed, want) || len(out.Checks) != 7 || out.Failed != 2 {
		h.Errorf("%s\n%+v", strings.Join(failed, "\n"), out)
	}
}

// documented runs the examples of the documentation.
func (h *house) documented() {
	page, err := os.ReadFile("../../doc/allocation.md")
	if err != nil {
		h.Fatal(err)
	}
	_, file, _ := strings.Cut(string(page), "```yaml\n")
	file, _, _ = strings.Cut(file, "```")
	out, err := allocation.Test(context.Background(), h.runner, h.app.Who(), rules(h.T, file))
	if err != nil || out.Failed > 0 || len(out.Checks) != 3 {
		h.Errorf("%+v, %v", out, err)
	}
}

// present looks for the key where there is no file.
func (h *house) present() {
	r, err := allocation.Present(context.Background(), h.runner, h.app.Who())
	if err != nil || len(r.Keys) != 1 || r.Keys[0].Name != "department" || !r.Built {
		h.Fatalf("%+v, %v", r, err)
	}
	addsUp(h.T, h.allocate(r, allMonths()))
	addsUp(h.T, h.allocate(allocation.Default(), allMonths()))
	if info := r.Info(""); len(info.Keys) != 1 || len(info.Keys[0].Steps) != 7 || !info.Built {
		h.Errorf("%+v", info)
	}
}

// runsAsText runs the SQL of an answer as somebody would paste it.
func (h *house) runsAsText() {
	file := strings.Replace(waterfall, "    steps:", "    metric: net_amortized\n    steps:", 1) + fmt.Sprintf(support, "{method: tokens}") + "    savings: {method: usage}\n"
	a := h.allocate(rules(h.T, file), allMonths())
	for _, sql := range []string{a.SQL, a.CheckSQL} {
		result, err := h.runner.Text(context.Background(), h.app.Who(), sql, query.Options{})
		if err != nil {
			h.Fatalf("%v\n%s", err, sql)
		}
		rows := 0
		err = result.Each(context.Background(), func([]value.Value) error { rows++; return nil })
		if err != nil || rows == 0 {
			h.Errorf("%d rows, %v\n%s", rows, err, sql)
		}
		if err := result.Close(); err != nil {
			h.Error(err)
		}
	}
}

func TestCentsAddUp(t *testing.T) {
	// Three thirds of a dollar and a credit: 0.34 + 0.33 + 0.33 − 0.50.
	h := []string{"0.3333333333", "0.3333333334", "0.3333333333", "-0.5"}
	var values []allocation.Value
	var total money.Amount
	for _, text := range h {
		a, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		values, total = append(values, allocation.Value{Total: a}), total.Add(a)
	}
	var got []string
	for _, a := range allocation.InCents(values, total) {
		got = append(got, a.Fixed(2))
	}
	if strings.Join(got, " ") != "0.33 0.34 0.33 -0.50" {
		t.Error(got)
	}
}
