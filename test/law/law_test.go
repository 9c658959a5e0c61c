// Package law_test proves that policies do not interfere: for every principal, query and lake, the answer to the query, rows or error, is
// the same as that of who reads everything on a lake that physically holds only what the principal may see. Lakes, policies and
// queries are drawn; what a policy shows is written down a second time, as queries that make the restricted lake. It promises
// that a difference is shrunk to the least case that rapid finds, and that the cases would find a policy that is enforced naively.
//
// A fixed number of cases with fixed seeds runs by default. To look further:
//
//	go test ./test/law -law.cases=200000 -timeout 0
package law_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

var (
	cases = flag.Int("law.cases", 0, "how many cases are made, of seeds that differ each time; 0 is 5,000 of fixed seeds")
	every = flag.Bool("law.every", false, "go on after a difference, and tell all of them as they were drawn")
)

// batch is how many queries are asked of one lake with one policy.
const batch = 25

// world is a lake with a policy, and the lake that holds what the policy shows.
type world struct {
	dir           string
	tables        []table
	rules         map[string][]rule
	full, bare    lake
	back          lake // the restricted one, each table the other way round
	policy        *access.Policy
	views         []viewOf
	seen, unknown []source // what the reader sees, and what it does not
}

// drawWorld draws a lake and a policy.
func drawWorld(ctx context.Context, t *rapid.T, s *session) *world {
	w := &world{full: lake{}, bare: lake{}, rules: map[string][]rule{}}
	var err error
	if w.dir, err = os.MkdirTemp(s.dir, "world"); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"full", "bare"} {
		if err := os.Mkdir(filepath.Join(w.dir, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.full.add(ctx, s, filepath.Join(w.dir, "full"), "roster", roster); err != nil {
		t.Fatal(err)
	}
	var all []rule
	for i := range rapid.SampledFrom([]int{2, 1, 3}).Draw(t, "tables") {
		tab := drawTable(t, "t"+strconv.Itoa(i+1))
		w.tables = append(w.tables, tab)
		if err := w.full.add(ctx, s, filepath.Join(w.dir, "full"), tab.name, tab.sql()); err != nil {
			t.Fatal(err)
		}
		rules := drawRules(t, tab)
		all, w.rules[tab.name] = append(all, rules...), rules
		if len(rules) == 0 {
			w.unknown = append(w.unknown, source{tab.name, tab.columns})
			continue
		}
		w.seen = append(w.seen, source{tab.name, visible(tab, rules)})
		w.unknown = append(w.unknown, source{tab.name, tab.columns})
	}
	views := w.drawViews(t)
	w.policy = policyOf(t, append(all, views...))
	for _, tab := range w.tables {
		if rules := w.rules[tab.name]; len(rules) > 0 {
			w.restrict(ctx, t, s, tab.name, restricted(tab, rules))
		}
	}
	for _, r := range views {
		w.restrictView(ctx, t, s, r)
	}
	if w.seen == nil {
		w.seen = w.unknown
	}
	return w
}

// drawViews draws views over tables that the reader sees, some with their definer's rights, which see all of the table, and returns the
// rules by which the reader reads them. What stands in them does not fail.
func (w *world) drawViews(t *rapid.T) []rule {
	var rules []rule
	for _, s := range slices.Clone(w.seen) {
		i := slices.IndexFunc(w.tables, func(tab table) bool { return tab.name == s.name })
		definer := rapid.SampledFrom([]string{"", "", owner.Name}).Draw(t, "definer")
		columns := s.columns
		if definer != "" {
			columns = w.tables[i].columns
		}
		if rapid.IntRange(0, 2).Draw(t, "view") < 2 {
			continue
		}
		view := table{name: "v" + s.name, columns: columns}
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = c.Name
		}
		text := "SELECT " + strings.Join(names, ", ") + " FROM " + s.name
		if err := w.full.view(view.name, text, definer, columns); err != nil {
			t.Fatal(err)
		}
		r := rule{table: view.name, by: byName}
		if c := columns[0]; rapid.Bool().Draw(t, "view filtered") {
			r.rows = c.Name + " IS NOT NULL"
			if c.Name == "id" {
				r.rows = "id % 3 <> 1"
			}
		}
		w.rules[view.name] = []rule{r}
		w.views = append(w.views, viewOf{rule: r, text: text, definer: definer, columns: columns})
		w.seen = append(w.seen, source{view.name, columns})
		rules = append(rules, r)
	}
	return rules
}

// viewOf is a view as it was drawn.
type viewOf struct {
	rule
	text, definer string
	columns       []catalog.Column
}

// restrictView adds a view to the restricted lake: with the caller's rights it reads the restricted tables, with its definer's it is a
// table of what the reader may see of it.
func (w *world) restrictView(ctx context.Context, t *rapid.T, s *session, r rule) {
	v := w.views[slices.IndexFunc(w.views, func(v viewOf) bool { return v.table == r.table })]
	sql := "SELECT * FROM (" + v.text + ") AS v WHERE " + v.keeps()
	if v.definer != "" {
		w.restrict(ctx, t, s, v.table, sql)
	} else if err := w.bare.view(v.table, sql, "", v.columns); err != nil {
		t.Fatal(err)
	}
}

// roster is the table that filters may read: who has which key. The reader sees nothing of it.
const roster = "SELECT CAST(who AS varchar) AS who, key FROM (VALUES ('reader', 1), ('reader', 3), ('other', 2), (NULL, 0)) AS v (who, key)"

// restrict adds a table to the restricted lake, of what the owner reads of the full one.
func (w *world) restrict(ctx context.Context, t *rapid.T, s *session, name, sql string) {
	a := s.ask(ctx, w.full, everything(w.full), owner, sql)
	if a.fault != "" {
		t.Fatalf("%s\ngives %s", sql, a.fault)
	}
	if err := w.bare.put(filepath.Join(w.dir, "bare"), name, a); err != nil {
		t.Fatal(err)
	}
}

// describe tells of the world what is needed to make it again.
func (w *world) describe() string {
	var b strings.Builder
	for _, tab := range w.tables {
		fmt.Fprintf(&b, "%s: %s\n", tab.name, tab.sql())
		for _, r := range w.rules[tab.name] {
			fmt.Fprintf(&b, "  columns %q but %q rows %q masks %q\n", r.columns, r.excluded, r.rows, r.masks)
		}
	}
	for _, v := range w.views {
		fmt.Fprintf(&b, "%s: view of %q: %s\n  rows %q\n", v.table, v.definer, v.text, v.rows)
	}
	return b.String()
}

// tally counts what the cases were about.
type tally struct {
	cases, rows, run, refused int
	kinds, failing, shapes    map[string]int
	naive, leaks, whole       int
	layouts                   int
	reasons                   map[string]int
	differences               []string
}

// The answer to a query does not depend on what its reader may not see.
func TestHiddenDataChangesNothing(t *testing.T) {
	n, seed := *cases, "0"
	if n == 0 {
		n, seed = 5000, "1"
	}
	for name, to := range map[string]string{"rapid.seed": seed, "rapid.nofailfile": "true", "rapid.checks": strconv.Itoa((n + batch - 1) / batch)} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			if err := flag.Set(name, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := open(t)
	c := &tally{kinds: map[string]int{}, failing: map[string]int{}, shapes: map[string]int{}, reasons: map[string]int{}}
	rapid.Check(t, func(t *rapid.T) { law(t, s, c) })
	for _, d := range c.differences {
		t.Error(d)
	}
	c.report(t)
}

// law asks some queries of one world.
func law(t *rapid.T, s *session, c *tally) {
	ctx := t.Context()
	w := drawWorld(ctx, t, s)
	defer os.RemoveAll(w.dir) //nolint:errcheck // the folder goes with the test
	for i := range batch {
		sources := w.seen
		if rapid.IntRange(0, 19).Draw(t, "hidden names") == 19 {
			sources = w.unknown
		}
		sql, m := drawQuery(t, sources)
		got, want := s.ask(ctx, w.full, w.policy, reader, sql), s.ask(ctx, w.bare, everything(w.bare), reader, sql)
		c.note(got, m)
		if got.String() != want.String() && !w.layout(ctx, t, s, c, sql, got, want) {
			d := fmt.Sprintf("%s\ngives the reader\n%s\nbut on a lake of what the reader may see\n%s\n%s", sql, got.short(), want.short(), w.describe())
			if !*every {
				t.Fatal(d)
			}
			c.differences = append(c.differences, d)
		}
		if i%5 == 0 && len(m.kinds) > 0 {
			c.tempt(ctx, s, w, sql, want)
		}
	}
}

// layout tells whether a difference comes of how the rows that the reader may see lie in files, and of nothing else. Of several rows that
// fail the one that comes first is told, and a row of one table may fail or not where another table has none to join it. Then the
// reader's error is the one that comes on the restricted lake, which has nothing to hide, under a policy that hides nothing.
func (w *world) layout(ctx context.Context, t *rapid.T, s *session, c *tally, sql string, got, want answer) bool {
	if got.fault == "" {
		return false
	}
	if line := func(a answer) string {
		head, _, _ := strings.Cut(a.fault, "\n")
		return place.ReplaceAllString(head, "")
	}; line(got) == line(want) {
		c.layouts++ // the same error: its place is known or not by when the engine computes it, while it plans or while it runs
		return true
	}
	if !got.run || !want.run {
		return false
	}
	var all []rule
	for name, tab := range w.bare {
		first := tab.Columns[0].Name
		all = append(all, rule{table: name.Table, rows: "(" + first + " IS NULL) OR (" + first + " IS NOT NULL)"})
	}
	c.layouts++
	return s.ask(ctx, w.bare, policyOf(t, all), reader, sql).String() == got.String() ||
		want.fault != "" && s.ask(ctx, w.turned(ctx, t, s), everything(w.bare), reader, sql).String() == got.String()
}

// turned returns the restricted lake with the rows of each table the other way round.
func (w *world) turned(ctx context.Context, t *rapid.T, s *session) lake {
	if w.back != nil {
		return w.back
	}
	w.back = lake{}
	dir := filepath.Join(w.dir, "back")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tab := range w.bare {
		if tab.View != nil {
			w.back[name] = tab
			continue
		}
		a := s.ask(ctx, w.bare, everything(w.bare), owner, "TABLE "+name.Table)
		slices.Reverse(a.rows)
		if err := w.back.put(dir, name.Table, a); err != nil {
			t.Fatal(err)
		}
	}
	return w.back
}

// tempt asks a query the naive way: on the full lake, through views that filter. Answers that differ show that the case would find a leak.
func (c *tally) tempt(ctx context.Context, s *session, w *world, sql string, want answer) {
	var views []string
	for _, tab := range w.tables {
		if rules := w.rules[tab.name]; len(rules) > 0 {
			views = append(views, tab.name+" AS ("+strings.Replace(restricted(tab, rules), "FROM ", "FROM "+database+".", 1)+")")
		}
	}
	if len(views) == 0 {
		return
	}
	c.naive++
	if got := s.ask(ctx, w.full, everything(w.full), owner, sql); got.run && got.fault != "" && want.fault == "" {
		c.whole++
	}
	if got := s.ask(ctx, w.full, everything(w.full), owner, "WITH "+strings.Join(views, ", ")+" SELECT * FROM ("+sql+") AS q"); (got.fault == "") != (want.fault == "") {
		c.leaks++
	}
}

var place = regexp.MustCompile(`line \d+:\d+: `)

// note counts a case.
func (c *tally) note(a answer, m *maker) {
	c.cases++
	for _, shape := range m.shapes {
		c.shapes[shape]++
	}
	for _, k := range m.kinds {
		c.kinds[k]++
		if a.run && a.fault != "" {
			c.failing[k]++
		}
	}
	switch {
	case a.fault == "":
		c.rows++
	case a.run:
		c.run++
	default:
		c.refused++
		c.reasons[place.ReplaceAllString(strings.SplitN(a.fault, "\n", 2)[0], "")]++
	}
}

// report says what the cases were about, and fails where they were about too little.
func (c *tally) report(t *testing.T) {
	t.Helper()
	failing := 0
	for _, n := range c.failing {
		if n > 0 {
			failing++
		}
	}
	if c.cases >= 5000 && (failing < 20 || c.whole < 20 || c.leaks == 0 || c.rows < c.cases/2 || c.run < c.cases/20 || c.layouts > c.cases/200) {
		t.Errorf("the cases prove too little: %d kinds of expressions failed", failing)
	}
	t.Logf("%d cases: %d gave rows, %d an error of the run, %d were refused; %d errors came of how visible rows lie; of %d asked without a policy %d would fail by hidden rows, and with views in its place %d",
		c.cases, c.rows, c.run, c.refused, c.layouts, c.naive, c.whole, c.leaks)
	for _, k := range slices.Sorted(maps.Keys(c.reasons)) {
		t.Logf("%5d: %s", c.reasons[k], k)
	}
	for _, k := range slices.Sorted(maps.Keys(c.kinds)) {
		t.Logf("%5d, of which %4d failed: %s", c.kinds[k], c.failing[k], k)
	}
	for _, k := range slices.Sorted(maps.Keys(c.shapes)) {
		t.Logf("%5d: %s", c.shapes[k], k)
	}
}
