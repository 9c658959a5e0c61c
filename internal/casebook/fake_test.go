package casebook

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// world is a bill that answers the queries of package figures without an engine: each account costs something each day.
type world struct {
	mu    sync.Mutex
	costs map[string]map[anomaly.Day]int64 // whole dollars by account and day
	sees  map[string][]string              // accounts by principal; the watch sees all
	asked map[string]int                   // months that were read
}

func newWorld() *world {
	return &world{costs: map[string]map[anomaly.Day]int64{}, sees: map[string][]string{}, asked: map[string]int{}}
}

// set makes an account cost something on days.
func (w *world) set(account string, dollars int64, first, end anomaly.Day) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.costs[account] == nil {
		w.costs[account] = map[anomaly.Day]int64{}
	}
	for day := first; day < end; day++ {
		w.costs[account][day] = dollars
	}
}

// bill is what the lake would say of the world.
func (w *world) bill(context.Context) (Bill, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	months := map[string][]string{}
	for account, days := range w.costs {
		for day, dollars := range days {
			name := figures.MonthOf(day)
			months[name] = append(months[name], fmt.Sprint(account, " ", day, " ", dollars))
		}
	}
	var out Bill
	for _, name := range slices.Sorted(maps.Keys(months)) {
		slices.Sort(months[name])
		identity := strings.Join(months[name], ",")
		out.Months = append(out.Months, Month{Name: name, Identity: identity})
		out.Version += identity
	}
	return out, nil
}

var monthAsked = regexp.MustCompile(`billing_period = '(\d{4}-\d{2})'`)

// Tree answers a query.
func (w *world) Tree(_ context.Context, who access.Principal, q *ast.Query, _ query.Options) (*query.Result, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	sql := ast.Print(q)
	seen := func(account string) bool { return who.Name == "watch" || slices.Contains(w.sees[who.Name], account) }
	var rows [][]value.Value
	switch {
	case strings.Contains(sql, "AS figures"):
		for _, account := range slices.Sorted(maps.Keys(w.costs)) {
			if seen(account) {
				days := slices.Sorted(maps.Keys(w.costs[account]))
				rows = append(rows, []value.Value{
					account, "AmazonEC2", "Box", "us-east-1", int64(len(days)), fmt.Sprint(w.costs[account]), value.Date(days[0]), value.Date(days[len(days)-1]),
				})
			}
		}
		return query.Rows(make([]typed.Column, 8), rows), nil
	case strings.Contains(sql, "AS quantity"):
		month := monthAsked.FindStringSubmatch(sql)[1]
		w.asked[month]++
		for _, account := range slices.Sorted(maps.Keys(w.costs)) {
			for _, day := range slices.Sorted(maps.Keys(w.costs[account])) {
				if figures.MonthOf(day) == month {
					rows = append(rows, []value.Value{
						value.Date(day), account, "AmazonEC2", "Box", "us-east-1", "usage", dollars(w.costs[account][day]), dollars(1),
					})
				}
			}
		}
		return query.Rows(make([]typed.Column, 8), rows), nil
	case strings.Contains(sql, "AS day") && strings.Contains(sql, "AS cost"):
		for account, days := range w.costs {
			if strings.Contains(sql, fmt.Sprintf("line_item_usage_account_id = '%s'", account)) {
				for _, day := range slices.Sorted(maps.Keys(days)) {
					rows = append(rows, []value.Value{value.Date(day), dollars(days[day])})
				}
			}
		}
		return query.Rows(make([]typed.Column, 2), rows), nil
	case strings.Contains(sql, "AS currency"):
		return query.Rows([]typed.Column{{Name: "currency", Type: types.Text()}}, [][]value.Value{{"USD"}}), nil
	case strings.Contains(sql, "max_by("):
		for _, account := range slices.Sorted(maps.Keys(w.costs)) {
			if seen(account) {
				rows = append(rows, []value.Value{account, "name of " + account})
			}
		}
		return query.Rows(make([]typed.Column, 2), rows), nil
	}
	return nil, fmt.Errorf("a query that no test expects: %s", sql)
}

func dollars(n int64) value.Value {
	return value.Decimal{Unscaled: new(big.Int).Mul(big.NewInt(n), big.NewInt(1e10)), Scale: 10}
}

// doubling is a detector that finds whatever costs more than twice what it cost on its first day, and knows the deliveries that it was given.
type doubling struct {
	given []anomaly.Delivery
	days  map[string]map[anomaly.Day]float64
	open  map[string]*anomaly.Finding
}

