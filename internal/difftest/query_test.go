package difftest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// law is two queries over u (id, k, x, p) that give the same rows. Of two that stand for each other one is plain.
type law struct{ name, query, plain string }

// subject is a table u of computed columns: a key, a value and a predicate, none of which fails.
type subject struct {
	with string // the definitions of t and u
}

// drawSubject draws a table; the case ends when computing it fails.
func (s *session) drawSubject(ctx context.Context, t *rapid.T, drawn func() types.Type) subject {
	t.Helper()
	tab := draw.NewTable(t, 7)
	m := draw.Over(t, tab)
	typ := drawn()
	k, x, p := draw.Columns(m.Expr(rapid.SampledFrom(draw.Keys()).Draw(t, "key"), 1)), draw.Columns(m.Expr(typ, 1)), draw.Columns(m.Boolean(1))
	sub := subject{with: tab.With(0) + ", u AS (SELECT id, " + k + " AS k, " + x + " AS x, " + p + " AS p FROM t)\n"}
	all := s.sound(ctx, t, sub.with+"SELECT id, k, x, p FROM u ORDER BY id")
	if all.code != "" {
		t.Skip("fails")
	}
	return sub
}

// same fails when the two queries of a law give other rows, in any order; each is printed as Trino text and asked again.
func (s *session) same(ctx context.Context, t *rapid.T, sub subject, l law) {
	t.Helper()
	s.strict = true
	defer func() { s.strict = false }()
	one, other := s.sound(ctx, t, sub.with+l.query), s.sound(ctx, t, sub.with+l.plain)
	if one.code != other.code || !slices.Equal(bag(one), bag(other)) {
		t.Fatalf("%s:\n%s\ngives %s\nbut\n%s\ngives %s", l.name, one.sql, one, other.sql, other)
	}
	once, err := printed(ctx, one.sql)
	if err != nil {
		t.Fatalf("%s\ncannot be printed: %v", one.sql, err)
	}
	twice, err := printed(ctx, once)
	if err != nil || once != twice {
		t.Fatalf("%s\nprints as\n%s\nand that as\n%s\n%v", one.sql, once, twice, err)
	}
	if again := s.sound(ctx, t, once); again.code != one.code || !slices.Equal(bag(again), bag(one)) {
		t.Fatalf("%s\ngives %s\nbut as Trino text\n%s\n%s", one.sql, one, once, again)
	}
}

// bag returns the rows as texts in an order of their own, with one zero: DuckDB makes one of two where it groups.
func bag(a answer) []string {
	out := make([]string, len(a.rows))
	for i, row := range a.rows {
		parts := make([]string, len(row))
		for j, v := range row {
			parts[j] = "NULL"
			if v != nil {
				parts[j] = value.Text(v, a.cols[j].Type)
			}
		}
		out[i] = strings.ReplaceAll(strings.Join(parts, " | "), "-0.0", "0.0")
	}
	slices.Sort(out)
	return out
}

// A window gives what a subquery over the rows of its frame gives.
func TestWindows(t *testing.T) {
	check(t, 40, func(s *session, t *rapid.T) {
		ctx := t.Context()
		sub := s.drawSubject(ctx, t, func() types.Type { return draw.Plain(t) })
		for range 3 {
			s.same(ctx, t, sub, drawWindow(t))
		}
		for _, l := range windowLaws {
			s.same(ctx, t, sub, l)
		}
	})
}

