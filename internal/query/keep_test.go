package query

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// counted is an engine that counts its runs.
type counted struct {
	*fake
	runs int
}

func (c *counted) Run(ctx context.Context, g access.Guarded) (engine.Rows, error) {
	c.runs++
	return c.fake.Run(ctx, g)
}

// newKeeper is a house that holds results. What its engine would be given is the guarded tree.
func newKeeper(batches ...int) (*house, *counted) {
	e := &counted{fake: &fake{batches: batches}}
	h := newHouse(e)
	h.Kept = &Kept{}
	h.Emit = func(q *typed.Query) (emit.Statement, error) { return emit.Statement{SQL: q.Print()}, nil }
	return h, e
}

// ask runs a query and returns how many rows it has.
func (h *house) ask(t *testing.T, who access.Principal, text string) int {
	t.Helper()
	result, err := h.Text(t.Context(), who, text, Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	rows := drain(t, result)
	if err := result.Close(); err != nil {
		t.Fatal(err)
	}
	if h.held != 0 {
		t.Errorf("%s: %d snapshots are held", text, h.held)
	}
	return rows
}

func TestTheSameQueryRunsOnce(t *testing.T) {
	h, e := newKeeper(700, 900)
	for range 3 {
		if rows := h.ask(t, access.Local(), "SELECT cost FROM cur"); rows != 1600 {
			t.Errorf("got %d rows", rows)
		}
	}
	if h.ask(t, access.Local(), "SELECT cost FROM cur WHERE cost > 1"); e.runs != 2 {
		t.Errorf("%d runs, want 2", e.runs)
	}
	result, err := h.Text(t.Context(), access.Local(), "SELECT cost FROM cur", Options{MaxRows: 1000})
	if err != nil || result.Columns[0].Name != "cost" {
		t.Fatalf("%v %v", result, err)
	}
	first, err := result.Next(t.Context())
	if err != nil || first.Len() != 1000 || first.Value(5, 0) != int64(5) {
		t.Errorf("got %d rows, %v", first.Len(), err)
	}
	if count, err := result.Count(t.Context()); err != nil || count != (Count{1000, 1600}) {
		t.Errorf("got %v, %v", count, err)
	}
	if err := result.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhatDiffersEachTimeRunsEachTime(t *testing.T) {
	for text, want := range map[string]int{
		"SELECT cost FROM cur": 1, "SELECT current_user": 1, "SELECT DATE '2025-11-03' + INTERVAL '1' DAY": 1,
		"SELECT now()": 2, "SELECT current_date": 2, "SELECT localtime": 2, "SELECT random()": 2, "SELECT cost FROM cur WHERE uuid() IS NULL": 2,
		"SELECT cost FROM cur TABLESAMPLE BERNOULLI (10)": 2, "SELECT (SELECT max(shuffle(ARRAY[1])) FROM cur)": 2,
		"WITH x AS (SELECT current_timestamp AS t) SELECT 1 FROM cur, x": 2,
	} {
		h, e := newKeeper(1)
		for range 2 {
			h.ask(t, access.Local(), text)
			later := h.Now().Add(time.Second)
			h.Now = func() time.Time { return later }
		}
		if e.runs != want {
			t.Errorf("%s: %d runs, want %d", text, e.runs, want)
		}
	}
}

func TestHeldRowsAreThoseOfTheRightsOfThisMoment(t *testing.T) {
	rights := func(filter string) *access.Policy {
		rows, problems := parse.Expression(filter)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		some := access.Reads("eve", "shop", "cur")
		some.Rows = rows
		return access.New(access.Rules{Grants: []access.Grant{access.Reads("ann", "shop", "cur"), access.Reads("bob", "shop", "cur"), some}})
	}
	h, e := newKeeper(1)
	h.Policy = rights("team = 'web'")
	const text = "SELECT cost FROM cur"
	for i, step := range []struct {
		who  string
		runs int
	}{{"ann", 1}, {"bob", 1}, {"eve", 2}, {"eve", 2}, {"ann", 2}} {
		if h.ask(t, access.Principal{Name: step.who}, text); e.runs != step.runs {
			t.Errorf("step %d, %s: %d runs, want %d", i, step.who, e.runs, step.runs)
		}
	}
	h.Policy = rights("team = 'data'")
	if h.ask(t, access.Principal{Name: "eve"}, text); e.runs != 3 {
		t.Error("eve was given rows of other rights")
	}
	h.Policy = access.New(access.Rules{})
	if _, err := h.Text(t.Context(), access.Principal{Name: "ann"}, text, Options{}); err == nil {
		t.Error("ann is still given rows after her rights have gone")
	}
}

func TestOnlyWholeAndSmallResultsAreHeld(t *testing.T) {
	const text = "SELECT cost FROM cur"
	large, e := newKeeper(3 * maxOne)
	large.ask(t, access.Local(), text)
	if large.ask(t, access.Local(), text); e.runs != 2 || large.Kept.size != 0 {
		t.Errorf("%d runs, %d bytes held", e.runs, large.Kept.size)
	}
	left, e := newKeeper(10, 10)
	result, err := left.Text(t.Context(), access.Local(), text, Options{MaxRows: 15})
	if err != nil {
		t.Fatal(err)
	}
	drain(t, result)
	if err := result.Close(); err != nil {
		t.Fatal(err)
	}
	if rows := left.ask(t, access.Local(), text); rows != 20 || e.runs != 2 {
		t.Errorf("%d rows after %d runs", rows, e.runs)
	}
	broken, e := newKeeper(10)
	e.err = errors.New("no more")
	for range 2 {
		result, err := broken.Text(t.Context(), access.Local(), text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, first := result.Next(t.Context())
		_, second := result.Next(t.Context())
		if first != nil || second == nil {
			t.Errorf("got %v and %v", first, second)
		}
		if err := result.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if e.runs != 2 {
		t.Errorf("%d runs of what fails", e.runs)
	}
}

func TestTheResultUnusedForLongestGoesFirst(t *testing.T) {
	k := &Kept{}
	put := func(key string) { k.put(&keptResult{key: key, size: maxKept / 4}) }
	for _, key := range []string{"a", "b", "c", "d"} {
		put(key)
	}
	k.get("a")
	put("b")
	put("e")
	var held []string
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		if k.get(key) != nil {
			held = append(held, key)
		}
	}
	if got := strings.Join(held, " "); got != "a b d e" || k.size != maxKept {
		t.Errorf("held are %s, %d bytes", got, k.size)
	}
}