func newDoubling() *doubling {
	return &doubling{days: map[string]map[anomaly.Day]float64{}, open: map[string]*anomaly.Finding{}}
}

func (d *doubling) Deliver(in anomaly.Delivery) []anomaly.Finding {
	in.Rows = slices.Clone(in.Rows)
	d.given = append(d.given, in)
	for _, days := range d.days {
		for day := in.First; day < in.End; day++ {
			delete(days, day)
		}
	}
	keys := map[string]anomaly.Key{}
	for _, r := range in.Rows {
		if d.days[r.Key.Account] == nil {
			d.days[r.Key.Account] = map[anomaly.Day]float64{}
		}
		d.days[r.Key.Account][r.Day] = r.Cost
		keys[r.Key.Account] = r.Key
	}
	var out []anomaly.Finding
	for _, account := range slices.Sorted(maps.Keys(keys)) {
		if f := d.judge(account, keys[account], in); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

func (d *doubling) judge(account string, key anomaly.Key, in anomaly.Delivery) *anomaly.Finding {
	days := d.days[account]
	sorted := slices.Sorted(maps.Keys(days))
	usual := days[sorted[0]]
	f := d.open[account]
	last := sorted[len(sorted)-1]
	over := days[last] > 2*usual
	switch {
	case f == nil && !over:
		return nil
	case f == nil:
		f = &anomaly.Finding{
			ID: fmt.Sprint(account, "-", last), Class: anomaly.Step, Start: last, Found: in.At, Series: []anomaly.Key{key},
			Node: anomaly.Node{Account: account, Service: key.Service},
		}
		d.open[account] = f
	case !over:
		f.End = last
		delete(d.open, account)
	}
	f.Impact, f.Points = 0, nil
	for _, day := range sorted {
		if day >= f.Start && (f.End == 0 || day < f.End) {
			f.Impact += days[day] - usual
		}
		f.Points = append(f.Points, anomaly.Point{Day: day, Actual: days[day], Expected: usual, Low: usual, High: 2 * usual, Complete: 1})
	}
	f.Monthly = 30 * (days[last] - usual)
	if f.End != 0 {
		f.Monthly = 0
	}
	out := *f
	return &out
}

// house is a book over a world.
type house struct {
	*Book
	t         *testing.T
	world     *world
	dir       string
	now       time.Time
	detectors []*doubling
}

var (
	boss  = access.Principal{Name: "boss"}
	alice = access.Principal{Name: "alice"}
)

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, world: newWorld(), dir: t.TempDir(), now: figures.Date(day("2026-01-01"))}
	h.open()
	return h
}

// open opens the book, anew where it was open.
func (h *house) open() {
	h.t.Helper()
	if h.Book != nil {
		if err := h.Close(); err != nil {
			h.t.Fatal(err)
		}
	} else {
		h.t.Cleanup(func() {
			if err := h.Close(); err != nil {
				h.t.Error(err)
			}
		})
	}
	o := options(h.world, func() time.Time { return h.now })
	o.Detector = func() Detector {
		d := newDoubling()
		h.detectors = append(h.detectors, d)
		return d
	}
	book, err := Open(h.t.Context(), h.dir, o)
	if err != nil {
		h.t.Fatal(err)
	}
	h.Book = book
}

func options(w *world, now func() time.Time) Options {
	return Options{
		Bill: w.bill, Whole: w, Runner: w, System: access.Principal{Name: "watch"}, Now: now,
		SeesAll: func(who access.Principal) bool { return who.Name == "boss" }, Administers: func(who access.Principal) bool { return who.Name == "boss" },
		Digest:   func(who access.Principal) string { return who.Name },
		Detector: func() Detector { return newDoubling() },
	}
}

// evaluate looks at the bill.
func (h *house) evaluate() {
	h.t.Helper()
	if err := h.Evaluate(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// cases lists cases in a line each: id, state, actual, until.
func (h *house) cases(who access.Principal) []string {
	h.t.Helper()
	l, err := h.List(h.t.Context(), who, Filter{})
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, c := range l.Cases {
		until := c.End
		if until == "" {
			until = "lasts"
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", c.ID, c.State, c.Actual, until)))
	}
	return out
}

// changes lists what was told.
func (h *house) changes() []string {
	h.t.Helper()
	all, err := h.Changes(h.t.Context(), 0, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, c := range all {
		out = append(out, fmt.Sprint(c.Kind, " ", c.Case.ID))
	}
	return out
}

func day(text string) anomaly.Day {
	d, err := figures.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

// same compares texts.
func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}
