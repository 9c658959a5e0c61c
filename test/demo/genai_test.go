package demo_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/genai"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
)

// models compares what is said of the cost of models with the truth: what Sales and Dev pay in May 2025 and that the one is dear though it uses
// little, what the support's large model costs beyond the small one, and the requests of the logs.
func (h *house) models(t *testing.T) {
	tools, err := h.app.GenAI().Tools(t.Context(), h.app.Who())
	if err != nil {
		t.Fatal(err)
	}
	in := func(year int, month time.Month) (from, to time.Time) {
		r := period.NewMonth(year, month).Range()
		return r.Start, r.End
	}
	t.Run("Sales pays 2 dollars and Dev 67 cents", func(t *testing.T) { h.salesAndDev(t, tools, in) })
	t.Run("Sales is dear but little used", func(t *testing.T) { h.dear(t, tools, in) })
	t.Run("the same tokens on the small model cost what the truth says", func(t *testing.T) { h.support(t, tools, in) })
	t.Run("requests are those of the logs", func(t *testing.T) { h.requests(t, tools, in) })
	t.Run("tokens by a tag, as one types it", h.typed)
}

// month returns the bounds of a month.
type monthOf func(year int, month time.Month) (from, to time.Time)

func (h *house) salesAndDev(t *testing.T, tools genai.Tools, in monthOf) {
	ask := genai.Ask{By: []genai.Dimension{genai.Department}, Against: genai.Previous}
	ask.From, ask.To = in(2025, time.May)
	a, err := genai.Costs(t.Context(), tools, h.app.Who(), ask)
	if err != nil {
		t.Fatal(err)
	}
	paid := map[string]string{}
	var sum money.Amount
	for _, r := range a.Rows {
		paid[strings.Join(r.Keys, "|")] = r.Cost.Fixed(2)
		sum = sum.Add(r.Cost)
	}
	if paid["Sales"] != "2.00" || paid["Dev"] != "0.67" {
		t.Errorf("Sales pays %s, Dev pays %s", paid["Sales"], paid["Dev"])
	}
	bill := h.one(t, `SELECT sum(CAST(line_item_unblended_cost AS DECIMAL(38, 10))) FROM glaux.bill WHERE billing_period = '2025-05' AND line_item_line_item_type = 'Usage'
		AND (line_item_product_code LIKE 'AmazonBedrock%' OR element_at(product, 'product_name') LIKE '%(Amazon Bedrock Edition)%')`)
	if want, err := money.Parse(bill); err != nil || !sum.Equal(want) || !a.Total.Cost.Equal(want) {
		t.Errorf("departments pay %s, the total is %s, the bill says %s", sum, a.Total.Cost, bill)
	}
	if len(a.Unclassified) > 0 {
		t.Errorf("not recognised: %+v", a.Unclassified)
	}
	columns, rows := h.rows(t, a.SQL[0]) // as it stands
	step, charge, cost := slices.Index(columns, "step"), slices.Index(columns, "charge"), slices.Index(columns, "cost")
	var again money.Amount
	for _, r := range rows {
		if r[step] == "now" && r[charge] == "" {
			one, err := money.Parse(r[cost])
			if err != nil {
				t.Fatal(err)
			}
			again = again.Add(one)
		}
	}
	if !again.Equal(sum) {
		t.Errorf("the SQL says %s, the answer %s", again, sum)
	}
}

func (h *house) dear(t *testing.T, tools genai.Tools, in monthOf) {
	var ask genai.Ask
	ask.From, ask.To = in(2025, time.May)
	found, err := genai.Find(t.Context(), tools, h.app.Who(), ask)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(found.Findings, func(f genai.Finding) bool { return f.Kind == genai.DearLittleUsed && f.Who == "Sales" })
	if at < 0 {
		t.Fatalf("not found among %d: %+v", len(found.Findings), found.Findings)
	}
	f := found.Findings[at]
	t.Log(f.Says.EN)
	if f.Than != "Dev" || f.Cost.Fixed(2) != "2.00" || f.Other.Fixed(2) != "0.67" || f.Saves.Fixed(2) != "0.35" {
		t.Errorf("than %s, %s beside %s, saves %s", f.Than, f.Cost, f.Other, f.Saves)
	}
	if f.Grounds[0].Models[0] != "Claude 3.5 Haiku" || f.Grounds[1].Models[0] != "Nova Pro" {
		t.Errorf("models: %v and %v", f.Grounds[0].Models, f.Grounds[1].Models)
	}
	if f.Try == nil {
		t.Fatal("there is nothing to try")
	}
	try, err := genai.Suppose(t.Context(), tools, h.app.Who(), genai.If{From: ask.From, To: ask.To, Where: f.Try.Where, Model: f.Try.Model})
	if err != nil || !try.Saves.Equal(f.Saves) {
		t.Errorf("the what-if saves %s, the finding %s (%v)", try.Saves, f.Saves, err)
	}
}

