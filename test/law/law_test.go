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
	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
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
	listed        lake // the restricted one, with views for views
	granted       []rule
	places        []access.Location
	open          map[string]bool // the tables that these open to the reader
	policy        *access.Policy
	views         []viewOf
	seen, unknown []source // what the reader sees, and what it does not
}

// drawWorld draws a lake and a policy.
func drawWorld(ctx context.Context, t *rapid.T, s *session, c *tally) *world {
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
	for i := range rapid.SampledFrom([]int{2, 1, 3}).Draw(t, "tables") {
		w.tables = append(w.tables, drawTable(t, "t"+strconv.Itoa(i+1)))
	}
	if rapid.IntRange(0, 3).Draw(t, "bills") == 3 {
		w.tables = append(w.tables, drawTable(t, billed))
	}
	w.places, w.open = drawPlaces(t, w.tables)
	for _, tab := range w.tables {
		if err := w.full.add(ctx, s, filepath.Join(w.dir, "full"), tab.name, tab.sql()); err != nil {
			t.Fatal(err)
		}
		rules := drawRules(t, tab)
		w.granted = append(w.granted, rules...)
		if w.open[tab.name] {
			rules = []rule{{table: tab.name, by: byPlace}}
		}
		w.rules[tab.name] = rules
		if len(rules) > 0 {
			w.seen = append(w.seen, source{tab.name, visible(tab, rules)})
		}
		w.unknown = append(w.unknown, source{tab.name, tab.columns})
	}
	views := w.drawViews(t)
	w.policy = policyOf(t, append(slices.Clone(w.granted), views...), w.places...)
	w.settable(ctx, t, s, c)
	for _, tab := range w.tables {
		if rules := w.rules[tab.name]; len(rules) > 0 {
			w.restrict(ctx, t, s, tab.name, restricted(tab, rules))
		}
	}
	for _, r := range views {
		w.restrictView(ctx, t, s, r)
	}
	w.list(t)
	if last := w.tables[len(w.tables)-1]; last.name == billed {
		w.seen = append(w.seen, source{bill.Database + "." + bill.View, ofBills(last.columns)})
	}
	if w.seen == nil {
		w.seen = w.unknown
	}
	return w
}

// settable draws anew where a mask or a filter was drawn that nobody can set: one that asks for the time, or that is no expression over the
// table. Most can be set, which the end of the test holds.
func (w *world) settable(ctx context.Context, t *rapid.T, s *session, c *tally) {
	for _, seen := range slices.Concat(w.unknown, w.seen) {
		if len(w.rules[seen.name]) == 0 {
			continue
		}
		if reason := s.invalid(ctx, w.full, w.policy, seen.name); reason != "" {
			c.unset++
			t.Skip("a mask or a filter that was drawn is one that nobody can set: " + reason)
		}
	}
}

// list makes of the restricted lake what is listed: views are views there.
func (w *world) list(t *rapid.T) {
	w.listed = maps.Clone(w.bare)
	for _, v := range w.views {
		if err := w.listed.view(v.table, v.text, v.definer, v.columns); err != nil {
			t.Fatal(err)
		}
	}
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
		view := table{name: "v" + s.name}
		var text string
		text, view.columns = drawView(t, s.name, columns, definer != "")
		columns = view.columns
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
		if last := columns[len(columns)-1]; rapid.IntRange(0, 3).Draw(t, "view masked") == 3 && last.Type.Kind == types.Varchar {
			r.masks = map[string]string{last.Name: "substr(" + last.Name + ", 1, 1)"}
		}
		w.rules[view.name] = []rule{r}
		w.views = append(w.views, viewOf{rule: r, text: text, definer: definer, columns: columns})
		w.seen = append(w.seen, source{view.name, columns})
		rules = append(rules, r)
	}
	return rules
}

