package casebook

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/killtest"
)

func TestMain(m *testing.M) { killtest.Main(m, deliverForEver) }

// deliverForEver delivers a day after the other, and prints each that was judged. Of six days two cost more than twice as much as usual.
func deliverForEver(dir string) error {
	ctx := context.Background()
	w := newWorld()
	start := day("2025-01-01")
	today := start
	b, err := Open(ctx, dir, options(w, func() time.Time { return figures.Date(today) }))
	if err != nil {
		return err
	}
	h, err := readHead(ctx, b.read)
	if err != nil {
		return err
	}
	for next := start; ; next++ {
		cost := int64(10)
		if n := (next - start) % 6; n == 3 || n == 4 {
			cost = 50
		}
		w.set("1", cost, next, next+1)
		if today = next; today < h.day {
			continue
		}
		if err := b.Evaluate(ctx); err != nil {
			return err
		}
		fmt.Println(next)
	}
}

// Whenever the process dies, each case was told once, and what was told is what is in the book.
func TestAProcessThatIsKilledTellsNothingTwiceAndForgetsNothing(t *testing.T) {
	dir := t.TempDir()
	for round := range 8 {
		p := killtest.Start(t, dir)
		for range judgedAtLeast {
			p.Line()
		}
		p.KillAfter(time.Duration(7*round) * time.Millisecond)
		checkTold(t, dir, round == 7)
	}
}

// judgedAtLeast is how many days a process judges before it dies.
const judgedAtLeast = 12

// checkTold compares what was told with the cases.
func checkTold(t *testing.T, dir string, last bool) {
	t.Helper()
	ctx := t.Context()
	b, err := Open(ctx, dir, options(newWorld(), time.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close() //nolint:errcheck // it was read only
	s, err := b.shelf(ctx)
	if err != nil {
		t.Fatal(err)
	}
	all, err := b.Changes(ctx, 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, c := range all {
		told[fmt.Sprint(c.Kind, " ", c.Case.ID)]++
	}
	for what, n := range told {
		if n != 1 {
			t.Errorf("%s was told %d times", what, n)
		}
	}
	for id, k := range s.cases {
		if told["raised "+id]+told["history "+id] != 1 || (told["ended "+id] == 1) != (k.End != 0) && told["history "+id] == 0 {
			t.Errorf("the case %s, which ends %d, was told as %v", id, k.End, told)
		}
		if (k.Start-day("2025-01-01"))%6 != 3 {
			t.Errorf("the case %s begins on %s", id, figures.Written(k.Start))
		}
	}
	if want := int((s.day - day("2025-01-01") + 3) / 6); len(s.cases) != want && s.judged == s.delivery {
		t.Errorf("up to %s there are %d cases, not %d", figures.Written(s.day), len(s.cases), want)
	}
	if last && s.day < day("2025-01-20") {
		t.Errorf("hardly anything was delivered: up to %s", figures.Written(s.day))
	}
}

func TestDaysComeBackAsTheyWereKept(t *testing.T) {
	c := newCube()
	lines := []figures.Line{
		{Day: 20000, Key: anomaly.Key{Account: "1", Service: "AmazonEC2", UsageType: "Box", Region: "us-east-1", Kind: anomaly.Usage}, Cost: 12_345_678_901, Usage: 24},
		{Day: 20000, Key: anomaly.Key{Account: "2", Kind: anomaly.Tax}, Cost: -5, Usage: 0},
		{Day: 20003, Key: anomaly.Key{Account: "2", Kind: anomaly.Tax}, Cost: 9_000_000_000_000_000_000, Usage: 1e-9},
	}
	days := c.split(lines)
	packed, err := c.pack(days)
	if err != nil {
		t.Fatal(err)
	}
	other := newCube()
	other.number(anomaly.Key{Account: "another"}) // numbers differ, series do not
	back, err := other.unpack(packed)
	if err != nil || len(back) != 2 {
		t.Fatalf("%v, %v", back, err)
	}
	for d, cells := range days {
		for i, one := range cells {
			got := back[d][i]
			if other.keys[got.key] != c.keys[one.key] || got.cost != one.cost || got.usage != one.usage {
				t.Errorf("%+v of %+v came back as %+v of %+v", one, c.keys[one.key], got, other.keys[got.key])
			}
		}
	}
	for cut := range packed {
		if _, err := newCube().unpack(packed[:cut]); err == nil {
			t.Errorf("%d bytes of %d are read", cut, len(packed))
		}
		broken := append([]byte{}, packed...)
		broken[cut] ^= 0x55
		_, _ = newCube().unpack(broken) // whatever comes out, it comes out
	}
}
