package demo_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// plain are flow logs of the default format.
const plain = "flow-logs-v2"

// TestFlowsGetTheirDollars compares, for the first world and the second, and for logs with all fields and with those of version 2, who
// sent what to whom and what it cost with the truth: of the dollars of NAT gateways and of regional traffic almost all must be at the right
// source and destination.
func TestFlowsGetTheirDollars(t *testing.T) {
	for _, c := range []struct {
		world, logs string
		month       period.Month
		least       float64
	}{
		{"", "flow-logs", period.NewMonth(2025, time.October), 0.95},
		{"", plain, period.NewMonth(2025, time.October), 0.80},
		{"strix", "flow-logs", period.NewMonth(2026, time.February), 0.95},
		{"strix", plain, period.NewMonth(2026, time.February), 0.80},
	} {
		t.Run(strings.TrimSpace(c.world+" "+c.logs), func(t *testing.T) {
			h := newHouse(t, demo.Options{World: c.world, Months: 1, End: c.month, Formats: []string{"cur2", c.logs, "inventory"}}, "cur2", c.logs, "inventory")
			priced, err := h.app.Flows(t.Context(), netflow.Ask{From: c.month.Range().Start, To: c.month.Range().End})
			if err != nil {
				t.Fatal(err)
			}
			h.exact(t, priced)
			h.attributed(t, priced, c.least, c.logs == plain)
			h.findings(t, c.month, c.logs == plain)
			if c.world != "" {
				h.gathered(t, priced)
			}
			h.explained(t, priced)
			h.identified(t, priced)
		})
	}
}

