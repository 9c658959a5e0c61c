package anomaly

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// eventful is a world with several things in it.
func eventful() world {
	w := quiet()
	w.series[box()] = w.series[box()].times(3, 40, 60)
	w.series[nat()] = w.series[nat()].times(6, 75, 78)
	other := box()
	other.Account = "222222222222"
	w.series[other] = w.series[other].priced(1.4, 50)
	fresh := Key{"222222222222", "AmazonRDS", "InstanceUsage", "us-east-1", Usage}
	w.series[fresh] = usual("rds", 60, 0.3).between(66, forever)
	return w
}

func TestReplayFindsTheSame(t *testing.T) {
	first, second := eventful().run(100).Findings(), eventful().run(100).Findings()
	if len(first) < 4 || !reflect.DeepEqual(first, second) {
		t.Errorf("found %v and %v", brief(first), brief(second))
	}
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	w := eventful()
	plain, shuffled := New(Options{}), New(Options{})
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a fixed order is wanted
	for day := range 100 {
		delivery := w.delivery(day)
		want := plain.Deliver(delivery)
		random.Shuffle(len(delivery.Rows), func(i, j int) { delivery.Rows[i], delivery.Rows[j] = delivery.Rows[j], delivery.Rows[i] })
		if got := shuffled.Deliver(delivery); !reflect.DeepEqual(got, want) {
			t.Fatalf("day %d: found %v, want %v", day, brief(got), brief(want))
		}
	}
}

func TestAnotherCurrencyFindsTheSame(t *testing.T) {
	const rate = 128
	w := eventful()
	dollars, other := New(Options{}), New(Options{MinDaily: rate * DefaultMinDaily})
	for day := range 100 {
		delivery := w.delivery(day)
		dollars.Deliver(delivery)
		scaled := delivery
		scaled.Rows = append([]Row(nil), delivery.Rows...)
		for i := range scaled.Rows {
			scaled.Rows[i].Cost *= rate
		}
		other.Deliver(scaled)
	}
	want, got := dollars.Findings(), other.Findings()
	if len(got) != len(want) {
		t.Fatalf("found %v, want %v", brief(got), brief(want))
	}
	for i := range got {
		if got[i].ID != want[i].ID || got[i].Node != want[i].Node || math.Abs(got[i].Impact/rate-want[i].Impact) > 1e-6 {
			t.Errorf("found %v, want %v", brief(got[i:i+1]), brief(want[i:i+1]))
		}
	}
}

func TestSharesAndPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Fact {
			amount := rapid.Float64Range(0, 1000)
			return Fact{
				Values: []string{rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "account"), rapid.SampledFrom([]string{"x", "y"}).Draw(t, "zone")},
				Before: amount.Draw(t, "before"), After: amount.Draw(t, "after"), UsageBefore: amount.Draw(t, "usage before"), UsageAfter: amount.Draw(t, "usage after"),
			}
		}), 1, 30).Draw(t, "facts")
		total := 0.0
		for _, f := range facts {
			total += f.After - f.Before
		}
		causes := Explain([]string{"account", "zone"}, facts)
		sum, shares := 0.0, 0.0
		for i, c := range causes {
			sum, shares = sum+c.Change, shares+c.Share
			if math.Abs(c.Price+c.Quantity-c.Change) > 1e-6 {
				t.Fatalf("price %v and quantity %v are not %v", c.Price, c.Quantity, c.Change)
			}
			if i > 0 && math.Abs(c.Change) > math.Abs(causes[i-1].Change) {
				t.Fatalf("cause %d is larger than the one before", i)
			}
		}
		moves := 0.0
		for _, f := range merged(facts) {
			moves += math.Abs(f.After - f.Before)
		}
		if len(causes) > causesMost || math.Abs(sum-total) > causeLeast*moves+1e-6 {
			t.Fatalf("%d causes explain %v of %v", len(causes), sum, total)
		}
		if math.Abs(total) > 1 && math.Abs(shares-sum/total) > 1e-9 {
			t.Fatalf("shares add up to %v, want %v", shares, sum/total)
		}
	})
}

func TestExplainNamesTheCombination(t *testing.T) {
	var facts []Fact
	for _, account := range []string{"1", "2", "3"} {
		for _, usage := range []string{"NatGateway-Bytes", "BoxUsage", "Requests"} {
			for _, zone := range []string{"az1", "az2", "az3"} {
				after := 100.0
				if account == "2" && zone == "az2" && usage != "Requests" {
					after = 300
				}
				if account == "3" && usage == "Requests" {
					after = 150
				}
				facts = append(facts, Fact{Values: []string{account, usage, zone}, Before: 100, After: after, UsageBefore: 10, UsageAfter: after / 10})
			}
		}
	}
	causes := Explain([]string{"account", "usageType", "zone"}, facts)
	want := [][]Element{
		{{"account", "2"}, {"usageType", "BoxUsage"}, {"zone", "az2"}},
		{{"account", "2"}, {"usageType", "NatGateway-Bytes"}, {"zone", "az2"}},
		{{"account", "3"}, {"usageType", "Requests"}},
	}
	if len(causes) != len(want) {
		t.Fatalf("causes %v", causes)
	}
	for _, elements := range want {
		found := false
		for _, c := range causes {
			found = found || reflect.DeepEqual(c.Elements, elements)
		}
		if !found {
			t.Errorf("%v is not among %v", elements, causes)
		}
	}
}