// drawWindow draws an aggregate over a frame, and the subquery that stands for it. Rows are numbered within their partition (r), their peers
// by the rank of the key within all (g).
func drawWindow(t *rapid.T) law {
	call := rapid.SampledFrom([]string{"max(x)", "min(x)", "count(x)", "count(*)", "sum(id)", "array_agg(x ORDER BY id)", "count(*) FILTER (WHERE p)", "bool_and(p)", "max(id) FILTER (WHERE p)"}).Draw(t, "aggregate")
	unit := rapid.SampledFrom([]string{"ROWS", "GROUPS", "RANGE"}).Draw(t, "unit")
	lo, hi := rapid.IntRange(-3, 3).Draw(t, "from"), rapid.IntRange(-3, 3).Draw(t, "to")
	if lo > hi {
		lo, hi = hi, lo
	}
	part, match := "PARTITION BY p ", "v.p IS NOT DISTINCT FROM w.p AND "
	if rapid.Bool().Draw(t, "one partition") {
		part, match = "", ""
	}
	order, place := "id", "r"
	switch unit {
	case "GROUPS":
		order, place = "k", "g"
	case "RANGE":
		order, place = "d", "d"
	}
	if strings.HasPrefix(call, "array_agg") {
		call = "array_agg(x)" // in the order of the window, which is that of id for ROWS
		if unit != "ROWS" {
			call = "count(x)"
		}
	}
	from, start := bound(lo), fmt.Sprintf("v.%s >= w.%s + (%d)", place, place, lo)
	to, end := bound(hi), fmt.Sprintf("v.%s <= w.%s + (%d)", place, place, hi)
	if lo == -3 {
		from, start = "UNBOUNDED PRECEDING", "true"
	}
	if hi == 3 {
		to, end = "UNBOUNDED FOLLOWING", "true"
	}
	numbered := ", n AS (SELECT u.*, id % 3 AS d, row_number() OVER (" + part + "ORDER BY id) AS r, dense_rank() OVER (" + part + "ORDER BY k) AS g FROM u)\n"
	inner := call
	if call == "array_agg(x)" {
		inner = "array_agg(x ORDER BY id)"
	}
	frame := unit + " BETWEEN " + from + " AND " + to
	return law{
		name:  "window",
		query: numbered + "SELECT id, " + call + " OVER (" + part + "ORDER BY " + order + " " + frame + ") AS y FROM n",
		plain: numbered + "SELECT id, (SELECT " + inner + " FROM n AS v WHERE " + match + start + " AND " + end + ") AS y FROM n AS w",
	}
}

// bound writes an end of a frame.
func bound(n int) string {
	switch {
	case n < 0:
		return fmt.Sprintf("%d PRECEDING", -n)
	case n > 0:
		return fmt.Sprintf("%d FOLLOWING", n)
	}
	return "CURRENT ROW"
}

var windowLaws = []law{
	{
		"rank", "SELECT id, rank() OVER (ORDER BY k) AS y FROM u",
		"SELECT id, 1 + (SELECT count(*) FROM u AS v WHERE v.k < u.k OR (u.k IS NULL AND v.k IS NOT NULL)) AS y FROM u",
	},
	{
		"dense_rank", "SELECT id, dense_rank() OVER (ORDER BY k DESC NULLS FIRST) AS y FROM u",
		`SELECT u.id, v.n AS y FROM u JOIN (SELECT k, row_number() OVER (ORDER BY k DESC NULLS FIRST) AS n FROM (SELECT DISTINCT k FROM u) AS w) AS v
		ON u.k IS NOT DISTINCT FROM v.k`,
	},
	{"lag", "SELECT id, lag(x) OVER (ORDER BY id) AS y FROM u", "SELECT id, (SELECT v.x FROM u AS v WHERE v.id = u.id - 1) AS y FROM u"},
	{"lead", "SELECT id, lead(x, 2) OVER (ORDER BY id) AS y FROM u", "SELECT u.id, v.x AS y FROM u LEFT JOIN u AS v ON v.id = u.id + 2"},
	{
		"lag without NULLs", "SELECT id, lag(x) IGNORE NULLS OVER (ORDER BY id) AS y FROM u",
		"SELECT u.id, v.x AS y FROM (SELECT id, (SELECT max(w.id) FROM u AS w WHERE w.id < u.id AND w.x IS NOT NULL) AS o FROM u) AS u LEFT JOIN u AS v ON v.id = o",
	},
	{
		"first_value", "SELECT id, first_value(x) OVER (PARTITION BY p ORDER BY id) AS y FROM u",
		"SELECT u.id, v.x AS y FROM (SELECT id, (SELECT min(w.id) FROM u AS w WHERE w.p IS NOT DISTINCT FROM u.p) AS o FROM u) AS u JOIN u AS v ON v.id = o",
	},
	{
		"last_value", "SELECT id, last_value(x) OVER (PARTITION BY p ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS y FROM u",
		"SELECT u.id, v.x AS y FROM (SELECT id, (SELECT max(w.id) FROM u AS w WHERE w.p IS NOT DISTINCT FROM u.p) AS o FROM u) AS u JOIN u AS v ON v.id = o",
	},
	{
		"nth_value", "SELECT id, nth_value(x, 2) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS y FROM u",
		"SELECT id, (SELECT v.x FROM u AS v WHERE v.id = 1) AS y FROM u",
	},
	{
		"cume_dist", "SELECT id, cume_dist() OVER (ORDER BY k) AS y FROM u",
		"SELECT id, CAST(max(r) OVER (PARTITION BY k) AS double) / (SELECT count(*) FROM u) AS y FROM (SELECT id, k, row_number() OVER (ORDER BY k) AS r FROM u) AS v",
	},
	{
		"a window over groups", "SELECT k, count(*) AS n, sum(count(*)) OVER () AS y FROM u GROUP BY k",
		"SELECT k, count(*) AS n, (SELECT count(*) FROM u) AS y FROM u GROUP BY k",
	},
	{
		"a named window", "SELECT id, sum(id) OVER w AS y, row_number() OVER w AS z FROM u WINDOW w AS (PARTITION BY p ORDER BY id DESC)",
		"SELECT id, sum(id) OVER (PARTITION BY p ORDER BY id DESC) AS y, row_number() OVER (PARTITION BY p ORDER BY id DESC) AS z FROM u",
	},
}

