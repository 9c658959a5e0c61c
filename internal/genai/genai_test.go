package genai_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/genai"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/money"
)

// house is the product with one small bill and its logs.
type house struct {
	*app.App
	tools genai.Tools
}

// newHouse loads a bill and logs.
func newHouse(t *testing.T, bill, calls string) *house {
	t.Helper()
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
	for _, one := range []struct{ table, file, text string }{{"small.cur", "bill.csv", bill}, {"small.calls", "calls.json", calls}} {
		if one.text == "" {
			continue
		}
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, one.file), []byte(one.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := a.AddSource(one.table, folder); err != nil {
			t.Fatal(err)
		}
	}
	report, err := a.Sync(context.Background(), nil)
	if err != nil || report.Faulty() {
		t.Fatalf("%v %+v", err, report)
	}
	tools, err := a.GenAI().Tools(context.Background(), a.Who())
	if err != nil {
		t.Fatal(err)
	}
	return &house{a, tools}
}

// may is the month of the small bill.
func may() (from, to time.Time) {
	return time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
}

func TestAnswersOfASmallBill(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		h := newHouse(t, in["bill.csv"], in["calls.json"])
		out := golden.Sections{}
		from, to := may()
		for name, ask := range map[string]genai.Ask{
			"by department and model, beside April": {By: []genai.Dimension{genai.Department, genai.Model}, Against: genai.Previous},
			"by principal":                          {By: []genai.Dimension{genai.Principal}},
			"by application, of Support":            {By: []genai.Dimension{genai.Application}, Where: genai.Keep(nil, genai.Department, "Support")},
			"by kind":                               {By: []genai.Dimension{genai.Kind}},
			"by tier and scope, two of them":        {By: []genai.Dimension{genai.Tier, genai.Scope}, Top: 2},
			"by class and feature, day by day":      {By: []genai.Dimension{genai.Class, genai.Feature}, Grain: genai.Daily, Where: genai.Keep(nil, genai.Account, "444455556666")},
			"by a tag":                              {By: []genai.Dimension{"tag:user_app"}},
		} {
			ask.From, ask.To = from, to
			answer, err := genai.Costs(t.Context(), h.tools, h.Who(), ask)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			addsUp(t, name, &answer)
			out[name] = writtenCosts(&answer)
		}
		models, err := genai.ModelsOf(t.Context(), h.tools, h.Who(), genai.Ask{From: from, To: to})
		if err != nil {
			t.Fatal(err)
		}
		out["models"] = writtenModels(&models)
		share := 0.5
		for name, ask := range map[string]genai.If{
			"if Sales used Nova Pro":              {Where: genai.Keep(nil, genai.Department, "Sales"), Model: "Nova Pro"},
			"if Support read half from the cache": {Where: genai.Keep(nil, genai.Department, "Support"), Cache: &share},
			"if Support used Llama":               {Where: genai.Keep(nil, genai.Department, "Support"), Model: "Llama 3.3 70B Instruct"},
			"if Platform asked in batches":        {Where: genai.Keep(nil, genai.Department, "Platform"), Tier: "batch"},
			"if all were global":                  {Scope: "global"},
		} {
			ask.From, ask.To = from, to
			answer, err := genai.Suppose(t.Context(), h.tools, h.Who(), ask)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out[name] = writtenIf(t, &answer)
		}
		found, err := genai.Find(t.Context(), h.tools, h.Who(), genai.Ask{From: from, To: to})
		if err != nil {
			t.Fatal(err)
		}
		out["findings"] = writtenFindings(&found)
		return out
	})
}

// addsUp holds that rows add up to the total, and steps to their rows.
func addsUp(t *testing.T, name string, a *genai.Answer) {
	t.Helper()
	var sum money.Amount
	for _, r := range a.Rows {
		sum = sum.Add(r.Cost)
		var steps money.Amount
		for _, s := range r.Steps {
			steps = steps.Add(s.Cost)
		}
		if len(a.Steps) > 0 && !steps.Equal(r.Cost) {
			t.Errorf("%s: the steps of %q add up to %s, not %s", name, r.Keys, steps, r.Cost)
		}
	}
	if !sum.Equal(a.Total.Cost) {
		t.Errorf("%s: the rows add up to %s, not to %s", name, sum, a.Total.Cost)
	}
}

