package bench

// question is a question in Athena's SQL, and as somebody who knows DuckDB writes it; FILES stands for the files.
type question struct{ name, athena, duckdb string }

// questions are all questions, the first ten first.
func questions() []question { return append(firstQuestions(), moreQuestions()...) }

// firstQuestions are the ten of the first version.
func firstQuestions() []question {
	return []question{
		{
			"cost by month and product",
			`SELECT billing_period, line_item_product_code, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
			`SELECT billing_period, line_item_product_code, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
		},
		{
			"NAT by day and usage type",
			`SELECT date_trunc('day', line_item_usage_start_date) AS day, line_item_usage_type, sum(line_item_usage_amount) AS amount, sum(line_item_unblended_cost) AS cost
			 FROM bench.cur WHERE line_item_usage_type LIKE '%NatGateway%' GROUP BY 1, 2`,
			`SELECT date_trunc('day', line_item_usage_start_date) AS day, line_item_usage_type, sum(line_item_usage_amount) AS amount, sum(line_item_unblended_cost) AS cost
			 FROM FILES WHERE line_item_usage_type LIKE '%NatGateway%' GROUP BY 1, 2`,
		},
		{
			"twenty dearest resources",
			`SELECT line_item_resource_id, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
			`SELECT line_item_resource_id, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
		},
		{
			"cost by tag",
			`SELECT element_at(resource_tags, 'user_team') AS team, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1`,
			`SELECT resource_tags['user_team'] AS team, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1`,
		},
		{
			"distinct resources by account",
			`SELECT line_item_usage_account_id, count(DISTINCT line_item_resource_id) AS resources FROM bench.cur GROUP BY 1`,
			`SELECT line_item_usage_account_id, count(DISTINCT line_item_resource_id) AS resources FROM FILES GROUP BY 1`,
		},
		{
			"classes of usage by CASE",
			`SELECT CASE WHEN line_item_usage_type LIKE '%NatGateway%' THEN 'NAT gateway' WHEN line_item_usage_type LIKE '%DataTransfer%' THEN 'traffic'
			   WHEN line_item_product_code = 'AmazonEC2' THEN 'EC2' ELSE line_item_product_code END AS class,
			   sum(line_item_unblended_cost) AS cost, sum(line_item_unblended_cost) FILTER (WHERE line_item_line_item_type = 'Tax') AS tax
			 FROM bench.cur GROUP BY 1 HAVING sum(line_item_unblended_cost) > 0.005`,
			`SELECT CASE WHEN line_item_usage_type LIKE '%NatGateway%' THEN 'NAT gateway' WHEN line_item_usage_type LIKE '%DataTransfer%' THEN 'traffic'
			   WHEN line_item_product_code = 'AmazonEC2' THEN 'EC2' ELSE line_item_product_code END AS class,
			   sum(line_item_unblended_cost) AS cost, sum(line_item_unblended_cost) FILTER (WHERE line_item_line_item_type = 'Tax') AS tax
			 FROM FILES GROUP BY 1 HAVING sum(line_item_unblended_cost) > 0.005`,
		},
		{
			"one account in one month",
			`SELECT line_item_product_code, line_item_operation, sum(line_item_unblended_cost) AS cost, sum(pricing_public_on_demand_cost) AS public, count(*) AS lines
			 FROM bench.cur WHERE billing_period = '2025-11' AND line_item_usage_account_id = '100000000007' GROUP BY 1, 2`,
			`SELECT line_item_product_code, line_item_operation, sum(line_item_unblended_cost) AS cost, sum(pricing_public_on_demand_cost) AS public, count(*) AS lines
			 FROM FILES WHERE billing_period = '2025-11' AND line_item_usage_account_id = '100000000007' GROUP BY 1, 2`,
		},
		{
			"three dearest products by account",
			`WITH cost AS (SELECT line_item_usage_account_id AS account, line_item_product_code AS product, sum(line_item_unblended_cost) AS cost FROM bench.cur GROUP BY 1, 2),
			   placed AS (SELECT account, product, cost, rank() OVER (PARTITION BY account ORDER BY cost DESC) AS place FROM cost)
			 SELECT account, product, cost FROM placed WHERE place <= 3 ORDER BY account, place`,
			`WITH cost AS (SELECT line_item_usage_account_id AS account, line_item_product_code AS product, sum(line_item_unblended_cost) AS cost FROM FILES GROUP BY 1, 2),
			   placed AS (SELECT account, product, cost, rank() OVER (PARTITION BY account ORDER BY cost DESC) AS place FROM cost)
			 SELECT account, product, cost FROM placed WHERE place <= 3 ORDER BY account, place`,
		},
		{
			"amortised cost",
			`SELECT billing_period, sum(CASE line_item_line_item_type WHEN 'SavingsPlanCoveredUsage' THEN coalesce(savings_plan_savings_plan_effective_cost, 0e0)
			   WHEN 'DiscountedUsage' THEN coalesce(reservation_effective_cost, 0e0) ELSE line_item_unblended_cost END) AS amortised,
			   sum(line_item_unblended_cost) / sum(line_item_usage_amount) AS price
			 FROM bench.cur GROUP BY 1`,
			`SELECT billing_period, sum(CASE line_item_line_item_type WHEN 'SavingsPlanCoveredUsage' THEN coalesce(savings_plan_savings_plan_effective_cost, 0)
			   WHEN 'DiscountedUsage' THEN coalesce(reservation_effective_cost, 0) ELSE line_item_unblended_cost END) AS amortised,
			   sum(line_item_unblended_cost) / sum(line_item_usage_amount) AS price
			 FROM FILES GROUP BY 1`,
		},
		{
			"cost by team of the account",
			`WITH account (id, team) AS (VALUES ('100000000001', 'shop'), ('100000000002', 'search'), ('100000000003', 'data'), ('100000000004', 'sales'))
			 SELECT coalesce(a.team, 'none') AS team, date_trunc('month', c.line_item_usage_start_date) AS month, sum(c.line_item_unblended_cost) AS cost
			 FROM bench.cur AS c LEFT JOIN account AS a ON a.id = c.line_item_usage_account_id GROUP BY 1, 2`,
			`WITH account (id, team) AS (VALUES ('100000000001', 'shop'), ('100000000002', 'search'), ('100000000003', 'data'), ('100000000004', 'sales'))
			 SELECT coalesce(a.team, 'none') AS team, date_trunc('month', c.line_item_usage_start_date) AS month, sum(c.line_item_unblended_cost) AS cost
			 FROM FILES AS c LEFT JOIN account AS a ON a.id = c.line_item_usage_account_id GROUP BY 1, 2`,
		},
	}
}
