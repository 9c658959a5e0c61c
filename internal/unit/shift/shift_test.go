package shift_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/unit/shift"
)

func amount(t interface{ Fatal(...any) }, text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPartsOfKnownChanges(t *testing.T) {
	for _, c := range []struct {
		name                           string
		lines                          [][4]string // cost before, after, usage before, after
		before, after                  string
		volume, price, mix, efficiency string
	}{
		{"only more work", [][4]string{{"10", "15", "100", "150"}}, "20", "30", "5", "0", "0", "0"},
		{"only another price", [][4]string{{"10", "8", "100", "100"}}, "20", "20", "0", "-2", "0", "0"},
		{"only less usage for the work", [][4]string{{"10", "4", "100", "40"}}, "20", "20", "0", "0", "0", "-6"},
		{"only a cheaper model", [][4]string{{"30", "0", "10", "0"}, {"0", "1", "0", "10"}}, "5", "5", "0", "0", "-29", "0"},
		{"between two models that were both used", [][4]string{{"30", "15", "10", "5"}, {"1", "1.5", "10", "15"}}, "5", "5", "0", "0", "-14.5", "0"},
		{"something new is more usage for the work", [][4]string{{"0", "7", "0", "3"}}, "5", "5", "0", "0", "0", "7"},
		{"a fee is a price", [][4]string{{"10", "12", "0", "0"}}, "5", "5", "0", "2", "0", "0"},
		{"a fee that stays becomes cheaper for one", [][4]string{{"10", "10", "0", "0"}}, "5", "10", "10", "-10", "0", "0"},
		{"thirds lose nothing", [][4]string{{"1", "1", "3", "7"}}, "3", "7", "1.3333333333", "-1.3333333333", "0", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines []shift.Line
			for _, l := range c.lines {
				lines = append(lines, shift.Line{CostBefore: amount(t, l[0]), CostAfter: amount(t, l[1]), UsageBefore: amount(t, l[2]), UsageAfter: amount(t, l[3])})
			}
			_, got, ok := shift.Take(lines, amount(t, c.before), amount(t, c.after))
			if !ok {
				t.Fatal("not taken apart")
			}
			for _, one := range []struct {
				name      string
				got, want money.Amount
			}{{"volume", got.Volume, amount(t, c.volume)}, {"price", got.Price, amount(t, c.price)}, {"mix", got.Mix, amount(t, c.mix)}, {"efficiency", got.Efficiency, amount(t, c.efficiency)}} {
				if !one.got.Equal(one.want) {
					t.Errorf("%s is %s, not %s", one.name, one.got, one.want)
				}
			}
		})
	}
	if _, _, ok := shift.Take(nil, money.Amount{}, money.New(1, 0)); ok {
		t.Error("nothing is known where there was no work")
	}
}

func TestEveryDecompositionSumsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		figure := func(name string, low int64) money.Amount {
			if rapid.IntRange(0, 4).Draw(t, name+" is nothing") == 0 {
				return money.Amount{}
			}
			return money.New(rapid.Int64Range(low, 1e15).Draw(t, name), rapid.IntRange(0, 10).Draw(t, name+" places"))
		}
		var lines []shift.Line
		var change money.Amount
		for range rapid.IntRange(0, 12).Draw(t, "lines") {
			l := shift.Line{
				Family:     rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "family"),
				CostBefore: figure("cost before", -1e15), CostAfter: figure("cost after", -1e15), UsageBefore: figure("usage before", 0), UsageAfter: figure("usage after", 0),
			}
			lines, change = append(lines, l), change.Add(l.CostAfter).Sub(l.CostBefore)
		}
		families, all, ok := shift.Take(lines, money.New(rapid.Int64Range(1, 1e12).Draw(t, "work before"), 3), figure("work after", 0))
		if !ok {
			t.Fatal("not taken apart")
		}
		if !all.Change().Equal(change) {
			t.Fatalf("parts %+v add up to %s, the change is %s", all, all.Change(), change)
		}
		var again shift.Parts
		for _, f := range families {
			again = again.Add(f.Parts)
		}
		if again.Change().Cmp(change) != 0 || !again.Volume.Equal(all.Volume) {
			t.Fatal("families do not add up")
		}
		list := []money.Amount{all.Volume, all.Price, all.Mix, all.Efficiency}
		var shown money.Amount
		for _, a := range shift.Cents(list, change, 2) {
			shown = shown.Add(a)
		}
		if !shown.Equal(change.Round(2)) {
			t.Fatalf("in cents they add up to %s, the change is %s", shown, change.Round(2))
		}
	})
}
