package demo_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/finding"
	"github.com/glauxhq/glaux/internal/investigate"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
)

// theInvestigation looks into the case of the NAT gateway, from the bill down to who changed which route, and compares that with the truth.
func (h *house) theInvestigation(t *testing.T, book *casebook.Book, cases []casebook.Case) {
	c := detour(t, cases)
	begun := time.Now()
	keeping := *h.runner
	keeping.Kept = &query.Kept{}
	tools := investigate.Tools{Runner: &keeping, Cases: book, Now: time.Now}
	r, err := investigate.Investigate(t.Context(), tools, h.app.Who(), investigate.Question{Case: c.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d queries in %s", len(r.Steps), time.Since(begun))
	for _, s := range r.Says {
		t.Log(s.EN)
	}
	if len(r.Missing) > 0 || r.Traffic == nil {
		t.Fatalf("missing: %+v", r.Missing)
	}
	t.Run("usage types are explained", func(t *testing.T) { explained(t, &r) })
	t.Run("the traffic of the far gateway explains the bill", func(t *testing.T) { theTraffic(t, &r) })
	t.Run("the subnets, S3 and the database are named, with their fixes", func(t *testing.T) { theFindings(t, &r) })
	t.Run("who changed it is who did", func(t *testing.T) { h.theChanges(t, &r) })
	t.Run("each query runs as it stands and has as many rows", func(t *testing.T) { h.theSteps(t, &r) })
	t.Run("its files have everything", func(t *testing.T) { theFiles(t, &r) })
	t.Run("alerts say what would end it", func(t *testing.T) {
		told, err := book.Tell(t.Context(), c.ID, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, err := investigate.Fixes(t.Context(), tools, h.app.Who(), told.Place)
		if err != nil || len(found) != len(r.Findings) || found[0].ID != r.Findings[0].ID {
			t.Errorf("%v, %d findings, want %d", err, len(found), len(r.Findings))
		}
	})
}

func explained(t *testing.T, r *investigate.Report) {
	t.Helper()
	var sum money.Amount
	for _, u := range r.Usage {
		sum = sum.Add(u.Change)
		if u.UsageType != "" && !u.Meaning.Known {
			t.Errorf("%s is not explained", u.UsageType)
		}
	}
	if !sum.Equal(r.Change.Change) {
		t.Errorf("usage types change by %s, and everything by %s", sum, r.Change.Change)
	}
	for _, usage := range []string{"NatGateway-Bytes", "NatGateway-Hours", "DataTransfer-Regional-Bytes"} {
		if !slices.ContainsFunc(r.Series, func(s investigate.Series) bool { return s.UsageType == usage && len(s.Points) > 100 }) {
			t.Errorf("%s is not among the series", usage)
		}
	}
}

func theTraffic(t *testing.T, r *investigate.Report) {
	t.Helper()
	b := r.Traffic.Badge
	var parts money.Amount
	for _, p := range b.Parts {
		parts = parts.Add(p.Billed)
		if p.Explained.Cmp(p.Billed) > 0 {
			t.Errorf("%+v explains more than was billed", p)
		}
	}
	if b.Share < 0.95 || b.Share > 1 || !parts.Equal(b.Billed) || !b.Explained.Add(b.Rest).Equal(b.Billed) {
		t.Errorf("%.3f of %s explained, %s left, parts of %s", b.Share, b.Billed, b.Rest, parts)
	}
	if r.Traffic.Window.End > "2025-11-02" {
		t.Errorf("the days %v are those after the fix", r.Traffic.Window)
	}
	for n, w := range r.Traffic.Ways[:3] {
		if !strings.HasPrefix(w.From, "click-private-") || w.To != "S3" || w.Gateway != "nat-78c2a8f58360c655d" || w.GatewayZone != "use1-az4" || !w.Crosses || w.FromZone == w.GatewayZone {
			t.Errorf("way %d is %+v", n+1, w)
		}
	}
	var drawn money.Amount
	for _, l := range r.Traffic.Sankey.Links {
		if strings.HasPrefix(l.From, "0:") {
			drawn = drawn.Add(l.Dollars)
		}
	}
	if drawn.Cmp(b.Explained) > 0 || drawn.Sign() <= 0 {
		t.Errorf("the picture has %s, and %s are explained", drawn, b.Explained)
	}
}

func theFindings(t *testing.T, r *investigate.Report) {
	t.Helper()
	for _, want := range []struct {
		kind finding.Kind
		ids  []string
	}{
		{finding.NatOtherZone, []string{"subnet-e3c2c962d95325758", "nat-78c2a8f58360c655d"}},
		{finding.NatOtherZone, []string{"subnet-57aab27c3d6f44221", "nat-78c2a8f58360c655d"}},
		{finding.NatOtherZone, []string{"subnet-0d92092b17fdfb736", "nat-78c2a8f58360c655d"}},
		{finding.NatForGateway, []string{"vpc-da26f97e9d15a3213"}},
		{finding.CrossZonePair, []string{"eni-ce5145905e0bcd192"}},
	} {
		at := slices.IndexFunc(r.Findings, func(f finding.Finding) bool {
			return f.Kind == want.kind && !slices.ContainsFunc(want.ids, func(id string) bool { return !slices.Contains(f.Resources, id) })
		})
		if at < 0 {
			t.Errorf("%s of %q is not found", want.kind, want.ids)
			continue
		}
		if f := r.Findings[at]; len(f.Fix.Steps) == 0 || f.Saves.Sign() <= 0 || len(f.Evidence) == 0 {
			t.Errorf("%s has no fix, no evidence or saves nothing: %+v", f.Title.EN, f)
		}
	}
}

// theChanges compares the changes with those of the truth: all of them, by who made them, and none by others.
func (h *house) theChanges(t *testing.T, r *investigate.Report) {
	t.Helper()
	at := slices.IndexFunc(h.truth.Incidents, func(i demo.Incident) bool { return i.ID == "nat-detour" })
	told := map[string]int{}
	for _, c := range r.Changes {
		if c.Certain {
			told[c.At.Format(time.RFC3339)+" "+c.Event+" "+c.Who]++
		}
	}
	for _, c := range h.truth.Incidents[at].Changes {
		key := c.At + " " + c.Event + " " + c.By
		if told[key] != 1 {
			t.Errorf("%s is told %d times", key, told[key])
		}
		delete(told, key)
	}
	if len(told) > 0 {
		t.Errorf("nobody did %v", told)
	}
	if first := r.Changes[0]; first.Name != "jo.park" || first.Event != "CreateNatGateway" {
		t.Errorf("the first is %+v", first)
	}
}

func (h *house) theSteps(t *testing.T, r *investigate.Report) {
	t.Helper()
	done := map[string]bool{}
	for _, s := range r.Steps {
		if s.Part == "findings" || done[s.SQL] { // package finding tests its own
			continue
		}
		done[s.SQL] = true
		if _, rows := h.rows(t, s.SQL); int64(len(rows)) != s.Rows {
			t.Errorf("%d rows, and the step says %d: %s", len(rows), s.Rows, s.SQL)
		}
	}
	if len(done) < 10 {
		t.Errorf("there are %d steps only", len(done))
	}
}

func theFiles(t *testing.T, r *investigate.Report) {
	t.Helper()
	for _, form := range investigate.Forms() {
		for _, language := range []investigate.Language{investigate.English, investigate.Japanese} {
			var b bytes.Buffer
			if err := form.Write(&b, r, investigate.Writing{Language: language, Explain: true}); err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{"nat-78c2a8f58360c655d", "click-private-1", "S3", "jo.park", "mika.tanaka", "CreateRoute", "aws\\_route", "SELECT"} {
				if !strings.Contains(b.String(), part) && !strings.Contains(b.String(), strings.ReplaceAll(part, `\`, "")) {
					t.Errorf("%s in %s has no %s", form, language, part)
				}
			}
		}
	}
}