// drawView draws the text of a view over a table, and its columns. One of its definer fails on no row; what it leaves out fails, more often
// than not, without TRY.
func drawView(t *rapid.T, from string, columns []catalog.Column, definer bool) (string, []catalog.Column) {
	out, list := slices.Clone(columns), make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.Name
	}
	over := refs("", columns)
	for i := range rapid.SampledFrom([]int{0, 1, 2}).Draw(t, "computed columns") {
		k := kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind in view")]
		x := strings.ReplaceAll(risky(t, k, over), mark, "")
		if strings.Contains(x, "SELECT") {
			continue
		}
		if definer || rapid.Bool().Draw(t, "tried") {
			x = "TRY" + x
		}
		name := "y" + strconv.Itoa(i+1)
		list, out = append(list, "CAST("+x+" AS "+k.typ.SQL()+") AS "+name), append(out, catalog.Column{Name: name, Type: k.typ})
	}
	text := "SELECT " + strings.Join(list, ", ") + " FROM " + from
	switch rapid.IntRange(0, 5).Draw(t, "condition of view") {
	case 0, 1:
		x := "(" + strings.ReplaceAll(conditionOn(t, over), mark, "") + ")"
		if definer {
			x = "TRY" + x
		}
		return text + " WHERE " + x, out
	case 2:
		k := kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind in condition")]
		if x := strings.ReplaceAll(risky(t, k, over), mark, ""); !strings.Contains(x, "SELECT") {
			return text + " WHERE TRY" + x + " IS NOT NULL", out
		}
	}
	return text, out
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
	items := make([]string, len(v.columns))
	for i, c := range v.columns {
		items[i] = c.Name
		if mask, ok := v.masks[c.Name]; ok {
			items[i] = fmt.Sprintf("TRY(CAST(%s AS %s)) AS %s", mask, c.Type.SQL(), c.Name)
		}
	}
	sql := "SELECT " + strings.Join(items, ", ") + " FROM (" + v.text + ") AS v WHERE " + v.keeps()
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
	if a.fault != "" && !a.run {
		t.Skip("a mask or a filter that was drawn is one that nobody can set: " + a.fault)
	}
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
			fmt.Fprintf(&b, "  columns %q but %q rows %q masks %q by %d tags %+v of %q\n", r.columns, r.excluded, r.rows, r.masks, r.by, r.tags, r.values)
		}
	}
	for _, v := range w.views {
		fmt.Fprintf(&b, "%s: view of %q: %s\n  rows %q masks %q\n", v.table, v.definer, v.text, v.rows, v.masks)
	}
	fmt.Fprintf(&b, "locations %+v open %v\n", w.places, w.open)
	return b.String()
}

// tally counts what the cases were about.
type tally struct {
	cases, rows, run, refused int
	worlds, unset             int
	kinds, failing, shapes    map[string]int
	naive, leaks, whole       int
	layouts                   int
	asked, told               map[string]int // the other ways to ask, and how often the answer was no error
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
	c := &tally{kinds: map[string]int{}, failing: map[string]int{}, shapes: map[string]int{}, reasons: map[string]int{}, asked: map[string]int{}, told: map[string]int{}}
	rapid.Check(t, func(t *rapid.T) { law(t, s, c) })
	for _, d := range c.differences {
		t.Error(d)
	}
	c.report(t)
}

// law asks some queries of one world.
func law(t *rapid.T, s *session, c *tally) {
	ctx := t.Context()
	w := drawWorld(ctx, t, s, c)
	c.worlds++
	defer os.RemoveAll(w.dir) //nolint:errcheck // the folder goes with the test
	for i := range batch {
		sql, m := w.query(t)
		got, want := w.compare(ctx, t, s, c, s.asked(ctx, sql, m.params...))
		c.note(got, m)
		if i%5 == 0 && len(m.kinds) > 0 && len(m.params) == 0 {
			c.tempt(ctx, s, w, sql, want)
		}
		if i == 0 && got.String() == want.String() && rapid.IntRange(0, 3).Draw(t, "as a job") == 0 {
			c.asked["a job"]++
			w.compare(ctx, t, s, c, question{text: "job: " + sql, on: func(l lake, policy *access.Policy) answer {
				return answer{columns: []typed.Column{{Name: s.job(ctx, l, policy, reader, sql, m.params...), Type: text}}}
			}})
			c.told["a job"]++
		}
	}
	for range otherwise {
		how := rapid.SampledFrom(asks).Draw(t, "way to ask")
		c.asked[how.name]++
		if got, _ := w.compare(ctx, t, s, c, how.draw(s, ctx, t, w)); got.fault == "" {
			c.told[how.name]++
		}
	}
}

// otherwise is how often one asks for something else than a query of the same lake.
const otherwise = 5

// compare asks the reader's lake and the restricted one, and fails where the answers differ.
func (w *world) compare(ctx context.Context, t *rapid.T, s *session, c *tally, q question) (got, want answer) {
	bare := w.bare
	if q.listed {
		bare = w.listed
	}
	got, want = q.on(w.full, w.policy), q.on(bare, everything(bare))
	if q.want != nil {
		want = q.want(got, want)
	}
	if got.listed() == want.listed() || w.layout(ctx, t, s, c, q, got, want) {
		return got, want
	}
	d := fmt.Sprintf("%s\ngives the reader\n%s\nbut on a lake of what the reader may see\n%s\n%s", q.text, got.short(), want.short(), w.describe())
	if !*every {
		t.Fatal(d)
	}
	c.differences = append(c.differences, d)
	return got, want
}

