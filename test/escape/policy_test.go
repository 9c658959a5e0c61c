package escape_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/query"
)

// What is hidden is answered exactly as what is not there: the same code, place, sentence and hint.
func TestHiddenIsAnsweredAsMissing(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ text, hidden, missing string }{
		{"SELECT %s FROM sales", "secret", "sacret"},
		{"SELECT sales.%s FROM sales", "secret", "sacret"},
		{"SELECT product FROM sales s WHERE s.%s = 'x'", "secret", "sacret"},
		{"SELECT product FROM sales ORDER BY %s", "secret", "sacret"},
		{"SELECT count(*) FROM sales GROUP BY %s", "secret", "sacret"},
		{"SELECT a.product FROM sales a JOIN sales b USING (%s)", "secret", "sacret"},
		{"SELECT %s FROM mine", "secret", "sacret"},
		{"SELECT * FROM %s", "payroll", "paytoll"},
		{"SELECT * FROM db.%s", "payroll", "paytoll"},
		{"SELECT * FROM awsdatacatalog.db.%s", "payroll", "paytoll"},
		{"SELECT (SELECT count(*) FROM %s)", "payroll", "paytoll"},
		{"SELECT * FROM %s.secrets", "hidden", "hiddem"},
		{"SELECT * FROM %s.nothing", "hidden", "hiddem"},
		{"TABLE %s.secrets", "hidden", "hiddem"},
	} {
		hidden := w.message(t, fmt.Sprintf(c.text, c.hidden))
		missing := w.message(t, fmt.Sprintf(c.text, c.missing))
		if strings.ReplaceAll(hidden, c.hidden, "X") != strings.ReplaceAll(missing, c.missing, "X") {
			t.Errorf("hidden: %s\nmissing: %s", hidden, missing)
		}
	}
}

// message returns the whole answer to a statement that fails.
func (w world) message(t *testing.T, text string) string {
	t.Helper()
	_, _, err := w.run(t, "user", text)
	var e *query.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: %v is no diagnostic", text, err)
	}
	return e.Show()
}

// What the administrator sees, so that the other tests do not pass for want of data.
func TestTheBossSeesEverything(t *testing.T) {
	w := newWorld(t)
	for text, want := range map[string]string{
		"SELECT count(*), sum(cost) FROM sales":                        "[[5 7.5]]",
		"SELECT secret FROM sales WHERE team = 'red' ORDER BY 1":       "[[" + secret + "] [x]]",
		"SELECT word FROM hidden.secrets":                              "[[" + secret + "]]",
		"SELECT count(*) FROM theirs WHERE product = '" + secret + "'": "[[1]]",
	} {
		rows, _, err := w.run(t, "boss", text)
		if got := fmt.Sprint(rows); err != nil || got != want {
			t.Errorf("%s gave %s, %v instead of %s", text, got, err, want)
		}
	}
}

// The filter of rows holds in every place that a table can stand in, and the hidden column is in no star.
func TestFilterHoldsEverywhere(t *testing.T) {
	w := newWorld(t)
	for text, want := range map[string]string{
		"SELECT product FROM sales ORDER BY 1":                                    "[[EC2] [S3]]",
		"SELECT * FROM sales ORDER BY 1":                                          "[[EC2 1.5 red] [S3 2.0 red]]",
		"SELECT s.* FROM sales s ORDER BY 1":                                      "[[EC2 1.5 red] [S3 2.0 red]]",
		"TABLE sales ORDER BY 1":                                                  "[[EC2 1.5 red] [S3 2.0 red]]",
		"SELECT count(*), sum(cost), max(product) FROM sales":                     "[[2 3.5 S3]]",
		"WITH c AS (SELECT * FROM sales) SELECT count(*) FROM c":                  "[[2]]",
		"WITH c AS (SELECT * FROM sales) SELECT count(*) FROM c a CROSS JOIN c b": "[[4]]",
		"WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT r.n + 1 FROM r CROSS JOIN sales WHERE r.n < 2) SELECT count(*) FROM r": "[[3]]",
		"SELECT count(*) FROM sales a JOIN sales b ON a.team = b.team":                                                             "[[4]]",
		"SELECT count(*) FROM (VALUES 'blue', 'red') t (team) LEFT JOIN sales s ON s.team = t.team WHERE s.product IS NULL":        "[[1]]",
		"SELECT count(*) FROM (VALUES 'blue') t (team) RIGHT JOIN sales s ON s.team = t.team":                                      "[[2]]",
		"SELECT count(*) FROM (VALUES 'blue') t (team) FULL JOIN sales s ON s.team = t.team":                                       "[[3]]",
		"SELECT x FROM (SELECT max(product) x FROM sales) t":                                                                       "[[S3]]",
		"SELECT (SELECT count(*) FROM sales)":                                                                                      "[[2]]",
		"SELECT (SELECT product FROM sales WHERE team = 'blue')":                                                                   "[[null]]",
		"SELECT EXISTS (SELECT 1 FROM sales WHERE team = 'blue')":                                                                  "[[false]]",
		"SELECT '" + secret + "' IN (SELECT product FROM sales)":                                                                   "[[false]]",
		"SELECT 4.0 > ALL (SELECT cost FROM sales)":                                                                                "[[true]]",
		"SELECT count(*) FROM (VALUES 1) t CROSS JOIN LATERAL (SELECT * FROM sales) s":                                             "[[2]]",
		"SELECT max(u) FROM (SELECT array_agg(product) a FROM sales) t CROSS JOIN UNNEST(a) x (u)":                                 "[[S3]]",
		"SELECT team FROM sales UNION SELECT product FROM sales EXCEPT SELECT 'red' ORDER BY 1":                                    "[[EC2] [S3]]",
		"SELECT max(r) FROM (SELECT rank() OVER (ORDER BY cost) r FROM sales) t":                                                   "[[2]]",
		"SELECT lead(product) OVER (ORDER BY cost) FROM sales ORDER BY 1 NULLS FIRST":                                              "[[null] [S3]]",
		"SELECT DISTINCT team FROM sales":                                                                                          "[[red]]",
		"SELECT team, count(*) FROM sales GROUP BY ROLLUP (team) ORDER BY 1":                                                       "[[red 2] [null 2]]",
		"SELECT count(*) FROM sales TABLESAMPLE BERNOULLI (100)":                                                                   "[[2]]",
		"SELECT product FROM sales ORDER BY cost DESC LIMIT 1":                                                                     "[[S3]]",
		"SELECT count(*) FROM sales WHERE team = 'blue' OR 1 = 1":                                                                  "[[2]]",
		"SELECT count(*) FROM mine":                                                                                                "[[2]]",
		"SELECT count(*) FROM theirs":                                                                                              "[[2]]",
		"SELECT * FROM mine ORDER BY 1":                                                                                            "[[EC2 red] [S3 red]]",
		"WITH sales AS (SELECT product FROM db.sales) SELECT count(*) FROM sales":                                                  "[[2]]",
	} {
		rows, _, err := w.run(t, "user", text)
		if got := fmt.Sprint(rows); err != nil || got != want {
			t.Errorf("%s gave %s, %v instead of %s", text, got, err, want)
		}
	}
}

