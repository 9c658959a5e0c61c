package console

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// written writes statistics in one line.
func written(s ColumnStatistics) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, %d nulls, %d distinct, %s..%s", s.Rows, s.Nulls, s.Distinct, s.Min, s.Max)
	if s.Mean+s.Sum != "" {
		fmt.Fprintf(&b, ", mean %s, sum %s", s.Mean, s.Sum)
	}
	for _, f := range s.Frequent {
		fmt.Fprintf(&b, "; %s: %d", f.Value, f.Rows)
	}
	for _, bar := range s.Histogram {
		if bar.Rows > 0 {
			fmt.Fprintf(&b, "; [%s, %s): %d", bar.From, bar.To, bar.Rows)
		}
	}
	return b.String()
}

func TestStatisticsSayWhatAColumnHolds(t *testing.T) {
	c := open(t)
	for _, test := range []struct {
		name, sql string
		column    int
		want      string
	}{
		{
			"integers", "SELECT x FROM UNNEST(sequence(1, 100)) AS t(x)", 0,
			"100 rows, 0 nulls, 100 distinct, 1..100, mean 50.5, sum 5050; [0, 5): 4; [5, 10): 5; [10, 15): 5; [15, 20): 5; [20, 25): 5; [25, 30): 5; [30, 35): 5; [35, 40): 5; [40, 45): 5; [45, 50): 5; [50, 55): 5; [55, 60): 5; [60, 65): 5; [65, 70): 5; [70, 75): 5; [75, 80): 5; [80, 85): 5; [85, 90): 5; [90, 95): 5; [95, 100): 6",
		},
		{"few integers", "VALUES 3, 4, 4, NULL", 0, "4 rows, 1 nulls, 2 distinct, 3..4, mean 3.6666666666666665, sum 11; [3, 4): 3"},
		{
			"decimals whose edges are exact", "VALUES DECIMAL '0.1', DECIMAL '0.3', DECIMAL '1.9', DECIMAL '-0.1'", 0,
			"4 rows, 0 nulls, 4 distinct, -0.1..1.9, mean 0.6, sum 2.2; [-0.1, 0.0): 1; [0.1, 0.2): 1; [0.3, 0.4): 1; [1.8, 1.9): 1",
		},
		{"one decimal", "VALUES DECIMAL '12.34', DECIMAL '12.34'", 0, "2 rows, 0 nulls, 1 distinct, 12.34..12.34, mean 12.34, sum 24.68; [12.34, 12.34): 2"},
		{"doubles that are no numbers too", "VALUES 1E0, 2E0, nan(), infinity()", 0, ""},
		{
			"dates", "VALUES DATE '2025-11-03', DATE '2025-11-04', DATE '2025-11-04'", 0,
			"3 rows, 0 nulls, 2 distinct, 2025-11-03..2025-11-04; [2025-11-03, 2025-11-04): 1; [2025-11-04, 2025-11-05): 2",
		},
		{
			"months", "SELECT x FROM UNNEST(sequence(DATE '2024-01-01', DATE '2025-12-01', INTERVAL '1' MONTH)) AS t(x) WHERE x < DATE '2024-03-01' OR x >= DATE '2025-11-01'", 0,
			"4 rows, 0 nulls, 4 distinct, 2024-01-01..2025-12-01; [2024-01-01, 2024-04-01): 2; [2025-10-01, 2026-01-01): 2",
		},
		{"instants", "VALUES TIMESTAMP '2025-11-03 10:00:00 Asia/Tokyo', TIMESTAMP '2025-11-03 01:30:00 UTC'", 0, "2 rows, 0 nulls, 2 distinct, 2025-11-03 10:00:00 Asia/Tokyo..2025-11-03 01:30:00 UTC; [2025-11-03 01:00:00, 2025-11-03 01:02:00): 1; [2025-11-03 01:28:00, 2025-11-03 01:30:00): 1"},
		{
			"texts", "SELECT 1, line_item_product_code, 2 AS line_item_product_code FROM cur", 1,
			"4 rows, 0 nulls, 3 distinct, AmazonEC2..AmazonS3; AmazonEC2: 2; AmazonRDS: 1; AmazonS3: 1",
		},
		{"booleans", "VALUES true, true, false, NULL", 0, "4 rows, 1 nulls, 2 distinct, false..true; true: 2; false: 1"},
		{"maps", "SELECT resource_tags FROM cur WHERE line_item_product_code = 'AmazonS3'", 0, "1 rows, 0 nulls, 1 distinct, ..; {user_team=it's}: 1"},
		{"arrays", "VALUES ARRAY[1, 2], ARRAY[1, 2], ARRAY[3]", 0, "3 rows, 0 nulls, 2 distinct, ..; [1, 2]: 2; [3]: 1"},
		{"rows", "SELECT interface FROM net.flow", 0, "1 rows, 0 nulls, 1 distinct, ..; {id=eni-1, port=7}: 1"},
		{"json", "VALUES JSON '{\"a\":1}', JSON '[1]', JSON '[1]'", 0, "3 rows, 0 nulls, 2 distinct, ..; [1]: 2; {\"a\":1}: 1"},
		{"sketches", "SELECT approx_set(line_item_product_code) FROM cur", 0, "1 rows, 0 nulls, -1 distinct, .."},
		{"intervals", "VALUES INTERVAL '1' DAY, INTERVAL '1' DAY", 0, "2 rows, 0 nulls, 1 distinct, ..; 1 00:00:00.000: 2"},
		{"times", "VALUES TIME '01:02:03'", 0, "1 rows, 0 nulls, 1 distinct, 01:02:03..01:02:03; 01:02:03: 1"},
		{"bytes", "VALUES X'00ff'", 0, "1 rows, 0 nulls, 1 distinct, 00 ff..00 ff; 00 ff: 1"},
		{"addresses", "VALUES IPADDRESS '10.0.0.1'", 0, "1 rows, 0 nulls, 1 distinct, 10.0.0.1..10.0.0.1; 10.0.0.1: 1"},
		{"identifiers", "VALUES UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", 0, "1 rows, 0 nulls, 1 distinct, 12151fd2-7586-11e9-8f9e-2a86e4085a59..12151fd2-7586-11e9-8f9e-2a86e4085a59; 12151fd2-7586-11e9-8f9e-2a86e4085a59: 1"},
		{"nothing but NULL", "VALUES NULL, NULL", 0, "2 rows, 2 nulls, -1 distinct, .."},
		{"no rows", "SELECT 1 AS a WHERE false", 0, "0 rows, 0 nulls, 0 distinct, .."},
		{"a query of several parts", "WITH r AS (SELECT 1 AS c UNION ALL SELECT 2) SELECT c, c FROM r ORDER BY 1 LIMIT 1", 1, "1 rows, 0 nulls, 1 distinct, 1..1, mean 1.0, sum 1; [1, 2): 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := c.Statistics(t.Context(), principal("admin"), Text{SQL: test.sql}, test.column)
			if err != nil {
				t.Fatal(err)
			}
			if test.want != "" && written(got) != test.want {
				t.Errorf("got  %s\nwant %s\n%s", written(got), test.want, got.ListSQL)
			}
			for _, sql := range []string{got.SQL, got.ListSQL} {
				if _, problems := parse.Query(sql); sql != "" && len(problems) > 0 {
					t.Errorf("the SQL is none: %s: %s", sql, problems)
				}
			}
			counted := got.Nulls
			for _, bar := range got.Histogram {
				counted += bar.Rows
			}
			if got.Histogram != nil && counted != got.Rows && test.name != "doubles that are no numbers too" {
				t.Errorf("the bars hold %d rows of %d", counted, got.Rows)
			}
		})
	}
}