// exact checks that dollars are those of the bill, never more, and that sums are sums.
func (h *house) exact(t *testing.T, p netflow.Priced) {
	t.Helper()
	var flows, billed, explained money.Amount
	for _, f := range p.Rows {
		var sum money.Amount
		for _, c := range f.Charges {
			sum = sum.Add(c.Dollars)
		}
		if !sum.Equal(f.Dollars) {
			t.Fatalf("%s to %s: charges of %s, and %s in all", f.Source.Address, f.Destination.Address, sum, f.Dollars)
		}
		flows = flows.Add(f.Dollars)
	}
	for _, part := range p.Parts {
		if part.Explained.Cmp(part.Billed) > 0 || !part.Explained.Add(part.Rest).Equal(part.Billed) || part.High.Cmp(part.Low) < 0 {
			t.Errorf("%+v", part)
		}
		billed, explained = billed.Add(part.Billed), explained.Add(part.Explained)
	}
	if !flows.Equal(explained) || !billed.Equal(p.Billed) || !explained.Equal(p.Explained) || !p.Total.Dollars.Equal(flows) {
		t.Errorf("flows have %s, parts %s of %s; told are %s of %s", flows, explained, billed, p.Explained, p.Billed)
	}
	told := h.one(t, fmt.Sprintf(`SELECT sum(CAST(line_item_unblended_cost AS decimal(38, 10))) FROM glaux.bill
		WHERE line_item_usage_type LIKE '%%NatGateway-Bytes' AND line_item_usage_start_date >= TIMESTAMP '%s' AND line_item_usage_start_date < TIMESTAMP '%s'`, p.From, p.To))
	var gateways money.Amount
	for _, part := range p.Parts {
		if strings.HasSuffix(part.UsageType, "NatGateway-Bytes") {
			gateways = gateways.Add(part.Billed)
		}
	}
	if gateways.String() != told {
		t.Errorf("the parts of gateways have %s, the bill %s", gateways, told)
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}

// share is a part of a line of the bill that a flow is to have.
type share struct{ src, dst, usageType, resource string }

// attributed checks that dollars are at the right ends. What a flow should have is the line of the bill by its bytes among those of the
// flows that the truth names for the line.
func (h *house) attributed(t *testing.T, p netflow.Priced, least float64, nodes bool) {
	t.Helper()
	want, got := h.wanted(t, p, nodes), map[share]float64{}
	for _, f := range p.Rows {
		for _, c := range f.Charges {
			got[share{f.Source.Address, f.Destination.Address, c.UsageType, c.Resource}] += number(t, c.Dollars)
		}
	}
	for _, kind := range []string{"NatGateway-Bytes", "DataTransfer-Regional-Bytes"} {
		var all, right, wrong float64
		for s, dollars := range want {
			if strings.HasSuffix(s.usageType, kind) {
				all += dollars
				right += min(dollars, got[s])
				if got[s] < least*dollars && dollars > 0.01 {
					t.Logf("%v: wanted %.4f, got %.4f", s, dollars, got[s])
				}
			}
		}
		for s, dollars := range got {
			if over := dollars - want[s]; strings.HasSuffix(s.usageType, kind) && over > 0 {
				wrong += over
				if over > 0.01 && want[s] == 0 {
					t.Logf("%v: got %.4f, wanted nothing", s, dollars)
				}
			}
		}
		t.Logf("%s: %.2f %% of $%.2f at the right ends, $%.4f at wrong ones: %s", kind, 100*right/all, all, wrong, p.Badge.EN)
		if all == 0 || right < least*all || wrong > (1-least)*all {
			t.Errorf("%s: of $%.2f are $%.2f at the right ends, and $%.2f at wrong ones", kind, all, right, wrong)
		}
	}
}

// wanted is what the truth says that each flow costs. Where records do not tell of pods, it is their nodes that cost it.
func (h *house) wanted(t *testing.T, p netflow.Priced, nodes bool) map[share]float64 {
	t.Helper()
	_, lines := h.rows(t, fmt.Sprintf(`SELECT line_item_usage_type, line_item_operation, line_item_resource_id, sum(CAST(line_item_unblended_cost AS decimal(38, 10)))
		FROM glaux.bill WHERE line_item_usage_start_date >= TIMESTAMP '%s' AND line_item_usage_start_date < TIMESTAMP '%s' GROUP BY 1, 2, 3`, p.From, p.To))
	dollars := map[string]float64{}
	for _, l := range lines {
		a, err := money.Parse(l[3])
		if err != nil {
			t.Fatal(err)
		}
		dollars[strings.Join(l[:3], " ")] = number(t, a)
	}
	type leg struct {
		share
		bytes float64
	}
	legs, sums := map[string][]leg{}, map[string]float64{}
	for _, f := range h.truth.Flows {
		at := slices.IndexFunc(f.Bytes, func(b demo.Bytes) bool { return b.Month.String() == p.From[:7] })
		if at < 0 {
			continue
		}
		if nodes && f.SrcNode != "" {
			f.Src = f.SrcNode
		}
		for _, text := range f.Billed {
			way, line, _ := strings.Cut(text, " ")
			fields := strings.SplitN(line, " ", 3)
			one := leg{share{f.Src, f.Dst, fields[0], fields[2]}, float64(f.Bytes[at].Out)}
			if way == "back" {
				one = leg{share{f.Dst, f.Src, fields[0], fields[2]}, float64(f.Bytes[at].Back)}
			}
			legs[line] = append(legs[line], one)
			sums[line] += one.bytes
		}
	}
	want := map[share]float64{}
	for line, list := range legs {
		for _, l := range list {
			if sums[line] > 0 {
				want[l.share] += dollars[line] * l.bytes / sums[line]
			}
		}
	}
	return want
}

// number is an amount as a number, for shares.
func number(t *testing.T, a money.Amount) float64 {
	t.Helper()
	var f float64
	if _, err := fmt.Sscan(a.String(), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// gathered checks that addresses outside which are told as one carry what each of them does: by what of ours uses which gateway, nothing but
// what the vantage points of one flow differ by is lost, and nothing is won.
func (h *house) gathered(t *testing.T, all netflow.Priced) {
	t.Helper()
	from, err := time.Parse(time.DateOnly, all.From)
	if err != nil {
		t.Fatal(err)
	}
	to, err := time.Parse(time.DateOnly, all.To)
	if err != nil {
		t.Fatal(err)
	}
	told, err := h.app.Flows(t.Context(), netflow.Ask{From: from, To: to, By: []netflow.Dimension{netflow.BySubnets, netflow.ByGateway}, Outside: 1})
	if err != nil {
		t.Fatal(err)
	}
	sums := func(rows []netflow.Flow) map[[3]string]int64 {
		out := map[[3]string]int64{}
		for _, f := range rows {
			out[[3]string{f.Source.Subnet + " to " + f.Destination.Subnet, f.Gateway, string(f.Path)}] += f.Bytes
		}
		return out
	}
	each, few := sums(all.Rows), sums(told.Rows)
	if all.Coverage.Gathered != 0 || told.Coverage.Gathered == 0 || len(few) != len(each) {
		t.Errorf("%d addresses are told as one, in %d groups instead of %d", told.Coverage.Gathered, len(few), len(each))
	}
	const loss = 0.99
	for key, bytes := range each {
		if got := few[key]; got > bytes || float64(got) < loss*float64(bytes) {
			t.Errorf("%v: %d bytes, and %d where addresses are told as one", key, bytes, got)
		}
	}
	share := number(t, told.Explained) / number(t, all.Explained)
	t.Logf("%d addresses outside told as one: %.3f %% of what is explained with each", told.Coverage.Gathered, 100*share)
	if share < loss || told.Explained.Cmp(told.Billed) > 0 || !told.Billed.Equal(all.Billed) {
		t.Errorf("%s of %s are explained, and %s where each address is told", told.Explained, told.Billed, all.Explained)
	}
}

// explained checks how much of the spend is of usage types that a rule explains.
func (h *house) explained(t *testing.T, p netflow.Priced) {
	t.Helper()
	_, rows := h.rows(t, fmt.Sprintf(`SELECT line_item_product_code, line_item_usage_type, line_item_operation, line_item_line_item_type, max(product_region_code),
		sum(abs(CAST(line_item_unblended_cost AS decimal(38, 10))))
		FROM glaux.bill WHERE line_item_usage_start_date >= TIMESTAMP '%s' AND line_item_usage_start_date < TIMESTAMP '%s' GROUP BY 1, 2, 3, 4`, p.From, p.To))
	var all, known float64
	kinds := map[string]bool{}
	for _, r := range rows {
		a, err := money.Parse(r[5])
		if err != nil {
			t.Fatal(err)
		}
		all += number(t, a)
		kinds[r[1]] = true
		if m := usagetype.Explain(usagetype.Line{Product: r[0], UsageType: r[1], Operation: r[2], Charge: r[3], Region: r[4]}); m.Known {
			known += number(t, a)
			continue
		}
		t.Logf("no rule for %v", r)
	}
	const least = 0.99
	t.Logf("%.2f %% of $%.2f is of usage types that a rule explains, %d of them", 100*known/all, all, len(kinds))
	if all == 0 || known < least*all {
		t.Errorf("of $%.2f, $%.2f has a rule", all, known)
	}
}

// identified checks who the ends of flows are on their days, and who has each address that had several owners at a moment of each of its times.
func (h *house) identified(t *testing.T, p netflow.Priced) {
	t.Helper()
	var right, reused, all, moments int
	check := func(address, vpc, day string, is func(a demo.Address) bool) {
		at := slices.DeleteFunc(slices.Clone(h.truth.Addresses), func(a demo.Address) bool { return a.Address != address || a.VPC != "" && a.VPC != vpc })
		several := len(at) > 1
		at = slices.DeleteFunc(at, func(a demo.Address) bool {
			return a.From != "" && a.From[:len(day)] > day || a.To != "" && a.To[:len(day)] < day
		})
		if len(at) == 0 {
			return // it is none of ours
		}
		all++
		if several {
			reused++
		}
		if slices.ContainsFunc(at, is) {
			right++
		} else {
			t.Logf("%s on %s is none of %+v", address, day, at)
		}
	}
	for _, f := range p.Rows {
		for _, e := range []netflow.End{f.Source, f.Destination} {
			check(e.Address, e.VPC, f.Day, func(a demo.Address) bool { return a.Interface == e.Interface })
		}
	}
	for _, a := range h.truth.Addresses {
		if !slices.ContainsFunc(h.truth.Addresses, func(o demo.Address) bool { return o != a && o.Address == a.Address && o.VPC == a.VPC }) {
			continue
		}
		from, to := max(a.From, p.From+"T00:00:00Z"), p.To+"T00:00:00Z"
		if a.To != "" {
			to = min(a.To, to)
		}
		begin, err := time.Parse(time.RFC3339, from)
		if err != nil {
			t.Fatal(err)
		}
		end, err := time.Parse(time.RFC3339, to)
		if err != nil {
			t.Fatal(err)
		}
		if !begin.Before(end) {
			continue
		}
		at := begin.Add(end.Sub(begin) / 2) //nolint:mnd // the middle
		moments++
		answer, err := h.app.Identify(t.Context(), netflow.Asked{Address: a.Address, VPC: a.VPC, At: at})
		if err != nil {
			t.Fatal(err)
		}
		check(a.Address, a.VPC, at.Format(time.RFC3339), func(a demo.Address) bool {
			return len(answer.Identities) == 1 && answer.Identities[0].Interface == a.Interface
		})
	}
	const least = 0.99
	t.Logf("%d of %d ends are whose they were at the time, %d of them of addresses with several owners, %d at one moment", right, all, reused, moments)
	if all == 0 || float64(right) < least*float64(all) || moments > reused {
		t.Errorf("%d of %d ends are whose they were", right, all)
	}
}