// An expression that fails on a hidden row only must not fail: the error would tell that the row is there.
func TestHiddenRowsDoNotFail(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{
		"SELECT 1 / (cost - DECIMAL '4.0') FROM sales",
		"SELECT product FROM sales WHERE 1 / (cost - DECIMAL '4.0') < 0",
		"SELECT sum(1 / (cost - DECIMAL '4.0')) FROM sales",
		"SELECT product FROM sales ORDER BY 1 / (cost - DECIMAL '4.0')",
		"SELECT 1 / (cost - DECIMAL '4.0'), count(*) FROM sales GROUP BY 1",
		"SELECT chr(CASE WHEN product LIKE 'SECRET-4%' THEN -1 ELSE 65 END) FROM sales",
		"SELECT max(chr(CASE WHEN product LIKE 'SECRET-4%' THEN -1 ELSE 65 END)) FROM sales",
		"SELECT CAST(CASE WHEN product LIKE 'SECRET%' THEN product ELSE '1' END AS integer) FROM sales",
		"SELECT ARRAY[1][CAST(CASE team WHEN 'blue' THEN 9 ELSE 1 END AS integer)] FROM sales",
		"SELECT map(ARRAY['red'], ARRAY[1])[team] FROM sales",
		"SELECT s.product FROM sales s JOIN sales t ON 1 / (s.cost - 4.0) < 0 AND s.product = t.product",
		"SELECT (SELECT max(1 / (cost - DECIMAL '4.0')) FROM sales)",
		"WITH c AS (SELECT * FROM sales) SELECT 1 / (cost - DECIMAL '4.0') FROM c",
		"SELECT 1 / (CASE team WHEN 'blue' THEN 0 ELSE 1 END) FROM mine",
		"SELECT 1 / (CASE team WHEN 'blue' THEN 0 ELSE 1 END) FROM theirs",
		"SELECT sum(9223372036854775800 + CAST(cost AS bigint)) FROM (SELECT cost FROM sales WHERE cost > 3) t",
		"SELECT transform(ARRAY[product], x -> CAST(substr(x, 1, CASE WHEN x LIKE 'SECRET%' THEN 1 ELSE 0 END) || '1' AS integer)) FROM sales",
	} {
		if _, _, err := w.run(t, "user", text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A plan names the policy's filter and its columns, so it is shown to those only whom no policy restricts.
func TestPlansTellNothingOfThePolicy(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{
		"EXPLAIN SELECT product FROM sales",
		"EXPLAIN SELECT product FROM mine",
		"EXPLAIN SELECT product FROM theirs",
		"EXPLAIN (FORMAT JSON) SELECT product FROM sales",
		"EXPLAIN ANALYZE SELECT product FROM sales",
	} {
		rows, _, err := w.run(t, "user", text)
		var e *query.Error
		if !errors.As(err, &e) {
			t.Errorf("%s gave %v, %v", text, rows, err)
		} else if strings.Contains(e.Show(), "red") {
			t.Errorf("%s tells the filter: %s", text, e.Show())
		}
	}
	if rows, _, err := w.run(t, "boss", "EXPLAIN SELECT product FROM sales"); err != nil || len(rows) == 0 {
		t.Errorf("the boss got %v, %v", rows, err)
	}
}