func TestStatisticsTakeParametersAndRights(t *testing.T) {
	c := open(t)
	sql := "SELECT line_item_usage_type, line_item_unblended_cost FROM cur WHERE line_item_unblended_cost > ?"
	got, err := c.Statistics(t.Context(), principal("alice"), Text{SQL: sql, Params: []string{"1E0"}}, 0)
	if err != nil || written(got) != "2 rows, 0 nulls, 1 distinct, BoxUsage:m5.large..BoxUsage:m5.large; BoxUsage:m5.large: 2" {
		t.Errorf("got %s, %v", written(got), err)
	}
	if _, err := c.Statistics(t.Context(), principal("alice"), Text{SQL: "SELECT usage_date FROM cur"}, 0); err == nil || strings.Contains(err.Error(), "DENIED") {
		t.Errorf("a hidden column: %v", err)
	}
	for _, test := range []struct {
		sql    string
		column int
	}{{"SELECT 1", 1}, {"SELECT 1", -1}, {"SHOW TABLES", 0}} {
		if _, err := c.Statistics(t.Context(), principal("alice"), Text{SQL: test.sql}, test.column); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: got %v", test, err)
		}
	}
}

// The edges are few, grow, and hold both bounds, whatever these are.
func TestEdgesHoldTheirBounds(t *testing.T) {
	for _, test := range []struct {
		t         types.Type
		low, high string
	}{
		{types.Of(types.Double), "1.7976931348623157E308", "1.7976931348623157E308"},
		{types.Of(types.Double), "-1.7976931348623157E308", "1.7976931348623157E308"},
		{types.Of(types.Double), "4.9E-324", "1"},
		{types.Of(types.Double), "0", "4.9E-324"},
		{types.Of(types.BigInt), "-9223372036854775808", "9223372036854775807"},
		{types.DecimalOf(38, 0), "-99999999999999999999999999999999999999", "99999999999999999999999999999999999999"},
		{types.DecimalOf(38, 38), "0.00000000000000000000000000000000000001", "0.3"},
		{types.DecimalOf(38, 10), "100000.0000000001", "100000.0000000002"},
		{types.Of(types.Date), "0", "86400"},
		{types.TimestampOf(3), "1762128000.123", "1762128000.124"},
		{types.TimestampOf(3), "-62135596800", "253402300799.999"},
		{types.Of(types.Date), "-62135596800", "253402214400"},
		{types.TimestampOf(3), "1762128000", "1762214400"},
		{types.TimestampOf(3), "1730000000", "1762214400"},
	} {
		edges := edgesOf(test.t, bounds{test.low, test.high})
		if len(edges) < 2 || len(edges) > 60 {
			t.Errorf("%+v: %d edges", test, len(edges))
			continue
		}
		low, _ := new(big.Rat).SetString(test.low)
		high, _ := new(big.Rat).SetString(test.high)
		lowest, _ := low.Float64()
		highest, _ := high.Float64()
		if edges[0].number > lowest || edges[len(edges)-1].number < highest {
			t.Errorf("%+v: %v does not hold the bounds", test, edges)
		}
		for i := 2; i < len(edges); i++ {
			if edges[i].number <= edges[i-1].number || edges[i].text == edges[i-1].text {
				t.Errorf("%+v: edges do not grow: %v", test, edges)
				break
			}
		}
	}
	if edgesOf(types.Of(types.Double), bounds{}) != nil {
		t.Error("no values have no histogram")
	}
}
