package escape_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// risky are expressions that fail for some values of the columns, of the visible rows or only of the hidden ones.
var risky = []string{
	"1 / (cost - DECIMAL '4.0')", "1 / cost", "CAST(cost AS bigint) % CAST(cost - 4 AS bigint)", "CAST(product AS integer)", "CAST(product AS date)",
	"CAST(product AS boolean)", "CAST(CAST(cost AS integer) * 60 AS tinyint)", "CAST(cost * 25 AS tinyint)", "CAST(cost AS decimal(2, 1)) * 25",
	"CAST(9223372036854775804 + CAST(cost AS bigint) AS varchar)", "2147483645 + CAST(cost AS integer)", "-(CAST(cost AS bigint) - 9223372036854775807)",
	"chr(CASE WHEN product LIKE 'SECRET%' THEN -1 ELSE 65 END)", "codepoint(CAST(product AS varchar(1)))", "TIMESTAMP '2025-01-01 00:00:00' + product", "with_timezone(TIMESTAMP '2025-01-01 00:00:00', product)", "split_part(product, 'C', CASE team WHEN 'blue' THEN 0 ELSE 1 END)",
	"substr(product, 2)", "from_hex(product)", "from_base64(product)", "json_parse(product)", "json_parse('\"' || product || '\"')",
	"date_parse(product, '%Y')", "from_iso8601_date(product)", "date_trunc(product, DATE '2025-01-01')", "url_decode(product)",
	"regexp_like('x', CASE team WHEN 'blue' THEN '(' ELSE 'x' END)", "ARRAY[1, 2][CAST(cost AS integer)]", "element_at(ARRAY[1, 2], CAST(cost AS integer) - 4)",
	"map(ARRAY['EC2', 'S3'], ARRAY[1, 2])[product]", "map(ARRAY[product, 'x'], ARRAY[1, 2])", "split_to_map(product || '=1', ';', '=')",
	"sequence(1, CAST(cost * 10000 AS bigint))", "repeat(product, CAST(3 - cost AS integer))", "lpad(product, CAST(3 - cost AS bigint), 'x')",
	"TIMESTAMP '2025-01-01 00:00:00' AT TIME ZONE 'UTC'", "to_base(CAST(cost AS bigint), CASE team WHEN 'blue' THEN 1 ELSE 2 END)",
	"width_bucket(cost, 1E0, 4E0 - cost, 2)", "bit_count(CAST(cost AS bigint), CASE team WHEN 'blue' THEN 1 ELSE 8 END)", "product LIKE 'a' ESCAPE team",
	"(SELECT x FROM (VALUES ('EC2', 1), ('SECRET-4711', 2), ('SECRET-4711', 3)) v (k, x) WHERE k = product)",
	"reduce(sequence(1, 3), CAST(9223372036854775800 AS bigint), (s, e) -> s + CAST(cost AS bigint), s -> s)",
	"filter(ARRAY[product], e -> CAST(e AS integer) > 0)", "concat(product, CAST(1 / (cost - DECIMAL '4.0') AS varchar))",
	"sqrt(cost - 3)", "ln(cost - 4)", "power(10E0, cost * 100)", "coalesce(team, CAST(1 / 0 AS varchar))", "try(1 / (cost - DECIMAL '4.0'))",
	"TRY_CAST(product AS integer)", "nullif(1 / (cost - DECIMAL '4.0'), 1)", "if(team = 'blue', 1 / 0, 1)", "CASE WHEN cost > 3 THEN 1 / 0 ELSE 2 END",
}

// shapes are the places in which an expression stands.
var shapes = []string{
	"SELECT %s FROM sales",
	"SELECT product FROM sales WHERE (%s) IS NOT NULL",
	"SELECT product FROM sales WHERE cost < 3 AND (%s) IS NOT NULL",
	"SELECT count(%s), count(*) FROM sales",
	"SELECT product FROM sales ORDER BY product, CAST((%s) IS NULL AS varchar)",
	"SELECT (%s) IS NULL, count(*) FROM sales GROUP BY 1",
	"SELECT count(*) FROM sales GROUP BY team HAVING count(%s) >= 0",
	"WITH c AS (SELECT *, (%s) IS NULL AS n FROM sales) SELECT n FROM c CROSS JOIN (VALUES 1, 2) v (y)",
	"SELECT t.product FROM (SELECT product, %s AS x FROM sales) t LEFT JOIN sales s ON t.product = s.product AND t.x IS NULL",
	"SELECT row_number() OVER (ORDER BY (%s) IS NULL) FROM sales",
	"SELECT (SELECT count(%s) FROM sales)",
	"SELECT transform(ARRAY[1], e -> (%s) IS NULL) FROM sales",
	"SELECT 'x' IN (SELECT product FROM sales WHERE (%s) IS NULL)",
	"SELECT count(*) FROM sales CROSS JOIN UNNEST(ARRAY[(%s) IS NULL]) u (x)",
}

// Nothing that a user sees, neither rows nor errors, depends on rows that the user may not see: every query answers the same in a
// world in which these rows do not exist.
func TestHiddenRowsChangeNothing(t *testing.T) {
	full, bare := newWorld(t), worldOf(t, visibleRows)
	for _, x := range risky {
		for _, shape := range shapes {
			text := fmt.Sprintf(shape, x)
			if a, b := full.answer(t, text), bare.answer(t, text); a != b {
				t.Errorf("%s\nwith hidden rows:    %s\nwithout hidden rows: %s", text, a, b)
			}
		}
	}
}

// answer returns the rows of a query in any order, or its error.
func (w world) answer(t *testing.T, text string) string {
	t.Helper()
	rows, _, err := w.run(t, "user", text)
	if err != nil {
		return err.Error()
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = strings.Join(row, "|")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
