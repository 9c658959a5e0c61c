package demo_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/unit"
)

// theUnits asks what a click costs, and why that fell in November 2025: the NAT gateways were put right, and the model was changed.
func (h *house) theUnits(t *testing.T) {
	name, text := demo.Unit()
	own, err := unit.Parse(name, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	keeping := *h.runner
	keeping.Kept = &query.Kept{}
	units := unit.Of(own...)
	r, err := unit.Explain(t.Context(), &keeping, h.app.Who(), units, "click", unit.Ask{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r.Verdict.Says.EN)
	t.Log(r.Verdict.Says.JA)
	for _, g := range r.Verdict.Grounds {
		t.Log(g.EN)
	}
	t.Run("the cost of a click falls, with the verdict", func(t *testing.T) { falls(t, &r) })
	t.Run("both causes are named, and all parts add up", func(t *testing.T) { h.bothCauses(t, &r) })
	t.Run("both changes are told apart", func(t *testing.T) { bothChanges(t, &r) })
	t.Run("figures are those of their SQL", func(t *testing.T) { h.unitFigures(t, &r) })
	t.Run("files hold what they expect", func(t *testing.T) {
		tested, err := unit.Test(t.Context(), &keeping, h.app.Who(), own, nil)
		if err != nil || tested.Failed > 0 || len(tested.Checks) < 4 {
			t.Errorf("%v %+v", err, tested)
		}
	})
	t.Run("the view says the same, and ready units have data", func(t *testing.T) { h.theView(t) })
}

func falls(t *testing.T, r *unit.Report) {
	t.Helper()
	if r.Verdict.Kind != unit.Better || r.CostPerChange == nil || *r.CostPerChange > -0.4 || !r.HasData || r.After.From != "2025-11-01" || r.Before.From != "2025-10-01" {
		t.Errorf("%+v from %s, change %v", r.Verdict, r.After.From, r.CostPerChange)
	}
	if i := r.Interval; i == nil || i.High >= -0.2 || i.Low > *r.CostPerChange || i.High < *r.CostPerChange {
		t.Errorf("the interval is %+v", i)
	}
	for _, want := range []string{"cost fell", "clicks rose", "better", "cost per million clicks fell"} {
		if !strings.Contains(r.Verdict.Says.EN, want) {
			t.Errorf("the verdict %q does not say %q", r.Verdict.Says.EN, want)
		}
	}
	if !strings.Contains(r.Verdict.Says.JA, "クリックあたりの費用は") || !strings.Contains(r.Verdict.Says.JA, "改善") {
		t.Error(r.Verdict.Says.JA)
	}
}

// bothCauses looks for the gateways, by efficiency, and the models, by mix, as the two that explain most.
func (h *house) bothCauses(t *testing.T, r *unit.Report) {
	d := r.Decomposition
	if d == nil || len(d.Causes) < 3 {
		t.Fatalf("%+v", d)
	}
	if nat := d.Causes[0]; nat.ID != "network.nat" || nat.Efficiency.Cmp(money.New(-400, 0)) > 0 || !strings.Contains(nat.Says.EN, "less used") {
		t.Errorf("the first cause is %+v", nat)
	}
	if model := d.Causes[1]; model.ID != "model" || model.Mix.Cmp(money.New(-200, 0)) > 0 || !strings.Contains(model.Says.EN, "Nova Lite instead of Claude Sonnet 4") {
		t.Errorf("the second cause is %+v", model)
	}
	var effects, causes money.Amount
	for _, e := range d.Effects {
		effects = effects.Add(e.Amount)
	}
	for _, c := range d.Causes {
		causes = causes.Add(c.Amount)
	}
	if change := r.After.Cost.Sub(r.Before.Cost); !effects.Equal(change) || !d.Change.Equal(change) || !causes.Add(d.Effects[0].Amount).Equal(change) {
		t.Errorf("effects add up to %s, volume and causes to %s, the change is %s", effects, causes.Add(d.Effects[0].Amount), change)
	}
}

// bothChanges compares what each change did with what the days around it say.
func bothChanges(t *testing.T, r *unit.Report) {
	t.Helper()
	turn := func(id string) unit.Turn {
		at := slices.IndexFunc(r.Turns, func(c unit.Turn) bool { return c.ID == id })
		if at < 0 || r.Turns[at].Effect == nil {
			t.Fatalf("%s is not estimated: %+v", id, r.Turns)
		}
		return r.Turns[at]
	}
	for id, least := range map[string]float64{"nat-fix": -0.30, "model-change": -0.12} {
		c := turn(id)
		if e := c.Effect; e.High > least || e.Low < -0.5 || e.Low > e.Estimate || e.High < e.Estimate || len(c.Expected) < 7 || c.Saves.Sign() <= 0 {
			t.Errorf("%s: %+v", id, e)
		}
	}
	if e := turn("enrichment").Effect; e.Low < 0.5 {
		t.Errorf("the enrichment made a click dearer by %+v", e)
	}
	s := r.Split
	if s == nil || s.Fit == nil || math.Abs(s.Fit.StaticShare-s.Known.StaticShare) > 0.15 || s.Elasticity == nil {
		t.Errorf("the split is %+v", s)
	}
}

// unitFigures reads the days and the lines again by their SQL.
func (h *house) unitFigures(t *testing.T, r *unit.Report) {
	_, rows := h.rows(t, r.Queries[0].SQL)
	sums := map[string]string{}
	for _, row := range rows {
		sums[row[0]] = row[1]
	}
	for _, p := range r.Days {
		if !sameAmount(t, sums[p.Day], p.Cost.String()) {
			t.Errorf("%s cost %s, and the SQL gives %s", p.Day, p.Cost, sums[p.Day])
		}
	}
	for _, c := range r.Decomposition.Causes[:2] {
		_, rows := h.rows(t, c.SQL)
		var before, after money.Amount
		for _, row := range rows {
			for i, into := range []*money.Amount{&before, &after} {
				if text := row[5+i]; text != "" {
					a, err := money.Parse(text)
					if err != nil {
						t.Fatal(err)
					}
					*into = into.Add(a)
				}
			}
		}
		var wantBefore, wantAfter money.Amount
		for _, l := range c.Lines {
			wantBefore, wantAfter = wantBefore.Add(l.CostBefore), wantAfter.Add(l.CostAfter)
		}
		if !before.Equal(wantBefore) || !after.Equal(wantAfter) {
			t.Errorf("%s cost %s and %s, and its SQL gives %s and %s", c.ID, wantBefore, wantAfter, before, after)
		}
	}
}

// theView reads ready units by the view and by the list.
func (h *house) theView(t *testing.T) {
	list, err := unit.List(t.Context(), h.runner, h.app.Who(), unit.Open(""), unit.Ask{})
	if err != nil {
		t.Fatal(err)
	}
	there := 0
	for _, u := range list.Units {
		if u.HasData {
			there++
		} else if u.Missing == nil {
			t.Errorf("%s has no data, and does not say what is missing", u.ID)
		}
	}
	t.Logf("%d of %d ready units have data", there, len(list.Units))
	if len(list.Units) < 25 || there < 25 {
		t.Errorf("%d units, %d with data", len(list.Units), there)
	}
	_, rows := h.rows(t, `SELECT sum(cost), sum(quantity) FROM glaux.units WHERE unit = 'lambda-request' AND billing_period = '2025-10'`)
	_, want := h.rows(t, `SELECT sum(CAST(line_item_unblended_cost AS decimal(38, 10))), sum(IF(line_item_usage_type LIKE '%Request%', CAST(line_item_usage_amount AS decimal(38, 10))))
		FROM glaux.bill WHERE line_item_product_code = 'AWSLambda' AND billing_period = '2025-10'`)
	if len(rows) != 1 || !sameAmount(t, rows[0][0], want[0][0]) || !sameAmount(t, rows[0][1], want[0][1]) {
		t.Errorf("the view says %q, the bill %q", rows, want)
	}
}