// figures writes figures in a line.
func figures(f *genai.Figures) string {
	text := fmt.Sprintf("%s tokens=%.0f (%.0f in, %.0f out, %.0f read, %.0f written)", f.Cost, f.Tokens, f.Input, f.Output, f.CacheRead, f.CacheWrite)
	if f.PerMillion != nil {
		text += " million=" + f.PerMillion.String()
	}
	if f.CacheHit != nil {
		text += fmt.Sprintf(" hit=%.3f", *f.CacheHit)
	}
	if f.Batch != nil {
		text += fmt.Sprintf(" batch=%.3f", *f.Batch)
	}
	if f.Requests != nil {
		text += fmt.Sprintf(" requests=%d", *f.Requests)
	}
	if f.PerRequest != nil {
		text += " each=" + f.PerRequest.String()
	}
	return text
}

func writtenCosts(a *genai.Answer) string {
	var b strings.Builder
	for _, r := range append(a.Rows, a.Total) {
		fmt.Fprintf(&b, "%s %s: %s\n", r.Kind, strings.Join(r.Keys, " | "), figures(&r.Figures))
		if r.Before != nil {
			fmt.Fprintf(&b, "  before: %s\n", figures(r.Before))
		}
		for i, s := range r.Steps {
			if !s.Cost.Equal(money.Amount{}) {
				fmt.Fprintf(&b, "  %s: %s\n", a.Steps[i].From, figures(&s))
			}
		}
	}
	for _, c := range a.Charges {
		fmt.Fprintf(&b, "beside it: %s %s\n", c.Kind, c.Cost)
	}
	for _, u := range a.Unclassified {
		fmt.Fprintf(&b, "unknown: %s %s\n", u.Says, u.Cost)
	}
	for _, n := range a.Notes {
		fmt.Fprintf(&b, "note: %s\n", n.EN)
	}
	return b.String()
}

func writtenModels(m *genai.Models) string {
	var b strings.Builder
	price := func(p *genai.Price) string {
		if p == nil {
			return "none"
		}
		return fmt.Sprintf("%s (%s: %s)", p.Amount, p.Source, p.Says.EN)
	}
	for _, u := range m.Used {
		fmt.Fprintf(&b, "%s, %s, %s, %s, %s: %.0f %s for %s; paid %s; listed %s\n", u.Model, u.Class, u.Kind, u.Tier, u.Scope, u.Usage, u.Unit, u.Cost, price(u.Paid), price(u.List))
	}
	return b.String() + "all together " + m.Total.String() + "\n"
}

func writtenIf(t *testing.T, w *genai.WhatIf) string {
	t.Helper()
	var b strings.Builder
	cost, then := w.Kept, w.Kept
	for _, r := range w.Rows {
		from := "no price is known: it stays"
		if r.Price != nil {
			from = fmt.Sprintf("%s a million (%s: %s)", r.Price.Amount, r.Price.Source, r.Price.Says.EN)
			cost, then = cost.Add(r.Cost), then.Add(r.Then)
		}
		fmt.Fprintf(&b, "%s %s %s %s: %.0f for %s -> %s %s %s %s: %.0f for %s, %s\n", r.Model, r.Kind, r.Tier, r.Scope, r.Tokens, r.Cost, r.ToModel, r.ToKind, r.ToTier, r.ToScope, r.ToTokens, r.Then, from)
	}
	if !cost.Equal(w.Cost) || !then.Equal(w.Then) || !w.Cost.Sub(w.Then).Equal(w.Saves) {
		t.Errorf("rows make %s and %s, the answer says %s and %s, and that %s is saved", cost, then, w.Cost, w.Then, w.Saves)
	}
	fmt.Fprintf(&b, "%s now, %s then, %s of it kept\n", w.Cost, w.Then, w.Kept)
	for i, o := range w.Options {
		if i < 3 {
			fmt.Fprintf(&b, "option %s of %s: %s, saves %s, %s\n", o.Model, o.Provider, o.Then, o.Saves, o.Sources)
		}
	}
	for _, n := range append(w.Says, w.Notes...) {
		fmt.Fprintf(&b, "note: %s\n", n.EN)
	}
	return b.String()
}

func writtenFindings(f *genai.Findings) string {
	var b strings.Builder
	for _, one := range f.Findings {
		fmt.Fprintf(&b, "%s: %s\n  %s\n  %s\n  %s, instead %s, saves %s\n", one.Kind, one.Title.EN, one.Says.EN, one.Says.JA, one.Cost, one.Other, one.Saves)
		for _, g := range one.Grounds {
			fmt.Fprintf(&b, "  %s on %s: %s\n", g.Who, strings.Join(g.Models, ", "), figures(&g.Figures))
		}
		if one.Try != nil {
			fmt.Fprintf(&b, "  try %+v\n", *one.Try)
		}
	}
	for _, n := range f.Notes {
		fmt.Fprintf(&b, "note: %s\n", n.EN)
	}
	return b.String()
}
