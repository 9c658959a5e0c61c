package unit

import (
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/money"
)

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name           string
		cost, quantity [2]int64
		interval       *Interval
		kind           VerdictKind
		en, ja         string
	}{
		{
			"growth of the issue",
			[2]int64{1000, 1180},
			[2]int64{1000, 1410},
			&Interval{Estimate: -0.163, Low: -0.2, High: -0.12}, Growth,
			"cost rose 18 %, clicks 41 %: growth, cost per click fell 16 % (12–20 %)", "費用は 18 % 増、クリックは 41 % 増: 成長、クリックあたりの費用は 16 % 減（12–20 %）",
		},
		{"waste", [2]int64{1000, 1300}, [2]int64{1000, 1010}, &Interval{Estimate: 0.287, Low: 0.2, High: 0.4}, Waste, "cost rose 30 %, clicks 1.0 %: waste, cost per click rose 29 % (20–40 %)", ""},
		{"more work and dearer, mostly work", [2]int64{1000, 1300}, [2]int64{1000, 1250}, nil, Growth, "cost rose 30 %, clicks 25 %: growth, cost per click rose 4.0 %", ""},
		{"better", [2]int64{1000, 500}, [2]int64{1000, 1000}, nil, Better, "cost fell 50 %, clicks stayed as it was: better, cost per click fell 50 %", ""},
		{"less work", [2]int64{1000, 500}, [2]int64{1000, 500}, nil, Less, "cost fell 50 %, clicks 50 %: less work, cost per click stayed as it was", ""},
		{"capacity that idles", [2]int64{1000, 900}, [2]int64{1000, 500}, &Interval{Estimate: 0.8, Low: 0.5, High: 1.1}, Idle, "cost fell 10 %, clicks 50 %: capacity that idles, cost per click rose 80 % (50–110 %)", ""},
		{"steady", [2]int64{1000, 1003}, [2]int64{1000, 1001}, nil, Steady, "cost stayed as it was, clicks stayed as it was: steady, cost per click stayed as it was", ""},
		{"not sure", [2]int64{1000, 1050}, [2]int64{1000, 1000}, &Interval{Estimate: 0.05, Low: -0.1, High: 0.2}, Unsure, "cost per click rose 5.0 % (−10–20 %)", ""},
		{"nothing before", [2]int64{0, 1050}, [2]int64{0, 1000}, nil, NoData, "one of the periods has no clicks", ""},
		{"nothing at all", [2]int64{0, 0}, [2]int64{0, 0}, nil, NoData, "there are no clicks in this bill", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			u := Unit{Info: Info{ID: "click", Per: 1, One: Text{EN: "click", JA: "クリック"}, Of: Text{EN: "clicks", JA: "クリック"}}}
			days := &table{}
			for i, day := range []string{"2025-10-01", "2025-11-01"} {
				days.days = append(days.days, dayRow{day: day, cost: money.New(c.cost[i], 0), quantity: money.New(c.quantity[i], 0)})
			}
			at := func(month time.Month) time.Time { return time.Date(2025, month, 1, 0, 0, 0, 0, time.UTC) }
			l := u.listed(days, window{beforeFrom: at(10), beforeTo: at(11), from: at(11), to: at(12), first: at(1)})
			v := l.verdict(c.interval)
			if v.Kind != c.kind || !strings.Contains(v.Says.EN, c.en) || c.ja != "" && v.Says.JA != c.ja {
				t.Errorf("%s: %q, %q", v.Kind, v.Says.EN, v.Says.JA)
			}
		})
	}
}

func TestWindows(t *testing.T) {
	end := time.Date(2025, 11, 29, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		ask  Ask
		end  time.Time
		want string
	}{
		{"the last month as far as it goes, and as much of the one before", Ask{}, end, "2025-10-01 2025-10-29 2025-11-01 2025-11-29"},
		{"a month of a few days is left for the one before", Ask{}, end.AddDate(0, 0, -25), "2025-09-01 2025-10-01 2025-10-01 2025-11-01"},
		{"whole months are compared whole", Ask{From: "2025-10-01", To: "2025-11-01"}, end, "2025-09-01 2025-10-01 2025-10-01 2025-11-01"},
		{"March is compared with February", Ask{From: "2025-03-01", To: "2025-04-01"}, end, "2025-02-01 2025-03-01 2025-03-01 2025-04-01"},
		{"other days are compared with as many before", Ask{From: "2025-10-06", To: "2025-10-13"}, end, "2025-09-29 2025-10-06 2025-10-06 2025-10-13"},
		{"a day to begin with ends with the bill", Ask{From: "2025-11-04"}, end, "2025-10-10 2025-11-04 2025-11-04 2025-11-29"},
		{"both as asked", Ask{From: "2025-10-01", To: "2025-10-08", BeforeFrom: "2024-10-01", BeforeTo: "2024-10-08"}, end, "2024-10-01 2024-10-08 2025-10-01 2025-10-08"},
		{"no day", Ask{From: "October"}, end, "INVALID_DAY"},
		{"backwards", Ask{From: "2025-10-08", To: "2025-10-01"}, end, "INVALID_PERIOD"},
		{"a century", Ask{From: "1925-10-08", To: "2025-10-01"}, end, "INVALID_PERIOD"},
		{"before lies behind", Ask{From: "2025-10-01", To: "2025-10-08", BeforeFrom: "2025-10-05", BeforeTo: "2025-10-09"}, end, "INVALID_PERIOD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := c.ask.window(c.end)
			got := strings.Join([]string{text(w.beforeFrom), text(w.beforeTo), text(w.from), text(w.to)}, " ")
			if err != nil {
				got = err.Error()
			}
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPatternsAreThoseOfLike(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{{"%Bytes", "NatGateway-Bytes", true}, {"Nat%Bytes", "NatGateway-Bytes", true}, {"%Gate%", "NatGateway-Bytes", true}, {"Nat", "NatGateway", false}, {"%Hours", "NatGateway-Bytes", false}, {"a%b%c", "abxc", true}, {"a%a", "a", false}, {"%", "", true}} {
		if matches(c.pattern, c.text) != c.want {
			t.Errorf("%q and %q: %v", c.pattern, c.text, !c.want)
		}
	}
}

func TestMonthlyLinesAreSpreadForEstimatesAlone(t *testing.T) {
	a := func(n int64) money.Amount { return money.New(n, 0) }
	days := &table{days: []dayRow{
		{day: "2025-10-01", cost: a(40), lump: a(30), quantity: a(1)}, {day: "2025-10-02", cost: a(10), quantity: a(1)}, {day: "2025-10-03", cost: a(10), quantity: a(1)}, {day: "2025-10-04", cost: a(5)},
	}}
	e := days.even("2025-10-01", "2025-11-01")
	if len(e.days) != 3 || e.cost[0] != 20 || e.cost[2] != 20 {
		t.Errorf("%+v", e)
	}
	u := Unit{Info: Info{Per: 1}}
	if p := days.points(&u, Day, "2025-10-01", "2025-11-01"); len(p) != 4 || p[0].Cost.String() != "40" || p[3].CostPer != nil {
		t.Errorf("%+v", p)
	}
}
