package casebook

import (
	"testing"

	"github.com/glauxhq/glaux/internal/access"
)

// Who sees a part of a bill is told of the days of that part alone, and who sees nothing is told what an empty lake tells.
func TestDaysThatAreNotSeenAreNotTold(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-01-10"), day("2025-02-20"))
	h.world.set("2", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("2", 50, day("2025-02-27"), day("2025-03-01"))
	h.world.sees = map[string][]string{"alice": {"1"}}
	h.evaluate()
	for _, test := range []struct {
		who                            access.Principal
		day, since, from, to, currency string
		days, series                   int
	}{
		{boss, "2025-02-28", "2025-02-15", "2025-01-01", "2025-02-28", "USD", 59, 2},
		{alice, "2025-02-19", "2025-02-06", "2025-01-10", "2025-02-19", "USD", 41, 0},
		{access.Principal{Name: "nobody"}, "", "", "", "", "", 0, 0},
	} {
		l, err := h.List(t.Context(), test.who, Filter{})
		if err != nil || l.Watch.Day != test.day || l.Currency != test.currency {
			t.Errorf("%s: %+v, %v", test.who.Name, l, err)
		}
		n, err := h.News(t.Context(), test.who, 14)
		if err != nil || n.Since != test.since || n.Watch.Day != test.day || n.Currency != test.currency {
			t.Errorf("%s: %+v, %v", test.who.Name, n, err)
		}
		r, err := h.Replay(t.Context(), test.who, ReplayRequest{})
		if err != nil || r.From != test.from || r.To != test.to || r.Days != test.days || r.Series != test.series {
			t.Errorf("%s: %+v, %v", test.who.Name, r, err)
		}
	}
}