// Relations and subqueries give what plainer ones give.
func TestQueries(t *testing.T) {
	check(t, 20, func(s *session, t *rapid.T) {
		ctx := t.Context()
		sub := s.drawSubject(ctx, t, func() types.Type { return draw.Plain(t) })
		for _, l := range queryLaws {
			s.same(ctx, t, sub, l)
		}
	})
}

var queryLaws = []law{
	{
		"grouping sets", "SELECT k, p, grouping(k, p) AS g, count(*) AS n, max(x) AS y FROM u GROUP BY GROUPING SETS ((k), (p), (k, p), ())",
		`SELECT k, NULL AS p, 1 AS g, count(*) AS n, max(x) AS y FROM u GROUP BY k UNION ALL SELECT NULL, p, 2, count(*), max(x) FROM u GROUP BY p
		UNION ALL SELECT k, p, 0, count(*), max(x) FROM u GROUP BY k, p UNION ALL SELECT NULL, NULL, 3, count(*), max(x) FROM u`,
	},
	{
		"cube", "SELECT k, p, x, count(*) AS n FROM u GROUP BY CUBE (k, p), x",
		"SELECT k, p, x, count(*) AS n FROM u GROUP BY GROUPING SETS ((k, p, x), (k, x), (p, x), (x))",
	},
	{
		"rollup", "SELECT k, p, x, count(*) AS n, grouping(k) + grouping(x) AS g FROM u GROUP BY ROLLUP (k, p, x)",
		"SELECT k, p, x, count(*) AS n, grouping(k) + grouping(x) AS g FROM u GROUP BY GROUPING SETS ((k, p, x), (k, p), (k), ())",
	},
	{"having", "SELECT k, count(*) AS n FROM u GROUP BY k HAVING bool_or(p)", "SELECT k, n FROM (SELECT k, count(*) AS n, bool_or(p) AS b FROM u GROUP BY k) AS v WHERE b"},
	{
		"correlated EXISTS", "SELECT id FROM u WHERE EXISTS (SELECT 1 FROM u AS v WHERE v.k = u.k AND v.id < u.id)",
		"SELECT DISTINCT u.id FROM u JOIN u AS v ON v.k = u.k AND v.id < u.id",
	},
	{
		"correlated NOT EXISTS", "SELECT id FROM u WHERE NOT EXISTS (SELECT 1 FROM u AS v WHERE v.x = u.x AND v.id > u.id)",
		"SELECT u.id FROM u LEFT JOIN u AS v ON v.x = u.x AND v.id > u.id GROUP BY u.id HAVING count(v.id) = 0",
	},
	{
		"correlated IN", "SELECT id FROM u WHERE k IN (SELECT v.k FROM u AS v WHERE v.id <> u.id AND v.p)",
		"SELECT id FROM u WHERE (SELECT count(*) FROM u AS v WHERE v.k = u.k AND v.id <> u.id AND v.p) > 0",
	},
	{
		"correlated NOT IN", "SELECT id, k NOT IN (SELECT v.k FROM u AS v WHERE v.id > u.id) AS y FROM u",
		`SELECT id, CASE WHEN n = 0 THEN true WHEN e > 0 THEN false WHEN k IS NULL OR z > 0 THEN NULL ELSE true END AS y FROM (SELECT u.id, u.k,
		count(v.id) AS n, count_if(v.k = u.k) AS e, count_if(v.id IS NOT NULL AND v.k IS NULL) AS z FROM u LEFT JOIN u AS v ON v.id > u.id GROUP BY u.id, u.k) AS w`,
	},
	{
		"a scalar subquery", "SELECT id, (SELECT max(x) FROM u AS v WHERE v.k IS NOT DISTINCT FROM u.k) AS y FROM u",
		"SELECT id, max(x) OVER (PARTITION BY k) AS y FROM u",
	},
	{
		"a subquery in a join", "SELECT u.id, v.id AS o FROM u LEFT JOIN u AS v ON u.k = v.k AND v.p",
		"SELECT u.id, v.id AS o FROM u LEFT JOIN (SELECT * FROM u WHERE p) AS v ON u.k = v.k",
	},
	{
		"full join", "SELECT v.id AS a, w.id AS b FROM (SELECT * FROM u WHERE p) AS v FULL JOIN (SELECT * FROM u WHERE id < 4) AS w ON v.k = w.k",
		`SELECT v.id AS a, w.id AS b FROM (SELECT * FROM u WHERE p) AS v LEFT JOIN (SELECT * FROM u WHERE id < 4) AS w ON v.k = w.k UNION ALL
		SELECT NULL, w.id FROM (SELECT * FROM u WHERE id < 4) AS w WHERE NOT EXISTS (SELECT 1 FROM u AS v WHERE v.p AND v.k = w.k)`,
	},
	{
		"right join using", "SELECT id, k FROM (SELECT k FROM u WHERE p) AS v RIGHT JOIN u USING (k)",
		"SELECT u.id, u.k FROM u LEFT JOIN (SELECT k FROM u WHERE p) AS v ON u.k = v.k",
	},
	{"lateral", "SELECT id, y FROM u CROSS JOIN LATERAL (SELECT u.x AS y) AS v", "SELECT id, x AS y FROM u"},
	{
		"lateral aggregate", "SELECT u.id, n FROM u CROSS JOIN LATERAL (SELECT count(*) AS n FROM u AS v WHERE v.k = u.k) AS w",
		"SELECT id, (SELECT count(*) FROM u AS v WHERE v.k = u.k) AS n FROM u",
	},
	{"left lateral", "SELECT u.id, y FROM u LEFT JOIN LATERAL (SELECT v.x AS y FROM u AS v WHERE v.id = u.id AND v.p) AS w ON true", "SELECT id, CASE WHEN p THEN x END AS y FROM u"},
	{
		"unnest", "SELECT id, e, n FROM u CROSS JOIN UNNEST(ARRAY[x, NULL, x]) WITH ORDINALITY AS v (e, n)",
		"SELECT id, ARRAY[x, NULL, x][n] AS e, n FROM u CROSS JOIN UNNEST(ARRAY[1, 2, 3]) AS v (n)",
	},
	{
		"unnest of what is empty", "SELECT id, e FROM u LEFT JOIN UNNEST(if(p, ARRAY[x, x])) AS v (e) ON true",
		"SELECT id, CASE WHEN p THEN x END AS e FROM u UNION ALL SELECT id, x FROM u WHERE p",
	},
	{
		"unnest of several", "SELECT id, a, b, n FROM u CROSS JOIN UNNEST(ARRAY[x, x], ARRAY[k, k, k]) WITH ORDINALITY AS v (a, b, n)",
		"SELECT id, if(n < 3, x) AS a, k AS b, n FROM u CROSS JOIN (VALUES 1, 2, 3) AS v (n)",
	},
	{
		"unnest of a map", "SELECT id, a, b FROM u CROSS JOIN UNNEST(map(ARRAY[1, 2], ARRAY[x, NULL])) AS v (a, b)",
		"SELECT id, 1 AS a, x AS b FROM u UNION ALL SELECT id, 2, NULL FROM u",
	},
	{"unnest of rows", "SELECT id, a, b FROM u CROSS JOIN UNNEST(ARRAY[ROW(x, k)]) AS v (a, b)", "SELECT id, x AS a, k AS b FROM u"},
	{"array_agg and unnest", "SELECT k, e FROM (SELECT k, array_agg(x) AS a FROM u GROUP BY k) AS v CROSS JOIN UNNEST(a) AS w (e)", "SELECT k, x AS e FROM u"},
	{
		"union", "SELECT k, x FROM u WHERE p UNION SELECT k, x FROM u WHERE id > 2",
		"SELECT DISTINCT k, x FROM (SELECT k, x FROM u WHERE p UNION ALL SELECT k, x FROM u WHERE id > 2) AS v",
	},
	{
		"intersect", "SELECT k FROM u WHERE p INTERSECT SELECT k FROM u WHERE id > 2",
		"SELECT DISTINCT k FROM u WHERE p AND EXISTS (SELECT 1 FROM u AS v WHERE v.id > 2 AND v.k IS NOT DISTINCT FROM u.k)",
	},
	{
		"except", "SELECT k FROM u WHERE p EXCEPT SELECT k FROM u WHERE id > 2",
		"SELECT DISTINCT k FROM u WHERE p AND NOT EXISTS (SELECT 1 FROM u AS v WHERE v.id > 2 AND v.k IS NOT DISTINCT FROM u.k)",
	},
	{
		"intersect all", "SELECT k FROM u WHERE p INTERSECT ALL SELECT k FROM u WHERE id > 2",
		`SELECT k FROM (SELECT k, row_number() OVER (PARTITION BY k) AS n FROM u WHERE p INTERSECT SELECT k, row_number() OVER (PARTITION BY k) FROM u WHERE id > 2) AS v`,
	},
	{
		"recursion", "SELECT id, n FROM (WITH RECURSIVE r (id, n) AS (SELECT id, 1 FROM u WHERE p UNION ALL SELECT id + 1, n + 1 FROM r WHERE n < 3) SELECT * FROM r) AS v",
		"SELECT id, 1 AS n FROM u WHERE p UNION ALL SELECT id + 1, 2 FROM u WHERE p UNION ALL SELECT id + 2, 3 FROM u WHERE p",
	},
	{"try", "SELECT id, TRY(id / (id - 1)) AS y FROM u", "SELECT id, CASE WHEN id <> 1 THEN id / (id - 1) END AS y FROM u"},
	{
		"lambdas", "SELECT id, transform(filter(ARRAY[x, NULL, x], e -> e IS NOT NULL), e -> ROW(e, k)) AS y FROM u",
		"SELECT id, CASE WHEN x IS NULL THEN ARRAY[] ELSE ARRAY[ROW(x, k), ROW(x, k)] END AS y FROM u",
	},
	{"reduce", "SELECT id, reduce(ARRAY[id, 2, 3], 0, (s, e) -> s + e, s -> s * 2) AS y FROM u", "SELECT id, (id + 5) * 2 AS y FROM u"},
	{"maps", "SELECT id, element_at(map_filter(map(ARRAY['a', 'b'], ARRAY[x, NULL]), (a, b) -> a = 'a'), 'a') AS y FROM u", "SELECT id, x AS y FROM u"},
	{"a limit of ties", "SELECT id FROM u ORDER BY k FETCH FIRST 2 ROWS WITH TIES", "SELECT id FROM (SELECT id, rank() OVER (ORDER BY k) AS r FROM u) AS v WHERE r <= 2"},
	{"limit", "SELECT id FROM u ORDER BY id DESC OFFSET 1 LIMIT 2", "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS r FROM u) AS v WHERE r IN (2, 3)"},
	{
		"distinct aggregates", "SELECT p, count(DISTINCT x) AS a, count(DISTINCT k) AS b FROM u GROUP BY p",
		"SELECT v.p, a, b FROM (SELECT p, count(x) AS a FROM (SELECT DISTINCT p, x FROM u) AS w GROUP BY p) AS v JOIN (SELECT p, count(k) AS b FROM (SELECT DISTINCT p, k FROM u) AS w GROUP BY p) AS z ON v.p IS NOT DISTINCT FROM z.p",
	},
}
