package explore

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/money"
)

func amountOf(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEffectsAreWhatTheirNamesSay(t *testing.T) {
	type window struct{ quantity, list string }
	of := func(family string, b, a window) cell {
		return cell{
			family: family, quantity: [windows]money.Amount{amountOf(t, b.quantity), amountOf(t, a.quantity)},
			list: [windows]money.Amount{amountOf(t, b.list), amountOf(t, a.list)},
		}
	}
	for name, c := range map[string]struct {
		cells                []cell
		price, quantity, mix string
	}{
		"twice as much of the same is quantity":              {[]cell{of("h", window{"10", "1"}, window{"20", "2"})}, "0", "1", "0"},
		"the same at half the price is price":                {[]cell{of("h", window{"10", "1"}, window{"10", "0.5"})}, "-0.5", "0", "0"},
		"more and dearer is both":                            {[]cell{of("h", window{"10", "1"}, window{"20", "4"})}, "2", "1", "0"},
		"what is new is mix":                                 {[]cell{of("h", window{"0", "0"}, window{"5", "3"})}, "0", "0", "3"},
		"what is gone is mix":                                {[]cell{of("h", window{"5", "3"}, window{"0", "0"})}, "0", "0", "-3"},
		"what was free and costs now is price":               {[]cell{of("h", window{"5", "0"}, window{"5", "3"})}, "3", "0", "0"},
		"a fee without a quantity changes its price":         {[]cell{of("", window{"0", "3"}, window{"0", "4"})}, "1", "0", "0"},
		"as many hours on dearer machines are mix":           {[]cell{of("h", window{"10", "1"}, window{"5", "0.5"}), of("h", window{"10", "2"}, window{"15", "3"})}, "0", "0", "0.5"},
		"more hours in the old proportions are quantity":     {[]cell{of("h", window{"10", "1"}, window{"20", "2"}), of("h", window{"10", "2"}, window{"20", "4"})}, "0", "3", "0"},
		"hours and gigabytes are not added up":               {[]cell{of("h", window{"10", "1"}, window{"20", "2"}), of("g", window{"100", "2"}, window{"50", "1"})}, "0", "0", "0"},
		"the example of the manual":                          {[]cell{of("h", window{"100", "10"}, window{"90", "9"}), of("h", window{"50", "10"}, window{"90", "17.1"})}, "-0.9", "4", "3"},
		"a third leaves its last digit with the quantity":    {[]cell{of("h", window{"3", "1"}, window{"1", "1"})}, "0.6666666667", "-0.6666666667", "0"},
		"a third leaves its last digit with the mix of more": {[]cell{of("h", window{"3", "1"}, window{"1", "1"}), of("h", window{"3", "0"}, window{"3", "0"})}, "0.6666666667", "-0.3333333333", "-0.3333333334"},
	} {
		t.Run(name, func(t *testing.T) {
			price, quantity, mix := splitCells(c.cells)
			if got := fmt.Sprint(price, " ", quantity, " ", mix); got != c.price+" "+c.quantity+" "+c.mix {
				t.Errorf("price, quantity and mix are %s, want %s %s %s", got, c.price, c.quantity, c.mix)
			}
		})
	}
}

// modelLine is a line of a bill in a model of what the query does.
type modelLine struct {
	day                  int
	dims                 [4]string
	charge, effect       string
	cell                 [6]string
	cost, list, quantity money.Amount
}

func randomLines(t *testing.T, rnd *rand.Rand, n int) []modelLine {
	t.Helper()
	one := func(of ...string) string { return of[rnd.IntN(len(of))] }
	digits := func(most float64) string { return fmt.Sprintf("%.*f", rnd.IntN(11), rnd.Float64()*most) }
	lines := make([]modelLine, n)
	for i := range lines {
		l := &lines[i]
		l.day = rnd.IntN(90)
		l.dims = [4]string{one("a", "b", "c", ""), one("x", "y"), one("1", "2", "3", "4", "5", "6"), one("p", "q")}
		l.cell = [6]string{one("EC2", "S3"), one("Box", ""), one("Hrs", "GB"), one("u1", "u2", "u3"), one("o", "w"), one("r", "s")}
		l.charge, l.effect = "", "usage"
		switch rnd.IntN(8) {
		case 0:
			l.charge = one("tax", "credit", "fee", "refund", "discount", "support")
			if l.charge == "fee" && rnd.IntN(2) == 0 {
				l.effect = "commitment"
			}
		case 1:
			l.effect = "commitment"
		}
		l.cost, l.list, l.quantity = amountOf(t, digits(10)), amountOf(t, digits(10)), amountOf(t, digits(100))
		if rnd.IntN(3) > 0 {
			l.list = l.cost
		}
		if rnd.IntN(9) == 0 {
			l.cost, l.quantity = l.cost.Neg(), money.Amount{}
		}
	}
	return lines
}

// modelRows does what the query does: it sums lines up by kind, charge, effect, keys and cell.
func modelRows(c *comparison, lines []modelLine, dims []int, spans [windows][2]int) [][]string {
	type sums [windows][3]money.Amount
	groups, changes := map[string]*sums{}, map[string]money.Amount{}
	inside := func(l modelLine, w int) bool { return l.day >= spans[w][0] && l.day < spans[w][1] }
	keyOf := func(l modelLine) string {
		var keys []string
		for _, d := range dims {
			keys = append(keys, l.dims[d])
		}
		return strings.Join(keys, "\x01")
	}
	for _, l := range lines {
		if l.charge == "" && (inside(l, before) || inside(l, after)) {
			k := keyOf(l)
			changes[k] = changes[k].Add(money.Amount{})
			for w, sign := range []money.Amount{l.cost.Neg(), l.cost} {
				if inside(l, w) {
					changes[k] = changes[k].Add(sign)
				}
			}
		}
	}
	ranked := slices.Collect(maps.Keys(changes))
	slices.SortFunc(ranked, func(a, b string) int {
		if d := absolute(changes[b]).Cmp(absolute(changes[a])); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, l := range lines {
		kind, key := kindGroup, keyOf(l)
		if place := slices.Index(ranked, key); place >= c.Top {
			kind, key = kindOther, strings.Repeat("\x01", max(0, len(dims)-1))
		}
		if l.charge != "" {
			kind, key = kindCharge, strings.Repeat("\x01", max(0, len(dims)-1))
		}
		id := strings.Join(append([]string{kind, l.charge, l.effect, key}, l.cell[:]...), "\x02")
		if !inside(l, before) && !inside(l, after) {
			continue
		}
		if groups[id] == nil {
			groups[id] = &sums{}
		}
		for w := range windows {
			if inside(l, w) {
				for m, a := range []money.Amount{l.cost, l.list, l.quantity} {
					groups[id][w][m] = groups[id][w][m].Add(a)
				}
			}
		}
	}
	var rows [][]string
	for id, s := range groups {
		parts := strings.Split(id, "\x02")
		row := parts[:3:3]
		if len(dims) > 0 {
			row = append(row, strings.Split(parts[3], "\x01")...)
		}
		row = append(row, parts[4:]...)
		for w := range windows {
			for m := range 3 {
				row = append(row, s[w][m].String())
			}
		}
		if len(dims) > 0 {
			row = append(row, fmt.Sprint(len(changes)))
		}
		rows = append(rows, row)
	}
	return rows
}

func TestEffectsSumToTheDifferenceOnRandomPairsOfWindowsAndGroupings(t *testing.T) {
	const pairs, seed = 1000, 7
	rnd := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same every time
	lines := randomLines(t, rnd, 900)
	names := []string{"line_item_a", "line_item_b", "line_item_c", "line_item_d"}
	for range pairs {
		dims := rnd.Perm(len(names))[:rnd.IntN(len(names)+1)]
		var by []string
		for _, d := range dims {
			by = append(by, names[d])
		}
		var spans [windows][2]int
		var want [windows]money.Amount
		for w := range spans {
			start := rnd.IntN(80)
			spans[w] = [2]int{start, start + 1 + rnd.IntN(60)}
			for _, l := range lines {
				if l.day >= spans[w][0] && l.day < spans[w][1] {
					want[w] = want[w].Add(l.cost)
				}
			}
		}
		day := Period{Start: "2025-01-01", End: "2025-01-02"}
		c, err := CompareRequest{Before: day, After: day, GroupBy: by, Top: 1 + rnd.IntN(12)}.understand()
		if err != nil {
			t.Fatal(err)
		}
		made, err := c.comparison(modelRows(c, lines, dims, spans))
		if err != nil {
			t.Fatal(err)
		}
		checkEffects(t, made, want)
		if t.Failed() {
			t.Fatalf("by %v from %v to %v", by, spans[before], spans[after])
		}
	}
}

// checkEffects looks at all sums of a comparison: nothing may be missing, not in the last digit.
func checkEffects(t *testing.T, made Comparison, want [windows]money.Amount) {
	t.Helper()
	var sum Change
	for _, r := range made.Changes {
		if !r.Effects.Sum().Equal(r.Change) || !r.Change.Equal(r.After.Sub(r.Before)) {
			t.Errorf("%s %v: the effects are %s, the change is %s, from %s to %s", r.Kind, r.Keys, r.Effects.Sum(), r.Change, r.Before, r.After)
		}
		if r.Kind != kindCharge && r.Effects.Charges.Sign() != 0 {
			t.Errorf("%v has charges", r.Keys)
		}
		if r.Kind == kindCharge && (r.Effects.Price.Sign() != 0 || r.Effects.Quantity.Sign() != 0 || r.Effects.Mix.Sign() != 0) {
			t.Errorf("the charge %v has effects of usage", r.Keys)
		}
		sum.Before, sum.After, sum.Effects = sum.Before.Add(r.Before), sum.After.Add(r.After), sum.Effects.add(r.Effects)
	}
	total := made.Total
	if !total.Before.Equal(want[before]) || !total.After.Equal(want[after]) || !sum.Before.Equal(total.Before) || !sum.After.Equal(total.After) {
		t.Errorf("from %s to %s, the rows from %s to %s, want from %s to %s", total.Before, total.After, sum.Before, sum.After, want[before], want[after])
	}
	if !total.Effects.Sum().Equal(want[after].Sub(want[before])) || !sum.Effects.Sum().Equal(total.Effects.Sum()) {
		t.Errorf("all effects are %s, the difference is %s", total.Effects.Sum(), want[after].Sub(want[before]))
	}
}