// support holds what the chat's large model costs beyond the small one against the incident of the truth, in September 2025.
func (h *house) support(t *testing.T, tools genai.Tools, in monthOf) {
	at := slices.IndexFunc(h.truth.Incidents, func(i demo.Incident) bool { return i.ID == "support-model" })
	if at < 0 {
		t.Fatal("the truth has no such incident")
	}
	var want float64
	for _, e := range h.truth.Incidents[at].Effects {
		if fmt.Sprint(e.Month) == "2025-09" {
			want += number(t, e.Dollars)
		}
	}
	ask := genai.If{Where: genai.Keep(genai.Keep(nil, genai.Department, "Support"), genai.Model, "Claude Sonnet 4"), Model: "Nova Lite"}
	ask.From, ask.To = in(2025, time.September)
	a, err := genai.Suppose(t.Context(), tools, h.app.Who(), ask)
	if err != nil {
		t.Fatal(err)
	}
	got := number(t, a.Saves)
	t.Logf("saves %.2f, the truth %.2f", got, want)
	if want < 1 || math.Abs(got-want) > 0.005*want {
		t.Errorf("the small model saves %f, the truth says %f", got, want)
	}
	var switched genai.Ask
	switched.From, switched.To = in(2025, time.August)
	found, err := genai.Find(t.Context(), tools, h.app.Who(), switched)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(found.Findings, func(f genai.Finding) bool {
		return f.Kind == genai.ModelSwitched && f.Who == "Support" && f.Than == "Nova Lite"
	}) {
		t.Errorf("the switch of the model is not found: %+v", found.Findings)
	}
}

// requests compares the requests of profiles with the logs. What is called without a profile has no department in the bill.
func (h *house) requests(t *testing.T, tools genai.Tools, in monthOf) {
	ask := genai.Ask{By: []genai.Dimension{genai.Profile, genai.Model}}
	ask.From, ask.To = in(2025, time.October)
	a, err := genai.Costs(t.Context(), tools, h.app.Who(), ask)
	if err != nil {
		t.Fatal(err)
	}
	_, rows := h.rows(t, `SELECT model_id, count(*) FROM glaux.invocations WHERE date_format(invocation_time, '%Y-%m') = '2025-10' GROUP BY 1`)
	logs := map[string]string{}
	for _, r := range rows {
		logs[r[0]] = r[1]
	}
	seen := 0
	for _, r := range a.Rows {
		if profile := r.Keys[0]; profile != "" {
			seen++
			if r.Requests == nil || fmt.Sprint(*r.Requests) != logs[profile] || r.PerRequest == nil {
				t.Errorf("%v: %v requests, each %v; the logs have %s", r.Keys, r.Requests, r.PerRequest, logs[profile])
			}
		}
	}
	if seen < 4 || a.Total.Requests == nil || fmt.Sprint(*a.Total.Requests) != h.one(t, `SELECT count(*) FROM glaux.invocations WHERE date_format(invocation_time, '%Y-%m') = '2025-10'`) {
		t.Errorf("%d profiles, in all %v requests", seen, a.Total.Requests)
	}
}

// typed is a query of the kind that people type.
func (h *house) typed(t *testing.T) {
	_, rows := h.rows(t, `SELECT resource_tags['user_department'] AS dept, sum(line_item_usage_amount) * 1000 AS tokens
		FROM glaux.bill
		WHERE line_item_product_code LIKE 'AmazonBedrock%' AND line_item_usage_type LIKE '%tokens%' AND billing_period = '2025-05'
		  AND element_at(resource_tags, 'user_department') = 'Dev'
		GROUP BY 1`)
	if len(rows) != 1 || rows[0][0] != "Dev" {
		t.Fatalf("%q", rows)
	}
	var tokens float64
	if _, err := fmt.Sscan(rows[0][1], &tokens); err != nil || math.Abs(tokens-762_500) > 0.5 {
		t.Errorf("Dev used %s tokens, not 762,500 (%v)", rows[0][1], err)
	}
}
