package casebook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

func TestTheFirstLookMakesTheHistory(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-02-03"), day("2025-02-06"))
	h.world.set("2", 10, day("2025-01-01"), day("2025-02-27"))
	h.world.set("2", 30, day("2025-02-27"), day("2025-03-01"))
	h.evaluate()
	second, first := fmt.Sprint("2-", day("2025-02-27")), fmt.Sprint("1-", day("2025-02-03"))
	same(t, "cases", h.cases(boss), second+" open 60 lasts", first+" open 150 2025-02-06")
	same(t, "told", h.changes(), "history "+first, "raised "+second)
	if got := len(h.detectors[0].given); got != 59 {
		t.Errorf("the days came in %d deliveries", got)
	}
	h.evaluate()
	h.open()
	h.evaluate()
	if len(h.detectors) != 1 {
		t.Error("a detector is made where there is nothing to judge")
	}
	if h.world.asked["2025-01"] != 1 {
		t.Errorf("a month that stayed as it was is read %d times", h.world.asked["2025-01"])
	}
}

func TestADeliveryIsJudgedOnceWhoeverComesAfter(t *testing.T) {
	h := newHouse(t)
	h.now = figures.Date(day("2025-02-10"))
	h.world.set("1", 10, day("2025-01-01"), day("2025-02-10"))
	h.evaluate()
	h.world.set("1", 40, day("2025-02-09"), day("2025-02-11")) // the last day is corrected, and one is new
	h.evaluate()
	id := fmt.Sprint("1-", day("2025-02-10"))
	same(t, "cases", h.cases(boss), id+" open 40 lasts")
	h.open()
	h.world.set("1", 40, day("2025-02-11"), day("2025-02-12"))
	h.evaluate()
	h.evaluate()
	same(t, "cases after a day", h.cases(boss), id+" open 80 lasts")
	h.world.set("1", 10, day("2025-02-12"), day("2025-02-13"))
	h.evaluate()
	same(t, "cases after the end", h.cases(boss), id+" open 80 2025-02-12")
	same(t, "told", h.changes(), "raised "+id, "ended "+id)
	if h.world.asked["2025-01"] != 1 || h.world.asked["2025-02"] != 4 {
		t.Errorf("the months were read %v times", h.world.asked)
	}
	d, err := h.Case(t.Context(), boss, id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range d.Log {
		kinds = append(kinds, e.Kind)
	}
	same(t, "log", kinds, "raised", "ended")
}

func TestADetectorThatIsMadeAnewHasSeenTheSame(t *testing.T) {
	h := newHouse(t)
	h.now = figures.Date(day("2025-02-10"))
	h.world.set("1", 10, day("2025-01-20"), day("2025-02-10"))
	h.world.set("2", 10, day("2025-01-20"), day("2025-02-10"))
	h.evaluate()
	for i := range 12 {
		today := day("2025-02-10") + anomaly.Day(i)
		h.world.set("1", int64(7+i), today-1, today) // yesterday becomes whole
		h.world.set("1", 4, today, today+1)
		h.world.set("2", 10, today, today+1)
		if i == 7 {
			h.world.set("2", 11, day("2025-01-25"), day("2025-01-26")) // a correction of long ago
		}
		h.evaluate()
	}
	live := h.detectors[0].given
	h.open()
	h.world.set("2", 10, day("2025-02-22"), day("2025-02-23"))
	h.evaluate()
	again := h.detectors[1].given
	if len(again) != len(live)+1 {
		t.Fatalf("%d deliveries became %d", len(live), len(again))
	}
	for i, want := range live {
		got := again[i]
		slices.SortFunc(got.Rows, compareRows)
		slices.SortFunc(want.Rows, compareRows)
		if got.At != want.At || got.First != want.First || got.End != want.End || got.Settled != want.Settled || !slices.Equal(got.Rows, want.Rows) {
			t.Fatalf("delivery %d was\n%+v\nand is\n%+v", i, want, got)
		}
	}
}

func compareRows(a, b anomaly.Row) int {
	return strings.Compare(fmt.Sprint(a.Day, a.Key), fmt.Sprint(b.Day, b.Key))
}

func TestWhatComesAfterAPauseIsJudgedDayByDay(t *testing.T) {
	h := newHouse(t)
	h.now = figures.Date(day("2025-02-10"))
	h.world.set("1", 10, day("2025-01-01"), day("2025-02-10"))
	h.evaluate()
	h.world.set("1", 10, day("2025-02-10"), day("2025-02-20"))
	h.world.set("1", 90, day("2025-02-12"), day("2025-02-14"))
	h.evaluate()
	id := fmt.Sprint("1-", day("2025-02-12"))
	same(t, "cases", h.cases(boss), id+" open 180 2025-02-14")
	same(t, "told", h.changes(), "raised "+id)
}

func TestAPastThatGrowsIsLookedAtAnew(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-02-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-02-20"), day("2025-03-01"))
	h.evaluate()
	h.world.set("1", 10, day("2025-01-01"), day("2025-02-01"))
	h.evaluate()
	id := fmt.Sprint("1-", day("2025-02-20"))
	same(t, "cases", h.cases(boss), id+" open 450 lasts")
	if last := h.detectors[len(h.detectors)-1].given; last[0].At != day("2025-01-01") {
		t.Errorf("the first delivery is of %s", figures.Written(last[0].At))
	}
}

func TestACaseThatWasCorrectedAwayEnds(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-02-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-02-20"), day("2025-03-01"))
	h.evaluate()
	h.world.set("1", 10, day("2025-01-01"), day("2025-03-01")) // anew, and without it
	h.evaluate()
	same(t, "cases", h.cases(boss), fmt.Sprint("1-", day("2025-02-20"), " open 450 2025-03-01"))
}

func TestDeliveriesOfLongAgoAreForgotten(t *testing.T) {
	h := newHouse(t)
	start := day("2025-01-10")
	h.now = figures.Date(start)
	h.world.set("1", 10, day("2025-01-01"), start)
	h.evaluate()
	for i := range anomaly.Day(keptDays + 20) {
		h.now = figures.Date(start + i)
		h.world.set("1", 10, start+i-1, start+i)
		h.world.set("1", 3, start+i, start+i+1)
		h.evaluate()
	}
	var deliveries, patches int
	if err := h.read.QueryRowContext(t.Context(), "SELECT (SELECT count(*) FROM deliveries), (SELECT count(*) FROM patches)").Scan(&deliveries, &patches); err != nil {
		t.Fatal(err)
	}
	if deliveries > keptDays+2 || patches > 3*keptDays {
		t.Errorf("%d deliveries and %d days are kept", deliveries, patches)
	}
	h.open()
	h.world.set("1", 10, start+keptDays+20, start+keptDays+21)
	h.evaluate()
	given := h.detectors[len(h.detectors)-1].given
	known := map[anomaly.Day]bool{}
	for _, d := range given {
		for _, r := range d.Rows {
			known[r.Day] = true
		}
	}
	if len(known) != int(start-day("2025-01-01"))+keptDays+21 {
		t.Errorf("%d days are known", len(known))
	}
}

func TestRulesKeepCasesFromBeingRaised(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-02-03"), day("2025-02-06"))
	h.world.set("2", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("2", 500, day("2025-02-03"), day("2025-02-06"))
	h.evaluate()
	ctx := t.Context()
	small := fmt.Sprint("1-", day("2025-02-03"))
	learned, err := h.Feedback(ctx, boss, small, Feedback{Verdict: TooSmall, Apply: true})
	if err != nil || !learned.Applied || !learned.Rule.Least.Equal(money.New(144, 0)) || learned.Effect.Of != 2 || learned.Effect.Gone != 1 {
		t.Fatalf("%+v %+v, %v", learned, learned.Rule, err)
	}
	// What the effect says is what a replay finds.
	with, err := h.Replay(ctx, boss, ReplayRequest{})
	if err != nil || with.Hidden != 1 || len(with.Cases) != 1 {
		t.Errorf("%+v, %v", with, err)
	}
	bare, err := h.Replay(ctx, boss, ReplayRequest{Bare: true})
	if err != nil || bare.Hidden != 0 || len(bare.Cases) != 2 || bare.Days != 59 || bare.From != "2025-01-01" || bare.To != "2025-02-28" {
		t.Errorf("%+v, %v", bare, err)
	}
	h.world.set("1", 45, day("2025-03-01"), day("2025-03-02"))
	h.evaluate()
	if got := h.changes(); len(got) != 2 {
		t.Errorf("a case is raised below the threshold: %q", got)
	}
	h.world.set("1", 200, day("2025-03-02"), day("2025-03-03"))
	h.evaluate()
	if got := h.changes(); len(got) != 3 || got[2] != fmt.Sprint("raised 1-", day("2025-03-01")) {
		t.Errorf("a case that grew beyond the threshold is not raised: %q", got)
	}
	if _, err := h.PutRule(ctx, alice, Rule{Mute: true}, false); fault.KindOf(err) != fault.Denied {
		t.Errorf("who is no administrator sets a rule: %v", err)
	}
	for name, r := range map[string]Rule{
		"no effect": {}, "a negative threshold": {Least: money.New(-1, 0)}, "another class": {Mute: true, Class: "x"}, "no day": {Mute: true, Until: "soon"},
	} {
		if _, err := h.PutRule(ctx, boss, r, true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.DropRule(ctx, boss, "nothing"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if err := h.DropRule(ctx, boss, learned.Rule.ID); err != nil {
		t.Error(err)
	}
}

func TestCasesInPlannedEventsArePlanned(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-02-03"), day("2025-02-06"))
	h.evaluate()
	ctx := t.Context()
	e, err := h.Plan(ctx, boss, Event{Node: anomaly.Node{Account: "1"}, Start: "2025-02-01", End: "2025-02-10", Note: "sale"})
	if err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint("1-", day("2025-02-03"))
	same(t, "cases", h.cases(boss), id+" planned 150 2025-02-06")
	if _, err := h.Plan(ctx, boss, Event{Start: "2025-03-05", End: "2025-03-09", Note: "migration"}); err != nil {
		t.Fatal(err)
	}
	h.world.set("1", 60, day("2025-03-05"), day("2025-03-06"))
	h.evaluate()
	same(t, "cases", h.cases(boss), fmt.Sprint("1-", day("2025-03-05"), " planned 60 lasts"), id+" planned 150 2025-02-06")
	if err := h.Unplan(ctx, alice, e.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("who does not see the place takes an event away: %v", err)
	}
	if err := h.Unplan(ctx, boss, e.ID); err != nil {
		t.Error(err)
	}
	for _, bad := range []Event{{Start: "2025-02-01", End: "2025-02-01", Note: "x"}, {Start: "2025-02-01", End: "2025-02-02"}, {Start: "x", End: "y", Note: "x"}} {
		if _, err := h.Plan(ctx, boss, bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestACaseIsThereForWhoSeesAllOfIt(t *testing.T) {
	h := newHouse(t)
	for _, account := range []string{"1", "2"} {
		h.world.set(account, 10, day("2025-01-01"), day("2025-03-01"))
		h.world.set(account, 50, day("2025-02-03"), day("2025-02-06"))
	}
	h.evaluate()
	ctx := t.Context()
	hers, others := fmt.Sprint("1-", day("2025-02-03")), fmt.Sprint("2-", day("2025-02-03"))
	same(t, "cases of who sees nothing", h.cases(alice))
	if _, err := h.PutRule(ctx, boss, Rule{Node: anomaly.Node{Account: "2"}, Mute: true}, false); err != nil {
		t.Fatal(err)
	}
	h.world.mu.Lock()
	h.world.sees["bob"] = []string{"1"}
	h.world.mu.Unlock()
	bob := access.Principal{Name: "bob"}
	same(t, "cases of bob", h.cases(bob), hers+" open 150 2025-02-06")
	unknown := func(err error) {
		t.Helper()
		_, nothing := h.Case(ctx, bob, "nothing")
		if err == nil || err.Error() != nothing.Error() {
			t.Errorf("what is hidden answers %v, what is not there %v", err, nothing)
		}
	}
	_, err := h.Case(ctx, bob, others)
	unknown(err)
	_, err = h.Why(ctx, bob, others)
	unknown(err)
	_, err = h.Edit(ctx, bob, others, Edit{Note: "x"})
	unknown(err)
	_, err = h.Note(ctx, bob, others, "x")
	unknown(err)
	_, err = h.Feedback(ctx, bob, others, Feedback{Verdict: Useful})
	unknown(err)
	if sees, err := h.Sees(ctx, bob, others); sees || err != nil {
		t.Errorf("%v, %v", sees, err)
	}
	if rules, err := h.Rules(ctx, bob); len(rules) != 0 || err != nil {
		t.Errorf("%+v, %v", rules, err)
	}
	replay, err := h.Replay(ctx, bob, ReplayRequest{Bare: true})
	if err != nil || len(replay.Cases) != 1 || replay.Series != 0 || replay.Hidden != 0 {
		t.Errorf("%+v, %v", replay, err)
	}
	news, err := h.News(ctx, bob, 400)
	if err != nil || news.Fresh != 1 || len(news.Cases) != 1 {
		t.Errorf("%+v, %v", news, err)
	}
	list, err := h.List(ctx, bob, Filter{})
	if err != nil || list.Found != 1 || list.Cases[0].Account != "name of 1" {
		t.Errorf("%+v, %v", list, err)
	}
	if learned, err := h.Feedback(ctx, bob, hers, Feedback{Verdict: NotReal}); err != nil || learned.Effect.Of != 1 || learned.Applied {
		t.Errorf("%+v, %v", learned, err)
	}
	if _, err := h.Feedback(ctx, bob, hers, Feedback{Verdict: NotReal, Apply: true}); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v", err)
	}
	if _, err := h.Plan(ctx, bob, Event{Start: "2025-02-01", End: "2025-02-05", Note: "x"}); fault.KindOf(err) != fault.Denied {
		t.Errorf("bob plans for everybody: %v", err)
	}
	if _, err := h.Plan(ctx, bob, Event{Node: anomaly.Node{Account: "1"}, Start: "2025-02-01", End: "2025-02-05", Note: "x"}); err != nil {
		t.Error(err)
	}
}

func TestPeopleWorkOnCases(t *testing.T) {
	h := newHouse(t)
	h.world.set("1", 10, day("2025-01-01"), day("2025-03-01"))
	h.world.set("1", 50, day("2025-02-26"), day("2025-03-01"))
	h.evaluate()
	ctx, id := t.Context(), fmt.Sprint("1-", day("2025-02-26"))
	fixed, owner := StateFixed, "mika"
	d, err := h.Edit(ctx, boss, id, Edit{State: &fixed, Owner: &owner, Note: "done"})
	if err != nil || d.State != StateFixed || d.Owner != "mika" || d.Notes != 1 {
		t.Fatalf("%+v, %v", d, err)
	}
	var log []string
	for _, e := range d.Log {
		log = append(log, strings.TrimSpace(e.Kind+" "+e.Who+" "+e.Text))
	}
	same(t, "log", log, "raised", "state boss fixed", "owner boss mika", "note boss done")
	if _, err := h.Note(ctx, boss, id, "  "); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	strange := State("strange")
	if _, err := h.Edit(ctx, boss, id, Edit{State: &strange}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	posing := access.Principal{Name: "boss", By: "eve"}
	if _, err := h.Note(ctx, posing, id, "x"); fault.KindOf(err) != fault.Denied {
		t.Errorf("somebody writes as another: %v", err)
	}
	if _, err := h.Plan(ctx, posing, Event{Start: "2025-02-01", End: "2025-02-05", Note: "x"}); fault.KindOf(err) != fault.Denied {
		t.Errorf("somebody plans as another: %v", err)
	}
	// What people said stays when the case is judged again.
	h.world.set("1", 60, day("2025-03-01"), day("2025-03-02"))
	h.open()
	h.evaluate()
	same(t, "cases", h.cases(boss), id+" fixed 210 lasts")
	h.world.set("1", 10, day("2025-03-02"), day("2025-03-03"))
	h.evaluate()
	same(t, "cases", h.cases(boss), id+" fixed 210 2025-03-02")
	for _, c := range []struct {
		f    Filter
		want int
	}{
		{Filter{State: StateOpen}, 0},
		{Filter{State: StateFixed, Class: anomaly.Step, Owner: "mika"}, 1},
		{Filter{Lasting: true}, 0},
		{Filter{Account: "2"}, 0},
		{Filter{Account: "1", Service: "AmazonEC2"}, 1},
		{Filter{Since: "2025-03-01"}, 1},
		{Filter{Since: "2025-03-02"}, 0},
	} {
		if l, err := h.List(ctx, boss, c.f); err != nil || l.Found != c.want {
			t.Errorf("%+v: %d, %v", c.f, l.Found, err)
		}
	}
}
