package world

import (
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// month is a month of 2025.
func month(m time.Month) period.Month { return period.NewMonth(2025, m) }

// used returns how much of the chosen series is used in a month, in 10⁻¹⁰ units, and what that costs at list price, in cents.
func used(w *World, m period.Month, choose func(*Series) bool) (amount, cents int64) {
	var cost int64
	for _, s := range w.Series {
		if !choose(s) {
			continue
		}
		for h := HourOf(m.Range().Start); h < HourOf(m.Range().End); h++ {
			x := w.Amount(s, h)
			amount += x
			cost += MulDiv(x, s.SKU.ListPrice(h), Scale)
		}
	}
	return amount, cost / (Scale / 100)
}

func TestTheDetourRisesMonthByMonthAndEnds(t *testing.T) {
	w := New(Options{Seed: 5})
	for _, usage := range []string{"NatGateway-Hours", "NatGateway-Bytes", "DataTransfer-Regional-Bytes"} {
		ofClick := func(s *Series) bool { return s.Account.Key == "click" && s.SKU.UsageType == usage }
		var before int64
		for m := time.June; m <= time.October; m++ {
			_, now := used(w, month(m), ofClick)
			if now <= before {
				t.Errorf("%s does not rise in %s: %d after %d cents", usage, m, now, before)
			}
			before = now
		}
		if _, after := used(w, month(time.November), ofClick); after >= before {
			t.Errorf("%s does not fall in November: %d after %d cents", usage, after, before)
		}
	}
}

func TestWhatANATGatewayBillsIsWhatFlowsThroughIt(t *testing.T) {
	for name, h := range map[string]Hour{Athene: on(2025, time.October, 15, 20), Strix: on(2026, time.March, 12, 20)} {
		t.Run(name, func(t *testing.T) { natBillsItsFlows(t, New(Options{Name: name, Seed: 5}), h) })
	}
}

func natBillsItsFlows(t *testing.T, w *World, h Hour) {
	t.Helper()
	for _, n := range w.NATs {
		var through int64
		for _, f := range w.Flows {
			if f.NAT == n {
				out, back := w.Bytes(f, h)
				through += out + back
			}
		}
		var billed int64
		for _, s := range w.Series {
			if s.Resource == n.ARN() && s.SKU.Unit == "GB" && s.SKU.Family == "NAT Gateway" {
				billed += w.Amount(s, h)
			}
		}
		if want := MulDiv(through, Scale, GB); billed != want {
			t.Errorf("%s: billed %d, flowed %d", n.Name, billed, want)
		}
	}
}

func TestEveryChargeOfAFlowIsALegOfItsSeries(t *testing.T) {
	for _, f := range append(New(Options{}).Flows, New(Options{Name: Strix}).Flows...) {
		if f.Rejected && len(f.Billed) > 0 {
			t.Errorf("%q is refused and billed", f.Name)
		}
		for _, c := range f.Billed {
			found := false
			for _, l := range c.Series.Legs {
				found = found || l.Flow == f && l.Back == c.Back
			}
			if !found {
				t.Errorf("%q: %s is no leg of %s", f.Name, f.Name, c.Series.SKU.UsageType)
			}
		}
	}
}

func TestFlowsExistOnlyWhileTheirInterfacesDo(t *testing.T) {
	for _, f := range append(New(Options{}).Flows, New(Options{Name: Strix}).Flows...) {
		for _, end := range []End{f.Src, f.Dst} {
			if end.Interface != nil && (f.Out.From < end.Interface.From || f.Out.To > end.Interface.To) {
				t.Errorf("%q runs from %d to %d, and its interface is there from %d to %d", f.Name, f.Out.From, f.Out.To, end.Interface.From, end.Interface.To)
			}
		}
		if f.NAT != nil && (f.Out.From < f.NAT.From || f.Out.To > f.NAT.To) {
			t.Errorf("%q runs while its NAT gateway is not there", f.Name)
		}
	}
}

func TestAnAddressHasOneOwnerAtATimeAndSomeGoFromHandToHand(t *testing.T) {
	w := New(Options{})
	type place struct{ address, vpc string }
	owners := map[place][]Owned{}
	passed := 0
	for _, a := range w.Addresses() {
		at := place{a.Address, a.VPC}
		for _, other := range owners[at] {
			if a.From < other.To && other.From < a.To {
				t.Errorf("%s belongs to %s and %s at once", a.Address, a.Interface.Owner, other.Interface.Owner)
			}
			passed++
		}
		owners[at] = append(owners[at], a)
	}
	if passed == 0 {
		t.Error("no address ever changes hands")
	}
}

func TestCallsAreWhatIsBilledAndMayIsCalibrated(t *testing.T) {
	for _, seed := range []uint64{0, 9} {
		w := New(Options{Seed: seed})
		for department, want := range map[string]int64{"Sales": 200, "Dev": 67} {
			choose := func(s *Series) bool { return s.Calls != nil && s.Calls.Stream.Department == department }
			var cost int64
			for _, s := range w.Series {
				if !choose(s) {
					continue
				}
				var tokens int64
				for h := HourOf(month(time.May).Range().Start); h < HourOf(month(time.May).Range().End); h++ {
					cost += MulDiv(w.Amount(s, h), s.SKU.ListPrice(h), Scale)
					for _, c := range w.Calls(s.Calls.Stream, h) {
						tokens += c.Tokens[s.Calls.Kind]
					}
				}
				if amount, _ := used(w, month(time.May), func(o *Series) bool { return o == s }); amount != tokens*(Scale/s.Calls.Per) {
					t.Errorf("%s: %d tokens are called and %d billed", s.SKU.UsageType, tokens, amount)
				}
			}
			if cost != want*Scale/100 {
				t.Errorf("seed %d: %s costs %d, not %d cents", seed, department, cost, want)
			}
		}
	}
}

func TestIncidentsCostWhatTheyShould(t *testing.T) {
	w := New(Options{})
	from, to := HourOf(period.NewMonth(2024, time.October).Range().Start), HourOf(month(time.December).Range().Start)
	for _, in := range w.Incidents {
		var cost, gross int64
		for _, touched := range w.Damage(in, from, to) {
			cost += touched.Cost
			gross += max(touched.Cost, -touched.Cost)
		}
		switch in.Kind {
		case "netting":
			if cost != 0 {
				t.Errorf("%s costs %d, and should net to nothing", in.ID, cost)
			}
		case "price-change":
			if cost >= 0 {
				t.Errorf("%s saves nothing", in.ID)
			}
		default:
			if cost < 100*Scale || gross < cost {
				t.Errorf("%s costs %d only", in.ID, cost)
			}
		}
		for _, a := range in.Accounts {
			if a.Quiet {
				t.Errorf("%s happens in a quiet account", in.ID)
			}
		}
		for _, s := range w.SeriesOf(in) {
			if s.Account.Quiet {
				t.Errorf("%s changes %s of a quiet account", in.ID, s.SKU.UsageType)
			}
		}
	}
}

func TestAnHourIsTheSameWhoeverAsksAndSeedsDiffer(t *testing.T) {
	one, two, other := New(Options{Seed: 1}), New(Options{Seed: 1}), New(Options{Seed: 2})
	if len(one.Series) != len(two.Series) || len(one.Series) != len(other.Series) {
		t.Fatal("worlds have different series")
	}
	h, differ := on(2025, time.July, 9, 15), 0
	for i, s := range one.Series {
		if s.Resource != two.Series[i].Resource || one.Amount(s, h) != two.Amount(two.Series[i], h) {
			t.Errorf("series %d differs between two worlds of one seed", i)
		}
		if one.Amount(s, h) != other.Amount(other.Series[i], h) {
			differ++
		}
	}
	if differ < len(one.Series)/3 {
		t.Errorf("only %d series differ between seeds", differ)
	}
}

func TestTenantsShareTheSameWork(t *testing.T) {
	total := func(n int) int64 {
		_, cents := used(New(Options{Tenants: n}), month(time.March), func(s *Series) bool { return s.Tags.Value("app") == "tenants" })
		return cents
	}
	few, many := total(4), total(40)
	if many < few*80/100 || many > few*120/100 {
		t.Errorf("4 tenants cost %d cents, 40 tenants %d", few, many)
	}
}

func TestMulDivIsExactAndRoundsHalvesAway(t *testing.T) {
	for _, c := range []struct{ a, b, c, want int64 }{
		{7, 1, 2, 4},
		{-7, 1, 2, -4},
		{5, 1, 10, 1},
		{4, 1, 10, 0},
		{0, 9, 7, 0},
		{922_337_203_685_477, 9_000_000_000, Scale, 830_103_483_316_929},
		{1 << 62, 3, 3, 1 << 62},
		{-1, 1, 3, 0},
	} {
		if got := MulDiv(c.a, c.b, c.c); got != c.want {
			t.Errorf("%d × %d ÷ %d is %d, not %d", c.a, c.b, c.c, got, c.want)
		}
	}
}

func TestUsageTypesOfModelsFollowEveryGrammar(t *testing.T) {
	w := New(Options{})
	there := map[string]bool{}
	for _, k := range w.SKUs {
		there[k.UsageType] = true
	}
	for _, want := range []string{
		"USE1-NovaPro-input-tokens", "USE1-NovaPro-output-tokens-latency-optimized", "USE1-NovaPro-input-tokens-flex", "USE1-NovaPro-input-tokens-priority",
		"USE1-Llama3-1-70B-output-tokens-batch", "USE1-NovaLite-cache-read-input-token-count", "USE1-Claude4Sonnet-input-tokens-cross-region-global",
		"USE1-Claude4Sonnet-cache-write-input-token-count-cross-region-global", "USE1-openai.gpt-oss-120b-mantle-input-tokens-standard",
		"USE1-MP:USE1_InputTokenCount-Units", "USE1-MP:USE1_output_tokens_global_standard-Units", "USE1-TitanTextPremier-ProvisionedThroughput-ModelUnits",
		"USE1-TitanTextLite-Customization-Storage", "USE1-Guardrail-ContentPolicyUnitsConsumed", "USE1-NovaCanvas-T2I-1024-Standard",
	} {
		if !there[want] {
			t.Errorf("there is no %s", want)
		}
	}
}
