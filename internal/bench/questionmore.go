package bench

// moreQuestions are twenty more, in the style of the cost queries that the field shares: texts, dates, tags, windows, joins,
// sets of groups, exact sums, JSON.
//
//nolint:funlen // a list
func moreQuestions() []question {
	return []question{
		{
			"cost by formatted month",
			`SELECT date_format(line_item_usage_start_date, '%Y-%m-01') AS month, line_item_usage_account_id, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
			`SELECT strftime(line_item_usage_start_date, '%Y-%m-01') AS month, line_item_usage_account_id, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
		},
		{
			"NAT by regular expression",
			`SELECT line_item_usage_account_id, sum(line_item_usage_amount) AS amount FROM bench.cur WHERE regexp_like(line_item_usage_type, '(?i)natgateway-(hours|bytes)') GROUP BY 1`,
			`SELECT line_item_usage_account_id, sum(line_item_usage_amount) AS amount FROM FILES WHERE regexp_matches(line_item_usage_type, '(?i)natgateway-(hours|bytes)') GROUP BY 1`,
		},
		{
			"region in the usage type",
			`SELECT regexp_extract(line_item_usage_type, '^([A-Z0-9]+)-(.*)$', 1) AS region, count(*) AS lines, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1`,
			`SELECT regexp_extract(line_item_usage_type, '^([A-Z0-9]+)-(.*)$', 1) AS region, count(*) AS lines, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1`,
		},
		{
			"kinds of usage",
			`SELECT split_part(line_item_usage_type, ':', 1) AS kind, sum(line_item_usage_amount) AS amount FROM bench.cur GROUP BY 1 ORDER BY 2 DESC`,
			`SELECT split_part(line_item_usage_type, ':', 1) AS kind, sum(line_item_usage_amount) AS amount FROM FILES GROUP BY 1 ORDER BY 2 DESC`,
		},
		{
			"tags unnested",
			`SELECT t.k AS tag, t.v AS word, count(*) AS lines, sum(line_item_unblended_cost) AS cost
			 FROM bench.cur CROSS JOIN UNNEST(resource_tags) AS t (k, v) WHERE billing_period = '2025-11' AND t.v <> '' GROUP BY 1, 2`,
			`SELECT e.key AS tag, e.value AS word, count(*) AS lines, sum(line_item_unblended_cost) AS cost
			 FROM (SELECT unnest(map_entries(resource_tags)) AS e, line_item_unblended_cost FROM FILES WHERE billing_period = '2025-11') AS t WHERE e.value <> '' GROUP BY 1, 2`,
		},
		{
			"running cost and week's mean",
			`WITH daily AS (SELECT date(line_item_usage_start_date) AS day, line_item_product_code AS product, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1, 2)
			 SELECT day, product, sum(cost) OVER (PARTITION BY product ORDER BY day) AS running,
			   avg(cost) OVER (PARTITION BY product ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week FROM daily`,
			`WITH daily AS (SELECT line_item_usage_start_date::DATE AS day, line_item_product_code AS product, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1, 2)
			 SELECT day, product, sum(cost) OVER (PARTITION BY product ORDER BY day) AS running,
			   avg(cost) OVER (PARTITION BY product ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week FROM daily`,
		},
		{
			"change from month to month",
			`WITH monthly AS (SELECT billing_period, line_item_usage_account_id AS account, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1, 2)
			 SELECT billing_period, account, cost, cost - lag(cost, 1, 0e0) OVER (PARTITION BY account ORDER BY billing_period) AS change,
			   100 * cost / sum(cost) OVER (PARTITION BY billing_period) AS share FROM monthly`,
			`WITH monthly AS (SELECT billing_period, line_item_usage_account_id AS account, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1, 2)
			 SELECT billing_period, account, cost, cost - lag(cost, 1, 0) OVER (PARTITION BY account ORDER BY billing_period) AS change,
			   100 * cost / sum(cost) OVER (PARTITION BY billing_period) AS share FROM monthly`,
		},
		{
			"grouping sets",
			`SELECT line_item_usage_account_id, product_region_code, grouping(line_item_usage_account_id, product_region_code) AS g, sum(line_item_unblended_cost) AS cost
			 FROM bench.cur GROUP BY GROUPING SETS ((line_item_usage_account_id, product_region_code), (line_item_usage_account_id), ())`,
			`SELECT line_item_usage_account_id, product_region_code, grouping(line_item_usage_account_id, product_region_code) AS g, sum(line_item_unblended_cost) AS cost
			 FROM FILES GROUP BY GROUPING SETS ((line_item_usage_account_id, product_region_code), (line_item_usage_account_id), ())`,
		},
		{
			"roll-up of products",
			`SELECT billing_period, line_item_product_code, line_item_operation, sum(line_item_unblended_cost) AS cost, count(*) AS lines
			 FROM bench.cur GROUP BY ROLLUP (billing_period, line_item_product_code, line_item_operation)`,
			`SELECT billing_period, line_item_product_code, line_item_operation, sum(line_item_unblended_cost) AS cost, count(*) AS lines
			 FROM FILES GROUP BY ROLLUP (billing_period, line_item_product_code, line_item_operation)`,
		},
		{
			"exact cost in decimals",
			`SELECT line_item_product_code, sum(CAST(line_item_unblended_cost AS DECIMAL(16, 8))) AS cost FROM bench.cur
			 WHERE line_item_line_item_type NOT IN ('Tax', 'Refund', 'Credit') GROUP BY 1 ORDER BY 2 DESC`,
			`SELECT line_item_product_code, sum(CAST(line_item_unblended_cost AS DECIMAL(16, 8))) AS cost FROM FILES
			 WHERE line_item_line_item_type NOT IN ('Tax', 'Refund', 'Credit') GROUP BY 1 ORDER BY 2 DESC`,
		},
		{
			"two months side by side",
			`WITH t1 AS (SELECT line_item_resource_id AS rid, sum(line_item_unblended_cost) AS c FROM bench.cur WHERE billing_period = '2025-10' GROUP BY 1),
			   t2 AS (SELECT line_item_resource_id AS rid, sum(line_item_unblended_cost) AS c FROM bench.cur WHERE billing_period = '2025-11' GROUP BY 1)
			 SELECT coalesce(t1.rid, t2.rid) AS resource, t1.c AS before, t2.c AS now, IF(t1.c = 0, NULL, (t2.c - t1.c) / t1.c * 100) AS percent
			 FROM t1 FULL OUTER JOIN t2 ON t1.rid = t2.rid WHERE abs(coalesce(t2.c, 0) - coalesce(t1.c, 0)) > 100 ORDER BY abs(coalesce(t2.c, 0) - coalesce(t1.c, 0)) DESC LIMIT 20`,
			`WITH t1 AS (SELECT line_item_resource_id AS rid, sum(line_item_unblended_cost) AS c FROM FILES WHERE billing_period = '2025-10' GROUP BY 1),
			   t2 AS (SELECT line_item_resource_id AS rid, sum(line_item_unblended_cost) AS c FROM FILES WHERE billing_period = '2025-11' GROUP BY 1)
			 SELECT coalesce(t1.rid, t2.rid) AS resource, t1.c AS before, t2.c AS now, CASE WHEN t1.c = 0 THEN NULL ELSE (t2.c - t1.c) / t1.c * 100 END AS percent
			 FROM t1 FULL OUTER JOIN t2 ON t1.rid = t2.rid WHERE abs(coalesce(t2.c, 0) - coalesce(t1.c, 0)) > 100 ORDER BY abs(coalesce(t2.c, 0) - coalesce(t1.c, 0)) DESC LIMIT 20`,
		},
		{
			"dear line items",
			`SELECT line_item_usage_start_date, line_item_resource_id, line_item_product_code, line_item_unblended_cost FROM bench.cur WHERE line_item_unblended_cost > 24.95 AND line_item_line_item_type <> 'Tax'`,
			`SELECT line_item_usage_start_date, line_item_resource_id, line_item_product_code, line_item_unblended_cost FROM FILES WHERE line_item_unblended_cost > 24.95 AND line_item_line_item_type <> 'Tax'`,
		},
		{
			"accounts above the mean",
			`SELECT line_item_usage_account_id, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1
			 HAVING sum(line_item_unblended_cost) > (SELECT sum(line_item_unblended_cost) / count(DISTINCT line_item_usage_account_id) FROM bench.cur)`,
			`SELECT line_item_usage_account_id, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1
			 HAVING sum(line_item_unblended_cost) > (SELECT sum(line_item_unblended_cost) / count(DISTINCT line_item_usage_account_id) FROM FILES)`,
		},
		{
			"stage prod by team",
			`SELECT resource_tags['user_team'] AS team, product_region_code, sum(line_item_unblended_cost) AS cost FROM bench.cur
			 WHERE billing_period = '2025-11' AND cardinality(resource_tags) > 0 AND resource_tags['user_stage'] = 'prod' GROUP BY 1, 2`,
			`SELECT resource_tags['user_team'] AS team, product_region_code, sum(line_item_unblended_cost) AS cost FROM FILES
			 WHERE billing_period = '2025-11' AND cardinality(resource_tags) > 0 AND resource_tags['user_stage'] = 'prod' GROUP BY 1, 2`,
		},
		{
			"conditional sums",
			`SELECT line_item_usage_account_id, count_if(line_item_unblended_cost > 1) AS dear, sum(IF(line_item_line_item_type = 'Usage', line_item_unblended_cost, 0)) AS used,
			   min(line_item_usage_start_date) AS first, max(line_item_usage_start_date) AS last, avg(line_item_usage_amount) AS mean, bool_or(line_item_line_item_type = 'Tax') AS taxed
			 FROM bench.cur GROUP BY 1`,
			`SELECT line_item_usage_account_id, count(*) FILTER (WHERE line_item_unblended_cost > 1) AS dear, sum(CASE WHEN line_item_line_item_type = 'Usage' THEN line_item_unblended_cost ELSE 0 END) AS used,
			   min(line_item_usage_start_date) AS first, max(line_item_usage_start_date) AS last, avg(line_item_usage_amount) AS mean, bool_or(line_item_line_item_type = 'Tax') AS taxed
			 FROM FILES GROUP BY 1`,
		},
		{
			"weekdays and hours",
			`SELECT day_of_week(line_item_usage_start_date) AS weekday, hour(line_item_usage_start_date) AS hour, sum(line_item_unblended_cost) AS cost FROM bench.cur
			 WHERE line_item_usage_start_date >= TIMESTAMP '2025-10-01 00:00:00' AND line_item_usage_start_date < DATE '2025-11-01' GROUP BY 1, 2`,
			`SELECT isodow(line_item_usage_start_date) AS weekday, hour(line_item_usage_start_date) AS hour, sum(line_item_unblended_cost) AS cost FROM FILES
			 WHERE line_item_usage_start_date >= TIMESTAMP '2025-10-01 00:00:00' AND line_item_usage_start_date < DATE '2025-11-01' GROUP BY 1, 2`,
		},
		{
			"value in a JSON text",
			`SELECT json_extract_scalar('{"product":"' || line_item_product_code || '","n":1}', '$.product') AS product, sum(line_item_unblended_cost) AS cost
			 FROM bench.cur WHERE billing_period = '2025-11' AND line_item_usage_account_id = '100000000007' GROUP BY 1`,
			`SELECT json_extract_string('{"product":"' || line_item_product_code || '","n":1}', '$.product') AS product, sum(line_item_unblended_cost) AS cost
			 FROM FILES WHERE billing_period = '2025-11' AND line_item_usage_account_id = '100000000007' GROUP BY 1`,
		},
		{
			"dearest product of each account",
			`WITH cost AS (SELECT line_item_usage_account_id AS account, line_item_product_code AS product, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1, 2)
			 SELECT account, max_by(product, cost) AS dearest, min_by(product, cost) AS cheapest, max(cost) AS cost FROM cost GROUP BY 1`,
			`WITH cost AS (SELECT line_item_usage_account_id AS account, line_item_product_code AS product, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1, 2)
			 SELECT account, arg_max(product, cost) AS dearest, arg_min(product, cost) AS cheapest, max(cost) AS cost FROM cost GROUP BY 1`,
		},
		{
			"products as a list",
			`SELECT line_item_usage_account_id, array_join(array_agg(DISTINCT line_item_product_code ORDER BY line_item_product_code), ', ') AS products FROM bench.cur GROUP BY 1`,
			`SELECT line_item_usage_account_id, array_to_string(list(DISTINCT line_item_product_code ORDER BY line_item_product_code), ', ') AS products FROM FILES GROUP BY 1`,
		},
		{
			"names in resource ids",
			`SELECT split(line_item_resource_id, '/')[2] AS name, sum(line_item_unblended_cost) AS cost FROM bench.cur
			 WHERE billing_period = '2025-11' AND cardinality(split(line_item_resource_id, '/')) > 1 GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
			`SELECT split(line_item_resource_id, '/')[2] AS name, sum(line_item_unblended_cost) AS cost FROM FILES
			 WHERE billing_period = '2025-11' AND len(split(line_item_resource_id, '/')) > 1 GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
		},
	}
}
