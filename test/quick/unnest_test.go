package quick_test

import (
	"strings"
	"testing"
)

// The tables that UNNEST is joined to: lists that are empty, NULL, or shorter than others.
const lists = `WITH t (id, xs, ys, m, rs, n) AS (VALUES
	(1, ARRAY[10, 20], ARRAY['a'], MAP(ARRAY['k'], ARRAY['v']), ARRAY[CAST(ROW(1, 'x') AS ROW(p INTEGER, q VARCHAR)), NULL], 2),
	(2, ARRAY[], ARRAY['b', 'c'], MAP(), NULL, 0), (3, NULL, NULL, NULL, ARRAY[], 1)) `

func TestUnnestBesideATable(t *testing.T) {
	runner := newRunner(t)
	for _, c := range []struct{ name, from, cells, want string }{
		{"rows without elements vanish", "t CROSS JOIN UNNEST(xs) AS u (x)", "id, x", "1 10, 1 20"},
		{"a comma joins too", "t, UNNEST(ys) AS u (y)", "id, y", "1 a, 2 b, 2 c"},
		{"LEFT keeps them once", "t LEFT JOIN UNNEST(xs) AS u (x) ON true", "id, x", "1 10, 1 20, 2 NULL, 3 NULL"},
		{"the shorter list is filled up", "t CROSS JOIN UNNEST(xs, ys) AS u (x, y)", "id, x, y", "1 10 a, 1 20 NULL, 2 NULL b, 2 NULL c"},
		{"LEFT with two lists", "t LEFT JOIN UNNEST(xs, ys) AS u (x, y) ON true", "id, x, y", "1 10 a, 1 20 NULL, 2 NULL b, 2 NULL c, 3 NULL NULL"},
		{"ordinality counts to the longest", "t CROSS JOIN UNNEST(xs, ys) WITH ORDINALITY AS u (x, y, o)", "id, x, y, o", "1 10 a 1, 1 20 NULL 2, 2 NULL b 1, 2 NULL c 2"},
		{"LEFT with ordinality", "t LEFT JOIN UNNEST(xs) WITH ORDINALITY AS u (x, o) ON true", "id, x, o", "1 10 1, 1 20 2, 2 NULL NULL, 3 NULL NULL"},
		{"a map gives keys and values", "t LEFT JOIN UNNEST(m) AS u (k, v) ON true", "id, k, v", "1 k v, 2 NULL NULL, 3 NULL NULL"},
		{"rows are taken apart", "t CROSS JOIN UNNEST(rs) AS u (p, q)", "id, p, q", "1 1 x, 1 NULL NULL"},
		{"LEFT with rows", "t LEFT JOIN UNNEST(rs) AS u (p, q) ON true", "id, p, q", "1 1 x, 1 NULL NULL, 2 NULL NULL, 3 NULL NULL"},
		{"one after the other", "t CROSS JOIN UNNEST(rs) AS u (p, q) CROSS JOIN UNNEST(xs, rs) AS w (x, p2, q2)", "id, p, x, p2", "1 1 10 1, 1 1 20 NULL, 1 NULL 10 1, 1 NULL 20 NULL"},
		{"of what another made", "(SELECT id, ARRAY[xs, ARRAY[7]] AS deep FROM t) CROSS JOIN UNNEST(deep) AS u (e) CROSS JOIN UNNEST(e) AS w (x)", "id, x", "1 10, 1 20, 1 7, 2 7, 3 7"},
		{"computed by a lambda", "t CROSS JOIN UNNEST(transform(xs, e -> e + id)) AS u (x)", "id, x", "1 11, 1 21"},
		{"of another table's column", "t JOIN (VALUES 1, 2) AS o (k) ON o.k = t.id CROSS JOIN UNNEST(sequence(1, n)) AS u (x)", "id, x", "1 1, 1 2, 2 0, 2 1"},
		{"a constant list", "t CROSS JOIN UNNEST(ARRAY[5]) AS u (x)", "id, x", "1 5, 2 5, 3 5"},
		{"in a correlated subquery", "t CROSS JOIN LATERAL (SELECT sum(x) AS s FROM UNNEST(xs) AS u (x)) AS l", "id, s", "1 30, 2 NULL, 3 NULL"},
		{"beside a table in a correlated subquery", "t CROSS JOIN LATERAL (SELECT sum(x + k) AS s FROM (VALUES 1, 2) AS o (k) CROSS JOIN UNNEST(xs) AS u (x)) AS l", "id, s", "1 66, 2 NULL, 3 NULL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cells := strings.Split(c.cells, ", ")
			for i, x := range cells {
				cells[i] = "coalesce(CAST(" + x + " AS varchar), 'NULL')"
			}
			var got []string
			sorted := lists + "SELECT " + strings.Join(append(cells, "''"), " || ' ' || ") + " AS line FROM " + c.from + " ORDER BY 1"
			for _, v := range column(t, runner, sorted) {
				got = append(got, strings.TrimSpace(v.(string))) //nolint:forcetypeassert // a varchar
			}
			if line := strings.Join(got, ", "); line != c.want {
				t.Errorf("got  %s\nwant %s", line, c.want)
			}
		})
	}
}
