// Package difftest looks for wrong answers without knowing the right ones: it makes typed expressions and queries over small
// tables, and compares each answer with those of other texts that must give the same. It promises that a finding is minimal and can be
// repeated; what was found stands as golden cases in the packages that were wrong.
//
// By default a fixed number of cases with fixed seeds runs, so that the test says the same each time. To look further:
//
//	go test ./internal/difftest -difftest.checks=20000
//
// What may differ. The order in which SQL evaluates expressions is not defined, so when several can fail, any of
// their errors may come; the laws here ask for one of the errors that single rows give. A predicate that can fail is only
// compared where it does not fail on any row of the table. No law moves an expression that can fail into or out of a branch of CASE,
// IF, COALESCE, AND or OR, whose order is defined, nor across an aggregate's FILTER, which does not guard its argument. A call with an
// argument that is always NULL may be NULL although another argument fails, and may fail: Trino itself leaves out what
// follows a NULL.
package difftest

import (
	"context"
	"flag"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

var checks = flag.Int("difftest.checks", 0, "how many cases each test makes, of seeds that differ each time; 0 is a few of fixed seeds")

// check runs a property over many cases.
func check(t *testing.T, few int, property func(s *session, t *rapid.T)) {
	t.Helper()
	n, seed := *checks, "0"
	if n == 0 {
		n, seed = few, "1"
	}
	set := func(name, to string) {
		if f := flag.Lookup(name); f != nil && f.Value.String() == f.DefValue {
			if err := flag.Set(name, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	set("rapid.seed", seed)
	set("rapid.nofailfile", "true")
	if err := flag.Set("rapid.checks", strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	s := open(t)
	rapid.Check(t, func(t *rapid.T) { property(s, t) })
	t.Logf("%d cases: %d queries gave rows, %d an error of the run, %d were refused", n, s.ran, s.failed, s.refused)
}

// sound asks a query and fails on answers that no query may give. A query that we refuse by name ends the case.
func (s *session) sound(ctx context.Context, t *rapid.T, sql string) answer {
	t.Helper()
	a := s.ask(ctx, sql)
	switch a.code { //nolint:exhaustive // the others are errors of the query
	case diag.NotSupported:
		if s.strict {
			t.Fatalf("%s\nis refused: %s", sql, a)
		}
		if a.early || strings.Contains(a.why, "null") || strings.Contains(a.why, "NULL") {
			t.Skip("not supported")
		}
	case internal, diag.ExceededTimeLimit, diag.ExceededLocalMemoryLimit, diag.SyntaxError:
		t.Fatalf("%s\ngives %s", sql, a)
	case diag.TypeMismatch, diag.FunctionNotFound, diag.ColumnNotFound, diag.AmbiguousFunctionCall:
		t.Fatalf("%s\nis refused: %s", sql, a)
	}
	for _, row := range a.rows {
		for j, v := range row {
			if wrong := misfit(v, a.cols[j].Type); wrong != "" {
				t.Fatalf("%s\ngives a value that does not fit its type: %s\n%s", sql, wrong, a)
			}
		}
	}
	return a
}

// agree asks another text, which must give the same rows in the same order, or the same error.
func (s *session) agree(ctx context.Context, t *rapid.T, want answer, sql string) {
	t.Helper()
	got := s.sound(ctx, t, sql)
	if got.code != want.code && s.lenient && (got.code == "" || want.code == "") {
		t.Skip("an error beside a NULL")
	}
	if got.code != want.code || !sameRows(got.rows, want.rows) {
		t.Fatalf("%s\ngives %s\nbut\n%s\ngives %s", want.sql, want, sql, got)
	}
}

// fixpoint prints a query as Trino text, and that text again.
func (s *session) fixpoint(ctx context.Context, t *rapid.T, want answer) {
	t.Helper()
	if want.early {
		return
	}
	once, err := printed(ctx, want.sql)
	if err != nil {
		t.Fatalf("%s\ncannot be printed: %v", want.sql, err)
	}
	twice, err := printed(ctx, once)
	if err != nil {
		t.Fatalf("%s\nprints as\n%s\nwhich fails: %v", want.sql, once, err)
	}
	if once != twice {
		t.Fatalf("%s\nprints as\n%s\nand that as\n%s", want.sql, once, twice)
	}
	s.agree(ctx, t, want, once)
}

// An expression gives the same in a table of many rows, in one of one row and with constants instead of columns, in a
// subquery, and wrapped in what does not change it; its type is the one that typeof says.
func TestExpressions(t *testing.T) {
	check(t, 150, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := draw.NewTable(t, 4)
		typ := draw.Type(t, 1)
		m := draw.Over(t, tab)
		x := m.Expr(typ, 3)
		s.lenient = m.Nulls
		whole := s.sound(ctx, t, tab.With(0)+"SELECT id, "+draw.Columns(x)+" AS x FROM t ORDER BY id")
		if whole.code == "" && !whole.cols[1].Type.Equal(typ) {
			t.Fatalf("%s\nis of type %s, not %s", whole.sql, whole.cols[1].Type, typ)
		}
		s.fixpoint(ctx, t, whole)
		s.rowByRow(ctx, t, tab, x, whole)
		for _, same := range []string{
			"SELECT id, CASE WHEN true THEN @ END AS x FROM t ORDER BY id",
			"SELECT id, coalesce(@, @) AS x FROM t ORDER BY id",
			"SELECT id, x FROM (SELECT id, @ AS x FROM t) AS u ORDER BY id",
			"SELECT id, if(id < 0, NULL, @) AS x FROM t ORDER BY id",
			"SELECT id, CAST(@ AS " + typ.SQL() + ") AS x FROM t ORDER BY id",
		} {
			s.agree(ctx, t, whole, tab.With(0)+strings.ReplaceAll(same, "@", draw.Columns(x)))
		}
	})
}

// rowByRow compares a column with the same expression over each row alone, as a table and as constants.
func (s *session) rowByRow(ctx context.Context, t *rapid.T, tab draw.Table, x string, whole answer) {
	t.Helper()
	codes := map[diag.Code]bool{}
	for i := range tab.Cells {
		id := strconv.Itoa(i)
		s.lenient = s.lenient || strings.Contains(strings.Join(tab.Cells[i], " "), "NULL AS") || strings.Contains(x, "TRY")
		alone := s.sound(ctx, t, tab.Only(i).With(i)+"SELECT id, "+draw.Columns(x)+" AS x FROM t")
		s.agree(ctx, t, alone, "SELECT "+id+" AS id, "+tab.Constants(x, i)+" AS x")
		if alone.code != "" {
			codes[alone.code] = true
		} else if whole.code == "" && !value.SameAll(alone.rows[0], whole.rows[i], value.SameBits) {
			t.Fatalf("%s\ngives %s\nbut\n%s\ngives %s", whole.sql, whole, alone.sql, alone)
		}
	}
	if s.lenient && (whole.code == "" || len(codes) == 0) {
		return
	}
	if len(codes) == 0 && whole.code != "" || len(codes) > 0 && !codes[whole.code] {
		t.Fatalf("%s\ngives %s\nbut its rows alone give the errors %v", whole.sql, whole, codes)
	}
}

// A predicate keeps the same rows wherever it stands, and parts the rows into three.
func TestPredicates(t *testing.T) {
	check(t, 100, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := draw.NewTable(t, 6)
		m := draw.Over(t, tab)
		typ := draw.Type(t, 1)
		p, x := draw.Columns(m.Boolean(3)), draw.Columns(m.Expr(typ, 2))
		s.lenient = m.Nulls || strings.Contains(p+x, "NULL AS")
		all := s.sound(ctx, t, tab.With(0)+"SELECT id, "+x+" AS x, "+p+" AS p FROM t ORDER BY id")
		if all.code != "" {
			t.Skip("fails")
		}
		kept := answer{sql: all.sql, cols: all.cols[:2]}
		whole := answer{sql: all.sql, cols: all.cols[:2]}
		for _, row := range all.rows {
			whole.rows = append(whole.rows, row[:2])
			if row[2] == true {
				kept.rows = append(kept.rows, row[:2])
			}
		}
		for _, same := range []string{
			"SELECT id, @ AS x FROM t WHERE $ ORDER BY id",
			"SELECT id, @ AS x FROM (SELECT * FROM t WHERE $) AS t ORDER BY id",
			"SELECT id, x FROM (SELECT id, @ AS x, $ AS p FROM t) AS u WHERE p ORDER BY id",
			"SELECT id, @ AS x FROM t WHERE NOT NOT ($) ORDER BY id",
			"SELECT id, @ AS x FROM t WHERE $ AND $ ORDER BY id",
			"SELECT id, @ AS x FROM t WHERE coalesce($, false) ORDER BY id",
			"SELECT id, @ AS x FROM t WHERE CASE WHEN $ THEN true ELSE false END ORDER BY id",
			"SELECT id, x FROM (SELECT id, @ AS x, $ AS p FROM t EXCEPT ALL SELECT id, @, $ FROM t WHERE NOT ($) OR ($) IS NULL) AS u ORDER BY id",
			"SELECT t.id, @ AS x FROM t JOIN (SELECT id AS other FROM t WHERE $) AS u ON t.id = u.other ORDER BY t.id",
			"SELECT id, @ AS x FROM t WHERE id IN (SELECT id FROM t WHERE $) ORDER BY id",
			"SELECT id, @ AS x FROM t WHERE EXISTS (SELECT 1 FROM (SELECT id AS other FROM t WHERE $) AS u WHERE other = id) ORDER BY id",
			"SELECT id, max_by(x, 1) AS x FROM (SELECT id, @ AS x FROM t WHERE $) AS u GROUP BY id ORDER BY id",
		} {
			if strings.Contains(same, "EXCEPT") && !typ.Comparable() || strings.Contains(same, "EXCEPT") && holds(typ, types.JSON, types.Map, types.Double, types.Real) {
				continue
			}
			if strings.Contains(same, "max_by") && draw.Nested(typ) {
				continue
			}
			s.agree(ctx, t, kept, tab.With(0)+strings.NewReplacer("@", x, "$", p).Replace(same))
		}
		for _, same := range []string{
			"SELECT id, @ AS x FROM t WHERE $ UNION ALL SELECT id, @ FROM t WHERE NOT $ UNION ALL SELECT id, @ FROM t WHERE $ IS NULL ORDER BY id",
			"SELECT id, x FROM (SELECT id, @ AS x, $ AS p FROM t) AS u WHERE p OR NOT p OR p IS NULL ORDER BY id",
		} {
			s.agree(ctx, t, whole, tab.With(0)+strings.NewReplacer("@", x, "$", p).Replace(same))
		}
	})
}

// holds tells whether a type is or has one of the kinds.
func holds(t types.Type, kinds ...types.Kind) bool {
	for _, k := range kinds {
		if t.Kind == k {
			return true
		}
	}
	for _, e := range t.Elems {
		if holds(e, kinds...) {
			return true
		}
	}
	return false
}

// Comparisons agree with each other.
func TestComparisons(t *testing.T) {
	check(t, 100, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := draw.NewTable(t, 4)
		m := draw.Over(t, tab)
		typ := m.Orderly()
		if r := rapid.SampledFrom(m.Refs).Draw(t, "compared"); r.Type.Orderable() {
			typ = r.Type
		}
		a, b, c := draw.Columns(m.Expr(typ, 1)), draw.Columns(m.Expr(typ, 1)), draw.Columns(m.Expr(typ, 1))
		if code := s.sound(ctx, t, tab.With(0)+"SELECT "+a+", "+b+", "+c+" FROM t").code; code != "" {
			t.Skip("fails")
		}
		laws := [][2]string{
			{"A IN (B, C)", "(A = B) OR (A = C)"},
			{"A NOT IN (B, C)", "(A <> B) AND (A <> C)"},
			{"A IN (B)", "A = B"},
			{"A BETWEEN B AND C", "(A >= B) AND (A <= C)"},
			{"A NOT BETWEEN B AND C", "NOT (A BETWEEN B AND C)"},
			{"A < B", "B > A"},
			{"A <= B", "B >= A"},
			{"NOT (A = B)", "A <> B"},
			{"A = B", "B = A"},
			{"A IS DISTINCT FROM B", "NOT (A IS NOT DISTINCT FROM B)"},
			{"A = B", "A IN (SELECT B)"},
			{"(A = B) OR (A = C)", "A = ANY (SELECT B UNION ALL SELECT C)"},
			{"CASE A WHEN B THEN 1 ELSE 2 END = 1", "CASE WHEN A = B THEN 1 ELSE 2 END = 1"},
			{"nullif(A, B) IS NULL", "A IS NULL OR coalesce(A = B, false)"},
		}
		if !holds(typ, types.Double, types.Real) {
			laws = append(laws, [2]string{"NOT (A < B)", "A >= B"}, [2]string{"A < B", "(A <= B) AND (A <> B)"},
				[2]string{"A IS NOT DISTINCT FROM A", "true"})
		}
		if !draw.Nested(typ) {
			laws = append(laws, [2]string{"A IS NOT DISTINCT FROM B", "coalesce(A = B, A IS NULL AND B IS NULL)"},
				[2]string{"A = B", "contains(ARRAY[B], A)"}, [2]string{"A = B", "ARRAY[A] = ARRAY[B]"}, [2]string{"A < B", "ROW(A) < ROW(B)"})
		}
		law := rapid.SampledFrom(laws).Draw(t, "law")
		fill := strings.NewReplacer("A", a, "B", b, "C", c)
		put := func(x string) string {
			x = strings.NewReplacer("BETWEEN", "between", "CASE", "case", "AND", "and", "ANY", "any", "ALL", "all", "NULL", "null", "SELECT", "select",
				"DISTINCT", "distinct", "ARRAY", "array", "AS ", "as ", "ELSE", "else").Replace(x)
			return tab.With(0) + "SELECT id, " + fill.Replace(x) + " AS x FROM t ORDER BY id"
		}
		want := s.sound(ctx, t, put(law[0]))
		if want.code == diag.NotSupported {
			t.Skip("not supported")
		}
		s.agree(ctx, t, want, put(law[1]))
	})
}

// Grouping, DISTINCT, ORDER BY, min, max and set operations agree with each other and with the order of values in Go.
func TestOrder(t *testing.T) {
	check(t, 100, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := draw.NewTable(t, 8)
		typ := draw.Plain(t)
		if r := rapid.SampledFrom(tab.Types).Draw(t, "ordered"); !draw.Nested(r) && r.Orderable() {
			typ = r
		}
		x := draw.Columns(draw.Over(t, tab).Expr(typ, 1))
		base := s.sound(ctx, t, tab.With(0)+"SELECT id, "+x+" AS x FROM t ORDER BY id")
		if base.code != "" {
			t.Skip("fails")
		}
		for _, q := range []string{
			"SELECT id, x FROM u ORDER BY x, id",
			"SELECT id, x FROM u ORDER BY x DESC, id",
			"SELECT id, x FROM u ORDER BY x NULLS FIRST, id",
			"SELECT id, x FROM u ORDER BY x DESC NULLS FIRST, id",
		} {
			got := s.sound(ctx, t, tab.With(0)+", u AS (SELECT id, "+x+" AS x FROM t) "+q)
			want := answer{sql: "the order of values", cols: base.cols, rows: ordered(base.rows, typ, strings.Contains(q, "DESC"), strings.Contains(q, "FIRST"))}
			if !sameGroups(got.rows, want.rows, typ) {
				t.Fatalf("%s\ngives %s\nbut %s is %s", got.sql, got, want.sql, want)
			}
		}
		groups := counted(ordered(base.rows, typ, false, false), typ)
		for _, q := range []string{
			"SELECT count(*) AS n, x FROM u GROUP BY x",
			"SELECT count(*) AS n, x FROM u GROUP BY 2",
			"SELECT count(*) AS n, x FROM u GROUP BY GROUPING SETS ((x))",
			"SELECT DISTINCT count(*) OVER (PARTITION BY x) AS n, x FROM u",
			"SELECT (SELECT count(*) FROM u AS v WHERE v.x IS NOT DISTINCT FROM u.x) AS n, x FROM u GROUP BY x",
			"SELECT max(n) AS n, x FROM (SELECT x, row_number() OVER (PARTITION BY x ORDER BY id) AS n FROM u) AS v GROUP BY x",
			"SELECT sum(n) AS n, x FROM (SELECT x, id, count(*) AS n FROM u GROUP BY ROLLUP (x, id) HAVING grouping(x, id) = 0) AS v GROUP BY x",
			"SELECT count(*) AS n, x FROM u WHERE x IN (SELECT x FROM u) OR x IS NULL OR x <> x GROUP BY x",
			"SELECT sum(n) AS n, x FROM (SELECT DISTINCT x, 1 AS n FROM u UNION ALL (SELECT x, 1 FROM u EXCEPT ALL SELECT DISTINCT x, 1 FROM u)) AS v GROUP BY x",
			"SELECT count(*) AS n, x FROM (SELECT u.x FROM u JOIN u AS v ON u.x IS NOT DISTINCT FROM v.x AND u.id = v.id) AS w GROUP BY x",
		} {
			got := s.sound(ctx, t, tab.With(0)+", u AS (SELECT id, "+x+" AS x FROM t) "+q+" ORDER BY 2")
			if !sameGroups(got.rows, groups, typ) {
				want := answer{cols: got.cols, rows: groups}
				t.Fatalf("%s\ngives %s\nbut the groups are %s", got.sql, got, want)
			}
		}
	})
}

// Aggregates do not depend on how their rows are written.
func TestAggregates(t *testing.T) {
	check(t, 100, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := draw.NewTable(t, 8)
		m := draw.Over(t, tab)
		typ := draw.Type(t, 1)
		c, bound, ok := m.Pick(draw.Aggregates(), typ)
		if !ok {
			t.Skip("no aggregate")
		}
		call, p, k := draw.Columns(m.Write(c, bound, 1)), draw.Columns(m.Boolean(1)), draw.Columns(m.Expr(draw.Plain(t), 1))
		with := tab.With(0) + ", u AS (SELECT t.*, " + p + " AS p, " + k + " AS k FROM t)\n"
		base := s.sound(ctx, t, with+"SELECT "+call+" AS x FROM t")
		s.fixpoint(ctx, t, base)
		if base.code != "" || s.sound(ctx, t, with+"SELECT * FROM u").code != "" {
			t.Skip("fails")
		}
		pair := func(a, b string) {
			one, other := s.sound(ctx, t, with+strings.ReplaceAll(a, "@", call)), s.sound(ctx, t, with+strings.ReplaceAll(b, "@", call))
			if one.code != other.code || !nearRows(one.rows, other.rows) {
				t.Fatalf("%s\ngives %s\nbut\n%s\ngives %s", one.sql, one, other.sql, other)
			}
		}
		const whole, byKey = "SELECT @ AS x FROM t", "SELECT k, @ AS x FROM u GROUP BY k ORDER BY 1"
		pair(whole, "SELECT @ AS x FROM t GROUP BY ()")
		pair(whole, "SELECT @ AS x FROM (SELECT * FROM u WHERE p UNION ALL SELECT * FROM u WHERE NOT p UNION ALL SELECT * FROM u WHERE p IS NULL) AS t")
		pair(whole, "SELECT @ AS x FROM (SELECT * FROM t ORDER BY id DESC) AS t")
		pair(whole, "SELECT x FROM (SELECT k, @ AS x, grouping(k) AS g FROM u GROUP BY ROLLUP (k)) AS u WHERE g = 1")
		pair("SELECT @ AS x FROM u WHERE p", "SELECT @ FILTER (WHERE p) AS x FROM u")
		pair(byKey, "SELECT k, x FROM (SELECT k, @ AS x, grouping(k) AS g FROM u GROUP BY CUBE (k)) AS u WHERE g = 0 ORDER BY 1")
		pair(byKey, "SELECT "+k+" AS k, @ AS x FROM t GROUP BY 1 ORDER BY 1")
		if !draw.Nested(typ) && typ.Orderable() {
			pair(whole, "SELECT max(x) AS x FROM (SELECT @ OVER () AS x FROM t) AS u")
			pair(byKey, "SELECT k, max(x) AS x FROM (SELECT k, @ OVER (PARTITION BY k) AS x FROM u) AS u GROUP BY k ORDER BY 1")
			pair("SELECT max(x) FROM (SELECT @ OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x, id FROM t) AS u WHERE id = 0",
				"SELECT @ FROM t WHERE id = 0")
		}
	})
}

// nearRows compares rows whose numbers may differ by their order.
func nearRows(a, b [][]value.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !value.SameAll(a[i], b[i], near) {
			return false
		}
	}
	return true
}