// layout tells whether a difference comes of how the rows that the reader may see lie in files, and of nothing else. Of several rows that
// fail the one that comes first is told; a row of one table may fail or not where another table has none to join it, and one that fails
// need not be looked at where the query asks for none. Then the reader's answer is the one that comes on the restricted lake, which has
// nothing to hide, under a policy that hides nothing, such as one of the shape of the reader's, or with its rows the other way round.
func (w *world) layout(ctx context.Context, t *rapid.T, s *session, c *tally, q question, got, want answer) bool {
	if got.fault == "" && want.fault == "" {
		return false
	}
	if line := func(a answer) string {
		head, _, _ := strings.Cut(a.fault, "\n")
		return spot.ReplaceAllString(head, "")
	}; line(got) == line(want) {
		c.layouts++ // the same error: its place is known or not by when the engine computes it, while it plans or while it runs
		return true
	}
	var all, tables []rule // that hide nothing, of views too or not
	for name, tab := range w.bare {
		first := tab.Columns[0].Name
		idle := rule{table: name.Table, rows: "(" + first + " IS NULL) OR (" + first + " IS NOT NULL)"}
		all = append(all, idle)
		if tab.View != nil {
			idle.rows = ""
		}
		tables = append(tables, idle)
	}
	back := w.turned(ctx, t, s)
	for _, l := range []lake{w.bare, back} {
		for _, policy := range []*access.Policy{policyOf(t, all), policyOf(t, tables), everything(l)} {
			if q.on(l, policy).String() == got.String() {
				c.layouts++
				return true
			}
		}
		for _, whole := range []bool{false, true} {
			if q.on(w.viewed(t, l), policyOf(t, w.idle(whole))).String() == got.String() {
				c.layouts++
				return true
			}
		}
	}
	return false
}

// viewed is the restricted lake with the views of their caller as they are on the full one.
func (w *world) viewed(t *rapid.T, l lake) lake {
	l = maps.Clone(l)
	for _, v := range w.views {
		if v.definer == "" {
			if err := l.view(v.table, v.text, "", v.columns); err != nil {
				t.Fatal(err)
			}
		}
	}
	return l
}

// idle are rules like those of the reader, one for one, that hide nothing of the tables of the restricted lake: each filter holds for all rows, each
// mask is the column itself; with whole the tables are given whole. The views of their caller have the reader's own rules. So the guard makes of
// a query what it makes of the reader's.
func (w *world) idle(whole bool) []rule {
	var out []rule
	for name, tab := range w.bare {
		rules := w.rules[name.Table]
		switch {
		case tab.View != nil:
			out = append(out, rules...)
		case whole || len(rules) == 0 || w.open[name.Table]:
			out = append(out, rule{table: name.Table})
		default:
			for _, r := range rules {
				out = append(out, r.like(tab))
			}
		}
	}
	return out
}

// like is a rule of the same form that hides nothing of a table.
func (r rule) like(tab *catalog.Table) rule {
	out := rule{table: r.table}
	if first := tab.Columns[0].Name; r.rows != "" {
		out.rows = "(" + first + " IS NULL) OR (" + first + " IS NOT NULL)"
	}
	for _, c := range tab.Columns {
		if r.shows(c.Name) {
			out.columns = append(out.columns, c.Name)
		}
		if _, masked := r.masks[c.Name]; masked {
			if out.masks == nil {
				out.masks = map[string]string{}
			}
			out.masks[c.Name] = c.Name
		}
	}
	return out
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

var spot = regexp.MustCompile(`line \d+:\d+: `)

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
		c.reasons[spot.ReplaceAllString(strings.SplitN(a.fault, "\n", 2)[0], "")]++
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
	if c.unset > c.worlds/50 {
		t.Errorf("of %d policies that were drawn %d more could not be made", c.worlds, c.unset)
	}
	t.Logf("%d cases: %d gave rows, %d an error of the run, %d were refused; %d errors came of how visible rows lie; of %d asked without a policy %d would fail by hidden rows, and with views in its place %d",
		c.cases, c.rows, c.run, c.refused, c.layouts, c.naive, c.whole, c.leaks)
	for _, k := range slices.Sorted(maps.Keys(c.asked)) {
		t.Logf("%5d, of which %4d were answered: %s", c.asked[k], c.told[k], k)
	}
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
