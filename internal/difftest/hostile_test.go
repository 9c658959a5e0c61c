package difftest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Large and deep queries have an answer, and soon: no step from text to rows takes time that grows out of proportion.
func TestLargeQueriesEndSoon(t *testing.T) {
	s := open(t)
	many := func(n int, sep string, one func(i int) string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = one(i)
		}
		return strings.Join(parts, sep)
	}
	deep := func(n int, before, middle, after string) string {
		return strings.Repeat(before, n) + middle + strings.Repeat(after, n)
	}
	for name, sql := range map[string]string{
		"2,000 UNION ALL": "SELECT sum(x) FROM (" + many(2000, " UNION ALL ", func(i int) string { return fmt.Sprintf("SELECT %d AS x", i) }) + ") AS t",
		"1,000 UNION":     "SELECT sum(x) FROM (" + many(1000, " UNION ", func(i int) string { return fmt.Sprintf("SELECT %d AS x", i) }) + ") AS t",
		"60 EXISTS":       "SELECT 1 WHERE " + deep(60, "EXISTS (SELECT 1 WHERE ", "true", ")"),
		"60 EXISTS of what is around": "SELECT x FROM (VALUES 1) AS t0 (x) WHERE " +
			many(60, " AND ", func(i int) string {
				return fmt.Sprintf("EXISTS (SELECT 1 FROM (VALUES 1) AS t%d (x) WHERE t%d.x = t%d.x", i+1, i+1, i)
			}) + strings.Repeat(")", 60),
		"60 IN":       "SELECT 1 WHERE " + deep(60, "1 IN (SELECT 1 WHERE ", "true", ")"),
		"10,000 IN":   "SELECT count(*) FROM UNNEST(sequence(1, 100)) AS t (x) WHERE x IN (" + many(10_000, ", ", func(i int) string { return fmt.Sprint(2 * i) }) + ")",
		"500 columns": "SELECT " + many(500, ", ", func(i int) string { return fmt.Sprintf("x + %d AS c%d", i, i) }) + " FROM (VALUES 1) AS t (x)",
		"200 CTEs": "WITH c0 AS (SELECT 1 AS x), " + many(200, ", ", func(i int) string { return fmt.Sprintf("c%d AS (SELECT x + 1 AS x FROM c%d)", i+1, i) }) +
			" SELECT x FROM c200",
		"JSON of 10,000 levels": "SELECT json_parse('" + deep(10_000, "[", "", "]") + "')",
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			if a := s.ask(t.Context(), sql); a.code != "" || len(a.rows) != 1 || time.Since(began) > limit {
				t.Errorf("%v, after %v", a, time.Since(began))
			}
		})
	}
}
